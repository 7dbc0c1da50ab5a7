//! `read`, `readinto` and `readline`: streams that lose no byte.

use super::deadline::Deadline;
use super::error::Error;
use super::inner::Inner;
use super::stack::{Readiness, Stack};
use super::transfer::{Kept, Target, receive_now, take_seen};
use super::wait::retry;

/// How far a line is looked ahead at once.
const LOOKAHEAD: usize = 128;

/// What a read has got. When it was stopped, its caller decides what becomes of the bytes.
pub struct Taken {
    /// Bytes in the target.
    pub count: usize,
    /// Why there are no more, though the stream has not ended.
    pub stopped: Option<Error>,
}

impl Inner {
    /// Reads until `want` bytes are there or the stream ends; a datagram ends it too.
    pub fn read<S: Stack>(
        &self,
        stack: &S,
        kept: &dyn Kept,
        deadline: &Deadline,
        target: &mut dyn Target,
        want: usize,
    ) -> Taken {
        let mut count = 0;
        while count < want {
            match self.receive(stack, kept, 0, deadline, target, count, None) {
                Ok(received) => {
                    count += received.length;
                    if received.length == 0 || !self.is_stream() {
                        break;
                    }
                }
                Err(error) => return Taken { count, stopped: Some(error) },
            }
        }
        Taken { count, stopped: None }
    }

    /// Reads up to and with the next newline, `limit` bytes at most. A datagram is a line.
    ///
    /// What has arrived is searched before it is taken, so nothing after the line is touched and
    /// the stack is asked once for a stretch of bytes, not once for each.
    pub fn read_line<S: Stack>(
        &self,
        stack: &S,
        kept: &dyn Kept,
        deadline: &Deadline,
        target: &mut dyn Target,
        limit: usize,
    ) -> Taken {
        if !self.is_stream() {
            return self.read(stack, kept, deadline, target, limit);
        }
        let mut count = 0;
        while count < limit {
            let mut line_ends = false;
            let step = retry(stack, self, Readiness::READ, deadline, &mut |handle| {
                let mut window = Window { target, length: LOOKAHEAD.min(limit - count) };
                let seen = receive_now(stack, handle, kept, S::MSG_PEEK, &mut window, count, None)?.length;
                let ahead = window.memory(count, Some(seen))?.get_mut(..seen).unwrap_or_default();
                let newline = ahead.iter().position(|&byte| byte == b'\n');
                let length = newline.map_or(seen, |at| at + 1);
                let taken = take_seen(stack, handle, kept, ahead.get_mut(..length).unwrap_or_default())?;
                line_ends = newline.is_some() && taken == length;
                Ok(taken)
            });
            match step {
                Ok(0) => break,
                Ok(taken) => count += taken,
                Err(error) => return Taken { count, stopped: Some(error) },
            }
            if line_ends {
                break;
            }
        }
        Taken { count, stopped: None }
    }
}

/// The beginning of what a target offers.
struct Window<'a> {
    target: &'a mut dyn Target,
    length: usize,
}

impl Target for Window<'_> {
    fn memory(&mut self, at: usize, available: Option<usize>) -> Result<&mut [u8], Error> {
        let wanted = available.map_or(self.length, |available| available.min(self.length));
        let memory = self.target.memory(at, Some(wanted))?;
        let length = wanted.min(memory.len());
        Ok(memory.get_mut(..length).unwrap_or(&mut []))
    }

    fn is_made_to_fit(&self) -> bool {
        self.target.is_made_to_fit()
    }
}
