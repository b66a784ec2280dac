//! What always holds, whatever the rules and the records.

use followback_core::{
    Change, Fact, Members, Outline, OutlineKind, Program, Reason, Record, Scored, Status, TextPlace, Trace,
};
use proptest::prelude::*;

use crate::generated::{DECLARED, RuleText, case, compiled, condition, rendered, rule_text, without_defaults};
use crate::support::{NOW, SCHEMA, checked, files, sound};

fn statuses(program: &Program, record: &Record<'_>) -> Vec<Status> {
    program.evaluate(record, NOW).outcomes().iter().map(|o| o.status).collect()
}

fn scored(program: &Program, record: &Record<'_>) -> Scored {
    program.score(program.evaluate(record, NOW).outcomes())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 250, max_shrink_iters: 400, ..ProptestConfig::default() })]

    /// What is told with facts missing stays told when they are known: nothing unknown accuses or acquits anyone.
    #[test]
    fn knowing_more_never_contradicts(rules in prop::collection::vec(rule_text(), 1..7), case in case()) {
        // Rules by themselves; that one silences another is not monotone by design. Nor is `needs`, which says "unknown" of a
        // sample that is known to be too small.
        let plain: Vec<RuleText> = without_defaults(rules).into_iter().map(|r| RuleText { supersedes: vec![], ..r }).collect();
        let program = compiled(&plain);
        let (partial, whole) = (statuses(&program, &case.record(true)), statuses(&program, &case.record(false)));
        for ((before, after), rule) in partial.iter().zip(&whole).zip(program.rules()) {
            if *before != Status::Unknown {
                prop_assert_eq!(before, after, "{}", &rule.id);
            }
        }
    }

    /// The range holds what the total turns out to be, where the same factors are judged.
    #[test]
    fn the_range_holds_the_total(rules in prop::collection::vec(rule_text(), 1..8), case in case()) {
        let program = compiled(&without_defaults(rules));
        let (before, after) = (scored(&program, &case.record(true)), scored(&program, &case.record(false)));
        let judged = |s: &Scored| -> Vec<bool> { s.factors.iter().map(|f| f.score.is_some()).collect() };
        for scored in [&before, &after] {
            if let Some(total) = &scored.total {
                prop_assert!(total.low <= total.value && total.value <= total.high, "{total:?}");
                prop_assert!((0.0..=100.0).contains(&total.low) && total.high <= 100.0);
            }
            for [now, low, high] in scored.factors.iter().filter_map(|f| f.score) {
                prop_assert!(low <= now && now <= high);
            }
        }
        if judged(&before) == judged(&after)
            && let (Some(before), Some(after)) = (&before.total, &after.total)
        {
            prop_assert!(before.low <= after.value && after.value <= before.high, "{} is not in {before:?}", after.value);
        }
    }

    /// Records that are judged side by side, in buffers of others, are judged as each by itself.
    #[test]
    fn many_are_judged_as_one(
        rules in prop::collection::vec(rule_text(), 1..7),
        cases in prop::collection::vec(case(), 1..5),
        count in prop_oneof![3 => 1..6usize, 1 => Just(67usize)],
    ) {
        let program = compiled(&rules);
        let records: Vec<Record<'_>> = cases.iter().cycle().take(count).map(|case| case.record(true)).collect();
        let note = TextPlace::Record(SCHEMA.fact("note").unwrap());
        let mut scratches = Vec::new();
        for round in 0..2 {
            // In another order each time, so that no buffer is used for the same record again; some were looked at ahead.
            let ahead = |(n, record): (usize, _)| {
                let scratch = scratches.pop().unwrap_or_default();
                let looked = if n % 2 == round { program.look_ahead(scratch, record, |ahead| ahead.language(note)).0 } else { scratch };
                (looked, record, NOW)
            };
            let order: Vec<&Record<'_>> = if round == 0 { records.iter().collect() } else { records.iter().rev().collect() };
            let together = program.evaluate_together(order.iter().copied().enumerate().map(ahead).collect::<Vec<_>>());
            prop_assert_eq!(together.len(), count);
            for (record, mut evaluation) in order.into_iter().zip(together) {
                let mut alone = program.evaluate(record, NOW);
                prop_assert_eq!(evaluation.outcomes(), alone.outcomes());
                prop_assert_eq!(program.score(evaluation.outcomes()), program.score(alone.outcomes()));
                for rule in program.rules() {
                    let id = program.rule(&rule.id).unwrap();
                    prop_assert_eq!(evaluation.evidence(id), alone.evidence(id));
                    prop_assert_eq!(evaluation.missing(id), alone.missing(id));
                }
                scratches.push(evaluation.into_scratch());
            }
        }
    }

    /// A recorder that looks at every part sees the same as one that stops early.
    #[test]
    fn recording_changes_nothing(rules in prop::collection::vec(rule_text(), 1..7), case in case()) {
        let program = compiled(&rules);
        let record = case.record(true);
        let mut plain = program.evaluate(&record, NOW);
        let mut traced = program.evaluate_with(&record, NOW, Trace::default());
        prop_assert_eq!(plain.outcomes(), traced.outcomes());
        for rule in program.rules() {
            let id = program.rule(&rule.id).unwrap();
            prop_assert_eq!(plain.evidence(id), traced.evidence(id));
            prop_assert_eq!(plain.missing(id), traced.missing(id));
        }
        // Every part of every condition was looked at.
        for rule in program.rules() {
            let mut parts: Vec<&Outline> = rule.conditions().into_iter().map(|(_, outline)| outline).collect();
            while let Some(outline) = parts.pop() {
                prop_assert!(traced.recorder().result(outline.cond).is_some(), "{outline:?}");
                // Below a test stands what members have to meet.
                if !matches!(outline.kind, OutlineKind::Test(_)) {
                    parts.extend(outline.parts.iter());
                }
            }
        }
    }

    /// What is said to flip a rule flips it: evaluated anew, the changed record has the result that was named, and every fact
    /// that was not named is as it was.
    #[test]
    fn what_would_flip_a_rule_flips_it(rules in prop::collection::vec(rule_text(), 1..4), case in case()) {
        let program = compiled(&rules);
        let record = case.record(true);
        let before = program.evaluate(&record, NOW);
        for rule in program.rules() {
            let id = program.rule(&rule.id).unwrap();
            for flip in program.flips(id, &record, NOW, &|_| ()) {
                let after = program.evaluate(&flip.record, NOW);
                prop_assert_eq!(after.outcomes()[id.index()].by_itself(), flip.status);
                prop_assert_ne!(before.outcomes()[id.index()].by_itself(), flip.status, "{:?}", flip.changes);
                for (index, decl) in (0..).zip(SCHEMA.facts()) {
                    let fact = followback_core::FactId(index);
                    let named = flip.changes.iter().any(|c| matches!(c, Change::Fact { path, .. } if *path == decl.path));
                    prop_assert!(named || record.get(fact) == flip.record.get(fact), "{} has changed", decl.path);
                }
            }
        }
    }

    /// Unknown rules say what is missing; rules that are told lack nothing.
    #[test]
    fn what_is_unknown_says_what_is_missing(rules in prop::collection::vec(rule_text(), 1..5), case in case()) {
        let plain: Vec<RuleText> = rules.into_iter().map(|r| RuleText { supersedes: vec![], ..r }).collect();
        let program = compiled(&plain);
        let record = case.record(true);
        let mut evaluation = program.evaluate(&record, NOW);
        let statuses: Vec<Status> = evaluation.outcomes().iter().map(|o| o.status).collect();
        for (rule, status) in program.rules().iter().zip(statuses) {
            let missing = evaluation.missing(program.rule(&rule.id).unwrap());
            prop_assert_eq!(missing.is_empty(), status != Status::Unknown, "{} is {:?}: {:?}", &rule.id, status, missing);
        }
    }

    /// The order of rules in a file, and of files in a pack, changes nothing.
    #[test]
    fn order_of_rules_changes_nothing(rules in prop::collection::vec(rule_text(), 2..6), case in case(), split in 0..5usize) {
        let texts = rendered(&rules);
        let one = compiled(&rules);
        let split = split.min(texts.len());
        let (first, second) = (texts[split..].concat(), texts[..split].iter().rev().cloned().collect::<String>());
        let goods = [("goods/a.toml", "id = \"cups\"\nterms.en = [\"cup\", \"mug\"]\nterms_with_company.en = [\"end\", \"all\", \"not\"]\n"), ("goods/b.toml", "id = \"glass\"\nterms.en = [\"glass\"]\n")];
        let other = sound(checked(&[files("test", &[&[("a.toml", first.as_str()), ("b.toml", DECLARED), ("c.toml", second.as_str())][..], &goods].concat())], ""));
        let record = case.record(true);
        let (a, b) = (scored(&one, &record), scored(&other, &record));
        prop_assert_eq!(statuses(&one, &record), statuses(&other, &record));
        prop_assert_eq!(a, b);
    }

    /// The waterfall sums to the total, gains are differences of totals, and findings come in their order.
    #[test]
    fn scores_add_up(rules in prop::collection::vec(rule_text(), 1..8), case in case()) {
        let program = compiled(&rules);
        let record = case.record(false);
        let scored = scored(&program, &record);
        let Some(total) = &scored.total else { return Ok(()) };
        let sum: f64 = scored.waterfall.iter().map(|s| s.by).sum();
        prop_assert!((sum - total.value).abs() < 1e-6, "{sum} is not {}", total.value);
        let start: f64 = scored.waterfall[0].by;
        prop_assert!((start - 100.0).abs() < 1e-9);
        prop_assert!(scored.findings.is_sorted_by(|a, b| a.gain > b.gain || (a.gain - b.gain).abs() < 1e-9 && a.rule < b.rule));
        if let Some(next) = &scored.fixes.next_band {
            prop_assert!(next.total > total.value && !next.rules.is_empty());
        }
    }

    /// Mending a finding gains what turning its rule into one that passes gains.
    #[test]
    fn a_gain_is_what_scoring_again_says(rules in prop::collection::vec(rule_text(), 1..6), case in case()) {
        // Without `fired`, which reads raw results and would change with the rule.
        let rules: Vec<RuleText> = rules.into_iter().map(|r| RuleText { fired: None, ..r }).collect();
        let program = compiled(&rules);
        let record = case.record(false);
        let before = scored(&program, &record);
        let Some(total) = before.total.as_ref().map(|t| t.value) else { return Ok(()) };
        for finding in &before.findings {
            let id = &program.rules()[finding.rule.index()].id;
            let nth: usize = id.trim_start_matches("r/n").parse().unwrap();
            let mut mended = rules.clone();
            mended[nth].unless = Some("not = { customer.known = true }".to_owned());
            let after = scored(&compiled(&mended), &record);
            let after = after.total.map_or(total, |t| t.value);
            prop_assert!((finding.gain - (after - total)).abs() < 1e-6, "{id}: {} is not {}", finding.gain, after - total);
        }
    }

    /// The total never falls when a factor rises.
    #[test]
    fn the_total_never_falls_when_a_factor_rises(points in [0..101u32, 0..101u32, 0..101u32], which in 0..3usize, more in 1..60u32, w0 in 0..101u32, w1 in 0..101u32) {
        let total = |points: [u32; 3]| -> Option<f64> {
            let rules: String = ["looks", "label", "orders"].iter().zip(points).map(|(factor, points)| format!(
                "[[rule]]\nid = \"{factor}/a\"\nfactor = \"{factor}\"\nseverity = \"minor\"\npoints = {points}\ntitle = \"t\"\nmessage = \"m\"\nwhen.customer.known = false\nunless.customer.known = true\n[[rule]]\nid = \"{factor}/b\"\nfactor = \"{factor}\"\nseverity = \"minor\"\npoints = {points}\ntitle = \"t\"\nmessage = \"m\"\nwhen.parcel.fragile = true\n"
            )).collect();
            let score = format!("[score]\nbase = {{ looks = 0.4, label = 0.6 }}\nrescue = {{ factor = \"orders\", weight = [{}, {}] }}\n[factor.looks]\n[factor.label]\n[factor.orders]\n", f64::from(w0) / 100.0, f64::from(w1) / 100.0);
            let checked = checked(&[files("test", &[("rules.toml", &format!("{score}{rules}"))])], "");
            let program = checked.program?;
            scored(&program, &crate::support::record(&[("parcel.fragile", true.into())])).total.map(|t| t.value)
        };
        // A rule without points has no weight, and a factor without weight is not judged.
        let points = points.map(|p| p.max(1));
        let mut fewer = points;
        fewer[which] = points[which].saturating_sub(more).max(1);
        if let (Some(before), Some(after)) = (total(points), total(fewer)) {
            prop_assert!(after >= before, "{points:?} {before} to {fewer:?} {after}");
        }
    }
}

/// A record of which nothing is known gives no finding, whatever the rules, unless they read declarations or say what an
/// unknown fact counts as.
#[test]
fn nothing_known_is_nothing_found() {
    let mut record = Record::new(&SCHEMA);
    let all: Vec<_> = SCHEMA.facts().iter().map(|f| SCHEMA.fact(&f.path).unwrap()).collect();
    for id in all {
        record.set(id, Fact::Unknown(Reason::NotMeasured));
    }
    assert!(matches!(record.members(SCHEMA.collection("orders").unwrap()), Members::Unknown(_)));
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for _ in 0..100 {
        let tree = condition().new_tree(&mut runner).unwrap();
        let condition = proptest::strategy::ValueTree::current(&tree);
        if condition.contains("unknown =") {
            continue;
        }
        let rule = RuleText {
            factor: 0,
            points: 1,
            when: condition,
            unless: None,
            applies: None,
            needs: None,
            level: None,
            cap: None,
            supersedes: vec![],
            fired: None,
        };
        assert_eq!(statuses(&compiled(&[rule]), &record), [Status::Unknown]);
    }
}
