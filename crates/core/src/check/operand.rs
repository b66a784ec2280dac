//! What stands on the right of an operator: numbers, words, phrases, sets.

use super::path::Place;
use super::{Checker, Cx};
use crate::diag::{Diagnostic, Span};
use crate::node::{Entry, Fields, Node, NodeKind, Spanned, mistyped, texts_of, wrong_type};
use crate::program::{Arith, Contains, Num, NumId, Operand, Real, Scope, Set, SetId};
use crate::text::lists::Lists;
use crate::text::token::is_visible;

/// What can stand where a number is wanted.
const NUMBERS: &str = "write a number, a ratio \"1/3\", a \"$param\", or `{ fact = \"…\", times = 2 }`";

/// Whether a value is a parameter, or an operand with one in it.
fn names_param(value: &Node) -> bool {
    match &value.kind {
        NodeKind::Text(text) => text.starts_with('$') && !text.starts_with("$$"),
        NodeKind::Table(table) => table.entries.iter().any(|entry| names_param(&entry.value)),
        _ => false,
    }
}

impl Checker<'_> {
    /// The value of a `$param`, or the node itself.
    pub(super) fn value(&mut self, cx: Cx<'_>, node: &Node) -> Option<Node> {
        let NodeKind::Text(text) = &node.kind else { return Some(node.clone()) };
        match text.strip_prefix('$') {
            Some(name) if !name.starts_with('$') => self.param(cx, name, node.span),
            _ => Some(node.clone()),
        }
    }

    pub(super) fn param(&mut self, cx: Cx<'_>, name: &str, span: Span) -> Option<Node> {
        let packs = self.packs;
        let known = || cx.params.iter().chain(&packs[cx.pack].params);
        if let Some((declared, value)) = known().find(|(key, _)| key.value == name) {
            self.uses(declared.span);
            // A parameter is a value, not another parameter: a chain of them could have no end.
            if names_param(value) {
                self.error(
                    "wrong-type",
                    value.span,
                    format!("the parameter `{name}` names another parameter"),
                    "write its value",
                );
                return None;
            }
            // The value keeps its own place: where it is wrong, it is wrong there, in the rule or in the settings.
            return Some(value.clone());
        }
        self.faults.push(
            Diagnostic::error("unknown-param", span, format!("no parameter `{name}`"))
                .did_you_mean(name, known().map(|(k, _)| k.value.as_str()))
                .help("declare it: `params = { … }` on the rule, or `[params]` for the pack; `$$` is a dollar sign"),
        );
        None
    }

    /// The words for an operand: a parameter keeps its name.
    pub(super) fn words(node: &Node) -> String {
        operand(node, &mut |_| None).to_string()
    }

    /// An operand with parameters replaced by their values, and the names of these parameters.
    pub(super) fn operand_here(&self, cx: Cx<'_>, node: &Node) -> (Operand, Vec<String>) {
        let mut used: Vec<String> = Vec::new();
        // The rule's own parameters come first and hide those of the pack.
        let operand = operand(node, &mut |name| {
            let (_, value) = cx.params.iter().chain(&self.packs[cx.pack].params).find(|(key, _)| key.value == name)?;
            if !used.iter().any(|other| other == name) {
                used.push(name.to_owned());
            }
            // What a parameter holds names no other one, except by mistake.
            Some(operand(value, &mut |_| None))
        });
        (operand, used)
    }

    /// A number, a ratio, a parameter, or `{ fact, times, plus }`.
    pub(super) fn number_operand(&mut self, cx: Cx<'_>, operator: &str, node: &Node) -> Option<NumId> {
        let node = self.value(cx, node)?;
        match &node.kind {
            NodeKind::Number(n) if n.is_finite() => Some(self.constant(*n)),
            NodeKind::Text(text) => {
                if let Some(n) = ratio(text) {
                    return Some(self.constant(n));
                }
                let message = format!("`{operator}` takes a number, and `{text}` is none");
                self.error("wrong-type", node.span, message, NUMBERS);
                None
            }
            NodeKind::Table(_) => self.scaled(cx, &node),
            _ => {
                self.faults.push(mistyped(operator, &node, "a number").help(NUMBERS));
                None
            }
        }
    }

    pub(super) fn constant(&mut self, n: f64) -> NumId {
        self.code.num(Num::Const(Real(n)))
    }

    fn scaled(&mut self, cx: Cx<'_>, node: &Node) -> Option<NumId> {
        let NodeKind::Table(table) = &node.kind else { return None };
        let mut faults = Vec::new();
        let mut fields = Fields::new("an operand", table, &mut faults);
        let fact = fields.text("fact");
        let times = fields.node("times").cloned();
        let plus = fields.node("plus").cloned();
        fields.require("fact", node.span);
        fields.finish();
        self.faults.append(&mut faults);
        let mut num = self.number_path(cx, &fact?)?;
        for (arith, key, part) in [(Arith::Mul, "times", times), (Arith::Add, "plus", plus)] {
            if let Some(part) = part {
                let part = self.number_operand(cx, key, &part)?;
                num = self.code.num(Num::Formula(arith, num, part));
            }
        }
        Some(num)
    }

    /// A path to a number, from the root.
    pub(super) fn number_path(&mut self, cx: Cx<'_>, path: &Spanned<String>) -> Option<NumId> {
        match self.place(cx.within(Scope::RECORD), &path.value, path.span)? {
            Place::Number(num) => Some(num),
            other => {
                self.not_that(path, &other, "a number");
                None
            }
        }
    }

    pub(super) fn not_that(&mut self, path: &Spanned<String>, found: &Place, wanted: &str) {
        let message = format!("`{}` is {}, where {wanted} is needed", path.value, found.noun());
        let help = match found {
            Place::Text(_) => format!("a text has numbers below it: `{}.length`, `{0}.words`", path.value),
            Place::Set(_) | Place::Members(_) => format!("`{}.count` is a number", path.value),
            Place::Field(..) => "declare a named number over the members: `[fact]`".to_owned(),
            Place::Group(..) => format!("name one of the facts of `{}`", path.value),
            Place::Bool(_) | Place::Number(_) | Place::Label(..) => String::new(),
        };
        let help = match wanted {
            "a number" | "a number, a text or a label" => help,
            "a set of labels" => "a text has a set for every tagger: `[tagger]`".to_owned(),
            _ => String::new(),
        };
        self.error("wrong-type", path.span, message, help);
    }

    /// One word or several; `$$x` is the literal `$x`.
    pub(super) fn word_operands(&mut self, cx: Cx<'_>, operator: &str, node: &Node) -> Option<Vec<Spanned<String>>> {
        let node = self.value(cx, node)?;
        let texts = match texts_of(&node) {
            Ok(texts) => texts,
            Err(at) => {
                self.faults.push(wrong_type(operator, at, "a string or a list of strings"));
                return None;
            }
        };
        if texts.is_empty() {
            self.error("empty-condition", node.span, format!("`{operator}` takes at least one string"), "");
            return None;
        }
        Some(texts.into_iter().map(|t| Spanned { value: literal(&t.value).to_owned(), span: t.span }).collect())
    }

    /// What `contains` takes.
    pub(super) fn contains(&mut self, cx: Cx<'_>, node: &Node) -> Option<(Contains, Option<bool>)> {
        let node = self.value(cx, node)?;
        let NodeKind::Table(table) = &node.kind else {
            let lists = self.phrases(cx, "contains", &node)?;
            let empty = Lists::default();
            return Some((
                Contains { lists, not_after: empty.clone(), not_before: empty, within: 0, distinct: 1 },
                None,
            ));
        };
        let mut faults = Vec::new();
        let mut fields = Fields::new("`contains`", table, &mut faults);
        let list = fields.node("list");
        let not_after = fields.node("not_after");
        let not_before = fields.node("not_before");
        let within = fields.node("within");
        let distinct = fields.node("distinct_at_least");
        let unknown = fields.bool("unknown");
        fields.require("list", node.span);
        fields.finish();
        self.faults.append(&mut faults);
        let lists = self.phrases(cx, "list", list?)?;
        let not_after = not_after.map_or(Some(Lists::default()), |n| self.phrases(cx, "not_after", n))?;
        let not_before = not_before.map_or(Some(Lists::default()), |n| self.phrases(cx, "not_before", n))?;
        let within = within.map_or(Some(0), |n| self.whole(cx, "within", n))?;
        let distinct = distinct.map_or(Some(1), |n| self.whole(cx, "distinct_at_least", n))?;
        Some((Contains { lists, not_after, not_before, within, distinct }, unknown))
    }

    fn whole(&mut self, cx: Cx<'_>, key: &str, node: &Node) -> Option<u32> {
        let node = self.value(cx, node)?;
        match node.kind {
            NodeKind::Number(n) if n >= 0.0 && n.fract() == 0.0 && n < 1e9 =>
            {
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked by the guard")]
                Some(n as u32)
            }
            _ => {
                self.faults.push(wrong_type(key, &node, "a whole number"));
                None
            }
        }
    }

    /// A phrase, a `@list`, or several of them.
    fn phrases(&mut self, cx: Cx<'_>, key: &str, node: &Node) -> Option<Lists> {
        let node = self.value(cx, node)?;
        let texts = match texts_of(&node) {
            Ok(texts) => texts,
            Err(at) => {
                self.faults.push(wrong_type(key, at, "a phrase, a \"@list\", or a list of them"));
                return None;
            }
        };
        // A phrase without a visible character could never be found.
        if let Some(empty) = texts.iter().find(|t| !is_visible(&t.value)) {
            self.error("empty-condition", empty.span, format!("`{key}` looks for an empty phrase"), "name a word");
            return None;
        }
        let mut lists = Vec::new();
        let mut literals = Vec::new();
        let mut faulty = texts.is_empty();
        if faulty {
            self.error("empty-condition", node.span, format!("`{key}` takes at least one phrase"), "");
        }
        for text in texts {
            match text.value.strip_prefix('@') {
                Some(name) if !name.starts_with('@') => {
                    let name = Spanned { value: name.to_owned(), span: text.span };
                    match self.list(cx.pack, &name) {
                        Some(list) => lists.push(list),
                        None => faulty = true,
                    }
                }
                _ => literals.push(literal(&text.value).to_owned()),
            }
        }
        if !literals.is_empty() {
            lists.push(self.literal_list(literals));
        }
        lists.sort();
        lists.dedup();
        (!faulty).then(|| lists.into_iter().collect())
    }

    /// A list of labels that `set` can have, or `{ fact = "path" }` from the root.
    pub(super) fn set_operand(&mut self, cx: Cx<'_>, set: SetId, operator: &str, node: &Node) -> Option<SetId> {
        let node = self.value(cx, node)?;
        if let NodeKind::Table(table) = &node.kind {
            let mut faults = Vec::new();
            let mut fields = Fields::new("an operand", table, &mut faults);
            let fact = fields.text("fact");
            fields.require("fact", node.span);
            fields.finish();
            self.faults.append(&mut faults);
            return self.set_path(cx, &fact?);
        }
        let words = self.word_operands(cx, operator, &node)?;
        for word in &words {
            self.known_label(set, word)?;
        }
        let mut labels: Vec<Box<str>> = words.into_iter().map(|w| w.value.into()).collect();
        labels.sort();
        labels.dedup();
        Some(self.code.set(Set::Labels(labels.into())))
    }

    /// A path to a set from the root; that of a collection's members is the union over them.
    pub(super) fn set_path(&mut self, cx: Cx<'_>, path: &Spanned<String>) -> Option<SetId> {
        match self.place(cx.within(Scope::RECORD), &path.value, path.span)? {
            Place::Set(set) => Some(set),
            Place::Field(view, inner) => {
                if let Place::Set(set) = *inner {
                    return Some(self.code.set(Set::Union(view, set)));
                }
                self.not_that(path, &inner, "a set of labels");
                None
            }
            other => {
                self.not_that(path, &other, "a set of labels");
                None
            }
        }
    }
}

/// A node as an operand, with what parameters stand for; those that stand for nothing keep their names.
fn operand(node: &Node, param: &mut dyn FnMut(&str) -> Option<Operand>) -> Operand {
    match &node.kind {
        NodeKind::Bool(bit) => Operand::Bool(*bit),
        NodeKind::Number(number) => Operand::Number(*number),
        NodeKind::Date(date) => Operand::Plain(date.clone()),
        NodeKind::Text(text) => {
            let named = text.strip_prefix('$').filter(|name| !name.starts_with('$')).and_then(&mut *param);
            let named_list = text.starts_with('@') && !text.starts_with("@@");
            match named {
                Some(value) => value,
                None if named_list || ratio(text).is_some() => Operand::Plain(text.clone()),
                None if text.starts_with('$') && !text.starts_with("$$") => Operand::Plain(text.clone()),
                None => Operand::Text(literal(text).to_owned()),
            }
        }
        NodeKind::List(items) => Operand::List(items.iter().map(|item| operand(item, param)).collect()),
        NodeKind::Table(table) => {
            let entry = |entry: &Entry| match (entry.key.value.as_str(), &entry.value.kind) {
                ("fact", NodeKind::Text(path)) => ("fact".to_owned(), Operand::Plain(path.clone())),
                (key, _) => (key.to_owned(), operand(&entry.value, param)),
            };
            Operand::Table(table.entries.iter().map(entry).collect())
        }
    }
}

/// `$$x` and `@@x` are the literal texts `$x` and `@x`.
fn literal(text: &str) -> &str {
    if text.starts_with("$$") || text.starts_with("@@") { &text[1..] } else { text }
}

/// `"1/3"` as the number nearest to one third. Both sides of a comparison with a share are then the same rounding of the
/// same quotient, so that 5 of 15 equals `"1/3"`.
pub(super) fn ratio(text: &str) -> Option<f64> {
    let (a, b) = text.split_once('/')?;
    let part = |s: &str| s.trim().parse::<f64>().ok().filter(|n| n.is_finite());
    let (a, b) = (part(a)?, part(b)?);
    (b != 0.0).then_some(a / b)
}
