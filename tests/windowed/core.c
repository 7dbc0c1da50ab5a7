// The emulated board's code for the windowed ABI (start.S, jump.S, library.c), without Python:
// what runs undisturbed, and then again while an interrupt comes every few instructions, has
// to give the same. Each line of the output is a name and the two results.

#include <alloca.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>

#include "cpu.h"
#include "exception.h"

#define CAUSE_LEVEL1_INTERRUPT 4
#define SYS_EXIT 1
#define SYS_WRITE 4
#define DEPTH 40 // far more than there are windows
#define ROUNDS 60

// As many cycles as the handler takes to come to its end, about.
#define LEAST_DELAY 80

extern char _stack_top[];
int __popcountsi2(uint32_t word);
uint64_t __umulsidi3(uint32_t a, uint32_t b);

static uint32_t interrupts;
static volatile uint32_t sink;

static void __attribute__((noinline)) print(const char *text) {
    uint32_t length = 0;
    while (text[length] != 0) {
        ++length;
    }
    cpu_semihosting_call(SYS_WRITE, 1, (uintptr_t)text, length);
}

static void print_number(uint32_t number) {
    char text[] = " 00000000";
    for (int i = 8; i > 0; --i, number >>= 4) {
        text[i] = "0123456789abcdef"[number & 15];
    }
    print(text);
}

static void __attribute__((noreturn)) end(int status) {
    cpu_semihosting_call(SYS_EXIT, status, 0, 0);
    for (;;) {
    }
}

// Values that have to outlive the calls, and more calls than windows.
static uint32_t __attribute__((noinline)) deep(uint32_t n, uint32_t x) {
    uint32_t before = x * 31 + n;
    uint32_t other = x ^ n << x % 8;
    uint32_t below = n == 0 ? x : deep(n - 1, before) + deep(n / 8, other);
    return below * 5 + before * 3 + other;
}

// A loop of the hardware and its multiplier's accumulator, where GCC uses them.
static uint32_t __attribute__((noinline)) loops(uint32_t round) {
    short a[40], b[40];
    for (int i = 0; i < 40; ++i) {
        a[i] = round * i;
        b[i] = i - 20;
    }
    int sum = 0;
    for (int i = 0; i < 40; ++i) {
        sum += a[i] * b[i];
    }
    return sum;
}

void exception_dispatch(const struct exception_frame *frame) {
    if (frame->cause != CAUSE_LEVEL1_INTERRUPT) {
        print("exception");
        print_number(frame->cause);
        print_number(frame->pc);
        print("\n");
        end(1);
    }
    ++interrupts;
    sink = deep(9, interrupts) + loops(interrupts); // takes all windows and registers
    cpu_timer_set(cpu_cycles() + LEAST_DELAY + interrupts % 101);
}

void exception_unexpected(void) {
    print("unexpected exception\n");
    end(2);
}

// The stack pointer moves when the caller's window has been stored already.
static uint32_t __attribute__((noinline)) moving_stack(uint32_t n) {
    uint32_t sum = deep(12, n);
    uint32_t *room = alloca((n + 1) * sizeof(uint32_t));
    for (uint32_t i = 0; i <= n; ++i) {
        room[i] = sum + i;
    }
    if (n > 0) {
        sum += moving_stack(n - 1);
    }
    for (uint32_t i = 0; i <= n; ++i) {
        sum = sum * 33 + room[i];
    }
    return sum;
}

static jmp_buf *handler;

// Every third level catches, counts, and throws on.
static uint32_t __attribute__((noinline)) throw_from(uint32_t n, uint32_t value) {
    if (n == 0) {
        longjmp(*handler, value);
    }
    uint32_t kept = value * 7 + n;
    if (n % 3 != 0) {
        return throw_from(n - 1, kept) + kept;
    }
    jmp_buf here;
    jmp_buf *const outer = handler;
    handler = &here;
    uint32_t caught = setjmp(here);
    if (caught == 0) {
        throw_from(n - 1, kept);
    }
    handler = outer;
    longjmp(*outer, caught * 3 + kept + deep(4, kept));
}

static uint32_t jumps(uint32_t round) {
    jmp_buf here;
    handler = &here;
    uint32_t kept = round * 11;
    uint32_t caught = setjmp(here);
    if (caught == 0) {
        throw_from(DEPTH - round % 5, round | 1);
    }
    return caught + kept;
}

static uint32_t arithmetic(uint32_t round) {
    uint64_t product = __umulsidi3(round * 0x9e3779b9, ~round * 0x85ebca6b);
    return (uint32_t)(product >> 32) ^ (uint32_t)product ^ __popcountsi2(round * 0x01234567) << 24;
}

#define MARK(n) (0x5eed0000 | (n))
static uint32_t marks_found;

static void count_marks(uintptr_t stack_pointer) {
    uint32_t found[DEPTH + 1] = { 0 };
    for (uint32_t *word = (uint32_t *)stack_pointer; word < (uint32_t *)_stack_top; ++word) {
        if (*word >= MARK(0) && *word <= MARK(DEPTH)) {
            found[*word - MARK(0)] = 1;
        }
    }
    marks_found = 0;
    for (int i = 0; i <= DEPTH; ++i) {
        marks_found += found[i];
    }
}

// Every level's mark is in a register, and wanted again after the call.
static uint32_t __attribute__((noinline)) hold(uint32_t n, uint32_t mark) {
    if (n == DEPTH) {
        cpu_call_with_registers_on_stack(count_marks);
    } else {
        hold(n + 1, mark + 1);
    }
    sink = mark;
    return marks_found;
}

static uint32_t marks(uint32_t round) {
    (void)round;
    return hold(0, MARK(0));
}

static uint32_t recursion(uint32_t round) {
    return deep(DEPTH / 2, round);
}

static uint32_t stacks(uint32_t round) {
    return moving_stack(round % 25);
}

static const struct {
    const char *name;
    uint32_t (*run)(uint32_t round);
} tasks[] = {
    { "recursion", recursion },
    { "stacks", stacks },
    { "jumps", jumps },
    { "loops", loops },
    { "arithmetic", arithmetic },
    { "marks", marks },
};

static uint32_t all_rounds(uint32_t (*run)(uint32_t round)) {
    uint32_t result = 0;
    for (uint32_t round = 0; round < ROUNDS; ++round) {
        result = result * 33 + run(round);
    }
    return result;
}

int main(void) {
    for (unsigned i = 0; i < sizeof(tasks) / sizeof(tasks[0]); ++i) {
        uint32_t undisturbed = all_rounds(tasks[i].run);
        uint32_t before = interrupts;
        cpu_interrupts_select(1u << CPU_TIMER_INTERRUPT);
        cpu_timer_set(cpu_cycles() + LEAST_DELAY);
        uint32_t disturbed = all_rounds(tasks[i].run);
        cpu_interrupts_select(0);
        print(tasks[i].name);
        print_number(undisturbed);
        print_number(disturbed);
        print_number(interrupts - before);
        print("\n");
    }
    end(0);
}
