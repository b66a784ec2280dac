//! The code of a plugin, where it is loaded from.

use std::fs::File;
use std::io::{self, Write};
use std::os::fd::AsRawFd;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustix::fs::{MemfdFlags, SealFlags, fcntl_add_seals, memfd_create};
use rustix::io::Errno;

use crate::trust::Pin;

/// Where the code of a plugin is.
#[derive(Clone, Debug)]
pub(crate) enum Code {
    /// A file that somebody names by its path: whatever is there when it is loaded.
    File(PathBuf),
    /// What the user has agreed to.
    Pinned(Arc<Pin>),
}

/// A library that is about to be loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// What the system's loader opens.
    pub(crate) path: PathBuf,
    /// What people know it by.
    pub(crate) name: PathBuf,
}

impl Code {
    /// Where it is loaded from.
    ///
    /// # Errors
    /// Why it must not be loaded.
    pub(crate) fn place(&self) -> Result<Place, String> {
        match self {
            Code::File(path) => Ok(Place::of(path)),
            Code::Pinned(pin) => pin.place(),
        }
    }
}

impl Place {
    /// A file that is loaded from where it is.
    pub(crate) fn of(path: &Path) -> Self {
        Place { path: path.to_owned(), name: path.to_owned() }
    }
}

/// A library in memory, which nobody can change any more, not even this process: what was looked at is what is loaded, also by a
/// child that is started much later, whatever becomes of the file by then.
///
/// The price: tools that look for the file of a library, as debuggers and Valgrind do, find none, and `$ORIGIN` means nothing. They
/// are for authors, whose libraries are loaded by their paths (`plugin verify`, tests).
#[derive(Debug)]
pub(crate) struct Sealed(File);

impl Sealed {
    /// Keeps some bytes.
    ///
    /// # Errors
    /// When there is no memory for them, or the system seals none.
    pub(crate) fn new(bytes: &[u8]) -> io::Result<Self> {
        let mut file = in_memory("followback-plugin", MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING)?;
        file.write_all(bytes)?;
        fcntl_add_seals(&file, SealFlags::WRITE | SealFlags::GROW | SealFlags::SHRINK | SealFlags::SEAL)?;
        Ok(Sealed(file))
    }

    /// A path by which this process and its children open it, as long as this is there.
    pub(crate) fn path(&self) -> PathBuf {
        Path::new("/proc").join(std::process::id().to_string()).join("fd").join(self.0.as_raw_fd().to_string())
    }
}

/// A new file in memory. None is ever run as a program, and some systems insist that this be said; older ones do not know the word.
pub(crate) fn in_memory(name: &str, flags: MemfdFlags) -> io::Result<File> {
    let file = match memfd_create(name, flags | MemfdFlags::NOEXEC_SEAL) {
        Err(Errno::INVAL) => memfd_create(name, flags),
        made => made,
    };
    Ok(file?.into())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn what_is_sealed_can_be_read_and_not_changed() {
        let sealed = Sealed::new(b"library").unwrap();
        assert_eq!(fs::read(sealed.path()).unwrap(), b"library");
        let mut again = File::options().write(true).open(sealed.path()).unwrap();
        assert!(again.write_all(b"another").is_err() && again.set_len(3).is_err());
        assert!((&sealed.0).write_all(b"another").is_err());
        assert_eq!(fs::read(sealed.path()).unwrap(), b"library");
    }
}
