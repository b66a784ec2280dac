//! Coverage for people: what no test has shown, by rule.

use std::fmt::Write as _;

use followback_core::{Coverage, Sources, Unit, UnitKind};

use crate::words::shortened;

/// How much of each rule was seen, and where what was not; everything if `verbose`, else only where something is missing.
pub(crate) fn human(coverage: &Coverage, sources: &Sources, verbose: bool) -> String {
    let mut text = String::new();
    let mut units: Vec<&Unit> = coverage.units().iter().collect();
    units.sort_by_key(|unit| unit.kind);
    let full = units.iter().filter(|unit| is_full(unit)).count();
    for unit in units.iter().filter(|unit| verbose || !is_full(unit)) {
        let (seen, all) = unit.covered();
        let kind = if unit.kind == UnitKind::Rule { String::new() } else { format!("{} ", unit.kind.word()) };
        let _ = writeln!(text, "{kind}{} {seen}/{all}", unit.name);
        for gap in unit.gaps() {
            let (file, line, column) = sources.position(gap.span);
            let never = if gap.never.is_empty() { String::new() } else { format!(" {}", gap.never.join(", ")) };
            let _ = writeln!(text, "  {file}:{line}:{column}: {}: never{never}", shortened(&gap.words));
        }
        if verbose {
            for leaf in &unit.leaves {
                let Some(known) = &leaf.known else { continue };
                let (file, line, column) = sources.position(leaf.span);
                let _ = writeln!(
                    text,
                    "  {file}:{line}:{column}: {}: unknown is left out: {known}",
                    shortened(&leaf.words)
                );
            }
        }
    }
    if !verbose && full > 0 {
        let _ = writeln!(text, "{full} {} covered in full", if full == 1 { "part is" } else { "parts are" });
    }
    let (seen, all) = coverage.covered();
    let _ = writeln!(text, "coverage {seen}/{all}, {} %", percent(seen, all));
    text
}

fn is_full(unit: &Unit) -> bool {
    let (seen, all) = unit.covered();
    seen == all
}

/// A share in percent with one decimal, never rounded up.
fn percent(seen: usize, all: usize) -> String {
    let tenths = (seen * 1000).checked_div(all).unwrap_or(1000);
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn shares_are_never_rounded_up() {
        assert_eq!(
            [percent(0, 0), percent(1, 3), percent(1999, 2000), percent(7, 7)],
            ["100.0", "33.3", "99.9", "100.0"]
        );
    }
}
