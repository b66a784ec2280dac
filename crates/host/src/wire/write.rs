//! Writes questions and answers.

use super::{BOOL, BYTES, LIST, NONE, NUMBER, TEXT};
use crate::rows::{Answers, Column, FaultKind, Rows, Value};

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
            to.byte(u8::from(fault.kind == FaultKind::Failed));
            to.run(fault.message.as_bytes());
        }
        to.count(answers.notes.iter().count());
        for (note, times) in answers.notes.iter() {
            to.run(note.as_bytes());
            to.bytes.extend(times.to_le_bytes());
        }
        to.bytes.extend(answers.notes.more().to_le_bytes());
        to.bytes
    }
}
