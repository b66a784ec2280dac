//! Rules that only name the conditions that have a name. What these stand for is told once for many rules.

use std::collections::BTreeMap;

use super::{Line, shortened};

/// A clause in which a named condition is only named.
#[derive(Debug)]
pub(crate) struct Clause {
    /// How deep it stands.
    pub(crate) depth: usize,
    /// What it says.
    pub(crate) words: String,
    /// The condition that it names.
    pub(crate) name: Option<String>,
}

/// Named conditions, with what they stand for.
pub(crate) type Named = BTreeMap<String, Vec<Clause>>;

/// The clauses of a condition without what the named ones among them stand for, which is put aside.
pub(crate) fn apart(lines: &[Line], named: &mut Named) -> Vec<Clause> {
    below(lines, 0, named)
}

fn below(lines: &[Line], depth: usize, named: &mut Named) -> Vec<Clause> {
    let mut out = Vec::new();
    let mut rest = lines;
    while let [line, after @ ..] = rest {
        rest = after;
        let Some(name) = &line.name else {
            out.push(Clause { depth: line.depth - depth, words: shortened(&line.words), name: None });
            continue;
        };
        out.push(Clause { depth: line.depth - depth, words: name.clause.clone(), name: Some(name.of.clone()) });
        if name.told_below {
            let n = after.iter().take_while(|inner| inner.depth > line.depth).count();
            let told = below(&after[..n], line.depth + 1, named);
            named.entry(name.of.clone()).or_insert(told);
            rest = &after[n..];
        }
    }
    out
}
