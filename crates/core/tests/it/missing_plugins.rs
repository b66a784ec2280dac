//! Rules that require a plugin which nobody has added.

use followback_core::{Kind, Reason, Status};

use crate::support::{HEAD, NOW, checked, files, record, with_orders};

/// A rule with this condition, in a pack that requires a plugin.
fn pack(condition: &str) -> String {
    format!(
        "{HEAD}[pack]\nrequires = [\"scale\"]\n[view.gifts]\nof = \"orders\"\nwhere.gift = true\n\
         [[rule]]\nid = \"parcel/other\"\nfactor = \"care\"\nseverity = \"minor\"\npoints = 1\ntitle = \"T\"\nmessage = \"M.\"\n\
         when.note.present = true\n\
         [[rule]]\nid = \"parcel/rule\"\nfactor = \"care\"\nseverity = \"minor\"\npoints = 1\ntitle = \"T\"\nmessage = \"M.\"\n{condition}\n"
    )
}

/// The kind that a fact is taken for.
fn kind(condition: &str, path: &str) -> Kind {
    let checked = checked(&[files("test", &[("rules.toml", &pack(condition))])], "");
    let program = checked.program.as_ref().unwrap_or_else(|| panic!("{condition}: {}", checked.rendered()));
    let schema = program.schema();
    let fields = || schema.collections().iter().flat_map(|collection| &collection.fields);
    let fact = schema.facts().iter().chain(fields()).find(|fact| fact.path == path);
    let fact = fact.unwrap_or_else(|| panic!("{condition}: there is no `{path}`"));
    assert_eq!(fact.suppliers, ["scale"]);
    // The records are laid out without it.
    let record = record(&[("note", "hello".into()), ("parcel.weight", 5.into())]);
    let record = with_orders(record, &[&[("gift", true.into())]]);
    let mut evaluation = program.evaluate(&record, NOW);
    let of = |id: &str| program.rule(id).unwrap();
    let status = |id: &str, evaluation: &followback_core::Evaluation<'_>| evaluation.outcomes()[of(id).index()].status;
    assert_ne!(status("parcel/other", &evaluation), Status::Unknown);
    assert_eq!(status("parcel/rule", &evaluation), Status::Unknown, "{condition}");
    let missing = evaluation.missing(of("parcel/rule"));
    assert!(missing.iter().any(|missing| missing.reason == Reason::PluginMissing), "{condition}: {missing:?}");
    fact.kind.clone()
}

#[test]
fn its_facts_are_what_the_rules_use_them_as() {
    let number = |kind: Kind| matches!(kind, Kind::Number { .. });
    for condition in [
        "when.cargo.x.above = 3",
        "when.not.cargo.x.between = [1, 2]",
        "when.cargo.x = 4",
        "when.parcel.weight.above.fact = \"cargo.x\"",
        "when.parcel.weight.above = { fact = \"cargo.x\", times = 2 }",
        "when.cargo.deep.x.at_most = 3\nunless.cargo.x.above = 2",
        "when.all = [ { any = [ { cargo.x.below = 1 } ] } ]",
        "[[rule.level]]\nwhen.cargo.x.above = 3",
    ] {
        assert!(number(kind(condition, "cargo.x")), "{condition}");
    }
    assert_eq!(kind("when.cargo.x = false", "cargo.x"), Kind::Bool);
    assert_eq!(kind("when.cargo.x = \"lead\"", "cargo.x"), Kind::Label(vec![]));
    assert_eq!(kind("when.cargo.x = [\"lead\", \"gold\"]", "cargo.x"), Kind::Label(vec![]));
    assert_eq!(kind("when.cargo.x.has = \"lead\"", "cargo.x"), Kind::Set);
    assert_eq!(kind("when.cargo.x.overlaps.fact = \"parcel.stamps\"", "cargo.x"), Kind::Set);
    assert_eq!(kind("when.cargo.x.contains = \"lead\"", "cargo.x"), Kind::Text);
    assert_eq!(kind("when.cargo.x.present = true", "cargo.x"), Kind::Text);
}

#[test]
fn tests_show_what_only_messages_speak_of() {
    let test = |given: &str| {
        format!(
            "advice = \"{{cargo.x}}\"\nwhen.cargo.y = true\n[[rule.test]]\nname = \"n\"\nexpect = \"fires\"\n{given}"
        )
    };
    assert!(matches!(kind(&test("given.cargo = { x = 3, y = true }"), "cargo.x"), Kind::Number { .. }));
    assert_eq!(kind(&test("given.cargo = { x = [\"a\"], y = true }"), "cargo.x"), Kind::Set);
    assert_eq!(kind(&test("given.cargo = { x = \"a\", y = true }"), "cargo.x"), Kind::Text);
}

#[test]
fn how_messages_write_them_shows_what_they_are() {
    let advice = |placeholder: &str| format!("advice = \"{{{placeholder}}}\"\nwhen.cargo.y = true");
    for placeholder in ["cargo.x|day|days", "cargo.x:percent", "cargo.x:date"] {
        assert!(matches!(kind(&advice(placeholder), "cargo.x"), Kind::Number { .. }), "{placeholder}");
    }
    assert_eq!(kind(&advice("cargo.x:list"), "cargo.x"), Kind::Set);
}

#[test]
fn its_facts_may_be_of_members() {
    let number = |kind: Kind| matches!(kind, Kind::Number { .. });
    for condition in [
        "when.orders.count = { where.mood.x.above = 3, at_least = 1 }",
        "when.gifts.share = { where.mood.x.above = 3, above = 0.5 }",
        "when.orders.max = { of = \"mood.x\", above = 3 }",
    ] {
        assert!(number(kind(condition, "mood.x")), "{condition}");
    }
}

#[test]
fn what_is_near_to_a_fact_is_still_a_fault() {
    let faults = |condition: &str| checked(&[files("test", &[("rules.toml", &pack(condition))])], "");
    assert!(faults("when.parcel.wieght.above = 3").codes().contains(&"unknown-fact"));
    assert!(faults("when.cargo.x.above = 3\nunless.cargo.x.contains = \"x\"").program.is_none(), "two types");
}
