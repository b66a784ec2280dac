//! The interface as C sees it: `include/followback_plugin.h` word by word.
//!
//! The header is the source of truth and says what everything means. Sizes and offsets are checked here at compile time, and
//! against a C compiler in the tests.
#![expect(unsafe_code, reason = "raw pointers are what C has")]

use std::ffi::c_void;
use std::mem::{offset_of, size_of};
use std::ptr;

/// Major version of the interface.
pub const ABI_MAJOR: u16 = 1;
/// Minor version of the interface.
pub const ABI_MINOR: u16 = 0;
/// Starts every struct: the bytes `!FBPLUGN`.
pub const MAGIC: u64 = 0x4E47_554C_5042_4621;

/// Starts every struct that may grow.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// [`MAGIC`].
    pub magic: u64,
    /// [`ABI_MAJOR`] of whoever made the struct.
    pub abi_major: u16,
    /// [`ABI_MINOR`] of whoever made the struct.
    pub abi_minor: u16,
    /// Size of the struct as its maker knows it.
    pub struct_size: u32,
}

impl Header {
    /// The header of a struct of this version.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "the structs of the interface have a few hundred bytes")]
    pub const fn of<T>() -> Self {
        Header { magic: MAGIC, abi_major: ABI_MAJOR, abi_minor: ABI_MINOR, struct_size: size_of::<T>() as u32 }
    }
}

/// Bytes somewhere; UTF-8 where it is text.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Str {
    /// Null only if `len` is 0.
    pub ptr: *const u8,
    /// In bytes.
    pub len: u64,
}

impl Str {
    /// No text.
    pub const EMPTY: Str = Str { ptr: ptr::null(), len: 0 };

    /// A view of bytes, valid as long as they are.
    #[must_use]
    pub const fn new(bytes: &[u8]) -> Self {
        Str { ptr: bytes.as_ptr(), len: bytes.len() as u64 }
    }

    /// The bytes.
    ///
    /// # Safety
    /// They have to be there, and stay unchanged for `'a`.
    #[must_use]
    pub unsafe fn bytes<'a>(self) -> &'a [u8] {
        match usize::try_from(self.len) {
            // SAFETY: promised by the caller; a slice of no bytes needs no memory.
            Ok(len) if len > 0 && !self.ptr.is_null() => unsafe { std::slice::from_raw_parts(self.ptr, len) },
            _ => &[],
        }
    }
}

/// Type of a column; one of the constants `BOOL` to `STR_LIST`.
pub type Type = u32;
/// `u8`, 0 or 1.
pub const BOOL: Type = 1;
/// `i64`.
pub const I64: Type = 2;
/// `f64`.
pub const F64: Type = 3;
/// [`Str`] of UTF-8.
pub const STR: Type = 4;
/// [`Str`] of any bytes.
pub const BYTES: Type = 6;
/// [`List`] of [`Str`].
pub const STR_LIST: Type = 0x100 | STR;

/// A list of strings.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct List {
    /// `Str[len]`.
    pub items: *const c_void,
    /// How many.
    pub len: u64,
}

/// How a call ended.
pub type Status = i32;
/// Done.
pub const OK: Status = 0;
/// This batch could not be evaluated.
pub const ERR: Status = 1;
/// The instance is of no further use.
pub const FATAL: Status = 2;
/// Gave up because the host asked for it.
pub const CANCELLED: Status = 3;
/// A panic was caught inside of the plugin.
pub const PANIC: Status = 4;

/// An input column.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Col {
    /// As the plugin declared it.
    pub ty: Type,
    /// Zero.
    pub reserved: u32,
    /// One value per row.
    pub values: *const c_void,
    /// One byte per row, 0 is missing; null if none is missing.
    pub valid: *const u8,
}

/// An output column.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Out {
    /// As the plugin declared it.
    pub ty: Type,
    /// Index among the plugin's facts.
    pub fact: u32,
    /// One value per row, of the host's memory.
    pub values: *mut c_void,
    /// One byte per row; starts as zeros.
    pub valid: *mut u8,
}

/// Rows to evaluate.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Batch {
    /// Of this struct.
    pub h: Header,
    /// How many rows.
    pub rows: u32,
    /// Number of input columns.
    pub n_in: u32,
    /// Number of output columns.
    pub n_out: u32,
    /// Zero.
    pub reserved: u32,
    /// In the order of the declared inputs.
    pub inputs: *const Col,
    /// The facts that somebody needs.
    pub outputs: *mut Out,
    /// To be handed to the functions of [`Host`].
    pub call: *mut c_void,
}

/// Level of [`Host::log`]: an error.
pub const LOG_ERROR: u32 = 1;
/// Level of [`Host::log`]: a warning.
pub const LOG_WARN: u32 = 2;
/// Level of [`Host::log`]: good to know.
pub const LOG_INFO: u32 = 3;

/// What the host offers.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Host {
    /// Of this struct.
    pub h: Header,
    /// First argument of all functions.
    pub ctx: *mut c_void,
    /// A remark for the user.
    pub log: Option<unsafe extern "C" fn(*mut c_void, u32, Str)>,
    /// Why a call is about to fail.
    pub fail: Option<unsafe extern "C" fn(*mut c_void, *mut c_void, Str)>,
    /// Why a row cannot be evaluated.
    pub fail_row: Option<unsafe extern "C" fn(*mut c_void, *mut c_void, u32, Str)>,
    /// Memory until the call returns.
    pub alloc: Option<unsafe extern "C" fn(*mut c_void, *mut c_void, u64, u64) -> *mut c_void>,
    /// Which row is about to be looked at.
    pub progress: Option<unsafe extern "C" fn(*mut c_void, *mut c_void, u32)>,
    /// Whether the result is no longer wanted.
    pub cancelled: Option<unsafe extern "C" fn(*mut c_void, *mut c_void) -> u32>,
    /// Something beyond this version.
    pub extension: Option<unsafe extern "C" fn(*mut c_void, Str) -> *const c_void>,
}

/// Flag of an input: rows without it are evaluated all the same.
pub const FIELD_OPTIONAL: u32 = 1;

/// An input or a fact.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Of this struct.
    pub h: Header,
    /// Path of an input; name of a fact below its namespace.
    pub name: Str,
    /// One sentence.
    pub doc: Str,
    /// Its type.
    pub ty: Type,
    /// [`FIELD_OPTIONAL`].
    pub flags: u32,
}

/// Calls never overlap, whatever the instance.
pub const THREADS_ONE: u32 = 0;
/// Calls of one instance never overlap.
pub const THREADS_PER_INSTANCE: u32 = 1;
/// Any thread, any time.
pub const THREADS_SHARED: u32 = 2;

/// Flag of a plugin: never load it into the process of the host.
pub const PLUGIN_ISOLATE: u32 = 1;

/// An instance, known to the plugin alone.
#[repr(C)]
#[derive(Debug)]
pub struct Instance {
    private: [u8; 0],
}

/// What a plugin is.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Plugin {
    /// Of this struct.
    pub h: Header,
    /// `[a-z0-9-]+`.
    pub id: Str,
    /// Of the plugin.
    pub version: Str,
    /// An SPDX expression.
    pub license: Str,
    /// One sentence.
    pub doc: Str,
    /// What threads may do.
    pub threads: u32,
    /// [`PLUGIN_ISOLATE`].
    pub flags: u32,
    /// Length of `inputs`.
    pub n_inputs: u32,
    /// Length of `facts`.
    pub n_facts: u32,
    /// What it reads.
    pub inputs: *const *const Field,
    /// What it supplies.
    pub facts: *const *const Field,
    /// A JSON Schema, or empty.
    pub config_schema: Str,
    /// Makes an instance.
    pub open: Option<unsafe extern "C" fn(*const Host, Str, *mut *mut Instance) -> Status>,
    /// Evaluates a batch.
    pub eval: Option<unsafe extern "C" fn(*mut Instance, *mut Batch) -> Status>,
    /// Ends an instance.
    pub close: Option<unsafe extern "C" fn(*mut Instance)>,
    /// Something beyond this version.
    pub extension: Option<unsafe extern "C" fn(Str) -> *const c_void>,
}

// SAFETY: a table is never changed after it was made, and what it points to is static.
unsafe impl Sync for Plugin {}
// SAFETY: as above.
unsafe impl Send for Plugin {}

/// The exported function, [`ENTRY`].
pub type Entry = unsafe extern "C" fn(u32) -> *const Plugin;
/// Name of the one exported symbol.
pub const ENTRY: &str = "followback_plugin";

// The golden table; `tests/golden.rs` compares it with what a C compiler makes of the header.
const _: () = {
    assert!(size_of::<Header>() == 16 && offset_of!(Header, struct_size) == 12);
    assert!(size_of::<Str>() == 16 && size_of::<List>() == 16);
    assert!(size_of::<Col>() == 24 && offset_of!(Col, values) == 8 && offset_of!(Col, valid) == 16);
    assert!(size_of::<Out>() == 24 && offset_of!(Out, values) == 8 && offset_of!(Out, valid) == 16);
    assert!(size_of::<Batch>() == 56 && offset_of!(Batch, inputs) == 32 && offset_of!(Batch, call) == 48);
    assert!(size_of::<Host>() == 80 && offset_of!(Host, alloc) == 48 && offset_of!(Host, extension) == 72);
    assert!(size_of::<Field>() == 56 && offset_of!(Field, ty) == 48 && offset_of!(Field, flags) == 52);
    assert!(size_of::<Plugin>() == 160 && offset_of!(Plugin, inputs) == 96 && offset_of!(Plugin, open) == 128);
    assert!(offset_of!(Plugin, extension) == 152);
};
