//! What a pack declares beside its rules.

use serde_json::{Value, json};

use super::Writer;
use super::json::{
    any_of, boolean, closed, described, number, offered, refer, string, table_of, texts, warnings, words,
};
use super::paths::Wanted;
use super::rule;
use super::vocabulary::Scope;
use super::words::operator;
use crate::check::{AGGREGATES, compares_values};
use crate::load::NUMBER_KEYS;

impl Writer<'_> {
    /// The tables of a rule file.
    pub(super) fn rule_file(&mut self) -> Vec<(&'static str, Value)> {
        let rule = self.rule();
        vec![
            ("pack", described(head(), "What the pack is.")),
            ("params", described(rule::params(), "Values with a name, used as `\"$name\"` by all rules of the pack.")),
            ("rule", described(json!({"type": "array", "items": rule}), "The rules, each with its tests.")),
            (
                "define",
                described(
                    table_of(&self.named_condition()),
                    "Named conditions, used with `is`; with `of` they are about the members of a collection.",
                ),
            ),
            (
                "view",
                described(
                    table_of(&self.view()),
                    "Named parts of a collection: filtered by `where`, then cut to the `latest`.",
                ),
            ),
            ("fact", described(self.numbers(), "Named numbers, below a name or names of one's own.")),
            ("factor", described(table_of(&self.factor()), "Groups of rules, each with a score.")),
            ("allow", described(warnings(), "Warnings that are not shown, in this file.")),
            ("score", described(self.score(), "How the factors make the total.")),
            ("verdict", described(self.verdict(), "What the total and one factor together come to.")),
            (
                "lists",
                described(
                    table_of(&phrases()),
                    "Phrases, used as `\"@name\"`: a file, a list, or either for each language.",
                ),
            ),
            ("tagger", described(table_of(&tagger()), "What gives every text a set of labels.")),
        ]
    }

    fn named_condition(&mut self) -> Value {
        let mut forms = vec![self.condition(Scope::Record)];
        let collections: Vec<_> = self.vocabulary.collections().map(|(id, _)| Scope::Members(id)).collect();
        for scope in collections {
            let mut keys = self.condition_keys(scope);
            // The joined conditions refer to the condition itself, which is not asked for otherwise.
            self.condition(scope);
            keys.push(("of".to_owned(), self.members()));
            forms.push(closed(keys, &["of"]));
        }
        any_of(forms)
    }

    /// The name of a collection or view.
    fn members(&mut self) -> Value {
        self.define("members-name", |writer| words(writer.vocabulary.members().into_iter().map(|(name, ..)| name)))
    }

    fn view(&mut self) -> Value {
        let keys = [
            ("of", described(self.members(), "The collection or view that this is a part of.")),
            ("where", operator("where", self.member_condition())),
            ("latest", described(json!({"type": "integer", "minimum": 1}), "How many of the newest are kept.")),
        ];
        closed(keys, &["of"])
    }

    /// A named number, or a group of them.
    fn numbers(&mut self) -> Value {
        self.define("named-numbers", |writer| {
            let mut forms: Vec<Value> = NUMBER_KEYS.into_iter().map(|kind| writer.named_number(kind)).collect();
            forms.push(refer("named-numbers"));
            table_of(&any_of(forms))
        })
    }

    fn named_number(&mut self, kind: &'static str) -> Value {
        let doc = ("doc", operator("doc", string()));
        let filter = ("where", operator("where", self.member_condition()));
        let (what, more) = match kind {
            "formula" => (string(), vec![doc]),
            "matches" => {
                let inside = any_of([self.path(Scope::Record, Wanted::Text), self.field_path(Wanted::Text)]);
                (string(), vec![doc, ("in", operator("in", inside))])
            }
            "count" | "share" => (self.members(), vec![doc, filter]),
            _ => {
                let compares = AGGREGATES.iter().any(|(name, how)| *name == kind && compares_values(*how));
                (self.field_path(if compares { Wanted::Countable } else { Wanted::Number }), vec![doc, filter])
            }
        };
        let required: &[&str] = if kind == "matches" { &[kind, "in"] } else { &[kind] };
        closed([(kind, operator(kind, what))].into_iter().chain(more), required)
    }

    fn factor(&mut self) -> Value {
        let applies = described(self.condition(Scope::Record), "When the factor counts at all.");
        let keys = [
            ("title", described(string(), "Its title for people.")),
            (
                "earns",
                described(boolean(), "Starts at 0 and earns points, instead of starting at 100 and losing them."),
            ),
            ("clamp", described(boolean(), "Keeps what it earned between 0 and 100; true if left out.")),
            ("applies", applies),
        ];
        closed(keys, &[])
    }

    fn score(&mut self) -> Value {
        let factor = offered(self.vocabulary.factors());
        let pair = json!({"type": "array", "minItems": 2, "maxItems": 2, "items": {"type": "number", "minimum": 0, "maximum": 1}});
        let rescue = closed(
            [
                ("factor", factor.clone()),
                ("weight", described(pair, "Its weight where the base is 0 and where it is 100.")),
            ],
            &["factor", "weight"],
        );
        let at_most =
            described(json!({"type": "number", "minimum": 0, "maximum": 100}), "The most points it takes off.");
        let deduct = closed([("factor", factor), ("at_most", at_most)], &["factor", "at_most"]);
        let keys = [
            ("base", described(table_of(&number()), "Factors with their weights, which sum to 1.")),
            ("rescue", described(rescue, "The factor that matters more the lower the base is.")),
            ("deduct", described(deduct, "The factor that can only take points off.")),
            ("bands", described(table_of(&number()), "Names of bands with the least total of each.")),
        ];
        closed(keys, &["base"])
    }

    fn verdict(&mut self) -> Value {
        let bands = self.vocabulary.bands().map(|band| (band, string()));
        let fixed = [
            ("at_least", described(number(), "The row holds from this score of the factor on.")),
            ("any", described(string(), "The verdict for every band, also without a total.")),
        ];
        let mut row = closed(fixed.into_iter().chain(bands), &["at_least"]);
        // Bands may be those of another pack.
        row["additionalProperties"] = string();
        let set = self.path(Scope::Record, Wanted::Set);
        let compare = [
            ("of", described(set.clone(), "The set of the one who looks.")),
            (
                "with",
                described(
                    any_of([set.clone(), json!({"type": "array", "items": set})]),
                    "The sets of what is looked at.",
                ),
            ),
        ];
        let keys = [
            ("factor", described(offered(self.vocabulary.factors()), "The factor whose score picks the row.")),
            ("rows", described(json!({"type": "array", "items": row}), "The first row whose `at_least` holds counts.")),
            ("compare", described(closed(compare, &["of", "with"]), "The sets that stand behind the verdict.")),
        ];
        closed(keys, &["factor", "rows"])
    }
}

fn head() -> Value {
    let keys = [
        ("name", described(string(), "What it is called; prefix for its names in other packs.")),
        ("version", described(string(), "Its version.")),
        ("doc", described(string(), "What it is for.")),
        ("license", described(string(), "Its licence.")),
        ("languages", described(texts(), "The languages it knows, as ISO 639 codes.")),
        ("requires", described(texts(), "Plugins that supply facts it reads.")),
        ("allow", described(warnings(), "Warnings that are not shown, in the whole pack.")),
    ];
    closed(keys, &[])
}

/// A file or phrases, or either for each language.
fn phrases() -> Value {
    any_of([texts(), table_of(&texts())])
}

fn tagger() -> Value {
    let from = described(string(), "The files of the labels, one each: `topics/*.toml`.");
    let each = described(string(), "The list of which every phrase is a label of its own: `@list`.");
    any_of([closed([("from", from)], &["from"]), closed([("each", each)], &["each"])])
}

/// The keys of a file with one label of a tagger.
pub(super) fn topic() -> Vec<(&'static str, Value)> {
    vec![
        ("id", described(string(), "The label.")),
        ("title", described(any_of([string(), table_of(&string())]), "What people call it, or that by language.")),
        (
            "terms",
            described(phrases(), "Phrases that give a text the label, by language; `all` holds for every language."),
        ),
        ("allow", described(warnings(), "Warnings that are not shown, in this file.")),
        (
            "terms_with_company",
            described(
                phrases(),
                "Phrases that mean other things too: they count only beside another term of the label.",
            ),
        ),
    ]
}
