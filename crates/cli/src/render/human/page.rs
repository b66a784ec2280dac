//! A page of styled text: phrases set in blocks, wrapped, and painted last.

use std::fmt::Write;

use anstyle::{AnsiColor, Style as Paint};

use crate::locale::Words;
use crate::render::Style;
use crate::render::wrap::{width, wrap};

/// What a part of a phrase is. Colors follow from it, and say nothing that the words do not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    Plain,
    Strong,
    Faint,
    Good,
    Fair,
    Poor,
    Bad,
}

impl Tone {
    fn paint(self) -> Paint {
        match self {
            Tone::Plain => Paint::new(),
            Tone::Strong => Paint::new().bold(),
            Tone::Faint => Paint::new().dimmed(),
            Tone::Good => AnsiColor::Green.on_default(),
            Tone::Fair => AnsiColor::Cyan.on_default(),
            Tone::Poor => AnsiColor::Yellow.on_default(),
            Tone::Bad => AnsiColor::Red.on_default().bold(),
        }
    }
}

/// Text whose parts have a tone.
#[derive(Clone, Debug, Default)]
pub(super) struct Phrase {
    text: String,
    /// Where each part begins.
    parts: Vec<(usize, Tone)>,
}

impl Phrase {
    pub(super) fn new(tone: Tone, text: &str) -> Self {
        Phrase::default().and(tone, text)
    }

    pub(super) fn plain(text: &str) -> Self {
        Phrase::new(Tone::Plain, text)
    }

    #[must_use]
    pub(super) fn and(mut self, tone: Tone, text: &str) -> Self {
        self.parts.push((self.text.len(), tone));
        self.text.push_str(text);
        self
    }

    #[must_use]
    pub(super) fn join(mut self, other: &Phrase) -> Self {
        self.parts.extend(other.parts.iter().map(|(at, tone)| (self.text.len() + at, *tone)));
        self.text.push_str(&other.text);
        self
    }

    pub(super) fn width(&self) -> usize {
        width(&self.text)
    }
}

/// Lines that fit the width.
#[derive(Debug)]
pub(super) struct Page {
    /// The words that are the program's own.
    pub(super) say: &'static Words,
    color: bool,
    width: usize,
    out: String,
}

impl Page {
    pub(super) fn new(style: &Style, say: &'static Words) -> Self {
        // Narrower than this, words would no longer fit beside what leads them.
        Page { say, color: style.color, width: style.width.max(40), out: String::new() }
    }

    /// Columns left beside a lead.
    pub(super) fn beside(&self, lead: usize) -> usize {
        self.width - lead
    }

    /// An empty line, unless there is one.
    pub(super) fn gap(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    /// A lead with text beside it; further lines stand below the text.
    pub(super) fn block(&mut self, lead: &Phrase, body: &Phrase) {
        let indent = lead.width();
        for (index, line) in wrap(&body.text, self.beside(indent)).into_iter().enumerate() {
            let blank = line.is_empty();
            if index == 0 {
                self.paint(lead, 0, if blank { lead.text.trim_end().len() } else { lead.text.len() });
            } else if !blank {
                self.out.extend(std::iter::repeat_n(' ', indent));
            }
            self.paint(body, line.start, line.end);
            self.out.push('\n');
        }
    }

    /// Text that is indented.
    pub(super) fn text(&mut self, indent: usize, body: &Phrase) {
        self.block(&Phrase::plain(&" ".repeat(indent)), body);
    }

    /// A line that is known to fit.
    pub(super) fn line(&mut self, line: &Phrase) {
        self.paint(line, 0, line.text.trim_end().len());
        self.out.push('\n');
    }

    pub(super) fn into_text(self) -> String {
        self.out
    }

    fn paint(&mut self, phrase: &Phrase, from: usize, to: usize) {
        let ends = phrase.parts.iter().skip(1).map(|(at, _)| *at).chain([phrase.text.len()]);
        for (&(start, tone), end) in phrase.parts.iter().zip(ends) {
            let part = &phrase.text[start.clamp(from, to)..end.clamp(from, to)];
            let paint = tone.paint();
            if part.is_empty() {
                continue;
            }
            if self.color && !paint.is_plain() {
                // Writing to a string does not fail.
                let _ = write!(self.out, "{paint}{part}{paint:#}");
            } else {
                self.out.push_str(part);
            }
        }
    }
}
