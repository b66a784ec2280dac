//! Coverage in the lines of the rule files: how often each test of a condition was true, false and unknown.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use followback_core::{Coverage, FileId, Sources, Span, Unit};

use crate::render::clean::clean;
use crate::words::shortened;

/// One row: three counts, or one for an event.
struct Row {
    at: u32,
    counts: String,
    words: String,
}

/// Each line that has something to see, with how often it was seen; `!` marks what never was, `-` what cannot be.
pub(crate) fn lines(coverage: &Coverage, sources: &Sources) -> String {
    let mut files: BTreeMap<FileId, BTreeMap<usize, Vec<Row>>> = BTreeMap::new();
    for unit in coverage.units() {
        rows(unit, |span, row| {
            let line = sources.position(span).1;
            files.entry(span.file).or_default().entry(line).or_default().push(row);
        });
    }
    let mut text = String::new();
    for (file, lines) in files {
        let Some(source) = sources.get(file) else { continue };
        let _ = writeln!(text, "{}\n line   true  false unknown", source.name);
        for (line, mut rows) in lines {
            rows.sort_by_key(|row| row.at);
            let written = clean(source.text.lines().nth(line - 1).unwrap_or("")).into_owned();
            // The line first; if it has several parts, each on a row of its own below.
            match &rows[..] {
                [row] => {
                    let _ = writeln!(text, "{line:>5}{}{}", row.counts, shortened(&written));
                }
                rows => {
                    let _ = writeln!(text, "{line:>5}{:24}{}", "", shortened(&written));
                    for row in rows {
                        let _ = writeln!(text, "     {}    ^ {}", row.counts, clean(&row.words));
                    }
                }
            }
        }
        text.push('\n');
    }
    text
}

/// Calls for everything there is to see in a unit.
fn rows(unit: &Unit, mut call: impl FnMut(Span, Row)) {
    for leaf in &unit.leaves {
        let mut counts = String::new();
        for (result, hits) in leaf.hits.iter().enumerate() {
            let possible = result != 2 || leaf.known.is_none();
            let _ = write!(counts, "{:>7}", count(*hits, possible));
        }
        counts.push_str("   ");
        let words = format!("{}: {}", unit.name, shortened(&leaf.words));
        call(leaf.span, Row { at: leaf.span.start, counts, words });
    }
    for event in &unit.events {
        let counts = format!("{:>7}{:17}", count(event.hits, true), "");
        let words = format!("{}: {}", unit.name, event.words);
        call(event.span, Row { at: event.span.start, counts, words });
    }
}

fn count(hits: u32, possible: bool) -> String {
    match (hits, possible) {
        (_, false) => "-".to_owned(),
        (0, true) => "0!".to_owned(),
        (hits, true) => hits.to_string(),
    }
}
