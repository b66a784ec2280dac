//! Whether it reads and writes only what it was given. Crossing the bounds ends the process.

use crate::loader::{Guarded, Manner};
use crate::verify::Finding;
use crate::verify::lab::Lab;
use crate::verify::rows::Probe;

pub(super) fn check(finding: &mut Finding, lab: &Lab<'_>) -> Result<(), String> {
    let mut instance = lab.open()?;
    let probe = Probe::ordinary(&lab.table).and(Probe::edges(&lab.table));
    for row in 0..probe.len() {
        let one = probe.only(row);
        lab.phase(&format!(
            "because it crossed the bounds of its columns or texts, or wrote to an input, at a row with {}",
            one.words(0)
        ));
        lab.ask_guarded(&mut Guarded::default(), &mut instance, &one, Manner::Reuse)?;
    }
    lab.phase("because it crossed the bounds of its columns, or wrote to an input, in a batch of many rows");
    let answers = lab.ask_guarded(&mut Guarded::default(), &mut lab.open()?, &probe, Manner::Reuse)?;
    lab.phase("while it judged a batch");
    let expected = lab.ask(&mut lab.open()?, &probe)?;
    if answers != expected {
        finding.problem("its answers depend on what lies around its inputs".to_owned());
    }
    Ok(())
}
