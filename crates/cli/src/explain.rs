//! A rule in words, from its condition: nothing here is written by hand for one rule.

use std::fmt::Write as _;

use anyhow::bail;
use followback_core::{CondId, Effect, Outline, OutlineKind, Program, RuleCode, RuleId, Tri, nearest};

/// The rule with this id.
///
/// # Errors
/// When there is none; names the nearest id.
pub(crate) fn find(program: &Program, id: &str) -> anyhow::Result<RuleId> {
    if let Some(rule) = program.rule(id) {
        return Ok(rule);
    }
    match nearest(id, program.rules().iter().map(|r| r.id.as_str())) {
        Some(near) => bail!("no rule `{id}`; did you mean `{near}`?"),
        None => bail!("no rule `{id}`; `followback rules list` shows them all"),
    }
}

/// The rule in words.
pub(crate) fn rule(program: &Program, code: &RuleCode) -> String {
    let mut text = format!("{}: {}\n", code.id, code.title);
    if let Some(why) = &code.why {
        let _ = writeln!(text, "{why}");
    }
    for source in &code.sources {
        let _ = writeln!(text, "  {source}");
    }
    text.push('\n');
    tree(&mut text, program, code, &mut |_, _| None);
    if !code.supersedes.is_empty() {
        let ids: Vec<&str> = code.supersedes.iter().map(|r| program.rules()[r.index()].id.as_str()).collect();
        let _ = writeln!(text, "makes superfluous: {}", ids.join(", "));
    }
    text
}

fn effect(effect: &Effect, earns: bool) -> String {
    let severity = effect.severity.map_or(String::new(), |s| format!("{}, ", s.word()));
    let points = effect.points.map_or_else(
        || "no points of its own".to_owned(),
        |p| format!("{p} points {}", if earns { "earned" } else { "lost" }),
    );
    let cap = effect.cap.map_or(String::new(), |c| format!(", the factor can be no higher than {c}"));
    format!("{severity}{points}{cap}")
}

/// What became of a condition: its result, and the values it rests on.
pub(crate) type Results<'r> = dyn FnMut(CondId, &OutlineKind) -> Option<(Tri, String)> + 'r;

/// The conditions of a rule, each with its result if there is one.
pub(crate) fn tree(text: &mut String, program: &Program, code: &RuleCode, result: &mut Results<'_>) {
    let conditions = code.conditions();
    for (title, outline) in &conditions {
        let _ = writeln!(text, "{title}");
        branch(text, outline, 1, result);
    }
    let earns = program.factors()[code.factor.index()].earns;
    for (index, level) in code.levels.iter().enumerate() {
        let if_so = if index == 0 { "if" } else { "else if" };
        let _ = writeln!(text, "{} {if_so}", effect(&level.effect, earns));
        branch(text, level.condition(), 1, result);
    }
    // A rule without a condition of its own fires only through its levels.
    if conditions.iter().any(|(title, _)| *title == FIRES) {
        let otherwise = if code.levels.is_empty() { "then" } else { "else" };
        let _ = writeln!(text, "{otherwise} {}", effect(&code.base, earns));
    }
}

/// The heading of a rule's own condition.
const FIRES: &str = "fires if";

/// The longest condition that is shown whole; a long pattern says little to people.
const MAX_WORDS: usize = 120;

fn shortened(words: &str) -> String {
    if words.chars().count() <= MAX_WORDS {
        return words.to_owned();
    }
    let cut: String = words.chars().take(MAX_WORDS - 1).collect();
    format!("{cut}…")
}

fn branch(text: &mut String, outline: &Outline, depth: usize, result: &mut Results<'_>) {
    let (mark, values) = match result(outline.cond, &outline.kind) {
        None => ("", String::new()),
        Some((Tri::True, values)) => ("[yes] ", values),
        Some((Tri::False, values)) => ("[no] ", values),
        Some((Tri::Unknown, values)) => ("[not known] ", values),
    };
    let words = match &outline.kind {
        OutlineKind::All => "all of:".to_owned(),
        OutlineKind::Any => "any of:".to_owned(),
        OutlineKind::None => "none of:".to_owned(),
        OutlineKind::Not => "not:".to_owned(),
        OutlineKind::Named(name) => format!("{name}, that is:"),
        OutlineKind::Fired(rules) => format!("fired: {rules}"),
        OutlineKind::Test(words) => shortened(words),
    };
    let values = if values.is_empty() { values } else { format!(": {values}") };
    let _ = writeln!(text, "{:indent$}{mark}{words}{values}", "", indent = depth * 2);
    let inside = matches!(outline.kind, OutlineKind::Test(_));
    for part in &outline.parts {
        // Conditions inside of a count are about members, each of which has a result of its own.
        if inside {
            branch(text, part, depth + 1, &mut |_, _| None);
        } else {
            branch(text, part, depth + 1, result);
        }
    }
}
