//! Rules and records that are made up at random.

use followback_core::{Program, Record};
use proptest::prelude::*;

use crate::support::{Is, NOW, checked, files, sound, with_dated};

/// A condition in the language of rules.
pub(crate) fn condition() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec![
        "parcel.weight.above = 5",
        "parcel.weight.between = [3, 8]",
        "parcel.weight = [2, 6]",
        "parcel.weight.below = { fact = \"parcel.limit\", times = 2 }",
        "parcel.limit.at_most = { fact = \"orders.dear\", plus = 1 }",
        "parcel.fragile = true",
        "parcel.fragile = { equals = true, unknown = false }",
        "parcel.returned.present = true",
        "parcel.carrier = [\"hare\", \"post\"]",
        "parcel.stamps.has = \"a\"",
        "parcel.stamps.overlaps.fact = \"customer.hobbies\"",
        "customer.hobbies.overlap_share = { with = \"orders.tags\", at_least = 0.5 }",
        "parcel.stamps.count.above = 1",
        "note.contains = \"@wares\"",
        "note.contains = { list = \"@wares\", not_after = \"not\", within = 1, unknown = false }",
        "note.words.above = 2",
        "note.goods.has = \"cups\"",
        "note.goods.count.at_least = 1",
        "note.goods.overlaps = [\"cups\", \"glass\"]",
        "orders.count = { where.text.goods.overlaps.fact = \"customer.hobbies\", at_least = 1 }",
        "orders.share = { where.text.goods.overlaps.fact = \"parcel.stamps\", below = 0.6 }",
        "note.language = \"en\"",
        "note.same_as = \"sender\"",
        "note.matches = '(?i)glass'",
        "sender.present = true",
        "orders.count.above = 2",
        "orders.count = { where.gift = true, at_least = 2 }",
        "orders.count = { where.price.above = { fact = \"parcel.weight\", times = 1 }, at_least = 1 }",
        "orders.share = { where.gift = false, above = 0.4 }",
        "latest.share = { where.price.above = 4, at_least = 0.5 }",
        "latest.count = 2",
        "gifts.count.below = 2",
        "gifts.share = { where.price.above = 4, above = 0.5 }",
        "first.count = { where.price.above = 4, equals = 1 }",
        "orders.max = { of = \"price\", above = 6 }",
        "gifts.mean = { of = \"price\", below = 6 }",
        "orders.most_repeated = { of = \"text\", above = 1 }",
        "orders.gift_share.above = 0.3",
        "orders.odds.below = 2",
        "is = \"heavy\"",
        "is = [\"heavy\", \"quiet\"]",
    ])
    .prop_map(str::to_owned);
    leaf.prop_recursive(3, 12, 3, |inner| {
        let list = || {
            prop::collection::vec(inner.clone(), 1..3)
                .prop_map(|parts| parts.iter().map(|p| format!("{{ {p} }}")).collect::<Vec<_>>().join(", "))
        };
        prop_oneof![
            list().prop_map(|l| format!("all = [{l}]")),
            list().prop_map(|l| format!("any = [{l}]")),
            list().prop_map(|l| format!("none = [{l}]")),
            inner.clone().prop_map(|c| format!("not = {{ {c} }}")),
        ]
    })
}

/// What the rules refer to.
pub(crate) const DECLARED: &str = "
[lists.wares]
en = [\"glass\", \"cup\"]
[lists.function-words]
en = [\"the\", \"of\"]
de = [\"der\", \"mit\"]
[tagger.goods]
from = \"goods/*.toml\"
[view.latest]
of = \"orders\"
latest = 2
[view.gifts]
of = \"orders\"
where.gift = true
latest = 2
[view.first]
of = \"gifts\"
latest = 1
[fact.orders]
dear = { count = \"orders\", where.price.above = 5 }
gift_share = { formula = \"orders.gifts / orders.count\" }
gifts = { count = \"orders\", where.gift = true }
odds = { formula = \"orders.count / orders.gifts\" }
[define.heavy]
parcel.weight.above = 4
[define.quiet]
none = [{ note.present = true }, { orders.count.above = 1 }]
[score]
base = { looks = 0.4, label = 0.6 }
rescue = { factor = \"orders\", weight = [0.45, 0.25] }
bands = { good = 80, fair = 50, poor = 0 }
[factor.looks]
[factor.label]
[factor.orders]
";

/// A rule that refers to others by their numbers.
#[derive(Clone, Debug)]
pub(crate) struct RuleText {
    pub(crate) factor: usize,
    pub(crate) points: u32,
    pub(crate) when: String,
    pub(crate) unless: Option<String>,
    pub(crate) applies: Option<String>,
    pub(crate) needs: Option<String>,
    pub(crate) level: Option<(String, u32)>,
    pub(crate) cap: Option<u32>,
    pub(crate) supersedes: Vec<usize>,
    pub(crate) fired: Option<usize>,
}

pub(crate) fn rule_text() -> impl Strategy<Value = RuleText> {
    let maybe = |p: f64| prop::option::weighted(p, condition());
    (
        (0..3usize, 0..60u32, condition(), maybe(0.2), maybe(0.2), maybe(0.2)),
        (
            prop::option::weighted(0.4, (condition(), 0..60u32)),
            prop::option::weighted(0.2, 0..90u32),
            prop::collection::vec(0..8usize, 0..3),
            prop::option::weighted(0.2, 0..8usize),
        ),
    )
        .prop_map(|((factor, points, when, unless, applies, needs), (level, cap, supersedes, fired))| RuleText {
            factor,
            points,
            when,
            unless,
            applies,
            needs,
            level,
            cap,
            supersedes,
            fired,
        })
}

/// Without what unknown facts count as: where a rule says so, knowing more may well contradict it.
pub(crate) fn without_defaults(rules: Vec<RuleText>) -> Vec<RuleText> {
    let plain = |c: String| c.replace(", unknown = false", "");
    let each = |r: RuleText| RuleText {
        when: plain(r.when),
        unless: r.unless.map(plain),
        applies: r.applies.map(plain),
        needs: r.needs.map(plain),
        level: r.level.map(|(when, points)| (plain(when), points)),
        ..r
    };
    rules.into_iter().map(each).collect()
}

/// Rules that refer only to rules with a lower number, so that there are no cycles.
pub(crate) fn rendered(rules: &[RuleText]) -> Vec<String> {
    let factors = ["looks", "label", "orders"];
    let table =
        |name: &str, body: &Option<String>| body.as_ref().map_or_else(String::new, |c| format!("{name} = {{ {c} }}\n"));
    rules
        .iter()
        .enumerate()
        .map(|(nth, rule)| {
            let lower = |others: &[usize]| -> Vec<String> { others.iter().filter(|&&o| o < nth).map(|o| format!("\"r/n{o}\"")).collect() };
            let fired = rule.fired.filter(|&o| o < nth).map_or_else(String::new, |o| format!(", any = [{{ fired = \"r/n{o}\" }}, {{ parcel.weight.above = 6 }}]"));
            let when = if rule.when.starts_with("any") && !fired.is_empty() { format!("all = [{{ {} }}]", rule.when) } else { rule.when.clone() };
            let cap = rule.cap.map_or_else(String::new, |c| format!("cap = {c}\n"));
            let level = rule.level.as_ref().map_or_else(String::new, |(when, points)| format!("[[rule.level]]\nwhen = {{ {when} }}\npoints = {points}\n"));
            format!(
                "[[rule]]\nid = \"r/n{nth}\"\nfactor = \"{}\"\nseverity = \"minor\"\npoints = {}\ntitle = \"t\"\nmessage = \"m\"\nsupersedes = [{}]\n{cap}{}{}{}when = {{ {when}{fired} }}\n{level}",
                factors[rule.factor],
                rule.points,
                lower(&rule.supersedes).join(", "),
                table("applies", &rule.applies),
                table("needs", &rule.needs),
                table("unless", &rule.unless),
            )
        })
        .collect()
}

/// A program of these rules, and of what they refer to.
pub(crate) fn compiled(rules: &[RuleText]) -> Program {
    let text = format!("{DECLARED}{}", rendered(rules).concat());
    let goods = [
        (
            "goods/a.toml",
            "id = \"cups\"\nterms.en = [\"cup\", \"mug\"]\nterms_with_company.en = [\"end\", \"all\", \"not\"]\n",
        ),
        ("goods/b.toml", "id = \"glass\"\nterms.en = [\"glass\"]\n"),
    ];
    sound(checked(&[files("test", &[&[("rules.toml", text.as_str())][..], &goods].concat())], ""))
}

/// A record: every fact has a value, and a flag that hides it.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    facts: Vec<(&'static str, Is, bool)>,
    orders: Vec<Vec<(&'static str, Is, bool)>>,
    no_orders: bool,
}

fn value(path: &'static str) -> BoxedStrategy<Is> {
    let texts = ["the glass of Ana", "der cup mit henkel", "not glass", "cup", "ñandú", "the end of it all", "GLASS"];
    match path {
        "weight" | "limit" | "price" | "age_days" => (0..9i32).prop_map(Is::from).boxed(),
        "fragile" | "returned" | "gift" => any::<bool>().prop_map(Is::from).boxed(),
        "carrier" => prop::sample::select(vec!["snail", "hare", "post"]).prop_map(Is::Label).boxed(),
        "stamps" | "hobbies" | "tags" => {
            prop::sample::select(vec![Is::from(&["a", "b"]), Is::from(&["a"]), Is::from(&["c", "cups", "e"])]).boxed()
        }
        _ => prop::sample::select(texts.to_vec()).prop_map(Is::Text).boxed(),
    }
}

fn fact(path: &'static str) -> impl Strategy<Value = (&'static str, Is, bool)> {
    let last = path.rsplit('.').next().unwrap();
    (prop_oneof![6 => value(last), 1 => Just(Is::Absent)], prop::bool::weighted(0.3))
        .prop_map(move |(value, hidden)| (path, value, hidden))
}

pub(crate) fn case() -> impl Strategy<Value = Case> {
    let facts: Vec<_> = [
        "parcel.weight",
        "parcel.limit",
        "parcel.fragile",
        "parcel.returned",
        "parcel.carrier",
        "parcel.stamps",
        "customer.hobbies",
        "note",
        "sender",
    ]
    .into_iter()
    .map(fact)
    .collect();
    let order: Vec<_> = ["gift", "price", "text", "tags"].into_iter().map(fact).collect();
    (facts, prop::collection::vec(order, 0..5), prop::bool::weighted(0.1)).prop_map(|(mut facts, orders, no_orders)| {
        // A declaration is never unknown.
        for fact in facts.iter_mut().filter(|f| f.0 == "customer.hobbies") {
            fact.2 = false;
        }
        Case { facts, orders, no_orders }
    })
}

impl Case {
    /// The record with everything known, or with what is hidden left out.
    pub(crate) fn record(&self, hide: bool) -> Record<'static> {
        let shown = |(path, value, hidden): &(&'static str, Is, bool)| {
            (*path, if hide && *hidden { Is::Unknown } else { value.clone() })
        };
        let facts: Vec<_> = self.facts.iter().map(shown).collect();
        let record = crate::support::record(&facts);
        if hide && self.no_orders {
            return record;
        }
        let orders: Vec<Vec<(&str, Is)>> = self.orders.iter().map(|o| o.iter().map(shown).collect()).collect();
        let dated: Vec<_> = (0..).zip(&orders).map(|(n, o)| (Some(NOW - n), o.as_slice())).collect();
        with_dated(record, &dated)
    }
}
