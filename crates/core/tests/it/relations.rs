//! `all any none not is fired`, and what they are relative to.

use followback_core::Status;
use followback_core::Tri::{False as F, True as T, Unknown as U};

use crate::support::{Is, holds, holds_with, program, record, rule, status, statuses, with_orders};

#[test]
fn all_any_none_not() {
    let parcel = record(&[("parcel.weight", 20.into()), ("parcel.fragile", true.into())]);
    for (condition, wanted) in [
        ("when.all = [{ parcel.weight.above = 10 }, { parcel.fragile = true }]", T),
        ("when.all = [{ parcel.weight.above = 10 }, { parcel.fragile = false }]", F),
        ("when.any = [{ parcel.weight.above = 50 }, { parcel.fragile = true }]", T),
        ("when.any = [{ parcel.weight.above = 50 }, { parcel.fragile = false }]", F),
        ("when.none = [{ parcel.weight.above = 50 }, { parcel.fragile = false }]", T),
        ("when.none = [{ parcel.weight.above = 10 }, { parcel.fragile = false }]", F),
        ("when.not = { parcel.weight.above = 50 }", T),
        ("when.not = { parcel.weight.above = 10, parcel.fragile = true }", F),
        ("when.not.not.parcel.fragile = true", T),
        // With a part that is unknown.
        ("when.all = [{ parcel.fragile = false }, { parcel.returned = true }]", F),
        ("when.all = [{ parcel.fragile = true }, { parcel.returned = true }]", U),
        ("when.any = [{ parcel.fragile = true }, { parcel.returned = true }]", T),
        ("when.any = [{ parcel.fragile = false }, { parcel.returned = true }]", U),
        ("when.none = [{ parcel.fragile = true }, { parcel.returned = true }]", F),
        ("when.none = [{ parcel.fragile = false }, { parcel.returned = true }]", U),
        ("when.not.parcel.returned = true", U),
        ("when.parcel = { weight.above = 10, returned = true }", U),
        ("when.parcel = { weight.above = 50, returned = true }", F),
    ] {
        assert_eq!(holds(condition, &parcel), wanted, "{condition}");
    }
}

#[test]
fn lists_of_conditions_are_relative_to_where_they_stand() {
    let parcel = record(&[("parcel.weight", 20.into()), ("parcel.fragile", true.into()), ("note", "with care".into())]);
    for (condition, wanted) in [
        ("when.parcel.any = [{ weight.below = 10 }, { fragile = true }]", T),
        ("when.parcel.weight.any = [{ below = 10 }, { above = 15 }]", T),
        ("when.parcel.weight.none = [{ below = 10 }, { above = 25 }]", T),
        ("when.parcel.weight.not.above = 15", F),
        ("when.note.any = [{ contains = \"glass\" }, { words.at_least = 2 }]", T),
        ("when.note.all = [{ contains = \"care\" }, { length.below = 5 }]", F),
        ("when.note.not = { present = true, words.above = 5 }", T),
        ("when.note.any = [{ all = [{ contains = \"care\" }, { words = 2 }] }, { contains = \"glass\" }]", T),
    ] {
        assert_eq!(holds(condition, &parcel), wanted, "{condition}");
    }
}

#[test]
fn an_unknown_default_reaches_the_leaves_below_it() {
    let nothing = record(&[]);
    for (condition, wanted) in [
        ("when.note.any = [{ contains = \"a\", unknown = false }, { words.above = 3, unknown = false }]", F),
        ("when.note.any = [{ contains = \"a\", unknown = true }, { words.above = 3 }]", T),
        ("when.note.any = [{ contains = \"a\", unknown = false }, { words.above = 3 }]", U),
        ("when.note = { any = [{ contains = \"a\" }, { matches = 'b' }], unknown = false }", F),
        ("when.note = { words.below = 3, unknown = false }", F),
        ("when.note = { words = { below = 3, unknown = true }, unknown = false }", T),
        ("when.note = { not = { contains = \"a\" }, unknown = false }", T),
        ("when.parcel.weight = { any = [{ above = 3 }, { below = 1 }], unknown = true }", T),
    ] {
        assert_eq!(holds(condition, &nothing), wanted, "{condition}");
    }
}

#[test]
fn named_conditions() {
    let declared = "[define.heavy]\nparcel.weight.above = 10\n[define.delicate]\nany = [{ is = \"late\" }, { parcel.fragile = true }]\n[define.late]\nparcel.age_days.above = 7\n";
    let parcel = |weight: i32, fragile: bool| {
        record(&[("parcel.weight", weight.into()), ("parcel.fragile", fragile.into()), ("parcel.age_days", 1.into())])
    };
    assert_eq!(holds_with(declared, "when.is = \"heavy\"", &parcel(20, false)), T);
    assert_eq!(
        holds_with(declared, "when.is = \"delicate\"", &parcel(20, true)),
        T,
        "names may be declared further down"
    );
    assert_eq!(holds_with(declared, "when.is = [\"heavy\", \"delicate\"]", &parcel(5, true)), T, "any of them");
    assert_eq!(holds_with(declared, "when.is = [\"heavy\", \"delicate\"]", &parcel(5, false)), F);
    assert_eq!(holds_with(declared, "when.not.is = \"heavy\"", &parcel(5, false)), T);
    assert_eq!(holds_with(declared, "when.is = \"heavy\"\nwhen.parcel.fragile = true", &parcel(20, false)), F);
}

#[test]
fn named_conditions_about_members() {
    let declared = "[define.dear]\nof = \"orders\"\nprice.above = 100\n[view.gifts]\nof = \"orders\"\nwhere.gift = true\n[define.heavy]\nparcel.weight.above = 10\n";
    let some = with_orders(
        record(&[("parcel.weight", 20.into())]),
        &[&[("price", 500.into()), ("gift", true.into())], &[("price", 5.into()), ("gift", false.into())]],
    );
    assert_eq!(holds_with(declared, "when.orders.count = { where.is = \"dear\", equals = 1 }", &some), T);
    assert_eq!(holds_with(declared, "when.gifts.share = { where.is = \"dear\", equals = 1 }", &some), T);
    assert_eq!(
        holds_with(declared, "when.orders.count = { where = { is = \"dear\", gift = false }, equals = 0 }", &some),
        T
    );
    assert_eq!(
        holds_with(declared, "when.orders.count = { where.is = \"heavy\", equals = 2 }", &some),
        T,
        "a condition about the record holds for all"
    );
}

#[test]
fn fired_reads_results_of_other_rules() {
    let rules = [
        rule("a/heavy", "when.parcel.weight.above = 10"),
        rule("a/old", "when.parcel.age_days.above = 7"),
        rule("b/any", "when.fired = \"a/*\""),
        rule("b/both", "when.all = [{ fired = \"a/heavy\" }, { fired = \"a/old\" }]"),
        rule("b/not-old", "when.fired = [\"a/*\", \"!a/old\"]"),
        rule("c/chain", "when.fired = \"b/any\""),
    ]
    .concat();
    let program = program(&rules);
    let statuses = |weight: Is, age: Is| {
        let statuses = statuses(&program, &record(&[("parcel.weight", weight), ("parcel.age_days", age)]));
        ["b/any", "b/both", "b/not-old", "c/chain"].map(|id| statuses[id])
    };
    use Status::{Fired, Passed, Unknown};
    assert_eq!(statuses(20.into(), 1.into()), [Fired, Passed, Fired, Fired]);
    assert_eq!(statuses(1.into(), 20.into()), [Fired, Passed, Passed, Fired]);
    assert_eq!(statuses(1.into(), 1.into()), [Passed; 4]);
    assert_eq!(statuses(Is::Unknown, 20.into()), [Fired, Unknown, Unknown, Fired]);
    assert_eq!(statuses(Is::Unknown, 1.into()), [Unknown, Passed, Unknown, Unknown]);
}

#[test]
fn fired_sees_raw_results() {
    let rules = [
        rule("a/heavy", "when.parcel.weight.above = 10"),
        rule("a/first", "when.parcel.weight.above = 5\nsupersedes = [\"a/heavy\"]"),
        rule("b/reads", "when.fired = \"a/heavy\""),
        rule("b/off", "off = true\nwhen.parcel.weight.above = 5"),
        rule("b/reads-off", "when.fired = \"b/off\""),
    ]
    .concat();
    let statuses = statuses(&program(&rules), &record(&[("parcel.weight", 20.into())]));
    assert_eq!(statuses["a/heavy"], Status::Superseded);
    assert_eq!(statuses["b/reads"], Status::Fired, "that a finding is silenced does not make it untrue");
    assert_eq!(statuses["b/reads-off"], Status::Passed, "a rule that is off never fires");
}

#[test]
fn a_factor_may_depend_on_results() {
    let toml = format!(
        "[factor.later]\napplies.fired = \"z/heavy\"\n{}{}",
        rule("z/heavy", "when.parcel.weight.above = 10"),
        rule("a/reads", "when.parcel.fragile = true").replace("\"care\"", "\"later\""),
    );
    let program = program(&toml);
    let parcel = |weight: i32| record(&[("parcel.weight", weight.into()), ("parcel.fragile", true.into())]);
    assert_eq!(status(&program, &parcel(20), "a/reads"), Status::Fired);
    assert_eq!(status(&program, &parcel(5), "a/reads"), Status::NotApplicable);
}

#[test]
fn earlier_ids_live_on() {
    let rules = [
        rule("a/heavy", "aliases = [\"a/fat\"]\nwhen.parcel.weight.above = 10"),
        rule("b/reads", "when.fired = \"a/fat\""),
        rule("b/silences", "supersedes = [\"a/fat\"]\nwhen.parcel.weight.above = 15"),
    ]
    .concat();
    let program = program(&rules);
    assert_eq!(program.rule("a/fat"), program.rule("a/heavy"));
    let statuses = statuses(&program, &record(&[("parcel.weight", 20.into())]));
    assert_eq!(statuses["b/reads"], Status::Fired);
    assert_eq!(statuses["a/heavy"], Status::Superseded);
}
