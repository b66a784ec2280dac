//! How a test can be changed: another bound, a word or a list less.

use super::MutantKind;
use super::edit::Edit;
use super::sites::Walk;
use crate::program::{Cond, CondId, Contains, Set, Test};
use crate::text::lists::Lists;

impl<'p> Walk<'p> {
    pub(super) fn test(&mut self, id: CondId, test: &'p Test, unknown: Option<bool>) {
        let leaf = |test: Test| Edit::Cond(id, Cond::Leaf(test, unknown));
        match test {
            Test::Number(a, op, b) => self.comparison(id, *a, *op, *b, unknown),
            Test::Between(of, low, high) => {
                for (which, bound) in [(0, low), (1, high)] {
                    self.bound(id, *of, which, *bound);
                }
                self.number(*of);
            }
            Test::Label(label, words) if words.len() > 1 => {
                for (word, rest) in each_left_out(words) {
                    self.push(MutantKind::Word, format!("without the word `{word}`"), leaf(Test::Label(*label, rest)));
                }
            }
            Test::Compare(text, how, words) if words.len() > 1 => {
                for (word, rest) in each_left_out(words) {
                    let edit = leaf(Test::Compare(*text, *how, rest));
                    self.push(MutantKind::Word, format!("without the word `{word}`"), edit);
                }
            }
            Test::Contains(text, contains) => {
                let text = *text;
                let mut with = |kind, what: String, contains: Contains| {
                    self.push(kind, what, leaf(Test::Contains(text, contains)));
                };
                if !contains.not_after.is_empty() {
                    let changed = Contains { not_after: Lists::default(), ..contains.clone() };
                    with(MutantKind::Dropped, "without `not_after`".to_owned(), changed);
                }
                if !contains.not_before.is_empty() {
                    let changed = Contains { not_before: Lists::default(), ..contains.clone() };
                    with(MutantKind::Dropped, "without `not_before`".to_owned(), changed);
                }
                if !contains.not_after.is_empty() || !contains.not_before.is_empty() {
                    let changed = Contains { within: contains.within + 1, ..contains.clone() };
                    with(
                        MutantKind::Threshold,
                        format!("within {} instead of {}", contains.within + 1, contains.within),
                        changed,
                    );
                    if contains.within > 0 {
                        let changed = Contains { within: contains.within - 1, ..contains.clone() };
                        let what = format!("within {} instead of {}", contains.within - 1, contains.within);
                        with(MutantKind::Threshold, what, changed);
                    }
                }
                if contains.distinct > 1 {
                    for distinct in [contains.distinct - 1, contains.distinct + 1] {
                        let what = format!("{distinct} different phrases instead of {}", contains.distinct);
                        with(MutantKind::Threshold, what, Contains { distinct, ..contains.clone() });
                    }
                }
                if contains.lists.len() > 1 {
                    for (nth, list) in contains.lists.iter().enumerate() {
                        let rest: Lists =
                            contains.lists.iter().enumerate().filter(|(i, _)| *i != nth).map(|(_, l)| *l).collect();
                        let what = format!("without {}", self.program.list_words(*list));
                        let edit = leaf(Test::Contains(text, Contains { lists: rest, ..contains.clone() }));
                        self.push(MutantKind::Word, what, edit);
                    }
                }
            }
            Test::Overlaps(a, b) => {
                if let Set::Labels(labels) = self.program.code.sets.get(b.index())
                    && labels.len() > 1
                {
                    // A label less: the rest as single tests, any of which does.
                    let labels: Vec<Box<str>> = labels.to_vec();
                    for (nth, label) in labels.iter().enumerate() {
                        let rest = labels.iter().enumerate().filter(|(i, _)| *i != nth).map(|(_, l)| l.clone());
                        let edit = Edit::Labels { cond: id, set: *a, labels: rest.collect(), unknown };
                        self.push(MutantKind::Word, format!("without the label `{label}`"), edit);
                    }
                }
            }
            _ => {}
        }
    }
}

fn each_left_out(words: &[Box<str>]) -> Vec<(&str, Box<[Box<str>]>)> {
    let rest = |nth: usize| words.iter().enumerate().filter(move |(i, _)| *i != nth).map(|(_, w)| w.clone()).collect();
    words.iter().enumerate().map(|(nth, word)| (&**word, rest(nth))).collect()
}
