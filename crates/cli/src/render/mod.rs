//! From results to text, one file a format.

pub(crate) mod clean;
pub(crate) mod diagnostics;
pub(crate) mod html;
pub(crate) mod human;
#[cfg(test)]
mod injections;
pub(crate) mod markdown;
pub(crate) mod short;
mod view;
mod words;
mod wrap;

/// How text for people is laid out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    /// Whether escape codes for colors are written; meaning never rests on them.
    pub(crate) color: bool,
    /// Columns to fill at most.
    pub(crate) width: usize,
}

impl Style {
    /// Text for files, tests and pipes.
    pub(crate) const PLAIN: Style = Style { color: false, width: 80 };
}
