//! The cheap signs that an expression may match a text.
//!
//! All literals that the expressions of a text field need are looked for in the pass over the text that cuts it into words:
//! most of them begin a word, or hold a sign that few texts have. Only what can stand inside of words takes a pass of its own.

use aho_corasick::AhoCorasick;

use super::eight::{eight, lower, mask};
use super::literal::Literal;
use crate::bits::ones;

/// Some of the patterns of a text field, by their numbers. All from the last number on share it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Patterns([u64; PATTERNS / 64]);

/// So many patterns are told apart: one field of a large pack has some two hundred.
pub(super) const PATTERNS: usize = 512;

impl Patterns {
    const ALL: Self = Patterns([u64::MAX; PATTERNS / 64]);

    /// The number by which the pattern at a place is known.
    pub(crate) fn number(place: usize) -> usize {
        place.min(PATTERNS - 1)
    }

    fn add(&mut self, pattern: usize) {
        let pattern = Self::number(pattern);
        self.0[pattern / 64] |= 1 << (pattern % 64);
    }

    pub(crate) fn has(&self, pattern: usize) -> bool {
        let pattern = Self::number(pattern);
        self.0[pattern / 64] >> (pattern % 64) & 1 == 1
    }

    fn join(&mut self, other: &Self) {
        for (own, others) in self.0.iter_mut().zip(other.0) {
            *own |= others;
        }
    }

    /// Their numbers, from the lowest on.
    pub(crate) fn each(&self) -> impl Iterator<Item = usize> {
        (0..).zip(self.0).flat_map(|(word, bits): (usize, u64)| ones(bits).map(move |bit| word * 64 + bit))
    }
}

/// The triggers of all patterns of one text field.
#[derive(Clone, Debug)]
pub(crate) struct TriggerSet {
    /// Patterns without a literal may match every text.
    always: Patterns,
    /// Signs, by byte.
    signs: Vec<(u8, Patterns)>,
    /// By how a word begins, whether a prefix begins so.
    begins: Begins,
    /// Prefixes, those of a bucket together.
    prefixes: Vec<Prefix>,
    /// Where the prefixes of each bucket begin, and where those of the last end.
    buckets: Box<[u32; BUCKETS + 1]>,
    /// Literals that can stand anywhere, and the patterns that need them.
    anywhere: Option<AhoCorasick>,
    owners: Vec<usize>,
}

/// A bit for each hash of the three letters that a word begins with.
type Begins = Box<[u64; BEGINS / 64]>;
const BEGINS: usize = 1 << BEGIN_BITS;
const BEGIN_BITS: u32 = 15;
/// Prefixes are kept in so many buckets, by the letters that they begin with.
const BUCKETS: usize = 1 << BUCKET_BITS;
const BUCKET_BITS: u32 = 10;
/// So many letters are looked at.
const LETTERS: usize = 3;

/// The start of a word: at most eight letters in lower case, the first one in the lowest byte.
#[derive(Clone, Copy, Debug)]
struct Prefix {
    letters: u64,
    /// The word is at least so long.
    least: u32,
    /// And at most so long.
    most: u32,
    pattern: u32,
}

impl Prefix {
    fn of(word: Word, pattern: usize) -> Self {
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let most = if word.whole { number(word.len) } else { u32::MAX };
        Prefix { letters: word.letters, least: number(word.len), most, pattern: number(pattern) }
    }

    /// So many of its letters decide about its bucket.
    fn kept(self) -> usize {
        LETTERS.min(self.least as usize)
    }

    fn bucket(self) -> usize {
        hash(self.letters & mask(self.kept()), BUCKET_BITS)
    }

    fn fits(self, letters: u64, len: usize) -> bool {
        let least = self.least as usize;
        letters & mask(least.min(8)) == self.letters && (least..=self.most as usize).contains(&len)
    }
}

/// A word of a literal, or how it begins: at most eight letters are kept.
#[derive(Clone, Copy, Debug)]
struct Word {
    letters: u64,
    len: usize,
    /// No more of it stands behind the literal, and all letters are kept.
    whole: bool,
}

/// What a pass over a text has seen of the triggers.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Seen {
    pub(crate) patterns: Patterns,
    signs: [u64; 2],
}

impl Seen {
    /// Notes an ASCII sign.
    pub(crate) fn sign(&mut self, byte: u8) {
        self.signs[usize::from(byte >> 6 & 1)] |= 1 << (byte & 63);
    }

    fn has(&self, byte: u8) -> bool {
        self.signs[usize::from(byte >> 6 & 1)] >> (byte & 63) & 1 == 1
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// A hash of the first three letters in lower case, which are fewer in a shorter word. Below `BEGINS`.
#[inline]
fn begin(letters: u64) -> usize {
    hash(letters & mask(LETTERS), BEGIN_BITS)
}

/// So many bits of a hash of letters.
#[inline]
fn hash(letters: u64, bits: u32) -> usize {
    usize::try_from(letters.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - bits)).unwrap_or(0)
}

/// Marks all ways in which a word can begin with these letters, as far as they are looked at: behind fewer it ends or goes on.
fn mark(begins: &mut Begins, letters: u64, len: usize) {
    let begin = begin(letters);
    begins[begin / 64] |= 1 << (begin % 64);
    if len < LETTERS {
        for sign in (b'a'..=b'z').chain(b'0'..=b'9').chain([b'_']) {
            mark(begins, letters | lower(u64::from(sign), 1) << (8 * len), len + 1);
        }
    }
}

impl TriggerSet {
    /// The triggers of patterns, each given by the literals of which it needs one.
    pub(crate) fn new<'a>(patterns: impl IntoIterator<Item = &'a [Literal]>) -> Self {
        let mut set = TriggerSet {
            always: Patterns::default(),
            signs: Vec::new(),
            begins: Box::new([0; BEGINS / 64]),
            prefixes: Vec::new(),
            buckets: Box::new([0; BUCKETS + 1]),
            anywhere: None,
            owners: Vec::new(),
        };
        let patterns: Vec<&[Literal]> = patterns.into_iter().collect();
        set.prefixes.reserve_exact(patterns.iter().map(|literals| literals.len()).sum());
        let mut needles = Vec::new();
        for (number, literals) in patterns.into_iter().enumerate() {
            if literals.is_empty() {
                set.always.add(number);
            }
            for literal in literals {
                if !set.add(literal, number) {
                    needles.push(literal.text.as_str());
                    set.owners.push(number);
                }
            }
        }
        set.sort();
        if !needles.is_empty() {
            // The depth is that of the finished form: what is made on the way is not looked through.
            match AhoCorasick::builder().ascii_case_insensitive(true).dense_depth(2).build(&needles) {
                Ok(automaton) => set.anywhere = Some(automaton),
                // Without their trigger, patterns are tried on every text.
                Err(_) => set.owners.iter().for_each(|owner| set.always.add(*owner)),
            }
        }
        set
    }

    /// Adds a literal that the pass over words can find; false if it cannot.
    fn add(&mut self, literal: &Literal, pattern: usize) -> bool {
        let text = literal.text.as_bytes();
        if !text.is_ascii() {
            return false;
        }
        let start = if literal.fresh { Some(0) } else { text.iter().position(|b| !is_word(*b)) };
        let word = start.and_then(|start| Self::longest_word(text, start, literal.closed));
        let sign = text.iter().find(|b| b.is_ascii_punctuation() && !is_word(**b));
        match (word, sign) {
            (Some(word), sign)
                if word.len > 2 || (sign.is_none() && (literal.fresh || word.whole && text.len() < 4)) =>
            {
                self.prefixes.push(Prefix::of(word, pattern));
            }
            (_, Some(&sign)) => {
                let place = self.signs.iter().position(|(byte, _)| *byte == sign).unwrap_or_else(|| {
                    self.signs.push((sign, Patterns::default()));
                    self.signs.len() - 1
                });
                self.signs[place].1.add(pattern);
            }
            _ => return false,
        }
        true
    }

    /// The longest word of a literal from a place on where one may begin.
    fn longest_word(text: &[u8], start: usize, closed: bool) -> Option<Word> {
        let mut at = start;
        let mut best: Option<Word> = None;
        while at < text.len() {
            let len = text[at..].iter().take_while(|b| is_word(**b)).count();
            if len > best.map_or(0, |best| best.len) {
                let kept = len.min(8);
                let whole = len == kept && (at + len < text.len() || closed);
                best = Some(Word { letters: lower(eight(text, at), kept), len, whole });
            }
            at += len.max(1);
        }
        best
    }

    /// Puts the prefixes into their buckets.
    fn sort(&mut self) {
        let mut open: Vec<(u64, usize)> = Vec::new();
        for prefix in &self.prefixes {
            self.buckets[prefix.bucket() + 1] += 1;
            // Behind a whole word nothing goes on.
            if prefix.kept() == LETTERS || prefix.most != u32::MAX {
                mark(&mut self.begins, prefix.letters, LETTERS);
            } else {
                open.push((prefix.letters, prefix.kept()));
            }
        }
        open.sort_unstable();
        open.dedup();
        for (letters, len) in open {
            mark(&mut self.begins, letters, len);
        }
        for bucket in 0..BUCKETS {
            self.buckets[bucket + 1] += self.buckets[bucket];
        }
        let mut places = self.buckets.clone();
        let mut sorted = self.prefixes.clone();
        for prefix in &self.prefixes {
            let place = &mut places[prefix.bucket()];
            sorted[*place as usize] = *prefix;
            *place += 1;
        }
        self.prefixes = sorted;
    }

    /// Whether some prefix begins like a word; given by its first letters in lower case.
    #[inline]
    pub(super) fn has_prefix(&self, letters: u64) -> bool {
        let begin = begin(letters);
        self.begins[begin / 64 % (BEGINS / 64)] >> (begin % 64) & 1 == 1
    }

    /// Adds the patterns that a word lets match: its first letters in lower case, and how long it is.
    pub(super) fn word(&self, letters: u64, len: usize, patterns: &mut Patterns) {
        // Prefixes of fewer letters lie elsewhere.
        for kept in 1..=LETTERS.min(len) {
            let bucket = hash(letters & mask(kept), BUCKET_BITS);
            let places = self.buckets[bucket] as usize..self.buckets[bucket + 1] as usize;
            let prefixes = self.prefixes[places].iter().filter(|prefix| prefix.fits(letters, len));
            prefixes.for_each(|prefix| patterns.add(prefix.pattern as usize));
        }
    }

    /// Adds the patterns that a word lets match of which only parts may be ASCII.
    pub(super) fn parts(&self, word: &str, patterns: &mut Patterns) {
        // Letters beyond ASCII that stand for ASCII ones when case is ignored: any expression may match.
        if word.contains(['\u{212a}', '\u{17f}']) {
            *patterns = Patterns::ALL;
            return;
        }
        let parts = word.as_bytes().split(|byte| !is_word(*byte)).filter(|part| !part.is_empty());
        parts.for_each(|part| self.word(lower(eight(part, 0), part.len().min(8)), part.len(), patterns));
    }

    /// The patterns that can match a text, after the pass over its words.
    pub(crate) fn triggered(&self, text: &str, seen: &Seen) -> Patterns {
        let mut patterns = seen.patterns;
        patterns.join(&self.always);
        for (sign, owners) in &self.signs {
            if seen.has(*sign) {
                patterns.join(owners);
            }
        }
        if let Some(anywhere) = &self.anywhere {
            for found in anywhere.find_overlapping_iter(text) {
                patterns.add(self.owners[found.pattern().as_usize()]);
            }
        }
        patterns
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn words_trigger_what_begins_like_them(
            literals in prop::collection::vec(("[ab_]{1,4}|[ab]{7,10}", any::<bool>()), 1..12),
            word in "[abAB_]{1,4}|[abB]{7,11}",
        ) {
            let each: Vec<[Literal; 1]> = literals
                .iter()
                .map(|(text, closed)| [Literal { text: text.clone(), fresh: true, closed: *closed }])
                .collect();
            let set = TriggerSet::new(each.iter().map(<[Literal; 1]>::as_slice));
            let letters = lower(eight(word.as_bytes(), 0), word.len().min(8));
            let mut found = Patterns::default();
            set.word(letters, word.len(), &mut found);
            let lower = word.to_ascii_lowercase();
            // Eight letters are kept; of a longer word it is not known whether it ends with the literal.
            let fits = |text: &str, closed: bool| {
                let kept = &text[..text.len().min(8)];
                lower.starts_with(kept) && lower.len() >= text.len() && !(closed && text.len() <= 8 && lower != text)
            };
            let wanted: Vec<usize> = (0..).zip(&literals).filter(|(_, (text, closed))| fits(text, *closed)).map(|(n, _)| n).collect();
            prop_assert_eq!(found.each().collect::<Vec<_>>(), wanted.clone());
            prop_assert!(wanted.is_empty() || set.has_prefix(letters));
        }
    }

    #[test]
    fn one_letter_opens_the_filter_for_all_that_begin_with_it() {
        let literal = |closed: bool| [Literal { text: "a".to_owned(), fresh: true, closed }];
        let has = |closed: bool, word: &[u8]| {
            TriggerSet::new([literal(closed).as_slice()]).has_prefix(lower(eight(word, 0), word.len()))
        };
        assert!([&b"a"[..], b"ab", b"a_9", b"Abcdefg"].into_iter().all(|word| has(false, word)));
        assert!(has(true, b"A") && !has(true, b"ab") && !has(false, b"ba"));
    }
}
