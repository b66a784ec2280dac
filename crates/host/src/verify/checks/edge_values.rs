//! Whether it has an answer to every input there can be, and to batches of any length.

use std::time::Duration;

use crate::rows::Answers;
use crate::verify::Finding;
use crate::verify::lab::{Lab, faults};
use crate::verify::rows::Probe;

pub(super) fn check(finding: &mut Finding, lab: &Lab<'_>) -> Result<(), String> {
    let mut instance = lab.open()?;
    let edges = Probe::edges(&lab.table);
    for probe in [&Probe::ordinary(&lab.table), &edges, &Probe::huge(&lab.table)] {
        for row in 0..probe.len() {
            let one = probe.only(row);
            let words = one.words(0);
            lab.phase(&format!("while it judged a row with {words}"));
            match lab.ask(&mut instance, &one) {
                Ok(answers) => faults(finding, &one, &answers),
                Err(problem) => {
                    finding.problem(format!("{problem}; the row has {words}"));
                    // Whatever it was in the middle of may have left it in disorder.
                    instance = lab.open()?;
                }
            }
        }
    }
    for n in [0, 1, edges.len(), 2048] {
        lab.phase(&format!("while it judged a batch of {n} rows"));
        lab.ask(&mut instance, &edges.cycled(n)).map_err(|problem| format!("a batch of {n} rows: {problem}"))?;
    }
    lab.phase("while it judged rows of which nobody needed a fact");
    let nothing = instance.ask(&edges.rows(), &[]);
    nothing.map_err(|broken| format!("a batch of which nobody needs a fact: {}", broken.message))?;
    // Whoever is told to give up may give up, or have been faster.
    instance.limit_time(Duration::ZERO);
    lab.phase("while it was told to give up");
    match lab.ask(&mut instance, &edges) {
        Err(problem) if problem != "`eval` gave up" => Err(format!("told to give up: {problem}")),
        Ok(Answers { .. }) | Err(_) => Ok(()),
    }
}
