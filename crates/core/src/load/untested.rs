//! Rule files without the tests in them: they are half of such a file, and only who runs or shows tests has to read them.

use crate::diag::{FileId, Span};
use crate::node::{self, Node, NodeKind, Table};

/// Parses a file without its `[[rule.test]]`. None where it has none or anything is odd about it, so that it has to be read as
/// a whole.
pub(super) fn parse(file: FileId, text: &str) -> Option<Table> {
    let (rest, gaps) = without_tests(file, text)?;
    let mut faults = Vec::new();
    let (table, _) = node::parse(file, &rest, &mut faults);
    (faults.is_empty() && !table.entries.iter().any(|entry| spans_gap(&entry.value, &gaps))).then_some(table)
}

/// The text with blanks in the place of its tests, so that all else stands where it stood, and where the tests were.
fn without_tests(file: FileId, text: &str) -> Option<(String, Vec<Span>)> {
    let mut rest = String::with_capacity(text.len());
    let mut gaps = Vec::new();
    let mut at = 0;
    while let Some(begin) = find(text, at, is_test) {
        let end = find(text, begin + 1, |header| !is_test(header)).unwrap_or(text.len());
        if may_hold_more(&text[begin..end]) {
            return None;
        }
        rest.push_str(&text[at..begin]);
        rest.push_str(&" ".repeat(end - begin - 1));
        // A header begins a line.
        rest.push('\n');
        gaps.push(Span::new(file, begin..end));
        at = end;
    }
    rest.push_str(&text[at..]);
    (!gaps.is_empty()).then_some((rest, gaps))
}

/// Where, from a place on, the first line stands that begins with a bracket and fits.
fn find(text: &str, from: usize, fits: impl Fn(&str) -> bool) -> Option<usize> {
    let lines = memchr::memmem::find_iter(&text.as_bytes()[from..], b"\n[").map(|at| from + at + 1);
    lines.into_iter().find(|at| fits(&text[*at..]))
}

/// Whether the header of a test, or of a table in one, begins here.
fn is_test(header: &str) -> bool {
    header.starts_with("[[rule.test]]") || header.starts_with("[rule.test.") || header.starts_with("[[rule.test.")
}

/// Whether more than tests may stand in what was taken for tests: a header that does not begin its line, or the part of a string
/// of several lines, of which the rest lies outside.
fn may_hold_more(tests: &str) -> bool {
    let is_indented_header = |line: &str| {
        let header = line.trim_start();
        header.len() < line.len()
            && header.starts_with('[')
            && header.trim_start_matches('[').split([']', '#']).next().is_some_and(|name| {
                let is_of_name =
                    |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '"' | '\'' | ' ' | '\t');
                !name.trim().is_empty() && name.chars().all(is_of_name)
            })
            && header.split('#').next().is_some_and(|header| header.trim_end().ends_with(']'))
    };
    let is_odd = |quotes: &str| memchr::memmem::find_iter(tests.as_bytes(), quotes).count() % 2 == 1;
    is_odd("'''") || is_odd("\"\"\"") || tests.lines().any(is_indented_header)
}

/// Whether a string runs across a gap: what looked like a test was part of it.
fn spans_gap(node: &Node, gaps: &[Span]) -> bool {
    match &node.kind {
        NodeKind::Text(_) => {
            let next = gaps.partition_point(|gap| gap.start < node.span.start);
            gaps.get(next).is_some_and(|gap| gap.start < node.span.end)
        }
        NodeKind::List(items) => items.iter().any(|item| spans_gap(item, gaps)),
        NodeKind::Table(table) => table.entries.iter().any(|entry| spans_gap(&entry.value, gaps)),
        NodeKind::Bool(_) | NodeKind::Number(_) | NodeKind::Date(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The file as a whole, and without its tests where it can be read so.
    fn both(text: &str) -> (Table, Option<Table>) {
        (node::parse(FileId(0), text, &mut Vec::new()).0, parse(FileId(0), text))
    }

    #[test]
    fn tests_are_left_out_and_all_else_stands_where_it_stood() {
        let rule = |tests: &str| {
            format!(
                "[[rule]]\nid = \"a/é\"\n[[rule.level]]\nwhen.x = 1\n{tests}[[rule]]\nid = '''b'''\n[define]\nc = [\n  [1],\n]\n"
            )
        };
        let tests = "[[rule.test]]\nname = \"t\"\nmatch = '''[x'''\n[rule.test.given]\nbio = \"é\"\n[[rule.test]]\ncases = [\n  [1],\n]\n";
        let (_, without) = both(&rule(tests));
        let (plain, nothing) = both(&rule(""));
        let without = without.unwrap();
        assert_eq!((&without, nothing), (&plain, None));
        let at = |table: &Table| table.get("define").unwrap().key.span.range();
        assert_eq!(at(&without).start, at(&plain).start + tests.len());
    }

    #[test]
    fn what_only_looks_like_a_test_is_read() {
        for text in [
            "[[rule]]\nid = '''\n[[rule.test]]\n'''\n[define]\n",
            "[[rule]]\nid = \"a/b\"\n[[rule.test]]\ncases = [\n[1],\n]\n[define]\n",
            "x = [\n[[rule.test]]\n]\n[define]\n",
            "[[rule]]\nid = \n[[rule.test]]\n[define]\n",
            "[[rule]]\nid = \"a/b\"\n[[rule.test]]\nname = \"t\"\n  [[rule]]\n  id = \"a/c\"\n",
            "[[rule]]\nid = \"a/b\"\n[[rule.test]]\nname = \"t\"\n\t[ define.'x' ] # more\n",
            "[[rule]]\nid = \"a/b\"\n[[rule.test]]\ngiven.bio = '''\n[a]\n[[rule.test]]\n'''\n",
        ] {
            assert_eq!(both(text).1, None, "{text}");
        }
    }
}
