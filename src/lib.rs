//! MicroPython's `socket` module, one implementation for every TCP/IP stack.
//!
//! From the script down to the wire:
//!
//! * `cmodules/usocket/` (C): the names. Tables, and the one place that raises exceptions.
//! * `python`: arguments to values, values to objects, errors to exceptions.
//! * [`socket`]: what a socket does. States, deadlines, streams, resolving: safe Rust that runs
//!   on any machine, against any [`socket::Stack`].
//! * `stack`: one folder for each TCP/IP stack.
//!
//! Data goes down and comes back up; no layer reaches around another. Nothing here allocates
//! but Python objects, and no panic is reachable in firmware: its handler does not link.

#![cfg_attr(not(feature = "std"), no_std)]

#[cfg(any(
    all(feature = "kernel", feature = "lwip-raw"),
    all(feature = "kernel", feature = "lwip-sockets"),
    all(feature = "lwip-raw", feature = "lwip-sockets"),
))]
compile_error!("choose one stack: --features kernel, lwip-raw or lwip-sockets");

pub mod socket;

/// Only in firmware: the rest is tested on a computer without MicroPython.
#[cfg(not(feature = "std"))]
pub mod python;
#[cfg(any(feature = "kernel", feature = "lwip-raw", feature = "lwip-sockets"))]
pub mod stack;
#[cfg(any(feature = "kernel", feature = "lwip-raw", feature = "lwip-sockets"))]
mod vm;

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
