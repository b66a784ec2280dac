//! Frames: what goes through a pipe in one piece.

use std::io::{self, Read};

/// Longest body.
pub(crate) const MAX_BODY: usize = 64 << 20;
/// Version of the frames. Both ends are the same program, so another one is a fault.
const VERSION: u8 = 1;
const HEADER: usize = 16;

/// What a frame is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// To the child: load a library.
    Open = 1,
    /// From the child: it is open, this is its table.
    Opened = 2,
    /// To the child: judge rows.
    Ask = 3,
    /// From the child: what it made of them.
    Answers = 4,
    /// From the child: why not.
    Failed = 5,
    /// From the child: its answers about so many rows at once would be too large.
    TooMuch = 6,
}

/// A frame.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Frame {
    pub(crate) kind: Kind,
    /// Number of the question, the same in its answer.
    pub(crate) request: u64,
    pub(crate) body: Vec<u8>,
}

impl Frame {
    /// The frame as bytes; `None` if it is too long.
    pub(crate) fn to_bytes(&self) -> Option<Vec<u8>> {
        let len = u32::try_from(self.body.len()).ok().filter(|_| self.body.len() <= MAX_BODY)?;
        let mut bytes = Vec::with_capacity(HEADER + self.body.len());
        bytes.extend(len.to_le_bytes());
        bytes.extend([self.kind as u8, VERSION, 0, 0]);
        bytes.extend(self.request.to_le_bytes());
        bytes.extend(&self.body);
        Some(bytes)
    }

    /// Reads the next frame; `None` at the end.
    pub(crate) fn read(from: &mut impl Read) -> io::Result<Option<Self>> {
        let mut header = [0; HEADER];
        match from.read(&mut header)? {
            0 => return Ok(None),
            n => from.read_exact(&mut header[n..])?,
        }
        let garbled = || io::Error::new(io::ErrorKind::InvalidData, "what was sent is no frame");
        let [a, b, c, d, kind, version, 0, 0, request @ ..] = header else { return Err(garbled()) };
        let len = u32::from_le_bytes([a, b, c, d]) as usize;
        let kinds = [Kind::Open, Kind::Opened, Kind::Ask, Kind::Answers, Kind::Failed, Kind::TooMuch];
        let kind = kinds.into_iter().find(|known| *known as u8 == kind).ok_or_else(garbled)?;
        if len > MAX_BODY || version != VERSION {
            return Err(garbled());
        }
        // Read as it comes: a length alone takes no memory.
        let mut body = Vec::new();
        if from.take(len as u64).read_to_end(&mut body)? < len {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(Some(Frame { kind, request: u64::from_le_bytes(request), body }))
    }
}
