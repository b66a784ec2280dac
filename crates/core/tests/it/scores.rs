//! From findings to a total: what counts, its range, and what each fix gains.

#![expect(clippy::float_cmp, reason = "scores are rounded to one decimal, so equal ones are equal")]

use followback_core::{Program, Record, Scored};

use crate::support::{Is, program, program_with, record, score};

/// Three factors: two of the first impression, one that rescues.
const SCORE: &str = "
[score]
base = { looks = 0.4, label = 0.6 }
rescue = { factor = \"orders\", weight = [0.45, 0.25] }
bands = { ready = 80, gaps = 60, at-risk = 40, hopeless = 0 }
[factor.looks]
[factor.label]
[factor.orders]
";

fn rule(factor: &str, name: &str, points: f64, body: &str) -> String {
    format!(
        "[[rule]]\nid = \"{factor}/{name}\"\nfactor = \"{factor}\"\nseverity = \"minor\"\npoints = {points}\ntitle = \"t\"\nmessage = \"m\"\n{body}\n"
    )
}

fn total(scored: &Scored) -> f64 {
    scored.total.as_ref().unwrap().value
}

fn range(scored: &Scored) -> [f64; 3] {
    let total = scored.total.as_ref().unwrap();
    [total.low, total.value, total.high]
}

fn factor(program: &Program, scored: &Scored, id: &str) -> Option<[f64; 3]> {
    let index = program.factors().iter().position(|f| f.id == id).unwrap();
    scored.factors[index].score
}

fn coverage(program: &Program, scored: &Scored, id: &str) -> f64 {
    scored.factors[program.factors().iter().position(|f| f.id == id).unwrap()].coverage
}

#[track_caller]
fn near(a: f64, b: f64) {
    assert!((a - b).abs() < 1e-9, "{a} is not {b}");
}

/// A record in which three rules fire or not.
fn three(first: impl Into<Is>, second: impl Into<Is>, third: impl Into<Is>) -> Record<'static> {
    record(&[("parcel.fragile", first.into()), ("parcel.returned", second.into()), ("customer.known", third.into())])
}

const FIRST: &str = "when.parcel.fragile = true";
const SECOND: &str = "when.parcel.returned = true";
const THIRD: &str = "when.customer.known = true";

#[test]
fn the_table_of_totals() {
    // Section 4 of the domain: A, B, T and the total.
    let rules =
        [rule("looks", "a", 100.0, FIRST), rule("label", "a", 100.0, SECOND), rule("orders", "a", 100.0, THIRD)]
            .concat();
    let program = program(&format!("{SCORE}{rules}"));
    for (looks, label, orders, wanted) in [
        (100, 100, 100, 100.0),
        (100, 100, 0, 75.0),
        (0, 100, 100, 73.2),
        (100, 0, 100, 62.2),
        (0, 0, 100, 45.0),
        (0, 0, 0, 0.0),
    ] {
        let scored = score(&program, &three(looks == 0, label == 0, orders == 0));
        near(total(&scored), wanted);
    }
}

#[test]
fn points_are_taken_off_then_caps_apply_down_to_zero() {
    let rules = [
        rule("looks", "a", 30.0, FIRST),
        rule("looks", "b", 25.0, SECOND),
        rule("looks", "c", 10.0, &format!("cap = 40\n{THIRD}")),
    ]
    .concat();
    let program = program(&format!("{SCORE}{rules}"));
    let looks = |a: bool, b: bool, c: bool| factor(&program, &score(&program, &three(a, b, c)), "looks").unwrap()[0];
    near(looks(false, false, false), 100.0);
    near(looks(true, false, false), 70.0);
    near(looks(true, true, false), 45.0);
    near(looks(false, false, true), 40.0);
    near(looks(true, true, true), 35.0);
    let steep = program_with(
        &[("r.toml", &format!("{SCORE}{}{}", rule("looks", "a", 70.0, FIRST), rule("looks", "b", 70.0, SECOND)))],
        "",
    );
    near(factor(&steep, &score(&steep, &three(true, true, false)), "looks").unwrap()[0], 0.0);
}

#[test]
fn a_blocker_costs_what_its_cap_leaves() {
    let blocker = rule("looks", "a", 5.0, &format!("cap = 10\n{FIRST}")).replace("\"minor\"", "\"blocker\"");
    let program = program(&format!("{SCORE}{blocker}{}", rule("looks", "b", 5.0, SECOND)));
    near(program.rules()[0].base.points.unwrap(), 90.0);
    near(factor(&program, &score(&program, &three(true, false, false)), "looks").unwrap()[0], 10.0);
    near(factor(&program, &score(&program, &three(true, true, false)), "looks").unwrap()[0], 5.0);
}

#[test]
fn earning_factors_start_at_nothing() {
    let head = "[factor.match]\nearns = true\napplies.customer.known = true\n[factor.free]\nearns = true\nclamp = false\n[score]\nbase = { looks = 1 }\n[factor.looks]\n";
    let rules = [
        rule("looks", "a", 10.0, FIRST),
        rule("match", "a", 70.0, FIRST),
        rule("match", "b", 60.0, SECOND),
        "[[rule]]\nid = \"match/cap\"\nfactor = \"match\"\ncap = 15\nwhen.parcel.weight.above = 10\n".to_owned(),
        rule("free", "a", 120.0, FIRST),
        rule("free", "b", -40.0, SECOND),
    ]
    .concat();
    let program = program(&format!("{head}{rules}"));
    let told = |first: bool, second: bool, weight: i32| {
        let facts = [
            ("parcel.fragile", Is::Yes(first)),
            ("parcel.returned", Is::Yes(second)),
            ("parcel.weight", weight.into()),
            ("customer.known", Is::Yes(true)),
        ];
        let scored = score(&program, &record(&facts));
        [factor(&program, &scored, "match").unwrap()[0], factor(&program, &scored, "free").unwrap()[0]]
    };
    assert_eq!(told(false, false, 0), [0.0, 0.0]);
    assert_eq!(told(true, false, 0), [70.0, 120.0]);
    assert_eq!(told(true, true, 0), [100.0, 80.0], "130 is clipped");
    assert_eq!(told(false, true, 0), [60.0, -40.0]);
    assert_eq!(told(true, true, 20), [15.0, 80.0], "a cap without points");
    let strangers = score(&program, &three(true, true, false));
    assert_eq!(factor(&program, &strangers, "match"), None, "a factor that does not apply has no score");
    assert!(
        strangers.findings.iter().all(|f| !program.rules()[f.rule.index()].id.starts_with("match")),
        "what is earned is no finding"
    );
}

#[test]
fn a_factor_is_judged_from_half_of_its_points() {
    let rules =
        [rule("looks", "a", 30.0, FIRST), rule("looks", "b", 30.0, SECOND), rule("label", "a", 10.0, THIRD)].concat();
    let program = program(&format!("{SCORE}{rules}"));
    let scored = score(&program, &three(true, Is::Unknown, false));
    near(coverage(&program, &scored, "looks"), 0.5);
    assert_eq!(factor(&program, &scored, "looks"), Some([70.0, 40.0, 70.0]));
    near(total(&scored), 88.0);
    near(scored.coverage, 40.0 / 70.0);
    assert_eq!(range(&scored), [76.0, 88.0, 88.0]);

    let scored = score(&program, &record(&[("customer.known", true.into())]));
    assert_eq!(factor(&program, &scored, "looks"), None);
    near(total(&scored), 90.0);
    assert_eq!(factor(&program, &scored, "orders"), None, "nothing applicable is nothing known");
    near(coverage(&program, &scored, "orders"), 0.0);

    // Just under half.
    let more = program_with(
        &[("r.toml", &format!("{SCORE}{rules}{}", rule("looks", "c", 1.0, "when.parcel.weight.above = 5")))],
        "",
    );
    assert_eq!(factor(&more, &score(&more, &three(true, Is::Unknown, false)), "looks"), None);
    let nothing = score(&more, &record(&[("customer.known", Is::Unknown)]));
    assert!(nothing.total.is_none() && nothing.waterfall.is_empty() && nothing.verdict.is_none());
}

#[test]
fn what_does_not_apply_is_off_or_superseded_counts_in_neither() {
    let rules = [
        rule("looks", "a", 10.0, &format!("supersedes = [\"looks/b\"]\n{FIRST}")),
        rule("looks", "b", 20.0, FIRST),
        rule("looks", "c", 20.0, &format!("applies.parcel.weight.above = 5\n{FIRST}")),
        rule("looks", "d", 20.0, &format!("off = true\n{FIRST}")),
        rule("looks", "e", 5.0, SECOND),
        rule("looks", "f", 5.0, &format!("{THIRD}\n[[rule.level]]\nwhen.parcel.fragile = false\npoints = 40\n")),
    ]
    .concat();
    let program = program(&format!("{SCORE}{rules}"));
    let light =
        record(&[("parcel.fragile", true.into()), ("parcel.weight", 1.into()), ("customer.known", false.into())]);
    let scored = score(&program, &light);
    // Evaluated: a 10, f 40 (its heaviest level). Unknown: e 5.
    near(coverage(&program, &scored, "looks"), 50.0 / 55.0);
}

#[test]
fn a_suppressed_finding_counts_as_seen_and_costs_nothing() {
    let rules = format!("{SCORE}{}{}", rule("looks", "a", 30.0, FIRST), rule("looks", "b", 10.0, SECOND));
    let program = program_with(&[("r.toml", &rules)], "[[suppress]]\nrule = \"looks/a\"\nreason = \"x\"\n");
    let scored = score(&program, &three(true, true, false));
    near(total(&scored), 90.0);
    near(coverage(&program, &scored, "looks"), 1.0);
    assert_eq!(scored.findings.len(), 1);
    // Nor does it when nobody knows whether it fires.
    let rules = format!("{rules}{}", rule("looks", "c", 40.0, THIRD));
    let program = program_with(&[("r.toml", &rules)], "[[suppress]]\nrule = \"looks/a\"\nreason = \"x\"\n");
    assert_eq!(range(&score(&program, &three(Is::Unknown, false, false))), [100.0; 3]);
}

#[test]
fn the_range_lets_every_unknown_rule_fire_or_pass() {
    let levels = "[[rule.level]]\nwhen.parcel.weight.above = 50\npoints = 40\n[[rule.level]]\nwhen.parcel.weight.above = 5\npoints = 20\n";
    let rules = [rule("looks", "a", 10.0, &format!("{FIRST}\n{levels}")), rule("looks", "b", 60.0, SECOND)].concat();
    let program = program(&format!("{SCORE}{rules}"));
    let told = |first: Is, weight: Is| {
        range(&score(
            &program,
            &record(&[("parcel.fragile", first), ("parcel.weight", weight), ("parcel.returned", false.into())]),
        ))
    };
    assert_eq!(told(true.into(), 10.into()), [80.0; 3]);
    assert_eq!(told(true.into(), Is::Unknown), [60.0, 90.0, 90.0], "any level could be the one");
    assert_eq!(told(Is::Unknown, 10.into()), [80.0, 100.0, 100.0]);
    assert_eq!(told(Is::Unknown, 100.into()), [60.0, 100.0, 100.0]);
    assert_eq!(told(Is::Unknown, Is::Unknown), [60.0, 100.0, 100.0]);
    assert_eq!(told(false.into(), Is::Unknown), [100.0; 3]);
}

#[test]
fn an_unknown_gate_leaves_every_level_possible() {
    let levels = "[[rule.level]]\nwhen.parcel.weight.above = 50\npoints = 40\n[[rule.level]]\nwhen.parcel.weight.above = 5\npoints = 20\n";
    let gated = rule("looks", "a", 60.0, &format!("applies.parcel.fragile = true\n{levels}"));
    let program = program(&format!("{SCORE}{gated}{}", rule("looks", "b", 90.0, SECOND)));
    let told = |first: Is| {
        range(&score(
            &program,
            &record(&[("parcel.fragile", first), ("parcel.weight", 10.into()), ("parcel.returned", false.into())]),
        ))
    };
    assert_eq!(told(Is::Unknown), [60.0, 100.0, 100.0], "the points of the rule itself never count: it has no `when`");
    assert_eq!(told(true.into()), [80.0; 3]);
}

#[test]
fn an_unknown_rule_may_silence_others() {
    let rules =
        [rule("looks", "a", 10.0, &format!("supersedes = [\"looks/b\"]\n{FIRST}")), rule("looks", "b", 30.0, SECOND)]
            .concat();
    let program = program(&format!("{SCORE}{rules}"));
    assert_eq!(range(&score(&program, &three(Is::Unknown, true, false))), [60.0, 70.0, 100.0]);
    assert_eq!(range(&score(&program, &three(true, true, false))), [90.0; 3]);
    assert_eq!(range(&score(&program, &three(false, true, false))), [70.0; 3]);
}

#[test]
fn an_unknown_rule_may_bring_back_what_another_one_silences() {
    // u silences b, b silences c, c silences d.
    let rules = [
        rule("looks", "u", 1.0, &format!("supersedes = [\"looks/b\"]\n{FIRST}")),
        rule("looks", "b", 2.0, &format!("supersedes = [\"looks/c\"]\n{SECOND}")),
        rule("looks", "c", 4.0, &format!("supersedes = [\"looks/d\"]\n{SECOND}")),
        rule("looks", "d", 8.0, SECOND),
    ]
    .concat();
    let program = program(&format!("{SCORE}{rules}"));
    assert_eq!(range(&score(&program, &three(false, true, false))), [90.0; 3], "b and d");
    assert_eq!(range(&score(&program, &three(true, true, false))), [95.0; 3], "u and c");
    let [low, now, high] = range(&score(&program, &three(Is::Unknown, true, false)));
    near(now, 90.0);
    assert!(low <= 90.0 && high >= 95.0, "{low} to {high} holds both");
}

#[test]
fn one_factor_can_only_take_points_off() {
    let head = "[score]\nbase = { looks = 1 }\ndeduct = { factor = \"beyond\", at_most = 10 }\n[factor.looks]\n[factor.beyond]\n";
    let rules = [
        rule("looks", "a", 95.0, FIRST),
        rule("beyond", "a", 4.0, SECOND),
        rule("beyond", "b", 20.0, THIRD),
        rule("beyond", "c", 50.0, "when.parcel.weight.above = 5"),
    ]
    .concat();
    let program = program(&format!("{head}{rules}"));
    let scored = score(&program, &three(false, true, false));
    assert_eq!(range(&scored), [96.0; 3], "what is unknown stays out of the range, and of the coverage");
    near(scored.coverage, 1.0);
    assert_eq!(factor(&program, &scored, "beyond"), Some([96.0; 3]), "judged whatever its coverage");
    near(total(&score(&program, &three(false, true, true))), 90.0);
    near(total(&score(&program, &three(true, true, true))), 0.0);
}

#[test]
fn a_factor_that_no_pack_has_is_as_if_not_named() {
    let head = "[score]\nbase = { looks = 0.5, nowhere = 0.5 }\nrescue = { factor = \"elsewhere\", weight = [0.4, 0.2] }\ndeduct = { factor = \"beyond\", at_most = 5 }\n[factor.looks]\n";
    let program = program(&format!("{head}{}", rule("looks", "a", 30.0, FIRST)));
    near(total(&score(&program, &three(true, false, false))), 70.0);
}

#[test]
fn the_waterfall_starts_at_100_and_ends_on_the_total() {
    let rules = [
        rule("looks", "a", 33.3, FIRST),
        rule("label", "a", 17.7, SECOND),
        rule("orders", "a", 60.0, THIRD),
        rule("label", "b", 9.9, FIRST),
    ]
    .concat();
    let program = program(&format!("{SCORE}{rules}"));
    let scored = score(&program, &three(true, true, true));
    near(scored.waterfall[0].by, 100.0);
    assert_eq!(scored.waterfall[0].rule, None);
    near(scored.waterfall.iter().map(|s| s.by).sum::<f64>(), total(&scored));
    let steps: Vec<_> = scored.waterfall[1..].iter().map(|s| s.rule.unwrap()).collect();
    assert_eq!(steps, scored.findings.iter().map(|f| f.rule).collect::<Vec<_>>(), "in the order of the report");
    let gains: Vec<f64> = scored.findings.iter().map(|f| f.gain).collect();
    assert!(gains.is_sorted_by(|a, b| a >= b), "{gains:?}");
}

#[test]
fn a_gain_counts_what_comes_back() {
    let rules = [
        rule("looks", "a", 40.0, &format!("supersedes = [\"looks/b\"]\n{FIRST}")),
        rule("looks", "b", 30.0, FIRST),
        rule("looks", "c", 5.0, FIRST),
        rule("looks", "d", 5.0, FIRST),
    ]
    .concat();
    let program = program(&format!("[score]\nbase = {{ looks = 1 }}\n[factor.looks]\n{rules}"));
    let scored = score(&program, &three(true, false, false));
    near(total(&scored), 50.0);
    let gains: Vec<(&str, f64)> =
        scored.findings.iter().map(|f| (program.rules()[f.rule.index()].id.as_str(), f.gain)).collect();
    assert_eq!(gains, [("looks/a", 10.0), ("looks/c", 5.0), ("looks/d", 5.0)], "by gain, then id");
}

fn next(rules: &str, record: &Record<'_>) -> (String, Vec<String>, f64, bool) {
    let bands = "[score]\nbase = { looks = 1 }\nbands = { good = 80, fair = 50, poor = 0 }\n[factor.looks]\n";
    let program = program(&format!("{bands}{rules}"));
    let next = score(&program, record).fixes.next_band.unwrap();
    (next.band, next.rules.iter().map(|r| program.rules()[r.index()].id.clone()).collect(), next.total, next.exact)
}

#[test]
fn the_smallest_set_of_fixes_that_reaches_the_next_band() {
    let rules: String =
        [("a", 3.0), ("b", 12.0), ("c", 11.0), ("d", 9.0)].iter().map(|(n, p)| rule("looks", n, *p, FIRST)).collect();
    let all = three(true, false, false);
    // 65 of 100: no single fix reaches 80, and of the pairs only b and c get to 88.
    assert_eq!(next(&rules, &all), ("good".to_owned(), vec!["looks/b".to_owned(), "looks/c".to_owned()], 88.0, true));
    let more = format!("{rules}{}", rule("looks", "e", 30.0, FIRST));
    assert_eq!(next(&more, &all), ("fair".to_owned(), vec!["looks/e".to_owned()], 65.0, true));
}

#[test]
fn beyond_sixteen_findings_the_way_is_greedy_and_says_so() {
    let rules: String = (0..17).map(|n| rule("looks", &format!("r{n:02}"), 3.0, FIRST)).collect();
    let (band, fixes, total, exact) = next(&rules, &three(true, false, false));
    assert_eq!((band.as_str(), fixes.len(), exact), ("fair", 1, false));
    near(total, 52.0);
    let rules: String = (0..16).map(|n| rule("looks", &format!("r{n:02}"), 3.0, FIRST)).collect();
    assert!(next(&rules, &three(true, false, false)).3);
}

#[test]
fn at_the_best_band_there_is_nowhere_to_go() {
    let program = program(&format!("{SCORE}{}", rule("looks", "a", 10.0, FIRST)));
    let scored = score(&program, &three(true, false, false));
    assert_eq!(scored.total.as_ref().unwrap().band, "ready");
    assert_eq!(scored.fixes.next_band, None);
    assert_eq!(scored.fixes.first.len(), 1);
    near(scored.fixes.first_total.unwrap(), 100.0);
}

#[test]
fn bands_are_read_from_the_rounded_total() {
    let program = program(&format!(
        "[score]\nbase = {{ looks = 1 }}\nbands = {{ good = 80, poor = 0 }}\n[factor.looks]\n{}",
        rule("looks", "a", 20.04, FIRST)
    ));
    let scored = score(&program, &three(true, false, false));
    near(total(&scored), 80.0);
    assert_eq!(scored.total.unwrap().band, "good");
}

#[test]
fn the_first_row_of_the_verdict_that_holds() {
    let verdict = "
[verdict]
factor = \"match\"
rows = [
  { at_least = 60, ready = \"likely\", gaps = \"likely\", at-risk = \"possible\", hopeless = \"doubtful\" },
  { at_least = 20, ready = \"possible\", gaps = \"possible\", at-risk = \"doubtful\", hopeless = \"unlikely\" },
  { at_least = 0, any = \"elsewhere\" },
]
[factor.match]
earns = true
applies.parcel.balance.at_least = 0
";
    let matches: String = [(60, "a"), (20, "b")]
        .iter()
        .map(|(points, name)| rule("match", name, f64::from(*points), &format!("when.parcel.balance = {points}")))
        .collect();
    let program = program(&format!(
        "{SCORE}{verdict}{matches}{}{}",
        rule("looks", "a", 100.0, FIRST),
        rule("label", "a", 100.0, SECOND)
    ));
    let told = |balance: Is, first: Is, second: Is| {
        score(&program, &record(&[("parcel.balance", balance), ("parcel.fragile", first), ("parcel.returned", second)]))
            .verdict
    };
    let word = |w: &str| Some(w.to_owned());
    assert_eq!(told(60.into(), false.into(), false.into()), word("likely"));
    assert_eq!(told(60.into(), true.into(), false.into()), word("likely"));
    assert_eq!(told(60.into(), true.into(), true.into()), word("doubtful"));
    assert_eq!(told(20.into(), false.into(), false.into()), word("possible"));
    assert_eq!(told(20.into(), true.into(), true.into()), word("unlikely"));
    assert_eq!(told(5.into(), false.into(), false.into()), word("elsewhere"));
    assert_eq!(told(5.into(), Is::Unknown, Is::Unknown), word("elsewhere"), "`any` also holds for a null total");
    assert_eq!(told(60.into(), Is::Unknown, Is::Unknown), None);
    assert_eq!(told((-5).into(), false.into(), false.into()), None, "the factor does not apply");
    assert_eq!(told(Is::Unknown, false.into(), false.into()), None);
}

#[test]
fn recorder_and_ranges_agree_on_what_is_unknown() {
    // A rule that is unknown by itself is in the range even where something known silences it only maybe.
    let rules =
        [rule("looks", "a", 10.0, &format!("supersedes = [\"looks/b\"]\n{FIRST}")), rule("looks", "b", 30.0, SECOND)]
            .concat();
    let program = program(&format!("{SCORE}{rules}{}", rule("looks", "c", 90.0, THIRD)));
    assert_eq!(range(&score(&program, &three(true, Is::Unknown, false))), [90.0; 3], "silenced for sure");
    assert_eq!(range(&score(&program, &three(Is::Unknown, Is::Unknown, false))), [60.0, 100.0, 100.0]);
}

#[test]
fn a_score_without_some_findings_has_a_range_of_its_own() {
    let rules = [
        rule("looks", "a", 30.0, &format!("supersedes = [\"looks/b\"]\n{FIRST}")),
        rule("looks", "b", 20.0, SECOND),
        rule("looks", "c", 10.0, &format!("{THIRD}\n[[rule.level]]\nwhen.parcel.weight.above = 9\npoints = 50")),
        rule("label", "a", 40.0, SECOND),
    ]
    .concat();
    let program = program(&format!("{SCORE}{rules}"));
    let record = three(true, Is::Unknown, true);
    let evaluation = program.evaluate(&record, 0);
    let without = |ids: &[&str]| {
        let rules: Vec<_> = ids.iter().map(|id| program.rule(id).unwrap()).collect();
        program.score_without(evaluation.outcomes(), &rules)
    };
    let scored = score(&program, &record);
    assert_eq!(range(&without(&[])), range(&scored));
    // What was superseded comes back as unknown; the level of the other finding still is.
    assert_eq!(factor(&program, &without(&["looks/a"]), "looks"), Some([90.0, 30.0, 90.0]));
    assert_eq!(factor(&program, &without(&["looks/c"]), "looks"), Some([70.0, 70.0, 70.0]));
}

#[test]
fn a_sheet_holds_what_the_score_is_worked_out_from() {
    let rules = [
        rule("looks", "a", 30.0, &format!("cap = 60\nsupersedes = [\"looks/b\"]\n{FIRST}")),
        rule("looks", "b", 20.0, &format!("{SECOND}\n[[rule.level]]\nwhen.parcel.weight.above = 9\npoints = 5")),
    ]
    .concat();
    let program = program(&format!("{SCORE}{rules}"));
    let record = three(true, true, false);
    let evaluation = program.evaluate(&record, 0);
    let sheet = program.sheet(evaluation.outcomes());
    assert_eq!(sheet.bands[0], ("ready".to_owned(), 80.0));
    assert_eq!(sheet.rescue.unwrap().1, [0.45, 0.25]);
    let ids: Vec<&str> = sheet.rules.iter().map(|r| program.rules()[r.rule.index()].id.as_str()).collect();
    assert_eq!(ids, ["looks/a", "looks/b"], "what supersedes comes first");
    let [a, b] = &sheet.rules[..] else { panic!("two rules") };
    assert_eq!((a.now.points, a.now.cap, a.supersedes.len()), (-30.0, Some(60.0), 1));
    // Which level of the second counts is not known.
    assert_eq!((b.worst.points, b.best.points, b.weight), (-20.0, -5.0, 20.0));
}
