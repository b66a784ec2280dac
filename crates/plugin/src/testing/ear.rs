//! What a plugin tells the host of a test.

use std::collections::BTreeMap;
use std::ffi::c_void;
use std::ptr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::abi;

/// The context of the host's functions.
#[derive(Debug, Default)]
pub(super) struct Ear {
    pub(super) heard: Mutex<Heard>,
    log: Mutex<Vec<String>>,
    cancelled: AtomicBool,
}

/// What was heard during a call.
#[derive(Debug, Default)]
pub(super) struct Heard {
    pub(super) arena: Arena,
    pub(super) failure: Option<String>,
    pub(super) rows: BTreeMap<u32, String>,
}

impl Ear {
    pub(super) fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    pub(super) fn log(&self) -> Vec<String> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn heard(&self) -> MutexGuard<'_, Heard> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Memory for answers: pieces that stay where they are.
#[derive(Debug, Default)]
pub(super) struct Arena {
    pieces: Vec<(*mut [u128], usize)>,
}

// SAFETY: the pieces belong to the arena alone.
unsafe impl Send for Arena {}

impl Arena {
    fn alloc(&mut self, size: u64, align: u64) -> *mut c_void {
        // As the interface says; a piece is aligned for all of it.
        let (Ok(size), 1 | 2 | 4 | 8 | 16) = (usize::try_from(size), align) else { return ptr::null_mut() };
        let piece = Box::into_raw(vec![0u128; size.div_ceil(size_of::<u128>()).max(1)].into_boxed_slice());
        self.pieces.push((piece, size));
        piece.cast()
    }

    /// Whether so many bytes from there on were handed out.
    pub(super) fn has(&self, at: *const c_void, len: usize) -> bool {
        self.pieces.iter().any(|(piece, size)| {
            let offset = at.addr().checked_sub(piece.cast::<u8>().addr());
            offset.and_then(|offset| offset.checked_add(len)).is_some_and(|end| end <= *size)
        })
    }
}

impl Drop for Arena {
    fn drop(&mut self) {
        for (piece, _) in self.pieces.drain(..) {
            // SAFETY: it comes from a box, and is freed once.
            drop(unsafe { Box::from_raw(piece) });
        }
    }
}

/// The functions of the host of a test.
pub(super) fn host(ear: *mut Ear) -> abi::Host {
    abi::Host {
        h: abi::Header::of::<abi::Host>(),
        ctx: ear.cast(),
        log: Some(log),
        fail: Some(fail),
        fail_row: Some(fail_row),
        alloc: Some(alloc),
        progress: Some(progress),
        cancelled: Some(cancelled),
        extension: None,
    }
}

/// # Safety
/// `ctx` is an [`Ear`] that is still there.
unsafe fn ear<'a>(ctx: *mut c_void) -> &'a Ear {
    // SAFETY: promised by the caller.
    unsafe { &*ctx.cast::<Ear>() }
}

/// # Safety
/// The text is as long as it says.
unsafe fn words(text: abi::Str) -> String {
    // SAFETY: promised by the caller.
    String::from_utf8_lossy(unsafe { text.bytes() }).into_owned()
}

// What the functions below rest on: the plugin hands back the context that it was given while its instance is open, and
// texts that are as long as they say.

unsafe extern "C" fn log(ctx: *mut c_void, _: u32, message: abi::Str) {
    // SAFETY: see above.
    let (ear, message) = unsafe { (ear(ctx), words(message)) };
    ear.log.lock().unwrap_or_else(PoisonError::into_inner).push(message);
}

unsafe extern "C" fn fail(ctx: *mut c_void, _: *mut c_void, message: abi::Str) {
    // SAFETY: see above.
    let (ear, message) = unsafe { (ear(ctx), words(message)) };
    ear.heard().failure = Some(message);
}

unsafe extern "C" fn fail_row(ctx: *mut c_void, _: *mut c_void, row: u32, message: abi::Str) {
    // SAFETY: see above.
    let (ear, message) = unsafe { (ear(ctx), words(message)) };
    ear.heard().rows.insert(row, message);
}

unsafe extern "C" fn alloc(ctx: *mut c_void, _: *mut c_void, size: u64, align: u64) -> *mut c_void {
    // SAFETY: see above.
    unsafe { ear(ctx) }.heard().arena.alloc(size, align)
}

unsafe extern "C" fn progress(_: *mut c_void, _: *mut c_void, _: u32) {}

unsafe extern "C" fn cancelled(ctx: *mut c_void, _: *mut c_void) -> u32 {
    // SAFETY: see above.
    u32::from(unsafe { ear(ctx) }.cancelled.load(Ordering::Relaxed))
}
