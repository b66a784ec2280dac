//! What a plugin tells its host.

use std::collections::BTreeMap;
use std::ffi::c_void;
use std::ptr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use followback_plugin::abi;

use super::arena::Arena;
use super::progress::Progress;
use crate::clock::Clock;
use crate::notes::Notes;
use crate::rows::MAX_MESSAGE;

/// The context of an instance. Kept at one place as long as the instance.
#[derive(Debug)]
pub(super) struct Ear {
    heard: Mutex<Heard>,
    progress: AtomicU32,
    /// Where the row that is looked at is written as well.
    shared: Option<Arc<Progress>>,
    time: Mutex<Time>,
}

/// How long a call may take.
#[derive(Debug, Default)]
struct Time {
    limit: Option<Duration>,
    /// That of the call under way.
    clock: Option<Clock>,
}

/// What was heard during a call.
#[derive(Debug, Default)]
pub(super) struct Heard {
    pub(super) arena: Arena,
    pub(super) failure: Option<String>,
    pub(super) rows: BTreeMap<u32, String>,
    pub(super) log: Notes,
}

impl Ear {
    pub(super) fn new(shared: Option<Arc<Progress>>) -> Self {
        Ear { heard: Mutex::default(), progress: AtomicU32::new(u32::MAX), shared, time: Mutex::default() }
    }

    pub(super) fn limit_time(&self, limit: Duration) {
        self.time().limit = Some(limit);
    }

    fn time(&self) -> MutexGuard<'_, Time> {
        self.time.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets the last call.
    pub(super) fn begin(&self) {
        *self.heard() = Heard::default();
        self.progress.store(u32::MAX, Ordering::Relaxed);
        let mut time = self.time();
        time.clock = time.limit.map(|_| Clock::own());
    }

    pub(super) fn heard(&self) -> MutexGuard<'_, Heard> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The row that was looked at last.
    pub(super) fn suspect(&self) -> Option<usize> {
        let row = self.progress.load(Ordering::Relaxed);
        (row != u32::MAX).then_some(row as usize)
    }

    /// The functions that write into this ear.
    pub(super) fn host(&self) -> abi::Host {
        abi::Host {
            h: abi::Header::of::<abi::Host>(),
            ctx: ptr::from_ref(self).cast_mut().cast(),
            log: Some(log),
            fail: Some(fail),
            fail_row: Some(fail_row),
            alloc: Some(alloc),
            progress: Some(progress),
            cancelled: Some(cancelled),
            extension: None,
        }
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
    let len = text.len.min(MAX_MESSAGE as u64);
    // SAFETY: promised by the caller.
    String::from_utf8_lossy(unsafe { abi::Str { len, ..text }.bytes() }).into_owned()
}

/// Why something failed, which may be left open.
///
/// # Safety
/// The text is as long as it says.
unsafe fn reason(text: abi::Str) -> String {
    // SAFETY: promised by the caller.
    let words = unsafe { words(text) };
    if words.trim().is_empty() { "it failed without saying why".to_owned() } else { words }
}

// What the functions below rest on: the plugin hands back the context that it was given while its instance is open, and
// texts that are as long as they say.

unsafe extern "C" fn log(ctx: *mut c_void, level: u32, message: abi::Str) {
    // SAFETY: see above.
    let (ear, message) = unsafe { (ear(ctx), words(message)) };
    if level <= abi::LOG_WARN {
        ear.heard().log.add(message, 1);
    }
}

unsafe extern "C" fn fail(ctx: *mut c_void, _: *mut c_void, message: abi::Str) {
    // SAFETY: see above.
    let (ear, reason) = unsafe { (ear(ctx), reason(message)) };
    ear.heard().failure.get_or_insert(reason);
}

unsafe extern "C" fn fail_row(ctx: *mut c_void, _: *mut c_void, row: u32, message: abi::Str) {
    // SAFETY: see above.
    let (ear, reason) = unsafe { (ear(ctx), reason(message)) };
    ear.heard().rows.entry(row).or_insert(reason);
}

unsafe extern "C" fn alloc(ctx: *mut c_void, _: *mut c_void, size: u64, align: u64) -> *mut c_void {
    // SAFETY: see above.
    unsafe { ear(ctx) }.heard().arena.alloc(size, align)
}

unsafe extern "C" fn progress(ctx: *mut c_void, _: *mut c_void, row: u32) {
    // SAFETY: see above.
    let ear = unsafe { ear(ctx) };
    ear.progress.store(row, Ordering::Relaxed);
    if let Some(shared) = &ear.shared {
        shared.set(row);
    }
}

unsafe extern "C" fn cancelled(ctx: *mut c_void, _: *mut c_void) -> u32 {
    // SAFETY: see above.
    let ear = unsafe { ear(ctx) };
    let time = ear.time();
    let is_over = time.limit.zip(time.clock.as_ref()).is_some_and(|(limit, clock)| clock.left_of(limit).is_none());
    u32::from(is_over)
}
