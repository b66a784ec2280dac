//! The user's settings over the rules of packs.

use followback_core::{Program, Severity, Standing, Status};

use crate::support::{DAY, HEAD, NOW, checked, checked_at, files, program_with, record, rule, sound, status};

fn rules() -> String {
    [
        rule("a/heavy", "params = { most = 10 }\nwhen.parcel.weight.above = \"$most\"\naliases = [\"a/fat\"]"),
        rule("a/fragile", "when.parcel.fragile = true"),
        rule("b/old", "when.parcel.age_days.above = \"$days\""),
    ]
    .concat()
        + "[params]\ndays = 7\n"
}

fn with(config: &str) -> Program {
    program_with(&[("rules.toml", &rules())], config)
}

fn rule_points(program: &Program, id: &str) -> f64 {
    program.rules()[program.rule(id).unwrap().index()].base.points.unwrap()
}

#[test]
fn an_id_beats_a_pattern_and_later_beats_earlier() {
    let program = with("[rules.\"a/heavy\"]\npoints = 1\n[rules.\"a/*\"]\npoints = 2\n[rules.\"*\"]\npoints = 3\n");
    assert!((rule_points(&program, "a/heavy") - 1.0).abs() < 1e-9);
    assert!((rule_points(&program, "a/fragile") - 3.0).abs() < 1e-9, "the later pattern");
    assert!((rule_points(&program, "b/old") - 3.0).abs() < 1e-9);
    assert!((rule_points(&with("[rules.\"a/fat\"]\npoints = 4\n"), "a/heavy") - 4.0).abs() < 1e-9, "an earlier id");
}

#[test]
fn everything_that_was_set_is_remembered() {
    let program = with(
        "[rules.\"a/heavy\"]\npoints = 1\nseverity = \"major\"\n[rules.\"a/*\"]\npoints = 2\nparams = { most = 3 }\n",
    );
    let rule = &program.rules()[program.rule("a/heavy").unwrap().index()];
    let settings: Vec<(&str, &str, &str)> =
        rule.settings.iter().map(|s| (s.key.as_str(), s.before.as_str(), s.value.as_str())).collect();
    assert_eq!(
        settings,
        [("points", "10", "2"), ("params.most", "10", "3"), ("severity", "minor", "major"), ("points", "2", "1")]
    );
    assert_eq!(rule.base.severity, Some(Severity::Major));
    let [most] = &rule.params[..] else { panic!("{:?}", rule.params) };
    assert_eq!((most.name.as_str(), most.value.as_str()), ("most", "3"));
}

#[test]
fn params_of_a_rule_and_of_its_pack() {
    let parcel = record(&[("parcel.weight", 5.into()), ("parcel.age_days", 5.into())]);
    assert_eq!(status(&with(""), &parcel, "a/heavy"), Status::Passed);
    assert_eq!(status(&with("[rules.\"a/heavy\"]\nparams = { most = 3 }"), &parcel, "a/heavy"), Status::Fired);
    assert_eq!(status(&with("[rules.\"b/old\"]\nparams = { days = 3 }"), &parcel, "b/old"), Status::Fired);
    assert_eq!(status(&with("[rules.\"a/*\"]\nparams = { most = 3 }"), &parcel, "a/heavy"), Status::Fired);
}

#[test]
fn rules_can_be_turned_off_and_on() {
    let parcel = record(&[("parcel.weight", 50.into())]);
    assert_eq!(status(&with("[rules.\"a/*\"]\noff = true"), &parcel, "a/heavy"), Status::Off);
    assert_eq!(
        status(&with("[rules.\"a/heavy\"]\noff = false\n[rules.\"*\"]\noff = true"), &parcel, "a/heavy"),
        Status::Fired
    );
    let off = format!("{HEAD}{}", rule("a/new", "off = true\nwhen.parcel.weight.above = 1"));
    let pack = [files("test", &[("rules.toml", &off)]), files("more", &[("more.toml", &rules())])];
    assert_eq!(status(&sound(checked(&pack, "")), &parcel, "a/new"), Status::Off);
    assert_eq!(status(&sound(checked(&pack, "[rules.\"a/new\"]\noff = false")), &parcel, "a/new"), Status::Fired);
}

#[test]
fn an_empty_rule_set_is_an_error() {
    let all = files("test", &[("rules.toml", &format!("{HEAD}{}", rules()))]);
    assert_eq!(checked(std::slice::from_ref(&all), "[rules.\"*\"]\noff = true").codes(), ["no-rules"]);
    assert_eq!(checked(&[], "").codes(), ["no-rules"]);
    // A warning beside it does not hide it.
    let config = "[rules.\"*\"]\noff = true\n[[suppress]]\nrule = \"a/heavy\"\nreason = \"x\"\nuntil = 2020-01-01\n";
    assert_eq!(checked(&[all], config).codes(), ["no-rules", "expired-suppression"]);
}

#[test]
fn suppressions_hold_to_the_end_of_their_last_day() {
    let parcel = record(&[("parcel.weight", 50.into())]);
    let suppress = "[[suppress]]\nrule = \"a/*\"\nreason = \"on purpose\"\nuntil = 2026-01-01\n";
    let all = [files("test", &[("rules.toml", &format!("{HEAD}{}", rules()))])];
    let at = |now: i64| {
        let checked = checked_at(&all, suppress, now);
        let codes = checked.codes();
        (status(&checked.program.unwrap(), &parcel, "a/heavy"), codes)
    };
    assert_eq!(at(NOW), (Status::Suppressed, vec![]));
    assert_eq!(at(NOW + DAY - 1), (Status::Suppressed, vec![]), "the last second of the day in UTC");
    assert_eq!(at(NOW + DAY), (Status::Fired, vec!["expired-suppression"]));
    let program = sound(checked_at(&all, suppress, NOW));
    let standing = &program.rules()[program.rule("a/heavy").unwrap().index()].standing;
    assert_eq!(
        *standing,
        Standing::Suppressed { reason: "on purpose".to_owned(), until: Some("2026-01-01".to_owned()) }
    );
    let for_ever = "[[suppress]]\nrule = \"a/heavy\"\nreason = \"x\"\nuntil = 9999-12-31\n";
    assert_eq!(status(&sound(checked(&all, for_ever)), &parcel, "a/heavy"), Status::Suppressed);
}

#[test]
fn what_is_off_stays_off() {
    let off = "[rules.\"a/heavy\"]\noff = true\n[[suppress]]\nrule = \"a/heavy\"\nreason = \"x\"\n";
    assert_eq!(status(&with(off), &record(&[("parcel.weight", 50.into())]), "a/heavy"), Status::Off);
}

#[test]
fn only_what_fired_is_suppressed() {
    let program = with("[[suppress]]\nrule = \"*\"\nreason = \"x\"\n");
    let told =
        crate::support::statuses(&program, &record(&[("parcel.weight", 1.into()), ("parcel.fragile", true.into())]));
    assert_eq!(
        ["a/heavy", "a/fragile", "b/old"].map(|id| told[id]),
        [Status::Passed, Status::Suppressed, Status::Unknown]
    );
}
