//! What connects the profile with one viewer: a verdict of its own, beside the score.

use serde::Serialize;

use super::factor::Folded;
use crate::locale::Words;
use crate::render::words::{names, sentence};
use crate::report::{RelevanceLine, Report, ResultLine};

/// The verdict for those who look for other things, as the default pack words it.
const OFF_INTEREST: &str = "off-interest";

/// What connects the profile with a viewer.
#[derive(Debug, Serialize)]
pub(crate) struct ViewerPart {
    pub(crate) score: Option<f64>,
    /// `55 of 100: follow-back possible`
    pub(crate) line: String,
    pub(crate) earned: Vec<Earned>,
    pub(crate) lines: Vec<String>,
    /// What could not be checked. What was not earned is no news.
    pub(crate) folded: Option<Folded>,
}

/// Something that both have in common.
#[derive(Debug, Serialize)]
pub(crate) struct Earned {
    pub(crate) points: String,
    pub(crate) title: String,
}

impl ViewerPart {
    pub(super) fn new(say: &Words, report: &Report) -> Option<Self> {
        let relevance = report.relevance.as_ref()?;
        let topics = |ids: &[String]| names(say, ids.iter().map(|id| report.names.label(id)));
        let shared = (!relevance.shared.is_empty()).then(|| say.viewer_shared(topics(&relevance.shared)));
        let only = (!relevance.only_viewer.is_empty()).then(|| say.viewer_only(topics(&relevance.only_viewer)));
        let no_fault =
            (relevance.verdict.as_deref() == Some(OFF_INTEREST)).then(|| format!("→ {}", say.viewer_no_fault()));
        let points = |points: f64| format!("{}{}", if points < 0.0 { "" } else { "+" }, say.exact(points));
        let earned = relevance
            .earned
            .iter()
            .map(|earned| Earned { points: points(earned.points), title: sentence(&earned.title) });
        let unchecked: Vec<&ResultLine> =
            report.results.iter().filter(|r| r.factor == relevance.factor && r.status == "unknown").collect();
        Some(ViewerPart {
            score: relevance.score,
            line: line(say, report, relevance),
            earned: earned.collect(),
            lines: [shared, only, no_fault].into_iter().flatten().collect(),
            folded: Folded::new(say, &relevance.factor, &unchecked),
        })
    }
}

fn line(say: &Words, report: &Report, relevance: &RelevanceLine) -> String {
    let verdict = match relevance.verdict.as_deref() {
        Some(OFF_INTEREST) => say.viewer_other_interests(),
        Some(verdict) => say.viewer_verdict(sentence(&report.names.verdict(verdict))),
        None => say.viewer_no_verdict(),
    };
    match relevance.score {
        Some(score) => format!("{}: {verdict}", say.of_100(say.number(score))),
        None => verdict,
    }
}
