#include "host.h"

#include <string.h>

#include "cpu.h"
#include "panic.h"

enum {
    SYS_EXIT = 1,
    SYS_READ = 3,
    SYS_OPEN = 5,
    SYS_ARGC = 1000,
    SYS_ARGV_SIZE = 1001,
    SYS_ARGV = 1002,
};

#define ARGUMENTS_SIZE (256)

void host_exit(int status) {
    cpu_semihosting_call(SYS_EXIT, status, 0, 0);
    for (;;) {
    }
}

bool host_argument(const char *name, char *value, size_t size) {
    static uint32_t storage[ARGUMENTS_SIZE / sizeof(uint32_t)];
    if (cpu_semihosting_call(SYS_ARGV_SIZE, 0, 0, 0) > sizeof(storage)) {
        return false;
    }
    uint32_t count = cpu_semihosting_call(SYS_ARGC, 0, 0, 0);
    cpu_semihosting_call(SYS_ARGV, (uintptr_t)storage, 0, 0);
    const char *const *arguments = (const char *const *)storage;
    size_t name_length = strlen(name);
    for (uint32_t i = 0; i < count; ++i) {
        const char *text = arguments[i];
        if (strncmp(text, name, name_length) == 0 && text[name_length] == '=') {
            text += name_length + 1;
            if (strlen(text) >= size) {
                return false;
            }
            strcpy(value, text);
            return true;
        }
    }
    return false;
}

uint32_t host_random(void) {
    static const char path[] = "/dev/urandom";
    static int descriptor = -1;
    if (descriptor < 0) {
        descriptor = cpu_semihosting_call(SYS_OPEN, (uintptr_t)path, 0, 0);
    }
    uint32_t word;
    if (cpu_semihosting_call(SYS_READ, descriptor, (uintptr_t)&word, sizeof(word)) != sizeof(word)) {
        panic("the host gives no random numbers: no %s", path);
    }
    return word;
}
