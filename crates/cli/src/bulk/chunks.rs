//! Cutting a stream into batches of whole lines.

use std::io::{self, Read};

use super::memory::give_back_at_once;

/// How many bytes a batch has, unless one line is longer.
const CHUNK: usize = 256 << 10;

/// Reads a stream in batches of whole lines. A line that is too long is skipped without being held.
pub(crate) struct Chunks<R> {
    reader: R,
    /// The longest line, in bytes without its end.
    max_line: usize,
    /// What has been read beyond the last batch: the start of a line.
    rest: Vec<u8>,
    /// How many lines have been handed out.
    lines: usize,
    ended: bool,
}

/// Some lines that follow each other.
#[derive(Debug)]
pub(crate) struct Chunk {
    bytes: Vec<u8>,
    max_line: usize,
    /// Number of the first line, from 1.
    first: usize,
    /// After these lines comes one that is too long, of so many bytes.
    too_long: Option<usize>,
}

/// A line of a [`Chunk`].
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Line<'c> {
    /// Its number in the input, from 1.
    pub(crate) number: usize,
    /// The bytes without the end of the line; how many there were if these are too many.
    pub(crate) bytes: Result<&'c [u8], usize>,
    /// How many bytes it may have.
    limit: usize,
}

impl<R: Read> Chunks<R> {
    pub(crate) fn new(reader: R, max_line: usize) -> Self {
        Chunks { reader, max_line, rest: Vec::new(), lines: 0, ended: false }
    }

    /// The next batch; none at the end of the input.
    ///
    /// # Errors
    /// When the input cannot be read.
    pub(crate) fn next(&mut self) -> io::Result<Option<Chunk>> {
        let mut bytes = std::mem::take(&mut self.rest);
        // What stands before `searched` holds no end of a line.
        let mut searched = 0;
        let limit = CHUNK.max(self.max_line.saturating_add(2));
        while !self.ended {
            self.fill(&mut bytes)?;
            if let Some(end) = memchr::memrchr(b'\n', &bytes[searched..]) {
                self.rest = Vec::with_capacity(CHUNK);
                self.rest.extend_from_slice(&bytes[searched + end + 1..]);
                bytes.truncate(searched + end + 1);
                return Ok(Some(self.chunk(bytes, None)));
            }
            searched = bytes.len();
            give_back_at_once();
            if searched > limit {
                let length = self.skip_line(searched)?;
                return Ok(Some(self.chunk(Vec::new(), Some(length))));
            }
        }
        Ok((!bytes.is_empty()).then(|| self.chunk(bytes, None)))
    }

    /// Reads until the buffer is full, or doubles it.
    fn fill(&mut self, bytes: &mut Vec<u8>) -> io::Result<()> {
        let wanted = if bytes.len() < CHUNK { CHUNK - bytes.len() } else { bytes.len() };
        bytes.reserve(wanted);
        let read = self.reader.by_ref().take(wanted as u64).read_to_end(bytes)?;
        self.ended = read < wanted;
        Ok(())
    }

    /// Reads to the end of a line of which `length` bytes are known, and returns how long it is.
    fn skip_line(&mut self, mut length: usize) -> io::Result<usize> {
        let mut bytes = Vec::with_capacity(CHUNK);
        while !self.ended {
            bytes.clear();
            self.fill(&mut bytes)?;
            if let Some(end) = memchr::memchr(b'\n', &bytes) {
                self.rest = bytes.split_off(end + 1);
                return Ok(length + end);
            }
            length += bytes.len();
        }
        Ok(length)
    }

    fn chunk(&mut self, bytes: Vec<u8>, too_long: Option<usize>) -> Chunk {
        let first = self.lines + 1;
        let open = usize::from(bytes.last().is_some_and(|b| *b != b'\n') || too_long.is_some());
        self.lines += memchr::memchr_iter(b'\n', &bytes).count() + open;
        Chunk { bytes, max_line: self.max_line, first, too_long }
    }
}

impl<'c> Line<'c> {
    /// Whether nothing stands on it.
    pub(crate) fn is_blank(&self) -> bool {
        self.bytes.is_ok_and(|bytes| bytes.trim_ascii().is_empty())
    }

    /// Its text.
    ///
    /// # Errors
    /// What is wrong with it, if it is too long or not UTF-8.
    pub(crate) fn text(&self) -> Result<&'c str, String> {
        let bytes =
            self.bytes.map_err(|length| format!("a line of {length} bytes; at most {} are read", self.limit))?;
        std::str::from_utf8(bytes)
            .map_err(|e| format!("not UTF-8: the byte at offset {} belongs to no character", e.valid_up_to()))
    }
}

impl Chunk {
    /// How many bytes of the input it stands for.
    pub(crate) fn len(&self) -> usize {
        self.bytes.len() + self.too_long.unwrap_or(0)
    }

    /// Its lines, in order.
    pub(crate) fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        let whole = self.bytes.strip_suffix(b"\n").unwrap_or(&self.bytes);
        let mut rest = (!self.bytes.is_empty()).then_some(whole);
        let lines = std::iter::from_fn(move || {
            let bytes = rest?;
            let end = memchr::memchr(b'\n', bytes);
            rest = end.map(|end| &bytes[end + 1..]);
            let line = &bytes[..end.unwrap_or(bytes.len())];
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            Some(if line.len() > self.max_line { Err(line.len()) } else { Ok(line) })
        });
        let numbers = self.first..;
        numbers.zip(lines.chain(self.too_long.map(Err))).map(|(number, bytes)| Line {
            number,
            bytes,
            limit: self.max_line,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// All lines of an input, by number: their bytes, or how many there are too many.
    fn lines(input: &[u8], max_line: usize) -> Vec<(usize, Result<Vec<u8>, usize>)> {
        let mut chunks = Chunks::new(input, max_line);
        let mut out = Vec::new();
        while let Some(chunk) = chunks.next().unwrap() {
            out.extend(chunk.lines().map(|line| (line.number, line.bytes.map(<[u8]>::to_vec))));
        }
        out
    }

    #[test]
    fn lines_keep_their_numbers_across_batches() {
        let input: String = (1..=100_000).fold(String::new(), |all, n| all + &format!("line {n}\n"));
        let lines = lines(input.as_bytes(), 100);
        assert_eq!(lines.len(), 100_000);
        assert!(lines.iter().all(|(n, line)| *line == Ok(format!("line {n}").into_bytes())));
    }

    #[test]
    fn a_line_that_is_too_long_is_not_held_but_counted() {
        for length in [11, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 10 * CHUNK] {
            let mut input = b"first\r\n".to_vec();
            input.resize(input.len() + length, b'x');
            input.extend_from_slice(b"\nlast");
            assert_eq!(
                lines(&input, 10),
                [(1, Ok(b"first".to_vec())), (2, Err(length)), (3, Ok(b"last".to_vec()))],
                "{length}"
            );
        }
        assert_eq!(lines(&vec![b'x'; 5 * CHUNK], 10), [(1, Err(5 * CHUNK))]);
    }

    #[test]
    fn a_long_line_that_fits_is_whole() {
        let long = vec![b'y'; 3 * CHUNK + 7];
        let input = [b"a\n", &long[..], b"\nb\n"].concat();
        assert_eq!(lines(&input, 4 * CHUNK), [(1, Ok(b"a".to_vec())), (2, Ok(long)), (3, Ok(b"b".to_vec()))]);
    }

    proptest! {
        #[test]
        fn lines_are_those_of_the_input(input in "[a\n\r]{0,40}", max_line in 0..6usize) {
            let mut wanted: Vec<&str> = input.split('\n').collect();
            if wanted.last() == Some(&"") {
                wanted.pop();
            }
            let wanted = wanted.iter().map(|l| l.strip_suffix('\r').unwrap_or(l).as_bytes()).map(|l| {
                if l.len() > max_line { Err(l.len()) } else { Ok(l.to_vec()) }
            });
            let wanted: Vec<_> = (1..).zip(wanted).collect();
            prop_assert_eq!(lines(input.as_bytes(), max_line), wanted);
        }
    }
}
