//! What the engine can tell about a text: words, phrases, patterns, counts, language.
//!
//! Everything here works on one text at a time and is computed only when a rule asks for it. Matching is done on a
//! folded form of the words; every result points into the text as written.

mod alphabet;
mod block;
pub(crate) mod caches;
pub(crate) mod count;
mod eight;
mod fold;
mod form;
mod function;
pub(crate) mod language;
pub(crate) mod lists;
mod literal;
pub(crate) mod lowered;
mod need;
mod pairs;
pub(crate) mod pattern;
pub(crate) mod phrase;
mod plain;
pub(crate) mod rare;
pub(crate) mod scan;
mod search;
mod sketch;
pub(crate) mod starts;
pub(crate) mod token;
pub(crate) mod trigger;
mod vocabulary;
pub(crate) mod words;
