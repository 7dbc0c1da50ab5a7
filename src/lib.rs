//! MicroPython's `socket` module, one implementation for every TCP/IP stack.
//!
//! From the script down to the wire:
//!
//! * `cmodules/usocket/` (C): the names. Tables, and the one place that raises exceptions.
//! * [`python`]: arguments to values, values to objects, errors to exceptions.
//! * [`socket`]: what a socket does. States, deadlines, streams, resolving: safe Rust that runs
//!   on any machine, against any [`socket::Stack`].
//! * `stack`: one file for each TCP/IP stack.
//!
//! Data goes down and comes back up; no layer reaches around another. Nothing here allocates
//! but Python objects, and no panic is reachable in firmware: its handler does not link.

#![cfg_attr(not(feature = "std"), no_std)]

#[cfg(all(feature = "kernel", feature = "lwip-raw"))]
compile_error!("choose one stack: --features kernel or --features lwip-raw");

pub mod socket;

#[cfg(any(feature = "kernel", feature = "lwip-raw"))]
pub mod python;
#[cfg(any(feature = "kernel", feature = "lwip-raw"))]
mod stack;

#[cfg(not(feature = "std"))]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    unsafe extern "C" {
        /// Defined nowhere: an image in which a panic is reachable does not link.
        fn usocket_a_panic_is_reachable() -> !;
    }
    // SAFETY: never linked, so never called.
    unsafe { usocket_a_panic_is_reachable() }
}
