//! The search against what evaluation really says: no false alarm, and over small domains nothing missed.

use proptest::prelude::*;

use super::{Goal, Want, possible};
use crate::config::Config;
use crate::diag::Sources;
use crate::eval::{Plain, Status, Tri};
use crate::load::PackFiles;
use crate::program::{CondId, Program};
use crate::record::{Fact, Member, MemberTable, Reason, Record};
use crate::schema::{CollectionDecl, FactDecl, Kind, Schema};

fn schema() -> Schema {
    let kinds = Kind::Label(["red", "green", "blue"].map(str::to_owned).to_vec());
    let facts = vec![
        FactDecl::new("box.weight", Kind::measure("kg", 0.0, 4.0), "weight"),
        FactDecl::new("box.limit", Kind::measure("kg", 0.0, 4.0), "limit"),
        FactDecl::new("box.items", Kind::Number { unit: "", min: 0.0, max: 3.0, whole: true }, "items"),
        FactDecl::new("box.open", Kind::Bool, "open"),
        FactDecl::new("box.color", kinds, "color"),
        FactDecl::new("box.marks", Kind::Set, "marks"),
        FactDecl::new("owner.known", Kind::Bool, "declared").declaration(),
        FactDecl::new("note", Kind::Text, "note"),
    ];
    let fields = vec![
        FactDecl::new("gift", Kind::Bool, "a gift"),
        FactDecl::new("price", Kind::measure("", 0.0, 9.0), "price"),
        FactDecl::new("age_days", Kind::count("days"), "age"),
    ];
    Schema::new(facts, vec![CollectionDecl::new("orders", "orders", Some("age_days"), fields)]).unwrap()
}

const HEAD: &str = "
[factor.care]
[lists]
wares = [\"glass\", \"cup\"]
[tagger.goods]
each = \"@wares\"
[view.latest]
of = \"orders\"
latest = 2
[fact.box]
spare = { formula = \"box.limit - box.weight\" }
share = { formula = \"box.weight / max(1, box.items)\" }
";

/// The program of one rule with this condition.
fn program(condition: &str) -> (Program, CondId) {
    let rules = format!(
        "{HEAD}[[rule]]\nid = \"a/b\"\nfactor = \"care\"\nseverity = \"hint\"\npoints = 1\ntitle = \"t\"\nmessage = \"m\"\n{condition}\n"
    );
    let files = [("rules.toml".to_owned(), rules.into())].into();
    let files = PackFiles { name: "test".to_owned(), prefix: String::new(), files };
    let (mut sources, mut faults) = (Sources::default(), Vec::new());
    let pack = crate::load(&files, &mut sources, &mut faults);
    let program = crate::check(&[pack], &schema(), &Config::default(), 0, &mut faults);
    let program = program.unwrap_or_else(|| panic!("{condition}: {faults:?}"));
    let cond = program.rules[0].when.as_ref().unwrap().cond;
    (program, cond)
}

fn can_be(condition: &str, goal: Goal) -> bool {
    let (program, cond) = program(condition);
    possible(&program, [Want::Cond(cond, goal)])
}

fn told(program: &Program, record: &Record<'_>) -> Tri {
    match program.evaluate_with(record, 0, Plain).outcomes()[0].status {
        Status::Fired => Tri::True,
        Status::Passed => Tri::False,
        _ => Tri::Unknown,
    }
}

/// Tests of single facts: numbers against constants, bools, labels, sets.
fn simple_leaf() -> impl Strategy<Value = String> {
    let op = prop::sample::select(vec!["above", "at_least", "below", "at_most", "equals"]);
    let unknown = prop::sample::select(vec!["", "", ", unknown = true", ", unknown = false"]);
    prop_oneof![
        4 => (prop::sample::select(vec!["box.weight", "box.items"]), op, -1..6i32, unknown.clone())
            .prop_map(|(fact, op, n, unknown)| format!("{fact} = {{ {op} = {n}{unknown} }}")),
        1 => (0..5i32, 0..5i32).prop_map(|(a, b)| format!("box.weight.between = [{a}, {b}]")),
        1 => Just("box.items = [1, 3]".to_owned()),
        1 => (any::<bool>(), unknown.clone()).prop_map(|(b, u)| format!("box.open = {{ equals = {b}{u} }}")),
        1 => any::<bool>().prop_map(|b| format!("owner.known = {b}")),
        1 => any::<bool>().prop_map(|b| format!("box.weight.present = {b}")),
        1 => any::<bool>().prop_map(|b| format!("box.open.present = {b}")),
        1 => any::<bool>().prop_map(|b| format!("box.color.present = {b}")),
        2 => (prop::sample::subsequence(vec!["red", "green", "blue"], 1..3), unknown.clone())
            .prop_map(|(words, u)| format!("box.color = {{ equals = {words:?}{u} }}")),
        2 => (prop::sample::select(vec!["a", "b"]), unknown)
            .prop_map(|(label, u)| format!("box.marks = {{ has = \"{label}\"{u} }}")),
        1 => Just("box.marks.overlaps = [\"a\", \"b\"]".to_owned()),
        1 => any::<bool>().prop_map(|b| format!("box.marks.present = {b}")),
        2 => (prop::sample::select(vec!["above", "below", "equals"]), 0..4i32)
            .prop_map(|(op, n)| format!("box.marks.count.{op} = {n}")),
    ]
}

/// And tests that facts and members depend on together, or that are about texts.
fn any_leaf() -> impl Strategy<Value = String> {
    let tangled = prop::sample::select(vec![
        "box.weight.above = { fact = \"box.limit\" }",
        "box.weight.below = { fact = \"box.limit\", times = 2 }",
        "box.weight = { equals = { fact = \"box.limit\" }, unknown = true }",
        "box.spare.below = 0",
        "box.spare.above = 4",
        "box.share.above = 2",
        "box.weight.between = [1, { fact = \"box.limit\" }]",
        "orders.count.above = 1",
        "orders.count = { below = 2, unknown = true }",
        "orders.count = { equals = 2, unknown = true }",
        "orders.count = { where.gift = true, at_least = 1 }",
        "orders.count = { where.gift = true, equals = 1, unknown = true }",
        "orders.count = { where.price.above = 9, at_least = 0 }",
        "orders.share = { where.gift = true, above = 0.5 }",
        "orders.share = { where.gift = true, above = 0.5, unknown = true }",
        "orders.present = false",
        "latest.count.at_most = 2",
        "latest.count = { equals = 1, unknown = true }",
        "latest.count.above = 1",
        "orders.max = { of = \"price\", above = 8 }",
        "orders.mean = { of = \"price\", at_most = 9 }",
        "orders.sum = { of = \"price\", at_least = 0 }",
        "note.contains = \"@wares\"",
        "note.present = true",
        "note.words.above = 1",
        "note.words.below = 1",
        "note.goods.has = \"cup\"",
        "note.goods.count.above = 1",
        "note.goods.count.below = 3",
        "note.goods = { has = \"glass\", unknown = true }",
        "note.language = \"en\"",
    ]);
    prop_oneof![simple_leaf(), tangled.prop_map(str::to_owned)]
}

fn condition(leaf: impl Strategy<Value = String> + 'static) -> impl Strategy<Value = String> {
    leaf.prop_recursive(3, 10, 3, |inner| {
        let list = || {
            prop::collection::vec(inner.clone(), 1..4)
                .prop_map(|parts| parts.iter().map(|p| format!("{{ {p} }}")).collect::<Vec<_>>().join(", "))
        };
        prop_oneof![
            3 => list().prop_map(|l| format!("all = [{l}]")),
            2 => list().prop_map(|l| format!("any = [{l}]")),
            1 => list().prop_map(|l| format!("none = [{l}]")),
            1 => inner.clone().prop_map(|c| format!("not = {{ {c} }}")),
        ]
    })
    .prop_map(|condition| format!("when = {{ {condition} }}"))
}

const UNKNOWN: Fact<'static> = Fact::Unknown(Reason::NotMeasured);

/// Every state that the facts of `simple_leaf` can tell apart, one fact at a time.
fn states() -> Vec<(&'static str, Vec<Fact<'static>>)> {
    let numbers = |step: f64, last: i32| {
        let known = (0..=last).map(move |n| Fact::number(f64::from(n) * step));
        known.chain([Fact::Absent, UNKNOWN]).collect::<Vec<_>>()
    };
    let bools = || vec![Fact::bool(true), Fact::bool(false), Fact::Absent];
    let labels = ["red", "green", "blue"].map(Fact::label).into_iter().chain([Fact::Absent, UNKNOWN]).collect();
    let sets =
        [&[][..], &["a"], &["b"], &["c"], &["a", "b"], &["a", "c"], &["c", "d"], &["a", "b", "c"], &["a", "c", "d"]];
    let sets = sets.map(|labels| Fact::set(labels.iter().copied())).into_iter();
    // With and without `a` and `b`, of every size that conditions ask for, and one more.
    let more = [
        &["c", "d", "e"][..],
        &["c", "d", "e", "f"],
        &["b", "c"],
        &["b", "c", "d"],
        &["b", "c", "d", "e"],
        &["a", "b", "c", "d"],
        &["a", "c", "d", "e"],
    ];
    let more = more.map(|labels| Fact::set(labels.iter().copied())).into_iter();
    vec![
        ("box.weight", numbers(0.5, 8)),
        ("box.items", numbers(1.0, 3)),
        ("box.open", bools().into_iter().chain([UNKNOWN]).collect()),
        ("owner.known", bools()),
        ("box.color", labels),
        ("box.marks", sets.chain(more).chain([Fact::Absent, UNKNOWN]).collect()),
    ]
}

/// The results that a condition has on some record, by trying all of them. Only facts that it names are varied.
fn results(condition: &str, program: &Program) -> Vec<Tri> {
    let named: Vec<_> = states().into_iter().filter(|(path, _)| condition.contains(path)).collect();
    let total: usize = named.iter().map(|(_, states)| states.len()).product();
    let schema = schema();
    let mut out = Vec::new();
    for nth in 0..total {
        let mut record = Record::new(&schema);
        let mut rest = nth;
        for (path, states) in &named {
            record.set(schema.fact(path).unwrap(), states[rest % states.len()].clone());
            rest /= states.len();
        }
        let result = told(program, &record);
        if !out.contains(&result) {
            out.push(result);
        }
    }
    out
}

const GOALS: [Goal; 4] = [Goal::True, Goal::False, Goal::NotTrue, Goal::NotFalse];

fn order(gift: Option<bool>, price: Option<i32>) -> Member<'static> {
    let schema = schema();
    let id = schema.collection("orders").unwrap();
    let mut member = Member::new(&schema, id, "1", None);
    let fields = schema.collection_decl(id);
    member.set(fields.field("gift").unwrap(), gift.map_or(UNKNOWN, Fact::bool));
    member.set(fields.field("price").unwrap(), price.map_or(UNKNOWN, |n| Fact::number(f64::from(n))));
    member
}

fn record() -> impl Strategy<Value = Record<'static>> {
    let facts: Vec<_> = states().into_iter().map(|(path, states)| (Just(path), prop::sample::select(states))).collect();
    let limit =
        prop::sample::select(vec![Fact::number(0.0), Fact::number(2.0), Fact::number(4.0), Fact::Absent, UNKNOWN]);
    let notes = vec![Fact::text("a glass and a cup"), Fact::text("Glas"), Fact::text(""), Fact::Absent, UNKNOWN];
    let orders = prop::collection::vec((any::<Option<bool>>(), prop::option::of(0..10i32)), 0..5);
    (facts, limit, prop::sample::select(notes), prop::option::of(orders)).prop_map(|(facts, limit, note, orders)| {
        let schema = schema();
        let mut record = Record::new(&schema);
        for (path, value) in facts.into_iter().chain([("box.limit", limit), ("note", note)]) {
            record.set(schema.fact(path).unwrap(), value);
        }
        if let Some(orders) = orders {
            let members: MemberTable<'_> = orders.into_iter().map(|(gift, price)| order(gift, price)).collect();
            record.set_members(schema.collection("orders").unwrap(), members);
        }
        record
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// What is called impossible never happens.
    #[test]
    fn there_is_no_false_alarm(condition in condition(any_leaf()), records in prop::collection::vec(record(), 12)) {
        let (program, cond) = program(&condition);
        let impossible: Vec<Goal> =
            GOALS.into_iter().filter(|goal| !possible(&program, [Want::Cond(cond, *goal)])).collect();
        for record in &records {
            let result = told(&program, record);
            prop_assert!(!impossible.iter().any(|goal| goal.met_by(result)), "{condition} is {result:?}");
        }
    }

    /// And where facts can be tried out one by one, nothing impossible is missed.
    #[test]
    fn over_small_domains_it_is_exact(condition in condition(simple_leaf())) {
        let (program, cond) = program(&condition);
        let named = states().iter().filter(|(path, _)| condition.contains(path)).map(|(_, s)| s.len()).product::<usize>();
        prop_assume!(named <= 4_000);
        let results = results(&condition, &program);
        for goal in GOALS {
            let told = possible(&program, [Want::Cond(cond, goal)]);
            prop_assert_eq!(told, results.iter().any(|r| goal.met_by(*r)), "{} {:?}: {:?}", condition, goal, results);
        }
    }
}

#[test]
fn ranges_contradictions_and_what_unknown_counts_as() {
    for (condition, can_hold) in [
        ("when.box.weight = { above = 3, below = 2 }", false),
        ("when.box.weight = { above = 2, below = 3 }", true),
        ("when.box.items = { above = 2, below = 3 }", false),
        ("when.box.weight.above = 4", false),
        ("when.box.weight = { above = 4, unknown = true }", true),
        ("when.latest.count.above = 2", false),
        ("when.latest.count = { equals = 1.5 }", false),
        ("when.orders.count.below = 0", false),
        ("when.orders.share = { where.gift = true, above = 1 }", false),
        ("when.box.spare.above = 4", false),
        ("when.box.spare.at_least = 4", true),
        ("when.note.goods.count = 3", false),
        ("when.note.goods = { count = 2, has = [\"cup\", \"glass\"] }", true),
        ("when.note.goods = { count = 1, has = [\"cup\", \"glass\"] }", false),
        ("when.box.color = \"red\"\nwhen.all = [ { box.color = \"green\" } ]", false),
        ("when.note.contains = \"cup\"\nwhen.not.note.contains = \"cup\"", false),
        // Texts are not looked into.
        ("when.note.equals = \"a\"\nwhen.all = [ { note.equals = \"b\" } ]", true),
        // An interval of 1 to 3 lies on both sides of 2, and above 0.
        (
            "when.all = [ { orders.count = { equals = 2, unknown = true } }, { orders.count = { equals = 3, unknown = true } }, { orders.count.above = 0 } ]",
            true,
        ),
    ] {
        assert_eq!(can_be(condition, Goal::True), can_hold, "{condition}");
    }
    for (condition, can_fail) in [
        ("when.orders.count.at_least = 0", false),
        ("when.note.length.at_least = 0", false),
        // Absent fails every comparison.
        ("when.box.weight.at_least = 0", true),
        ("when.any = [ { box.weight.at_least = 0 }, { box.weight.present = false } ]", false),
        ("when.latest.count.at_most = 2", false),
    ] {
        assert_eq!(can_be(condition, Goal::False), can_fail, "{condition}");
    }
}
