//! The report for people: the score, what to fix first, then each factor with the words that show it.
//!
//! What it says comes from the [`view`](super::view), in the language of the report and cleaned; here it is laid out. Lines fit
//! the width of the style, counted as a terminal shows them. Colors are an extra: the text is the same without.

mod changes;
mod closing;
mod factor;
mod fixes;
mod folded;
mod head;
mod page;
mod quote;
mod viewer;

use self::page::Page;
use super::Style;
use super::view::View;
use crate::report::Report;

/// The report on one profile as a page of text. Less than 40 columns are taken for 40.
pub(crate) fn human(report: &Report, style: &Style) -> String {
    let view = View::new(report);
    let mut page = Page::new(style, report.locale.words());
    head::set(&mut page, &view);
    if let Some(changes) = &view.changes {
        changes::set(&mut page, changes);
    }
    fixes::set(&mut page, &view.fixes);
    for factor in &view.factors {
        factor::set(&mut page, &view, factor);
    }
    if let Some(viewer) = &view.viewer {
        viewer::set(&mut page, viewer);
    }
    closing::set(&mut page, &view.closing);
    page.into_text()
}

#[cfg(test)]
pub(super) mod sample;
#[cfg(test)]
mod tests;
