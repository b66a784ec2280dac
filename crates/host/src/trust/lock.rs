//! `plugins.lock`: what the user has added, with the digests it had then.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::digest::is_digest;
use super::error::TrustError;

/// What is kept of a plugin that was added.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    pub(super) id: String,
    pub(super) version: String,
    /// Of the library.
    pub(super) sha256: String,
    /// Over manifest, rules and library; the name of the folder of the private copy.
    pub(super) package: String,
    /// The library that was added, to notice that it has changed.
    pub(super) source: PathBuf,
    /// The folder that was named, to name it again.
    pub(super) folder: PathBuf,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u32,
    #[serde(default)]
    plugin: Vec<Entry>,
}

/// The version of the file below.
const VERSION: u32 = 1;

const HEAD: &str = "# The plugins of this user. Written by `followback plugin add` and `followback plugin remove`.\n\
                    # A plugin is loaded only as long as its library has the digest that stands here.\n";

/// Reads the file.
pub(super) fn parse(text: &str) -> Result<Vec<Entry>, String> {
    let file: File = toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(1, |span| 1 + text[..span.start].matches('\n').count());
        format!("line {line}: {}", error.message())
    })?;
    if file.version != VERSION {
        return Err(format!("its version is {}, this followback writes {VERSION}", file.version));
    }
    for entry in &file.plugin {
        // The digest becomes part of a path.
        if let Some(word) = [&entry.sha256, &entry.package].into_iter().find(|word| !is_digest(word)) {
            return Err(format!("`{word}` is no digest"));
        }
    }
    Ok(file.plugin)
}

/// Writes the file.
pub(super) fn write(entries: &[Entry]) -> Result<String, TrustError> {
    let mut text = format!("{HEAD}version = {VERSION}\n");
    for entry in entries {
        let (source, folder) = (name(&entry.source)?, name(&entry.folder)?);
        let words = [
            ("id", entry.id.as_str()),
            ("version", &entry.version),
            ("sha256", &entry.sha256),
            ("package", &entry.package),
            ("source", source),
            ("folder", folder),
        ];
        text.push_str("\n[[plugin]]\n");
        for (key, word) in words {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{key} = {}", quoted(word));
        }
    }
    Ok(text)
}

fn name(path: &Path) -> Result<&str, TrustError> {
    path.to_str()
        .filter(|name| !name.chars().any(char::is_control))
        .ok_or_else(|| TrustError::Name { path: path.to_owned() })
}

/// A TOML string. What has no control characters reads the same as in JSON.
fn quoted(word: &str) -> String {
    format!("\"{}\"", word.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(source: &str) -> Entry {
        Entry {
            id: "word-count".into(),
            version: "1.0.0".into(),
            sha256: "a".repeat(64),
            package: "b".repeat(64),
            source: source.into(),
            folder: "/home/ana".into(),
        }
    }

    #[test]
    fn what_is_written_is_read() {
        for source in ["/a/lib.so", "/mein größtes \"plugin\"\\lib.so"] {
            let entries = vec![entry(source), entry("/b")];
            assert_eq!(parse(&write(&entries).unwrap()), Ok(entries));
        }
        assert_eq!(parse(&write(&[]).unwrap()), Ok(vec![]));
        assert!(write(&[entry("/a\nb")]).is_err());
    }

    #[test]
    fn what_is_no_digest_is_no_path() {
        let text = write(&[entry("/a")]).unwrap();
        assert!(parse(&text.replace(&"b".repeat(64), "../../elsewhere")).unwrap_err().contains("no digest"));
        assert!(parse(&text.replace("version = 1\n", "version = 2\n")).unwrap_err().contains("its version is 2"));
        assert!(parse("version = 1\nplugin = 5").unwrap_err().starts_with("line 2"));
    }
}
