//! Why something could not be done.

use std::fmt::{self, Display};

/// Why something could not be done, in words for the user of the plugin. Anything that can be displayed becomes one with `?`.
///
/// It does not display itself, which leaves room for that conversion.
pub struct Error(String);

impl Error {
    /// An error with these words.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Error(message.into())
    }

    /// The words.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<E: Display> From<E> for Error {
    fn from(error: E) -> Self {
        Error(error.to_string())
    }
}
