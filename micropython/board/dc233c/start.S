// Exception vectors, start-up, and the way into the C handlers. Windowed ABI.

#include "exception.h"
#include "windows.h"

// Behind struct exception_frame: what this core has besides. The 16 bytes at the end of the
// frame belong to the interrupted function's caller.
#define FRAME_LBEG (EXCEPTION_FRAME_SIZE)
#define FRAME_LEND (EXCEPTION_FRAME_SIZE + 4)
#define FRAME_LCOUNT (EXCEPTION_FRAME_SIZE + 8)
#define FRAME_ACCLO (EXCEPTION_FRAME_SIZE + 12)
#define FRAME_ACCHI (EXCEPTION_FRAME_SIZE + 16)
#define FRAME_SCOMPARE1 (EXCEPTION_FRAME_SIZE + 20)
#define FRAME_SIZE 128

#define CAUSE_ALLOCA 5

    .section .vectors, "ax"
    .balign 1024
    .global vectors
vectors:
// A window that is needed for another function: the call that its function made, by four, eight
// or twelve registers, says how many to store. The places are the ABI's.
    .org    vectors + 0x000
    s32e    a0, a5, -16
    s32e    a1, a5, -12
    s32e    a2, a5, -8
    s32e    a3, a5, -4
    rfwo
// A function returns to one whose window is not there.
    .org    vectors + 0x040
window_underflow4:
    l32e    a0, a5, -16
    l32e    a1, a5, -12
    l32e    a2, a5, -8
    l32e    a3, a5, -4
    rfwu
    .org    vectors + 0x080
    s32e    a0, a9, -16
    l32e    a0, a1, -12                     // the caller's stack pointer
    s32e    a1, a9, -12
    s32e    a2, a9, -8
    s32e    a3, a9, -4
    s32e    a4, a0, -32
    s32e    a5, a0, -28
    s32e    a6, a0, -24
    s32e    a7, a0, -20
    rfwo
    .org    vectors + 0x0c0
window_underflow8:
    l32e    a0, a9, -16
    l32e    a1, a9, -12
    l32e    a2, a9, -8
    l32e    a7, a1, -12
    l32e    a3, a9, -4
    l32e    a4, a7, -32
    l32e    a5, a7, -28
    l32e    a6, a7, -24
    l32e    a7, a7, -20
    rfwu
    .org    vectors + 0x100
    s32e    a0, a13, -16
    l32e    a0, a1, -12
    s32e    a1, a13, -12
    s32e    a2, a13, -8
    s32e    a3, a13, -4
    s32e    a4, a0, -48
    s32e    a5, a0, -44
    s32e    a6, a0, -40
    s32e    a7, a0, -36
    s32e    a8, a0, -32
    s32e    a9, a0, -28
    s32e    a10, a0, -24
    s32e    a11, a0, -20
    rfwo
    .org    vectors + 0x140
window_underflow12:
    l32e    a0, a13, -16
    l32e    a1, a13, -12
    l32e    a2, a13, -8
    l32e    a11, a1, -12
    l32e    a3, a13, -4
    l32e    a4, a11, -48
    l32e    a5, a11, -44
    l32e    a6, a11, -40
    l32e    a7, a11, -36
    l32e    a8, a11, -32
    l32e    a9, a11, -28
    l32e    a10, a11, -24
    l32e    a11, a11, -20
    rfwu
    .irp    offset, 0x180, 0x1c0, 0x200, 0x240, 0x280, 0x2c0
    .org    vectors + \offset               // interrupts of levels 2 to 7: nothing raises them
    j       unexpected_exception
    .endr
    .org    vectors + 0x300                 // exceptions with PS.UM = 0: never after start-up
    wsr.excsave1 a0
    j       exception_entry
    .org    vectors + 0x340                 // exceptions and interrupts with PS.UM = 1
    wsr.excsave1 a0
    rsr.exccause a0
    bnei    a0, CAUSE_ALLOCA, 1f
    j       alloca_entry
1:  j       exception_entry
    .org    vectors + 0x3c0                 // an exception inside the handlers
    j       double_exception_entry
    .org    vectors + 0x400

    .section .text.start, "ax"
    .balign 4
    .literal_position
    .global _start
    .type   _start, @function
_start:
    movi    a0, 0
    wsr.intenable a0
    wsr.windowbase a0
    rsync
    movi    a0, 1
    wsr.windowstart a0
    movi    a2, vectors
    wsr.vecbase a2
    movi    a2, 0x15                        // the memory does atomic operations, cached or not
    wsr.atomctl a2
    // A second translation for the first page: two are an exception. All the rest of memory has
    // one since reset, to itself.
    movi    a2, 0
    movi    a3, 3                           // readable and writable, in way 0
    wdtlb   a3, a2
    dsync
    movi    a1, _stack_top
    movi    a2, PS_WINDOWED
    wsr.ps  a2
    rsync
    movi    a0, 0
    movi    a2, _bss_start
    movi    a3, _bss_end
    bgeu    a2, a3, 2f
1:  s32i    a0, a2, 0
    addi    a2, a2, 4
    bltu    a2, a3, 1b
2:  call4   main
    j       unexpected_exception            // main never returns

// `movsp` moves the stack pointer, with what its caller's window has stored below it. It asks
// for that window to be there: bring it back as a return would, and try again.
    .type   alloca_entry, @function
alloca_entry:
    rsr.windowbase a0
    rotw    -1                              // a0 is a4 now, and a0 to a3 are nobody's
    rsr.ps  a2
    extui   a3, a2, 8, 4
    xor     a3, a3, a4
    rsr.excsave1 a4                         // the interrupted a0
    slli    a3, a3, 8
    xor     a2, a2, a3                      // PS.OWB: the window to go on with
    wsr.ps  a2
    rsync
    bbsi    a4, 31, 1f                      // how the return address says that it was called
    j       window_underflow4
1:  rotw    -1
    bbsi    a8, 30, 2f
    j       window_underflow8
2:  rotw    -1
    j       window_underflow12

.macro save_special_registers frame, scratch, pc
    rsr.excsave1 \scratch
    s32i    \scratch, \frame, 0             // the interrupted a0
    rsr.\pc \scratch
    s32i    \scratch, \frame, 64
    rsr.ps  \scratch
    s32i    \scratch, \frame, 68
    rsr.sar \scratch
    s32i    \scratch, \frame, 72
    rsr.exccause \scratch
    s32i    \scratch, \frame, 76
    rsr.excvaddr \scratch
    s32i    \scratch, \frame, 80
.endm

.macro save_upper_registers frame
    s32i    a4, \frame, 16
    s32i    a5, \frame, 20
    s32i    a6, \frame, 24
    s32i    a7, \frame, 28
    s32i    a8, \frame, 32
    s32i    a9, \frame, 36
    s32i    a10, \frame, 40
    s32i    a11, \frame, 44
    s32i    a12, \frame, 48
    s32i    a13, \frame, 52
    s32i    a14, \frame, 56
    s32i    a15, \frame, 60
.endm

// Saves the interrupted context, calls exception_dispatch with it, and resumes. a0 is in
// EXCSAVE1. Older functions' windows are stored below the interrupted stack pointer, which
// therefore stays in a1 until that is done.
    .type   exception_entry, @function
exception_entry:
    addi    a0, a1, -FRAME_SIZE
    s32i    a1, a0, 4
    s32i    a2, a0, 8
    s32i    a3, a0, 12
    save_special_registers a0, a2, epc1
    rsr.lbeg a2
    s32i    a2, a0, FRAME_LBEG
    rsr.lend a2
    s32i    a2, a0, FRAME_LEND
    rsr.lcount a2
    s32i    a2, a0, FRAME_LCOUNT
    rsr.acclo a2
    s32i    a2, a0, FRAME_ACCLO
    rsr.acchi a2
    s32i    a2, a0, FRAME_ACCHI
    rsr.scompare1 a2
    s32i    a2, a0, FRAME_SCOMPARE1
    movi    a2, PS_WINDOWED | INTERRUPTS_MASKED
    wsr.ps  a2                              // from here on windows are checked
    rsync
    save_upper_registers a0
    store_windows
    mov     a1, a0
    mov     a6, a0
    call4   exception_dispatch
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
    l32i    a2, a1, 68
    wsr.ps  a2                              // as it was in the vector: no interrupts
    rsync
    l32i    a2, a1, 64
    wsr.epc1 a2
    l32i    a2, a1, 72
    wsr.sar a2
    l32i    a2, a1, FRAME_LBEG
    wsr.lbeg a2
    l32i    a2, a1, FRAME_LEND
    wsr.lend a2
    l32i    a2, a1, FRAME_LCOUNT
    wsr.lcount a2
    l32i    a2, a1, FRAME_ACCLO
    wsr.acclo a2
    l32i    a2, a1, FRAME_ACCHI
    wsr.acchi a2
    l32i    a2, a1, FRAME_SCOMPARE1
    wsr.scompare1 a2
    l32i    a0, a1, 0
    l32i    a2, a1, 8
    l32i    a3, a1, 12
    l32i    a1, a1, 4
    rfe

// Makes this window the only one, on a stack of its own whose pointer is in a1 already.
.macro forget_windows
    rsr.windowbase a2
    ssl     a2
    movi    a2, 1
    sll     a2, a2
    wsr.windowstart a2
    movi    a2, PS_WINDOWED | INTERRUPTS_MASKED
    wsr.ps  a2
    rsync
.endm

// The handler itself failed, maybe for want of a stack: report from a stack of its own.
    .type   double_exception_entry, @function
double_exception_entry:
    wsr.excsave1 a0
    movi    a0, crash_stack_top - FRAME_SIZE
    s32i    a1, a0, 4
    s32i    a2, a0, 8
    s32i    a3, a0, 12
    save_special_registers a0, a2, depc
    save_upper_registers a0
    mov     a1, a0
    forget_windows
    mov     a6, a1
    call4   exception_dispatch

    .type   unexpected_exception, @function
unexpected_exception:
    movi    a1, crash_stack_top
    forget_windows
    call4   exception_unexpected

    .section .bss.crash_stack, "aw", @nobits
    .balign 16
    .space  4096
crash_stack_top:
