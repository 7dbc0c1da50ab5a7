#pragma once

// For the windowed ABI; jump.S.

typedef unsigned int jmp_buf[10];

int setjmp(jmp_buf buffer) __attribute__((returns_twice));
void longjmp(jmp_buf buffer, int value) __attribute__((noreturn));
