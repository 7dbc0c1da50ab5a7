// mbedTLS as MicroPython's unix port has it, and what we add.
#include "mbedtls/mbedtls_config_port.h"
#include "../mbedtls_pem.h"
