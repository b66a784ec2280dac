//! What an edit does, for programs.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::tally::{Before, Row, Seen, Standing};
use super::{Edited, Impact, Side, render};

/// The whole of it.
pub(crate) fn json(impact: &Impact) -> Value {
    let tally = &impact.tally;
    let [lower, same, higher] = tally.directions();
    let percentile = |hundredths| tally.percentile(hundredths).map(points);
    let bars: Vec<Value> = render::bars(impact)
        .into_iter()
        .map(|(low, high, n)| json!({"from": points(low), "to": points(high), "profiles": n}))
        .collect();
    json!({
        "schema": "followback.impact/1",
        "base": side(&impact.base),
        "after": side(&impact.after),
        "profiles": tally.profiles,
        "unread": tally.unread,
        "same": tally.same,
        "edits": impact.edits.iter().map(|edited| edit(impact, edited)).collect::<Vec<_>>(),
        "flips": tally.flips,
        "bands": steps(&tally.bands),
        "verdicts": steps(&tally.verdicts),
        "rules": tally.rules.iter().map(|(rule, of)| json!({
            "rule": impact.rules[*rule], "gained": of.gained, "lost": of.lost, "otherwise": of.otherwise,
            "flips": of.flips, "first": of.examples,
        })).collect::<Vec<_>>(),
        "score": {
            "lower": lower, "same": same, "higher": higher, "newly_judged": tally.judged_once[1],
            "no_longer_judged": tally.judged_once[0], "median": percentile(50), "p5": percentile(5),
            "p95": percentile(95), "histogram": bars,
        },
        "flipped": tally.flipped.iter().map(|seen| profile(impact, seen)).collect::<Vec<_>>(),
        "movers": tally.movers.iter().map(|seen| profile(impact, seen)).collect::<Vec<_>>(),
    })
}

fn side(side: &Side) -> Value {
    json!({"label": side.label, "pack": side.pack.name, "version": side.pack.version, "sha256": side.pack.sha256.as_str()})
}

fn edit(impact: &Impact, edited: &Edited) -> Value {
    let edit = &edited.edit;
    let value = |written: &Option<followback_core::Written>| written.as_ref().map(|written| written.value.clone());
    json!({
        "part": edit.part.path(), "leaf": edit.leaf, "before": value(&edit.before), "after": value(&edit.after),
        "at": render::place(impact, edited), "read_by": edit.read_by, "reaches": edited.reaches,
    })
}

fn steps(steps: &BTreeMap<(Option<String>, Option<String>), u64>) -> Value {
    steps.iter().map(|((was, is), n)| json!({"from": was, "to": is, "profiles": n})).collect()
}

fn profile(impact: &Impact, seen: &Seen) -> Value {
    json!({
        "profile": seen.name, "before": standing(&seen.before), "after": standing(&seen.after),
        "shift": seen.shift().map(points), "rules": seen.moved.iter().map(|row| moved(impact, row)).collect::<Vec<_>>(),
        "edits": impact.causes_of(seen),
    })
}

fn standing(standing: &Standing) -> Value {
    json!({"score": standing.score.map(points), "band": standing.band, "verdict": standing.verdict})
}

fn moved(impact: &Impact, row: &Row) -> Value {
    json!({
        "rule": impact.rules[row.rule], "before": rule(row.moved.was), "after": rule(row.moved.is),
        "edits": impact.causes(row),
    })
}

fn rule(rule: Option<Before>) -> Value {
    let Some(rule) = rule else { return Value::Null };
    let severity = rule.severity.map(followback_core::Severity::word);
    json!({"status": rule.status.word(), "severity": severity, "points": rule.points})
}

fn points(tenths: i32) -> f64 {
    f64::from(tenths) / 10.0
}
