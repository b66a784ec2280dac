//! Mutants: what the tests of a rule would not notice, and the test that is missing.

use followback_core::{Bench, Fate, Mutant, MutantKind, Program, Record, RuleId, Status};

use crate::support::{HEAD, NOW, SCHEMA, faults_of, program, rule, sound};

fn complete(_: &mut Record<'_>) {}

fn fates(program: &Program) -> Vec<(Mutant, Fate)> {
    let rules: Vec<RuleId> = program.rules().iter().filter_map(|r| program.rule(&r.id)).collect();
    let mutants = program.mutants(&rules);
    let fates = Bench::new(program, &rules, Vec::new(), NOW, &complete).fates(&mutants);
    mutants.into_iter().zip(fates).collect()
}

fn survivors(program: &Program) -> Vec<String> {
    let alive = fates(program).into_iter().filter(|(_, fate)| matches!(fate, Fate::Survived(_)));
    alive.map(|(mutant, _)| format!("{}: {}", mutant.kind.word(), mutant.what)).collect()
}

const LATE: &str = "when.parcel.age_days.above = 25\n";

fn late(tests: &[(u32, &str)]) -> String {
    let test = |(weight, expect): &(u32, &str)| {
        let pinned = if *expect == "fires" { "severity = \"minor\"\npoints = 10\n" } else { "" };
        format!("[[rule.test]]\nname = \"{weight}\"\ngiven.parcel.age_days = {weight}\nexpect = \"{expect}\"\n{pinned}")
    };
    rule("parcel/late", &format!("{LATE}{}", tests.iter().map(test).collect::<String>()))
}

#[test]
fn tests_on_both_sides_of_a_threshold_notice_every_change() {
    assert_eq!(survivors(&program(&late(&[(25, "passes"), (26, "fires")]))), Vec::<String>::new());
}

#[test]
fn tests_far_from_a_threshold_do_not() {
    let found = survivors(&program(&late(&[(3, "passes"), (90, "fires")])));
    assert_eq!(
        found,
        [
            "threshold: 24 instead of 25 in parcel.age_days above 25",
            "threshold: 26 instead of 25 in parcel.age_days above 25"
        ]
    );
}

#[test]
fn the_missing_test_holds_for_the_rule_and_makes_it_complete() {
    let tests = [(3, "passes"), (90, "fires")];
    let before = program(&late(&tests));
    let mut more = late(&tests);
    for (_, fate) in fates(&before) {
        if let Fate::Survived(Some(test)) = fate {
            more.push_str(&test.toml);
        }
    }
    let after = sound(faults_of(&format!("{HEAD}{more}")));
    let id = after.rule("parcel/late").unwrap();
    let cases = after.test_cases(id, NOW, &complete);
    assert_eq!(cases.len(), 4, "{more}");
    assert!(cases.iter().all(|case| after.holds(case)), "{more}");
    assert_eq!(survivors(&after), Vec::<String>::new(), "{more}");
}

#[test]
fn a_fixture_notices_what_no_test_does() {
    let program = program(&late(&[(3, "passes"), (90, "fires")]));
    let rules = [program.rule("parcel/late").unwrap()];
    let mut record = Record::new(&SCHEMA);
    record.set(SCHEMA.fact("parcel.age_days").unwrap(), followback_core::Fact::number(25.0));
    assert_eq!(program.evaluate(&record, NOW).outcomes()[0].status, Status::Passed);
    let mutants = program.mutants(&rules);
    let fates = Bench::new(&program, &rules, vec![(record, NOW)], NOW, &complete).fates(&mutants);
    let alive = mutants.iter().zip(&fates).filter(|(_, fate)| matches!(fate, Fate::Survived(_)));
    assert_eq!(
        alive.map(|(m, _)| m.what.as_str()).collect::<Vec<_>>(),
        ["26 instead of 25 in parcel.age_days above 25"]
    );
}

#[test]
fn what_was_changed_is_put_back() {
    let program = program(&late(&[(25, "passes"), (26, "fires")]));
    let rules = [program.rule("parcel/late").unwrap()];
    let mutants = program.mutants(&rules);
    let bench = Bench::new(&program, &rules, Vec::new(), NOW, &complete);
    let words = |fates: Vec<Fate>| format!("{fates:?}");
    let together = words(bench.fates(&mutants));
    let alone: Vec<Fate> = mutants.iter().flat_map(|mutant| bench.fates(std::slice::from_ref(mutant))).collect();
    assert_eq!(together, words(alone));
    assert!(mutants.iter().any(|m| m.kind == MutantKind::Effect));
}
