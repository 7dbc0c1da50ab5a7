#ifndef STAND_IN_LWIP_TCP_IMPL_H
#define STAND_IN_LWIP_TCP_IMPL_H

#include "lwip/tcp.h"

extern struct tcp_pcb *tcp_active_pcbs;

// Without TCP_DEBUG.
#define tcp_debug_print_pcbs()
#define tcp_output_nagle(pcb) tcp_output(pcb)

#endif
