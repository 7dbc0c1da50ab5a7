//! `getaddrinfo(3)` in a thread that owns its memory: a script that is interrupted leaves the
//! thread to finish and to free what it has.

use core::ffi::CStr;
use core::ptr::{self, NonNull};
use core::sync::atomic::{AtomicI32, AtomicU32, Ordering};

use libc::{addrinfo, c_int, c_void};

use super::address::unpack;
use crate::socket::Handle;
use crate::socket::error::Resolve;
use crate::socket::resolve::{AI_CANONNAME, AI_NUMERICHOST, AI_PASSIVE, Answer};
use crate::socket::stack::{Query, Request};

const _: () = assert!(
    AI_PASSIVE == libc::AI_PASSIVE
        && AI_CANONNAME == libc::AI_CANONNAME
        && AI_NUMERICHOST == libc::AI_NUMERICHOST
);

/// All `AI_*` of glibc's, those for names in other scripts included.
pub const FLAGS: c_int = 0x7ff;

/// The longest name (RFC 1035: 255 octets).
const NAME_LIMIT: usize = 256;

/// What the caller and the thread share; the last of the two to leave frees it.
struct Job {
    owners: AtomicU32,
    /// `getaddrinfo`'s result, or `RUNNING`.
    result: AtomicI32,
    host: [u8; NAME_LIMIT],
    service: [u8; NAME_LIMIT],
    has_host: bool,
    has_service: bool,
    hints: addrinfo,
    answers: *mut addrinfo,
    /// A pipe: closing the writing end wakes the waiting side.
    reader: c_int,
    writer: c_int,
}

/// No value of `EAI_*`.
const RUNNING: i32 = i32::MAX;

/// Begins a query.
pub fn start(request: &Request<'_>) -> Result<Query, Resolve> {
    // SAFETY: zeroed memory is a value of every field.
    let job = unsafe { libc::calloc(1, size_of::<Job>()).cast::<Job>().as_mut() }.ok_or(Resolve::Memory)?;
    job.owners = AtomicU32::new(1);
    job.result = AtomicI32::new(RUNNING);
    job.reader = -1;
    job.writer = -1;
    let query = Query(ptr::from_mut(job) as usize);
    let begun = fill(job, request).and_then(|()| spawn(job));
    if let Err(reason) = begun {
        forget(query);
        return Err(reason);
    }
    Ok(query)
}

fn fill(job: &mut Job, request: &Request<'_>) -> Result<(), Resolve> {
    job.has_host = copy_name(request.host, &mut job.host)?;
    job.has_service = copy_name(request.service, &mut job.service)?;
    job.hints.ai_family = request.family.map_or(libc::AF_UNSPEC, |family| family.number());
    job.hints.ai_socktype = request.kind.map_or(libc::SOCK_STREAM, |kind| kind.number());
    job.hints.ai_flags = request.flags;
    let mut ends = [-1; 2];
    // SAFETY: two descriptors.
    if unsafe { libc::pipe2(ends.as_mut_ptr(), libc::O_CLOEXEC | libc::O_NONBLOCK) } != 0 {
        return Err(Resolve::Memory);
    }
    [job.reader, job.writer] = ends;
    Ok(())
}

fn copy_name(name: Option<&[u8]>, to: &mut [u8; NAME_LIMIT]) -> Result<bool, Resolve> {
    let Some(name) = name else { return Ok(false) };
    if name.contains(&0) || name.len() >= NAME_LIMIT {
        return Err(Resolve::NoName);
    }
    to.iter_mut().zip(name).for_each(|(to, from)| *to = *from);
    Ok(true)
}

fn spawn(job: &mut Job) -> Result<(), Resolve> {
    job.owners.store(2, Ordering::Relaxed);
    let mut thread = 0;
    // SAFETY: `run` gets the job, of which it is one owner. Signals are for the VM's threads:
    // the new thread inherits a mask that blocks them all.
    let failed = unsafe {
        let (mut all, mut old) = (core::mem::zeroed(), core::mem::zeroed());
        libc::sigfillset(&mut all);
        libc::pthread_sigmask(libc::SIG_SETMASK, &all, &mut old);
        let failed = libc::pthread_create(&mut thread, ptr::null(), run, ptr::from_mut(job).cast());
        libc::pthread_sigmask(libc::SIG_SETMASK, &old, ptr::null_mut());
        failed
    };
    if failed != 0 {
        job.owners.store(1, Ordering::Relaxed);
        return Err(Resolve::Memory);
    }
    // SAFETY: the thread was just made and is not joined.
    unsafe { libc::pthread_detach(thread) };
    Ok(())
}

extern "C" fn run(argument: *mut c_void) -> *mut c_void {
    let job = argument.cast::<Job>();
    // SAFETY: this thread is an owner; until `result` is set, nobody else touches `answers` and
    // nobody writes the other fields. The names end with NUL.
    unsafe {
        let name = |has: bool, text: *const u8| if has { text.cast() } else { ptr::null() };
        let host = name((*job).has_host, (*job).host.as_ptr());
        let service = name((*job).has_service, (*job).service.as_ptr());
        let result = libc::getaddrinfo(host, service, &raw const (*job).hints, &raw mut (*job).answers);
        let writer = (*job).writer;
        (*job).writer = -1;
        (*job).result.store(result, Ordering::Release);
        libc::close(writer);
        release(job);
    }
    ptr::null_mut()
}

/// # Safety
///
/// The caller is an owner of the job and does not use it again.
unsafe fn release(job: *mut Job) {
    // SAFETY: promised by the caller; the last owner is alone.
    unsafe {
        if (*job).owners.fetch_sub(1, Ordering::AcqRel) != 1 {
            return;
        }
        if let Some(answers) = NonNull::new((*job).answers) {
            libc::freeaddrinfo(answers.as_ptr());
        }
        if (*job).writer >= 0 {
            libc::close((*job).writer);
        }
        libc::free(job.cast());
    }
}

fn job_of(query: Query) -> *const Job {
    query.0 as *const Job
}

/// Whether the thread is done.
pub fn result(query: Query) -> Option<Result<(), Resolve>> {
    // SAFETY: the caller is an owner until `forget`.
    match unsafe { (*job_of(query)).result.load(Ordering::Acquire) } {
        RUNNING => None,
        0 => Some(Ok(())),
        libc::EAI_AGAIN => Some(Err(Resolve::Again)),
        libc::EAI_FAMILY => Some(Err(Resolve::Family)),
        libc::EAI_SERVICE => Some(Err(Resolve::Service)),
        libc::EAI_MEMORY => Some(Err(Resolve::Memory)),
        libc::EAI_BADFLAGS => Some(Err(Resolve::BadFlags)),
        libc::EAI_SOCKTYPE => Some(Err(Resolve::SocketType)),
        libc::EAI_FAIL => Some(Err(Resolve::Fail)),
        EAI_ADDRFAMILY => Some(Err(Resolve::AddressFamily)),
        _ => Some(Err(Resolve::NoName)),
    }
}

/// glibc's; the libc crate does not have it.
const EAI_ADDRFAMILY: i32 = -9;

/// A descriptor that becomes readable when the thread is done.
pub fn signal(query: Query) -> Handle {
    // SAFETY: the caller is an owner; written before the thread began.
    Handle(unsafe { (*job_of(query)).reader })
}

/// One of the addresses, each once.
pub fn answer<'a>(query: Query, index: usize) -> Option<Answer<'a>> {
    let job = job_of(query);
    // SAFETY: the caller is an owner, and the thread has set `result` and left the rest alone
    // since. The list ends with NULL, and its addresses have the lengths that stand beside them.
    unsafe {
        if (*job).result.load(Ordering::Acquire) != 0 {
            return None;
        }
        let mut next = (*job).answers;
        for _ in 0..index {
            next = next.as_ref()?.ai_next;
        }
        let found = next.as_ref()?;
        let mut storage: libc::sockaddr_storage = core::mem::zeroed();
        let length = (found.ai_addrlen as usize).min(size_of_val(&storage));
        ptr::copy_nonoverlapping(found.ai_addr.cast::<u8>(), (&raw mut storage).cast(), length);
        let canonical_name = match found.ai_canonname.is_null() {
            true => &[][..],
            false => CStr::from_ptr(found.ai_canonname).to_bytes(),
        };
        Some(Answer { address: unpack(&storage, length as libc::socklen_t), canonical_name })
    }
}

/// The caller's share in the job ends, and with it the descriptor, however long the thread goes on.
pub fn forget(query: Query) {
    let job = job_of(query).cast_mut();
    // SAFETY: the caller is an owner and does not use the query again; the thread has no use for
    // the reading end.
    unsafe {
        if (*job).reader >= 0 {
            libc::close((*job).reader);
        }
        release(job);
    }
}
