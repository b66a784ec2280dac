//! What a rule made of a profile: its conditions with their results and values, and what would flip it.

use followback_core::{
    Change, Evidence, EvidenceValue, Fact, Flip, How, Program, Record, RuleId, Sources, Status, Trace, Tri, Value,
};
use schemars::JsonSchema;
use serde::Serialize;

use crate::locale::{Locale, Words};
use crate::words;

/// The version of the JSON.
pub(crate) const SCHEMA: &str = "followback.explain/1";

/// A rule, and what it made of a profile.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Explanation {
    /// Version of this layout.
    pub(crate) schema: &'static str,
    /// The id of the rule.
    pub(crate) rule: String,
    /// Its title.
    pub(crate) title: String,
    /// Why it matters.
    pub(crate) why: Option<String>,
    /// Where that is known from.
    pub(crate) sources: Vec<String>,
    /// Its conditions, in the order in which they are asked.
    pub(crate) parts: Vec<Part>,
    /// Rules that it makes superfluous when it fires.
    pub(crate) supersedes: Vec<String>,
    /// Its parameters.
    pub(crate) params: Vec<ParamLine>,
    /// What it made of the profile; null without one.
    pub(crate) result: Option<ResultLine>,
}

/// A part of a rule.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Part {
    /// What holds of the conditions below: `It fires if`, or what a level does.
    pub(crate) title: String,
    /// The conditions, each deeper one below the one it is part of.
    pub(crate) conditions: Vec<ConditionLine>,
}

/// One condition.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ConditionLine {
    /// How deep it stands.
    pub(crate) depth: usize,
    /// What it says.
    pub(crate) words: String,
    /// `true`, `false` or `unknown`; null without a profile, and for conditions about single members of a collection.
    pub(crate) result: Option<&'static str>,
    /// The facts that the result rests on.
    pub(crate) values: Vec<ValueLine>,
}

/// A fact with its value.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ValueLine {
    /// Its path.
    pub(crate) fact: String,
    /// The member of a collection that it is of, as its source calls it.
    pub(crate) member: Option<String>,
    /// The value.
    pub(crate) value: serde_json::Value,
    /// The words that were found in it.
    pub(crate) matches: Vec<String>,
}

/// A parameter.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ParamLine {
    /// Its name.
    pub(crate) name: String,
    /// Its value, in words.
    pub(crate) value: String,
    /// The file that sets it.
    pub(crate) file: String,
    /// The line there.
    pub(crate) line: usize,
    /// What it was before the settings changed it.
    pub(crate) was: Option<String>,
}

/// What became of the rule.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ResultLine {
    /// As in the report.
    pub(crate) status: &'static str,
    /// The rule that superseded it.
    pub(crate) by: Option<String>,
    /// The message of the finding.
    pub(crate) message: Option<String>,
    /// What the finding does.
    pub(crate) effect: Option<String>,
    /// What was not known, and why.
    pub(crate) missing: Vec<MissingLine>,
    /// The nearest changes that change the result by itself; empty where none was found.
    pub(crate) flips: Vec<FlipLine>,
}

/// A fact that is not known.
#[derive(Serialize, JsonSchema)]
pub(crate) struct MissingLine {
    /// Its path.
    pub(crate) fact: String,
    /// Why.
    pub(crate) reason: &'static str,
}

/// What would change the result.
#[derive(Serialize, JsonSchema)]
pub(crate) struct FlipLine {
    /// What the rule would say by itself.
    pub(crate) status: &'static str,
    /// In words.
    pub(crate) words: String,
    /// All that has to be different.
    pub(crate) changes: Vec<ChangeLine>,
}

/// One thing that is different.
#[derive(Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum ChangeLine {
    /// A fact has another value.
    Fact {
        /// Its path.
        fact: String,
        /// Its value in the flipped profile; null where it is absent.
        value: serde_json::Value,
        /// The derived fact that this is about: `length`.
        measure: Option<&'static str>,
        /// How much of that it has then.
        amount: Option<f64>,
    },
    /// Some members have other facts.
    Members {
        /// The path of the collection or view.
        view: String,
        /// How many.
        count: usize,
        /// What each of them has that it had not.
        each: Vec<ChangeLine>,
    },
    /// There are more members.
    Added {
        /// The path of the collection or view.
        view: String,
        /// How many.
        count: usize,
        /// Facts of one of them.
        example: std::collections::BTreeMap<String, serde_json::Value>,
    },
    /// There are fewer members.
    Removed {
        /// The path of the collection or view.
        view: String,
        /// How many.
        count: usize,
    },
}

/// A profile that is explained.
pub(crate) struct Subject<'a> {
    pub(crate) record: &'a Record<'static>,
    pub(crate) now: i64,
}

impl Explanation {
    /// Explains a rule; with a subject, what it made of that.
    pub(crate) fn new(
        locale: Locale,
        program: &Program,
        sources: &Sources,
        rule: RuleId,
        subject: Option<&Subject<'_>>,
    ) -> Self {
        let code = &program.rules()[rule.index()];
        let mut evaluation = subject.map(|s| program.evaluate_with(s.record, s.now, Trace::default()));
        let mut line = |line: words::Line| {
            let result = match (&evaluation, line.cond) {
                (Some(evaluation), Some(cond)) => evaluation.recorder().result(cond).map(result_word),
                _ => None,
            };
            let grounds = match (&mut evaluation, line.cond) {
                (Some(evaluation), Some(cond)) if line.test => evaluation.grounds(cond),
                _ => Vec::new(),
            };
            ConditionLine {
                depth: line.depth,
                words: line.words,
                result,
                values: grounds.iter().map(value_line).collect(),
            }
        };
        let parts = words::sections(locale, program, code).into_iter().map(|section| Part {
            title: section.title,
            conditions: section.lines.into_iter().map(&mut line).collect(),
        });
        let parts = parts.collect();
        let params = code.params.iter().map(|param| {
            let (file, line, _) = sources.position(param.span);
            let set = code.settings.iter().rev().find(|s| s.key == format!("params.{}", param.name));
            ParamLine {
                name: param.name.clone(),
                value: param.value.clone(),
                file: file.to_owned(),
                line,
                was: set.map(|s| s.before.clone()),
            }
        });
        Explanation {
            schema: SCHEMA,
            rule: code.id.clone(),
            title: code.title.clone(),
            why: code.why.clone(),
            sources: code.sources.clone(),
            parts,
            supersedes: code.supersedes.iter().map(|r| program.rules()[r.index()].id.clone()).collect(),
            params: params.collect(),
            result: subject.map(|subject| result(locale.words(), program, rule, subject)),
        }
    }
}

fn result(say: &Words, program: &Program, rule: RuleId, subject: &Subject<'_>) -> ResultLine {
    let code = &program.rules()[rule.index()];
    let mut evaluation = program.evaluate_with(subject.record, subject.now, Trace::default());
    let outcome = evaluation.outcomes()[rule.index()];
    let fired = outcome.status == Status::Fired;
    let evidence = evaluation.evidence(rule);
    let missing = evaluation.missing(rule);
    let flips = program.flips(rule, subject.record, subject.now, &|_| ());
    ResultLine {
        status: outcome.status.word(),
        by: outcome.by.map(|by| program.rules()[by.index()].id.clone()),
        message: fired.then(|| evaluation.message(rule, &evidence)),
        effect: fired.then(|| words::effect(say, program, code, code.effect(outcome.level))),
        missing: missing.into_iter().map(|m| MissingLine { fact: m.fact, reason: m.reason.word() }).collect(),
        flips: flips.iter().map(|flip| flip_line(say, flip)).collect(),
    }
}

fn result_word(result: Tri) -> &'static str {
    match result {
        Tri::True => "true",
        Tri::False => "false",
        Tri::Unknown => "unknown",
    }
}

fn value_line(evidence: &Evidence) -> ValueLine {
    let value = match &evidence.value {
        EvidenceValue::Absent => serde_json::Value::Null,
        EvidenceValue::Bool(b) => (*b).into(),
        EvidenceValue::Number(n) => (*n).into(),
        EvidenceValue::Text(text) => text.as_str().into(),
        EvidenceValue::List(labels) => labels.clone().into(),
    };
    ValueLine {
        fact: evidence.fact.clone(),
        member: evidence.member.clone(),
        value,
        matches: evidence.spans.iter().map(|s| s.text.clone()).collect(),
    }
}

/// `it would pass with …`.
fn flip_line(say: &Words, flip: &Flip) -> FlipLine {
    let parts = flip.changes.iter().map(|change| words::change(say, change));
    let changes = parts.reduce(|most, last| say.flip_and(most, last)).unwrap_or_default();
    FlipLine {
        status: flip.status.word(),
        words: match flip.status {
            Status::Fired => say.flip_fires(changes),
            Status::NotApplicable => say.flip_applies_not(changes),
            _ => say.flip_passes(changes),
        },
        changes: flip.changes.iter().map(change_line).collect(),
    }
}

fn change_line(change: &Change) -> ChangeLine {
    match change {
        Change::Fact { path, after, how, .. } => {
            let measure = how.iter().find_map(|how| match how {
                How::Measure { name, after, .. } => Some((*name, *after)),
                _ => None,
            });
            ChangeLine::Fact {
                fact: path.clone(),
                value: json(after),
                measure: measure.map(|(name, _)| name),
                amount: measure.map(|(_, after)| after),
            }
        }
        Change::Members { path, count, each } => {
            ChangeLine::Members { view: path.clone(), count: *count, each: each.iter().map(change_line).collect() }
        }
        Change::Added { path, count, example } => ChangeLine::Added {
            view: path.clone(),
            count: *count,
            example: example.iter().map(|(path, fact)| (path.clone(), json(fact))).collect(),
        },
        Change::Removed { path, count } => ChangeLine::Removed { view: path.clone(), count: *count },
    }
}

fn json(fact: &Fact<'_>) -> serde_json::Value {
    match fact {
        Fact::Absent | Fact::Unknown(_) => serde_json::Value::Null,
        Fact::Known(Value::Bool(b)) => (*b).into(),
        Fact::Known(Value::Number(n)) => (*n).into(),
        Fact::Known(Value::Text(text) | Value::Label(text)) => text.as_ref().into(),
        Fact::Known(Value::Set(labels)) => labels.iter().map(AsRef::as_ref).collect::<Vec<&str>>().into(),
    }
}

#[cfg(test)]
mod tests {
    /// The committed schema is the one of the types; `UPDATE_SCHEMA=1` writes it.
    #[test]
    fn the_schema_is_fresh() {
        let settings = schemars::generate::SchemaSettings::draft07();
        let schema = settings.into_generator().into_root_schema_for::<super::Explanation>();
        let fresh = format!("{}\n", serde_json::to_string_pretty(&schema).unwrap());
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/explain.schema.json");
        if std::env::var_os("UPDATE_SCHEMA").is_some() {
            std::fs::write(path, &fresh).unwrap();
        }
        assert_eq!(std::fs::read_to_string(path).unwrap(), fresh, "run again with UPDATE_SCHEMA=1");
    }
}
