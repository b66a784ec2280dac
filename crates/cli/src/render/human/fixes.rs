//! What to fix first, and what that reaches.

use super::page::{Page, Phrase, Tone};
use crate::render::view::{Fix, Fixes};

pub(super) fn set(page: &mut Page, fixes: &Fixes) {
    if let Some(nothing) = &fixes.nothing {
        page.gap();
        page.text(0, &Phrase::new(Tone::Good, nothing));
    }
    if fixes.items.is_empty() {
        return;
    }
    let say = page.say;
    page.gap();
    page.text(0, &Phrase::new(Tone::Strong, &say.fix_first()).and(Tone::Faint, &say.fix_first_more()));
    page.gap();
    for (nth, fix) in (1..).zip(&fixes.items) {
        item(page, nth, fix);
    }
    if !fixes.reached.is_empty() {
        page.gap();
        page.text(2, &Phrase::plain(&fixes.reached.join(" ")));
    }
}

fn item(page: &mut Page, nth: usize, fix: &Fix) {
    let lead = Phrase::plain(&format!("  {nth}  ")).and(Tone::Good, &column(&fix.gain)).and(Tone::Plain, "  ");
    page.block(&lead, &Phrase::new(Tone::Strong, &fix.title));
    page.text(lead.width(), &Phrase::plain(&fix.advice));
}

/// A gain, set to the right of a column.
pub(super) fn column(gain: &str) -> String {
    format!("{gain:>5}")
}
