//! Numbers: facts, counts over members, aggregates, formulas.

use std::borrow::Cow;

use super::found;
use super::kind::{self, Kind};
use super::text::TextValue;
use super::tri::Quantity;
use super::view::{Seen, ViewValue};
use super::{Evaluation, Recorder};
use crate::program::{Aggregate, Key, Measure, Num, NumId, TextId, ViewId};
use crate::record::{Fact, Reason, Value};

impl<'a, R: Recorder> Evaluation<'a, R> {
    pub(super) fn num(&mut self, id: NumId, row: usize) -> Quantity {
        let num = self.program.code.nums.get(id.index());
        if let Num::Const(real) = num {
            return Quantity::known(real.0);
        }
        let (place, width) = self.num_place(id);
        let row = Self::row_for(place.scope, row);
        if !place.is_kept() {
            return self.compute(num, row);
        }
        if let Some(&value) = self.scratch.nums.get(place, width, row) {
            return value;
        }
        let value = self.compute(num, row);
        let rows = self.rows(place.scope);
        self.scratch.nums.set(place, width, rows, row, value);
        value
    }

    fn compute(&mut self, num: &'a Num, row: usize) -> Quantity {
        match num {
            Num::Const(real) => Quantity::known(real.0),
            Num::Fact(fact) => match self.fact(*fact, row) {
                Fact::Known(Value::Number(n)) => Quantity::known(*n),
                Fact::Unknown(reason) => Quantity::Unknown(*reason),
                _ => Quantity::Absent,
            },
            Num::Text(text, measure) => match self.text(*text, row) {
                TextValue::Known(state) => state.measure(*measure).map_or(Quantity::Absent, Quantity::known),
                TextValue::Absent if *measure == Measure::CapitalsShare => Quantity::Absent,
                TextValue::Absent => Quantity::known(0.0),
                TextValue::Unknown(reason) => Quantity::Unknown(reason),
            },
            Num::SetSize(set) => self.set(*set, row).size(),
            Num::Overlap { of, with, share } => {
                let (of, with) = (self.set(*of, row), self.set(*with, row));
                of.overlap(&with, *share)
            }
            Num::Members { view, filter, share: false } => self.count(*view, *filter),
            Num::Members { view, filter, share: true } => self.share(*view, *filter),
            Num::Aggregate { view, how, key } => self.aggregate(*view, *how, *key),
            Num::Matches(text, pattern) if !found::may_match(self, *text, *pattern, row) => Quantity::known(0.0),
            Num::Matches(text, pattern) => match self.text(*text, row) {
                TextValue::Known(state) => Quantity::known(state.count_matches(*pattern) as f64),
                TextValue::Absent => Quantity::known(0.0),
                TextValue::Unknown(reason) => Quantity::Unknown(reason),
            },
            Num::Formula(arith, a, b) => {
                let (a, b) = (self.num(*a, row), self.num(*b, row));
                a.apply(*arith, b)
            }
        }
    }

    fn aggregate(&mut self, view: ViewId, how: Aggregate, key: Key) -> Quantity {
        let view = self.view(view);
        let seen = match &*view {
            ViewValue::Known(seen) => seen,
            ViewValue::Unknown(reason) => return Quantity::Unknown(*reason),
        };
        if !seen.certain() {
            return Quantity::Unknown(Reason::NotInSource);
        }
        match how {
            Aggregate::Distinct | Aggregate::DistinctShare | Aggregate::MostRepeated => self.kinds(seen, how, key),
            _ => self.moments(seen, how, key),
        }
    }

    fn moments(&mut self, seen: &Seen, how: Aggregate, key: Key) -> Quantity {
        let Key::Number(num) = key else { return Quantity::Absent };
        let mut values = Vec::with_capacity(seen.len());
        for (row, _) in seen.members() {
            match self.num(num, row) {
                Quantity::Absent => {}
                Quantity::Unknown(reason) => return Quantity::Unknown(reason),
                between @ Quantity::Between(..) => match between.value() {
                    Some(value) => values.push(value),
                    None => return Quantity::Unknown(Reason::Language),
                },
            }
        }
        let n = values.len();
        let value = match how {
            Aggregate::Sum if n == 0 => 0.0,
            _ if n == 0 => return Quantity::Absent,
            Aggregate::Min => values.into_iter().min_by(f64::total_cmp).unwrap_or(f64::INFINITY),
            Aggregate::Max => values.into_iter().max_by(f64::total_cmp).unwrap_or(f64::NEG_INFINITY),
            _ => {
                // A fixed order of summation: the sum does not depend on the order of the source.
                values.sort_unstable_by(f64::total_cmp);
                match how {
                    Aggregate::Sum => values.iter().sum(),
                    Aggregate::Mean => values.iter().sum::<f64>() / n as f64,
                    _ => f64::midpoint(values[(n - 1) / 2], values[n / 2]),
                }
            }
        };
        Quantity::known(value)
    }

    fn kinds(&mut self, seen: &Seen, how: Aggregate, key: Key) -> Quantity {
        let mut kinds = Vec::with_capacity(seen.len());
        for (row, _) in seen.members() {
            match self.kind(key, row) {
                Ok(kind) => kinds.extend(kind),
                Err(reason) => return Quantity::Unknown(reason),
            }
        }
        let counts = kind::counts(kinds);
        match how {
            Aggregate::Distinct => Quantity::known(counts.len() as f64),
            Aggregate::DistinctShare if seen.len() == 0 => Quantity::Absent,
            Aggregate::DistinctShare => Quantity::known(counts.len() as f64 / seen.len() as f64),
            _ => Quantity::known(counts.into_iter().max().unwrap_or(0) as f64),
        }
    }

    /// A text as it is written; empty where there is none.
    fn written(&mut self, id: TextId, row: usize) -> Result<Cow<'a, str>, Reason> {
        let text = self.program.code.texts.get(id.index());
        if text.own {
            return match self.text(id, row) {
                TextValue::Known(state) => Ok(state.shared_text()),
                TextValue::Absent => Ok(Cow::Borrowed("")),
                TextValue::Unknown(reason) => Err(reason),
            };
        }
        match self.fact(text.base, Self::row_for(text.base.scope, row)) {
            Fact::Known(Value::Text(text)) => Ok(Cow::Borrowed(text)),
            Fact::Known(_) | Fact::Absent => Ok(Cow::Borrowed("")),
            Fact::Unknown(reason) => Err(*reason),
        }
    }

    /// What makes two members equal: a text in lower case as written, a label, a number.
    pub(super) fn kind(&mut self, key: Key, row: usize) -> Result<Option<Kind<'a>>, Reason> {
        match key {
            Key::Text(text) => self.written(text, row).map(|text| Some(Kind::text(text))),
            Key::Label(label) => Ok(self.label(label, row)?.map(Kind::label)),
            Key::Number(num) => match self.num(num, row) {
                Quantity::Absent => Ok(None),
                Quantity::Unknown(reason) => Err(reason),
                between @ Quantity::Between(..) => {
                    between.value().map(|v| Some(Kind::number(v))).ok_or(Reason::Language)
                }
            },
        }
    }
}
