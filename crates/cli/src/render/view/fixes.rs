//! What to fix first, and what that reaches.

use serde::Serialize;

use crate::locale::Words;
use crate::render::words::sentence;
use crate::report::{NextBandLine, Report};

/// What to fix first.
#[derive(Debug, Serialize)]
pub(crate) struct Fixes {
    /// Said where nothing was found.
    pub(crate) nothing: Option<String>,
    pub(crate) items: Vec<Fix>,
    /// What they reach together, and the way to the next band.
    pub(crate) reached: Vec<String>,
}

/// A fix.
#[derive(Debug, Serialize)]
pub(crate) struct Fix {
    /// The number of its finding.
    pub(crate) n: usize,
    pub(crate) rule: String,
    pub(crate) gain: String,
    pub(crate) title: String,
    pub(crate) advice: String,
}

impl Fixes {
    pub(super) fn new(say: &Words, report: &Report) -> Self {
        let items: Vec<Fix> = report.fixes.first.iter().filter_map(|rule| Fix::new(say, report, rule)).collect();
        let reached = if items.is_empty() {
            Vec::new()
        } else {
            [together(say, report, items.len()), next_band(say, report)].into_iter().flatten().collect()
        };
        Fixes { nothing: report.findings.is_empty().then(|| say.nothing_to_fix()), items, reached }
    }
}

impl Fix {
    fn new(say: &Words, report: &Report, rule: &str) -> Option<Self> {
        let place = report.findings.iter().position(|finding| finding.rule == rule)?;
        let finding = &report.findings[place];
        Some(Fix {
            n: place + 1,
            rule: finding.rule.clone(),
            gain: gain(say, finding.gain),
            title: sentence(&finding.title),
            advice: sentence(&finding.advice),
        })
    }
}

/// What a fix adds.
pub(super) fn gain(say: &Words, gain: f64) -> String {
    // What a finding covers comes back when it is mended alone; a promise of less than nothing would only puzzle.
    if gain > 0.0 { say.signed(gain) } else { "±0".to_owned() }
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
    let band = sentence(&report.names.band(&next.band));
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
