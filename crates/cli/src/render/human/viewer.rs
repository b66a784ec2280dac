//! What connects the profile with one viewer: a verdict of its own, beside the score.

use super::folded;
use super::head::bar;
use super::page::{Page, Phrase, Tone};
use crate::locale::Words;
use crate::render::words::{names, sentence};
use crate::report::{RelevanceLine, Report, ResultLine};

/// The verdict for those who look for other things, as the default pack words it.
const OFF_INTEREST: &str = "off-interest";

pub(super) fn set(page: &mut Page, report: &Report, relevance: &RelevanceLine) {
    let say = page.say;
    page.gap();
    page.text(0, &heading(say, report, relevance));
    page.gap();
    for earned in &relevance.earned {
        let lead = Phrase::plain("  ").and(Tone::Good, &format!("{:>5}", format!("{:+}", earned.points)));
        page.block(&lead.and(Tone::Plain, "  "), &Phrase::plain(&sentence(&earned.title)));
    }
    if !relevance.earned.is_empty() {
        page.gap();
    }
    let topics = |ids: &[String]| names(say, ids.iter().map(|id| report.names.label(id)));
    if !relevance.shared.is_empty() {
        page.text(2, &Phrase::plain(&say.viewer_shared(topics(&relevance.shared))));
    }
    if !relevance.only_viewer.is_empty() {
        page.text(2, &Phrase::plain(&say.viewer_only(topics(&relevance.only_viewer))));
    }
    if relevance.verdict.as_deref() == Some(OFF_INTEREST) {
        page.text(2, &Phrase::plain(&format!("→ {}", say.viewer_no_fault())));
    }
    // What was not earned is no news; what could not be checked is.
    let unchecked: Vec<&ResultLine> =
        report.results.iter().filter(|r| r.factor == relevance.factor && r.status == "unknown").collect();
    if let Some(factor) = report.factors.iter().find(|f| f.id == relevance.factor)
        && !unchecked.is_empty()
    {
        page.gap();
        folded::set(page, factor, &[], &unchecked);
    }
}

/// `For this viewer  ██████░░░░  55 of 100: follow-back possible`
fn heading(say: &Words, report: &Report, relevance: &RelevanceLine) -> Phrase {
    let title = Phrase::new(Tone::Strong, &say.for_this_viewer()).and(Tone::Plain, "  ");
    let verdict = match relevance.verdict.as_deref() {
        Some(OFF_INTEREST) => say.viewer_other_interests(),
        Some(verdict) => say.viewer_verdict(sentence(&report.names.verdict(verdict))),
        None => say.viewer_no_verdict(),
    };
    match relevance.score {
        Some(score) => {
            title.join(&bar(score, 10)).and(Tone::Plain, &format!("  {}: {verdict}", say.of_100(say.number(score))))
        }
        None => title.and(Tone::Plain, &verdict),
    }
}
