//! Timeouts as deadlines for a whole operation, on a clock of milliseconds that wraps around.

/// How long an operation may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeout(u32);

impl Timeout {
    /// For ever.
    pub const NONE: Timeout = Timeout(u32::MAX);
    /// Not at all: a non-blocking socket.
    pub const ZERO: Timeout = Timeout(0);
    /// The longest, about 24 days: half the clock's range.
    pub const LONGEST: u32 = i32::MAX as u32;

    /// A timeout of 0 to [`Timeout::LONGEST`] milliseconds; longer ones are cut.
    pub fn from_milliseconds(milliseconds: u32) -> Timeout {
        Timeout(milliseconds.min(Self::LONGEST))
    }

    /// A timeout of a few seconds.
    pub const fn seconds(seconds: u8) -> Timeout {
        Timeout(seconds as u32 * 1000)
    }

    /// `None` when it is for ever.
    pub fn milliseconds(self) -> Option<u32> {
        (self != Self::NONE).then_some(self.0)
    }

    /// Whether operations return at once.
    pub fn is_zero(self) -> bool {
        self == Self::ZERO
    }

    /// The deadline of an operation that begins at `now`.
    pub fn starting(self, now: u32) -> Deadline {
        Deadline { start: now, timeout: self }
    }

    /// The deadline of an operation that begins now. The clock is read only where its end depends on it.
    pub fn starting_at(self, now: impl FnOnce() -> u32) -> Deadline {
        let has_end = self != Self::NONE && self != Self::ZERO;
        self.starting(if has_end { now() } else { 0 })
    }
}

/// The moment at which an operation gives up.
#[derive(Clone, Copy, Debug)]
pub struct Deadline {
    start: u32,
    timeout: Timeout,
}

impl Deadline {
    /// Milliseconds left at `now`: `Some(0)` when the time is up, `None` when there is no end.
    ///
    /// The start may have been anywhere within its tick, so one tick more must pass: the
    /// operation never ends early.
    pub fn remaining(&self, now: u32) -> Option<u32> {
        let timeout = self.timeout.milliseconds()?;
        if timeout == 0 {
            return Some(0);
        }
        Some((timeout + 1).saturating_sub(now.wrapping_sub(self.start)))
    }

    /// Whether the operation must not wait at all.
    pub fn is_immediate(&self) -> bool {
        self.timeout.is_zero()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_early_and_one_tick_late_at_most() {
        let deadline = Timeout::from_milliseconds(100).starting(7);
        assert_eq!(deadline.remaining(7), Some(101));
        assert_eq!(deadline.remaining(107), Some(1));
        assert_eq!(deadline.remaining(108), Some(0));
        assert_eq!(deadline.remaining(5000), Some(0));
    }

    #[test]
    fn survives_the_clock_wrapping_around() {
        let deadline = Timeout::from_milliseconds(100).starting(u32::MAX - 50);
        assert_eq!(deadline.remaining(0), Some(50));
        assert_eq!(deadline.remaining(50), Some(0));
    }

    #[test]
    fn none_has_no_end_and_zero_no_time() {
        assert_eq!(Timeout::NONE.starting(0).remaining(u32::MAX), None);
        assert_eq!(Timeout::ZERO.starting(0).remaining(0), Some(0));
        assert!(Timeout::ZERO.starting(0).is_immediate());
    }

    #[test]
    fn the_longest_is_cut_not_wrapped() {
        assert_eq!(Timeout::from_milliseconds(u32::MAX), Timeout::from_milliseconds(Timeout::LONGEST));
    }
}
