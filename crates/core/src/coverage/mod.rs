//! What the tests of a pack have seen of its rules.
//!
//! A *leaf* is a test at the end of a condition. It is covered when it was seen true, false and unknown, each where it
//! mattered: true and false in a record that the rule applies to and that has what the rule needs, unknown in one that is not
//! out of the question. A leaf of a rule is seen only through the tests of that rule and through whole records; what a named
//! condition stands for is counted once, at its name, for all rules that use it. *Events* are the rest of a rule at work: each
//! level, `applies`, `needs` and `unless` keeping it from firing, each entry of `supersedes`; and of each list, a hit.
//!
//! [`Program::coverage`] says what there is to see, [`Coverage::test`] and [`Coverage::record`] look, and
//! [`Coverage::units`] tells what was seen.

mod events;
mod knowable;
mod lists;
mod plan;

use crate::diag::Span;
use crate::eval::{Evaluation, Results, Seen, Tri};
use crate::program::{Program, RuleId};
use crate::record::Record;
use crate::testing::TestCase;
use lists::ListPlan;
use plan::{Gate, RulePlan, plan};

/// What there is to see of a pack, and how often it was seen.
#[derive(Clone, Debug)]
pub struct Coverage {
    units: Vec<Unit>,
    /// By rule.
    plans: Vec<RulePlan>,
    lists: ListPlan,
}

/// Something with a name that is covered by itself.
#[derive(Clone, Debug)]
pub struct Unit {
    /// What it is.
    pub kind: UnitKind,
    /// Its name; of a rule the id.
    pub name: String,
    /// Where it is written.
    pub span: Span,
    /// The tests in its conditions.
    pub leaves: Vec<Leaf>,
    /// What else there is to see.
    pub events: Vec<Event>,
}

/// What a [`Unit`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum UnitKind {
    /// A rule.
    Rule,
    /// A named condition.
    Define,
    /// The filter of a view or of a named number.
    Filter,
    /// The condition of a factor.
    Factor,
    /// A list of phrases, or a tagger.
    List,
}

impl UnitKind {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            UnitKind::Rule => "rule",
            UnitKind::Define => "define",
            UnitKind::Filter => "filter",
            UnitKind::Factor => "factor",
            UnitKind::List => "list",
        }
    }
}

/// A test in a condition.
#[derive(Clone, Debug)]
pub struct Leaf {
    /// Where it is written.
    pub span: Span,
    /// The test in words.
    pub words: String,
    /// In how many tests and records it was true, false and unknown.
    pub hits: [u32; 3],
    /// Why it is never unknown; nothing if it can be.
    pub known: Option<String>,
}

/// Something that can happen to a rule or a list.
#[derive(Clone, Debug)]
pub struct Event {
    /// Where it is written.
    pub span: Span,
    /// What was to be seen: `level 2`.
    pub words: String,
    /// In how many tests and records it was seen.
    pub hits: u32,
}

/// Something that no test has shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Where it is written.
    pub span: Span,
    /// What it is about: the test of a leaf, or the event.
    pub words: String,
    /// What was not seen: `true`, `unknown`; nothing for an event.
    pub never: Vec<&'static str>,
}

/// The results a leaf can have, in the order of [`Leaf::hits`].
pub const RESULTS: [&str; 3] = ["true", "false", "unknown"];

impl Leaf {
    /// Whether a result is one that can be seen.
    fn possible(&self, result: usize) -> bool {
        result != 2 || self.known.is_none()
    }

    fn never(&self) -> Vec<&'static str> {
        (0..3).filter(|&i| self.possible(i) && self.hits[i] == 0).map(|i| RESULTS[i]).collect()
    }
}

impl Unit {
    /// How much of it was seen, of how much there is.
    #[must_use]
    pub fn covered(&self) -> (usize, usize) {
        let all = self.leaves.iter().map(|l| if l.known.is_none() { 3 } else { 2 }).sum::<usize>() + self.events.len();
        let gaps = self.leaves.iter().map(|l| l.never().len()).sum::<usize>();
        (all - gaps - self.events.iter().filter(|e| e.hits == 0).count(), all)
    }

    /// What was not seen, in the order of the file.
    #[must_use]
    pub fn gaps(&self) -> Vec<Gap> {
        let leaves = self.leaves.iter().map(|l| Gap { span: l.span, words: l.words.clone(), never: l.never() });
        let events = self.events.iter().filter(|e| e.hits == 0);
        let events = events.map(|e| Gap { span: e.span, words: e.words.clone(), never: Vec::new() });
        let mut gaps: Vec<Gap> = leaves.filter(|gap| !gap.never.is_empty()).chain(events).collect();
        gaps.sort_by_key(|gap| (gap.span.file, gap.span.start));
        gaps
    }
}

impl Program {
    /// What there is to see of the packs from one on.
    #[must_use]
    pub fn coverage(&self, first_pack: usize) -> Coverage {
        plan(self, first_pack)
    }
}

impl Coverage {
    /// Looks at the test of a rule.
    pub fn test(&mut self, program: &Program, case: &TestCase) {
        let mut rules = program.deciders(case.rule());
        for &silenced in &program.rules[case.rule().index()].supersedes {
            rules.extend(program.deciders(silenced));
        }
        let ordered: Vec<RuleId> = program.order.iter().copied().filter(|rule| rules.contains(rule)).collect();
        self.look(program, case.record(), case.now(), &ordered, &[case.rule()]);
    }

    /// Looks at a whole record, which shows something of every rule.
    pub fn record(&mut self, program: &Program, record: &Record<'_>, now: i64) {
        self.look(program, record, now, &program.order, &program.order);
    }

    /// Adds what another one of the same program has seen.
    pub fn add(&mut self, other: &Coverage) {
        for (unit, other) in self.units.iter_mut().zip(&other.units) {
            for (leaf, other) in unit.leaves.iter_mut().zip(&other.leaves) {
                for (mine, theirs) in leaf.hits.iter_mut().zip(other.hits) {
                    *mine += theirs;
                }
            }
            for (event, other) in unit.events.iter_mut().zip(&other.events) {
                event.hits += other.hits;
            }
        }
    }

    /// Everything that can be covered: rules in the order of their ids, then named conditions, filters, factors and lists.
    #[must_use]
    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    /// How much was seen, of how much there is.
    #[must_use]
    pub fn covered(&self) -> (usize, usize) {
        self.units.iter().map(Unit::covered).fold((0, 0), |(seen, all), (s, a)| (seen + s, all + a))
    }

    /// Evaluates some rules, and notes what was seen of those that count.
    fn look(&mut self, program: &Program, record: &Record<'_>, now: i64, rules: &[RuleId], counted: &[RuleId]) {
        let recorder = Seen::new(program.code.conds.len());
        let mut evaluation = program.evaluate_among(record, now, recorder, rules);
        self.leaves(&mut evaluation, counted);
        self.events(&mut evaluation, counted);
        self.list_hits(&evaluation);
    }

    fn leaves(&mut self, evaluation: &mut Evaluation<'_, Seen>, counted: &[RuleId]) {
        // A leaf of a named condition may be reached through several rules, and counts once.
        let mut seen: Vec<Vec<Results>> =
            self.units.iter().map(|unit| vec![Results::default(); unit.leaves.len()]).collect();
        for &rule in counted {
            let plan = &self.plans[rule.index()];
            let open = Open::of(evaluation, plan);
            for spot in &plan.spots {
                let results = evaluation.recorder().of(spot.cond);
                let all = &mut seen[spot.unit][spot.leaf];
                *all = all.and(open.through(spot.gate, results));
            }
        }
        for (unit, seen) in self.units.iter_mut().zip(seen) {
            for (leaf, results) in unit.leaves.iter_mut().zip(seen) {
                for (hits, seen) in leaf.hits.iter_mut().zip([results.yes, results.no, results.unknown]) {
                    *hits += u32::from(seen);
                }
            }
        }
    }
}

/// How far a record got into a rule.
struct Open {
    applies: Tri,
    needs: Tri,
}

impl Open {
    fn of(evaluation: &mut Evaluation<'_, Seen>, plan: &RulePlan) -> Self {
        let mut all = |gates: &[crate::program::CondId]| {
            gates.iter().fold(Tri::True, |all, &gate| all.and(evaluation.result(gate)))
        };
        Open { applies: all(&plan.applies), needs: all(&plan.needs) }
    }

    /// The results that mattered behind a gate.
    fn through(&self, gate: Gate, results: Results) -> Results {
        let so_far = match gate {
            Gate::None => Tri::True,
            Gate::Applies => self.applies,
            Gate::Needs => self.applies.and(self.needs),
        };
        match so_far {
            Tri::True => results,
            Tri::False => Results::default(),
            Tri::Unknown => Results { unknown: results.unknown, ..Results::default() },
        }
    }
}
