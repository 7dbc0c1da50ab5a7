#pragma once

// lwIP's view of the Ethernet card: one network interface, which both
// network.LAN and network.WLAN(STA_IF) configure.

#include <stdbool.h>
#include <stdint.h>

#include "lwip/netif.h"

extern struct netif interface_netif;

// The card's address as QEMU was told it: `mac=…` in its arguments.
extern uint8_t interface_factory_address[6];

void interface_init(void);

// Plugs the cable in and asks for an address by DHCP, unless a static one is set.
// False when there is no memory for the DHCP client.
bool interface_connect(void);

// Pulls the cable out and forgets what the network gave.
void interface_disconnect(void);

bool interface_is_linked(void);
bool interface_has_address(void);
void interface_set_hardware_address(const uint8_t address[6]);

// Lets lwIP do what is due; true when there was something.
bool interface_poll(void);
uint32_t interface_sleep_ms(void);

// For a soft reset. First, while Python's memory is intact: queries to name servers
// end without an answer. Then, when the sockets are gone: so do TCP connections.
void interface_end_queries(void);
void interface_end_connections(void);
