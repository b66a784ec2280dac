//! End-to-end tests of the `followback` command.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod archive;
mod audit;
mod avatar;
mod bad_input;
mod beyond;
mod compare;
mod coverage;
mod docs;
mod editor;
mod eval;
mod facts;
mod faults;
mod fixtures;
mod formats;
mod gold;
mod impact;
mod locales;
mod packs;
mod page;
mod plugins;
mod rules;
mod scaffolds;
mod support;
mod told;
mod triage;
mod viewer;
