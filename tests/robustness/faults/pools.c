// Between lwIP and its pools and heap.

#include "lwip/opt.h"
#include "lwip/mem.h"
#include "lwip/memp.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/sys.h"
#if !NO_SYS
#include "lwip/tcpip.h"
#endif

#include "faults.h"

static const char *const pool_names[MEMP_MAX] = {
    #define LWIP_MEMPOOL(name, number, size, description) #name,
    #include "lwip/priv/memp_std.h"
};

static size_t in_use[MEMP_MAX + 1];
#define HEAP (MEMP_MAX)

_Static_assert(MEMP_MAX + 1 <= FAULTS_POOLS_MAX, "faults: lwIP has more pools");

// Where lwIP has a thread of its own, both count.
static bool refuse(void) {
    SYS_ARCH_DECL_PROTECT(level);
    SYS_ARCH_PROTECT(level);
    bool refused = faults_refuse(FAULTS_POOLS);
    SYS_ARCH_UNPROTECT(level);
    return refused;
}

static void count(size_t pool, int change) {
    SYS_ARCH_DECL_PROTECT(level);
    SYS_ARCH_PROTECT(level);
    in_use[pool] += change;
    SYS_ARCH_UNPROTECT(level);
}

size_t faults_pools_in_use(const char *names[], size_t counts[]) {
    for (size_t i = 0; i < MEMP_MAX; i++) {
        names[i] = pool_names[i];
        counts[i] = in_use[i];
    }
    names[HEAP] = "HEAP";
    counts[HEAP] = in_use[HEAP];
    return MEMP_MAX + 1;
}

static void abort_all_in_time_wait(void *unused) {
    (void)unused;
    while (tcp_tw_pcbs != NULL) {
        tcp_abort(tcp_tw_pcbs);
    }
}

#if NO_SYS

void faults_abort_time_wait(void) {
    abort_all_in_time_wait(NULL);
}

#else

static sys_sem_t done;

static void abort_and_tell(void *unused) {
    abort_all_in_time_wait(unused);
    sys_sem_signal(&done);
}

void faults_abort_time_wait(void) {
    // Made once: a message that lwIP frees a little later would look like a loss.
    static struct tcpip_callback_msg *message;
    if (message == NULL) {
        sys_sem_new(&done, 0);
        message = tcpip_callbackmsg_new(abort_and_tell, NULL);
    }
    tcpip_callbackmsg_trycallback(message);
    sys_arch_sem_wait(&done, 0);
}

#endif

void *__real_memp_malloc(memp_t pool);
void *__wrap_memp_malloc(memp_t pool);
void __real_memp_free(memp_t pool, void *element);
void __wrap_memp_free(memp_t pool, void *element);
void *__real_mem_malloc(mem_size_t size);
void *__wrap_mem_malloc(mem_size_t size);
void __real_mem_free(void *block);
void __wrap_mem_free(void *block);

// Pools may be made of the heap: an element is then no block of its own.
#if MEMP_MEM_MALLOC
static __thread bool is_for_pool;
#define SET_FOR_POOL(value) (is_for_pool = (value))
#else
#define is_for_pool (false)
#define SET_FOR_POOL(value)
#endif

// lwIP asserts that there is a timer: whoever configures it has to count them.
void *__wrap_memp_malloc(memp_t pool) {
    if (pool != MEMP_SYS_TIMEOUT && refuse()) {
        return NULL;
    }
    SET_FOR_POOL(true);
    void *element = __real_memp_malloc(pool);
    SET_FOR_POOL(false);
    if (element != NULL) {
        count(pool, 1);
    }
    return element;
}

void __wrap_memp_free(memp_t pool, void *element) {
    if (element != NULL) {
        count(pool, -1);
    }
    SET_FOR_POOL(true);
    __real_memp_free(pool, element);
    SET_FOR_POOL(false);
}

void *__wrap_mem_malloc(mem_size_t size) {
    if (is_for_pool) {
        return __real_mem_malloc(size);
    }
    void *block = refuse() ? NULL : __real_mem_malloc(size);
    if (block != NULL) {
        count(HEAP, 1);
    }
    return block;
}

void __wrap_mem_free(void *block) {
    if (block != NULL && !is_for_pool) {
        count(HEAP, -1);
    }
    __real_mem_free(block);
}
