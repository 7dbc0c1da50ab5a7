//! Empty on purpose: cargo builds `compiler_builtins` for whatever crate it is given, and
//! `scripts/rust-lib CHIP --runtime-only` takes that and leaves this crate behind.
#![no_std]

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}
