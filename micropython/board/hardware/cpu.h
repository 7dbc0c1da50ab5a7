#pragma once

// Xtensa instructions that C has no words for. Interrupts of level 1 only, CCOUNT and CCOMPARE0
// as the only timer.

#include <stdint.h>

#include "core.h"

// The timer that fires when CCOUNT reaches CCOMPARE0.
#define CPU_TIMER_INTERRUPT (6)

static inline uint32_t cpu_cycles(void) {
    uint32_t cycles;
    __asm__ volatile ("rsr.ccount %0" : "=a" (cycles));
    return cycles;
}

static inline void cpu_timer_set(uint32_t cycles) {
    __asm__ volatile ("wsr.ccompare0 %0; esync" : : "a" (cycles) : "memory");
}

// Masks all interrupts; the result goes to cpu_interrupts_restore.
static inline uint32_t cpu_interrupts_disable(void) {
    uint32_t state;
    __asm__ volatile ("rsil %0, 1" : "=a" (state) : : "memory");
    return state;
}

static inline void cpu_interrupts_restore(uint32_t state) {
    __asm__ volatile ("wsr.ps %0; rsync" : : "a" (state) : "memory");
}

static inline void cpu_interrupts_select(uint32_t mask) {
    __asm__ volatile ("wsr.intenable %0; rsync" : : "a" (mask) : "memory");
}

static inline uint32_t cpu_interrupts_pending(void) {
    uint32_t raised, selected;
    __asm__ volatile ("rsr.interrupt %0" : "=a" (raised));
    __asm__ volatile ("rsr.intenable %0" : "=a" (selected));
    return raised & selected;
}

// Unmasks interrupts and sleeps until one has been served, with no gap between the two.
static inline void cpu_wait_for_interrupt(void) {
    __asm__ volatile ("waiti 0" : : : "memory");
}

// A service of the emulator (`-semihosting`): the number in a2, arguments after it, the result in a2.
static inline uint32_t cpu_semihosting_call(uint32_t number, uint32_t a, uint32_t b, uint32_t c) {
    register uint32_t a2 __asm__ ("a2") = number;
    register uint32_t a3 __asm__ ("a3") = a;
    register uint32_t a4 __asm__ ("a4") = b;
    register uint32_t a5 __asm__ ("a5") = c;
    __asm__ volatile ("simcall" : "+a" (a2), "+a" (a3) : "a" (a4), "a" (a5) : "memory");
    return a2;
}

// Calls the function with the address of a stack that holds all that the callers' registers held.
void cpu_call_with_registers_on_stack(void (*function)(uintptr_t stack_pointer));
