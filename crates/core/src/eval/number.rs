//! Numbers: facts, counts over members, aggregates, formulas.

use std::borrow::Cow;
use std::rc::Rc;

use super::kind::{self, Kind};
use super::text::TextValue;
use super::tri::{Quantity, Tri};
use super::{Evaluation, Recorder};
use crate::program::{Aggregate, CondId, Key, Measure, Num, NumId, ViewId};
use crate::record::{Fact, Members, Reason, Value};

/// The members of a view.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ViewValue {
    Known(Seen),
    Unknown(Reason),
}

/// Members that belong to a view or may belong to it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Seen {
    /// Newest first, each with whether it belongs for sure.
    pub(crate) members: Vec<(usize, bool)>,
    /// So many belong at least. That can be more than belong for sure: of three that may be the latest two, two are.
    least: usize,
}

impl Seen {
    fn certain(&self) -> bool {
        self.members.iter().all(|(_, certain)| *certain)
    }
}

/// Members by what a condition says of them.
#[derive(Clone, Copy, Default)]
struct Tally {
    /// Belong for sure, meet it for sure.
    yes: f64,
    /// Belong for sure, do not meet it for sure.
    no: f64,
    /// May belong and may meet it.
    maybe: f64,
    /// May belong, do not meet it for sure.
    outside: f64,
    /// Of all it is known whether they belong.
    certain: bool,
    /// So many belong at least.
    least: f64,
}

impl<'a, R: Recorder> Evaluation<'a, R> {
    pub(super) fn num(&mut self, id: NumId, row: usize) -> Quantity {
        let (place, width) = self.num_place(id);
        let row = Self::row_for(place.scope, row);
        // What is only looked up costs less than to remember it.
        let num = self.program.code.nums.get(id.index());
        if let Num::Const(_) | Num::Fact(_) = num {
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
            Num::Members { view, filter, share: false } => self.members(*view, *filter),
            Num::Members { view, filter, share: true } => self.share(*view, *filter),
            Num::Aggregate { view, how, key } => self.aggregate(*view, *how, *key),
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

    pub(super) fn view(&mut self, id: ViewId) -> Rc<ViewValue> {
        let (place, width) = self.view_place(id);
        if let Some(value) = self.scratch.views.get(place, width, 0) {
            return Rc::clone(value);
        }
        let value = Rc::new(self.compute_view(id));
        self.scratch.views.set(place, width, 1, 0, Rc::clone(&value));
        value
    }

    fn compute_view(&mut self, id: ViewId) -> ViewValue {
        let view = self.program.code.views.get(id.index());
        let base = match view.of {
            Some(of) => match &*self.view(of) {
                ViewValue::Known(seen) => seen.clone(),
                unknown @ ViewValue::Unknown(_) => return unknown.clone(),
            },
            None => match self.record.members(crate::schema::CollectionId(view.collection)) {
                Members::Known(members) => {
                    Seen { members: (0..members.len()).map(|row| (row, true)).collect(), least: members.len() }
                }
                Members::Unknown(reason) => return ViewValue::Unknown(*reason),
            },
        };
        // With a window of n, a member belongs for sure if fewer than n members can come before it, and may belong if
        // fewer than n members come before it for sure.
        let window = view.latest.unwrap_or(usize::MAX);
        let (mut sure, mut possible) = (0, 0);
        let mut out = Vec::new();
        for (row, certain) in base.members {
            if sure >= window {
                break;
            }
            let fits = view.filter.map_or(Tri::True, |filter| self.cond(filter, row)).and(if certain {
                Tri::True
            } else {
                Tri::Unknown
            });
            if fits == Tri::False {
                continue;
            }
            out.push((row, fits == Tri::True && possible < window));
            sure += usize::from(fits == Tri::True);
            possible += 1;
        }
        let least = if view.filter.is_none() { base.least } else { sure };
        ViewValue::Known(Seen { members: out, least: least.min(window) })
    }

    fn tally(&mut self, view: ViewId, filter: Option<CondId>) -> Result<Tally, Reason> {
        let view = self.view(view);
        let seen = match &*view {
            ViewValue::Known(seen) => seen,
            ViewValue::Unknown(reason) => return Err(*reason),
        };
        let mut tally = Tally { certain: seen.certain(), least: seen.least as f64, ..Tally::default() };
        for &(row, certain) in &seen.members {
            match (filter.map_or(Tri::True, |f| self.cond(f, row)), certain) {
                (Tri::True, true) => tally.yes += 1.0,
                (Tri::False, true) => tally.no += 1.0,
                (Tri::False, false) => tally.outside += 1.0,
                _ => tally.maybe += 1.0,
            }
        }
        Ok(tally)
    }

    /// How many members meet a condition.
    pub(super) fn members(&mut self, view: ViewId, filter: Option<CondId>) -> Quantity {
        match self.tally(view, filter) {
            Ok(Tally { yes, maybe, least, .. }) => {
                let window = self.program.code.views.get(view.index()).latest.map_or(f64::INFINITY, |n| n as f64);
                let least = if filter.is_none() { least } else { yes };
                Quantity::Between(least, (yes + maybe).min(window))
            }
            Err(reason) => Quantity::Unknown(reason),
        }
    }

    /// Which share of the members meets a condition.
    fn share(&mut self, view: ViewId, filter: Option<CondId>) -> Quantity {
        match self.tally(view, filter) {
            Ok(Tally { yes, no, maybe, outside, certain, least }) => {
                if yes + no + maybe + outside == 0.0 {
                    Quantity::Absent
                } else if least == 0.0 && !certain {
                    Quantity::Unknown(Reason::NotInSource)
                } else {
                    // Whoever may be there counts against the share at its least, and for it at its most.
                    let most = if yes + maybe == 0.0 { 0.0 } else { (yes + maybe) / (yes + no + maybe) };
                    Quantity::Between(yes / (yes + no + maybe + outside), most)
                }
            }
            Err(reason) => Quantity::Unknown(reason),
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
            Aggregate::Distinct | Aggregate::DistinctShare | Aggregate::MostRepeated => {
                self.kinds(&seen.members, how, key)
            }
            _ => self.moments(&seen.members, how, key),
        }
    }

    fn moments(&mut self, members: &[(usize, bool)], how: Aggregate, key: Key) -> Quantity {
        let Key::Number(num) = key else { return Quantity::Absent };
        let mut values = Vec::with_capacity(members.len());
        for &(row, _) in members {
            match self.num(num, row) {
                Quantity::Absent => {}
                Quantity::Unknown(reason) => return Quantity::Unknown(reason),
                between @ Quantity::Between(..) => match between.value() {
                    Some(value) => values.push(value),
                    None => return Quantity::Unknown(Reason::Language),
                },
            }
        }
        // A fixed order of summation: the sum does not depend on the order of the source.
        values.sort_by(f64::total_cmp);
        let n = values.len();
        let sum: f64 = values.iter().sum();
        match how {
            Aggregate::Sum => Quantity::known(sum),
            _ if n == 0 => Quantity::Absent,
            Aggregate::Min => Quantity::known(values[0]),
            Aggregate::Max => Quantity::known(values[n - 1]),
            Aggregate::Mean => Quantity::known(sum / n as f64),
            _ => Quantity::known(f64::midpoint(values[(n - 1) / 2], values[n / 2])),
        }
    }

    fn kinds(&mut self, members: &[(usize, bool)], how: Aggregate, key: Key) -> Quantity {
        let mut kinds = Vec::with_capacity(members.len());
        for &(row, _) in members {
            match self.kind(key, row) {
                Ok(kind) => kinds.extend(kind),
                Err(reason) => return Quantity::Unknown(reason),
            }
        }
        let counts = kind::counts(kinds);
        match how {
            Aggregate::Distinct => Quantity::known(counts.len() as f64),
            Aggregate::DistinctShare if members.is_empty() => Quantity::Absent,
            Aggregate::DistinctShare => Quantity::known(counts.len() as f64 / members.len() as f64),
            _ => Quantity::known(counts.into_iter().max().unwrap_or(0) as f64),
        }
    }

    /// What makes two members equal: a text in lower case as written, a label, a number.
    pub(super) fn kind(&mut self, key: Key, row: usize) -> Result<Option<Kind<'a>>, Reason> {
        match key {
            Key::Text(text) => match self.text(text, row) {
                TextValue::Known(state) => Ok(Some(Kind::text(state.shared_text()))),
                TextValue::Absent => Ok(Some(Kind::text(Cow::Borrowed("")))),
                TextValue::Unknown(reason) => Err(reason),
            },
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
