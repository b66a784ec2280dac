//! The report for people: the score, what to fix first, then each factor with the words that show it.
//!
//! Its own words are those of the report's [`locale`](crate::locale). Everything that comes from a profile or a pack passes [`clean`](super::clean) on its way; lines fit the width of the
//! style, counted as a terminal shows them. Colors are an extra: the text is the same without.

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
use crate::report::Report;

/// The report on one profile as a page of text. Less than 40 columns are taken for 40.
pub(crate) fn human(report: &Report, style: &Style) -> String {
    let mut page = Page::new(style, report.locale.words());
    head::set(&mut page, report);
    if let Some(changes) = &report.changes {
        changes::set(&mut page, report, changes);
    }
    fixes::set(&mut page, report);
    let aside = report.relevance.as_ref().map(|relevance| relevance.factor.as_str());
    for line in report.factors.iter().filter(|line| aside != Some(line.id.as_str())) {
        factor::set(&mut page, report, line);
    }
    if let Some(relevance) = &report.relevance {
        viewer::set(&mut page, report, relevance);
    }
    closing::set(&mut page, report);
    page.into_text()
}

#[cfg(test)]
pub(super) mod sample;
#[cfg(test)]
mod tests;
