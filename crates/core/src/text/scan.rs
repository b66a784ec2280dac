//! The one pass over a text: words, the phrases of all lists, and the signs that an expression may match.
//!
//! Nearly all text is ASCII words with a blank between them, and nearly no word begins a phrase or an expression. So the pass
//! looks at 64 bytes at a time for where words begin and end, asks two small filters about each word, and looks closer only where
//! one of them says so. What is not ASCII is cut character by character.

use super::block::{BLOCK, Block, Window};
use super::eight::eight;
use super::function::{self, Counts, FunctionWords};
use super::phrase::{Hit, PhraseMatcher, State, is_wanted};
use super::starts::Starts;
use super::token::{self, Cutter, MAX_TEXT, Token, is_odd};
use super::trigger::{Patterns, Seen, TriggerSet};
use super::vocabulary::Key;
use crate::bits::ones;

/// What a text is searched for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted<'w> {
    /// By list, whether its phrases matter; empty when none do.
    pub(crate) lists: &'w [bool],
    /// Function words are counted too.
    pub(crate) function_words: bool,
    /// What these phrases begin with.
    pub(crate) starts: &'w Starts,
    /// The expressions that may match.
    pub(crate) triggers: Option<&'w TriggerSet>,
}

/// What is found in a text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scan {
    /// All phrases of the wanted lists, overlapping ones too, by where they begin, shorter ones first.
    pub(crate) hits: Vec<Hit>,
    /// How many function words there are, by the number of the language; as long as it has to be.
    pub(crate) function_words: Vec<u32>,
    /// The expressions that may match.
    pub(crate) triggered: Patterns,
}

impl Scan {
    /// Empties it, and keeps its room.
    pub(crate) fn clear(&mut self) {
        self.hits.clear();
        self.function_words.clear();
        self.triggered = Patterns::default();
    }
}

impl PhraseMatcher {
    /// Goes over a text once, and adds what is found; `found` has to be empty.
    pub(crate) fn scan(&self, text: &str, wanted: Wanted<'_>, found: &mut Scan) {
        let bytes = &text.as_bytes()[..text.len().min(MAX_TEXT)];
        let short = wanted.function_words.then_some(&self.short);
        let (seen, counts) = Default::default();
        let block = (0, 0);
        let mut pass =
            Pass { matcher: self, text, bytes, wanted, short, found, words: 0, block, segment: 0, seen, counts };
        let (mut at, mut counted) = (0, 0);
        while at < bytes.len() {
            if pass.words - counted >= function::ROOM {
                counted = pass.words;
                pass.keep_counts();
            }
            at = pass.block(at);
        }
        pass.keep_counts();
        if let Some(triggers) = wanted.triggers {
            pass.found.triggered = triggers.triggered(text, &pass.seen);
        }
    }
}

struct Pass<'p> {
    matcher: &'p PhraseMatcher,
    text: &'p str,
    bytes: &'p [u8],
    wanted: Wanted<'p>,
    /// Function words that are counted without being looked up, if any are counted.
    short: Option<&'p FunctionWords>,
    found: &'p mut Scan,
    /// So many words stand before the block, or before the place that has been reached where none is looked at.
    words: u32,
    /// Where the block begins that is looked at, and a bit for each place of it where a word begins.
    block: (usize, u64),
    /// The phrase of the text that has been reached.
    segment: u32,
    seen: Seen,
    /// How many short function words there are, by language, but for those that have been kept.
    counts: Counts,
}

impl Pass<'_> {
    /// Goes over a block that begins where a token may begin; returns where to go on.
    fn block(&mut self, start: usize) -> usize {
        let window = Window::at(self.bytes, start);
        let block = window.block();
        // What is not plain is left for later, together with a word that it may be a part of.
        let odd = block.odd != 0;
        let mut end = block.odd.trailing_zeros() as usize;
        if odd || start + BLOCK < self.bytes.len() {
            end -= block.word_before(end);
        }
        if end == 0 && !odd {
            return self.long_word(start);
        }
        let within = u64::MAX.checked_shr(u32::try_from(BLOCK - end).unwrap_or(0)).unwrap_or(0);
        let words = block.word & !(block.word << 1) & within;
        let signs = !(block.word | block.blank) & within;
        let asked = match self.short {
            None => self.ask(&window, block, words, |_| false),
            Some(short) => {
                let mut counts = Counts::default();
                let asked = self.ask(&window, block, words, |word| {
                    let set = short.set(word);
                    counts += short.adds(set);
                    set != 0
                });
                self.counts += counts;
                asked
            }
        };
        self.block = (start, words);
        for bit in ones(asked.wanted() | signs) {
            let at = start + bit;
            if signs >> bit & 1 == 1 {
                self.sign(at, self.bytes[at]);
            } else {
                let len = ones_from(block.word, bit);
                let counted = asked.counted >> bit & 1 == 1;
                self.word(at, at + len, Key::new(window.eight(bit), len), asked.about(bit), counted);
            }
        }
        self.block = (0, 0);
        self.words += words.count_ones();
        if odd { self.odd(start + end) } else { start + end }
    }

    /// Asks the filters about all words of a block, before any is looked at: that some few are to be looked at is hard to
    /// foresee one by one. `count` counts a word that is a short function word, and says whether it is one.
    #[inline]
    fn ask(&self, window: &Window, block: Block, words: u64, mut count: impl FnMut(Key) -> bool) -> Asked {
        let Wanted { starts, triggers, .. } = self.wanted;
        let key = |bit: usize| Key::new(window.eight(bit), ones_from(block.word, bit));
        let mut asked = Asked::default();
        for bit in ones(words) {
            let word = key(bit);
            let (alone, first) = starts.roles(word);
            asked.alone |= u64::from(alone) << bit;
            asked.first |= u64::from(first) << bit;
            asked.trigger |= u64::from(triggers.is_some_and(|triggers| triggers.has_prefix(word.first))) << bit;
            asked.counted |= u64::from(count(word)) << bit;
        }
        // Where a word and exactly a blank stand before a word, both have to begin a phrase.
        let seconds = words & block.blank << 1 & block.word << 2;
        for bit in ones(asked.first) {
            let end = bit + ones_from(block.word, bit);
            let second = end + 1;
            if second < BLOCK && seconds >> second & 1 == 1 && !starts.pair(key(bit), key(second)) {
                asked.first &= !(1 << bit);
            }
        }
        asked
    }

    /// A word that fills a block, and perhaps more.
    #[cold]
    fn long_word(&mut self, start: usize) -> usize {
        let end = start + self.bytes[start..].iter().take_while(|b| token::is_ascii_word(**b)).count();
        if self.bytes.get(end).is_some_and(|next| is_odd(*next)) {
            return self.odd(start);
        }
        let key = Key::new(eight(self.bytes, start), end - start);
        let (alone, first) = self.wanted.starts.roles(key);
        let trigger = self.wanted.triggers.is_some_and(|triggers| triggers.has_prefix(key.first));
        self.word(start, end, key, Says { alone, first, trigger }, false);
        self.words += 1;
        end
    }

    /// A word of ASCII that may matter; one that is a short function word may have been counted.
    #[inline]
    fn word(&mut self, start: usize, end: usize, key: Key, says: Says, counted: bool) {
        if says.trigger
            && let Some(triggers) = self.wanted.triggers
        {
            triggers.word(key.first, end - start, &mut self.seen.patterns);
        }
        if says.alone || says.first {
            let number = self.matcher.words.find_key(key, &self.bytes[start..end]);
            self.walk(token(start, end, self.segment, true), number, says.first, counted);
        }
    }

    /// A byte that is neither of a word nor a blank, but ASCII.
    #[inline]
    fn sign(&mut self, at: usize, byte: u8) {
        match byte {
            b'\n' | b'\r' => self.segment += 1,
            b'\t' | 0xb | 0xc => {}
            _ => {
                self.seen.sign(byte);
                if self.wanted.starts.has_sign(byte) {
                    let number = self.matcher.words.find_sign(byte);
                    self.walk(token(at, at + 1, self.segment, false), number, true, false);
                }
                let closes = match byte {
                    b'!' | b'?' | b';' | b'|' => true,
                    b'.' => token::closes('.', &self.text[at + 1..]),
                    _ => false,
                };
                self.segment += u32::from(closes);
            }
        }
    }

    /// Tokens that may hold more than ASCII, up to where the text is plain again; returns that place.
    #[cold]
    fn odd(&mut self, start: usize) -> usize {
        let mut cutter = Cutter::new(self.text, start, self.segment);
        while let Some(token) = cutter.next() {
            self.odd_token(token);
            let rest = &self.bytes[cutter.at.min(self.bytes.len())..];
            // A blank between two words that are not ASCII is no reason to go back to blocks.
            if !rest.iter().take(2).any(|byte| is_odd(*byte)) {
                break;
            }
        }
        self.segment = cutter.segment;
        cutter.at
    }

    fn odd_token(&mut self, token: Token) {
        let text = token.text(self.text);
        if let Some(triggers) = self.wanted.triggers {
            if token.word {
                triggers.parts(text, &mut self.seen.patterns);
            } else if let [sign] = *text.as_bytes() {
                self.seen.sign(sign);
            }
        }
        if self.wanted.function_words || !self.wanted.lists.is_empty() {
            self.walk(token, self.matcher.words.find(text), true, false);
        }
        self.words += u32::from(token.word);
    }

    /// Adds all phrases of the wanted lists that begin with a word or sign, shorter ones first; those of several words only if
    /// a phrase may go on behind it. What has been counted already as a function word is not counted again.
    fn walk(&mut self, first: Token, number: u32, onward: bool, counted: bool) {
        let Some((place, state)) = self.matcher.first(number) else { return };
        if !counted && state.ends_function_word() {
            self.count(state);
        }
        if !state.matters() {
            return;
        }
        let words_before = self.words_before(first.start as usize);
        let words = (words_before, words_before + u32::from(first.word));
        self.add(place, state, &first, &first, words);
        if onward && self.goes_on(place, state, first.end) {
            self.walk_on(place, &first, words);
        }
    }

    /// How many words stand before a place of the block.
    fn words_before(&self, at: usize) -> u32 {
        match self.block {
            (_, 0) => self.words,
            (start, words) => self.words + (words & !(u64::MAX << (at - start))).count_ones(),
        }
    }

    /// Adds the longer phrases that begin with a word or sign, which leads to a place; `words` are so many before it and up to its
    /// end.
    fn walk_on(&mut self, mut place: u32, first: &Token, mut words: (u32, u32)) {
        let mut last = *first;
        while let Some(next) = Cutter::after(self.text, last).next() {
            let number = self.matcher.words.find(next.text(self.text));
            let Some(then) = self.matcher.next(place, number, next.spaced) else { return };
            let state = self.matcher.state(then);
            (place, last, words.1) = (then, next, words.1 + u32::from(next.word));
            self.count(state);
            self.add(place, state, first, &last, words);
            if !self.goes_on(place, state, last.end) {
                return;
            }
        }
    }

    /// Whether something may lead on from a place of the trie to what stands behind a place of the text.
    #[inline]
    fn goes_on(&self, place: u32, state: State, end: u32) -> bool {
        state.goes_on && !self.matcher.follows_not(place, self.bytes.get(end as usize..).unwrap_or_default())
    }

    /// Counts a function word that ends at a place of the trie, for each of its languages.
    fn count(&mut self, state: State) {
        if self.wanted.function_words {
            let counts = &mut self.found.function_words;
            for language in self.matcher.languages_of(state) {
                if counts.len() <= *language {
                    counts.resize(language + 1, 0);
                }
                counts[*language] += 1;
            }
        }
    }

    /// Keeps what has been counted of the short function words, and begins to count them anew.
    fn keep_counts(&mut self) {
        if self.short.is_some() {
            function::add(std::mem::take(&mut self.counts), &mut self.found.function_words);
        }
    }

    /// Adds the phrases that end at a place of the trie; `words` are so many before and up to the end.
    #[inline]
    fn add(&mut self, place: u32, state: State, first: &Token, last: &Token, words: (u32, u32)) {
        for list in self.matcher.ends(state) {
            if is_wanted(self.wanted.lists, *list) {
                self.found.hits.push(Hit {
                    list: *list,
                    phrase: place,
                    start: first.start,
                    end: last.end,
                    words_before: words.0,
                    words_after: words.1,
                    first_segment: first.segment,
                    last_segment: last.segment,
                });
            }
        }
    }
}

/// What the filters say of the words of a block, a bit for each at its first byte.
#[derive(Clone, Copy, Debug, Default)]
struct Asked {
    alone: u64,
    first: u64,
    trigger: u64,
    counted: u64,
}

/// What they say of one word.
#[derive(Clone, Copy, Debug)]
struct Says {
    /// It may be a phrase.
    alone: bool,
    /// A phrase may begin with it that goes on behind it.
    first: bool,
    /// An expression may need it.
    trigger: bool,
}

impl Asked {
    /// The words that may matter.
    fn wanted(self) -> u64 {
        self.alone | self.first | self.trigger
    }

    fn about(self, bit: usize) -> Says {
        let has = |bits: u64| bits >> bit & 1 == 1;
        Says { alone: has(self.alone), first: has(self.first), trigger: has(self.trigger) }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "MAX_TEXT bounds offsets to 32 bits")]
fn token(start: usize, end: usize, segment: u32, word: bool) -> Token {
    // Whether white space stands before the first word of a phrase does not matter.
    Token { start: start as u32, end: end as u32, segment, word, spaced: false }
}

/// How many bits in a row are set from a place on.
#[inline]
fn ones_from(bits: u64, place: usize) -> usize {
    (bits >> place).trailing_ones() as usize
}

#[cfg(test)]
mod tests;
