//! Whether a text can hold a match of an expression, as far as that can be told without compiling it.
//!
//! A trigger looks for one of the parts that an expression needs, and many triggers are usual words. Here all parts are looked for:
//! each of those that follow one another has to be in the text somewhere, and at a place of its kind. That takes longer than a
//! trigger, and far less than to compile an expression that will not match.

use super::sketch::{Around, Class, Piece, Sketch, is_word, walk};

/// Whether case is ignored throughout an expression.
pub(super) fn ignores_case(source: &str) -> bool {
    let Some((flags, rest)) = source.strip_prefix("(?").and_then(|rest| rest.split_once(')')) else { return false };
    flags.contains('i')
        && flags.bytes().all(|flag| flag.is_ascii_lowercase())
        && rest.match_indices("(?").all(|(at, _)| rest[at..].starts_with("(?:"))
}

/// Whether a text can hold a match of an expression. The text must not have the letters beyond ASCII that stand for ASCII ones
/// where case is ignored.
pub(super) fn possible(sketch: &Sketch<'_>, folds: bool, text: &str) -> bool {
    let bytes = text.as_bytes();
    let ascii = bytes.iter().filter(|byte| byte.is_ascii()).fold(0, |all, byte| all | 1 << byte);
    Looked { bytes, ascii, beyond: !text.is_ascii(), folds }.part(sketch, Around::default())
}

/// A text that is looked at.
struct Looked<'t> {
    bytes: &'t [u8],
    /// Its ASCII characters, a bit each.
    ascii: u128,
    /// It has others.
    beyond: bool,
    folds: bool,
}

impl Looked<'_> {
    fn part(&self, sketch: &Sketch<'_>, around: Around) -> bool {
        match sketch {
            Sketch::Nothing | Sketch::Look { .. } | Sketch::Repeated { least: 0, .. } => true,
            Sketch::Repeated { what, again, .. } => self.part(what, around.of_round(*again)),
            Sketch::Class(class) => self.class(class, around),
            Sketch::Any(parts) => parts.iter().any(|part| self.part(part, around)),
            Sketch::All(parts) => self.all(parts, around),
            Sketch::Letters(_) => self.all(std::slice::from_ref(sketch), around),
        }
    }

    fn class(&self, class: &Class, around: Around) -> bool {
        match &class.letters {
            Some(letters) => letters.iter().any(|letter| self.has(letter.encode_utf8(&mut [0; 4]), around)),
            None => class.ascii & self.ascii != 0 || (class.beyond && self.beyond),
        }
    }

    fn all(&self, parts: &[Sketch<'_>], around: Around) -> bool {
        walk(parts, around, self.folds, |piece, around| match piece {
            Piece::Letters(letters) => self.has(letters, around),
            Piece::Part(part) => self.part(part, around),
        })
    }

    /// Whether letters stand in the text, at a place of a kind.
    fn has(&self, letters: &str, around: Around) -> bool {
        if around.before_odd && !self.beyond {
            return false;
        }
        let Some(first) = letters.bytes().next() else { return true };
        let firsts = 1_u128.checked_shl(u32::from(first)).unwrap_or(0);
        // Most letters that are asked for are in no word of the text.
        if first.is_ascii() && self.ascii & (firsts | firsts >> if first.is_ascii_lowercase() { 32 } else { 0 }) == 0 {
            return false;
        }
        let is_word = |byte: Option<&u8>| byte.is_some_and(|byte| is_word(char::from(*byte)));
        let is_odd = |byte: Option<&u8>| byte.is_some_and(|byte| !byte.is_ascii());
        let fresh = around.fresh && is_word(Some(&first));
        let closed = around.closed && is_word(letters.as_bytes().last());
        // No ASCII word character stands between a place and the begin of its line.
        let mut leads = true;
        self.bytes.windows(letters.len()).enumerate().any(|(at, found)| {
            let (before, after) = (at.checked_sub(1).map(|at| &self.bytes[at]), self.bytes.get(at + letters.len()));
            leads = before == Some(&b'\n') || (leads && !is_word(before));
            found.eq_ignore_ascii_case(letters.as_bytes())
                && !(fresh && is_word(before))
                && !(closed && is_word(after))
                && (!around.after_odd || is_odd(before))
                && (!around.before_odd || is_odd(after))
                && (!around.leading || leads)
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::sketch::read;
    use super::*;

    fn can(source: &str, text: &str) -> bool {
        possible(&read(source).unwrap(), ignores_case(source), text)
    }

    #[test]
    fn all_parts_have_to_be_there_at_places_of_their_kind() {
        let motto = r"(?i)^[^a-z0-9_]*(?:dream|the) .*\b(?:big|hör)[0-9]?\b";
        assert!(can(motto, "“The sky is big") && can(motto, "well\n- dream HÖR1"));
        for text in ["A dream is big", "the end", "the h", "dream_big"] {
            assert!(!can(motto, text), "{text}");
        }
        assert!(can(r"[a-z]\b['’]s\b,", "ann's,") && !can(r"[0-9]{3}", "no number"));
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
                prop_assert!(!regex.is_match(&text) || possible(&sketch, ignores_case(&source), &text), "{source:?} {text:?}");
            }
        }
    }
}
