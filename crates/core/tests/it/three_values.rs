//! What is not known, and what a report says of it.

use followback_core::{Reason, Record, Status, Tri};

use crate::support::{Is, NOW, holds_with, program, record, rule, status, with_orders};

fn missing(body: &str, record: &Record<'_>) -> Vec<(String, Reason)> {
    let program = program(&rule("test/it", body));
    let mut evaluation = program.evaluate(record, NOW);
    evaluation.missing(program.rule("test/it").unwrap()).into_iter().map(|m| (m.fact, m.reason)).collect()
}

#[test]
fn applies_before_needs_before_when() {
    let body = "applies.parcel.fragile = true\nneeds.parcel.weight.above = 1\nwhen.parcel.returned = true\nunless.parcel.age_days.below = 3";
    let program = program(&rule("test/it", body));
    let told = |fragile: Is, weight: Is, returned: Is, age: Is| {
        let facts = [
            ("parcel.fragile", fragile),
            ("parcel.weight", weight),
            ("parcel.returned", returned),
            ("parcel.age_days", age),
        ];
        status(&program, &record(&facts), "test/it")
    };
    use Status::{Fired, NotApplicable, Passed, Unknown};
    assert_eq!(told(true.into(), 5.into(), true.into(), 9.into()), Fired);
    assert_eq!(told(false.into(), 5.into(), true.into(), 9.into()), NotApplicable);
    assert_eq!(told(false.into(), Is::Unknown, Is::Unknown, Is::Unknown), NotApplicable);
    assert_eq!(told(Is::Unknown, 5.into(), true.into(), 9.into()), Unknown);
    assert_eq!(told(Is::Unknown, 5.into(), false.into(), 9.into()), Unknown, "the gate comes first");
    assert_eq!(told(true.into(), 0.into(), true.into(), 9.into()), Unknown, "`needs` that are not met");
    assert_eq!(told(true.into(), 0.into(), false.into(), 9.into()), Unknown);
    assert_eq!(told(true.into(), Is::Unknown, true.into(), 9.into()), Unknown);
    assert_eq!(told(true.into(), 5.into(), false.into(), Is::Unknown), Passed);
    assert_eq!(told(true.into(), 5.into(), true.into(), 1.into()), Passed, "a true `unless` is passed");
    assert_eq!(told(true.into(), 5.into(), Is::Unknown, 1.into()), Passed);
    assert_eq!(told(true.into(), 5.into(), true.into(), Is::Unknown), Unknown);
    assert_eq!(told(true.into(), 5.into(), Is::Unknown, 9.into()), Unknown);
}

#[test]
fn what_is_missing_says_why() {
    let nothing = record(&[("parcel.weight", 0.into())]);
    assert_eq!(missing("when.parcel.fragile = true", &nothing), [("parcel.fragile".to_owned(), Reason::NotInSource)]);
    assert_eq!(
        missing("needs.parcel.weight.above = 1\nwhen.parcel.fragile = true", &nothing),
        [("parcel.weight".to_owned(), Reason::SampleTooSmall)]
    );
    let note = record(&[("note", "may be glass".into()), ("parcel.weight", 0.into())]);
    let unclear = [("note".to_owned(), Reason::Unclear)];
    for needs in ["not.note.contains = \"may be\"", "none = [{ note.matches = \"may\" }]", "note.contains = \"surely\""]
    {
        assert_eq!(missing(&format!("needs.{needs}\nwhen.parcel.fragile = true"), &note), unclear);
    }
    assert_eq!(
        missing("needs.none = [{ parcel.weight.below = 1 }]\nwhen.parcel.fragile = true", &note),
        [("parcel.weight".to_owned(), Reason::Unclear)],
        "what is there, and not what is missing"
    );
    assert_eq!(
        missing("needs.parcel.age_days.above = 1\nwhen.parcel.fragile = true", &nothing),
        [("parcel.age_days".to_owned(), Reason::NotInSource)]
    );
    assert_eq!(missing("when.orders.count.above = 1", &nothing), [("orders".to_owned(), Reason::NotInSource)]);
    assert_eq!(missing("when.parcel.weight = 0", &nothing), []);
    let measured = record(&[("parcel.fragile", Is::Unknown), ("parcel.returned", true.into())]);
    assert_eq!(
        missing(
            "when.any = [{ parcel.fragile = true }, { parcel.returned = false }, { parcel.weight.above = 3 }]",
            &measured
        ),
        [("parcel.fragile".to_owned(), Reason::NotMeasured), ("parcel.weight".to_owned(), Reason::NotInSource)],
        "only what could still decide it"
    );
    let orders = with_orders(record(&[]), &[&[("gift", Is::Unknown)], &[("gift", true.into())]]);
    assert_eq!(
        missing("when.orders.count = { where.gift = true, above = 1 }", &orders),
        [("orders.gift".to_owned(), Reason::NotMeasured)]
    );
}

#[test]
fn unknown_never_accuses() {
    let nothing = record(&[]);
    for condition in [
        "when.parcel.weight.above = 0",
        "when.not.parcel.weight.above = 0",
        "when.parcel.weight.any = [{ above = 5 }, { at_most = 5 }]",
        "when.orders.count = { where.gift = false, equals = 0 }",
        "when.note.length.below = 3",
        "when.none = [{ note.contains = \"x\" }, { sender.present = true }]",
    ] {
        assert_eq!(holds_with("", condition, &nothing), Tri::Unknown, "{condition}");
    }
}
