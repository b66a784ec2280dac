//! What a text has to hold, and in which order, for an expression to match it.
//!
//! A trigger looks for one of the parts that an expression needs, and many triggers are usual words. Here all parts are looked for,
//! each behind the one before it and at a place of its kind. That takes far less than to run an expression: an automaton that is
//! made while it runs learns something from nearly every text, and what it learned has to be kept or learned anew.

use std::cell::OnceCell;

use super::alphabet::Alphabet;
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
    pub(super) fn are_met_by(&self, text: &Letters) -> bool {
        self.all == Need::Nothing
            || text.stands_for_ascii()
            || ((!self.many || self.all.is_likely(text.pairs())) && self.all.end(text, 0).is_some())
    }
}

/// What a text has to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
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
#[derive(Clone, Debug, PartialEq, Eq)]
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
            true
        });
        all.retain(|need| *need != Need::Nothing);
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
    fn end(&self, text: &Letters, from: usize) -> Option<usize> {
        match self {
            Need::Nothing => Some(from),
            Need::Letters(letters) => {
                let pairs = text.pairs.get();
                let likely = letters.iter().filter(|sought| pairs.is_none_or(|pairs| sought.is_likely(pairs)));
                likely.filter_map(|sought| text.find(sought, from)).min()
            }
            Need::Class { ascii, beyond } => text.find_class(*ascii, *beyond, from),
            Need::Any(parts) => parts.iter().filter_map(|part| part.end(text, from)).min(),
            Need::All(parts) => parts.iter().try_fold(from, |at, part| part.end(text, at)),
        }
    }
}

/// The letters of a text, to be looked through.
#[derive(Clone, Debug)]
pub(crate) struct Letters {
    /// In lower case, as far as ASCII goes.
    lower: Box<str>,
    pub(super) alphabet: Alphabet,
    pairs: OnceCell<Pairs>,
}

impl Letters {
    /// Those of a text.
    pub(crate) fn of(text: &str) -> Self {
        Letters { lower: text.to_ascii_lowercase().into(), alphabet: Alphabet::of(text), pairs: OnceCell::new() }
    }

    /// Whether it has letters beyond ASCII that stand for ASCII ones where case is ignored.
    fn stands_for_ascii(&self) -> bool {
        let has = |odd: char| self.lower.contains(odd);
        self.alphabet == Alphabet::Unicode && (has('\u{212a}') || has('\u{17f}'))
    }

    /// The same, taken for a text that may have any characters.
    #[cfg(test)]
    pub(super) fn of_any_alphabet(self) -> Self {
        Letters { alphabet: Alphabet::Unicode, ..self }
    }

    /// The text in lower case, as far as ASCII goes.
    pub(super) fn lower(&self) -> &str {
        &self.lower
    }

    fn pairs(&self) -> &Pairs {
        self.pairs.get_or_init(|| Pairs::of(&self.lower))
    }

    /// Where letters end that stand behind a place, the first of them at a place of their kind.
    fn find(&self, sought: &Sought, from: usize) -> Option<usize> {
        let (text, letters) = (self.lower.as_bytes(), sought.letters.as_bytes());
        memchr::memchr_iter(*letters.first()?, text.get(from..)?).find_map(|at| {
            let (start, end) = (from + at, from + at + letters.len());
            (text[start..].starts_with(letters) && self.is_amid(sought.around, start, end)).then_some(end)
        })
    }

    /// Whether so much is true around a part of the text.
    fn is_amid(&self, around: Around, start: usize, end: usize) -> bool {
        let text = self.lower.as_bytes();
        let is_word = |byte: &u8| is_ascii_word(*byte);
        let is_odd = |byte: &u8| !byte.is_ascii();
        let (before, after) = (text[..start].last(), text.get(end));
        let leads = || !text[..start].iter().rev().take_while(|byte| **byte != b'\n').any(is_word);
        let forbidden = (around.fresh && before.is_some_and(is_word))
            || (around.closed && after.is_some_and(is_word))
            || (around.after_odd && !before.is_some_and(is_odd))
            || (around.before_odd && !after.is_some_and(is_odd));
        !forbidden && (!around.leading || leads())
    }

    /// Where the first character of a class ends that stands behind a place; or an earlier place within it.
    fn find_class(&self, ascii: u128, beyond: bool, from: usize) -> Option<usize> {
        let is_of = |byte: &u8| if byte.is_ascii() { ascii >> byte & 1 == 1 } else { beyond };
        Some(from + self.lower.as_bytes().get(from..)?.iter().position(is_of)? + 1)
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
        Needs::of(&read(source).unwrap(), ignores_case(source)).are_met_by(&Letters::of(text))
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
    fn parts_stand_one_behind_the_other() {
        assert!(can("ab.*ba", "abba") && !can("ab.*ba", "aba") && !can("ab.*ba", "ba ab"));
        assert!(can("(?:ab|b)c", "abc") && !can("[0-9]+ (?:years|jahre)", "years 2020"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]
        #[test]
        fn what_matches_is_possible(
            flags in r"(\(\?(i|im|is)\)\^?)?",
            source in r"([abk sé’_-]|\\[bBsdwW]|[.^$|]|\[\^?[ab0s_-]\]|\[\^a-z0-9_\]\*|\((\?:)?[abs|é -]{0,4}(\\b)?\)|[*+?]|\{[0-2],[23]?\}){0,9}",
            text in r"[abkABsS0_ \n.’é-]{0,12}",
        ) {
            let source = flags + &source;
            if let (Some(sketch), Ok(regex)) = (read(&source), regex::Regex::new(&source)) {
                let met = Needs::of(&sketch, ignores_case(&source)).are_met_by(&Letters::of(&text));
                prop_assert!(!regex.is_match(&text) || met, "{source:?} {text:?}");
            }
        }
    }
}
