#include "exception.h"

#include <stddef.h>

#include "cpu.h"
#include "events.h"
#include "panic.h"

#define CAUSE_LEVEL1_INTERRUPT (4)

static const char *cause_name(uint32_t cause) {
    static const char *const names[] = {
        [0] = "illegal instruction",
        [1] = "syscall instruction",
        [2] = "fetching an instruction failed",
        [3] = "load or store failed",
        [5] = "alloca",
        [6] = "integer division by zero",
        [8] = "privileged instruction",
        [9] = "unaligned load or store",
        [12] = "bus error while fetching an instruction",
        [13] = "bus error in a load or store",
        [14] = "no memory at the address of an instruction",
        [15] = "no memory at the address of a load or store",
        [20] = "execution not allowed here",
        [25] = "null pointer: load or store in the first page",
        [28] = "load not allowed here",
        [29] = "store not allowed here",
    };
    const char *name = cause < sizeof(names) / sizeof(names[0]) ? names[cause] : NULL;
    return name == NULL ? "unknown cause" : name;
}

static void __attribute__((noreturn)) report(const struct exception_frame *frame) {
    panic_print("\n*** CPU exception %u: %s\n", (unsigned)frame->cause, cause_name(frame->cause));
    panic_print("    instruction at 0x%08x, address 0x%08x, ps 0x%08x, sar 0x%x\n",
        (unsigned)frame->pc, (unsigned)frame->address, (unsigned)frame->ps, (unsigned)frame->sar);
    for (int i = 0; i < 16; i += 4) {
        panic_print("    a%-2d %08x  a%-2d %08x  a%-2d %08x  a%-2d %08x\n",
            i, (unsigned)frame->a[i], i + 1, (unsigned)frame->a[i + 1],
            i + 2, (unsigned)frame->a[i + 2], i + 3, (unsigned)frame->a[i + 3]);
    }
    panic_print("*** find the line: xtensa-" CPU_NAME "-elf-addr2line -pfie firmware.elf 0x%08x 0x%08x\n",
        (unsigned)frame->pc, (unsigned)CPU_RETURN_ADDRESS(frame->a[0]));
    panic_exit(PANIC_CPU_EXCEPTION);
}

void exception_dispatch(const struct exception_frame *frame) {
    if (frame->cause == CAUSE_LEVEL1_INTERRUPT) {
        events_interrupt(cpu_interrupts_pending());
    } else {
        report(frame);
    }
}

void exception_unexpected(void) {
    panic("an exception that this board cannot have");
}
