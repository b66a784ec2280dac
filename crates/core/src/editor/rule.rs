//! `[[rule]]` with its levels and tests.

use serde_json::{Value, json};

use super::Writer;
use super::json::{any_of, boolean, closed, described, list_of, number, offered, string, texts, warnings, words};
use super::vocabulary::Scope;
use crate::model::{Expect, Severity};

impl Writer<'_> {
    pub(super) fn rule(&mut self) -> Value {
        let condition = self.condition(Scope::Record);
        let level = self.level();
        let test = self.test();
        let id = self.rule_id();
        let supersedes = any_of([id.clone(), json!({"type": "array", "items": id})]);
        let factor = offered(self.vocabulary.factors());
        let condition = |doc: &str| described(condition.clone(), doc);
        let keys = [
            (
                "id",
                described(
                    json!({"type": "string", "pattern": "^[a-zA-Z0-9][a-z0-9_-]*(/[a-zA-Z0-9][a-z0-9_-]*)+$"}),
                    "A subject, a slash and a name: `bio/too-short`.",
                ),
            ),
            ("factor", described(factor, "The factor that the rule counts in.")),
            ("severity", severity()),
            ("points", points()),
            ("cap", cap()),
            ("title", described(string(), "One line that says what is wrong.")),
            ("message", message()),
            ("advice", described(string(), "What to do about it, with placeholders like those of `message`.")),
            ("why", described(string(), "Why it matters.")),
            ("sources", described(texts(), "Where that is known from.")),
            ("aliases", described(texts(), "Earlier ids of the rule, which go on working.")),
            (
                "supersedes",
                described(
                    supersedes,
                    "Rules that are superfluous when this one fires: ids, globs, `!id` for an exception.",
                ),
            ),
            ("allow", described(warnings(), "Warnings about this rule that are not shown.")),
            ("off", described(boolean(), "Off unless the user's settings turn it on.")),
            ("params", described(params(), "Values with a name, used as `\"$name\"`; settings can change them.")),
            ("applies", condition("When the rule is about the profile at all; false makes it not applicable.")),
            ("needs", condition("What has to be true for the rule to be told; else it is unknown.")),
            ("when", condition("The rule fires when this holds.")),
            ("unless", condition("The rule passes when this holds.")),
            (
                "level",
                described(
                    json!({"type": "array", "items": level}),
                    "The first level whose `when` holds replaces severity, points, cap and message.",
                ),
            ),
            (
                "test",
                described(json!({"type": "array", "items": test}), "What the rule has to say of a given profile."),
            ),
        ];
        let mut rule = closed(keys, &["id", "factor"]);
        rule["anyOf"] = json!([{"required": ["when"]}, {"required": ["level"]}]);
        rule
    }

    fn level(&mut self) -> Value {
        let when = described(self.condition(Scope::Record), "When the level holds.");
        let keys =
            [("when", when), ("severity", severity()), ("points", points()), ("cap", cap()), ("message", message())];
        closed(keys, &["when"])
    }

    fn test(&mut self) -> Value {
        let given =
            described(self.given(), "The facts of the profile; what is left out is unknown, an empty value is absent.");
        let expect = words(Expect::WORDS.map(|(word, _)| word));
        let keys = [
            ("name", described(string(), "What the test shows.")),
            ("given", given),
            ("expect", described(expect, "What becomes of the rule.")),
            ("severity", described(severity(), "The severity that the finding has to have.")),
            ("points", described(number(), "The points that the finding has to have.")),
            ("match", described(string(), "Words that the evidence has to underline.")),
            ("todo", described(json!({"type": "string", "minLength": 1}), "What has to happen until the test holds.")),
            (
                "columns",
                described(self.columns(), "What the cells of a row are: facts by their path, and keys of a test."),
            ),
            (
                "cases",
                described(
                    list_of(&json!({"type": "array"})),
                    "Rows of cells, each a test of its own; `{}` leaves a cell out.",
                ),
            ),
        ];
        let mut test = closed(keys, &[]);
        test["anyOf"] = json!([{"required": ["expect"]}, {"required": ["columns", "cases"]}]);
        test
    }
}

pub(super) fn severity() -> Value {
    described(words(Severity::ALL.map(Severity::word)), "How serious it is; a blocker caps its factor.")
}

pub(super) fn points() -> Value {
    described(number(), "Points that a finding takes off, or adds in a factor that earns.")
}

fn cap() -> Value {
    described(json!({"type": "number", "minimum": 0, "maximum": 100}), "The factor can be no higher than this.")
}

fn message() -> Value {
    described(string(), "What was seen, with placeholders: `{fact}`, `{$param}`, `{match}`, `{matches}`.")
}

/// Values with names of one's own.
pub(super) fn params() -> Value {
    let simple = || json!({"type": ["string", "number", "boolean"]});
    super::json::table_of(&any_of([simple(), json!({"type": "array", "items": simple()})]))
}
