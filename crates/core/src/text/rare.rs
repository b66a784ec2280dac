//! The words that say what a text is about: long ones that are not frequent in any language.

use std::ops::Range;

use super::token::{self, Cutter, Token};

/// Shorter words are rarely about anything.
const MIN_LETTERS: usize = 5;

/// The rare words of a text, folded, sorted, each once. What stands in a link is none.
pub(crate) fn words(text: &str, links: &[Range<usize>], is_frequent: impl Fn(&str) -> bool) -> Vec<Box<str>> {
    let mut rare: Vec<Box<str>> = candidates(text)
        .filter(|token| !is_linked(*token, links))
        .map(|token| token::fold(token.text(text)))
        .filter(|word| !is_frequent(word))
        .map(Into::into)
        .collect();
    rare.sort_unstable();
    rare.dedup();
    rare
}

/// Whether one of these rare words is a rare word of a text as well.
pub(crate) fn shares<'l>(text: &str, links: impl Fn() -> &'l [Range<usize>], words: &[Box<str>]) -> bool {
    candidates(text).any(|token| {
        let word = token::fold(token.text(text));
        words.binary_search_by(|known| (**known).cmp(&*word)).is_ok() && !is_linked(token, links())
    })
}

/// Words that are rare if they are not frequent.
fn candidates(text: &str) -> impl Iterator<Item = Token> {
    let is_long = |word: &str| {
        word.len() >= MIN_LETTERS && word.chars().all(char::is_alphabetic) && word.chars().count() >= MIN_LETTERS
    };
    Cutter::new(text, 0, 0).filter(move |token| token.word && is_long(token.text(text)))
}

fn is_linked(token: Token, links: &[Range<usize>]) -> bool {
    links.iter().any(|link| link.contains(&(token.start as usize)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_that_are_not_frequent() {
        let text = "The Compilers of really small things, see https://compilers.example/things and #Parsers";
        let link = text.find("https").unwrap()..text.find(" and #").unwrap();
        let found = words(text, std::slice::from_ref(&link), |word| ["really", "things"].contains(&word));
        let found: Vec<&str> = found.iter().map(AsRef::as_ref).collect();
        assert_eq!(found, ["compilers", "parsers", "small"]);
        let shares = |word: &str| super::shares(text, || std::slice::from_ref(&link), &[word.into()]);
        assert!(shares("compilers") && shares("parsers") && !shares("example"));
    }
}
