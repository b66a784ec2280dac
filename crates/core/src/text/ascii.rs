//! Expressions for texts of ASCII alone.

use regex_automata::meta;
use regex_automata::util::syntax;
use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Look, Repetition};

/// Compiles an expression so that it says of a text of ASCII what it says in full; nothing if it is too large.
pub(super) fn compile(source: &str, size_limit: usize) -> Option<meta::Regex> {
    let full = syntax::parse(source).ok()?;
    let config = meta::Config::new().nfa_size_limit(Some(size_limit));
    meta::Builder::new().configure(config).build_from_hir(&ascii(&full)).ok()
}

/// What is left of an expression where all text is ASCII. Groups are not told apart.
fn ascii(hir: &Hir) -> Hir {
    match hir.kind() {
        HirKind::Empty => Hir::empty(),
        HirKind::Literal(literal) if literal.0.is_ascii() => Hir::literal(literal.0.clone()),
        HirKind::Literal(_) => Hir::fail(),
        HirKind::Class(Class::Unicode(class)) => {
            // Classes are sorted: what is ASCII stands first.
            let plain = class.iter().take_while(|range| range.start().is_ascii());
            let plain = plain.map(|range| ClassUnicodeRange::new(range.start(), range.end().min('\u{7f}')));
            Hir::class(Class::Unicode(ClassUnicode::new(plain)))
        }
        HirKind::Class(class @ Class::Bytes(_)) => Hir::class(class.clone()),
        HirKind::Look(look) => Hir::look(match look {
            Look::WordUnicode => Look::WordAscii,
            Look::WordUnicodeNegate => Look::WordAsciiNegate,
            Look::WordStartUnicode => Look::WordStartAscii,
            Look::WordEndUnicode => Look::WordEndAscii,
            Look::WordStartHalfUnicode => Look::WordStartHalfAscii,
            Look::WordEndHalfUnicode => Look::WordEndHalfAscii,
            other => *other,
        }),
        HirKind::Repetition(repetition) => Hir::repetition(Repetition {
            min: repetition.min,
            max: repetition.max,
            greedy: repetition.greedy,
            sub: Box::new(ascii(&repetition.sub)),
        }),
        HirKind::Capture(capture) => ascii(&capture.sub),
        HirKind::Concat(parts) => Hir::concat(parts.iter().map(ascii).collect()),
        HirKind::Alternation(parts) => Hir::alternation(parts.iter().map(ascii).collect()),
    }
}
