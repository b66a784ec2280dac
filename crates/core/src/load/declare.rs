//! `[define]`, `[view]`, `[fact]`, `[factor]`, `[score]` and `[verdict]`.

use crate::diag::{Diagnostic, Span};
use crate::model::{Comparison, Deduct, Define, Factor, NamedNumber, Rescue, Score, Verdict, VerdictRow, View};
use crate::node::{Entry, Fields, Node, NodeKind, Spanned, Table, wrong_type};

/// The keys of which a named number has exactly one; any other table under `[fact]` is a group.
pub(crate) const NUMBER_KEYS: [&str; 12] = [
    "count",
    "share",
    "formula",
    "matches",
    "min",
    "max",
    "sum",
    "mean",
    "median",
    "distinct",
    "distinct_share",
    "most_repeated",
];

pub(super) fn defines(table: &Table, faults: &mut Vec<Diagnostic>) -> Vec<Define> {
    let mut out = Vec::new();
    for entry in &table.entries {
        let NodeKind::Table(body) = &entry.value.kind else {
            faults.push(wrong_type(&entry.key.value, &entry.value, "a condition"));
            continue;
        };
        // `of` says whose members the condition is about; the rest is the condition itself.
        let of = body.get("of").and_then(|e| match &e.value.kind {
            NodeKind::Text(s) => Some(Spanned { value: s.clone(), span: e.value.span }),
            _ => None,
        });
        let rest = body.entries.iter().filter(|e| of.is_none() || e.key.value != "of").cloned().collect();
        let condition = Node { span: entry.value.span, kind: NodeKind::Table(Table { entries: rest }) };
        out.push(Define { name: entry.key.clone(), of, condition });
    }
    out
}

pub(super) fn views(table: &Table, faults: &mut Vec<Diagnostic>) -> Vec<View> {
    let mut out = Vec::new();
    for entry in &table.entries {
        let NodeKind::Table(body) = &entry.value.kind else {
            faults.push(wrong_type(&entry.key.value, &entry.value, "a table"));
            continue;
        };
        let mut fields = Fields::new("a view", body, faults);
        let of = fields.text("of");
        let filter = fields.node("where").cloned();
        let latest = fields.number("latest").and_then(|n| whole("latest", &n, fields.faults));
        fields.require("of", entry.key.span);
        fields.finish();
        out.push(View { name: entry.key.clone(), of, filter, latest });
    }
    out
}

/// A whole number of one or more.
fn whole(key: &str, number: &Spanned<f64>, faults: &mut Vec<Diagnostic>) -> Option<usize> {
    let n = number.value;
    if n >= 1.0 && n.fract() == 0.0 && n <= 1e9 {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked on the line above")]
        return Some(n as usize);
    }
    faults.push(
        Diagnostic::error("out-of-range", number.span, format!("`{key}` takes a whole number of 1 or more, not {n}"))
            .help("for all members leave it out"),
    );
    None
}

pub(super) fn numbers(prefix: &str, table: &Table, out: &mut Vec<NamedNumber>, faults: &mut Vec<Diagnostic>) {
    for entry in &table.entries {
        let path = if prefix.is_empty() { entry.key.value.clone() } else { format!("{prefix}.{}", entry.key.value) };
        let NodeKind::Table(body) = &entry.value.kind else {
            faults.push(
                wrong_type(&path, &entry.value, "a declaration")
                    .help("declare a number: `{ count = \"view\", where.… }`, `{ formula = \"…\" }` or `{ matches = '…', in = \"…\" }`"),
            );
            continue;
        };
        if body.entries.iter().any(|e| NUMBER_KEYS.contains(&e.key.value.as_str()) && is_declaration(e)) {
            let doc = body.get("doc").and_then(|e| match &e.value.kind {
                NodeKind::Text(s) => Some(s.clone()),
                _ => None,
            });
            out.push(NamedNumber {
                path: Spanned { value: path, span: entry.key.span },
                doc,
                body: entry.value.clone(),
            });
        } else {
            numbers(&path, body, out, faults);
        }
    }
}

/// `count = "own"` declares a number, `count = { … }` is a group that happens to be called so.
fn is_declaration(entry: &Entry) -> bool {
    matches!(entry.value.kind, NodeKind::Text(_))
}

pub(super) fn factors(table: &Table, faults: &mut Vec<Diagnostic>) -> Vec<Factor> {
    let mut out = Vec::new();
    for entry in &table.entries {
        let nothing = Table::default();
        let body = if let NodeKind::Table(body) = &entry.value.kind {
            body
        } else {
            faults.push(
                crate::node::mistyped(&entry.key.value, &entry.value, "a table")
                    .help("write `[factor.name]` and a `title`"),
            );
            &nothing
        };
        let mut fields = Fields::new("a factor", body, faults);
        out.push(Factor {
            id: entry.key.clone(),
            title: fields.text("title").map(|t| t.value),
            earns: fields.bool("earns").unwrap_or(false),
            clamp: fields.bool("clamp").unwrap_or(true),
            applies: fields.node("applies").cloned(),
        });
        fields.finish();
    }
    out
}

pub(super) fn score(entry: &Entry, faults: &mut Vec<Diagnostic>) -> Option<Score> {
    let NodeKind::Table(table) = &entry.value.kind else {
        faults.push(wrong_type("score", &entry.value, "a table"));
        return None;
    };
    let mut fields = Fields::new("`[score]`", table, faults);
    let base = fields.table("base");
    let at = |key: &str| table.get(key).map_or(entry.key.span, |e| e.key.span);
    let rescue = fields.table("rescue").map(|t| (t, at("rescue")));
    let deduct = fields.table("deduct").map(|t| (t, at("deduct")));
    let bands = fields.table("bands");
    fields.require("base", entry.key.span);
    fields.finish();
    let base = numbers_of(base?, faults);
    let rescue = rescue.and_then(|(table, at)| read_rescue(table, at, faults));
    let deduct = deduct.and_then(|(table, at)| read_deduct(table, at, faults));
    let mut bands: Vec<(String, f64)> =
        bands.map_or_else(Vec::new, |t| numbers_of(t, faults).into_iter().map(|(k, v)| (k.value, v)).collect());
    bands.sort_by(|a, b| b.1.total_cmp(&a.1));
    check_blend(entry, &base, rescue.as_ref(), deduct.as_ref(), faults);
    Some(Score { span: entry.key.span, base, rescue, deduct, bands })
}

fn numbers_of(table: &Table, faults: &mut Vec<Diagnostic>) -> Vec<(Spanned<String>, f64)> {
    let mut out = Vec::new();
    for entry in &table.entries {
        match entry.value.kind {
            NodeKind::Number(n) if n.is_finite() => out.push((entry.key.clone(), n)),
            _ => faults.push(wrong_type(&entry.key.value, &entry.value, "a number")),
        }
    }
    out
}

fn read_rescue(table: &Table, at: Span, faults: &mut Vec<Diagnostic>) -> Option<Rescue> {
    let mut fields = Fields::new("`rescue`", table, faults);
    let factor = fields.text("factor");
    let node = fields.node("weight");
    let weight = node.and_then(|node| match &node.kind {
        NodeKind::List(items) => match items.iter().map(|i| &i.kind).collect::<Vec<_>>()[..] {
            [NodeKind::Number(low), NodeKind::Number(high)] => Some([*low, *high]),
            _ => fields.wrong("weight", node, "two numbers: the weight at a base of 0 and of 100"),
        },
        _ => fields.wrong("weight", node, "two numbers: the weight at a base of 0 and of 100"),
    });
    fields.require("factor", at);
    fields.require("weight", at);
    fields.finish();
    Some(Rescue { factor: factor?, weight: weight? })
}

fn read_deduct(table: &Table, at: Span, faults: &mut Vec<Diagnostic>) -> Option<Deduct> {
    let mut fields = Fields::new("`deduct`", table, faults);
    let factor = fields.text("factor");
    let at_most = fields.number("at_most");
    fields.require("factor", at);
    fields.require("at_most", at);
    fields.finish();
    let at_most = at_most?;
    if !(0.0..=100.0).contains(&at_most.value) {
        let message = format!("`at_most` lies between 0 and 100, not at {}", at_most.value);
        faults.push(Diagnostic::error("out-of-range", at_most.span, message).help("it is the most points taken off"));
        return None;
    }
    Some(Deduct { factor: factor?, at_most: at_most.value })
}

/// The total must never fall when a factor rises: weights are shares, and the rescue keeps its slope in both arguments.
/// With w(I) linear from `w0` at 0 to `w1` at 100, dS/dI = 1 - w + w'(T - I) >= 0 for all T, I in 0..100 exactly when
/// `2*w0 <= 1 + w1` (at I = 0, T = 0 … 100) and `2*w1 <= 1 + w0`.
fn check_blend(
    entry: &Entry,
    base: &[(Spanned<String>, f64)],
    rescue: Option<&Rescue>,
    deduct: Option<&Deduct>,
    faults: &mut Vec<Diagnostic>,
) {
    let mut fault = |span: Span, text: String, help: &str| {
        faults.push(Diagnostic::error("invalid-blend", span, text).help(help));
    };
    if let Some((name, weight)) = base.iter().find(|(_, w)| *w < 0.0) {
        fault(name.span, format!("the weight {weight} is negative"), "weights are shares of the total: 0 to 1");
    }
    let sum: f64 = base.iter().map(|(_, w)| w).sum();
    if (sum - 1.0).abs() > 1e-9 {
        fault(entry.key.span, format!("the weights of `base` sum to {sum}, not to 1"), "`base = { a = 0.4, b = 0.6 }`");
    }
    if let Some(Rescue { factor, weight: [w0, w1] }) = rescue {
        let share = 0.0..=1.0;
        if !share.contains(w0) || !share.contains(w1) || 2.0 * w0 > 1.0 + w1 || 2.0 * w1 > 1.0 + w0 {
            let text = format!("with the weights {w0} and {w1} the total could fall when a factor rises");
            fault(factor.span, text, "keep both between 0 and 1, 2*w0 <= 1 + w1 and 2*w1 <= 1 + w0");
        }
    }
    let mut seen: Vec<&str> = Vec::new();
    let others = rescue.map(|r| &r.factor).into_iter().chain(deduct.map(|d| &d.factor));
    for name in base.iter().map(|(name, _)| name).chain(others) {
        if seen.contains(&name.value.as_str()) {
            let text = format!("the factor `{}` counts twice", name.value);
            fault(name.span, text, "name it in one of `base`, `rescue` and `deduct`");
        }
        seen.push(&name.value);
    }
}

pub(super) fn verdict(entry: &Entry, faults: &mut Vec<Diagnostic>) -> Option<Verdict> {
    let NodeKind::Table(table) = &entry.value.kind else {
        faults.push(wrong_type("verdict", &entry.value, "a table"));
        return None;
    };
    let span = entry.key.span;
    let mut fields = Fields::new("`[verdict]`", table, faults);
    let factor = fields.text("factor");
    let rows = fields.tables("rows");
    let compare = fields.table("compare");
    fields.require("factor", span);
    fields.require("rows", span);
    fields.finish();
    let rows = rows.into_iter().filter_map(|(row, at)| verdict_row(row, at, faults)).collect();
    let compare = compare.and_then(|table| comparison(table, span, faults));
    Some(Verdict { span, factor: factor?, rows, compare })
}

fn comparison(table: &Table, span: Span, faults: &mut Vec<Diagnostic>) -> Option<Comparison> {
    let mut fields = Fields::new("`compare`", table, faults);
    let (of, with) = (fields.text("of"), fields.texts("with"));
    fields.require("of", span);
    fields.require("with", span);
    fields.finish();
    Some(Comparison { of: of?, with })
}

fn verdict_row(table: &Table, at: Span, faults: &mut Vec<Diagnostic>) -> Option<VerdictRow> {
    let mut at_least = None;
    let mut any = None;
    let mut by_band = Vec::new();
    for Entry { key, value } in &table.entries {
        match (key.value.as_str(), &value.kind) {
            ("at_least", NodeKind::Number(n)) if n.is_finite() => at_least = Some(*n),
            ("at_least", _) => faults.push(wrong_type("at_least", value, "a number")),
            ("any", NodeKind::Text(word)) => any = Some(word.clone()),
            (_, NodeKind::Text(word)) => by_band.push((key.clone(), word.clone())),
            _ => faults.push(wrong_type(&key.value, value, "a string")),
        }
    }
    if table.get("at_least").is_none() {
        let help = "rows are read from the top: `at_least = 0` holds for the rest";
        faults.push(Diagnostic::error("missing-field", at, "a row of `[verdict]` needs `at_least`").help(help));
    }
    Some(VerdictRow { at_least: at_least?, any, by_band })
}
