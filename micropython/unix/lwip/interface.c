#include "interface.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <linux/if.h>
#include <linux/if_tun.h>
#include <sys/ioctl.h>
#include <sys/random.h>

#include "lwip/dns.h"
#include "lwip/etharp.h"
#include "lwip/ethip6.h"
#include "lwip/nd6.h"
#include "lwip/sys.h"
#include "netif/ethernet.h"

// How long to wait for the gateway, at most.
#define JOIN_MS (2000)
#define ASK_AGAIN_MS (20)

#define MTU (1500)
#define FRAME_MAX (MTU + 18)

static struct netif interface;
static int device = -1;

uint32_t interface_random(void) {
    uint32_t number;
    if (getrandom(&number, sizeof(number), 0) != sizeof(number)) {
        number = (uint32_t)random();
    }
    return number;
}

static _Noreturn void fail(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(1);
}

static ip4_addr_t address_from_environment(const char *name) {
    ip4_addr_t address = { 0 };
    const char *text = getenv(name);
    if (text != NULL && !ip4addr_aton(text, &address)) {
        fail("%s=%s is not an IPv4 address", name, text);
    }
    return address;
}

// 192.0.2.2/24 as an address and a mask.
static void network_from_environment(ip4_addr_t *address, ip4_addr_t *mask) {
    const char *text = getenv("USOCKET_ADDRESS");
    unsigned int prefix = 0;
    char host[16];
    if (text == NULL || sscanf(text, "%15[0-9.]/%2u", host, &prefix) != 2 || prefix > 32
        || !ip4addr_aton(host, address)) {
        fail("set USOCKET_ADDRESS to the address of %s, such as 192.0.2.2/24", getenv("USOCKET_TAP"));
    }
    mask->addr = lwip_htonl(prefix == 0 ? 0 : UINT32_MAX << (32 - prefix));
}

static void open_device(const char *name) {
    struct ifreq request = { .ifr_flags = IFF_TAP | IFF_NO_PI };
    if (strlen(name) >= sizeof(request.ifr_name)) {
        fail("USOCKET_TAP=%s is too long for a device's name", name);
    }
    strcpy(request.ifr_name, name);
    device = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (device < 0) {
        fail("cannot open /dev/net/tun for USOCKET_TAP=%s: %s", name, strerror(errno));
    }
    if (ioctl(device, TUNSETIFF, &request) < 0) {
        fail("cannot use the tap device %s: %s", name, strerror(errno));
    }
}

static err_t send_frame(struct netif *netif, struct pbuf *frame) {
    (void)netif;
    uint8_t data[FRAME_MAX];
    u16_t length = pbuf_copy_partial(frame, data, sizeof(data), 0);
    return write(device, data, length) == length ? ERR_OK : ERR_IF;
}

static err_t configure(struct netif *netif) {
    netif->name[0] = 't';
    netif->name[1] = 'p';
    netif->mtu = MTU;
    netif->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET | NETIF_FLAG_IGMP
        | NETIF_FLAG_MLD6 | NETIF_FLAG_LINK_UP;
    netif->hwaddr_len = 6;
    // Nobody's: locally administered.
    uint32_t number = interface_random();
    netif->hwaddr[0] = 0x02;
    memcpy(netif->hwaddr + 2, &number, sizeof(number));
    netif->output = etharp_output;
    netif->output_ip6 = ethip6_output;
    netif->linkoutput = send_frame;
    return ERR_OK;
}

// As a board that is on its network when its script starts. What is sent while the gateway's hardware
// address is not known has to wait, and would be lost at the end of a short script. It is asked more
// than once, since a device that was connected just now may drop its answer.
static void find_gateway(const ip4_addr_t *gateway) {
    struct pollfd frames = { .fd = device, .events = POLLIN };
    struct eth_addr *hardware;
    const ip4_addr_t *address;
    for (u32_t start = sys_now(); sys_now() - start < JOIN_MS;) {
        etharp_request(&interface, gateway);
        poll(&frames, 1, ASK_AGAIN_MS);
        interface_receive();
        if (etharp_find_addr(&interface, gateway, &hardware, &address) >= 0) {
            return;
        }
    }
}

int interface_start(netif_input_fn input) {
    const char *name = getenv("USOCKET_TAP");
    if (name == NULL || name[0] == '\0') {
        return -1;
    }
    ip4_addr_t address, mask;
    network_from_environment(&address, &mask);
    ip4_addr_t gateway = address_from_environment("USOCKET_GATEWAY");
    ip_addr_t server = IPADDR4_INIT(address_from_environment("USOCKET_DNS").addr);
    open_device(name);
    netif_add(&interface, &address, &mask, &gateway, NULL, configure, ethernet_input);
    netif_set_default(&interface);
    netif_create_ip6_linklocal_address(&interface, 1);
    interface.ip6_autoconfig_enabled = 1;
    netif_set_up(&interface);
    if (!ip4_addr_isany_val(gateway)) {
        find_gateway(&gateway);
    }
    interface.input = input;
    dns_setserver(0, &server);
    return device;
}

bool interface_receive(void) {
    uint8_t data[FRAME_MAX];
    ssize_t length = device < 0 ? -1 : read(device, data, sizeof(data));
    if (length <= 0) {
        return false;
    }
    struct pbuf *frame = pbuf_alloc(PBUF_RAW, length, PBUF_POOL);
    if (frame != NULL) {
        pbuf_take(frame, data, length);
        if (interface.input(frame, &interface) != ERR_OK) {
            pbuf_free(frame);
        }
    }
    return true;
}
