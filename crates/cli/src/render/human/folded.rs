//! Rules that found nothing, in a line for each way in which that came about.

use super::page::{Page, Phrase, Tone};
use super::words::{closed, names, sentence, short_id};
use crate::locale::Words;
use crate::report::{FactorLine, FindingLine, MissingLine, ResultLine};

pub(super) fn set(page: &mut Page, factor: &FactorLine, findings: &[&FindingLine], results: &[&ResultLine]) {
    let say = page.say;
    let mut groups = Groups::default();
    for result in results {
        let listed = || findings.iter().any(|finding| finding.rule == result.rule);
        let label = match result.status.as_str() {
            // Rules of a factor that only earns points are no findings.
            "fired" if listed() => continue,
            "fired" => say.status_fired(),
            "passed" => say.status_passed(),
            "not_applicable" => say.status_not_applicable(),
            "unknown" => say.status_unknown(reason(say, &result.missing)),
            "superseded" => match &result.by {
                Some(by) => say.status_superseded(sentence(by)),
                None => say.status_superseded_by_any(),
            },
            "suppressed" => suppression(say, result),
            "off" => say.status_off(),
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

fn suppression(say: &Words, result: &ResultLine) -> String {
    match (result.until.as_deref().map(sentence), result.reason.as_deref().map(sentence)) {
        (None, None) => say.status_suppressed(),
        (Some(until), None) => say.status_suppressed_until(until),
        (None, Some(reason)) => say.status_suppressed_because(reason),
        (Some(until), Some(reason)) => say.status_suppressed_until_because(until, reason),
    }
}

/// Why a rule was not checked, in a person's words. What is named first settles it.
fn reason(say: &Words, missing: &[MissingLine]) -> String {
    let Some(MissingLine { fact, reason }) = missing.first() else { return say.unknown_nothing() };
    say.unknown(fact, reason)
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
            let line = closed(&format!("{label}: {}", names(page.say, rules.iter().copied())));
            page.block(&Phrase::new(Tone::Faint, &format!("  {:>2} ", rules.len())), &Phrase::new(Tone::Faint, &line));
        }
    }
}
