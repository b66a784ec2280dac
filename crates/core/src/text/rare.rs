//! The words that say what a text is about: long ones that are not frequent in any language.

use std::ops::Range;

use super::token::{self, Token};

/// Shorter words are rarely about anything.
const MIN_LETTERS: usize = 5;

/// The rare words of a text, folded, sorted, each once. What stands in a link is none.
pub(crate) fn words(
    text: &str,
    tokens: &[Token],
    links: &[Range<usize>],
    is_frequent: impl Fn(&str) -> bool,
) -> Vec<Box<str>> {
    let linked = |token: &Token| links.iter().any(|link| link.contains(&(token.start as usize)));
    let long = |word: &str| word.chars().count() >= MIN_LETTERS && word.chars().all(char::is_alphabetic);
    let mut rare: Vec<Box<str>> = tokens
        .iter()
        .filter(|token| token.word && long(token.text(text)) && !linked(token))
        .map(|token| token::fold(token.text(text)))
        .filter(|word| !is_frequent(word))
        .map(Into::into)
        .collect();
    rare.sort_unstable();
    rare.dedup();
    rare
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_that_are_not_frequent() {
        let text = "The Compilers of really small things, see https://compilers.example/things and #Parsers";
        let link = text.find("https").unwrap()..text.find(" and #").unwrap();
        let found = words(text, &token::tokens(text), &[link], |word| ["really", "things"].contains(&word));
        let found: Vec<&str> = found.iter().map(AsRef::as_ref).collect();
        assert_eq!(found, ["compilers", "parsers", "small"]);
    }
}
