//! What followback offers to a plugin.
#![expect(unsafe_code, reason = "calls the functions of the host, which are C")]

use std::ptr;

use crate::abi;

/// How much a remark matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogLevel {
    /// Something is wrong.
    Error,
    /// Something is odd.
    Warn,
    /// Good to know.
    Info,
}

/// The host of an instance.
#[derive(Clone, Copy, Debug)]
pub struct Host {
    raw: *const abi::Host,
}

/// A function of the host, if its struct is long enough to have it.
macro_rules! function {
    ($host:expr, $name:ident) => {{
        let raw = $host.raw;
        let end = std::mem::offset_of!(abi::Host, $name) + size_of::<usize>();
        // SAFETY: `raw` is null or points to a host that lives as long as the instance (`Host::new`), and its size is read
        // before a field that an older host does not have. No reference is made to the whole struct, which may be shorter.
        unsafe {
            if raw.is_null() || ((*raw).h.struct_size as usize) < end {
                None
            } else {
                ptr::addr_of!((*raw).$name).read().map(|function| (function, (*raw).ctx))
            }
        }
    }};
}

impl Host {
    /// # Safety
    /// `raw` is null or a host that outlives the value.
    pub(crate) unsafe fn new(raw: *const abi::Host) -> Self {
        Host { raw }
    }

    /// A remark for the user.
    pub fn log(&self, level: LogLevel, message: &str) {
        let level = match level {
            LogLevel::Error => abi::LOG_ERROR,
            LogLevel::Warn => abi::LOG_WARN,
            LogLevel::Info => abi::LOG_INFO,
        };
        if let Some((log, ctx)) = function!(self, log) {
            // SAFETY: the function is one of the host's, and takes its own context and a text that lives during the call.
            unsafe { log(ctx, level, abi::Str::new(message.as_bytes())) }
        }
    }

    pub(crate) fn fail(&self, call: *mut std::ffi::c_void, message: &str) {
        if let Some((fail, ctx)) = function!(self, fail) {
            // SAFETY: as in `log`; `call` is that of the batch, or null while opening.
            unsafe { fail(ctx, call, abi::Str::new(message.as_bytes())) }
        }
    }

    pub(crate) fn fail_row(&self, call: *mut std::ffi::c_void, row: u32, message: &str) {
        if let Some((fail_row, ctx)) = function!(self, fail_row) {
            // SAFETY: as in `fail`.
            unsafe { fail_row(ctx, call, row, abi::Str::new(message.as_bytes())) }
        }
    }

    pub(crate) fn progress(&self, call: *mut std::ffi::c_void, row: u32) {
        if let Some((progress, ctx)) = function!(self, progress) {
            // SAFETY: as in `fail`.
            unsafe { progress(ctx, call, row) }
        }
    }

    pub(crate) fn cancelled(&self, call: *mut std::ffi::c_void) -> bool {
        // SAFETY: as in `fail`.
        function!(self, cancelled).is_some_and(|(cancelled, ctx)| unsafe { cancelled(ctx, call) } != 0)
    }

    /// Memory of the host for `size` bytes, valid until the call returns; null if there is none.
    pub(crate) fn alloc(&self, call: *mut std::ffi::c_void, size: usize, align: usize) -> *mut std::ffi::c_void {
        match function!(self, alloc) {
            // SAFETY: as in `fail`.
            Some((alloc, ctx)) => unsafe { alloc(ctx, call, size as u64, align as u64) },
            None => ptr::null_mut(),
        }
    }
}
