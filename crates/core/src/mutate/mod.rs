//! mutate: would the tests notice if a rule were slightly different?
//!
//! A [`Mutant`] is one small change of the compiled rules: a threshold one step off, `all` for `any`, a condition negated or
//! left out, a level left out, a language of a list gone. A [`Bench`] applies one after the other to its own copy of the
//! program, in place, and runs the tests of the rules that could notice. For a mutant that survives it looks for a record on
//! which the rules differ, and writes the test that is missing.

mod bench;
mod edit;
mod missing;
mod numeric;
mod operators;
mod reach;
mod sites;
mod words;

use crate::diag::Span;
use crate::program::{Program, RuleId};
use edit::Edit;

pub use bench::{Bench, Fate};
pub use missing::MissingTest;

/// One small change of the rules.
#[derive(Clone, Debug)]
pub struct Mutant {
    /// Where it is: the id of a rule, or what is declared beside rules: `[define.x]`, `[fact] posts.x`, `[lists] x`.
    pub place: String,
    /// What sort of change it is.
    pub kind: MutantKind,
    /// The change in words.
    pub what: String,
    /// Where what is changed is written, if it stands in one place.
    pub span: Option<Span>,
    /// The rules that could notice.
    pub rules: Vec<RuleId>,
    edit: Edit,
}

/// The sorts of change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MutantKind {
    /// A number that something is compared with, one step up or down.
    Threshold,
    /// `above` for `at_least`, `all` for `any`, `+` for `-`, `min` for `max`.
    Operator,
    /// A condition negated.
    Negated,
    /// A condition, or a part of a rule, left out.
    Dropped,
    /// A word of a list of words in a condition left out.
    Word,
    /// Levels left out, or in another order.
    Level,
    /// Other points, another severity or cap.
    Effect,
    /// A `supersedes` left out.
    Supersedes,
    /// A window of a view one longer or shorter.
    Window,
    /// All phrases of one language left out of a list or tagger.
    Language,
    /// One phrase left out of a list: a sample that is told apart from the rest, and that no score counts.
    Phrase,
}

impl MutantKind {
    /// The word used in reports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            MutantKind::Threshold => "threshold",
            MutantKind::Operator => "operator",
            MutantKind::Negated => "negated",
            MutantKind::Dropped => "dropped",
            MutantKind::Word => "word",
            MutantKind::Level => "level",
            MutantKind::Effect => "effect",
            MutantKind::Supersedes => "supersedes",
            MutantKind::Window => "window",
            MutantKind::Language => "language",
            MutantKind::Phrase => "phrase",
        }
    }

    /// Whether the score counts it. Of a list with thousands of phrases nobody tests each one.
    #[must_use]
    pub fn counts(self) -> bool {
        self != MutantKind::Phrase
    }
}

impl Program {
    /// All mutants of some rules, in a fixed order: those of each rule, then those of what the rules share.
    #[must_use]
    pub fn mutants(&self, rules: &[RuleId]) -> Vec<Mutant> {
        sites::mutants(self, rules)
    }
}
