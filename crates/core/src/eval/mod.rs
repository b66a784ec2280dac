//! evaluate: what the rules say of a record.
//!
//! One evaluator, generic over a [`Recorder`]: with [`Plain`] it stops as soon as a result is settled, with a recorder that
//! wants everything it looks at every part. Results of numbers, sets and texts, and of conditions that are asked
//! for in several places, are remembered by slot, so that what rules share is computed once. Nothing is computed that no rule asks for.

mod ahead;
mod cond;
mod counted;
mod evidence;
mod fill;
mod found;
mod kind;
mod missing;
mod number;
mod paths;
mod probe;
mod rows;
mod rules;
mod scratch;
mod seen;
mod set;
mod shared;
mod table;
mod text;
mod together;
mod tri;
mod view;

use std::rc::Rc;
use std::slice;

use crate::program::{CondId, FactRef, NumId, Place, Program, RuleId, Scope, SetId, TextId, ViewId};
use crate::record::{Fact, Members, Reason, Record, Value};
use scratch::Memo;
use set::SetValue;
use text::{TextSlot, TextState, TextValue};

pub use ahead::{Ahead, TextPlace};
pub use evidence::{Evidence, EvidenceValue, MatchSpan};
pub use missing::Missing;
pub use paths::Reading;
pub use rules::{RuleOutcome, Status};
pub(crate) use rules::{active, mend};
pub use scratch::Scratch;
pub(crate) use seen::{Results, Seen};
pub use shared::Shared;
pub use tri::Tri;

/// Who watches an evaluation.
pub trait Recorder {
    /// Whether every part is to be evaluated, even where the result is settled.
    const FULL: bool;

    /// Whether it wants to know of results at all.
    const WATCHES: bool = true;

    /// Called with the result of each condition; `row` is the member it was evaluated for, 0 for the record.
    fn condition(&mut self, cond: CondId, row: usize, result: Tri);

    /// Called before that, where the result is what the condition says unknown counts as.
    fn assumed(&mut self, _: CondId) {}
}

/// Watches nothing; evaluation stops as soon as a result is settled.
#[derive(Debug, Default)]
pub struct Plain;

impl Recorder for Plain {
    const FULL: bool = false;
    const WATCHES: bool = false;

    fn condition(&mut self, _: CondId, _: usize, _: Tri) {}
}

/// Keeps the result of every condition.
#[derive(Debug, Default)]
pub struct Trace {
    results: rustc_hash::FxHashMap<(CondId, usize), Tri>,
}

impl Recorder for Trace {
    const FULL: bool = true;

    fn condition(&mut self, cond: CondId, row: usize, result: Tri) {
        self.results.insert((cond, row), result);
    }
}

impl Trace {
    /// The result of a condition about the record.
    #[must_use]
    pub fn result(&self, cond: CondId) -> Option<Tri> {
        self.results.get(&(cond, 0)).copied()
    }
}

/// A record being evaluated.
pub struct Evaluation<'a, R = Plain> {
    program: &'a Program,
    record: &'a Record<'a>,
    now: i64,
    recorder: R,
    scratch: Scratch,
    sets: Memo<Rc<SetValue<'a>>>,
}

impl Program {
    /// Evaluates all rules on a record laid out by this program's catalogue. `now` is in seconds since 1970 UTC and only
    /// used to write dates.
    #[must_use]
    pub fn evaluate<'a>(&'a self, record: &'a Record<'a>, now: i64) -> Evaluation<'a, Plain> {
        self.evaluate_with(record, now, Plain)
    }

    /// Evaluates all rules under the eyes of a recorder.
    #[must_use]
    pub fn evaluate_with<'a, R: Recorder>(
        &'a self,
        record: &'a Record<'a>,
        now: i64,
        recorder: R,
    ) -> Evaluation<'a, R> {
        self.evaluate_among(record, now, recorder, &self.order)
    }

    /// Like [`Program::evaluate`], in the buffers of an earlier evaluation, or of a look ahead: for many records, one after the
    /// other.
    #[must_use]
    pub fn evaluate_in<'a>(&'a self, scratch: Scratch, record: &'a Record<'a>, now: i64) -> Evaluation<'a, Plain> {
        let mut evaluation = self.begin(scratch, record, now);
        Evaluation::evaluate_rules(slice::from_mut(&mut evaluation), &self.order);
        evaluation
    }

    /// Like [`Program::evaluate_in`] for some records, each with its own buffers and its own `now`. A few at a time take less than
    /// one by one: what a large program needs for a rule is fetched once for all of them.
    #[must_use]
    pub fn evaluate_together<'a>(
        &'a self,
        records: impl IntoIterator<Item = (Scratch, &'a Record<'a>, i64)>,
    ) -> Vec<Evaluation<'a, Plain>> {
        let records = records.into_iter();
        let mut all: Vec<_> = records.map(|(scratch, record, now)| self.begin(scratch, record, now)).collect();
        Evaluation::evaluate_rules(&mut all, &self.order);
        all
    }

    fn begin<'a>(&'a self, mut scratch: Scratch, record: &'a Record<'a>, now: i64) -> Evaluation<'a, Plain> {
        self.keep_ahead(&mut scratch, record);
        Evaluation::new(self, record, now, Plain, scratch)
    }

    /// Evaluates some rules, as if the others were turned off; each has to come after those whose result it reads.
    pub(crate) fn evaluate_among<'a, R: Recorder>(
        &'a self,
        record: &'a Record<'a>,
        now: i64,
        recorder: R,
        rules: &[RuleId],
    ) -> Evaluation<'a, R> {
        let mut evaluation = Evaluation::new(self, record, now, recorder, Scratch::default());
        Evaluation::evaluate_rules(slice::from_mut(&mut evaluation), rules);
        evaluation
    }
}

impl<'a, R: Recorder> Evaluation<'a, R> {
    fn new(program: &'a Program, record: &'a Record<'a>, now: i64, recorder: R, scratch: Scratch) -> Self {
        Evaluation { program, record, now, recorder, scratch, sets: Memo::default() }
    }

    /// The program that is evaluated.
    #[must_use]
    pub fn program(&self) -> &'a Program {
        self.program
    }

    /// What became of each rule, in the order of [`Program::rules`].
    #[must_use]
    pub fn outcomes(&self) -> &[RuleOutcome] {
        &self.scratch.outcomes
    }

    /// The buffers, for the next record.
    #[must_use]
    pub fn into_scratch(self) -> Scratch {
        let mut scratch = self.scratch;
        scratch.clear();
        scratch
    }

    /// What the recorder saw.
    #[must_use]
    pub fn recorder(&self) -> &R {
        &self.recorder
    }

    /// How many rows a scope has.
    fn rows(&self, scope: Scope) -> usize {
        match scope.0.checked_sub(1) {
            None => 1,
            Some(collection) => match self.record.members(crate::schema::CollectionId(collection)) {
                Members::Known(members) => members.len(),
                Members::Unknown(_) => 0,
            },
        }
    }

    /// The row to look at for an item of a scope: items of the record have one row only.
    fn row_for(scope: Scope, row: usize) -> usize {
        if scope == Scope::RECORD { 0 } else { row }
    }

    fn fact(&self, fact: FactRef, row: usize) -> &'a Fact<'a> {
        match fact.scope.0.checked_sub(1) {
            None => self.record.get(crate::schema::FactId(fact.index)),
            Some(collection) => match self.record.members(crate::schema::CollectionId(collection)) {
                Members::Known(members) => members.fact(row, crate::schema::FieldId(fact.index)),
                Members::Unknown(_) => &Fact::Unknown(Reason::NotInSource),
            },
        }
    }

    fn text(&mut self, id: TextId, row: usize) -> TextValue<'a> {
        if let Some(known) = self.seen_text(id, row) {
            return known;
        }
        let texts = &self.program.code.texts;
        let place = texts.place(id.index());
        let row = Self::row_for(place.scope, row);
        let slot = self.text_slot(id, row);
        let rows = self.rows(place.scope);
        self.scratch.texts.set(place, texts.width(place.scope), rows, row, slot.clone());
        self.text_value(id, row, slot)
    }

    /// A text that somebody has asked for.
    fn seen_text(&self, id: TextId, row: usize) -> Option<TextValue<'a>> {
        let texts = &self.program.code.texts;
        let place = texts.place(id.index());
        let row = Self::row_for(place.scope, row);
        let slot = self.scratch.texts.get(place, texts.width(place.scope), row)?;
        Some(self.text_value(id, row, slot.clone()))
    }

    fn text_value(&self, id: TextId, row: usize, slot: TextSlot) -> TextValue<'a> {
        let text = self.program.code.texts.get(id.index());
        match (slot, self.fact(text.base, row)) {
            (TextSlot::Known(analysis), Fact::Known(Value::Text(whole))) => {
                let search = &self.program.searches[id.index()];
                TextValue::Known(TextState::new(whole, self.program, search, analysis))
            }
            (TextSlot::Unknown(reason), _) => TextValue::Unknown(reason),
            _ => TextValue::Absent,
        }
    }

    fn text_slot(&mut self, id: TextId, row: usize) -> TextSlot {
        let text = self.program.code.texts.get(id.index());
        if text.own {
            let whole = match self.text_of(text.base, row) {
                TextValue::Known(whole) => whole,
                TextValue::Absent => return TextSlot::Absent,
                TextValue::Unknown(reason) => return TextSlot::Unknown(reason),
            };
            let own = whole.own_text();
            if own.is_empty() {
                return TextSlot::Absent;
            }
            // Where nothing is taken out, the own text is the whole one.
            let own = (own != whole.text()).then(|| own.into_owned());
            return TextSlot::Known(self.scratch.pool.take(whole.text().len(), own));
        }
        match self.fact(text.base, row) {
            Fact::Known(Value::Text(text)) => TextSlot::Known(self.scratch.pool.take(text.len(), None)),
            Fact::Known(_) | Fact::Absent => TextSlot::Absent,
            Fact::Unknown(reason) => TextSlot::Unknown(*reason),
        }
    }

    /// The whole text that an own text is cut from; shared with the rules that read the whole one, if there are any.
    fn text_of(&mut self, base: FactRef, row: usize) -> TextValue<'a> {
        let whole = crate::program::Text { base, own: false };
        match self.program.code.find_text(&whole) {
            Some(id) => self.text(id, row),
            None => TextValue::Unknown(Reason::NotInSource),
        }
    }

    fn num_place(&self, id: NumId) -> (Place, usize) {
        let place = self.program.code.nums.place(id.index());
        (place, self.program.code.nums.width(place.scope))
    }

    fn set_place(&self, id: SetId) -> (Place, usize) {
        let place = self.program.code.sets.place(id.index());
        (place, self.program.code.sets.width(place.scope))
    }

    fn view_place(&self, id: ViewId) -> (Place, usize) {
        let place = self.program.code.views.place(id.index());
        (place, self.program.code.views.width(place.scope))
    }
}
