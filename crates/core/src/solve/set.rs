//! Sets of labels: one more, one fewer.

use std::borrow::Cow;

use super::edit::Step;
use super::search::Goal;
use super::{How, Solver, text_of};
use crate::program::{Set, SetId, TaggerId, TextId};
use crate::record::{Fact, Value};

/// How many labels are tried, and how many are added or taken at most.
const LABELS: usize = 6;

impl Solver<'_> {
    pub(super) fn labels(&self, step: &Step, set: SetId) -> Vec<String> {
        self.ask(step, |probe| probe.labels(set, step.row))
    }

    /// A set that holds a label, or does not.
    pub(super) fn has(&self, from: &Step, set: SetId, label: &str, wanted: bool) -> Vec<Step> {
        match self.program.code.sets.get(set.index()) {
            Set::Labels(_) => Vec::new(),
            Set::Fact(fact) => {
                let mut labels: Vec<Cow<'static, str>> = match Self::fact(from, *fact) {
                    Fact::Known(Value::Set(labels)) => labels,
                    _ => Vec::new(),
                };
                if wanted {
                    labels.push(label.to_owned().into());
                } else {
                    labels.retain(|l| l != label);
                }
                let how = if wanted {
                    How::With { words: label.to_owned(), from: None }
                } else {
                    How::Without(vec![label.to_owned()])
                };
                self.set(from, *fact, Fact::set(labels), how)
            }
            Set::Tags(text, tagger) => self.tagged(from, *text, *tagger, label, wanted),
            Set::Union(view, each) => {
                let rows = self.ask(from, |probe| probe.rows_of(*view));
                if wanted {
                    let row = rows.first().copied();
                    let step = row.map(|row| Step { row, ..from.clone() });
                    return step.into_iter().flat_map(|step| self.has(&step, *each, label, true)).collect();
                }
                let mut step = from.clone();
                for row in rows {
                    step.row = row;
                    if let Some(next) = self.has(&step, *each, label, false).into_iter().next() {
                        step = next;
                    }
                }
                vec![step]
            }
        }
    }

    /// A text with words that give a label, or without them.
    fn tagged(&self, from: &Step, text: TextId, tagger: TaggerId, label: &str, wanted: bool) -> Vec<Step> {
        let base = self.program.code.texts.get(text.index()).base;
        let now = text_of(&Self::fact(from, base)).to_owned();
        if !wanted {
            let spans = self.ask(from, |probe| probe.label_spans(text, from.row, tagger, &|l| l == label));
            let words: Vec<String> = spans.iter().filter_map(|s| now.get(s.clone())).map(str::to_owned).collect();
            let rest: String =
                now.char_indices().filter(|(at, _)| !spans.iter().any(|s| s.contains(at))).map(|(_, c)| c).collect();
            let rest = rest.split_whitespace().collect::<Vec<_>>().join(" ");
            return self.set(from, base, Fact::text(rest), How::Without(words));
        }
        let Some(label) = self.program.taggers[tagger.index()].labels.iter().find(|l| *l.id == *label) else {
            return Vec::new();
        };
        let list = &self.program.lists[label.list.0 as usize];
        let language = self.ask(from, |probe| probe.language_at(text, from.row));
        let mut steps = Vec::new();
        for phrase in list.spoken_in(language.as_deref()).take(2) {
            let how = How::With { words: phrase.to_string(), from: Some(label.id.to_string()) };
            let joined = if now.is_empty() { phrase.to_string() } else { format!("{} {phrase}", now.trim_end()) };
            steps.append(&mut self.set(from, base, Fact::text(joined), how));
        }
        steps
    }

    /// Labels that a set could have and has not.
    fn others(&self, from: &Step, set: SetId) -> Vec<String> {
        let have = self.labels(from, set);
        let known: Vec<String> = match self.program.code.sets.get(set.index()) {
            Set::Tags(_, tagger) => {
                let labels = &self.program.taggers[tagger.index()].labels;
                let step = (labels.len() / LABELS).max(1);
                labels.iter().step_by(step).map(|l| l.id.to_string()).collect()
            }
            Set::Union(_, each) => return self.others(from, *each),
            Set::Labels(labels) => labels.iter().map(ToString::to_string).collect(),
            Set::Fact(_) => (1..=LABELS).map(|n| format!("label-{n}")).collect(),
        };
        known.into_iter().filter(|l| !have.contains(l)).take(LABELS).collect()
    }

    /// A set with more labels or with fewer, one by one until it is enough.
    pub(super) fn set_size(&self, from: &Step, set: SetId, up: bool, goal: Goal) -> Vec<Step> {
        let labels = if up { self.others(from, set) } else { self.labels(from, set) };
        self.one_by_one(from, &labels, goal, |step, label| self.has(step, set, label, up))
    }

    /// Labels that two sets share: more or fewer, until it is enough.
    pub(super) fn common(&self, from: &Step, of: SetId, with: SetId, up: bool, goal: Goal) -> Vec<Step> {
        let (mine, theirs) = (self.labels(from, of), self.labels(from, with));
        if !up {
            let shared: Vec<String> = mine.into_iter().filter(|l| theirs.contains(l)).collect();
            let mut steps = self.one_by_one(from, &shared, goal, |step, label| self.has(step, of, label, false));
            steps.append(&mut self.one_by_one(from, &shared, goal, |step, label| self.has(step, with, label, false)));
            return steps;
        }
        let add_mine: Vec<String> = theirs.iter().filter(|l| !mine.contains(l)).take(LABELS).cloned().collect();
        let add_theirs: Vec<String> = mine.iter().filter(|l| !theirs.contains(l)).take(LABELS).cloned().collect();
        let mut steps = self.one_by_one(from, &add_mine, goal, |step, label| self.has(step, of, label, true));
        steps.append(&mut self.one_by_one(from, &add_theirs, goal, |step, label| self.has(step, with, label, true)));
        if steps.is_empty() {
            for label in self.others(from, of) {
                for step in self.has(from, of, &label, true) {
                    steps.append(&mut self.has(&step, with, &label, true));
                }
            }
        }
        steps
    }

    pub(super) fn overlaps(&self, from: &Step, a: SetId, b: SetId, goal: Goal) -> Vec<Step> {
        self.common(from, a, b, goal.wanted, goal)
    }

    pub(super) fn set_there(&self, from: &Step, set: SetId, there: bool, goal: Goal) -> Vec<Step> {
        self.set_size(from, set, there, goal)
    }

    /// Applies an edit for one label after the other until the goal is reached; a single label that does is offered for each.
    fn one_by_one(
        &self,
        from: &Step,
        labels: &[String],
        goal: Goal,
        edit: impl Fn(&Step, &str) -> Vec<Step>,
    ) -> Vec<Step> {
        let mut found = Vec::new();
        for label in labels {
            found.extend(edit(from, label).into_iter().find(|step| self.reached(step, goal)));
            if found.len() >= 3 {
                return found;
            }
        }
        if !found.is_empty() {
            return found;
        }
        let mut step = from.clone();
        for label in labels {
            let Some(next) = edit(&step, label).into_iter().next() else { continue };
            step = next;
            if self.reached(&step, goal) {
                return vec![step];
            }
        }
        Vec::new()
    }
}
