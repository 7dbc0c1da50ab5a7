// The register windows. 32 registers are eight windows of four, and a function sees four
// windows from its own one on. The older functions' registers are in the others, until the
// hardware asks for them to be stored, below the stack pointers of those who called on.

// PS: windows are checked, user vector.
#define PS_WINDOWED 0x40020
// The level that masks all interrupts that C code may serve.
#define INTERRUPTS_MASKED 3

// Stores the windows of all older functions: each window is touched, all round and back. In
// between the stack pointer is not one, so interrupts have to be masked; windows are checked.
.macro store_windows
    and     a12, a12, a12
    rotw    3
    and     a12, a12, a12
    rotw    3
    and     a4, a4, a4
    rotw    2
.endm
