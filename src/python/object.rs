//! Python objects: what is read from them and how they are made.
//!
//! Functions that return a `Result` may run Python code, collect garbage and fail. The others
//! do none of that.

use core::ptr;

use crate::socket::{Error, Exception, Message};
use crate::vm;

/// A Python object. NULL where C passes an argument that was left out.
#[repr(transparent)]
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Object(*mut core::ffi::c_void);

impl Object {
    /// No object.
    pub const NULL: Object = Object(ptr::null_mut());

    /// What C knows it as.
    pub fn pointer(self) -> vm::vm_object {
        self.0
    }

    /// An object that C returned.
    pub fn from_pointer(pointer: vm::vm_object) -> Object {
        Object(pointer)
    }

    /// Whether there is no object.
    pub fn is_null(self) -> bool {
        self.0.is_null()
    }

    /// `None`
    pub fn none() -> Object {
        // SAFETY: a constant of the machine's; never raises.
        Object(unsafe { vm::vm_none() })
    }

    /// `True` or `False`
    pub fn boolean(value: bool) -> Object {
        // SAFETY: a constant of the machine's; never raises.
        Object(unsafe { vm::vm_boolean(value.into()) })
    }

    /// `b''`
    pub fn empty_bytes() -> Object {
        // SAFETY: a constant of the machine's; never raises.
        Object(unsafe { vm::vm_empty_bytes() })
    }

    /// Whether it is `None`.
    pub fn is_none(self) -> bool {
        // SAFETY: compares pointers; never raises.
        unsafe { vm::vm_is_none(self.0) != 0 }
    }

    /// Whether it is `None` or can be called.
    pub fn is_callback(self) -> bool {
        // SAFETY: looks at the object's type; never raises.
        self.is_none() || unsafe { vm::vm_is_callable(self.0) != 0 }
    }

    /// Whether it is a str.
    pub fn is_str(self) -> bool {
        // SAFETY: looks at the object's type; never raises.
        unsafe { vm::vm_is_str(self.0) != 0 }
    }

    /// `bool(object)`
    pub fn is_true(self) -> Result<bool, Error> {
        // SAFETY: `self` is an object. May run `__bool__` and raise: caught there.
        catch_negative(|raised| unsafe { vm::vm_is_true(self.0, raised) }).map(|value| value != 0)
    }

    /// `int(object)`; a `TypeError` when it is no integer.
    pub fn integer(self) -> Result<isize, Error> {
        let mut value = 0;
        // SAFETY: never raises and writes `value` when it returns 1.
        if unsafe { vm::vm_get_small_int(self.0, &mut value) } != 0 {
            return Ok(value);
        }
        // SAFETY: may run `__int__` and raise: caught there.
        catch_negative(|raised| unsafe { vm::vm_get_int(self.0, &mut value, raised) })?;
        Ok(value)
    }

    /// An integer of C's `int`.
    pub fn c_int(self) -> Result<i32, Error> {
        i32::try_from(self.integer()?).map_err(|_| Error::Overflow(Message::TooLarge))
    }

    /// A size: a `ValueError` when it is negative.
    pub fn size(self) -> Result<usize, Error> {
        usize::try_from(self.integer()?).map_err(|_| Error::Value(Message::NegativeSize))
    }

    /// An unsigned integer of 32 bits.
    pub fn unsigned_32(self) -> Result<u32, Error> {
        let mut value = 0;
        // SAFETY: may raise: caught there. Writes `value` when it returns 0.
        catch_negative(|raised| unsafe { vm::vm_get_unsigned(self.0, &mut value, raised) })?;
        u32::try_from(value).map_err(|_| Error::Overflow(Message::TooLarge))
    }

    /// Seconds, as milliseconds rounded up.
    pub fn milliseconds(self, limit: u32) -> Result<u32, Error> {
        let mut value = 0;
        // SAFETY: may run `__float__` and raise: caught there. Writes `value` when it returns 0.
        catch_negative(|raised| unsafe { vm::vm_get_milliseconds(self.0, limit, &mut value, raised) })?;
        Ok(value)
    }

    /// The characters of a str or the bytes of a bytes object.
    ///
    /// They live as long as the object, which the script's arguments keep alive; neither type
    /// can change.
    pub fn text<'a>(self) -> Result<Option<&'a [u8]>, Error> {
        let mut data = ptr::null();
        let mut length = 0;
        // SAFETY: may allocate and raise: caught there. When it returns 1, `data` has `length`
        // bytes that never change and that live as long as the object, which the caller's
        // arguments hold, or as the pointer to them.
        unsafe {
            let found = catch_negative(|raised| vm::vm_get_text(self.0, &mut data, &mut length, raised))?;
            Ok((found != 0).then(|| core::slice::from_raw_parts(data, length)))
        }
    }

    /// The same; a `TypeError` with `message` for other objects.
    pub fn text_or<'a>(self, message: Message) -> Result<&'a [u8], Error> {
        self.text()?.ok_or(Error::Type(message))
    }

    /// The items of a tuple or list, copied: a list may change when Python runs.
    pub fn items<const N: usize>(self) -> Option<heapless::Vec<Object, N>> {
        let mut length = 0;
        let mut items = ptr::null();
        // SAFETY: never raises; when it returns 1, `items` has `length` objects.
        let items = unsafe {
            if vm::vm_get_items(self.0, &mut length, &mut items) == 0 {
                return None;
            }
            core::slice::from_raw_parts(items.cast::<Object>(), length)
        };
        heapless::Vec::from_slice(items).ok()
    }

    /// `int`
    pub fn from_integer(value: isize) -> Result<Object, Error> {
        // SAFETY: may allocate and raise: caught there.
        catch(|raised| unsafe { vm::vm_new_int(value, raised) })
    }

    /// `int`, unsigned
    pub fn from_unsigned_32(value: u32) -> Result<Object, Error> {
        // SAFETY: may allocate and raise: caught there.
        catch(|raised| unsafe { vm::vm_new_unsigned(value as usize, raised) })
    }

    /// `float`, in seconds
    pub fn from_milliseconds(milliseconds: u32) -> Result<Object, Error> {
        // SAFETY: may allocate and raise: caught there.
        catch(|raised| unsafe { vm::vm_new_seconds(milliseconds, raised) })
    }

    /// `str`
    pub fn from_text(text: &[u8]) -> Result<Object, Error> {
        // SAFETY: `text` is not in the collector's heap or is held by an object. May allocate
        // and raise: caught there.
        catch(|raised| unsafe { vm::vm_new_str(text.as_ptr(), text.len(), raised) })
    }

    /// `tuple`
    pub fn from_items(items: &[Object]) -> Result<Object, Error> {
        // SAFETY: `items` are objects, and on the machine's stack, where the collector finds
        // them. May allocate and raise: caught there.
        catch(|raised| unsafe { vm::vm_new_tuple(items.len(), items.as_ptr().cast(), raised) })
    }

    /// Replaces an item of a tuple that was made here and that nobody has seen.
    pub fn set_item(self, index: usize, item: Object) {
        // SAFETY: callers pass a tuple of their own and an index within it. Never raises.
        unsafe { vm::vm_set_item(self.0, index, item.0) }
    }

    /// `[]`
    pub fn new_list() -> Result<Object, Error> {
        // SAFETY: may allocate and raise: caught there.
        catch(|raised| unsafe { vm::vm_new_list(raised) })
    }

    /// `list.append`
    pub fn append(self, item: Object) -> Result<(), Error> {
        // SAFETY: `self` came from `new_list`. May allocate and raise: caught there.
        catch_negative(|raised| unsafe { vm::vm_append(self.0, item.0, raised) })?;
        Ok(())
    }
}

/// Calls the machine; what it raised comes back as a value.
pub fn catch(call: impl FnOnce(*mut vm::vm_object) -> vm::vm_object) -> Result<Object, Error> {
    let mut raised = ptr::null_mut();
    let object = Object(call(&mut raised));
    if object.is_null() { Err(error_of(raised)) } else { Ok(object) }
}

/// The same for calls that return a negative number when they raised.
pub fn catch_negative(call: impl FnOnce(*mut vm::vm_object) -> i32) -> Result<i32, Error> {
    let mut raised = ptr::null_mut();
    let value = call(&mut raised);
    if value < 0 { Err(error_of(raised)) } else { Ok(value) }
}

fn error_of(raised: vm::vm_object) -> Error {
    Error::Raised(Exception(raised as usize))
}
