//! Whether it keeps a pointer into what it was given for a call.

use std::sync::Arc;

use crate::loader::{Guarded, Manner};
use crate::verify::Finding;
use crate::verify::lab::Lab;
use crate::verify::rows::Probe;

pub(super) fn check(finding: &mut Finding, lab: &Lab<'_>) -> Result<(), String> {
    let first = Probe::ordinary(&lab.table);
    let other = first.altered();
    lab.phase("while it was opened");
    let mut instance = Guarded::open(Arc::clone(&lab.table), lab.config)?;
    let mut memory = Guarded::default();
    lab.phase("while it judged a batch after the configuration was taken away");
    lab.ask_guarded(&mut memory, &mut instance, &first, Manner::Revoke)?;
    lab.phase("while it judged a batch after the memory of the one before was taken away");
    for probe in [&other, &first] {
        lab.ask_guarded(&mut memory, &mut instance, probe, Manner::Revoke)?;
    }
    lab.phase("while it was closed after the memory of all batches was taken away");
    drop(instance);

    // Whoever looks at addresses takes other values for those that were there before.
    let mut instance = lab.open()?;
    let expected = lab.ask(&mut lab.open()?, &other)?;
    lab.phase("while it judged other values at the same addresses");
    lab.ask_guarded(&mut memory, &mut instance, &first, Manner::Reuse)?;
    let answers = lab.ask_guarded(&mut memory, &mut instance, &other, Manner::Reuse)?;
    if answers != expected {
        finding.problem("it takes values for those that were at the same addresses in the batch before".to_owned());
    }
    Ok(())
}
