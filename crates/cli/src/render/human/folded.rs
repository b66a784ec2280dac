//! Rules that found nothing, in a line for each way in which that came about.

use super::page::{Page, Phrase, Tone};
use crate::render::words::{closed, names, sentence, short_id};
use crate::report::{FactorLine, FindingLine, ResultLine};

pub(super) fn set(page: &mut Page, factor: &FactorLine, findings: &[&FindingLine], results: &[&ResultLine]) {
    let mut groups = Groups::default();
    for result in results {
        let listed = || findings.iter().any(|finding| finding.rule == result.rule);
        // Rules of a factor that only earns points are no findings.
        if result.status == "fired" && listed() {
            continue;
        }
        let label = sentence(&page.say.status(result));
        groups.add(rank(&result.status), label, short_id(&result.rule, &factor.id));
    }
    groups.set(page);
}

/// What was not checked comes first: it is what a reader can change.
fn rank(status: &str) -> usize {
    const ORDER: [&str; 7] = ["fired", "unknown", "suppressed", "superseded", "not_applicable", "off", "passed"];
    ORDER.iter().position(|s| *s == status).unwrap_or(ORDER.len())
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
