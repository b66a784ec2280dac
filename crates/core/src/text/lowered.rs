//! A text in lower case, for expressions that ignore case.

use std::cell::OnceCell;

use super::alphabet::Alphabet;
use super::pairs::Pairs;

/// A text in lower case, as far as ASCII goes, and what is known of its characters.
#[derive(Clone, Debug)]
pub(crate) struct Lowered {
    text: Box<str>,
    pub(super) alphabet: Alphabet,
    /// It has letters beyond ASCII that stand for ASCII ones where case is ignored.
    pub(super) stands_for_ascii: bool,
    pairs: OnceCell<Pairs>,
}

impl Lowered {
    /// That of a text.
    pub(crate) fn of(text: &str) -> Self {
        let alphabet = Alphabet::of(text);
        let has = |odd: char| text.contains(odd);
        let stands_for_ascii = alphabet == Alphabet::Unicode && (has('\u{212a}') || has('\u{17f}'));
        Lowered { text: text.to_ascii_lowercase().into(), alphabet, stands_for_ascii, pairs: OnceCell::new() }
    }

    /// The same, taken for a text that may have any characters.
    #[cfg(test)]
    pub(super) fn of_any_alphabet(self) -> Self {
        Lowered { alphabet: Alphabet::Unicode, ..self }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }

    /// Which characters stand beside each other.
    pub(super) fn pairs(&self) -> &Pairs {
        self.pairs.get_or_init(|| Pairs::of(&self.text))
    }

    /// The same, if somebody has asked for it before.
    pub(super) fn told_pairs(&self) -> Option<&Pairs> {
        self.pairs.get()
    }
}
