//! Why a rule fired, and which facts it reads.

use followback_core::{Evidence, EvidenceValue, Record};

use crate::support::{Is, NOW, program, record, rule, with_orders};

fn evidence(declared: &str, body: &str, record: &Record<'_>) -> Vec<Evidence> {
    let program = program(&format!("{}{declared}", rule("test/it", body)));
    program.evaluate(record, NOW).evidence(program.rule("test/it").unwrap())
}

/// One line a fact: its path, its member, its value, and the words found.
fn told(declared: &str, body: &str, record: &Record<'_>) -> Vec<String> {
    let line = |e: Evidence| {
        let member = e.member.map_or_else(String::new, |m| format!("#{m}"));
        let value = match e.value {
            EvidenceValue::Absent => "absent".to_owned(),
            EvidenceValue::Bool(b) => b.to_string(),
            EvidenceValue::Number(n) => n.to_string(),
            EvidenceValue::Text(t) => t,
            EvidenceValue::List(l) => l.join("+"),
        };
        let words: Vec<String> = e.spans.into_iter().map(|s| format!("{}@{}", s.text, s.start)).collect();
        format!("{}{member} = {value} [{}]", e.fact, words.join(", "))
    };
    evidence(declared, body, record).into_iter().map(line).collect()
}

#[test]
fn facts_that_made_the_condition_true() {
    let parcel = record(&[
        ("parcel.weight", 20.into()),
        ("parcel.limit", 10.into()),
        ("parcel.fragile", true.into()),
        ("note", Is::Absent),
    ]);
    for (body, wanted) in [
        ("when.parcel.weight.above = 5", vec!["parcel.weight = 20 []"]),
        (
            "when.parcel.weight.above = { fact = \"parcel.limit\" }",
            vec!["parcel.weight = 20 []", "parcel.limit = 10 []"],
        ),
        ("when.parcel.fragile = true", vec!["parcel.fragile = true []"]),
        ("when.note.present = false", vec!["note = absent []"]),
        ("when.any = [{ parcel.weight.above = 50 }, { parcel.fragile = true }]", vec!["parcel.fragile = true []"]),
        ("when.not = { parcel.weight.below = 5 }", vec!["parcel.weight = 20 []"]),
        ("when.parcel.returned = { equals = true, unknown = true }", vec![]),
        (
            "when.parcel.fragile = true\n[[rule.level]]\nwhen.parcel.weight.above = 5\npoints = 5",
            vec!["parcel.fragile = true []", "parcel.weight = 20 []"],
        ),
        ("when.parcel.weight.above = 50", vec![]),
    ] {
        assert_eq!(told("", body, &parcel), wanted, "{body}");
    }
}

#[test]
fn words_are_underlined_where_they_stand() {
    let note = record(&[("note", "Ñu: nurse & not a pilot, nurse".into())]);
    let found = |body: &str| told("", body, &note);
    assert_eq!(
        found("when.note.contains = [\"nurse\", \"pilot\"]"),
        ["note = Ñu: nurse & not a pilot, nurse [nurse@5, pilot@19, nurse@26]"]
    );
    let denied = "when.note.contains = { list = [\"nurse\", \"pilot\"], not_after = \"not\", within = 1 }";
    assert_eq!(found(denied), ["note = Ñu: nurse & not a pilot, nurse [nurse@5, nurse@26]"]);
    assert_eq!(found("when.note.matches = 'n\\w+e'"), ["note = Ñu: nurse & not a pilot, nurse [nurse@5, nurse@26]"]);
    assert_eq!(
        found("when.note.all = [{ contains = \"nurse\" }, { matches = 'pil' }]"),
        ["note = Ñu: nurse & not a pilot, nurse [nurse@5, pil@19, nurse@26]"]
    );
    assert_eq!(found("when.note.none = [{ contains = \"doctor\" }]"), ["note = Ñu: nurse & not a pilot, nurse []"]);
    let except =
        |job: &str| format!("when.note.none = [{{ contains = \"{job}\", none = [{{ contains = \"not\" }}] }}]");
    assert_eq!(
        found(&except("pilot")),
        ["note = Ñu: nurse & not a pilot, nurse [not@13]"],
        "but for this it would not fire"
    );
    assert_eq!(
        found(&except("doctor")),
        ["note = Ñu: nurse & not a pilot, nurse []"],
        "what is not there needs no exception"
    );
}

#[test]
fn members_that_meet_a_condition_show_their_words() {
    let order = |text: &'static str| [("text", Is::Text(text))];
    let orders = with_orders(record(&[]), &[&order("tea pot"), &order("jam"), &order("green tea")]);
    assert_eq!(
        told("", "when.orders.count = { where.text.contains = \"tea\", at_least = 2 }", &orders),
        ["orders.text#1 = tea pot [tea@0]", "orders.text#3 = green tea [tea@6]"]
    );
    assert_eq!(told("", "when.orders.count.at_least = 2", &orders), ["orders.count = 3 []"]);
    let twice = with_orders(record(&[]), &[&order("jam"), &order("Tea"), &order("tea")]);
    assert_eq!(
        told("", "when.orders.most_repeated = { of = \"text\", at_least = 2 }", &twice),
        ["orders.text#2 = Tea [Tea@0]", "orders.text#3 = tea [tea@0]"]
    );
}

#[test]
fn labels_of_a_tagger_show_the_words_they_are_from() {
    let declared = "[lists]\nwords = [\"tea\", \"jam\"]\n[tagger.goods]\neach = \"@words\"\n";
    let note = record(&[("note", "jam and tea".into()), ("customer.hobbies", (&["tea"]).into())]);
    assert_eq!(
        told(declared, "when.note.goods.has = \"jam\"", &note),
        ["note.goods = jam+tea []", "note = jam and tea [jam@0]"]
    );
    assert_eq!(
        told(declared, "when.note.goods.overlaps.fact = \"customer.hobbies\"", &note),
        ["note.goods = jam+tea []", "note = jam and tea [tea@8]", "customer.hobbies = tea []"]
    );
}

#[test]
fn named_numbers_stand_for_what_they_count() {
    let declared = "[fact.orders]\ngifts = { count = \"orders\", where.gift = true }\ngift_share = { formula = \"orders.gifts / orders.count\" }\n";
    let orders = with_orders(record(&[]), &[&[("gift", true.into())], &[("gift", false.into())]]);
    assert_eq!(
        told(declared, "when.orders.gift_share.at_least = 0.5", &orders),
        ["orders.gift_share = 0.5 []", "orders.gifts = 1 []", "orders.count = 2 []"]
    );
}

#[test]
fn a_rule_reads_its_facts_and_those_of_its_names() {
    let declared = "[fact.orders]\ngifts = { count = \"some\", where.gift = true }\n[view.some]\nof = \"orders\"\nwhere.price.above = 3\n[define.heavy]\nparcel.weight.above = { fact = \"parcel.limit\" }\n";
    let body = "when.is = \"heavy\"\nneeds.orders.gifts.above = 1\nunless.note.own_text.contains = \"x\"\n[[rule.level]]\nwhen.sender.same_as = \"receiver\"\npoints = 3";
    let program = program(&format!("{}{declared}", rule("test/it", body)));
    let reads: Vec<String> = program.reads(&program.rules()[0]).into_iter().collect();
    assert_eq!(
        reads,
        [
            "note",
            "orders",
            "orders.gift",
            "orders.gifts",
            "orders.price",
            "parcel.limit",
            "parcel.weight",
            "receiver",
            "sender"
        ]
    );
}
