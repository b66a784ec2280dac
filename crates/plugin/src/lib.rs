//! Write plugins for followback.
//!
//! A plugin reads facts about profiles and supplies new ones. This crate turns a plain Rust type into the C interface that
//! followback loads (`include/followback_plugin.h`), has no dependencies, and leaves no `unsafe` to the plugin: a crate with
//! `#![forbid(unsafe_code)]` can export one.
//!
//! ```
//! use followback_plugin::{Cx, Error, Host, Plugin, export_plugin, facts, inputs};
//!
//! inputs! {
//!     /// What is read of a profile.
//!     pub struct Input {
//!         bio: &'a str = "bio", "the biography";
//!     }
//! }
//! facts! {
//!     /// What is supplied.
//!     pub struct Shouting {
//!         marks: i64 = "marks", "exclamation marks in the biography";
//!     }
//! }
//! pub struct Shout;
//!
//! impl Plugin for Shout {
//!     type Config = ();
//!     type Input<'a> = Input<'a>;
//!     type Facts = Shouting;
//!
//!     fn open((): (), _: &Host) -> Result<Self, Error> {
//!         Ok(Shout)
//!     }
//!
//!     fn eval(&mut self, row: Input<'_>, _: &Cx<'_>) -> Result<Shouting, Error> {
//!         let marks = row.bio.matches('!').count();
//!         Ok(Shouting { marks: Some(i64::try_from(marks)?) })
//!     }
//! }
//! export_plugin!(Shout, id = "shout");
//!
//! // The same plugin in a unit test, through the C interface:
//! use followback_plugin::testing::{TestHost, Value};
//! let mut host = TestHost::open(plugin(), "{}").unwrap();
//! let row = host.eval_row(&[("bio", Value::Text("Hi!!".into()))]);
//! assert_eq!(row.facts["marks"], Value::Int(2));
//! ```
//!
//! A crate with `crate-type = ["cdylib", "rlib"]` is both: a library to be loaded, and a plugin that can be linked in, where
//! `plugin()` gives its table.
//!
//! Panics are caught inside of the plugin: one in [`Plugin::eval`] costs the facts of that row. What cannot be caught (an
//! abort, a stack overflow, `panic = "abort"`) ends the process that the plugin runs in, which for plugins of others is a
//! child process.

pub mod abi;
mod batch;
mod config;
mod error;
mod fact;
mod glue;
mod host;
mod input;
mod json;
mod panic;
mod plugin;
pub mod testing;

pub use batch::{Answers, Cell, Cx, Row, RowOut, Rows, StrList};
pub use config::{Config, ConfigValue};
pub use error::Error;
pub use fact::{FactField, FactValue, Facts};
pub use glue::{About, Descriptor};
pub use host::{Host, LogLevel};
pub use input::{Input, InputField, InputValue};
pub use json::Json;
pub use plugin::{Plugin, SharedPlugin, Threads};
