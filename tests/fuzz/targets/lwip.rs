//! The real lwIP, whose clock stands still but for [`run`].

use std::sync::Once;

unsafe extern "C" {
    fn machine_start();
    fn machine_run(milliseconds: u32);
}

/// Starts it, the first time.
pub fn start() {
    static START: Once = Once::new();
    // SAFETY: once, before anything else.
    START.call_once(|| unsafe { machine_start() });
}

/// Time passes for its timers and its loopback interface.
pub fn run(milliseconds: u32) {
    // SAFETY: it was started, and a fuzz target has one thread.
    unsafe { machine_run(milliseconds) }
}
