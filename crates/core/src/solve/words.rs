//! Changes in words: what a test that is written for them is called.

use super::{Change, How};
use crate::message::{ENGLISH, number};
use crate::record::{Fact, Value};

impl Change {
    /// What is different, as the end of a sentence that begins with the result: `with …`, `without …`, `if … were …`.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Change::Fact { path, before, after, how } => {
                let parts: Vec<String> = how.iter().map(|how| how.words(path, before, after)).collect();
                ENGLISH.joined(&parts)
            }
            Change::Members { path, count, each } => {
                let each: Vec<String> = each.iter().map(Change::words).collect();
                let each = if each.is_empty() { "other facts".to_owned() } else { ENGLISH.joined(&each) };
                format!("with {count} of `{path}` different: each {each}")
            }
            Change::Added { path, count, example } => {
                let facts: Vec<String> =
                    example.iter().map(|(path, fact)| format!("{path} = {}", value(fact))).collect();
                let such =
                    if facts.is_empty() { String::new() } else { format!(", such as {{ {} }}", facts.join(", ")) };
                format!("with {count} more of `{path}`{such}")
            }
            Change::Removed { path, count } => format!("with {count} fewer of `{path}`"),
        }
    }
}

impl How {
    fn words(&self, path: &str, before: &Fact<'_>, after: &Fact<'_>) -> String {
        match (self, after) {
            (How::Value, Fact::Known(Value::Bool(b))) => format!("if `{path}` were {b}"),
            (How::Value, Fact::Absent) => format!("without `{path}`"),
            (How::Value, _) => match before {
                Fact::Known(Value::Number(_) | Value::Label(_)) => {
                    format!("with `{path}` {} (it is {})", value(after), value(before))
                }
                _ => format!("with `{path}` {}", value(after)),
            },
            (How::Measure { unit, before, after, .. }, _) if !unit.is_empty() => {
                let has = before.map_or(String::new(), |n| format!(" (it has {})", number(n)));
                format!("with a text of {} {unit} as `{path}`{has}", number(*after))
            }
            (How::Measure { name, after, .. }, _) => format!("with a `{path}.{name}` of {}", number(*after)),
            (How::With { words, from: Some(from) }, _) => {
                format!("with a phrase of @{from} in `{path}`, such as `{words}`")
            }
            (How::With { words, from: None }, _) => format!("with `{words}` in `{path}`"),
            (How::Without(words), _) => {
                let words: Vec<String> = words.iter().map(|w| format!("`{w}`")).collect();
                format!("without {} in `{path}`", ENGLISH.joined(&words))
            }
        }
    }
}

/// A value for people.
pub(crate) fn value(fact: &Fact<'_>) -> String {
    match fact {
        Fact::Absent => "none".to_owned(),
        Fact::Unknown(reason) => format!("unknown ({reason})"),
        Fact::Known(Value::Bool(b)) => b.to_string(),
        Fact::Known(Value::Number(n)) => number(*n),
        Fact::Known(Value::Text(text)) => format!("\"{text}\""),
        Fact::Known(Value::Label(label)) => format!("`{label}`"),
        Fact::Known(Value::Set(labels)) => format!("[{}]", labels.join(", ")),
    }
}
