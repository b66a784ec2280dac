//! compile: one search for each text field.
//!
//! All phrase lists go into one automaton, which finds in one pass over a text whatever any rule looks for in it; here it is
//! worked out which lists and which patterns matter for which text.

use std::collections::{BTreeMap, BTreeSet};

use crate::program::{Cond, CondId, Covers, Num, PatternId, Program, Scope, Search, Set, TagLabel, TaggerId, Test};
use crate::score::Weights;
use crate::text::phrase::ListId;
use crate::text::trigger::{Patterns, TriggerSet};

/// What is looked for in one text.
#[derive(Default)]
struct Wanted {
    lists: BTreeSet<ListId>,
    patterns: BTreeSet<PatternId>,
    /// The language decides whether not to find a phrase means anything.
    language: bool,
}

pub(crate) fn searches(program: &mut Program) {
    let mut wanted: Vec<Wanted> = (0..program.code.texts.len()).map(|_| Wanted::default()).collect();
    collect(program, &mut wanted);
    program.bounded = program.lists.iter().map(|list| list.covers != Covers::All).collect();
    for want in &mut wanted {
        want.language |= want.lists.iter().any(|list| program.bounded[list.0 as usize]);
    }
    let mut triggers: BTreeMap<BTreeSet<PatternId>, usize> = BTreeMap::new();
    for want in wanted {
        let numbers: Vec<_> = want.patterns.iter().copied().zip((0..).map(Patterns::number)).collect();
        let next = triggers.len();
        let trigger = (!want.patterns.is_empty()).then(|| *triggers.entry(want.patterns).or_insert(next));
        let mut search =
            if want.lists.is_empty() { Search::default() } else { Search::of_lists(program.lists.len(), want.lists) };
        search.number(numbers);
        program.searches.push(Search { language: want.language, triggers: trigger, ..search });
    }
    let mut built: Vec<(usize, TriggerSet)> = triggers
        .into_iter()
        .map(|(set, index)| (index, TriggerSet::new(set.iter().map(|p| program.code.patterns[p.index()].literals()))))
        .collect();
    built.sort_by_key(|(index, _)| *index);
    program.triggers = built.into_iter().map(|(_, t)| t).collect();
    program.reweigh();
    program.tells_language = Search { language: true, ..Search::default() };
    program.list_labels = vec![Vec::new(); program.lists.len()];
    for (tagger, code) in (0..).map(TaggerId).zip(&program.taggers) {
        for (label, tag) in code.labels.iter().enumerate() {
            for list in tag.lists() {
                program.list_labels[list.0 as usize].push((tagger, label));
            }
        }
    }
}

/// Says of which conditions and numbers results are worth keeping. Those of a condition are if it is asked for in several places,
/// or about the record for each of its members, and takes more than a look.
pub(crate) fn keep(program: &mut Program) {
    let conds = &program.code.conds;
    let mut asked = vec![0_u32; conds.len()];
    let about_record = |cond: &CondId| conds.place(cond.index()).scope == Scope::RECORD;
    let mut ask = |cond: &CondId, for_members: bool| {
        asked[cond.index()] += if for_members && about_record(cond) { 2 } else { 1 };
    };
    for (index, cond) in conds.iter().enumerate() {
        let of_member = conds.place(index).scope != Scope::RECORD;
        match cond {
            Cond::All(parts) | Cond::Any(parts) => parts.iter().for_each(|part| ask(part, of_member)),
            Cond::Not(inner) => ask(inner, of_member),
            Cond::Fired(_) | Cond::Leaf(..) => {}
        }
    }
    let counted = program.code.nums.iter().filter_map(|num| match num {
        Num::Members { filter, .. } => filter.as_ref(),
        _ => None,
    });
    let viewed = program.code.views.iter().filter_map(|view| view.filter.as_ref());
    counted.chain(viewed).for_each(|filter| ask(filter, true));
    for rule in &program.rules {
        let bodies = rule.when.iter().chain(&rule.unless).chain(&rule.needs).chain(&rule.applies);
        let levels = rule.levels.iter().map(|level| &level.when);
        // A factor's question is put for each of its rules.
        let factor = program.factors.get(rule.factor.index()).and_then(|factor| factor.applies.as_ref());
        bodies.chain(levels).chain(factor).for_each(|outline| ask(&outline.cond, false));
    }
    let looked_up = |cond: &Cond| matches!(cond, Cond::Leaf(Test::Bool(..), _));
    program.code.conds.keep(|index, cond| asked[index] > 1 && !looked_up(cond));
    program.code.nums.keep(|_, num| !matches!(num, Num::Const(_) | Num::Fact(_)));
}

impl Program {
    /// Works out again what the rules weigh, after their effects were changed.
    pub(crate) fn reweigh(&mut self) {
        self.score.weights = Weights::new(&self.rules, self.factors.len());
    }
}

fn collect(program: &Program, wanted: &mut [Wanted]) {
    for text in &program.code.languages {
        wanted[text.index()].language = true;
    }
    for cond in program.code.conds.iter() {
        let Cond::Leaf(test, _) = cond else { continue };
        match test {
            Test::Contains(text, contains) => {
                let lists = [&contains.lists, &contains.not_after, &contains.not_before];
                wanted[text.index()].lists.extend(lists.into_iter().flat_map(|l| l.iter()));
            }
            Test::Matches(text, pattern) => {
                wanted[text.index()].patterns.insert(*pattern);
            }
            _ => {}
        }
    }
    for num in program.code.nums.iter() {
        if let Num::Matches(text, pattern) = num {
            wanted[text.index()].patterns.insert(*pattern);
        }
    }
    for set in program.code.sets.iter() {
        if let Set::Tags(text, tagger) = set {
            let tagger = &program.taggers[tagger.index()];
            wanted[text.index()].lists.extend(tagger.labels.iter().flat_map(TagLabel::lists));
            wanted[text.index()].language |= tagger.covers != Covers::All;
        }
    }
}
