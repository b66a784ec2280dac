//! What a row costs: time, alone and in batches, and memory that is kept.

use std::time::{Duration, Instant};

use crate::loader::Instance;
use crate::verify::lab::Lab;
use crate::verify::process::resident;
use crate::verify::rows::Probe;
use crate::verify::{Cost, Finding};

/// About so long each part is measured.
const LONG: Duration = Duration::from_millis(400);
/// Largest batch, that of the host.
const BATCH: usize = 2048;
/// A plugin that keeps less is not told from the allocator's own needs.
const NOISE: f64 = 64.0;
const LEAST_GROWTH: u64 = 4 << 20;

pub(super) fn check(finding: &mut Finding, lab: &Lab<'_>) -> Result<(), String> {
    let mut instance = lab.open()?;
    let probe = Probe::ordinary(&lab.table);
    lab.phase("while its time was taken");
    // The first rows are not counted: what is made for them once is not the cost of a row.
    lab.ask(&mut instance, &probe)?;
    let mut ask = |probe: &Probe| ask_long(lab, &mut instance, probe);
    let (ns_alone, rows_alone) = ask(&probe.only(0))?;
    // No batch takes longer than a part is measured.
    let fitting = (LONG.as_nanos() as f64 / ns_alone.max(1.0)).clamp(1.0, BATCH as f64);
    let batch = (1..=BATCH).rev().find(|n| *n as f64 <= fitting && n.is_power_of_two()).unwrap_or(1);
    let many = probe.cycled(batch);
    let (ns_batched, rows_batched) = ask(&many)?;
    lab.phase("while its memory was measured");
    // Twice: what grows once is an allocator that settles, what grows both times is kept.
    let mut window = || {
        let before = resident();
        let rows = ask(&many)?.1;
        Ok::<_, String>((resident().saturating_sub(before), rows))
    };
    let [first, second] = [window()?, window()?];
    let (grown, rows) = (first.0 + second.0, first.1 + second.1);
    let [bytes_kept, other] = [first, second].map(|(grown, rows)| grown as f64 / rows as f64);
    let bytes_kept = bytes_kept.min(other);
    finding.cost = Some(Cost { rows: rows + rows_alone + rows_batched, ns_alone, ns_batched, batch, bytes_kept });
    if grown > LEAST_GROWTH && bytes_kept > NOISE {
        finding.problem(format!(
            "the process grows by {bytes_kept:.0} bytes for each row: {} MiB for {rows} rows",
            grown >> 20
        ));
    }
    Ok(())
}

/// Asks for about so long; returns the nanoseconds of a row in the fastest batch, and how many rows were asked about.
fn ask_long(lab: &Lab<'_>, instance: &mut Instance, probe: &Probe) -> Result<(f64, u64), String> {
    let given = probe.rows();
    let (mut best, mut rows, start) = (f64::INFINITY, 0, Instant::now());
    while start.elapsed() < LONG {
        let before = Instant::now();
        instance.ask(&given, &lab.wanted).map_err(|broken| broken.message)?;
        best = best.min(before.elapsed().as_nanos() as f64 / probe.len() as f64);
        rows += probe.len() as u64;
    }
    Ok((best, rows))
}
