//! What the user hands over, opened once: a folder, a zip or the bytes of a file.

use std::fs::{self, File};
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use crate::error::ReadError;
use crate::files::{Files, read_limited};
use crate::folder::Folder;
use crate::zip_files::{ZipFiles, ZipLimits};

/// Largest single file, in bytes.
pub(crate) const MAX_FILE: u64 = 1 << 30;

/// What to read a profile from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A file, zip or folder.
    Path(PathBuf),
    /// Bytes that are already there, such as those from the standard input.
    Bytes {
        /// What messages call it, for example `<stdin>`.
        name: String,
        /// The content of a file or zip.
        bytes: Vec<u8>,
    },
}

impl Input {
    /// A file, zip or folder.
    pub fn path(path: impl Into<PathBuf>) -> Self {
        Input::Path(path.into())
    }

    /// Bytes that are already there.
    pub fn bytes(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Input::Bytes { name: name.into(), bytes: bytes.into() }
    }
}

/// An input that was looked into.
pub(crate) struct Opened {
    /// What messages call it.
    pub(crate) name: String,
    /// The folder that the input's own relative paths start from.
    pub(crate) base: Option<PathBuf>,
    pub(crate) content: Content,
}

pub(crate) enum Content {
    Files(Box<dyn Files>),
    Bytes(Vec<u8>),
}

impl Opened {
    pub(crate) fn open(input: Input) -> Result<Self, ReadError> {
        match input {
            Input::Path(path) => Opened::open_path(&path),
            Input::Bytes { name, bytes } => {
                let content = if is_zip(&bytes) {
                    let reader = Box::new(Cursor::new(bytes));
                    Content::Files(Box::new(ZipFiles::open(&name, reader, ZipLimits::default())?))
                } else {
                    Content::Bytes(bytes)
                };
                Ok(Opened { name, base: None, content })
            }
        }
    }

    fn open_path(path: &Path) -> Result<Self, ReadError> {
        let name = path.display().to_string();
        let base = path.parent().map(Path::to_path_buf);
        let metadata = fs::metadata(path).map_err(|e| ReadError::io(path, e))?;
        if metadata.is_dir() {
            let content = Content::Files(Box::new(Folder::open(path)?));
            return Ok(Opened { name, base, content });
        }
        // A pipe can be read only once, so only of a real file the first bytes are looked at apart.
        if metadata.is_file() {
            let mut file = File::open(path).map_err(|e| ReadError::io(path, e))?;
            let mut head = Vec::new();
            file.by_ref().take(4).read_to_end(&mut head).map_err(|e| ReadError::io(path, e))?;
            if is_zip(&head) {
                let zip = ZipFiles::open(&name, Box::new(file), ZipLimits::default())?;
                return Ok(Opened { name, base, content: Content::Files(Box::new(zip)) });
            }
        }
        let bytes = read_limited(path, MAX_FILE)?;
        if is_zip(&bytes) {
            let zip = ZipFiles::open(&name, Box::new(Cursor::new(bytes)), ZipLimits::default())?;
            return Ok(Opened { name, base, content: Content::Files(Box::new(zip)) });
        }
        Ok(Opened { name, base, content: Content::Bytes(bytes) })
    }

    /// A file with nothing but blanks in it.
    pub(crate) fn is_blank(&self) -> bool {
        match &self.content {
            Content::Bytes(bytes) => {
                let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
                text.iter().all(|b| b.is_ascii_whitespace() || *b == 0)
                    || matches!(bytes.as_slice(), [0xff, 0xfe] | [0xfe, 0xff])
            }
            Content::Files(_) => false,
        }
    }
}

/// A zip starts with a member, or with the end if it has none.
fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}
