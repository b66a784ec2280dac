//! Regular expressions over texts, behind a cheap trigger.
//!
//! Compiling a Unicode expression costs far more than looking for a word, and most texts hold none of the words that an
//! expression needs. So each pattern is parsed once for the literals that every match must contain. On a text that holds one of
//! them all that it needs is looked for, in order ([`super::need`]), and only where that is there it is compiled and run.
//!
//! Most of that cost is in letters beyond ASCII, which many texts do not have. So an expression has a form for each alphabet that
//! a text can be of, compiled on first use; of a text of that alphabet all say the same. How they are run is up to
//! [`super::search`].

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

use regex_syntax::ast::{self, Ast};

use super::alphabet;
use super::form::Form;
use super::literal::{Literal, literals};
use super::lowered::Lowered;
use super::need::{Needs, ignores_case};
use super::sketch::{self, Sketch};

/// So many forms a pattern has: one for each alphabet, and one that says all of any text.
pub(super) const FORMS: usize = 3;

/// The number of the last.
const WHOLE: usize = 2;

/// A regular expression that is compiled on first use.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    source: Box<str>,
    /// Every match contains one of these; empty when none could be found.
    literals: Vec<Literal>,
    /// What a text has to hold; made on first use.
    needs: OnceLock<Needs>,
    /// Whether that is worth looking for.
    trial: Arc<Trial>,
    /// None where it turned out too large.
    forms: [OnceLock<Option<Form>>; FORMS],
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
        let sketch = sketch(source)?;
        // Counted repetitions are what makes a short pattern huge. They show in the sketch, so most patterns need not
        // be compiled to know that they are small enough.
        let forms: [OnceLock<_>; FORMS] = Default::default();
        if sketch.weight() > 5_000 {
            let compiled = Form::whole(source).map_err(|error| InvalidPattern {
                reason: match error.size_limit() {
                    Some(limit) => format!("it takes more than {limit} bytes when compiled"),
                    None => error.to_string(),
                },
                range: None,
            })?;
            let _ = forms[WHOLE].set(Some(compiled));
        }
        Ok(Pattern {
            source: source.into(),
            literals: literals(&sketch, ignores_case(source)),
            forms,
            needs: OnceLock::new(),
            trial: Arc::default(),
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

    /// The form for a text of these letters and its number among those of the pattern, if the text may hold a match; it may be
    /// too large to have one, in which case it matches nothing.
    pub(super) fn likely(&self, text: &Lowered) -> Option<(usize, &Form)> {
        if self.trial.goes_on() && self.trial.refuses(!self.needs().are_met_by(text)) {
            return None;
        }
        let forward = || Form::forward(&alphabet::parse(&self.source, text.alphabet)?);
        let number = text.alphabet as usize;
        let form = self.forms[number].get_or_init(|| forward().or_else(|| Form::whole(&self.source).ok()));
        Some((number, form.as_ref()?))
    }

    fn needs(&self) -> &Needs {
        let needs = |sketch: Sketch<'_>| Needs::of(&sketch, ignores_case(&self.source));
        self.needs.get_or_init(|| sketch(&self.source).map_or_else(|_| Needs::nothing(), needs))
    }

    /// The form that says all of any text, and its number.
    pub(super) fn whole(&self) -> Option<(usize, &Form)> {
        let form = self.forms[WHOLE].get_or_init(|| Form::whole(&self.source).ok());
        Some((WHOLE, form.as_ref()?))
    }
}

/// Whether it pays to look for what an expression needs: of some expressions the trigger has said all, and nearly every text that
/// gets so far has to be searched anyway.
#[derive(Debug, Default)]
struct Trial {
    texts: AtomicU32,
    refused: AtomicU32,
}

/// After so many texts it has shown. What it shows differs with their order among threads, but not what is found.
const TRIAL: u32 = 64;

impl Trial {
    /// Whether it has not failed: a quarter of the texts refused pays for looking at all.
    fn goes_on(&self) -> bool {
        self.texts.load(Ordering::Relaxed) < TRIAL || self.refused.load(Ordering::Relaxed) >= TRIAL / 4
    }

    /// Notes whether a text was refused, and hands that on.
    fn refuses(&self, refused: bool) -> bool {
        if self.texts.load(Ordering::Relaxed) < TRIAL {
            self.texts.fetch_add(1, Ordering::Relaxed);
            self.refused.fetch_add(u32::from(refused), Ordering::Relaxed);
        }
        refused
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

/// The sketch of an expression, if it is sound.
fn sketch(source: &str) -> Result<Sketch<'_>, InvalidPattern> {
    sketch::read(source).map_or_else(|| parsed(source), Ok)
}

/// That of an expression that has to be parsed in full.
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

    #[test]
    fn what_is_refused_is_not_compiled() {
        let pattern = Pattern::new(r"\bdream\b.*\bbig\b").unwrap();
        assert!(pattern.likely(&Lowered::of("big dream")).is_none());
        assert!(pattern.forms.iter().all(|form| form.get().is_none()));
        assert!(pattern.likely(&Lowered::of("Dream big")).is_some());
    }

    #[test]
    fn needs_that_refuse_little_are_given_up() {
        for (usual, given_up) in [("dream big", true), ("big dream", false)] {
            let pattern = Pattern::new(r"\bdream\b.*\bbig\b").unwrap();
            let is_likely = |text: &str| pattern.likely(&Lowered::of(text)).is_some();
            assert!((0..TRIAL).all(|_| is_likely(usual) == given_up));
            assert_eq!(is_likely("big dream"), given_up, "{usual}");
        }
    }

    #[test]
    fn faults_name_their_place() {
        let error = Pattern::new("a(b").unwrap_err();
        assert_eq!(error.range, Some(1..2));
        assert!(Pattern::new(r"(?:\w{200}){200}").is_err(), "an expression that explodes is refused");
    }
}
