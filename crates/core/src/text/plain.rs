//! Telling the plain stretches of a text, which are ASCII, from what needs the tables of Unicode.

use super::block::{BLOCK, Window, is_odd};
use crate::bits::ones;

/// A part of a text that begins and ends at a blank or at an end of the text, so that no word goes across its bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part<'t> {
    /// Where it begins, in bytes.
    pub(super) start: usize,
    pub(super) text: &'t str,
    /// All of it is ASCII, and visible or white space.
    pub(super) plain: bool,
}

/// The parts of a text, in its order: as few and as much of them plain as blanks allow.
pub(super) fn parts(text: &str) -> impl Iterator<Item = Part<'_>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = text.get(start..).filter(|rest| !rest.is_empty())?;
        let bytes = rest.as_bytes();
        let (len, plain) = match find_odd(bytes) {
            None => (bytes.len(), true),
            Some(odd) => match memchr::memrchr(b' ', &bytes[..odd]) {
                Some(blank) => (blank + 1, true),
                None => (memchr::memchr(b' ', &bytes[odd..]).map_or(bytes.len(), |blank| odd + blank), false),
            },
        };
        let part = Part { start, text: &rest[..len], plain };
        start += len;
        Some(part)
    })
}

/// The place of the first byte that is not plain.
fn find_odd(bytes: &[u8]) -> Option<usize> {
    (0..bytes.len()).step_by(BLOCK).find_map(|start| {
        let odd = Window::at(bytes, start).which(is_odd);
        (odd != 0).then(|| start + odd.trailing_zeros() as usize)
    })
}

/// Calls for the words of a plain text that have at least so many bytes, at most eight, with the place of their first byte and of
/// the one behind their last, until one gives true; returns whether one did.
pub(super) fn any_long_word(text: &str, least: usize, mut call: impl FnMut(usize, usize) -> bool) -> bool {
    let bytes = text.as_bytes();
    // Where a word begins, if the one that ends the block before goes on.
    let mut open: Option<usize> = None;
    for start in (0..bytes.len()).step_by(BLOCK) {
        let word = Window::at(bytes, start).block().word;
        let mut rest = word;
        if let Some(first) = open {
            let behind = word.trailing_ones() as usize;
            if behind == BLOCK {
                continue;
            }
            if start + behind - first >= least && call(first, start + behind) {
                return true;
            }
            open = None;
            rest &= u64::MAX << behind;
        }
        let last = BLOCK - rest.leading_ones() as usize;
        if last < BLOCK {
            open = Some(start + last);
            rest &= (1 << last) - 1;
        }
        // Runs of bits that are long enough: so many in a row are set.
        let long = (1..least.min(8)).fold(rest, |long, n| long & rest >> n);
        for bit in ones(long & !(long << 1)) {
            let end = bit + (rest >> bit).trailing_ones() as usize;
            if call(start + bit, start + end) {
                return true;
            }
        }
    }
    open.is_some_and(|first| bytes.len() - first >= least && call(first, bytes.len()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::token::{is_ascii_word, is_odd, tokens};
    use super::*;

    proptest! {
        #[test]
        fn parts_make_up_the_text(text in "[ab é\u{1}\n😀.]{0,12}|[ab é]{0,90}|[a-c ]{0,150}é?[a-c ]{0,70}") {
            let parts: Vec<Part<'_>> = parts(&text).collect();
            prop_assert_eq!(parts.iter().map(|part| part.text).collect::<String>(), text.clone());
            prop_assert!(parts.iter().all(|part| part.plain != part.text.bytes().any(is_odd)));
            prop_assert!(parts.iter().all(|part| text[part.start..].starts_with(part.text)));
            let words: Vec<String> = parts
                .iter()
                .flat_map(|part| tokens(part.text).into_iter().map(|token| token.text(part.text).to_owned()))
                .collect();
            let whole: Vec<String> = tokens(&text).into_iter().map(|token| token.text(&text).to_owned()).collect();
            prop_assert_eq!(words, whole);
        }

        #[test]
        fn long_words_are_found(text in "[ab_1]{0,9}|([ab_]{1,9}[ .]){0,30}|[ab]{50,80} [ab]{60,140} ?[ab]{0,9}", least in 1..=8usize) {
            let mut found = Vec::new();
            any_long_word(&text, least, |start, end| {
                found.push((start, end));
                false
            });
            let mut at = 0;
            let mut wanted = Vec::new();
            for run in text.as_bytes().chunk_by(|a, b| is_ascii_word(*a) == is_ascii_word(*b)) {
                if is_ascii_word(run[0]) && run.len() >= least {
                    wanted.push((at, at + run.len()));
                }
                at += run.len();
            }
            prop_assert_eq!(found, wanted);
        }
    }
}
