//! Questions and answers: columns of inputs, and for each row the facts or the reason why there are none.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::notes::Notes;
use crate::wire::MAX_BODY;

/// What the rows of one question may take: a frame, less the room for what is asked for.
pub(crate) const MAX_ROWS_SIZE: usize = MAX_BODY - (64 << 10);
/// What the values of one answer may take.
pub(crate) const MAX_VALUES_SIZE: usize = MAX_BODY / 2;
/// Longest text of an answer.
pub(crate) const MAX_TEXT: usize = 1 << 20;
/// Longest message of a plugin that is kept.
pub(crate) const MAX_MESSAGE: usize = 4 << 10;
/// Longest fault or note: bytes that are no UTF-8 become three each, and the host adds words of its own.
pub(crate) const MAX_WORDS: usize = 4 * MAX_MESSAGE;

/// A column of inputs, one value for each row; `None` is missing.
#[derive(Clone, Debug, PartialEq)]
pub enum Column<'a> {
    /// True or false.
    Bool(Vec<Option<bool>>),
    /// Numbers; without their fractions for a plugin that reads whole ones.
    Number(Vec<Option<f64>>),
    /// Texts and labels.
    Text(Vec<Option<&'a str>>),
    /// Files.
    Bytes(Vec<Option<&'a [u8]>>),
    /// Sets of labels.
    List(Vec<Option<Vec<&'a str>>>),
}

impl Column<'_> {
    /// How many rows it has.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Column::Bool(rows) => rows.len(),
            Column::Number(rows) => rows.len(),
            Column::Text(rows) => rows.len(),
            Column::Bytes(rows) => rows.len(),
            Column::List(rows) => rows.len(),
        }
    }

    /// Whether it has no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes that a row takes in a frame.
    fn size_of(&self, row: usize) -> usize {
        // Whether there is a value; its length.
        const VALID: usize = 1;
        const LENGTH: usize = 4;
        VALID
            + match self {
                Column::Bool(_) => 1,
                Column::Number(_) => 8,
                Column::Text(rows) => LENGTH + rows[row].map_or(0, str::len),
                Column::Bytes(rows) => LENGTH + rows[row].map_or(0, <[u8]>::len),
                Column::List(rows) => {
                    LENGTH + rows[row].iter().flatten().map(|item| LENGTH + item.len()).sum::<usize>()
                }
            }
    }

    fn slice(&self, range: Range<usize>) -> Self {
        match self {
            Column::Bool(rows) => Column::Bool(rows[range].to_vec()),
            Column::Number(rows) => Column::Number(rows[range].to_vec()),
            Column::Text(rows) => Column::Text(rows[range].to_vec()),
            Column::Bytes(rows) => Column::Bytes(rows[range].to_vec()),
            Column::List(rows) => Column::List(rows[range].to_vec()),
        }
    }
}

/// Rows to be judged, as columns in the order of the plugin's inputs.
#[derive(Clone, Debug, PartialEq)]
pub struct Rows<'a> {
    n_rows: usize,
    columns: Vec<Column<'a>>,
}

impl<'a> Rows<'a> {
    /// Rows made of columns.
    ///
    /// # Panics
    /// If a column has another number of rows.
    #[must_use]
    pub fn new(n_rows: usize, columns: Vec<Column<'a>>) -> Self {
        assert!(columns.iter().all(|column| column.len() == n_rows), "columns of unequal length");
        Rows { n_rows, columns }
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.n_rows
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.n_rows == 0
    }

    /// The columns.
    #[must_use]
    pub fn columns(&self) -> &[Column<'a>] {
        &self.columns
    }

    /// The bytes that a row takes in a frame.
    pub(crate) fn size_of(&self, row: usize) -> usize {
        self.columns.iter().map(|column| column.size_of(row)).sum()
    }

    pub(crate) fn slice(&self, range: Range<usize>) -> Self {
        let columns = self.columns.iter().map(|column| column.slice(range.clone())).collect();
        Rows { n_rows: range.len(), columns }
    }
}

/// The value of a fact, of one of the types of the interface.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// True or false.
    Bool(bool),
    /// A number; finite.
    Number(f64),
    /// A text or label.
    Text(String),
    /// A set.
    List(Vec<String>),
}

/// Why a row has no facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Who is to blame.
    pub kind: FaultKind,
    /// The words.
    pub message: String,
}

/// Who is to blame that a row has no facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// The plugin looked at the row and said why it cannot judge it.
    Declined,
    /// The plugin failed on the row.
    Failed,
    /// The plugin was not asked any more, as it had broken over too many rows before.
    GivenUp,
    /// The plugin was not loaded, as its library is not the one that the user agreed to.
    Refused,
    /// The plugin was not asked, for which it is not to blame: the row is larger than what a plugin is given.
    Unasked,
}

impl FaultKind {
    /// A fault of this kind in these words.
    #[must_use]
    pub fn saying(self, message: impl Into<String>) -> Fault {
        Fault { kind: self, message: message.into() }
    }
}

impl Fault {
    /// Whether something is wrong with the plugin, and not only with the row.
    #[must_use]
    pub fn is_failure(&self) -> bool {
        matches!(self.kind, FaultKind::Failed | FaultKind::GivenUp | FaultKind::Refused)
    }
}

/// What a plugin made of some rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answers {
    /// For each fact that was asked for, a value for each row; `None` is not known.
    pub facts: Vec<Vec<Option<Value>>>,
    /// Rows that have no facts, with the reason.
    pub faults: BTreeMap<usize, Fault>,
    /// What was odd: values that were dropped, and what the plugin had to say.
    pub notes: Notes,
}

impl Value {
    /// The bytes that it takes in a frame, at least.
    pub(crate) fn size(&self) -> usize {
        match self {
            Value::Bool(_) => 1,
            Value::Number(_) => 8,
            Value::Text(text) => text.len(),
            Value::List(items) => items.iter().map(|item| item.len() + size_of::<u32>()).sum(),
        }
    }
}

impl Answers {
    /// Answers that say nothing yet.
    #[must_use]
    pub fn none(n_facts: usize, n_rows: usize) -> Self {
        Answers { facts: vec![vec![None; n_rows]; n_facts], ..Answers::default() }
    }

    /// The same fault for all rows.
    #[must_use]
    pub fn all(n_facts: usize, n_rows: usize, fault: &Fault) -> Self {
        Answers { faults: (0..n_rows).map(|row| (row, fault.clone())).collect(), ..Answers::none(n_facts, n_rows) }
    }

    /// Takes over the answers for the rows from `start` on, but for what was odd about them.
    pub(crate) fn merge(&mut self, start: usize, part: Answers) {
        for (all, part) in self.facts.iter_mut().zip(part.facts) {
            for (row, value) in part.into_iter().enumerate() {
                all[start + row] = value;
            }
        }
        self.faults.extend(part.faults.into_iter().map(|(row, fault)| (start + row, fault)));
    }

    /// A row that failed has no facts.
    pub(crate) fn settle(&mut self) {
        for &row in self.faults.keys() {
            for fact in &mut self.facts {
                fact[row] = None;
            }
        }
    }
}
