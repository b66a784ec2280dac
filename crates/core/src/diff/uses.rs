//! Which rules a part of a pack can reach: those that name it, or name something that does.

use std::collections::BTreeSet;

use super::Part;
use crate::check::LANGUAGE_LISTS;
use crate::model::{Pack, Rule, Tags};
use crate::node::{Node, NodeKind};

/// The ids of the rules whose result a part can change. A rule may be named that in the end reads something else of the same
/// name; none is left out.
#[must_use]
pub fn rules_reached(packs: &[&Pack], part: &Part) -> BTreeSet<String> {
    let rules = || packs.iter().flat_map(|pack| &pack.rules);
    match part {
        Part::Rule(id) => return BTreeSet::from([id.clone()]),
        Part::Factor(_) | Part::Score => return BTreeSet::new(),
        Part::List(name) if LANGUAGE_LISTS.contains(&name.as_str()) => {
            return rules().map(|rule| rule.id.value.clone()).collect();
        }
        _ => {}
    }
    let mut reached = vec![part.clone()];
    let mut next = 0;
    while let Some(part) = reached.get(next).cloned() {
        next += 1;
        for (user, words) in packs.iter().flat_map(|pack| shared(pack)) {
            if !reached.contains(&user) && words.name(&part) {
                reached.push(user);
            }
        }
    }
    let names = |rule: &&Rule| {
        let words = of_rule(rule);
        reached.iter().any(|part| words.name(part))
    };
    rules().filter(names).map(|rule| rule.id.value.clone()).collect()
}

/// What a part says: its keys with those above them, and its strings with their pieces.
#[derive(Default)]
struct Words(BTreeSet<String>);

impl Words {
    fn name(&self, part: &Part) -> bool {
        let word = match part {
            Part::Define(name) | Part::View(name) | Part::Number(name) | Part::Tagger(name) => name.clone(),
            Part::List(name) => format!("@{name}"),
            Part::Param(name) => format!("${name}"),
            Part::Rule(_) | Part::Factor(_) | Part::Score => return false,
        };
        self.0.contains(&word)
    }

    fn node(&mut self, path: &str, node: &Node) {
        match &node.kind {
            NodeKind::Table(table) => {
                for entry in &table.entries {
                    let key = entry.key.value.as_str();
                    self.text(key);
                    let path = if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
                    self.0.insert(path.clone());
                    self.node(&path, &entry.value);
                }
            }
            // What stands in a list is relative to where the list stands.
            NodeKind::List(items) => {
                let above = path.rsplit_once('.').map_or("", |(above, _)| above);
                for item in items {
                    self.node(above, item);
                }
            }
            NodeKind::Text(text) => self.text(text),
            NodeKind::Bool(_) | NodeKind::Number(_) | NodeKind::Date(_) => {}
        }
    }

    fn text(&mut self, text: &str) {
        let pieces = text.split(|c: char| !(c.is_alphanumeric() || "_-.:@$".contains(c)));
        for piece in pieces.chain([text]) {
            // `pack:name`, also behind an `@`.
            let local = piece.rsplit_once(':').map(|(before, name)| {
                let mark = if before.starts_with('@') { "@" } else { "" };
                format!("{mark}{name}")
            });
            self.0.extend(piece.split('.').map(str::to_owned));
            self.0.extend(local);
            self.0.insert(piece.to_owned());
        }
    }
}

fn of_rule(rule: &Rule) -> Words {
    let mut words = Words::default();
    let conditions = [&rule.applies, &rule.needs, &rule.when, &rule.unless].into_iter().flatten();
    let levels = rule.levels.iter().filter_map(|level| level.when.as_ref());
    conditions.chain(levels).chain(rule.params.iter().map(|(_, value)| value)).for_each(|node| words.node("", node));
    words
}

/// What a pack declares for its rules to share, with what it says.
fn shared(pack: &Pack) -> Vec<(Part, Words)> {
    let mut out = Vec::new();
    for define in &pack.defines {
        let mut words = Words::default();
        words.node("", &define.condition);
        define.of.iter().for_each(|of| words.text(&of.value));
        out.push((Part::Define(define.name.value.clone()), words));
    }
    for view in &pack.views {
        let mut words = Words::default();
        view.filter.iter().for_each(|filter| words.node("", filter));
        view.of.iter().for_each(|of| words.text(&of.value));
        out.push((Part::View(view.name.value.clone()), words));
    }
    for number in &pack.numbers {
        let mut words = Words::default();
        words.node("", &number.body);
        out.push((Part::Number(number.path.value.clone()), words));
    }
    for tagger in &pack.taggers {
        let mut words = Words::default();
        if let Tags::Each(list) = &tagger.tags {
            words.text(&list.value);
            words.text(&format!("@{}", list.value.trim_start_matches('@')));
        }
        out.push((Part::Tagger(tagger.name.value.clone()), words));
    }
    out
}
