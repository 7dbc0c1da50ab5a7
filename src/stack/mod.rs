//! The TCP/IP stacks. One is chosen when the library is built.

#[cfg(feature = "kernel")]
mod kernel;
#[cfg(not(feature = "kernel"))]
mod lwip_error;
#[cfg(not(feature = "kernel"))]
mod lwip_queries;
#[cfg(feature = "lwip-raw")]
mod lwip_raw;
#[cfg(feature = "lwip-sockets")]
mod lwip_sockets;

#[cfg(feature = "kernel")]
use kernel::Kernel as Chosen;
#[cfg(feature = "kernel")]
pub use kernel::{DESCRIPTORS_ARE_THE_SYSTEMS, PACKED_FAMILY_AT, REUSE_ADDRESS, unix_address};
#[cfg(feature = "lwip-raw")]
use lwip_raw::LwipRaw as Chosen;
#[cfg(feature = "lwip-raw")]
pub use lwip_raw::{DESCRIPTORS_ARE_THE_SYSTEMS, PACKED_FAMILY_AT, REUSE_ADDRESS};
#[cfg(feature = "lwip-sockets")]
use lwip_sockets::LwipSockets as Chosen;
#[cfg(feature = "lwip-sockets")]
pub use lwip_sockets::{DESCRIPTORS_ARE_THE_SYSTEMS, PACKED_FAMILY_AT, REUSE_ADDRESS};

use crate::socket::Stack;

/// The stack that this library was built for.
pub const STACK: Chosen = Chosen;

/// The largest backlog of `listen`.
pub const BACKLOG_LIMIT: i32 = Chosen::BACKLOG_LIMIT;
/// Whether the stack has raw sockets.
pub const HAS_RAW: bool = Chosen::HAS_RAW;
/// `MSG_TRUNC`
pub const MSG_TRUNC: i32 = Chosen::MSG_TRUNC;
