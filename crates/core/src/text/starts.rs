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

/// The roles of words, two bits for each of some hashes.
#[derive(Clone, Debug)]
struct Words(Box<[u64; WORDS]>);

/// What a word may be to a search.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Roles(u8);

impl Roles {
    pub(super) const NONE: Roles = Roles(0);
    /// It may be a phrase.
    pub(super) const ALONE: Roles = Roles(1);
    /// A phrase of several words and signs may begin with it.
    pub(super) const FIRST: Roles = Roles(2);
    /// An expression may need it.
    pub(super) const TRIGGER: Roles = Roles(4);

    #[inline]
    pub(super) fn has(self, role: Roles) -> bool {
        self.0 & role.0 != 0
    }

    #[inline]
    pub(super) fn and(self, role: Roles) -> Roles {
        Roles(self.0 | role.0)
    }

    #[inline]
    pub(super) fn but(self, role: Roles) -> Roles {
        Roles(self.0 & !role.0)
    }

    /// This one, if something is so.
    #[inline]
    pub(super) fn when(self, is: bool) -> Roles {
        Roles(self.0 * u8::from(is))
    }
}

impl Default for Words {
    fn default() -> Self {
        Words(Box::new([0; WORDS]))
    }
}

impl Words {
    /// Where the roles of a word are, and how far up.
    #[inline]
    fn place(hash: u32) -> (usize, u32) {
        ((hash >> 5) as usize % WORDS, 2 * (hash & 31))
    }

    fn add(&mut self, word: u32, role: Roles) {
        let (at, up) = Self::place(word);
        self.0[at] |= u64::from(role.0) << up;
    }

    #[inline]
    fn roles(&self, word: Key) -> Roles {
        let (at, up) = Self::place(word.hash);
        Roles((self.0[at] >> up & 0b11).to_le_bytes()[0])
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
            Begin::Alone(word) => self.words.add(word, Roles::ALONE),
            Begin::Pair(word, both) => {
                self.words.add(word, Roles::FIRST);
                self.pairs.add(both);
            }
            Begin::Word(word) => self.words.add(word, Roles::FIRST),
            Begin::Sign(sign) => self.signs[usize::from(sign >> 6 & 1)] |= 1 << (sign & 63),
        }
    }

    /// Whether an ASCII word may be a phrase, and whether a longer one may begin with it: yes wherever it is so, and for some
    /// other words.
    #[inline]
    pub(super) fn roles(&self, word: Key) -> Roles {
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
