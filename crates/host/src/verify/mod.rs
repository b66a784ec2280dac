//! The conformance kit: whether a plugin keeps its part of the interface.
//!
//! ```text
//! Subject (manifest, library, configuration) -> each Check, in a child process of its own -> Finding
//! ```
//!
//! A check runs the plugin in its own process, as nowhere else what it does can be seen so closely; [`serve`] is that process,
//! and [`watch`] the one that starts it and outlives whatever the plugin does to it.

mod checks;
mod lab;
mod picture;
mod process;
mod rows;
mod watch;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::manifest::Manifest;

pub use watch::{serve, watch};

/// What is checked.
#[derive(Clone, Debug)]
pub struct Subject {
    /// What the plugin says of itself.
    pub manifest: Manifest,
    /// Its library.
    pub library: PathBuf,
    /// Its configuration, a JSON object.
    pub config: String,
}

/// Something that a plugin has to keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// It loads, its table is sound and agrees with the manifest.
    Handshake,
    /// Its values are of the types and in the ranges that the manifest declares.
    Types,
    /// It has an answer to every input there can be.
    EdgeValues,
    /// The same row has the same answer.
    Determinism,
    /// It keeps no pointer into what it was given for a call.
    KeptPointers,
    /// It reads and writes only what it was given, and leaves inputs as they are.
    Bounds,
    /// It prints nothing to the standard output.
    Stdout,
    /// It leaves the process as it was.
    Process,
    /// It works on any thread, and many instances at the same time.
    Threads,
    /// What a row costs.
    Cost,
}

impl Check {
    /// All of them, in the order in which they are run.
    pub const ALL: [Check; 10] = [
        Check::Handshake,
        Check::Types,
        Check::EdgeValues,
        Check::Determinism,
        Check::KeptPointers,
        Check::Bounds,
        Check::Stdout,
        Check::Process,
        Check::Threads,
        Check::Cost,
    ];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Check::Handshake => "handshake",
            Check::Types => "types",
            Check::EdgeValues => "edge-values",
            Check::Determinism => "determinism",
            Check::KeptPointers => "kept-pointers",
            Check::Bounds => "bounds",
            Check::Stdout => "stdout",
            Check::Process => "process",
            Check::Threads => "threads",
            Check::Cost => "cost",
        }
    }

    /// What a plugin has to keep, in words.
    #[must_use]
    pub fn promise(self) -> &'static str {
        match self {
            Check::Handshake => "it loads, its table is sound and agrees with the manifest",
            Check::Types => "its values are those that the manifest declares",
            Check::EdgeValues => "it has an answer to every input there can be",
            Check::Determinism => "the same row has the same answer, whatever stands around it",
            Check::KeptPointers => "it keeps no pointer into what it was given for a call",
            Check::Bounds => "it reads and writes only what it was given, and leaves inputs as they are",
            Check::Stdout => "it prints nothing to the standard output",
            Check::Process => "it leaves the process as it was",
            Check::Threads => "it works on any thread, and many instances at the same time",
            Check::Cost => "it keeps no memory for a row",
        }
    }
}

/// What a check found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// What the plugin does not keep; none if it passes.
    pub problems: Vec<String>,
    /// What is worth knowing.
    pub remarks: Vec<String>,
    /// The plugin ended the process of the check, or did not come to an end.
    pub ended: bool,
    /// Why the check could not be made.
    pub skipped: Option<String>,
    /// What a row costs, if that was measured.
    pub cost: Option<Cost>,
    /// Stands for all answers: another process has to come to the same.
    pub digest: Option<u64>,
}

/// What a row costs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cost {
    /// Rows that were judged for this.
    pub rows: u64,
    /// Nanoseconds of a row that is judged by itself.
    pub ns_alone: f64,
    /// Nanoseconds of a row in the largest batch that was asked.
    pub ns_batched: f64,
    /// Rows of that batch.
    pub batch: usize,
    /// Bytes by which the process grew for each row.
    pub bytes_kept: f64,
}

impl Finding {
    /// Most problems of a check that are told.
    const MOST: usize = 5;

    /// A check that could not be made.
    #[must_use]
    pub fn skipped(reason: &str) -> Self {
        Finding { skipped: Some(reason.to_owned()), ..Finding::default() }
    }

    /// Notes a problem, once.
    fn problem(&mut self, problem: String) {
        if self.problems.len() < Self::MOST && !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }

    fn remark(&mut self, remark: String) {
        if self.remarks.len() < Self::MOST && !self.remarks.contains(&remark) {
            self.remarks.push(remark);
        }
    }
}
