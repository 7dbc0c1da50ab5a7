// mbedTLS for the board: TLS 1.2 and DTLS 1.2, memory from Python's heap, clock and entropy of
// the port.

#include <time.h>

#define MICROPY_MBEDTLS_CONFIG_BARE_METAL (1)

time_t tls_time(time_t *store);
#define MBEDTLS_PLATFORM_TIME_MACRO tls_time
#define MBEDTLS_PLATFORM_MS_TIME_ALT
#define MBEDTLS_PLATFORM_GMTIME_R_ALT

// Reduction modulo NIST's primes without a division.
#define MBEDTLS_ECP_NIST_OPTIM
#define MBEDTLS_ECP_DP_CURVE25519_ENABLED

#include "extmod/mbedtls/mbedtls_config_common.h"
#include "../../mbedtls_pem.h"

// Curves that no certificate and no server of today needs.
#undef MBEDTLS_ECP_DP_SECP192R1_ENABLED
#undef MBEDTLS_ECP_DP_SECP224R1_ENABLED
#undef MBEDTLS_ECP_DP_SECP192K1_ENABLED
#undef MBEDTLS_ECP_DP_SECP224K1_ENABLED
#undef MBEDTLS_ECP_DP_SECP256K1_ENABLED
