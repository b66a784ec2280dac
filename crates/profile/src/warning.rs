//! What a reader has to say about its input besides the facts.

use std::fmt;

/// Something in the input that was not as expected, and what was done about it. Reading went on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Stable kebab-case word, for example `future-date`.
    pub code: &'static str,
    /// One lowercase sentence that names the file or field, without a final stop.
    pub message: String,
}

impl Warning {
    /// A warning with its code.
    #[must_use]
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Warning { code, message: message.into() }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// Many equal remarks, told as one: how often, and the first of them.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    n: usize,
    first: String,
}

impl Tally {
    pub(crate) fn add(&mut self, first: impl FnOnce() -> String) {
        if self.n == 0 {
            self.first = first();
        }
        self.n += 1;
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.n == 0
    }

    /// `what` says what was done, for one or for many: "a date in the future counts as today".
    pub(crate) fn warn(self, code: &'static str, what: &str, into: &mut Vec<Warning>) {
        match self.n {
            0 => {}
            1 => into.push(Warning::new(code, format!("{what}: {}", self.first))),
            n => into.push(Warning::new(code, format!("{what}: {} (and {} more)", self.first, n - 1))),
        }
    }
}
