//! What the report cannot know, and what the reader of the file noticed.

use followback_profile::Warning;

use super::page::{Page, Phrase, Tone};
use crate::render::words::{closed, names, sentence};
use crate::report::Report;

/// Warnings before the rest is counted.
const MAX_WARNINGS: usize = 8;

pub(super) fn set(page: &mut Page, report: &Report) {
    limits(page, report);
    warnings(page, &report.warnings);
}

fn limits(page: &mut Page, report: &Report) {
    let say = page.say;
    heading(page, &say.limits());
    let untold = untold(report);
    if !untold.is_empty() {
        item(page, &say.limit_untold(names(say, untold)));
    }
    for text in [say.limit_talk(), say.limit_no_promise(), say.limit_judgement()] {
        item(page, &text);
    }
    if let Some(finding) = report.findings.first() {
        item(page, &say.limit_explain(format_args!("followback explain {}", sentence(&finding.rule))));
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

fn warnings(page: &mut Page, warnings: &[Warning]) {
    if warnings.is_empty() {
        return;
    }
    let say = page.say;
    heading(page, &say.about_the_file());
    for warning in warnings.iter().take(MAX_WARNINGS) {
        item(page, &closed(&sentence(&say.warning(warning))));
    }
    if warnings.len() > MAX_WARNINGS {
        item(page, &say.warnings_more(warnings.len() - MAX_WARNINGS));
    }
}

fn heading(page: &mut Page, title: &str) {
    page.gap();
    page.text(0, &Phrase::new(Tone::Strong, title));
    page.gap();
}

fn item(page: &mut Page, text: &str) {
    page.block(&Phrase::plain("  - "), &Phrase::plain(text));
}
