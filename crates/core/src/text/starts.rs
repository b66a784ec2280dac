//! Small filters that let most words of a text go by.

use super::vocabulary::Key;

/// Size of the filter of words: small enough to stay in the cache, large enough for some ten thousand.
const WORDS: usize = 1024;
/// Size of the filter of pairs of words.
const PAIRS: usize = 1024;

/// Some hashes, in `SIZE` times 64 bits. It may say that it has one that was not added, but never that it has not one that was.
#[derive(Clone, Debug)]
pub(super) struct Filter<const SIZE: usize>(Box<[u64; SIZE]>);

impl<const SIZE: usize> Default for Filter<SIZE> {
    fn default() -> Self {
        Filter(Box::new([0; SIZE]))
    }
}

impl<const SIZE: usize> Filter<SIZE> {
    /// The place of a hash, and its bit there.
    #[inline]
    fn place(hash: u32) -> (usize, u64) {
        ((hash >> 6) as usize % SIZE, 1 << (hash & 63))
    }

    pub(super) fn add(&mut self, hash: u32) {
        let (at, bit) = Self::place(hash);
        self.0[at] |= bit;
    }

    #[inline]
    pub(super) fn has(&self, hash: u32) -> bool {
        let (at, bit) = Self::place(hash);
        self.0[at] & bit != 0
    }
}

/// How the phrases of some lists begin.
#[derive(Clone, Debug, Default)]
pub(crate) struct Starts {
    /// Words that are a phrase.
    alone: Filter<WORDS>,
    /// Words that phrases of several words and signs begin with.
    firsts: Filter<WORDS>,
    /// Two words, a blank between them, that phrases begin with.
    pairs: Filter<PAIRS>,
    /// A bit for each ASCII sign that phrases begin with.
    signs: [u64; 2],
}

/// How a phrase begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Begin {
    /// It is an ASCII word.
    Alone(Key),
    /// With two ASCII words and a blank between them.
    Pair(Key, Key),
    /// With an ASCII word and something else behind it.
    Word(Key),
    /// With an ASCII sign.
    Sign(u8),
}

impl Starts {
    pub(super) fn add(&mut self, begin: Begin) {
        match begin {
            Begin::Alone(word) => self.alone.add(word.hash),
            Begin::Pair(word, next) => {
                self.firsts.add(word.hash);
                self.pairs.add(next.behind(word));
            }
            Begin::Word(word) => self.firsts.add(word.hash),
            Begin::Sign(sign) => self.signs[usize::from(sign >> 6 & 1)] |= 1 << (sign & 63),
        }
    }

    /// Whether an ASCII word may be a phrase: yes for all that are one, and for some others.
    #[inline]
    pub(super) fn alone(&self, word: Key) -> bool {
        self.alone.has(word.hash)
    }

    /// Whether a longer phrase may begin with an ASCII word.
    #[inline]
    pub(super) fn first(&self, word: Key) -> bool {
        self.firsts.has(word.hash)
    }

    /// Whether a longer phrase may begin with two ASCII words with a blank between them.
    #[inline]
    pub(super) fn pair(&self, first: Key, second: Key) -> bool {
        self.pairs.has(second.behind(first))
    }

    /// Whether a phrase begins with an ASCII sign.
    #[inline]
    pub(super) fn has_sign(&self, sign: u8) -> bool {
        self.signs[usize::from(sign >> 6 & 1)] >> (sign & 63) & 1 == 1
    }
}
