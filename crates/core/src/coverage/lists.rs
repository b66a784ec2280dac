//! Lists and taggers: whether any of their phrases was found.

use rustc_hash::FxHashMap;

use super::{Coverage, Event, Unit, UnitKind};
use crate::eval::{Evaluation, Seen};
use crate::program::{PhraseList, Program, TagLabel, Words};
use crate::text::phrase::ListId;
use crate::text::token;

/// Where a hit of a list is noted.
#[derive(Clone, Debug)]
enum Goal {
    /// Any phrase of the list.
    Any(usize, usize),
    /// By phrase, folded: a phrase may be of several languages.
    ByLanguage(usize, FxHashMap<Box<str>, Vec<usize>>),
}

/// By list, what a hit shows.
#[derive(Clone, Debug, Default)]
pub(super) struct ListPlan {
    goals: FxHashMap<ListId, Goal>,
}

impl ListPlan {
    /// Adds a unit for each list that some text is searched for and for each tagger, and says which hit counts for which.
    pub(super) fn new(program: &Program, first_pack: usize, units: &mut Vec<Unit>) -> Self {
        let mut plan = ListPlan::default();
        let wanted =
            |list: ListId| program.searches.iter().any(|s| s.lists.get(list.0 as usize).copied().unwrap_or(false));
        for named in program.named_words.iter().filter(|n| n.pack >= first_pack) {
            let (name, unit) = (&named.name, units.len());
            let mut events = Vec::new();
            let mut event = |words: String| events.push(Event { span: name.span, words, hits: 0 });
            match named.words {
                Words::List(id) if wanted(id) => {
                    let list = &program.lists[id.0 as usize];
                    if list.spoken.is_empty() {
                        event("a phrase is found".to_owned());
                    }
                    list.spoken.iter().for_each(|(language, _)| event(of_language(language)));
                    plan.goals.insert(id, Goal::of(list, unit));
                }
                Words::Languages if program.searches.iter().any(|search| search.language) => {
                    for (index, (language, list)) in program.function_words.iter().enumerate() {
                        event(of_language(language));
                        plan.goals.insert(*list, Goal::Any(unit, index));
                    }
                }
                Words::Tagger(id) => {
                    let labels = &program.taggers[id.index()].labels;
                    if labels.iter().any(|label| wanted(label.list)) {
                        event("a label is found".to_owned());
                        plan.goals
                            .extend(labels.iter().flat_map(TagLabel::lists).map(|list| (list, Goal::Any(unit, 0))));
                    }
                }
                // Words that no text is searched for have nothing to show.
                Words::List(_) | Words::Languages => {}
            }
            if !events.is_empty() {
                let (kind, name, span) = (UnitKind::List, name.value.clone(), name.span);
                units.push(Unit { kind, name, span, leaves: Vec::new(), events });
            }
        }
        plan
    }
}

fn of_language(language: &str) -> String {
    format!("a phrase of `{language}` is found")
}

impl Goal {
    fn of(list: &PhraseList, unit: usize) -> Self {
        if list.spoken.is_empty() {
            return Goal::Any(unit, 0);
        }
        let mut phrases: FxHashMap<Box<str>, Vec<usize>> = FxHashMap::default();
        for (index, (_, run)) in list.spoken.iter().enumerate() {
            for phrase in list.phrases.run(run.clone()) {
                let folded = token::folded(phrase, &token::tokens(phrase));
                phrases.entry(folded.into()).or_default().push(index);
            }
        }
        Goal::ByLanguage(unit, phrases)
    }
}

impl Coverage {
    pub(super) fn list_hits(&mut self, evaluation: &Evaluation<'_, Seen>) {
        let mut found: Vec<(usize, usize)> = Vec::new();
        evaluation.each_hit(|list, folded| match self.lists.goals.get(&list) {
            None => {}
            Some(Goal::Any(unit, event)) => found.push((*unit, *event)),
            Some(Goal::ByLanguage(unit, phrases)) => {
                found.extend(phrases.get(folded).into_iter().flatten().map(|event| (*unit, *event)));
            }
        });
        found.sort_unstable();
        found.dedup();
        for (unit, event) in found {
            self.units[unit].events[event].hits += 1;
        }
    }
}
