//! What a test says of the rows of one record.

use std::borrow::Cow;

use super::found::{self, Finds};
use super::rows::{Columns, Rows, Tris};
use super::set::SetValue;
use super::table::Table;
use super::text::TextValue;
use super::tri::{Quantity, Tri};
use super::{Evaluation, Recorder};
use crate::program::{Compare, CondId, LabelRef, Op, Place, Presence, Program, RuleId, Scope, Set, Test, TextId};
use crate::record::{Fact, Members, Reason, Value};
use crate::text::token;

impl<'a, R: Recorder> Evaluation<'a, R> {
    /// What is known of a condition in one row.
    pub(super) fn cond(&mut self, id: CondId, row: usize) -> Tri {
        let rows = Rows::one(row);
        self.conds(id, rows).of(rows.bits)
    }

    fn present(&mut self, presence: Presence, row: usize) -> Tri {
        match presence {
            Presence::Bool(fact) => match self.fact(fact, row) {
                Fact::Known(_) => Tri::True,
                Fact::Absent => Tri::False,
                Fact::Unknown(_) => Tri::Unknown,
            },
            Presence::Number(num) => match self.num(num, row) {
                Quantity::Between(..) => Tri::True,
                Quantity::Absent => Tri::False,
                Quantity::Unknown(_) => Tri::Unknown,
            },
            Presence::Text(text) => match self.text(text, row) {
                TextValue::Known(state) => Tri::from(token::is_visible(state.text())),
                TextValue::Absent => Tri::False,
                TextValue::Unknown(_) => Tri::Unknown,
            },
            Presence::Label(label) => match self.label(label, row) {
                Ok(found) => Tri::from(found.is_some()),
                Err(_) => Tri::Unknown,
            },
            Presence::Set(set) => self.set(set, row).present(),
            Presence::Members(view) => {
                let zero = Quantity::known(0.0);
                self.count(view, None).compare(Op::Above, zero)
            }
        }
    }

    /// A label; none when absent, the reason when unknown.
    pub(super) fn label(&mut self, label: LabelRef, row: usize) -> Result<Option<Cow<'a, str>>, Reason> {
        let text = match label {
            LabelRef::Fact(fact) => {
                return match self.fact(fact, row) {
                    Fact::Known(Value::Label(word)) => Ok(Some(Cow::Borrowed(word.as_ref()))),
                    Fact::Known(_) | Fact::Absent => Ok(None),
                    Fact::Unknown(reason) => Err(*reason),
                };
            }
            LabelRef::Language(text) | LabelRef::Script(text) => text,
        };
        match self.text(text, row) {
            TextValue::Known(state) => match label {
                LabelRef::Language(_) => state.language().map(|l| Some(Cow::Borrowed(l))).ok_or(Reason::Language),
                _ => Ok(state.script_name().map(Cow::Owned)),
            },
            TextValue::Absent => Ok(None),
            TextValue::Unknown(reason) => Err(reason),
        }
    }

    /// Whether the source has the collection at all.
    pub(super) fn members_reason(&self, collection: u32) -> Option<Reason> {
        match self.record.members(crate::schema::CollectionId(collection)) {
            Members::Known(_) => None,
            Members::Unknown(reason) => Some(*reason),
        }
    }
}

impl<'a, R: Recorder> Table<'a> for Evaluation<'a, R> {
    type Recorder = R;

    fn program(&self) -> &'a Program {
        self.program
    }

    fn results(&mut self) -> &mut Columns {
        &mut self.scratch.conds
    }

    fn finds(&mut self) -> &mut Finds {
        &mut self.scratch.finds
    }

    fn text(&mut self, id: TextId, row: usize) -> TextValue<'a> {
        Evaluation::text(self, id, row)
    }

    fn test(&mut self, test: &'a Test, rows: Rows) -> Tris {
        match test {
            Test::Bool(fact, wanted) => Tris::each(rows, |row| match self.fact(*fact, row) {
                Fact::Known(Value::Bool(value)) => Tri::from(value == wanted),
                Fact::Unknown(_) => Tri::Unknown,
                _ => Tri::False,
            }),
            Test::Number(a, op, b) => Tris::each(rows, |row| {
                let (a, b) = (self.num(*a, row), self.num(*b, row));
                a.compare(*op, b)
            }),
            Test::Between(of, low, high) => Tris::each(rows, |row| {
                let (of, low, high) = (self.num(*of, row), self.num(*low, row), self.num(*high, row));
                of.compare(Op::AtLeast, low).and(of.compare(Op::AtMost, high))
            }),
            Test::Label(label, words) => Tris::each(rows, |row| match self.label(*label, row) {
                Ok(Some(found)) => Tri::from(words.iter().any(|w| **w == *found)),
                Ok(None) => Tri::False,
                Err(_) => Tri::Unknown,
            }),
            Test::Compare(text, how, words) => Tris::each(rows, |row| match self.text(*text, row) {
                TextValue::Known(state) => Tri::from(compare(&token::fold_text(state.text()), *how, words)),
                TextValue::Absent => Tri::from(compare("", *how, words)),
                TextValue::Unknown(_) => Tri::Unknown,
            }),
            Test::SameAs(a, b) => Tris::each(rows, |row| {
                let (a, b) = (self.text(*a, row), self.text(*b, row));
                match (folded(&a), folded(&b)) {
                    (Some(a), Some(b)) => Tri::from(a == b),
                    _ => Tri::Unknown,
                }
            }),
            Test::SharesWord(a, b) => Tris::each(rows, |row| match (self.text(*a, row), self.text(*b, row)) {
                (TextValue::Absent, _) | (_, TextValue::Absent) => Tri::False,
                (TextValue::Known(a), TextValue::Known(b)) => Tri::from(a.shares_word(&b)),
                _ => Tri::Unknown,
            }),
            Test::Contains(text, wanted) => found::contains(self, *text, wanted, rows),
            Test::Matches(text, pattern) => found::matches(self, *text, *pattern, rows),
            Test::Has(set, label) => Tris::each(rows, |row| self.set(*set, row).has(label)),
            Test::Overlaps(a, b) => {
                let scopes = (self.set_place(*a).0.scope, self.set_place(*b).0.scope);
                if let (Set::Tags(text, tagger), true) =
                    (self.program.code.sets.get(a.index()), scopes.0 != Scope::RECORD && scopes.1 == Scope::RECORD)
                {
                    let wanted = self.set(*b, 0);
                    if wanted.complete {
                        return found::tagged(self, *text, *tagger, &wanted.labels, rows);
                    }
                }
                Tris::each(rows, |row| {
                    let (a, b) = (self.set(*a, row), self.set(*b, row));
                    overlaps(&a, &b)
                })
            }
            Test::Present(presence, true) => Tris::each(rows, |row| self.present(*presence, row)),
            Test::Present(presence, false) => Tris::each(rows, |row| !self.present(*presence, row)),
        }
    }

    fn fired(&self, rules: &[RuleId], rows: Rows) -> Tris {
        let fired = |all: Tri, rule: &RuleId| all.or(self.scratch.outcomes[rule.index()].raw_fired());
        Tris::same(rules.iter().fold(Tri::False, fired), rows.bits)
    }

    #[inline]
    fn record(&mut self, id: CondId, rows: Rows, results: Tris, assumed: u64) {
        if !R::WATCHES {
            return;
        }
        for row in rows.each() {
            let bit = Rows::one(row).bits;
            if assumed & bit != 0 {
                self.recorder.assumed(id);
            }
            self.recorder.condition(id, row, results.of(bit));
        }
    }

    /// A condition about the record holds for all its members alike.
    fn in_common(&mut self, id: CondId, place: Place, rows: Rows) -> Option<Tris> {
        let of_record = place.scope == Scope::RECORD && rows != Rows::RECORD;
        of_record.then(|| Tris::same(self.conds(id, Rows::RECORD).of(Rows::RECORD.bits), rows.bits))
    }
}

fn overlaps(a: &SetValue<'_>, b: &SetValue<'_>) -> Tri {
    if a.labels.iter().any(|label| b.labels.binary_search(label).is_ok()) {
        return Tri::True;
    }
    // A set that is known to be empty shares nothing, whatever the other one is.
    let empty = |s: &SetValue<'_>| s.complete && s.labels.is_empty();
    if empty(a) || empty(b) || (a.complete && b.complete) { Tri::False } else { Tri::Unknown }
}

fn compare(folded: &str, how: Compare, words: &[Box<str>]) -> bool {
    words.iter().any(|word| match how {
        Compare::Equals => folded == &**word,
        Compare::StartsWith => folded.starts_with(&**word),
        Compare::EndsWith => folded.ends_with(&**word),
    })
}

fn folded(value: &TextValue<'_>) -> Option<String> {
    match value {
        TextValue::Known(state) => Some(token::fold_text(state.text())),
        TextValue::Absent => Some(String::new()),
        TextValue::Unknown(_) => None,
    }
}
