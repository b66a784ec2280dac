//! Named numbers of all kinds, and formulas over them.

use followback_core::Tri::{False as F, True as T, Unknown as U};
use followback_core::{EvidenceValue, Reason, Record};

use crate::support::{Is, NOW, holds_with, program, record, rule, with_orders};

/// The value of a declared number.
fn value(declarations: &str, path: &str, record: &Record<'_>) -> Result<EvidenceValue, Reason> {
    let program = program(&format!("{declarations}\n{}", rule("test/it", "when.note.present = true")));
    let mut evaluation = program.evaluate(record, NOW);
    evaluation.readings().into_iter().find(|r| r.path == path).unwrap().value
}

fn number(declaration: &str, record: &Record<'_>) -> Result<EvidenceValue, Reason> {
    value(
        &format!("[view.gifts]\nof = \"orders\"\nwhere.gift = true\n[fact.stat]\nx = {{ {declaration} }}"),
        "stat.x",
        record,
    )
}

fn shop() -> Record<'static> {
    with_orders(
        record(&[
            ("parcel.weight", 6.into()),
            ("parcel.limit", 4.into()),
            ("parcel.age_days", Is::Absent),
            ("note", "#a b #c".into()),
        ]),
        &[
            &[("gift", true.into()), ("price", 10.into()), ("text", "tea #x".into())],
            &[("gift", false.into()), ("price", 20.into()), ("text", "tea #y #z".into())],
            &[("gift", true.into()), ("price", 60.into()), ("text", "jam".into())],
        ],
    )
}

#[test]
fn every_kind_of_named_number() {
    for (declaration, wanted) in [
        ("count = \"orders\"", 3.0),
        ("count = \"gifts\"", 2.0),
        ("count = \"orders\", where.price.above = 15", 2.0),
        ("share = \"gifts\", where.price.above = 15", 0.5),
        ("min = \"orders.price\"", 10.0),
        ("max = \"gifts.price\"", 60.0),
        ("sum = \"orders.price\"", 90.0),
        ("mean = \"orders.price\"", 30.0),
        ("median = \"orders.price\"", 20.0),
        ("distinct = \"orders.text\"", 3.0),
        ("distinct_share = \"orders.text.own_text\"", 2.0 / 3.0),
        ("most_repeated = \"orders.text.own_text\"", 2.0),
        ("max = \"orders.price\", where.gift = false", 20.0),
        ("most_repeated = \"orders.text.own_text\", where.gift = true", 1.0),
        ("matches = '#\\w', in = \"note\"", 2.0),
        ("matches = '#\\w', in = \"orders.text\"", 3.0),
        ("matches = '#\\w', in = \"gifts.text\"", 1.0),
        ("formula = \"parcel.weight / parcel.limit\"", 1.5),
        ("formula = \"orders.count * 2 - gifts.count\", doc = \"some\"", 4.0),
    ] {
        assert_eq!(number(declaration, &shop()), Ok(EvidenceValue::Number(wanted)), "{declaration}");
    }
}

#[test]
fn formulas_calculate_as_on_paper() {
    for (formula, wanted) in [
        ("1 + 2 * 3", 7.0),
        ("(1 + 2) * 3", 9.0),
        ("10 - 4 - 3", 3.0),
        ("12 / 3 / 2", 2.0),
        ("2 * 3 / 4", 1.5),
        ("-2 + 3", 1.0),
        ("3 - -2", 5.0),
        ("-(1 + 2)", -3.0),
        ("min(3, 1, 2)", 1.0),
        ("max(parcel.weight, parcel.limit, 5)", 6.0),
        (" min( 1 , 2 )*3 ", 3.0),
        ("0.5 * 3", 1.5),
    ] {
        assert_eq!(
            number(&format!("formula = \"{formula}\""), &shop()),
            Ok(EvidenceValue::Number(wanted)),
            "{formula}"
        );
    }
}

#[test]
fn absent_operands_and_division_by_zero_give_absent() {
    for formula in [
        "parcel.age_days + 1",
        "1 / 0",
        "parcel.weight / (parcel.limit - 4)",
        "min(parcel.age_days, 1)",
        "1e300 * 1e300",
    ] {
        let declared = number(&format!("formula = \"{formula}\""), &shop());
        // Exponents are no part of a formula.
        if formula != "1e300 * 1e300" {
            assert_eq!(declared, Ok(EvidenceValue::Absent), "{formula}");
        }
    }
    assert_eq!(number("formula = \"parcel.balance + 1\"", &shop()), Err(Reason::NotInSource));
}

#[test]
fn intervals_go_through_formulas() {
    let orders = with_orders(
        record(&[]),
        &[&[("gift", true.into())], &[("gift", Is::Unknown)], &[("gift", false.into())], &[("gift", false.into())]],
    );
    let declared = "[fact.orders]\ngifts = { count = \"orders\", where.gift = true }\ngift_share = { formula = \"orders.gifts / orders.count\" }\nothers = { formula = \"orders.count - orders.gifts\" }\nodds = { formula = \"orders.count / orders.gifts\" }\nrisky = { formula = \"1 / (orders.gifts - 1)\" }\n";
    for (condition, wanted) in [
        ("when.orders.gift_share.at_least = 0.25", T),
        ("when.orders.gift_share.above = 0.25", U),
        ("when.orders.gift_share.above = 0.5", F),
        ("when.orders.others.between = [2, 3]", T),
        ("when.orders.others = 3", U),
        ("when.orders.odds.between = [2, 4]", T),
        ("when.orders.odds.below = 2", F),
        ("when.orders.risky.above = 0", U),
        ("when.orders.gift_share.above = { fact = \"orders.gift_share\", plus = 1 }", F),
        ("when.orders.gift_share = { above = 0.4, unknown = false }", F),
    ] {
        assert_eq!(holds_with(declared, condition, &orders), wanted, "{condition}");
    }
}

#[test]
fn names_may_be_declared_in_any_order_and_file() {
    let rules = format!(
        "{}[fact.parcel]\ntwice = {{ formula = \"parcel.once * 2\" }}\n",
        rule("test/it", "when.parcel.twice = 12")
    );
    let program = crate::support::program_with(
        &[("a.toml", &rules), ("b.toml", "[fact.parcel]\nonce = { formula = \"parcel.weight + 0\" }\n")],
        "",
    );
    assert_eq!(crate::support::told(&program, &shop()), T);
}
