//! What the tests of a pack have seen of its rules.

use followback_core::{Coverage, Fact, Program, Record, UnitKind};

use crate::support::{NOW, SCHEMA, program, rule};

/// What the tests beside the rules have seen.
fn coverage(program: &Program) -> Coverage {
    let mut all = program.coverage(0);
    for rule in program.rules() {
        for case in program.test_cases(program.rule(&rule.id).unwrap(), NOW, &|_| {}) {
            // Each test by itself, as if they ran at the same time.
            let mut one = program.coverage(0);
            one.test(program, &case);
            all.add(&one);
        }
    }
    all
}

/// What was not seen of a unit, a line each.
fn gaps(coverage: &Coverage, name: &str) -> Vec<String> {
    let unit = coverage.units().iter().find(|u| u.name == name).unwrap();
    let line = |gap: followback_core::Gap| match gap.never[..] {
        [] => format!("{}: never", gap.words),
        _ => format!("{}: never {}", gap.words, gap.never.join(", ")),
    };
    unit.gaps().into_iter().map(line).collect()
}

fn tests(tests: &[(&str, &str)]) -> String {
    tests.iter().map(|(given, expect)| format!("[[rule.test]]\n{given}\nexpect = \"{expect}\"\n")).collect()
}

#[test]
fn a_leaf_is_seen_true_false_and_unknown() {
    let body = |given: &[(&str, &str)]| rule("test/it", &format!("when.parcel.weight.above = 10\n{}", tests(given)));
    let program_of = |given| program(&body(given));
    let none = coverage(&program_of(&[]));
    assert_eq!(gaps(&none, "test/it"), ["parcel.weight above 10: never true, false, unknown", "fires: never"]);
    assert_eq!(none.covered(), (0, 4));
    let some = coverage(&program_of(&[("given.parcel.weight = 11", "fires"), ("", "unknown")]));
    assert_eq!(gaps(&some, "test/it"), ["parcel.weight above 10: never false"]);
    assert_eq!(some.covered(), (3, 4));
    let all = [("given.parcel.weight = 11", "fires"), ("", "unknown"), ("given.parcel.weight = 10", "passes")];
    let all = coverage(&program_of(&all));
    assert_eq!(all.covered(), (4, 4));
    let leaf = &all.units()[0].leaves[0];
    assert_eq!(leaf.hits, [1, 1, 1]);
    assert_eq!(&body(&[])[leaf.span.range()], "above");
}

#[test]
fn what_cannot_be_is_not_asked_for() {
    let leaf = |condition: &str| {
        let coverage = program(&rule("test/it", condition)).coverage(0);
        coverage.units()[0].leaves[0].known.clone()
    };
    for declared in [
        "when.customer.kind = \"shop\"",
        "when.customer.hobbies.has = \"tea\"",
        "when.customer.hobbies.count.above = 1",
        "when.customer.hobbies.present = true",
        "when.customer.known = true",
        "when.customer.kind = { equals = \"shop\", unknown = false }",
    ] {
        assert!(leaf(declared).is_some_and(|why| why.contains("declaration")), "{declared}");
    }
    for open in [
        "when.parcel.weight = { above = 1, unknown = false }",
        "when.note.language = \"en\"",
        "when.note.contains = \"glass\"",
        "when.orders.count = 0",
        "when.orders.present = true",
        "when.parcel.weight.above.fact = \"parcel.limit\"",
        "when.customer.hobbies.overlaps.fact = \"parcel.stamps\"",
    ] {
        assert_eq!(leaf(open), None, "{open}");
    }
    let fired = |other: &str| {
        let toml = format!("{}\n{}", rule("test/it", "when.fired = \"a/other\"\n"), rule("a/other", other));
        let coverage = program(&toml).coverage(0);
        coverage.units().iter().find(|u| u.name == "test/it").unwrap().leaves[0].known.clone()
    };
    assert!(fired("when.customer.known = true\n").is_some());
    assert_eq!(fired("when.parcel.weight.above = 1\n"), None);
    assert_eq!(fired("needs.customer.known = true\nwhen.customer.known = true\n"), None, "needs can make it unknown");
}

#[test]
fn what_unknown_counts_as_has_to_be_seen_as_well() {
    let body = "when.parcel.fragile = { equals = true, unknown = true }\n";
    let two = [("given.parcel.fragile = true", "fires"), ("given.parcel.fragile = false", "passes")];
    let coverage = coverage(&program(&rule("test/it", &format!("{body}{}", tests(&two)))));
    assert_eq!(gaps(&coverage, "test/it"), ["parcel.fragile equals true: never unknown"]);
}

#[test]
fn behind_a_gate_only_what_matters_counts() {
    let body = "applies.parcel.returned = false\nneeds.orders.count.at_least = 2\nwhen.parcel.weight.above = 10\n";
    // Does not apply, is not known to apply, lacks what it needs: the weight never mattered.
    let given = [
        ("given.parcel = { returned = true, weight = 11 }", "not_applicable"),
        ("given.parcel.weight = 11", "unknown"),
        ("given.parcel = { returned = false, weight = 5 }\ngiven.orders = [{}]", "unknown"),
    ];
    let coverage = coverage(&program(&rule("test/it", &format!("{body}{}", tests(&given)))));
    assert_eq!(
        gaps(&coverage, "test/it"),
        ["orders.count at least 2: never true", "parcel.weight above 10: never true, false, unknown", "fires: never",]
    );
}

#[test]
fn levels_gates_and_exceptions_have_to_be_seen_at_work() {
    let body = "applies.parcel.returned = false\nneeds.parcel.limit.present = true\nwhen.parcel.weight.above = 10\nunless.note.contains = \"robust\"\n[[rule.level]]\nwhen.parcel.weight.above = 50\npoints = 20\n[[rule.level]]\nwhen.parcel.weight.above = 30\npoints = 15\n";
    let given = |parcel: &str, note: &str| {
        format!("given.parcel = {{ returned = false, limit = 1, {parcel} }}\ngiven.note = \"{note}\"")
    };
    let steps: [(String, &str); 6] = [
        (given("weight = 11", ""), "fires"),
        (given("weight = 40", ""), "fires"),
        (given("weight = 60", ""), "fires"),
        (given("weight = 11", "robust"), "passes"),
        ("given.parcel.returned = true".to_owned(), "not_applicable"),
        ("given.parcel = { returned = false, limit = \"\" }".to_owned(), "unknown"),
    ];
    let events = [
        "fires at no level",
        "fires at level 2",
        "fires at level 1",
        "unless keeps the rule from firing",
        "applies keeps the rule out",
        "needs is not met",
    ];
    for n in 0..=steps.len() {
        let some: Vec<(&str, &str)> = steps[..n].iter().map(|(given, expect)| (given.as_str(), *expect)).collect();
        let coverage = coverage(&program(&rule("test/it", &format!("{body}{}", tests(&some)))));
        let seen: Vec<&str> =
            coverage.units()[0].events.iter().filter(|e| e.hits > 0).map(|e| e.words.as_str()).collect();
        assert!(seen.len() == n && events[..n].iter().all(|e| seen.contains(e)), "after {n}: {seen:?}");
    }
}

#[test]
fn members_count_too() {
    let body = "when.orders.count = { where = { price.above = 10, gift = true }, at_least = 1 }\n";
    let given = [("given.orders = [{ price = 20, gift = true }, { price = 5 }]", "fires")];
    let coverage = coverage(&program(&rule("test/it", &format!("{body}{}", tests(&given)))));
    assert_eq!(
        gaps(&coverage, "test/it"),
        [
            "price above 10: never unknown",
            "gift equals true: never false",
            "orders.count at least 1: never false, unknown"
        ]
    );
}

#[test]
fn only_tests_of_the_rule_itself_and_whole_records_count() {
    let one = "when.parcel.weight.above = 10\n";
    let tested = format!("{one}{}", tests(&[("given.parcel.weight = 11", "fires")]));
    let program = program(&format!("{}\n{}", rule("a/tested", &tested), rule("b/same", one)));
    let mut coverage = coverage(&program);
    assert_eq!(gaps(&coverage, "a/tested"), ["parcel.weight above 10: never false, unknown"]);
    assert_eq!(gaps(&coverage, "b/same")[0], "parcel.weight above 10: never true, false, unknown");
    let mut record = Record::new(&SCHEMA);
    record.set(SCHEMA.fact("parcel.weight").unwrap(), Fact::number(11.0));
    coverage.record(&program, &record, NOW);
    assert_eq!(gaps(&coverage, "b/same"), ["parcel.weight above 10: never false, unknown"]);
}

#[test]
fn a_named_condition_is_counted_once_for_all_its_users() {
    let define = "[define.frail]\nany = [{ parcel.fragile = true }, { note.contains = \"glass\" }]\n";
    let with = |id: &str, given: &[(&str, &str)]| rule(id, &format!("when.is = \"frail\"\n{}", tests(given)));
    let toml = format!(
        "{define}{}\n{}",
        with("a/one", &[("given.parcel.fragile = true", "fires"), ("", "unknown")]),
        with("b/two", &[("given.parcel.fragile = false\ngiven.note = \"glass\"", "fires")])
    );
    let coverage = coverage(&program(&toml));
    assert_eq!(gaps(&coverage, "a/one"), ["is frail: never false"]);
    assert_eq!(gaps(&coverage, "b/two"), ["is frail: never false, unknown"]);
    assert_eq!(gaps(&coverage, "frail"), ["note contains `glass`: never false"]);
    assert_eq!(coverage.units().iter().filter(|u| u.kind == UnitKind::Define).count(), 1);
}

#[test]
fn filters_of_views_and_named_numbers_and_factors_are_units() {
    let toml = format!(
        "[view.gifts]\nof = \"orders\"\nwhere.gift = true\n[fact.orders]\ndear = {{ count = \"gifts\", where.price.above = 10 }}\n[factor.extra]\napplies.customer.known = true\n{}",
        rule(
            "test/it",
            &format!(
                "when.orders.dear.above = 0\n{}",
                tests(&[("given.orders = [{ gift = true, price = 5 }]", "passes")])
            )
        )
        .replace("factor = \"care\"", "factor = \"extra\"")
    );
    let coverage = coverage(&program(&toml));
    assert_eq!(gaps(&coverage, "gifts"), ["gift equals true: never false, unknown"]);
    assert_eq!(gaps(&coverage, "orders.dear"), ["price above 10: never true, unknown"]);
    assert_eq!(gaps(&coverage, "extra"), ["customer.known equals true: never true"]);
}

#[test]
fn lists_are_covered_by_a_hit_in_each_language() {
    let lists = "[lists]\nmarks = [\"fragile\"]\nidle = [\"x\"]\n[lists.jobs]\nen = [\"nurse\", \"pilot\"]\nes = [\"piloto\", \"pilot\"]\nde = [\"Pilot\"]\n[tagger.things]\neach = \"@marks\"\n";
    let body = "when.any = [{ note.contains = \"@jobs\" }, { note.contains = \"@marks\" }, { note.things.has = \"fragile\" }]\n";
    let given = |note: &str| tests(&[(&format!("given.note = \"{note}\""), "fires")]);
    let of = |note: &str| coverage(&program(&format!("{lists}{}", rule("test/it", &format!("{body}{}", given(note))))));
    let nurse = of("A nurse");
    assert_eq!(gaps(&nurse, "jobs"), ["a phrase of `de` is found: never", "a phrase of `es` is found: never"]);
    assert_eq!(gaps(&nurse, "marks"), ["a phrase is found: never"]);
    assert_eq!(gaps(&nurse, "things"), ["a label is found: never"]);
    assert!(!nurse.units().iter().any(|u| u.name == "idle"), "nobody looks for it");
    let pilot = of("PILOT, fragile");
    assert!(gaps(&pilot, "jobs").is_empty() && gaps(&pilot, "marks").is_empty() && gaps(&pilot, "things").is_empty());
}

#[test]
fn each_entry_of_supersedes_has_to_be_seen() {
    let weight = |id: &str, more: &str| rule(id, &format!("when.parcel.weight.above = 10\n{more}"));
    let silent = tests(&[("given.parcel.weight = 11", "superseded")]);
    let toml = format!(
        "{}\n{}\n{}\n{}",
        weight("a/first", "supersedes = [\"b/*\", \"!b/kept\", \"c/other\", \"d/*\"]\n"),
        weight("b/second", &silent),
        weight("b/kept", ""),
        rule("c/other", "when.note.present = true\n")
    );
    let all = coverage(&program(&toml));
    let gaps = gaps(&all, "a/first");
    // The test of the silenced rule shows the entry; `d/*` names no rule.
    assert!(gaps.contains(&"supersedes c/other: never".to_owned()), "{gaps:?}");
    assert!(!gaps.iter().any(|g| g.contains("b/") || g.contains("d/")), "{gaps:?}");
}
