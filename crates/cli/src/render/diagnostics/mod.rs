//! Faults of rules, settings and tests: one plain type in core, one file here for each format.

mod github;
mod human;
mod json;
mod sarif;
mod short;

use followback_core::{Diagnostic, Level, Sources, Span};

pub(crate) use human::human;
pub(crate) use short::short;

use super::Style;
use crate::args::DiagnosticFormat;

/// Faults in a format. What is for people has no summary.
///
/// # Errors
/// Never in practice: when a format cannot be written as JSON.
pub(crate) fn render(
    format: DiagnosticFormat,
    faults: &[Diagnostic],
    sources: &Sources,
    style: Style,
) -> anyhow::Result<String> {
    Ok(match format {
        DiagnosticFormat::Human => human(faults, sources, style),
        DiagnosticFormat::Short => short(faults, sources),
        DiagnosticFormat::Json => json::json(faults, sources)?,
        DiagnosticFormat::Github => github::github(faults, sources),
        DiagnosticFormat::Sarif => sarif::sarif(faults, sources)?,
    })
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
    }
}

/// Where a span begins and ends: lines and columns from 1, columns in characters, the end behind the last one.
struct Place<'s> {
    file: &'s str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

/// The place of a span; none where it lies in no file.
fn place(sources: &Sources, span: Span) -> Option<Place<'_>> {
    let (file, line, column) = sources.position(span);
    let (_, end_line, end_column) = sources.position(Span { start: span.end.max(span.start), ..span });
    (!file.is_empty()).then_some(Place { file, line, column, end_line, end_column })
}
