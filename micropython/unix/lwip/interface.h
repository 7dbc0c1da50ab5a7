#pragma once

// lwIP's Ethernet interface on this computer: a tap device, when the environment names one.
//
//   USOCKET_TAP      the device, such as tap0
//   USOCKET_ADDRESS  its IPv4 address and the length of the network's prefix: 192.0.2.2/24
//   USOCKET_GATEWAY  the way to other networks
//   USOCKET_DNS      the name server

#include <stdbool.h>

#include "lwip/netif.h"

// Adds the interface to lwIP, which passes what arrives to `input`. Returns the device's file
// descriptor, or -1 when there is none. What is wrong in the environment ends the program.
int interface_start(netif_input_fn input);

// Takes one frame that has arrived; false when there is none.
bool interface_receive(void);
