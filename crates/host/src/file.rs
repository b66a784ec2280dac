//! Files that somebody else may have put there.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use rustix::fs::{Mode, OFlags};

/// Most bytes of a library.
const MOST: u64 = 1 << 30;

/// Opens what has to be a plain file of a bearable size, and says how long it is. Waits for nobody, as a named pipe would make it.
///
/// # Errors
/// When it is something else or cannot be opened.
pub(crate) fn open(path: &Path) -> io::Result<(File, u64)> {
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let file = File::from(rustix::fs::open(path, flags, Mode::empty())?);
    let meta = file.metadata()?;
    let refused = |what: &str| Err(io::Error::new(io::ErrorKind::InvalidInput, what));
    match meta.len() {
        _ if !meta.is_file() => refused("it is no plain file"),
        MOST.. => refused("it has more than 1 GiB"),
        length => Ok((file, length)),
    }
}

/// Reads a whole file that [`open`] opens.
///
/// # Errors
/// When it cannot be opened or read, or grows meanwhile.
pub(crate) fn read(path: &Path) -> io::Result<Vec<u8>> {
    let (file, length) = open(path)?;
    let mut bytes = Vec::new();
    file.take(length + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > length {
        return Err(io::Error::other("it has changed while it was read"));
    }
    Ok(bytes)
}
