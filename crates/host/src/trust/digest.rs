//! Digests, as people see them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

/// The SHA-256 of some bytes, in hexadecimal.
pub(super) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// One digest over everything that makes a package: its manifest, its rules, and the digest of its library.
pub(super) fn of_package(manifest: &str, rules: &BTreeMap<String, String>, library: &str) -> String {
    let mut hash = Sha256::new();
    let files = rules.iter().flat_map(|(name, text)| [name.as_str(), text]);
    for part in [manifest, library].into_iter().chain(files) {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    hex(&hash.finalize())
}

/// Whether a word can be a digest, and so the name of a folder.
pub(super) fn is_digest(word: &str) -> bool {
    word.len() == 64 && word.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_those_of_other_tools() {
        assert_eq!(sha256(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert!(is_digest(&sha256(b"")) && !is_digest("..") && !is_digest(&"A".repeat(64)));
    }

    #[test]
    fn every_part_of_a_package_counts() {
        let rules = |name: &str, text: &str| BTreeMap::from([(name.to_owned(), text.to_owned())]);
        let whole = of_package("m", &rules("a", "b"), "l");
        for other in [
            of_package("n", &rules("a", "b"), "l"),
            of_package("m", &rules("b", "b"), "l"),
            of_package("m", &rules("a", "c"), "l"),
            of_package("m", &rules("a", "b"), "k"),
            of_package("m", &BTreeMap::new(), "lab"),
        ] {
            assert_ne!(whole, other);
        }
    }
}
