//! A record as the `given` of a test.

use std::fmt::Write as _;

use crate::record::{Fact, MemberRef, MemberTable, Members, Record, Value};
use crate::schema::{CollectionDecl, FactDecl, Kind, Schema};

/// What a test expects.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Expectation {
    pub(crate) word: &'static str,
    pub(crate) severity: Option<&'static str>,
    pub(crate) points: Option<f64>,
}

/// A test that gives a record.
pub(crate) fn test(schema: &Schema, record: &Record<'_>, name: &str, expect: Expectation) -> String {
    let mut out = format!("[[rule.test]]\nname   = {}\n", text(name));
    for (id, decl) in (0..).zip(schema.facts()) {
        if let Some(value) = value(decl, record.get(crate::schema::FactId(id))) {
            let _ = writeln!(out, "given.{} = {value}", decl.path);
        }
    }
    for (id, decl) in (0..).zip(schema.collections()) {
        if let Members::Known(members) = record.members(crate::schema::CollectionId(id)) {
            let _ = writeln!(out, "given.{} = [{}]", decl.path, runs(decl, members).join(", "));
        }
    }
    let _ = writeln!(out, "expect = \"{}\"", expect.word);
    if let Some(severity) = expect.severity {
        let _ = writeln!(out, "severity = \"{severity}\"");
    }
    if let Some(points) = expect.points {
        let _ = writeln!(out, "points = {points}");
    }
    out
}

/// A fact as TOML; nothing for what a test does not have to give.
fn value(decl: &FactDecl, fact: &Fact<'_>) -> Option<String> {
    Some(match fact {
        Fact::Unknown(_) => return None,
        Fact::Absent if decl.declared => return None,
        Fact::Absent if decl.kind == Kind::Set => "[]".to_owned(),
        Fact::Absent => "\"\"".to_owned(),
        Fact::Known(Value::Bool(b)) => b.to_string(),
        Fact::Known(Value::Number(n)) => n.to_string(),
        Fact::Known(Value::Text(words) | Value::Label(words)) => text(words),
        Fact::Known(Value::Set(labels)) => {
            let labels: Vec<String> = labels.iter().map(|l| text(l)).collect();
            format!("[{}]", labels.join(", "))
        }
    })
}

/// A string that TOML reads as these words.
fn text(words: &str) -> String {
    let mut out = String::from('"');
    for c in words.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Members as tables; equal ones that follow each other day by day, or on one day, as one with `repeat`.
fn runs(decl: &CollectionDecl, members: &MemberTable<'_>) -> Vec<String> {
    let age = |m: MemberRef<'_, '_>| match decl.age.map(|field| m.get(field)) {
        Some(Fact::Known(Value::Number(days))) => Some(*days),
        _ => None,
    };
    let rest = |m: MemberRef<'_, '_>| -> Vec<Option<String>> {
        let fields = (0..).zip(&decl.fields).filter(|(id, _)| decl.age != Some(crate::schema::FieldId(*id)));
        fields.map(|(id, field)| value(field, m.get(crate::schema::FieldId(id)))).collect()
    };
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(first) = members.get(at) {
        let step = members.get(at + 1).and_then(|next| Some(age(next)? - age(first)?));
        let mut n = 1.0;
        let mut end = at + 1;
        while let Some(next) = members.get(end)
            && rest(next) == rest(first)
            && (step.is_none() && age(next) == age(first) || step.zip(age(first)).map(|(s, a)| a + s * n) == age(next))
            && matches!(step, None | Some(0.0 | 1.0))
        {
            n += 1.0;
            end += 1;
        }
        let mut cells = Vec::new();
        if end - at > 1 {
            cells.push(format!("repeat = {}", end - at));
            if step == Some(0.0) {
                cells.push("step = 0".to_owned());
            }
        }
        for (id, field) in (0..).zip(&decl.fields) {
            cells.extend(value(field, first.get(crate::schema::FieldId(id))).map(|v| format!("{} = {v}", field.path)));
        }
        out.push(format!("{{ {} }}", cells.join(", ")));
        at = end;
    }
    out
}
