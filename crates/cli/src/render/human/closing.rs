//! What the report cannot know, and what the reader of the file noticed.

use super::page::{Page, Phrase, Tone};
use super::words::{closed, names, sentence};
use crate::report::Report;

/// Warnings before the rest is counted.
const MAX_WARNINGS: usize = 8;

pub(super) fn set(page: &mut Page, report: &Report) {
    limits(page, report);
    warnings(page, &report.warnings);
}

fn limits(page: &mut Page, report: &Report) {
    heading(page, "What this cannot tell", "");
    let untold = untold(report);
    if !untold.is_empty() {
        item(page, &format!("Your file does not say: {}.", names(untold)));
    }
    item(page, "Talking with people before you follow them helps, and no profile shows it.");
    item(
        page,
        "Nobody can promise follow-backs: in one experiment, careful and complete profiles were followed back about one \
         time in five.",
    );
    item(page, "The points are judgement, informed by studies; every weight stands in the rules, to be changed.");
    if let Some(finding) = report.findings.first() {
        item(page, &format!("`followback explain {}` says why a rule is there.", sentence(&finding.rule)));
    }
}

/// Facts that the source does not carry, each once.
fn untold(report: &Report) -> Vec<&str> {
    let missing = report.results.iter().flat_map(|result| &result.missing);
    let mut facts: Vec<&str> = missing.filter(|m| m.reason == "not_in_source").map(|m| m.fact.as_str()).collect();
    facts.sort_unstable();
    facts.dedup();
    facts
}

fn warnings(page: &mut Page, warnings: &[String]) {
    if warnings.is_empty() {
        return;
    }
    heading(page, "About the file", "");
    for warning in warnings.iter().take(MAX_WARNINGS) {
        item(page, &closed(&sentence(warning)));
    }
    if warnings.len() > MAX_WARNINGS {
        item(page, &format!("and {} more.", warnings.len() - MAX_WARNINGS));
    }
}

fn heading(page: &mut Page, title: &str, words: &str) {
    page.gap();
    page.text(0, &Phrase::new(Tone::Strong, title).and(Tone::Plain, words));
    page.gap();
}

fn item(page: &mut Page, text: &str) {
    page.block(&Phrase::plain("  - "), &Phrase::plain(text));
}
