//! The phrases of many lists, found together.
//!
//! One automaton for all lists: a trie over words. A text is cut into words once, each word is looked up once, and the
//! automaton is entered only at words that begin a phrase. (An automaton over bytes does the same work for every byte; over
//! words it does it for every fifth, and most words are in no list at all.)

mod enter;

use rustc_hash::FxHashMap;

use super::eight::{eight, word_length};
use super::function::FunctionWords;
use super::starts::{Begin, Filter, Starts};
use super::token;
use super::vocabulary::{Key, Vocabulary};
use crate::texts;

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
    /// First byte.
    pub(crate) start: u32,
    /// Byte after the last.
    pub(crate) end: u32,
    /// How many words of the text stand before it.
    pub(crate) words_before: u32,
    /// How many words of the text there are up to its end.
    pub(crate) words_after: u32,
    /// The phrase of the text in which it begins.
    pub(crate) first_segment: u32,
    /// And that in which it ends.
    pub(crate) last_segment: u32,
}

/// Phrases of a list.
#[derive(Clone, Debug)]
pub(crate) struct Phrases<'a> {
    pub(crate) list: ListId,
    /// The number of the language that they are of, if they are of one.
    pub(crate) language: Option<usize>,
    /// They are function words: all that is asked of them is of which languages they are.
    pub(crate) function: bool,
    pub(crate) all: texts::Run<'a>,
}

/// The phrases of some lists, ready to be found.
///
/// A state is known by a number: twice that of a word for the one that the word leads to at the start of a phrase, and odd numbers
/// for all that lie further on.
#[derive(Clone, Debug)]
pub(crate) struct PhraseMatcher {
    pub(super) words: Vocabulary,
    /// By word, the languages that have it as a phrase of its own, a bit each.
    languages: Vec<u32>,
    /// How phrases begin, but for those that begin beyond ASCII and for the short function words.
    begins: Vec<Begin>,
    /// Up to where they are those of a list; none stands for the function words.
    begun: Vec<(Option<ListId>, usize)>,
    /// Further steps of the trie; the key is the state, the word, and whether white space stands before it.
    steps: FxHashMap<(u32, u32), u32>,
    /// What leads on from a state: an ASCII word or sign.
    follows: Filter<FOLLOWS>,
    /// How many words and signs the longest phrase has.
    longest: u32,
    /// What is of each state: first of those that words lead to, then of those further on, and of none at the end.
    places: Vec<Place>,
    /// Lists whose phrase ends in a state, by state.
    ends: Vec<ListId>,
    /// Languages of which a function word ends in a state, by state.
    function_languages: Vec<usize>,
    /// The short function words again.
    pub(super) short: FunctionWords,
}

/// Where what is of a state begins; it goes up to where that of the next state begins.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    ends: u32,
    /// And a bit that says whether there are further steps.
    languages: u32,
}

/// There are further steps.
const GOES_ON: u32 = 1 << 31;

impl Place {
    fn languages(self) -> u32 {
        self.languages & !GOES_ON
    }
}

/// A place in the trie.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct State {
    /// The lists whose phrases end here.
    ends: Run,
    /// The languages of which a function word ends here.
    function_languages: Run,
    /// There are further steps.
    pub(super) goes_on: bool,
}

/// Some that follow each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Run {
    first: u32,
    len: u32,
}

impl Run {
    fn of<T>(self, all: &[T]) -> &[T] {
        let first = self.first as usize;
        &all[first..first + self.len as usize]
    }
}

impl State {
    /// Whether a function word ends here.
    #[inline]
    pub(super) fn ends_function_word(self) -> bool {
        self.function_languages.len > 0
    }

    /// Whether a phrase of some list ends here, or there are further steps.
    #[inline]
    pub(super) fn matters(self) -> bool {
        self.ends.len > 0 || self.goes_on
    }
}

/// Size of the filter of what leads on: some thirty thousand pairs of a state and a word are usual.
const FOLLOWS: usize = 4096;

impl PhraseMatcher {
    /// How phrases of these lists begin, and function words if somebody asks for them.
    pub(crate) fn starts(&self, wanted: &[bool], function_words: bool) -> Starts {
        let mut starts = Starts::default();
        let is_wanted = |list: Option<ListId>| list.map_or(function_words, |list| is_wanted(wanted, list));
        let mut first = 0;
        for (list, end) in &self.begun {
            if is_wanted(*list) {
                self.begins[first..*end].iter().for_each(|begin| starts.add(*begin));
            }
            first = *end;
        }
        starts
    }

    /// Whether a word is a phrase of some lists, or a function word.
    pub(crate) fn is_in(&self, word: &str, lists: impl Fn(ListId) -> bool) -> bool {
        let first = self.first(self.words.find(word));
        first.is_some_and(|(_, state)| state.ends_function_word() || self.ends(state).iter().copied().any(&lists))
    }

    /// The languages that have a word as a phrase of its own, a bit each.
    pub(crate) fn speakers(&self, word: &str) -> u32 {
        self.languages.get(self.words.find(word) as usize).copied().unwrap_or(0)
    }

    #[inline]
    pub(super) fn state(&self, state: u32) -> State {
        self.at((state >> 1) as usize + if state & 1 == 0 { 0 } else { self.words.len() })
    }

    #[inline]
    fn at(&self, place: usize) -> State {
        let (own, next) = (self.places[place], self.places[place + 1]);
        let run = |first, end| Run { first, len: end - first };
        State {
            ends: run(own.ends, next.ends),
            function_languages: run(own.languages(), next.languages()),
            goes_on: own.languages & GOES_ON != 0,
        }
    }

    /// The lists whose phrase ends in a state.
    #[inline]
    pub(super) fn ends(&self, state: State) -> &[ListId] {
        state.ends.of(&self.ends)
    }

    /// The numbers of the languages of which a function word ends in a state.
    #[inline]
    pub(super) fn languages_of(&self, state: State) -> &[usize] {
        state.function_languages.of(&self.function_languages)
    }

    /// The state after a word or sign at the start of a phrase, and what it is; none for what is no word of a phrase.
    #[inline]
    pub(super) fn first(&self, number: u32) -> Option<(u32, State)> {
        let place = number as usize;
        (place < self.words.len()).then(|| (number << 1, self.at(place)))
    }

    /// The state that a word or sign leads to, if it leads anywhere.
    pub(super) fn next(&self, state: u32, number: u32, spaced: bool) -> Option<u32> {
        self.steps.get(&(state, step(number, spaced))).copied()
    }

    /// Whether what stands behind a place is a plain word or sign that does not lead on from a state.
    pub(super) fn follows_not(&self, state: u32, rest: &[u8]) -> bool {
        let spaced = rest.first() == Some(&b' ');
        let next = eight(rest, usize::from(spaced));
        let len = word_length(next);
        let behind = usize::from(spaced) + len;
        match (len, rest.get(behind)) {
            // The end of the text.
            (0, None) => true,
            (0, Some(sign)) => sign.is_ascii_punctuation() && !self.follows.has(Key::new(next, 1).after(state, spaced)),
            // Longer words are not worth the way to their end.
            (8, _) => false,
            // What goes on beyond ASCII is another word.
            (_, Some(odd)) if token::is_odd(*odd) => false,
            _ => !self.follows.has(Key::new(next, len).after(state, spaced)),
        }
    }

    /// How many words and signs the longest phrase has.
    pub(crate) fn longest(&self) -> u32 {
        self.longest
    }
}

/// A word or sign of a phrase.
#[derive(Clone, Copy, Debug)]
enum Part {
    /// An ASCII word.
    Word(Key),
    /// An ASCII sign.
    Sign(u8),
    Other,
}

impl Part {
    fn of(folded: &str) -> Self {
        match (Key::of(folded), folded.as_bytes()) {
            (Some(key), _) => Part::Word(key),
            (None, &[sign]) => Part::Sign(sign),
            _ => Part::Other,
        }
    }

    fn word(self) -> Option<Key> {
        match self {
            Part::Word(key) => Some(key),
            Part::Sign(_) | Part::Other => None,
        }
    }

    /// The key of a word or sign.
    fn key(self) -> Option<Key> {
        match self {
            Part::Word(key) => Some(key),
            Part::Sign(sign) => Some(Key::of_sign(sign)),
            Part::Other => None,
        }
    }
}

/// Whether a list is among those that are looked for.
pub(super) fn is_wanted(wanted: &[bool], list: ListId) -> bool {
    wanted.get(list.0 as usize).copied().unwrap_or(false)
}

/// Between the words of a phrase white space must agree: `c #` is not `c#`.
fn step(word: u32, spaced: bool) -> u32 {
    word << 1 | u32::from(spaced)
}

#[cfg(test)]
mod tests {
    use super::super::scan::{Scan, Wanted};
    use super::*;
    use crate::texts::Texts;

    fn found(lists: &[&[&str]], text: &str) -> Vec<(u32, String)> {
        let lists: Vec<Texts> = lists.iter().map(|l| l.iter().copied().collect()).collect();
        let matcher = PhraseMatcher::new((0..).map(ListId).zip(&lists).map(|(list, l)| Phrases {
            list,
            language: None,
            function: false,
            all: l.iter(),
        }));
        let wanted = vec![true; lists.len()];
        let starts = matcher.starts(&wanted, false);
        let wanted = Wanted { lists: &wanted, function_words: false, starts: &starts, triggers: None };
        let mut found = Scan::default();
        matcher.scan(text, wanted, &mut found);
        found.hits.iter().map(|h| (h.list.0, text[h.start as usize..h.end as usize].to_owned())).collect()
    }

    #[test]
    fn whole_words_only() {
        assert_eq!(found(&[&["nurse"]], "Nurse, nurse's aid, nurses"), [(0, "Nurse".into()), (0, "nurse".into())]);
    }

    #[test]
    fn single_words_speak_for_their_languages() {
        let [en, de]: [Texts; 2] = [["pizza", "blue sky"], ["Pizza", "Berg"]].map(|l| l.into_iter().collect());
        let matcher = PhraseMatcher::new([(0, &en), (1, &de)].map(|(l, phrases)| Phrases {
            list: ListId(0),
            language: Some(l),
            function: false,
            all: phrases.iter(),
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

    #[test]
    fn phrases_that_stand_without_a_gap_are_each_entered_by_themselves() {
        // So many that it would be noticed if each were read to the end of them all.
        let phrases: Vec<String> = (0..30_000).map(|n| format!("{n:08}word")).collect();
        let texts: Texts = phrases.iter().map(String::as_str).collect();
        let whole = Phrases { list: ListId(0), language: None, function: false, all: texts.iter() };
        let matcher = PhraseMatcher::new([whole]);
        assert!(phrases.iter().all(|phrase| matcher.is_in(phrase, |_| true)));
        assert!(!matcher.is_in("00000000word00000001word", |_| true));
    }
}
