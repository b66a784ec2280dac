//! score: from statuses to factor scores, a total with its range, and what each fix would gain.
//!
//! How the total is made is declared in a pack (`[score]`). A factor that deducts starts at 100 and loses the points of its
//! findings; one that earns starts at 0. Caps apply after. Points are added in fixed point, so that no order of rules can
//! show in the result; what people see is rounded to one decimal, and all differences are differences of rounded numbers,
//! so that they add up before the reader's eyes.

mod fixes;
mod sheet;
mod weights;

use crate::eval::{RuleOutcome, Status, Tri, active};
use crate::program::{FactorId, Program, RuleId, Standing};

pub(crate) use weights::Weights;
use weights::{Effects, SCALE, fixed};

pub use fixes::{Fixes, NextBand};
pub use sheet::{Sheet, SheetFactor, SheetRule, Worth};

/// How the total is made.
#[derive(Clone, Debug, Default)]
pub(crate) struct ScoreModel {
    /// Factors of the first impression and their weights.
    pub(crate) base: Vec<(FactorId, f64)>,
    /// The factor that matters more the lower the base is, with its weight at a base of 0 and of 100.
    pub(crate) rescue: Option<(FactorId, [f64; 2])>,
    /// The factor that can only take points off, and how many.
    pub(crate) deduct: Option<(FactorId, f64)>,
    /// Best first.
    pub(crate) bands: Vec<(String, f64)>,
    pub(crate) weights: Weights,
}

impl ScoreModel {
    fn is_base(&self, factor: FactorId) -> bool {
        self.base.iter().any(|(f, _)| *f == factor)
    }
}

/// The score of a record.
#[derive(Clone, Debug, PartialEq)]
pub struct Scored {
    /// The total; none when no factor of the base could be judged.
    pub total: Option<Total>,
    /// Share of the applicable points that could be evaluated, over the factors that make the total.
    pub coverage: f64,
    /// Each factor, in the order of [`Program::factors`].
    pub factors: Vec<FactorScore>,
    /// Findings by gain, then id.
    pub findings: Vec<Finding>,
    /// From the start to the total, step by step.
    pub waterfall: Vec<Step>,
    /// What to fix first.
    pub fixes: Fixes,
    /// The verdict, where a pack declares one and its factor is judged.
    pub verdict: Option<String>,
}

/// A total and what it could be.
#[derive(Clone, Debug, PartialEq)]
pub struct Total {
    /// Rounded to one decimal, like the two ends.
    pub value: f64,
    /// The least it can be, whatever the unknown rules of the judged factors turn out to say.
    pub low: f64,
    /// The most it can be.
    pub high: f64,
    /// The band it lies in; empty when none is declared.
    pub band: String,
}

/// The score of one factor.
#[derive(Clone, Debug, PartialEq)]
pub struct FactorScore {
    /// Which factor.
    pub factor: FactorId,
    /// Score, low and high, rounded to one decimal; none when less than half of it could be evaluated.
    pub score: Option<[f64; 3]>,
    /// Share of the applicable points that could be evaluated.
    pub coverage: f64,
}

/// A finding and its weight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Finding {
    /// The rule that fired.
    pub rule: RuleId,
    /// How much the total rises when it is mended.
    pub gain: f64,
}

/// One step from the start to the total.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// The finding; none for the start.
    pub rule: Option<RuleId>,
    /// By how much the total changes.
    pub by: f64,
}

/// Below this share of evaluated points a factor is not judged.
const MIN_COVERAGE: f64 = 0.5;
/// To one decimal. Adding zero turns -0 into 0.
pub(crate) fn round1(value: f64) -> f64 {
    (value * 10.0).round() / 10.0 + 0.0
}

/// Which end of the range is asked for; the ends need to know which rules can be findings at all.
#[derive(Clone, Copy)]
enum End<'a> {
    Low(&'a [Tri]),
    Now,
    High(&'a [Tri]),
}

pub(crate) struct Scorer<'a> {
    program: &'a Program,
    model: &'a ScoreModel,
}

impl Program {
    /// Scores what became of the rules.
    #[must_use]
    pub fn score(&self, outcomes: &[RuleOutcome]) -> Scored {
        let scorer = Scorer { program: self, model: &self.score };
        let brief = self.score_briefly(outcomes);
        let judged = scorer.judged(&scorer.covered(outcomes));
        let waterfall = scorer.waterfall(&brief.findings, outcomes, &judged);
        let fixes = scorer.fixes(&brief.findings, outcomes, brief.total.as_ref().map(|t| t.value));
        Scored { waterfall, fixes, ..brief }
    }

    /// The same without the waterfall and without looking for the best fixes, which for a profile with many findings costs
    /// far more than all the rest: for rows of a table that show neither.
    #[must_use]
    pub fn score_briefly(&self, outcomes: &[RuleOutcome]) -> Scored {
        let scorer = Scorer { program: self, model: &self.score };
        let covered = scorer.covered(outcomes);
        let judged = scorer.judged(&covered);
        let ends = scorer.ends(outcomes);
        let total = |end: usize| scorer.total(&judged, |factor| ends[factor.index()][end]);
        let value = total(NOW);
        let findings = scorer.findings(outcomes, &judged, &ends, value);
        let total = value.map(|value| Total {
            value,
            low: total(LOW).unwrap_or(value),
            high: total(HIGH).unwrap_or(value),
            band: scorer.band(value).unwrap_or_default().to_owned(),
        });
        let factors: Vec<FactorScore> = (0..)
            .zip(covered.iter().zip(&judged).zip(&ends))
            .map(|(index, ((covered, judged), ends))| FactorScore {
                factor: FactorId(index),
                score: judged.then(|| ends.map(round1)),
                coverage: share(*covered),
            })
            .collect();
        let verdict = scorer.verdict(&factors, total.as_ref());
        let coverage = scorer.coverage_of_total(&covered);
        Scored { total, coverage, factors, findings, waterfall: Vec::new(), fixes: Fixes::default(), verdict }
    }
}

/// Places in the scores of a factor at the ends of its range.
const NOW: usize = 0;
const LOW: usize = 1;
const HIGH: usize = 2;

impl Scorer<'_> {
    /// Evaluated and applicable points of each factor.
    fn covered(&self, outcomes: &[RuleOutcome]) -> Vec<(i64, i64)> {
        self.model.weights.factors.iter().map(|rules| self.covered_of(rules, outcomes)).collect()
    }

    fn covered_of(&self, rules: &[usize], outcomes: &[RuleOutcome]) -> (i64, i64) {
        let (mut evaluated, mut applicable) = (0i64, 0i64);
        for &rule in rules {
            let weight = self.model.weights.rules[rule].weight;
            match outcomes[rule].status {
                Status::Fired | Status::Passed | Status::Suppressed => {
                    evaluated = evaluated.saturating_add(weight);
                    applicable = applicable.saturating_add(weight);
                }
                Status::Unknown => applicable = applicable.saturating_add(weight),
                Status::NotApplicable | Status::Off | Status::Superseded => {}
            }
        }
        (evaluated, applicable)
    }

    fn coverage_of_total(&self, covered: &[(i64, i64)]) -> f64 {
        let factors = self.model.base.iter().map(|(f, _)| *f).chain(self.model.rescue.map(|(f, _)| f));
        let sum = factors
            .map(|f| covered[f.index()])
            .fold((0i64, 0i64), |a, b| (a.0.saturating_add(b.0), a.1.saturating_add(b.1)));
        share(sum)
    }

    /// Which factors can be judged. The factor that only takes points off always is: what fired counts.
    fn judged(&self, covered: &[(i64, i64)]) -> Vec<bool> {
        let judged =
            |(index, covered): (u32, &(i64, i64))| self.deducts(FactorId(index)) || share(*covered) >= MIN_COVERAGE;
        (0..).zip(covered).map(judged).collect()
    }

    fn deducts(&self, factor: FactorId) -> bool {
        self.model.deduct.is_some_and(|(deducting, _)| deducting == factor)
    }

    /// The score of each factor and the ends of its range, not rounded.
    fn ends(&self, outcomes: &[RuleOutcome]) -> Vec<[f64; 3]> {
        let active = active(self.program, outcomes);
        let all = (0..self.program.factors.len()).map(|index| FactorId(u32::try_from(index).unwrap_or(u32::MAX)));
        all.map(|factor| {
            let now = self.factor(factor, outcomes, End::Now);
            let mut rules = self.model.weights.factors[factor.index()].iter();
            let is_open = |&rule: &usize| active[rule] == Tri::Unknown || outcomes[rule].options.are_several();
            if self.deducts(factor) || !rules.any(is_open) {
                return [now; 3];
            }
            [now, self.factor(factor, outcomes, End::Low(&active)), self.factor(factor, outcomes, End::High(&active))]
        })
        .collect()
    }

    /// The score of a factor, not rounded.
    fn factor(&self, factor: FactorId, outcomes: &[RuleOutcome], end: End<'_>) -> f64 {
        self.factor_without(None, factor, outcomes, end)
    }

    /// The score of a factor as if one of its rules had passed, not rounded.
    fn factor_without(&self, mended: Option<RuleId>, factor: FactorId, outcomes: &[RuleOutcome], end: End<'_>) -> f64 {
        let decl = &self.program.factors[factor.index()];
        let sign = if decl.earns { 1 } else { -1 };
        let mut score = if decl.earns { 0 } else { fixed(100.0) };
        let mut cap = i64::MAX;
        let mended = mended.map(RuleId::index);
        for &index in self.model.weights.factors[factor.index()].iter().filter(|&&index| Some(index) != mended) {
            let effects = self.effects(index, outcomes, end, sign);
            score = score.saturating_add(sign * effects.points);
            cap = cap.min(effects.cap);
        }
        score = score.min(cap);
        if decl.clamp || !decl.earns {
            score = score.clamp(0, fixed(100.0));
        }
        score as f64 / SCALE
    }

    /// What a rule does at one end of the range. `sign` tells whether points are earned or lost.
    fn effects(&self, index: usize, outcomes: &[RuleOutcome], end: End<'_>, sign: i64) -> Effects {
        let outcome = &outcomes[index];
        let score = &self.model.weights.rules[index];
        let at = |level: usize| score.at(level);
        let active = match end {
            End::Now if outcome.status == Status::Fired => return at(outcome.level),
            End::Now => return Effects::NONE,
            End::Low(active) | End::High(active) => active[index],
        };
        let rule = &self.program.rules[index];
        if active == Tri::False || matches!(rule.standing, Standing::Suppressed { .. }) {
            return Effects::NONE;
        }
        let none = (active == Tri::Unknown).then_some(Effects::NONE);
        let options = rule.levels_of(outcome).map(at).chain(none);
        let points = options.clone().map(|o| sign * o.points);
        let caps = options.map(|o| o.cap);
        let (points, cap) = match end {
            End::Low(_) => (points.min(), caps.min()),
            End::Now | End::High(_) => (points.max(), caps.max()),
        };
        Effects { points: sign * points.unwrap_or(0), cap: cap.unwrap_or(i64::MAX) }
    }

    /// The total that the scores of the factors make, rounded; none when no factor of the base is judged.
    fn total(&self, judged: &[bool], score: impl Fn(FactorId) -> f64) -> Option<f64> {
        let base = || self.model.base.iter().filter(|(f, _)| judged[f.index()]);
        let weights = sum(base().map(|(_, weight)| *weight).collect());
        if weights <= 0.0 {
            return None;
        }
        let first = sum(base().map(|(f, weight)| score(*f) * weight).collect()) / weights;
        let mut total = first;
        if let Some((factor, [w0, w1])) = self.model.rescue.filter(|(f, _)| judged[f.index()]) {
            let weight = w0 + (w1 - w0) * first / 100.0;
            total = first + weight * (score(factor) - first);
        }
        if let Some((factor, at_most)) = self.model.deduct {
            let lost = 100.0 - score(factor);
            total = (total - lost.min(at_most)).max(0.0);
        }
        Some(round1(total))
    }

    /// The total that outcomes make.
    fn total_now(&self, judged: &[bool], outcomes: &[RuleOutcome]) -> Option<f64> {
        self.total(judged, |factor| self.factor(factor, outcomes, End::Now))
    }

    /// The best band that a total reaches.
    fn band(&self, total: f64) -> Option<&str> {
        self.model.bands.iter().find(|(_, least)| total >= *least).map(|(name, _)| name.as_str())
    }

    /// Whether a fired rule is a finding: one of a factor that deducts, or of one that the base names.
    fn is_finding(&self, index: usize, outcomes: &[RuleOutcome]) -> bool {
        let factor = self.model.weights.rules[index].factor;
        let shown = !self.program.factors[factor.index()].earns || self.model.is_base(factor);
        shown && outcomes[index].status == Status::Fired
    }

    /// From the start to the total in the order of the findings, by differences of rounded totals: it ends on the total.
    fn waterfall(&self, findings: &[Finding], outcomes: &[RuleOutcome], judged: &[bool]) -> Vec<Step> {
        let mut running: Vec<RuleOutcome> = outcomes.to_vec();
        for finding in findings {
            running[finding.rule.index()].status = Status::Passed;
        }
        let Some(mut before) = self.total_now(judged, &running) else { return Vec::new() };
        let mut steps = vec![Step { rule: None, by: before }];
        for finding in findings {
            running[finding.rule.index()].status = Status::Fired;
            let after = self.total_now(judged, &running).unwrap_or(before);
            steps.push(Step { rule: Some(finding.rule), by: round1(after - before) });
            before = after;
        }
        steps
    }

    fn verdict(&self, factors: &[FactorScore], total: Option<&Total>) -> Option<String> {
        let table = self.program.verdict.as_ref()?;
        let [score, ..] = factors[table.factor.index()].score?;
        let row = table.rows.iter().find(|row| score >= row.at_least)?;
        let band =
            total.and_then(|t| row.by_band.iter().find(|(b, _)| b.value == t.band)).map(|(_, word)| word.clone());
        band.or_else(|| row.any.clone())
    }
}

/// A sum that does not depend on the order in which a pack names its factors.
fn sum(mut terms: Vec<f64>) -> f64 {
    terms.sort_by(f64::total_cmp);
    terms.iter().sum()
}

/// Nothing applicable is nothing known.
fn share((evaluated, applicable): (i64, i64)) -> f64 {
    if applicable == 0 { 0.0 } else { evaluated as f64 / applicable as f64 }
}
