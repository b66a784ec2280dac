//! How many words a text has, as Unicode segments them: `don't` is one, each ideograph is one.

use unicode_segmentation::UnicodeSegmentation;

use super::block::{BLOCK, Window, is, is_word};
use super::plain::{Part, parts};
use super::token::is_ascii_word;
use crate::bits::ones;

/// So many words.
pub(crate) fn words(text: &str) -> usize {
    // No word goes across a blank, so only the parts that are not plain need the tables.
    let count = |part: Part<'_>| {
        if part.plain { ascii_words(part.text.as_bytes()) } else { part.text.unicode_words().count() }
    };
    parts(text).map(count).sum()
}

/// The same for ASCII: letters and digits, also around a single `'`, `.` or `:` between letters and `'`, `.`, `,` or `;` between
/// digits; `_` joins but makes no word by itself.
fn ascii_words(text: &[u8]) -> usize {
    let (mut runs, mut joins) = (0, 0);
    // Whether a run of letters, digits and `_` reaches into the next block.
    let mut open = 0;
    for start in (0..text.len()).step_by(BLOCK) {
        let window = Window::at(text, start);
        let word = window.which(is_word);
        let before = word << 1 | open;
        // What begins with `_` may have nothing else.
        if window.which(|bytes| is(bytes, b'_')) & !before != 0 {
            return mixed_words(text);
        }
        runs += (word & !before).count_ones() as usize;
        // What is joined has been counted as two. Of the last byte of the block it is not known here what follows.
        let within = before & (word >> 1 | 1 << (BLOCK - 1)) & !word & !window.which(|bytes| is(bytes, b' '));
        joins += ones(within).filter(|bit| joins_words(text, start + bit)).count();
        open = word >> (BLOCK - 1);
    }
    runs - joins
}

/// Whether a sign stands between two letters or two digits that it joins.
fn joins_words(text: &[u8], at: usize) -> bool {
    let Some(&[before, sign, after]) = at.checked_sub(1).and_then(|before| text.get(before..at + 2)?.first_chunk())
    else {
        return false;
    };
    let letters = matches!(sign, b'\'' | b'.' | b':') && before.is_ascii_alphabetic() && after.is_ascii_alphabetic();
    let digits = matches!(sign, b'\'' | b'.' | b',' | b';') && before.is_ascii_digit() && after.is_ascii_digit();
    letters || digits
}

/// The same where something begins with `_`.
#[cold]
fn mixed_words(text: &[u8]) -> usize {
    let runs = text.split(|byte| !is_ascii_word(*byte));
    let runs = runs.filter(|run| run.iter().any(u8::is_ascii_alphanumeric)).count();
    runs - (0..text.len()).filter(|at| joins_words(text, *at)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn words_are_those_of_unicode(text in "[ab1 é\u{301}\u{200d}'._😀い\u{3000}\n]{0,24}") {
            proptest::prop_assert_eq!(words(&text), text.unicode_words().count());
        }

        #[test]
        fn ascii_words_are_those_of_unicode(text in "[ab1 2_'.:,;-]{0,16}|[ab1 '.]{0,200}|([ab1]{1,9}[_ '.]){0,30}") {
            proptest::prop_assert_eq!(ascii_words(text.as_bytes()), text.unicode_words().count());
        }
    }
}
