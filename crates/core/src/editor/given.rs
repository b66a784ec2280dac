//! What a test gives: facts of the catalogue with their values.

use serde_json::{Value, json};

use super::Writer;
use super::json::{any_of, boolean, closed, described, number, string, words};
use super::vocabulary::{Branch, Scope, What};
use crate::load::TEST_COLUMNS;
use crate::schema::{CollectionId, Kind};

impl Writer<'_> {
    /// The facts that a test can give.
    pub(super) fn given(&mut self) -> Value {
        self.define("given", |writer| {
            let tree = writer.vocabulary.given(Scope::Record);
            let mut keys = values(&tree);
            let collections: Vec<_> = writer.vocabulary.collections().collect();
            for (id, decl) in collections {
                let member = writer.member(id);
                let list = json!({"type": "array", "items": member});
                keys.push((decl.path.clone(), described(any_of([list, member]), &decl.doc)));
            }
            closed(keys, &[])
        })
    }

    /// The columns that a table of cases can have.
    pub(super) fn columns(&mut self) -> Value {
        let mut columns = self.vocabulary.given(Scope::Record).paths("given");
        columns.extend(self.vocabulary.collections().map(|(_, decl)| format!("given.{}", decl.path)));
        columns.extend(TEST_COLUMNS.map(str::to_owned));
        json!({"type": "array", "minItems": 1, "uniqueItems": true, "items": words(columns)})
    }

    /// One member of a collection, or several alike.
    fn member(&mut self, id: CollectionId) -> Value {
        let scope = Scope::Members(id);
        let name = format!("given{}", self.scope_name(scope));
        self.define(&name, |writer| {
            let mut keys = values(&writer.vocabulary.given(scope));
            keys.push(("repeat".to_owned(), described(number(), "How many members like this there are.")));
            keys.push((
                "step".to_owned(),
                described(number(), "How many days each repeated one is older than the one before; 1 if left out."),
            ));
            closed(keys, &[])
        })
    }
}

fn values(branch: &Branch<'_>) -> Vec<(String, Value)> {
    let mut keys = Vec::new();
    for (step, inner) in &branch.below {
        let below = values(inner);
        let group = (!below.is_empty()).then(|| closed(below, &[]));
        let value = match (&inner.what, group) {
            (Some((What::Fact(kind), doc)), None) => described(value(kind), doc),
            (Some((What::Fact(kind), doc)), Some(group)) => described(any_of([value(kind), group]), doc),
            (_, Some(group)) => described(group, "A group of facts."),
            (_, None) => continue,
        };
        keys.push((step.clone(), value));
    }
    keys
}

/// A value of a fact; an empty string makes it absent.
fn value(kind: &Kind) -> Value {
    let empty = || json!({"type": "string", "enum": [""]});
    match kind {
        Kind::Bool => any_of([boolean(), empty()]),
        Kind::Number { min, max, whole, .. } => {
            let mut range = if *whole { json!({"type": "integer"}) } else { number() };
            if min.is_finite() {
                range["minimum"] = json!(min);
            }
            if max.is_finite() {
                range["maximum"] = json!(max);
            }
            any_of([range, empty()])
        }
        Kind::Text => string(),
        Kind::Label(known) if known.is_empty() => string(),
        Kind::Label(known) => words(known.iter().map(String::as_str).chain([""])),
        Kind::Set => json!({"type": "array", "items": string()}),
    }
}
