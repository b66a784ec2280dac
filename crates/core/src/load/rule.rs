//! `[[rule]]` with its levels.

use super::test::tests;
use crate::allow::allow;
use crate::diag::{Diagnostic, Span, nearest};
use crate::model::{Params, Rule, RuleLevel, Severity};
use crate::node::{Fields, Spanned, Table};

pub(super) fn rule(table: &Table, span: Span, faults: &mut Vec<Diagnostic>) -> Option<Rule> {
    let mut fields = Fields::new("a rule", table, faults);
    let id = fields.text("id");
    let nothing = Spanned { value: String::new(), span };
    let mut rule = Rule {
        id: id.clone().unwrap_or_else(|| nothing.clone()),
        span,
        factor: fields.text("factor").unwrap_or(nothing),
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
        allow: allow(&mut fields),
        params: params(&mut fields),
        applies: fields.node("applies").cloned(),
        needs: fields.node("needs").cloned(),
        when: fields.node("when").cloned(),
        unless: fields.node("unless").cloned(),
        levels: Vec::new(),
        tests: Vec::new(),
        faulty: Vec::new(),
    };
    let levels = fields.tables("level");
    let written = fields.tables("test");
    fields.require("id", span);
    fields.require("factor", rule.id.span);
    let levels_given = !levels.is_empty() || table.get("level").is_some();
    let mut faulty = fields.finish();
    if rule.when.is_none() && !levels_given && !faulty.contains(&"when") && !faulty.contains(&"level") {
        faults.push(
            Diagnostic::error("missing-field", rule.id.span, "a rule needs `when` or a level")
                .help("add `when.… = …`, or `[[rule.level]]` with a `when`"),
        );
    }
    rule.levels = levels.into_iter().map(|(table, span)| level(table, span, faults, &mut faulty)).collect();
    rule.tests = written.into_iter().flat_map(|(table, span)| tests(table, span, faults)).collect();
    rule.faulty = faulty;
    id?;
    for id in std::iter::once(&rule.id).chain(&rule.aliases) {
        valid_id(id, faults);
    }
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
pub(super) fn word<T: Copy>(
    fields: &mut Fields<'_, '_>,
    key: &'static str,
    words: &[(&'static str, T)],
) -> Option<Spanned<T>> {
    let text = fields.text(key)?;
    if let Some((_, value)) = words.iter().find(|(w, _)| *w == text.value) {
        return Some(Spanned { value: *value, span: text.span });
    }
    let names: Vec<&str> = words.iter().map(|(w, _)| *w).collect();
    let fault = Diagnostic::error("unknown-word", text.span, format!("`{key}` cannot be `{}`", text.value))
        .did_you_mean(&text.value, names.iter().copied())
        .help(format!("`{key}` is one of: {}", names.join(", ")));
    fields.fault(key, fault)
}

fn level(table: &Table, span: Span, faults: &mut Vec<Diagnostic>, faulty: &mut Vec<&'static str>) -> RuleLevel {
    let mut fields = Fields::new("a level", table, faults);
    let level = RuleLevel {
        when: fields.node("when").cloned(),
        severity: severity(&mut fields),
        points: fields.number("points"),
        cap: fields.number("cap"),
        message: fields.text("message"),
    };
    fields.require("when", span);
    faulty.extend(fields.finish_with(level_key));
    level
}

/// Much that belongs to the rule looks as if it could stand in a level.
fn level_key(key: &Spanned<String>, known: &[&str]) -> Diagnostic {
    let fault = Diagnostic::error("key-in-level", key.span, format!("a level cannot hold `{}`", key.value));
    fault.help(match nearest(&key.value, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("a level takes {}; all else belongs to the rule", known.join(", ")),
    })
}
