//! check: names become references, conditions become typed expressions, and everything that does not fit is reported.
//!
//! Names are resolved lazily and remembered, so that a named condition may use names declared further down; a name that
//! is needed while it is being resolved is a cycle.

mod condition;
mod formula;
mod locales;
mod missing;
mod names;
mod operand;
mod path;
mod rules;
mod settings;
mod strata;
mod template;
mod uses;
mod vocabulary;

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::config::Config;
use crate::diag::{self, Diagnostic, Level, Span};
use crate::model::{Pack, Params, Translation};
use crate::node::Spanned;
use crate::program::{
    Code, Filter, Named, NamedWords, NumId, Outline, Program, RuleId, Scope, TaggerCode, TaggerId, ViewId,
};
use crate::program::{PhraseList, Search, VerdictTable};
use crate::schema::{CollectionId, Schema};
use crate::text::caches::SharedCaches;
use crate::text::phrase::ListId;
#[cfg(test)]
pub(crate) use condition::words as condition_words;
pub(crate) use condition::{AGGREGATES, compares_values};
pub use locales::check_locales;
pub(crate) use path::MEASURES;
pub(crate) use uses::Uses;
pub(crate) use vocabulary::LANGUAGE_LISTS;
use vocabulary::{COMMON_WORDS, FUNCTION_WORDS};

/// Checks packs against a catalogue and compiles them.
///
/// `now` decides which suppressions still hold, in seconds since 1970 UTC. All faults are added to `faults`, in the order of
/// files and lines; without an error among them there is a program.
pub fn check(
    packs: &[Pack],
    schema: &Schema,
    config: &Config,
    now: i64,
    faults: &mut Vec<Diagnostic>,
) -> Option<Program> {
    let schema = missing::complete(packs, schema, faults);
    let mut checker = Checker::new(packs, &schema);
    checker.sound = !faults.iter().any(|f| f.level == Level::Error);
    let program = checker.run(config, now);
    let mut found = checker.faults;
    found.retain(|fault| !packs.iter().any(|pack| crate::node::inside(&pack.broken, fault.span())));
    faults.append(&mut found);
    diag::tidy(faults);
    (!faults.iter().any(|f| f.level == Level::Error)).then_some(program)
}

/// What came of looking for a name.
enum Found<T> {
    One(T),
    /// It is there and faulty, which has been reported.
    Faulty,
    Nothing,
}

impl<T> Found<T> {
    fn map<U>(self, f: impl FnOnce(T) -> U) -> Found<U> {
        match self {
            Found::One(value) => Found::One(f(value)),
            Found::Faulty => Found::Faulty,
            Found::Nothing => Found::Nothing,
        }
    }
}

/// How far tables, named conditions, views and numbers may nest in each other: a bound for the stack, far above anything
/// that a person writes.
const MAX_DEPTH: u32 = 50;
/// How deep evaluating may go: for the stack as well.
const MAX_STEPS: u32 = 200;
/// How many parts a name may stand for when every name in it is replaced by what it stands for. Names that use a name
/// twice double that number, so that a short file could unfold to more than fits into memory.
const MAX_SIZE: u32 = 10_000;
/// How many parts all uses of named conditions may stand for together.
const MAX_UNFOLDED: u32 = 1_000_000;

/// A name being resolved, or what it stands for.
#[derive(Clone)]
enum State<T> {
    Busy,
    Done(Option<T>),
}

/// A resolved named condition.
#[derive(Clone)]
struct DefineDone {
    scope: Scope,
    outline: Outline,
    /// How many parts it has.
    size: u32,
}

type Key = (usize, String);

struct Checker<'a> {
    packs: &'a [Pack],
    schema: &'a Schema,
    faults: Vec<Diagnostic>,
    code: Code,
    lists: Vec<PhraseList>,
    list_ids: FxHashMap<Key, ListId>,
    literals: FxHashMap<Vec<String>, ListId>,
    taggers: Vec<TaggerCode>,
    tagger_ids: FxHashMap<String, TaggerId>,
    function_words: Vec<(String, ListId)>,
    common_words: Vec<(String, ListId)>,
    defines: FxHashMap<Key, State<DefineDone>>,
    views: FxHashMap<Key, State<ViewId>>,
    numbers: FxHashMap<String, State<NumId>>,
    named: Vec<Named>,
    named_words: Vec<NamedWords>,
    filters: Vec<Filter>,
    units: FxHashMap<NumId, &'static str>,
    /// Ids of rules, earlier ones too.
    rule_ids: Vec<(String, RuleId)>,
    depth: u32,
    /// Parts that named conditions were unfolded to so far.
    unfolded: u32,
    /// The packs were loaded without an error.
    sound: bool,
    user: uses::User,
    uses: Uses,
}

/// Where a condition stands: whose names and parameters it sees, and whose facts.
#[derive(Clone, Copy)]
struct Cx<'a> {
    pack: usize,
    /// Parameters of the rule; empty outside of rules.
    params: &'a Params,
    scope: Scope,
}

impl Cx<'_> {
    /// The same place, seeing the facts of another scope.
    fn within(self, scope: Scope) -> Self {
        Cx { scope, ..self }
    }
}

static NO_PARAMS: Params = Vec::new();

impl<'a> Checker<'a> {
    fn new(packs: &'a [Pack], schema: &'a Schema) -> Self {
        Checker {
            packs,
            schema,
            faults: Vec::new(),
            code: Code::new(schema.collections().len() + 1),
            lists: Vec::new(),
            list_ids: FxHashMap::default(),
            literals: FxHashMap::default(),
            taggers: Vec::new(),
            tagger_ids: FxHashMap::default(),
            function_words: Vec::new(),
            common_words: Vec::new(),
            defines: FxHashMap::default(),
            views: FxHashMap::default(),
            numbers: FxHashMap::default(),
            named: Vec::new(),
            named_words: Vec::new(),
            filters: Vec::new(),
            units: FxHashMap::default(),
            rule_ids: Vec::new(),
            depth: 0,
            unfolded: 0,
            sound: true,
            user: uses::User::default(),
            uses: Uses::default(),
        }
    }

    fn run(&mut self, config: &Config, now: i64) -> Program {
        self.duplicates();
        self.taggers();
        self.function_words = self.words_of_languages(FUNCTION_WORDS);
        self.common_words = self.words_of_languages(COMMON_WORDS);
        let effective = self.effective_rules(config, now);
        let ids = (0..).map(RuleId).zip(&effective).flat_map(|(id, effective)| {
            let rule = effective.rule;
            std::iter::once(&rule.id).chain(&rule.aliases).map(move |name| (name.value.clone(), id))
        });
        self.rule_ids = ids.collect();
        for pack in 0..self.packs.len() {
            self.declarations(pack);
        }
        let (factors, factor_ids) = self.factors();
        let score = self.score(&factor_ids, &factors);
        let verdict: Option<VerdictTable> = self.verdict(&factor_ids);
        let mut rules: Vec<_> = effective.iter().map(|rule| self.rule(rule, &factors, &factor_ids)).collect();
        self.supersedes(&effective, &mut rules);
        let order = self.order(&mut rules, &factors);
        let silence_order = self.silence_order(&rules);
        let sound = self.sound && !self.faults.iter().any(|f| f.level == Level::Error);
        if rules.iter().all(|r| r.standing == crate::program::Standing::Off) && sound {
            let message = if rules.is_empty() { "there is no rule to evaluate" } else { "every rule is turned off" };
            let settings = rules.iter().flat_map(|r| &r.settings).filter(|s| s.key == "off").map(|s| s.span);
            let span = settings.chain(rules.first().map(|r| r.span)).next().unwrap_or_default();
            self.error("no-rules", span, message, "add a pack, or turn a rule on");
        }
        let code = std::mem::replace(&mut self.code, Code::new(1));
        let mut program = Program {
            schema: self.schema.clone(),
            code,
            lists: std::mem::take(&mut self.lists),
            taggers: std::mem::take(&mut self.taggers),
            function_words: std::mem::take(&mut self.function_words),
            common_words: std::mem::take(&mut self.common_words),
            matcher: std::sync::OnceLock::new(),
            triggers: Vec::new(),
            caches: SharedCaches::default(),
            tells_language: Search::default(),
            bounded: Vec::new(),
            list_labels: Vec::new(),
            searches: Vec::new(),
            named: std::mem::take(&mut self.named),
            named_words: std::mem::take(&mut self.named_words),
            filters: std::mem::take(&mut self.filters),
            defines: self.define_codes(),
            rules,
            factors,
            order,
            silence_order,
            score,
            verdict,
            packs: self.packs.iter().map(crate::program::PackInfo::of).collect(),
            settings: config.digest(),
            uses: std::mem::take(&mut self.uses),
            bands: self.translated(|t| &t.bands),
            verdicts: self.translated(|t| &t.verdicts),
        };
        crate::compile::searches(&mut program);
        crate::compile::keep(&mut program);
        program
    }

    /// What the packs call something in the language that they speak, by id.
    fn translated(&self, of: fn(&Translation) -> &BTreeMap<String, String>) -> BTreeMap<String, String> {
        let translations = self.packs.iter().filter_map(|pack| pack.translation.as_ref());
        translations.flat_map(of).map(|(id, name)| (id.clone(), name.clone())).collect()
    }

    /// The named conditions that could be resolved, by pack and name.
    fn define_codes(&mut self) -> Vec<crate::program::DefineCode> {
        let mut defines: Vec<_> = std::mem::take(&mut self.defines)
            .into_iter()
            .filter_map(|((pack, name), state)| match state {
                State::Done(Some(done)) => Some(crate::program::DefineCode { pack, name, outline: done.outline }),
                _ => None,
            })
            .collect();
        defines.sort_by(|a, b| (a.pack, &a.name).cmp(&(b.pack, &b.name)));
        defines
    }

    /// Checks what a pack declares even where no rule uses it.
    fn declarations(&mut self, pack: usize) {
        let packs = self.packs;
        let declared = &packs[pack];
        self.user = uses::User::Nobody;
        for view in &declared.views {
            self.view(pack, &view.name);
        }
        for number in &declared.numbers {
            self.number(&number.path.value, number.path.span);
        }
        for define in &declared.defines {
            self.define(pack, &define.name);
        }
        self.user = uses::User::Rule;
    }

    /// Names that are given twice where only one can count.
    fn duplicates(&mut self) {
        let packs = self.packs;
        for pack in packs {
            self.duplicate("list", pack.lists.iter().map(|l| &l.name));
            self.duplicate("named condition", pack.defines.iter().map(|d| &d.name));
            self.duplicate("view", pack.views.iter().map(|v| &v.name));
            self.duplicate("parameter", pack.params.iter().map(|(name, _)| name));
        }
        self.duplicate("named number", packs.iter().flat_map(|p| &p.numbers).map(|n| &n.path));
        self.duplicate("factor", packs.iter().flat_map(|p| &p.factors).map(|f| &f.id));
        self.duplicate("tagger", packs.iter().flat_map(|p| &p.taggers).map(|t| &t.name));
        let ids = packs.iter().flat_map(|p| &p.rules).flat_map(|r| std::iter::once(&r.id).chain(&r.aliases));
        self.duplicate("rule", ids);
        let scores = packs.iter().filter_map(|p| p.score.as_ref()).map(|s| s.span);
        self.second("`[score]`", "how the total is made", scores);
        let verdicts = packs.iter().filter_map(|p| p.verdict.as_ref()).map(|v| v.span);
        self.second("`[verdict]`", "what the verdict is", verdicts);
    }

    /// Reports what two packs declare and only one can.
    fn second(&mut self, what: &str, says: &str, mut places: impl Iterator<Item = Span>) {
        if let (Some(first), Some(second)) = (places.next(), places.next()) {
            self.faults.push(
                Diagnostic::error("duplicate-score", second, format!("two packs declare {what}"))
                    .also(first, "the first one is here")
                    .help(format!("only one loaded pack can say {says}; leave the other pack out")),
            );
        }
    }

    fn duplicate<'n>(&mut self, what: &str, names: impl Iterator<Item = &'n Spanned<String>>) {
        let mut seen: FxHashMap<&str, Span> = FxHashMap::default();
        for name in names {
            if let Some(first) = seen.insert(&name.value, name.span) {
                let code = match what {
                    "rule" => "duplicate-rule",
                    "factor" => "duplicate-factor",
                    _ => "duplicate-name",
                };
                self.faults.push(
                    Diagnostic::error(code, name.span, format!("the {what} `{}` is declared twice", name.value))
                        .also(first, "first here")
                        .help(match what {
                            "rule" => "ids and earlier ids are common to all packs; settings can change a rule of another pack",
                            "factor" | "named number" | "tagger" => "its name is common to all packs; choose another one",
                            _ => "a pack has each name once; choose another one",
                        }),
                );
            }
        }
    }

    fn error(&mut self, code: &'static str, span: Span, message: impl Into<String>, help: impl Into<String>) {
        let help = help.into();
        let diagnostic = Diagnostic::error(code, span, message);
        self.faults.push(if help.is_empty() { diagnostic } else { diagnostic.help(help) });
    }

    /// The collection that a scope's members are of.
    fn collection_of(scope: Scope) -> Option<CollectionId> {
        scope.0.checked_sub(1).map(CollectionId)
    }
}
