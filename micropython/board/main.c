#include "py/cstack.h"
#include "py/gc.h"
#include "py/mphal.h"
#include "py/runtime.h"
#include "extmod/modmachine.h"
#include "extmod/modnetwork.h"
#include "shared/readline/readline.h"
#include "shared/runtime/pyexec.h"
#include "shared/runtime/softtimer.h"

#include "cpu.h"
#include "events.h"
#include "interface.h"
#include "machine_port.h"

// Set by the linker script.
extern char _heap_start[], _heap_end[], _stack_top[];
extern char _stack_size[];

static void start_python(void) {
    gc_init(_heap_start, _heap_end);
    mp_init();
    // What mbedTLS did not give back is in the heap of the run before.
    MP_STATE_VM(m_tracked_head) = NULL;
    mp_obj_list_append(mp_sys_path, MP_OBJ_NEW_QSTR(MP_QSTR__slash_lib));
    readline_init0();
    machine_pin_init();
    mod_network_init();
}

static void run_repl(void) {
    int end;
    do {
        end = pyexec_mode_kind == PYEXEC_MODE_RAW_REPL ? pyexec_raw_repl() : pyexec_friendly_repl();
    } while (end == 0);
}

static void run_python(void) {
    pyexec_frozen_module("_boot.py", false);
    int end = pyexec_file_if_exists("boot.py");
    if (end & PYEXEC_FORCED_EXIT) {
        return;
    }
    if (pyexec_mode_kind == PYEXEC_MODE_FRIENDLY_REPL && end != 0) {
        end = pyexec_file_if_exists("main.py");
        if (end & PYEXEC_FORCED_EXIT) {
            return;
        }
    }
    run_repl();
}

static void stop_python(void) {
    mp_printf(&mp_plat_print, "MPY: soft reboot\n");
    soft_timer_deinit();
    mod_network_deinit();
    interface_end_queries();
    // Finalisers close the sockets. lwIP would finish the connections in peace, but
    // nothing of this run is to be seen in the next one.
    gc_sweep_all();
    interface_end_connections();
    mp_deinit();
}

int main(void) {
    mp_cstack_init_with_top(_stack_top, (size_t)_stack_size);
    machine_init();
    interface_init();
    events_init();
    for (;;) {
        start_python();
        run_python();
        stop_python();
    }
}

static void collect_stack(uintptr_t stack_pointer) {
    gc_collect_root((void **)stack_pointer, ((uintptr_t)_stack_top - stack_pointer) / sizeof(void *));
}

void gc_collect(void) {
    gc_collect_start();
    cpu_call_with_registers_on_stack(collect_stack);
    soft_timer_gc_mark_all();
    gc_collect_end();
}
