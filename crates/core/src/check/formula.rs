//! Named numbers: counts, aggregates, matches, and formulas over them.

use super::condition::aggregate_named;
use super::path::Place;
use super::{Checker, Cx, NO_PARAMS, State};
use crate::diag::{Diagnostic, Span};
use crate::load::NUMBER_KEYS;
use crate::model::NamedNumber;
use crate::node::{Node, NodeKind, Spanned, Table, unknown_key};
use crate::program::{Aggregate, Arith, Key, Named, NamedWhat, Num, NumId, Scope};

impl Checker<'_> {
    /// The named number at a path, if one is declared.
    pub(super) fn number(&mut self, path: &str) -> Option<NumId> {
        if let Some(state) = self.numbers.get(path) {
            return match state {
                State::Done(done) => *done,
                State::Busy => None,
            };
        }
        let packs = self.packs;
        let (pack, declared) =
            packs.iter().enumerate().find_map(|(i, p)| Some((i, p.numbers.iter().find(|n| n.path.value == path)?)))?;
        self.numbers.insert(path.to_owned(), State::Busy);
        let done = self.resolve_number(pack, declared);
        self.numbers.insert(path.to_owned(), State::Done(done));
        if let Some(num) = done {
            self.named.push(Named { path: path.to_owned(), doc: declared.doc.clone(), what: NamedWhat::Number(num) });
        }
        done
    }

    fn resolve_number(&mut self, pack: usize, declared: &NamedNumber) -> Option<NumId> {
        let path = &declared.path;
        if self.schema.fact(&path.value).is_some() || self.schema.collection(&path.value).is_some() {
            let message = format!("`{}` is a fact of the record already", path.value);
            self.error("duplicate-name", path.span, message, "choose another name");
            return None;
        }
        let NodeKind::Table(table) = &declared.body.kind else { return None };
        let cx = Cx { pack, params: &NO_PARAMS, scope: Scope::RECORD };
        let kinds: Vec<&str> = NUMBER_KEYS.into_iter().filter(|k| table.get(k).is_some()).collect();
        let [kind] = kinds[..] else {
            let message = format!("`{}` is declared in two ways: {}", path.value, kinds.join(" and "));
            self.error(
                "wrong-type",
                path.span,
                message,
                "a named number has one of `count`, `share`, `formula`, `matches` or an aggregate",
            );
            return None;
        };
        let allowed: &[&str] = match kind {
            "count" | "share" => &["where", "doc"],
            "matches" => &["in", "doc"],
            _ => &["doc"],
        };
        for entry in &table.entries {
            let key = entry.key.value.as_str();
            if key != kind && !allowed.contains(&key) {
                let known: Vec<&str> = std::iter::once(kind).chain(allowed.iter().copied()).collect();
                self.faults.push(unknown_key("a named number", &entry.key, &known));
            }
        }
        let body = text_of(table, kind)?;
        match kind {
            "count" | "share" => self.counted(cx, &body, table.get("where").map(|e| &e.value), kind == "share"),
            "formula" => self.formula(cx, &body),
            "matches" => self.matched(cx, table, path.span),
            _ => self.aggregated(cx, kind, &body),
        }
    }

    fn counted(&mut self, cx: Cx<'_>, of: &Spanned<String>, filter: Option<&Node>, share: bool) -> Option<NumId> {
        let view = self.members(cx.pack, of)?;
        let filter = match filter {
            None => None,
            Some(node) => {
                let scope = self.code.views.get(view.index()).scope();
                Some(self.condition(cx.within(scope), node)?.cond)
            }
        };
        Some(self.code.num(Num::Members { view, filter, share }))
    }

    fn matched(&mut self, cx: Cx<'_>, table: &Table, at: Span) -> Option<NumId> {
        let pattern = self.pattern(cx, &table.get("matches")?.value)?;
        let Some(path) = text_of(table, "in") else {
            self.error("missing-field", at, "`matches` needs `in`", "name the text: `in = \"bio\"`");
            return None;
        };
        match self.place(cx, &path.value, path.span)? {
            Place::Text(text) => Some(self.code.num(Num::Matches(text, pattern))),
            Place::Field(view, inner) => match *inner {
                Place::Text(text) => {
                    let each = self.code.num(Num::Matches(text, pattern));
                    Some(self.code.num(Num::Aggregate { view, how: Aggregate::Sum, key: Key::Number(each) }))
                }
                other => {
                    self.not_that(&path, &other, "a text");
                    None
                }
            },
            other => {
                self.not_that(&path, &other, "a text");
                None
            }
        }
    }

    /// `min = "posts.age_days"`: the first part names the members, the rest the field.
    fn aggregated(&mut self, cx: Cx<'_>, kind: &str, path: &Spanned<String>) -> Option<NumId> {
        let how = aggregate_named(kind)?;
        let Some((members, field)) = path.value.split_once('.') else {
            self.error(
                "wrong-type",
                path.span,
                format!("`{kind}` takes a field of a collection"),
                "write `collection.field`",
            );
            return None;
        };
        let view = self.members(cx.pack, &Spanned { value: members.to_owned(), span: path.span })?;
        self.aggregate_of(cx, view, how, &Spanned { value: field.to_owned(), span: path.span })
    }

    fn formula(&mut self, cx: Cx<'_>, source: &Spanned<String>) -> Option<NumId> {
        let mut parser = Parser { checker: self, cx, text: &source.value, at: 0, span: source.span };
        let num = parser.sum()?;
        parser.blanks();
        if parser.at < parser.text.len() {
            parser.fault("an operator was expected here");
            return None;
        }
        Some(num)
    }
}

fn text_of(table: &Table, key: &str) -> Option<Spanned<String>> {
    let entry = table.get(key)?;
    match &entry.value.kind {
        NodeKind::Text(s) => Some(Spanned { value: s.clone(), span: entry.value.span }),
        _ => None,
    }
}

/// Recursive descent over `sum = product (("+"|"-") product)*`, `product = atom (("*"|"/") atom)*`.
struct Parser<'c, 'p, 't> {
    checker: &'c mut Checker<'p>,
    cx: Cx<'t>,
    text: &'t str,
    at: usize,
    span: Span,
}

/// How deep brackets may nest: a bound for the stack, far above any formula a person writes.
const MAX_FORMULA: usize = 2_000;

impl Parser<'_, '_, '_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn blanks(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn eat(&mut self, sign: char) -> bool {
        self.blanks();
        let found = self.rest().starts_with(sign);
        if found {
            self.at += sign.len_utf8();
        }
        found
    }

    /// Reports a fault at the current place of the formula (one byte after the opening quote).
    fn fault(&mut self, message: &str) {
        let start = self.span.start + 1 + u32::try_from(self.at).unwrap_or(0);
        let length = self.rest().chars().next().map_or(1, char::len_utf8);
        let span = Span { start, end: start + u32::try_from(length).unwrap_or(1), ..self.span };
        self.checker.faults.push(
            Diagnostic::error("invalid-formula", span, format!("not a formula: {message}"))
                .help("a formula has facts, numbers, `+ - * /`, `min(a, b)`, `max(a, b)` and brackets"),
        );
    }

    fn sum(&mut self) -> Option<NumId> {
        let mut left = self.product()?;
        loop {
            let arith = match () {
                () if self.eat('+') => Arith::Add,
                () if self.eat('-') => Arith::Sub,
                () => return Some(left),
            };
            let right = self.product()?;
            left = self.checker.code.num(Num::Formula(arith, left, right));
        }
    }

    fn product(&mut self) -> Option<NumId> {
        let mut left = self.atom()?;
        loop {
            let arith = match () {
                () if self.eat('*') => Arith::Mul,
                () if self.eat('/') => Arith::Div,
                () => return Some(left),
            };
            let right = self.atom()?;
            left = self.checker.code.num(Num::Formula(arith, left, right));
        }
    }

    fn atom(&mut self) -> Option<NumId> {
        if self.text.len() > MAX_FORMULA {
            self.fault("it is too long");
            return None;
        }
        if self.eat('-') {
            let zero = self.checker.constant(0.0);
            let inner = self.atom()?;
            return Some(self.checker.code.num(Num::Formula(Arith::Sub, zero, inner)));
        }
        if self.eat('(') {
            let inner = self.sum()?;
            return self.close(inner);
        }
        let word = self.word();
        if word.is_empty() {
            self.fault(if self.rest().is_empty() {
                "it ends too early"
            } else {
                "a fact or a number was expected here"
            });
            return None;
        }
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            return match word.parse::<f64>() {
                Ok(n) if n.is_finite() => Some(self.checker.constant(n)),
                _ => {
                    self.at -= word.len();
                    self.fault("a number was expected here");
                    None
                }
            };
        }
        match word.as_str() {
            "min" if self.eat('(') => self.arguments(Arith::Min),
            "max" if self.eat('(') => self.arguments(Arith::Max),
            _ => {
                let start = self.span.start + 1 + u32::try_from(self.at - word.len()).unwrap_or(0);
                let end = start + u32::try_from(word.len()).unwrap_or(0);
                let path = Spanned { value: word, span: Span { start, end, ..self.span } };
                self.checker.number_path(self.cx, &path)
            }
        }
    }

    fn arguments(&mut self, arith: Arith) -> Option<NumId> {
        let mut left = self.sum()?;
        while self.eat(',') {
            let right = self.sum()?;
            left = self.checker.code.num(Num::Formula(arith, left, right));
        }
        self.close(left)
    }

    fn close(&mut self, inner: NumId) -> Option<NumId> {
        if self.eat(')') {
            return Some(inner);
        }
        self.fault("`)` was expected here");
        None
    }

    fn word(&mut self) -> String {
        self.blanks();
        let end = self
            .rest()
            .find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.' | ':')))
            .unwrap_or(self.rest().len());
        let word = self.rest()[..end].to_owned();
        self.at += end;
        word
    }
}
