//! The one pass over a text: words, the phrases of all lists, and the signs that an expression may match.

use super::eight::{eight, word_length};
use super::phrase::{Hit, PhraseMatcher, Place};
use super::token::{self, Class, MAX_TEXT};
use super::trigger::{Bits, Seen, TriggerSet};
use super::vocabulary::{Key, NO_WORD};

/// What a text is searched for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted<'w> {
    /// By list, whether its phrases matter; empty when none do.
    pub(crate) lists: &'w [bool],
    /// The expressions that may match.
    pub(crate) triggers: Option<&'w TriggerSet>,
}

impl PhraseMatcher {
    /// Goes over a text once. Adds to `hits` all phrases of the wanted lists, overlapping ones too, by where they begin, shorter
    /// ones first; returns the expressions that may match. `run` is a buffer.
    pub(crate) fn scan(&self, text: &str, wanted: Wanted<'_>, run: &mut Vec<Place>, hits: &mut Vec<Hit>) -> Bits {
        run.clear();
        let mut pass = Pass {
            matcher: self,
            text,
            wanted,
            run,
            hits,
            open: None,
            words: 0,
            segment: 0,
            spaced: false,
            seen: Seen::default(),
        };
        pass.go();
        let seen = pass.seen;
        wanted.triggers.map_or(0, |triggers| triggers.triggered(text, seen))
    }
}

struct Pass<'p> {
    matcher: &'p PhraseMatcher,
    text: &'p str,
    wanted: Wanted<'p>,
    /// Words in a row that some phrase has. A phrase is a part of such a run.
    run: &'p mut Vec<Place>,
    hits: &'p mut Vec<Hit>,
    /// Start and end of a word that other than ASCII letters are part of, as far as it has been read.
    open: Option<(usize, usize)>,
    words: u32,
    segment: u32,
    spaced: bool,
    seen: Seen,
}

impl Pass<'_> {
    fn go(&mut self) {
        let bytes = &self.text.as_bytes()[..self.text.len().min(MAX_TEXT)];
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            at = if token::is_ascii_word(byte) {
                self.ascii_word(bytes, at)
            } else if byte.is_ascii() {
                self.ascii_sign(bytes, at, byte)
            } else {
                let Some(c) = self.text[at..].chars().next() else { break };
                self.other(at, c)
            };
        }
        self.close();
        self.walk();
    }

    /// A run of ASCII word characters: a word, unless it is only a part of one.
    #[inline]
    fn ascii_word(&mut self, bytes: &[u8], start: usize) -> usize {
        let first = eight(bytes, start);
        let mut len = word_length(first);
        let mut end = start + len;
        while len == 8 {
            len = word_length(eight(bytes, end));
            end += len;
        }
        let key = Key::short(first, (end - start).min(8));
        if let Some(triggers) = self.wanted.triggers {
            self.seen.patterns |= triggers.word(key.first, end - start);
        }
        let goes_on = bytes.get(end).is_some_and(|&next| !next.is_ascii() || token::is_invisible_byte(next));
        if self.open.is_some() || goes_on {
            self.lengthen(start, end);
        } else {
            let word = &bytes[start..end];
            let number = match (self.wanted.lists.is_empty(), word.len()) {
                (true, _) => NO_WORD,
                (false, ..=8) => self.matcher.words.find_key(key, || word),
                (false, _) => Key::of(word).map_or(NO_WORD, |key| self.matcher.words.find_key(key, || word)),
            };
            self.token(start, end, true, number);
        }
        end
    }

    fn ascii_sign(&mut self, bytes: &[u8], at: usize, byte: u8) -> usize {
        match byte {
            b' ' | b'\t' | b'\n' | b'\r' | 0xb | 0xc => self.blank(matches!(byte, b'\n' | b'\r')),
            _ if token::is_invisible_byte(byte) => {}
            _ => {
                self.close();
                self.seen.sign(byte);
                self.token(at, at + 1, false, self.matcher.words.find_sign(byte));
                let closes = match byte {
                    b'!' | b'?' | b';' | b'|' => true,
                    b'.' => bytes.get(at + 1).is_none_or(|&next| {
                        if next.is_ascii() {
                            next.is_ascii_whitespace() || next == 0xb
                        } else {
                            token::closes('.', &self.text[at + 1..])
                        }
                    }),
                    _ => false,
                };
                self.segment += u32::from(closes);
            }
        }
        at + 1
    }

    fn other(&mut self, at: usize, c: char) -> usize {
        let end = at + c.len_utf8();
        match token::class(c) {
            Class::Invisible => {}
            Class::Mark => {
                if let Some((_, last)) = &mut self.open {
                    *last = end;
                }
            }
            Class::Word => {
                // Letters beyond ASCII that stand for ASCII ones when case is ignored: any expression may match.
                if matches!(c, '\u{212a}' | '\u{17f}') {
                    self.seen.patterns = Bits::MAX;
                }
                self.lengthen(at, end);
            }
            Class::Single => {
                self.close();
                self.found(at, end, true);
            }
            Class::Blank => self.blank(matches!(c, '\u{2028}' | '\u{2029}')),
            Class::Sign => {
                self.close();
                self.found(at, end, false);
                self.segment += u32::from(token::closes(c, &self.text[end..]));
            }
        }
        end
    }

    fn lengthen(&mut self, at: usize, end: usize) {
        match &mut self.open {
            Some((_, last)) => *last = end,
            None => self.open = Some((at, end)),
        }
    }

    fn close(&mut self) {
        if let Some((start, end)) = self.open.take() {
            self.found(start, end, true);
        }
    }

    fn blank(&mut self, ends_line: bool) {
        self.close();
        self.spaced = true;
        self.segment += u32::from(ends_line);
    }

    /// A word or sign that is not of ASCII alone.
    fn found(&mut self, start: usize, end: usize, word: bool) {
        let number =
            if self.wanted.lists.is_empty() { NO_WORD } else { self.matcher.words.find(&self.text[start..end]) };
        self.token(start, end, word, number);
    }

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "MAX_TEXT bounds offsets to 32 bits")]
    fn token(&mut self, start: usize, end: usize, word: bool, number: u32) {
        let spaced = std::mem::take(&mut self.spaced);
        if number == NO_WORD {
            self.walk();
        } else {
            self.run.push(Place {
                number,
                start: start as u32,
                end: end as u32,
                words_before: self.words,
                segment: self.segment,
                word,
                spaced,
            });
        }
        self.words += u32::from(word);
    }

    /// Looks for phrases in the run of known words that ends here.
    #[inline]
    fn walk(&mut self) {
        if !self.run.is_empty() {
            self.matcher.walk(self.run, self.wanted.lists, self.hits);
            self.run.clear();
        }
    }
}

#[cfg(test)]
mod tests;
