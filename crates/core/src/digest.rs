//! Digests: what tells one version of the rules from another.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::sync::{Arc, OnceLock};

use sha2::{Digest as _, Sha256};

use crate::source::SourceText;

/// SHA-256 over the names and contents of some files, in hex. It is worked out when somebody asks for it: most runs never do.
#[derive(Clone, Default)]
pub struct Digest(Arc<Files>);

#[derive(Default)]
struct Files {
    files: BTreeMap<String, SourceText>,
    hex: OnceLock<String>,
}

impl Digest {
    /// That of some files.
    pub(crate) fn of(files: &BTreeMap<String, SourceText>) -> Self {
        Digest(Arc::new(Files { files: files.clone(), hex: OnceLock::new() }))
    }

    /// The digest in hex.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.hex.get_or_init(|| sha256(self.0.files.iter().flat_map(|(name, text)| [name.as_str(), text])))
    }
}

/// One that somebody has told.
impl From<String> for Digest {
    fn from(hex: String) -> Self {
        Digest(Arc::new(Files { files: BTreeMap::new(), hex: hex.into() }))
    }
}

impl PartialEq for Digest {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Digest {}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

/// SHA-256 over some texts, in hex. Where one ends and the next begins counts.
pub(crate) fn sha256<'t>(parts: impl IntoIterator<Item = &'t str>) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    let mut hex = String::new();
    for byte in hash.finalize() {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}
