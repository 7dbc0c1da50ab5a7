#include "interface.h"

#include <string.h>

#include "py/obj.h"
#include "extmod/modnetwork.h"
#include "lwip/dhcp.h"
#include "lwip/dns.h"
#include "lwip/etharp.h"
#include "lwip/ethip6.h"
#include "lwip/init.h"
#include "lwip/nd6.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/sys.h"
#include "lwip/timeouts.h"
#include "netif/ethernet.h"

#include "clock.h"
#include "ethernet.h"
#include "events.h"
#include "host.h"
#include "panic.h"

#define MTU (1500)

// So many frames in a row, then other things get their turn.
#define FRAMES_PER_POLL (64)

struct netif interface_netif;
uint8_t interface_factory_address[6] = { 0x52, 0x54, 0x00, 0x12, 0x34, 0x56 };

static err_t send_frame(struct netif *netif, struct pbuf *frame) {
    (void)netif;
    uint8_t *buffer = ethernet_transmit_buffer();
    if (buffer == NULL) {
        return ERR_MEM;
    }
    if (frame->tot_len > ETHERNET_FRAME_MAX) {
        return ERR_BUF;
    }
    ethernet_transmit(pbuf_copy_partial(frame, buffer, frame->tot_len, 0));
    return ERR_OK;
}

static void receive_frame(const uint8_t *data, size_t length) {
    struct pbuf *frame = pbuf_alloc(PBUF_RAW, length, PBUF_POOL);
    if (frame == NULL) {
        return;
    }
    pbuf_take(frame, data, length);
    if (interface_netif.input(frame, &interface_netif) != ERR_OK) {
        pbuf_free(frame);
    }
}

static err_t configure(struct netif *netif) {
    netif->name[0] = 'e';
    netif->name[1] = 'n';
    netif->mtu = MTU;
    netif->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET | NETIF_FLAG_IGMP | NETIF_FLAG_MLD6;
    netif->hwaddr_len = sizeof(interface_factory_address);
    netif->output = etharp_output;
    netif->output_ip6 = ethip6_output;
    netif->linkoutput = send_frame;
    return ERR_OK;
}

static bool parse_address(const char *text, uint8_t address[6]) {
    for (int i = 0; i < 6; ++i, text += 3) {
        char separator = i < 5 ? ':' : '\0';
        if (!unichar_isxdigit(text[0]) || !unichar_isxdigit(text[1]) || text[2] != separator) {
            return false;
        }
        address[i] = unichar_xdigit_value(text[0]) << 4 | unichar_xdigit_value(text[1]);
    }
    return true;
}

static void read_factory_address(void) {
    char text[] = "00:00:00:00:00:00";
    if (host_argument("mac", text, sizeof(text)) && !parse_address(text, interface_factory_address)) {
        panic("mac=%s is not an Ethernet address", text);
    }
}

void interface_init(void) {
    lwip_init();
    read_factory_address();
    struct netif *netif = &interface_netif;
    netif_add_noaddr(netif, NULL, configure, ethernet_input);
    interface_set_hardware_address(interface_factory_address);
    netif_set_hostname(netif, mod_network_hostname_data);
    netif_set_default(netif);
    netif_create_ip6_linklocal_address(netif, 1);
    netif_set_ip6_autoconfig_enabled(netif, 1);
    netif_set_up(netif);
}

void interface_set_hardware_address(const uint8_t address[6]) {
    memcpy(interface_netif.hwaddr, address, sizeof(interface_factory_address));
    ethernet_set_address(address);
}

bool interface_is_linked(void) {
    return netif_is_link_up(&interface_netif);
}

bool interface_has_address(void) {
    return interface_is_linked() && !ip4_addr_isany(netif_ip4_addr(&interface_netif));
}

bool interface_connect(void) {
    if (interface_is_linked()) {
        return true;
    }
    ethernet_start();
    netif_set_link_up(&interface_netif);
    bool is_static = !ip4_addr_isany(netif_ip4_addr(&interface_netif));
    if (!is_static && dhcp_start(&interface_netif) != ERR_OK) {
        interface_disconnect();
        return false;
    }
    return true;
}

static void forget_ip6_addresses(void) {
    // Address 0, the link-local one, comes from the card and stays.
    for (int i = 1; i < LWIP_IPV6_NUM_ADDRESSES; ++i) {
        if (!netif_ip6_addr_isstatic(&interface_netif, i)) {
            netif_ip6_addr_set_state(&interface_netif, i, IP6_ADDR_INVALID);
        }
    }
}

void interface_disconnect(void) {
    if (!interface_is_linked()) {
        return;
    }
    dhcp_release_and_stop(&interface_netif);
    netif_set_link_down(&interface_netif);
    forget_ip6_addresses();
    ethernet_stop();
}

static bool poll_card(void) {
    for (int i = 0; i < FRAMES_PER_POLL; ++i) {
        size_t length;
        const uint8_t *frame = ethernet_received(&length);
        if (frame == NULL) {
            return i > 0;
        }
        receive_frame(frame, length);
        ethernet_received_done();
    }
    events_pending = true;
    return true;
}

// What was sent to an address of our own waits on the interface.
static bool poll_loopback(void) {
    bool work = false;
    struct netif *netif;
    NETIF_FOREACH(netif) {
        if (netif->loop_first != NULL) {
            netif_poll(netif);
            work = true;
        }
    }
    return work;
}

static bool poll_timeouts(void) {
    if (sys_timeouts_sleeptime() > 0) {
        return false;
    }
    sys_check_timeouts();
    return true;
}

bool interface_poll(void) {
    bool frames = poll_card();
    bool timeouts = poll_timeouts();
    // Last: the others may have sent something to ourselves.
    bool loopback = poll_loopback();
    return frames || timeouts || loopback;
}

static bool loopback_waits(void) {
    struct netif *netif;
    NETIF_FOREACH(netif) {
        if (netif->loop_first != NULL) {
            return true;
        }
    }
    return false;
}

uint32_t interface_sleep_ms(void) {
    return loopback_waits() ? 0 : sys_timeouts_sleeptime();
}

void interface_end_queries(void) {
    // lwIP has no word for it: let their time run out. It asks each server four
    // times and waits for 1, 1, 2 and 3 ticks.
    for (int i = 0; i < DNS_MAX_SERVERS * 7; ++i) {
        dns_tmr();
    }
}

void interface_end_connections(void) {
    while (tcp_listen_pcbs.listen_pcbs != NULL) {
        tcp_close((struct tcp_pcb *)tcp_listen_pcbs.listen_pcbs);
    }
    struct tcp_pcb **const lists[] = { &tcp_active_pcbs, &tcp_bound_pcbs, &tcp_tw_pcbs };
    for (size_t i = 0; i < MP_ARRAY_SIZE(lists); ++i) {
        while (*lists[i] != NULL) {
            struct tcp_pcb *pcb = *lists[i];
            // The object that the error would be reported to is no more.
            tcp_err(pcb, NULL);
            tcp_abort(pcb);
        }
    }
}

// The port's side of lwIP.

uint32_t sys_now(void) {
    return clock_ms();
}

void lwip_assertion_failed(const char *message, const char *file, int line) {
    panic("lwIP: %s, at %s:%d", message, file, line);
}
