//! The one pass over a text: words, the phrases of all lists, and the signs that an expression may match.
//!
//! Nearly all text is ASCII words with a blank between them, and nearly no word begins a phrase or an expression. So the pass
//! looks at 64 bytes at a time for where words begin and end, asks two small filters about each word, and looks closer only where
//! one of them says so. What is not ASCII is cut character by character.

use super::block::{BLOCK, Block, Window};
use super::eight::eight;
use super::phrase::{FunctionWord, Hit, PhraseMatcher, State, is_wanted};
use super::starts::{Roles, Starts};
use super::token::{self, Cutter, MAX_TEXT, Token, is_odd};
use super::trigger::{Patterns, Seen, TriggerSet};
use super::vocabulary::Key;
use crate::bits::ones;

/// What a text is searched for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted<'w> {
    /// By list, whether its phrases matter; empty when none do.
    pub(crate) lists: &'w [bool],
    /// Function words matter too.
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
    /// In the order of the text.
    pub(crate) function_words: Vec<FunctionWord>,
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
        let mut pass = Pass {
            matcher: self,
            text,
            bytes,
            wanted,
            found,
            words: 0,
            segment: 0,
            seen: Seen::default(),
            cut: [Cut::default(); MOST_WORDS],
        };
        let mut at = 0;
        while at < bytes.len() {
            at = pass.block(at);
        }
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
    found: &'p mut Scan,
    /// So many words stand before the place that has been reached.
    words: u32,
    /// The phrase of the text that has been reached.
    segment: u32,
    seen: Seen,
    /// The words of a block, as many as it has.
    cut: [Cut; MOST_WORDS],
}

/// A block has a word at every second byte at most.
const MOST_WORDS: usize = BLOCK / 2;

/// A word of a block that may matter.
#[derive(Clone, Copy, Debug, Default)]
struct Cut {
    key: Key,
    /// Its first byte, and the one behind its last, within the block.
    start: u8,
    end: u8,
    /// So many words of the block stand before it.
    number: u8,
    roles: Roles,
}

impl Pass<'_> {
    /// Goes over a block that begins where a token may begin; returns where to go on.
    fn block(&mut self, start: usize) -> usize {
        let window = Window::at(self.bytes, start);
        let block = window.block();
        // What is not plain is left for later, together with a word that it may be a part of.
        let odd = ones(block.beyond).find(|bit| self.bytes.get(start + bit).is_some_and(|byte| is_odd(*byte)));
        let mut end = odd.unwrap_or(BLOCK);
        if odd.is_some() || start + BLOCK < self.bytes.len() {
            end -= block.word_before(end);
        }
        if end == 0 && odd.is_none() {
            return self.long_word(start);
        }
        let within = u64::MAX.checked_shr(u32::try_from(BLOCK - end).unwrap_or(0)).unwrap_or(0);
        let words = block.word & !(block.word << 1) & within;
        let wanted = self.ask(&window, block, words);
        let signs = self.signs(start, !(block.word | block.blank) & within);
        let (before, mut passed) = (self.words, 0);
        for number in 0..wanted {
            let word = self.cut[number % MOST_WORDS];
            let reached = !(u64::MAX << word.start);
            if signs.any() & reached & !passed != 0 {
                self.pass(start, &signs.among(reached & !passed), before, words);
                passed = reached;
            }
            self.words = before + u32::from(word.number);
            let (from, to) = (usize::from(word.start), usize::from(word.end));
            let begins = word.roles.has(Roles::FIRST) && {
                // Where a word and exactly a blank stand before a word, both have to begin a phrase.
                let next = to + 1;
                let spaced = next < BLOCK && words >> next & 1 == 1 && block.blank >> to & 1 == 1;
                !spaced || self.wanted.starts.pair(word.key, key(&window, block, next))
            };
            let roles = if begins { word.roles } else { word.roles.but(Roles::FIRST) };
            self.word(start + from, start + to, word.key, roles);
        }
        self.pass(start, &signs.among(!passed), before, words);
        self.words = before + words.count_ones();
        if odd.is_some() { self.odd(start + end) } else { start + end }
    }

    /// Asks the filters about the words of a block, given by their first bytes, before any is looked at: that some few are to be
    /// looked at is hard to foresee one by one. Cuts those that may matter, and returns how many there are.
    #[inline]
    fn ask(&mut self, window: &Window, block: Block, words: u64) -> usize {
        let Wanted { starts, triggers, .. } = self.wanted;
        let mut wanted = 0;
        for (number, bit) in (0..).zip(ones(words)) {
            let len = ones_from(block.word, bit);
            let key = Key::new(window.eight(bit), len);
            let trigger = triggers.is_some_and(|triggers| triggers.has_prefix(key.first));
            let roles = starts.roles(key).and(Roles::TRIGGER.when(trigger));
            // Written in any case, and written over by the next one if it does not matter.
            self.cut[wanted % MOST_WORDS] = Cut { key, start: small(bit), end: small(bit + len), number, roles };
            wanted += usize::from(roles != Roles::NONE);
        }
        wanted
    }

    /// Notes the signs of a block; returns what has to be known of them when the words between them are looked at.
    #[inline]
    fn signs(&mut self, start: usize, signs: u64) -> Signs {
        let (mut begin, mut close) = (0, 0);
        for bit in ones(signs) {
            let at = start + bit;
            let byte = self.bytes[at];
            let closes = match byte {
                b'\n' | b'\r' | b'!' | b'?' | b';' | b'|' => true,
                b'.' => token::closes('.', &self.text[at + 1..]),
                _ => false,
            };
            close |= u64::from(closes) << bit;
            if byte > b' ' {
                self.seen.sign(byte);
                begin |= u64::from(self.wanted.starts.has_sign(byte)) << bit;
            }
        }
        Signs { begin, close }
    }

    /// Passes signs of a block, which begins at `start` with `before` words before it, and in which `words` begin.
    fn pass(&mut self, start: usize, signs: &Signs, before: u32, words: u64) {
        for bit in ones(signs.any()) {
            if signs.begin >> bit & 1 == 1 {
                let at = start + bit;
                self.words = before + (words & !(u64::MAX << bit)).count_ones();
                let number = self.matcher.words.find_sign(self.bytes[at]);
                self.walk(token(at, at + 1, self.segment, false), number);
            }
            self.segment += u32::from(signs.close >> bit & 1 == 1);
        }
    }

    /// A word that fills a block, and perhaps more.
    #[cold]
    fn long_word(&mut self, start: usize) -> usize {
        let end = start + self.bytes[start..].iter().take_while(|b| token::is_ascii_word(**b)).count();
        if self.bytes.get(end).is_some_and(|next| is_odd(*next)) {
            return self.odd(start);
        }
        let key = Key::new(eight(self.bytes, start), end - start);
        let trigger = self.wanted.triggers.is_some_and(|triggers| triggers.has_prefix(key.first));
        self.word(start, end, key, self.wanted.starts.roles(key).and(Roles::TRIGGER.when(trigger)));
        self.words += 1;
        end
    }

    /// A word of ASCII that may matter.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "one of its two callers is hot, and the compiler cannot tell")]
    fn word(&mut self, start: usize, end: usize, key: Key, roles: Roles) {
        if roles.has(Roles::TRIGGER)
            && let Some(triggers) = self.wanted.triggers
        {
            triggers.word(key.first, end - start, &mut self.seen.patterns);
        }
        if roles.has(Roles::ALONE.and(Roles::FIRST)) {
            let number = self.matcher.words.find_key(key, &self.bytes[start..end]);
            let token = token(start, end, self.segment, true);
            if roles.has(Roles::FIRST) { self.walk(token, number) } else { self.alone(token, number) }
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
            self.walk(token, self.matcher.words.find(text));
        }
        self.words += u32::from(token.word);
    }

    /// Adds what a word is by itself: most often it is a function word, and nothing else.
    #[inline]
    fn alone(&mut self, word: Token, number: u32) {
        let Some((place, state)) = self.matcher.first(number) else { return };
        self.add_function_word(state, &word, &word);
        if state.ends_phrase() {
            self.add_hits(place, state, &word, &word, self.words + 1);
        }
    }

    /// Adds all phrases of the wanted lists that begin with a word or sign, shorter ones first.
    fn walk(&mut self, first: Token, number: u32) {
        let Some((place, state)) = self.matcher.first(number) else { return };
        let words_after = self.words + u32::from(first.word);
        self.add(place, state, &first, &first, words_after);
        if self.goes_on(place, state, first.end) {
            self.walk_on(place, &first, words_after);
        }
    }

    /// Adds the longer phrases that begin with a word or sign, which leads to a place.
    fn walk_on(&mut self, mut place: u32, first: &Token, mut words_after: u32) {
        let mut last = *first;
        while let Some(next) = Cutter::after(self.text, last).next() {
            let number = self.matcher.words.find(next.text(self.text));
            let Some(then) = self.matcher.next(place, number, next.spaced) else { return };
            let state = self.matcher.state(then);
            (place, last, words_after) = (then, next, words_after + u32::from(next.word));
            self.add(place, state, first, &last, words_after);
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

    /// Adds what ends at a place of the trie.
    #[inline]
    fn add(&mut self, place: u32, state: State, first: &Token, last: &Token, words_after: u32) {
        self.add_function_word(state, first, last);
        self.add_hits(place, state, first, last, words_after);
    }

    #[inline]
    fn add_function_word(&mut self, state: State, first: &Token, last: &Token) {
        if state.ends_function_word() && self.wanted.function_words {
            self.found.function_words.push(FunctionWord {
                languages: state.function_languages,
                start: first.start,
                end: last.end,
            });
        }
    }

    fn add_hits(&mut self, place: u32, state: State, first: &Token, last: &Token, words_after: u32) {
        for list in self.matcher.ends(state) {
            if is_wanted(self.wanted.lists, *list) {
                self.found.hits.push(Hit {
                    list: *list,
                    phrase: place,
                    start: first.start,
                    end: last.end,
                    words_before: self.words,
                    words_after,
                    first_segment: first.segment,
                    last_segment: last.segment,
                });
            }
        }
    }
}

/// What matters of the signs of a block, a bit each.
#[derive(Clone, Copy, Debug)]
struct Signs {
    /// A phrase may begin with it.
    begin: u64,
    /// It closes a phrase of the text.
    close: u64,
}

impl Signs {
    fn any(&self) -> u64 {
        self.begin | self.close
    }

    fn among(&self, bits: u64) -> Self {
        Signs { begin: self.begin & bits, close: self.close & bits }
    }
}

/// A place or a number within a block.
#[expect(clippy::cast_possible_truncation, reason = "a block is small")]
#[inline]
fn small(number: usize) -> u8 {
    number as u8
}

/// The key of the word of a block that begins at a place.
#[inline]
fn key(window: &Window, block: Block, place: usize) -> Key {
    Key::new(window.eight(place), ones_from(block.word, place))
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
