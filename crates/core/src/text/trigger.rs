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
    /// By how they begin; a short prefix stands under each way in which a word can go on.
    prefixes: Vec<(usize, Prefix)>,
    /// Literals that can stand anywhere, and the patterns that need them.
    anywhere: Option<AhoCorasick>,
    owners: Vec<usize>,
}

/// A bit for each hash of the three letters that a word begins with.
type Begins = Box<[u64; BEGINS / 64]>;
const BEGINS: usize = 1 << BEGIN_BITS;
const BEGIN_BITS: u32 = 15;
/// So many letters are looked at.
const LETTERS: usize = 3;

/// The start of a word: at most eight letters in lower case, the first one in the lowest byte.
#[derive(Clone, Copy, Debug)]
struct Prefix {
    letters: u64,
    mask: u64,
    /// The word is no longer than that.
    whole: bool,
    len: usize,
    pattern: usize,
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
    let hash = (letters & mask(LETTERS)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    usize::try_from(hash >> (u64::BITS - BEGIN_BITS)).unwrap_or(0)
}

/// Sorts prefixes by how they begin. There are so many of short ones that it is done by counting.
fn by_begin(prefixes: Vec<(usize, Prefix)>) -> Vec<(usize, Prefix)> {
    let mut places = vec![0; BEGINS + 1];
    for (begin, _) in &prefixes {
        places[begin + 1] += 1;
    }
    for begin in 0..BEGINS {
        places[begin + 1] += places[begin];
    }
    let mut sorted = prefixes.clone();
    for prefix in prefixes {
        let place: &mut usize = &mut places[prefix.0];
        sorted[*place] = prefix;
        *place += 1;
    }
    sorted
}

/// All ways in which a word can begin with these letters, as far as they are looked at: behind fewer it ends or goes on.
fn begins(letters: u64, len: usize) -> Vec<u64> {
    let signs = || (b'a'..=b'z').chain(b'0'..=b'9').chain([b'_']).map(|sign| lower(u64::from(sign), 1));
    let mut ways = vec![letters & mask(LETTERS)];
    let mut from = 0;
    for place in len..LETTERS {
        let longer: Vec<u64> =
            ways[from..].iter().flat_map(|way| signs().map(move |sign| way | sign << (8 * place))).collect();
        from = ways.len();
        ways.extend(longer);
    }
    ways
}

impl TriggerSet {
    /// The triggers of patterns, each given by the literals of which it needs one.
    pub(crate) fn new<'a>(patterns: impl IntoIterator<Item = &'a [Literal]>) -> Self {
        let mut set = TriggerSet {
            always: Patterns::default(),
            signs: Vec::new(),
            begins: Box::new([0; BEGINS / 64]),
            prefixes: Vec::new(),
            anywhere: None,
            owners: Vec::new(),
        };
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
        set.prefixes = by_begin(set.prefixes);
        if !needles.is_empty() {
            match AhoCorasick::builder().ascii_case_insensitive(true).build(&needles) {
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
                self.add_prefix(Prefix { pattern, ..word });
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
    fn longest_word(text: &[u8], start: usize, closed: bool) -> Option<Prefix> {
        let mut at = start;
        let mut best: Option<Prefix> = None;
        while at < text.len() {
            let len = text[at..].iter().take_while(|b| is_word(**b)).count();
            if len > best.map_or(0, |best| best.len) {
                let kept = len.min(8);
                let (letters, mask) = (lower(eight(text, at), kept), mask(kept));
                let whole = len == kept && (at + len < text.len() || closed);
                best = Some(Prefix { letters, mask, whole, len, pattern: 0 });
            }
            at += len.max(1);
        }
        best
    }

    fn add_prefix(&mut self, prefix: Prefix) {
        let mut hashes: Vec<usize> = begins(prefix.letters, prefix.len).into_iter().map(begin).collect();
        hashes.sort_unstable();
        hashes.dedup();
        for begin in hashes {
            self.begins[begin / 64] |= 1 << (begin % 64);
            self.prefixes.push((begin, prefix));
        }
    }

    /// Whether some prefix begins like a word; given by its first letters in lower case.
    #[inline]
    pub(super) fn has_prefix(&self, letters: u64) -> bool {
        let begin = begin(letters);
        self.begins[begin / 64 % (BEGINS / 64)] >> (begin % 64) & 1 == 1
    }

    /// Adds the patterns that a word lets match: its first letters in lower case, and how long it is.
    pub(super) fn word(&self, letters: u64, len: usize, patterns: &mut Patterns) {
        let begin = begin(letters);
        let first = self.prefixes.partition_point(|(other, _)| *other < begin);
        self.prefixes[first..]
            .iter()
            .take_while(|(other, _)| *other == begin)
            .filter(|(_, p)| letters & p.mask == p.letters && len >= p.len && (!p.whole || len == p.len))
            .for_each(|(_, p)| patterns.add(p.pattern));
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
