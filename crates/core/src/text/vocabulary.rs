//! Words with numbers, looked up as they stand in a text.
//!
//! A plain hash map would want each word of a text folded into a string of its own before it is looked up. Nearly all words
//! are ASCII: these are hashed and compared eight bytes at a time, without regard to case, and most words of a text, which
//! are in no list at all, are turned away by a small filter that stays in the cache.

use rustc_hash::FxHashMap;

use super::eight::{eight, lower};
use super::token;

/// No word of a vocabulary.
pub(crate) const NO_WORD: u32 = u32::MAX;

/// Words with numbers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Vocabulary {
    /// Words of ASCII letters, digits and `_`, by open addressing; the length is a power of two.
    slots: Vec<Slot>,
    /// A bit is set for each hash of a word in `slots`; the length is a power of two.
    filter: Vec<u64>,
    /// Words that are longer than a slot holds, from their ninth byte on.
    tails: String,
    /// All other words, folded, and signs.
    others: FxHashMap<Box<str>, u32>,
    /// ASCII signs again, by byte.
    signs: Vec<u32>,
    plain: usize,
    len: u32,
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    key: Key,
    /// Number of the word, or none.
    word: u32,
    /// Where the tail of a long word begins in `tails`.
    tail: u32,
}

/// An ASCII word: its first eight bytes in lower case, its length, and a hash of all of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key {
    /// The first byte is the lowest. Bytes beyond the end are zero.
    pub(crate) first: u64,
    hash: u32,
    len: u32,
}

const EMPTY: Slot = Slot { key: Key { first: 0, hash: 0, len: 0 }, word: NO_WORD, tail: 0 };
const MIX: u64 = 0x9e37_79b9_7f4a_7c15;

impl Key {
    /// The key of a word of at most eight bytes: the lowest `len` bytes of `bytes`.
    pub(crate) fn short(bytes: u64, len: usize) -> Self {
        let first = lower(bytes, len);
        Key { first, hash: upper(first.wrapping_mul(MIX)), len: u32::try_from(len).unwrap_or(u32::MAX) }
    }

    /// The key of a word of ASCII letters, digits and `_`; nothing for the empty word.
    pub(crate) fn of(word: &[u8]) -> Option<Self> {
        let mut blocks = word.chunks(8).map(|block| lower(eight(block, 0), block.len()));
        let first = blocks.next()?;
        let rest = blocks.fold(first.wrapping_mul(MIX), |hash, block| (hash.rotate_left(29) ^ block).wrapping_mul(MIX));
        Some(Key { first, hash: upper(rest), len: u32::try_from(word.len()).unwrap_or(u32::MAX) })
    }
}

/// The better half of a product.
fn upper(hash: u64) -> u32 {
    u32::try_from(hash >> 32).unwrap_or(0)
}

fn is_plain(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

impl Vocabulary {
    pub(crate) fn with_capacity(words: usize) -> Self {
        let mut vocabulary = Vocabulary { signs: vec![NO_WORD; 128], ..Vocabulary::default() };
        vocabulary.resize(words.max(8));
        vocabulary
    }

    pub(crate) fn len(&self) -> usize {
        self.len as usize
    }

    /// The number of a word as it stands in a text.
    pub(crate) fn find(&self, word: &str) -> u32 {
        if is_plain(word) { self.find_plain(word) } else { self.find_folded(&token::fold(word)) }
    }

    /// The number of a folded word or sign.
    fn find_folded(&self, folded: &str) -> u32 {
        if is_plain(folded) { self.find_plain(folded) } else { self.others.get(folded).copied().unwrap_or(NO_WORD) }
    }

    fn find_plain(&self, word: &str) -> u32 {
        Key::of(word.as_bytes()).map_or(NO_WORD, |key| self.find_key(key, || word.as_bytes()))
    }

    /// The number of an ASCII word by its key. `whole` gives the word itself, which is asked for only if it is a long one.
    #[inline]
    pub(crate) fn find_key<'w>(&self, key: Key, whole: impl FnOnce() -> &'w [u8]) -> u32 {
        if !self.may_have(key.hash) {
            return NO_WORD;
        }
        self.slot(key, whole()).map_or(NO_WORD, |slot| self.slots[slot].word)
    }

    /// The number of an ASCII sign.
    pub(crate) fn find_sign(&self, sign: u8) -> u32 {
        self.signs.get(usize::from(sign)).copied().unwrap_or(NO_WORD)
    }

    /// The number of a folded word or sign, which is added if it is new.
    pub(crate) fn add(&mut self, folded: &str) -> u32 {
        let number = self.len;
        if let (Some(key), true) = (Key::of(folded.as_bytes()), is_plain(folded)) {
            if (self.plain + 1) * 2 > self.slots.len() {
                self.resize(self.slots.len());
            }
            match self.slot(key, folded.as_bytes()) {
                Ok(slot) => return self.slots[slot].word,
                Err(slot) => {
                    let tail = u32::try_from(self.tails.len()).unwrap_or(u32::MAX);
                    self.tails.push_str(folded.get(8..).unwrap_or(""));
                    self.slots[slot] = Slot { key, word: number, tail };
                    self.mark(key.hash);
                    self.plain += 1;
                }
            }
        } else {
            if let Some(&known) = self.others.get(folded) {
                return known;
            }
            if let [sign] = *folded.as_bytes() {
                self.signs[usize::from(sign)] = number;
            }
            self.others.insert(folded.into(), number);
        }
        self.len += 1;
        number
    }

    /// The slot of a word, or the one where it would stand.
    fn slot(&self, key: Key, word: &[u8]) -> Result<usize, usize> {
        let mask = self.slots.len() - 1;
        let mut at = key.hash as usize & mask;
        loop {
            let slot = &self.slots[at];
            if slot.word == NO_WORD {
                return Err(at);
            }
            if slot.key.first == key.first && slot.key.len == key.len && self.has_tail(slot, word) {
                return Ok(at);
            }
            at = (at + 1) & mask;
        }
    }

    fn has_tail(&self, slot: &Slot, word: &[u8]) -> bool {
        let Some(tail) = word.get(8..).filter(|tail| !tail.is_empty()) else { return true };
        let at = slot.tail as usize;
        self.tails.as_bytes().get(at..at + tail.len()).is_some_and(|known| known.eq_ignore_ascii_case(tail))
    }

    fn bit(&self, hash: u32) -> (usize, u64) {
        let bit = (hash >> 6) as usize & (self.filter.len() * 64 - 1);
        (bit / 64, 1 << (bit % 64))
    }

    fn may_have(&self, hash: u32) -> bool {
        let (at, bit) = self.bit(hash);
        self.filter[at] & bit != 0
    }

    fn mark(&mut self, hash: u32) {
        let (at, bit) = self.bit(hash);
        self.filter[at] |= bit;
    }

    /// Makes room for so many words.
    fn resize(&mut self, words: usize) {
        let size = (words * 2).next_power_of_two();
        let old = std::mem::replace(&mut self.slots, vec![EMPTY; size]);
        self.filter = vec![0; (size / 16).max(1)];
        let mask = size - 1;
        for slot in old.into_iter().filter(|slot| slot.word != NO_WORD) {
            let mut at = slot.key.hash as usize & mask;
            while self.slots[at].word != NO_WORD {
                at = (at + 1) & mask;
            }
            self.slots[at] = slot;
            self.mark(slot.key.hash);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_are_found_whatever_their_case_and_length() {
        let words =
            ["a", "_", "nurse", "eight_88", "nine_nine", "sixteen_letters_", "a_word_of_many_letters_9", "c", "é", "+"];
        let mut vocabulary = Vocabulary::with_capacity(1);
        for (number, word) in (0..).zip(words) {
            assert_eq!(vocabulary.add(word), number);
            assert_eq!(vocabulary.add(word), number);
        }
        for (number, word) in (0..).zip(words) {
            assert_eq!(vocabulary.find(&word.to_uppercase()), number, "{word}");
        }
        for word in ["b", "nurse_", "nine_nina", "sixteen_letters", "a_word_of_many_letters_8", "", "\u{7f}", "-"] {
            assert_eq!(vocabulary.find(word), NO_WORD, "{word}");
        }
        assert_eq!(vocabulary.find_sign(b'+'), 9);
    }

    proptest! {
        #[test]
        fn what_was_added_is_found_and_nothing_else(words in prop::collection::vec("[a-c_0-1é+]{1,11}", 0..80), other in "[a-c_0-1é+]{1,11}") {
            let mut vocabulary = Vocabulary::with_capacity(2);
            let numbers: Vec<u32> = words.iter().map(|word| vocabulary.add(word)).collect();
            for (word, number) in words.iter().zip(numbers) {
                prop_assert_eq!(vocabulary.find(word), number);
            }
            prop_assert_eq!(vocabulary.find(&other) != NO_WORD, words.contains(&other));
        }
    }
}
