// Names of hosts and interfaces, for lwip_sockets.h.

#include <string.h>

#include "py/runtime.h"

#include "lwip/dns.h"
#include "lwip/netif.h"
#include "lwip/sys.h"
#include "lwip/tcpip.h"
#include "lwip/priv/tcpip_priv.h"

#include "usocket_module.h"
#include "border/lwip_sockets.h"
#include "border/lwip_sockets_common.h"

static void unpack_ip(const ip_addr_t *ip, lwip_sockets_address *address) {
    memset(address, 0, sizeof(*address));
    #if LWIP_IPV6
    if (!IP_IS_V4(ip)) {
        address->version = 6;
        memcpy(address->octets, ip_2_ip6(ip)->addr, 16);
        return;
    }
    #endif
    address->version = 4;
    memcpy(address->octets, ip_2_ip4(ip), 4);
}

typedef struct {
    struct tcpip_api_call_data call;
    const char *name;
    int32_t version;
    uint32_t token;
    ip_addr_t ip;
    uint32_t index;
} name_call;

static sys_sem_t answers;

static void on_answered(const char *name, const ip_addr_t *ip, void *arg) {
    (void)name;
    lwip_sockets_address address;
    if (ip != NULL) {
        unpack_ip(ip, &address);
    }
    usocket_lwip_answered((uintptr_t)arg, ip == NULL ? NULL : &address);
    sys_sem_signal(&answers);
}

static err_t resolve_in_lwip(struct tcpip_api_call_data *data) {
    name_call *call = (name_call *)data;
    void *arg = (void *)(uintptr_t)call->token;
    #if LWIP_IPV4 && LWIP_IPV6
    u8_t type = call->version == 4 ? LWIP_DNS_ADDRTYPE_IPV4
        : call->version == 6 ? LWIP_DNS_ADDRTYPE_IPV6 : LWIP_DNS_ADDRTYPE_IPV4_IPV6;
    return dns_gethostbyname_addrtype(call->name, &call->ip, on_answered, arg, type);
    #else
    return dns_gethostbyname(call->name, &call->ip, on_answered, arg);
    #endif
}

int32_t lwip_sockets_resolve(const char *name, int32_t version, uint32_t token, lwip_sockets_address *address) {
    if (!sys_sem_valid(&answers) && sys_sem_new(&answers, 0) != ERR_OK) {
        return USOCKET_ERRNO_ENOMEM;
    }
    name_call call = { .name = name, .version = version, .token = token };
    err_t error = tcpip_api_call(resolve_in_lwip, &call.call);
    if (error == ERR_OK) {
        unpack_ip(&call.ip, address);
    }
    return lwip_sockets_error_of(err_to_errno(error));
}

void lwip_sockets_wait_answer(uint32_t milliseconds) {
    USOCKET_WAIT_BEGIN();
    sys_arch_sem_wait(&answers, milliseconds);
    USOCKET_WAIT_END();
}

static err_t find_in_lwip(struct tcpip_api_call_data *data) {
    name_call *call = (name_call *)data;
    call->index = netif_name_to_index(call->name);
    return ERR_OK;
}

uint32_t lwip_sockets_interface_index(const char *name) {
    name_call call = { .name = name };
    tcpip_api_call(find_in_lwip, &call.call);
    return call.index;
}
