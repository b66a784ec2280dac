//! Finding the phrases of many lists in one pass over a text.
//!
//! One automaton a text field: a trie over words. A text is cut into words once, each word is looked up once, and the
//! automaton is entered only at words that begin a phrase. (An automaton over bytes does the same work for every byte; over
//! words it does it for every fifth, and most words are in no list at all.)

use rustc_hash::FxHashMap;

use super::token::{self, Token};

/// Index of a list of phrases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ListId(pub(crate) u32);

/// A phrase found in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    /// The list the phrase is of.
    pub(crate) list: ListId,
    /// Equal for equal phrases of one automaton, whatever list they are of.
    pub(crate) phrase: u32,
    /// First token.
    pub(crate) first: u32,
    /// Last token.
    pub(crate) last: u32,
}

/// Phrases of a list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Phrases<'a> {
    pub(crate) list: ListId,
    /// The number of the language that they are of, if they are of one.
    pub(crate) language: Option<usize>,
    pub(crate) all: &'a [Box<str>],
}

/// The phrases of some lists, ready to be found.
#[derive(Clone, Debug, Default)]
pub(crate) struct PhraseMatcher {
    words: Vocabulary,
    /// By word, the languages that have it as a phrase of its own, a bit each.
    languages: Vec<u32>,
    /// Steps of the trie; the key is the state, the word, and whether white space stands before it.
    steps: FxHashMap<(u32, u32), u32>,
    /// Lists whose phrase ends in a state, by state.
    ends: Vec<(u32, ListId)>,
    /// Where the ends of a state begin; those of the last state go to the end.
    first_end: Vec<u32>,
}

const START: u32 = 0;

impl PhraseMatcher {
    /// A matcher for these phrases.
    pub(crate) fn new<'a>(lists: impl IntoIterator<Item = Phrases<'a>>) -> Self {
        let lists: Vec<Phrases<'_>> = lists.into_iter().collect();
        let n = lists.iter().map(|list| list.all.len()).sum();
        let mut matcher = PhraseMatcher { words: Vocabulary::with_capacity(n), ..PhraseMatcher::default() };
        matcher.steps.reserve(n * 2);
        let mut states = 1;
        let mut tokens = Vec::new();
        for Phrases { list, language, all: phrases } in lists {
            let bit = language.and_then(|l| 1u32.checked_shl(u32::try_from(l).ok()?)).unwrap_or(0);
            for phrase in phrases {
                token::tokens_into(phrase, &mut tokens);
                matcher.add(list, phrase, &tokens, &mut states);
                if let ([word], true) = (&tokens[..], bit != 0) {
                    matcher.speak(word.text(phrase), bit);
                }
            }
        }
        matcher.ends.sort_unstable();
        matcher.ends.dedup();
        let mut at = 0;
        for state in 0..=states {
            while matcher.ends.get(at).is_some_and(|(end, _)| *end < state) {
                at += 1;
            }
            matcher.first_end.push(u32::try_from(at).unwrap_or(u32::MAX));
        }
        matcher
    }

    fn add(&mut self, list: ListId, phrase: &str, tokens: &[Token], states: &mut u32) {
        let mut state = START;
        for token in tokens {
            let word = self.words.add(&token::fold(token.text(phrase)));
            let next = *self.steps.entry((state, step(word, token, state))).or_insert(*states);
            if next == *states {
                *states += 1;
            }
            state = next;
        }
        if state != START {
            self.ends.push((state, list));
        }
    }

    /// Notes that a word is of a language.
    fn speak(&mut self, word: &str, bit: u32) {
        if let Some(number) = self.words.find(word) {
            let number = number as usize;
            if self.languages.len() <= number {
                self.languages.resize(number + 1, 0);
            }
            self.languages[number] |= bit;
        }
    }

    /// The languages that have a word as a phrase of its own, a bit each.
    pub(crate) fn speakers(&self, word: &str) -> u32 {
        self.words.find(word).and_then(|number| self.languages.get(number as usize)).copied().unwrap_or(0)
    }

    /// The lists whose phrase ends in a state.
    fn ends(&self, state: u32) -> &[(u32, ListId)] {
        let at = |state: u32| self.first_end[state as usize] as usize;
        &self.ends[at(state)..at(state + 1)]
    }

    /// All phrases of the wanted lists, overlapping ones too, by where they begin, shorter ones first. `wanted` says for each
    /// list whether it matters.
    pub(crate) fn find(&self, text: &str, tokens: &[Token], wanted: &[bool]) -> Vec<Hit> {
        let mut hits = Vec::new();
        let words: Vec<Option<u32>> = tokens.iter().map(|t| self.words.find(t.text(text))).collect();
        for first in 0..tokens.len() {
            let mut state = START;
            for last in first..tokens.len() {
                let Some(word) = words[last] else { break };
                let Some(&next) = self.steps.get(&(state, step(word, &tokens[last], state))) else { break };
                state = next;
                let ends =
                    self.ends(state).iter().filter(|(_, list)| wanted.get(list.0 as usize).copied().unwrap_or(false));
                #[expect(
                    clippy::cast_possible_truncation,
                    reason = "a text has fewer tokens than bytes, and those fit 32 bits"
                )]
                hits.extend(ends.map(|&(_, list)| Hit { list, phrase: state, first: first as u32, last: last as u32 }));
            }
        }
        hits
    }
}

/// Words with numbers. A plain hash map would want each word of a text folded into a string of its own before it is looked
/// up; here ASCII words are hashed and compared as they stand, without regard to case.
#[derive(Clone, Debug, Default)]
struct Vocabulary {
    /// Folded words, one after the other.
    text: String,
    /// Where each word ends.
    ends: Vec<u32>,
    /// Open addressing; the number of the word plus one, and the upper half of its hash. The length is a power of two.
    slots: Vec<(u32, u32)>,
}

impl Vocabulary {
    fn with_capacity(words: usize) -> Self {
        Vocabulary { slots: vec![(0, 0); (words * 2).next_power_of_two().max(16)], ..Vocabulary::default() }
    }

    fn word(&self, number: u32) -> &str {
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before as usize]);
        &self.text[start as usize..self.ends[number as usize] as usize]
    }

    /// The number of a word as it stands in a text.
    fn find(&self, word: &str) -> Option<u32> {
        if word.is_ascii() { self.slot(word).ok() } else { self.slot(&token::fold(word)).ok() }
    }

    /// The number of a folded word, which is added if it is new.
    fn add(&mut self, folded: &str) -> u32 {
        if (self.ends.len() + 1) * 2 > self.slots.len() {
            self.grow();
        }
        match self.slot(folded) {
            Ok(number) => number,
            Err(slot) => {
                let number = u32::try_from(self.ends.len()).unwrap_or(u32::MAX >> 1);
                self.text.push_str(folded);
                self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
                self.slots[slot] = (number + 1, tag(hash(folded)));
                number
            }
        }
    }

    /// The number of a word, or the slot where it would stand.
    fn slot(&self, word: &str) -> Result<u32, usize> {
        let hash = hash(word);
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = usize::try_from(hash & 0xffff_ffff).unwrap_or(0) & mask;
        loop {
            match self.slots.get(at) {
                Some(&(next, found)) if next != 0 => {
                    if found == tag(hash) && self.word(next - 1).eq_ignore_ascii_case(word) {
                        return Ok(next - 1);
                    }
                }
                _ => return Err(at),
            }
            at = (at + 1) & mask;
        }
    }

    fn grow(&mut self) {
        let mut bigger = Vocabulary::with_capacity(self.slots.len().max(8));
        for number in 0..self.ends.len() {
            bigger.add(self.word(u32::try_from(number).unwrap_or(u32::MAX)));
        }
        *self = bigger;
    }
}

/// The upper half of a hash.
fn tag(hash: u64) -> u32 {
    u32::try_from(hash >> 32).unwrap_or(0)
}

/// FNV-1a over the bytes in ASCII lower case; folded words are in lower case already.
fn hash(word: &str) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0000_01b3);
    let hash = word.bytes().fold(0xcbf2_9ce4_8422_2325, step);
    // FNV leaves its entropy in the upper bits; the lower half is what picks the slot.
    hash ^ (hash >> 29)
}

/// White space before the first word of a phrase does not matter, before later ones it must agree: `c #` is not `c#`.
fn step(word: u32, token: &Token, state: u32) -> u32 {
    word << 1 | u32::from(token.spaced && state != START)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(lists: &[&[&str]], text: &str) -> Vec<(u32, String)> {
        let lists: Vec<Vec<Box<str>>> = lists.iter().map(|l| l.iter().map(|&p| p.into()).collect()).collect();
        let matcher =
            PhraseMatcher::new((0..).map(ListId).zip(&lists).map(|(list, l)| Phrases { list, language: None, all: l }));
        let tokens = token::tokens(text);
        let span = |h: &Hit| &text[tokens[h.first as usize].start as usize..tokens[h.last as usize].end as usize];
        matcher.find(text, &tokens, &vec![true; lists.len()]).iter().map(|h| (h.list.0, span(h).to_owned())).collect()
    }

    #[test]
    fn whole_words_only() {
        assert_eq!(found(&[&["nurse"]], "Nurse, nurse's aid, nurses"), [(0, "Nurse".into()), (0, "nurse".into())]);
    }

    #[test]
    fn single_words_speak_for_their_languages() {
        let [en, de]: [Vec<Box<str>>; 2] =
            [vec!["pizza".into(), "blue sky".into()], vec!["Pizza".into(), "Berg".into()]];
        let matcher = PhraseMatcher::new([(0, &en), (1, &de)].map(|(l, phrases)| Phrases {
            list: ListId(0),
            language: Some(l),
            all: phrases,
        }));
        assert_eq!(["PIZZA", "berg", "sky", "sea"].map(|word| matcher.speakers(word)), [0b11, 0b10, 0, 0]);
    }

    #[test]
    fn overlapping_phrases_of_several_lists() {
        assert_eq!(
            found(&[&["follow back", "back"], &["FOLLOW BACK guaranteed"]], "Follow  back guaranteed"),
            [(0, "Follow  back".into()), (1, "Follow  back guaranteed".into()), (0, "back".into())]
        );
    }

    #[test]
    fn signs_count_and_blanks_between_them_too() {
        assert_eq!(found(&[&["c#", "💯"]], "c# c # 💯💯"), [(0, "c#".into()), (0, "💯".into()), (0, "💯".into())]);
    }

    #[test]
    fn cjk_needs_no_blanks() {
        assert_eq!(found(&[&["医療"]], "地域医療と教育"), [(0, "医療".into())]);
    }
}
