//! Tests beside rules: records written in TOML, and what the rule is expected to say of them.

use std::borrow::Cow;

use crate::diag::{Diagnostic, Span};
use crate::eval::{Evidence, EvidenceValue, Plain, Status};
use crate::message;
use crate::model::{Expect, RuleTest};
use crate::node::{Node, NodeKind, Table};
use crate::program::{Program, RuleCode, RuleId};
use crate::record::{Fact, Member, Record, Value};
use crate::schema::{CollectionDecl, CollectionId, FactDecl, FactId, FieldId, Kind, Schema};

/// What came of a test beside a rule.
#[derive(Clone, Debug)]
pub struct TestResult {
    /// The rule.
    pub rule: String,
    /// The test.
    pub name: String,
    /// What went wrong; none when it held.
    pub failure: Option<Diagnostic>,
}

impl Program {
    /// Runs the tests of a rule. `complete` fills in what follows from the given facts in this domain; `now` dates the
    /// members that have an age.
    pub fn run_tests(&self, rule: RuleId, now: i64, complete: &dyn Fn(&mut Record<'_>)) -> Vec<TestResult> {
        let code = &self.rules[rule.index()];
        code.tests.iter().map(|test| self.run_test(code, rule, test, now, complete)).collect()
    }

    fn run_test(
        &self,
        code: &RuleCode,
        rule: RuleId,
        test: &RuleTest,
        now: i64,
        complete: &dyn Fn(&mut Record<'_>),
    ) -> TestResult {
        let failure = match given(&self.schema, test, now) {
            Err(fault) => Some(fault),
            Ok(mut record) => {
                complete(&mut record);
                self.judge(code, rule, test, &record, now)
            }
        };
        TestResult { rule: code.id.clone(), name: test.name.value.clone(), failure }
    }

    fn judge(
        &self,
        code: &RuleCode,
        rule: RuleId,
        test: &RuleTest,
        record: &Record<'_>,
        now: i64,
    ) -> Option<Diagnostic> {
        let mut evaluation = self.evaluate_with(record, now, Plain);
        let outcome = evaluation.outcomes()[rule.index()].clone();
        let fail = |span: Span, message: String| Some(Diagnostic::error("failed-test", span, message));
        let wanted = match test.expect.value {
            Expect::Fires => Status::Fired,
            Expect::Passes => Status::Passed,
            Expect::NotApplicable => Status::NotApplicable,
            Expect::Unknown => Status::Unknown,
            Expect::Superseded => Status::Superseded,
        };
        if outcome.status != wanted {
            let message = format!(
                "`{}`, test `{}`: expected {}, got {}",
                code.id,
                test.name.value,
                wanted.word(),
                outcome.status.word()
            );
            let mut diagnostic = Diagnostic::error("failed-test", test.expect.span, message);
            if let Some(by) = outcome.by {
                diagnostic = diagnostic.help(format!("`{}` superseded it", self.rules[by.index()].id));
            }
            if outcome.status == Status::Fired {
                for evidence in evaluation.evidence(rule).iter().take(4) {
                    diagnostic = diagnostic.help(because(evidence));
                }
            }
            for missing in evaluation.missing(rule).iter().take(4) {
                diagnostic = diagnostic.help(format!("`{}` is unknown ({})", missing.fact, missing.reason));
            }
            return Some(diagnostic);
        }
        let effect = code.effect(outcome.level);
        if let Some(severity) = &test.severity
            && effect.severity != Some(severity.value)
        {
            let got = effect.severity.map_or("none", crate::model::Severity::word);
            let message = format!(
                "`{}`, test `{}`: expected severity {}, got {got}",
                code.id,
                test.name.value,
                severity.value.word()
            );
            return fail(severity.span, message);
        }
        if let Some(points) = &test.points
            && effect.points != Some(points.value)
        {
            let got = effect.points.map_or_else(|| "none".to_owned(), |p| p.to_string());
            let message =
                format!("`{}`, test `{}`: expected {} points, got {got}", code.id, test.name.value, points.value);
            return fail(points.span, message);
        }
        if let Some(wanted) = &test.matched {
            let evidence = evaluation.evidence(rule);
            let found: Vec<&str> = evidence.iter().flat_map(|e| &e.spans).map(|s| s.text.as_str()).collect();
            if !found.contains(&wanted.value.as_str()) {
                let message = format!(
                    "`{}`, test `{}`: expected to find `{}`, found {found:?}",
                    code.id, test.name.value, wanted.value
                );
                return fail(wanted.span, message);
            }
        }
        None
    }
}

/// A fact that made a rule fire, for the author of a test.
fn because(evidence: &Evidence) -> String {
    let value = match &evidence.value {
        EvidenceValue::Absent => "absent".to_owned(),
        EvidenceValue::Bool(b) => b.to_string(),
        EvidenceValue::Number(n) => message::number(*n),
        EvidenceValue::Text(text) => format!("`{text}`"),
        EvidenceValue::List(labels) if labels.is_empty() => "empty".to_owned(),
        EvidenceValue::List(labels) => labels.join(", "),
    };
    let words: Vec<String> = evidence.spans.iter().map(|s| format!("`{}`", s.text)).collect();
    let found = if words.is_empty() { String::new() } else { format!(", where {} stands", message::joined(&words)) };
    format!("because `{}` is {value}{found}", evidence.fact)
}

/// The record that a test describes: paths of the catalogue with their values; what is left out is unknown.
fn given(schema: &Schema, test: &RuleTest, now: i64) -> Result<Record<'static>, Diagnostic> {
    let mut record = Record::new(schema);
    if let Some(Node { kind: NodeKind::Table(table), .. }) = &test.given {
        fill(schema, "", table, now, &mut record)?;
    }
    Ok(record)
}

fn fill(
    schema: &Schema,
    prefix: &str,
    table: &Table,
    now: i64,
    record: &mut Record<'static>,
) -> Result<(), Diagnostic> {
    for entry in &table.entries {
        let path = if prefix.is_empty() { entry.key.value.clone() } else { format!("{prefix}.{}", entry.key.value) };
        if let Some(collection) = schema.collection(&path) {
            record.set_members(collection, members(schema, collection, &entry.value, now)?);
        } else if let Some(id) = schema.fact(&path) {
            let FactId(index) = id;
            record.set(id, fact(&schema.facts()[index as usize], &entry.value)?);
        } else if let NodeKind::Table(inner) = &entry.value.kind {
            fill(schema, &path, inner, now, record)?;
        } else {
            return Err(unknown(&path, entry.key.span, schema.facts()));
        }
    }
    Ok(())
}

fn unknown(path: &str, span: Span, decls: &[FactDecl]) -> Diagnostic {
    Diagnostic::error("unknown-fact", span, format!("no fact `{path}` can be given"))
        .did_you_mean(path, decls.iter().map(|d| d.path.as_str()))
        .help("a test gives facts of the catalogue; derived ones follow from them")
}

fn fact(decl: &FactDecl, node: &Node) -> Result<Fact<'static>, Diagnostic> {
    let wrong = || crate::node::wrong_type(&decl.path, node, decl.kind.noun());
    Ok(match (&decl.kind, &node.kind) {
        (Kind::Bool, NodeKind::Bool(b)) => Fact::bool(*b),
        (Kind::Number { min, max, .. }, NodeKind::Number(n)) if (*min..=*max).contains(n) => Fact::number(*n),
        (Kind::Number { min, max, .. }, NodeKind::Number(n)) => {
            let range = if max.is_finite() { format!("{min} to {max}") } else { format!("{min} or more") };
            let message = format!("`{}` is {range}, never {n}", decl.path);
            return Err(Diagnostic::error("out-of-range", node.span, message));
        }
        (Kind::Text, NodeKind::Text(s)) => Fact::text(s.clone()),
        (Kind::Label(words), NodeKind::Text(s)) if s.is_empty() || words.is_empty() || words.contains(s) => {
            Fact::label(s.clone())
        }
        (Kind::Label(words), NodeKind::Text(s)) => {
            let message = format!("`{}` is never `{s}`", decl.path);
            return Err(Diagnostic::error("unknown-label", node.span, message)
                .did_you_mean(s, words.iter().map(String::as_str))
                .help(format!("it is one of: {}", words.join(", "))));
        }
        (Kind::Set, NodeKind::List(_)) => {
            let labels = crate::node::texts_of(node).map_err(|_| wrong())?;
            Fact::set(labels.into_iter().map(|l| Cow::Owned(l.value)))
        }
        // Numbers and bools have no empty form of their own.
        (Kind::Bool | Kind::Number { .. }, NodeKind::Text(s)) if s.is_empty() => Fact::Absent,
        _ => return Err(wrong()),
    })
}

/// How many members one `repeat` may make.
const MAX_REPEAT: f64 = 10_000.0;

fn members(schema: &Schema, id: CollectionId, node: &Node, now: i64) -> Result<Vec<Member<'static>>, Diagnostic> {
    let decl = schema.collection_decl(id);
    let mut out = Vec::new();
    let items: &[Node] = match &node.kind {
        NodeKind::List(items) => items,
        NodeKind::Table(_) => std::slice::from_ref(node),
        _ => return Err(crate::node::wrong_type(&decl.path, node, "a list of tables")),
    };
    for item in items {
        let NodeKind::Table(table) = &item.kind else {
            return Err(crate::node::wrong_type(&decl.path, item, "a table"));
        };
        let times = number(table, "repeat")?.unwrap_or(1.0).clamp(0.0, MAX_REPEAT);
        let step = number(table, "step")?.unwrap_or(1.0);
        let mut nth = 0.0;
        while nth < times {
            let mut member = Member::new(schema, id, (out.len() + 1).to_string(), None);
            member_facts(decl, "", table, &mut member)?;
            age(decl, nth * step, now, &mut member);
            out.push(member);
            nth += 1.0;
        }
    }
    Ok(out)
}

fn number(table: &Table, key: &str) -> Result<Option<f64>, Diagnostic> {
    match table.get(key).map(|e| &e.value) {
        None => Ok(None),
        Some(Node { kind: NodeKind::Number(n), .. }) => Ok(Some(*n)),
        Some(other) => Err(crate::node::wrong_type(key, other, "a number")),
    }
}

fn member_facts(
    decl: &CollectionDecl,
    prefix: &str,
    table: &Table,
    member: &mut Member<'static>,
) -> Result<(), Diagnostic> {
    for entry in &table.entries {
        if prefix.is_empty() && matches!(entry.key.value.as_str(), "repeat" | "step") {
            continue;
        }
        let path = if prefix.is_empty() { entry.key.value.clone() } else { format!("{prefix}.{}", entry.key.value) };
        if let Some(id) = decl.field(&path) {
            let FieldId(index) = id;
            member.set(id, fact(&decl.fields[index as usize], &entry.value)?);
        } else if let NodeKind::Table(inner) = &entry.value.kind {
            member_facts(decl, &path, inner, member)?;
        } else {
            return Err(unknown(&format!("{}.{path}", decl.path), entry.key.span, &decl.fields));
        }
    }
    Ok(())
}

/// Moves a repeated member back in time, and dates it so that the newest comes first.
fn age(decl: &CollectionDecl, later: f64, now: i64, member: &mut Member<'static>) {
    let Some(field) = decl.age else { return };
    if let Fact::Known(Value::Number(days)) = member.get(field) {
        let days = days + later;
        member.set(field, Fact::number(days));
        #[expect(clippy::cast_possible_truncation, reason = "saturates; only the order matters")]
        let at = now.saturating_sub((days * 86_400.0) as i64);
        member.at = Some(at);
    }
}
