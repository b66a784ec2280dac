//! Entering phrases into the matcher: the slow part of it, which is done once.

use rustc_hash::FxHashMap;

use super::{Filter, Key, ListId, Part, PhraseMatcher, Phrases, Run, START, State, step};
use crate::text::eight::{eight, word_length};
use crate::text::starts::Begin;
use crate::text::token;
use crate::text::vocabulary::Vocabulary;

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
                let mut way = Way::default();
                if is_printable(phrase) {
                    matcher.enter_ascii(phrase, &mut way);
                } else {
                    token::tokens_into(phrase, &mut tokens);
                    for token in &tokens {
                        let folded = token::fold(token.text(phrase));
                        matcher.enter(&folded, Part::of(&folded), token.spaced, &mut way);
                    }
                }
                let Some((first, state)) = matcher.leave((!function).then_some(list), &way) else { continue };
                match language {
                    Some(language) if function => languages.push((state, language)),
                    _ => ends.push((state, list)),
                }
                if way.steps == 1 && bit != 0 {
                    matcher.languages.resize(matcher.words.len(), 0);
                    matcher.languages[first as usize] |= bit;
                }
            }
        }
        matcher.languages.resize(matcher.words.len(), 0);
        matcher.ends = matcher.by_state(&ends, |state| &mut state.ends);
        matcher.function_languages = matcher.by_state(&languages, |state| &mut state.function_languages);
        for (place, state) in &mut matcher.first {
            *state = matcher.states[*place as usize];
        }
        matcher
    }

    /// Enters the words and signs of a phrase of printable ASCII.
    fn enter_ascii(&mut self, phrase: &str, way: &mut Way) {
        let bytes = phrase.as_bytes();
        let (mut at, mut spaced) = (0, false);
        while let Some(&byte) = bytes.get(at) {
            let start = at;
            if byte == b' ' {
                at += 1;
                spaced = true;
                continue;
            }
            let part = if token::is_ascii_word(byte) {
                let next = eight(bytes, at);
                let mut len = word_length(next);
                at += len;
                while len == 8 {
                    len = word_length(eight(bytes, at));
                    at += len;
                }
                Part::Word(Key::new(next, at - start))
            } else {
                at += 1;
                Part::Sign(byte)
            };
            self.enter(&phrase[start..at], part, spaced, way);
            spaced = false;
        }
    }

    /// Goes one step further into the trie, which is made if nobody went there before. Of an ASCII word case does not matter.
    fn enter(&mut self, folded: &str, part: Part, spaced: bool, way: &mut Way) {
        let word = self.words.add(folded, part.word());
        self.first.resize(self.words.len(), (START, State::default()));
        let new = u32::try_from(self.states.len()).unwrap_or(u32::MAX);
        match way.steps {
            0 => (way.word, way.first) = (word, Some(part)),
            1 => way.second = Some((part, spaced)),
            _ => {}
        }
        way.steps += 1;
        // White space before the first word of a phrase does not matter.
        let next = if way.state == START {
            &mut self.first[word as usize].0
        } else {
            self.states[way.state as usize].goes_on = true;
            if let Some(key) = part.key() {
                self.follows.add(key.after(way.state, spaced));
            }
            self.steps.entry((way.state, step(word, spaced))).or_insert(START)
        };
        if *next == START {
            *next = new;
            self.states.push(State::default());
        }
        way.state = *next;
    }

    /// Ends a phrase of a list, or a function word; returns the number of its first word or sign, and the state that it ends in.
    fn leave(&mut self, list: Option<ListId>, way: &Way) -> Option<(u32, u32)> {
        self.longest = self.longest.max(way.steps);
        let begin = match (way.first?, way.second) {
            (Part::Word(word), None) => Some(Begin::Alone(word)),
            (Part::Word(word), Some((Part::Word(next), true))) => Some(Begin::Pair(word, next)),
            (Part::Word(word), _) => Some(Begin::Word(word)),
            (Part::Sign(sign), _) => Some(Begin::Sign(sign)),
            (Part::Other, _) => None,
        };
        self.begins.extend(begin.map(|begin| (list, begin)));
        Some((way.word, way.state))
    }

    /// Sorts what is of states by state, and tells each state which are its own. Those of one state keep their order, each once.
    fn by_state<T: Copy + PartialEq>(&mut self, all: &[(u32, T)], run: impl Fn(&mut State) -> &mut Run) -> Vec<T> {
        let Some((_, any)) = all.first() else { return Vec::new() };
        // By state, where its own begin; then, as they are put there, where they end.
        let mut places = vec![0; self.states.len() + 1];
        for (state, _) in all {
            places[*state as usize + 1] += 1;
        }
        for state in 1..places.len() {
            places[state] += places[state - 1];
        }
        let mut sorted = vec![*any; all.len()];
        for (state, one) in all {
            let place: &mut usize = &mut places[*state as usize];
            sorted[*place] = *one;
            *place += 1;
        }
        let (mut begin, mut kept) = (0, 0);
        for (state, end) in self.states.iter_mut().zip(places) {
            let first = kept;
            for place in begin..end {
                // A list may have a phrase twice.
                if !sorted[first..kept].contains(&sorted[place]) {
                    sorted[kept] = sorted[place];
                    kept += 1;
                }
            }
            let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
            *run(state) = Run { first: number(first), len: number(kept - first) };
            begin = end;
        }
        sorted.truncate(kept);
        sorted
    }
}

/// The way of a phrase through the trie, as far as it has been gone.
#[derive(Clone, Copy, Debug, Default)]
struct Way {
    state: u32,
    /// How many words and signs it has.
    steps: u32,
    /// The number of the first.
    word: u32,
    first: Option<Part>,
    /// The second, and whether white space stands before it.
    second: Option<(Part, bool)>,
}

/// Whether a phrase has nothing but ASCII that is seen, and blanks.
fn is_printable(phrase: &str) -> bool {
    // Without a way out: so it takes many bytes at once.
    phrase.bytes().fold(true, |all, byte| all & matches!(byte, b' '..=b'~'))
}
