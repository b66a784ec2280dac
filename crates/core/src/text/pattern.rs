//! Regular expressions over texts, behind a cheap trigger.
//!
//! Compiling a Unicode expression costs far more than looking for a word, and most texts hold none of the words that an
//! expression needs. So each pattern is parsed once for the literals that every match must contain, and an expression is compiled
//! and run only on a text that holds one of its literals.
//!
//! Most of that cost is in letters beyond ASCII, which many texts do not have. So an expression has a form for each alphabet that
//! a text can be of, compiled on first use; of a text of that alphabet all say the same.

use std::ops::Range;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

use regex_automata::meta;
use regex_syntax::ast::{self, Ast};

use super::alphabet::{self, Alphabet};
use super::literal::{Literal, literals};
use super::possible;
use super::sketch::{self, Sketch};

/// The largest compiled form of one pattern, in bytes.
const SIZE_LIMIT: usize = 2 << 20;

/// On so many texts it is looked whether they can match at all; who asks more often is better served by the compiled form.
const DOUBTS: u32 = 3;

/// A regular expression that is compiled on first use.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    source: Box<str>,
    /// Every match contains one of these; empty when none could be found.
    literals: Vec<Literal>,
    /// On how many texts it was doubted that they match.
    doubts: Arc<AtomicU32>,
    /// By alphabet; none where it turned out too large.
    forms: [OnceLock<Option<meta::Regex>>; 3],
    /// It asks what is a word, a letter or a digit.
    has_words: bool,
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
        let sketch = match sketch::read(source) {
            Some(sketch) => sketch,
            None => parsed(source)?,
        };
        // Counted repetitions are what makes a short pattern huge. They show in the sketch, so most patterns need not
        // be compiled to know that they are small enough.
        let forms: [OnceLock<_>; 3] = Default::default();
        if sketch.weight() > 5_000 {
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
        let has_words = [r"\b", r"\B", r"\w", r"\W", r"\d", r"\D"].into_iter().any(|escape| source.contains(escape));
        Ok(Pattern {
            source: source.into(),
            literals: literals(&sketch, possible::ignores_case(source)),
            forms,
            has_words,
            doubts: Arc::default(),
        })
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
        self.likely(text, alphabet).is_some_and(|regex| regex.is_match(text))
    }

    /// How many matches there are that do not overlap.
    pub(crate) fn count(&self, text: &str, alphabet: Alphabet) -> usize {
        self.likely(text, alphabet).map_or(0, |regex| regex.find_iter(text).count())
    }

    /// Where the matches stand that do not overlap.
    pub(crate) fn ranges(&self, text: &str, alphabet: Alphabet) -> Vec<Range<usize>> {
        self.likely(text, alphabet)
            .into_iter()
            .flat_map(|regex| regex.find_iter(text))
            .map(|found| found.range())
            .collect()
    }

    /// The form for a text, if it may hold a match.
    fn likely(&self, text: &str, alphabet: Alphabet) -> Option<&meta::Regex> {
        if self.may_match(text, alphabet) { self.form(alphabet) } else { None }
    }

    /// Whether a text may hold a match, as far as can be told without compiling anything: several expressions share a trigger
    /// where there are many, and empty texts are usual.
    fn may_match(&self, text: &str, alphabet: Alphabet) -> bool {
        self.literals.is_empty()
            || self.forms[self.own(alphabet) as usize].get().is_some()
            // Letters beyond ASCII that stand for ASCII ones when case is ignored.
            || (alphabet == Alphabet::Letters && text.contains(['\u{212a}', '\u{17f}']))
            || self.doubts.fetch_add(1, Ordering::Relaxed) >= DOUBTS
            || self.is_possible(text)
    }

    fn is_possible(&self, text: &str) -> bool {
        let folds = possible::ignores_case(&self.source);
        sketch::read(&self.source).is_none_or(|sketch| possible::possible(&sketch, folds, text))
    }

    /// The alphabet whose form serves for texts of an alphabet.
    fn own(&self, alphabet: Alphabet) -> Alphabet {
        match alphabet {
            // Only words are other ones where there are letters.
            Alphabet::Signs if !self.has_words => Alphabet::Letters,
            alphabet => alphabet,
        }
    }

    /// The form for texts of an alphabet; none only if it turned out too large, in which case it matches nothing.
    fn form(&self, alphabet: Alphabet) -> Option<&meta::Regex> {
        let alphabet = self.own(alphabet);
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

/// The sketch of an expression that has to be parsed in full, if it is sound.
fn parsed(source: &str) -> Result<Sketch<'static>, InvalidPattern> {
    let ast = ast::parse::Parser::new().parse(source).map_err(|error| invalid(&error.into()))?;
    // What can be wrong beyond the syntax are names of Unicode classes and bytes that are no text; only patterns that
    // have such things are translated to know.
    if needs_translation(&ast) {
        regex_syntax::Parser::new().parse(source).map_err(|error| invalid(&error))?;
    }
    Ok(Sketch::of(&ast))
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

    const PATTERNS: [&str; 26] = [
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
        r"(?i)[\w'’.-]+ |[^\W\d]\D",
        r"\\b|[(?x]\b|(k)\d|“\w",
        r"(?x)\b a # b",
        r"(?i)^[^a-k_]*(?:b|k|é)s?",
        r"[a-k]\b['’.]s?\b",
        r"\b(?:ab){1,2}\b|aé|éa\b",
        r"(?i)[à-ɏ]|[a-ʯ]b|[^é]s|“+k",
        r"(?i)[à-ɏ]+",
        r"(?i)ſab",
        r"(?i)Kb",
        "(?ix)[à-#c\nɏ]",
        r"(?i)\w\b-\b\w",
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
