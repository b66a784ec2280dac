//! Looking at single parts of a record, without evaluating rules that nobody asks about.

use std::ops::Range;

use super::text::{TextState, TextValue};
use super::view::ViewValue;
use super::{Evaluation, Plain, Tri};
use crate::program::{CondId, Contains, Measure, NumId, PatternId, Program, Search, SetId, TaggerId, TextId, ViewId};
use crate::record::Record;

impl Program {
    /// A record whose conditions can be asked one by one. The results of rules are there only if some condition reads them.
    pub(crate) fn probe<'a>(&'a self, record: &'a Record<'a>, now: i64, with_rules: bool) -> Evaluation<'a, Plain> {
        self.evaluate_among(record, now, Plain, if with_rules { &self.order } else { &[] })
    }

    /// A number derived from a text.
    pub(crate) fn measure(&self, text: &str, measure: Measure) -> Option<f64> {
        let search = Search::default();
        TextState::alone(text, self, &search).measure(measure)
    }
}

impl Evaluation<'_, Plain> {
    pub(crate) fn told(&mut self, cond: CondId, row: usize) -> Tri {
        self.cond(cond, row)
    }

    /// A number, if it is known.
    pub(crate) fn number(&mut self, num: NumId, row: usize) -> Option<f64> {
        self.num(num, row).value()
    }

    /// The labels that a set holds for sure.
    pub(crate) fn labels(&mut self, set: SetId, row: usize) -> Vec<String> {
        self.set(set, row).labels.iter().map(|l| (*l).to_owned()).collect()
    }

    /// The members that belong to a view for sure, newest first.
    pub(crate) fn rows_of(&mut self, view: ViewId) -> Vec<usize> {
        match &*self.view(view) {
            ViewValue::Known(seen) => seen.sure().collect(),
            ViewValue::Unknown(_) => Vec::new(),
        }
    }

    /// The places of the phrases that count.
    pub(crate) fn phrase_spans(&mut self, text: TextId, row: usize, wanted: &Contains) -> Vec<Range<usize>> {
        self.spans(text, row, |state| state.contains_spans(wanted))
    }

    /// The places that a pattern matches.
    pub(crate) fn pattern_spans(&mut self, text: TextId, row: usize, pattern: PatternId) -> Vec<Range<usize>> {
        self.spans(text, row, |state| state.match_spans(pattern))
    }

    /// The places of the words that give some labels.
    pub(crate) fn label_spans(
        &mut self,
        text: TextId,
        row: usize,
        tagger: TaggerId,
        wanted: &dyn Fn(&str) -> bool,
    ) -> Vec<Range<usize>> {
        self.spans(text, row, |state| state.tag_spans(tagger, wanted))
    }

    fn spans(
        &mut self,
        text: TextId,
        row: usize,
        find: impl FnOnce(&TextState<'_>) -> Vec<Range<usize>>,
    ) -> Vec<Range<usize>> {
        match self.text(text, row) {
            TextValue::Known(state) => find(&state),
            _ => Vec::new(),
        }
    }

    /// A text as it stands; nothing where there is none.
    pub(crate) fn text_at(&mut self, text: TextId, row: usize) -> Option<String> {
        match self.text(text, row) {
            TextValue::Known(state) => Some(state.text().to_owned()),
            TextValue::Absent => Some(String::new()),
            TextValue::Unknown(_) => None,
        }
    }

    /// The language of a text.
    pub(crate) fn language_at(&mut self, text: TextId, row: usize) -> Option<String> {
        match self.text(text, row) {
            TextValue::Known(state) => state.language().map(str::to_owned),
            _ => None,
        }
    }
}
