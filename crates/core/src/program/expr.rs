//! Expressions: conditions, tests, numbers, sets, texts and views.

use std::hash::Hash;

use super::arena::{CondId, NumId, PatternId, RuleId, Scope, SetId, TaggerId, TextId, ViewId};
use crate::text::lists::Lists;

/// A fact of the record or of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct FactRef {
    pub(crate) scope: Scope,
    pub(crate) index: u32,
}

/// A finite number that can be a key: equal bits are equal numbers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Real(pub(crate) f64);

impl PartialEq for Real {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_bits() == other.0.to_bits()
    }
}

impl Eq for Real {}

impl Hash for Real {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.to_bits().hash(state);
    }
}

/// A condition.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Cond {
    All(Box<[CondId]>),
    Any(Box<[CondId]>),
    Not(CondId),
    /// One of these rules fired.
    Fired(Box<[RuleId]>),
    /// A test, and what it counts as when its fact is unknown.
    Leaf(Test, Option<bool>),
}

/// A test of one fact.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Test {
    Bool(FactRef, bool),
    Number(NumId, Op, NumId),
    /// Inclusive.
    Between(NumId, NumId, NumId),
    Label(LabelRef, Box<[Box<str>]>),
    /// Folded text against folded words.
    Compare(TextId, Compare, Box<[Box<str>]>),
    SameAs(TextId, TextId),
    /// Both texts hold a word that is no frequent one.
    SharesWord(TextId, TextId),
    Contains(TextId, Contains),
    Matches(TextId, PatternId),
    Has(SetId, Box<str>),
    Overlaps(SetId, SetId),
    Present(Presence, bool),
}

/// How a number is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Op {
    Equals,
    Above,
    AtLeast,
    Below,
    AtMost,
}

impl Op {
    #[expect(clippy::float_cmp, reason = "`equals` means equal")]
    pub(crate) fn holds(self, a: f64, b: f64) -> bool {
        match self {
            Op::Equals => a == b,
            Op::Above => a > b,
            Op::AtLeast => a >= b,
            Op::Below => a < b,
            Op::AtMost => a <= b,
        }
    }
}

/// How a whole text is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Compare {
    Equals,
    StartsWith,
    EndsWith,
}

/// A label of a record, a member or a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum LabelRef {
    Fact(FactRef),
    Language(TextId),
    Script(TextId),
}

/// What can be present.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Presence {
    Bool(FactRef),
    Number(NumId),
    Text(TextId),
    Label(LabelRef),
    Set(SetId),
    Members(ViewId),
}

/// Phrases wanted in a text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Contains {
    pub(crate) lists: Lists,
    /// A hit after one of these, at most `within` words apart, does not count.
    pub(crate) not_after: Lists,
    /// A hit before one of these does not count.
    pub(crate) not_before: Lists,
    pub(crate) within: u32,
    /// So many different phrases.
    pub(crate) distinct: u32,
}

impl Contains {
    /// Whether any phrase of any of the lists will do.
    pub(crate) fn is_plain(&self) -> bool {
        self.distinct <= 1 && self.not_after.is_empty() && self.not_before.is_empty()
    }
}

/// A number.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Num {
    Const(Real),
    Fact(FactRef),
    Text(TextId, Measure),
    SetSize(SetId),
    /// How many labels of `of` are in `with`, or which share of them.
    Overlap {
        of: SetId,
        with: SetId,
        share: bool,
    },
    /// How many members, or which share of them, meet a condition.
    Members {
        view: ViewId,
        filter: Option<CondId>,
        share: bool,
    },
    Aggregate {
        view: ViewId,
        how: Aggregate,
        key: Key,
    },
    /// Non-overlapping matches of a pattern.
    Matches(TextId, PatternId),
    Formula(Arith, NumId, NumId),
}

/// An operation of a formula.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Arith {
    Add,
    Sub,
    Mul,
    Div,
    Min,
    Max,
}

/// A number derived from a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Measure {
    Length,
    Chars,
    Width,
    Words,
    OwnWords,
    Letters,
    Emojis,
    Links,
    Hashtags,
    Mentions,
    HashtagShare,
    CapitalsShare,
}

/// How the values of a field over members become one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Aggregate {
    /// The least.
    Min,
    /// The greatest.
    Max,
    /// All together.
    Sum,
    /// The mean.
    Mean,
    /// The one in the middle.
    Median,
    /// How many different ones.
    Distinct,
    /// Their share.
    DistinctShare,
    /// How often the most frequent one stands.
    MostRepeated,
}

/// The field of a member that is aggregated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Key {
    Number(NumId),
    Text(TextId),
    Label(LabelRef),
}

/// A set of labels.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Set {
    Fact(FactRef),
    Tags(TextId, TaggerId),
    Labels(Box<[Box<str>]>),
    /// All labels that members have.
    Union(ViewId, SetId),
}

/// A text, or what is left of it without links, tags and mentions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Text {
    pub(crate) base: FactRef,
    pub(crate) own: bool,
}

/// Part of a collection: filtered first, then cut to the latest.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct View {
    pub(crate) collection: u32,
    pub(crate) of: Option<ViewId>,
    pub(crate) filter: Option<CondId>,
    pub(crate) latest: Option<usize>,
}

impl View {
    pub(crate) fn scope(&self) -> Scope {
        Scope(self.collection + 1)
    }
}
