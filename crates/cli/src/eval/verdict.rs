//! Whether the posts keep to the bio: one answer of four, so it is counted in a table of its own.

use followback_core::{Program, RuleOutcome, Severity, Status};
use serde::Serialize;

use super::gold::Verdict;
use super::tally::{ratio, rounded};

/// The rule that answers.
pub(crate) const RULE: &str = "posts/off-topic";
/// The name of the question, for `--only`.
pub(crate) const NAME: &str = "off_topic";

pub(crate) const ALL: [Verdict; 4] = [Verdict::On, Verdict::Mixed, Verdict::Off, Verdict::None];

impl Verdict {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Verdict::On => "on",
            Verdict::Mixed => "mixed",
            Verdict::Off => "off",
            Verdict::None => "none",
        }
    }
}

/// What the rule answers; nothing where it could not tell.
pub(crate) fn answer(program: &Program, outcomes: &[RuleOutcome]) -> Option<Verdict> {
    let rule = program.rule(RULE)?;
    let outcome = &outcomes[rule.index()];
    match outcome.status {
        Status::Passed | Status::Superseded => Some(Verdict::On),
        Status::NotApplicable => Some(Verdict::None),
        Status::Fired | Status::Suppressed => {
            let severity = program.rules()[rule.index()].effect(outcome.level).severity;
            Some(if severity == Some(Severity::Major) { Verdict::Off } else { Verdict::Mixed })
        }
        Status::Unknown | Status::Off => None,
    }
}

/// Labels against answers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Verdicts {
    pub(crate) rule: &'static str,
    /// `sure` or `all`.
    pub(crate) of: &'static str,
    pub(crate) rows: usize,
    pub(crate) unchecked: usize,
    pub(crate) right: usize,
    /// Of the rows that were answered.
    pub(crate) accuracy: Option<f64>,
    /// Labelled on topic, and called off topic: an accusation that is false.
    pub(crate) falsely_off: usize,
    /// By label, how often each answer was given, in the order on, mixed, off, none; the last is no answer.
    pub(crate) table: Vec<Labelled>,
}

/// The answers for the rows with one label.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Labelled {
    pub(crate) label: &'static str,
    pub(crate) answers: [usize; 5],
}

impl Verdicts {
    pub(crate) fn new(of: &'static str, pairs: &[(Verdict, Option<Verdict>)]) -> Self {
        let count = |label, answer| pairs.iter().filter(|p| **p == (label, answer)).count();
        let table = ALL.map(|label| Labelled {
            label: label.word(),
            answers: [Some(Verdict::On), Some(Verdict::Mixed), Some(Verdict::Off), Some(Verdict::None), None]
                .map(|answer| count(label, answer)),
        });
        let unchecked = pairs.iter().filter(|p| p.1.is_none()).count();
        let right = pairs.iter().filter(|p| p.1 == Some(p.0)).count();
        Verdicts {
            rule: RULE,
            of,
            rows: pairs.len(),
            unchecked,
            right,
            accuracy: ratio(right, pairs.len() - unchecked).map(rounded),
            falsely_off: count(Verdict::On, Some(Verdict::Off)),
            table: table.to_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_without_an_answer_are_not_in_the_accuracy() {
        let on = Verdict::On;
        let pairs =
            [(on, Some(on)), (on, Some(Verdict::Off)), (Verdict::Off, None), (Verdict::None, Some(Verdict::None))];
        let verdicts = Verdicts::new("all", &pairs);
        assert_eq!((verdicts.rows, verdicts.unchecked, verdicts.right, verdicts.falsely_off), (4, 1, 2, 1));
        assert_eq!(verdicts.accuracy, Some(0.667));
        assert_eq!(verdicts.table[0].answers, [1, 0, 1, 0, 0]);
    }
}
