//! diff: what differs between two versions of a pack, leaf by leaf, and which rules that can reach.
//!
//! Packs are compared as written, by the names of their parts: order, layout, remarks, titles, messages and tests make no
//! difference, since they change no result.

mod leaves;
mod uses;

pub use uses::rules_reached;

use std::collections::BTreeMap;

use crate::diag::Span;
use crate::model::{Pack, Phrases, Rule, Tags};
use crate::node::{Spanned, word};
use leaves::Leaves;

/// A part of a pack that can be changed by itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// A rule, by id.
    Rule(String),
    /// A named condition.
    Define(String),
    /// A view.
    View(String),
    /// A named number, by path.
    Number(String),
    /// A parameter of the pack.
    Param(String),
    /// A list of phrases.
    List(String),
    /// The labels of a tagger.
    Tagger(String),
    /// A factor.
    Factor(String),
    /// How the total and the verdict are made.
    Score,
}

impl Part {
    /// Where it stands in TOML.
    #[must_use]
    pub fn path(&self) -> String {
        match self {
            Part::Rule(id) => id.clone(),
            Part::Define(name) => format!("define.{name}"),
            Part::View(name) => format!("view.{name}"),
            Part::Number(path) => format!("fact.{path}"),
            Part::Param(name) => format!("params.{name}"),
            Part::List(name) => format!("lists.{name}"),
            Part::Tagger(name) => format!("tagger.{name}"),
            Part::Factor(name) => format!("factor.{name}"),
            Part::Score => "score".to_owned(),
        }
    }
}

/// A value that one of two versions of a pack has.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// The value, as TOML writes it; of phrases those that the other version does not have.
    pub value: String,
    /// Where it stands in that version.
    pub span: Span,
}

/// One leaf that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct Edit {
    /// The part it belongs to.
    pub part: Part,
    /// The path of the leaf in that part: `when.bio.width.below`; empty for the part as a whole.
    pub leaf: String,
    /// Where the leaf is a parameter of a rule: the leaves of that rule that read it.
    pub read_by: Vec<String>,
    /// What the first version has there.
    pub before: Option<Written>,
    /// What the second version has there.
    pub after: Option<Written>,
}

/// All leaves in which two versions of a pack differ, by part: rules first, then what they share.
#[must_use]
pub fn differences(before: &Pack, after: &Pack) -> Vec<Edit> {
    let (mut before, after) = (parts(before), parts(after));
    let mut edits = Vec::new();
    for (part, leaves) in after {
        match before.remove(&part) {
            Some(earlier) => earlier.differences(&part, &leaves, &mut edits),
            None => edits.push(whole(part, None, Some(leaves.span))),
        }
    }
    edits.extend(before.into_iter().map(|(part, leaves)| whole(part, Some(leaves.span), None)));
    edits.sort_by(|a, b| a.part.cmp(&b.part));
    edits
}

/// A part that only one version has.
fn whole(part: Part, before: Option<Span>, after: Option<Span>) -> Edit {
    let there = |span| Written { value: "there".to_owned(), span };
    Edit { part, leaf: String::new(), read_by: Vec::new(), before: before.map(there), after: after.map(there) }
}

fn parts(pack: &Pack) -> BTreeMap<Part, Leaves> {
    let mut out = BTreeMap::new();
    for rule in &pack.rules {
        out.insert(Part::Rule(rule.id.value.clone()), of_rule(rule));
    }
    for define in &pack.defines {
        let mut leaves = Leaves::new(define.name.span);
        leaves.word("of", define.of.as_ref());
        leaves.node("", Some(&define.condition));
        out.insert(Part::Define(define.name.value.clone()), leaves);
    }
    for view in &pack.views {
        let mut leaves = Leaves::new(view.name.span);
        leaves.word("of", view.of.as_ref());
        leaves.node("where", view.filter.as_ref());
        leaves.put("latest", view.latest.map(|n| n.to_string()), view.name.span);
        out.insert(Part::View(view.name.value.clone()), leaves);
    }
    for number in &pack.numbers {
        let mut leaves = Leaves::new(number.path.span);
        leaves.node("", Some(&number.body));
        leaves.leave_out("doc");
        out.insert(Part::Number(number.path.value.clone()), leaves);
    }
    for (name, value) in &pack.params {
        let mut leaves = Leaves::new(name.span);
        leaves.node("", Some(value));
        out.insert(Part::Param(name.value.clone()), leaves);
    }
    for list in &pack.lists {
        let mut leaves = Leaves::new(list.name.span);
        phrases(&mut leaves, "", &list.phrases);
        out.insert(Part::List(list.name.value.clone()), leaves);
    }
    for tagger in &pack.taggers {
        let mut leaves = Leaves::new(tagger.name.span);
        match &tagger.tags {
            Tags::Each(list) => leaves.word("each", Some(list)),
            Tags::Topics(topics) => topics.iter().for_each(|t| phrases(&mut leaves, &t.id.value, &t.terms)),
        }
        out.insert(Part::Tagger(tagger.name.value.clone()), leaves);
    }
    for factor in &pack.factors {
        let mut leaves = Leaves::new(factor.id.span);
        leaves.put("earns", Some(factor.earns.to_string()), factor.id.span);
        leaves.put("clamp", Some(factor.clamp.to_string()), factor.id.span);
        leaves.node("applies", factor.applies.as_ref());
        out.insert(Part::Factor(factor.id.value.clone()), leaves);
    }
    if let Some(leaves) = of_score(pack) {
        out.insert(Part::Score, leaves);
    }
    out
}

fn of_rule(rule: &Rule) -> Leaves {
    let mut leaves = Leaves::new(rule.id.span);
    leaves.word("factor", Some(&rule.factor));
    leaves.put("off", Some(rule.off.to_string()), rule.id.span);
    effect(&mut leaves, "", rule.severity.as_ref(), rule.points.as_ref(), rule.cap.as_ref());
    for (name, value) in &rule.params {
        leaves.node(&format!("params.{}", name.value), Some(value));
    }
    for (key, node) in
        [("applies", &rule.applies), ("needs", &rule.needs), ("when", &rule.when), ("unless", &rule.unless)]
    {
        leaves.node(key, node.as_ref());
    }
    leaves.words("supersedes", &rule.supersedes);
    for (index, level) in rule.levels.iter().enumerate() {
        let prefix = format!("level[{index}]");
        leaves.node(&format!("{prefix}.when"), level.when.as_ref());
        let prefix = format!("{prefix}.");
        effect(&mut leaves, &prefix, level.severity.as_ref(), level.points.as_ref(), level.cap.as_ref());
    }
    leaves
}

fn effect(
    leaves: &mut Leaves,
    prefix: &str,
    severity: Option<&Spanned<crate::model::Severity>>,
    points: Option<&Spanned<f64>>,
    cap: Option<&Spanned<f64>>,
) {
    if let Some(severity) = severity {
        leaves.put(&format!("{prefix}severity"), Some(word(severity.value.word())), severity.span);
    }
    for (key, number) in [("points", points), ("cap", cap)] {
        if let Some(number) = number {
            leaves.put(&format!("{prefix}{key}"), Some(number.value.to_string()), number.span);
        }
    }
}

fn phrases(leaves: &mut Leaves, name: &str, phrases: &Phrases) {
    let named =
        |language: &str| [name, language].iter().filter(|s| !s.is_empty()).copied().collect::<Vec<_>>().join(".");
    leaves.phrases(&named(""), &phrases.all);
    for (language, phrases) in &phrases.by_language {
        leaves.phrases(&named(language), phrases);
    }
}

fn of_score(pack: &Pack) -> Option<Leaves> {
    let span = pack.score.as_ref().map(|s| s.span).or(pack.verdict.as_ref().map(|v| v.span))?;
    let mut leaves = Leaves::new(span);
    if let Some(score) = &pack.score {
        for (factor, weight) in &score.base {
            leaves.put(&format!("base.{}", factor.value), Some(weight.to_string()), factor.span);
        }
        if let Some(rescue) = &score.rescue {
            leaves.word("rescue.factor", Some(&rescue.factor));
            leaves.put("rescue.weight", Some(format!("{:?}", rescue.weight)), rescue.factor.span);
        }
        if let Some(deduct) = &score.deduct {
            leaves.word("deduct.factor", Some(&deduct.factor));
            leaves.put("deduct.at_most", Some(deduct.at_most.to_string()), deduct.factor.span);
        }
        for (band, least) in &score.bands {
            leaves.put(&format!("bands.{band}"), Some(least.to_string()), score.span);
        }
    }
    if let Some(verdict) = &pack.verdict {
        leaves.word("verdict.factor", Some(&verdict.factor));
        for (index, row) in verdict.rows.iter().enumerate() {
            let prefix = format!("verdict.rows[{index}]");
            leaves.put(&format!("{prefix}.at_least"), Some(row.at_least.to_string()), verdict.span);
            leaves.put(&format!("{prefix}.any"), row.any.as_deref().map(word), verdict.span);
            for (band, said) in &row.by_band {
                leaves.put(&format!("{prefix}.{}", band.value), Some(word(said)), band.span);
            }
        }
    }
    Some(leaves)
}
