#include "lwip/ip.h"
