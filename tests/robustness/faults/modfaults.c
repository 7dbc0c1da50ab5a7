// The module `faults`.

#include "py/gc.h"
#include "py/runtime.h"

#include "faults.h"

faults_plan faults_plans[FAULTS_SOURCES];

bool faults_refuse(faults_source source) {
    faults_plan *plan = &faults_plans[source];
    if (!plan->armed) {
        return false;
    }
    plan->asked++;
    bool refused = plan->lasting ? plan->asked >= plan->nth : plan->asked == plan->nth;
    plan->refused += refused;
    return refused;
}

static faults_plan *plan_argument(mp_obj_t source) {
    mp_int_t index = mp_obj_get_int(source);
    if (index < 0 || index >= FAULTS_SOURCES) {
        mp_raise_ValueError(MP_ERROR_TEXT("HEAP or POOLS"));
    }
    return &faults_plans[index];
}

// call(source, nth, lasting, function, …) -> what the function returns. Its nth allocation fails,
// or that one and all after it.
static mp_obj_t faults_call(size_t n_args, const mp_obj_t *args) {
    faults_plan *plan = plan_argument(args[0]);
    *plan = (faults_plan) {
        .nth = mp_obj_get_int(args[1]),
        .lasting = mp_obj_is_true(args[2]),
        .armed = true,
    };
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        mp_obj_t result = mp_call_function_n_kw(args[3], n_args - 4, 0, args + 4);
        plan->armed = false;
        nlr_pop();
        return result;
    }
    plan->armed = false;
    nlr_jump(nlr.ret_val);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR(faults_call_obj, 4, faults_call);

// refused(source) -> how many allocations of the last call failed
static mp_obj_t faults_refused(mp_obj_t source) {
    return MP_OBJ_NEW_SMALL_INT(plan_argument(source)->refused);
}
static MP_DEFINE_CONST_FUN_OBJ_1(faults_refused_obj, faults_refused);

// collect_always(flag)
static mp_obj_t faults_set_collect_always(mp_obj_t flag) {
    faults_collect_always = mp_obj_is_true(flag);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(faults_collect_always_obj, faults_set_collect_always);

// abort_time_wait()
static mp_obj_t faults_abort_time_wait_(void) {
    #if FAULTS_HAVE_POOLS
    faults_abort_time_wait();
    #endif
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_0(faults_abort_time_wait_obj, faults_abort_time_wait_);

// pools() -> {name: elements in use}, of those that are in use
static mp_obj_t faults_pools(void) {
    mp_obj_t pools = mp_obj_new_dict(0);
    #if FAULTS_HAVE_POOLS
    const char *names[FAULTS_POOLS_MAX];
    size_t counts[FAULTS_POOLS_MAX];
    size_t length = faults_pools_in_use(names, counts);
    for (size_t i = 0; i < length; i++) {
        if (counts[i] != 0) {
            mp_obj_dict_store(pools, mp_obj_new_str_from_cstr(names[i]), MP_OBJ_NEW_SMALL_INT(counts[i]));
        }
    }
    #endif
    return pools;
}
static MP_DEFINE_CONST_FUN_OBJ_0(faults_pools_obj, faults_pools);

static const mp_rom_map_elem_t faults_globals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_faults) },
    { MP_ROM_QSTR(MP_QSTR_HEAP), MP_ROM_INT(FAULTS_HEAP) },
    { MP_ROM_QSTR(MP_QSTR_POOLS), MP_ROM_INT(FAULTS_POOLS) },
    { MP_ROM_QSTR(MP_QSTR_call), MP_ROM_PTR(&faults_call_obj) },
    { MP_ROM_QSTR(MP_QSTR_refused), MP_ROM_PTR(&faults_refused_obj) },
    { MP_ROM_QSTR(MP_QSTR_collect_always), MP_ROM_PTR(&faults_collect_always_obj) },
    { MP_ROM_QSTR(MP_QSTR_abort_time_wait), MP_ROM_PTR(&faults_abort_time_wait_obj) },
    { MP_ROM_QSTR(MP_QSTR_pools), MP_ROM_PTR(&faults_pools_obj) },
};
static MP_DEFINE_CONST_DICT(faults_globals, faults_globals_table);

const mp_obj_module_t faults_module = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&faults_globals,
};

MP_REGISTER_MODULE(MP_QSTR_faults, faults_module);
