//! What is inside of a gzip or zstd file, within limits.

use std::io::{self, BufRead, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use super::Source;
use crate::error::ReadError;

/// How much larger than the packed file its content may become, beyond [`FREE`] bytes. Lists of accounts shrink to a twentieth.
const RATIO: u64 = 500;
const FREE: u64 = 32 << 20;
/// How far back zstd may refer: that much of the content is held. More is only made on request (`--long`).
const MAX_WINDOW: u64 = 32 << 20;

/// A way to pack one file.
#[derive(Clone, Copy)]
pub(super) enum Packing {
    Gzip,
    Zstd,
}

impl Packing {
    /// How a file is packed that starts like this.
    pub(super) fn of(head: &[u8]) -> Option<Self> {
        match head {
            [0x1f, 0x8b, 8, ..] => Some(Packing::Gzip),
            // Zstd, or one of its frames without content.
            [0x28, 0xb5, 0x2f, 0xfd] | [0x50..=0x5f, 0x2a, 0x4d, 0x18] => Some(Packing::Zstd),
            _ => None,
        }
    }

    /// What is inside.
    pub(super) fn content(self, packed: Box<dyn BufRead + Send>) -> Source {
        let taken = Arc::new(AtomicU64::new(0));
        let packed = Counted { inner: packed, taken: Arc::clone(&taken) };
        let inner: Source = match self {
            Packing::Gzip => Box::new(MultiGzDecoder::new(packed)),
            Packing::Zstd => Box::new(Frames::new(packed)),
        };
        Box::new(Guarded { inner, given: 0, taken })
    }
}

/// Counts what is taken.
struct Counted {
    inner: Box<dyn BufRead + Send>,
    taken: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(into)?;
        self.taken.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

impl BufRead for Counted {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, n: usize) {
        self.taken.fetch_add(n as u64, Ordering::Relaxed);
        self.inner.consume(n);
    }
}

/// Ends in an error when the content grows out of all proportion to what was taken for it.
struct Guarded {
    inner: Source,
    given: u64,
    taken: Arc<AtomicU64>,
}

#[derive(Debug)]
struct Bomb;

impl std::fmt::Display for Bomb {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the content grows out of proportion")
    }
}

impl std::error::Error for Bomb {}

impl Read for Guarded {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(into)?;
        self.given += n as u64;
        if self.given > self.taken.load(Ordering::Relaxed).saturating_mul(RATIO).max(FREE) {
            return Err(io::Error::other(Bomb));
        }
        Ok(n)
    }
}

/// The error of a read from a stream, in words.
pub(crate) fn fault(name: &str, error: io::Error) -> ReadError {
    if let Some(Bomb) = error.get_ref().and_then(|e| e.downcast_ref()) {
        let problem = format!("it grows to more than {RATIO} times its packed size");
        let help = "if you trust it, unpack it and give what is inside".to_owned();
        return ReadError::TooLarge { file: name.to_owned(), problem, help };
    }
    if matches!(
        error.kind(),
        io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::Other
    ) {
        let problem = format!("its packed content is cut off or damaged ({error})");
        return ReadError::Zip { file: name.to_owned(), problem, help: "download or copy it again".to_owned() };
    }
    ReadError::named_io(name, error)
}

/// The content of all frames of a zstd file, one after the other.
struct Frames {
    packed: Counted,
    decoder: FrameDecoder,
    within: bool,
}

impl Frames {
    fn new(packed: Counted) -> Self {
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(MAX_WINDOW);
        Frames { packed, decoder, within: false }
    }
}

impl Read for Frames {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.within {
                while self.decoder.can_collect() < into.len() && !self.decoder.is_finished() {
                    let missing = into.len() - self.decoder.can_collect();
                    self.decoder
                        .decode_blocks(&mut self.packed, BlockDecodingStrategy::UptoBytes(missing))
                        .map_err(invalid)?;
                }
                let n = self.decoder.read(into)?;
                if n > 0 || into.is_empty() {
                    return Ok(n);
                }
                self.within = false;
            }
            if self.packed.fill_buf()?.is_empty() {
                return Ok(0);
            }
            match self.decoder.init(&mut self.packed) {
                Ok(()) => self.within = true,
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame { length, .. })) => {
                    io::copy(&mut self.packed.by_ref().take(length.into()), &mut io::sink())?;
                }
                Err(error) => return Err(invalid(error)),
            }
        }
    }
}

fn invalid(error: impl std::fmt::Display) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, error.to_string())
}
