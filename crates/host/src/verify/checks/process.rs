//! Whether it leaves the process as it was: folder, environment, locale, signals, open files.

use crate::verify::Finding;
use crate::verify::lab::Lab;
use crate::verify::process::{State, threads};
use crate::verify::rows::Probe;

pub(super) fn check<'s>(
    finding: &mut Finding,
    load: impl FnOnce() -> Result<Lab<'s>, String>,
) -> Result<Result<(), String>, String> {
    let (before, n_threads) = (State::now(), threads());
    let lab = load()?;
    Ok(judge(&lab).map(|()| {
        for change in State::now().changes(&before) {
            finding.problem(change);
        }
        let more = threads().saturating_sub(n_threads);
        if more > 0 {
            finding.remark(format!("it has {more} threads that go on after it was closed"));
        }
    }))
}

fn judge(lab: &Lab<'_>) -> Result<(), String> {
    let probe = Probe::ordinary(&lab.table).and(Probe::edges(&lab.table));
    // Twice: what is opened for each instance and not closed is seen by then.
    for _ in 0..2 {
        let mut instance = lab.open()?;
        lab.phase("while it judged a batch");
        lab.ask(&mut instance, &probe)?;
        lab.phase("while it was closed");
        drop(instance);
    }
    Ok(())
}
