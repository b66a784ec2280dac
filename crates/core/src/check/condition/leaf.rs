//! Operators of bools, labels and texts.

use super::super::path::Place;
use super::super::{Checker, Cx};
use super::Operation;
use crate::diag::Diagnostic;
use crate::node::{Node, NodeKind, Spanned, wrong_type};
use crate::program::{Compare, FactRef, LabelRef, Outline, PatternId, Presence, Scope, Test, TextId};
use crate::text::pattern::Pattern;
use crate::text::token;

impl Checker<'_> {
    pub(super) fn bool_operator(&mut self, cx: Cx<'_>, fact: FactRef, op: &Operation<'_>) -> Option<Outline> {
        if op.key == "present" {
            return self.presence(Presence::Bool(fact), op);
        }
        let value = self.value(cx, op.value)?;
        if let NodeKind::Bool(wanted) = value.kind {
            return Some(self.leaf(Test::Bool(fact, wanted), op, Vec::new()));
        }
        self.faults.push(wrong_type(op.path, &value, "true or false"));
        None
    }

    pub(super) fn label_operator(
        &mut self,
        cx: Cx<'_>,
        label: LabelRef,
        known: &[String],
        op: &Operation<'_>,
    ) -> Option<Outline> {
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
        words.dedup();
        Some(self.leaf(Test::Label(label, words.into()), op, Vec::new()))
    }

    pub(super) fn text_operator(&mut self, cx: Cx<'_>, text: TextId, op: &Operation<'_>) -> Option<Outline> {
        let test = match op.key {
            "present" => return self.presence(Presence::Text(text), op),
            "contains" => {
                let (contains, unknown) = self.contains(cx, op.value)?;
                let operation = Operation { unknown: unknown.or(op.unknown), ..*op };
                return Some(self.leaf(Test::Contains(text, contains), &operation, Vec::new()));
            }
            "matches" => Test::Matches(text, self.pattern(cx, op.value)?),
            "same_as" => Test::SameAs(text, self.other_text(cx, op.key, op.value)?),
            "shares_word_with" => Test::SharesWord(text, self.other_text(cx, op.key, op.value)?),
            key => {
                let how = match key {
                    "starts_with" => Compare::StartsWith,
                    "ends_with" => Compare::EndsWith,
                    _ => Compare::Equals,
                };
                let words = self.word_operands(cx, key, op.value)?;
                let mut words: Vec<Box<str>> = words.iter().map(|w| token::fold_text(&w.value).into()).collect();
                words.sort();
                words.dedup();
                Test::Compare(text, how, words.into())
            }
        };
        Some(self.leaf(test, op, Vec::new()))
    }

    /// The path of another text, from the root.
    fn other_text(&mut self, cx: Cx<'_>, key: &str, node: &Node) -> Option<TextId> {
        let NodeKind::Text(path) = &node.kind else {
            self.faults.push(wrong_type(key, node, "the path of another text"));
            return None;
        };
        let path = Spanned { value: path.clone(), span: node.span };
        match self.place(cx.within(Scope::RECORD), &path.value, path.span)? {
            Place::Text(other) => Some(other),
            other => {
                self.not_that(&path, &other, "a text");
                None
            }
        }
    }

    pub(in crate::check) fn pattern(&mut self, cx: Cx<'_>, node: &Node) -> Option<PatternId> {
        let node = self.value(cx, node)?;
        let NodeKind::Text(source) = &node.kind else {
            self.faults.push(wrong_type("matches", &node, "a regular expression"));
            return None;
        };
        match Pattern::new(source) {
            Ok(pattern) => Some(self.code.pattern(pattern)),
            Err(error) => {
                let whole = Spanned { value: source.clone(), span: node.span };
                let help = if error.range.is_some() {
                    "the syntax is that of the Rust crate `regex`: no look-around, no back-references; between single quotes no backslash is doubled"
                } else {
                    "shorten it, or lower the counts of its repetitions"
                };
                let span = error.range.map_or(node.span, |range| whole.part(range));
                self.error("invalid-pattern", span, format!("not a valid pattern: {}", error.reason), help);
                None
            }
        }
    }
}
