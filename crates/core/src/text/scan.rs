//! The one pass over a text: words, the phrases of all lists, and the signs that an expression may match.
//!
//! Nearly all text is ASCII words with a blank between them, and nearly no word begins a phrase or an expression. So the pass
//! looks at 64 bytes at a time for where words begin and end, asks two small filters about each word, and looks closer only where
//! one of them says so. What is not ASCII is cut character by character.

use super::block::{BLOCK, Block, Window};
use super::eight::eight;
use super::phrase::{Hit, PhraseMatcher, is_wanted};
use super::starts::Starts;
use super::token::{self, Cutter, MAX_TEXT, Token, is_odd};
use super::trigger::{Bits, Seen, TriggerSet};
use super::vocabulary::Key;
use crate::bits::ones;

/// What a text is searched for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted<'w> {
    /// By list, whether its phrases matter; empty when none do.
    pub(crate) lists: &'w [bool],
    /// What these phrases begin with.
    pub(crate) starts: &'w Starts,
    /// The expressions that may match.
    pub(crate) triggers: Option<&'w TriggerSet>,
}

impl PhraseMatcher {
    /// Goes over a text once. Adds to `hits` all phrases of the wanted lists, overlapping ones too, by where they begin, shorter
    /// ones first; returns the expressions that may match.
    pub(crate) fn scan(&self, text: &str, wanted: Wanted<'_>, hits: &mut Vec<Hit>) -> Bits {
        let bytes = &text.as_bytes()[..text.len().min(MAX_TEXT)];
        let mut pass = Pass { matcher: self, text, bytes, wanted, hits, words: 0, segment: 0, seen: Seen::default() };
        let mut at = 0;
        while at < bytes.len() {
            at = pass.block(at);
        }
        let seen = pass.seen;
        wanted.triggers.map_or(0, |triggers| triggers.triggered(text, seen))
    }
}

struct Pass<'p> {
    matcher: &'p PhraseMatcher,
    text: &'p str,
    bytes: &'p [u8],
    wanted: Wanted<'p>,
    hits: &'p mut Vec<Hit>,
    /// So many words stand before the place that has been reached.
    words: u32,
    /// The phrase of the text that has been reached.
    segment: u32,
    seen: Seen,
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
        let signs = !(block.word | block.blank) & within;
        let Asked { wanted, onward } = self.ask(&window, block, words);
        let before = self.words;
        for bit in ones(wanted | signs) {
            let at = start + bit;
            let sign = signs >> bit & 1 == 1;
            if !sign || self.wanted.starts.has_sign(self.bytes[at]) {
                self.words = before + (words & !(u64::MAX << bit)).count_ones();
            }
            if sign {
                self.sign(at, self.bytes[at]);
            } else {
                self.word(at, at + ones_from(block.word, bit), onward >> bit & 1 == 1);
            }
        }
        self.words = before + words.count_ones();
        if odd.is_some() { self.odd(start + end) } else { start + end }
    }

    /// Asks the filters about all words of a block, before any is looked at: that some few are to be looked at is hard to
    /// foresee one by one.
    #[inline]
    fn ask(&self, window: &Window, block: Block, words: u64) -> Asked {
        let Wanted { starts, triggers, .. } = self.wanted;
        let key = |bit: usize| Key::new(window.eight(bit), ones_from(block.word, bit));
        let (mut alone, mut first) = (0, 0);
        for bit in ones(words) {
            let word = key(bit);
            let triggers = triggers.is_some_and(|triggers| triggers.has_prefix(word.first));
            alone |= u64::from(starts.alone(word) | triggers) << bit;
            first |= u64::from(starts.first(word)) << bit;
        }
        // Where a word and exactly a blank stand before a word, both have to begin a phrase.
        let seconds = words & block.blank << 1 & block.word << 2;
        for bit in ones(first) {
            let end = bit + ones_from(block.word, bit);
            let second = end + 1;
            if second < BLOCK && seconds >> second & 1 == 1 && !starts.pair(key(bit), key(second)) {
                first &= !(1 << bit);
            }
        }
        Asked { wanted: alone | first, onward: first }
    }

    /// A word that fills a block, and perhaps more.
    #[cold]
    fn long_word(&mut self, start: usize) -> usize {
        let end = start + self.bytes[start..].iter().take_while(|b| token::is_ascii_word(**b)).count();
        if self.bytes.get(end).is_some_and(|next| is_odd(*next)) {
            return self.odd(start);
        }
        self.word(start, end, true);
        self.words += 1;
        end
    }

    /// A word of ASCII that may matter, and whether a phrase may go on behind it.
    fn word(&mut self, start: usize, end: usize, onward: bool) {
        let key = Key::new(eight(self.bytes, start), end - start);
        if let Some(triggers) = self.wanted.triggers
            && triggers.has_prefix(key.first)
        {
            self.seen.patterns |= triggers.word(key.first, end - start);
        }
        if onward || self.wanted.starts.alone(key) {
            let number = self.matcher.words.find_key(key, &self.bytes[start..end]);
            self.walk(token(start, end, self.segment, true), number, onward);
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
                    self.walk(token(at, at + 1, self.segment, false), number, true);
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
                self.seen.patterns |= triggers.parts(text);
            } else if let [sign] = *text.as_bytes() {
                self.seen.sign(sign);
            }
        }
        if !self.wanted.lists.is_empty() {
            self.walk(token, self.matcher.words.find(text), true);
        }
        self.words += u32::from(token.word);
    }

    /// Adds all phrases of the wanted lists that begin with a word or sign, shorter ones first; those of several words only if
    /// a phrase may go on behind it.
    fn walk(&mut self, first: Token, number: u32, onward: bool) {
        let Some(mut state) = self.matcher.first(number) else { return };
        let (mut last, mut words_after) = (first, self.words + u32::from(first.word));
        loop {
            for list in self.matcher.ends(state) {
                if is_wanted(self.wanted.lists, *list) {
                    self.hits.push(Hit {
                        list: *list,
                        phrase: state,
                        start: first.start,
                        end: last.end,
                        words_before: self.words,
                        words_after,
                        first_segment: first.segment,
                        last_segment: last.segment,
                    });
                }
            }
            if !onward || !self.matcher.goes_on(state, self.bytes.get(last.end as usize..).unwrap_or_default()) {
                return;
            }
            let Some(next) = Cutter::after(self.text, last).next() else { return };
            let number = self.matcher.words.find(next.text(self.text));
            let Some(then) = self.matcher.next(state, number, next.spaced) else { return };
            state = then;
            (last, words_after) = (next, words_after + u32::from(next.word));
        }
    }
}

/// What the filters say of the words of a block, a bit for each at its first byte.
#[derive(Clone, Copy, Debug, Default)]
struct Asked {
    /// It may matter.
    wanted: u64,
    /// A phrase may begin with it that goes on behind it.
    onward: u64,
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
