// lwIP 1.4's types and errors.

#ifndef STAND_IN_LWIP_ARCH_H
#define STAND_IN_LWIP_ARCH_H

#include "c_types.h"

typedef uint8_t u8_t;
typedef int8_t s8_t;
typedef uint16_t u16_t;
typedef int16_t s16_t;
typedef uint32_t u32_t;
typedef int32_t s32_t;
typedef s8_t err_t;

#define ERR_OK 0
#define ERR_MEM -1
#define ERR_BUF -2
#define ERR_TIMEOUT -3
#define ERR_RTE -4
#define ERR_INPROGRESS -5
#define ERR_VAL -6
#define ERR_WOULDBLOCK -7
#define ERR_ABRT -8
#define ERR_RST -9
#define ERR_CLSD -10
#define ERR_CONN -11
#define ERR_ARG -12
#define ERR_USE -13
#define ERR_IF -14
#define ERR_ISCONN -15

#define PP_HTONL(x) (__builtin_bswap32(x))

#endif
