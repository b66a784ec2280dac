//! The compiled rule set: immutable, cheap to share, with every equal predicate kept once.
//!
//! Conditions, numbers, sets and texts lie in arenas and refer to each other by index, so that an evaluator remembers each
//! result in a flat table. Every item belongs to a *scope*: the record itself, or the members of one collection.

mod arena;
mod code;
mod expr;
mod operand;
mod rule;
mod vocabulary;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::schema::Schema;
use crate::score::ScoreModel;
use crate::text::caches::SharedCaches;
use crate::text::phrase::{ListId, PhraseMatcher, Phrases};
use crate::text::scan::{Scan, Wanted};
use crate::text::trigger::TriggerSet;

pub use arena::{CondId, FactorId, RuleId};
pub(crate) use arena::{Cost, NumId, PatternId, Place, Scope, SetId, TaggerId, TextId, ViewId};
pub(crate) use code::Code;
pub use expr::Aggregate;
pub(crate) use expr::{
    Arith, Compare, Cond, Contains, FactRef, Key, LabelRef, Measure, Num, Op, Presence, Real, Set, Test, Text, View,
};
pub use operand::Operand;
pub use rule::{Effect, Factor, LevelCode, Outline, OutlineKind, Param, Question, RuleCode, Said, Setting, Standing};
pub(crate) use vocabulary::{Covers, NamedWords, PhraseList, Search, TagLabel, TaggerCode, Words};

/// A named condition, view or number and what it means, for people and for messages.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    pub(crate) path: String,
    pub(crate) doc: Option<String>,
    pub(crate) what: NamedWhat,
}

/// A named condition, for people.
#[derive(Clone, Debug)]
pub(crate) struct DefineCode {
    pub(crate) pack: usize,
    pub(crate) name: String,
    pub(crate) outline: Outline,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum NamedWhat {
    Number(NumId),
    View(ViewId),
}

/// The condition about members in a view or named number, as it was written.
#[derive(Clone, Debug)]
pub(crate) struct Filter {
    pub(crate) pack: usize,
    /// The name of the view or number.
    pub(crate) name: crate::node::Spanned<String>,
    pub(crate) condition: Outline,
}

/// The compiled, immutable rule set.
#[derive(Clone, Debug)]
pub struct Program {
    pub(crate) schema: Schema,
    pub(crate) code: Code,
    pub(crate) lists: Vec<PhraseList>,
    /// By list, whether it speaks for some languages only: the one thing that is asked of lists again and again.
    pub(crate) bounded: Vec<bool>,
    pub(crate) taggers: Vec<TaggerCode>,
    /// Function words by language.
    pub(crate) function_words: Vec<(String, ListId)>,
    /// Other words that help to tell a language, by language.
    pub(crate) common_words: Vec<(String, ListId)>,
    /// All phrases of all lists that some text is searched for, built when the first text is read.
    pub(crate) matcher: OnceLock<PhraseMatcher>,
    pub(crate) triggers: Vec<TriggerSet>,
    /// What patterns keep from text to text.
    pub(crate) caches: SharedCaches,
    /// For function words alone.
    pub(crate) tells_language: Search,
    /// By list, the taggers it belongs to and the position of its label in each.
    pub(crate) list_labels: Vec<Vec<(TaggerId, usize)>>,
    /// By text.
    pub(crate) searches: Vec<Search>,
    pub(crate) named: Vec<Named>,
    pub(crate) named_words: Vec<NamedWords>,
    pub(crate) filters: Vec<Filter>,
    /// Named conditions.
    pub(crate) defines: Vec<DefineCode>,
    pub(crate) rules: Vec<RuleCode>,
    pub(crate) factors: Vec<Factor>,
    /// Rules in an order in which every rule comes after those whose result it reads.
    pub(crate) order: Vec<RuleId>,
    /// Rules in an order in which every rule comes after those that supersede it.
    pub(crate) silence_order: Vec<RuleId>,
    pub(crate) score: ScoreModel,
    pub(crate) verdict: Option<VerdictTable>,
    pub(crate) packs: Vec<PackInfo>,
    /// Digest over the settings that it was checked with.
    pub(crate) settings: Option<String>,
    pub(crate) uses: crate::check::Uses,
    /// What bands are called in the language of the packs, by id.
    pub(crate) bands: BTreeMap<String, String>,
    /// What verdicts are called in it.
    pub(crate) verdicts: BTreeMap<String, String>,
}

/// A pack that a program was made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackInfo {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// SHA-256 over its files, in hex.
    pub sha256: crate::digest::Digest,
}

/// A table that turns a factor's score and the band into a verdict.
#[derive(Clone, Debug)]
pub(crate) struct VerdictTable {
    pub(crate) factor: FactorId,
    pub(crate) rows: Vec<crate::model::VerdictRow>,
    /// A set, and those that it is compared with.
    pub(crate) compare: Option<(SetId, Vec<SetId>)>,
}

impl Program {
    /// The one automaton for all phrases of all lists.
    pub(crate) fn matcher(&self) -> &PhraseMatcher {
        self.matcher.get_or_init(|| {
            let is_of = |lists: &[(String, ListId)], list: usize| lists.iter().any(|(_, id)| id.0 as usize == list);
            let function = |list: usize| is_of(&self.function_words, list);
            let speaks = |list: usize| function(list) || is_of(&self.common_words, list);
            let wanted =
                |list: usize| speaks(list) || self.searches.iter().any(|s| s.lists.get(list).copied().unwrap_or(false));
            let lists = (0..).map(ListId).zip(&self.lists).filter(|(id, _)| wanted(id.0 as usize));
            PhraseMatcher::new(lists.flat_map(|(id, list)| {
                list.by_language(&self.function_words).map(move |(language, phrases)| Phrases {
                    list: id,
                    language,
                    function: function(id.0 as usize),
                    all: phrases,
                })
            }))
        })
    }

    /// Goes over a text once for all that is searched for in it, and adds what is found.
    pub(crate) fn scan(&self, text: &str, search: &Search, found: &mut Scan) {
        let matcher = self.matcher();
        let starts = search.starts.get_or_init(|| matcher.starts(&search.lists, search.language));
        let triggers = search.triggers.and_then(|index| self.triggers.get(index));
        let wanted = Wanted { lists: &search.lists, function_words: search.language, starts, triggers };
        matcher.scan(text, wanted, found);
    }

    /// Whether a folded word is a function word or a common word of some language.
    pub(crate) fn is_frequent(&self, word: &str) -> bool {
        self.matcher().is_in(word, |list| self.common_words.iter().any(|(_, common)| *common == list))
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

    /// The factor that only takes points off the total, and how many at most.
    #[must_use]
    pub fn deducting(&self) -> Option<(FactorId, f64)> {
        self.score.deduct
    }

    /// The bands of the total, best first.
    pub fn bands(&self) -> impl Iterator<Item = &str> {
        self.score.bands.iter().map(|(name, _)| name.as_str())
    }

    /// The words that a verdict can be, each once, in the order of the table.
    #[must_use]
    pub fn verdicts(&self) -> Vec<&str> {
        let rows = self.verdict.iter().flat_map(|table| &table.rows);
        let words = rows.flat_map(|row| row.by_band.iter().map(|(_, word)| word).chain(&row.any));
        let mut verdicts: Vec<&str> = Vec::new();
        for word in words {
            if !verdicts.contains(&word.as_str()) {
                verdicts.push(word);
            }
        }
        verdicts
    }

    /// The factor that the verdict rests on, where a pack declares one.
    #[must_use]
    pub fn verdict_factor(&self) -> Option<FactorId> {
        self.verdict.as_ref().map(|v| v.factor)
    }

    /// All labels of a tagger, in the order of its files; none where there is no such tagger.
    pub fn labels(&self, tagger: &str) -> impl Iterator<Item = &str> {
        self.taggers.iter().filter(move |t| t.name == tagger).flat_map(|t| &t.labels).map(|label| &*label.id)
    }

    /// What a band is called, where the packs were translated and say so.
    #[must_use]
    pub fn band_title(&self, band: &str) -> Option<&str> {
        self.bands.get(band).map(String::as_str)
    }

    /// What a verdict is called, where the packs were translated and say so.
    #[must_use]
    pub fn verdict_title(&self, verdict: &str) -> Option<&str> {
        self.verdicts.get(verdict).map(String::as_str)
    }

    /// What a label is called in a language, or in English.
    #[must_use]
    pub fn label_title(&self, id: &str, language: &str) -> Option<&str> {
        let label = self.taggers.iter().flat_map(|t| &t.labels).find(|label| *label.id == *id)?;
        label.title.get(language).or_else(|| label.title.get("en")).map(String::as_str)
    }

    /// The packs it was made of.
    #[must_use]
    pub fn packs(&self) -> &[PackInfo] {
        &self.packs
    }

    /// SHA-256, in hex, over what the settings make of rules and profiles; none where they change neither.
    #[must_use]
    pub fn settings(&self) -> Option<&str> {
        self.settings.as_deref()
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
