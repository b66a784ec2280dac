//! What changed since an earlier report.

use super::page::{Page, Phrase, Tone};
use crate::locale::Words;
use crate::render::words::sentence;
use crate::report::{Cause, ChangesLine, Report};

pub(super) fn set(page: &mut Page, report: &Report, changes: &ChangesLine) {
    let say = page.say;
    page.gap();
    page.text(0, &Phrase::new(Tone::Strong, &sentence(&say.since(day(&changes.since)))));
    page.gap();
    if changes.is_empty() {
        page.text(2, &Phrase::plain(&say.since_nothing()));
        return;
    }
    page.text(2, &total(say, report, changes));
    for factor in &changes.factors {
        let moved = arrow(&number(say, factor.before), &number(say, factor.now));
        page.text(2, &Phrase::plain(&format!("{}: {moved}", sentence(&factor.title))));
    }
    gone(page, changes);
    new(page, changes);
    changed(page, changes);
    page.gap();
    page.text(2, &Phrase::plain(&if changes.same_rules { say.same_rules() } else { say.other_rules() }));
}

/// `61 → 68.2 (+7.2): gaps → ready`
fn total(say: &Words, report: &Report, changes: &ChangesLine) -> Phrase {
    let (total, band) = (&changes.total, &changes.band);
    let mut line = Phrase::new(Tone::Strong, &arrow(&number(say, total.before), &number(say, total.now)));
    if let (Some(before), Some(now)) = (total.before, total.now) {
        let tone = if now > before { Tone::Good } else { Tone::Plain };
        line = line.and(tone, &format!(" ({})", say.signed(now - before)));
    }
    let name = |band: &Option<String>| band.as_deref().map(|band| sentence(&report.names.band(band)));
    match (name(&band.before), name(&band.now)) {
        (Some(before), Some(now)) if before == now => line.and(Tone::Plain, &format!(": {now}")),
        (None, None) => line,
        (before, now) => {
            let known = |name: Option<String>| name.unwrap_or_else(|| "-".to_owned());
            line.and(Tone::Plain, &format!(": {}", arrow(&known(before), &known(now))))
        }
    }
}

fn gone(page: &mut Page, changes: &ChangesLine) {
    let say = page.say;
    heading(page, &say.findings_gone(), changes.gone.is_empty());
    for line in &changes.gone {
        let now =
            line.status.as_deref().map_or_else(|| say.rule_gone(), |status| say.status_now(say.status_word(status)));
        item(page, Tone::Good, &line.title, &line.rule, &[now], line.cause);
    }
}

fn new(page: &mut Page, changes: &ChangesLine) {
    let say = page.say;
    heading(page, &say.findings_new(), changes.new.is_empty());
    for line in &changes.new {
        let before =
            line.before.as_deref().map_or_else(|| say.rule_new(), |status| say.status_before(say.status_word(status)));
        item(page, Tone::Poor, &line.title, &line.rule, &[before], line.cause);
    }
}

fn changed(page: &mut Page, changes: &ChangesLine) {
    let say = page.say;
    heading(page, &say.findings_changed(), changes.changed.is_empty());
    for line in &changes.changed {
        let severity =
            |word: &Option<String>| word.as_deref().map_or_else(|| "-".to_owned(), |w| sentence(&say.severity(w)));
        let (before, now) = (severity(&line.severity.before), severity(&line.severity.now));
        let severity = (before != now).then(|| arrow(&before, &now));
        let points = say.moved_points(number(say, line.points.before), number(say, line.points.now));
        let details: Vec<String> = severity.into_iter().chain([points]).collect();
        item(page, Tone::Fair, &line.title, &line.rule, &details, line.cause);
    }
}

fn heading(page: &mut Page, title: &str, is_empty: bool) {
    if !is_empty {
        page.gap();
        page.text(2, &Phrase::new(Tone::Strong, title));
    }
}

/// `- No posts (posts/none): passed before`
fn item(page: &mut Page, tone: Tone, title: &str, rule: &str, details: &[String], cause: Cause) {
    let cause = page.say.cause(cause);
    let details: Vec<&str> = details.iter().chain(&cause).map(String::as_str).collect();
    let text = Phrase::plain(&sentence(title))
        .and(Tone::Faint, &format!(" ({})", sentence(rule)))
        .and(Tone::Plain, &format!(": {}", details.join("; ")));
    page.block(&Phrase::plain("  ").and(tone, "- "), &text);
}

fn number(say: &Words, value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| say.number(value))
}

fn arrow(before: &str, now: &str) -> String {
    if before == now { now.to_owned() } else { format!("{before} → {now}") }
}

/// The day of a time.
fn day(time: &str) -> &str {
    time.split('T').next().unwrap_or(time)
}
