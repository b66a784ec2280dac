//! What tells texts apart, in few letters.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

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
