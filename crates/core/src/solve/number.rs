//! Numbers: to the boundary of a comparison.

use super::edit::Step;
use super::search::Goal;
use super::{How, Solver};
use crate::program::{Arith, Num, NumId, Op, Program};
use crate::record::Fact;
use crate::schema::Kind;

/// What a number has to be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Aim {
    pub(super) op: Op,
    pub(super) bound: f64,
}

impl Aim {
    /// It has to become greater rather than smaller, seen from where it is.
    pub(super) fn up(self, now: Option<f64>) -> bool {
        match self.op {
            Op::Above | Op::AtLeast => true,
            Op::Below | Op::AtMost => false,
            Op::Equals => now.is_none_or(|now| now < self.bound),
        }
    }

    /// The value nearest to the boundary that does.
    fn target(self, whole: bool) -> f64 {
        let step = if whole { 1.0 } else { fine(self.bound) };
        match (self.op, whole) {
            (Op::AtLeast, true) => self.bound.ceil(),
            (Op::AtMost, true) => self.bound.floor(),
            (Op::Equals, _) | (Op::AtLeast | Op::AtMost, false) => self.bound,
            (Op::Above, true) => self.bound.floor() + step,
            (Op::Below, true) => self.bound.ceil() - step,
            (Op::Above, false) => tidy(self.bound + step),
            (Op::Below, false) => tidy(self.bound - step),
        }
    }
}

/// A step that is small beside a number and still readable.
pub(crate) fn fine(bound: f64) -> f64 {
    match bound.abs() {
        size if size <= 10.0 => 0.01,
        size if size <= 100.0 => 0.1,
        _ => 1.0,
    }
}

/// Without the dust of binary fractions.
pub(crate) fn tidy(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

/// The comparison that holds exactly where this one does not.
pub(crate) fn negated(op: Op) -> Option<Op> {
    Some(match op {
        Op::Above => Op::AtMost,
        Op::AtLeast => Op::Below,
        Op::Below => Op::AtLeast,
        Op::AtMost => Op::Above,
        Op::Equals => return None,
    })
}

/// The comparison with its sides changed.
fn mirrored(op: Op) -> Op {
    match op {
        Op::Above => Op::Below,
        Op::AtLeast => Op::AtMost,
        Op::Below => Op::Above,
        Op::AtMost => Op::AtLeast,
        Op::Equals => Op::Equals,
    }
}

impl Solver<'_> {
    pub(super) fn number(&self, step: &Step, num: NumId) -> Option<f64> {
        self.ask(step, |probe| probe.number(num, step.row))
    }

    pub(super) fn compared(&self, from: &Step, a: NumId, op: Op, b: NumId, goal: Goal) -> Vec<Step> {
        let (left, right) = (self.number(from, a), self.number(from, b));
        let ops: Vec<Op> = match (goal.wanted, negated(op)) {
            (true, _) => vec![op],
            (false, Some(not)) => vec![not],
            (false, None) => vec![Op::Above, Op::Below],
        };
        let mut steps = Vec::new();
        for op in ops {
            if let Some(bound) = right {
                steps.append(&mut self.aim(from, a, Aim { op, bound }, goal));
            }
            if let Some(bound) = left {
                steps.append(&mut self.aim(from, b, Aim { op: mirrored(op), bound }, goal));
            }
        }
        steps
    }

    pub(super) fn between(&self, from: &Step, of: NumId, low: NumId, high: NumId, goal: Goal) -> Vec<Step> {
        let (Some(low), Some(high)) = (self.number(from, low), self.number(from, high)) else { return Vec::new() };
        let aims = if goal.wanted {
            [Aim { op: Op::AtLeast, bound: low }, Aim { op: Op::AtMost, bound: high }]
        } else {
            [Aim { op: Op::Below, bound: low }, Aim { op: Op::Above, bound: high }]
        };
        aims.into_iter().flat_map(|aim| self.aim(from, of, aim, goal)).collect()
    }

    /// Steps that bring a number to where it has to be.
    pub(super) fn aim(&self, from: &Step, num: NumId, aim: Aim, goal: Goal) -> Vec<Step> {
        if self.exhausted() {
            return Vec::new();
        }
        let program = self.program;
        match program.code.nums.get(num.index()) {
            Num::Const(_) => Vec::new(),
            Num::Fact(fact) => {
                let Kind::Number { min, max, .. } = *program.kind_of(*fact) else { return Vec::new() };
                let target = aim.target(self.whole(num)).clamp(min, max);
                self.set(from, *fact, Fact::number(target), How::Value)
            }
            Num::Text(text, measure) => {
                let now = self.number(from, num);
                self.measured(from, *text, *measure, aim.target(self.whole(num)), now)
            }
            Num::SetSize(set) => self.set_size(from, *set, aim.up(self.number(from, num)), goal),
            Num::Overlap { of, with, .. } => {
                let up = aim.up(self.number(from, num));
                let mut steps = self.common(from, *of, *with, up, goal);
                // The share also falls when the set itself grows.
                if !up {
                    steps.append(&mut self.set_size(from, *of, true, goal));
                }
                steps
            }
            Num::Members { view, filter, share } => {
                self.members(from, *view, *filter, aim.up(self.number(from, num)), *share, goal)
            }
            Num::Aggregate { view, how, key } => {
                self.aggregate(from, *view, *how, *key, aim, aim.up(self.number(from, num)), goal)
            }
            Num::Matches(text, pattern) => {
                let up = aim.up(self.number(from, num));
                let goal_up = Goal { wanted: goal.wanted, ..goal };
                self.count_of_matches(from, *text, *pattern, up, goal_up)
            }
            Num::Formula(arith, a, b) => self.formula(from, *arith, *a, *b, aim, goal),
        }
    }

    /// Each side of a formula in turn, the other one as it is.
    fn formula(&self, from: &Step, arith: Arith, a: NumId, b: NumId, aim: Aim, goal: Goal) -> Vec<Step> {
        let (left, right) = (self.number(from, a), self.number(from, b));
        let Aim { op, bound } = aim;
        let flip = |op: Op, negative: bool| if negative { mirrored(op) } else { op };
        let mut steps = Vec::new();
        let by_left = right.and_then(|right| match arith {
            Arith::Add => Some(Aim { op, bound: bound - right }),
            Arith::Sub => Some(Aim { op, bound: bound + right }),
            Arith::Mul if right != 0.0 => Some(Aim { op: flip(op, right < 0.0), bound: bound / right }),
            Arith::Div if right != 0.0 => Some(Aim { op: flip(op, right < 0.0), bound: bound * right }),
            Arith::Min | Arith::Max => Some(aim),
            Arith::Mul | Arith::Div => None,
        });
        let by_right = left.and_then(|left| match arith {
            Arith::Add => Some(Aim { op, bound: bound - left }),
            Arith::Sub => Some(Aim { op: mirrored(op), bound: left - bound }),
            Arith::Mul if left != 0.0 => Some(Aim { op: flip(op, left < 0.0), bound: bound / left }),
            Arith::Div if bound != 0.0 && left > 0.0 => Some(Aim { op: mirrored(op), bound: left / bound }),
            Arith::Min | Arith::Max => Some(aim),
            Arith::Mul | Arith::Div => None,
        });
        if let Some(aim) = by_left {
            steps.append(&mut self.aim(from, a, aim, goal));
        }
        if let Some(aim) = by_right {
            steps.append(&mut self.aim(from, b, aim, goal));
        }
        // What is not known of either side, as the count of nothing: make the left one something first.
        if left.is_none() && right.is_none() {
            steps.append(&mut self.aim(from, b, Aim { op: Op::AtLeast, bound: 1.0 }, goal));
        }
        steps
    }

    fn whole(&self, num: NumId) -> bool {
        self.program.whole(num)
    }
}

impl Program {
    /// A number that counts things.
    pub(crate) fn whole(&self, num: NumId) -> bool {
        use crate::program::{Aggregate, Key, Measure};
        match self.code.nums.get(num.index()) {
            Num::Const(value) => value.0.fract() == 0.0,
            Num::Fact(fact) => matches!(*self.kind_of(*fact), Kind::Number { whole: true, .. }),
            Num::Text(_, measure) => !matches!(measure, Measure::HashtagShare | Measure::CapitalsShare),
            Num::SetSize(_)
            | Num::Matches(..)
            | Num::Aggregate { how: Aggregate::Distinct | Aggregate::MostRepeated, .. } => true,
            Num::Overlap { share, .. } | Num::Members { share, .. } => !share,
            Num::Aggregate { how: Aggregate::Min | Aggregate::Max | Aggregate::Sum, key: Key::Number(key), .. } => {
                self.whole(*key)
            }
            Num::Aggregate { .. } | Num::Formula(Arith::Div, ..) => false,
            Num::Formula(_, a, b) => self.whole(*a) && self.whole(*b),
        }
    }
}
