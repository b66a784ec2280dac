//! What to fix first, and what that reaches.

use super::head::band_name;
use super::page::{Page, Phrase, Tone};
use super::words::{number, sentence};
use crate::report::{FindingLine, NextBandLine, Report};

pub(super) fn set(page: &mut Page, report: &Report) {
    let first: Vec<&FindingLine> = report.fixes.first.iter().filter_map(|rule| finding(report, rule)).collect();
    if report.findings.is_empty() {
        page.gap();
        page.text(0, &Phrase::new(Tone::Good, "Nothing to fix was found in what could be checked."));
    }
    if first.is_empty() {
        return;
    }
    page.gap();
    page.text(0, &Phrase::new(Tone::Strong, "Fix first").and(Tone::Faint, ", and what each adds to the score"));
    page.gap();
    for (nth, finding) in (1..).zip(&first) {
        fix(page, nth, finding);
    }
    let reached = [together(report, first.len()), next_band(report)];
    let reached: Vec<String> = reached.into_iter().flatten().collect();
    if !reached.is_empty() {
        page.gap();
        page.text(2, &Phrase::plain(&reached.join(" ")));
    }
}

fn finding<'r>(report: &'r Report, rule: &str) -> Option<&'r FindingLine> {
    report.findings.iter().find(|finding| finding.rule == rule)
}

fn fix(page: &mut Page, nth: usize, finding: &FindingLine) {
    let lead = Phrase::plain(&format!("  {nth}  ")).and(Tone::Good, &gain(finding.gain)).and(Tone::Plain, "  ");
    page.block(&lead, &Phrase::new(Tone::Strong, &sentence(&finding.title)));
    page.text(lead.width(), &Phrase::plain(&sentence(&finding.advice)));
}

/// What a fix adds, set to the right of a column.
pub(super) fn gain(gain: f64) -> String {
    // What a finding covers comes back when it is mended alone; a promise of less than nothing would only puzzle.
    if gain > 0.0 { format!("{:>5}", format!("{gain:+.1}")) } else { format!("{:>5}", "±0") }
}

/// What the fixes named first reach.
fn together(report: &Report, n: usize) -> Option<String> {
    let total = number(report.first_total?);
    Some(match n {
        1 => format!("That makes it {total}."),
        2 => format!("Both together make it {total}."),
        3 => format!("All three together make it {total}."),
        _ => format!("All {n} together make it {total}."),
    })
}

/// The way to the next band.
fn next_band(report: &Report) -> Option<String> {
    let next = report.fixes.next_band.as_ref()?;
    let band = band_name(&next.band);
    if next.exact && same(&next.rules, &report.fixes.first) && report.first_total == Some(next.total) {
        return Some(format!("That is “{band}”, and no smaller set reaches it."));
    }
    let way = if next.exact { "The shortest way" } else { "One way" };
    Some(format!("{way} to “{band}” is to fix {}: {}.", steps(report, next), number(next.total)))
}

fn same(some: &[String], others: &[String]) -> bool {
    some.len() == others.len() && some.iter().all(|rule| others.contains(rule))
}

/// The fixes of a set: by their number where they have one, and these first.
fn steps(report: &Report, next: &NextBandLine) -> String {
    let nth = |rule: &String| report.fixes.first.iter().position(|first| first == rule);
    let mut numbered: Vec<usize> = next.rules.iter().filter_map(nth).collect();
    numbered.sort_unstable();
    let numbered = numbered.into_iter().map(|i| (i + 1).to_string());
    let named = next.rules.iter().filter(|rule| nth(rule).is_none()).map(|rule| sentence(rule));
    let all: Vec<String> = numbered.chain(named).collect();
    match all.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}
