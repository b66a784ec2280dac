//! What is plain is read as by the reader of all of TOML.

use std::path::Path;

use proptest::prelude::*;

use super::*;

/// A tree, and all places in it, which do not count when trees are compared.
type Placed = (Table, Vec<(FileId, u32, u32)>);

fn placed(table: Table) -> Placed {
    fn add(node: &Node, spans: &mut Vec<Span>) {
        spans.push(node.span);
        match &node.kind {
            NodeKind::List(items) => items.iter().for_each(|item| add(item, spans)),
            NodeKind::Table(table) => add_all(table, spans),
            _ => {}
        }
    }
    fn add_all(table: &Table, spans: &mut Vec<Span>) {
        for Entry { key, value } in &table.entries {
            spans.push(key.span);
            add(value, spans);
        }
    }
    let mut spans = Vec::new();
    add_all(&table, &mut spans);
    (table, spans.into_iter().map(|span| (span.file, span.start, span.end)).collect())
}

/// By the reader of all of TOML; and whether the file is faulty.
fn in_full(text: &str) -> (Placed, bool) {
    let mut faults = Vec::new();
    let (table, _) = super::super::parse_in_full(FileId(3), text, &mut faults);
    (placed(table), !faults.is_empty())
}

fn plain(text: &str) -> Option<Placed> {
    read(FileId(3), text).map(placed)
}

#[test]
fn the_rules_are_plain_and_read_as_by_the_reader_of_all() {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules")];
    let mut n_read = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.ends_with("profiles") {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "toml") {
                let text = std::fs::read_to_string(&path).unwrap();
                let (wanted, is_faulty) = in_full(&text);
                assert!(plain(&text) == Some(wanted) && !is_faulty, "{}", path.display());
                n_read += 1;
            }
        }
    }
    assert!(n_read > 100);
}

#[test]
fn what_is_plain_is_read_as_by_the_reader_of_all() {
    for text in [
        "",
        "a = 1\n[b.c]\nd.e = -2.50\nd.f = 'x' # remark\n[[b.g]]\n[b.g.h]\n\"i j\" = [1, 'two', { k = true }, ]\n[[b.g]]\n",
        "a = \"\"\"\nb \\u00e9 \\\"\n\"c\" \"\"\"\nb = '''d\n''' # e\nf . \"g\" = { h = { }, i.j = [\n # k\n [] ], i.l = 0 }",
        "é = 1",
        "[a.b]\n[c]\n[a]\nd = 1\n[a.e]\n",
        "a = 2020-01-01\n",
        "a = \"\\e\"\n",
        "a = -0\nb = -0.0\nc = 0.5\n",
    ] {
        assert!(plain(text).is_none_or(|table| (table, false) == in_full(text)), "{text}");
    }
}

#[test]
fn what_is_faulty_is_not_plain() {
    for text in [
        "a = 1\na = 2\n",
        "[a]\n[a]\n",
        "[a.b]\n[a]\n[a]\n",
        "[a.b]\n[a]\nb = 1\n",
        "[a.b]\n[[a]]\n",
        "a.b = 1\n[a]\n",
        "a = {}\n[a.b]\n",
        "a = []\n[[a]]\n",
        "a = [{}]\n[[a]]\n",
        "[a]\nb = 1\n[a.b]\n",
        "a = {}\na.b = 1\n",
        "a = { b = 1 c = 2 }\n",
        "a = 01\n",
        "a = \"\u{1}\"\n",
        "a = 1 b = 2\n",
        "a =\n1\n",
        "# \u{1}\n",
        "a = '''b''''''\n",
        "a = \"b\n\"\n",
        "[[a]\n",
        "a\n",
    ] {
        assert_eq!(plain(text), None, "{text}");
        assert!(in_full(text).1, "{text}");
    }
}

#[test]
fn what_is_deep_or_wide_is_left_to_others() {
    assert_eq!(plain(&format!("a = {}{}\n", "[".repeat(40), "]".repeat(40))), None);
    assert_eq!(plain(&format!("{} = 1\n", vec!["a"; 40].join("."))), None);
    assert_eq!(plain(&(0..=MAX_KEYS).map(|n| format!("a{n} = 1")).collect::<Vec<_>>().join("\n")), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]
    #[test]
    fn whatever_is_plain_is_sound_and_reads_as_it_does_in_full(
        parts in prop::collection::vec(
            r#"[ab]|\.|[ab]\.[ab]| ?= ?|\n|\n|\n\[|\]|\n\[\[|\]\]|\n\[[ab]\]\n|\n\[[ab]\.[abc]\]\n|\n\[\[[ab]\]\]\n|\n\[\[a\.b\]\]\n|[{},]|, |"|'|"""|'''|\\|\\n|\\u00e9|é|#|-|0|-?[01]\.5|12|true|"a"|'b'|\[|\n[ab] = \{ |\n[abc] = \[|\n[ab]\.[ab] = |\t|\r|\x01"#,
            0..14,
        ),
    ) {
        let text = parts.concat();
        if let Some(table) = plain(&text) {
            prop_assert_eq!((table, false), in_full(&text), "{:?}", text);
        }
    }
}
