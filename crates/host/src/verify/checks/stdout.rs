//! Whether it prints to the standard output. What it prints is caught around every check; here it is looked at.

use crate::verify::lab::Lab;
use crate::verify::rows::Probe;

pub(super) fn check(lab: &Lab<'_>) -> Result<(), String> {
    let mut instance = lab.open()?;
    lab.phase("while it judged a batch");
    lab.ask(&mut instance, &Probe::ordinary(&lab.table).and(Probe::edges(&lab.table)))?;
    lab.phase("while it was closed");
    drop(instance);
    Ok(())
}
