//! Runs plugins: reads their manifests without running any of their code, and asks them for facts in batches.
//!
//! ```text
//! Manifest -> catalogue of facts (core's FactDecl)
//! Home (what the user has added) -> Installed -> Plugin
//! Plugin + Rows + wanted facts -> Answers, a value or a reason for each row
//! Patience (one a run) -> Part, a piece of the input: what is said of it does not depend on how many work on the others
//! ```
//!
//! A plugin is started by the first question. Whatever it does, a question has an answer: what it could not say, and why.
//! One that is part of the program runs in its process; those of others run in child processes, so that a crash or a hang
//! costs the facts of the rows that it touched and nothing else. Both ways give the same answers.

mod careful;
mod child;
mod clock;
mod code;
mod confine;
mod file;
mod isolated;
mod loader;
mod local;
mod manifest;
mod notes;
mod pace;
mod package;
mod patience;
mod plugin;
mod pool;
mod rows;
mod trust;
pub mod verify;
mod watchdog;
mod wire;

pub use child::serve;
pub use confine::closable;
pub use isolated::Isolation;
pub use manifest::{Manifest, ManifestError, Need, Scope};
pub use notes::Notes;
pub use package::{Package, PackageError};
pub use patience::{Part, Patience};
pub use plugin::{BuiltIn, Plugin};
pub use rows::{Answers, Column, Fault, FaultKind, Rows, Value};
pub use trust::{BundledRules, Found, Home, Installed, Mode, Offer, PluginSettings, Problem, TrustError, Unsafe};
