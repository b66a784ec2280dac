//! Questions and answers as bytes, between a host and the child process in which a plugin runs.
//!
//! A frame is a header of 16 bytes (length of what follows, kind, version, request) and a body. Numbers are little-endian,
//! columns lie as in the C interface: validity, then values; texts as lengths and one run of bytes. Nothing that is read is
//! believed: lengths are checked against what is there, texts for UTF-8, counts against what was asked.

use std::io::{self, Read};

use crate::rows::{Answers, Column, Fault, MAX_NOTES, MAX_TEXT, MAX_WORDS, Rows, Value};

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
        let kinds = [Kind::Open, Kind::Opened, Kind::Ask, Kind::Answers, Kind::Failed];
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

/// What was sent makes no sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Garbled;

/// Writes a body.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    pub(crate) bytes: Vec<u8>,
}

impl Writer {
    pub(crate) fn byte(&mut self, byte: u8) {
        self.bytes.push(byte);
    }

    #[expect(clippy::cast_possible_truncation, reason = "a body longer than 64 MiB is refused as a whole")]
    pub(crate) fn count(&mut self, n: usize) {
        self.bytes.extend((n as u32).to_le_bytes());
    }

    pub(crate) fn run(&mut self, bytes: &[u8]) {
        self.count(bytes.len());
        self.bytes.extend(bytes);
    }

    fn runs<'b>(&mut self, runs: impl Iterator<Item = &'b [u8]> + Clone) {
        runs.clone().for_each(|run| self.count(run.len()));
        runs.for_each(|run| self.bytes.extend(run));
    }

    /// A question.
    pub(crate) fn ask(rows: &Rows<'_>, wanted: &[usize], timeout_ms: u64) -> Vec<u8> {
        let mut to = Writer::default();
        to.bytes.extend(timeout_ms.to_le_bytes());
        to.count(wanted.len());
        for &fact in wanted {
            to.count(fact);
        }
        to.count(rows.len());
        to.count(rows.columns().len());
        rows.columns().iter().for_each(|column| to.column(column));
        to.bytes
    }

    fn column(&mut self, column: &Column<'_>) {
        match column {
            Column::Bool(rows) => {
                self.valid(BOOL, rows);
                self.bytes.extend(rows.iter().map(|row| u8::from(*row == Some(true))));
            }
            Column::Number(rows) => {
                self.valid(NUMBER, rows);
                self.bytes.extend(rows.iter().flat_map(|row| row.unwrap_or(0.0).to_le_bytes()));
            }
            Column::Text(rows) => {
                self.valid(TEXT, rows);
                self.runs(rows.iter().map(|row| row.unwrap_or("").as_bytes()));
            }
            Column::Bytes(rows) => {
                self.valid(BYTES, rows);
                self.runs(rows.iter().map(|row| row.unwrap_or(&[])));
            }
            Column::List(rows) => {
                self.valid(LIST, rows);
                for row in rows {
                    self.count(row.as_ref().map_or(0, Vec::len));
                }
                self.runs(rows.iter().flatten().flatten().map(|item| item.as_bytes()));
            }
        }
    }

    fn valid<T>(&mut self, kind: u8, rows: &[Option<T>]) {
        self.byte(kind);
        self.bytes.extend(rows.iter().map(|row| u8::from(row.is_some())));
    }

    /// An answer.
    pub(crate) fn answers(answers: &Answers) -> Vec<u8> {
        let mut to = Writer::default();
        for values in &answers.facts {
            for value in values {
                match value {
                    None => to.byte(NONE),
                    Some(Value::Bool(bit)) => to.bytes.extend([BOOL, u8::from(*bit)]),
                    Some(Value::Number(number)) => {
                        to.byte(NUMBER);
                        to.bytes.extend(number.to_le_bytes());
                    }
                    Some(Value::Text(text)) => {
                        to.byte(TEXT);
                        to.run(text.as_bytes());
                    }
                    Some(Value::List(items)) => {
                        to.byte(LIST);
                        to.count(items.len());
                        for item in items {
                            to.run(item.as_bytes());
                        }
                    }
                }
            }
        }
        to.count(answers.faults.len());
        for (&row, fault) in &answers.faults {
            to.count(row);
            to.byte(u8::from(matches!(fault, Fault::Failed(_))));
            to.run(fault.message().as_bytes());
        }
        to.count(answers.notes.len());
        answers.notes.iter().for_each(|note| to.run(note.as_bytes()));
        to.bytes
    }
}

const NONE: u8 = 0;
const BOOL: u8 = 1;
const NUMBER: u8 = 2;
const TEXT: u8 = 3;
const BYTES: u8 = 4;
const LIST: u8 = 5;

/// Reads a body.
#[derive(Debug)]
pub(crate) struct Reader<'b> {
    bytes: &'b [u8],
}

impl<'b> Reader<'b> {
    pub(crate) fn new(bytes: &'b [u8]) -> Self {
        Reader { bytes }
    }

    fn take(&mut self, n: usize) -> Result<&'b [u8], Garbled> {
        let (taken, rest) = self.bytes.split_at_checked(n).ok_or(Garbled)?;
        self.bytes = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Garbled> {
        self.take(N)?.try_into().map_err(|_| Garbled)
    }

    pub(crate) fn byte(&mut self) -> Result<u8, Garbled> {
        Ok(self.array::<1>()?[0])
    }

    pub(crate) fn count(&mut self) -> Result<usize, Garbled> {
        Ok(u32::from_le_bytes(self.array()?) as usize)
    }

    /// A count of things of which each takes at least a byte: no more than there are bytes.
    pub(crate) fn length(&mut self) -> Result<usize, Garbled> {
        let n = self.count()?;
        if n > self.bytes.len() { Err(Garbled) } else { Ok(n) }
    }

    pub(crate) fn run(&mut self) -> Result<&'b [u8], Garbled> {
        let len = self.count()?;
        self.take(len)
    }

    pub(crate) fn text(&mut self) -> Result<&'b str, Garbled> {
        std::str::from_utf8(self.run()?).map_err(|_| Garbled)
    }

    /// A text of an answer, which the child holds to the same length.
    fn text_of(&mut self, most: usize) -> Result<String, Garbled> {
        let text = self.text()?;
        if text.len() > most { Err(Garbled) } else { Ok(text.to_owned()) }
    }

    pub(crate) fn end(&self) -> Result<(), Garbled> {
        if self.bytes.is_empty() { Ok(()) } else { Err(Garbled) }
    }

    fn runs(&mut self, n: usize) -> Result<Vec<&'b [u8]>, Garbled> {
        let lengths = self.take(n.checked_mul(4).ok_or(Garbled)?)?;
        let length = |bytes: &[u8]| bytes.try_into().map_or(0, u32::from_le_bytes) as usize;
        lengths.chunks_exact(4).map(|bytes| self.take(length(bytes))).collect()
    }

    /// A question: rows, wanted facts, and the time there is.
    pub(crate) fn ask(mut self) -> Result<(Rows<'b>, Vec<usize>, u64), Garbled> {
        let timeout_ms = u64::from_le_bytes(self.array()?);
        let n_wanted = self.length()?;
        let wanted = (0..n_wanted).map(|_| self.count()).collect::<Result<_, _>>()?;
        let n_rows = self.count()?;
        let n_columns = self.count()?;
        let columns = (0..n_columns).map(|_| self.column(n_rows)).collect::<Result<_, _>>()?;
        self.end()?;
        Ok((Rows::new(n_rows, columns), wanted, timeout_ms))
    }

    fn column(&mut self, n: usize) -> Result<Column<'b>, Garbled> {
        fn with<T>(valid: &[u8], values: impl Iterator<Item = T>) -> Vec<Option<T>> {
            valid.iter().zip(values).map(|(&valid, value)| (valid != 0).then_some(value)).collect()
        }
        fn text(bytes: &[u8]) -> Result<&str, Garbled> {
            std::str::from_utf8(bytes).map_err(|_| Garbled)
        }
        let kind = self.byte()?;
        let valid = self.take(n)?;
        Ok(match kind {
            BOOL => Column::Bool(with(valid, self.take(n)?.iter().map(|&bit| bit != 0))),
            NUMBER => {
                let numbers = self.take(n.checked_mul(8).ok_or(Garbled)?)?.chunks_exact(8);
                Column::Number(with(valid, numbers.map(|bytes| bytes.try_into().map_or(0.0, f64::from_le_bytes))))
            }
            TEXT => {
                let texts: Vec<&str> = self.runs(n)?.into_iter().map(text).collect::<Result<_, _>>()?;
                Column::Text(with(valid, texts.into_iter()))
            }
            BYTES => Column::Bytes(with(valid, self.runs(n)?.into_iter())),
            LIST => {
                let counts: Vec<usize> = (0..n).map(|_| self.length()).collect::<Result<_, _>>()?;
                let total = counts.iter().try_fold(0usize, |sum, n| sum.checked_add(*n)).ok_or(Garbled)?;
                let mut items = self.runs(total)?.into_iter();
                let lists: Vec<Vec<&str>> =
                    counts.into_iter().map(|n| items.by_ref().take(n).map(text).collect()).collect::<Result<_, _>>()?;
                Column::List(with(valid, lists.into_iter()))
            }
            _ => return Err(Garbled),
        })
    }

    /// An answer about so many rows and facts.
    pub(crate) fn answers(mut self, n_facts: usize, n_rows: usize) -> Result<Answers, Garbled> {
        let mut answers = Answers::none(n_facts, n_rows);
        for slot in answers.facts.iter_mut().flatten() {
            *slot = match self.byte()? {
                NONE => None,
                BOOL => Some(Value::Bool(self.byte()? != 0)),
                NUMBER => Some(Value::Number(f64::from_le_bytes(self.array()?))).filter(is_finite),
                TEXT => Some(Value::Text(self.text_of(MAX_TEXT)?)),
                LIST => {
                    let n = self.length()?;
                    let items = (0..n).map(|_| self.text_of(MAX_TEXT)).collect::<Result<_, _>>()?;
                    Some(Value::List(items))
                }
                _ => return Err(Garbled),
            };
        }
        for _ in 0..self.length()? {
            let row = self.count()?;
            let failed = self.byte()? != 0;
            let message = self.text_of(MAX_WORDS)?;
            if row >= n_rows {
                return Err(Garbled);
            }
            answers.faults.insert(row, if failed { Fault::Failed(message) } else { Fault::Declined(message) });
        }
        let n_notes = self.length()?;
        if n_notes > MAX_NOTES {
            return Err(Garbled);
        }
        for _ in 0..n_notes {
            answers.notes.push(self.text_of(MAX_WORDS)?);
        }
        self.end()?;
        Ok(answers)
    }
}

fn is_finite(value: &Value) -> bool {
    !matches!(value, Value::Number(number) if !number.is_finite())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rows() -> Rows<'static> {
        let columns = vec![
            Column::Bool(vec![Some(true), None, Some(false)]),
            Column::Number(vec![Some(-0.5), Some(f64::MAX), None]),
            Column::Text(vec![Some("a\0😀"), Some(""), None]),
            Column::Bytes(vec![Some(&[0xFF, 0]), None, Some(&[])]),
            Column::List(vec![Some(vec!["x", ""]), Some(vec![]), None]),
        ];
        Rows::new(3, columns)
    }

    fn answers() -> Answers {
        Answers {
            facts: vec![
                vec![Some(Value::Bool(true)), Some(Value::Number(1.5)), None],
                vec![Some(Value::Text("é".into())), Some(Value::List(vec![String::new(), "b".into()])), None],
            ],
            faults: [(2, Fault::Declined("no".into())), (1, Fault::Failed("ouch".into()))].into(),
            notes: vec!["odd".into()],
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let bytes = Writer::ask(&rows(), &[4, 0], 250);
        assert_eq!(Reader::new(&bytes).ask(), Ok((rows(), vec![4, 0], 250)));
        let bytes = Writer::answers(&answers());
        assert_eq!(Reader::new(&bytes).answers(2, 3), Ok(answers()));
        let frame = Frame { kind: Kind::Ask, request: 7, body: bytes };
        let bytes = frame.to_bytes().unwrap();
        let mut from = &bytes[..];
        assert_eq!(Frame::read(&mut from).unwrap(), Some(frame));
        assert_eq!(Frame::read(&mut from).unwrap(), None);
    }

    #[test]
    fn answers_are_held_to_what_the_child_lets_through() {
        let read = |answers: &Answers| Reader::new(&Writer::answers(answers)).answers(1, 1).is_ok();
        let with = |value| Answers { facts: vec![vec![Some(value)]], ..Answers::default() };
        let noted = |notes| Answers { notes, ..Answers::none(1, 1) };
        let failed = |n| Answers::all(1, 1, &Fault::Failed("x".repeat(n)));
        for (more, is_fine) in [(0, true), (1, false)] {
            let text = "x".repeat(MAX_TEXT + more);
            assert_eq!(read(&with(Value::Text(text.clone()))), is_fine);
            assert_eq!(read(&with(Value::List(vec![text]))), is_fine);
            assert_eq!(read(&failed(MAX_WORDS + more)), is_fine);
            assert_eq!(read(&noted(vec!["x".repeat(MAX_WORDS + more)])), is_fine);
            assert_eq!(read(&noted(vec![String::new(); MAX_NOTES + more])), is_fine);
        }
    }

    #[test]
    fn every_cut_is_noticed() {
        let (ask, said) = (Writer::ask(&rows(), &[1], 0), Writer::answers(&answers()));
        for cut in 0..ask.len() {
            assert_eq!(Reader::new(&ask[..cut]).ask(), Err(Garbled), "{cut}");
        }
        for cut in 0..said.len() {
            assert_eq!(Reader::new(&said[..cut]).answers(2, 3), Err(Garbled), "{cut}");
        }
        assert_eq!(Reader::new(&said).answers(2, 2), Err(Garbled));
        let frame = Frame { kind: Kind::Open, request: 0, body: vec![1; 5] }.to_bytes().unwrap();
        for cut in 1..frame.len() {
            assert!(Frame::read(&mut &frame[..cut]).is_err(), "{cut}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_end_the_program(bytes in proptest::collection::vec(any::<u8>(), 0..300), n in 0usize..5) {
            let _ = Reader::new(&bytes).ask();
            let _ = Reader::new(&bytes).answers(n, n);
            let _ = Frame::read(&mut &bytes[..]);
        }

        #[test]
        fn no_damage_ends_the_program(at in 0usize..200, with in any::<u8>()) {
            let mut ask = Writer::ask(&rows(), &[1], 0);
            let mut said = Writer::answers(&answers());
            for bytes in [&mut ask, &mut said] {
                let at = at % bytes.len();
                bytes[at] = with;
            }
            let _ = Reader::new(&ask).ask();
            let _ = Reader::new(&said).answers(2, 3);
        }
    }
}
