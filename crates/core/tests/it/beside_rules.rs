//! Tests that stand beside rules.

use followback_core::{TestResult, Verdict};

use crate::support::{HEAD, NOW, SCHEMA, faults_of, program, rule};

/// What came of the tests of a rule with this body.
fn run(body: &str) -> Vec<TestResult> {
    let program = program(&rule("test/it", body));
    let complete = |record: &mut followback_core::Record<'_>| {
        // The domain fills in what follows: whoever has a hobby is known.
        if matches!(record.get(SCHEMA.fact("customer.hobbies").unwrap()), followback_core::Fact::Known(_)) {
            record.set(SCHEMA.fact("customer.known").unwrap(), followback_core::Fact::bool(true));
        }
    };
    let cases = program.test_cases(program.rule("test/it").unwrap(), NOW, &complete);
    let results: Vec<TestResult> = cases.iter().map(|case| program.run_test(case)).collect();
    for (case, result) in cases.iter().zip(&results) {
        assert_eq!(program.holds(case), result.failure.is_none(), "{}", result.name);
    }
    results
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

#[test]
fn what_is_given_is_checked_with_the_rules() {
    let given = "given.parcel = { wieght = 20, weight = -1, carrier = \"haer\", fragile = 1 }\ngiven.orders = [{ prise = 1, repeat = 9 }, 1]\nexpect = \"fires\"";
    let checked = faults_of(&format!("{HEAD}{}", rule("test/it", &format!("{HEAVY}{given}"))));
    let messages: Vec<&str> = checked.faults.iter().map(|f| f.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "no fact `parcel.wieght` can be given",
            "`parcel.weight` is 0 or more, never -1",
            "`parcel.carrier` is never `haer`",
            "`fragile` takes true or false, not a number",
            "no fact `orders.prise` can be given",
            "`orders` takes a table, not a number",
        ]
    );
    assert!(checked.faults.iter().all(|f| !f.help.is_empty()), "{}", checked.rendered());
}

#[test]
fn a_table_of_cases_is_a_test_a_row() {
    let body = "applies.parcel.returned = false\nwhen.parcel.weight.above = 10\n[[rule.test]]\nname = \"by weight\"\ngiven.parcel.returned = false\n";
    let cases = "columns = [\"given.parcel.weight\", \"expect\", \"points\", \"name\"]\ncases = [\n[20, \"fires\", 10, \"heavy\"],\n[5, \"passes\", {}, {}],\n[{}, \"unknown\", {}, {}],\n[20, \"passes\", {}, {}],\n]";
    let results = run(&format!("{body}{cases}"));
    let names: Vec<(&str, bool)> = results.iter().map(|r| (r.name.as_str(), r.failure.is_none())).collect();
    let (second, third) = ("by weight, row 2", "by weight, row 3");
    assert_eq!(names, [("heavy", true), (second, true), (third, true), ("by weight, row 4", false)]);
    let toml = rule("test/it", &format!("{body}{cases}"));
    let at = |failed: &TestResult| toml[failed.failure.as_ref().unwrap().span().range()].to_owned();
    assert_eq!(at(&results[3]), "\"passes\"");
    // Where all rows expect the same, the row is the place.
    let same = "expect = \"fires\"\ncolumns = [\"given.parcel.weight\"]\ncases = [[20], [5]]";
    let toml = rule("test/it", &format!("{body}{same}"));
    let results = run(&format!("{body}{same}"));
    assert!(results[0].failure.is_none());
    assert_eq!(&toml[results[1].failure.as_ref().unwrap().span().range()], "[5]");
}

#[test]
fn faults_of_a_table_of_cases_are_found_at_their_cells() {
    let body = "when.parcel.weight.above = 10\n[[rule.test]]\n";
    for (table, place, message) in [
        ("expect = \"fires\"\ncases = [[1]]", "", "a table of cases needs `columns`"),
        ("expect = \"fires\"\ncolumns = [\"given.note\"]", "", "a table of cases needs `cases`"),
        ("columns = [\"expect\"]\ncases = []", "[]", "a table of cases without a case"),
        ("columns = [\"expect\"]\ncases = [\"fires\"]", "\"fires\"", "`cases` takes rows, not a string"),
        ("columns = [\"expect\"]\ncases = [[\"fires\", 1]]", "[\"fires\", 1]", "a row of 2 cells under 1 column"),
        ("columns = [\"expects\"]\ncases = [[\"fires\"]]", "\"expects\"", "a column cannot be `expects`"),
        ("columns = [\"note\", \"expect\"]\ncases = [[\"a\", \"fires\"]]", "\"note\"", "a column cannot be `note`"),
        ("expect = \"fires\"\ncolumns = [\"expect\"]\ncases = [[\"fires\"]]", "\"expect\"", "`expect` is given twice"),
        (
            "given.note = \"a\"\ncolumns = [\"given.note\", \"expect\"]\ncases = [[\"a\", \"fires\"]]",
            "\"given.note\"",
            "`given.note` is given twice",
        ),
        ("columns = [\"expect\"]\ncases = [[\"fire\"]]", "\"fire\"", "`expect` cannot be `fire`"),
        ("columns = [\"given.note\", \"expect\"]\ncases = [[1, \"fires\"]]", "1", "`note` takes a text, not a number"),
        (
            "columns = [\"expect\"]\ncases = [[\"fires\"]]\nexpects = 1",
            "expects",
            "a table of cases has no field `expects`",
        ),
        ("expect = \"fires\"\ntodo = \"\"", "\"\"", "a `todo` without a reason"),
    ] {
        let toml = format!("{HEAD}{}", rule("test/it", &format!("{body}{table}")));
        let checked = faults_of(&toml);
        assert_eq!(checked.faults.len(), 1, "{table}\n{}", checked.rendered());
        assert_eq!(checked.faults[0].message, message);
        if !place.is_empty() {
            assert_eq!(&toml[checked.faults[0].span().range()], place, "{table}");
        }
        assert!(!checked.faults[0].help.is_empty(), "{table}");
    }
}

#[test]
fn a_known_gap_is_no_failure_until_it_is_mended() {
    let body = "when.parcel.weight.above = 10\n[[rule.test]]\ngiven.parcel.weight = 10\nexpect = \"fires\"\ntodo = \"`above` should be `at_least`\"\n[[rule.test]]\ngiven.parcel.weight = 11\nexpect = \"fires\"\ntodo = \"no longer\"\n";
    let results = run(body);
    assert_eq!(results.iter().map(TestResult::verdict).collect::<Vec<_>>(), [Verdict::Todo, Verdict::Mended]);
}

#[test]
fn only_what_decides_is_evaluated() {
    let toml = [
        rule("test/it", "when.parcel.weight.above = 10\nunless.fired = \"a/read\"\n"),
        rule("a/read", "when.parcel.fragile = true\n"),
        rule("b/silences", "when.note.present = true\nsupersedes = [\"test/it\"]\n"),
        rule("c/silences-that", "when.sender.present = true\nsupersedes = [\"b/*\"]\n"),
        rule("d/beside", "when.parcel.weight.above = 10\n"),
    ];
    let program = program(&toml.join("\n"));
    let tested = program.rule("test/it").unwrap();
    let ids: Vec<&str> = program.deciders(tested).iter().map(|r| program.rules()[r.index()].id.as_str()).collect();
    assert_eq!(
        ids.iter().copied().collect::<std::collections::BTreeSet<_>>(),
        ["a/read", "b/silences", "c/silences-that", "test/it"].into()
    );
    assert!(ids.iter().position(|i| *i == "a/read") < ids.iter().position(|i| *i == "test/it"));
}
