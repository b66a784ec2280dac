//! The checks, one file each.

mod bounds;
mod cost;
mod determinism;
mod edge_values;
mod handshake;
mod kept_pointers;
mod process;
mod stdout;
mod threads;
mod types;

use super::lab::Lab;
use super::{Check, Finding, Subject};

impl Check {
    /// Makes the check in this process.
    pub(super) fn make(self, subject: &Subject, phase: &mut dyn FnMut(&str)) -> Finding {
        let mut finding = Finding::default();
        let made = match self {
            Check::Handshake => {
                handshake::check(&mut finding, subject, phase);
                return finding;
            }
            Check::Process => process::check(&mut finding, || Lab::new(subject, phase)),
            Check::Types => Lab::new(subject, phase).map(|lab| types::check(&mut finding, &lab)),
            Check::EdgeValues => Lab::new(subject, phase).map(|lab| edge_values::check(&mut finding, &lab)),
            Check::Determinism => Lab::new(subject, phase).map(|lab| determinism::check(&mut finding, &lab)),
            Check::KeptPointers => Lab::new(subject, phase).map(|lab| kept_pointers::check(&mut finding, &lab)),
            Check::Bounds => Lab::new(subject, phase).map(|lab| bounds::check(&mut finding, &lab)),
            Check::Stdout => Lab::new(subject, phase).map(|lab| stdout::check(&lab)),
            Check::Threads => Lab::new(subject, phase).map(|lab| threads::check(&mut finding, &lab)),
            Check::Cost => Lab::new(subject, phase).map(|lab| cost::check(&mut finding, &lab)),
        };
        match made {
            // What went wrong is a problem of this check, unless the plugin cannot be asked at all.
            Ok(Ok(())) => finding,
            Ok(Err(problem)) => {
                finding.problem(problem);
                finding
            }
            Err(problem) => Finding::skipped(&format!("the plugin cannot be asked, see `handshake`: {problem}")),
        }
    }
}
