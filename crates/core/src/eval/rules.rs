//! What becomes of each rule: first by itself, then among the others.

use super::tri::Tri;
use crate::bits::ones;
use crate::program::{Effect, Program, RuleCode, RuleId, Standing};

/// What became of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// It is a finding.
    Fired,
    /// It found nothing.
    Passed,
    /// It is not about records like this one.
    NotApplicable,
    /// It could not be told.
    Unknown,
    /// Another finding makes it superfluous.
    Superseded,
    /// It fired and is set aside for a stated reason.
    Suppressed,
    /// It is turned off.
    Off,
}

impl Status {
    /// The word used in reports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Status::Fired => "fired",
            Status::Passed => "passed",
            Status::NotApplicable => "not_applicable",
            Status::Unknown => "unknown",
            Status::Superseded => "superseded",
            Status::Suppressed => "suppressed",
            Status::Off => "off",
        }
    }
}

/// What a rule says by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Raw {
    Fired,
    Passed,
    NotApplicable,
    Unknown,
    Off,
}

/// What became of one rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleOutcome {
    /// What it says by itself.
    pub(crate) raw: Raw,
    /// What became of it among the others.
    pub status: Status,
    /// The finding that superseded it.
    pub by: Option<RuleId>,
    /// The level that counts: 0 for the rule itself, else the number of the level.
    pub level: usize,
    /// Every level that could count, if some are unknown.
    pub(crate) options: Levels,
}

/// Some levels of a rule, a bit each; all from the last bit on share it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Levels(u64);

impl Levels {
    const LAST: usize = 63;

    fn add(&mut self, level: usize) {
        self.0 |= 1 << level.min(Self::LAST);
    }

    /// Whether there is more than one, or may be.
    pub(crate) fn are_several(self) -> bool {
        self.0.count_ones() > 1 || self.0 >> Self::LAST == 1
    }

    /// Their numbers, of a rule with so many levels.
    fn each(self, all: usize) -> impl Iterator<Item = usize> + Clone {
        let shared = (self.0 >> Self::LAST == 1).then_some(Self::LAST..=all);
        ones(self.0 & !(1 << Self::LAST)).chain(shared.into_iter().flatten())
    }
}

impl Raw {
    fn status(self) -> Status {
        match self {
            Raw::Fired => Status::Fired,
            Raw::Passed => Status::Passed,
            Raw::NotApplicable => Status::NotApplicable,
            Raw::Unknown => Status::Unknown,
            Raw::Off => Status::Off,
        }
    }
}

impl RuleOutcome {
    /// What it says by itself, whatever became of it among the others.
    #[must_use]
    pub fn by_itself(&self) -> Status {
        self.raw.status()
    }

    pub(super) fn new(raw: Raw) -> Self {
        RuleOutcome { raw, status: raw.status(), by: None, level: 0, options: Levels::default() }
    }

    /// Adds a level that could count, behind those before it; one that holds for sure is the one that counts.
    pub(super) fn add_level(&mut self, level: usize, sure: bool) {
        if sure || self.options == Levels::default() {
            self.level = level;
        }
        self.options.add(level);
    }

    /// Says what the rule says by itself.
    pub(super) fn settle(&mut self, raw: Raw) {
        (self.raw, self.status) = (raw, raw.status());
    }

    /// Whether the rule fired, whatever became of it among the others.
    pub(crate) fn fired_by_itself(&self) -> bool {
        self.raw == Raw::Fired
    }

    /// What `fired` sees: the result by itself.
    pub(super) fn raw_fired(&self) -> Tri {
        match self.raw {
            Raw::Fired => Tri::True,
            Raw::Unknown => Tri::Unknown,
            Raw::Passed | Raw::NotApplicable | Raw::Off => Tri::False,
        }
    }
}

impl RuleCode {
    /// What the rule does at a level of an outcome.
    #[must_use]
    pub fn effect(&self, level: usize) -> &Effect {
        level.checked_sub(1).and_then(|i| self.levels.get(i)).map_or(&self.base, |l| &l.effect)
    }

    /// The levels that could be the one that counts; without an evaluation of the body it could be any.
    pub(crate) fn levels_of(&self, outcome: &RuleOutcome) -> impl Iterator<Item = usize> + Clone {
        // Without a `when` a rule fires only through its levels.
        let any = usize::from(self.when.is_none())..=self.levels.len();
        let unevaluated = (outcome.options == Levels::default()).then_some(any);
        outcome.options.each(self.levels.len()).chain(unevaluated.into_iter().flatten())
    }
}

/// What would become of the rules if some findings were mended: they pass, and what they superseded comes back.
pub(crate) fn mend(program: &Program, outcomes: &[RuleOutcome], mended: &[RuleId]) -> Vec<RuleOutcome> {
    // Nobody asks a mended outcome which levels could have counted.
    let mut out: Vec<RuleOutcome> =
        outcomes.iter().map(|o| RuleOutcome { level: o.level, ..RuleOutcome::new(o.raw) }).collect();
    for rule in mended {
        out[rule.index()] = RuleOutcome::new(Raw::Passed);
    }
    silence(program, &mut out);
    out
}

/// Whether each rule would be a finding if everything were known: it fires, and nothing silences it.
pub(crate) fn active(program: &Program, outcomes: &[RuleOutcome]) -> Vec<Tri> {
    let mut active = vec![Tri::False; outcomes.len()];
    for &id in &program.silence_order {
        let by = &program.rules[id.index()].superseded_by;
        let silenced = by.iter().fold(Tri::False, |all, by| all.or(active[by.index()]));
        active[id.index()] = outcomes[id.index()].raw_fired().and(!silenced);
    }
    active
}

/// Findings silence the rules that they supersede. A suppressed one still does, one that is off or superseded does not, and
/// an unknown one does not either.
pub(super) fn silence(program: &Program, outcomes: &mut [RuleOutcome]) {
    for &id in &program.silence_order {
        let rule = &program.rules[id.index()];
        let by = rule
            .superseded_by
            .iter()
            .copied()
            .find(|by| matches!(outcomes[by.index()].status, Status::Fired | Status::Suppressed));
        let outcome = &mut outcomes[id.index()];
        let silenced = matches!(outcome.raw, Raw::Fired | Raw::Unknown);
        if let (Some(by), true) = (by, silenced) {
            outcome.status = Status::Superseded;
            outcome.by = Some(by);
        } else if outcome.raw == Raw::Fired && matches!(rule.standing, Standing::Suppressed { .. }) {
            outcome.status = Status::Suppressed;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_those_that_were_added() {
        let mut levels = Levels::default();
        assert_eq!(levels.each(9).count(), 0);
        levels.add(4);
        assert!(!levels.are_several());
        levels.add(0);
        assert!(levels.are_several());
        assert_eq!(levels.each(9).collect::<Vec<_>>(), [0, 4]);
        levels.add(64);
        assert_eq!(levels.each(65).collect::<Vec<_>>(), [0, 4, 63, 64, 65], "the last ones share a bit");
    }
}
