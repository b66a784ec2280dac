//! compile: one search for each text field.
//!
//! All phrase lists go into one automaton, which finds in one pass over a text whatever any rule looks for in it; here it is
//! worked out which lists and which patterns matter for which text.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use crate::program::{Cond, Covers, Num, PatternId, Program, Search, Set, TagLabel, TaggerId, Test};
use crate::score::Weights;
use crate::text::phrase::ListId;
use crate::text::trigger::{self, TriggerSet};

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
    let mut triggers: BTreeMap<BTreeSet<PatternId>, usize> = BTreeMap::new();
    for want in wanted {
        let bits = want.patterns.iter().copied().zip((0..).map(trigger::bit));
        let pattern_bits: FxHashMap<PatternId, _> = bits.collect();
        let next = triggers.len();
        let trigger = (!want.patterns.is_empty()).then(|| *triggers.entry(want.patterns).or_insert(next));
        let search =
            if want.lists.is_empty() { Search::default() } else { Search::of_lists(program.lists.len(), want.lists) };
        program.searches.push(Search { triggers: trigger, pattern_bits, ..search });
    }
    let mut built: Vec<(usize, TriggerSet)> = triggers
        .into_iter()
        .map(|(set, index)| (index, TriggerSet::new(set.iter().map(|p| program.code.patterns[p.index()].literals()))))
        .collect();
    built.sort_by_key(|(index, _)| *index);
    program.triggers = built.into_iter().map(|(_, t)| t).collect();
    program.reweigh();
    program.tells_language =
        Search::of_lists(program.lists.len(), program.function_words.iter().map(|(_, list)| *list));
    program.list_languages = vec![None; program.lists.len()];
    for (language, (_, list)) in program.function_words.iter().enumerate() {
        program.list_languages[list.0 as usize] = Some(language);
    }
    program.list_labels = vec![Vec::new(); program.lists.len()];
    for (tagger, code) in (0..).map(TaggerId).zip(&program.taggers) {
        for (label, tag) in code.labels.iter().enumerate() {
            for list in tag.lists() {
                program.list_labels[list.0 as usize].push((tagger, label));
            }
        }
    }
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
