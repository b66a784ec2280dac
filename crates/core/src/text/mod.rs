//! What the engine can tell about a text: words, phrases, patterns, counts, language.
//!
//! Everything here works on one text at a time and is computed only when a rule asks for it. Matching is done on a
//! folded form of the words; every result points into the text as written.

pub(crate) mod count;
pub(crate) mod language;
pub(crate) mod pattern;
pub(crate) mod phrase;
pub(crate) mod token;
