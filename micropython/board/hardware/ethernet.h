#pragma once

// The OpenCores Ethernet card, without any knowledge of what is in the frames.

#include <stddef.h>
#include <stdint.h>

#define ETHERNET_FRAME_MAX (1514)

void ethernet_start(void);
void ethernet_stop(void);
void ethernet_set_address(const uint8_t address[6]);

// Sending: fill the buffer (NULL when all are in use), then send that many bytes of it.
uint8_t *ethernet_transmit_buffer(void);
void ethernet_transmit(size_t length);

// Receiving: the oldest frame, NULL when there is none; then give it back.
const uint8_t *ethernet_received(size_t *length);
void ethernet_received_done(void);

void ethernet_interrupt(void);
