// Between MicroPython and its heap.

#include <string.h>

#include "py/gc.h"
#include "py/mpstate.h"

#include "faults.h"

bool faults_collect_always;

// As in py/gc.c: two bits a block, none of them for a free one.
#define BLOCKS_PER_BYTE (4)
#define IS_FREE(kinds, index) ((((kinds) >> (2 * (index))) & 3) == 0)
#define JUNK (0xa5)

// Whoever uses memory that the collector took for free gets something that is not an object.
static void overwrite_free_blocks(void) {
    mp_state_mem_area_t *area = &MP_STATE_MEM(area);
    for (size_t i = 0; i < area->gc_alloc_table_byte_len; i++) {
        for (size_t j = 0; j < BLOCKS_PER_BYTE; j++) {
            byte *block = (byte *)area->gc_pool_start + (i * BLOCKS_PER_BYTE + j) * MICROPY_BYTES_PER_GC_BLOCK;
            if (IS_FREE(area->gc_alloc_table_start[i], j) && block < (byte *)area->gc_pool_end) {
                memset(block, JUNK, MICROPY_BYTES_PER_GC_BLOCK);
            }
        }
    }
}

static void before_allocation(void) {
    if (faults_collect_always && MP_STATE_THREAD(gc_lock_depth) == 0 && MP_STATE_MEM(gc_auto_collect_enabled)) {
        gc_collect();
        overwrite_free_blocks();
    }
}

void *__real_gc_alloc(size_t size, unsigned int flags);
void *__wrap_gc_alloc(size_t size, unsigned int flags);
void *__real_gc_realloc(void *block, size_t size, bool may_move);
void *__wrap_gc_realloc(void *block, size_t size, bool may_move);

void *__wrap_gc_alloc(size_t size, unsigned int flags) {
    if (size != 0 && faults_refuse(FAULTS_HEAP)) {
        return NULL;
    }
    before_allocation();
    return __real_gc_alloc(size, flags);
}

// A block that only shrinks, or may not move, asks for nothing that could be refused for want of memory.
void *__wrap_gc_realloc(void *block, size_t size, bool may_move) {
    bool grows = block == NULL || size > gc_nbytes(block);
    if (grows && may_move && faults_refuse(FAULTS_HEAP)) {
        return NULL;
    }
    if (grows && may_move) {
        before_allocation();
    }
    return __real_gc_realloc(block, size, may_move);
}
