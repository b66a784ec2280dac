//! The user's settings.

use serde_json::{Value, json};

use super::Writer;
use super::json::{boolean, closed, described, offered, string, table_of, texts, warnings, words};
use super::rule;
use crate::schema::Kind;

impl Writer<'_> {
    pub(super) fn settings(&mut self, declared: &str) -> Vec<(&'static str, Value)> {
        let profile = self.profile(declared);
        let settings = [
            ("severity", rule::severity()),
            ("points", rule::points()),
            ("off", described(boolean(), "Turns the rule off, or on again.")),
            ("params", described(rule::params(), "Values for parameters of the rule.")),
        ];
        let settings = closed(settings, &[]);
        // Any id or glob is a key; those of the loaded rules are offered.
        let mut rules = table_of(&settings);
        let known = self.vocabulary.rules().map(|id| (id.to_owned(), settings.clone()));
        rules["properties"] = Value::Object(known.collect());
        let until = json!({"type": "string", "format": "date"});
        let suppression = [
            ("rule", described(offered(self.vocabulary.rules()), "The rule: an id or a glob.")),
            ("reason", described(json!({"type": "string", "minLength": 1}), "Why it is set aside.")),
            ("until", described(until, "The last day on which it is: 2027-01-31.")),
        ];
        let suppression = closed(suppression, &["rule", "reason"]);
        vec![
            ("default", described(boolean(), "Whether the default rules are used; true if left out.")),
            ("without", described(texts(), "Built-in packs to leave out, such as `beyond`.")),
            ("packs", described(texts(), "Rule packs to add: folders, from where this file lies.")),
            ("allow", described(warnings(), "Warnings that are not shown.")),
            ("profile", described(profile, "What you declare about the account.")),
            (
                "rules",
                described(rules, "Settings by rule id or glob; a full id beats a glob, a later line an earlier one."),
            ),
            (
                "suppress",
                described(
                    json!({"type": "array", "items": suppression}),
                    "Findings that are set aside for a stated reason.",
                ),
            ),
        ]
    }

    /// The facts that a user declares.
    fn profile(&self, declared: &str) -> Value {
        let facts = self.vocabulary.schema.facts().iter().filter(|fact| fact.declared);
        let keys = facts.filter_map(|fact| {
            let value = match &fact.kind {
                Kind::Label(known) if !known.is_empty() => words(known),
                Kind::Label(_) => string(),
                Kind::Set => texts(),
                Kind::Bool | Kind::Number { .. } | Kind::Text => return None,
            };
            Some((fact.path.strip_prefix(declared)?, described(value, &fact.doc)))
        });
        closed(keys.collect::<Vec<_>>(), &[])
    }
}
