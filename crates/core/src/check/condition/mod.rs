//! Condition trees: a table mirrors the tree of facts, and ends in operators.

mod help;
mod leaf;
mod members;
mod named;
mod number;
mod set;

pub(super) use help::{meant, takes};
pub(super) use members::aggregate_named;
pub(crate) use members::{AGGREGATES, compares_values};

use super::path::Place;
use super::{Checker, Cx, Found};
use crate::diag::Span;
use crate::node::{Entry, Node, NodeKind, Table, wrong_type};
use crate::program::{Cond, CondId, Outline, OutlineKind, Presence, Said, Test};

const NUMBER_OPERATORS: [&str; 7] = ["equals", "above", "at_least", "below", "at_most", "between", "present"];
const TEXT_OPERATORS: [&str; 8] =
    ["equals", "contains", "matches", "starts_with", "ends_with", "same_as", "shares_word_with", "present"];
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
        Outline { cond: self.code.cond(cond), span, kind, parts: parts.into() }
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

    /// An operation for people.
    fn said(&self, op: &Operation<'_>) -> OutlineKind {
        let (value, params) = self.operand_here(op.cx, op.value);
        OutlineKind::Test(Said {
            fact: op.path.to_owned(),
            operator: op.key.to_owned(),
            value,
            params,
            unknown: op.unknown,
        })
    }

    fn leaf(&mut self, test: Test, op: &Operation<'_>, parts: Vec<Outline>) -> Outline {
        self.outline(Cond::Leaf(test, op.unknown), self.said(op), parts, op.span)
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

/// Every word that conditions have beside the names of facts.
#[cfg(test)]
pub(crate) fn words() -> Vec<&'static str> {
    let operators: [&[&str]; 5] =
        [&NUMBER_OPERATORS, &TEXT_OPERATORS, &SET_OPERATORS, &LABEL_OPERATORS, &MEMBER_OPERATORS];
    operators.into_iter().flatten().chain(&RESERVED).copied().collect()
}
