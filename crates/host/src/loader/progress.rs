//! The row that is being looked at, where it can be read after the process has ended.

use std::fs::File;
use std::io;
use std::ptr::{self, NonNull};
use std::sync::atomic::{AtomicU32, Ordering};

use rustix::mm::{MapFlags, ProtFlags, mmap, munmap};

/// A number in a file that two processes share: writing it costs no call into the system.
#[derive(Debug)]
pub(crate) struct Progress {
    cell: NonNull<AtomicU32>,
}

const SIZE: usize = size_of::<AtomicU32>();

// SAFETY: the memory is shared between processes and only used as an atomic; it stays until the value is dropped.
unsafe impl Send for Progress {}
// SAFETY: see above.
unsafe impl Sync for Progress {}

impl Progress {
    /// The number at the start of a file, which has to have one.
    ///
    /// # Errors
    /// When the file is too short, or cannot be mapped.
    pub(crate) fn of(file: &File) -> io::Result<Self> {
        if file.metadata()?.len() < SIZE as u64 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        // SAFETY: a new mapping at an address of the system's choice touches no other memory; the file is long enough, and
        // nobody makes it shorter.
        let at = unsafe { mmap(ptr::null_mut(), SIZE, ProtFlags::READ | ProtFlags::WRITE, MapFlags::SHARED, file, 0)? };
        let cell = NonNull::new(at.cast()).ok_or(io::ErrorKind::InvalidData)?;
        Ok(Progress { cell })
    }

    pub(super) fn set(&self, row: u32) {
        // SAFETY: the mapping is there until this is dropped, and begins with a number.
        unsafe { self.cell.as_ref() }.store(row, Ordering::Relaxed);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        // SAFETY: mapped in `of`, and not used any more.
        let _ = unsafe { munmap(self.cell.as_ptr().cast(), SIZE) };
    }
}
