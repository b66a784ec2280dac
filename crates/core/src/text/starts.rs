//! Small filters that let most words of a text go by.

use super::vocabulary::Key;

/// Size of the filter of words: small enough to stay in the cache, large enough for some ten thousand.
const WORDS: usize = 1024;

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

/// The words and signs that phrases of some lists begin with.
#[derive(Clone, Debug, Default)]
pub(crate) struct Starts {
    words: Filter<WORDS>,
    /// A bit for each ASCII sign.
    signs: u128,
}

impl Starts {
    pub(super) fn add(&mut self, word: Key) {
        self.words.add(word.hash);
    }

    pub(super) fn add_sign(&mut self, sign: u8) {
        self.signs |= 1 << (sign & 127);
    }

    /// Whether a phrase may begin with an ASCII word: yes for all that do, and for some others.
    #[inline]
    pub(super) fn has(&self, word: Key) -> bool {
        self.words.has(word.hash)
    }

    /// Whether a phrase begins with an ASCII sign.
    #[inline]
    pub(super) fn has_sign(&self, sign: u8) -> bool {
        self.signs >> (sign & 127) & 1 == 1
    }
}
