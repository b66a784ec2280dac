//! What a test says is given: paths of the catalogue with their values become a record; what is left out is unknown.

use std::borrow::Cow;

use crate::diag::{Diagnostic, Span};
use crate::model::RuleTest;
use crate::node::{Node, NodeKind, Table, mistyped, wrong_type};
use crate::record::{Fact, Member, Record, Value};
use crate::schema::{CollectionDecl, CollectionId, FactDecl, FactId, FieldId, Kind, Schema};

/// How many members one `repeat` may make.
const MAX_REPEAT: f64 = 10_000.0;

/// The record that a test describes. `now` dates the members that have an age.
pub(crate) fn record(schema: &Schema, test: &RuleTest, now: i64) -> Record<'static> {
    // The checker reported what does not fit, and made no program then.
    let mut faults = Vec::new();
    Reader { schema, now, repeats: true, faults: &mut faults }.record(test)
}

/// Reports what is given and does not fit the catalogue.
pub(crate) fn check(schema: &Schema, test: &RuleTest, faults: &mut Vec<Diagnostic>) {
    Reader { schema, now: 0, repeats: false, faults }.record(test);
}

struct Reader<'s, 'd> {
    schema: &'s Schema,
    now: i64,
    /// Whether `repeat` makes as many members as it says; one shows every fault.
    repeats: bool,
    faults: &'d mut Vec<Diagnostic>,
}

impl Reader<'_, '_> {
    fn record(&mut self, test: &RuleTest) -> Record<'static> {
        let mut record = Record::new(self.schema);
        if let Some(Node { kind: NodeKind::Table(table), .. }) = &test.given {
            self.facts("", table, &mut record);
        }
        record
    }

    fn facts(&mut self, prefix: &str, table: &Table, record: &mut Record<'static>) {
        let schema = self.schema;
        for entry in &table.entries {
            let path = joined(prefix, &entry.key.value);
            if let Some(collection) = schema.collection(&path) {
                let members = self.members(collection, &entry.value);
                record.set_members(collection, members);
            } else if let Some(id) = schema.fact(&path) {
                let FactId(index) = id;
                if let Some(fact) = self.fact(&schema.facts()[index as usize], &entry.value) {
                    record.set(id, fact);
                }
            } else if let NodeKind::Table(inner) = &entry.value.kind {
                self.facts(&path, inner, record);
            } else {
                self.unknown(&path, entry.key.span, schema.facts());
            }
        }
    }

    fn unknown(&mut self, path: &str, span: Span, decls: &[FactDecl]) {
        self.faults.push(
            Diagnostic::error("unknown-fact", span, format!("no fact `{path}` can be given"))
                .did_you_mean(path, decls.iter().map(|d| d.path.as_str()))
                .help("a test gives facts of the catalogue; derived ones follow from them"),
        );
    }

    fn fact(&mut self, decl: &FactDecl, node: &Node) -> Option<Fact<'static>> {
        match fact(decl, node) {
            Ok(fact) => Some(fact),
            Err(fault) => {
                self.faults.push(fault);
                None
            }
        }
    }

    fn members(&mut self, id: CollectionId, node: &Node) -> Vec<Member<'static>> {
        let decl = self.schema.collection_decl(id);
        let mut out = Vec::new();
        let items: &[Node] = match &node.kind {
            NodeKind::List(items) => items,
            NodeKind::Table(_) => std::slice::from_ref(node),
            _ => {
                let fault = mistyped(&decl.path, node, "a list of tables");
                self.faults.push(fault.help(format!("write `{} = [{{ … }}, {{ … }}]`", decl.path)));
                return out;
            }
        };
        for item in items {
            let NodeKind::Table(table) = &item.kind else {
                self.faults.push(wrong_type(&decl.path, item, "a table"));
                continue;
            };
            let times = self.number(table, "repeat").clamp(0.0, MAX_REPEAT);
            let times = if self.repeats { times } else { times.min(1.0) };
            let step = self.number(table, "step");
            let mut nth = 0.0;
            while nth < times {
                let mut member = Member::new(self.schema, id, (out.len() + 1).to_string(), None);
                self.fields(decl, "", table, &mut member);
                age(decl, nth * step, self.now, &mut member);
                out.push(member);
                nth += 1.0;
            }
        }
        out
    }

    /// A number that is 1 where it is left out.
    fn number(&mut self, table: &Table, key: &str) -> f64 {
        match table.get(key).map(|e| &e.value) {
            None => 1.0,
            Some(Node { kind: NodeKind::Number(n), .. }) if n.is_finite() => *n,
            Some(other) => {
                self.faults.push(wrong_type(key, other, "a number"));
                1.0
            }
        }
    }

    fn fields(&mut self, decl: &CollectionDecl, prefix: &str, table: &Table, member: &mut Member<'static>) {
        for entry in &table.entries {
            if prefix.is_empty() && matches!(entry.key.value.as_str(), "repeat" | "step") {
                continue;
            }
            let path = joined(prefix, &entry.key.value);
            if let Some(id) = decl.field(&path) {
                let FieldId(index) = id;
                if let Some(fact) = self.fact(&decl.fields[index as usize], &entry.value) {
                    member.set(id, fact);
                }
            } else if let NodeKind::Table(inner) = &entry.value.kind {
                self.fields(decl, &path, inner, member);
            } else {
                self.unknown(&format!("{}.{path}", decl.path), entry.key.span, &decl.fields);
            }
        }
    }
}

fn joined(prefix: &str, key: &str) -> String {
    if prefix.is_empty() { key.to_owned() } else { format!("{prefix}.{key}") }
}

fn fact(decl: &FactDecl, node: &Node) -> Result<Fact<'static>, Diagnostic> {
    let wrong = || {
        let example = match decl.kind {
            Kind::Bool => "true",
            Kind::Number { .. } => "10",
            Kind::Text | Kind::Label(_) => "\"…\"",
            Kind::Set => "[\"…\", \"…\"]",
        };
        let key = decl.path.rsplit('.').next().unwrap_or(&decl.path);
        mistyped(key, node, decl.kind.noun()).help(format!("write `{key} = {example}`"))
    };
    Ok(match (&decl.kind, &node.kind) {
        (Kind::Bool, NodeKind::Bool(b)) => Fact::bool(*b),
        (Kind::Number { min, max, whole, .. }, NodeKind::Number(n))
            if (*min..=*max).contains(n) && !(*whole && n.fract() != 0.0) =>
        {
            Fact::number(*n)
        }
        (Kind::Number { min, max, whole, .. }, NodeKind::Number(n)) => {
            let range = if max.is_finite() { format!("{min} to {max}") } else { format!("{min} or more") };
            let range = if *whole { format!("a whole number, {range}") } else { range };
            let message = format!("`{}` is {range}, never {n}", decl.path);
            return Err(Diagnostic::error("out-of-range", node.span, message)
                .help("give a value in that range, or leave the fact out: then it is unknown"));
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
