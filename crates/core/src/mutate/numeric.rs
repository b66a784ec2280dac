//! Where comparisons, formulas, aggregates and views can be changed.

use super::MutantKind;
use super::edit::Edit;
use super::sites::Walk;
use super::words::{arith_word, op_word};
use crate::program::{Aggregate, Arith, Cond, CondId, Key, Measure, NamedWhat, Num, NumId, Op, Test, View, ViewId};
use crate::schema::Kind;
use crate::solve::{fine, tidy};

/// One in twenty: the shares that rules ask about are of a few dozen members, and a smaller step falls between them.
const SHARE: f64 = 0.05;

impl Walk<'_> {
    pub(super) fn comparison(&mut self, id: CondId, a: NumId, op: Op, b: NumId, unknown: Option<bool>) {
        let program = self.program;
        self.bound(id, a, 0, b);
        let other = match op {
            Op::Above => Some(Op::AtLeast),
            Op::AtLeast => Some(Op::Above),
            Op::Below => Some(Op::AtMost),
            Op::AtMost => Some(Op::Below),
            Op::Equals => None,
        };
        // Of whole numbers, `above 3` is `at_least 4`: the threshold one step off is the same change.
        let stepped = program.whole(a) && matches!(program.code.nums.get(b.index()), Num::Const(_));
        if let (Some(other), false) = (other, stepped) {
            let what = format!("{} instead of {}: {}", op_word(other), op_word(op), program.brief(id));
            self.push(MutantKind::Operator, what, Edit::Cond(id, Cond::Leaf(Test::Number(a, other, b), unknown)));
        }
        self.number(a);
        self.number(b);
    }

    /// A step that can make a difference: one of a count, one in twenty of a share.
    fn step(&self, of: NumId, value: f64) -> f64 {
        match self.program.code.nums.get(of.index()) {
            _ if self.program.whole(of) => 1.0,
            Num::Aggregate { how: Aggregate::Median | Aggregate::Mean, key: Key::Number(key), .. }
                if self.program.whole(*key) =>
            {
                1.0
            }
            _ if self.is_share(of) => SHARE,
            _ => fine(value),
        }
    }

    fn is_share(&self, num: NumId) -> bool {
        match self.program.code.nums.get(num.index()) {
            Num::Fact(fact) => {
                matches!(*self.program.kind_of(*fact), Kind::Number { min, max, .. } if (min, max) == (0.0, 1.0))
            }
            Num::Members { share, .. } | Num::Overlap { share, .. } => *share,
            Num::Aggregate { how, .. } => *how == Aggregate::DistinctShare,
            Num::Text(_, measure) => matches!(measure, Measure::HashtagShare | Measure::CapitalsShare),
            Num::Formula(arith, a, _) => *arith == Arith::Div || self.is_share(*a),
            Num::Const(_) | Num::SetSize(_) | Num::Matches(..) => false,
        }
    }

    /// A threshold one step up and one step down.
    pub(super) fn bound(&mut self, id: CondId, of: NumId, which: usize, bound: NumId) {
        let Num::Const(value) = self.program.code.nums.get(bound.index()) else { return };
        let step = self.step(of, value.0);
        for changed in [tidy(value.0 - step), tidy(value.0 + step)] {
            let what = format!("{} instead of {} in {}", changed, value.0, self.program.brief(id));
            self.push(MutantKind::Threshold, what, Edit::Bound(id, which, changed));
        }
    }

    fn is_named(&self, num: NumId) -> bool {
        self.program.named.iter().any(|n| matches!(n.what, NamedWhat::Number(id) if id == num))
    }

    pub(super) fn number(&mut self, num: NumId) {
        if !self.is_named(num) {
            self.number_itself(num);
        }
    }

    pub(super) fn number_itself(&mut self, id: NumId) {
        if !self.seen_numbers.insert(id) {
            return;
        }
        let program = self.program;
        match program.code.nums.get(id.index()) {
            Num::Members { view, filter, share } => {
                if let Some(filter) = filter {
                    let all = Num::Members { view: *view, filter: None, share: *share };
                    self.push(MutantKind::Dropped, "without `where`".to_owned(), Edit::Num(id, all));
                    self.cond(*filter);
                }
                self.view(*view);
            }
            Num::Aggregate { view, how, key } => {
                let other = match how {
                    Aggregate::Min => Aggregate::Max,
                    Aggregate::Max => Aggregate::Min,
                    Aggregate::Sum | Aggregate::Median => Aggregate::Mean,
                    Aggregate::Mean => Aggregate::Median,
                    Aggregate::Distinct => Aggregate::MostRepeated,
                    Aggregate::DistinctShare | Aggregate::MostRepeated => Aggregate::Distinct,
                };
                let what = format!("{other:?} instead of {how:?}").to_lowercase();
                self.push(
                    MutantKind::Operator,
                    what,
                    Edit::Num(id, Num::Aggregate { view: *view, how: other, key: *key }),
                );
                if let Key::Number(num) = key {
                    self.number(*num);
                }
                self.view(*view);
            }
            Num::Formula(arith, a, b) => {
                let other = match arith {
                    Arith::Add => Arith::Sub,
                    Arith::Sub => Arith::Add,
                    Arith::Mul => Arith::Div,
                    Arith::Div => Arith::Mul,
                    Arith::Min => Arith::Max,
                    Arith::Max => Arith::Min,
                };
                let what = format!("{} instead of {}", arith_word(other), arith_word(*arith));
                self.push(MutantKind::Operator, what, Edit::Num(id, Num::Formula(other, *a, *b)));
                if let Num::Const(value) = program.code.nums.get(b.index()) {
                    let step = if value.0.fract() == 0.0 { 1.0 } else { fine(value.0) };
                    for changed in [tidy(value.0 - step), tidy(value.0 + step)] {
                        let what = format!("{} {changed} instead of {}", arith_word(*arith), value.0);
                        self.push(MutantKind::Threshold, what, Edit::Factor(id, changed));
                    }
                }
                self.number(*a);
                self.number(*b);
            }
            Num::Const(_) | Num::Fact(_) | Num::Text(..) | Num::SetSize(_) | Num::Overlap { .. } | Num::Matches(..) => {
            }
        }
    }

    fn view(&mut self, id: ViewId) {
        let named = self.program.named.iter().any(|n| matches!(n.what, NamedWhat::View(view) if view == id));
        if !named {
            self.view_itself(id);
        }
    }

    pub(super) fn view_itself(&mut self, id: ViewId) {
        let view = self.program.code.views.get(id.index());
        if let Some(latest) = view.latest {
            for changed in [latest.saturating_sub(1), latest + 1] {
                let what = format!("latest {changed} instead of {latest}");
                let edit = Edit::View(id, View { latest: Some(changed), ..view.clone() });
                self.push(MutantKind::Window, what, edit);
            }
        }
        if let Some(filter) = view.filter {
            let edit = Edit::View(id, View { filter: None, ..view.clone() });
            self.push(MutantKind::Dropped, "without `where`".to_owned(), edit);
            self.cond(filter);
        }
    }
}
