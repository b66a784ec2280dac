//! Untrusted text made fit for a terminal.
//!
//! Names, bios and posts come from strangers, and a terminal obeys some of what they may hold: escape codes, controls
//! that turn the direction of reading, characters nobody sees. Here each becomes something that can be seen:
//!
//! - controls become their pictures, `␛` for escape;
//! - what changes the direction becomes its name, `<U+202E>`;
//! - what is invisible becomes `␦`, a run of it one `␦`;
//! - line breaks become ` ⏎ `, tabs a blank.
//!
//! Invisible characters that shape what stands around them stay: joiners within emoji and in the scripts that spell with
//! them, a variation selector after a sign, the flags made of tags.

use std::borrow::Cow;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthChar;

/// Stands for characters that would be invisible.
const HIDDEN: &str = "␦";
/// Marks stacked on one sign; scripts need up to four, more only blot out the lines above and below.
const MAX_MARKS: usize = 6;
/// Joiners in one emoji; a couple with skin tones has three. Terminals draw longer chains sign by sign.
const MAX_JOINS: usize = 8;
/// The flags that are spelled with tags: England, Scotland, Wales.
const TAG_FLAGS: [&str; 3] = [
    "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
    "🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
    "🏴\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}",
];

/// Untrusted text on one line.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_plain) { Cow::Borrowed(text) } else { Cow::Owned(Cleaned::new(text, Breaks::Shown).text) }
}

/// Cleaned text that knows where each byte of the original went.
#[derive(Debug)]
pub(crate) struct Cleaned {
    text: String,
    /// By offset; the first begins at 0, and each reaches to the next.
    runs: Vec<Run>,
    /// Bytes of the original.
    length: usize,
}

/// A stretch that was copied, or one that was replaced as a whole.
#[derive(Clone, Copy, Debug)]
struct Run {
    from: usize,
    to: usize,
    copied: bool,
}

/// What becomes of line breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Breaks {
    Shown,
    Kept,
}

impl Cleaned {
    /// Text of any number of lines; its line breaks become `\n`, all else as with [`clean`].
    pub(crate) fn lines(text: &str) -> Self {
        Cleaned::new(text, Breaks::Kept)
    }

    /// What may be printed.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Where a range of the original lies now: between characters, and around whatever stands for a part of it.
    pub(crate) fn range(&self, original: &Range<usize>) -> Range<usize> {
        let start = self.start(original.start);
        start..self.end(original.end).max(start)
    }

    fn new(text: &str, breaks: Breaks) -> Self {
        let mut cleaned = Cleaned { text: String::with_capacity(text.len()), runs: Vec::new(), length: text.len() };
        for (at, cluster) in text.grapheme_indices(true) {
            if TAG_FLAGS.contains(&cluster) {
                cleaned.copy(at, cluster);
            } else {
                cleaned.cluster(at, cluster, breaks);
            }
        }
        cleaned
    }

    fn cluster(&mut self, at: usize, cluster: &str, breaks: Breaks) {
        let mut chars = cluster.char_indices().peekable();
        let mut seen = Seen::default();
        while let Some((offset, c)) = chars.next() {
            let at = at + offset;
            let next = chars.peek().map(|(_, c)| *c);
            let kind = kind(c);
            if kind == Kind::Hidden || (kind == Kind::Shaping && !seen.allows(c, next)) {
                self.hide(at);
                seen.hidden = true;
                continue;
            }
            match kind {
                // The line feed that follows is the break.
                _ if c == '\r' && next == Some('\n') => self.replace(at, ""),
                Kind::Tab => self.replace(at, " "),
                Kind::Break => self.line_break(at, breaks),
                Kind::Control => self.replace(at, picture(c).encode_utf8(&mut [0; 4])),
                Kind::Direction => self.replace(at, &format!("<U+{:04X}>", u32::from(c))),
                Kind::Hidden | Kind::Shaping | Kind::Visible => self.copy(at, &cluster[offset..offset + c.len_utf8()]),
            }
            seen.add(c);
        }
    }

    fn copy(&mut self, at: usize, part: &str) {
        if !self.runs.last().is_some_and(|run| run.copied) {
            self.runs.push(Run { from: at, to: self.text.len(), copied: true });
        }
        self.text.push_str(part);
    }

    fn replace(&mut self, at: usize, by: &str) {
        self.runs.push(Run { from: at, to: self.text.len(), copied: false });
        self.text.push_str(by);
    }

    /// One sign for a run of them: what is hidden may be long.
    fn hide(&mut self, at: usize) {
        let in_run = self.runs.last().is_some_and(|run| !run.copied && &self.text[run.to..] == HIDDEN);
        if !in_run {
            self.replace(at, HIDDEN);
        }
    }

    fn line_break(&mut self, at: usize, breaks: Breaks) {
        let after_blank = self.text.is_empty() || self.text.ends_with(' ');
        self.replace(
            at,
            match breaks {
                Breaks::Kept => "\n",
                Breaks::Shown if after_blank => "⏎ ",
                Breaks::Shown => " ⏎ ",
            },
        );
    }

    fn start(&self, original: usize) -> usize {
        let index = self.runs.partition_point(|run| run.from <= original);
        let Some(run) = index.checked_sub(1).map(|i| self.runs[i]) else { return 0 };
        if !run.copied {
            return if original < self.length { run.to } else { self.text.len() };
        }
        let mut at = (run.to + original - run.from).min(self.reach(index));
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }

    fn end(&self, original: usize) -> usize {
        let index = self.runs.partition_point(|run| run.from < original);
        let Some(run) = index.checked_sub(1).map(|i| self.runs[i]) else { return 0 };
        let reach = self.reach(index);
        let mut at = if run.copied { (run.to + original - run.from).min(reach) } else { reach };
        while !self.text.is_char_boundary(at) {
            at += 1;
        }
        at
    }

    /// Where the run before `index` ends.
    fn reach(&self, index: usize) -> usize {
        self.runs.get(index).map_or(self.text.len(), |run| run.to)
    }
}

/// What stands before a character in its cluster.
#[derive(Default)]
struct Seen {
    last: Option<char>,
    marks: usize,
    joins: usize,
    /// Something after the last character was hidden, so that nothing may shape that character any more.
    hidden: bool,
}

impl Seen {
    fn add(&mut self, c: char) {
        self.last = Some(c);
        self.hidden = false;
        self.joins += usize::from(c == '\u{200d}');
        self.marks = if takes_no_room(c) { self.marks + 1 } else { 0 };
    }

    /// Whether a character that shapes its neighbours does so here.
    fn allows(&self, c: char, next: Option<char>) -> bool {
        let Some(last) = self.last else { return !is_joiner(c) && !is_selector(c) };
        if self.hidden || self.marks >= MAX_MARKS {
            return false;
        }
        match c {
            _ if is_selector(c) => !is_selector(last) && !is_joiner(last),
            // Within a cluster, a joiner before a sign that takes room is one of an emoji, or of a ligature.
            '\u{200d}' if next.is_some_and(|n| !takes_no_room(n)) => self.joins < MAX_JOINS,
            _ if is_joiner(c) => spells_with_joiners(last),
            _ => true,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Visible,
    Tab,
    Break,
    Control,
    /// Changes the direction in which what follows is shown.
    Direction,
    Hidden,
    /// Invisible by itself, and changes what stands around it.
    Shaping,
}

fn kind(c: char) -> Kind {
    match c {
        '\t' => Kind::Tab,
        '\n' | '\u{b}' | '\u{c}' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Kind::Break,
        c if c.is_control() => Kind::Control,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => Kind::Direction,
        c if is_hidden(c) => Kind::Hidden,
        c if takes_no_room(c) => Kind::Shaping,
        _ => Kind::Visible,
    }
}

/// Characters that are never seen: Unicode's "default ignorable" ones and format characters, without those that shape
/// emoji and letters (and without the signs of Arabic that stand around numbers, which are seen).
fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}'
        | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}'
        | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}'
        | '\u{13430}'..='\u{1343f}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e00ff}' | '\u{e01f0}'..='\u{e0fff}')
}

fn takes_no_room(c: char) -> bool {
    UnicodeWidthChar::width(c) == Some(0)
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

fn is_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{180b}'..='\u{180d}' | '\u{180f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Letters of the scripts that spell with joiners: Arabic and its neighbours, those of India, Myanmar, Khmer, Mongolian.
fn spells_with_joiners(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{8ff}' | '\u{900}'..='\u{dff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{18af}')
}

/// The picture of a control character. Those above ASCII have none and look like escape, which they mostly begin.
fn picture(control: char) -> char {
    match u32::from(control) {
        0x7f => '␡',
        code @ 0..0x20 => char::from_u32(0x2400 + code).unwrap_or('␛'),
        _ => '␛',
    }
}

/// Whether a text of such characters can stay as it is.
pub(crate) fn is_plain(c: char) -> bool {
    matches!(c, ' '..='~') || (!c.is_ascii() && kind(c) == Kind::Visible)
}

#[cfg(test)]
pub(crate) mod hostile;
#[cfg(test)]
mod tests;
