//! Every code that a fault can have.
//!
//! The list is what `allow` takes, and what the pages for people are checked against. A diagnostic with a code that is not
//! here fails an assertion of the debug build.

use crate::diag::Level;

/// A code of a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    /// The word.
    pub name: &'static str,
    /// How bad what it stands for is. Only warnings can be allowed.
    pub level: Level,
}

const fn error(name: &'static str) -> Code {
    Code { name, level: Level::Error }
}

const fn warning(name: &'static str) -> Code {
    Code { name, level: Level::Warning }
}

/// All codes, in alphabetical order.
pub static CODES: &[Code] = &[
    error("allowed-error"),
    warning("always-true-condition"),
    error("cycle"),
    error("duplicate-factor"),
    error("duplicate-key"),
    error("duplicate-label"),
    error("duplicate-name"),
    error("duplicate-rule"),
    error("duplicate-score"),
    error("empty-condition"),
    error("empty-list"),
    error("empty-pack"),
    warning("expired-suppression"),
    error("failed-test"),
    warning("implied-rule"),
    error("invalid-blend"),
    error("invalid-formula"),
    error("invalid-id"),
    error("invalid-pattern"),
    error("invalid-placeholder"),
    error("key-in-level"),
    warning("locale-gap"),
    error("missing-field"),
    error("missing-file"),
    warning("missing-plugin"),
    error("no-rules"),
    error("out-of-range"),
    warning("oversized-pattern"),
    error("oversized-phrase"),
    warning("slow-pattern"),
    error("split-condition"),
    warning("stray-text"),
    error("syntax"),
    error("too-deep"),
    warning("unfillable-placeholder"),
    error("unit-mismatch"),
    error("unknown-band"),
    error("unknown-code"),
    error("unknown-define"),
    error("unknown-fact"),
    error("unknown-factor"),
    error("unknown-key"),
    error("unknown-label"),
    error("unknown-list"),
    error("unknown-operator"),
    error("unknown-param"),
    error("unknown-placeholder"),
    error("unknown-rule"),
    error("unknown-view"),
    error("unknown-word"),
    warning("unreachable-level"),
    warning("unsatisfiable-condition"),
    warning("unsupplied-fact"),
    warning("untested-rule"),
    warning("unused-allow"),
    warning("unused-define"),
    warning("unused-list"),
    warning("unused-number"),
    warning("unused-param"),
    warning("unused-suppression"),
    warning("unused-tagger"),
    warning("unused-view"),
    error("wrong-scope"),
    error("wrong-type"),
];

impl Code {
    /// The code with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Code> {
        CODES.binary_search_by(|code| code.name.cmp(name)).ok().and_then(|at| CODES.get(at)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_found_by_its_name() {
        assert!(CODES.is_sorted_by(|a, b| a.name < b.name));
        assert!(CODES.iter().all(|code| Code::named(code.name) == Some(*code)));
        assert_eq!(Code::named("unknown"), None);
    }
}
