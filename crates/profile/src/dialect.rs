//! Formats that are JSON: each says which values are its own and what they tell; how they lie in a file is the same for all.

use std::collections::VecDeque;
use std::io::{BufRead, Cursor};

use crate::encoding::{Damage, decode};
use crate::error::ReadError;
use crate::format::{Format, Reader, Rows};
use crate::input::{Content, Opened};
use crate::people::People;
use crate::platform::Platform;
use crate::profile::{Options, Profile};
use crate::records::{Layout, Record, Records};
use crate::sniff::{looks_like, value_looks_like};
use crate::stream::Stream;
use crate::tree::Tree;
use crate::warning::Warning;

/// What a value of a format is to the profiles of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One account or a page of them, which nothing later adds to.
    Accounts,
    /// Posts, or a page of them: later ones may add to the same accounts.
    Posts,
    /// Nothing about an account: a line that only keeps a stream going.
    Nothing,
}

/// A format that is JSON.
pub(crate) trait Dialect: Sync {
    /// Which one.
    fn format(&self) -> Format;

    /// The network it is of.
    fn platform(&self) -> Platform;

    /// What the value is, if it is of this format.
    fn kind(&self, value: &Tree<'_>) -> Option<Kind>;

    /// Tells what the value says.
    fn tell(&self, value: &Tree<'_>, people: &mut People<'_>);
}

/// Reads the files of a dialect.
pub(crate) struct JsonReader<D>(pub(crate) D);

impl<D: Dialect> Reader for JsonReader<D> {
    fn format(&self) -> Format {
        self.0.format()
    }

    fn recognise(&self, input: &mut Opened) -> bool {
        // Of a stream, the first value that any format knows decides; lines that keep it going do not.
        let Some(json) = input.json() else { return false };
        json.first.iter().any(|value| matches!(self.0.kind(value), Some(Kind::Accounts | Kind::Posts)))
    }

    fn rows<'o>(&'o self, mut input: Opened, options: &Options<'o>) -> Result<Rows<'o>, ReadError> {
        let Some(json) = input.json() else {
            let looks_like = looks_like(&mut input);
            return Err(ReadError::WrongFormat { name: input.name, format: self.format().name(), looks_like });
        };
        let (layout, is_single) = (json.layout.unwrap_or(Layout::Values), json.is_single);
        // A page that is the whole file may be longer than one of many values.
        let first_max = if json.is_list { options.max_record } else { options.max_record.max(options.max_page) };
        let mut people = People::new(self.format(), Some(self.0.platform()), options);
        let reader = utf8(&mut input, &mut people)?;
        Ok(Box::new(Reading {
            dialect: &self.0,
            records: Records::new(&input.name, reader, layout, options.max_record).with_first(first_max),
            name: input.name,
            is_single,
            people,
            ready: VecDeque::new(),
            gathers: false,
            ended: false,
        }))
    }
}

/// The text of a file as UTF-8.
fn utf8(input: &mut Opened, people: &mut People<'_>) -> Result<Box<dyn BufRead + Send>, ReadError> {
    if input.is_utf16() {
        let name = input.name.clone();
        let mut warnings = Vec::new();
        let text = decode(&name, input.utf16()?, Damage::Replace, &mut warnings)?.into_owned();
        for warning in warnings {
            people.remark(warning);
        }
        return Ok(Box::new(Cursor::new(text.into_bytes())));
    }
    match std::mem::replace(&mut input.content, Content::Stream(Stream::of_bytes("", Vec::new()))) {
        Content::Stream(stream) => Ok(stream.into_reader()),
        Content::Files(_) => Ok(Box::new(std::io::empty())),
    }
}

/// A file being read.
struct Reading<'o, D> {
    dialect: &'o D,
    name: String,
    records: Records<'static>,
    /// The file is one value: cut off, it is still read as far as it goes.
    is_single: bool,
    people: People<'o>,
    ready: VecDeque<Result<Profile<'static>, ReadError>>,
    /// Later values may add to the same accounts.
    gathers: bool,
    ended: bool,
}

impl<D: Dialect> Reading<'_, D> {
    fn take(&mut self, record: &Record) -> Result<(), ReadError> {
        let help = "save or copy the file again";
        if record.is_lossy {
            self.people.lossy(|| format!("{}, line {}", self.name, record.line));
        }
        let mut cut = None;
        let value = match Tree::parse(&record.text) {
            Ok(value) => value,
            Err(error) if error.is_eof() && record.number == 1 && (self.is_single || record.is_cut) => {
                let message = format!("{}; what stands before is read", record.fault(&self.name, &error, help));
                self.people.remark(Warning::new("cut-file", message));
                cut = Some(error);
                Tree::parse_start(&record.text)
            }
            Err(error) => return Err(record.fault(&self.name, &error, help)),
        };
        match self.dialect.kind(&value) {
            Some(kind) => {
                self.gathers |= kind == Kind::Posts;
                self.dialect.tell(&value, &mut self.people);
                match cut {
                    // Nobody is left to whom the remark could be made.
                    Some(error) if self.people.is_empty() => Err(record.fault(&self.name, &error, help)),
                    _ => Ok(()),
                }
            }
            None => Err(match cut {
                Some(error) => record.fault(&self.name, &error, help),
                None => ReadError::OddRecord {
                    place: format!("{}, value {} in line {}", self.name, record.number, record.line),
                    expected: self.dialect.format().describe(),
                    found: value_looks_like(&value),
                },
            }),
        }
    }
}

impl<D: Dialect> Iterator for Reading<'_, D> {
    type Item = Result<Profile<'static>, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(row) = self.ready.pop_front() {
                return Some(row);
            }
            if self.ended {
                return None;
            }
            match self.records.next() {
                Some(Ok(record)) => {
                    if let Err(error) = self.take(&record) {
                        return Some(Err(error));
                    }
                    if !self.gathers {
                        self.ready.extend(self.people.drain().into_iter().map(Ok));
                    } else if let Err(error) = self.people.check(&self.name) {
                        self.ended = true;
                        return Some(Err(error));
                    }
                }
                Some(Err(error)) => return Some(Err(error)),
                None => {
                    self.ended = true;
                    self.ready.extend(self.people.drain().into_iter().map(Ok));
                }
            }
        }
    }
}
