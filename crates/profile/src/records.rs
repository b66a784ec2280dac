//! Many JSON values in one file: one a line, one after the other, or the items of a list. One of them is held at a time.

use std::io::BufRead;

use crate::error::ReadError;
use crate::files::size;
use crate::stream;

/// How the values lie in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// One a line: a damaged line costs only itself.
    Lines,
    /// One after the other, or in a list; each over as many lines as it likes.
    Values,
}

/// One value as written.
#[derive(Debug)]
pub(crate) struct Record {
    pub(crate) text: String,
    /// The line it starts in, from 1.
    pub(crate) line: usize,
    /// Which one it is, from 1.
    pub(crate) number: usize,
    /// The file ends within it.
    pub(crate) is_cut: bool,
    /// Some of its bytes were no text, and became `U+FFFD`.
    pub(crate) is_lossy: bool,
}

impl Record {
    /// The error at this place of the record.
    pub(crate) fn fault(&self, file: &str, error: &serde_json::Error, help: &str) -> ReadError {
        ReadError::json(file, &self.text, error, help).moved_down(self.line - 1)
    }
}

/// The values of a file, one after the other.
pub(crate) struct Records<'r> {
    name: String,
    reader: Box<dyn BufRead + Send + 'r>,
    layout: Layout,
    /// A longer one is skipped, and is an error.
    max: usize,
    /// The same for the first one.
    first_max: usize,
    line: usize,
    number: usize,
    /// Reading failed: there is nothing more.
    failed: bool,
}

impl<'r> Records<'r> {
    pub(crate) fn new(name: &str, reader: Box<dyn BufRead + Send + 'r>, layout: Layout, max: usize) -> Self {
        Records { name: name.to_owned(), reader, layout, max, first_max: max, line: 1, number: 0, failed: false }
    }

    /// Allows the first value to be longer than the others: it may be all there is.
    pub(crate) fn with_first(self, first_max: usize) -> Self {
        Records { first_max, ..self }
    }

    /// How long the next value may be.
    fn limit(&self) -> usize {
        if self.number == 0 { self.first_max } else { self.max }
    }

    /// The bytes of the next value without what stands around it; those of one that is too long are left out.
    fn take(&mut self) -> std::io::Result<Option<Taken>> {
        let mut taken = Taken { bytes: Vec::new(), length: 0, line: self.line, depth: 0 };
        let mut scan = Scan::default();
        let limit = self.limit();
        loop {
            let buffer = self.reader.fill_buf()?;
            if buffer.is_empty() {
                taken.depth = scan.depth;
                return Ok((taken.length > 0).then_some(taken));
            }
            let (used, end) = match self.layout {
                Layout::Lines => line_end(buffer),
                Layout::Values => scan.value_end(buffer),
            };
            let part = &buffer[..used];
            let blank = if taken.length == 0 { leading(part, self.layout) } else { 0 };
            taken.line += line_ends(&part[..blank]);
            taken.length += used - blank;
            if taken.length <= limit {
                taken.bytes.extend_from_slice(&part[blank..]);
            } else {
                taken.bytes = Vec::new();
            }
            self.line += line_ends(part);
            self.reader.consume(used);
            if end {
                if taken.length > 0 {
                    return Ok(Some(taken));
                }
                taken.line = self.line;
                scan = Scan::default();
            }
        }
    }
}

struct Taken {
    bytes: Vec<u8>,
    length: usize,
    line: usize,
    /// Open brackets at the end of the file.
    depth: usize,
}

/// How many bytes belong to the line, and whether it ends in them.
fn line_end(buffer: &[u8]) -> (usize, bool) {
    memchr::memchr(b'\n', buffer).map_or((buffer.len(), false), |at| (at + 1, true))
}

/// What is known within a value.
#[derive(Default)]
struct Scan {
    depth: usize,
    inside: bool,
    escaped: bool,
    begun: bool,
}

impl Scan {
    /// How many bytes belong to the value, and whether it ends in them. The brackets of a list around the values, and the
    /// commas between them, count as blanks.
    fn value_end(&mut self, buffer: &[u8]) -> (usize, bool) {
        for (at, byte) in buffer.iter().enumerate() {
            if self.inside {
                match byte {
                    _ if self.escaped => self.escaped = false,
                    b'\\' => self.escaped = true,
                    b'"' => self.inside = false,
                    _ => {}
                }
                continue;
            }
            match byte {
                b'"' => {
                    self.inside = true;
                    self.begun = true;
                }
                b'{' => {
                    self.depth += 1;
                    self.begun = true;
                }
                b'[' if self.begun => self.depth += 1,
                b'}' | b']' if self.depth > 0 => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        return (at + 1, true);
                    }
                }
                b',' | b']' if self.depth == 0 => {
                    if self.begun {
                        return (at, true);
                    }
                }
                byte if is_around(*byte) => {}
                _ => self.begun = true,
            }
        }
        (buffer.len(), false)
    }
}

/// How many bytes stand before the value.
fn leading(part: &[u8], layout: Layout) -> usize {
    let is_blank = |b: &u8| match layout {
        Layout::Lines => b.is_ascii_whitespace(),
        Layout::Values => is_around(*b),
    };
    part.iter().position(|b| !is_blank(b)).unwrap_or(part.len())
}

fn line_ends(part: &[u8]) -> usize {
    memchr::memchr_iter(b'\n', part).count()
}

/// What stands before a value: blanks, the start and the end of a list, commas, a byte order mark.
fn is_around(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b'[' | b']' | b',' | 0xef | 0xbb | 0xbf)
}

impl Iterator for Records<'_> {
    type Item = Result<Record, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let taken = match self.take() {
            Ok(taken) => taken?,
            Err(error) => {
                self.failed = true;
                return Some(Err(stream::fault(&self.name, error)));
            }
        };
        let limit = self.limit();
        self.number += 1;
        if taken.length > limit {
            return Some(Err(ReadError::TooLarge {
                file: format!("{}, line {}", self.name, taken.line),
                problem: format!("it is {} long, at most {} are read", size(taken.length as u64), size(limit as u64)),
                help: "look whether a quotation mark or a line break is missing there".to_owned(),
            }));
        }
        let mut bytes = taken.bytes.as_slice();
        if self.number == 1 {
            bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        }
        let (text, is_lossy) = match std::str::from_utf8(bytes) {
            Ok(text) => (text.trim_end().to_owned(), false),
            Err(_) => (String::from_utf8_lossy(bytes).trim_end().to_owned(), true),
        };
        Some(Ok(Record { text, line: taken.line, number: self.number, is_cut: taken.depth > 0, is_lossy }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufReader, Cursor};

    /// Values as written with their lines, read in pieces of a few bytes.
    fn records(text: &str, layout: Layout) -> Vec<String> {
        let reader = BufReader::with_capacity(3, Cursor::new(text.as_bytes().to_vec()));
        let shown = |record: Result<Record, ReadError>| match record {
            Ok(record) => format!("{}{}:{}", if record.is_cut { "cut " } else { "" }, record.line, record.text),
            Err(error) => error.to_string(),
        };
        Records::new("in", Box::new(reader), layout, 40).map(shown).collect()
    }

    #[test]
    fn one_value_a_line() {
        let text = "\u{feff}{\"a\":1}\r\n\r\n  \n{\"b\":\n{\"c\":2}";
        assert_eq!(records(text, Layout::Lines), ["1:{\"a\":1}", "4:{\"b\":", "5:{\"c\":2}"]);
    }

    #[test]
    fn items_of_a_list_and_values_in_a_row() {
        for text in [
            "[{\"a\":\"]}, [\\\"\"},\n {\"b\":[1,{}]} ]\n",
            "{\"a\":\"]}, [\\\"\"}\n{\"b\":[1,{}]}",
            "[{\"a\":\"]}, [\\\"\"}]\n[{\"b\":[1,{}]}]",
        ] {
            assert_eq!(records(text, Layout::Values), ["1:{\"a\":\"]}, [\\\"\"}", "2:{\"b\":[1,{}]}"], "{text}");
        }
        assert_eq!(records("[1, \"x\", null]", Layout::Values), ["1:1", "1:\"x\"", "1:null"]);
        assert!(records(" [ ] ", Layout::Values).is_empty());
        assert_eq!(records("[{\"a\":1},{\"b\":[", Layout::Values), ["1:{\"a\":1}", "cut 1:{\"b\":["]);
    }

    #[test]
    fn a_value_that_is_too_long_is_skipped() {
        let long = format!("{{\"a\":\"{}\"}}", "x".repeat(100));
        for (text, layout) in [(format!("{long}\n{{}}"), Layout::Lines), (format!("[{long},{{}}]"), Layout::Values)] {
            let records = records(&text, layout);
            assert!(records[0].contains("at most 40 bytes"), "{records:?}");
            assert!(records[1].ends_with(":{}"), "{records:?}");
        }
    }
}
