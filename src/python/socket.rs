//! The socket object: making, showing and closing it.

use core::cell::Cell;
use core::ffi::c_void;

use super::STACK;
use super::arguments::Arguments;
use super::kept::KeptBytes;
use super::object::{Object, catch};
use crate::socket::address::{AF_INET, SOCK_STREAM};
use crate::socket::{Error, Inner, Message, Timeout};
use crate::vm;

/// A socket on MicroPython's heap. The collector calls its `__del__`.
#[repr(C)]
pub struct SocketObject {
    object_type: *const c_void,
    /// What it is and can do.
    pub inner: Inner,
    kept_start: Cell<u32>,
    kept_bytes: Cell<Object>,
    /// What is called when something happens.
    #[cfg(not(feature = "kernel"))]
    pub callback: super::callback::Callback,
}

/// `setdefaulttimeout`, plus one tick so that zeroed memory is `None`.
static DEFAULT_TIMEOUT: DefaultTimeout = DefaultTimeout(Cell::new(Timeout::NONE));

struct DefaultTimeout(Cell<Timeout>);

// SAFETY: Python code runs in one thread at a time, under the GIL.
unsafe impl Sync for DefaultTimeout {}

/// The timeout of new sockets.
pub fn default_timeout() -> Timeout {
    DEFAULT_TIMEOUT.0.get()
}

/// Changes the timeout of new sockets.
pub fn set_default_timeout(timeout: Timeout) {
    DEFAULT_TIMEOUT.0.set(timeout);
}

impl SocketObject {
    /// The native socket behind an object; a `TypeError` when it is none or was never initialised.
    pub fn of<'a>(object: Object) -> Result<&'a SocketObject, Error> {
        // SAFETY: never raises. What it returns was made by `allocate`, and lives as long as the
        // object, which the caller's arguments hold.
        let socket = unsafe { vm::vm_socket_of(object.pointer()).cast::<SocketObject>().as_ref() };
        socket.ok_or(Error::Type(Message::NeedSocket))
    }

    /// A closed socket of a type (`socket` itself, or as a subclass's base).
    pub fn allocate<'a>(object_type: Object) -> Result<(Object, &'a SocketObject), Error> {
        let size = size_of::<SocketObject>();
        // SAFETY: may collect garbage and raise: caught there. The memory is zeroed, which is a
        // closed socket without kept bytes.
        let object = catch(|raised| unsafe { vm::vm_socket_new(object_type.pointer(), size, raised) })?;
        // SAFETY: it was just made, with this size.
        let socket = unsafe { &*object.pointer().cast::<SocketObject>() };
        Ok((object, socket))
    }

    /// A closed socket of the module's own type.
    pub fn allocate_plain<'a>() -> Result<(Object, &'a SocketObject), Error> {
        // SAFETY: a constant of the module's; never raises.
        Self::allocate(Object::from_pointer(unsafe { vm::vm_socket_type() }))
    }

    /// What an interrupted read had taken.
    pub fn kept(&self) -> KeptBytes<'_> {
        KeptBytes { bytes: &self.kept_bytes, start: &self.kept_start }
    }

    /// The object itself.
    #[cfg(not(feature = "kernel"))]
    pub fn object(&self) -> Object {
        Object::from_pointer(core::ptr::from_ref(self).cast_mut().cast())
    }

    /// Closes it; what was kept is gone too. Also the finaliser: it neither waits nor allocates.
    pub fn close(&self) {
        self.forget();
        self.inner.close(&STACK);
    }

    /// Leaves the descriptor open, for the caller to close.
    #[cfg(not(feature = "lwip-raw"))]
    fn detach(&self) -> crate::socket::Handle {
        self.forget();
        self.inner.detach(&STACK)
    }

    fn forget(&self) {
        self.kept().clear();
        #[cfg(not(feature = "kernel"))]
        super::callback::remove(self);
    }
}

/// `socket(family=AF_INET, type=SOCK_STREAM, proto=0)`; the first argument is the type.
pub fn new(arguments: Arguments<'_>) -> Result<Object, Error> {
    let family = arguments.c_int(1, AF_INET)?;
    let kind = arguments.c_int(2, SOCK_STREAM)?;
    let protocol = arguments.c_int(3, 0)?;
    let (object, socket) = SocketObject::allocate(arguments.required(0)?)?;
    socket.inner.open(&STACK, family, kind, protocol, default_timeout())?;
    Ok(object)
}

/// `close()`, `__del__()`
pub fn close(arguments: Arguments<'_>) -> Result<Object, Error> {
    arguments.socket()?.close();
    Ok(Object::none())
}

/// `__enter__()`
pub fn enter(arguments: Arguments<'_>) -> Result<Object, Error> {
    arguments.socket()?.inner.handle()?;
    arguments.required(0)
}

/// `fileno()`: -1 when closed.
pub fn fileno(arguments: Arguments<'_>) -> Result<Object, Error> {
    Object::from_integer(arguments.socket()?.inner.descriptor().0 as isize)
}

/// `detach()`: the descriptor, which the caller must close; -1 when closed.
#[cfg(not(feature = "lwip-raw"))]
pub fn detach(arguments: Arguments<'_>) -> Result<Object, Error> {
    Object::from_integer(arguments.socket()?.detach().0 as isize)
}

/// `makefile(mode='rb', buffering=0)`: the socket itself.
pub fn makefile(arguments: Arguments<'_>) -> Result<Object, Error> {
    arguments.socket()?.inner.handle()?;
    if let Some(mode) = arguments.optional(1) {
        let text = mode.text_or(Message::NeedStr)?;
        if !is_mode(text) {
            return Err(Error::Value(Message::BadMode));
        }
    }
    arguments.required(0)
}

/// One of r and w or both, with or without b, in any order.
fn is_mode(text: &[u8]) -> bool {
    let [r, w, b] = [b'r', b'w', b'b'].map(|letter| text.iter().filter(|&&byte| byte == letter).count());
    r <= 1 && w <= 1 && b <= 1 && r + w > 0 && r + w + b == text.len()
}

/// The attributes `family`, `type` and `proto`.
#[repr(i32)]
#[derive(Clone, Copy)]
#[allow(dead_code, reason = "C makes the values")]
pub enum AttributeName {
    /// `family`
    Family = 0,
    /// `type`
    Type = 1,
    /// `proto`
    Protocol = 2,
}

/// The value of an attribute.
pub fn attribute(socket: &SocketObject, name: AttributeName) -> i32 {
    match name {
        AttributeName::Family => socket.inner.family(),
        AttributeName::Type => socket.inner.kind(),
        AttributeName::Protocol => socket.inner.protocol(),
    }
}
