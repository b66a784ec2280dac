//! What each fix gains, and the smallest set of fixes that reaches the next band.

use super::{End, Finding, NOW, Scorer, round1};
use crate::eval::{RuleOutcome, Status, mend};
use crate::program::RuleId;

/// What to fix first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fixes {
    /// The findings with the largest gains, at most three.
    pub first: Vec<RuleId>,
    /// The total when these are mended together.
    pub first_total: Option<f64>,
    /// The way to the next band; none at the best one, or when no set of fixes reaches it.
    pub next_band: Option<NextBand>,
}

/// The smallest set of fixes that reaches the next band.
#[derive(Clone, Debug, PartialEq)]
pub struct NextBand {
    /// The band.
    pub band: String,
    /// What to mend, by id.
    pub rules: Vec<RuleId>,
    /// The total then.
    pub total: f64,
    /// No smaller set reaches it; false when there were too many findings to try all sets.
    pub exact: bool,
}

/// Up to so many findings all sets are tried: 65,536 of them.
const EXACT: usize = 16;
/// How many fixes are named first.
const FIRST: usize = 3;

impl Scorer<'_> {
    /// Findings by gain, then id. `judged` and `ends` are those of the outcomes as they are.
    pub(super) fn findings(
        &self,
        outcomes: &[RuleOutcome],
        judged: &[bool],
        ends: &[[f64; 3]],
        total: Option<f64>,
    ) -> Vec<Finding> {
        let mut findings: Vec<Finding> = (0..)
            .take(self.program.rules.len())
            .filter(|&index| self.is_finding(index as usize, outcomes))
            .map(|index| {
                let rule = RuleId(index);
                let after = self.total_without(rule, outcomes, judged, ends);
                Finding { rule, gain: after.zip(total).map_or(0.0, |(after, before)| round1(after - before)) }
            })
            .collect();
        // Rules lie in the order of their ids, so a stable sort leaves ties in that order.
        findings.sort_by(|a, b| b.gain.total_cmp(&a.gain));
        findings
    }

    /// The total with one finding gone.
    fn total_without(&self, rule: RuleId, outcomes: &[RuleOutcome], judged: &[bool], ends: &[[f64; 3]]) -> Option<f64> {
        let code = &self.program.rules[rule.index()];
        if !code.supersedes.is_empty() {
            return self.rescored(&[rule], outcomes);
        }
        // Nothing comes back: only its own factor changes, and of that as much could be evaluated as before.
        let own = self.factor_without(Some(rule), code.factor, outcomes, End::Now);
        self.total(judged, |factor| if factor == code.factor { own } else { ends[factor.index()][NOW] })
    }

    /// The total with some findings gone; what they superseded comes back.
    fn rescored(&self, mended: &[RuleId], outcomes: &[RuleOutcome]) -> Option<f64> {
        let outcomes = mend(self.program, outcomes, mended);
        let judged = self.judged(&self.covered(&outcomes));
        self.total_now(&judged, &outcomes)
    }

    pub(super) fn fixes(&self, findings: &[Finding], outcomes: &[RuleOutcome], total: Option<f64>) -> Fixes {
        let Some(total) = total else { return Fixes::default() };
        let first: Vec<RuleId> = findings.iter().filter(|f| f.gain > 0.0).take(FIRST).map(|f| f.rule).collect();
        let first_total = self.rescored(&first, outcomes);
        Fixes { first, first_total, next_band: self.next_band(findings, outcomes, total) }
    }

    fn next_band(&self, findings: &[Finding], outcomes: &[RuleOutcome], total: f64) -> Option<NextBand> {
        let (band, least) = self.model.bands.iter().rfind(|(_, least)| *least > total)?;
        let mut all: Vec<RuleId> = findings.iter().map(|f| f.rule).collect();
        let (found, exact) = match self.reaching(&all, outcomes, *least) {
            (None, _) => {
                // Where the findings alone do not get there, what comes back when they are mended has to be mended too.
                all.extend(Self::silenced(outcomes));
                self.reaching(&all, outcomes, *least)
            }
            found => found,
        };
        let (mut rules, total) = found?;
        rules.sort();
        Some(NextBand { band: band.clone(), rules, total, exact })
    }

    /// Some of `all` that reach a total, and whether no smaller set does.
    fn reaching(&self, all: &[RuleId], outcomes: &[RuleOutcome], least: f64) -> (Option<(Vec<RuleId>, f64)>, bool) {
        // When all together do not reach it, no part needs to be tried.
        if self.rescored(all, outcomes).is_none_or(|total| total < least) {
            return (None, true);
        }
        if all.len() <= EXACT {
            (self.smallest(all, outcomes, least), true)
        } else {
            (self.greedy(all, outcomes, least), false)
        }
    }

    /// Rules that fired by themselves and that a finding silences.
    fn silenced(outcomes: &[RuleOutcome]) -> impl Iterator<Item = RuleId> {
        (0..)
            .zip(outcomes)
            .filter(|(_, o)| o.status == Status::Superseded && o.fired_by_itself())
            .map(|(index, _)| RuleId(index))
    }

    /// All sets by size; of one size the one with the highest total, then the one whose findings come first.
    fn smallest(&self, all: &[RuleId], outcomes: &[RuleOutcome], least: f64) -> Option<(Vec<RuleId>, f64)> {
        for size in 1..=all.len() {
            let mut best: Option<(Vec<RuleId>, f64)> = None;
            let mut picked: Vec<usize> = (0..size).collect();
            loop {
                let rules: Vec<RuleId> = picked.iter().map(|&i| all[i]).collect();
                if let Some(total) = self.rescored(&rules, outcomes).filter(|t| *t >= least)
                    && best.as_ref().is_none_or(|(_, most)| total > *most)
                {
                    best = Some((rules, total));
                }
                if !advance(&mut picked, all.len()) {
                    break;
                }
            }
            if best.is_some() {
                return best;
            }
        }
        None
    }

    /// One fix after the other, each time the one that lifts the total most.
    fn greedy(&self, all: &[RuleId], outcomes: &[RuleOutcome], least: f64) -> Option<(Vec<RuleId>, f64)> {
        let mut picked: Vec<RuleId> = Vec::new();
        while picked.len() < all.len() {
            let mut best: Option<(RuleId, f64)> = None;
            for &rule in all.iter().filter(|r| !picked.contains(r)) {
                let tried: Vec<RuleId> = picked.iter().copied().chain([rule]).collect();
                let total = self.rescored(&tried, outcomes).unwrap_or(f64::NEG_INFINITY);
                if best.is_none_or(|(_, most)| total > most) {
                    best = Some((rule, total));
                }
            }
            let (rule, total) = best?;
            picked.push(rule);
            if total >= least {
                return Some((picked, total));
            }
        }
        None
    }
}

/// The next combination in lexicographic order.
fn advance(picked: &mut [usize], n: usize) -> bool {
    let size = picked.len();
    let Some(at) = (0..size).rev().find(|&i| picked[i] < n - size + i) else { return false };
    picked[at] += 1;
    for i in at + 1..size {
        picked[i] = picked[i - 1] + 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::advance;

    #[test]
    fn combinations_come_once_each() {
        let mut picked = vec![0, 1];
        let mut all = vec![picked.clone()];
        while advance(&mut picked, 4) {
            all.push(picked.clone());
        }
        assert_eq!(all, [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]]);
    }
}
