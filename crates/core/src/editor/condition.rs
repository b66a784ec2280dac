//! Conditions: a table that mirrors the tree of facts and ends in operators.

use serde_json::Value;

use super::Writer;
use super::json::{any_of, boolean, closed, described, list_of, offered, one_or_more, refer};
use super::paths::Wanted;
use super::vocabulary::{Branch, Scope, What};
use super::words::{measure, operator};
use crate::check::{AGGREGATES, MEASURES, compares_values};
use crate::schema::{CollectionId, Kind};

/// Keys with their schemas.
type Keys = Vec<(String, Value)>;

impl Writer<'_> {
    /// What sets the names of a scope's definitions apart.
    pub(super) fn scope_name(&self, scope: Scope) -> String {
        match scope {
            Scope::Record => String::new(),
            Scope::Members(id) => format!("-of-{}", self.vocabulary.schema.collection_decl(id).path),
        }
    }

    /// A whole condition.
    pub(super) fn condition(&mut self, scope: Scope) -> Value {
        let name = format!("condition{}", self.scope_name(scope));
        self.define(&name, |writer| {
            let keys = writer.condition_keys(scope);
            closed(keys, &[])
        })
    }

    /// The keys of a whole condition.
    pub(super) fn condition_keys(&mut self, scope: Scope) -> Keys {
        let tree = self.vocabulary.tree(scope);
        let table = refer(&format!("condition{}", self.scope_name(scope)));
        let mut keys = self.joins(scope, &table);
        keys.extend(self.below(scope, "", &tree));
        keys
    }

    /// A condition about the members of any of the collections.
    pub(super) fn member_condition(&mut self) -> Value {
        let scopes: Vec<Scope> = self.vocabulary.collections().map(|(id, _)| Scope::Members(id)).collect();
        let mut forms: Vec<Value> = scopes.into_iter().map(|scope| self.condition(scope)).collect();
        if forms.len() == 1 { forms.remove(0) } else { any_of(forms) }
    }

    /// The keys that join conditions. What they hold is relative to where they stand: a table like this one.
    fn joins(&mut self, scope: Scope, table: &Value) -> Keys {
        let mut keys: Keys = ["all", "any", "none"].map(|key| (key.to_owned(), list_of(table))).into();
        keys.push(("not".to_owned(), table.clone()));
        keys.push(("is".to_owned(), one_or_more(offered(self.vocabulary.defines()))));
        if scope == Scope::Record {
            let rule = self.rule_id();
            keys.push(("fired".to_owned(), one_or_more(rule)));
        }
        keys.into_iter().map(|(key, value)| (key.clone(), operator(&key, value))).collect()
    }

    /// The id of a rule, a glob, or an exception.
    pub(super) fn rule_id(&mut self) -> Value {
        self.define("rule-id", |writer| offered(writer.vocabulary.rules()))
    }

    fn below(&mut self, scope: Scope, path: &str, branch: &Branch<'_>) -> Keys {
        let mut keys = Keys::new();
        for (step, inner) in &branch.below {
            let path = if path.is_empty() { step.clone() } else { format!("{path}.{step}") };
            keys.push((step.clone(), self.at(scope, &path, inner)));
        }
        keys
    }

    /// What can be said of what stands at a path.
    fn at(&mut self, scope: Scope, path: &str, branch: &Branch<'_>) -> Value {
        let Some((what, doc)) = &branch.what else {
            let name = format!("group{}-{path}", self.scope_name(scope));
            let doc = format!("Facts of `{path}`.");
            return described(self.table(scope, &name, path, branch, |_, _| Keys::new()), &doc);
        };
        // Facts that are alike share a definition, unless a pack has put something of its own below one.
        let own = if branch.below.is_empty() { String::new() } else { format!("-{path}") };
        let scope_name = self.scope_name(scope);
        let name = |kind: &str| format!("{kind}{scope_name}{own}");
        let (name, bare): (String, Option<Value>) = match what {
            What::Fact(Kind::Bool) => (name("bool"), Some(self.bool_word())),
            What::Fact(Kind::Number { .. }) | What::Named => {
                let word = self.number_word();
                (name("number"), Some(one_or_more(word)))
            }
            What::Fact(Kind::Text) => (name("text"), Some(self.texts())),
            What::Fact(Kind::Label(words)) => {
                let words: Vec<&str> = words.iter().map(String::as_str).collect();
                let name = if words.is_empty() { name("label") } else { format!("label{scope_name}-{path}") };
                let bare = self.labels(path, &words);
                (name, Some(bare))
            }
            What::Fact(Kind::Set) => (name("set"), None),
            What::Members(id) => {
                let members = self.scope_name(Scope::Members(*id));
                (format!("members{members}{own}"), None)
            }
        };
        let table = self.table(scope, &name, path, branch, |writer, scope| match what {
            What::Fact(Kind::Number { .. }) | What::Named => named(writer.comparisons()),
            What::Fact(Kind::Bool) => with_presence(vec![("equals", writer.bool_word())]),
            What::Fact(Kind::Label(words)) => {
                let words: Vec<&str> = words.iter().map(String::as_str).collect();
                with_presence(vec![("equals", writer.labels(path, &words))])
            }
            What::Fact(Kind::Text) => writer.text_keys(scope),
            What::Fact(Kind::Set) => writer.set_keys(path, &[]),
            What::Members(id) => writer.members_keys(*id),
        });
        described(forms(bare, table), doc)
    }

    /// The table of a place: its operators, what joins them, and what stands below.
    fn table(
        &mut self,
        scope: Scope,
        name: &str,
        path: &str,
        branch: &Branch<'_>,
        operators: impl FnOnce(&mut Self, Scope) -> Keys,
    ) -> Value {
        self.define(name, |writer| {
            let mut keys = operators(writer, scope);
            keys.extend(writer.joins(scope, &refer(name)));
            keys.extend(writer.below(scope, path, branch));
            closed(keys, &[])
        })
    }

    fn bool_word(&mut self) -> Value {
        let param = self.param();
        any_of([boolean(), param])
    }

    /// The operators of a text, and the facts below every text.
    fn text_keys(&mut self, scope: Scope) -> Keys {
        let same_as = self.path(Scope::Record, Wanted::Text);
        let mut operators = vec![
            ("contains", self.contains()),
            ("matches", super::json::string()),
            ("same_as", same_as.clone()),
            ("shares_word_with", same_as),
        ];
        operators.extend(["equals", "starts_with", "ends_with"].map(|key| (key, self.texts())));
        let mut keys = with_presence(operators);
        let nothing = Branch::default();
        let derived = |writer: &mut Self, step: &str, kind: &Kind| {
            let branch = Branch { what: Some((What::Fact(kind), String::new())), ..Branch::default() };
            (step.to_owned(), writer.at(scope, step, &branch))
        };
        for (step, _, unit) in MEASURES {
            let (step, value) = derived(self, step, &Kind::count(unit));
            keys.push((step.clone(), measure(&step, value)));
        }
        for (step, kind) in
            [("own_text", Kind::Text), ("language", Kind::Label(Vec::new())), ("script", Kind::Label(Vec::new()))]
        {
            let (step, value) = derived(self, step, &kind);
            keys.push((step.clone(), operator(&step, value)));
        }
        for (tagger, labels) in self.vocabulary.taggers() {
            let name = format!("set{}-of-{tagger}", self.scope_name(scope));
            let table = self.table(scope, &name, tagger, &nothing, |writer, _| writer.set_keys(tagger, &labels));
            keys.push((
                tagger.to_owned(),
                described(table, &format!("The set of labels that the tagger `{tagger}` gives the text.")),
            ));
        }
        keys
    }

    /// The operators of a set, whose labels may be limited.
    fn set_keys(&mut self, name: &str, labels: &[&str]) -> Keys {
        let comparisons = self.define("comparisons", |writer| closed(writer.comparisons(), &[]));
        let with = self.path(Scope::Record, Wanted::Set);
        let overlap = self.compared("overlap", "with", with, true);
        with_presence(vec![
            ("has", self.labels(name, labels)),
            ("overlaps", self.set_operand(name, labels)),
            ("count", self.bare_or(comparisons)),
            ("overlap_count", overlap.clone()),
            ("overlap_share", overlap),
        ])
    }

    /// The operators of a collection or view.
    fn members_keys(&mut self, id: CollectionId) -> Keys {
        let scope = Scope::Members(id);
        let members = self.scope_name(scope);
        let filter = self.condition(scope);
        let counted = self.compared(&format!("counted{members}"), "where", filter, false);
        let counted = self.bare_or(counted);
        let mut operators = vec![("count", counted.clone()), ("share", counted), ("present", boolean())];
        for (name, how) in AGGREGATES {
            let wanted = if compares_values(how) { Wanted::Countable } else { Wanted::Number };
            let of = self.path(scope, wanted);
            let definition = format!("aggregate-of-{}{members}", wanted.word());
            operators.push((name, self.compared(&definition, "of", of, true)));
        }
        let mut keys = named(operators.into_iter().map(|(key, value)| (key, operator(key, value))).collect());
        keys.push(("unknown".to_owned(), operator("unknown", boolean())));
        keys
    }
}

fn named(keys: Vec<(&'static str, Value)>) -> Keys {
    keys.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

/// Operators with their sentences, and those that every fact has.
fn with_presence(mut operators: Vec<(&'static str, Value)>) -> Keys {
    operators.extend(["present", "unknown"].map(|key| (key, boolean())));
    named(operators.into_iter().map(|(key, value)| (key, operator(key, value))).collect())
}

/// A bare value, or a table of operators.
fn forms(bare: Option<Value>, table: Value) -> Value {
    match bare {
        Some(bare) => any_of([bare, table]),
        None => table,
    }
}
