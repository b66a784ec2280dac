//! What an evaluation saw: which results each condition had, and which phrases were found.

use super::text::TextValue;
use super::tri::Tri;
use super::{Evaluation, Recorder};
use crate::program::{CondId, TextId};
use crate::text::phrase::ListId;

/// Results that a condition had in one evaluation, for whatever members it was asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Results {
    pub(crate) yes: bool,
    pub(crate) no: bool,
    /// Unknown, also where the condition says what that counts as.
    pub(crate) unknown: bool,
}

impl Results {
    pub(crate) fn and(self, other: Results) -> Results {
        Results { yes: self.yes || other.yes, no: self.no || other.no, unknown: self.unknown || other.unknown }
    }
}

/// Keeps which results each condition had.
#[derive(Debug)]
pub(crate) struct Seen {
    results: Vec<Results>,
    /// The condition whose result, which comes next, is what unknown counts as.
    assumed: Option<CondId>,
}

impl Seen {
    /// For a program with so many conditions.
    pub(crate) fn new(conditions: usize) -> Self {
        Seen { results: vec![Results::default(); conditions], assumed: None }
    }

    pub(crate) fn of(&self, cond: CondId) -> Results {
        self.results[cond.index()]
    }
}

impl Recorder for Seen {
    const FULL: bool = true;

    fn condition(&mut self, cond: CondId, _: usize, result: Tri) {
        let results = &mut self.results[cond.index()];
        match result {
            _ if self.assumed.take() == Some(cond) => results.unknown = true,
            Tri::True => results.yes = true,
            Tri::False => results.no = true,
            Tri::Unknown => results.unknown = true,
        }
    }

    fn assumed(&mut self, cond: CondId) {
        self.assumed = Some(cond);
    }
}

impl<R: Recorder> Evaluation<'_, R> {
    /// The result of a condition about the record.
    pub(crate) fn result(&mut self, cond: CondId) -> Tri {
        self.cond(cond, 0)
    }

    /// Calls for every phrase that is found in a text that was asked for, with the words of the phrase, folded.
    pub(crate) fn each_hit(&self, mut call: impl FnMut(ListId, &str)) {
        let texts = &self.program.code.texts;
        for index in 0..texts.len() {
            let id = TextId(u32::try_from(index).unwrap_or(u32::MAX));
            for row in 0..self.rows(texts.place(index).scope) {
                if let Some(TextValue::Known(state)) = self.seen_text(id, row) {
                    state.each_hit(&mut call);
                }
            }
        }
    }
}
