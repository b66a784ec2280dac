//! The arithmetic of the score as plain data.
//!
//! A [`Sheet`] holds all that decides the score of one record: how the total is declared, and what each rule says and
//! weighs. Whoever has it can work out what the score would be with some findings mended, without rules, texts or facts.

use super::weights::{Effects, SCALE};
use super::{Scored, Scorer};
use crate::eval::{RuleOutcome, Status, mend};
use crate::program::{FactorId, Program, RuleId, Standing};

/// Everything that the score of a record is worked out from.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// A factor of which a smaller share could be evaluated has no score.
    pub min_coverage: f64,
    /// The factors of the first impression and their weights.
    pub base: Vec<(FactorId, f64)>,
    /// The factor that weighs more the lower the first impression is, with its weight at 0 and at 100.
    pub rescue: Option<(FactorId, [f64; 2])>,
    /// The factor that only takes points off the total, and how many at most.
    pub deduct: Option<(FactorId, f64)>,
    /// The bands and the least total of each, best first.
    pub bands: Vec<(String, f64)>,
    /// How each factor counts, in the order of [`Program::factors`].
    pub factors: Vec<SheetFactor>,
    /// Each rule, after those that supersede it.
    pub rules: Vec<SheetRule>,
}

/// How a factor counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SheetFactor {
    /// What it has before any rule fires.
    pub start: f64,
    /// Whether it is kept between 0 and 100.
    pub clamp: bool,
}

/// What a rule says and weighs.
#[derive(Clone, Debug, PartialEq)]
pub struct SheetRule {
    /// Which rule.
    pub rule: RuleId,
    /// The factor it counts in.
    pub factor: FactorId,
    /// Its weight in the coverage.
    pub weight: f64,
    /// What it says by itself.
    pub by_itself: Status,
    /// Its findings are set aside; it still supersedes.
    pub suppressed: bool,
    /// What it does to its factor when it fires.
    pub now: Worth,
    /// The most it can take from its factor when it fires, as far as that is known.
    pub worst: Worth,
    /// The least it can take.
    pub best: Worth,
    /// The rules that it silences when it fires.
    pub supersedes: Vec<RuleId>,
}

/// What a finding does to a factor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Worth {
    /// Points added, or taken where negative.
    pub points: f64,
    /// The factor can be no higher.
    pub cap: Option<f64>,
}

impl Program {
    /// What the score of these outcomes is worked out from.
    #[must_use]
    pub fn sheet(&self, outcomes: &[RuleOutcome]) -> Sheet {
        let scorer = Scorer { program: self, model: &self.score };
        let factor = |factor: &crate::program::Factor| SheetFactor {
            start: if factor.earns { 0.0 } else { 100.0 },
            clamp: factor.clamp || !factor.earns,
        };
        Sheet {
            min_coverage: super::MIN_COVERAGE,
            base: self.score.base.clone(),
            rescue: self.score.rescue,
            deduct: self.score.deduct,
            bands: self.score.bands.clone(),
            factors: self.factors.iter().map(factor).collect(),
            rules: self.silence_order.iter().map(|&rule| scorer.sheet_rule(rule, &outcomes[rule.index()])).collect(),
        }
    }

    /// The score as [`Program::score_briefly`] tells it, with some findings mended; what they superseded comes back.
    #[must_use]
    pub fn score_without(&self, outcomes: &[RuleOutcome], mended: &[RuleId]) -> Scored {
        let mut after = mend(self, outcomes, mended);
        for (after, before) in after.iter_mut().zip(outcomes) {
            if after.raw == before.raw {
                after.options = before.options;
            }
        }
        self.score_briefly(&after)
    }
}

impl Scorer<'_> {
    fn sheet_rule(&self, id: RuleId, outcome: &RuleOutcome) -> SheetRule {
        let rule = &self.program.rules[id.index()];
        let score = &self.model.weights.rules[id.index()];
        let sign = if self.program.factors[rule.factor.index()].earns { 1 } else { -1 };
        let levels: Vec<Effects> = rule.levels_of(outcome).map(|level| score.at(level)).collect();
        let points = || levels.iter().map(|effects| sign * effects.points);
        let caps = || levels.iter().map(|effects| effects.cap);
        let now = score.at(outcome.level);
        SheetRule {
            rule: id,
            factor: rule.factor,
            weight: unfixed(score.weight),
            by_itself: outcome.by_itself(),
            suppressed: matches!(rule.standing, Standing::Suppressed { .. }),
            now: Worth::new(sign * now.points, now.cap),
            worst: Worth::new(points().min().unwrap_or(0), caps().min().unwrap_or(i64::MAX)),
            best: Worth::new(points().max().unwrap_or(0), caps().max().unwrap_or(i64::MAX)),
            supersedes: rule.supersedes.clone(),
        }
    }
}

impl Worth {
    fn new(points: i64, cap: i64) -> Self {
        Worth { points: unfixed(points), cap: (cap != i64::MAX).then(|| unfixed(cap)) }
    }
}

/// Back from fixed point, for people who multiply and round again: that gives the same number.
fn unfixed(points: i64) -> f64 {
    points as f64 / SCALE
}
