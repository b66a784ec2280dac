//! Runs plugins: reads their manifests without running any of their code, and asks them for facts in batches.
//!
//! ```text
//! Manifest -> catalogue of facts (core's FactDecl)
//! Plugin + Rows + wanted facts -> Answers, a value or a reason for each row
//! ```
//!
//! A plugin is started by the first question. Whatever it does, a question has an answer: what it could not say, and why.

mod careful;
mod loader;
mod manifest;
mod plugin;
mod rows;

pub use loader::Table;
pub use manifest::{Manifest, ManifestError};
pub use plugin::{BuiltIn, Plugin};
pub use rows::{Answers, Column, Fault, Rows, Value};
