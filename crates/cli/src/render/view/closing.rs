//! What the report cannot know, and what the reader of the file noticed.

use serde::Serialize;

use crate::locale::Words;
use crate::render::words::{closed, names, sentence};
use crate::report::Report;

/// Warnings before the rest is counted.
const MAX_WARNINGS: usize = 8;

/// What stands at the end.
#[derive(Debug, Serialize)]
pub(crate) struct Closing {
    pub(crate) limits: Vec<String>,
    /// The command that says why a rule is there.
    pub(crate) explain: Option<String>,
    pub(crate) warnings: Vec<String>,
}

impl Closing {
    pub(super) fn new(say: &Words, report: &Report) -> Self {
        let untold = untold(report);
        let untold = (!untold.is_empty()).then(|| say.limit_untold(names(say, untold)));
        let always = [say.limit_talk(), say.limit_no_promise(), say.limit_judgement()];
        let mut warnings: Vec<String> =
            report.warnings.iter().take(MAX_WARNINGS).map(|w| closed(&sentence(&say.warning(w)))).collect();
        if let Some(more) = report.warnings.len().checked_sub(MAX_WARNINGS).filter(|more| *more > 0) {
            warnings.push(say.warnings_more(more));
        }
        let explain = |rule: &str| say.limit_explain(format_args!("followback explain {}", sentence(rule)));
        let explain = report.findings.first().map(|finding| explain(&finding.rule));
        Closing { explain, limits: untold.into_iter().chain(always).collect(), warnings }
    }
}

/// Facts that the source does not carry, each once.
fn untold(report: &Report) -> Vec<&str> {
    let missing = report.results.iter().flat_map(|result| &result.missing);
    let mut facts: Vec<&str> = missing.filter(|m| m.reason == "not_in_source").map(|m| m.fact.as_str()).collect();
    facts.sort_unstable();
    facts.dedup();
    facts
}
