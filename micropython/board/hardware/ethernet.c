#include "ethernet.h"

#include <stdbool.h>

#include "xtfpga.h"

enum {
    MODE = 0,
    INTERRUPT_SOURCE = 1,
    INTERRUPT_MASK = 2,
    TRANSMIT_DESCRIPTORS = 8,
    ADDRESS_LOW = 16,
    ADDRESS_HIGH = 17,
    MULTICAST_LOW = 18,
    MULTICAST_HIGH = 19,
};

// "Reject broadcast" is a mode too, but we want broadcasts.
#define MODE_RECEIVE (0x0001)
#define MODE_TRANSMIT (0x0002)
#define MODE_CRC (0x2000)
#define MODE_PAD (0x8000)

#define INTERRUPT_RECEIVED (0x04)
#define INTERRUPT_ALL (0x7f)

#define TRANSMIT_CRC (0x0800)
#define TRANSMIT_PAD (0x1000)
#define TRANSMIT_READY (0x8000)
#define RECEIVE_INTERRUPT (0x4000)
#define RECEIVE_EMPTY (0x8000)
#define DESCRIPTOR_LAST (0x2000)

// The card has 128 descriptors, those for sending first. A frame that finds no
// empty one is dropped, so nearly all are for receiving.
#define TRANSMIT_COUNT (8)
#define RECEIVE_COUNT (120)

// Received frames end with their checksum; the card cuts what is longer than 1536 bytes.
#define CRC_SIZE (4)
#define BUFFER_SIZE (1536 + CRC_SIZE)

struct descriptor {
    uint32_t length_and_flags;
    uint32_t buffer;
};

static volatile struct descriptor *const transmit_ring = (volatile struct descriptor *)XTFPGA_ETHERNET_DESCRIPTORS;
static volatile struct descriptor *const receive_ring = (volatile struct descriptor *)XTFPGA_ETHERNET_DESCRIPTORS + TRANSMIT_COUNT;

static uint8_t transmit_buffers[TRANSMIT_COUNT][BUFFER_SIZE] __attribute__((aligned(4)));
static uint8_t receive_buffers[RECEIVE_COUNT][BUFFER_SIZE] __attribute__((aligned(4)));
static unsigned transmit_next, receive_next;
static volatile bool frames_waiting;

static uint32_t last_flag(unsigned index, unsigned count) {
    return index == count - 1 ? DESCRIPTOR_LAST : 0;
}

static void receive_slot_reset(unsigned index) {
    receive_ring[index].length_and_flags = RECEIVE_EMPTY | RECEIVE_INTERRUPT | last_flag(index, RECEIVE_COUNT);
}

void ethernet_start(void) {
    XTFPGA_ETHERNET[MODE] = 0;
    XTFPGA_ETHERNET[TRANSMIT_DESCRIPTORS] = TRANSMIT_COUNT;
    for (unsigned i = 0; i < TRANSMIT_COUNT; ++i) {
        transmit_ring[i].buffer = (uintptr_t)transmit_buffers[i];
        transmit_ring[i].length_and_flags = 0;
    }
    for (unsigned i = 0; i < RECEIVE_COUNT; ++i) {
        receive_ring[i].buffer = (uintptr_t)receive_buffers[i];
        receive_slot_reset(i);
    }
    transmit_next = receive_next = 0;
    frames_waiting = false;
    // Multicast is filtered by a hash: let all of it through, lwIP knows better.
    XTFPGA_ETHERNET[MULTICAST_LOW] = UINT32_MAX;
    XTFPGA_ETHERNET[MULTICAST_HIGH] = UINT32_MAX;
    XTFPGA_ETHERNET[INTERRUPT_SOURCE] = INTERRUPT_ALL;
    XTFPGA_ETHERNET[INTERRUPT_MASK] = INTERRUPT_RECEIVED;
    XTFPGA_ETHERNET[MODE] = MODE_PAD | MODE_CRC | MODE_TRANSMIT | MODE_RECEIVE;
}

void ethernet_stop(void) {
    XTFPGA_ETHERNET[MODE] = 0;
    XTFPGA_ETHERNET[INTERRUPT_MASK] = 0;
}

void ethernet_set_address(const uint8_t address[6]) {
    XTFPGA_ETHERNET[ADDRESS_LOW] = (uint32_t)address[2] << 24 | address[3] << 16 | address[4] << 8 | address[5];
    XTFPGA_ETHERNET[ADDRESS_HIGH] = address[0] << 8 | address[1];
}

uint8_t *ethernet_transmit_buffer(void) {
    bool busy = transmit_ring[transmit_next].length_and_flags & TRANSMIT_READY;
    return busy ? NULL : transmit_buffers[transmit_next];
}

void ethernet_transmit(size_t length) {
    transmit_ring[transmit_next].length_and_flags = (uint32_t)length << 16
        | TRANSMIT_READY | TRANSMIT_PAD | TRANSMIT_CRC | last_flag(transmit_next, TRANSMIT_COUNT);
    transmit_next = (transmit_next + 1) % TRANSMIT_COUNT;
}

// Silent until all frames are taken: one interrupt stands for any number of them.
void ethernet_interrupt(void) {
    XTFPGA_ETHERNET[INTERRUPT_MASK] = 0;
    frames_waiting = true;
}

static bool receive_slot_empty(void) {
    return receive_ring[receive_next].length_and_flags & RECEIVE_EMPTY;
}

const uint8_t *ethernet_received(size_t *length) {
    if (!frames_waiting) {
        return NULL;
    }
    if (receive_slot_empty()) {
        XTFPGA_ETHERNET[INTERRUPT_SOURCE] = INTERRUPT_ALL;
        // A frame that came before this is taken below, one that comes later interrupts.
        if (receive_slot_empty()) {
            frames_waiting = false;
            XTFPGA_ETHERNET[INTERRUPT_MASK] = INTERRUPT_RECEIVED;
            return NULL;
        }
    }
    size_t with_crc = receive_ring[receive_next].length_and_flags >> 16;
    *length = with_crc > CRC_SIZE ? with_crc - CRC_SIZE : 0;
    return receive_buffers[receive_next];
}

void ethernet_received_done(void) {
    receive_slot_reset(receive_next);
    receive_next = (receive_next + 1) % RECEIVE_COUNT;
}
