//! The words that say what a text is about: long ones that are not frequent in any language.

use std::ops::Range;

use super::plain::{any_long_word, parts};
use super::token::{self, Cutter};
use super::vocabulary::Key;

/// Shorter words are rarely about anything.
const MIN_LETTERS: usize = 5;

/// The rare words of a text.
#[derive(Clone, Debug, Default)]
pub(crate) struct RareWords {
    /// Folded, sorted, each once.
    words: Vec<Box<str>>,
    /// A bit for each hash of a word that is ASCII: of nearly all other words it is known at once that they are none of these.
    hashes: u64,
}

impl RareWords {
    /// Those of a text. What stands in a link is none.
    pub(crate) fn of(text: &str, links: &[Range<usize>], is_frequent: impl Fn(&str) -> bool) -> Self {
        let mut words: Vec<Box<str>> = Cutter::new(text, 0, 0)
            .filter(|token| token.word && is_long(token.text(text)) && !is_linked(token.start as usize, links))
            .map(|token| token::fold(token.text(text)))
            .filter(|word| !is_frequent(word))
            .map(Into::into)
            .collect();
        words.sort_unstable();
        words.dedup();
        let hashes = words.iter().filter_map(|word| Key::of(word)).fold(0, |hashes, key| hashes | bit(key));
        RareWords { words, hashes }
    }

    /// Whether one of them is a word of a text as well, outside of its links.
    pub(crate) fn stand_in<'l>(&self, text: &str, links: impl Fn() -> &'l [Range<usize>]) -> bool {
        if self.words.is_empty() {
            return false;
        }
        parts(text).any(|part| {
            let counts =
                |start: usize, end: usize| self.has(&part.text[start..end]) && !is_linked(part.start + start, links());
            if part.plain {
                any_long_word(part.text, MIN_LETTERS, counts)
            } else {
                Cutter::new(part.text, 0, 0).any(|token| token.word && counts(token.start as usize, token.end as usize))
            }
        })
    }

    fn has(&self, word: &str) -> bool {
        match Key::of(word) {
            Some(key) if self.hashes & bit(key) == 0 => false,
            _ => {
                let word = token::fold(word);
                self.words.binary_search_by(|known| (**known).cmp(&*word)).is_ok()
            }
        }
    }
}

/// The bit that stands for a word.
fn bit(key: Key) -> u64 {
    1 << (key.hash % 64)
}

/// Whether a word is rare if it is not frequent.
fn is_long(word: &str) -> bool {
    word.len() >= MIN_LETTERS && word.chars().all(char::is_alphabetic) && word.chars().count() >= MIN_LETTERS
}

fn is_linked(start: usize, links: &[Range<usize>]) -> bool {
    links.iter().any(|link| link.contains(&start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_that_are_not_frequent() {
        let text = "The Compilers of really small things, see https://compilers.example/things and #Parsers";
        let link = text.find("https").unwrap()..text.find(" and #").unwrap();
        let found = RareWords::of(text, std::slice::from_ref(&link), |word| ["really", "things"].contains(&word));
        let found: Vec<&str> = found.words.iter().map(AsRef::as_ref).collect();
        assert_eq!(found, ["compilers", "parsers", "small"]);
        let shares = |word: &str| RareWords::of(word, &[], |_| false).stand_in(text, || std::slice::from_ref(&link));
        assert!(shares("compilers") && shares("parsers") && !shares("example"));
    }
}
