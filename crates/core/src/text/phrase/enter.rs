//! Entering phrases into the matcher: the slow part of it, which is done once.

use rustc_hash::FxHashMap;

use super::{Filter, GOES_ON, Key, ListId, Part, PhraseMatcher, Phrases, Place, step};
use crate::text::eight::{eight, is_printable, word_length};
use crate::text::function::FunctionWords;
use crate::text::starts::Begin;
use crate::text::token::{self, Token};
use crate::text::vocabulary::Vocabulary;

impl PhraseMatcher {
    /// A matcher for these phrases.
    pub(crate) fn new<'a>(lists: impl IntoIterator<Item = Phrases<'a>>) -> Self {
        let lists: Vec<Phrases<'_>> = lists.into_iter().collect();
        let mut entry = Entry::with_room(lists.iter().map(|list| list.all.len()).sum());
        for phrases in lists {
            entry.phrases(phrases);
        }
        entry.finish()
    }
}

/// A matcher that phrases are entered into.
struct Entry {
    words: Vocabulary,
    languages: Vec<u32>,
    begins: Vec<Begin>,
    begun: Vec<(Option<ListId>, usize)>,
    steps: FxHashMap<(u32, u32), u32>,
    follows: Filter<{ super::FOLLOWS }>,
    longest: u32,
    /// By word, whether there are further steps from the state that it leads to at the start of a phrase.
    first_goes_on: Vec<bool>,
    /// The same of the states further on.
    later_goes_on: Vec<bool>,
    /// States with the lists of which a phrase ends there.
    ends: Vec<(u32, ListId)>,
    /// States with the languages of which a function word ends there.
    function_languages: Vec<(u32, usize)>,
    /// The ways of the function words.
    function_words: Vec<Way>,
    /// Used again for each phrase.
    tokens: Vec<Token>,
}

impl Entry {
    /// With room for so many phrases.
    fn with_room(phrases: usize) -> Self {
        Entry {
            // A word is in two phrases on the average of large packs, and half of the phrases have a second step.
            words: Vocabulary::with_capacity(phrases / 2),
            languages: Vec::with_capacity(phrases),
            begins: Vec::with_capacity(phrases),
            begun: Vec::new(),
            steps: FxHashMap::with_capacity_and_hasher(phrases / 2, rustc_hash::FxBuildHasher),
            follows: Filter::default(),
            longest: 0,
            first_goes_on: Vec::with_capacity(phrases),
            later_goes_on: Vec::with_capacity(phrases),
            ends: Vec::with_capacity(phrases),
            function_languages: Vec::new(),
            function_words: Vec::new(),
            tokens: Vec::new(),
        }
    }

    fn phrases(&mut self, phrases: Phrases<'_>) {
        let Phrases { list, language, function, all } = phrases;
        let bit = language.and_then(|language| 1u32.checked_shl(u32::try_from(language).ok()?)).unwrap_or(0);
        for (whole, places) in all.pieces() {
            for (start, end) in places {
                let way = self.phrase(whole, *start as usize, *end as usize);
                if way.steps == 0 {
                    continue;
                }
                self.longest = self.longest.max(way.steps);
                match language {
                    Some(language) if function => {
                        self.function_words.push(way);
                        self.function_languages.push((way.state, language));
                    }
                    _ => {
                        self.begins.extend(way.begin);
                        self.ends.push((way.state, list));
                    }
                }
                if way.steps == 1 {
                    self.languages[(way.state >> 1) as usize] |= bit;
                }
            }
        }
        self.begun.push((Some(list), self.begins.len()));
    }

    /// Enters a phrase that stands in a text.
    fn phrase(&mut self, whole: &str, start: usize, end: usize) -> Way {
        let mut way = Way::default();
        let first = eight(whole.as_bytes(), start);
        let len = end - start;
        // Many are one short word.
        if (1..=8).contains(&len) && word_length(first) >= len {
            self.step(&whole[start..end], Part::Word(Key::new(first, len)), false, &mut way);
            return way;
        }
        if is_printable(whole.as_bytes(), start, end) {
            self.ascii(whole, start, end, &mut way);
            return way;
        }
        let phrase = whole.get(start..end).unwrap_or_default();
        let mut tokens = std::mem::take(&mut self.tokens);
        token::tokens_into(phrase, &mut tokens);
        for token in &tokens {
            let folded = token::fold(token.text(phrase));
            self.step(&folded, Part::of(&folded), token.spaced, &mut way);
        }
        self.tokens = tokens;
        way
    }

    /// Enters the words and signs of a phrase of printable ASCII.
    fn ascii(&mut self, whole: &str, start: usize, end: usize, way: &mut Way) {
        let bytes = whole.as_bytes();
        let (mut at, mut spaced) = (start, false);
        while at < end {
            let start = at;
            let part = if bytes[at] == b' ' {
                at += 1;
                spaced = true;
                continue;
            } else if token::is_ascii_word(bytes[at]) {
                let next = eight(bytes, at);
                let mut len = word_length(next);
                at += len;
                // Another phrase may stand right behind this one.
                while len == 8 && at < end {
                    len = word_length(eight(bytes, at));
                    at += len;
                }
                at = at.min(end);
                Part::Word(Key::new(next, at - start))
            } else {
                at += 1;
                Part::Sign(bytes[start])
            };
            self.step(&whole[start..at], part, spaced, way);
            spaced = false;
        }
    }

    /// Goes one step further into the trie, which is made if nobody went there before. Of an ASCII word case does not matter.
    fn step(&mut self, folded: &str, part: Part, spaced: bool, way: &mut Way) {
        let word = self.words.add(folded, part.word());
        if word as usize == self.first_goes_on.len() {
            self.first_goes_on.push(false);
            self.languages.push(0);
        }
        way.steps += 1;
        // White space before the first word of a phrase does not matter.
        if way.steps == 1 {
            way.word = part.word();
            way.begin = match part {
                Part::Word(word) => Some(Begin::Alone(word.hash)),
                Part::Sign(sign) => Some(Begin::Sign(sign)),
                Part::Other => None,
            };
            way.state = word << 1;
            return;
        }
        if let (2, Some(Begin::Alone(first))) = (way.steps, way.begin) {
            way.begin = Some(match part {
                Part::Word(word) if spaced => Begin::Pair(first, word.after(first, true)),
                _ => Begin::Word(first),
            });
        }
        let at = (way.state >> 1) as usize;
        *if way.state & 1 == 0 { &mut self.first_goes_on[at] } else { &mut self.later_goes_on[at] } = true;
        if let Some(key) = part.key() {
            self.follows.add(key.after(way.state, spaced));
        }
        let new = u32::try_from(self.later_goes_on.len()).unwrap_or(u32::MAX) << 1 | 1;
        way.state = *self.steps.entry((way.state, step(word, spaced))).or_insert(new);
        if way.state == new {
            self.later_goes_on.push(false);
        }
    }

    fn finish(self) -> PhraseMatcher {
        let n_words = self.words.len();
        let mut places = vec![Place::default(); n_words + self.later_goes_on.len() + 1];
        let place = |state: u32| (state >> 1) as usize + if state & 1 == 0 { 0 } else { n_words };
        let ends = by_state(&mut places, &self.ends, place, |place| &mut place.ends);
        let function_languages = by_state(&mut places, &self.function_languages, place, |place| &mut place.languages);
        for (place, goes_on) in places.iter_mut().zip(self.first_goes_on.iter().chain(&self.later_goes_on)) {
            if *goes_on {
                place.languages |= GOES_ON;
            }
        }
        let Entry { words, languages, begins, begun, steps, follows, longest, .. } = self;
        let short = FunctionWords::default();
        let mut matcher = PhraseMatcher {
            words,
            languages,
            begins,
            begun,
            steps,
            follows,
            longest,
            places,
            ends,
            function_languages,
            short,
        };
        matcher.shorten(&self.function_words);
        matcher
    }
}

impl PhraseMatcher {
    /// Puts the short ones of the function words where they are counted without being looked up; the others begin like phrases.
    fn shorten(&mut self, function_words: &[Way]) {
        for way in function_words {
            let languages = self.state(way.state).function_languages.of(&self.function_languages);
            let (short, alone) = (&mut self.short, way.word.filter(|_| way.steps == 1));
            let is_short = alone.is_some_and(|word| short.set(word) != 0 || short.add(word, languages));
            self.begins.extend(way.begin.filter(|_| !is_short));
        }
        self.begun.push((None, self.begins.len()));
    }
}

/// Sorts what is of states by state, and tells each state where its own begin. Those of one state keep their order, each once.
fn by_state<T: Copy + PartialEq>(
    places: &mut [Place],
    all: &[(u32, T)],
    place: impl Fn(u32) -> usize,
    first: impl Fn(&mut Place) -> &mut u32,
) -> Vec<T> {
    let Some((_, any)) = all.first() else { return Vec::new() };
    // How many each has, counted at the next one; then where its own begin; then, as they are put there, where they end.
    for (state, _) in all {
        *first(&mut places[place(*state) + 1]) += 1;
    }
    let mut before = 0;
    for place in &mut *places {
        before += *first(place);
        *first(place) = before;
    }
    let mut sorted = vec![*any; all.len()];
    for (state, one) in all {
        let place = first(&mut places[place(*state)]);
        sorted[*place as usize] = *one;
        *place += 1;
    }
    let (mut begin, mut kept) = (0, 0);
    for place in &mut *places {
        let place = first(place);
        let (end, first) = (*place as usize, kept);
        for place in begin..end {
            // A list may have a phrase twice.
            if !sorted[first..kept].contains(&sorted[place]) {
                sorted[kept] = sorted[place];
                kept += 1;
            }
        }
        *place = u32::try_from(first).unwrap_or(u32::MAX);
        begin = end;
    }
    sorted.truncate(kept);
    sorted
}

/// The way of a phrase through the trie, as far as it has been gone.
#[derive(Clone, Copy, Debug, Default)]
struct Way {
    state: u32,
    /// How many words and signs it has.
    steps: u32,
    /// How it begins, if it has begun with ASCII.
    begin: Option<Begin>,
    /// Its first word, if that is one of ASCII.
    word: Option<Key>,
}
