//! What an input looks like that no reader takes, so that the error can say more than "no".

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};

use crate::encoding::{Damage, decode};
use crate::input::{Content, Opened};
use crate::x_archive::closed_part;

/// In words, to follow "it looks like".
pub(crate) fn looks_like(input: &mut Opened) -> String {
    match &mut input.content {
        Content::Bytes(bytes) => bytes_look_like(bytes),
        Content::Files(files) => names_look_like(&files.list("")),
    }
}

fn names_look_like(names: &[String]) -> String {
    let has = |name: &str| names.iter().any(|n| n == name);
    if has("actor.json") || has("outbox.json") {
        return "a Mastodon export, which this version does not read".to_owned();
    }
    if let Some(inner) = names.iter().find(|n| n.to_ascii_lowercase().ends_with(".zip")) {
        return format!("a folder around `{inner}`: give that file itself");
    }
    match names {
        [] => "an empty folder".to_owned(),
        [one] => format!("a folder with only `{one}` in it"),
        [first, second, ..] => {
            format!("a folder of {} files, none of them an archive's (`{first}`, `{second}` …)", names.len())
        }
    }
}

fn bytes_look_like(bytes: &[u8]) -> String {
    const MAGIC: [(&[u8], &str); 12] = [
        (b"\xff\xd8\xff", "a JPEG picture"),
        (b"\x89PNG", "a PNG picture"),
        (b"GIF8", "a GIF picture"),
        (b"RIFF", "a WebP picture or a sound"),
        (b"%PDF", "a PDF document"),
        (b"\x1f\x8b", "a gzip file (a Mastodon export `.tar.gz`?), which this version does not read"),
        (b"7z\xbc\xaf", "a 7z file: unpack it and give the folder"),
        (b"Rar!", "a RAR file: unpack it and give the folder"),
        (b"SQLite format 3", "an SQLite database"),
        (b"\x7fELF", "a program"),
        (b"MZ", "a program"),
        (b"PK\x07\x08", "one part of a split zip: give the first one"),
    ];
    if let Some((_, what)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return (*what).to_owned();
    }
    if let Some(part) = closed_part(bytes) {
        return format!(
            "the `{part}` part of an X archive, which is not opened: give the whole archive or `tweets.js`"
        );
    }
    let mut ignored = Vec::new();
    match decode("", bytes, Damage::Replace, &mut ignored) {
        Ok(text) if !text.contains('\0') => text_looks_like(text.trim_start()),
        _ => "a binary file".to_owned(),
    }
}

fn text_looks_like(text: &str) -> String {
    let start: String = text.chars().take(400).collect::<String>().to_ascii_lowercase();
    if start.starts_with("<!doctype html") || start.starts_with("<html") {
        return "an HTML page".to_owned();
    }
    if start.starts_with('<') {
        return "an XML file".to_owned();
    }
    if start.starts_with('{') {
        return json_object_looks_like(text);
    }
    if start.starts_with('[') {
        return "a JSON array: `triage` reads many profiles, one JSON object a line".to_owned();
    }
    let first = start.lines().next().unwrap_or("");
    if first.matches(',').count() >= 2 || first.contains('\t') || first.matches(';').count() >= 2 {
        return "a table (CSV)".to_owned();
    }
    "plain text".to_owned()
}

fn json_object_looks_like(text: &str) -> String {
    /// First signs of formats that people also have.
    const SIGNS: [(&str, &str); 7] = [
        ("screen_name", "a user of the X API v1.1"),
        ("full_text", "a post of the X API v1.1"),
        ("public_metrics", "a user of the X API v2"),
        ("did", "a profile of the Bluesky API"),
        ("feed", "a feed of the Bluesky API"),
        ("acct", "an account of the Mastodon API"),
        ("@context", "a part of a Mastodon export"),
    ];
    let keys = top_keys(text);
    if let Some((_, what)) = SIGNS.iter().find(|(sign, _)| keys.iter().any(|key| key == sign)) {
        return format!("{what}, which this version does not read");
    }
    if keys.iter().any(|k| k == "data") && keys.iter().any(|k| k == "includes" || k == "meta") {
        return "an answer of the X API v2, which this version does not read".to_owned();
    }
    if keys.is_empty() {
        return "an empty JSON object".to_owned();
    }
    let some: Vec<String> = keys.iter().take(3).map(|key| format!("`{}`", shorten(key))).collect();
    format!("some other JSON (an object with {}{})", some.join(", "), if keys.len() > 3 { " …" } else { "" })
}

fn shorten(key: &str) -> String {
    if key.chars().count() > 30 { key.chars().take(30).chain(['…']).collect() } else { key.to_owned() }
}

/// The keys of a JSON object, as far as it can be read.
pub(crate) fn top_keys(text: &str) -> Vec<String> {
    struct Keys<'k>(&'k mut Vec<String>);
    impl<'de> Visitor<'de> for Keys<'_> {
        type Value = ();

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
            while let Some(key) = map.next_key::<String>()? {
                self.0.push(key);
                map.next_value::<IgnoredAny>()?;
            }
            Ok(())
        }
    }
    let mut keys = Vec::new();
    // A fault further down does not matter here: the keys before it are what counts.
    let _ = serde_json::Deserializer::from_str(text).deserialize_map(Keys(&mut keys));
    keys
}

/// Whether the text is one JSON value after which nothing follows.
pub(crate) fn is_json(text: &str) -> bool {
    let mut json = serde_json::Deserializer::from_str(text);
    IgnoredAny::deserialize(&mut json).is_ok() && json.end().is_ok()
}
