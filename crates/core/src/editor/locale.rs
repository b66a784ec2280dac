//! Texts of a pack in another language: each with the original, so that translators see it while they write.

use serde_json::{Map, Value};

use super::json::{closed, described, string, warnings};
use crate::model::{Pack, Rule};
use crate::node::Spanned;

pub(super) fn file(pack: &Pack) -> Vec<(&'static str, Value)> {
    let rules = pack.rules.iter().map(|rule| (rule.id.value.clone(), texts(rule)));
    let factors =
        pack.factors.iter().map(|f| (f.id.value.clone(), original(f.title.as_deref().unwrap_or(&f.id.value))));
    let bands = pack.score.iter().flat_map(|score| &score.bands).map(|(band, _)| band);
    let rows = pack.verdict.iter().flat_map(|verdict| &verdict.rows);
    let verdicts = rows.flat_map(|row| row.by_band.iter().map(|(_, word)| word).chain(&row.any));
    vec![
        ("rule", described(closed(rules, &[]), "Texts of the rules, by id.")),
        ("factor", described(closed(factors, &[]), "Titles of the factors.")),
        ("band", described(names(bands), "What the bands of the score are called.")),
        ("verdict", described(names(verdicts), "What the verdicts about a viewer are called.")),
        ("allow", described(warnings(), "Warnings that are not shown, in this file.")),
    ]
}

fn texts(rule: &Rule) -> Value {
    let written = [("title", &rule.title), ("message", &rule.message), ("advice", &rule.advice), ("why", &rule.why)];
    let mut properties: Map<String, Value> =
        written.into_iter().filter_map(|(key, text)| Some((key.to_owned(), said(text.as_ref()?)))).collect();
    let levels = (1..).zip(&rule.levels).filter_map(|(n, level)| Some((n.to_string(), said(level.message.as_ref()?))));
    let levels: Map<String, Value> = levels.collect();
    if !levels.is_empty() {
        properties
            .insert("level".to_owned(), described(closed(levels, &[]), "Messages of levels, by their number from 1."));
    }
    closed(properties, &[])
}

fn names<'n>(ids: impl Iterator<Item = &'n String>) -> Value {
    closed(ids.map(|id| (id.clone(), original(id))), &[])
}

fn said(text: &Spanned<String>) -> Value {
    original(&text.value)
}

/// A string, described by the text that it translates.
fn original(text: &str) -> Value {
    described(string(), text)
}
