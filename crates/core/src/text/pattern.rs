//! Regular expressions over texts, behind a cheap trigger.
//!
//! Compiling a Unicode expression costs far more than looking for a word, and most texts hold none of the words that an
//! expression needs. So each pattern is parsed once for the literals that every match must contain, and an expression is compiled
//! and run only on a text that holds one of its literals.
//!
//! Most of that cost is in letters beyond ASCII, which many texts do not have. So an expression has two forms, each compiled on
//! first use: one for any text, and one for texts of ASCII alone, where both say the same.

use std::ops::Range;
use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};
use regex_automata::meta;
use regex_syntax::ast::{self, Ast};

use super::ascii;
use super::literal::{Literal, literals};

/// The largest compiled form of one pattern, in bytes.
const SIZE_LIMIT: usize = 2 << 20;

/// A regular expression that is compiled on first use.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    source: Box<str>,
    /// Every match contains one of these; empty when none could be found.
    literals: Vec<Literal>,
    /// For any text.
    regex: OnceLock<Option<Regex>>,
    /// For a text that is ASCII.
    ascii: OnceLock<Option<meta::Regex>>,
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
        let regex = OnceLock::new();
        if weight(&ast) > 5_000 {
            let compiled = compile(source).map_err(|error| InvalidPattern {
                reason: match error {
                    regex::Error::CompiledTooBig(_) => format!("it takes more than {SIZE_LIMIT} bytes when compiled"),
                    other => other.to_string(),
                },
                range: None,
            })?;
            let _ = regex.set(Some(compiled));
        }
        Ok(Pattern { source: source.into(), literals: literals(&ast), regex, ascii: OnceLock::new() })
    }

    /// The pattern as written.
    pub(crate) fn source(&self) -> &str {
        &self.source
    }

    /// Literals of which every match contains one; empty when none could be found.
    pub(crate) fn literals(&self) -> &[Literal] {
        &self.literals
    }

    /// Whether there is a match in a text.
    pub(crate) fn is_match(&self, text: &str) -> bool {
        match self.ascii(text) {
            Some(regex) => regex.is_match(text),
            None => self.regex().is_some_and(|regex| regex.is_match(text)),
        }
    }

    /// How many matches there are that do not overlap.
    pub(crate) fn count(&self, text: &str) -> usize {
        match self.ascii(text) {
            Some(regex) => regex.find_iter(text).count(),
            None => self.regex().map_or(0, |regex| regex.find_iter(text).count()),
        }
    }

    /// Where the matches stand that do not overlap.
    pub(crate) fn ranges(&self, text: &str) -> Vec<Range<usize>> {
        if let Some(regex) = self.ascii(text) {
            return regex.find_iter(text).map(|found| found.range()).collect();
        }
        let found = self.regex().into_iter().flat_map(|regex| regex.find_iter(text));
        found.map(|found| found.range()).collect()
    }

    /// The form for any text; none only if it turned out too large, in which case it matches nothing.
    fn regex(&self) -> Option<&Regex> {
        self.regex.get_or_init(|| compile(&self.source).ok()).as_ref()
    }

    /// The form for this text, if it is ASCII.
    fn ascii(&self, text: &str) -> Option<&meta::Regex> {
        if !text.is_ascii() {
            return None;
        }
        self.ascii.get_or_init(|| ascii::compile(&self.source, SIZE_LIMIT)).as_ref()
    }
}

fn compile(source: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(source).size_limit(SIZE_LIMIT).build()
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
        Ast::ClassPerl(_) | Ast::ClassUnicode(_) | Ast::ClassBracketed(_) => 200,
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

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn the_form_for_ascii_says_the_same(text in "[abkKsS_1 .,'#\n-]{0,24}", which in 0..PATTERNS.len()) {
            let pattern = Pattern::new(PATTERNS[which]).unwrap();
            let regex = pattern.regex().unwrap();
            proptest::prop_assert_eq!(pattern.is_match(&text), regex.is_match(&text));
            let found: Vec<_> = regex.find_iter(&text).map(|found| found.range()).collect();
            proptest::prop_assert_eq!((pattern.count(&text), pattern.ranges(&text)), (found.len(), found));
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
