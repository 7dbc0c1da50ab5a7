// What neither compiler_builtins nor MicroPython has of GCC's library and of C's.

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define LOW(word) ((word) & 0xffff)
#define HIGH(word) ((word) >> 16)

uint64_t __umulsidi3(uint32_t a, uint32_t b);
int __popcountsi2(uint32_t word);

// The core multiplies to 32 bits only: by hand, in halves.
uint64_t __umulsidi3(uint32_t a, uint32_t b) {
    uint32_t low = LOW(a) * LOW(b);
    uint32_t middle = HIGH(a) * LOW(b) + HIGH(low);
    uint32_t other_middle = LOW(a) * HIGH(b) + LOW(middle);
    uint32_t high = HIGH(a) * HIGH(b) + HIGH(middle) + HIGH(other_middle);
    return (uint64_t)high << 32 | other_middle << 16 | LOW(low);
}

int __popcountsi2(uint32_t word) {
    int count = 0;
    for (; word != 0; word &= word - 1) {
        ++count;
    }
    return count;
}

// lwIP's, for the number behind an interface's name: digits only.
int atoi(const char *text) {
    int number = 0;
    for (; *text >= '0' && *text <= '9'; ++text) {
        number = number * 10 + (*text - '0');
    }
    return number;
}

size_t strnlen(const char *text, size_t limit) {
    size_t length = 0;
    while (length < limit && text[length] != '\0') {
        ++length;
    }
    return length;
}
