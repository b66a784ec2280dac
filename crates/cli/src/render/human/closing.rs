//! What the report cannot know, and what the reader of the file noticed.

use super::page::{Page, Phrase, Tone};
use crate::render::view::Closing;

pub(super) fn set(page: &mut Page, closing: &Closing) {
    let say = page.say;
    heading(page, &say.limits());
    for limit in closing.limits.iter().chain(&closing.explain) {
        item(page, limit);
    }
    if !closing.warnings.is_empty() {
        heading(page, &say.about_the_file());
    }
    for warning in &closing.warnings {
        item(page, warning);
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
