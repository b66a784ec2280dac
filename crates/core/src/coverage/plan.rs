//! What there is to see of a program: its units, and where each rule leads to their leaves.

use std::collections::BTreeMap;

use super::lists::ListPlan;
use super::{Coverage, Leaf, Unit, UnitKind};
use crate::diag::{FileId, Span};
use crate::program::{CondId, Outline, OutlineKind, Program, RuleCode, Standing};

/// What has to hold before a condition of a rule matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gate {
    /// Nothing.
    None,
    /// The rule applies.
    Applies,
    /// What the rule needs is there, too.
    Needs,
}

/// A leaf as a rule leads to it.
#[derive(Clone, Debug)]
pub(super) struct Spot {
    pub(super) gate: Gate,
    pub(super) cond: CondId,
    pub(super) unit: usize,
    pub(super) leaf: usize,
}

/// What to look at in a rule.
#[derive(Clone, Debug, Default)]
pub(super) struct RulePlan {
    pub(super) spots: Vec<Spot>,
    pub(super) applies: Vec<CondId>,
    pub(super) needs: Vec<CondId>,
    /// Its own unit, if it is of a pack that counts.
    pub(super) unit: Option<usize>,
}

pub(super) fn plan(program: &Program, first_pack: usize) -> Coverage {
    let mut planner = Planner { program, units: Vec::new(), places: BTreeMap::new() };
    let mut plans: Vec<RulePlan> = vec![RulePlan::default(); program.rules.len()];
    for (plan, rule) in plans.iter_mut().zip(&program.rules) {
        // A rule that is off is never evaluated.
        if rule.pack >= first_pack && rule.standing != Standing::Off {
            planner.rule(plan, rule);
        }
    }
    planner.filters(&mut plans, first_pack);
    planner.factors(&mut plans, first_pack);
    let lists = ListPlan::new(program, first_pack, &mut planner.units);
    Coverage { units: planner.units, plans, lists }
}

/// Where the leaves of a named condition are kept: by the place of what the name stands for.
type Place = (FileId, u32, u32, CondId);

struct Planner<'p> {
    program: &'p Program,
    units: Vec<Unit>,
    places: BTreeMap<Place, usize>,
}

impl Planner<'_> {
    fn rule(&mut self, plan: &mut RulePlan, rule: &RuleCode) {
        let unit = self.unit(UnitKind::Rule, rule.id.clone(), rule.span);
        plan.unit = Some(unit);
        let factor = self.program.factors[rule.factor.index()].applies.as_ref();
        plan.applies = factor.iter().copied().chain(&rule.applies).map(|o| o.cond).collect();
        plan.needs = rule.needs.iter().map(|o| o.cond).collect();
        let body = rule.when.iter().chain(rule.levels.iter().map(|l| &l.when)).chain(&rule.unless);
        let parts = rule.applies.iter().map(|o| (Gate::None, o));
        let parts = parts.chain(rule.needs.iter().map(|o| (Gate::Applies, o)));
        for (gate, outline) in parts.chain(body.map(|o| (Gate::Needs, o))) {
            self.tree(plan, unit, gate, outline);
        }
        self.units[unit].events = super::events::events(rule, self.program);
    }

    fn unit(&mut self, kind: UnitKind, name: String, span: Span) -> usize {
        self.units.push(Unit { kind, name, span, leaves: Vec::new(), events: Vec::new() });
        self.units.len() - 1
    }

    /// The leaves of a condition; a named one is a leaf itself, and has its own elsewhere.
    fn tree(&mut self, plan: &mut RulePlan, unit: usize, gate: Gate, outline: &Outline) {
        match &outline.kind {
            OutlineKind::Named(name) => {
                self.leaf(plan, unit, gate, outline, format!("is {name}"));
                for part in outline.parts.iter() {
                    self.named(plan, gate, name, part);
                }
                return;
            }
            OutlineKind::Test(said) => self.leaf(plan, unit, gate, outline, said.to_string()),
            OutlineKind::Fired(rules) => self.leaf(plan, unit, gate, outline, format!("fired {rules}")),
            OutlineKind::All | OutlineKind::Any | OutlineKind::None | OutlineKind::Not => {}
        }
        for part in outline.parts.iter() {
            self.tree(plan, unit, gate, part);
        }
    }

    fn leaf(&mut self, plan: &mut RulePlan, unit: usize, gate: Gate, outline: &Outline, words: String) {
        let leaves = &mut self.units[unit].leaves;
        let known_one = leaves.iter().position(|leaf| same(leaf.span, outline.span) && leaf.words == words);
        let leaf = known_one.unwrap_or_else(|| {
            let known = self.program.always_known(outline.cond);
            leaves.push(Leaf { span: outline.span, words, hits: [0; 3], known });
            leaves.len() - 1
        });
        plan.spots.push(Spot { gate, cond: outline.cond, unit, leaf });
    }

    /// What a name stands for: one unit, whichever rules use the name.
    fn named(&mut self, plan: &mut RulePlan, gate: Gate, name: &str, outline: &Outline) {
        let place = (outline.span.file, outline.span.start, outline.span.end, outline.cond);
        let unit = if let Some(&unit) = self.places.get(&place) {
            unit
        } else {
            let unit = self.unit(UnitKind::Define, name.to_owned(), outline.span);
            self.places.insert(place, unit);
            unit
        };
        self.tree(plan, unit, gate, outline);
    }

    /// The filters of views and named numbers, which every rule may read.
    fn filters(&mut self, plans: &mut [RulePlan], first_pack: usize) {
        for filter in self.program.filters.iter().filter(|f| f.pack >= first_pack) {
            let unit = self.unit(UnitKind::Filter, filter.name.value.clone(), filter.name.span);
            for plan in &mut *plans {
                self.tree(plan, unit, Gate::None, &filter.condition);
            }
        }
    }

    fn factors(&mut self, plans: &mut [RulePlan], first_pack: usize) {
        let program = self.program;
        for (index, factor) in program.factors.iter().enumerate() {
            let Some(applies) = factor.applies.as_ref().filter(|_| factor.pack >= first_pack) else { continue };
            let unit = self.unit(UnitKind::Factor, factor.id.clone(), applies.span);
            for (plan, rule) in plans.iter_mut().zip(&program.rules) {
                if rule.factor.index() == index {
                    self.tree(plan, unit, Gate::None, applies);
                }
            }
        }
    }
}

/// Whether two places are one; spans compare equal wherever they are.
fn same(a: Span, b: Span) -> bool {
    (a.file, a.start, a.end) == (b.file, b.start, b.end)
}
