//! Tests that stand beside rules.

use followback_core::TestResult;

use crate::support::{NOW, SCHEMA, program, rule};

/// What came of the tests of a rule with this body.
fn run(body: &str) -> Vec<TestResult> {
    let program = program(&rule("test/it", body));
    let complete = |record: &mut followback_core::Record<'_>| {
        // The domain fills in what follows: whoever has a hobby is known.
        if matches!(record.get(SCHEMA.fact("customer.hobbies").unwrap()), followback_core::Fact::Known(_)) {
            record.set(SCHEMA.fact("customer.known").unwrap(), followback_core::Fact::bool(true));
        }
    };
    program.run_tests(program.rule("test/it").unwrap(), NOW, &complete)
}

/// The message of the only test's failure.
fn failure(body: &str) -> Option<String> {
    let results = run(body);
    assert_eq!(results.len(), 1);
    results[0].failure.as_ref().map(|f| f.message.clone())
}

const HEAVY: &str = "applies.parcel.returned = { equals = false, unknown = true }\nwhen.parcel.weight.above = 10\n[[rule.level]]\nwhen.parcel.fragile = true\nseverity = \"major\"\npoints = 30\n[[rule.test]]\n";

#[test]
fn expectations_that_hold() {
    for test in [
        "given.parcel.weight = 20\nexpect = \"fires\"",
        "given.parcel.weight = 20\nexpect = \"fires\"\nseverity = \"minor\"\npoints = 10",
        "given.parcel = { weight = 20, fragile = true }\nexpect = \"fires\"\nseverity = \"major\"\npoints = 30",
        "given.parcel.weight = 5\nexpect = \"passes\"",
        "given.parcel.weight = \"\"\nexpect = \"passes\"",
        "given.parcel = { weight = 20, returned = true }\nexpect = \"not_applicable\"",
        "expect = \"unknown\"",
        "given = {}\nexpect = \"unknown\"",
    ] {
        assert_eq!(failure(&format!("{HEAVY}{test}")), None, "{test}");
    }
}

#[test]
fn expectations_that_fail_say_what_came_instead() {
    for (test, wanted) in [
        (
            "name = \"light\"\ngiven.parcel.weight = 5\nexpect = \"fires\"",
            "`test/it`, test `light`: expected fired, got passed",
        ),
        (
            "given.parcel.weight = 20\nexpect = \"fires\"\nseverity = \"hint\"",
            "`test/it`, test `unnamed`: expected severity hint, got minor",
        ),
        (
            "given.parcel.weight = 20\nexpect = \"fires\"\npoints = 5",
            "`test/it`, test `unnamed`: expected 5 points, got 10",
        ),
        ("given.parcel.wieght = 20\nexpect = \"fires\"", "no fact `parcel.wieght` can be given"),
        ("given.parcel.weight = -1\nexpect = \"fires\"", "`parcel.weight` is 0 or more, never -1"),
        ("given.parcel.carrier = \"haer\"\nexpect = \"fires\"", "`parcel.carrier` is never `haer`"),
        ("given.parcel.fragile = 1\nexpect = \"fires\"", "`fragile` takes true or false, not a number"),
        ("given.orders = [{ prise = 1 }]\nexpect = \"fires\"", "no fact `orders.prise` can be given"),
        ("given.orders = [1]\nexpect = \"fires\"", "`orders` takes a table, not a number"),
    ] {
        assert_eq!(failure(&format!("{HEAVY}{test}")).as_deref(), Some(wanted), "{test}");
    }
}

#[test]
fn a_test_can_name_the_words_that_are_found() {
    let body = "when.note.contains = [\"glass\", \"china\"]\n[[rule.test]]\ngiven.note = \"fine China\"\nexpect = \"fires\"\nmatch = ";
    assert_eq!(failure(&format!("{body}\"China\"")), None);
    assert!(failure(&format!("{body}\"glass\"")).unwrap().ends_with("expected to find `glass`, found [\"China\"]"));
}

#[test]
fn members_are_listed_or_repeated() {
    let body = |given: &str, condition: &str| {
        format!("when.{condition}\n[[rule.test]]\ngiven.orders = {given}\nexpect = \"fires\"\n")
    };
    for (given, condition) in [
        ("[{ price = 1 }, { price = 2 }]", "orders.sum = { of = \"price\", equals = 3 }"),
        ("{ repeat = 12, price = 2 }", "orders.sum = { of = \"price\", equals = 24 }"),
        ("[{ repeat = 3, gift = true }, { gift = false }]", "orders.count = { where.gift = true, equals = 3 }"),
        ("{ repeat = 3, age_days = 5 }", "orders.max = { of = \"age_days\", equals = 7 }"),
        ("{ repeat = 3, age_days = 5, step = 0 }", "orders.max = { of = \"age_days\", equals = 5 }"),
        ("{ repeat = 3, age_days = 5, step = 10 }", "orders.max = { of = \"age_days\", equals = 25 }"),
        ("[]", "orders.count = 0"),
        ("{ repeat = 0 }", "orders.count = 0"),
    ] {
        assert_eq!(failure(&body(given, condition)), None, "{given}");
    }
}

#[test]
fn members_with_an_age_are_dated_by_it() {
    let body = "when.newest.sum = { of = \"price\", equals = 1 }\n[[rule.test]]\ngiven.orders = [{ age_days = 9, price = 5 }, { age_days = 2, price = 1 }]\nexpect = \"fires\"\n[view.newest]\nof = \"orders\"\nlatest = 1\n";
    assert_eq!(failure(body), None);
}

#[test]
fn the_domain_completes_what_follows() {
    let body = "when.customer.known = true\n[[rule.test]]\ngiven.customer.hobbies = [\"tea\"]\nexpect = \"fires\"\n[[rule.test]]\ngiven.customer.hobbies = []\nexpect = \"passes\"\n";
    assert!(run(body).iter().all(|r| r.failure.is_none()));
}
