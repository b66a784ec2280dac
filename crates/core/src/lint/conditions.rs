//! Conditions that never hold, or always do, and levels that are never reached.

use rustc_hash::FxHashSet;

use super::Linter;
use super::rules::{Part, parts};
use super::satisfy::{Goal, Range, Want, possible, range};
use crate::diag::{Diagnostic, FileId};
use crate::model::Rule;
use crate::program::{Cond, CondId, LevelCode, NumId, Outline, OutlineKind, Program, RuleCode, Test};

impl<'a> Linter<'a> {
    pub(super) fn conditions(&mut self) {
        let program = self.program;
        let mut seen = Seen::default();
        for outline in self.declared() {
            self.condition(None, outline, &mut seen);
        }
        for outline in program.factors.iter().filter_map(|factor| factor.applies.as_ref()) {
            self.condition(None, outline, &mut seen);
        }
        for (code, rule) in self.live_rules() {
            let own = [&code.applies, &code.needs, &code.when, &code.unless].into_iter().flatten();
            for outline in own.chain(code.levels.iter().map(|level| &level.when)) {
                self.condition(Some(rule), outline, &mut seen);
            }
            let parts = parts(program, code);
            if self.together(rule, code, &parts) {
                self.levels(rule, code, &parts);
            }
        }
    }

    /// A condition by itself, then its parts by themselves.
    fn condition(&mut self, rule: Option<&'a Rule>, outline: &'a Outline, seen: &mut Seen) {
        // The filter of a count that is compared twice stands there once.
        // What a name stands for is judged where it is declared.
        let first = seen.0.insert((outline.span.file, outline.span.start, outline.cond));
        if !first || matches!(outline.kind, OutlineKind::Named(_)) {
            return;
        }
        let can_be = |goal: Goal| possible(self.program, [Want::Cond(outline.cond, goal)]);
        if !can_be(Goal::True) {
            if !self.a_part_is_to_blame(rule, outline, Goal::True, seen) {
                self.unsatisfiable(rule, &flat(&[Part { outline, goal: Goal::True }]), "this can never hold");
            }
        } else if !can_be(Goal::False) {
            if !self.a_part_is_to_blame(rule, outline, Goal::False, seen) {
                let fault = Diagnostic::warning("always-true-condition", outline.span, "this is never false")
                    .mark(self.why(outline))
                    .help("remove or correct it; if it is there because its facts have to be known, `needs` says so");
                self.warn(rule, fault);
            }
        } else {
            outline.parts.iter().for_each(|part| self.condition(rule, part, seen));
        }
    }

    /// Whether it is for a part by itself that a condition cannot come out as wanted; reports that part instead.
    fn a_part_is_to_blame(
        &mut self,
        rule: Option<&'a Rule>,
        outline: &'a Outline,
        goal: Goal,
        seen: &mut Seen,
    ) -> bool {
        let inner = match outline.kind {
            OutlineKind::All | OutlineKind::Any => goal,
            OutlineKind::None | OutlineKind::Not if goal == Goal::True => Goal::False,
            OutlineKind::None | OutlineKind::Not => Goal::True,
            OutlineKind::Named(_) | OutlineKind::Fired(_) | OutlineKind::Test(_) => return false,
        };
        let stuck = |part: &&Outline| !possible(self.program, [Want::Cond(part.cond, inner)]);
        let blamed = outline.parts.iter().filter(stuck).count() > 0;
        if blamed {
            outline.parts.iter().for_each(|part| self.condition(rule, part, seen));
        }
        blamed
    }

    /// The conditions of a rule together. Tells whether the rule can fire, as far as they go.
    fn together(&mut self, rule: &'a Rule, code: &RuleCode, parts: &[Part<'a>]) -> bool {
        for n in 1..=parts.len() {
            if possible(self.program, parts[..n].iter().map(|part| part.want())) {
                continue;
            }
            // By itself it was reported.
            if possible(self.program, [parts[n - 1].want()]) {
                let message = format!("the rule `{}` can never fire", code.id);
                self.unsatisfiable(Some(rule), &flat(&parts[..n]), &message);
            }
            return false;
        }
        true
    }

    fn levels(&mut self, rule: &'a Rule, code: &'a RuleCode, parts: &[Part<'a>]) {
        let holds = |level: &'a LevelCode| Part { outline: &level.when, goal: Goal::True };
        for (index, level) in code.levels.iter().enumerate() {
            if !possible(self.program, [holds(level).want()]) {
                continue;
            }
            let mut all = parts.to_vec();
            all.push(holds(level));
            if !possible(self.program, all.iter().map(|part| part.want())) {
                let core = self.core(&flat(&all));
                let mut fault =
                    Diagnostic::warning("unreachable-level", level.when.span, "this level is never reached")
                        .mark("never holds when the rule fires")
                        .help("correct its condition, or remove the level");
                for part in core.iter().filter(|part| !level.when.contains(part.outline)) {
                    fault = fault.also(part.outline.span, "holds whenever the rule fires");
                }
                self.warn(Some(rule), fault);
                continue;
            }
            let before = &code.levels[..index];
            let earlier = |level: &LevelCode| Want::Cond(level.when.cond, Goal::NotTrue);
            let wants = || all.iter().map(|part| part.want());
            if possible(self.program, wants().chain(before.iter().map(earlier))) {
                continue;
            }
            let mut fault = Diagnostic::warning("unreachable-level", level.when.span, "this level is never reached")
                .help("put the narrower level first: the first one that holds is the one that counts");
            let alone = before.iter().find(|level| !possible(self.program, wants().chain([earlier(level)])));
            for level in alone.map_or(before, std::slice::from_ref) {
                fault = fault.also(level.when.span, "this one holds wherever it does");
            }
            self.warn(Some(rule), fault);
        }
    }

    /// Reports conditions that never hold together: the last one that is needed for it, with those before it.
    fn unsatisfiable(&mut self, rule: Option<&'a Rule>, parts: &[Part<'a>], message: &str) {
        let core = self.core(parts);
        let Some((last, before)) = core.split_last() else { return };
        let mut fault = Diagnostic::warning("unsatisfiable-condition", last.outline.span, message);
        fault = match before {
            [] => fault
                .mark(self.why(last.outline))
                .help("correct or remove it; a rule that should not fire for now is turned off with `off = true`"),
            _ => fault
                .mark(if last.goal == Goal::True { "cannot hold as well" } else { "holds wherever the rest does" })
                .help("loosen one of them, or write `any = [ … ]` if one of them is enough"),
        };
        // Several labels of one list stand in one place.
        let place = |part: &Part<'_>| (part.outline.span.file, part.outline.span.start);
        let mut shown = vec![place(last)];
        for part in before {
            if !shown.contains(&place(part)) {
                shown.push(place(part));
                fault = fault.also(part.outline.span, "this contradicts it");
            }
        }
        self.warn(rule, fault);
    }

    /// The smallest run of conditions that cannot be met together, without those that do not matter. All of them cannot.
    fn core(&self, parts: &[Part<'a>]) -> Vec<Part<'a>> {
        let met = |parts: &[Part<'_>]| possible(self.program, parts.iter().map(|part| part.want()));
        let end = (1..=parts.len()).find(|&n| !met(&parts[..n])).unwrap_or(parts.len());
        let mut core = parts[..end].to_vec();
        let mut at = 0;
        while at < core.len() {
            let mut without = core.clone();
            without.remove(at);
            if met(&without) {
                at += 1;
            } else {
                core = without;
            }
        }
        core
    }

    /// What a single condition runs up against.
    fn why(&self, outline: &Outline) -> String {
        match self.program.code.conds.get(outline.cond.index()) {
            Cond::Leaf(Test::Number(num, ..) | Test::Between(num, ..), _) => limits(self.program, *num),
            _ => String::new(),
        }
    }
}

/// Conditions that were looked at.
#[derive(Default)]
struct Seen(FxHashSet<(FileId, u32, CondId)>);

/// Conditions as far as they can be taken apart into ones that all have to be met.
fn flat<'p>(parts: &[Part<'p>]) -> Vec<Part<'p>> {
    let mut out = Vec::new();
    for &part in parts {
        let inner = match (&part.outline.kind, part.goal) {
            (OutlineKind::All, Goal::True) | (OutlineKind::Any, Goal::False) => part.goal,
            (OutlineKind::None | OutlineKind::Not, Goal::True) => Goal::False,
            (OutlineKind::Not, Goal::False) => Goal::True,
            _ => {
                out.push(part);
                continue;
            }
        };
        let parts: Vec<Part<'_>> = part.outline.parts.iter().map(|outline| Part { outline, goal: inner }).collect();
        out.extend(flat(&parts));
    }
    out
}

/// The range of a number, for people.
fn limits(program: &Program, num: NumId) -> String {
    let Range { low, high, whole, .. } = range(program, num);
    let range = match (low.is_finite(), high.is_finite()) {
        (true, true) => format!("it is {low} to {high}"),
        (true, false) => format!("it is {low} or more"),
        (false, true) => format!("it is {high} or less"),
        (false, false) => return String::new(),
    };
    if whole { format!("{range}, without fractions") } else { range }
}

impl Outline {
    /// Whether another outline is this one or a part of it.
    fn contains(&self, other: &Outline) -> bool {
        std::ptr::eq(self, other) || self.parts.iter().any(|part| part.contains(other))
    }
}
