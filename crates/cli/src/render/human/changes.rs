//! What changed since an earlier report.

use super::page::{Page, Phrase, Tone};
use crate::render::view::Changes;

pub(super) fn set(page: &mut Page, changes: &Changes) {
    page.gap();
    page.text(0, &Phrase::new(Tone::Strong, &changes.title));
    page.gap();
    if let Some(nothing) = &changes.nothing {
        page.text(2, &Phrase::plain(nothing));
        return;
    }
    page.text(2, &total(changes));
    for factor in &changes.factors {
        page.text(2, &Phrase::plain(factor));
    }
    for group in &changes.groups {
        page.gap();
        page.text(2, &Phrase::new(Tone::Strong, &group.title));
        let tone = match group.kind {
            "gone" => Tone::Good,
            "new" => Tone::Poor,
            _ => Tone::Fair,
        };
        for change in &group.items {
            let text = Phrase::plain(&change.title)
                .and(Tone::Faint, &format!(" ({})", change.rule))
                .and(Tone::Plain, &format!(": {}", change.details));
            page.block(&Phrase::plain("  ").and(tone, "- "), &text);
        }
    }
    page.gap();
    page.text(2, &Phrase::plain(&changes.rules));
}

/// `61 → 68.2 (+7.2): gaps → ready`
fn total(changes: &Changes) -> Phrase {
    let mut line = Phrase::new(Tone::Strong, &changes.total);
    if let Some(by) = &changes.by {
        line = line.and(if changes.better { Tone::Good } else { Tone::Plain }, &format!(" ({by})"));
    }
    if changes.band.is_empty() { line } else { line.and(Tone::Plain, &format!(": {}", changes.band)) }
}
