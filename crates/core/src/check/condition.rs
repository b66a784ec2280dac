//! Condition trees: a table mirrors the tree of facts, and ends in operators.

use super::path::Place;
use super::{Checker, Cx};
use crate::diag::{Diagnostic, Span};
use crate::node::{Entry, Node, NodeKind, Spanned, Table, texts_of, wrong_type};
use crate::program::{
    Aggregate, Compare, Cond, CondId, Key, LabelRef, Num, NumId, Op, Outline, OutlineKind, Presence, RuleId, Scope,
    SetId, Test, TextId, ViewId,
};
use crate::text::pattern::Pattern;

const NUMBER_OPERATORS: [&str; 7] = ["equals", "above", "at_least", "below", "at_most", "between", "present"];
const TEXT_OPERATORS: [&str; 7] = ["equals", "contains", "matches", "starts_with", "ends_with", "same_as", "present"];
const SET_OPERATORS: [&str; 6] = ["has", "overlaps", "count", "overlap_count", "overlap_share", "present"];
const LABEL_OPERATORS: [&str; 2] = ["equals", "present"];
const AGGREGATES: [(&str, Aggregate); 8] = [
    ("min", Aggregate::Min),
    ("max", Aggregate::Max),
    ("sum", Aggregate::Sum),
    ("mean", Aggregate::Mean),
    ("median", Aggregate::Median),
    ("distinct", Aggregate::Distinct),
    ("distinct_share", Aggregate::DistinctShare),
    ("most_repeated", Aggregate::MostRepeated),
];
const MEMBER_OPERATORS: [&str; 11] =
    ["count", "share", "min", "max", "sum", "mean", "median", "distinct", "distinct_share", "most_repeated", "present"];

/// The table being read: where it stands and what stands there.
struct Here<'p> {
    path: &'p str,
    /// Nothing at the root of a condition.
    place: Option<&'p Place>,
    /// What the leaves of this table count as when unknown.
    unknown: Option<bool>,
}

/// One operator with its operand.
struct Operation<'p> {
    path: &'p str,
    key: &'p str,
    span: Span,
    value: &'p Node,
    unknown: Option<bool>,
}

impl Operation<'_> {
    fn words(&self) -> String {
        format!("{} {} {}", self.path, self.key.replace('_', " "), Checker::words(self.value))
    }
}

impl Checker<'_> {
    /// A whole condition.
    pub(super) fn condition(&mut self, cx: Cx<'_>, node: &Node) -> Option<Outline> {
        let NodeKind::Table(table) = &node.kind else {
            self.faults.push(wrong_type("condition", node, "a table of facts"));
            return None;
        };
        self.block(cx, &Here { path: "", place: None, unknown: None }, table, node.span)
    }

    /// The conjunction of the keys of a table.
    fn block(&mut self, cx: Cx<'_>, here: &Here<'_>, table: &Table, span: Span) -> Option<Outline> {
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
            self.error(
                "empty-condition",
                span,
                "a condition that says nothing",
                "name a fact and what it has to be: `bio.present = true`",
            );
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
                let inner = self.nested(cx, here, &entry.value)?;
                return Some(self.outline(Cond::Not(inner.cond), OutlineKind::Not, vec![inner], span));
            }
            "is" => return self.is(cx, entry),
            "fired" => return self.fired(cx, entry),
            _ => {}
        }
        let operation = Operation { path: here.path, key, span, value: &entry.value, unknown: here.unknown };
        if let Some(done) = here.place.and_then(|place| self.operator(cx, place, &operation)) {
            return done;
        }
        let path = if here.path.is_empty() { key.to_owned() } else { format!("{}.{key}", here.path) };
        match self.resolve(cx, &path, span) {
            Some(place) => self.at(cx, &place, &path, &entry.value, span),
            None => {
                self.unknown_fact(cx, here.path, here.place, key, span, here.place.map_or(&[], operators));
                None
            }
        }
    }

    /// Conditions relative to where they stand.
    fn nested(&mut self, cx: Cx<'_>, here: &Here<'_>, node: &Node) -> Option<Outline> {
        match &node.kind {
            NodeKind::Table(table) => {
                let unknown = self.unknown_of(table, here.place).or(here.unknown);
                self.block(cx, &Here { path: here.path, place: here.place, unknown }, table, node.span)
            }
            _ => {
                self.faults.push(wrong_type("condition", node, "a table"));
                None
            }
        }
    }

    fn list_of(&mut self, cx: Cx<'_>, here: &Here<'_>, entry: &Entry) -> Option<Outline> {
        let NodeKind::List(items) = &entry.value.kind else {
            self.faults.push(
                wrong_type(&entry.key.value, &entry.value, "a list of conditions").help("write `[ { … }, { … } ]`"),
            );
            return None;
        };
        let parts: Vec<Option<Outline>> = items.iter().map(|item| self.nested(cx, here, item)).collect();
        if items.is_empty() {
            self.error(
                "empty-condition",
                entry.value.span,
                format!("`{}` takes at least one condition", entry.key.value),
                "",
            );
        }
        let parts = parts.into_iter().collect::<Option<Vec<Outline>>>().filter(|p| !p.is_empty())?;
        let conds: Box<[CondId]> = parts.iter().map(|p| p.cond).collect();
        let span = entry.key.span;
        Some(match entry.key.value.as_str() {
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
        let names = match texts_of(&entry.value) {
            Ok(names) => names,
            Err(at) => {
                self.faults.push(wrong_type("is", at, "the name of a condition, or a list of names"));
                return None;
            }
        };
        let mut parts = Vec::new();
        for name in &names {
            let done = self.define(cx.pack, name)?;
            if done.scope != Scope::RECORD && done.scope != cx.scope {
                self.error(
                    "wrong-scope",
                    name.span,
                    format!("`{}` is about the members of a collection", name.value),
                    "use it inside `where` of that collection",
                );
                return None;
            }
            let cond = done.outline.cond;
            let mut reads = Vec::new();
            self.reads_of(cond, &mut reads);
            if cx.scope != Scope::RECORD && !reads.is_empty() {
                let message = format!("`{}` reads the results of rules", name.value);
                self.error("wrong-scope", name.span, message, "use it outside of `where`");
                return None;
            }
            parts.push(Outline {
                cond,
                span: name.span,
                kind: OutlineKind::Named(name.value.clone()),
                parts: vec![done.outline],
            });
        }
        if parts.len() == 1 {
            return parts.pop();
        }
        let conds = parts.iter().map(|p| p.cond).collect();
        Some(self.outline(Cond::Any(conds), OutlineKind::Any, parts, entry.key.span))
    }

    fn fired(&mut self, cx: Cx<'_>, entry: &Entry) -> Option<Outline> {
        if cx.scope != Scope::RECORD {
            self.error(
                "wrong-scope",
                entry.key.span,
                "`fired` is about the record, not about a member",
                "move it out of `where`",
            );
            return None;
        }
        let patterns = match texts_of(&entry.value) {
            Ok(patterns) => patterns,
            Err(at) => {
                self.faults.push(wrong_type("fired", at, "a rule id, a glob, or a list of them"));
                return None;
            }
        };
        let rules = self.rules_that_fit(&patterns, None);
        let words = patterns.iter().map(|p| p.value.as_str()).collect::<Vec<_>>().join(", ");
        (!rules.is_empty())
            .then(|| self.outline(Cond::Fired(rules.into()), OutlineKind::Fired(words), Vec::new(), entry.key.span))
    }

    /// The rules that a list of ids, globs and `!exceptions` names; reports names that fit no rule.
    pub(super) fn rules_that_fit(&mut self, patterns: &[Spanned<String>], but: Option<RuleId>) -> Vec<RuleId> {
        let mut out: Vec<RuleId> = Vec::new();
        let ids = std::mem::take(&mut self.rule_ids);
        for pattern in patterns {
            let (negative, wanted) = match pattern.value.strip_prefix('!') {
                Some(rest) => (true, rest),
                None => (false, pattern.value.as_str()),
            };
            let fits: Vec<RuleId> =
                ids.iter().filter(|(id, _)| crate::glob::matches(wanted, id)).map(|(_, r)| *r).collect();
            if fits.is_empty() && !crate::glob::is_glob(wanted) {
                self.faults.push(
                    Diagnostic::error("unknown-rule", pattern.span, format!("no rule `{wanted}`"))
                        .did_you_mean(wanted, ids.iter().map(|(id, _)| id.as_str())),
                );
            }
            if negative {
                out.retain(|r| !fits.contains(r));
            } else {
                out.extend(fits);
            }
        }
        self.rule_ids = ids;
        out.retain(|r| Some(*r) != but);
        out.sort();
        out.dedup();
        out
    }

    /// A fact with what it has to be.
    fn at(&mut self, cx: Cx<'_>, place: &Place, path: &str, value: &Node, span: Span) -> Option<Outline> {
        if let NodeKind::Table(table) = &value.kind {
            let unknown = self.unknown_of(table, Some(place));
            return self.block(cx, &Here { path, place: Some(place), unknown }, table, value.span);
        }
        let operation = Operation { path, key: "equals", span, value, unknown: None };
        match self.operator(cx, place, &operation) {
            Some(done) => done,
            None => {
                let operators = operators(place);
                let help = match (place, operators) {
                    (Place::Group(..), _) => "name one of its facts".to_owned(),
                    (Place::Field(..), _) => format!(
                        "count members: `{}.count = {{ where = {{ … }}, at_least = 1 }}`",
                        path.split('.').next().unwrap_or(path)
                    ),
                    _ => format!("`{path}` takes: {}", operators.join(", ")),
                };
                self.error(
                    "wrong-type",
                    value.span,
                    format!("`{path}` is {} and cannot equal {}", place.noun(), value.noun()),
                    help,
                );
                None
            }
        }
    }

    fn unknown_of(&mut self, table: &Table, place: Option<&Place>) -> Option<bool> {
        if place.is_none_or(|p| matches!(p, Place::Group(..))) {
            return None;
        }
        let entry = table.get("unknown")?;
        match entry.value.kind {
            NodeKind::Bool(b) => Some(b),
            _ => {
                self.faults.push(wrong_type("unknown", &entry.value, "true or false"));
                None
            }
        }
    }

    /// What an operator says about a place: `None` if the place has no such operator, `Some(None)` if it is faulty.
    fn operator(&mut self, cx: Cx<'_>, place: &Place, op: &Operation<'_>) -> Option<Option<Outline>> {
        if !operators(place).contains(&op.key) {
            return None;
        }
        Some(match place {
            Place::Bool(fact) => self.bool_operator(cx, *fact, op),
            Place::Number(num) => self.number_operator(cx, *num, op),
            Place::Label(label, words) => self.label_operator(cx, *label, words, op),
            Place::Text(text) => self.text_operator(cx, *text, op),
            Place::Set(set) => self.set_operator(cx, *set, op),
            Place::Members(view) => self.members_operator(cx, *view, op),
            Place::Group(..) | Place::Field(..) => return None,
        })
    }

    fn leaf(&mut self, test: Test, op: &Operation<'_>, parts: Vec<Outline>) -> Outline {
        self.outline(Cond::Leaf(test, op.unknown), OutlineKind::Test(op.words()), parts, op.span)
    }

    fn presence(&mut self, presence: Presence, op: &Operation<'_>) -> Option<Outline> {
        match op.value.kind {
            NodeKind::Bool(wanted) => Some(self.leaf(Test::Present(presence, wanted), op, Vec::new())),
            _ => {
                self.faults.push(wrong_type("present", op.value, "true or false"));
                None
            }
        }
    }

    fn bool_operator(&mut self, cx: Cx<'_>, fact: crate::program::FactRef, op: &Operation<'_>) -> Option<Outline> {
        if op.key == "present" {
            return self.presence(Presence::Bool(fact), op);
        }
        let value = self.value(cx, op.value)?;
        match value.kind {
            NodeKind::Bool(wanted) => Some(self.leaf(Test::Bool(fact, wanted), op, Vec::new())),
            _ => {
                self.faults.push(wrong_type(op.path, &value, "true or false"));
                None
            }
        }
    }

    fn number_operator(&mut self, cx: Cx<'_>, num: NumId, op: &Operation<'_>) -> Option<Outline> {
        if op.key == "present" {
            return self.presence(Presence::Number(num), op);
        }
        let test = self.number_test(cx, num, op)?;
        Some(self.leaf(test, op, Vec::new()))
    }

    fn number_test(&mut self, cx: Cx<'_>, num: NumId, op: &Operation<'_>) -> Option<Test> {
        if op.key == "between" {
            let value = self.value(cx, op.value)?;
            if let NodeKind::List(items) = &value.kind
                && let [low, high] = items.as_slice()
            {
                let (low, high) = (self.number_operand(cx, op.key, low), self.number_operand(cx, op.key, high));
                return Some(Test::Between(num, low?, high?));
            }
            self.faults.push(wrong_type("between", &value, "two numbers, both included"));
            return None;
        }
        let how = match op.key {
            "above" => Op::Above,
            "at_least" => Op::AtLeast,
            "below" => Op::Below,
            "at_most" => Op::AtMost,
            _ => Op::Equals,
        };
        let operand = self.number_operand(cx, op.key, op.value)?;
        self.same_unit(op, num, operand)?;
        Some(Test::Number(num, how, operand))
    }

    /// Days are not compared with characters.
    fn same_unit(&mut self, op: &Operation<'_>, a: NumId, b: NumId) -> Option<()> {
        if let (Some(a), Some(b)) = (self.units.get(&a), self.units.get(&b))
            && a != b
            && !a.is_empty()
            && !b.is_empty()
        {
            let message = format!("`{}` is in {a}, the fact it is compared with in {b}", op.path);
            self.error("unit-mismatch", op.span, message, "compare facts of the same unit, or scale one with `times`");
            return None;
        }
        Some(())
    }

    fn label_operator(&mut self, cx: Cx<'_>, label: LabelRef, known: &[String], op: &Operation<'_>) -> Option<Outline> {
        if op.key == "present" {
            return self.presence(Presence::Label(label), op);
        }
        let words = self.word_operands(cx, op.path, op.value)?;
        for word in &words {
            if !known.is_empty() && !known.contains(&word.value) {
                self.faults.push(
                    Diagnostic::error("unknown-label", word.span, format!("`{}` is never `{}`", op.path, word.value))
                        .did_you_mean(&word.value, known.iter().map(String::as_str))
                        .help(format!("it is one of: {}", known.join(", "))),
                );
                return None;
            }
        }
        let mut words: Vec<Box<str>> = words.into_iter().map(|w| w.value.into()).collect();
        words.sort();
        Some(self.leaf(Test::Label(label, words.into()), op, Vec::new()))
    }

    fn text_operator(&mut self, cx: Cx<'_>, text: TextId, op: &Operation<'_>) -> Option<Outline> {
        let test = match op.key {
            "present" => return self.presence(Presence::Text(text), op),
            "contains" => {
                let (contains, unknown) = self.contains(cx, op.value)?;
                let operation = Operation { unknown: unknown.or(op.unknown), ..*op };
                return Some(self.leaf(Test::Contains(text, contains), &operation, Vec::new()));
            }
            "matches" => Test::Matches(text, self.pattern(cx, op.value)?),
            "same_as" => {
                let NodeKind::Text(path) = &op.value.kind else {
                    self.faults.push(wrong_type("same_as", op.value, "the path of another text"));
                    return None;
                };
                let path = Spanned { value: path.clone(), span: op.value.span };
                match self.place(cx.within(Scope::RECORD), &path.value, path.span)? {
                    Place::Text(other) => Test::SameAs(text, other),
                    other => {
                        self.not_that(&path, &other, "a text");
                        return None;
                    }
                }
            }
            key => {
                let how = match key {
                    "starts_with" => Compare::StartsWith,
                    "ends_with" => Compare::EndsWith,
                    _ => Compare::Equals,
                };
                let words = self.word_operands(cx, key, op.value)?;
                Test::Compare(text, how, words.iter().map(|w| crate::text::token::fold_text(&w.value).into()).collect())
            }
        };
        Some(self.leaf(test, op, Vec::new()))
    }

    pub(super) fn pattern(&mut self, cx: Cx<'_>, node: &Node) -> Option<crate::program::PatternId> {
        let node = self.value(cx, node)?;
        let NodeKind::Text(source) = &node.kind else {
            self.faults.push(wrong_type("matches", &node, "a regular expression"));
            return None;
        };
        match Pattern::new(source) {
            Ok(pattern) => Some(self.code.pattern(pattern)),
            Err(error) => {
                // In a literal string the pattern's bytes stand in the file as they are, after the quote.
                let span = match error.range {
                    Some(range) if !source.contains('\\') || range.end <= source.len() => Span {
                        start: node.span.start + 1 + u32::try_from(range.start).unwrap_or(0),
                        end: node.span.start + 1 + u32::try_from(range.end).unwrap_or(0),
                        ..node.span
                    },
                    _ => node.span,
                };
                self.error("invalid-pattern", span, format!("not a valid pattern: {}", error.reason), "");
                None
            }
        }
    }

    fn set_operator(&mut self, cx: Cx<'_>, set: SetId, op: &Operation<'_>) -> Option<Outline> {
        match op.key {
            "present" => self.presence(Presence::Set(set), op),
            "has" => {
                let words = self.word_operands(cx, "has", op.value)?;
                let parts: Vec<Outline> = words
                    .iter()
                    .map(|word| {
                        self.known_label(cx, set, word);
                        self.leaf(Test::Has(set, word.value.as_str().into()), op, Vec::new())
                    })
                    .collect();
                Some(self.all(parts, op.span))
            }
            "overlaps" => {
                let with = self.set_operand(cx, "overlaps", op.value)?;
                Some(self.leaf(Test::Overlaps(set, with), op, Vec::new()))
            }
            "count" => {
                let num = self.code.num(Num::SetSize(set));
                self.number_table(cx, num, op)
            }
            _ => {
                let share = op.key == "overlap_share";
                let NodeKind::Table(table) = &op.value.kind else {
                    self.faults.push(wrong_type(op.key, op.value, "a table with `with` and a comparison"));
                    return None;
                };
                let Some(with) = table.get("with") else {
                    self.error(
                        "missing-field",
                        op.span,
                        format!("`{}` needs `with`", op.key),
                        "name the other set: `with = \"bio.topics\"`",
                    );
                    return None;
                };
                let with = match &with.value.kind {
                    NodeKind::Text(path) => {
                        self.set_path(cx, &Spanned { value: path.clone(), span: with.value.span })?
                    }
                    _ => {
                        self.faults.push(wrong_type("with", &with.value, "the path of a set"));
                        return None;
                    }
                };
                let num = self.code.num(Num::Overlap { of: set, with, share });
                self.comparisons(cx, num, op, table, &["with"], Vec::new())
            }
        }
    }

    /// A label that a tagger never gives is a slip.
    fn known_label(&mut self, _cx: Cx<'_>, set: SetId, word: &Spanned<String>) {
        let crate::program::Set::Tags(_, tagger) = self.code.sets.get(set.index()) else { return };
        let tagger = &self.taggers[tagger.index()];
        if !tagger.labels.iter().any(|l| *l.id == *word.value) {
            let diagnostic = Diagnostic::error(
                "unknown-label",
                word.span,
                format!("`{}` never gives `{}`", tagger.name, word.value),
            )
            .did_you_mean(&word.value, tagger.labels.iter().map(|l| &*l.id));
            self.faults.push(diagnostic);
        }
    }

    /// A bare number, or a table of comparisons.
    fn number_table(&mut self, cx: Cx<'_>, num: NumId, op: &Operation<'_>) -> Option<Outline> {
        match &op.value.kind {
            NodeKind::Table(table) => self.comparisons(cx, num, op, table, &[], Vec::new()),
            _ => {
                let test = self.number_test(cx, num, &Operation { key: "equals", ..*op })?;
                Some(self.leaf(test, op, Vec::new()))
            }
        }
    }

    /// The comparisons of a table, without the keys in `but`.
    fn comparisons(
        &mut self,
        cx: Cx<'_>,
        num: NumId,
        op: &Operation<'_>,
        table: &Table,
        but: &[&str],
        inner: Vec<Outline>,
    ) -> Option<Outline> {
        let unknown = match table.get("unknown").map(|e| &e.value) {
            None => op.unknown,
            Some(Node { kind: NodeKind::Bool(b), .. }) => Some(*b),
            Some(other) => {
                self.faults.push(wrong_type("unknown", other, "true or false"));
                return None;
            }
        };
        let path = format!("{}.{}", op.path, op.key);
        let mut parts = Vec::new();
        for entry in &table.entries {
            let key = entry.key.value.as_str();
            if key == "unknown" || but.contains(&key) {
                continue;
            }
            if !NUMBER_OPERATORS.contains(&key) {
                let known = NUMBER_OPERATORS.iter().chain(but).copied();
                self.faults.push(
                    Diagnostic::error(
                        "unknown-operator",
                        entry.key.span,
                        format!("`{path}` is a number and has no operator `{key}`"),
                    )
                    .did_you_mean(key, known)
                    .help(format!("it takes: {}", NUMBER_OPERATORS.join(", "))),
                );
                return None;
            }
            let operation = Operation { path: &path, key, span: entry.key.span, value: &entry.value, unknown };
            let mut part = self.number_operator(cx, num, &operation)?;
            part.parts.clone_from(&inner);
            parts.push(part);
        }
        if parts.is_empty() {
            let filtered = but.contains(&"where");
            let (code, message) = if filtered && table.get("where").is_some() {
                ("split-condition", format!("`{path}` has a `where` and nothing to compare the number with"))
            } else {
                ("empty-condition", format!("`{path}` is compared with nothing"))
            };
            self.error(code, op.span, message, "write both in one table: `{ where = { … }, at_least = 3 }`");
            return None;
        }
        Some(self.all(parts, op.span))
    }

    fn members_operator(&mut self, cx: Cx<'_>, view: ViewId, op: &Operation<'_>) -> Option<Outline> {
        if op.key == "present" {
            return self.presence(Presence::Members(view), op);
        }
        if let Some((_, how)) = AGGREGATES.iter().find(|(name, _)| *name == op.key) {
            return self.aggregate(cx, view, *how, op);
        }
        let share = op.key == "share";
        let NodeKind::Table(table) = &op.value.kind else {
            let num = self.code.num(Num::Members { view, filter: None, share });
            return self.number_table(cx, num, op);
        };
        let mut inner = Vec::new();
        let mut filter = None;
        if let Some(entry) = table.get("where") {
            if !self.one_table(op, table) {
                self.error(
                    "split-condition",
                    entry.key.span,
                    format!("`where` and the comparison of `{}.{}` stand in different places", op.path, op.key),
                    "write both in one table: `count = { where = { … }, at_least = 3 }`",
                );
                return None;
            }
            let scope = self.code.views.get(view.index()).scope();
            let condition = self.condition(cx.within(scope), &entry.value)?;
            filter = Some(condition.cond);
            inner.push(condition);
        }
        let num = self.code.num(Num::Members { view, filter, share });
        self.comparisons(cx, num, op, table, &["where"], inner)
    }

    /// Whether a filter and its comparison stand in one inline table, so that both are read together. Keys that were put
    /// together from several dotted lines lie outside of the value that the first one opened.
    fn one_table(&self, op: &Operation<'_>, table: &Table) -> bool {
        let span = op.value.span;
        table.entries.iter().all(|e| span.start <= e.key.span.start && e.key.span.end <= span.end)
            || table.entries.len() == 1
    }

    fn aggregate(&mut self, cx: Cx<'_>, view: ViewId, how: Aggregate, op: &Operation<'_>) -> Option<Outline> {
        let NodeKind::Table(table) = &op.value.kind else {
            self.faults.push(wrong_type(op.key, op.value, "a table with `of` and a comparison"));
            return None;
        };
        let Some(of) = table.get("of") else {
            self.error(
                "missing-field",
                op.span,
                format!("`{}` needs `of`", op.key),
                "name the field of the members: `of = \"age_days\"`",
            );
            return None;
        };
        let NodeKind::Text(field) = &of.value.kind else {
            self.faults.push(wrong_type("of", &of.value, "the path of a field"));
            return None;
        };
        let num = self.aggregate_of(cx, view, how, &Spanned { value: field.clone(), span: of.value.span })?;
        self.comparisons(cx, num, op, table, &["of"], Vec::new())
    }

    /// The number that an aggregate over a field of the members gives.
    pub(super) fn aggregate_of(
        &mut self,
        cx: Cx<'_>,
        view: ViewId,
        how: Aggregate,
        field: &Spanned<String>,
    ) -> Option<NumId> {
        let scope = self.code.views.get(view.index()).scope();
        let place = self.place(cx.within(scope), &field.value, field.span)?;
        let counts = matches!(how, Aggregate::Distinct | Aggregate::DistinctShare | Aggregate::MostRepeated);
        let key = match place {
            Place::Number(num) => Key::Number(num),
            Place::Text(text) if counts => Key::Text(text),
            Place::Label(label, _) if counts => Key::Label(label),
            other => {
                self.not_that(field, &other, if counts { "a number, a text or a label" } else { "a number" });
                return None;
            }
        };
        let num = self.code.num(Num::Aggregate { view, how, key });
        if let (Key::Number(inner), false) = (key, counts)
            && let Some(unit) = self.units.get(&inner).copied()
        {
            self.units.insert(num, unit);
        }
        Some(num)
    }
}

/// The aggregate with this name.
pub(super) fn aggregate_named(name: &str) -> Option<Aggregate> {
    AGGREGATES.iter().find(|(n, _)| *n == name).map(|(_, how)| *how)
}

/// The operators of a place.
fn operators(place: &Place) -> &'static [&'static str] {
    match place {
        Place::Bool(_) | Place::Label(..) => &LABEL_OPERATORS,
        Place::Number(_) => &NUMBER_OPERATORS,
        Place::Text(_) => &TEXT_OPERATORS,
        Place::Set(_) => &SET_OPERATORS,
        Place::Members(_) => &MEMBER_OPERATORS,
        Place::Group(..) | Place::Field(..) => &[],
    }
}
