//! A table (CSV) of accounts or of their posts, as spreadsheets, browser extensions and research data have them.
//!
//! Columns are known by their names, of which there are many for the same ([`columns`]); a table with a column of texts is one of posts,
//! which are gathered by author. An empty cell of a text is an empty text; any other empty cell says nothing. Damage that a spreadsheet or a
//! script has done costs the cell and not the row.

mod cell;
mod columns;
mod row;

use std::collections::VecDeque;
use std::io::{BufRead, Cursor, Read};

use csv::{ByteRecord, ReaderBuilder};

use crate::encoding::{Damage, decode};
use crate::error::ReadError;
use crate::files::size;
use crate::format::{Format, Reader, Rows};
use crate::input::{Content, Opened};
use crate::people::People;
use crate::profile::{Options, Profile};
use crate::sniff::looks_like;
use crate::stream::Stream;
use crate::warning::Warning;
use columns::Columns;

/// Reads tables.
pub(crate) struct TableReader;

impl Reader for TableReader {
    fn format(&self) -> Format {
        Format::Table
    }

    fn recognise(&self, input: &mut Opened) -> bool {
        header(input).is_some()
    }

    fn rows<'o>(&'static self, mut input: Opened, options: &Options<'o>) -> Result<Rows<'o>, ReadError> {
        let Some(Header { columns, delimiter, has_returns }) = header(&mut input) else {
            let looks_like = looks_like(&mut input);
            return Err(ReadError::WrongFormat { name: input.name, format: self.format().name(), looks_like });
        };
        let bytes = Watched::new(text(&mut input)?, options.max_record);
        let reader = ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(bytes);
        Ok(Box::new(Reading {
            name: input.name,
            max: options.max_record,
            reader,
            people: People::new(Format::Table, columns.platform(), options),
            columns,
            has_returns,
            record: ByteRecord::new(),
            ready: VecDeque::new(),
            ended: false,
        }))
    }
}

/// How a table begins.
struct Header {
    columns: Columns,
    /// What stands between cells.
    delimiter: u8,
    /// Lines end in a carriage return and a line feed.
    has_returns: bool,
}

/// The header of a table; nothing if the file is none that tells of accounts.
fn header(input: &mut Opened) -> Option<Header> {
    let head = decode("", input.head(), Damage::Replace, &mut Vec::new()).ok()?;
    if head.contains('\0') || head.trim_start().starts_with(['{', '[', '<']) {
        return None;
    }
    // Names of columns never have a line end; a table with one column has no delimiter.
    let first = head.lines().find(|line| !line.trim().is_empty())?;
    let delimiter =
        [b',', b'\t', b';'].into_iter().max_by_key(|d| (first.bytes().filter(|b| b == d).count(), *d == b','))?;
    let mut reader = ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(first.as_bytes());
    let columns = Columns::of(reader.headers().ok()?.iter())?;
    let has_returns = head.split_inclusive('\n').any(|line| line.strip_suffix("\r\n") == Some(first));
    Some(Header { columns, delimiter, has_returns })
}

/// The bytes of the table as UTF-8, or whatever they are.
fn text(input: &mut Opened) -> Result<Box<dyn BufRead + Send>, ReadError> {
    if input.is_utf16() {
        let name = input.name.clone();
        let text = decode(&name, input.utf16()?, Damage::Replace, &mut Vec::new())?.into_owned();
        return Ok(Box::new(Cursor::new(text.into_bytes())));
    }
    match std::mem::replace(&mut input.content, Content::Stream(Stream::of_bytes("", Vec::new()))) {
        Content::Stream(stream) => Ok(stream.into_reader()),
        Content::Files(_) => Ok(Box::new(std::io::empty())),
    }
}

/// The bytes of a table on their way to its parser.
///
/// They end in an error where one row takes more than it may: a quotation mark that is never closed would take the rest of the file.
/// Behind the last one stands a line end of our own. A parser that goes on after it is within quotation marks.
struct Watched {
    inner: Box<dyn BufRead + Send>,
    max: usize,
    /// Bytes since the last row.
    taken: usize,
    end: End,
}

/// How much of the end of the file the parser has seen.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// There may be more.
    NotYet,
    /// It has asked for more than there is and was given a line end.
    Closed,
    /// It has asked again.
    Beyond,
}

impl Watched {
    fn new(inner: Box<dyn BufRead + Send>, max: usize) -> Self {
        Watched { inner, max, taken: 0, end: End::NotYet }
    }
}

impl Read for Watched {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        if self.taken > self.max {
            return Err(std::io::Error::from(std::io::ErrorKind::FileTooLarge));
        }
        if self.end != End::NotYet {
            self.end = End::Beyond;
            return Ok(0);
        }
        let n = self.inner.read(into)?;
        self.taken += n;
        if n > 0 {
            return Ok(n);
        }
        self.end = End::Closed;
        Cursor::new(b"\n").read(into)
    }
}

/// A table being read.
struct Reading<'o> {
    name: String,
    max: usize,
    reader: csv::Reader<Watched>,
    columns: Columns,
    has_returns: bool,
    people: People<'o>,
    record: ByteRecord,
    ready: VecDeque<Result<Profile<'static>, ReadError>>,
    ended: bool,
}

impl Reading<'_> {
    /// Takes the next row; false at the end.
    fn take(&mut self) -> Result<bool, ReadError> {
        self.reader.get_mut().taken = 0;
        // The parser counts a line when it comes to the line feed, which is after the carriage return that ends the row before.
        let missed = u64::from(self.has_returns);
        let line = self.reader.position().line() + missed;
        match self.reader.read_byte_record(&mut self.record) {
            Ok(false) => return Ok(false),
            Ok(true) => {}
            Err(error) => {
                self.ended = true;
                return Err(self.fault(error, line));
            }
        }
        let line = self.record.position().map_or(line, |position| position.line() + missed);
        let is_lossy = self.record.iter().any(|cell| std::str::from_utf8(cell).is_err());
        if is_lossy {
            self.people.lossy(|| format!("{}, line {line}", self.name));
        }
        self.people.check(&self.name).inspect_err(|_| self.ended = true)?;
        if self.is_cut() {
            let message =
                format!("{}, line {line}: the file ends within this row; what stands of it is read", self.name);
            self.people.remark(Warning::new("cut-file", message));
        }
        let cells: Vec<String> =
            self.record.iter().map(|cell| cell::clean(&String::from_utf8_lossy(cell)).to_owned()).collect();
        // Spreadsheets save rows that nobody has filled.
        if cells.iter().any(|cell| !cell.is_empty()) {
            row::tell(&cells, &self.columns, line, &mut self.people);
        }
        Ok(true)
    }

    /// Whether the file ends within the row: within quotation marks, or without a line end and some of its cells.
    fn is_cut(&self) -> bool {
        match self.reader.get_ref().end {
            End::NotYet => false,
            End::Closed => self.record.len() < self.columns.n,
            End::Beyond => true,
        }
    }

    fn fault(&self, error: csv::Error, line: u64) -> ReadError {
        match error.into_kind() {
            csv::ErrorKind::Io(error) if error.kind() == std::io::ErrorKind::FileTooLarge => ReadError::TooLarge {
                file: format!("{}, line {line}", self.name),
                problem: format!("a row of more than {}", size(self.max as u64)),
                help: "look whether a quotation mark is missing there".to_owned(),
            },
            csv::ErrorKind::Io(error) => crate::stream::fault(&self.name, error),
            _ => ReadError::Damaged {
                file: self.name.clone(),
                problem: format!("line {line} is no row of a table"),
                help: "save it again as CSV".to_owned(),
            },
        }
    }
}

impl Iterator for Reading<'_> {
    type Item = Result<Profile<'static>, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(row) = self.ready.pop_front() {
                return Some(row);
            }
            if self.ended {
                return None;
            }
            let fault = match self.take() {
                Ok(true) => None,
                Ok(false) => {
                    self.ended = true;
                    None
                }
                Err(error) => Some(error),
            };
            if self.ended || !self.columns.has_posts() {
                self.ready.extend(self.people.drain().into_iter().map(Ok));
            }
            self.ready.extend(fault.map(Err));
        }
    }
}

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) use tests::samples;
