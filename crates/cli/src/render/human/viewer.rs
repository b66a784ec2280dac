//! What connects the profile with one viewer: a verdict of its own, beside the score.

use super::folded;
use super::head::bar;
use super::page::{Page, Phrase, Tone};
use super::words::{names, number, sentence};
use crate::report::{RelevanceLine, Report, ResultLine};

/// The verdict for those who look for other things, as the default pack words it.
const OFF_INTEREST: &str = "off-interest";

pub(super) fn set(page: &mut Page, report: &Report, relevance: &RelevanceLine) {
    page.gap();
    page.text(0, &heading(relevance));
    page.gap();
    for earned in &relevance.earned {
        let lead = Phrase::plain("  ").and(Tone::Good, &format!("{:>5}", format!("{:+}", earned.points)));
        page.block(&lead.and(Tone::Plain, "  "), &Phrase::plain(&sentence(&earned.title)));
    }
    if !relevance.earned.is_empty() {
        page.gap();
    }
    let sets = [("You share", &relevance.shared), ("Not found in your bio and latest posts", &relevance.only_viewer)];
    for (label, topics) in sets {
        if !topics.is_empty() {
            page.text(2, &Phrase::plain(&format!("{label}: {}.", names(topics.iter().map(String::as_str)))));
        }
    }
    if relevance.verdict.as_deref() == Some(OFF_INTEREST) {
        page.text(2, &Phrase::plain("→ This is no fault of your profile: choose people whose interests you share."));
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
fn heading(relevance: &RelevanceLine) -> Phrase {
    let title = Phrase::new(Tone::Strong, "For this viewer").and(Tone::Plain, "  ");
    let verdict = match relevance.verdict.as_deref() {
        Some(OFF_INTEREST) => "other interests".to_owned(),
        Some(verdict) => format!("follow-back {}", sentence(verdict).replace('-', " ")),
        None => "too little is known for a verdict".to_owned(),
    };
    match relevance.score {
        Some(score) => title.join(&bar(score, 10)).and(Tone::Plain, &format!("  {} of 100: {verdict}", number(score))),
        None => title.and(Tone::Plain, &verdict),
    }
}
