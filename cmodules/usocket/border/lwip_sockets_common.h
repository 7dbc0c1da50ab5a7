// What the C files behind lwip_sockets.h share.

#ifndef USOCKET_BORDER_LWIP_SOCKETS_COMMON_H
#define USOCKET_BORDER_LWIP_SOCKETS_COMMON_H

#include <stdint.h>

// A port that may end a thread wherever it is says here how to let it leave lwIP first.
#ifndef USOCKET_WAIT_BEGIN
#define USOCKET_WAIT_BEGIN()
#define USOCKET_WAIT_END()
#endif

// Before the first call of lwIP's since the machine was started.
void lwip_sockets_start(void);

// One of `usocket_errno`, of a number of the C library's.
int32_t lwip_sockets_error_of(int number);

#endif
