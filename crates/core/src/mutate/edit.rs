//! Changes of a compiled program, in place, and how they are taken back.

use std::sync::OnceLock;

use crate::program::{Cond, CondId, Effect, LevelCode, Num, NumId, Outline, Program, Real, RuleId, View, ViewId};
use crate::program::{PhraseList, Set, SetId, Test};
use crate::text::phrase::{ListId, PhraseMatcher};

/// A change.
#[derive(Clone, Debug)]
pub(super) enum Edit {
    /// A condition becomes another one.
    Cond(CondId, Cond),
    Negate(CondId),
    /// The number that the test of a condition compares with; the second one of `between` is 1.
    Bound(CondId, usize, f64),
    /// A number becomes another one.
    Num(NumId, Num),
    /// The constant on the right of a formula.
    Factor(NumId, f64),
    View(ViewId, View),
    Part(RuleId, Part),
    /// The effect of a level; 0 is the rule itself.
    Effect(RuleId, usize, Effect),
    Levels(RuleId, Vec<LevelCode>),
    Supersedes(RuleId),
    /// A set that shares a label with these.
    Labels {
        cond: CondId,
        set: SetId,
        labels: Box<[Box<str>]>,
        unknown: Option<bool>,
    },
    /// Lists without some of their phrases.
    Lists(Vec<(ListId, Without)>),
}

/// A part of a rule that can be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Applies,
    Needs,
    Unless,
}

/// What a list lacks.
#[derive(Clone, Debug)]
pub(super) enum Without {
    Language(String),
    Phrase(usize),
}

/// How a change is taken back.
type Undo = Box<dyn FnOnce(&mut Program)>;

/// A change that was made.
pub(super) struct Applied {
    undo: Undo,
    /// The condition that was changed and what it was, where that is what was changed.
    pub(super) changed: Option<(CondId, CondId)>,
}

impl Applied {
    pub(super) fn take_back(self, program: &mut Program) {
        (self.undo)(program);
    }

    fn plain(undo: impl FnOnce(&mut Program) + 'static) -> Self {
        Applied { undo: Box::new(undo), changed: None }
    }
}

impl Edit {
    pub(super) fn apply(&self, program: &mut Program) -> Applied {
        match self.clone() {
            Edit::Cond(id, cond) => replaced(program, id, cond),
            Edit::Negate(id) => {
                let same = program.code.conds.get(id.index()).clone();
                let same = program.code.own_cond(same);
                replaced(program, id, Cond::Not(same))
            }
            Edit::Bound(id, which, value) => {
                let bound = program.code.num(Num::Const(Real(value)));
                let Cond::Leaf(test, unknown) = program.code.conds.get(id.index()).clone() else {
                    return Applied::plain(|_| ());
                };
                let test = match (test, which) {
                    (Test::Number(a, op, _), _) => Test::Number(a, op, bound),
                    (Test::Between(of, _, high), 0) => Test::Between(of, bound, high),
                    (Test::Between(of, low, _), _) => Test::Between(of, low, bound),
                    (other, _) => other,
                };
                replaced(program, id, Cond::Leaf(test, unknown))
            }
            Edit::Num(id, num) => number(program, id, num),
            Edit::Factor(id, value) => {
                let factor = program.code.num(Num::Const(Real(value)));
                match program.code.nums.get(id.index()).clone() {
                    Num::Formula(arith, a, _) => number(program, id, Num::Formula(arith, a, factor)),
                    _ => Applied::plain(|_| ()),
                }
            }
            Edit::View(id, view) => {
                let old = program.code.views.replace(id.index(), view);
                Applied::plain(move |program| {
                    program.code.views.replace(id.index(), old);
                })
            }
            Edit::Part(rule, part) => {
                let old = std::mem::take(part_of(program, rule, part));
                Applied::plain(move |program| *part_of(program, rule, part) = old)
            }
            Edit::Effect(rule, level, effect) => {
                let old = std::mem::replace(effect_of(program, rule, level), effect);
                program.reweigh();
                Applied::plain(move |program| {
                    *effect_of(program, rule, level) = old;
                    program.reweigh();
                })
            }
            Edit::Levels(rule, levels) => {
                let old = std::mem::replace(&mut program.rules[rule.index()].levels, levels);
                program.reweigh();
                Applied::plain(move |program| {
                    program.rules[rule.index()].levels = old;
                    program.reweigh();
                })
            }
            Edit::Supersedes(rule) => {
                let old: Vec<Vec<RuleId>> = program.rules.iter().map(|r| r.superseded_by.clone()).collect();
                program.rules.iter_mut().for_each(|r| r.superseded_by.retain(|by| *by != rule));
                Applied::plain(move |program| {
                    for (rule, by) in program.rules.iter_mut().zip(old) {
                        rule.superseded_by = by;
                    }
                })
            }
            Edit::Labels { cond, set, labels, unknown } => {
                let labels = program.code.set(Set::Labels(labels));
                replaced(program, cond, Cond::Leaf(Test::Overlaps(set, labels), unknown))
            }
            Edit::Lists(lists) => without(program, &lists),
        }
    }
}

fn replaced(program: &mut Program, id: CondId, cond: Cond) -> Applied {
    let old = program.code.conds.replace(id.index(), cond);
    let before = program.code.own_cond(old.clone());
    let undo = move |program: &mut Program| {
        program.code.conds.replace(id.index(), old);
    };
    Applied { undo: Box::new(undo), changed: Some((before, id)) }
}

fn number(program: &mut Program, id: NumId, num: Num) -> Applied {
    let old = program.code.nums.replace(id.index(), num);
    Applied::plain(move |program| {
        program.code.nums.replace(id.index(), old);
    })
}

fn part_of(program: &mut Program, rule: RuleId, part: Part) -> &mut Option<Outline> {
    let rule = &mut program.rules[rule.index()];
    match part {
        Part::Applies => &mut rule.applies,
        Part::Needs => &mut rule.needs,
        Part::Unless => &mut rule.unless,
    }
}

fn effect_of(program: &mut Program, rule: RuleId, level: usize) -> &mut Effect {
    let rule = &mut program.rules[rule.index()];
    match level.checked_sub(1) {
        Some(index) => &mut rule.levels[index].effect,
        None => &mut rule.base,
    }
}

/// Leaves phrases out of lists. The automaton is made anew when a text is read next, and the old one kept for afterwards.
fn without(program: &mut Program, lists: &[(ListId, Without)]) -> Applied {
    let old_matcher: OnceLock<PhraseMatcher> = std::mem::take(&mut program.matcher);
    let old_starts: Vec<_> = program.searches.iter_mut().map(|search| std::mem::take(&mut search.starts)).collect();
    let mut old: Vec<(ListId, PhraseList)> = Vec::new();
    for (id, without) in lists {
        let list = &mut program.lists[id.0 as usize];
        old.push((*id, list.clone()));
        let gone = match without {
            Without::Phrase(nth) => *nth..nth + 1,
            Without::Language(language) => {
                if let crate::program::Covers::Languages(covered) = &mut list.covers {
                    covered.retain(|l| l != language);
                }
                list.spoken.iter().find(|(l, _)| l == language).map_or(0..0, |(_, range)| range.clone())
            }
        };
        list.phrases.remove(gone.clone());
        for (_, range) in &mut list.spoken {
            let shift = |at: usize| if at >= gone.end { at - gone.len() } else { at.min(gone.start) };
            *range = shift(range.start)..shift(range.end);
        }
    }
    Applied::plain(move |program| {
        for (id, list) in old.into_iter().rev() {
            program.lists[id.0 as usize] = list;
        }
        program.matcher = old_matcher;
        for (search, starts) in program.searches.iter_mut().zip(old_starts) {
            search.starts = starts;
        }
    })
}
