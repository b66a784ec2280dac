//! Words with numbers, looked up as they stand in a text.
//!
//! A plain hash map would want each word of a text folded into a string of its own before it is looked up. Nearly all words
//! are ASCII: these are hashed and compared by their first eight bytes, without regard to case.

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
    /// So many bits of a hash are too many to number a slot.
    shift: u32,
    /// What long words have behind their first eight bytes, each with a blank behind it.
    tails: String,
    /// All other words, folded, and signs.
    others: FxHashMap<Box<str>, u32>,
    /// ASCII signs again, by byte.
    signs: Vec<u32>,
    plain: usize,
    len: u32,
}

/// What is not kept of a word follows from its first eight bytes: none of them is zero that belongs to it.
#[derive(Clone, Copy, Debug)]
struct Slot {
    /// As in a [`Key`].
    first: u64,
    /// Number of the word, or none.
    word: u32,
    /// Where the tail of a long word begins in `tails`, or [`NO_TAIL`].
    tail: u32,
}

/// A word has no more than eight bytes.
const NO_TAIL: u32 = u32::MAX;

/// What an ASCII word is looked up by: its first eight bytes in lower case, and a hash of them and its length. Words that agree in
/// both are rare, and are told apart by what they have further on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    /// The first byte is the lowest. Bytes beyond the end are zero.
    pub(super) first: u64,
    pub(super) hash: u32,
}

const EMPTY: Slot = Slot { first: 0, word: NO_WORD, tail: NO_TAIL };
const MIX: u64 = 0x9e37_79b9_7f4a_7c15;

impl Key {
    /// The key of a word of `len` ASCII letters, digits and `_`, at least one, by its first eight bytes and what follows them.
    #[inline]
    pub(super) fn new(bytes: u64, len: usize) -> Self {
        let first = lower(bytes, len.min(8));
        Key { first, hash: hash(first, len) }
    }

    /// The key of a word, if it is one of ASCII letters, digits and `_`.
    pub(super) fn of(word: &str) -> Option<Self> {
        is_plain(word).then(|| Key::new(eight(word.as_bytes(), 0), word.len()))
    }

    /// The key of an ASCII sign.
    pub(super) fn of_sign(sign: u8) -> Self {
        Key::new(u64::from(sign), 1)
    }

    /// A hash of two words.
    #[inline]
    pub(super) fn behind(self, first: Key) -> u32 {
        self.after(first.hash, true)
    }

    /// A hash of a word or sign, of what stands before it, and of whether white space is between.
    #[inline]
    pub(super) fn after(self, state: u32, spaced: bool) -> u32 {
        upper((u64::from(self.hash) ^ u64::from(state << 1 | u32::from(spaced)) << 32).wrapping_mul(MIX))
    }
}

/// A hash of the first eight bytes of a word and of its length.
#[inline]
fn hash(first: u64, len: usize) -> u32 {
    upper((first ^ (len as u64) << 59).wrapping_mul(MIX))
}

/// The better half of a product.
#[inline]
fn upper(hash: u64) -> u32 {
    u32::try_from(hash >> 32).unwrap_or(0)
}

fn is_plain(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

impl Vocabulary {
    pub(crate) fn with_capacity(words: usize) -> Self {
        let slots = vec![EMPTY; slots(words.max(8))];
        let shift = u32::BITS - slots.len().trailing_zeros();
        Vocabulary { slots, shift, signs: vec![NO_WORD; 128], ..Vocabulary::default() }
    }

    pub(crate) fn len(&self) -> usize {
        self.len as usize
    }

    /// The number of a word as it stands in a text.
    pub(crate) fn find(&self, word: &str) -> u32 {
        match *word.as_bytes() {
            [sign] if !is_plain(word) => self.find_sign(sign),
            _ => match Key::of(word) {
                Some(key) => self.find_key(key, word.as_bytes()),
                None => self.find_folded(&token::fold(word)),
            },
        }
    }

    /// The number of a folded word or sign that was not plain before it was folded.
    fn find_folded(&self, folded: &str) -> u32 {
        match Key::of(folded) {
            Some(key) => self.find_key(key, folded.as_bytes()),
            None => self.others.get(folded).copied().unwrap_or(NO_WORD),
        }
    }

    /// The number of an ASCII word by its key.
    #[inline]
    pub(super) fn find_key(&self, key: Key, word: &[u8]) -> u32 {
        self.slot(key, word).map_or(NO_WORD, |slot| self.slots[slot].word)
    }

    /// The number of an ASCII sign.
    pub(crate) fn find_sign(&self, sign: u8) -> u32 {
        self.signs.get(usize::from(sign)).copied().unwrap_or(NO_WORD)
    }

    /// The number of a folded word or sign, which is added if it is new; `key` is its key, if it has one.
    #[inline]
    pub(super) fn add(&mut self, folded: &str, key: Option<Key>) -> u32 {
        let number = self.len;
        if let Some(key) = key {
            match self.slot(key, folded.as_bytes()) {
                Ok(slot) => return self.slots[slot].word,
                Err(slot) => {
                    let tail = self.keep_tail(folded);
                    self.slots[slot] = Slot { first: key.first, word: number, tail };
                    self.plain += 1;
                    if self.plain * 2 > self.slots.len() {
                        self.grow();
                    }
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
    #[inline]
    fn slot(&self, key: Key, word: &[u8]) -> Result<usize, usize> {
        let at = self.place(key.hash);
        let slot = &self.slots[at];
        if slot.word == NO_WORD {
            return Err(at);
        }
        if slot.first == key.first && self.has_tail(slot, word) { Ok(at) } else { self.further(at, key, word) }
    }

    /// The same, where another word stands in its first place.
    #[cold]
    #[inline(never)]
    fn further(&self, mut at: usize, key: Key, word: &[u8]) -> Result<usize, usize> {
        let (mask, stride) = (self.slots.len() - 1, self.stride(tail(word)));
        loop {
            at = (at + stride) & mask;
            let slot = &self.slots[at];
            if slot.word == NO_WORD {
                return Err(at);
            }
            if slot.first == key.first && self.has_tail(slot, word) {
                return Ok(at);
            }
        }
    }

    fn has_tail(&self, slot: &Slot, word: &[u8]) -> bool {
        let tail = tail(word);
        if tail.is_empty() {
            return slot.tail == NO_TAIL;
        }
        let known = self.tails.as_bytes().get(slot.tail as usize..).unwrap_or_default();
        known.get(tail.len()) == Some(&b' ') && known[..tail.len()].eq_ignore_ascii_case(tail)
    }

    /// Keeps what a new word has behind its first eight bytes.
    fn keep_tail(&mut self, word: &str) -> u32 {
        let Some(tail) = word.get(8..).filter(|tail| !tail.is_empty()) else { return NO_TAIL };
        let at = u32::try_from(self.tails.len()).unwrap_or(NO_TAIL);
        self.tails.push_str(tail);
        self.tails.push(' ');
        at
    }

    /// What a word that is kept has behind its first eight bytes.
    fn kept_tail(&self, slot: &Slot) -> &[u8] {
        let tails = self.tails.get(slot.tail as usize..).unwrap_or_default();
        tails.split(' ').next().unwrap_or_default().as_bytes()
    }

    /// Where a word is looked for first: at the better end of its hash.
    #[inline]
    fn place(&self, hash: u32) -> usize {
        (hash >> self.shift) as usize
    }

    /// How far on a word is looked for next where another one stands, and so on: words that are alike in what they are hashed by
    /// would follow one upon the other, and each be compared with all before it. Odd, so that no slot is left out.
    fn stride(&self, tail: &[u8]) -> usize {
        let hash = (0..tail.len()).step_by(8).fold(0, |hash: u64, at| {
            (hash.rotate_left(5) ^ lower(eight(tail, at), (tail.len() - at).min(8))).wrapping_mul(MIX)
        });
        self.place(upper(hash)) | 1
    }

    /// Makes room for twice as many words.
    fn grow(&mut self) {
        let size = self.slots.len() * 2;
        let old = std::mem::replace(&mut self.slots, vec![EMPTY; size]);
        self.shift -= 1;
        let mask = size - 1;
        for slot in old.into_iter().filter(|slot| slot.word != NO_WORD) {
            let tail = self.kept_tail(&slot);
            let len = if tail.is_empty() { (8 - slot.first.leading_zeros() / 8) as usize } else { 8 + tail.len() };
            let mut at = self.place(hash(slot.first, len));
            let stride = self.stride(tail);
            while self.slots[at].word != NO_WORD {
                at = (at + stride) & mask;
            }
            self.slots[at] = slot;
        }
    }
}

/// What a word has behind its first eight bytes.
fn tail(word: &[u8]) -> &[u8] {
    word.get(8..).unwrap_or_default()
}

/// So many slots are kept for so many words.
fn slots(words: usize) -> usize {
    (words * 2).next_power_of_two()
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
            assert_eq!(vocabulary.add(word, Key::of(word)), number);
            assert_eq!(vocabulary.add(word, Key::of(word)), number);
        }
        for (number, word) in (0..).zip(words) {
            assert_eq!(vocabulary.find(&word.to_uppercase()), number, "{word}");
        }
        for word in ["b", "nurse_", "nine_nina", "sixteen_letters", "a_word_of_many_letters_8", "", "\u{7f}", "-"] {
            assert_eq!(vocabulary.find(word), NO_WORD, "{word}");
        }
        assert_eq!(vocabulary.find_sign(b'+'), 9);
    }

    /// How many slots are looked at to find each of some words, on the average and at most.
    fn looks(words: impl Iterator<Item = String>) -> (f64, usize) {
        let words: Vec<String> = words.collect();
        let mut vocabulary = Vocabulary::with_capacity(1);
        for word in &words {
            vocabulary.add(word, Key::of(word));
        }
        let mask = vocabulary.slots.len() - 1;
        let looks: Vec<usize> = words
            .iter()
            .map(|word| {
                let key = Key::of(word).unwrap();
                let found = vocabulary.slot(key, word.as_bytes()).unwrap();
                let (first, stride) = (vocabulary.place(key.hash), vocabulary.stride(tail(word.as_bytes())));
                1 + (0..=mask).position(|n| (first + n * stride) & mask == found).unwrap()
            })
            .collect();
        (looks.iter().sum::<usize>() as f64 / looks.len() as f64, *looks.iter().max().unwrap())
    }

    #[test]
    fn few_slots_are_looked_at_however_alike_words_are() {
        for (name, word) in [
            ("ordinary", (|n: u32| format!("{:x}", n.wrapping_mul(2_654_435_761))) as fn(u32) -> String),
            ("alike in their first eight bytes and their length", |n| format!("followback{n:05}")),
            ("alike but for their last bytes", |n| format!("followback_or_{n:x}")),
            ("alike but for bytes in the middle", |n| format!("followback{n:05}followback")),
            ("alike in their first bytes", |n| format!("abcd{n:04x}")),
            ("alike but for their length", |n| "a".repeat(n as usize % 900 + 1)),
        ] {
            let (mean, most) = looks((0..5_000).map(word));
            assert!(mean < 3.0 && most < 60, "{name}: {mean} on the average, {most} at most");
        }
    }

    proptest! {
        #[test]
        fn what_was_added_is_found_and_nothing_else(words in prop::collection::vec("[a-c_0-1é+]{1,11}", 0..80), other in "[a-c_0-1é+]{1,11}") {
            let mut vocabulary = Vocabulary::with_capacity(2);
            let numbers: Vec<u32> = words.iter().map(|word| vocabulary.add(word, Key::of(word))).collect();
            for (word, number) in words.iter().zip(numbers) {
                prop_assert_eq!(vocabulary.find(word), number);
            }
            prop_assert_eq!(vocabulary.find(&other) != NO_WORD, words.contains(&other));
        }
    }
}
