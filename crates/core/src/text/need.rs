//! What a text has to hold, and in which order, for an expression to match it.
//!
//! A trigger looks for one of the parts that an expression needs, and many triggers are usual words. Here all parts are looked for,
//! each behind the one before it and at a place of its kind. That takes far less than to run an expression: an automaton that is
//! made while it runs learns something from nearly every text, and what it learned has to be kept or learned anew.

use super::lowered::Lowered;
use super::pairs::{Ends, Pairs};
use super::sketch::{Around, Class, Piece, Sketch, is_word, walk};
use super::token::is_ascii_word;

/// What an expression needs of a text.
#[derive(Clone, Debug)]
pub(super) struct Needs {
    all: Need,
    /// There are so many letters that it is worth while to tell the pairs of a text first.
    many: bool,
}

/// From so many letters on, pairs are told first.
const MANY: usize = 16;

impl Needs {
    /// What an expression needs; `folds` says that case is ignored throughout.
    pub(super) fn of(sketch: &Sketch<'_>, folds: bool) -> Self {
        let all = match Need::of_part(sketch, Around::default(), folds) {
            // The trigger has looked for that.
            Need::Letters(letters) if letters.len() == 1 => Need::Nothing,
            need => need,
        };
        Needs { many: all.count() >= MANY, all }
    }

    /// Nothing that one could look for.
    pub(super) fn nothing() -> Self {
        Needs { all: Need::Nothing, many: false }
    }

    /// Whether a text has it.
    pub(super) fn are_met_by(&self, text: &Lowered) -> bool {
        matches!(self.all, Need::Nothing)
            || text.stands_for_ascii
            || ((!self.many || self.all.is_likely(text.pairs())) && self.all.end(text, 0).is_some())
    }
}

/// What a text has to hold.
#[derive(Clone, Debug)]
enum Need {
    /// Nothing that one could look for.
    Nothing,
    /// Some letters out of these.
    Letters(Vec<Sought>),
    /// One of some ASCII characters, a bit each, or perhaps any beyond ASCII.
    Class { ascii: u128, beyond: bool },
    /// One of these; letters among them lie together.
    Any(Vec<Need>),
    /// All of these, one behind the other.
    All(Vec<Need>),
}

/// Letters that follow each other, at a place of a kind.
#[derive(Clone, Debug)]
struct Sought {
    /// Not empty.
    letters: Box<str>,
    /// What is known around them, as far as it says something of these letters.
    around: Around,
    ends: Option<Ends>,
}

impl Sought {
    fn new(letters: &str, around: Around) -> Self {
        let (fresh, closed) =
            (around.fresh && letters.starts_with(is_word), around.closed && letters.ends_with(is_word));
        let ends = Ends::of(letters, fresh);
        Sought { letters: letters.into(), around: Around { fresh, closed, ..around }, ends }
    }

    fn is_likely(&self, pairs: &Pairs) -> bool {
        self.ends.is_none_or(|ends| pairs.may_have(ends))
    }

    /// Where the first of them ends behind a place of a text.
    fn end(&self, text: &Lowered, from: usize) -> Option<usize> {
        let (bytes, letters) = (text.bytes(), self.letters.as_bytes());
        let mut line = Line::default();
        memchr::memchr_iter(*letters.first()?, bytes.get(from..)?).find_map(|at| {
            let (start, end) = (from + at, from + at + letters.len());
            let found = bytes[start..].starts_with(letters)
                && self.fits(bytes, start, end)
                && (!self.around.leading || line.leads(bytes, start));
            found.then_some(end)
        })
    }

    /// Whether what stands beside a part of a text is what has to be there.
    fn fits(&self, text: &[u8], start: usize, end: usize) -> bool {
        let Around { fresh, closed, after_odd, before_odd, leading: _ } = self.around;
        let is_word = |byte: &u8| is_ascii_word(*byte);
        let is_odd = |byte: &u8| !byte.is_ascii();
        let (before, after) = (text[..start].last(), text.get(end));
        !((fresh && before.is_some_and(is_word))
            || (closed && after.is_some_and(is_word))
            || (after_odd && !before.is_some_and(is_odd))
            || (before_odd && !after.is_some_and(is_odd)))
    }
}

/// A line of a text, as far as it has been looked at: signs are many, and each asks again.
struct Line {
    /// Up to here.
    seen: usize,
    /// No ASCII word character stands in it.
    wordless: bool,
}

impl Default for Line {
    fn default() -> Self {
        Line { seen: 0, wordless: true }
    }
}

impl Line {
    /// Whether no ASCII word character stands between the begin of a line and a place, which is not before the last one asked for.
    fn leads(&mut self, text: &[u8], place: usize) -> bool {
        for byte in &text[self.seen..place] {
            self.wordless = *byte == b'\n' || (self.wordless && !is_ascii_word(*byte));
        }
        self.seen = place;
        self.wordless
    }
}

/// A class of more characters than this is in nearly every text.
const MAX_CLASS: u32 = 16;

impl Need {
    fn of_part(sketch: &Sketch<'_>, around: Around, folds: bool) -> Self {
        match sketch {
            Sketch::Nothing | Sketch::Look { .. } | Sketch::Repeated { least: 0, .. } => Need::Nothing,
            Sketch::Repeated { what, again, .. } => Need::of_part(what, around.of_round(*again), folds),
            Sketch::Class(class) => Need::of_class(class, around),
            Sketch::Any(parts) => Need::any(parts.iter().map(|part| Need::of_part(part, around, folds))),
            Sketch::All(parts) => Need::of_all(parts, around, folds),
            Sketch::Letters(_) => Need::of_all(std::slice::from_ref(sketch), around, folds),
        }
    }

    fn of_class(class: &Class, around: Around) -> Self {
        let blank = 1 << b' ';
        let capitals = 0x07ff_fffe << 64;
        // The text is looked at in lower case.
        let ascii = class.ascii | (class.ascii & capitals) << 32;
        match &class.letters {
            Some(letters) => {
                Need::Letters(letters.iter().map(|c| Sought::new(c.encode_utf8(&mut [0; 4]), around)).collect())
            }
            None if ascii.count_ones() > MAX_CLASS || ascii & blank != 0 => Need::Nothing,
            None => Need::Class { ascii, beyond: class.beyond },
        }
    }

    fn of_letters(letters: &str, around: Around) -> Self {
        if letters.is_empty() { Need::Nothing } else { Need::Letters(vec![Sought::new(letters, around)]) }
    }

    fn of_all(parts: &[Sketch<'_>], around: Around, folds: bool) -> Self {
        let mut all = Vec::new();
        walk(parts, around, folds, |piece, around| {
            all.push(match piece {
                Piece::Letters(letters) => Need::of_letters(letters, around),
                Piece::Part(part) => Need::of_part(part, around, folds),
            });
        });
        all.retain(|need| !matches!(need, Need::Nothing));
        match all.len() {
            0 => Need::Nothing,
            1 => all.remove(0),
            _ => Need::All(all),
        }
    }

    fn any(parts: impl Iterator<Item = Need>) -> Self {
        let (mut letters, mut any) = (Vec::new(), Vec::new());
        for part in parts {
            match part {
                Need::Nothing => return Need::Nothing,
                Need::Letters(more) => letters.extend(more),
                other => any.push(other),
            }
        }
        if any.is_empty() {
            return Need::Letters(letters);
        }
        if !letters.is_empty() {
            any.push(Need::Letters(letters));
        }
        Need::Any(any)
    }

    /// How many letters there are to look for.
    fn count(&self) -> usize {
        match self {
            Need::Nothing | Need::Class { .. } => 0,
            Need::Letters(letters) => letters.len(),
            Need::Any(parts) | Need::All(parts) => parts.iter().map(Need::count).sum(),
        }
    }

    /// Whether a text of these pairs may have all parts of it, wherever they stand: of most texts that says enough.
    fn is_likely(&self, pairs: &Pairs) -> bool {
        match self {
            Need::Nothing | Need::Class { .. } => true,
            Need::Letters(letters) => letters.iter().any(|sought| sought.is_likely(pairs)),
            Need::Any(parts) => parts.iter().any(|part| part.is_likely(pairs)),
            Need::All(parts) => parts.iter().all(|part| part.is_likely(pairs)),
        }
    }

    /// Where it ends at the earliest, from a place of the text on.
    fn end(&self, text: &Lowered, from: usize) -> Option<usize> {
        match self {
            Need::Nothing => Some(from),
            Need::Letters(letters) => {
                let pairs = text.told_pairs();
                let likely = letters.iter().filter(|sought| pairs.is_none_or(|pairs| sought.is_likely(pairs)));
                likely.filter_map(|sought| sought.end(text, from)).min()
            }
            Need::Class { ascii, beyond } => {
                let is_of = |byte: &u8| if byte.is_ascii() { ascii >> byte & 1 == 1 } else { *beyond };
                // A character beyond ASCII ends further on: an earlier place asks for less.
                Some(from + text.bytes().get(from..)?.iter().position(is_of)? + 1)
            }
            Need::Any(parts) => parts.iter().filter_map(|part| part.end(text, from)).min(),
            Need::All(parts) => parts.iter().try_fold(from, |at, part| part.end(text, at)),
        }
    }
}

/// Whether case is ignored throughout an expression.
pub(super) fn ignores_case(source: &str) -> bool {
    let Some((flags, rest)) = source.strip_prefix("(?").and_then(|rest| rest.split_once(')')) else { return false };
    flags.contains('i')
        && flags.bytes().all(|flag| flag.is_ascii_lowercase())
        && rest.match_indices("(?").all(|(at, _)| rest[at..].starts_with("(?:"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::sketch::read;
    use super::*;

    fn can(source: &str, text: &str) -> bool {
        let needs = Needs::of(&read(source).unwrap(), ignores_case(source));
        let text = Lowered::of(text);
        let met = needs.are_met_by(&text);
        // Pairs decide nothing alone.
        assert_eq!(Needs { many: true, ..needs.clone() }.are_met_by(&text), met, "{source}");
        assert_eq!(needs.are_met_by(&text), met, "{source}: pairs are told now");
        met
    }

    #[test]
    fn all_parts_have_to_be_there_at_places_of_their_kind() {
        let motto = r"(?i)^[^a-z0-9_]*(?:dream|the) .*\b(?:big|hör)[0-9]?\b";
        assert!(can(motto, "“The sky is big") && can(motto, "well\n- dream HÖR1"));
        for text in ["A dream is big", "the end", "the h", "dream_big", "big dream "] {
            assert!(!can(motto, text), "{text}");
        }
        assert!(can(r"[a-z]\b['’]s\b,", "ann's,") && !can(r"[0-9]{3}", "no number"));
    }

    #[test]
    fn lines_of_many_signs_are_gone_along_once() {
        let quotes = format!("x{}", "\"".repeat(65_000));
        let leading = r#"(?m)^\s*["'].*z"#;
        assert!(can(leading, &format!("{quotes}\n- \"z")) && !can(leading, &format!("{quotes}z")));
    }

    #[test]
    fn parts_stand_one_behind_the_other() {
        assert!(can("ab.*ba", "abba") && !can("ab.*ba", "aba") && !can("ab.*ba", "ba ab"));
        assert!(can("(?:ab|b)c", "abc") && !can("[0-9]+ (?:years|jahre)", "years 2020"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]
        #[test]
        fn what_matches_is_possible(
            flags in r"(\(\?(i|im|is)\)\^?)?",
            source in r"([abk sé’ſ_-]|\\[bBsdwW]|[.^$|]|\[\^?[ab0sſ_-]\]|\[\^[a-rt-z0-9ſ_]{1,2}\]|\[\^a-rt-zA-Z0-9_ſ\]|\[\^a-z0-9_\]\*|\((\?:)?[abs|é -]{0,4}(\\b)?\)|[*+?]|\{[0-2],[23]?\}){0,9}",
            text in r"[abkABsSſK0_ \n.’é-]{0,12}",
        ) {
            let source = flags + &source;
            if let (Some(_), Ok(regex)) = (read(&source), regex::Regex::new(&source)) {
                prop_assert!(!regex.is_match(&text) || can(&source, &text), "{source:?} {text:?}");
            }
        }
    }
}
