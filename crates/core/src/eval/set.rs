//! Sets of labels.

use std::rc::Rc;

use super::text::TextValue;
use super::tri::{Quantity, Tri};
use super::view::ViewValue;
use super::{Evaluation, Recorder};
use crate::program::{Set, SetId};
use crate::record::{Fact, Reason, Value};

/// A set: the labels it holds for sure, and whether these are all.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SetValue<'a> {
    /// Sorted, each once.
    pub(crate) labels: Vec<&'a str>,
    pub(crate) complete: bool,
    /// Why it is not complete.
    pub(crate) reason: Reason,
    /// The most labels it can have; infinite where nobody knows.
    most: f64,
}

impl<'a> SetValue<'a> {
    fn complete(labels: Vec<&'a str>) -> Self {
        SetValue { most: labels.len() as f64, labels, complete: true, reason: Reason::NotInSource }
    }

    fn unknown(reason: Reason) -> Self {
        SetValue { labels: Vec::new(), complete: false, reason, most: f64::INFINITY }
    }

    pub(crate) fn has(&self, label: &str) -> Tri {
        match (self.labels.binary_search(&label).is_ok(), self.complete) {
            (true, _) => Tri::True,
            (false, true) => Tri::False,
            (false, false) => Tri::Unknown,
        }
    }

    pub(crate) fn present(&self) -> Tri {
        match (self.labels.is_empty(), self.complete) {
            (false, _) => Tri::True,
            (true, true) => Tri::False,
            (true, false) => Tri::Unknown,
        }
    }

    pub(crate) fn size(&self) -> Quantity {
        let known = self.labels.len() as f64;
        if self.complete {
            Quantity::known(known)
        } else if self.most.is_finite() || known > 0.0 {
            Quantity::Between(known, self.most.min(f64::MAX))
        } else {
            Quantity::Unknown(self.reason)
        }
    }

    /// How many labels of this set the other one holds, or which share of them.
    pub(crate) fn overlap(&self, other: &SetValue<'_>, share: bool) -> Quantity {
        if !self.complete {
            return Quantity::Unknown(self.reason);
        }
        let all = self.labels.len() as f64;
        let sure = self.labels.iter().filter(|l| other.labels.binary_search(l).is_ok()).count() as f64;
        let most = if other.complete { sure } else { all };
        match (share, self.labels.is_empty()) {
            (false, _) => Quantity::Between(sure, most),
            (true, true) => Quantity::Absent,
            (true, false) => Quantity::Between(sure / all, most / all),
        }
    }
}

impl<'a, R: Recorder> Evaluation<'a, R> {
    pub(super) fn set(&mut self, id: SetId, row: usize) -> Rc<SetValue<'a>> {
        let (place, width) = self.set_place(id);
        let row = Self::row_for(place.scope, row);
        if let Some(value) = self.sets.get(place, width, row) {
            return Rc::clone(value);
        }
        let value = Rc::new(self.compute_set(id, row));
        let rows = self.rows(place.scope);
        self.sets.set(place, width, rows, row, Rc::clone(&value));
        value
    }

    fn compute_set(&mut self, id: SetId, row: usize) -> SetValue<'a> {
        match self.program.code.sets.get(id.index()) {
            Set::Labels(labels) => SetValue::complete(labels.iter().map(|l| &**l).collect()),
            Set::Fact(fact) => match self.fact(*fact, row) {
                Fact::Known(Value::Set(labels)) => {
                    let mut labels: Vec<&'a str> = labels.iter().map(AsRef::as_ref).collect();
                    labels.sort_unstable();
                    labels.dedup();
                    SetValue::complete(labels)
                }
                Fact::Known(_) | Fact::Absent => SetValue::complete(Vec::new()),
                Fact::Unknown(reason) => SetValue::unknown(*reason),
            },
            Set::Tags(text, tagger) => match self.text(*text, row) {
                TextValue::Known(state) => {
                    let code = &self.program.taggers[tagger.index()];
                    let mut labels = Vec::new();
                    state.tags(*tagger, &mut labels);
                    labels.sort_unstable();
                    labels.dedup();
                    let complete = state.covered(&code.covers);
                    let most = if complete { labels.len() } else { code.labels.len() } as f64;
                    SetValue { labels, complete, reason: Reason::Language, most }
                }
                TextValue::Absent => SetValue::complete(Vec::new()),
                TextValue::Unknown(reason) => SetValue::unknown(reason),
            },
            Set::Union(view, each) => match &*self.view(*view) {
                ViewValue::Unknown(reason) => SetValue::unknown(*reason),
                ViewValue::Known(seen) => {
                    let mut all = SetValue::complete(Vec::new());
                    for (row, certain) in seen.members() {
                        if certain && self.add_tags(*each, row, &mut all.labels) {
                            continue;
                        }
                        let value = self.set(*each, row);
                        if certain {
                            all.labels.extend(&value.labels);
                        }
                        if !certain || !value.complete {
                            all.complete = false;
                            all.most = f64::INFINITY;
                            all.reason = value.reason;
                        }
                    }
                    all.labels.sort_unstable();
                    all.labels.dedup();
                    if all.complete {
                        all.most = all.labels.len() as f64;
                    }
                    all
                }
            },
        }
    }

    /// Adds the tags of a text without making a set of them; false if it is no set of tags, or none that is complete.
    fn add_tags(&mut self, id: SetId, row: usize, into: &mut Vec<&'a str>) -> bool {
        let Set::Tags(text, tagger) = self.program.code.sets.get(id.index()) else { return false };
        match self.text(*text, row) {
            TextValue::Known(state) => {
                let complete = state.covered(&self.program.taggers[tagger.index()].covers);
                if complete {
                    state.tags(*tagger, into);
                }
                complete
            }
            TextValue::Absent => true,
            TextValue::Unknown(_) => false,
        }
    }
}
