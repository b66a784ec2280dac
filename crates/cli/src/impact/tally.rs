//! What all profiles together come to: counters and the first or largest few, however many profiles there are.

use std::collections::BTreeMap;

use followback_core::{Severity, Status};

use crate::plugins::Conduct;

/// What one rule set says of a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Standing {
    /// In tenths of a point; none where it cannot be judged.
    pub(super) score: Option<i32>,
    pub(super) band: Option<String>,
    pub(super) verdict: Option<String>,
}

/// What became of a rule.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Before {
    pub(super) status: Status,
    pub(super) severity: Option<Severity>,
    pub(super) points: Option<f64>,
}

/// What became of a rule in each set; none where a set does not have it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Moved {
    pub(super) was: Option<Before>,
    pub(super) is: Option<Before>,
}

impl Moved {
    pub(super) fn gained(&self) -> bool {
        fired(self.is) && !fired(self.was)
    }

    pub(super) fn lost(&self) -> bool {
        fired(self.was) && !fired(self.is)
    }
}

fn fired(rule: Option<Before>) -> bool {
    rule.is_some_and(|rule| rule.status == Status::Fired)
}

/// A rule that says something else of a profile.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// Which one, of the rules of both sets.
    pub(super) rule: usize,
    pub(super) moved: Moved,
    /// The rule that supersedes it now, or did.
    pub(super) by: Option<String>,
}

/// One profile under both sets.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    /// Empty where nothing differs.
    pub(super) name: String,
    pub(super) before: Standing,
    pub(super) after: Standing,
    pub(super) moved: Vec<Row>,
}

impl Seen {
    /// The band or the verdict is another one.
    pub(super) fn flips(&self) -> bool {
        self.before.band != self.after.band || self.before.verdict != self.after.verdict
    }

    /// By how many tenths of a point the score moves.
    pub(super) fn shift(&self) -> Option<i32> {
        Some(self.after.score? - self.before.score?)
    }
}

/// What a rule says otherwise.
#[derive(Clone, Debug, Default)]
pub(super) struct OfRule {
    pub(super) gained: u64,
    pub(super) lost: u64,
    /// The same finding at another severity or for other points, or another reason not to find anything.
    pub(super) otherwise: u64,
    /// Profiles whose band or verdict flips while this rule says something else.
    pub(super) flips: u64,
    /// The first few profiles.
    pub(super) examples: Vec<String>,
}

/// How many profiles a rule names.
const EXAMPLES: usize = 3;
/// How many errors are kept to be shown.
const ERRORS: usize = 10;

/// What some profiles come to.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    /// How many flipped and moved profiles are kept.
    kept: usize,
    pub(super) profiles: u64,
    pub(super) unread: u64,
    /// How plugins behaved.
    pub(super) plugins: Conduct,
    /// The first few reasons.
    pub(super) errors: Vec<String>,
    /// Profiles of which nothing differs.
    pub(super) same: u64,
    pub(super) flips: u64,
    pub(super) bands: BTreeMap<(Option<String>, Option<String>), u64>,
    pub(super) verdicts: BTreeMap<(Option<String>, Option<String>), u64>,
    pub(super) rules: BTreeMap<usize, OfRule>,
    /// How many profiles move by how many tenths of a point.
    pub(super) shifts: BTreeMap<i32, u64>,
    /// Judged by one set alone: by the earlier, by the later.
    pub(super) judged_once: [u64; 2],
    /// The first flipped profiles, in the order of the corpus.
    pub(super) flipped: Vec<Seen>,
    /// The profiles that move most; equal ones in the order of the corpus.
    pub(super) movers: Vec<Seen>,
}

impl Tally {
    pub(super) fn new(kept: usize) -> Self {
        Tally { kept, ..Tally::default() }
    }

    pub(super) fn unreadable(&mut self, error: String) {
        self.unread += 1;
        if self.errors.len() < ERRORS {
            self.errors.push(error);
        }
    }

    pub(super) fn add(&mut self, seen: Seen) {
        self.profiles += 1;
        let shift = seen.shift();
        if let Some(shift) = shift {
            *self.shifts.entry(shift).or_default() += 1;
        } else {
            self.judged_once[0] += u64::from(seen.before.score.is_some());
            self.judged_once[1] += u64::from(seen.after.score.is_some());
        }
        if seen.name.is_empty() {
            self.same += 1;
            return;
        }
        let flips = seen.flips();
        for row in &seen.moved {
            let of_rule = self.rules.entry(row.rule).or_default();
            of_rule.gained += u64::from(row.moved.gained());
            of_rule.lost += u64::from(row.moved.lost());
            of_rule.otherwise += u64::from(!row.moved.gained() && !row.moved.lost());
            of_rule.flips += u64::from(flips);
            if of_rule.examples.len() < EXAMPLES {
                of_rule.examples.push(seen.name.clone());
            }
        }
        for (counts, before, after) in [
            (&mut self.bands, &seen.before.band, &seen.after.band),
            (&mut self.verdicts, &seen.before.verdict, &seen.after.verdict),
        ] {
            if before != after {
                *counts.entry((before.clone(), after.clone())).or_default() += 1;
            }
        }
        if flips {
            self.flips += 1;
            if self.flipped.len() < self.kept {
                self.flipped.push(seen.clone());
            }
        }
        if shift.is_some_and(|shift| shift != 0) {
            self.movers.push(seen);
            // Sorted now and then, not at every step.
            if self.movers.len() > 4 * self.kept {
                self.cut();
            }
        }
    }

    /// Adds what comes later in the corpus.
    pub(super) fn append(&mut self, later: Tally) {
        self.profiles += later.profiles;
        self.unread += later.unread;
        self.errors.extend(later.errors);
        self.errors.truncate(ERRORS);
        self.plugins.append(later.plugins);
        self.same += later.same;
        self.flips += later.flips;
        for (mine, its) in [(&mut self.bands, later.bands), (&mut self.verdicts, later.verdicts)] {
            for (step, n) in its {
                *mine.entry(step).or_default() += n;
            }
        }
        for (rule, its) in later.rules {
            let mine = self.rules.entry(rule).or_default();
            mine.gained += its.gained;
            mine.lost += its.lost;
            mine.otherwise += its.otherwise;
            mine.flips += its.flips;
            mine.examples.extend(its.examples);
            mine.examples.truncate(EXAMPLES);
        }
        for (shift, n) in later.shifts {
            *self.shifts.entry(shift).or_default() += n;
        }
        for (mine, its) in self.judged_once.iter_mut().zip(later.judged_once) {
            *mine += its;
        }
        self.flipped.extend(later.flipped);
        self.flipped.truncate(self.kept);
        self.movers.extend(later.movers);
        self.cut();
    }

    /// Keeps the profiles that move most. The sort is stable, so that equal ones stay in the order of the corpus.
    pub(super) fn cut(&mut self) {
        self.movers.sort_by_key(|seen| std::cmp::Reverse(seen.shift().unwrap_or(0).abs()));
        self.movers.truncate(self.kept);
    }

    /// The shift that so many hundredths of the profiles lie at or below: the median is that of 50.
    pub(super) fn percentile(&self, hundredths: u64) -> Option<i32> {
        let total: u64 = self.shifts.values().sum();
        // The nearest rank.
        let rank = (total * hundredths).div_ceil(100).max(1);
        let mut below = 0;
        self.shifts.iter().find_map(|(shift, n)| {
            below += n;
            (below >= rank).then_some(*shift)
        })
    }

    /// How many profiles lost, kept, and gained score.
    pub(super) fn directions(&self) -> [u64; 3] {
        let sum = |fits: fn(i32) -> bool| self.shifts.iter().filter(|(s, _)| fits(**s)).map(|(_, n)| n).sum();
        [sum(|s| s < 0), sum(|s| s == 0), sum(|s| s > 0)]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn seen(nth: usize, before: Option<i32>, after: Option<i32>) -> Seen {
        let standing = |score: Option<i32>| Standing {
            score,
            band: score.map(|s| if s >= 600 { "good" } else { "poor" }.to_owned()),
            verdict: None,
        };
        let was = Before { status: Status::Passed, severity: None, points: None };
        let is = Before { status: Status::Fired, severity: Some(Severity::Minor), points: Some(5.0) };
        let moved = Moved { was: Some(was), is: Some(is) };
        let name = if before == after { String::new() } else { format!("profile {nth}") };
        let moved = if name.is_empty() { vec![] } else { vec![Row { rule: 0, moved, by: None }] };
        Seen { name, before: standing(before), after: standing(after), moved }
    }

    #[test]
    fn percentiles_are_those_of_the_sorted_shifts() {
        let mut tally = Tally::new(3);
        (0..100).for_each(|n| tally.add(seen(0, Some(500), Some(500 + n))));
        assert_eq!([5, 50, 95, 100].map(|p| tally.percentile(p)), [Some(4), Some(49), Some(94), Some(99)]);
        assert_eq!(tally.directions(), [0, 1, 99]);
        assert_eq!(Tally::new(3).percentile(50), None);
    }

    proptest! {
        /// Parts of a corpus come to the same as the whole, wherever it is cut.
        #[test]
        fn cutting_the_corpus_changes_nothing(
            scores in prop::collection::vec((prop::option::of(0..1000i32), prop::option::of(0..1000i32)), 0..60),
            cuts in prop::collection::vec(1..20usize, 0..10),
        ) {
            let all: Vec<Seen> = scores.iter().enumerate().map(|(n, (a, b))| seen(n, *a, *b)).collect();
            let mut whole = Tally::new(3);
            all.iter().cloned().for_each(|seen| whole.add(seen));
            whole.cut();
            let mut parts = Tally::new(3);
            let mut rest = &all[..];
            for cut in cuts.into_iter().chain([usize::MAX]) {
                let (some, others) = rest.split_at(cut.min(rest.len()));
                rest = others;
                let mut part = Tally::new(3);
                some.iter().cloned().for_each(|seen| part.add(seen));
                parts.append(part);
            }
            prop_assert_eq!(format!("{whole:?}"), format!("{parts:?}"));
        }
    }
}
