//! The compiled rule set: immutable, cheap to share, with every equal predicate kept once.
//!
//! Conditions, numbers, sets and texts lie in arenas and refer to each other by index, so that an evaluator remembers each
//! result in a flat table. Every item belongs to a *scope*: the record itself, or the members of one collection.

use std::collections::BTreeMap;
use std::hash::Hash;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use crate::diag::Span;
use crate::model::{RuleTest, Severity};
use crate::schema::Schema;
use crate::score::ScoreModel;
use crate::text::pattern::{Pattern, TriggerSet};
use crate::text::phrase::{ListId, PhraseMatcher};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub(crate) u32);

        impl $name {
            /// The position in the list of its kind.
            #[must_use]
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

ids! {
    /// Index of a condition.
    CondId,
    /// Index of a number.
    NumId,
    /// Index of a set.
    SetId,
    /// Index of a text.
    TextId,
    /// Index of a view.
    ViewId,
    /// Index of a regular expression.
    PatternId,
    /// Index of a tagger.
    TaggerId,
    /// Index of a rule in [`Program::rules`].
    RuleId,
    /// Index of a factor in [`Program::factors`].
    FactorId,
}

/// The record (0), or the members of a collection (its index plus one).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Scope(pub(crate) u32);

impl Scope {
    pub(crate) const RECORD: Scope = Scope(0);

    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

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
    Const(bool),
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
    pub(crate) lists: Box<[ListId]>,
    /// A hit after one of these, at most `within` words apart, does not count.
    pub(crate) not_after: Box<[ListId]>,
    /// A hit before one of these does not count.
    pub(crate) not_before: Box<[ListId]>,
    pub(crate) within: u32,
    /// So many different phrases.
    pub(crate) distinct: u32,
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
pub(crate) enum Aggregate {
    Min,
    Max,
    Sum,
    Mean,
    Median,
    Distinct,
    DistinctShare,
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

/// Items of one kind, each once.
#[derive(Debug)]
pub(crate) struct Arena<T> {
    items: Vec<T>,
    /// Scope and position within the scope.
    places: Vec<Place>,
    widths: Vec<u32>,
    index: FxHashMap<T, u32>,
}

/// Where an evaluator keeps the result of an item.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) scope: Scope,
    pub(crate) slot: u32,
}

impl<T: Clone + Eq + Hash> Arena<T> {
    fn new(scopes: usize) -> Self {
        Arena { items: Vec::new(), places: Vec::new(), widths: vec![0; scopes], index: FxHashMap::default() }
    }

    fn intern(&mut self, item: T, scope: Scope) -> u32 {
        if let Some(&id) = self.index.get(&item) {
            return id;
        }
        let id = u32::try_from(self.items.len()).unwrap_or(u32::MAX);
        let width = &mut self.widths[scope.index()];
        self.places.push(Place { scope, slot: *width });
        *width += 1;
        self.items.push(item.clone());
        self.index.insert(item, id);
        id
    }

    /// The position of an equal item.
    pub(crate) fn find(&self, item: &T) -> Option<u32> {
        self.index.get(item).copied()
    }

    pub(crate) fn get(&self, index: usize) -> &T {
        &self.items[index]
    }

    pub(crate) fn place(&self, index: usize) -> Place {
        self.places[index]
    }

    /// How many items a scope has.
    pub(crate) fn width(&self, scope: Scope) -> usize {
        self.widths[scope.index()] as usize
    }

    pub(crate) fn len(&self) -> usize {
        self.items.len()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.items.iter()
    }
}

/// All expressions of a rule set.
#[derive(Debug)]
pub(crate) struct Code {
    pub(crate) conds: Arena<Cond>,
    pub(crate) nums: Arena<Num>,
    pub(crate) sets: Arena<Set>,
    pub(crate) texts: Arena<Text>,
    pub(crate) views: Arena<View>,
    pub(crate) patterns: Vec<Pattern>,
    /// Texts whose language somebody asks for.
    pub(crate) languages: Vec<TextId>,
    pattern_index: FxHashMap<Box<str>, PatternId>,
}

impl Code {
    pub(crate) fn new(scopes: usize) -> Self {
        Code {
            conds: Arena::new(scopes),
            nums: Arena::new(scopes),
            sets: Arena::new(scopes),
            texts: Arena::new(scopes),
            views: Arena::new(scopes),
            patterns: Vec::new(),
            languages: Vec::new(),
            pattern_index: FxHashMap::default(),
        }
    }

    pub(crate) fn cond(&mut self, cond: Cond) -> CondId {
        let scope = match &cond {
            Cond::Const(_) | Cond::Fired(_) => Scope::RECORD,
            Cond::All(parts) | Cond::Any(parts) => self.widest(parts.iter().map(|&c| self.cond_scope(c))),
            Cond::Not(inner) => self.cond_scope(*inner),
            Cond::Leaf(test, _) => self.test_scope(test),
        };
        CondId(self.conds.intern(cond, scope))
    }

    pub(crate) fn num(&mut self, num: Num) -> NumId {
        let scope = match &num {
            Num::Const(_) | Num::Members { .. } | Num::Aggregate { .. } => Scope::RECORD,
            Num::Fact(fact) => fact.scope,
            Num::Text(text, _) | Num::Matches(text, _) => self.text_scope(*text),
            Num::SetSize(set) => self.set_scope(*set),
            Num::Overlap { of, with, .. } => self.set_scope(*of).max(self.set_scope(*with)),
            Num::Formula(_, a, b) => self.num_scope(*a).max(self.num_scope(*b)),
        };
        NumId(self.nums.intern(num, scope))
    }

    pub(crate) fn set(&mut self, set: Set) -> SetId {
        let scope = match &set {
            Set::Fact(fact) => fact.scope,
            Set::Tags(text, _) => self.text_scope(*text),
            Set::Labels(_) | Set::Union(..) => Scope::RECORD,
        };
        SetId(self.sets.intern(set, scope))
    }

    /// An own text is cut from the whole one, so that is there too.
    pub(crate) fn text(&mut self, text: Text) -> TextId {
        if text.own {
            self.texts.intern(Text { own: false, ..text }, text.base.scope);
        }
        TextId(self.texts.intern(text, text.base.scope))
    }

    pub(crate) fn find_text(&self, text: &Text) -> Option<TextId> {
        self.texts.find(text).map(TextId)
    }

    pub(crate) fn view(&mut self, view: View) -> ViewId {
        ViewId(self.views.intern(view, Scope::RECORD))
    }

    pub(crate) fn pattern(&mut self, pattern: Pattern) -> PatternId {
        if let Some(&id) = self.pattern_index.get(pattern.source()) {
            return id;
        }
        let id = PatternId(u32::try_from(self.patterns.len()).unwrap_or(u32::MAX));
        self.pattern_index.insert(pattern.source().into(), id);
        self.patterns.push(pattern);
        id
    }

    /// An item that reads both the record and a member belongs to the member.
    fn widest(&self, scopes: impl Iterator<Item = Scope>) -> Scope {
        scopes.max().unwrap_or(Scope::RECORD)
    }

    fn cond_scope(&self, id: CondId) -> Scope {
        self.conds.place(id.index()).scope
    }

    pub(crate) fn num_scope(&self, id: NumId) -> Scope {
        self.nums.place(id.index()).scope
    }

    pub(crate) fn set_scope(&self, id: SetId) -> Scope {
        self.sets.place(id.index()).scope
    }

    fn text_scope(&self, id: TextId) -> Scope {
        self.texts.place(id.index()).scope
    }

    fn label_scope(&self, label: LabelRef) -> Scope {
        match label {
            LabelRef::Fact(fact) => fact.scope,
            LabelRef::Language(text) | LabelRef::Script(text) => self.text_scope(text),
        }
    }

    fn test_scope(&self, test: &Test) -> Scope {
        match test {
            Test::Bool(fact, _) => fact.scope,
            Test::Number(a, _, b) => self.num_scope(*a).max(self.num_scope(*b)),
            Test::Between(of, low, high) => self.num_scope(*of).max(self.num_scope(*low)).max(self.num_scope(*high)),
            Test::Label(label, _) => self.label_scope(*label),
            Test::Compare(text, ..) | Test::Contains(text, _) | Test::Matches(text, _) => self.text_scope(*text),
            Test::SameAs(a, b) => self.text_scope(*a).max(self.text_scope(*b)),
            Test::Has(set, _) => self.set_scope(*set),
            Test::Overlaps(a, b) => self.set_scope(*a).max(self.set_scope(*b)),
            Test::Present(presence, _) => match presence {
                Presence::Bool(fact) => fact.scope,
                Presence::Number(num) => self.num_scope(*num),
                Presence::Text(text) => self.text_scope(*text),
                Presence::Label(label) => self.label_scope(*label),
                Presence::Set(set) => self.set_scope(*set),
                Presence::Members(_) => Scope::RECORD,
            },
        }
    }
}

/// A list of phrases that some condition or tagger uses.
#[derive(Debug)]
pub(crate) struct PhraseList {
    /// `@professions` or the literal phrases, for people.
    pub(crate) name: String,
    pub(crate) phrases: Vec<Box<str>>,
    pub(crate) covers: Covers,
}

/// In which languages not to find a phrase means that there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Covers {
    All,
    Languages(Vec<String>),
}

impl Covers {
    pub(crate) fn includes(&self, language: Option<&str>) -> bool {
        match self {
            Covers::All => true,
            Covers::Languages(list) => language.is_some_and(|l| list.iter().any(|x| x == l)),
        }
    }
}

/// A tagger, ready to run.
#[derive(Debug)]
pub(crate) struct TaggerCode {
    pub(crate) name: String,
    pub(crate) labels: Vec<TagLabel>,
    /// Where a set without a hit is really empty.
    pub(crate) covers: Covers,
}

#[derive(Debug)]
pub(crate) struct TagLabel {
    pub(crate) id: Box<str>,
    pub(crate) title: BTreeMap<String, String>,
    pub(crate) list: ListId,
}

/// What a text field has to be searched for.
#[derive(Debug, Default)]
pub(crate) struct Search {
    /// By list, whether some rule looks for it in this text.
    pub(crate) lists: Vec<bool>,
    /// Index into `triggers`.
    pub(crate) triggers: Option<usize>,
    /// Position of a pattern among the triggers.
    pub(crate) pattern_slots: FxHashMap<PatternId, usize>,
}

/// A named condition, view or number and what it means, for people and for messages.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    pub(crate) path: String,
    pub(crate) doc: Option<String>,
    pub(crate) what: NamedWhat,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum NamedWhat {
    Number(NumId),
    View(ViewId),
}

/// The compiled, immutable rule set.
#[derive(Debug)]
pub struct Program {
    pub(crate) schema: Schema,
    pub(crate) code: Code,
    pub(crate) lists: Vec<PhraseList>,
    pub(crate) taggers: Vec<TaggerCode>,
    /// Function words by language.
    pub(crate) function_words: Vec<(String, ListId)>,
    /// All phrases of all lists that some text is searched for, built when the first text is read.
    pub(crate) matcher: OnceLock<PhraseMatcher>,
    pub(crate) triggers: Vec<TriggerSet>,
    /// By text.
    pub(crate) searches: Vec<Search>,
    pub(crate) named: Vec<Named>,
    pub(crate) rules: Vec<RuleCode>,
    pub(crate) factors: Vec<Factor>,
    /// Rules in an order in which every rule comes after those whose result it reads.
    pub(crate) order: Vec<RuleId>,
    /// Rules in an order in which every rule comes after those that supersede it.
    pub(crate) silence_order: Vec<RuleId>,
    pub(crate) score: ScoreModel,
    pub(crate) verdict: Option<VerdictTable>,
    pub(crate) packs: Vec<PackInfo>,
}

/// A pack that a program was made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackInfo {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// SHA-256 over its files, in hex.
    pub sha256: String,
}

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
}

/// A table that turns a factor's score and the band into a verdict.
#[derive(Clone, Debug)]
pub(crate) struct VerdictTable {
    pub(crate) factor: FactorId,
    pub(crate) rows: Vec<crate::model::VerdictRow>,
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
    /// Parameters with their effective values.
    pub params: Vec<(String, String)>,
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
    /// The conditions of the rule, in the order in which they are asked, each with a heading.
    #[must_use]
    pub fn conditions(&self) -> Vec<(&'static str, &Outline)> {
        let parts = [
            ("applies if", &self.applies),
            ("can be told only if", &self.needs),
            ("fires if", &self.when),
            ("unless", &self.unless),
        ];
        parts.into_iter().filter_map(|(title, outline)| Some((title, outline.as_ref()?))).collect()
    }
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
    /// Its parts.
    pub parts: Vec<Outline>,
}

/// What a node of an [`Outline`] is.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// A test, in words. The part, if any, is the condition that members have to meet.
    Test(String),
}

impl Program {
    /// The one automaton for all phrases of all lists.
    pub(crate) fn matcher(&self) -> &PhraseMatcher {
        self.matcher.get_or_init(|| {
            let wanted = |list: usize| self.searches.iter().any(|s| s.lists.get(list).copied().unwrap_or(false));
            let lists = (0..).map(ListId).zip(&self.lists).filter(|(id, _)| wanted(id.0 as usize));
            PhraseMatcher::new(lists.map(|(id, list)| (id, list.phrases.as_slice())))
        })
    }

    /// The catalogue the program was checked against.
    #[must_use]
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// All rules, by id.
    #[must_use]
    pub fn rules(&self) -> &[RuleCode] {
        &self.rules
    }

    /// All factors, in the order of the score: base, rescue, deduct, then the others.
    #[must_use]
    pub fn factors(&self) -> &[Factor] {
        &self.factors
    }

    /// The packs it was made of.
    #[must_use]
    pub fn packs(&self) -> &[PackInfo] {
        &self.packs
    }

    /// The rule with this id or this earlier id.
    #[must_use]
    pub fn rule(&self, id: &str) -> Option<RuleId> {
        let position = self
            .rules
            .iter()
            .position(|r| r.id == id)
            .or_else(|| self.rules.iter().position(|r| r.aliases.iter().any(|a| a == id)))?;
        Some(RuleId(u32::try_from(position).ok()?))
    }
}
