//! The phrases of many lists, found together.
//!
//! One automaton for all lists: a trie over words. A text is cut into words once, each word is looked up once, and the
//! automaton is entered only at words that begin a phrase. (An automaton over bytes does the same work for every byte; over
//! words it does it for every fifth, and most words are in no list at all.)

use rustc_hash::FxHashMap;

use super::eight::{eight, word_length};
use super::starts::{Begin, Filter, Starts};
use super::token::{self, Token};
use super::vocabulary::{Key, Vocabulary};

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

/// A function word found in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FunctionWord {
    /// Where it ends in the automaton, which knows the languages that it is of.
    pub(crate) place: u32,
    /// First byte.
    pub(crate) start: u32,
    /// Byte after the last.
    pub(crate) end: u32,
}

/// Phrases of a list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Phrases<'a> {
    pub(crate) list: ListId,
    /// The number of the language that they are of, if they are of one.
    pub(crate) language: Option<usize>,
    /// They are function words: all that is asked of them is of which languages they are.
    pub(crate) function: bool,
    pub(crate) all: &'a [Box<str>],
}

/// The phrases of some lists, ready to be found.
#[derive(Clone, Debug)]
pub(crate) struct PhraseMatcher {
    pub(super) words: Vocabulary,
    /// By word, the languages that have it as a phrase of its own, a bit each.
    languages: Vec<u32>,
    /// By word, the state after it at the start of a phrase; [`START`] where no phrase begins with it.
    first: Vec<u32>,
    /// How phrases of a list begin, but for those that begin beyond ASCII; none stands for the function words.
    begins: Vec<(Option<ListId>, Begin)>,
    /// Further steps of the trie; the key is the state, the word, and whether white space stands before it.
    steps: FxHashMap<(u32, u32), u32>,
    /// What leads on from a state: an ASCII word or sign.
    follows: Filter<FOLLOWS>,
    /// How many words and signs the longest phrase has.
    longest: u32,
    states: Vec<State>,
    /// Lists whose phrase ends in a state, by state.
    ends: Vec<ListId>,
    /// Languages of which a function word ends in a state, by state.
    function_languages: Vec<usize>,
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
#[derive(Clone, Copy, Debug, Default)]
struct Run {
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
    pub(super) fn ends_function_word(self) -> bool {
        self.function_languages.len > 0
    }
}

const START: u32 = 0;
/// Size of the filter of what leads on: some thirty thousand pairs of a state and a word are usual.
const FOLLOWS: usize = 4096;

impl PhraseMatcher {
    /// A matcher for these phrases.
    pub(crate) fn new<'a>(lists: impl IntoIterator<Item = Phrases<'a>>) -> Self {
        let lists: Vec<Phrases<'_>> = lists.into_iter().collect();
        let n: usize = lists.iter().map(|list| list.all.len()).sum();
        let mut matcher = PhraseMatcher {
            words: Vocabulary::with_capacity(n),
            languages: Vec::new(),
            first: Vec::with_capacity(n),
            begins: Vec::with_capacity(n),
            steps: FxHashMap::default(),
            follows: Filter::default(),
            longest: 0,
            states: vec![State::default()],
            ends: Vec::new(),
            function_languages: Vec::new(),
        };
        matcher.steps.reserve(n);
        let (mut tokens, mut ends, mut languages) = (Vec::new(), Vec::with_capacity(n), Vec::new());
        for Phrases { list, language, function, all: phrases } in lists {
            let bit = language.and_then(|language| 1u32.checked_shl(u32::try_from(language).ok()?)).unwrap_or(0);
            for phrase in phrases {
                token::tokens_into(phrase, &mut tokens);
                let Some((first, state)) = matcher.add((!function).then_some(list), phrase, &tokens) else { continue };
                match language {
                    Some(language) if function => languages.push((state, language)),
                    _ => ends.push((state, list)),
                }
                if tokens.len() == 1 && bit != 0 {
                    matcher.languages.resize(matcher.words.len(), 0);
                    matcher.languages[first as usize] |= bit;
                }
            }
        }
        matcher.languages.resize(matcher.words.len(), 0);
        matcher.ends = matcher.by_state(&ends, |state| &mut state.ends);
        matcher.function_languages = matcher.by_state(&languages, |state| &mut state.function_languages);
        matcher
    }

    /// Adds a phrase of a list, or a function word; returns the number of its first word or sign, and the state that it ends in.
    fn add(&mut self, list: Option<ListId>, phrase: &str, tokens: &[Token]) -> Option<(u32, u32)> {
        let mut state = START;
        let mut first = None;
        let mut begins = [None; 2];
        for (place, token) in tokens.iter().enumerate() {
            let folded = token::fold(token.text(phrase));
            let part = Part::of(&folded);
            let word = self.words.add(&folded, part.word());
            first = first.or(Some(word));
            self.first.resize(self.words.len(), START);
            let new = u32::try_from(self.states.len()).unwrap_or(u32::MAX);
            if let Some(begin) = begins.get_mut(place) {
                *begin = Some(part);
            }
            // White space before the first word of a phrase does not matter.
            let next = if state == START {
                &mut self.first[word as usize]
            } else {
                self.states[state as usize].goes_on = true;
                if let Some(key) = part.key() {
                    self.follows.add(key.after(state, token.spaced));
                }
                self.steps.entry((state, step(word, token.spaced))).or_insert(START)
            };
            if *next == START {
                *next = new;
                self.states.push(State::default());
            }
            state = *next;
        }
        self.longest = self.longest.max(u32::try_from(tokens.len()).unwrap_or(u32::MAX));
        let begin = match begins {
            [Some(Part::Word(word)), None] => Some(Begin::Alone(word)),
            [Some(Part::Word(word)), Some(Part::Word(next))] if tokens[1].spaced => Some(Begin::Pair(word, next)),
            [Some(Part::Word(word)), _] => Some(Begin::Word(word)),
            [Some(Part::Sign(sign)), _] => Some(Begin::Sign(sign)),
            _ => None,
        };
        self.begins.extend(begin.map(|begin| (list, begin)));
        Some((first?, state))
    }

    /// Sorts what is of states by state, and tells each state which are its own. Those of one state keep their order, each once.
    fn by_state<T: Copy + PartialEq>(&mut self, all: &[(u32, T)], run: impl Fn(&mut State) -> &mut Run) -> Vec<T> {
        let mut of_state: Vec<&(u32, T)> = all.iter().collect();
        of_state.sort_by_key(|(state, _)| *state);
        let mut sorted: Vec<T> = Vec::with_capacity(all.len());
        for same in of_state.chunk_by(|(a, _), (b, _)| a == b) {
            let first = sorted.len();
            for (_, one) in same {
                // A list may have a phrase twice.
                if !sorted[first..].contains(one) {
                    sorted.push(*one);
                }
            }
            let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
            *run(&mut self.states[same[0].0 as usize]) =
                Run { first: number(first), len: number(sorted.len() - first) };
        }
        sorted
    }

    /// How phrases of these lists begin, and function words if somebody asks for them.
    pub(crate) fn starts(&self, wanted: &[bool], function_words: bool) -> Starts {
        let mut starts = Starts::default();
        let is_wanted = |list: Option<ListId>| list.map_or(function_words, |list| is_wanted(wanted, list));
        for (_, begin) in self.begins.iter().filter(|(list, _)| is_wanted(*list)) {
            starts.add(*begin);
        }
        starts
    }

    /// The languages that have a word as a phrase of its own, a bit each.
    pub(crate) fn speakers(&self, word: &str) -> u32 {
        self.languages.get(self.words.find(word) as usize).copied().unwrap_or(0)
    }

    #[inline]
    pub(super) fn state(&self, state: u32) -> State {
        self.states[state as usize]
    }

    /// The lists whose phrase ends in a state.
    #[inline]
    pub(super) fn ends(&self, state: State) -> &[ListId] {
        state.ends.of(&self.ends)
    }

    /// The numbers of the languages that a function word is of.
    pub(crate) fn languages_of(&self, word: &FunctionWord) -> &[usize] {
        self.state(word.place).function_languages.of(&self.function_languages)
    }

    /// The state after a word or sign at the start of a phrase, if one begins with it.
    #[inline]
    pub(super) fn first(&self, number: u32) -> Option<u32> {
        self.first.get(number as usize).copied().filter(|state| *state != START)
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

    fn found(lists: &[&[&str]], text: &str) -> Vec<(u32, String)> {
        let lists: Vec<Vec<Box<str>>> = lists.iter().map(|l| l.iter().map(|&p| p.into()).collect()).collect();
        let matcher = PhraseMatcher::new((0..).map(ListId).zip(&lists).map(|(list, l)| Phrases {
            list,
            language: None,
            function: false,
            all: l,
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
        let [en, de]: [Vec<Box<str>>; 2] =
            [vec!["pizza".into(), "blue sky".into()], vec!["Pizza".into(), "Berg".into()]];
        let matcher = PhraseMatcher::new([(0, &en), (1, &de)].map(|(l, phrases)| Phrases {
            list: ListId(0),
            language: Some(l),
            function: false,
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
