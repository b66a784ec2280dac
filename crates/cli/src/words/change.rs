//! What would flip a rule, in a language.

use followback_core::{Change, Fact, How, Value};

use crate::locale::Words;

/// What is different, as the end of a sentence that begins with the result: `with …`, `without …`, `if … were …`.
pub(crate) fn change(say: &Words, change: &Change) -> String {
    match change {
        Change::Fact { path, before, after, how } => {
            let parts: Vec<String> = how.iter().map(|how| self::how(say, how, path, before, after)).collect();
            say.and(&parts)
        }
        Change::Members { path, count, each } => {
            let each: Vec<String> = each.iter().map(|one| self::change(say, one)).collect();
            let each = if each.is_empty() { say.change_other_facts() } else { say.and(&each) };
            say.change_members(count, path, each)
        }
        Change::Added { path, count, example } => {
            let facts: Vec<String> =
                example.iter().map(|(path, fact)| format!("{path} = {}", value(say, fact))).collect();
            match &facts[..] {
                [] => say.change_more(count, path),
                facts => say.change_more_such(count, path, format_args!("{{ {} }}", facts.join(", "))),
            }
        }
        Change::Removed { path, count } => say.change_fewer(count, path),
    }
}

fn how(say: &Words, how: &How, path: &str, before: &Fact<'_>, after: &Fact<'_>) -> String {
    match (how, after) {
        (How::Value, Fact::Known(Value::Bool(bit))) => say.change_were(path, say.yes_or_no(*bit)),
        (How::Value, Fact::Absent) => say.change_without(format_args!("`{path}`")),
        (How::Value, _) => match before {
            Fact::Known(Value::Number(_) | Value::Label(_)) => {
                say.change_value_now(path, value(say, after), value(say, before))
            }
            _ => say.change_value(path, value(say, after)),
        },
        (How::Measure { unit, before, after, .. }, _) if !unit.is_empty() => {
            let unit = super::clause::unit(say, unit, say.form(*after)).unwrap_or_else(|| (*unit).to_owned());
            match before {
                Some(before) => say.change_text_now(say.exact(*after), unit, path, say.exact(*before)),
                None => say.change_text(say.exact(*after), unit, path),
            }
        }
        (How::Measure { name, after, .. }, _) => say.change_measure(path, name, say.exact(*after)),
        (How::With { words, from: Some(from) }, _) => say.change_phrase(from, path, words),
        (How::With { words, from: None }, _) => say.change_words(words, path),
        (How::Without(words), _) => {
            let words: Vec<String> = words.iter().map(|w| format!("`{w}`")).collect();
            say.change_without_words(say.and(&words), path)
        }
    }
}

/// A value for people.
fn value(say: &Words, fact: &Fact<'_>) -> String {
    match fact {
        Fact::Absent => say.value_none(),
        Fact::Unknown(reason) => say.value_unknown(reason),
        Fact::Known(Value::Bool(bit)) => say.yes_or_no(*bit).to_owned(),
        Fact::Known(Value::Number(number)) => say.exact(*number),
        Fact::Known(Value::Text(text)) => format!("\"{text}\""),
        Fact::Known(Value::Label(label)) => format!("`{label}`"),
        Fact::Known(Value::Set(labels)) => format!("[{}]", labels.join(", ")),
    }
}
