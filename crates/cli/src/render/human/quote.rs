//! Quotes from the bio and the posts, with the offending words underlined.

use std::ops::Range;

use super::page::{Page, Phrase, Tone};
use crate::render::view::Part;
use crate::render::wrap::{signs, wrap};
use unicode_width::UnicodeWidthStr;

/// Before each line of a quote.
const BAR: &str = "│ ";
/// Lines of a quote without the marks; longer ones are cut around the marks.
const MAX_LINES: usize = 4;
/// Where something was left out.
const CUT: &str = "…";

/// How much of a text is quoted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// All of a short text, of a long one what stands around the marks.
    Around,
    /// The lines with marks alone, as the reader has seen the text before.
    Marked,
}

/// A text with the words in it that matter, as byte ranges.
#[derive(Debug)]
pub(super) struct Quote {
    text: String,
    marks: Vec<Range<usize>>,
}

impl Quote {
    /// A text cut into parts; those that some finding means are marked.
    pub(super) fn new(parts: &[Part]) -> Self {
        let mut quote = Quote { text: String::new(), marks: Vec::new() };
        for part in parts {
            let start = quote.text.len();
            quote.text.push_str(&part.text);
            if !part.notes.is_empty() {
                quote.marks.push(start..quote.text.len());
            }
        }
        quote
    }

    /// A text without marks.
    pub(super) fn plain(text: &str) -> Self {
        Quote { text: text.to_owned(), marks: Vec::new() }
    }

    /// Sets the quote, each marked line with its marks below.
    pub(super) fn set(&self, page: &mut Page, indent: usize, extent: Extent) {
        let (text, marks) = (&self.text, joined(&self.marks));
        let lead = Phrase::plain(&" ".repeat(indent)).and(Tone::Faint, BAR);
        for line in chosen(text, &marks, page.beside(indent + 2), extent) {
            let quoted = format!("{}{}{}", before(line.cut_before), &text[line.range.clone()], after(line.cut_after));
            page.line(&join(&lead, Tone::Plain, &quoted));
            let below = underline(text, &line, &marks);
            if !below.is_empty() {
                page.line(&join(&lead, Tone::Poor, &below));
            }
        }
    }
}

fn join(lead: &Phrase, tone: Tone, text: &str) -> Phrase {
    lead.clone().and(tone, text)
}

fn before(cut: bool) -> String {
    if cut { format!("{CUT} ") } else { String::new() }
}

fn after(cut: bool) -> String {
    if cut { format!(" {CUT}") } else { String::new() }
}

/// A line of a quote.
struct Line {
    range: Range<usize>,
    /// Something was left out before it, and no earlier line says so.
    cut_before: bool,
    /// Something was left out after it.
    cut_after: bool,
}

fn chosen(text: &str, marks: &[Range<usize>], room: usize, extent: Extent) -> Vec<Line> {
    let whole = written(text, room);
    if whole.len() <= if extent == Extent::Around { MAX_LINES } else { 1 } {
        return whole.into_iter().map(|range| Line { range, cut_before: false, cut_after: false }).collect();
    }
    let lines = written(text, room - 4);
    let mut keep = vec![false; lines.len()];
    let marked = (0..lines.len()).filter(|&i| overlaps(marks, &lines[i]));
    marked.take(MAX_LINES).for_each(|i| keep[i] = true);
    if extent == Extent::Around {
        fill(&mut keep);
    }
    let kept: Vec<usize> = (0..lines.len()).filter(|&i| keep[i]).collect();
    let line = |(nth, &i): (usize, &usize)| Line {
        range: lines[i].clone(),
        cut_before: nth == 0 && i > 0,
        cut_after: kept.get(nth + 1).map_or(i + 1 < lines.len(), |&next| next > i + 1),
    };
    kept.iter().enumerate().map(line).collect()
}

/// The lines that hold something.
fn written(text: &str, room: usize) -> Vec<Range<usize>> {
    let mut lines = wrap(text, room);
    lines.retain(|line| !text[line.clone()].trim().is_empty());
    lines
}

/// Keeps lines around those that are kept, the nearest first, up to the most; the beginning if none is.
fn fill(keep: &mut [bool]) {
    let kept: Vec<usize> = (0..keep.len()).filter(|&i| keep[i]).collect();
    let away = |i: usize| kept.iter().map(|k| k.abs_diff(i)).min().unwrap_or(i);
    let mut others: Vec<usize> = (0..keep.len()).filter(|&i| !keep[i]).collect();
    others.sort_by_key(|&i| away(i));
    for i in others.into_iter().take(MAX_LINES.saturating_sub(kept.len())) {
        keep[i] = true;
    }
}

/// `~` below each sign that a mark touches.
fn underline(text: &str, line: &Line, marks: &[Range<usize>]) -> String {
    let mut below = if line.cut_before { "  ".to_owned() } else { String::new() };
    for (at, sign) in signs(&text[line.range.clone()]) {
        let at = line.range.start + at;
        let marked = overlaps(marks, &(at..at + sign.len()));
        below.extend(std::iter::repeat_n(if marked { '~' } else { ' ' }, sign.width()));
    }
    below.truncate(below.trim_end().len());
    below
}

/// Marks, which are in order, those that touch as one.
fn joined(marks: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::with_capacity(marks.len());
    for mark in marks {
        match out.last_mut() {
            Some(last) if mark.start <= last.end => last.end = last.end.max(mark.end),
            _ => out.push(mark.clone()),
        }
    }
    out
}

/// Whether one of the marks, which are in order, shares something with the range.
fn overlaps(marks: &[Range<usize>], range: &Range<usize>) -> bool {
    let first = marks.partition_point(|mark| mark.end <= range.start);
    marks.get(first).is_some_and(|mark| mark.start < range.end)
}
