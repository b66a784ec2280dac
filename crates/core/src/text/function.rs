//! Function words, counted without being looked up.
//!
//! Nearly half of all words are function words, and of most of them nothing is asked but of which languages they are. So the
//! short ones have a small table of their own, which says of a word what to add to the counts of all languages at once.

use wide::u16x16;

use super::vocabulary::Key;

/// Function words of up to seven letters.
#[derive(Clone, Debug)]
pub(super) struct FunctionWords {
    /// By the hash of a word, its letters, and in the highest byte the number of its set; zero where there is no word.
    slots: Box<[u64; SLOTS]>,
    /// The languages of the words of a set: a one in the lane of each. Set 0 is of the words that are no function words.
    sets: Vec<u16x16>,
}

const SLOT_BITS: u32 = 11;
const SLOTS: usize = 1 << SLOT_BITS;
/// Where the number of a set begins in a slot.
const SET: u32 = 56;
/// So many languages have a lane.
const LANES: usize = 16;
/// After so many words the counts are to be kept: a lane has room for twice as many.
pub(super) const ROOM: u32 = u16::MAX as u32 / 2;

/// How many function words there are, by language.
pub(super) type Counts = u16x16;

impl Default for FunctionWords {
    fn default() -> Self {
        FunctionWords { slots: Box::new([0; SLOTS]), sets: vec![Counts::default()] }
    }
}

impl FunctionWords {
    /// Takes in a word and the numbers of its languages; false if there is no room for it.
    pub(super) fn add(&mut self, word: Key, languages: &[usize]) -> bool {
        let slot = &mut self.slots[place(word)];
        // Of a word with eight letters more may follow.
        if word.first >> SET != 0 || *slot != 0 || languages.iter().any(|language| *language >= LANES) {
            return false;
        }
        let mut lanes = [0; LANES];
        for language in languages {
            lanes[*language] = 1;
        }
        let lanes = u16x16::new(lanes);
        let known = self.sets.iter().position(|set| *set == lanes);
        let set = known.unwrap_or(self.sets.len());
        let Ok(number) = u8::try_from(set) else { return false };
        if known.is_none() {
            self.sets.push(lanes);
        }
        *slot = word.first | u64::from(number) << SET;
        true
    }

    /// The number of the set that a word is of, 0 if it is no function word that is known here.
    #[inline]
    pub(super) fn set(&self, word: Key) -> u8 {
        // What is left of the slot of a word is the number of its set; of a long word the highest byte is not.
        let left = self.slots[place(word)] ^ word.first;
        if left << 8 == 0 && word.first >> SET == 0 { left.to_be_bytes()[0] } else { 0 }
    }

    /// What a word of a set adds to the counts.
    #[inline]
    pub(super) fn adds(&self, set: u8) -> Counts {
        self.sets[usize::from(set)]
    }
}

#[inline]
fn place(word: Key) -> usize {
    (word.hash >> (u32::BITS - SLOT_BITS)) as usize
}

/// Adds counts to those of a text, which are as long as they have to be.
pub(super) fn add(counts: Counts, to: &mut Vec<u32>) {
    if counts == Counts::default() {
        return;
    }
    if to.len() < LANES {
        to.resize(LANES, 0);
    }
    for (all, count) in to.iter_mut().zip(counts.to_array()) {
        *all += u32::from(count);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(word: &str) -> Key {
        Key::of(word).unwrap()
    }

    #[test]
    fn short_words_are_counted_for_all_their_languages() {
        let mut words = FunctionWords::default();
        assert!(words.add(key("in"), &[0, 15]));
        assert!(words.add(key("between"), &[0]));
        let mut counts = vec![7];
        for word in ["IN", "between", "betweens", "inn", "i"] {
            add(words.adds(words.set(key(word))), &mut counts);
        }
        let mut wanted = vec![0; 16];
        (wanted[0], wanted[15]) = (9, 1);
        assert_eq!(counts, wanted);
    }

    #[test]
    fn what_has_no_room_is_not_taken() {
        let mut words = FunctionWords::default();
        assert!(!words.add(key("together"), &[0]), "more letters may follow");
        assert!(!words.add(key("in"), &[LANES]));
        assert!(words.add(key("in"), &[1]));
        assert!(!words.add(key("in"), &[1]), "its place is taken");
        // Of more sets than have a number.
        let taken = (1..400_usize).filter(|n| {
            let languages: Vec<usize> = (0..10).filter(|bit| n >> bit & 1 == 1).collect();
            words.add(key(&format!("x{n}")), &languages)
        });
        let taken = taken.count();
        assert!((200..=255).contains(&taken), "{taken}");
    }
}
