//! Tests of the engine as its users see it, in a domain of parcels and orders.

#![expect(clippy::unwrap_used, reason = "a test that cannot set up its case fails")]
#![expect(
    clippy::format_push_string,
    clippy::format_collect,
    clippy::type_complexity,
    clippy::items_after_statements,
    reason = "tests write rule files and tables of cases as they read best"
)]

mod support;

mod aggregates;
mod beside_rules;
mod coverage;
mod editor;
mod evidence;
mod faults;
mod formulas;
mod generated;
mod languages;
mod levels;
mod members;
mod messages;
mod missing_plugins;
mod mutation;
mod operators;
mod overlays;
mod packs;
mod properties;
mod relations;
mod scores;
mod sets;
mod texts;
mod three_values;
mod translations;
mod untrusted;
