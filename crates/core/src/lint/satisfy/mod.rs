//! Whether some record can give conditions the results that are wanted of them.
//!
//! Conditions are taken apart, in Kleene logic, down to tests of single facts; what a fact can be under its tests is then
//! worked out exactly: bools, labels, numbers compared with constants, and sets with their labels and sizes, each known,
//! absent or unknown, within the ranges of the catalogue. Tests of texts, and whatever compares two facts in a way that is
//! not looked into, are free to come out as they like, the same test always in the same way. So *impossible* is always right;
//! *possible* can be wrong where facts depend on each other in a way that is not known here, or where the search is given up.

#[expect(clippy::struct_excessive_bools, reason = "each says whether one state is possible, and all combinations are")]
mod domain;
mod mask;
mod range;
mod set;
#[expect(clippy::float_cmp, reason = "ends of stretches are constants, and equal when they are")]
mod span;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use domain::{Domain, LabelDomain, Missing, NumberDomain, PairDomain, States};
use mask::Mask;
use set::{SetDomain, SetTest};
use span::Numbers;

pub(super) use mask::Goal;
pub(super) use range::{Range, range};

use crate::program::{
    Cond, CondId, FactRef, LabelRef, Num, NumId, Op, Presence, Program, RuleId, Set, SetId, Test, TextId, ViewId,
};
use crate::schema::Kind;

/// What is wanted.
#[derive(Clone, Debug)]
pub(super) enum Want {
    Cond(CondId, Goal),
    /// That something is present, or is not.
    Present(Presence, Goal),
    All(Vec<Want>),
    Any(Vec<Want>),
}

/// How many choices are tried before a search is given up.
const MAX_STEPS: u32 = 4_000;

/// Whether a record could meet all of this. Also said when it takes too long to tell.
pub(super) fn possible(program: &Program, wants: impl IntoIterator<Item = Want>) -> bool {
    let mut search = Search { program, steps: MAX_STEPS };
    search.met(Facts::default(), wants.into_iter().collect(), Vec::new())
}

/// What domains are about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum About<'p> {
    Bool(FactRef),
    Label(LabelRef),
    Number(NumId),
    /// The number of members of a view.
    Count(ViewId),
    Set(SetId),
    /// The lower id first.
    Pair(NumId, NumId),
    Test(&'p Test),
    Text(TextId),
    Rule(RuleId),
}

/// What facts can still be. A search takes many copies of it and changes little in each.
#[derive(Clone, Default)]
struct Facts<'p>(FxHashMap<About<'p>, Rc<Domain>>);

struct Search<'p> {
    program: &'p Program,
    steps: u32,
}

impl<'p> Search<'p> {
    /// `choices` are lists of which one has to be met.
    fn met(&mut self, mut facts: Facts<'p>, mut wants: Vec<Want>, mut choices: Vec<Vec<Want>>) -> bool {
        while let Some(want) = wants.pop() {
            match want {
                Want::All(all) => wants.extend(all),
                Want::Any(any) => choices.push(any),
                Want::Present(presence, goal) => {
                    if !facts.present(self.program, presence, Mask::of(goal, None)) {
                        return false;
                    }
                }
                Want::Cond(cond, goal) => {
                    if !self.take(cond, goal, &mut facts, &mut wants, &mut choices) {
                        return false;
                    }
                }
            }
        }
        // The choice with the fewest ways out first: it decides most.
        let Some((at, _)) = choices.iter().enumerate().min_by_key(|(_, ways)| ways.len()) else { return true };
        let ways = choices.swap_remove(at);
        for way in ways {
            if self.steps == 0 {
                return true;
            }
            self.steps -= 1;
            if self.met(facts.clone(), vec![way], choices.clone()) {
                return true;
            }
        }
        false
    }

    /// Takes a condition apart. False if it cannot be met.
    fn take(
        &self,
        cond: CondId,
        goal: Goal,
        facts: &mut Facts<'p>,
        wants: &mut Vec<Want>,
        choices: &mut Vec<Vec<Want>>,
    ) -> bool {
        match self.program.code.conds.get(cond.index()) {
            Cond::Leaf(test, unknown) => return facts.restrict(self.program, test, Mask::of(goal, *unknown)),
            Cond::Not(inner) => wants.push(Want::Cond(*inner, goal.opposite())),
            Cond::All(parts) | Cond::Any(parts) => {
                let conjunction = matches!(self.program.code.conds.get(cond.index()), Cond::All(_));
                let parts = parts.iter().map(|&part| Want::Cond(part, goal));
                if conjunction == goal.of_all() {
                    wants.extend(parts);
                } else {
                    choices.push(parts.collect());
                }
            }
            Cond::Fired(rules) => {
                let mask = Mask::of(goal, None);
                // One that fired is enough; the others are free.
                if goal.of_all() && rules.len() > 1 {
                    return true;
                }
                return rules.iter().all(|&rule| facts.atom(About::Rule(rule), mask));
            }
        }
        true
    }
}

impl<'p> Facts<'p> {
    /// Takes into account that a test has to come out in some way. False if that cannot be.
    fn restrict(&mut self, program: &'p Program, test: &'p Test, mask: Mask) -> bool {
        match test {
            Test::Bool(fact, wanted) => {
                self.bool(program, *fact, |states| if *wanted { states.is_true(mask) } else { states.is_false(mask) })
            }
            Test::Label(label, words) => self.label(program, *label, |domain| domain.is_one_of(words, mask)),
            Test::Number(a, op, b) => self.compare(program, *a, *op, *b, mask),
            Test::Between(of, low, high) => self.between(program, test, [*of, *low, *high], mask),
            Test::Has(set, label) => self.set(program, *set, SetTest::Has(label.clone()), mask),
            Test::Overlaps(a, b) => match (program.code.sets.get(a.index()), program.code.sets.get(b.index())) {
                (_, Set::Labels(labels)) => self.set(program, *a, SetTest::Overlaps(labels.clone()), mask),
                (Set::Labels(labels), _) => self.set(program, *b, SetTest::Overlaps(labels.clone()), mask),
                _ => self.atom(About::Test(test), mask),
            },
            Test::Compare(..) | Test::SameAs(..) | Test::SharesWord(..) | Test::Contains(..) | Test::Matches(..) => {
                self.atom(About::Test(test), mask)
            }
            Test::Present(presence, wanted) => self.present(program, *presence, mask.flipped_unless(*wanted)),
        }
    }

    /// What something can be; `new` says it where nothing has restricted it yet.
    fn domain(&mut self, about: About<'p>, new: impl FnOnce() -> Domain) -> &mut Domain {
        Rc::make_mut(self.0.entry(about).or_insert_with(|| Rc::new(new())))
    }

    fn present(&mut self, program: &Program, presence: Presence, mask: Mask) -> bool {
        match presence {
            Presence::Bool(fact) => self.bool(program, fact, |states| states.is_present(mask)),
            Presence::Label(label) => self.label(program, label, |domain| domain.is_present(mask)),
            Presence::Number(num) => self.number(program, num, |number| number.is_present(mask)),
            Presence::Set(set) => self.set(program, set, SetTest::Present, mask),
            Presence::Members(view) => self.count(program, view, |number| number.is_in(&Numbers::above(0.0), mask)),
            Presence::Text(text) => self.atom(About::Text(text), mask),
        }
    }

    fn compare(&mut self, program: &Program, a: NumId, op: Op, b: NumId, mask: Mask) -> bool {
        match (constant(program, a), constant(program, b)) {
            (_, Some(b)) => self.number_in(program, a, &numbers(op, b), mask),
            (Some(a), None) => self.number_in(program, b, &numbers(mirrored(op), a), mask),
            (None, None) => {
                let (first, second, op) = if a <= b { (a, b, op) } else { (b, a, mirrored(op)) };
                let domain = self.domain(About::Pair(first, second), || {
                    let (a, b) = (range(program, first), range(program, second));
                    Domain::Pair(PairDomain::new(a, b, first == second))
                });
                if let Domain::Pair(pair) = domain {
                    pair.is([op.holds(0.0, 1.0), op.holds(0.0, 0.0), op.holds(1.0, 0.0)], mask);
                }
                domain.is_possible()
            }
        }
    }

    fn between(&mut self, program: &'p Program, test: &'p Test, [of, low, high]: [NumId; 3], mask: Mask) -> bool {
        if let (Some(low), Some(high)) = (constant(program, low), constant(program, high)) {
            return self.number_in(program, of, &Numbers::between(low, high), mask);
        }
        if mask.yes && !mask.no {
            return self.compare(program, of, Op::AtLeast, low, mask)
                && self.compare(program, of, Op::AtMost, high, mask);
        }
        self.atom(About::Test(test), mask)
    }

    /// A number that is one of some numbers.
    fn number_in(&mut self, program: &Program, num: NumId, numbers: &Numbers, mask: Mask) -> bool {
        match program.code.nums.get(num.index()) {
            Num::SetSize(set) => self.set(program, *set, SetTest::Size(numbers.clone()), mask),
            Num::Members { view, filter: None, share: false } => {
                self.count(program, *view, |number| number.is_in(numbers, mask))
            }
            _ => self.number(program, num, |number| number.is_in(numbers, mask)),
        }
    }

    fn bool(&mut self, program: &Program, fact: FactRef, narrow: impl FnOnce(&mut States)) -> bool {
        let unknown = !range::decl(program, fact).declared;
        let all = States { yes: true, no: true, missing: Missing { absent: true, unknown } };
        let domain = self.domain(About::Bool(fact), || Domain::Bool(all));
        if let Domain::Bool(states) = domain {
            narrow(states);
        }
        domain.is_possible()
    }

    fn label(&mut self, program: &Program, label: LabelRef, narrow: impl FnOnce(&mut LabelDomain)) -> bool {
        let domain = self.domain(About::Label(label), || {
            let decl = match label {
                LabelRef::Fact(fact) => Some(range::decl(program, fact)),
                LabelRef::Language(_) | LabelRef::Script(_) => None,
            };
            let only = decl.and_then(|decl| match &decl.kind {
                Kind::Label(words) if !words.is_empty() => Some(words.iter().map(|w| w.as_str().into()).collect()),
                _ => None,
            });
            let unknown = decl.is_none_or(|decl| !decl.declared);
            let missing = Missing { absent: true, unknown };
            Domain::Label(LabelDomain { only, not: BTreeSet::new(), known: true, missing })
        });
        if let Domain::Label(label) = domain {
            narrow(label);
        }
        domain.is_possible()
    }

    fn number(&mut self, program: &Program, num: NumId, narrow: impl FnOnce(&mut NumberDomain)) -> bool {
        let new = || Domain::Number(NumberDomain::new(range(program, num)));
        Self::narrowed(self.domain(About::Number(num), new), narrow)
    }

    fn count(&mut self, program: &Program, view: ViewId, narrow: impl FnOnce(&mut NumberDomain)) -> bool {
        let new = || Domain::Number(NumberDomain::new(range::count(program, view)));
        Self::narrowed(self.domain(About::Count(view), new), narrow)
    }

    fn narrowed(domain: &mut Domain, narrow: impl FnOnce(&mut NumberDomain)) -> bool {
        if let Domain::Number(number) = domain {
            narrow(number);
        }
        domain.is_possible()
    }

    fn set(&mut self, program: &Program, set: SetId, test: SetTest, mask: Mask) -> bool {
        let domain = self.domain(About::Set(set), || Domain::Set(set_domain(program, set)));
        if let Domain::Set(set) = domain {
            set.asked.push((test, mask));
        }
        domain.is_possible()
    }

    fn atom(&mut self, about: About<'p>, mask: Mask) -> bool {
        let all = States { yes: true, no: true, missing: Missing { absent: false, unknown: true } };
        let domain = self.domain(about, || Domain::Atom(all));
        if let Domain::Atom(states) = domain {
            states.is_true(mask);
        }
        domain.is_possible()
    }
}

fn set_domain(program: &Program, set: SetId) -> SetDomain {
    let asked = Vec::new();
    match program.code.sets.get(set.index()) {
        Set::Fact(fact) => {
            let unknown = !range::decl(program, *fact).declared;
            SetDomain { universe: None, unknown, partial: false, asked }
        }
        Set::Labels(labels) => {
            SetDomain { universe: Some(labels.iter().cloned().collect()), unknown: false, partial: false, asked }
        }
        Set::Tags(_, tagger) => {
            let labels = program.taggers[tagger.index()].labels.iter().map(|label| label.id.clone()).collect();
            SetDomain { universe: Some(labels), unknown: true, partial: true, asked }
        }
        Set::Union(_, each) => SetDomain { partial: true, unknown: true, ..set_domain(program, *each) },
    }
}

fn constant(program: &Program, num: NumId) -> Option<f64> {
    match program.code.nums.get(num.index()) {
        Num::Const(real) => Some(real.0),
        _ => None,
    }
}

/// The numbers for which a comparison holds.
fn numbers(op: Op, with: f64) -> Numbers {
    match op {
        Op::Equals => Numbers::between(with, with),
        Op::Above => Numbers::above(with),
        Op::AtLeast => Numbers::below(with).complement(),
        Op::Below => Numbers::below(with),
        Op::AtMost => Numbers::above(with).complement(),
    }
}

/// The comparison with its sides exchanged.
fn mirrored(op: Op) -> Op {
    match op {
        Op::Equals => Op::Equals,
        Op::Above => Op::Below,
        Op::AtLeast => Op::AtMost,
        Op::Below => Op::Above,
        Op::AtMost => Op::AtLeast,
    }
}
