//! What a rule rests on, through all names.

use rustc_hash::FxHashSet;

use crate::program::{Cond, CondId, Contains, Key, Num, NumId, Presence, Program, Set, SetId, TaggerId, Test, ViewId};
use crate::text::phrase::ListId;

/// Everything that a rule rests on.
#[derive(Default)]
pub(super) struct Reach {
    pub(super) conds: FxHashSet<CondId>,
    pub(super) nums: FxHashSet<NumId>,
    pub(super) views: FxHashSet<ViewId>,
    pub(super) lists: FxHashSet<ListId>,
    pub(super) taggers: FxHashSet<TaggerId>,
}

impl Reach {
    pub(super) fn cond(&mut self, program: &Program, id: CondId) {
        if !self.conds.insert(id) {
            return;
        }
        match program.code.conds.get(id.index()) {
            Cond::All(parts) | Cond::Any(parts) => parts.iter().for_each(|&part| self.cond(program, part)),
            Cond::Not(inner) => self.cond(program, *inner),
            Cond::Fired(_) => {}
            Cond::Leaf(test, _) => {
                if let Test::Contains(_, Contains { lists, not_after, not_before, .. }) = test {
                    self.lists.extend(lists.iter().chain(&**not_after).chain(&**not_before));
                }
                for num in numbers_of(test) {
                    self.num(program, num);
                }
                for set in sets_of(test) {
                    self.set(program, set);
                }
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
                if let Some(filter) = filter {
                    self.cond(program, *filter);
                }
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
            if let Some(filter) = view.filter {
                self.cond(program, filter);
            }
            if let Some(of) = view.of {
                self.view(program, of);
            }
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
