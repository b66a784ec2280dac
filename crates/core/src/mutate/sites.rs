//! Where rules can be changed: a walk over conditions and numbers that stops at what has a name of its own.

use rustc_hash::{FxHashMap, FxHashSet};

use super::edit::{Edit, Part, Without};
use super::words::{arith_word, op_word};
use super::{Mutant, MutantKind};
use crate::diag::Span;
use crate::model::Severity;
use crate::program::{
    Aggregate, Arith, Cond, CondId, Contains, Effect, Key, NamedWhat, Num, NumId, Op, Outline, Presence, Program,
    RuleCode, RuleId, Set, SetId, Standing, TaggerId, Test, View, ViewId,
};
use crate::solve::{fine, tidy};
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

/// Everything that a rule rests on.
#[derive(Default)]
struct Reach {
    conds: FxHashSet<CondId>,
    nums: FxHashSet<NumId>,
    views: FxHashSet<ViewId>,
    lists: FxHashSet<ListId>,
    taggers: FxHashSet<TaggerId>,
}

impl Reach {
    fn cond(&mut self, program: &Program, id: CondId) {
        if !self.conds.insert(id) {
            return;
        }
        match program.code.conds.get(id.index()) {
            Cond::All(parts) | Cond::Any(parts) => parts.iter().for_each(|&part| self.cond(program, part)),
            Cond::Not(inner) => self.cond(program, *inner),
            Cond::Fired(_) => {}
            Cond::Leaf(test, _) => {
                if let Test::Contains(_, Contains { lists, not_after, not_before, .. }) = test {
                    self.lists.extend(lists.iter().chain(not_after).chain(not_before));
                }
                numbers_of(test).into_iter().for_each(|num| self.num(program, num));
                sets_of(test).into_iter().for_each(|set| self.set(program, set));
                if let Test::Present(Presence::Members(view), _) = test {
                    self.view(program, *view);
                }
            }
        }
    }

    fn num(&mut self, program: &Program, id: NumId) {
        if !self.nums.insert(id) {
            return;
        }
        match program.code.nums.get(id.index()) {
            Num::SetSize(set) => self.set(program, *set),
            Num::Overlap { of, with, .. } => [of, with].into_iter().for_each(|set| self.set(program, *set)),
            Num::Members { view, filter, .. } => {
                self.view(program, *view);
                filter.iter().for_each(|&filter| self.cond(program, filter));
            }
            Num::Aggregate { view, key, .. } => {
                self.view(program, *view);
                if let Key::Number(num) = key {
                    self.num(program, *num);
                }
            }
            Num::Formula(_, a, b) => [a, b].into_iter().for_each(|num| self.num(program, *num)),
            Num::Const(_) | Num::Fact(_) | Num::Text(..) | Num::Matches(..) => {}
        }
    }

    fn set(&mut self, program: &Program, id: SetId) {
        match program.code.sets.get(id.index()) {
            Set::Tags(_, tagger) => {
                self.taggers.insert(*tagger);
            }
            Set::Union(view, each) => {
                self.view(program, *view);
                self.set(program, *each);
            }
            Set::Fact(_) | Set::Labels(_) => {}
        }
    }

    fn view(&mut self, program: &Program, id: ViewId) {
        if self.views.insert(id) {
            let view = program.code.views.get(id.index());
            view.filter.iter().for_each(|&filter| self.cond(program, filter));
            view.of.iter().for_each(|&of| self.view(program, of));
        }
    }
}

fn numbers_of(test: &Test) -> Vec<NumId> {
    match test {
        Test::Number(a, _, b) => vec![*a, *b],
        Test::Between(of, low, high) => vec![*of, *low, *high],
        Test::Present(Presence::Number(num), _) => vec![*num],
        _ => Vec::new(),
    }
}

fn sets_of(test: &Test) -> Vec<SetId> {
    match test {
        Test::Has(set, _) | Test::Present(Presence::Set(set), _) => vec![*set],
        Test::Overlaps(a, b) => vec![*a, *b],
        _ => Vec::new(),
    }
}

/// A walk that collects mutants of one place.
struct Walk<'p> {
    program: &'p Program,
    place: String,
    rules: Vec<RuleId>,
    spans: &'p FxHashMap<CondId, Span>,
    span: Option<Span>,
    seen: FxHashSet<CondId>,
    seen_numbers: FxHashSet<NumId>,
    out: Vec<Mutant>,
}

impl<'p> Walk<'p> {
    fn new(program: &'p Program, place: String, rules: Vec<RuleId>, spans: &'p FxHashMap<CondId, Span>) -> Self {
        let (seen, seen_numbers) = (FxHashSet::default(), FxHashSet::default());
        Walk { program, place, rules, spans, span: None, seen, seen_numbers, out: Vec::new() }
    }

    fn push(&mut self, kind: MutantKind, what: String, edit: Edit) {
        let (place, rules, span) = (self.place.clone(), self.rules.clone(), self.span);
        self.out.push(Mutant { place, kind, what, span, rules, edit });
    }

    fn rule(&mut self, rule: RuleId, code: &RuleCode) {
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

    fn effect(&mut self, rule: RuleId, level: usize, effect: &Effect) {
        let at = if level == 0 { String::new() } else { format!(" at level {level}") };
        if let Some(severity) = effect.severity {
            let other = match severity {
                Severity::Hint => Severity::Minor,
                Severity::Minor => Severity::Major,
                Severity::Major | Severity::Blocker => Severity::Minor,
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
            self.push(MutantKind::Phrase, format!("without `{}`", list.phrases[nth]), edit);
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
                self.push(MutantKind::Phrase, format!("without `{}`", list.phrases[phrase]), edit);
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

    fn cond(&mut self, id: CondId) {
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

    fn test(&mut self, id: CondId, test: &'p Test, unknown: Option<bool>) {
        let leaf = |test: Test| Edit::Cond(id, Cond::Leaf(test, unknown));
        match test {
            Test::Number(a, op, b) => self.comparison(id, *a, *op, *b, unknown),
            Test::Between(of, low, high) => {
                for (which, bound) in [(0, low), (1, high)] {
                    self.bound(id, *of, which, *bound);
                }
                self.number(*of);
            }
            Test::Label(label, words) if words.len() > 1 => {
                for (word, rest) in each_left_out(words) {
                    self.push(MutantKind::Word, format!("without the word `{word}`"), leaf(Test::Label(*label, rest)));
                }
            }
            Test::Compare(text, how, words) if words.len() > 1 => {
                for (word, rest) in each_left_out(words) {
                    let edit = leaf(Test::Compare(*text, *how, rest));
                    self.push(MutantKind::Word, format!("without the word `{word}`"), edit);
                }
            }
            Test::Contains(text, contains) => {
                let text = *text;
                let mut with = |kind, what: String, contains: Contains| {
                    self.push(kind, what, leaf(Test::Contains(text, contains)));
                };
                if !contains.not_after.is_empty() {
                    let changed = Contains { not_after: Box::default(), ..contains.clone() };
                    with(MutantKind::Dropped, "without `not_after`".to_owned(), changed);
                }
                if !contains.not_before.is_empty() {
                    let changed = Contains { not_before: Box::default(), ..contains.clone() };
                    with(MutantKind::Dropped, "without `not_before`".to_owned(), changed);
                }
                if !contains.not_after.is_empty() || !contains.not_before.is_empty() {
                    let changed = Contains { within: contains.within + 1, ..contains.clone() };
                    with(
                        MutantKind::Threshold,
                        format!("within {} instead of {}", contains.within + 1, contains.within),
                        changed,
                    );
                    if contains.within > 0 {
                        let changed = Contains { within: contains.within - 1, ..contains.clone() };
                        let what = format!("within {} instead of {}", contains.within - 1, contains.within);
                        with(MutantKind::Threshold, what, changed);
                    }
                }
                if contains.distinct > 1 {
                    for distinct in [contains.distinct - 1, contains.distinct + 1] {
                        let what = format!("{distinct} different phrases instead of {}", contains.distinct);
                        with(MutantKind::Threshold, what, Contains { distinct, ..contains.clone() });
                    }
                }
                if contains.lists.len() > 1 {
                    for (nth, list) in contains.lists.iter().enumerate() {
                        let rest: Vec<ListId> =
                            contains.lists.iter().enumerate().filter(|(i, _)| *i != nth).map(|(_, l)| *l).collect();
                        let what = format!("without {}", self.program.list_words(*list));
                        let edit = leaf(Test::Contains(text, Contains { lists: rest.into(), ..contains.clone() }));
                        self.push(MutantKind::Word, what, edit);
                    }
                }
            }
            Test::Overlaps(a, b) => {
                if let Set::Labels(labels) = self.program.code.sets.get(b.index())
                    && labels.len() > 1
                {
                    // A label less: the rest as single tests, any of which does.
                    let labels: Vec<Box<str>> = labels.to_vec();
                    for (nth, label) in labels.iter().enumerate() {
                        let rest = labels.iter().enumerate().filter(|(i, _)| *i != nth).map(|(_, l)| l.clone());
                        let edit = Edit::Labels { cond: id, set: *a, labels: rest.collect(), unknown };
                        self.push(MutantKind::Word, format!("without the label `{label}`"), edit);
                    }
                }
            }
            _ => {}
        }
    }

    fn comparison(&mut self, id: CondId, a: NumId, op: Op, b: NumId, unknown: Option<bool>) {
        let program = self.program;
        self.bound(id, a, 0, b);
        let other = match op {
            Op::Above => Some(Op::AtLeast),
            Op::AtLeast => Some(Op::Above),
            Op::Below => Some(Op::AtMost),
            Op::AtMost => Some(Op::Below),
            Op::Equals => None,
        };
        // Of whole numbers, `above 3` is `at_least 4`: the threshold one step off is the same change.
        let stepped = program.whole(a) && matches!(program.code.nums.get(b.index()), Num::Const(_));
        if let (Some(other), false) = (other, stepped) {
            let what = format!("{} instead of {}: {}", op_word(other), op_word(op), program.brief(id));
            self.push(MutantKind::Operator, what, Edit::Cond(id, Cond::Leaf(Test::Number(a, other, b), unknown)));
        }
        self.number(a);
        self.number(b);
    }

    /// A threshold one step up and one step down.
    fn bound(&mut self, id: CondId, of: NumId, which: usize, bound: NumId) {
        let Num::Const(value) = self.program.code.nums.get(bound.index()) else { return };
        let step = if self.program.whole(of) { 1.0 } else { fine(value.0) };
        for changed in [tidy(value.0 - step), tidy(value.0 + step)] {
            // What can be no value of the number is no step but another condition.
            let what = format!("{} instead of {} in {}", changed, value.0, self.program.brief(id));
            self.push(MutantKind::Threshold, what, Edit::Bound(id, which, changed));
        }
    }

    fn is_named(&self, num: NumId) -> bool {
        self.program.named.iter().any(|n| matches!(n.what, NamedWhat::Number(id) if id == num))
    }

    fn number(&mut self, num: NumId) {
        if !self.is_named(num) {
            self.number_itself(num);
        }
    }

    fn number_itself(&mut self, id: NumId) {
        if !self.seen_numbers.insert(id) {
            return;
        }
        let program = self.program;
        match program.code.nums.get(id.index()) {
            Num::Members { view, filter, share } => {
                if let Some(filter) = filter {
                    let all = Num::Members { view: *view, filter: None, share: *share };
                    self.push(MutantKind::Dropped, "without `where`".to_owned(), Edit::Num(id, all));
                    self.cond(*filter);
                }
                self.view(*view);
            }
            Num::Aggregate { view, how, key } => {
                let other = match how {
                    Aggregate::Min => Aggregate::Max,
                    Aggregate::Max => Aggregate::Min,
                    Aggregate::Sum => Aggregate::Mean,
                    Aggregate::Mean => Aggregate::Median,
                    Aggregate::Median => Aggregate::Mean,
                    Aggregate::Distinct => Aggregate::MostRepeated,
                    Aggregate::DistinctShare => Aggregate::Distinct,
                    Aggregate::MostRepeated => Aggregate::Distinct,
                };
                let what = format!("{other:?} instead of {how:?}").to_lowercase();
                self.push(
                    MutantKind::Operator,
                    what,
                    Edit::Num(id, Num::Aggregate { view: *view, how: other, key: *key }),
                );
                if let Key::Number(num) = key {
                    self.number(*num);
                }
                self.view(*view);
            }
            Num::Formula(arith, a, b) => {
                let other = match arith {
                    Arith::Add => Arith::Sub,
                    Arith::Sub => Arith::Add,
                    Arith::Mul => Arith::Div,
                    Arith::Div => Arith::Mul,
                    Arith::Min => Arith::Max,
                    Arith::Max => Arith::Min,
                };
                let what = format!("{} instead of {}", arith_word(other), arith_word(*arith));
                self.push(MutantKind::Operator, what, Edit::Num(id, Num::Formula(other, *a, *b)));
                if let Num::Const(value) = program.code.nums.get(b.index()) {
                    let step = if value.0.fract() == 0.0 { 1.0 } else { fine(value.0) };
                    for changed in [tidy(value.0 - step), tidy(value.0 + step)] {
                        let what = format!("{} {changed} instead of {}", arith_word(*arith), value.0);
                        self.push(MutantKind::Threshold, what, Edit::Factor(id, changed));
                    }
                }
                self.number(*a);
                self.number(*b);
            }
            Num::Const(_) | Num::Fact(_) | Num::Text(..) | Num::SetSize(_) | Num::Overlap { .. } | Num::Matches(..) => {
            }
        }
    }

    fn view(&mut self, id: ViewId) {
        let named = self.program.named.iter().any(|n| matches!(n.what, NamedWhat::View(view) if view == id));
        if !named {
            self.view_itself(id);
        }
    }

    fn view_itself(&mut self, id: ViewId) {
        let view = self.program.code.views.get(id.index());
        if let Some(latest) = view.latest {
            for changed in [latest.saturating_sub(1), latest + 1] {
                let what = format!("latest {changed} instead of {latest}");
                let edit = Edit::View(id, View { latest: Some(changed), ..view.clone() });
                self.push(MutantKind::Window, what, edit);
            }
        }
        if let Some(filter) = view.filter {
            let edit = Edit::View(id, View { filter: None, ..view.clone() });
            self.push(MutantKind::Dropped, "without `where`".to_owned(), edit);
            self.cond(filter);
        }
    }
}

fn each_left_out(words: &[Box<str>]) -> Vec<(&str, Box<[Box<str>]>)> {
    let rest = |nth: usize| words.iter().enumerate().filter(move |(i, _)| *i != nth).map(|(_, w)| w.clone()).collect();
    words.iter().enumerate().map(|(nth, word)| (&**word, rest(nth))).collect()
}

/// Positions spread over a list.
fn sample(len: usize) -> Vec<usize> {
    let n = len.min(SAMPLE);
    (0..n).map(|nth| nth * len / n + len / n / 2).collect()
}
