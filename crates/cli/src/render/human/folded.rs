//! Rules that found nothing, in a line for each way in which that came about.

use super::page::{Page, Phrase, Tone};
use super::words::{closed, names, sentence, short_id};
use crate::report::{FactorLine, FindingLine, MissingLine, ResultLine};

pub(super) fn set(page: &mut Page, factor: &FactorLine, findings: &[&FindingLine], results: &[&ResultLine]) {
    let mut groups = Groups::default();
    for result in results {
        let listed = || findings.iter().any(|finding| finding.rule == result.rule);
        let label = match result.status.as_str() {
            // Rules of a factor that only earns points are no findings.
            "fired" if listed() => continue,
            "fired" => "apply".to_owned(),
            "passed" => "passed".to_owned(),
            "not_applicable" => "not for this profile".to_owned(),
            "unknown" => format!("not checked ({})", reason(&result.missing)),
            "superseded" => format!("covered by {}", sentence(result.by.as_deref().unwrap_or("another finding"))),
            "suppressed" => suppression(result),
            "off" => "turned off".to_owned(),
            other => sentence(other).replace('_', " "),
        };
        groups.add(rank(&result.status), label, short_id(&result.rule, &factor.id));
    }
    groups.set(page);
}

/// What was not checked comes first: it is what a reader can change.
fn rank(status: &str) -> usize {
    const ORDER: [&str; 7] = ["fired", "unknown", "suppressed", "superseded", "not_applicable", "off", "passed"];
    ORDER.iter().position(|s| *s == status).unwrap_or(ORDER.len())
}

fn suppression(result: &ResultLine) -> String {
    let until = result.until.as_deref().map(|until| format!(" until {}", sentence(until))).unwrap_or_default();
    let reason = result.reason.as_deref().map(|reason| format!(", because “{}”", sentence(reason))).unwrap_or_default();
    format!("suppressed{until}{reason}")
}

/// Why a rule was not checked, in a person's words. What is named first settles it.
fn reason(missing: &[MissingLine]) -> String {
    let Some(MissingLine { fact, reason }) = missing.first() else { return "too little is known".to_owned() };
    let picture = fact.starts_with("avatar.") || fact.starts_with("banner.");
    let profile = picture || fact.starts_with("account.") || fact.starts_with("bio");
    let words = match reason.as_str() {
        "not_in_source" => "your file does not say",
        "not_measured" | "plugin_missing" if picture => "needs a plugin that looks at the picture",
        "not_measured" | "plugin_missing" => "needs a plugin that measures it",
        "plugin_failed" => "the plugin that measures it failed",
        "language" => "written in a language the rules do not know well enough",
        "sample_too_small" if profile => "too little to go by",
        "sample_too_small" => "too few posts",
        other => return sentence(other).replace('_', " "),
    };
    words.to_owned()
}

/// Rules by what became of them, in the order of the ranks, then of the rules.
#[derive(Default)]
struct Groups<'r>(Vec<(usize, String, Vec<&'r str>)>);

impl<'r> Groups<'r> {
    fn add(&mut self, rank: usize, label: String, rule: &'r str) {
        match self.0.iter_mut().find(|(_, known, _)| *known == label) {
            Some((_, _, rules)) => rules.push(rule),
            None => self.0.push((rank, label, vec![rule])),
        }
    }

    fn set(mut self, page: &mut Page) {
        self.0.sort_by_key(|(rank, _, _)| *rank);
        for (_, label, rules) in self.0 {
            let line = closed(&format!("{label}: {}", names(rules.iter().copied())));
            page.block(&Phrase::new(Tone::Faint, &format!("  {:>2} ", rules.len())), &Phrase::new(Tone::Faint, &line));
        }
    }
}
