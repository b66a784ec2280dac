//! Levels, what they inherit, and rules that silence each other.

use followback_core::{Severity, Status};

use crate::support::{Is, message, points, program, record, rule, status, statuses};

const LEVELS: &str = "when.parcel.weight.above = 10
[[rule.level]]
when.parcel.fragile = true
severity = \"major\"
points = 40
message = \"heavy and fragile\"
[[rule.level]]
when.parcel.returned = true
points = 20
";

#[test]
fn the_first_level_that_holds_counts() {
    let program = program(&rule("test/it", LEVELS));
    let told = |fragile: Is, returned: Is| {
        let record =
            record(&[("parcel.weight", 20.into()), ("parcel.fragile", fragile), ("parcel.returned", returned)]);
        (points(&program, &record, "test/it"), message(&program, &record, "test/it"))
    };
    assert_eq!(told(true.into(), true.into()), (Some(40.0), "heavy and fragile".to_owned()));
    assert_eq!(told(false.into(), true.into()), (Some(20.0), "test/it".to_owned()));
    assert_eq!(told(false.into(), false.into()), (Some(10.0), "test/it".to_owned()));
    // An earlier level that is unknown gives way to the first known one.
    assert_eq!(told(Is::Unknown, true.into()).0, Some(20.0));
    assert_eq!(told(Is::Unknown, false.into()).0, Some(10.0));
    assert_eq!(told(Is::Unknown, Is::Unknown).0, Some(10.0));
}

#[test]
fn without_a_when_a_rule_fires_when_a_level_does() {
    let program = program(&rule("test/it", &LEVELS.replace("when.parcel.weight.above = 10\n", "")));
    let told = |fragile: Is, returned: Is| {
        let record = record(&[("parcel.fragile", fragile), ("parcel.returned", returned)]);
        (status(&program, &record, "test/it"), points(&program, &record, "test/it"))
    };
    assert_eq!(told(true.into(), false.into()), (Status::Fired, Some(40.0)));
    assert_eq!(told(false.into(), false.into()), (Status::Passed, None));
    assert_eq!(told(Is::Unknown, true.into()), (Status::Fired, Some(20.0)));
    assert_eq!(told(Is::Unknown, false.into()), (Status::Unknown, None));
}

#[test]
fn a_level_that_states_severity_has_only_its_own_cap() {
    let body = "when.parcel.weight.above = 10\ncap = 30\n[[rule.level]]\nwhen.parcel.fragile = true\nseverity = \"hint\"\n[[rule.level]]\nwhen.parcel.returned = true\npoints = 3\n[[rule.level]]\nwhen.parcel.age_days.above = 5\nseverity = \"blocker\"\ncap = 20\n";
    let program = program(&rule("test/it", body));
    let rule = &program.rules()[0];
    assert_eq!((rule.base.cap, rule.base.severity), (Some(30.0), Some(Severity::Minor)));
    assert_eq!(
        (rule.levels[0].effect.cap, rule.levels[0].effect.severity, rule.levels[0].effect.points),
        (None, Some(Severity::Hint), Some(10.0))
    );
    assert_eq!((rule.levels[1].effect.cap, rule.levels[1].effect.points), (Some(30.0), Some(3.0)));
    assert_eq!(
        (rule.levels[2].effect.cap, rule.levels[2].effect.points),
        (Some(20.0), Some(80.0)),
        "a blocker's points come from its cap"
    );
    assert!((rule.weight() - 80.0).abs() < f64::EPSILON);
}

#[test]
fn findings_silence_others() {
    let rules = [
        rule("a/none", "supersedes = [\"a/*\", \"!a/keep\"]\nwhen.parcel.weight = 0"),
        rule("a/keep", "when.parcel.weight.below = 5"),
        rule("a/light", "when.parcel.weight.below = 5"),
        rule("a/unknown", "when.parcel.returned = true"),
        rule("a/passed", "when.parcel.weight.above = 5"),
        rule("a/off", "off = true\nwhen.parcel.weight.below = 5"),
        rule("a/void", "applies.parcel.weight.above = 5\nwhen.parcel.weight.below = 50"),
    ]
    .concat();
    let program = program(&rules);
    let told = statuses(&program, &record(&[("parcel.weight", 0.into())]));
    use Status::{Fired, NotApplicable, Off, Passed, Superseded};
    let ids = ["a/none", "a/keep", "a/light", "a/unknown", "a/passed", "a/off", "a/void"];
    assert_eq!(ids.map(|id| told[id]), [Fired, Fired, Superseded, Superseded, Passed, Off, NotApplicable]);
    let evaluation_record = record(&[("parcel.weight", 0.into())]);
    let evaluation = program.evaluate(&evaluation_record, 0);
    assert_eq!(evaluation.outcomes()[program.rule("a/light").unwrap().index()].by, program.rule("a/none"));
}

#[test]
fn what_is_silenced_does_not_silence() {
    let rules = [
        rule("a/one", "supersedes = [\"a/two\"]\nwhen.parcel.fragile = true"),
        rule("a/two", "supersedes = [\"a/three\"]\nwhen.parcel.weight.above = 1"),
        rule("a/three", "when.parcel.weight.above = 1"),
    ]
    .concat();
    let program = program(&rules);
    let told = |fragile: Is| {
        let told = statuses(&program, &record(&[("parcel.fragile", fragile), ("parcel.weight", 5.into())]));
        ["a/one", "a/two", "a/three"].map(|id| told[id])
    };
    use Status::{Fired, Passed, Superseded, Unknown};
    assert_eq!(told(true.into()), [Fired, Superseded, Fired]);
    assert_eq!(told(false.into()), [Passed, Fired, Superseded]);
    assert_eq!(told(Is::Unknown), [Unknown, Fired, Superseded], "an unknown one silences nothing");
}

#[test]
fn a_suppressed_finding_still_silences_one_that_is_off_does_not() {
    let rules = [
        rule("a/one", "supersedes = [\"a/two\"]\nwhen.parcel.weight.above = 1"),
        rule("a/two", "when.parcel.weight.above = 1"),
    ]
    .concat();
    let told = |config: &str| {
        let program = crate::support::program_with(&[("rules.toml", &rules)], config);
        let told = statuses(&program, &record(&[("parcel.weight", 5.into())]));
        ["a/one", "a/two"].map(|id| told[id])
    };
    assert_eq!(told("[[suppress]]\nrule = \"a/one\"\nreason = \"known\""), [Status::Suppressed, Status::Superseded]);
    assert_eq!(told("[rules.\"a/one\"]\noff = true"), [Status::Off, Status::Fired]);
    assert_eq!(told("[[suppress]]\nrule = \"a/two\"\nreason = \"known\""), [Status::Fired, Status::Superseded]);
}
