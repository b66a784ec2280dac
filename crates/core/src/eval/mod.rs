//! evaluate: what the rules say of a record.
//!
//! One evaluator, generic over a [`Recorder`]: with [`Plain`] it stops as soon as a result is settled, with a recorder that
//! wants everything it looks at every part. Results of conditions, numbers, sets and texts are remembered by slot, so that
//! what rules share is computed once. Nothing is computed that no rule asks for.

mod cond;
mod evidence;
mod fill;
mod missing;
mod number;
mod paths;
mod probe;
mod rules;
mod seen;
mod set;
mod shared;
mod text;
mod tri;

use std::borrow::Cow;
use std::rc::Rc;

use crate::program::{CondId, FactRef, NumId, Place, Program, RuleId, Scope, SetId, TextId, ViewId};
use crate::record::{Fact, Members, Reason, Record, Value};
use number::ViewValue;
use set::SetValue;
use text::{TextState, TextValue};
use tri::Quantity;

pub use evidence::{Evidence, EvidenceValue, MatchSpan};
pub use missing::Missing;
pub use paths::Reading;
pub use rules::{RuleOutcome, Status};
pub(crate) use rules::{active, mend};
pub(crate) use seen::{Results, Seen};
pub use shared::Shared;
pub use tri::Tri;

/// Who watches an evaluation.
pub trait Recorder {
    /// Whether every part is to be evaluated, even where the result is settled.
    const FULL: bool;

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

/// Results by scope, row and slot.
#[derive(Debug)]
struct Memo<T> {
    tables: Vec<Vec<Option<T>>>,
}

impl<T: Clone> Memo<T> {
    fn new(scopes: usize) -> Self {
        Memo { tables: vec![Vec::new(); scopes] }
    }

    fn get(&self, place: Place, width: usize, row: usize) -> Option<&T> {
        self.tables[place.scope.index()].get(row * width + place.slot as usize)?.as_ref()
    }

    fn set(&mut self, place: Place, width: usize, rows: usize, row: usize, value: T) {
        let table = &mut self.tables[place.scope.index()];
        if table.is_empty() {
            table.resize(rows * width, None);
        }
        table[row * width + place.slot as usize] = Some(value);
    }
}

/// A record being evaluated.
pub struct Evaluation<'a, R = Plain> {
    program: &'a Program,
    record: &'a Record<'a>,
    now: i64,
    recorder: R,
    conds: Memo<Tri>,
    nums: Memo<Quantity>,
    sets: Memo<Rc<SetValue<'a>>>,
    texts: Memo<Rc<TextValue<'a>>>,
    views: Memo<Rc<ViewValue>>,
    outcomes: Vec<RuleOutcome>,
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

    /// Evaluates some rules, as if the others were turned off; each has to come after those whose result it reads.
    pub(crate) fn evaluate_among<'a, R: Recorder>(
        &'a self,
        record: &'a Record<'a>,
        now: i64,
        recorder: R,
        rules: &[RuleId],
    ) -> Evaluation<'a, R> {
        let scopes = self.schema().collections().len() + 1;
        let mut evaluation = Evaluation {
            program: self,
            record,
            now,
            recorder,
            conds: Memo::new(scopes),
            nums: Memo::new(scopes),
            sets: Memo::new(scopes),
            texts: Memo::new(scopes),
            views: Memo::new(scopes),
            outcomes: Vec::new(),
        };
        evaluation.evaluate_rules(rules);
        evaluation
    }
}

impl<'a, R: Recorder> Evaluation<'a, R> {
    /// The program that is evaluated.
    #[must_use]
    pub fn program(&self) -> &'a Program {
        self.program
    }

    /// What became of each rule, in the order of [`Program::rules`].
    #[must_use]
    pub fn outcomes(&self) -> &[RuleOutcome] {
        &self.outcomes
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
                Members::Known(members) => members[row].get(crate::schema::FieldId(fact.index)),
                Members::Unknown(_) => &Fact::Unknown(Reason::NotInSource),
            },
        }
    }

    fn text(&mut self, id: TextId, row: usize) -> Rc<TextValue<'a>> {
        let texts = &self.program.code.texts;
        let place = texts.place(id.index());
        let row = Self::row_for(place.scope, row);
        let width = texts.width(place.scope);
        if let Some(value) = self.texts.get(place, width, row) {
            return Rc::clone(value);
        }
        let text = texts.get(id.index());
        let search = &self.program.searches[id.index()];
        let value = if text.own {
            let whole = self.text_of(text.base, row);
            match &*whole {
                TextValue::Known(state) => self.own(state, search),
                TextValue::Absent => TextValue::Absent,
                TextValue::Unknown(reason) => TextValue::Unknown(*reason),
            }
        } else {
            match self.fact(text.base, row) {
                Fact::Known(Value::Text(t)) => {
                    TextValue::Known(Box::new(TextState::new(Cow::Borrowed(t.as_ref()), self.program, search)))
                }
                Fact::Known(_) | Fact::Absent => TextValue::Absent,
                Fact::Unknown(reason) => TextValue::Unknown(*reason),
            }
        };
        let value = Rc::new(value);
        let rows = self.rows(place.scope);
        self.texts.set(place, width, rows, row, Rc::clone(&value));
        value
    }

    /// The whole text that an own text is cut from; shared with the rules that read the whole one, if there are any.
    fn text_of(&mut self, base: FactRef, row: usize) -> Rc<TextValue<'a>> {
        let whole = crate::program::Text { base, own: false };
        match self.program.code.find_text(&whole) {
            Some(id) => self.text(id, row),
            None => Rc::new(TextValue::Unknown(Reason::NotInSource)),
        }
    }

    fn own(&self, whole: &TextState<'a>, search: &'a crate::program::Search) -> TextValue<'a> {
        let own = whole.own_text();
        if own.is_empty() {
            TextValue::Absent
        } else {
            TextValue::Known(Box::new(TextState::new(Cow::Owned(own), self.program, search)))
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
