//! A socket's pending error, which lwIP tells only once.

use core::cell::Cell;

use crate::socket::Errno;

/// The error to report next (`SO_ERROR`): a number of `Known`, 0 for none.
pub struct PendingError(Cell<u8>);

impl PendingError {
    pub fn set(&self, errno: Errno) {
        self.0.set(errno.code().unsigned_abs() as u8);
    }

    pub fn clear(&self) {
        self.0.set(0);
    }

    pub fn is_set(&self) -> bool {
        self.0.get() != 0
    }

    /// Reports it, once.
    pub fn take(&self) -> Result<(), Errno> {
        match self.0.replace(0) {
            0 => Ok(()),
            known => Err(Errno::from_known(known.into())),
        }
    }
}
