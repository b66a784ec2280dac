//! Text cut into lines by the columns that it takes on a terminal.

use std::borrow::Cow;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// No sign is wider; a cluster that claims more is made of several, whatever it is taken for.
const WIDEST: usize = 4;

/// Columns that a text takes.
pub(crate) fn width(text: &str) -> usize {
    signs(text).map(|(_, sign)| sign.width()).sum()
}

/// The signs of a text with their offsets: what a reader takes for one character.
pub(crate) fn signs(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.grapheme_indices(true).flat_map(|(at, cluster)| {
        let whole = cluster.width() <= WIDEST;
        let parts = (!whole).then(|| parts(cluster)).into_iter().flatten().map(move |(i, part)| (at + i, part));
        whole.then_some((at, cluster)).into_iter().chain(parts)
    })
}

/// Each character that takes room, with what stands on it.
fn parts(cluster: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = &cluster[start..];
        let mut next = rest.char_indices().skip(1).filter(|(_, c)| UnicodeWidthChar::width(*c) != Some(0));
        let part = &rest[..next.next().map_or(rest.len(), |(at, _)| at)];
        let at = start;
        start += part.len();
        (!part.is_empty()).then_some((at, part))
    })
}

/// The text, or its beginning and `…`, in at most `limit` columns.
pub(crate) fn shortened(text: &str, limit: usize) -> Cow<'_, str> {
    if width(text) <= limit {
        return Cow::Borrowed(text);
    }
    let mut columns = 1;
    let fits = |(_, sign): &(usize, &str)| {
        columns += sign.width();
        columns <= limit
    };
    let end = signs(text).take_while(fits).last().map_or(0, |(at, sign)| at + sign.len());
    Cow::Owned(format!("{}…", text[..end].trim_end()))
}

/// The text cut into lines of at most `limit` columns: at line breaks, else between words, else wherever it has to be.
/// Blanks around a cut belong to no line; empty lines stay.
pub(crate) fn wrap(text: &str, limit: usize) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut start = 0;
    for paragraph in text.split('\n') {
        for line in paragraph_lines(paragraph, limit) {
            lines.push(start + line.start..start + line.end);
        }
        start += paragraph.len() + 1;
    }
    lines
}

fn paragraph_lines(text: &str, limit: usize) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut start = 0;
    let mut columns = 0;
    let mut cut = None;
    let mut last = "";
    for (at, sign) in signs(text) {
        if at > start && may_cut(last, sign) {
            cut = Some(at);
        }
        // Twice when even what is left of the line and a wide sign are too much.
        while columns + sign.width() > limit && at > start && !is_blank(sign) {
            let end = cut.take().unwrap_or(at);
            lines.push(trimmed(text, start..end));
            start = end;
            columns = width(&text[start..at]);
        }
        // A line does not begin with a blank.
        if at == start && is_blank(sign) && !lines.is_empty() {
            start += sign.len();
        } else {
            columns += sign.width();
        }
        last = sign;
    }
    lines.push(trimmed(text, start.min(text.len())..text.len()));
    lines
}

/// Between words, and around wide signs, as Chinese and Japanese have no blanks. Signs that close stay with what they
/// close, and those that open with what follows.
fn may_cut(before: &str, after: &str) -> bool {
    const OPENS: &str = "([{«“‘「『【《〈（";
    const CLOSES: &str = ")]}»”’」』】》〉）,.;:!?…、。，．！？：；・ー々";
    if is_blank(before) {
        return !is_blank(after);
    }
    (before.width() == 2 || after.width() == 2) && !OPENS.contains(before) && !CLOSES.contains(after)
}

fn is_blank(sign: &str) -> bool {
    // Blanks that hold words together are no place to cut.
    sign.chars().all(|c| c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{2007}' | '\u{202f}'))
}

fn trimmed(text: &str, line: Range<usize>) -> Range<usize> {
    line.start..line.start + text[line].trim_end().len()
}

#[cfg(test)]
mod tests {
    use super::{shortened, width, wrap};

    fn lines(text: &str, limit: usize) -> Vec<&str> {
        wrap(text, limit).into_iter().map(|line| &text[line]).collect()
    }

    #[test]
    fn cuts_between_words() {
        assert_eq!(lines("one two  three", 7), ["one two", "three"]);
        assert_eq!(lines("one two", 80), ["one two"]);
        assert_eq!(lines("", 80), [""]);
    }

    #[test]
    fn line_breaks_and_empty_lines_stay() {
        assert_eq!(lines("one\n\ntwo ", 80), ["one", "", "two"]);
    }

    #[test]
    fn a_long_word_begins_a_line_and_is_cut_where_it_must() {
        assert_eq!(lines("see https://example.org/aaaa", 10), ["see", "https://ex", "ample.org/", "aaaa"]);
    }

    #[test]
    fn wide_signs_are_cut_anywhere_but_before_what_closes() {
        assert_eq!(lines("東京でコンパイラ", 6), ["東京で", "コンパ", "イラ"]);
        assert_eq!(lines("東京。大阪", 4), ["東", "京。", "大阪"]);
    }

    #[test]
    fn what_is_shortened_says_so() {
        assert_eq!(shortened("short", 5), "short");
        assert_eq!(shortened("not so short", 8), "not so…");
        assert_eq!(shortened("東京大阪", 4), "東…");
    }

    #[test]
    fn a_family_is_one_sign() {
        assert_eq!(width("👩‍👩‍👧‍👦"), 2);
        assert_eq!(lines("👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 3), ["👩‍👩‍👧‍👦", "👩‍👩‍👧‍👦"]);
    }

    #[test]
    fn a_cluster_without_end_is_cut() {
        let jamo = "\u{1100}".repeat(100);
        assert!(wrap(&jamo, 10).len() >= 20);
    }
}
