//! What is asked of a text, and which rule answers.

use std::str::FromStr;

use anyhow::{Context, bail};
use followback_core::{Program, RuleOutcome, Status};

/// A label of the gold files and the rule that answers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Question {
    /// The name of the label.
    pub(crate) name: String,
    pub(crate) rule: String,
    /// The rule fires where the answer is no.
    pub(crate) fires_on_no: bool,
}

/// The questions that the default rules answer: `!` where the rule accuses a text of lacking the thing.
const DEFAULT: [&str; 6] = [
    "profession=!bio/no-profession",
    "interests=!bio/no-interests",
    "goal=!bio/no-goal",
    "slogan_only=bio/slogan-only",
    "beggar=bio/follow-back-beggar",
    "pitch=bio/sales-pitch",
];

impl FromStr for Question {
    type Err = String;

    /// `label=rule`, or `label=!rule` where the rule fires when the label is 0.
    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once('=') {
            Some((name, rule)) if !name.is_empty() && !rule.trim_start_matches('!').is_empty() => Ok(Question {
                name: name.to_owned(),
                rule: rule.trim_start_matches('!').to_owned(),
                fires_on_no: rule.starts_with('!'),
            }),
            _ => Err("a label and a rule, such as `pitch=bio/sales-pitch`, or `goal=!bio/no-goal` where the rule fires when the label is 0".to_owned()),
        }
    }
}

impl Question {
    /// What the rule answers: yes, no, or that it cannot tell. A rule that another one superseded says no more than that one,
    /// whose finding implies it.
    pub(crate) fn answer(&self, outcome: &RuleOutcome) -> Option<bool> {
        match outcome.status {
            Status::Fired | Status::Suppressed => Some(!self.fires_on_no),
            Status::Superseded => Some(false),
            Status::Passed => Some(self.fires_on_no),
            Status::Unknown | Status::NotApplicable | Status::Off => None,
        }
    }

    /// How the answer is had, for people.
    pub(crate) fn ground(&self) -> String {
        format!("{} {}", if self.fires_on_no { "no:" } else { "yes:" }, self.rule)
    }
}

/// What is asked of every row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) questions: Vec<Question>,
    /// Whether the posts keep to the bio.
    pub(crate) verdicts: bool,
}

/// What to ask: the questions given or the default ones, of which `only` keeps some.
///
/// # Errors
/// When a name or a rule is not known.
pub(crate) fn chosen(given: &[Question], only: &[String], program: &Program) -> anyhow::Result<Asked> {
    let mut questions = if given.is_empty() {
        DEFAULT.iter().map(|q| q.parse().map_err(anyhow::Error::msg)).collect::<anyhow::Result<Vec<Question>>>()?
    } else {
        given.to_vec()
    };
    for name in only {
        if name != super::verdict::NAME && !questions.iter().any(|q| q.name == *name) {
            let known: Vec<&str> = questions.iter().map(|q| q.name.as_str()).collect();
            bail!("there is no question `{name}`; it is one of: {}, {}", known.join(", "), super::verdict::NAME);
        }
    }
    if !only.is_empty() {
        questions.retain(|q| only.contains(&q.name));
    }
    for question in &questions {
        program.rule(&question.rule).with_context(|| {
            format!("no rule `{}` answers `{}`; `followback rules list` names them all", question.rule, question.name)
        })?;
    }
    let verdicts = only.is_empty() || only.iter().any(|name| name == super::verdict::NAME);
    Ok(Asked { questions, verdicts })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_says_that_the_rule_fires_on_no() {
        let question: Question = "goal=!bio/no-goal".parse().unwrap();
        assert!(question.fires_on_no);
        assert_eq!(question.ground(), "no: bio/no-goal");
        assert!("goal".parse::<Question>().is_err());
        assert!("goal=!".parse::<Question>().is_err());
    }
}
