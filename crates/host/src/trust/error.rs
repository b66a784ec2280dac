//! Plugins that cannot be listed, added or removed.

use std::io;
use std::path::{Path, PathBuf};

use super::guard::Unsafe;
use crate::manifest::ManifestError;

/// Plugins that cannot be listed, added or removed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TrustError {
    /// A file cannot be read or written.
    #[error("cannot {what} `{path}`: {source}", path = path.display())]
    File {
        /// What was to be done with it.
        what: &'static str,
        /// Which file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A file of the user makes no sense.
    #[error("`{path}`, {problem}", path = path.display())]
    Syntax {
        /// Which file.
        path: PathBuf,
        /// Where and what.
        problem: String,
    },
    /// Somebody else could change a file.
    #[error(transparent)]
    Unsafe(#[from] Unsafe),
    /// A path cannot be written down.
    #[error("the path `{path}` cannot be written down: it is not UTF-8 or has control characters; copy the plugin to another folder", path = path.display())]
    Name {
        /// Which path.
        path: PathBuf,
    },
    /// The private copy is not what was added.
    #[error("the private copy of the plugin `{id}` is {found}; it was added as {expected}; run `followback plugin add {folder}`", folder = folder.display())]
    Copy {
        /// Which plugin.
        id: String,
        /// What is there.
        found: String,
        /// What should be.
        expected: String,
        /// Where it came from.
        folder: PathBuf,
    },
    /// The manifest of a copy cannot be used by this version.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// The settings speak of a plugin that was not added.
    #[error("`{path}` has settings for the plugin `{id}`, which was not added; {hint}", path = path.display())]
    NotAdded {
        /// Which file.
        path: PathBuf,
        /// Which plugin.
        id: String,
        /// What to do.
        hint: String,
    },
    /// There is no such plugin to be removed.
    #[error("the plugin `{id}` was not added; {hint}")]
    Unknown {
        /// Which plugin.
        id: String,
        /// What there is.
        hint: String,
    },
}

pub(super) fn cannot(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> TrustError {
    let path = path.to_owned();
    move |source| TrustError::File { what, path, source }
}
