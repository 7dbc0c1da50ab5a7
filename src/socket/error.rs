//! Everything that can go wrong, as values.

/// An exception object of the virtual machine, on its way back to the script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exception(pub usize);

/// Why an operation did not do what it was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
    /// `OSError`; for [`Errno::ETIMEDOUT`] it is `socket.timeout`.
    Os(Errno),
    /// `socket.gaierror`.
    Resolve(Resolve),
    /// `TypeError`.
    Type(Message),
    /// `ValueError`.
    Value(Message),
    /// `OverflowError`.
    Overflow(Message),
    /// `MemoryError`.
    Memory,
    /// Python code that ran underneath us raised this.
    Raised(Exception),
}

impl Error {
    /// Nothing can be done now without waiting.
    pub const WOULD_BLOCK: Error = Error::Os(Errno::EAGAIN);

    /// Whether waiting may help.
    pub fn would_block(&self) -> bool {
        *self == Error::WOULD_BLOCK
    }
}

impl From<Errno> for Error {
    fn from(errno: Errno) -> Self {
        Error::Os(errno)
    }
}

/// An error number: one of POSIX's names below, or a number of the operating system's own.
///
/// The numbers behind the names differ between ports, so they are given where the exception is
/// made, from MicroPython's `py/mperrno.h`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Errno(i32);

impl Errno {
    /// A number of the operating system's that has no name here.
    pub const fn from_number(number: i32) -> Errno {
        Errno(number)
    }

    /// The error with a number of [`Known`].
    pub const fn from_known(known: i32) -> Errno {
        Errno(-known)
    }

    /// Positive: the system's own number. Negative: minus one of [`Known`].
    pub const fn code(self) -> i32 {
        self.0
    }
}

/// The names in [`Errno`], numbered for the border.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum Known {
    /// nothing to do now
    EAGAIN = 1,
    /// the socket is closed
    EBADF = 2,
    /// invalid argument
    EINVAL = 3,
    /// the stack is out of memory
    ENOMEM = 4,
    /// the stack is out of buffers
    ENOBUFS = 5,
    /// connecting has begun
    EINPROGRESS = 6,
    /// connecting had begun before
    EALREADY = 7,
    /// already connected
    EISCONN = 8,
    /// not connected
    ENOTCONN = 9,
    /// timed out
    ETIMEDOUT = 10,
    /// connection refused
    ECONNREFUSED = 11,
    /// connection reset by peer
    ECONNRESET = 12,
    /// connection aborted
    ECONNABORTED = 13,
    /// the sending direction is closed
    EPIPE = 14,
    /// address in use
    EADDRINUSE = 15,
    /// not an address of this host
    EADDRNOTAVAIL = 16,
    /// no route to host
    EHOSTUNREACH = 17,
    /// no route to network
    ENETUNREACH = 18,
    /// address family not supported
    EAFNOSUPPORT = 19,
    /// protocol not supported
    EPROTONOSUPPORT = 20,
    /// socket type not supported
    ESOCKTNOSUPPORT = 21,
    /// not supported by this socket
    EOPNOTSUPP = 22,
    /// unknown option
    ENOPROTOOPT = 23,
    /// message too long
    EMSGSIZE = 24,
    /// too many sockets
    EMFILE = 25,
    /// destination address required
    EDESTADDRREQ = 26,
    /// input/output error
    EIO = 27,
}

macro_rules! errnos {
    ($($name:ident)*) => {
        #[allow(missing_docs)]
        impl Errno {
            $(pub const $name: Errno = Errno(-(Known::$name as i32));)*
        }
    };
}

errnos! {
    EAGAIN EBADF EINVAL ENOMEM ENOBUFS EINPROGRESS EALREADY EISCONN ENOTCONN ETIMEDOUT
    ECONNREFUSED ECONNRESET ECONNABORTED EPIPE EADDRINUSE EADDRNOTAVAIL EHOSTUNREACH ENETUNREACH
    EAFNOSUPPORT EPROTONOSUPPORT ESOCKTNOSUPPORT EOPNOTSUPP ENOPROTOOPT EMSGSIZE EMFILE
    EDESTADDRREQ EIO
}

/// Why a name did not resolve: the `EAI_*` values of RFC 3493.
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolve {
    /// The name or service is not known.
    NoName = 1,
    /// No answer in time.
    Again = 2,
    /// The resolver failed.
    Fail = 3,
    /// Address family not supported.
    Family = 4,
    /// The service is not supported for this socket type.
    Service = 5,
    /// Out of memory.
    Memory = 6,
    /// Bad flags.
    BadFlags = 7,
    /// Socket type not supported.
    SocketType = 8,
    /// The host has no address of this family.
    AddressFamily = 9,
}

/// The sentence of a `TypeError`, `ValueError` or `OverflowError`; the words are in C, where
/// MicroPython compresses them.
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Message {
    /// A buffer was expected.
    NeedBuffer = 1,
    /// A writable buffer was expected.
    NeedWritableBuffer = 2,
    /// An address tuple was expected.
    NeedAddress = 3,
    /// Host must be a str.
    NeedHost = 4,
    /// Not an address of this family.
    BadAddress = 5,
    /// Port outside 0-65535.
    BadPort = 6,
    /// Negative size.
    NegativeSize = 7,
    /// The buffer is smaller than the size asked for.
    BufferTooSmall = 8,
    /// A packed address of the wrong length.
    BadPackedLength = 9,
    /// Not a mode of makefile.
    BadMode = 10,
    /// An int or bytes was expected.
    NeedOptionValue = 11,
    /// Not a socket, or one that was never initialised.
    NeedSocket = 12,
    /// Flow label outside 0-0xfffff.
    BadFlowInfo = 13,
    /// An int was expected.
    NeedInt = 14,
    /// Number too large.
    TooLarge = 15,
    /// A str was expected.
    NeedStr = 16,
    /// `reuse_port` is not to be had.
    NoReusePort = 17,
}
