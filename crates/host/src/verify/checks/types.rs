//! Whether values are those that the manifest declares.

use crate::verify::Finding;
use crate::verify::lab::{Lab, faults};
use crate::verify::rows::Probe;

pub(super) fn check(finding: &mut Finding, lab: &Lab<'_>) -> Result<(), String> {
    let mut instance = lab.open()?;
    let probe = Probe::ordinary(&lab.table).and(Probe::edges(&lab.table));
    let mut set = vec![false; lab.facts.len()];
    // One by one: a batch that fails as a whole would say nothing about values.
    for row in 0..probe.len() {
        let one = probe.only(row);
        lab.phase(&format!("while it judged a row with {}", one.words(0)));
        let Ok(answers) = lab.ask(&mut instance, &one) else { continue };
        faults(finding, &one, &answers);
        for (set, values) in set.iter_mut().zip(&answers.facts) {
            *set |= values[0].is_some();
        }
        for (note, _) in answers.notes.iter() {
            if note.contains("which counts as missing") {
                finding.remark(note.to_owned());
            } else if note.starts_with("it spoke of row") {
                finding.problem(note.to_owned());
            }
        }
    }
    let never: Vec<String> =
        lab.facts.iter().zip(&set).filter(|(_, set)| !**set).map(|(fact, _)| format!("`{}`", fact.path)).collect();
    if !never.is_empty() {
        finding.remark(format!("no row of this check has {}: your own tests have to", never.join(", ")));
    }
    Ok(())
}
