//! Condition trees: a table mirrors the tree of facts, and ends in operators.

mod leaf;
mod members;
mod number;
mod set;

pub(super) use members::aggregate_named;

use super::path::Place;
use super::{Checker, Cx, Found};
use crate::diag::{Diagnostic, Span, nearest};
use crate::node::{Entry, Node, NodeKind, Spanned, Table, texts_of, wrong_type};
use crate::program::{Cond, CondId, Outline, OutlineKind, Presence, RuleId, Scope, Test};

const NUMBER_OPERATORS: [&str; 7] = ["equals", "above", "at_least", "below", "at_most", "between", "present"];
const TEXT_OPERATORS: [&str; 7] = ["equals", "contains", "matches", "starts_with", "ends_with", "same_as", "present"];
const SET_OPERATORS: [&str; 6] = ["has", "overlaps", "count", "overlap_count", "overlap_share", "present"];
const LABEL_OPERATORS: [&str; 2] = ["equals", "present"];
pub(super) const MEMBER_OPERATORS: [&str; 11] =
    ["count", "share", "min", "max", "sum", "mean", "median", "distinct", "distinct_share", "most_repeated", "present"];

/// Keys that join conditions; no fact can be called like that.
pub(super) const RESERVED: [&str; 6] = ["all", "any", "none", "not", "is", "fired"];

/// The table being read: where it stands and what stands there.
struct Here<'p> {
    path: &'p str,
    /// Nothing at the root of a condition.
    place: Option<&'p Place>,
    /// What the leaves below count as when unknown.
    unknown: Option<bool>,
}

/// One operator with its operand.
#[derive(Clone, Copy)]
struct Operation<'p> {
    cx: Cx<'p>,
    path: &'p str,
    key: &'p str,
    span: Span,
    value: &'p Node,
    unknown: Option<bool>,
}

impl Checker<'_> {
    /// A whole condition.
    pub(super) fn condition(&mut self, cx: Cx<'_>, node: &Node) -> Option<Outline> {
        let NodeKind::Table(table) = &node.kind else {
            let message = format!("a condition is a table of facts, not {}", node.noun());
            self.error("wrong-type", node.span, message, "write `fact = value` or `fact.operator = value`");
            return None;
        };
        self.block(cx, &Here { path: "", place: None, unknown: None }, table, node.span)
    }

    /// The conjunction of the keys of a table.
    fn block(&mut self, cx: Cx<'_>, here: &Here<'_>, table: &Table, span: Span) -> Option<Outline> {
        self.deeper(span, |checker| checker.conjunction(cx, here, table, span))
    }

    fn conjunction(&mut self, cx: Cx<'_>, here: &Here<'_>, table: &Table, span: Span) -> Option<Outline> {
        let mut parts = Vec::new();
        let mut faulty = false;
        for entry in &table.entries {
            if entry.key.value == "unknown" && here.place.is_some_and(|p| !matches!(p, Place::Group(..))) {
                continue;
            }
            match self.entry(cx, here, entry) {
                Some(part) => parts.push(part),
                None => faulty = true,
            }
        }
        if faulty {
            return None;
        }
        if parts.is_empty() {
            let (message, help) = match here.place {
                Some(place) if !here.path.is_empty() => {
                    (format!("`{}` is compared with nothing", here.path), takes(here.path, place))
                }
                _ => ("a condition that says nothing".to_owned(), "name a fact and what it has to be".to_owned()),
            };
            self.error("empty-condition", span, message, help);
            return None;
        }
        Some(self.all(parts, span))
    }

    fn all(&mut self, mut parts: Vec<Outline>, span: Span) -> Outline {
        if parts.len() == 1 {
            return parts.swap_remove(0);
        }
        let conds = parts.iter().map(|p| p.cond).collect();
        self.outline(Cond::All(conds), OutlineKind::All, parts, span)
    }

    fn outline(&mut self, cond: Cond, kind: OutlineKind, parts: Vec<Outline>, span: Span) -> Outline {
        Outline { cond: self.code.cond(cond), span, kind, parts }
    }

    fn entry(&mut self, cx: Cx<'_>, here: &Here<'_>, entry: &Entry) -> Option<Outline> {
        let (key, span) = (entry.key.value.as_str(), entry.key.span);
        match key {
            "all" | "any" | "none" => return self.list_of(cx, here, entry),
            "not" => {
                let inner = self.nested(cx, here, "not", &entry.value)?;
                return Some(self.outline(Cond::Not(inner.cond), OutlineKind::Not, vec![inner], span));
            }
            "is" => return self.is(cx, entry),
            "fired" => return self.fired(cx, entry),
            _ => {}
        }
        let operation = Operation { cx, path: here.path, key, span, value: &entry.value, unknown: here.unknown };
        if let Some(place) = here.place {
            match self.operator(cx, place, &operation) {
                Found::One(outline) => return Some(outline),
                Found::Faulty => return None,
                Found::Nothing => {}
            }
        }
        let path = if here.path.is_empty() { key.to_owned() } else { format!("{}.{key}", here.path) };
        match self.resolve(cx, &path, span) {
            Found::One(place) => self.at(cx, here.unknown, &place, &path, &entry.value, span),
            Found::Faulty => None,
            Found::Nothing => {
                self.unknown_fact(cx, here.path, here.place, key, span, here.place.map_or(&[], operators));
                None
            }
        }
    }

    /// A condition relative to where it stands.
    fn nested(&mut self, cx: Cx<'_>, here: &Here<'_>, key: &str, node: &Node) -> Option<Outline> {
        let NodeKind::Table(table) = &node.kind else {
            self.faults.push(wrong_type(key, node, "conditions in braces").help(if here.path.is_empty() {
                "write `{ fact = value }`".to_owned()
            } else {
                format!("write `{{ … }}` with what `{}` has to be", here.path)
            }));
            return None;
        };
        let unknown = self.unknown_of(table, here.place).or(here.unknown);
        self.block(cx, &Here { path: here.path, place: here.place, unknown }, table, node.span)
    }

    fn list_of(&mut self, cx: Cx<'_>, here: &Here<'_>, entry: &Entry) -> Option<Outline> {
        let key = entry.key.value.as_str();
        let NodeKind::List(items) = &entry.value.kind else {
            self.faults.push(
                wrong_type(key, &entry.value, "a list of conditions")
                    .help(format!("write `{key} = [{{ … }}, {{ … }}]`")),
            );
            return None;
        };
        let parts: Vec<Option<Outline>> = items.iter().map(|item| self.nested(cx, here, key, item)).collect();
        if items.is_empty() {
            let message = format!("`{key}` takes at least one condition");
            self.error("empty-condition", entry.value.span, message, format!("write `{key} = [{{ … }}]`"));
        }
        let parts = parts.into_iter().collect::<Option<Vec<Outline>>>().filter(|p| !p.is_empty())?;
        let conds: Box<[CondId]> = parts.iter().map(|p| p.cond).collect();
        let span = entry.key.span;
        Some(match key {
            "all" => self.outline(Cond::All(conds), OutlineKind::All, parts, span),
            "any" => self.outline(Cond::Any(conds), OutlineKind::Any, parts, span),
            _ => {
                let any = self.code.cond(Cond::Any(conds));
                self.outline(Cond::Not(any), OutlineKind::None, parts, span)
            }
        })
    }

    /// Named conditions: one, or any of several.
    fn is(&mut self, cx: Cx<'_>, entry: &Entry) -> Option<Outline> {
        let names = self.names_of("is", &entry.value, "the name of a condition, or a list of names")?;
        let mut parts = Vec::new();
        for name in &names {
            let done = self.define(cx.pack, name)?;
            if done.scope != Scope::RECORD && done.scope != cx.scope {
                let message = format!("`{}` is about the members of a collection", name.value);
                self.error("wrong-scope", name.span, message, "use it inside `where` of that collection");
                return None;
            }
            let cond = done.outline.cond;
            self.unfolded = self.unfolded.saturating_add(done.size);
            if self.unfolded > super::MAX_UNFOLDED {
                let message = "the named conditions of these packs stand for too many parts";
                self.error("too-deep", name.span, message, "use fewer names that use each other");
                return None;
            }
            let mut reads = Vec::new();
            self.reads_of(cond, &mut reads);
            if cx.scope != Scope::RECORD && !reads.is_empty() {
                let message = format!("`{}` reads the results of rules", name.value);
                self.error("wrong-scope", name.span, message, "use it outside of `where`");
                return None;
            }
            let kind = OutlineKind::Named(name.value.clone());
            parts.push(Outline { cond, span: name.span, kind, parts: vec![done.outline] });
        }
        if parts.len() == 1 {
            return parts.pop();
        }
        let conds = parts.iter().map(|p| p.cond).collect();
        Some(self.outline(Cond::Any(conds), OutlineKind::Any, parts, entry.key.span))
    }

    fn fired(&mut self, cx: Cx<'_>, entry: &Entry) -> Option<Outline> {
        if cx.scope != Scope::RECORD {
            let message = "`fired` is about the record, not about a member";
            self.error("wrong-scope", entry.key.span, message, "move it out of `where`");
            return None;
        }
        let patterns = self.names_of("fired", &entry.value, "a rule id, a glob, or a list of them")?;
        let rules = self.rules_that_fit(&patterns)?;
        let words = patterns.iter().map(|p| p.value.as_str()).collect::<Vec<_>>().join(", ");
        if rules.is_empty() {
            let message = format!("no rule fits `{words}`");
            self.error("unknown-rule", entry.value.span, message, "`followback rules list` shows every id");
            return None;
        }
        Some(self.outline(Cond::Fired(rules.into()), OutlineKind::Fired(words), Vec::new(), entry.key.span))
    }

    /// One name or several.
    fn names_of(&mut self, key: &str, node: &Node, wanted: &str) -> Option<Vec<Spanned<String>>> {
        match texts_of(node) {
            Ok(names) if names.is_empty() => {
                self.error("empty-condition", node.span, format!("`{key}` takes at least one name"), "");
                None
            }
            Ok(names) => Some(names),
            Err(at) => {
                self.faults.push(wrong_type(key, at, wanted));
                None
            }
        }
    }

    /// The rules that a list of ids, earlier ids, globs and `!exceptions` names; reports names that fit no rule, and is
    /// nothing then.
    pub(super) fn rules_that_fit(&mut self, patterns: &[Spanned<String>]) -> Option<Vec<RuleId>> {
        let mut out: Vec<RuleId> = Vec::new();
        let mut faulty = false;
        for pattern in patterns {
            let (negative, wanted) = match pattern.value.strip_prefix('!') {
                Some(rest) => (true, rest),
                None => (false, pattern.value.as_str()),
            };
            let names = self.rule_ids.iter().filter(|(id, _)| crate::glob::matches(wanted, id));
            let fits: Vec<RuleId> = names.map(|(_, rule)| *rule).collect();
            if fits.is_empty() && !crate::glob::is_glob(wanted) {
                faulty = true;
                self.faults.push(
                    Diagnostic::error("unknown-rule", pattern.span, format!("no rule `{wanted}`"))
                        .did_you_mean(wanted, self.rule_ids.iter().map(|(id, _)| id.as_str()))
                        .help("`followback rules list` shows every id; `subject/*` stands for all of a subject"),
                );
            }
            if negative {
                out.retain(|r| !fits.contains(r));
            } else {
                out.extend(fits);
            }
        }
        out.sort();
        out.dedup();
        (!faulty).then_some(out)
    }

    /// A fact with what it has to be. `unknown` is what the table around it says.
    fn at(
        &mut self,
        cx: Cx<'_>,
        unknown: Option<bool>,
        place: &Place,
        path: &str,
        value: &Node,
        span: Span,
    ) -> Option<Outline> {
        if let NodeKind::Table(table) = &value.kind {
            let unknown = self.unknown_of(table, Some(place)).or(unknown);
            return self.block(cx, &Here { path, place: Some(place), unknown }, table, value.span);
        }
        let operation = Operation { cx, path, key: "equals", span, value, unknown };
        match self.operator(cx, place, &operation) {
            Found::One(done) => Some(done),
            Found::Faulty => None,
            Found::Nothing => {
                let message = format!("`{path}` is {} and cannot equal {}", place.noun(), value.noun());
                self.error("wrong-type", value.span, message, takes(path, place));
                None
            }
        }
    }

    fn unknown_of(&mut self, table: &Table, place: Option<&Place>) -> Option<bool> {
        if place.is_none_or(|p| matches!(p, Place::Group(..))) {
            return None;
        }
        let entry = table.get("unknown")?;
        if let NodeKind::Bool(b) = entry.value.kind {
            return Some(b);
        }
        self.faults.push(wrong_type("unknown", &entry.value, "true or false"));
        None
    }

    /// What an operator says about a place.
    fn operator(&mut self, cx: Cx<'_>, place: &Place, op: &Operation<'_>) -> Found<Outline> {
        if !operators(place).contains(&op.key) {
            return Found::Nothing;
        }
        let done = match place {
            Place::Bool(fact) => self.bool_operator(cx, *fact, op),
            Place::Number(num) => self.number_operator(cx, *num, op),
            Place::Label(label, words) => self.label_operator(cx, *label, words, op),
            Place::Text(text) => self.text_operator(cx, *text, op),
            Place::Set(set) => self.set_operator(cx, *set, op),
            Place::Members(view) => self.members_operator(cx, *view, op),
            Place::Group(..) | Place::Field(..) => return Found::Nothing,
        };
        done.map_or(Found::Faulty, Found::One)
    }

    /// An operation for people: with the values of parameters, and with what it counts as when its fact is unknown.
    fn operation_words(&self, op: &Operation<'_>) -> String {
        let words = format!("{} {} {}", op.path, op.key.replace('_', " "), self.words_here(op.cx, op.value));
        match op.unknown {
            None => words,
            Some(counts) => format!("{words} (unknown counts as {})", if counts { "yes" } else { "no" }),
        }
    }

    fn leaf(&mut self, test: Test, op: &Operation<'_>, parts: Vec<Outline>) -> Outline {
        self.outline(Cond::Leaf(test, op.unknown), OutlineKind::Test(self.operation_words(op)), parts, op.span)
    }

    fn presence(&mut self, presence: Presence, op: &Operation<'_>) -> Option<Outline> {
        if let NodeKind::Bool(wanted) = op.value.kind {
            return Some(self.leaf(Test::Present(presence, wanted), op, Vec::new()));
        }
        self.faults.push(wrong_type("present", op.value, "true or false"));
        None
    }
}

/// The operators of a place.
pub(super) fn operators(place: &Place) -> &'static [&'static str] {
    match place {
        Place::Bool(_) | Place::Label(..) => &LABEL_OPERATORS,
        Place::Number(_) => &NUMBER_OPERATORS,
        Place::Text(_) => &TEXT_OPERATORS,
        Place::Set(_) => &SET_OPERATORS,
        Place::Members(_) => &MEMBER_OPERATORS,
        Place::Group(..) | Place::Field(..) => &[],
    }
}

/// What people write who know another language, and the operators they mean.
const SYNONYMS: [(&str, &str); 26] = [
    ("over", "above"),
    ("more_than", "above"),
    ("greater_than", "above"),
    ("gt", "above"),
    ("under", "below"),
    ("less_than", "below"),
    ("lt", "below"),
    ("gte", "at_least"),
    ("ge", "at_least"),
    ("min", "at_least"),
    ("minimum", "at_least"),
    ("lte", "at_most"),
    ("le", "at_most"),
    ("max", "at_most"),
    ("maximum", "at_most"),
    ("eq", "equals"),
    ("is", "equals"),
    ("in", "equals"),
    ("includes", "contains"),
    ("has", "contains"),
    ("contains", "has"),
    ("includes", "has"),
    ("regex", "matches"),
    ("match", "matches"),
    ("exists", "present"),
    ("average", "mean"),
];

/// The operator that somebody meant, by spelling or by sense.
pub(super) fn meant<'k>(key: &str, known: &[&'k str]) -> Option<&'k str> {
    nearest(key, known.iter().copied()).or_else(|| {
        let means = |name: &&str| SYNONYMS.iter().any(|(said, meant)| *said == key && meant == name);
        known.iter().copied().find(means)
    })
}

/// What can be said about a place, for help.
pub(super) fn takes(path: &str, place: &Place) -> String {
    let members = path.split('.').next().unwrap_or(path);
    match place {
        Place::Group(..) => format!("name one of the facts of `{path}`"),
        Place::Field(..) => format!("count the members: `{members}.count = {{ where = {{ … }}, at_least = 1 }}`"),
        _ => format!("`{path}` takes: {}", operators(place).join(", ")),
    }
}
