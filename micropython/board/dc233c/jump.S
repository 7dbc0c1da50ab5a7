// setjmp, longjmp, and the collector's look at the registers, for the windowed ABI.
//
// GCC and LLVM call all functions by call8. A function's a0 to a3 are stored below the stack
// pointer of the one that it called, its a4 to a7 at the end of its own frame, which is 32 bytes
// below the stack pointer of its caller. That is where `retw` gets them from when they are
// not in their window any more.

#include "windows.h"

// jmp_buf: a0 to a7 of the function that called setjmp, then setjmp's own a0 and a1.
#define RETURN_ADDRESS 32
#define STACK_POINTER 36

.macro copy_four_words from, to, offset_from, offset_to
    l32i    a8, \from, \offset_from
    l32i    a9, \from, \offset_from + 4
    l32i    a10, \from, \offset_from + 8
    l32i    a11, \from, \offset_from + 12
    s32i    a8, \to, \offset_to
    s32i    a9, \to, \offset_to + 4
    s32i    a10, \to, \offset_to + 8
    s32i    a11, \to, \offset_to + 12
.endm

// Where the registers of setjmp's caller are, for the stack pointer of setjmp: a0 to a3 at
// `low`, then a4 to a7 at `high`.
.macro find_caller_registers stack_pointer, low, high
    addi    \low, \stack_pointer, -16
    l32i    \high, \low, 4                  // the caller's a1
    addi    \high, \high, -16
    l32i    \high, \high, 4                 // the a1 of the caller's caller
    addi    \high, \high, -32
.endm

.macro store_windows_undisturbed
    rsil    a7, INTERRUPTS_MASKED
    store_windows
    wsr.ps  a7
    rsync
.endm

.macro function name
    .section .text.\name, "ax"
    .balign 4
    .global \name
    .type   \name, @function
\name:
.endm

// int setjmp(jmp_buf buffer)
    function setjmp
    entry   a1, 16
    store_windows_undisturbed
    find_caller_registers a1, a4, a5
    copy_four_words a4, a2, 0, 0
    copy_four_words a5, a2, 0, 16
    s32i    a0, a2, RETURN_ADDRESS
    s32i    a1, a2, STACK_POINTER
    movi    a2, 0
    retw

// void longjmp(jmp_buf buffer, int value): becomes the setjmp of then, and returns.
    function longjmp
    entry   a1, 16
    store_windows_undisturbed
    l32i    a6, a2, STACK_POINTER
    addi    a4, a6, -16
    copy_four_words a2, a4, 0, 0            // among them what the next line looks for
    find_caller_registers a6, a4, a5
    copy_four_words a2, a5, 16, 0
    l32i    a0, a2, RETURN_ADDRESS
    mov     a1, a6
    movi    a2, 1
    movnez  a2, a3, a3
    retw

// void cpu_call_with_registers_on_stack(void (*function)(uintptr_t stack_pointer))
    function cpu_call_with_registers_on_stack
    entry   a1, 32
    store_windows_undisturbed
    addi    a10, a1, -16                    // where the caller's registers begin
    callx8  a2
    retw
