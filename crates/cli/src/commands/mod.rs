//! The commands, one file each.

pub(crate) mod audit;
pub(crate) mod doc;
pub(crate) mod eval;
pub(crate) mod explain;
pub(crate) mod facts;
mod formats;
pub(crate) mod impact;
pub(crate) mod new;
pub(crate) mod plugin;
pub(crate) mod rules;
pub(crate) mod schema;
pub(crate) mod shell;
pub(crate) mod triage;
