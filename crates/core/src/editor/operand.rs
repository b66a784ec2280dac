//! What can stand on the right of an operator.

use serde_json::{Value, json};

use super::Writer;
use super::json::{any_of, boolean, closed, offered, one_or_more, refer, string, words};
use super::paths::Wanted;
use super::vocabulary::Scope;
use super::words::operator;

impl Writer<'_> {
    /// `"$name"`: the value of a parameter.
    pub(super) fn param(&mut self) -> Value {
        self.define("param", |writer| {
            let any = json!({"type": "string", "pattern": "^\\$[^$]"});
            match &writer.vocabulary.params()[..] {
                [] => any,
                known => any_of([words(known), any]),
            }
        })
    }

    /// A number, a ratio, a parameter, or a fact that may be scaled.
    pub(super) fn number_operand(&mut self) -> Value {
        self.define("number-operand", |writer| {
            let simple = writer.number_word();
            let fact = writer.path(Scope::Record, Wanted::Number);
            let scale = refer("number-operand");
            let scaled = closed([("fact", fact), ("times", scale.clone()), ("plus", scale)], &["fact"]);
            any_of([simple, scaled])
        })
    }

    /// A number as one value: bare, a ratio, or a parameter.
    pub(super) fn number_word(&mut self) -> Value {
        let param = self.param();
        self.define("number-word", |_| {
            let ratio = json!({"type": "string", "pattern": "^\\s*-?[0-9.]+\\s*/\\s*-?[0-9.]+\\s*$"});
            any_of([json!({"type": "number"}), ratio, param])
        })
    }

    /// The comparisons of a number, each with its operand.
    pub(super) fn comparisons(&mut self) -> Vec<(&'static str, Value)> {
        let operand = self.number_operand();
        let pair = json!({"type": "array", "minItems": 2, "maxItems": 2, "items": operand});
        let between = any_of([pair, self.param()]);
        let mut keys = vec![("equals", one_or_more(operand.clone())), ("between", between)];
        keys.extend(["above", "at_least", "below", "at_most"].map(|key| (key, operand.clone())));
        keys.extend(["present", "unknown"].map(|key| (key, boolean())));
        keys.into_iter().map(|(key, value)| (key, operator(key, value))).collect()
    }

    /// A table of comparisons with one key more.
    pub(super) fn compared(&mut self, name: &str, more: &'static str, value: Value, required: bool) -> Value {
        self.define(name, |writer| {
            let keys = writer.comparisons().into_iter().chain([(more, operator(more, value))]);
            closed(keys, if required { std::slice::from_ref(&more) } else { &[] })
        })
    }

    /// A bare number, or a table of comparisons.
    pub(super) fn bare_or(&mut self, table: Value) -> Value {
        let word = self.number_word();
        any_of([one_or_more(word), table])
    }

    /// One string or several.
    pub(super) fn texts(&mut self) -> Value {
        self.define("texts", |_| one_or_more(string()))
    }

    /// One label or several, out of those that `name` can be; none means any.
    pub(super) fn labels(&mut self, name: &str, known: &[&str]) -> Value {
        if known.is_empty() {
            return self.texts();
        }
        let word = self.define(&format!("word-of-{name}"), |_| words(known));
        let param = self.param();
        any_of([one_or_more(word), param])
    }

    /// What `contains` takes.
    pub(super) fn contains(&mut self) -> Value {
        self.define("contains", |writer| {
            let phrase = writer.define("phrase", |writer| offered(writer.vocabulary.lists()));
            let phrases = one_or_more(phrase);
            let param = writer.param();
            let whole = any_of([json!({"type": "integer", "minimum": 0}), param]);
            let keys = ["list", "not_after", "not_before"].map(|key| (key, operator(key, phrases.clone())));
            let counts = ["within", "distinct_at_least"].map(|key| (key, operator(key, whole.clone())));
            let unknown = [("unknown", operator("unknown", boolean()))];
            any_of([phrases.clone(), closed(keys.into_iter().chain(counts).chain(unknown), &["list"])])
        })
    }

    /// Labels that a set can have, or another set.
    pub(super) fn set_operand(&mut self, name: &str, known: &[&str]) -> Value {
        let labels = self.labels(name, known);
        let fact = self.path(Scope::Record, Wanted::Set);
        any_of([labels, closed([("fact", fact)], &["fact"])])
    }

    /// The path of a fact, from the root or from a member.
    pub(super) fn path(&mut self, scope: Scope, wanted: Wanted) -> Value {
        let whose = self.scope_name(scope);
        self.define(&format!("{}-path{whose}", wanted.word()), |writer| {
            let mut paths = writer.vocabulary.paths(scope, wanted);
            // From outside a set of the members is the union over them.
            if scope == Scope::Record && wanted == Wanted::Set {
                paths.extend(writer.vocabulary.field_paths(wanted));
            }
            words(paths)
        })
    }

    /// The paths of some fields of the members of any collection or view.
    pub(super) fn field_path(&mut self, wanted: Wanted) -> Value {
        self.define(&format!("{}-field", wanted.word()), |writer| words(writer.vocabulary.field_paths(wanted)))
    }
}
