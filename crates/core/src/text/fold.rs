//! Expressions that ignore case, for texts in lower case; and such that do not look at the bounds of words.
//!
//! Where case is ignored, each letter of an expression stands for two, and an automaton tells all of them apart. Looked for in the
//! text in lower case, half of the letters are enough: words of an expression stay words, and what it takes is a third.

use regex_syntax::hir::{
    Class, ClassBytes, ClassBytesRange, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Repetition,
};

use super::alphabet::ascii_of;

/// The same expression for texts in lower case, as far as ASCII goes, and [without bounds](without_bounds). None where case
/// matters.
pub(super) fn folded(expression: &Hir) -> Option<Hir> {
    rebuilt(expression, &|part| match part.kind() {
        // A letter that is looked for as it is written: one that ignores case is a class of two.
        HirKind::Literal(literal) if literal.0.iter().any(u8::is_ascii_alphabetic) => None,
        HirKind::Class(Class::Unicode(class)) => Some(Hir::class(Class::Unicode(unicode(class)?))),
        HirKind::Class(Class::Bytes(class)) => Some(Hir::class(Class::Bytes(bytes(class)?))),
        _ => Some(without_bound(part)),
    })
}

/// The expression without what it asks of the bounds of words beyond ASCII: it matches wherever the whole one does.
pub(super) fn without_bounds(expression: &Hir) -> Option<Hir> {
    rebuilt(expression, &|part| Some(without_bound(part)))
}

fn without_bound(part: &Hir) -> Hir {
    if part.properties().look_set().contains_word_unicode() { Hir::empty() } else { part.clone() }
}

/// An expression with other parts, and without groups; none if there is none for some part.
fn rebuilt(expression: &Hir, part: &impl Fn(&Hir) -> Option<Hir>) -> Option<Hir> {
    let all = |parts: &[Hir]| parts.iter().map(|of| rebuilt(of, part)).collect::<Option<Vec<Hir>>>();
    Some(match expression.kind() {
        HirKind::Repetition(repetition) => {
            Hir::repetition(Repetition { sub: Box::new(rebuilt(&repetition.sub, part)?), ..repetition.clone() })
        }
        HirKind::Capture(capture) => rebuilt(&capture.sub, part)?,
        HirKind::Concat(parts) => Hir::concat(all(parts)?),
        HirKind::Alternation(parts) => Hir::alternation(all(parts)?),
        _ => part(expression)?,
    })
}

fn unicode(class: &ClassUnicode) -> Option<ClassUnicode> {
    if !has_both_cases(class.iter().map(|range| ascii_of(range.start().into(), range.end().into()))) {
        return None;
    }
    let mut class = class.clone();
    class.difference(&ClassUnicode::new([ClassUnicodeRange::new('A', 'Z')]));
    Some(class)
}

fn bytes(class: &ClassBytes) -> Option<ClassBytes> {
    if !has_both_cases(class.iter().map(|range| ascii_of(range.start().into(), range.end().into()))) {
        return None;
    }
    let mut class = class.clone();
    class.difference(&ClassBytes::new([ClassBytesRange::new(b'A', b'Z')]));
    Some(class)
}

/// Whether a class has each ASCII letter in both cases or in none; given by the ASCII characters of its ranges, which are in order.
fn has_both_cases(ranges: impl Iterator<Item = u128>) -> bool {
    let ascii = ranges.take_while(|range| *range != 0).fold(0, |all, range| all | range);
    let letters = |before: u8| ascii >> (before + 1) & 0x03ff_ffff;
    letters(b'@') == letters(b'`')
}

#[cfg(test)]
mod tests {
    use regex_automata::util::syntax::parse;

    use super::*;

    fn lower(source: &str) -> Option<String> {
        folded(&parse(source).unwrap()).map(|folded| folded.to_string())
    }

    #[test]
    fn one_letter_is_enough_where_case_is_ignored() {
        assert_eq!(lower("(?i)a(b|c)d"), Some(parse("a[b-c]d").unwrap().to_string()));
        assert_eq!(lower("(?i)[^a-c]é"), Some(parse("[^a-cA-Z][éÉ]").unwrap().to_string()));
        assert_eq!(lower("[0-9]+%"), Some(parse("[0-9]+%").unwrap().to_string()));
    }

    #[test]
    fn where_case_matters_nothing_is_folded() {
        for source in ["a", "[a-z]", "(?i)ab(?-i:C)", r"\p{Lu}"] {
            assert_eq!(lower(source), None, "{source}");
        }
    }

    #[test]
    fn bounds_of_words_beyond_ascii_are_left_out() {
        let without = without_bounds(&parse(r"^\ba\B|(?-u:\b)b\b{end}").unwrap()).unwrap();
        assert_eq!(without.to_string(), parse(r"^a|(?-u:\b)b").unwrap().to_string());
    }
}
