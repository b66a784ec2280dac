//! check: names become references, conditions become typed expressions, and everything that does not fit is reported.
//!
//! Names are resolved lazily and remembered, so that a named condition may use names declared further down; a name that
//! is needed while it is being resolved is a cycle.

mod condition;
mod formula;
mod operand;
mod path;
mod rules;
mod strata;
mod template;
mod vocabulary;

use rustc_hash::FxHashMap;

pub(crate) use path::MEASURES;

use crate::config::Config;
use crate::diag::{self, Diagnostic, Level, Span};
use crate::model::{Pack, Params};
use crate::node::Spanned;
use crate::program::{Code, Cost, Named, NumId, Outline, Program, RuleId, Scope, TaggerCode, TaggerId, View, ViewId};
use crate::program::{PhraseList, VerdictTable};
use crate::schema::{CollectionId, Schema};
use crate::text::phrase::ListId;

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
    let mut checker = Checker::new(packs, schema);
    checker.sound = !faults.iter().any(|f| f.level == Level::Error);
    let program = checker.run(config, now);
    let mut found = checker.faults;
    found.retain(|fault| !packs.iter().any(|pack| crate::node::inside(&pack.broken, fault.span())));
    faults.append(&mut found);
    diag::sort(faults);
    faults.dedup();
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
    defines: FxHashMap<Key, State<DefineDone>>,
    views: FxHashMap<Key, State<ViewId>>,
    numbers: FxHashMap<String, State<NumId>>,
    named: Vec<Named>,
    units: FxHashMap<NumId, &'static str>,
    /// Ids of rules, earlier ones too.
    rule_ids: Vec<(String, RuleId)>,
    depth: u32,
    /// Parts that named conditions were unfolded to so far.
    unfolded: u32,
    /// The packs were loaded without an error.
    sound: bool,
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
            defines: FxHashMap::default(),
            views: FxHashMap::default(),
            numbers: FxHashMap::default(),
            named: Vec::new(),
            units: FxHashMap::default(),
            rule_ids: Vec::new(),
            depth: 0,
            unfolded: 0,
            sound: true,
        }
    }

    fn run(&mut self, config: &Config, now: i64) -> Program {
        self.duplicates();
        self.taggers_and_function_words();
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
        let order = self.order(&rules, &factors);
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
            matcher: std::sync::OnceLock::new(),
            triggers: Vec::new(),
            searches: Vec::new(),
            named: std::mem::take(&mut self.named),
            rules,
            factors,
            order,
            silence_order,
            score,
            verdict,
            packs: self.packs.iter().map(crate::program::PackInfo::of).collect(),
        };
        crate::compile::searches(&mut program);
        program
    }

    /// Checks what a pack declares even where no rule uses it.
    fn declarations(&mut self, pack: usize) {
        let packs = self.packs;
        let declared = &packs[pack];
        for view in &declared.views {
            self.view(pack, &view.name);
        }
        for number in &declared.numbers {
            self.number(&number.path.value, number.path.span);
        }
        for define in &declared.defines {
            self.define(pack, &define.name);
        }
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

    /// A local name, or `pack:name` for that of another pack.
    fn local<'n>(&self, pack: usize, name: &'n str) -> (Option<usize>, &'n str) {
        match name.split_once(':') {
            Some((pack, name)) => (self.packs.iter().position(|p| p.name == pack), name),
            None => (Some(pack), name),
        }
    }

    /// Goes one step down, unless that is too deep.
    fn deeper<T>(&mut self, span: Span, step: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        if self.depth == MAX_DEPTH {
            self.too_deep(span);
            return None;
        }
        self.depth += 1;
        let done = step(self);
        self.depth -= 1;
        done
    }

    fn too_deep(&mut self, span: Span) {
        let message = format!("more than {MAX_DEPTH} conditions and names nested in each other");
        self.error("too-deep", span, message, "split the condition, and name the parts with `[define.…]`");
    }

    /// What a name stands for may be used if it is small enough to be followed.
    fn bounded<T>(&mut self, span: Span, cost: Cost, done: T) -> Option<T> {
        if cost.depth > MAX_STEPS {
            let message = format!("what this stands for goes more than {MAX_STEPS} names and operators deep");
            self.error("too-deep", span, message, "use fewer names that use each other");
            return None;
        }
        if cost.size > MAX_SIZE {
            let message = format!("what this stands for has more than {MAX_SIZE} parts");
            self.error("too-deep", span, message, "use fewer names that use each other");
            return None;
        }
        Some(done)
    }

    fn view(&mut self, pack: usize, name: &Spanned<String>) -> Option<ViewId> {
        let (Some(pack), local) = self.local(pack, &name.value) else { return None };
        let key = (pack, local.to_owned());
        match self.views.get(&key) {
            Some(State::Done(done)) => return *done,
            Some(State::Busy) => {
                self.cyclic(name.span, format!("the view `{local}` is part of itself"));
                return None;
            }
            None => {}
        }
        let packs = self.packs;
        let declared = packs[pack].views.iter().find(|v| v.name.value == local)?;
        self.views.insert(key.clone(), State::Busy);
        let done = self.deeper(name.span, |checker| checker.resolve_view(pack, declared));
        self.views.insert(key, State::Done(done));
        if let Some(view) = done {
            let path = declared.name.value.clone();
            self.named.push(Named { path, doc: None, what: crate::program::NamedWhat::View(view) });
        }
        done
    }

    /// A condition could not say this name.
    fn free_word(&mut self, word: &str, span: Span) -> Option<()> {
        if !condition::RESERVED.contains(&word) {
            return Some(());
        }
        let message = format!("`{word}` is a word of the rule language");
        self.error("duplicate-name", span, message, "choose another name");
        None
    }

    fn cyclic(&mut self, span: Span, message: String) {
        self.error(
            "cycle",
            span,
            message,
            "what is declared by means of itself has no value; leave one of the steps out",
        );
    }

    fn resolve_view(&mut self, pack: usize, view: &'a crate::model::View) -> Option<ViewId> {
        if self.schema.fact(&view.name.value).is_some() || self.schema.collection(&view.name.value).is_some() {
            let message = format!("the view `{}` hides a fact of the same name", view.name.value);
            self.error("duplicate-name", view.name.span, message, "choose another name");
            return None;
        }
        self.free_word(&view.name.value, view.name.span)?;
        let of = self.members(pack, view.of.as_ref()?)?;
        let base = self.code.views.get(of.index()).clone();
        let filter = match &view.filter {
            None => None,
            Some(node) => {
                let cx = Cx { pack, params: &NO_PARAMS, scope: base.scope() };
                Some(self.condition(cx, node)?.cond)
            }
        };
        let id = self.code.view(View { collection: base.collection, of: Some(of), filter, latest: view.latest });
        self.bounded(view.name.span, self.code.views.cost(id.index()), id)
    }

    /// A collection or a view by name; reports an unknown one.
    fn members(&mut self, pack: usize, name: &Spanned<String>) -> Option<ViewId> {
        match self.find_members(pack, name) {
            Found::One(view) => return Some(view),
            Found::Faulty => return None,
            Found::Nothing => {}
        }
        let packs = self.packs;
        let known: Vec<&str> = packs[pack]
            .views
            .iter()
            .map(|v| v.name.value.as_str())
            .chain(self.schema.collections().iter().map(|c| c.path.as_str()))
            .collect();
        let diagnostic =
            Diagnostic::error("unknown-view", name.span, format!("no collection or view `{}`", name.value));
        let diagnostic = match self.foreign(&name.value) {
            Some(help) => diagnostic.help(help),
            None => diagnostic
                .did_you_mean(&name.value, known.iter().copied())
                .help(format!("there are: {}", known.join(", "))),
        };
        self.faults.push(diagnostic);
        None
    }

    /// Why a name of another pack cannot be found, if that pack is not there.
    fn foreign(&self, name: &str) -> Option<String> {
        let (pack, _) = name.split_once(':')?;
        let loaded: Vec<&str> = self.packs.iter().map(|p| p.name.as_str()).collect();
        (!loaded.contains(&pack)).then(|| format!("no pack `{pack}` is loaded; there are: {}", loaded.join(", ")))
    }

    fn find_members(&mut self, pack: usize, name: &Spanned<String>) -> Found<ViewId> {
        if let Some(CollectionId(collection)) = self.schema.collection(&name.value) {
            return Found::One(self.code.view(View { collection, of: None, filter: None, latest: None }));
        }
        let (Some(owner), local) = self.local(pack, &name.value) else { return Found::Nothing };
        if !self.packs[owner].views.iter().any(|v| v.name.value == local) {
            return Found::Nothing;
        }
        self.view(pack, name).map_or(Found::Faulty, Found::One)
    }

    fn define(&mut self, pack: usize, name: &Spanned<String>) -> Option<DefineDone> {
        let (owner, local) = self.local(pack, &name.value);
        let packs = self.packs;
        let found = owner.and_then(|owner| Some((owner, packs[owner].defines.iter().find(|d| d.name.value == local)?)));
        let Some((owner, declared)) = found else {
            let known: Vec<&str> = packs[pack].defines.iter().map(|d| d.name.value.as_str()).collect();
            let help = self.foreign(&name.value).unwrap_or_else(|| format!("declare it: `[define.{local}]`"));
            self.faults.push(
                Diagnostic::error("unknown-define", name.span, format!("no named condition `{}`", name.value))
                    .did_you_mean(&name.value, known)
                    .help(help),
            );
            return None;
        };
        let key = (owner, local.to_owned());
        match self.defines.get(&key) {
            Some(State::Done(done)) => return done.clone(),
            Some(State::Busy) => {
                self.cyclic(name.span, format!("the named condition `{local}` uses itself"));
                return None;
            }
            None => {}
        }
        self.defines.insert(key.clone(), State::Busy);
        let done = self.deeper(name.span, |checker| checker.resolve_define(owner, declared));
        self.defines.insert(key, State::Done(done.clone()));
        done
    }

    fn resolve_define(&mut self, pack: usize, define: &'a crate::model::Define) -> Option<DefineDone> {
        let scope = match &define.of {
            None => Scope::RECORD,
            Some(of) => {
                let view = self.members(pack, of)?;
                self.code.views.get(view.index()).scope()
            }
        };
        let outline = self.condition(Cx { pack, params: &NO_PARAMS, scope }, &define.condition)?;
        let cost = self.code.conds.cost(outline.cond.index()).max(outline.cost());
        self.bounded(define.name.span, cost, DefineDone { scope, outline, size: cost.size })
    }
}
