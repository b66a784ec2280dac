//! What each rule is there for, what it asks, what it costs and where that is known from.

use serde::Serialize;

use super::Line;
use crate::locale::Words;
use crate::render::clean::clean;
use crate::render::words::sentence;
use crate::render::wrap::shortened;
use crate::report::{Annex, AskNote, EffectNote, Report, RuleNote};

/// Conditions that stand deeper are shown no deeper.
const MAX_DEPTH: usize = 5;

/// Columns of a condition; the rest of a long pattern says little, and a page is to be sent.
const MAX_COLUMNS: usize = 52;

/// So many conditions of a rule, or of one with a name, are told; `explain` tells all.
const MAX_CLAUSES: usize = 20;

/// The rules of a factor.
#[derive(Debug, Serialize)]
pub(crate) struct RuleGroup {
    pub(crate) title: String,
    pub(crate) rules: Vec<RulePart>,
}

/// A rule.
#[derive(Debug, Serialize)]
pub(crate) struct RulePart {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) why: Option<String>,
    /// At most, in short.
    pub(crate) cost: String,
    /// What it asks.
    pub(crate) asks: Vec<Ask>,
    pub(crate) lines: Vec<Line>,
    pub(crate) sources: Vec<Source>,
}

/// A part of a rule, and its conditions.
#[derive(Debug, Serialize)]
pub(crate) struct Ask {
    pub(crate) title: String,
    pub(crate) clauses: Vec<Clause>,
}

/// A condition, as deep as it stands below others.
#[derive(Debug, Serialize)]
pub(crate) struct Clause {
    pub(crate) depth: usize,
    pub(crate) words: String,
    /// Where the page tells what it stands for.
    pub(crate) link: Option<String>,
}

/// A condition with a name, told once for all rules.
#[derive(Debug, Serialize)]
pub(crate) struct NamedCondition {
    pub(crate) link: String,
    pub(crate) name: String,
    pub(crate) clauses: Vec<Clause>,
}

impl NamedCondition {
    pub(crate) fn all(say: &Words, annex: &Annex) -> Vec<Self> {
        let one = |(n, (pack, note)): (usize, &(String, AskNote))| NamedCondition {
            link: link(n),
            name: sentence(&note.title),
            clauses: clauses(say, annex, pack, note),
        };
        annex.named.iter().enumerate().map(one).collect()
    }
}

/// Names of packs are text; a place of the page is called by number.
fn link(n: usize) -> String {
    format!("condition-{}", n + 1)
}

#[derive(Debug, Serialize)]
pub(crate) struct Source {
    pub(crate) text: String,
    /// It is an address on the web.
    pub(crate) link: bool,
}

impl RuleGroup {
    /// The rules of each factor.
    pub(crate) fn all(say: &Words, report: &Report, annex: &Annex) -> Vec<Self> {
        let group = |factor: &crate::report::FactorLine| RuleGroup {
            title: sentence(&factor.title),
            rules: annex
                .rules
                .iter()
                .filter(|rule| rule.factor == factor.id)
                .map(|rule| part(say, annex, rule))
                .collect(),
        };
        report.factors.iter().map(group).filter(|group| !group.rules.is_empty()).collect()
    }
}

fn part(say: &Words, annex: &Annex, rule: &RuleNote) -> RulePart {
    let ask = |note: &AskNote| Ask { title: sentence(&note.title), clauses: clauses(say, annex, &rule.pack, note) };
    let words = |name: String, value: String| Line { name: sentence(&name), value: sentence(&value) };
    let effects = rule.effects.iter().map(|one| words(say.rule_effect(), effect(say, one)));
    let params = rule.params.iter().map(|(name, value)| words(format!("${name}"), value.clone()));
    let silences = (!rule.supersedes.is_empty()).then(|| words(say.rule_supersedes(), rule.supersedes.join(", ")));
    let most = rule.effects.iter().max_by(|a, b| a.points.abs().total_cmp(&b.points.abs())).unwrap_or(&rule.here);
    RulePart {
        id: rule.rule.clone(),
        title: sentence(&rule.title),
        why: rule.why.as_deref().map(sentence),
        cost: effect(say, &EffectNote { cap: None, ..most.clone() }),
        asks: rule.asks.iter().map(ask).collect(),
        lines: effects.chain(params).chain(silences).chain([words(say.rule_pack(), rule.pack.clone())]).collect(),
        sources: rule.sources.iter().map(|source| self::source(source)).collect(),
    }
}

fn clauses(say: &Words, annex: &Annex, pack: &str, note: &AskNote) -> Vec<Clause> {
    let place = |name: &String| annex.named.iter().position(|(of, note)| of == pack && note.title == *name);
    let clause = |clause: &crate::words::Clause| Clause {
        depth: clause.depth.min(MAX_DEPTH),
        words: shortened(&clean(&clause.words), MAX_COLUMNS).into_owned(),
        link: clause.name.as_ref().and_then(place).map(link),
    };
    let told = if note.clauses.len() > MAX_CLAUSES { MAX_CLAUSES - 1 } else { MAX_CLAUSES };
    let rest = note.clauses.len().saturating_sub(told);
    let more = (rest > 0).then(|| Clause { depth: 0, words: say.clauses_left_out(rest), link: None });
    note.clauses.iter().take(told).map(clause).chain(more).collect()
}

/// `major, 35 points; caps at 10`
fn effect(say: &Words, effect: &EffectNote) -> String {
    let severity = effect.severity.map(|word| say.severity(word));
    let points = (effect.points != 0.0).then(|| say.rule_points(say.exact(effect.points.abs())));
    let cap = effect.cap.map(|cap| say.rule_cap(say.exact(cap)));
    let parts: Vec<String> = [severity, points, cap].into_iter().flatten().collect();
    if parts.is_empty() { say.rule_no_points() } else { parts.join(", ") }
}

fn source(source: &str) -> Source {
    Source { text: sentence(source), link: source.starts_with("https://") || source.starts_with("http://") }
}
