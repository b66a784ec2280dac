//! Which characters a text is made of, and expressions for texts of few.
//!
//! What an expression asks of letters and of the bounds of words is much where all of Unicode may come, and little where a text
//! is known to have none of it.

use regex_automata::meta;
use regex_automata::util::syntax;
use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Look, Repetition};

use super::count::beyond_ascii;

/// Which characters a text is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Alphabet {
    /// ASCII alone.
    Ascii,
    /// ASCII, and beyond it only signs, pictures and blanks: nothing that `\w` matches.
    Signs,
    /// Anything.
    Letters,
}

impl Alphabet {
    /// That of a text.
    pub(crate) fn of(text: &str) -> Self {
        if text.is_ascii() {
            Alphabet::Ascii
        } else if beyond_ascii(text).any(is_word) {
            Alphabet::Letters
        } else {
            Alphabet::Signs
        }
    }
}

/// What `\w` matches.
fn is_word(c: char) -> bool {
    // The usual signs and pictures, without asking the tables.
    !matches!(c, '\u{2010}'..='\u{203e}' | '\u{2190}'..='\u{245f}' | '\u{2500}'..='\u{27bf}' | '\u{1f300}'..='\u{1faff}')
        && regex_syntax::try_is_word_character(c).unwrap_or(true)
}

/// Compiles an expression so that it says of a text of an alphabet what it says in full.
///
/// # Errors
/// If it is too large.
pub(super) fn compile(
    source: &str,
    alphabet: Alphabet,
    size_limit: usize,
) -> Result<meta::Regex, Box<meta::BuildError>> {
    let config = meta::Config::new().nfa_size_limit(Some(size_limit));
    let mut builder = meta::Builder::new();
    builder.configure(config);
    let plain = (alphabet == Alphabet::Ascii).then(|| parse_plain(source)).flatten();
    let parsed = plain.or_else(|| syntax::parse(source).ok().map(|full| narrowed(&full, alphabet)));
    let built = match parsed {
        Some(narrow) => builder.build_from_hir(&narrow),
        // What cannot be parsed says so when it is built.
        None => builder.build(source),
    };
    built.map_err(Box::new)
}

/// Parses an expression without the tables of Unicode, which is much less work, if for a text of ASCII it says the same without
/// them: no letter in it can stand for an ASCII one.
fn parse_plain(source: &str) -> Option<Hir> {
    let names_letters = |escape: &str| source.contains(escape);
    if !source.is_ascii() || [r"\x", r"\u", r"\U"].into_iter().any(names_letters) {
        return None;
    }
    syntax::parse_with(source, &syntax::Config::new().unicode(false).utf8(false)).ok()
}

/// What is left of an expression where all text is of an alphabet. Groups are not told apart.
fn narrowed(hir: &Hir, to: Alphabet) -> Hir {
    match hir.kind() {
        HirKind::Empty => Hir::empty(),
        HirKind::Literal(literal) if to != Alphabet::Ascii || literal.0.is_ascii() => Hir::literal(literal.0.clone()),
        HirKind::Literal(_) => Hir::fail(),
        HirKind::Class(Class::Unicode(class)) if to == Alphabet::Ascii => {
            // Classes are sorted: what is ASCII stands first.
            let plain = class.iter().take_while(|range| range.start().is_ascii());
            let plain = plain.map(|range| ClassUnicodeRange::new(range.start(), range.end().min('\u{7f}')));
            Hir::class(Class::Unicode(ClassUnicode::new(plain)))
        }
        HirKind::Class(class) => Hir::class(class.clone()),
        HirKind::Look(look) if to != Alphabet::Letters => Hir::look(match look {
            Look::WordUnicode => Look::WordAscii,
            Look::WordUnicodeNegate => Look::WordAsciiNegate,
            Look::WordStartUnicode => Look::WordStartAscii,
            Look::WordEndUnicode => Look::WordEndAscii,
            Look::WordStartHalfUnicode => Look::WordStartHalfAscii,
            Look::WordEndHalfUnicode => Look::WordEndHalfAscii,
            other => *other,
        }),
        HirKind::Look(look) => Hir::look(*look),
        HirKind::Repetition(repetition) => Hir::repetition(Repetition {
            min: repetition.min,
            max: repetition.max,
            greedy: repetition.greedy,
            sub: Box::new(narrowed(&repetition.sub, to)),
        }),
        HirKind::Capture(capture) => narrowed(&capture.sub, to),
        HirKind::Concat(parts) => Hir::concat(parts.iter().map(|part| narrowed(part, to)).collect()),
        HirKind::Alternation(parts) => Hir::alternation(parts.iter().map(|part| narrowed(part, to)).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_no_letters() {
        assert_eq!(Alphabet::of("plain_1"), Alphabet::Ascii);
        assert_eq!(Alphabet::of("“so” 💯 — ❤\u{3000}"), Alphabet::Signs);
        assert_eq!(Alphabet::of("💯 é"), Alphabet::Letters);
    }

    #[test]
    fn what_is_no_letter_without_the_tables_is_none_with_them() {
        for c in '\u{80}'..=char::MAX {
            assert_eq!(is_word(c), regex_syntax::is_word_character(c), "{c:?}");
        }
    }
}
