//! Where rules can be changed: a walk over conditions and numbers that stops at what has a name of its own.

use rustc_hash::{FxHashMap, FxHashSet};

use super::edit::{Edit, Part, Without};
use super::reach::Reach;
use super::{Mutant, MutantKind};
use crate::diag::Span;
use crate::model::Severity;
use crate::program::{
    Cond, CondId, Effect, LevelCode, NamedWhat, NumId, Outline, Program, RuleCode, RuleId, Standing, TaggerId,
};
use crate::text::phrase::ListId;

/// How many phrases of a list are left out, one at a time.
const SAMPLE: usize = 3;

pub(super) fn mutants(program: &Program, rules: &[RuleId]) -> Vec<Mutant> {
    let rules: Vec<RuleId> =
        rules.iter().copied().filter(|rule| program.rules[rule.index()].standing != Standing::Off).collect();
    let mut out = Vec::new();
    let mut reaches: Vec<(RuleId, Reach)> = Vec::new();
    let spans = spans(program);
    for &rule in &rules {
        let code = &program.rules[rule.index()];
        let mut reach = Reach::default();
        roots(code).for_each(|outline| reach.cond(program, outline.cond));
        reaches.push((rule, reach));
        let mut walk = Walk::new(program, code.id.clone(), noticing(program, rule, &rules), &spans);
        walk.rule(rule, code);
        out.append(&mut walk.out);
    }
    let mut walk = Walk::new(program, String::new(), Vec::new(), &spans);
    walk.shared(&reaches);
    out.append(&mut walk.out);
    out
}

fn roots(code: &RuleCode) -> impl Iterator<Item = &Outline> {
    let levels = code.levels.iter().map(|l| &l.when);
    [&code.applies, &code.needs, &code.when, &code.unless].into_iter().flatten().chain(levels)
}

/// The rules whose tests could notice that a rule says something else: itself, those that it supersedes, those that read it.
fn noticing(program: &Program, rule: RuleId, rules: &[RuleId]) -> Vec<RuleId> {
    let mut noticing = vec![rule];
    let others = rules.iter().copied().filter(|other| *other != rule);
    noticing.extend(others.filter(|other| {
        let code = &program.rules[other.index()];
        code.superseded_by.contains(&rule) || code.reads.contains(&rule)
    }));
    noticing
}

/// Where conditions are written.
fn spans(program: &Program) -> FxHashMap<CondId, Span> {
    fn add(outline: &Outline, spans: &mut FxHashMap<CondId, Span>) {
        spans.entry(outline.cond).or_insert(outline.span);
        outline.parts.iter().for_each(|part| add(part, spans));
    }
    let mut spans = FxHashMap::default();
    program.rules.iter().flat_map(roots).for_each(|outline| add(outline, &mut spans));
    program.defines.iter().for_each(|define| add(&define.outline, &mut spans));
    program.filters.iter().for_each(|filter| add(&filter.condition, &mut spans));
    spans
}

/// A walk that collects mutants of one place.
pub(super) struct Walk<'p> {
    pub(super) program: &'p Program,
    place: String,
    rules: Vec<RuleId>,
    spans: &'p FxHashMap<CondId, Span>,
    span: Option<Span>,
    seen: FxHashSet<CondId>,
    pub(super) seen_numbers: FxHashSet<NumId>,
    out: Vec<Mutant>,
}

impl<'p> Walk<'p> {
    fn new(program: &'p Program, place: String, rules: Vec<RuleId>, spans: &'p FxHashMap<CondId, Span>) -> Self {
        let (seen, seen_numbers) = (FxHashSet::default(), FxHashSet::default());
        Walk { program, place, rules, spans, span: None, seen, seen_numbers, out: Vec::new() }
    }

    pub(super) fn push(&mut self, kind: MutantKind, what: String, edit: Edit) {
        let (place, rules, span) = (self.place.clone(), self.rules.clone(), self.span);
        self.out.push(Mutant { place, kind, what, span, rules, edit });
    }

    fn rule(&mut self, rule: RuleId, code: &RuleCode) {
        for pair in code.levels.windows(2) {
            // What makes a level narrower than a twin of it only picks the message.
            if let [level, next] = pair
                && self.twins(level, next)
            {
                let shared = self.conjuncts(next.when.cond);
                self.seen.insert(level.when.cond);
                for cond in shared {
                    self.cond(cond);
                }
            }
        }
        for outline in roots(code) {
            self.root(outline.cond);
        }
        self.span = Some(code.span);
        for (part, name, there) in [
            (Part::Applies, "applies", code.applies.is_some()),
            (Part::Needs, "needs", code.needs.is_some()),
            (Part::Unless, "unless", code.unless.is_some()),
        ] {
            if there {
                self.push(MutantKind::Dropped, format!("without `{name}`"), Edit::Part(rule, part));
            }
        }
        self.levels(rule, code);
        if code.when.is_some() {
            self.effect(rule, 0, &code.base);
        }
        for (level, own) in (1..).zip(&code.levels) {
            self.effect(rule, level, &own.effect);
        }
        if !code.supersedes.is_empty() {
            self.push(MutantKind::Supersedes, "without `supersedes`".to_owned(), Edit::Supersedes(rule));
        }
    }

    fn levels(&mut self, rule: RuleId, code: &RuleCode) {
        let n = code.levels.len();
        for nth in 0..n {
            // Without it, or after it, the next one does the same: nothing that a test can expect is different.
            if nth + 1 < n && self.twins(&code.levels[nth], &code.levels[nth + 1]) {
                continue;
            }
            if n > 1 || code.when.is_some() {
                let mut levels = code.levels.clone();
                levels.remove(nth);
                self.push(MutantKind::Level, format!("without level {}", nth + 1), Edit::Levels(rule, levels));
            }
            if nth + 1 < n {
                let mut levels = code.levels.clone();
                levels.swap(nth, nth + 1);
                let what = format!("level {} before level {}", nth + 2, nth + 1);
                self.push(MutantKind::Level, what, Edit::Levels(rule, levels));
            }
        }
    }

    /// Whether a level does what the next one does, and holds only where that one holds.
    fn twins(&self, level: &LevelCode, next: &LevelCode) -> bool {
        let does = |effect: &Effect| (effect.severity, effect.points, effect.cap);
        let has = self.conjuncts(level.when.cond);
        does(&level.effect) == does(&next.effect)
            && self.conjuncts(next.when.cond).iter().all(|cond| has.contains(cond))
    }

    /// The conditions that have to hold for one to hold.
    fn conjuncts(&self, cond: CondId) -> Vec<CondId> {
        match self.program.code.conds.get(cond.index()) {
            Cond::All(parts) => parts.iter().flat_map(|&part| self.conjuncts(part)).collect(),
            _ => vec![cond],
        }
    }

    fn effect(&mut self, rule: RuleId, level: usize, effect: &Effect) {
        let at = if level == 0 { String::new() } else { format!(" at level {level}") };
        if let Some(severity) = effect.severity {
            let other = match severity {
                Severity::Minor => Severity::Major,
                Severity::Hint | Severity::Major | Severity::Blocker => Severity::Minor,
            };
            let what = format!("severity {} instead of {}{at}", other.word(), severity.word());
            let changed = Effect { severity: Some(other), ..effect.clone() };
            self.push(MutantKind::Effect, what, Edit::Effect(rule, level, changed));
        }
        if let (Some(Severity::Blocker), Some(cap), Some(points)) = (effect.severity, effect.cap, effect.points) {
            // A blocker takes what its cap leaves.
            let changed = Effect { cap: Some(cap + 1.0), points: Some(points - 1.0), ..effect.clone() };
            self.push(
                MutantKind::Effect,
                format!("cap {} instead of {cap}{at}", cap + 1.0),
                Edit::Effect(rule, level, changed),
            );
        } else if let Some(points) = effect.points {
            let what = format!("{} points instead of {points}{at}", points + 1.0);
            let changed = Effect { points: Some(points + 1.0), ..effect.clone() };
            self.push(MutantKind::Effect, what, Edit::Effect(rule, level, changed));
        }
    }

    /// What is declared beside rules and used by some of them.
    fn shared(&mut self, reaches: &[(RuleId, Reach)]) {
        let program = self.program;
        let users = |uses: &dyn Fn(&Reach) -> bool| -> Vec<RuleId> {
            reaches.iter().filter(|(_, reach)| uses(reach)).map(|(rule, _)| *rule).collect()
        };
        for define in &program.defines {
            let cond = define.outline.cond;
            self.enter(format!("[define.{}]", define.name), users(&|r| r.conds.contains(&cond)));
            if !self.rules.is_empty() {
                self.root(cond);
            }
        }
        for named in &program.named {
            match named.what {
                NamedWhat::Number(num) => {
                    self.enter(format!("[fact] {}", named.path), users(&|r| r.nums.contains(&num)));
                    if !self.rules.is_empty() {
                        self.number_itself(num);
                    }
                }
                NamedWhat::View(view) => {
                    self.enter(format!("[view.{}]", named.path), users(&|r| r.views.contains(&view)));
                    if !self.rules.is_empty() {
                        self.view_itself(view);
                    }
                }
            }
        }
        for (id, list) in (0..).map(ListId).zip(&program.lists) {
            if list.name.is_some() {
                self.enter(format!("[lists] {}", self.program.list_words(id)), users(&|r| r.lists.contains(&id)));
                self.list(id);
            }
        }
        for (index, tagger) in (0..).zip(&program.taggers) {
            self.enter(format!("[tagger.{}]", tagger.name), users(&|r| r.taggers.contains(&TaggerId(index))));
            self.tagger(&tagger.labels.iter().map(|l| l.list).collect::<Vec<_>>());
        }
    }

    fn enter(&mut self, place: String, rules: Vec<RuleId>) {
        self.place = place;
        self.rules = rules;
        self.span = None;
    }

    fn list(&mut self, id: ListId) {
        if self.rules.is_empty() {
            return;
        }
        let list = &self.program.lists[id.0 as usize];
        for (language, _) in &list.spoken {
            let edit = Edit::Lists(vec![(id, Without::Language(language.clone()))]);
            self.push(MutantKind::Language, format!("without the phrases in `{language}`"), edit);
        }
        for nth in sample(list.phrases.len()) {
            let edit = Edit::Lists(vec![(id, Without::Phrase(nth))]);
            self.push(MutantKind::Phrase, format!("without `{}`", list.phrases.get(nth).unwrap_or_default()), edit);
        }
    }

    fn tagger(&mut self, lists: &[ListId]) {
        if self.rules.is_empty() {
            return;
        }
        let program = self.program;
        let mut languages: Vec<&str> = lists
            .iter()
            .flat_map(|id| &program.lists[id.0 as usize].spoken)
            .map(|(language, _)| language.as_str())
            .collect();
        languages.sort_unstable();
        languages.dedup();
        for language in languages {
            let gone = lists.iter().map(|&id| (id, Without::Language(language.to_owned())));
            let what = format!("without the terms in `{language}`");
            self.push(MutantKind::Language, what, Edit::Lists(gone.collect()));
        }
        for nth in sample(lists.len()) {
            let list = &program.lists[lists[nth].0 as usize];
            for phrase in sample(list.phrases.len()).into_iter().take(1) {
                let edit = Edit::Lists(vec![(lists[nth], Without::Phrase(phrase))]);
                self.push(
                    MutantKind::Phrase,
                    format!("without `{}`", list.phrases.get(phrase).unwrap_or_default()),
                    edit,
                );
            }
        }
    }

    fn root(&mut self, cond: CondId) {
        // A name that stands for the whole condition is looked at where it is declared.
        let place = self.place.starts_with("[define.");
        if place || !self.is_define(cond) {
            self.cond_itself(cond);
        }
    }

    fn is_define(&self, cond: CondId) -> bool {
        self.program.defines.iter().any(|d| d.outline.cond == cond)
    }

    pub(super) fn cond(&mut self, id: CondId) {
        if !self.is_define(id) {
            self.cond_itself(id);
        }
    }

    fn cond_itself(&mut self, id: CondId) {
        if !self.seen.insert(id) {
            return;
        }
        let program = self.program;
        let before = self.span;
        self.span = self.spans.get(&id).copied().or(before);
        match program.code.conds.get(id.index()) {
            Cond::All(parts) => self.joined(id, parts, true),
            Cond::Any(parts) => self.joined(id, parts, false),
            Cond::Not(inner) => {
                if self.is_define(*inner) {
                    self.push(MutantKind::Negated, format!("not: {}", program.brief(id)), Edit::Negate(id));
                }
                self.cond(*inner);
            }
            Cond::Fired(_) => self.push(MutantKind::Negated, "not: fired".to_owned(), Edit::Negate(id)),
            Cond::Leaf(test, unknown) => {
                self.push(MutantKind::Negated, format!("not: {}", program.brief(id)), Edit::Negate(id));
                self.test(id, test, *unknown);
            }
        }
        self.span = before;
    }

    fn joined(&mut self, id: CondId, parts: &'p [CondId], all: bool) {
        let make = |parts: Box<[CondId]>, all: bool| if all { Cond::All(parts) } else { Cond::Any(parts) };
        if parts.len() > 1 {
            let what = if all { "any instead of all of" } else { "all instead of any of" };
            let edit = Edit::Cond(id, make(parts.into(), !all));
            self.push(MutantKind::Operator, format!("{what} {} conditions", parts.len()), edit);
        }
        for (nth, &part) in parts.iter().enumerate() {
            if parts.len() > 1 {
                let rest: Vec<CondId> = parts.iter().enumerate().filter(|(i, _)| *i != nth).map(|(_, c)| *c).collect();
                let what = format!("without: {}", self.program.brief(part));
                let before = self.span;
                self.span = self.spans.get(&part).copied().or(before);
                self.push(MutantKind::Dropped, what, Edit::Cond(id, make(rest.into(), all)));
                self.span = before;
            }
            self.cond(part);
        }
    }
}

/// Positions spread over a list.
fn sample(len: usize) -> Vec<usize> {
    let n = len.min(SAMPLE);
    (0..n).map(|nth| nth * len / n + len / n / 2).collect()
}
