//! Whether it works on any thread, and, if it says so, as many instances at the same time.

use std::sync::{Arc, Barrier};
use std::thread;

use followback_plugin::abi;

use crate::loader::Instance;
use crate::rows::Answers;
use crate::verify::Finding;
use crate::verify::lab::Lab;
use crate::verify::rows::Probe;

/// Instances that run at the same time.
const WORKERS: usize = 4;
/// Batches of each.
const BATCHES: usize = 25;

pub(super) fn check(finding: &mut Finding, lab: &Lab<'_>) -> Result<(), String> {
    let probe = Probe::ordinary(&lab.table);
    let expected = lab.ask(&mut lab.open()?, &probe)?;
    lab.phase("while it was opened, asked and closed on three threads, one after the other");
    if elsewhere(lab, &probe)? != expected {
        finding.problem("it answers otherwise on another thread than the one that opened it".to_owned());
    }
    if lab.table.threads == abi::THREADS_ONE {
        finding.remark("its calls never overlap (FB_THREADS_ONE), so it is not run at the same time".to_owned());
        return Ok(());
    }
    lab.phase("while four instances were asked at the same time");
    at_once(finding, lab, &probe)
}

/// Opens here, asks on one thread, and closes on another.
fn elsewhere(lab: &Lab<'_>, probe: &Probe) -> Result<Answers, String> {
    let mut instance = lab.open()?;
    let (rows, wanted) = (probe.rows(), lab.wanted.as_slice());
    let asked = thread::scope(|scope| {
        let asked = scope.spawn(|| {
            let answers = instance.ask(&rows, wanted);
            (answers, instance)
        });
        asked.join()
    });
    let (answers, instance) = asked.map_err(|_| "a thread of this check ended")?;
    thread::scope(|scope| scope.spawn(|| drop(instance)).join()).map_err(|_| "a thread of this check ended")?;
    answers.map_err(|broken| broken.message)
}

/// Each worker has rows in another order, so that what one leaves behind is not what another expects.
fn at_once(finding: &mut Finding, lab: &Lab<'_>, probe: &Probe) -> Result<(), String> {
    let probes: Vec<Probe> = (0..WORKERS).map(|worker| probe.rotated(worker * 2 + 1)).collect();
    let expected = probes.iter().map(|probe| lab.ask(&mut lab.open()?, probe)).collect::<Result<Vec<_>, String>>()?;
    let instances = (0..WORKERS).map(|_| lab.open()).collect::<Result<Vec<Instance>, String>>()?;
    let start = Arc::new(Barrier::new(WORKERS));
    let wanted = lab.wanted.as_slice();
    let results = thread::scope(|scope| {
        let workers: Vec<_> = instances
            .into_iter()
            .zip(&probes)
            .map(|(mut instance, probe)| {
                let start = Arc::clone(&start);
                scope.spawn(move || {
                    let rows = probe.rows();
                    start.wait();
                    (0..BATCHES).map(|_| instance.ask(&rows, wanted)).collect::<Vec<_>>()
                })
            })
            .collect();
        workers.into_iter().map(|worker| worker.join().unwrap_or_default()).collect::<Vec<_>>()
    });
    for (batches, expected) in results.into_iter().zip(expected) {
        for answers in batches {
            let settled = |answers: &Answers| (answers.facts.clone(), answers.faults.clone());
            match answers {
                Ok(answers) if settled(&answers) == settled(&expected) => {}
                Ok(_) => finding.problem(
                    "instances that run at the same time disturb each other; say FB_THREADS_ONE, or share nothing"
                        .to_owned(),
                ),
                Err(broken) => finding.problem(format!("while others run, {}", broken.message)),
            }
        }
    }
    Ok(())
}
