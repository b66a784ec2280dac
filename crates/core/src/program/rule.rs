//! Rules and factors as the engine runs them, and their conditions as people wrote them.

use std::sync::Arc;

use super::arena::{CondId, Cost, FactorId, RuleId};
use super::operand::Operand;
use crate::diag::Span;
use crate::model::{RuleTest, Severity};
use crate::node::Spanned;

/// A factor of a program.
#[derive(Clone, Debug)]
pub struct Factor {
    /// Its id.
    pub id: String,
    /// Its title for people.
    pub title: String,
    /// Starts at 0 and earns points instead of starting at 100 and losing them.
    pub earns: bool,
    pub(crate) clamp: bool,
    pub(crate) applies: Option<Outline>,
    /// The pack that declares it.
    pub(crate) pack: usize,
}

/// One rule of a program.
#[derive(Clone, Debug)]
pub struct RuleCode {
    /// Its id.
    pub id: String,
    /// Earlier ids.
    pub aliases: Vec<String>,
    /// The pack it is from.
    pub pack: usize,
    /// The factor it counts in.
    pub factor: FactorId,
    /// What happens when it fires and no level holds.
    pub base: Effect,
    /// What happens when it fires and a level holds.
    pub levels: Vec<LevelCode>,
    /// One line that stands alone.
    pub title: String,
    /// Why it matters.
    pub why: Option<String>,
    /// Where that is known from.
    pub sources: Vec<String>,
    /// Whether it takes part.
    pub standing: Standing,
    /// Settings that did not come from the pack itself, in the order in which they were made.
    pub settings: Vec<Setting>,
    /// Parameters with their effective values: its own, and those of its pack that it uses.
    pub params: Vec<Param>,
    /// Tests beside the rule.
    pub tests: Vec<RuleTest>,
    /// Where it is written.
    pub span: Span,
    pub(crate) advice: Option<crate::message::Template>,
    pub(crate) applies: Option<Outline>,
    pub(crate) needs: Option<Outline>,
    pub(crate) when: Option<Outline>,
    pub(crate) unless: Option<Outline>,
    /// Rules that it silences.
    pub supersedes: Vec<RuleId>,
    pub(crate) superseded_by: Vec<RuleId>,
    /// The entries of `supersedes`, as written.
    pub(crate) silences: Vec<Spanned<String>>,
    /// Rules whose results its conditions read.
    pub(crate) reads: Vec<RuleId>,
}

impl RuleCode {
    /// The largest absolute effect of the rule and its levels: its weight in the coverage.
    #[must_use]
    pub fn weight(&self) -> f64 {
        self.levels
            .iter()
            .map(|l| &l.effect)
            .chain([&self.base])
            .filter_map(|e| e.points)
            .map(f64::abs)
            .fold(0.0, f64::max)
    }
}

impl RuleCode {
    /// The conditions of the rule, in the order in which they are asked, each with what it decides.
    #[must_use]
    pub fn conditions(&self) -> Vec<(Question, &Outline)> {
        let parts = [
            (Question::Applies, &self.applies),
            (Question::Needs, &self.needs),
            (Question::Fires, &self.when),
            (Question::Unless, &self.unless),
        ];
        parts.into_iter().filter_map(|(question, outline)| Some((question, outline.as_ref()?))).collect()
    }
}

/// What a condition of a rule decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// Whether the rule is about such a profile.
    Applies,
    /// Whether enough is known to tell.
    Needs,
    /// Whether it fires.
    Fires,
    /// Whether it does not fire all the same.
    Unless,
}

impl LevelCode {
    /// When the level holds.
    #[must_use]
    pub fn condition(&self) -> &Outline {
        &self.when
    }
}

/// Whether a rule takes part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It does.
    On,
    /// Somebody turned it off.
    Off,
    /// Its findings are set aside for a stated reason.
    Suppressed {
        /// Why.
        reason: String,
        /// The last day it holds, as `YYYY-MM-DD`.
        until: Option<String>,
    },
}

/// A setting of a rule that somebody made outside of its pack.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// `points`, `severity`, `off`, `params.min_width`, `suppress`.
    pub key: String,
    /// The value before, for people.
    pub before: String,
    /// The value now.
    pub value: String,
    /// Where it was made.
    pub span: Span,
}

/// A parameter of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Param {
    /// Its name.
    pub name: String,
    /// Its effective value, for people.
    pub value: String,
    /// Where that value is written: in the rule, in its pack, or in the settings.
    pub span: Span,
}

/// What a rule does to its factor when it fires.
#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    /// How serious it is; rules of earning factors may have none.
    pub severity: Option<Severity>,
    /// Points taken, or given in an earning factor.
    pub points: Option<f64>,
    /// The factor can be no higher.
    pub cap: Option<f64>,
    pub(crate) message: Option<crate::message::Template>,
}

/// A level of a rule.
#[derive(Clone, Debug)]
pub struct LevelCode {
    /// What the rule does at this level.
    pub effect: Effect,
    pub(crate) when: Outline,
}

/// The tree of a condition as it was written, with places and words for people. The same condition written in two places
/// has two outlines and one [`CondId`].
#[derive(Clone, Debug)]
pub struct Outline {
    /// The condition.
    pub cond: CondId,
    /// Where it is written.
    pub span: Span,
    /// What it is.
    pub kind: OutlineKind,
    /// Its parts; shared, for a named condition stands in many places.
    pub parts: Arc<[Outline]>,
}

impl Outline {
    /// The parameters that it names, anywhere in it.
    pub(crate) fn params<'o>(&'o self, out: &mut Vec<&'o str>) {
        if let OutlineKind::Test(said) = &self.kind {
            out.extend(said.params.iter().map(String::as_str));
        }
        self.parts.iter().for_each(|part| part.params(out));
    }

    /// How deep it goes and how many parts it has.
    pub(crate) fn cost(&self) -> Cost {
        self.parts.iter().map(Outline::cost).fold(Cost::default(), Cost::and).one_up()
    }
}

/// What a node of an [`Outline`] is.
#[derive(Clone, Debug, PartialEq)]
pub enum OutlineKind {
    /// All of the parts.
    All,
    /// Any of the parts.
    Any,
    /// None of the parts.
    None,
    /// Not all of the parts.
    Not,
    /// A named condition; the part is what the name stands for.
    Named(String),
    /// One of some rules fired.
    Fired(String),
    /// A test. The part, if any, is the condition that members have to meet.
    Test(Said),
}

/// A test as it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// The path of what is tested: `bio.width`, `own.median`.
    pub fact: String,
    /// The operator as it is spelled: `at_least`.
    pub operator: String,
    /// What it is compared with.
    pub value: Operand,
    /// The parameters that the value comes from.
    pub params: Vec<String>,
    /// What it counts as when its fact is unknown.
    pub unknown: Option<bool>,
}

impl std::fmt::Display for Said {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} {}", self.fact, self.operator.replace('_', " "), self.value)
    }
}
