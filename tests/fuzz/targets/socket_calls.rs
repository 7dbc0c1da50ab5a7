//! Any sequence of calls and faults, on the simulated stack.

#![no_main]

#[path = "../../rust/scenario/mod.rs"]
mod scenario;
#[path = "../../rust/simulated/mod.rs"]
mod simulated;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|steps: Vec<scenario::Step>| {
    scenario::run(&steps);
});
