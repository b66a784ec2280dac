//! Plugins that a pack requires and nobody has added.
//!
//! What such a plugin supplies is not in the catalogue. So that the pack can be used all the same, the facts that it reads and
//! nobody knows are taken for the plugin's, and their types for those that the rules use them as. They are unknown in every
//! record, and with them the rules that need them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::condition::{RESERVED, aggregate_named};
use crate::diag::Diagnostic;
use crate::message::placeholders;
use crate::model::{Pack, Rule};
use crate::node::{Node, NodeKind, Spanned, Table};
use crate::program::Scope;
use crate::schema::{CollectionId, FactDecl, Kind, Schema};

/// The catalogue with the facts of plugins that are not there. Each such plugin is warned of.
pub(super) fn complete<'s>(packs: &[Pack], schema: &'s Schema, faults: &mut Vec<Diagnostic>) -> Cow<'s, Schema> {
    let mut schema = Cow::Borrowed(schema);
    for pack in packs {
        let missing: Vec<&Spanned<String>> = pack.requires.iter().filter(|id| !is_there(&schema, &id.value)).collect();
        if missing.is_empty() {
            continue;
        }
        let mut reader = Reader { packs, pack, schema: &schema, found: BTreeMap::new() };
        reader.read();
        let ids: Vec<&str> = missing.iter().map(|id| id.value.as_str()).collect();
        let found = reader.found;
        let paths: Vec<String> = found.keys().map(|(_, path)| format!("`{path}`")).collect();
        for id in missing {
            let message = format!("the plugin `{}` is not added; run `followback plugin add FOLDER`", id.value);
            let fault = Diagnostic::warning("missing-plugin", id.span, message);
            faults.push(fault.help(if paths.is_empty() {
                "no rule reads what it supplies; take it out of `requires` if none has to".to_owned()
            } else {
                format!("until then nobody knows {}", paths.join(", "))
            }));
        }
        for ((scope, path), kind) in found {
            let fact = FactDecl::new(&path, kind.kind(), "Of a plugin that was not added.").supplied_by(&ids);
            schema.to_mut().add(scope.0.checked_sub(1).map(CollectionId), fact);
        }
    }
    schema
}

/// Whether a plugin supplies anything.
fn is_there(schema: &Schema, id: &str) -> bool {
    let fields = schema.collections().iter().flat_map(|collection| &collection.fields);
    schema.facts().iter().chain(fields).any(|fact| fact.suppliers.iter().any(|supplier| supplier == id))
}

/// What a fact is used as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Use {
    Bool,
    Number,
    Text,
    Label,
    Set,
    /// It is only spoken of, which any fact can be.
    Any,
}

impl Use {
    fn kind(self) -> Kind {
        match self {
            Use::Bool => Kind::Bool,
            Use::Number => Kind::measure("", f64::NEG_INFINITY, f64::INFINITY),
            Use::Text | Use::Any => Kind::Text,
            Use::Label => Kind::Label(Vec::new()),
            Use::Set => Kind::Set,
        }
    }

    /// What an operator takes.
    fn with(operator: &str, operand: &Node) -> Option<Self> {
        Some(match operator {
            "above" | "at_least" | "below" | "at_most" | "between" => Use::Number,
            "contains" | "matches" | "starts_with" | "ends_with" | "same_as" | "shares_word_with" => Use::Text,
            "has" | "overlaps" | "overlap_count" | "overlap_share" | "count" => Use::Set,
            "equals" => Use::equal_to(operand),
            "present" => Use::Any,
            _ => return None,
        })
    }

    fn equal_to(operand: &Node) -> Self {
        match &operand.kind {
            NodeKind::Bool(_) => Use::Bool,
            NodeKind::Text(text) if !text.starts_with('$') => Use::Label,
            NodeKind::List(_) => Use::Label,
            _ => Use::Number,
        }
    }
}

/// Reads what a pack says, for facts that there are not.
struct Reader<'p> {
    packs: &'p [Pack],
    pack: &'p Pack,
    schema: &'p Schema,
    found: BTreeMap<(Scope, String), Use>,
}

impl Reader<'_> {
    fn read(&mut self) {
        let pack = self.pack;
        for define in &pack.defines {
            let scope = define.of.as_ref().and_then(|of| self.members(&of.value)).unwrap_or(Scope::RECORD);
            self.condition(scope, "", &define.condition);
        }
        for view in &pack.views {
            let scope = view.of.as_ref().and_then(|of| self.members(&of.value));
            if let Some((scope, filter)) = scope.zip(view.filter.as_ref()) {
                self.condition(scope, "", filter);
            }
        }
        for number in &pack.numbers {
            self.operand(&number.body, Use::Number);
        }
        for rule in &pack.rules {
            self.rule(rule);
        }
        for given in pack.rules.iter().flat_map(|rule| &rule.tests).filter_map(|test| test.given.as_ref()) {
            self.given(Scope::RECORD, "", given);
        }
    }

    fn rule(&mut self, rule: &Rule) {
        let conditions = [&rule.applies, &rule.needs, &rule.when, &rule.unless].into_iter();
        for condition in conditions.chain(rule.levels.iter().map(|level| &level.when)).flatten() {
            self.condition(Scope::RECORD, "", condition);
        }
        let texts = [&rule.title, &rule.message, &rule.advice, &rule.why].into_iter();
        for text in texts.chain(rule.levels.iter().map(|level| &level.message)).flatten() {
            for at in placeholders(&text.value) {
                let inner = text.value[at].trim_matches(['{', '}']);
                let (head, is_plural) = inner.split_once('|').map_or((inner, false), |(head, _)| (head, true));
                let (path, format) = head.split_once(':').unwrap_or((head, ""));
                let with = match format {
                    _ if is_plural => Use::Number,
                    "percent" | "date" => Use::Number,
                    "list" => Use::Set,
                    _ => Use::Any,
                };
                self.note(Scope::RECORD, path.trim(), with);
            }
        }
    }

    /// What a test gives: of what no condition says, it shows the type.
    fn given(&mut self, scope: Scope, path: &str, node: &Node) {
        match &node.kind {
            NodeKind::Table(table) => {
                for entry in &table.entries {
                    let dot = if path.is_empty() { "" } else { "." };
                    self.given(scope, &format!("{path}{dot}{}", entry.key.value), &entry.value);
                }
            }
            NodeKind::List(items) => match self.members(path) {
                Some(members) => {
                    for item in items {
                        self.given(members, "", item);
                    }
                }
                None => self.note(scope, path, Use::Set),
            },
            NodeKind::Bool(_) => self.note(scope, path, Use::Bool),
            NodeKind::Number(_) => self.note(scope, path, Use::Number),
            _ => self.note(scope, path, Use::Any),
        }
    }

    /// A condition below a path.
    fn condition(&mut self, scope: Scope, path: &str, node: &Node) {
        let NodeKind::Table(table) = &node.kind else { return };
        for entry in &table.entries {
            let key = entry.key.value.as_str();
            match (key, &entry.value.kind) {
                ("all" | "any" | "none", NodeKind::List(items)) => {
                    for item in items {
                        self.condition(scope, path, item);
                    }
                }
                ("not", _) => self.condition(scope, path, &entry.value),
                _ if RESERVED.contains(&key) || key == "unknown" => {}
                _ if path.is_empty() => self.below(scope, key, &entry.value),
                _ => match (Use::with(key, &entry.value), self.members(path)) {
                    (_, Some(members)) if scope == Scope::RECORD => self.of_members(members, path, key, &entry.value),
                    (Some(with), _) => {
                        self.note(scope, path, with);
                        self.operand(&entry.value, with);
                    }
                    (None, _) => self.below(scope, &format!("{path}.{key}"), &entry.value),
                },
            }
        }
    }

    fn below(&mut self, scope: Scope, path: &str, value: &Node) {
        match &value.kind {
            NodeKind::Table(_) => self.condition(scope, path, value),
            _ => self.note(scope, path, Use::equal_to(value)),
        }
    }

    /// What stands below a collection or view: conditions about members, numbers made of them, or a fact of theirs.
    fn of_members(&mut self, members: Scope, path: &str, key: &str, value: &Node) {
        match &value.kind {
            NodeKind::Table(table) if key == "count" || key == "share" || aggregate_named(key).is_some() => {
                self.aggregate(members, table);
                self.operand(value, Use::Number);
            }
            _ if key == "where" => self.condition(members, "", value),
            _ if key == "count" || key == "share" || key == "present" => self.operand(value, Use::Number),
            _ => self.below(Scope::RECORD, &format!("{path}.{key}"), value),
        }
    }

    fn aggregate(&mut self, members: Scope, table: &Table) {
        if let Some(filter) = table.get("where") {
            self.condition(members, "", &filter.value);
        }
        if let Some(NodeKind::Text(of)) = table.get("of").map(|of| &of.value.kind) {
            self.note(members, of, Use::Number);
        }
    }

    /// What is compared with, or a number that is computed: facts in it stand for the same as what they are compared with.
    fn operand(&mut self, node: &Node, with: Use) {
        match &node.kind {
            NodeKind::List(items) => {
                for item in items {
                    self.operand(item, with);
                }
            }
            NodeKind::Table(table) => {
                for entry in &table.entries {
                    match (entry.key.value.as_str(), &entry.value.kind) {
                        ("fact" | "with", NodeKind::Text(path)) => self.note(Scope::RECORD, path, with),
                        ("formula", NodeKind::Text(formula)) => {
                            let names = formula.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.')));
                            for name in names.filter(|name| name.contains('.')) {
                                self.note(Scope::RECORD, name, Use::Number);
                            }
                        }
                        (key, NodeKind::Text(path)) if aggregate_named(key).is_some() => {
                            self.note(Scope::RECORD, path, Use::Number);
                        }
                        ("where", _) => {
                            let of = table.get("count").or_else(|| table.get("share")).map(|of| &of.value.kind);
                            if let Some(NodeKind::Text(of)) = of
                                && let Some(members) = self.members(of)
                            {
                                self.condition(members, "", &entry.value);
                            }
                        }
                        (_, NodeKind::Table(_)) => self.operand(&entry.value, with),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }

    /// Notes how a fact is used, if there is none of its root.
    fn note(&mut self, scope: Scope, path: &str, with: Use) {
        let Some((root, rest)) = path.split_once('.') else { return };
        if let Some(members) = self.members(root).filter(|_| scope == Scope::RECORD) {
            return self.note(members, rest, with);
        }
        let is_word = |step: &str| {
            step.starts_with(|c: char| c.is_ascii_lowercase())
                && step.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        };
        if self.is_root(scope, root) || !path.split('.').all(is_word) {
            return;
        }
        let known = self.found.entry((scope, path.to_owned())).or_insert(with);
        if *known == Use::Any {
            *known = with;
        }
    }

    /// Whether anything in a scope begins with this word.
    fn is_root(&self, scope: Scope, word: &str) -> bool {
        let begins = |path: &str| path.split('.').next() == Some(word);
        match scope.0.checked_sub(1) {
            Some(collection) => {
                self.schema.collection_decl(CollectionId(collection)).fields.iter().any(|field| begins(&field.path))
            }
            None => {
                self.schema.facts().iter().any(|fact| begins(&fact.path))
                    || self.packs.iter().flat_map(|pack| &pack.numbers).any(|number| begins(&number.path.value))
            }
        }
    }

    /// The members of a collection or view.
    fn members(&self, name: &str) -> Option<Scope> {
        let views = &self.pack.views;
        let mut name = name;
        // Views of views; no more steps than there are views, lest they stand for each other.
        for _ in 0..=views.len() {
            if let Some(collection) = self.schema.collection(name) {
                return Some(Scope(collection.0 + 1));
            }
            name = &views.iter().find(|view| view.name.value == name)?.of.as_ref()?.value;
        }
        None
    }
}
