//! Faults with the lines they stand in.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level as SnippetLevel, Renderer, Snippet};
use followback_core::{Diagnostic, Label, Level, Sources};

use crate::render::Style;
use crate::render::clean::clean;

/// Each fault with the lines it stands in.
pub(crate) fn human(faults: &[Diagnostic], sources: &Sources, style: Style) -> String {
    let renderer = if style.color { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(style.width.max(60));
    let mut out = String::new();
    for fault in faults {
        let message = clean(&fault.message).into_owned();
        let level = match fault.level {
            Level::Error => SnippetLevel::ERROR,
            Level::Warning => SnippetLevel::WARNING,
        };
        let mut group = Group::with_title(level.primary_title(message).id(fault.code));
        for labels in by_file(&fault.labels) {
            group = match sources.get(labels[0].span.file) {
                Some(source) => group.element(snippet(source, &labels, fault)),
                None => group,
            };
        }
        for help in &fault.help {
            group = group.element(SnippetLevel::HELP.message(clean(help).into_owned()));
        }
        out.push_str(&renderer.render(&[group]));
        out.push_str("\n\n");
    }
    out
}

fn snippet<'s>(
    source: &'s followback_core::Source,
    labels: &[&'s Label],
    fault: &Diagnostic,
) -> Snippet<'s, annotate_snippets::Annotation<'s>> {
    let mut snippet = Snippet::source(&*source.text).path(source.name.as_str());
    for label in labels {
        let first = fault.labels.first().is_some_and(|f| std::ptr::eq(f, *label));
        let kind = if first { AnnotationKind::Primary } else { AnnotationKind::Context };
        let mut annotation = kind.span(inside(&source.text, label.span.range()));
        if !label.text.is_empty() {
            annotation = annotation.label(label.text.as_str());
        }
        snippet = snippet.annotation(annotation);
    }
    snippet
}

/// Labels by file, that of the first label first.
fn by_file(labels: &[Label]) -> Vec<Vec<&Label>> {
    let mut groups: Vec<Vec<&Label>> = Vec::new();
    for label in labels {
        match groups.iter_mut().find(|g| g[0].span.file == label.span.file) {
            Some(group) => group.push(label),
            None => groups.push(vec![label]),
        }
    }
    groups
}

/// A range that lies in the text and on boundaries of characters, and marks one line at most: a fault that spans a whole
/// table is marked at its beginning.
fn inside(text: &str, range: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let mut start = range.start.min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let mut end = range.end.clamp(start, text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    let line = text[start..].find(['\n', '\r']).map_or(text.len(), |at| start + at);
    start..end.min(line.max(start))
}
