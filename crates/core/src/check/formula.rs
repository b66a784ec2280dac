//! Named numbers: counts, aggregates, matches, and formulas over them.

use super::condition::{MEMBER_OPERATORS, aggregate_named};
use super::path::Place;
use super::{Checker, Cx, Found, NO_PARAMS, State};
use crate::diag::{Diagnostic, Span};
use crate::load::NUMBER_KEYS;
use crate::model::NamedNumber;
use crate::node::{Node, NodeKind, Spanned, Table, unknown_key, wrong_type};
use crate::program::{Aggregate, Arith, CondId, Filter, Key, Named, NamedWhat, Num, NumId, Scope, View, ViewId};
use crate::schema::{CollectionId, Kind};

impl Checker<'_> {
    /// The named number at a path.
    pub(super) fn number(&mut self, path: &str, span: Span) -> Found<NumId> {
        let packs = self.packs;
        let declared =
            packs.iter().enumerate().find_map(|(i, p)| Some((i, p.numbers.iter().find(|n| n.path.value == path)?)));
        let Some((pack, declared)) = declared else { return Found::Nothing };
        self.uses(declared.path.span);
        match self.numbers.get(path) {
            Some(State::Done(done)) => return done.map_or(Found::Faulty, Found::One),
            Some(State::Busy) => {
                self.cyclic(span, format!("the fact `{path}` is computed from itself"));
                return Found::Faulty;
            }
            None => {}
        }
        self.numbers.insert(path.to_owned(), State::Busy);
        let resolve = |checker: &mut Self| checker.resolve_number(pack, declared);
        let done = self.on_behalf(declared.path.span, |checker| checker.deeper(span, resolve));
        self.numbers.insert(path.to_owned(), State::Done(done));
        let Some(num) = done else { return Found::Faulty };
        self.named.push(Named { path: path.to_owned(), doc: declared.doc.clone(), what: NamedWhat::Number(num) });
        Found::One(num)
    }

    fn resolve_number(&mut self, pack: usize, declared: &NamedNumber) -> Option<NumId> {
        let path = &declared.path;
        let cx = Cx { pack, params: &NO_PARAMS, scope: Scope::RECORD };
        self.free_path(cx, path)?;
        let NodeKind::Table(table) = &declared.body.kind else { return None };
        let kinds: Vec<&str> = NUMBER_KEYS.into_iter().filter(|k| table.get(k).is_some()).collect();
        let [kind] = kinds[..] else {
            let message = format!("`{}` is declared in two ways: {}", path.value, kinds.join(" and "));
            let help = "a named number has one of `count`, `share`, `formula`, `matches` or an aggregate";
            self.error("wrong-type", path.span, message, help);
            return None;
        };
        let allowed: &[&str] = match kind {
            "matches" => &["in", "doc"],
            "formula" => &["doc"],
            _ => &["where", "doc"],
        };
        for entry in &table.entries {
            let key = entry.key.value.as_str();
            if key != kind && !allowed.contains(&key) {
                let known: Vec<&str> = std::iter::once(kind).chain(allowed.iter().copied()).collect();
                self.faults.push(unknown_key("a named number", &entry.key, &known));
            }
        }
        if let Some(doc) = table.get("doc").map(|e| &e.value).filter(|v| !matches!(v.kind, NodeKind::Text(_))) {
            self.faults.push(wrong_type("doc", doc, "a string"));
        }
        let body = table.get(kind).map(|e| &e.value)?;
        let NodeKind::Text(source) = &body.kind else {
            self.faults.push(wrong_type(kind, body, "a string"));
            return None;
        };
        let body = Spanned { value: source.clone(), span: body.span };
        let num = match kind {
            "count" | "share" => self.counted(cx, declared, &body, kind == "share"),
            "formula" => self.formula(cx, &body),
            "matches" => self.matched(cx, table, path.span),
            _ => self.aggregated(cx, declared, kind, &body),
        }?;
        self.bounded(path.span, self.code.nums.cost(num.index()), num)
    }

    /// A path may not hide what is there anyway. (A number or bool of the members means nothing from outside, so a named
    /// number may have its name.)
    fn free_path(&mut self, cx: Cx<'_>, path: &Spanned<String>) -> Option<()> {
        let fact = self.schema.fact(&path.value).is_some() || self.schema.collection(&path.value).is_some();
        let below = path.value.split_once('.').and_then(|(members, field)| {
            let fields = self.schema.collection_decl(self.collection_under(cx.pack, members)?);
            let kind = fields.field(field).and_then(|id| fields.fields.get(id.0 as usize)).map(|f| &f.kind);
            Some(MEMBER_OPERATORS.contains(&field) || matches!(kind, Some(Kind::Text | Kind::Set)))
        });
        let derived = path.value.rsplit_once('.').is_some_and(|(head, last)| {
            let text = self.schema.fact(head).is_some_and(|id| self.schema.decl(id).kind == Kind::Text);
            text && (Self::is_derived(last) || self.tagger_ids.contains_key(last))
        });
        if fact || derived || below == Some(true) {
            let message = format!("`{}` is a fact or an operator already", path.value);
            self.error("duplicate-name", path.span, message, "choose another name");
            return None;
        }
        path.value.split('.').try_for_each(|word| self.free_word(word, path.span))
    }

    /// The collection that a name leads to through any number of views.
    fn collection_under(&self, pack: usize, name: &str) -> Option<CollectionId> {
        let mut name = name;
        for _ in 0..=self.packs[pack].views.len() {
            if let Some(collection) = self.schema.collection(name) {
                return Some(collection);
            }
            name = &self.packs[pack].views.iter().find(|v| v.name.value == name)?.of.as_ref()?.value;
        }
        None
    }

    fn counted(&mut self, cx: Cx<'_>, number: &NamedNumber, of: &Spanned<String>, share: bool) -> Option<NumId> {
        let view = self.members(cx.pack, of)?;
        let filter = match filter_of(number) {
            None => None,
            Some(node) => Some(self.filter(cx, number, view, node)?),
        };
        Some(self.code.num(Num::Members { view, filter, share }))
    }

    /// A condition about the members of a view.
    fn filter(&mut self, cx: Cx<'_>, number: &NamedNumber, view: ViewId, node: &Node) -> Option<CondId> {
        let scope = self.code.views.get(view.index()).scope();
        let condition = self.condition(cx.within(scope), node)?;
        let filter = condition.cond;
        self.filters.push(Filter { pack: cx.pack, name: number.path.clone(), condition });
        Some(filter)
    }

    fn matched(&mut self, cx: Cx<'_>, table: &Table, at: Span) -> Option<NumId> {
        let pattern = self.pattern(cx, &table.get("matches")?.value)?;
        let Some(path) = text_of(table, "in") else {
            self.error("missing-field", at, "`matches` needs `in`", "name the text: `in = \"collection.text\"`");
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

    /// `min = "orders.age_days"`: the first part names the members, the rest the field. A `where` picks among the members.
    fn aggregated(&mut self, cx: Cx<'_>, number: &NamedNumber, kind: &str, path: &Spanned<String>) -> Option<NumId> {
        let how = aggregate_named(kind)?;
        let Some((members, field)) = path.value.split_once('.') else {
            let message = format!("`{kind}` takes a field of a collection");
            self.error("wrong-type", path.span, message, "write `collection.field`");
            return None;
        };
        let head = Spanned { value: members.to_owned(), span: path.part(0..members.len()) };
        let mut view = self.members(cx.pack, &head)?;
        if let Some(node) = filter_of(number) {
            let filter = Some(self.filter(cx, number, view, node)?);
            let collection = self.code.views.get(view.index()).collection;
            view = self.code.view(View { collection, of: Some(view), filter, latest: None });
        }
        let field =
            Spanned { value: field.to_owned(), span: path.part(path.value.len() - field.len()..path.value.len()) };
        self.aggregate_of(cx, view, how, &field)
    }

    fn formula(&mut self, cx: Cx<'_>, source: &Spanned<String>) -> Option<NumId> {
        Parser { checker: self, cx, source, at: 0, depth: 0 }.whole()
    }
}

/// The condition that members have to meet to be part of a named number.
fn filter_of(number: &NamedNumber) -> Option<&Node> {
    match &number.body.kind {
        NodeKind::Table(table) => table.get("where").map(|e| &e.value),
        _ => None,
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
    source: &'t Spanned<String>,
    at: usize,
    /// Open brackets and signs.
    depth: u32,
}

/// The longest formula, in bytes, and how deep brackets may nest: bounds for the stack, far above what a person writes.
const MAX_FORMULA: usize = 1_000;
const MAX_BRACKETS: u32 = 50;

impl<'t> Parser<'_, '_, 't> {
    fn rest(&self) -> &'t str {
        &self.source.value[self.at..]
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

    /// Reports a fault at the current place of the formula.
    fn fault(&mut self, message: &str) {
        let length = self.rest().chars().next().map_or(0, char::len_utf8);
        let span = self.source.part(self.at..self.at + length);
        self.checker.faults.push(
            Diagnostic::error("invalid-formula", span, format!("not a formula: {message}"))
                .help("a formula has facts, numbers, `+ - * /`, `min(a, b)`, `max(a, b)` and brackets"),
        );
    }

    fn whole(&mut self) -> Option<NumId> {
        if self.source.value.len() > MAX_FORMULA {
            self.fault("it is too long");
            return None;
        }
        let num = self.sum()?;
        self.blanks();
        if self.rest().is_empty() {
            return Some(num);
        }
        self.fault("an operator was expected here");
        None
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
        if self.depth == MAX_BRACKETS {
            self.fault("it has too many brackets");
            return None;
        }
        self.depth += 1;
        let num = self.any_atom();
        self.depth -= 1;
        num
    }

    fn any_atom(&mut self) -> Option<NumId> {
        if self.eat('-') {
            let zero = self.checker.constant(0.0);
            let inner = self.atom()?;
            return Some(self.checker.code.num(Num::Formula(Arith::Sub, zero, inner)));
        }
        if self.eat('(') {
            let inner = self.sum()?;
            return self.close(inner);
        }
        self.blanks();
        let (start, word) = (self.at, self.word());
        if word.is_empty() {
            let empty = self.rest().is_empty();
            self.fault(if empty { "it ends too early" } else { "a fact or a number was expected here" });
            return None;
        }
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            let number = word.parse::<f64>().ok().filter(|n| n.is_finite());
            if number.is_none() {
                self.at = start;
                self.fault("a number was expected here");
            }
            return number.map(|n| self.checker.constant(n));
        }
        match word {
            "min" if self.eat('(') => self.arguments(Arith::Min),
            "max" if self.eat('(') => self.arguments(Arith::Max),
            _ => {
                let path = Spanned { value: word.to_owned(), span: self.source.part(start..start + word.len()) };
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

    fn word(&mut self) -> &'t str {
        let rest = self.rest();
        let end = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.' | ':'))).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }
}
