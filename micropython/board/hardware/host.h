#pragma once

// What the board asks of the emulator, through semihosting.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Ends QEMU with this exit status.
void host_exit(int status) __attribute__((noreturn));

// Finds the argument `name=value` among `-semihosting-config …,arg=name=value`.
// False when there is none, or when its value and a final zero do not fit.
bool host_argument(const char *name, char *value, size_t size);

// 32 bits of the host's entropy.
uint32_t host_random(void);
