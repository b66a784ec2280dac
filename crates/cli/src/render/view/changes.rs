//! What changed since an earlier report.

use serde::Serialize;

use crate::locale::Words;
use crate::render::words::sentence;
use crate::report::{Cause, ChangesLine, Report, day_of};

/// What changed.
#[derive(Debug, Serialize)]
pub(crate) struct Changes {
    pub(crate) title: String,
    /// Said where nothing did.
    pub(crate) nothing: Option<String>,
    /// `61 → 68.2`
    pub(crate) total: String,
    /// `+7.2`, where there was a total before and is another now.
    pub(crate) by: Option<String>,
    pub(crate) better: bool,
    /// `gaps → ready`; empty where none is declared.
    pub(crate) band: String,
    /// `Bio: 35 → 70`
    pub(crate) factors: Vec<String>,
    pub(crate) groups: Vec<ChangeGroup>,
    /// Whether both were made with the same rules.
    pub(crate) rules: String,
}

/// Findings that changed in one way.
#[derive(Debug, Serialize)]
pub(crate) struct ChangeGroup {
    /// `gone`, `new` or `changed`.
    pub(crate) kind: &'static str,
    pub(crate) title: String,
    pub(crate) items: Vec<Change>,
}

/// A finding that changed.
#[derive(Debug, Serialize)]
pub(crate) struct Change {
    pub(crate) title: String,
    pub(crate) rule: String,
    /// The rules of now have it.
    pub(crate) is_there: bool,
    pub(crate) details: String,
}

impl Changes {
    pub(super) fn new(say: &Words, report: &Report) -> Option<Self> {
        let changes = report.changes.as_ref()?;
        let (before, now) = (changes.total.before, changes.total.now);
        let moved = |before, now| arrow(&number(say, before), &number(say, now));
        let factor = |f: &crate::report::MovedFactor| format!("{}: {}", sentence(&f.title), moved(f.before, f.now));
        Some(Changes {
            title: sentence(&say.since(day_of(&changes.since))),
            nothing: changes.is_empty().then(|| say.since_nothing()),
            total: moved(before, now),
            by: before
                .zip(now)
                .filter(|(before, now)| before.total_cmp(now).is_ne())
                .map(|(before, now)| say.signed(now - before)),
            better: now > before,
            band: band(report, changes),
            factors: changes.factors.iter().map(factor).collect(),
            groups: groups(say, report, changes),
            rules: if changes.same_rules { say.same_rules() } else { say.other_rules() },
        })
    }
}

fn band(report: &Report, changes: &ChangesLine) -> String {
    let name = |band: &Option<String>| band.as_deref().map(|band| sentence(&report.names.band(band)));
    match (name(&changes.band.before), name(&changes.band.now)) {
        (None, None) => String::new(),
        (before, now) => {
            let known = |name: Option<String>| name.unwrap_or_else(|| "-".to_owned());
            arrow(&known(before), &known(now))
        }
    }
}

fn groups(say: &Words, report: &Report, changes: &ChangesLine) -> Vec<ChangeGroup> {
    let gone = changes.gone.iter().map(|line| {
        let status = line.status.as_deref();
        let now = status.map_or_else(|| say.rule_gone(), |status| say.status_now(say.status_word(status)));
        change(say, report, (&line.title, &line.rule), &[now], line.cause)
    });
    let new = changes.new.iter().map(|line| {
        let status = line.before.as_deref();
        let before = status.map_or_else(|| say.rule_new(), |status| say.status_before(say.status_word(status)));
        change(say, report, (&line.title, &line.rule), &[before], line.cause)
    });
    let weighed = changes.changed.iter().map(|line| {
        let severity =
            |word: &Option<String>| word.as_deref().map_or_else(|| "-".to_owned(), |w| sentence(&say.severity(w)));
        let (before, now) = (severity(&line.severity.before), severity(&line.severity.now));
        let severity = (before != now).then(|| arrow(&before, &now));
        let points = say.moved_points(number(say, line.points.before), number(say, line.points.now));
        let details: Vec<String> = severity.into_iter().chain([points]).collect();
        change(say, report, (&line.title, &line.rule), &details, line.cause)
    });
    let groups = [
        ChangeGroup { kind: "gone", title: say.findings_gone(), items: gone.collect() },
        ChangeGroup { kind: "new", title: say.findings_new(), items: new.collect() },
        ChangeGroup { kind: "changed", title: say.findings_changed(), items: weighed.collect() },
    ];
    groups.into_iter().filter(|group| !group.items.is_empty()).collect()
}

fn change(say: &Words, report: &Report, (title, rule): (&str, &str), details: &[String], cause: Cause) -> Change {
    let cause = say.cause(cause);
    let details: Vec<&str> = details.iter().chain(&cause).map(String::as_str).collect();
    let is_there = report.results.iter().any(|result| result.rule == rule);
    Change { title: sentence(title), rule: sentence(rule), is_there, details: details.join("; ") }
}

fn number(say: &Words, value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| say.number(value))
}

fn arrow(before: &str, now: &str) -> String {
    if before == now { now.to_owned() } else { format!("{before} → {now}") }
}
