//! Everything that touches the memory of a plugin: its table, its instances, its answers.
//!
//! What a plugin hands over is checked before it is used: sizes before fields, pointers against the memory that it was
//! given, text for UTF-8. A plugin that runs in this process can still do whatever it likes; that is what child processes
//! are for.
#![expect(unsafe_code, reason = "calls into plugins, which are C")]

mod arena;
mod config;
mod ear;
mod elf;
mod guarded;
mod instance;
mod library;
mod linkage;
mod progress;
mod table;
mod turn;
mod words;

#[cfg(test)]
pub(crate) use elf::tests::shortest;
pub(crate) use guarded::{Guarded, Manner};
pub(crate) use instance::Instance;
pub(crate) use library::Library;
pub(crate) use linkage::Linkage;
pub(crate) use progress::Progress;
pub(crate) use table::Table;
