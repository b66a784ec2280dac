//! Regular expressions over texts, behind a cheap trigger.
//!
//! Compiling a Unicode expression costs far more than looking for a word, and most texts hold none of the words that an
//! expression needs. So each pattern is parsed once for the literals that every match must contain, and an expression is compiled
//! and run only on a text that holds one of its literals.
//!
//! Most of that cost is in letters beyond ASCII, which many texts do not have. So an expression has a form for each alphabet that
//! a text can be of, compiled on first use; of a text of that alphabet all say the same.

use std::ops::Range;
use std::sync::OnceLock;

use regex_automata::meta;
use regex_syntax::ast::{self, Ast};

use super::alphabet::{self, Alphabet};
use super::literal::{Literal, literals};

/// The largest compiled form of one pattern, in bytes.
const SIZE_LIMIT: usize = 2 << 20;

/// A regular expression that is compiled on first use.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    source: Box<str>,
    /// Every match contains one of these; empty when none could be found.
    literals: Vec<Literal>,
    /// By alphabet; none where it turned out too large.
    forms: [OnceLock<Option<meta::Regex>>; 3],
    /// It asks where words begin and end.
    has_bounds: bool,
}

/// Why a pattern cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct InvalidPattern {
    /// One line.
    pub(crate) reason: String,
    /// The bytes of the pattern that are at fault, where they are known.
    pub(crate) range: Option<std::ops::Range<usize>>,
}

impl Pattern {
    /// Parses a pattern.
    pub(crate) fn new(source: &str) -> Result<Self, InvalidPattern> {
        let ast = ast::parse::Parser::new().parse(source).map_err(|error| invalid(&error.into()))?;
        // What can be wrong beyond the syntax are names of Unicode classes and bytes that are no text; only patterns that
        // have such things are translated to know.
        if needs_translation(&ast) {
            regex_syntax::Parser::new().parse(source).map_err(|error| invalid(&error))?;
        }
        // Counted repetitions are what makes a short pattern huge. They show in the syntax tree, so most patterns need not
        // be compiled to know that they are small enough.
        let forms: [OnceLock<_>; 3] = Default::default();
        if weight(&ast) > 5_000 {
            let compiled =
                alphabet::compile(source, Alphabet::Letters, SIZE_LIMIT).map_err(|error| InvalidPattern {
                    reason: match error.size_limit() {
                        Some(limit) => format!("it takes more than {limit} bytes when compiled"),
                        None => error.to_string(),
                    },
                    range: None,
                })?;
            let _ = forms[Alphabet::Letters as usize].set(Some(compiled));
        }
        let has_bounds = source.contains(r"\b") || source.contains(r"\B");
        Ok(Pattern { source: source.into(), literals: literals(&ast), forms, has_bounds })
    }

    /// The pattern as written.
    pub(crate) fn source(&self) -> &str {
        &self.source
    }

    /// Literals of which every match contains one; empty when none could be found.
    pub(crate) fn literals(&self) -> &[Literal] {
        &self.literals
    }

    /// Whether there is a match in a text of an alphabet.
    pub(crate) fn is_match(&self, text: &str, alphabet: Alphabet) -> bool {
        self.form(alphabet).is_some_and(|regex| regex.is_match(text))
    }

    /// How many matches there are that do not overlap.
    pub(crate) fn count(&self, text: &str, alphabet: Alphabet) -> usize {
        self.form(alphabet).map_or(0, |regex| regex.find_iter(text).count())
    }

    /// Where the matches stand that do not overlap.
    pub(crate) fn ranges(&self, text: &str, alphabet: Alphabet) -> Vec<Range<usize>> {
        self.form(alphabet).into_iter().flat_map(|regex| regex.find_iter(text)).map(|found| found.range()).collect()
    }

    /// The form for texts of an alphabet; none only if it turned out too large, in which case it matches nothing.
    fn form(&self, alphabet: Alphabet) -> Option<&meta::Regex> {
        let alphabet = match alphabet {
            // Only the bounds of words are other ones where there are letters.
            Alphabet::Signs if !self.has_bounds => Alphabet::Letters,
            alphabet => alphabet,
        };
        let compile = || alphabet::compile(&self.source, alphabet, SIZE_LIMIT).ok();
        self.forms[alphabet as usize].get_or_init(compile).as_ref()
    }
}

fn invalid(error: &regex_syntax::Error) -> InvalidPattern {
    match error {
        regex_syntax::Error::Parse(e) => {
            InvalidPattern { reason: e.kind().to_string(), range: Some(e.span().start.offset..e.span().end.offset) }
        }
        regex_syntax::Error::Translate(e) => {
            InvalidPattern { reason: e.kind().to_string(), range: Some(e.span().start.offset..e.span().end.offset) }
        }
        other => InvalidPattern { reason: other.to_string(), range: None },
    }
}

fn needs_translation(ast: &Ast) -> bool {
    match ast {
        Ast::ClassUnicode(_) => true,
        Ast::ClassBracketed(class) => match &class.kind {
            ast::ClassSet::Item(item) => names_a_class(item),
            ast::ClassSet::BinaryOp(_) => true,
        },
        Ast::Flags(set) => unsets_unicode(&set.flags),
        Ast::Group(group) => {
            let flags = match &group.kind {
                ast::GroupKind::NonCapturing(flags) => unsets_unicode(flags),
                _ => false,
            };
            flags || needs_translation(&group.ast)
        }
        Ast::Repetition(r) => needs_translation(&r.ast),
        Ast::Concat(c) => c.asts.iter().any(needs_translation),
        Ast::Alternation(a) => a.asts.iter().any(needs_translation),
        _ => false,
    }
}

fn names_a_class(item: &ast::ClassSetItem) -> bool {
    match item {
        ast::ClassSetItem::Unicode(_) | ast::ClassSetItem::Bracketed(_) => true,
        ast::ClassSetItem::Union(union) => union.items.iter().any(names_a_class),
        _ => false,
    }
}

fn unsets_unicode(flags: &ast::Flags) -> bool {
    flags.flag_state(ast::Flag::Unicode) == Some(false)
}

/// A rough measure of how large the compiled form is: characters and classes, times the counts of repetitions.
fn weight(ast: &Ast) -> u64 {
    match ast {
        Ast::Empty(_) | Ast::Flags(_) | Ast::Assertion(_) | Ast::Literal(_) => 1,
        Ast::Dot(_) => 10,
        Ast::ClassPerl(class) => perl_weight(class),
        Ast::ClassUnicode(_) => UNICODE_CLASS,
        Ast::ClassBracketed(class) => class_weight(class),
        Ast::Repetition(r) => {
            let most = match &r.op.kind {
                ast::RepetitionKind::Range(
                    ast::RepetitionRange::Exactly(n)
                    | ast::RepetitionRange::AtLeast(n)
                    | ast::RepetitionRange::Bounded(_, n),
                ) => (*n).max(1),
                _ => 1,
            };
            weight(&r.ast).saturating_mul(u64::from(most))
        }
        Ast::Group(g) => weight(&g.ast),
        Ast::Alternation(a) => a.asts.iter().map(weight).fold(0, u64::saturating_add),
        Ast::Concat(c) => c.asts.iter().map(weight).fold(0, u64::saturating_add),
    }
}

/// What a class weighs that is named by what it is.
const UNICODE_CLASS: u64 = 200;

fn perl_weight(class: &ast::ClassPerl) -> u64 {
    if class.kind == ast::ClassPerlKind::Space { 30 } else { UNICODE_CLASS }
}

/// The same for a class in brackets: a few ranges are little, whatever is named by what it is can be much.
fn class_weight(class: &ast::ClassBracketed) -> u64 {
    let all = match &class.kind {
        ast::ClassSet::Item(item) => item_weight(item),
        ast::ClassSet::BinaryOp(_) => UNICODE_CLASS,
    };
    if class.negated { all + 20 } else { all }
}

fn item_weight(item: &ast::ClassSetItem) -> u64 {
    match item {
        ast::ClassSetItem::Empty(_) => 0,
        ast::ClassSetItem::Literal(_) | ast::ClassSetItem::Ascii(_) => 1,
        ast::ClassSetItem::Range(range) if range.end.c.is_ascii() => 1,
        ast::ClassSetItem::Range(_) => 20,
        ast::ClassSetItem::Perl(class) => perl_weight(class),
        ast::ClassSetItem::Unicode(_) => UNICODE_CLASS,
        ast::ClassSetItem::Bracketed(inner) => class_weight(inner),
        ast::ClassSetItem::Union(union) => union.items.iter().map(item_weight).fold(0, u64::saturating_add),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_may_be_large_is_compiled_to_be_sure() {
        let is_compiled = |source: &str| Pattern::new(source).unwrap().forms.iter().any(|form| form.get().is_some());
        assert!(!is_compiled(&r"(?:[a-zà-ÿ0-9&,’' -]+|[^\s.!?]+,) x".repeat(20)));
        assert!(is_compiled(r"(?:\w{2} ){15}"));
        assert!(Pattern::new(r"(?:\w{30} ){200}").is_err());
    }

    proptest::proptest! {
        #[test]
        fn all_forms_say_the_same(text in "[abkKsS_1 .,'#\n-]{0,24}([“é💯\u{301} a-]{1,8}[ab ]{0,3})?", which in 0..PATTERNS.len()) {
            let pattern = Pattern::new(PATTERNS[which]).unwrap();
            let regex = regex::Regex::new(PATTERNS[which]).unwrap();
            let found: Vec<_> = regex.find_iter(&text).map(|found| found.range()).collect();
            for alphabet in [Alphabet::of(&text), Alphabet::Letters] {
                proptest::prop_assert_eq!(pattern.is_match(&text, alphabet), regex.is_match(&text));
                proptest::prop_assert_eq!(pattern.count(&text, alphabet), found.len());
                proptest::prop_assert_eq!(pattern.ranges(&text, alphabet), found.clone());
            }
        }
    }

    const PATTERNS: [&str; 14] = [
        r"(?i)\bab?\b",
        r"\w+ \W",
        r"(?im)^[^\w#\n]{0,3}K\p{L}*$",
        r"[\p{Lu}&&[^K]]s",
        r"é|ß|a\.",
        r"a['’]|[éa]b",
        r"\B.\B",
        r"(?-u:\b)k",
        r"(?s)a.b|\S\s\d",
        r"(?i)\x{212a}",
        r"(?P<name>a)(b|k)?+",
        r"\b{start}s|s\b{end}",
        r"(?i)[^a-k]{2,}?1",
        r"",
    ];

    #[test]
    fn faults_name_their_place() {
        let error = Pattern::new("a(b").unwrap_err();
        assert_eq!(error.range, Some(1..2));
        assert!(Pattern::new(r"(?:\w{200}){200}").is_err(), "an expression that explodes is refused");
    }
}
