//! What to fix first, and what that reaches.

use super::page::{Page, Phrase, Tone};
use crate::locale::Words;
use crate::render::words::sentence;
use crate::report::{FindingLine, NextBandLine, Report};

pub(super) fn set(page: &mut Page, report: &Report) {
    let first: Vec<&FindingLine> = report.fixes.first.iter().filter_map(|rule| finding(report, rule)).collect();
    let say = page.say;
    if report.findings.is_empty() {
        page.gap();
        page.text(0, &Phrase::new(Tone::Good, &say.nothing_to_fix()));
    }
    if first.is_empty() {
        return;
    }
    page.gap();
    page.text(0, &Phrase::new(Tone::Strong, &say.fix_first()).and(Tone::Faint, &say.fix_first_more()));
    page.gap();
    for (nth, finding) in (1..).zip(&first) {
        fix(page, nth, finding);
    }
    let reached = [together(say, report, first.len()), next_band(say, report)];
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
    let lead =
        Phrase::plain(&format!("  {nth}  ")).and(Tone::Good, &gain(page.say, finding.gain)).and(Tone::Plain, "  ");
    page.block(&lead, &Phrase::new(Tone::Strong, &sentence(&finding.title)));
    page.text(lead.width(), &Phrase::plain(&sentence(&finding.advice)));
}

/// What a fix adds, set to the right of a column.
pub(super) fn gain(say: &Words, gain: f64) -> String {
    // What a finding covers comes back when it is mended alone; a promise of less than nothing would only puzzle.
    if gain > 0.0 { format!("{:>5}", say.signed(gain)) } else { format!("{:>5}", "±0") }
}

/// What the fixes named first reach.
fn together(say: &Words, report: &Report, n: usize) -> Option<String> {
    let total = say.number(report.first_total?);
    Some(match n {
        1 => say.together_one(total),
        2 => say.together_two(total),
        3 => say.together_three(total),
        _ => say.together(n, total),
    })
}

/// The way to the next band.
fn next_band(say: &Words, report: &Report) -> Option<String> {
    let next = report.fixes.next_band.as_ref()?;
    let band = report.names.band(&next.band);
    if next.exact && same(&next.rules, &report.fixes.first) && report.first_total == Some(next.total) {
        return Some(say.next_band_reached(band));
    }
    let (fixes, total) = (steps(say, report, next), say.number(next.total));
    Some(if next.exact {
        say.next_band_shortest(band, fixes, total)
    } else {
        say.next_band_one_way(band, fixes, total)
    })
}

fn same(some: &[String], others: &[String]) -> bool {
    some.len() == others.len() && some.iter().all(|rule| others.contains(rule))
}

/// The fixes of a set: by their number where they have one, and these first.
fn steps(say: &Words, report: &Report, next: &NextBandLine) -> String {
    let nth = |rule: &String| report.fixes.first.iter().position(|first| first == rule);
    let mut numbered: Vec<usize> = next.rules.iter().filter_map(nth).collect();
    numbered.sort_unstable();
    let numbered = numbered.into_iter().map(|i| (i + 1).to_string());
    let named = next.rules.iter().filter(|rule| nth(rule).is_none()).map(|rule| sentence(rule));
    let all: Vec<String> = numbered.chain(named).collect();
    say.and(&all)
}
