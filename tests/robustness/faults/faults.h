#pragma once

#include <stdbool.h>
#include <stddef.h>

// What allocations come from.
typedef enum {
    FAULTS_HEAP,
    FAULTS_POOLS,
    FAULTS_SOURCES,
} faults_source;

typedef struct {
    bool armed;
    bool lasting;
    size_t nth;
    size_t asked;
    size_t refused;
} faults_plan;

extern faults_plan faults_plans[FAULTS_SOURCES];

// Counts an allocation; true when it has to fail.
bool faults_refuse(faults_source source);

// Collects garbage with each allocation of Python's heap, and overwrites what is free.
extern bool faults_collect_always;

// What lwIP has in use, one number for each pool and one for its heap. Returns how many.
#define FAULTS_POOLS_MAX (32)
size_t faults_pools_in_use(const char *names[], size_t counts[]);

// Ends the connections that are over and only wait for what may still be under way.
void faults_abort_time_wait(void);
