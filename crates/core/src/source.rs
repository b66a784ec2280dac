//! The texts of files: held by many, copied by nobody.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// The text of a file. A copy of it holds the same text.
#[derive(Clone)]
pub struct SourceText(Held);

#[derive(Clone)]
enum Held {
    /// Part of the program, as the packs are that it brings along.
    BuiltIn(&'static str),
    Read(Arc<str>),
}

impl Deref for SourceText {
    type Target = str;

    fn deref(&self) -> &str {
        match &self.0 {
            Held::BuiltIn(text) => text,
            Held::Read(text) => text,
        }
    }
}

impl Default for SourceText {
    fn default() -> Self {
        "".into()
    }
}

impl From<&'static str> for SourceText {
    fn from(text: &'static str) -> Self {
        SourceText(Held::BuiltIn(text))
    }
}

impl From<String> for SourceText {
    fn from(text: String) -> Self {
        SourceText(Held::Read(text.into()))
    }
}

impl PartialEq for SourceText {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for SourceText {}

impl fmt::Debug for SourceText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl fmt::Display for SourceText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&**self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_holds_the_same_text() {
        let read = SourceText::from("nurse".to_owned());
        assert!(std::ptr::eq(&raw const *read, &raw const *read.clone()));
        assert_eq!(read, SourceText::from("nurse"));
    }
}
