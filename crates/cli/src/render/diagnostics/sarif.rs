//! Faults as SARIF 2.1.0, the form in which code scanners exchange results.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use followback_core::{Diagnostic, Label, Sources};
use serde_json::{Value, json};

use super::{level, place};
use crate::codes;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

pub(super) fn sarif(faults: &[Diagnostic], sources: &Sources) -> serde_json::Result<String> {
    let mut rules: BTreeMap<&str, &Diagnostic> = BTreeMap::new();
    for fault in faults {
        rules.entry(fault.code).or_insert(fault);
    }
    let index = |code: &str| rules.keys().position(|known| *known == code);
    let results: Vec<Value> = faults.iter().map(|fault| result(fault, index(fault.code), sources)).collect();
    let version = env!("CARGO_PKG_VERSION");
    let driver = json!({
        "name": "followback",
        "version": version,
        "semanticVersion": version,
        "rules": rules.values().map(|fault| rule(fault)).collect::<Vec<_>>(),
    });
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}],
    });
    let mut text = serde_json::to_string_pretty(&log)?;
    text.push('\n');
    Ok(text)
}

/// What the code of a fault means, from its page.
fn rule(fault: &Diagnostic) -> Value {
    let page = codes::page(fault.code).unwrap_or_default();
    let title = page.lines().next().and_then(|line| line.split_once(": ")).map_or(fault.code, |(_, title)| title);
    let about = page.split("\n\n").nth(1).unwrap_or(title).replace('\n', " ");
    json!({
        "id": fault.code,
        "shortDescription": {"text": title},
        "fullDescription": {"text": about},
        "help": {"text": page, "markdown": page},
        "defaultConfiguration": {"level": level(fault.level)},
    })
}

fn result(fault: &Diagnostic, index: Option<usize>, sources: &Sources) -> Value {
    let mut message = fault.message.clone();
    for help in &fault.help {
        let _ = write!(message, "\nhelp: {help}");
    }
    let located = |labels: &[Label]| -> Vec<Value> { labels.iter().filter_map(|l| location(l, sources)).collect() };
    let (first, others) = fault.labels.split_at(fault.labels.len().min(1));
    json!({
        "ruleId": fault.code,
        "ruleIndex": index,
        "level": level(fault.level),
        "message": {"text": message},
        "locations": located(first),
        "relatedLocations": located(others),
    })
}

fn location(label: &Label, sources: &Sources) -> Option<Value> {
    let at = place(sources, label.span)?;
    let region = json!({
        "startLine": at.line, "startColumn": at.column, "endLine": at.end_line, "endColumn": at.end_column,
    });
    let mut location = json!({"physicalLocation": {"artifactLocation": {"uri": uri(at.file)}, "region": region}});
    if !label.text.is_empty() {
        location["message"] = json!({"text": label.text});
    }
    Some(location)
}

/// A path as a relative reference, or as an address of a file if it begins at the root.
fn uri(path: &str) -> String {
    let mut out = if path.starts_with('/') { "file://".to_owned() } else { String::new() };
    for byte in path.trim_start_matches("./").bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            b'\\' => out.push('/'),
            _ => _ = write!(out, "%{byte:02X}"),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_references() {
        assert_eq!(uri("./my pack/rules.toml"), "my%20pack/rules.toml");
        assert_eq!(uri("a:b/ñ.toml"), "a%3Ab/%C3%B1.toml");
        assert_eq!(uri("/home/x.toml"), "file:///home/x.toml");
        assert_eq!(uri("rules\\x.toml"), "rules/x.toml");
    }
}
