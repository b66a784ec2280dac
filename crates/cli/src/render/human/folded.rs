//! Rules that found nothing, in a line for each way in which that came about.

use super::page::{Page, Phrase, Tone};
use crate::render::view::Folded;
use crate::render::words::{closed, names};

pub(super) fn set(page: &mut Page, folded: &Folded) {
    for group in &folded.groups {
        let rules = names(page.say, group.rules.iter().map(|rule| rule.short.as_str()));
        let line = closed(&format!("{}: {rules}", group.label));
        let lead = format!("  {:>2} ", group.rules.len());
        page.block(&Phrase::new(Tone::Faint, &lead), &Phrase::new(Tone::Faint, &line));
    }
}
