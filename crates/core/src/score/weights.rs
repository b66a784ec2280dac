//! What each rule can do to the score, in fixed point.

use crate::program::{Effect, FactorId, RuleCode};

/// Fixed point: points have six decimals.
pub(super) const SCALE: f64 = 1e6;

pub(super) fn fixed(points: f64) -> i64 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "saturates; points beyond a million are refused by the checker"
    )]
    let scaled = (points * SCALE).round() as i64;
    scaled
}

/// What is asked of each rule for every record, worked out once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Weights {
    /// In the order of the rules.
    pub(super) rules: Vec<RuleScore>,
    /// The rules of each factor.
    pub(super) factors: Vec<Vec<usize>>,
}

/// What a rule can do to the score, in fixed point.
#[derive(Clone, Debug)]
pub(super) struct RuleScore {
    pub(super) factor: FactorId,
    pub(super) weight: i64,
    /// By level, the rule itself first.
    effects: Vec<Effects>,
}

impl Weights {
    pub(crate) fn new(rules: &[RuleCode], factors: usize) -> Self {
        let of = |factor| (0..rules.len()).filter(move |&rule| rules[rule].factor.index() == factor).collect();
        Weights { rules: rules.iter().map(RuleScore::of).collect(), factors: (0..factors).map(of).collect() }
    }
}

impl RuleScore {
    fn of(rule: &RuleCode) -> Self {
        let effects = std::iter::once(&rule.base).chain(rule.levels.iter().map(|level| &level.effect));
        RuleScore { factor: rule.factor, weight: fixed(rule.weight()), effects: effects.map(Effects::of).collect() }
    }

    pub(super) fn at(&self, level: usize) -> Effects {
        self.effects.get(level).or(self.effects.first()).copied().unwrap_or(Effects::NONE)
    }
}

/// What a rule does to its factor, in fixed point.
#[derive(Clone, Copy, Debug)]
pub(super) struct Effects {
    pub(super) points: i64,
    pub(super) cap: i64,
}

impl Effects {
    pub(super) const NONE: Effects = Effects { points: 0, cap: i64::MAX };

    fn of(effect: &Effect) -> Self {
        Effects { points: fixed(effect.points.unwrap_or(0.0)), cap: effect.cap.map_or(i64::MAX, fixed) }
    }
}
