//! What connects the profile with one viewer: a verdict of its own, beside the score.

use super::folded;
use super::head::bar;
use super::page::{Page, Phrase, Tone};
use crate::render::view::ViewerPart;

pub(super) fn set(page: &mut Page, viewer: &ViewerPart) {
    page.gap();
    // `For this viewer  ██████░░░░  55 of 100: follow-back possible`
    let title = Phrase::new(Tone::Strong, &page.say.for_this_viewer()).and(Tone::Plain, "  ");
    let title = match viewer.score {
        Some(score) => title.join(&bar(score, 10)).and(Tone::Plain, "  "),
        None => title,
    };
    page.text(0, &title.and(Tone::Plain, &viewer.line));
    page.gap();
    for earned in &viewer.earned {
        let lead = Phrase::plain("  ").and(Tone::Good, &format!("{:>5}", earned.points));
        page.block(&lead.and(Tone::Plain, "  "), &Phrase::plain(&earned.title));
    }
    if !viewer.earned.is_empty() {
        page.gap();
    }
    for line in &viewer.lines {
        page.text(2, &Phrase::plain(line));
    }
    if let Some(folded) = &viewer.folded {
        page.gap();
        folded::set(page, folded);
    }
}
