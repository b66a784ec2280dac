//! What each rule is there for, what it costs and where that is known from.

use serde::Serialize;

use crate::locale::Words;
use crate::render::view::Line;
use crate::render::words::sentence;
use crate::report::{Annex, EffectNote, Report, RuleNote};

/// The rules of a factor.
#[derive(Debug, Serialize)]
pub(super) struct RuleGroup {
    title: String,
    rules: Vec<RulePart>,
}

/// A rule.
#[derive(Debug, Serialize)]
struct RulePart {
    id: String,
    title: String,
    why: Option<String>,
    /// At most, in short.
    cost: String,
    lines: Vec<Line>,
    sources: Vec<Source>,
}

#[derive(Debug, Serialize)]
struct Source {
    text: String,
    /// It is an address on the web.
    link: bool,
}

pub(super) fn groups(say: &Words, report: &Report, annex: &Annex) -> Vec<RuleGroup> {
    let group = |factor: &crate::report::FactorLine| RuleGroup {
        title: sentence(&factor.title),
        rules: annex.rules.iter().filter(|rule| rule.factor == factor.id).map(|rule| part(say, rule)).collect(),
    };
    report.factors.iter().map(group).filter(|group| !group.rules.is_empty()).collect()
}

fn part(say: &Words, rule: &RuleNote) -> RulePart {
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
        lines: effects.chain(params).chain(silences).chain([words(say.rule_pack(), rule.pack.clone())]).collect(),
        sources: rule.sources.iter().map(|source| self::source(source)).collect(),
    }
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
