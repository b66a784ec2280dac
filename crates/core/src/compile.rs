//! compile: one search for each text field.
//!
//! Every phrase list and every pattern that some condition looks for in a text goes into one matcher and one trigger set
//! for that text, so that a text is read once, whatever the number of rules.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use crate::program::{Cond, Covers, Num, PatternId, Program, Search, Set, Test};
use crate::text::pattern::TriggerSet;
use crate::text::phrase::{ListId, PhraseMatcher};

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
    for want in &mut wanted {
        if want.language || want.lists.iter().any(|l| program.lists[l.0 as usize].covers != Covers::All) {
            want.lists.extend(program.function_words.iter().map(|(_, list)| *list));
        }
    }
    let mut matchers: BTreeMap<BTreeSet<ListId>, usize> = BTreeMap::new();
    let mut triggers: BTreeMap<BTreeSet<PatternId>, usize> = BTreeMap::new();
    for want in wanted {
        let next = matchers.len();
        let matcher = (!want.lists.is_empty()).then(|| *matchers.entry(want.lists).or_insert(next));
        let pattern_slots: FxHashMap<PatternId, usize> = want.patterns.iter().copied().zip(0..).collect();
        let next = triggers.len();
        let trigger = (!want.patterns.is_empty()).then(|| *triggers.entry(want.patterns).or_insert(next));
        program.searches.push(Search { matcher, triggers: trigger, pattern_slots });
    }
    let mut built: Vec<(usize, PhraseMatcher)> = matchers
        .into_iter()
        .map(|(lists, index)| {
            let lists = lists.iter().map(|&id| (id, program.lists[id.0 as usize].phrases.as_slice()));
            (index, PhraseMatcher::new(lists))
        })
        .collect();
    built.sort_by_key(|(index, _)| *index);
    program.matchers = built.into_iter().map(|(_, m)| m).collect();
    let mut built: Vec<(usize, TriggerSet)> = triggers
        .into_iter()
        .map(|(set, index)| (index, TriggerSet::new(set.iter().map(|p| &program.code.patterns[p.index()]))))
        .collect();
    built.sort_by_key(|(index, _)| *index);
    program.triggers = built.into_iter().map(|(_, t)| t).collect();
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
            wanted[text.index()].lists.extend(tagger.labels.iter().map(|l| l.list));
            wanted[text.index()].language |= tagger.covers != Covers::All;
        }
    }
}
