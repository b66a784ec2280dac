//! Reads questions and answers, of which nothing is believed.

use super::{BOOL, BYTES, LIST, NONE, NUMBER, TEXT};
use crate::notes::Notes;
use crate::rows::{Answers, Column, FaultKind, MAX_TEXT, MAX_WORDS, Rows, Value};

/// What was sent makes no sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Garbled;

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
            let kind = if failed { FaultKind::Failed } else { FaultKind::Declined };
            answers.faults.insert(row, kind.saying(message));
        }
        let n_notes = self.length()?;
        if n_notes > Notes::MOST {
            return Err(Garbled);
        }
        for _ in 0..n_notes {
            answers.notes.add(self.text_of(MAX_WORDS)?, u64::from_le_bytes(self.array()?));
        }
        answers.notes.add_more(u64::from_le_bytes(self.array()?));
        self.end()?;
        Ok(answers)
    }
}

fn is_finite(value: &Value) -> bool {
    !matches!(value, Value::Number(number) if !number.is_finite())
}
