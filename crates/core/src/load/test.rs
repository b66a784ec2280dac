//! `[[rule.test]]`: one test, or a table with one test a row.

use super::rule::{severity, word};
use crate::diag::{Diagnostic, Span, nearest};
use crate::model::{Expect, RuleTest};
use crate::node::{Entry, Fields, Node, NodeKind, Spanned, Table, mistyped};

/// The keys of a test that a column can hold, besides facts.
pub(crate) const KEYS: [&str; 6] = ["name", "expect", "severity", "points", "match", "todo"];

/// The tests of one `[[rule.test]]`.
pub(super) fn tests(table: &Table, span: Span, faults: &mut Vec<Diagnostic>) -> Vec<RuleTest> {
    if table.get("cases").is_none() && table.get("columns").is_none() {
        return test(table, span, faults).into_iter().collect();
    }
    rows(table, span, faults).into_iter().filter_map(|(row, at)| of_row(&row, at, faults)).collect()
}

fn test(table: &Table, span: Span, faults: &mut Vec<Diagnostic>) -> Option<RuleTest> {
    let mut fields = Fields::new("a test", table, faults);
    let given = fields.node("given").cloned();
    let name = fields.text("name");
    let expect = word(&mut fields, "expect", &Expect::WORDS);
    let severity = severity(&mut fields);
    let points = fields.number("points");
    let matched = fields.text("match");
    let todo = fields.text("todo");
    // Offered where a key is misspelt; `tests` takes them out of a table of cases.
    fields.node("columns");
    fields.node("cases");
    fields.require("expect", name.as_ref().map_or(span, |n| n.span));
    if let Some(node) = &given
        && !matches!(node.kind, NodeKind::Table(_))
    {
        fields.wrong::<()>("given", node, "a table of facts");
    }
    if let Some(reason) = todo.as_ref().filter(|t| t.value.trim().is_empty()) {
        let fault = Diagnostic::error("missing-field", reason.span, "a `todo` without a reason");
        fields.fault::<()>("todo", fault.help("say what has to happen until the test holds: `todo = \"…\"`"));
    }
    fields.finish();
    let name = name.unwrap_or(Spanned { value: "unnamed".to_owned(), span });
    Some(RuleTest { name, expect: expect?, severity, points, matched, todo, given })
}

/// The test of a row. What the whole table expects is found at the row, where it failed.
fn of_row(row: &Table, at: Span, faults: &mut Vec<Diagnostic>) -> Option<RuleTest> {
    let mut test = test(row, at, faults)?;
    let inside = |span: Span| span.file == at.file && at.start <= span.start && span.end <= at.end;
    test.name.span = at;
    for span in [
        Some(&mut test.expect.span),
        test.severity.as_mut().map(|s| &mut s.span),
        test.points.as_mut().map(|p| &mut p.span),
        test.matched.as_mut().map(|m| &mut m.span),
    ]
    .into_iter()
    .flatten()
    {
        if !inside(*span) {
            *span = at;
        }
    }
    Some(test)
}

/// Each row as the table of a test: what all share, and its cells. Faults of the whole table are reported once.
fn rows(table: &Table, span: Span, faults: &mut Vec<Diagnostic>) -> Vec<(Table, Span)> {
    let mut fields = Fields::new("a table of cases", table, faults);
    let columns = fields.texts("columns");
    let cases = fields.node("cases");
    let name = fields.text("name");
    for key in ["given", "expect", "severity", "points", "match", "todo"] {
        fields.node(key);
    }
    fields.require("columns", span);
    fields.require("cases", span);
    if let Some(node) = cases
        && !matches!(node.kind, NodeKind::List(_))
    {
        let fault = mistyped("cases", node, "a list of rows");
        fields.fault::<()>("cases", fault.help("write `cases = [[…, …], […, …]]`, one row a test"));
    }
    fields.finish();
    let Some(Node { kind: NodeKind::List(cases), span: whole }) = cases else { return Vec::new() };
    if cases.is_empty() {
        let fault = Diagnostic::error("missing-field", *whole, "a table of cases without a case");
        faults.push(fault.help("write `cases = [[…, …], […, …]]`, one row a test"));
    }
    // Columns that are missing or faulty have been reported.
    if columns.is_empty() || !columns_fit(table, &columns, faults) {
        return Vec::new();
    }
    let name = name.map_or_else(|| "unnamed".to_owned(), |n| n.value);
    let mut rows = Vec::new();
    for (nth, case) in (1..).zip(cases) {
        let NodeKind::List(cells) = &case.kind else {
            faults.push(mistyped("cases", case, "rows").help("a row is a list of cells: `[…, …]`"));
            continue;
        };
        if cells.len() != columns.len() {
            let message = format!("a row of {} under {}", many(cells.len(), "cell"), many(columns.len(), "column"));
            let names: Vec<&str> = columns.iter().map(|c| c.value.as_str()).collect();
            let help = format!("the columns are {}; `{{}}` leaves a cell out", names.join(", "));
            faults.push(Diagnostic::error("wrong-type", case.span, message).help(help));
            continue;
        }
        rows.push((row(table, &columns, cells, &format!("{name}, row {nth}"), case.span), case.span));
    }
    rows
}

fn many(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

/// Whether every column names a key of a test, or a fact, that nothing else gives.
fn columns_fit(table: &Table, columns: &[Spanned<String>], faults: &mut Vec<Diagnostic>) -> bool {
    let before = faults.len();
    for (index, column) in columns.iter().enumerate() {
        let name = column.value.as_str();
        let is_fact = name.strip_prefix("given.").is_some_and(|path| path.split('.').all(|step| !step.is_empty()));
        if !is_fact && !KEYS.contains(&name) {
            let message = format!("a column cannot be `{name}`");
            let fault = Diagnostic::error("unknown-key", column.span, message);
            let fact = format!("facts are columns by their path: `given.{name}`");
            faults.push(fault.help(match nearest(name, KEYS) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("a column is a key of a test ({}); {fact}", KEYS.join(", ")),
            }));
        } else if columns[..index].iter().any(|c| c.value == name) || (name != "name" && stated(table, name)) {
            let message = format!("`{name}` is given twice");
            let help = "a fact or key is a column, or the same for all rows, not both";
            faults.push(Diagnostic::error("duplicate-key", column.span, message).help(help));
        }
    }
    faults.len() == before
}

/// Whether a table states the value of a dotted path, or something above it that is no table.
fn stated(table: &Table, path: &str) -> bool {
    let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    match (table.get(first).map(|e| &e.value.kind), rest) {
        (None, _) => false,
        (Some(NodeKind::Table(inner)), Some(rest)) => stated(inner, rest),
        (Some(_), _) => true,
    }
}

fn row(table: &Table, columns: &[Spanned<String>], cells: &[Node], name: &str, at: Span) -> Table {
    let mut out = table.clone();
    // Other keys have been reported.
    out.entries.retain(|e| e.key.value != "name" && (e.key.value == "given" || KEYS.contains(&e.key.value.as_str())));
    put(&mut out, "name", Node { span: at, kind: NodeKind::Text(name.to_owned()) });
    for (column, cell) in columns.iter().zip(cells) {
        let left_out = matches!(&cell.kind, NodeKind::Table(table) if table.entries.is_empty());
        if left_out {
            continue;
        }
        if column.value == "name" {
            out.entries.retain(|e| e.key.value != "name");
        }
        put(&mut out, &column.value, cell.clone());
    }
    out
}

/// Puts a value at a dotted path. What stands there already are tables; see [`stated`].
fn put(table: &mut Table, path: &str, value: Node) {
    let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    let key = Spanned { value: first.to_owned(), span: value.span };
    let Some(rest) = rest else {
        table.entries.push(Entry { key, value });
        return;
    };
    let index = table.entries.iter().position(|e| e.key.value == first).unwrap_or_else(|| {
        let inner = Node { span: value.span, kind: NodeKind::Table(Table::default()) };
        table.entries.push(Entry { key, value: inner });
        table.entries.len() - 1
    });
    if let NodeKind::Table(inner) = &mut table.entries[index].value.kind {
        put(inner, rest, value);
    }
}
