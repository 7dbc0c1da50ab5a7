// Exception vectors, start-up, and the way into the C handlers. call0 ABI.

#include "exception.h"

// A multiple of 16, as the ABI wants of stack frames.
#define FRAME_SIZE 96

    .section .vectors, "ax"
    .balign 1024
    .global vectors
vectors:
    .org    vectors + 0x10          // debug: nothing raises it
    j       unexpected_exception
    .org    vectors + 0x20          // non-maskable interrupt: nothing raises it
    j       unexpected_exception
    .org    vectors + 0x30          // exceptions and interrupts with PS.UM = 0
    wsr.excsave1 a0
    j       exception_entry
    .org    vectors + 0x50          // exceptions and interrupts with PS.UM = 1
    wsr.excsave1 a0
    j       exception_entry
    .org    vectors + 0x70          // an exception inside the handler
    j       double_exception_entry
    .org    vectors + 0x80

    .section .text.start, "ax"
    .balign 4
    .literal_position
    .global _start
    .type   _start, @function
_start:
    movi    a0, 0
    wsr.intenable a0
    movi    a2, vectors
    wsr.vecbase a2
    movi    a1, _stack_top
    movi    a2, 0x20                // PS: user vector, interrupts on, not in an exception
    wsr.ps  a2
    rsync
    movi    a2, _bss_start
    movi    a3, _bss_end
    bgeu    a2, a3, 2f
1:  s32i    a0, a2, 0
    addi    a2, a2, 4
    bltu    a2, a3, 1b
2:  call0   main
    j       unexpected_exception    // main never returns

// Saves the interrupted context as a struct exception_frame, calls
// exception_dispatch with it, and resumes. a0 is in EXCSAVE1.
    .type   exception_entry, @function
exception_entry:
    mov     a0, a1
    addi    a1, a1, -FRAME_SIZE
exception_save:
    s32i    a0, a1, 4               // the interrupted a1
    s32i    a2, a1, 8
    s32i    a3, a1, 12
    s32i    a4, a1, 16
    s32i    a5, a1, 20
    s32i    a6, a1, 24
    s32i    a7, a1, 28
    s32i    a8, a1, 32
    s32i    a9, a1, 36
    s32i    a10, a1, 40
    s32i    a11, a1, 44
    s32i    a12, a1, 48
    s32i    a13, a1, 52
    s32i    a14, a1, 56
    s32i    a15, a1, 60
    rsr.excsave1 a2
    s32i    a2, a1, 0               // the interrupted a0
    rsr.epc1 a2
    s32i    a2, a1, 64
    rsr.ps  a2
    s32i    a2, a1, 68
    rsr.sar a2
    s32i    a2, a1, 72
    rsr.exccause a2
    s32i    a2, a1, 76
    rsr.excvaddr a2
    s32i    a2, a1, 80
    mov     a2, a1
    call0   exception_dispatch
    l32i    a2, a1, 64
    wsr.epc1 a2
    l32i    a2, a1, 72
    wsr.sar a2
    l32i    a0, a1, 0
    l32i    a2, a1, 8
    l32i    a3, a1, 12
    l32i    a4, a1, 16
    l32i    a5, a1, 20
    l32i    a6, a1, 24
    l32i    a7, a1, 28
    l32i    a8, a1, 32
    l32i    a9, a1, 36
    l32i    a10, a1, 40
    l32i    a11, a1, 44
    l32i    a12, a1, 48
    l32i    a13, a1, 52
    l32i    a14, a1, 56
    l32i    a15, a1, 60
    addi    a1, a1, FRAME_SIZE
    rfe

// The handler itself failed, maybe for want of a stack: report from a stack of its own.
    .type   double_exception_entry, @function
double_exception_entry:
    wsr.excsave1 a0
    rsr.depc a0
    wsr.epc1 a0
    mov     a0, a1
    movi    a1, crash_stack_top - FRAME_SIZE
    j       exception_save

    .type   unexpected_exception, @function
unexpected_exception:
    movi    a1, crash_stack_top
    call0   exception_unexpected

    .section .bss.crash_stack, "aw", @nobits
    .balign 16
    .space  4096
crash_stack_top:

// void cpu_call_with_registers_on_stack(void (*function)(uintptr_t stack_pointer))
    .section .text.cpu_call_with_registers_on_stack, "ax"
    .balign 4
    .global cpu_call_with_registers_on_stack
    .type   cpu_call_with_registers_on_stack, @function
cpu_call_with_registers_on_stack:
    addi    a1, a1, -32
    s32i    a12, a1, 0
    s32i    a13, a1, 4
    s32i    a14, a1, 8
    s32i    a15, a1, 12
    s32i    a0, a1, 16
    mov     a3, a2
    mov     a2, a1
    callx0  a3
    l32i    a0, a1, 16
    addi    a1, a1, 32
    ret
