//! The bytes of one file, which can be looked at before they are read, and which may be packed.

mod packing;

use std::io::{self, BufRead, BufReader, Cursor, Read};

use crate::error::ReadError;
use crate::files::too_large;
use packing::Packing;

/// Where bytes come from.
pub(crate) type Source = Box<dyn Read + Send>;

/// Bytes of a file, of which the first can be looked at.
pub(crate) struct Stream {
    name: String,
    /// What was read to be looked at.
    head: Vec<u8>,
    rest: Source,
    ended: bool,
}

/// How often a file may be packed one time in the other.
const MAX_LAYERS: usize = 3;

impl Stream {
    pub(crate) fn new(name: impl Into<String>, rest: Source) -> Self {
        Stream { name: name.into(), head: Vec::new(), rest, ended: false }
    }

    pub(crate) fn of_bytes(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        Stream { name: name.into(), head: bytes, rest: Box::new(io::empty()), ended: true }
    }

    /// What messages call the file.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The first `n` bytes, or all if there are fewer.
    pub(crate) fn peek(&mut self, n: usize) -> Result<&[u8], ReadError> {
        if !self.ended && self.head.len() < n {
            let missing = (n - self.head.len()) as u64;
            let got = self.rest.by_ref().take(missing).read_to_end(&mut self.head);
            self.ended = (got.map_err(|e| self.fault(e))? as u64) < missing;
        }
        Ok(&self.head[..n.min(self.head.len())])
    }

    /// Whether all of it has been looked at.
    pub(crate) fn is_ended(&self) -> bool {
        self.ended
    }

    /// All bytes, at most `limit` of them.
    pub(crate) fn whole(&mut self, limit: u64) -> Result<&[u8], ReadError> {
        if !self.ended {
            let left = limit.saturating_sub(self.head.len() as u64) + 1;
            let got = self.rest.by_ref().take(left).read_to_end(&mut self.head);
            got.map_err(|e| self.fault(e))?;
            self.ended = true;
        }
        if self.head.len() as u64 > limit { Err(too_large(&self.name, limit)) } else { Ok(&self.head) }
    }

    /// All bytes as a value of their own, at most `limit` of them.
    pub(crate) fn into_bytes(mut self, limit: u64) -> Result<Vec<u8>, ReadError> {
        self.whole(limit)?;
        Ok(self.head)
    }

    /// All bytes from the first on.
    pub(crate) fn into_reader(self) -> Box<dyn BufRead + Send> {
        if self.ended {
            return Box::new(Cursor::new(self.head));
        }
        Box::new(BufReader::with_capacity(1 << 16, Cursor::new(self.head).chain(self.rest)))
    }

    /// The content of a gzip or zstd file, known by its first bytes; any other file stays as it is.
    pub(crate) fn unpacked(mut self) -> Result<Self, ReadError> {
        for _ in 0..MAX_LAYERS {
            let Some(packing) = Packing::of(self.peek(4)?) else { return Ok(self) };
            let name = self.name.clone();
            self = Stream::new(name, packing.content(self.into_reader()));
        }
        Err(ReadError::TooLarge {
            file: self.name,
            problem: format!("it is packed more than {MAX_LAYERS} times over"),
            help: "unpack it".to_owned(),
        })
    }

    fn fault(&self, error: io::Error) -> ReadError {
        packing::fault(&self.name, error)
    }
}

pub(crate) use packing::fault;

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn gzip(content: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(content).unwrap();
        encoder.finish().unwrap()
    }

    fn zstd(content: &[u8]) -> Vec<u8> {
        ruzstd::encoding::compress_to_vec(content, ruzstd::encoding::CompressionLevel::Fastest)
    }

    fn content(bytes: Vec<u8>) -> Result<Vec<u8>, String> {
        let read = || Stream::of_bytes("in", bytes).unpacked()?.into_bytes(1 << 30);
        read().map_err(|e: ReadError| e.to_string())
    }

    #[test]
    fn packed_files_are_unpacked_by_content() {
        let plain = b"some content ".repeat(1000);
        let skipped = [b"\x50\x2a\x4d\x18\x03\x00\x00\x00abc".to_vec(), zstd(&plain)].concat();
        for packed in [plain.clone(), gzip(&plain), zstd(&plain), gzip(&zstd(&plain)), skipped] {
            assert!(content(packed).unwrap() == plain);
        }
        let two = [plain.clone(), plain.clone()].concat();
        assert!(content([gzip(&plain), gzip(&plain)].concat()).unwrap() == two);
        assert!(content([zstd(&plain), zstd(&plain)].concat()).unwrap() == two);
    }

    #[test]
    fn looking_takes_nothing_away() {
        let mut stream = Stream::new("in", Box::new(Cursor::new(b"abcdef".to_vec())));
        assert_eq!(stream.peek(2).unwrap(), b"ab");
        assert!(!stream.is_ended());
        assert_eq!(stream.peek(9).unwrap(), b"abcdef");
        assert!(stream.is_ended());
        let mut text = String::new();
        stream.into_reader().read_to_string(&mut text).unwrap();
        assert_eq!(text, "abcdef");
    }

    #[test]
    fn bombs_and_damage_are_errors() {
        assert!(content(gzip(&vec![0; 64 << 20])).unwrap_err().contains("grows to more than"));
        let packed = gzip(b"some content");
        assert!(content(packed[..packed.len() - 9].to_vec()).unwrap_err().contains("cut off or damaged"));
        let packed = zstd(&b"some other content ".repeat(99));
        assert!(content(packed[..packed.len() - 9].to_vec()).unwrap_err().contains("cut off or damaged"));
        let mut layers = b"x".to_vec();
        for _ in 0..4 {
            layers = gzip(&layers);
        }
        assert!(content(layers).unwrap_err().contains("3 times over"));
        assert!(Stream::of_bytes("in", vec![b'x'; 9]).into_bytes(8).is_err());
    }
}
