//! MicroPython's virtual machine: what `cmodules/usocket/border/vm.h` declares, as bindgen reads it.

#![allow(dead_code, missing_docs, non_camel_case_types, clippy::all)]

include!(concat!(env!("OUT_DIR"), "/vm.rs"));
