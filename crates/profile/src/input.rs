//! What the user hands over, opened once: a folder, a zip or the bytes of a file.

use std::fmt;
use std::fs::{self, File};
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use crate::encoding::is_utf16;
use crate::error::ReadError;
use crate::files::Files;
use crate::folder::Folder;
use crate::peek::Json;
use crate::profile::Options;
use crate::stream::Stream;
use crate::tar_files::TarFiles;
use crate::zip_files::{ZipFiles, ZipLimits};

/// Largest single file that is held as a whole, in bytes.
pub(crate) const MAX_FILE: u64 = 1 << 30;

/// So much of a file is looked at to find out what it is.
pub(crate) const HEAD: usize = 1 << 16;

/// What to read profiles from.
pub enum Input {
    /// A file, zip or folder.
    Path(PathBuf),
    /// Bytes that are already there.
    Bytes {
        /// What messages call it, for example `the sample profile`.
        name: String,
        /// The content of a file or zip.
        bytes: Vec<u8>,
    },
    /// Bytes that are still to come, such as those from the standard input. They are taken as they are needed.
    Stream {
        /// What messages call it, for example `<stdin>`.
        name: String,
        /// The content of a file or zip.
        reader: Box<dyn Read + Send>,
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

    /// Bytes that are still to come.
    pub fn stream(name: impl Into<String>, reader: impl Read + Send + 'static) -> Self {
        Input::Stream { name: name.into(), reader: Box::new(reader) }
    }
}

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Input::Path(path) => f.debug_tuple("Path").field(path).finish(),
            Input::Bytes { name, .. } => f.debug_tuple("Bytes").field(name).finish(),
            Input::Stream { name, .. } => f.debug_tuple("Stream").field(name).finish(),
        }
    }
}

/// An input that was looked into.
pub(crate) struct Opened {
    /// What messages call it.
    pub(crate) name: String,
    /// The folder that the input's own relative paths start from.
    pub(crate) base: Option<PathBuf>,
    pub(crate) content: Content,
    /// Longest value among many that is read, in bytes.
    pub(crate) max_record: usize,
    /// Longest file in UTF-16 that is read, in bytes.
    max_utf16: usize,
    /// How it looks as JSON, once that was asked.
    json: Option<Json>,
}

pub(crate) enum Content {
    Files(Box<dyn Files>),
    Stream(Stream),
}

impl Opened {
    pub(crate) fn open(input: Input, options: &Options<'_>) -> Result<Self, ReadError> {
        let (name, base, content) = match input {
            Input::Path(path) => {
                let name = path.display().to_string();
                let base = path.parent().map(Path::to_path_buf);
                (name, base, open_path(&path)?)
            }
            Input::Bytes { name, bytes } => (name.clone(), None, unpack(Stream::of_bytes(name, bytes))?),
            Input::Stream { name, reader } => (name.clone(), None, unpack(Stream::new(name, reader))?),
        };
        // Decoding it takes about twice its length besides.
        let max_utf16 = options.max_gathered / 2;
        Ok(Opened { name, base, content, max_record: options.max_record, max_utf16, json: None })
    }

    /// The first bytes of a file; none of a folder or zip.
    pub(crate) fn head(&mut self) -> &[u8] {
        match &mut self.content {
            // What cannot be read now cannot be read later either, and is told then.
            Content::Stream(stream) => stream.peek(HEAD).unwrap_or_default(),
            Content::Files(_) => &[],
        }
    }

    /// All bytes of a file in UTF-16, which is decoded as a whole; none of a folder or zip.
    pub(crate) fn utf16(&mut self) -> Result<&[u8], ReadError> {
        let Content::Stream(stream) = &mut self.content else { return Ok(&[]) };
        let name = stream.name().to_owned();
        stream.whole(self.max_utf16 as u64).map_err(|error| match error {
            ReadError::TooLarge { problem, .. } => ReadError::TooLarge {
                file: name,
                problem: format!("{problem}, in UTF-16"),
                help: "save it as UTF-8, of which any length is read".to_owned(),
            },
            other => other,
        })
    }

    /// How the file looks as JSON: its first values, and how they lie in it. Nothing if it is no JSON.
    pub(crate) fn json(&mut self) -> Option<&Json> {
        let Content::Stream(stream) = &mut self.content else { return None };
        if self.json.is_none() {
            self.json = Some(Json::look(stream, self.max_record).unwrap_or_default());
        }
        self.json.as_ref().filter(|json| json.layout.is_some())
    }

    /// A file with nothing but blanks in it.
    pub(crate) fn is_blank(&mut self) -> bool {
        let Content::Stream(stream) = &mut self.content else { return false };
        let Ok(bytes) = stream.peek(HEAD) else { return false };
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let blank =
            text.iter().all(|b| b.is_ascii_whitespace() || *b == 0) || matches!(bytes, [0xff, 0xfe] | [0xfe, 0xff]);
        blank && stream.is_ended()
    }

    /// Whether the file is UTF-16, by its first bytes.
    pub(crate) fn is_utf16(&mut self) -> bool {
        is_utf16(self.head())
    }
}

fn open_path(path: &Path) -> Result<Content, ReadError> {
    let metadata = fs::metadata(path).map_err(|e| ReadError::io(path, e))?;
    if metadata.is_dir() {
        return Ok(Content::Files(Box::new(Folder::open(path)?)));
    }
    let name = path.display().to_string();
    let mut file = File::open(path).map_err(|e| ReadError::io(path, e))?;
    // A pipe can be read only once, so only of a real file the first bytes are looked at apart.
    if metadata.is_file() {
        let mut head = Vec::new();
        file.by_ref().take(4).read_to_end(&mut head).map_err(|e| ReadError::io(path, e))?;
        let file = File::open(path).map_err(|e| ReadError::io(path, e))?;
        if is_zip(&head) {
            return Ok(Content::Files(Box::new(ZipFiles::open(&name, Box::new(file), ZipLimits::default())?)));
        }
        return unpack(Stream::new(name, Box::new(file)));
    }
    unpack(Stream::new(name, Box::new(file)))
}

/// Looks into a file that is packed: gzip and zstd, and then zip or tar.
fn unpack(stream: Stream) -> Result<Content, ReadError> {
    let mut stream = stream.unpacked()?;
    if is_zip(stream.peek(4)?) {
        let name = stream.name().to_owned();
        let bytes = stream.into_bytes(MAX_FILE)?;
        return Ok(Content::Files(Box::new(ZipFiles::open(
            &name,
            Box::new(Cursor::new(bytes)),
            ZipLimits::default(),
        )?)));
    }
    if is_tar(stream.peek(512)?) {
        let name = stream.name().to_owned();
        return Ok(Content::Files(Box::new(TarFiles::open(&name, stream.into_reader())?)));
    }
    stream.peek(HEAD)?;
    Ok(Content::Stream(stream))
}

/// The first header of a tar has its mark at a fixed place.
fn is_tar(head: &[u8]) -> bool {
    head.get(257..262).is_some_and(|mark| mark == b"ustar")
}

/// A zip starts with a member, or with the end if it has none.
fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}
