//! Coverage in the format of lcov, which editors and CI services read: rules are its functions, results its branches.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use followback_core::{Coverage, FileId, RESULTS, Sources, Span};

/// What is known of a file.
#[derive(Default)]
struct File {
    functions: Vec<(usize, String, u32)>,
    /// Line, block, branch, how often.
    branches: Vec<(usize, usize, usize, u32)>,
    lines: BTreeMap<usize, u32>,
}

impl File {
    fn line(&mut self, line: usize, hits: u32) {
        let most = self.lines.entry(line).or_default();
        *most = (*most).max(hits);
    }
}

/// Everything that there is to see, and how often it was seen.
pub(crate) fn lcov(coverage: &Coverage, sources: &Sources) -> String {
    let mut files: BTreeMap<FileId, File> = BTreeMap::new();
    let line = |span: Span| sources.position(span).1;
    let mut block = 0;
    for unit in coverage.units() {
        let seen = unit.leaves.iter().map(|leaf| leaf.hits.iter().sum());
        let runs = seen.chain(unit.events.iter().map(|event| event.hits)).max().unwrap_or(0);
        let name = format!("{} {}", unit.kind.word(), unit.name);
        files.entry(unit.span.file).or_default().functions.push((line(unit.span), name, runs));
        for leaf in &unit.leaves {
            let file = files.entry(leaf.span.file).or_default();
            let results = if leaf.known.is_none() { RESULTS.len() } else { RESULTS.len() - 1 };
            for (branch, hits) in leaf.hits.iter().take(results).enumerate() {
                file.branches.push((line(leaf.span), block, branch, *hits));
            }
            file.line(line(leaf.span), leaf.hits.iter().sum());
            block += 1;
        }
        for event in &unit.events {
            let file = files.entry(event.span.file).or_default();
            file.branches.push((line(event.span), block, 0, event.hits));
            file.line(line(event.span), event.hits);
            block += 1;
        }
    }
    let mut text = String::new();
    for (id, file) in files {
        if let Some(source) = sources.get(id) {
            write(&mut text, &source.name, &file);
        }
    }
    text
}

fn write(text: &mut String, name: &str, file: &File) {
    let _ = writeln!(text, "TN:\nSF:{name}");
    for (line, name, _) in &file.functions {
        let _ = writeln!(text, "FN:{line},{name}");
    }
    for (_, name, hits) in &file.functions {
        let _ = writeln!(text, "FNDA:{hits},{name}");
    }
    let called = file.functions.iter().filter(|(_, _, hits)| *hits > 0).count();
    let _ = writeln!(text, "FNF:{}\nFNH:{called}", file.functions.len());
    for (line, block, branch, hits) in &file.branches {
        let _ = writeln!(text, "BRDA:{line},{block},{branch},{hits}");
    }
    let taken = file.branches.iter().filter(|(.., hits)| *hits > 0).count();
    let _ = writeln!(text, "BRF:{}\nBRH:{taken}", file.branches.len());
    for (line, hits) in &file.lines {
        let _ = writeln!(text, "DA:{line},{hits}");
    }
    let hit = file.lines.values().filter(|hits| **hits > 0).count();
    let _ = writeln!(text, "LF:{}\nLH:{hit}\nend_of_record", file.lines.len());
}
