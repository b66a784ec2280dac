//! `[[rule]]` with its levels and tests.

use crate::diag::{Diagnostic, Span};
use crate::model::{Expect, Params, Rule, RuleLevel, RuleTest, Severity};
use crate::node::{Fields, NodeKind, Spanned, Table};

pub(super) fn rule(table: &Table, span: Span, faults: &mut Vec<Diagnostic>) -> Option<Rule> {
    let mut fields = Fields::new("a rule", table, faults);
    let id = fields.text("id");
    let factor = fields.text("factor");
    let rule = Rule {
        id: id.clone().unwrap_or(Spanned { value: String::new(), span }),
        span,
        factor: factor.clone().unwrap_or(Spanned { value: String::new(), span }),
        severity: severity(&mut fields),
        points: fields.number("points"),
        cap: fields.number("cap"),
        title: fields.text("title"),
        message: fields.text("message"),
        advice: fields.text("advice"),
        why: fields.text("why"),
        sources: fields.texts("sources"),
        aliases: fields.texts("aliases"),
        supersedes: fields.texts("supersedes"),
        off: fields.bool("off").unwrap_or(false),
        params: params(&mut fields),
        applies: fields.node("applies").cloned(),
        needs: fields.node("needs").cloned(),
        when: fields.node("when").cloned(),
        unless: fields.node("unless").cloned(),
        levels: fields.tables("level").into_iter().map(|(t, s)| level(t, s, fields.faults)).collect(),
        tests: fields.tables("test").into_iter().filter_map(|(t, s)| test(t, s, fields.faults)).collect(),
    };
    if id.is_none() {
        fields.missing("id", span);
    }
    if factor.is_none() {
        fields.missing("factor", span);
    }
    if rule.when.is_none() && rule.levels.is_empty() {
        fields.faults.push(
            Diagnostic::error("missing-field", rule.id.span, "a rule needs `when` or a level")
                .help("add `when.… = …`, or `[[rule.level]]` with a `when`"),
        );
    }
    fields.finish();
    let rule = id.is_some().then_some(rule)?;
    valid_id(&rule.id, faults);
    Some(rule)
}

fn params(fields: &mut Fields<'_, '_>) -> Params {
    fields
        .table("params")
        .map_or_else(Vec::new, |t| t.entries.iter().map(|e| (e.key.clone(), e.value.clone())).collect())
}

/// Ids are `subject/name` in kebab-case; other characters would not survive a glob or a file name.
fn valid_id(id: &Spanned<String>, faults: &mut Vec<Diagnostic>) {
    let word = |w: &str| {
        w.starts_with(|c: char| c.is_ascii_alphanumeric())
            && w.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_')
    };
    let parts: Vec<&str> = id.value.split('/').collect();
    if parts.len() < 2 || !parts.iter().all(|p| word(p)) {
        faults.push(
            Diagnostic::error("invalid-id", id.span, format!("`{}` is not a rule id", id.value))
                .help("write a subject, a slash and a name in lower case: `bio/too-short`"),
        );
    }
}

pub(crate) fn severity(fields: &mut Fields<'_, '_>) -> Option<Spanned<Severity>> {
    word(fields, "severity", &Severity::ALL.map(|s| (s.word(), s)))
}

/// One word out of a few.
fn word<T: Copy>(fields: &mut Fields<'_, '_>, key: &'static str, words: &[(&'static str, T)]) -> Option<Spanned<T>> {
    let text = fields.text(key)?;
    if let Some((_, value)) = words.iter().find(|(w, _)| *w == text.value) {
        return Some(Spanned { value: *value, span: text.span });
    }
    let names: Vec<&str> = words.iter().map(|(w, _)| *w).collect();
    fields.faults.push(
        Diagnostic::error("unknown-word", text.span, format!("`{key}` cannot be `{}`", text.value))
            .did_you_mean(&text.value, names.iter().copied())
            .help(format!("`{key}` is one of: {}", names.join(", "))),
    );
    None
}

fn level(table: &Table, span: Span, faults: &mut Vec<Diagnostic>) -> RuleLevel {
    const KEYS: [&str; 5] = ["when", "severity", "points", "cap", "message"];
    for entry in &table.entries {
        if !KEYS.contains(&entry.key.value.as_str()) {
            faults.push(
                Diagnostic::error("key-in-level", entry.key.span, format!("a level cannot hold `{}`", entry.key.value))
                    .did_you_mean(&entry.key.value, KEYS)
                    .help(
                        "a level takes `when`, `severity`, `points`, `cap` and `message`; all else belongs to the rule",
                    ),
            );
        }
    }
    let mut fields = Fields::new("a level", table, faults);
    let level = RuleLevel {
        span,
        when: fields.node("when").cloned(),
        severity: severity(&mut fields),
        points: fields.number("points"),
        cap: fields.number("cap"),
        message: fields.text("message"),
    };
    if level.when.is_none() {
        fields.missing("when", span);
    }
    level
}

fn test(table: &Table, span: Span, faults: &mut Vec<Diagnostic>) -> Option<RuleTest> {
    let mut fields = Fields::new("a test", table, faults);
    let given = fields.node("given").cloned();
    let name = fields.text("name");
    let expect = word(&mut fields, "expect", &Expect::WORDS);
    let severity = severity(&mut fields);
    let points = fields.number("points");
    let matched = fields.text("match");
    if fields.node("expect").is_none() {
        fields.missing("expect", span);
    }
    if let Some(node) = &given
        && !matches!(node.kind, NodeKind::Table(_))
    {
        fields.wrong::<()>("given", node, "a table of facts");
    }
    fields.finish();
    let name = name.unwrap_or(Spanned { value: "unnamed".to_owned(), span });
    Some(RuleTest { name, expect: expect?, severity, points, matched, given })
}
