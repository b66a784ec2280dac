//! Small filters that let most words of a text go by.

use super::vocabulary::Key;

/// Size of the filter of words: small enough to stay in the cache, large enough for some ten thousand.
const WORDS: usize = 2048;
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
    /// Words that are a phrase, and those that phrases of several words and signs begin with.
    words: Words,
    /// Two words, a blank between them, that phrases begin with.
    pairs: Filter<PAIRS>,
    /// A bit for each ASCII sign that phrases begin with.
    signs: [u64; 2],
}

/// Words in two roles: what is known of a word lies together.
#[derive(Clone, Debug)]
struct Words(Box<[Roles; WORDS]>);

/// A bit for each of some hashes.
#[derive(Clone, Copy, Debug, Default)]
struct Roles {
    alone: u32,
    first: u32,
}

impl Default for Words {
    fn default() -> Self {
        Words(Box::new([Roles::default(); WORDS]))
    }
}

impl Words {
    fn at(&mut self, hash: u32) -> (&mut Roles, u32) {
        (&mut self.0[(hash >> 5) as usize % WORDS], 1 << (hash & 31))
    }

    /// Whether a word may be a phrase, and whether one of several words and signs may begin with it.
    #[inline]
    fn roles(&self, word: Key) -> (bool, bool) {
        let Roles { alone, first } = self.0[(word.hash >> 5) as usize % WORDS];
        (alone >> (word.hash & 31) & 1 == 1, first >> (word.hash & 31) & 1 == 1)
    }
}

/// How a phrase begins; of words only their hashes are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Begin {
    /// It is an ASCII word.
    Alone(u32),
    /// With two ASCII words and a blank between them: the first, and both together.
    Pair(u32, u32),
    /// With an ASCII word and something else behind it.
    Word(u32),
    /// With an ASCII sign.
    Sign(u8),
}

impl Starts {
    pub(super) fn add(&mut self, begin: Begin) {
        match begin {
            Begin::Alone(word) => {
                let (roles, bit) = self.words.at(word);
                roles.alone |= bit;
            }
            Begin::Pair(word, both) => {
                self.begin_with(word);
                self.pairs.add(both);
            }
            Begin::Word(word) => self.begin_with(word),
            Begin::Sign(sign) => self.signs[usize::from(sign >> 6 & 1)] |= 1 << (sign & 63),
        }
    }

    fn begin_with(&mut self, word: u32) {
        let (roles, bit) = self.words.at(word);
        roles.first |= bit;
    }

    /// Whether an ASCII word may be a phrase, and whether a longer one may begin with it: yes wherever it is so, and for some
    /// other words.
    #[inline]
    pub(super) fn roles(&self, word: Key) -> (bool, bool) {
        self.words.roles(word)
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
