//! The leaves of one part of a pack, by path.

use std::collections::{BTreeMap, BTreeSet};

use super::{Edit, Part, Written};
use crate::diag::Span;
use crate::model::Placed;
use crate::node::{Node, NodeKind, Spanned, word};

/// How many phrases of a list are named.
const SHOWN: usize = 5;

/// What stands at a path.
#[derive(Clone, Debug)]
enum Leaf {
    Value(String, Span),
    /// Words in no order.
    Words(BTreeMap<String, Span>),
}

/// The leaves of a part.
#[derive(Debug)]
pub(super) struct Leaves {
    pub(super) span: Span,
    by_path: BTreeMap<String, Leaf>,
}

impl Leaves {
    pub(super) fn new(span: Span) -> Self {
        Leaves { span, by_path: BTreeMap::new() }
    }

    pub(super) fn put(&mut self, path: &str, value: Option<String>, span: Span) {
        if let Some(value) = value {
            self.by_path.insert(path.to_owned(), Leaf::Value(value, span));
        }
    }

    pub(super) fn word(&mut self, path: &str, text: Option<&Spanned<String>>) {
        if let Some(text) = text {
            self.put(path, Some(word(&text.value)), text.span);
        }
    }

    pub(super) fn words(&mut self, path: &str, words: &[Spanned<String>]) {
        if !words.is_empty() {
            let words = words.iter().map(|word| (word.value.clone(), word.span)).collect();
            self.by_path.insert(path.to_owned(), Leaf::Words(words));
        }
    }

    pub(super) fn phrases(&mut self, path: &str, phrases: &Placed) {
        if !phrases.texts.is_empty() {
            let words = phrases.iter().map(|(word, place)| (word.to_owned(), place)).collect();
            self.by_path.insert(path.to_owned(), Leaf::Words(words));
        }
    }

    pub(super) fn leave_out(&mut self, path: &str) {
        self.by_path.remove(path);
    }

    /// The leaves of a tree of tables. Strings in a list are words in no order; other lists go by position.
    pub(super) fn node(&mut self, path: &str, node: Option<&Node>) {
        let Some(node) = node else { return };
        match &node.kind {
            NodeKind::Table(table) if !table.entries.is_empty() => {
                for entry in &table.entries {
                    let key = &entry.key.value;
                    let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                    self.node(&path, Some(&entry.value));
                }
            }
            NodeKind::List(items) => match crate::node::texts_of(node) {
                Ok(words) => self.words(path, &words),
                Err(_) if items.iter().any(|item| matches!(item.kind, NodeKind::Table(_))) => {
                    for (index, item) in items.iter().enumerate() {
                        self.node(&format!("{path}[{index}]"), Some(item));
                    }
                }
                Err(_) => self.put(path, Some(node.written()), node.span),
            },
            _ => self.put(path, Some(node.written()), node.span),
        }
    }

    /// What a later version of the part has otherwise.
    pub(super) fn differences(&self, part: &Part, later: &Leaves, edits: &mut Vec<Edit>) {
        let paths: BTreeSet<&String> = self.by_path.keys().chain(later.by_path.keys()).collect();
        for path in paths {
            let (before, after) = (self.by_path.get(path), later.by_path.get(path));
            let (before, after) = match (before, after) {
                (Some(Leaf::Words(a)), Some(Leaf::Words(b))) => (missing(a, b), missing(b, a)),
                (Some(Leaf::Value(a, _)), Some(Leaf::Value(b, _))) if a == b => (None, None),
                (a, b) => (a.and_then(shown), b.and_then(shown)),
            };
            if before.is_some() || after.is_some() {
                let read_by = later.reading(path);
                edits.push(Edit { part: part.clone(), leaf: path.clone(), read_by, before, after });
            }
        }
    }

    /// The leaves that read the parameter at a path.
    fn reading(&self, path: &str) -> Vec<String> {
        let Some(name) = path.strip_prefix("params.") else { return Vec::new() };
        let used = format!("${name}");
        let reads = |leaf: &Leaf| match leaf {
            Leaf::Value(value, _) => value.contains(&word(&used)),
            Leaf::Words(words) => words.contains_key(&used),
        };
        self.by_path.iter().filter(|(_, leaf)| reads(leaf)).map(|(path, _)| path.clone()).collect()
    }
}

fn shown(leaf: &Leaf) -> Option<Written> {
    match leaf {
        Leaf::Value(value, span) => Some(Written { value: value.clone(), span: *span }),
        Leaf::Words(words) => missing(words, &BTreeMap::new()),
    }
}

/// Words that the other version does not have.
fn missing(of: &BTreeMap<String, Span>, other: &BTreeMap<String, Span>) -> Option<Written> {
    let missing: Vec<(&String, &Span)> = of.iter().filter(|(word, _)| !other.contains_key(*word)).collect();
    let span = *missing.first()?.1;
    let value = missing.iter().take(SHOWN).map(|(text, _)| word(text)).collect::<Vec<_>>().join(", ");
    let more = missing.len().saturating_sub(SHOWN);
    let value = if more > 0 { format!("{value} and {more} more") } else { value };
    Some(Written { value, span })
}
