//! One factor: its score, what was found with the words that show it, and the other rules in groups.

use serde::Serialize;

use super::fixes::gain;
use super::quotes::{Quote, is_bio, quotes};
use super::score::Mark;
use crate::locale::Words;
use crate::render::words::{sentence, short_id};
use crate::report::{FactorLine, FindingLine, Report, ResultLine, ValueLine};

/// A factor.
#[derive(Debug, Serialize)]
pub(crate) struct Factor {
    pub(crate) id: String,
    pub(crate) title: String,
    /// None where too little could be checked, or where it has no scale of its own.
    pub(crate) score: Option<Mark>,
    /// It is one of those that make the total, not one that only takes points off it.
    pub(crate) gauge: bool,
    /// The score in words, and how much could be checked.
    pub(crate) line: String,
    pub(crate) findings: Vec<Finding>,
    pub(crate) folded: Option<Folded>,
}

/// A finding.
#[derive(Debug, Serialize)]
pub(crate) struct Finding {
    /// Its place among all findings, from 1.
    pub(crate) n: usize,
    pub(crate) rule: String,
    /// The word of the rules; empty where there is none.
    pub(crate) severity: String,
    pub(crate) severity_name: String,
    /// None where there is no total, and for a remark that takes no points.
    pub(crate) gain: Option<String>,
    pub(crate) title: String,
    /// None where it says no more than the title.
    pub(crate) message: Option<String>,
    pub(crate) advice: String,
    pub(crate) quotes: Vec<Quote>,
    /// How many more posts there are.
    pub(crate) more: Option<String>,
    /// What was measured.
    pub(crate) facts: Vec<FactValue>,
    /// It rests on the bio as a whole.
    pub(crate) of_bio: bool,
}

/// A fact and its value.
#[derive(Debug, Serialize)]
pub(crate) struct FactValue {
    pub(crate) path: String,
    pub(crate) value: String,
}

/// The rules that found nothing.
#[derive(Debug, Serialize)]
pub(crate) struct Folded {
    /// How many, and what became of them.
    pub(crate) summary: String,
    pub(crate) groups: Vec<Group>,
}

/// Rules of which the same became.
#[derive(Debug, Serialize)]
pub(crate) struct Group {
    pub(crate) label: String,
    pub(crate) rules: Vec<RuleName>,
}

/// A rule, and its name where the factor is known.
#[derive(Debug, Serialize)]
pub(crate) struct RuleName {
    pub(crate) id: String,
    pub(crate) short: String,
}

impl Factor {
    pub(super) fn all(say: &Words, report: &Report) -> Vec<Self> {
        let aside = report.relevance.as_ref().map(|relevance| relevance.factor.as_str());
        let lines = report.factors.iter().filter(|line| aside != Some(line.id.as_str()));
        lines.filter_map(|line| Factor::new(say, report, line)).collect()
    }

    /// Nothing for a factor that is about something else, such as a viewer who was not named: it would only say so.
    fn new(say: &Words, report: &Report, line: &FactorLine) -> Option<Self> {
        let findings: Vec<Finding> = (1..)
            .zip(&report.findings)
            .filter(|(_, finding)| finding.factor == line.id)
            .map(|(n, finding)| Finding::new(say, report, n, finding))
            .collect();
        let results: Vec<&ResultLine> = report.results.iter().filter(|r| r.factor == line.id).collect();
        if findings.is_empty() && results.iter().all(|r| matches!(r.status.as_str(), "not_applicable" | "off")) {
            return None;
        }
        let listed = |result: &&ResultLine| findings.iter().any(|finding| finding.rule == result.rule);
        let others: Vec<&ResultLine> = results.into_iter().filter(|result| !listed(result)).collect();
        Some(Factor {
            id: line.id.clone(),
            title: sentence(&line.title),
            score: line
                .score
                .filter(|_| line.at_most.is_none())
                .map(|score| Mark::new(say, score, line.low, line.high)),
            gauge: line.at_most.is_none(),
            line: self::line(say, line),
            folded: Folded::new(say, &line.id, &others),
            findings,
        })
    }
}

/// `35 of 100, between 30 and 41; 80 % checked`
fn line(say: &Words, factor: &FactorLine) -> String {
    let checked = say.percent(factor.coverage);
    let Some(score) = factor.score else { return say.factor_no_score(checked) };
    let words = match factor.at_most {
        Some(most) => deduction(say, 100.0 - score, most),
        None => Mark::new(say, score, factor.low, factor.high).label,
    };
    if factor.coverage < 1.0 { words + &say.factor_checked(checked) } else { words }
}

/// What a factor that is no part of the score by itself takes off it.
fn deduction(say: &Words, lost: f64, most: f64) -> String {
    if lost <= 0.0 {
        return say.takes_nothing();
    }
    say.takes(say.number(lost.min(most)), say.number(most))
}

impl Finding {
    fn new(say: &Words, report: &Report, n: usize, finding: &FindingLine) -> Self {
        let severity = finding.severity.clone().unwrap_or_default();
        let (quotes, more) = quotes(finding, n);
        let scored = report.score.total.is_some() && finding.points != 0.0;
        let says_more = !finding.message.is_empty() && finding.message != finding.title;
        Finding {
            n,
            rule: finding.rule.clone(),
            severity_name: if severity.is_empty() { String::new() } else { sentence(&say.severity(&severity)) },
            severity,
            gain: scored.then(|| gain(say, finding.gain)),
            title: sentence(&finding.title),
            message: says_more.then(|| sentence(&finding.message)),
            advice: sentence(&finding.advice),
            quotes,
            more: (more > 0).then(|| say.more_like_these(more)),
            facts: facts(say, finding),
            of_bio: speaks_of_all(finding),
        }
    }
}

/// Whether a finding rests on the bio as a whole, so that the reader should see it.
fn speaks_of_all(finding: &FindingLine) -> bool {
    let mut texts = finding.evidence.iter().filter(|e| is_bio(e) && matches!(e.value, ValueLine::Text(_))).peekable();
    texts.peek().is_some() && texts.all(|evidence| evidence.spans.is_empty())
}

/// What was measured or declared: values that are no texts to read.
fn facts(say: &Words, finding: &FindingLine) -> Vec<FactValue> {
    let own = finding.evidence.iter().filter(|e| e.post.is_none());
    let fact = |evidence: &crate::report::EvidenceLine| {
        let value = match &evidence.value {
            ValueLine::Text(_) | ValueLine::Absent(_) => return None,
            ValueLine::Bool(bit) => say.yes_or_no(*bit).to_owned(),
            ValueLine::Number(number) => say.exact(*number),
            ValueLine::List(labels) => labels.join(", "),
        };
        Some(FactValue { path: sentence(&evidence.fact), value: sentence(&value) })
    };
    own.filter_map(fact).collect()
}

impl Folded {
    /// What was not checked comes first: it is what a reader can change.
    pub(super) fn new(say: &Words, factor: &str, results: &[&ResultLine]) -> Option<Self> {
        let mut groups: Vec<(usize, Group)> = Vec::new();
        for result in results {
            let label = sentence(&say.status(result));
            let rule = RuleName { id: result.rule.clone(), short: short_id(&result.rule, factor).to_owned() };
            match groups.iter_mut().find(|(_, group)| group.label == label) {
                Some((_, group)) => group.rules.push(rule),
                None => groups.push((rank(&result.status), Group { label, rules: vec![rule] })),
            }
        }
        groups.sort_by_key(|(rank, _)| *rank);
        let groups: Vec<Group> = groups.into_iter().map(|(_, group)| group).collect();
        let part = |group: &Group| format!("{} {}", group.rules.len(), group.label);
        let summary = groups.iter().map(part).collect::<Vec<_>>().join(" · ");
        (!groups.is_empty()).then_some(Folded { summary, groups })
    }
}

fn rank(status: &str) -> usize {
    const ORDER: [&str; 7] = ["fired", "unknown", "suppressed", "superseded", "not_applicable", "off", "passed"];
    ORDER.iter().position(|s| *s == status).unwrap_or(ORDER.len())
}
