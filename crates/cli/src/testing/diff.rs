//! What changed between two texts, line by line.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style as Paint};
use similar::{ChangeTag, TextDiff};

use crate::render::Style;
use crate::render::clean::clean;

/// How many lines around a change are shown.
const CONTEXT: usize = 3;

/// The lines that changed, with those around them; added ones begin with `+`, removed ones with `-`.
pub(crate) fn diff(old: &str, new: &str, style: Style) -> String {
    let diff = TextDiff::from_lines(old, new);
    let mut text = String::new();
    for (nth, group) in diff.grouped_ops(CONTEXT).iter().enumerate() {
        if nth > 0 {
            text.push_str("    ...\n");
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let (sign, paint) = match change.tag() {
                ChangeTag::Delete => ('-', AnsiColor::Red.on_default()),
                ChangeTag::Insert => ('+', AnsiColor::Green.on_default()),
                ChangeTag::Equal => (' ', Paint::new()),
            };
            let line = clean(change.value().trim_end_matches('\n'));
            let paint = if style.color { paint } else { Paint::new() };
            let _ = writeln!(text, "  {paint}{sign} {line}{paint:#}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_stand_between_their_neighbors() {
        let old: String = (1..=20).fold(String::new(), |text, n| format!("{text}{n}\n"));
        let new = old.replace("5\n6\n", "5\nfive and a half\n").replace("19\n", "");
        insta::assert_snapshot!(diff(&old, &new, Style::PLAIN), @r"
            3
            4
            5
          - 6
          + five and a half
            7
            8
            9
            ...
            16
            17
            18
          - 19
            20
        ");
        let colored = diff("a\n", "b\n", Style { color: true, width: 80 });
        assert_eq!(colored, "  \u{1b}[31m- a\u{1b}[0m\n  \u{1b}[32m+ b\u{1b}[0m\n");
        assert_eq!(diff("a", "a", Style::PLAIN), "");
    }
}
