//! TOML as a tree that knows where each part stands, and a reader of tables that reports what it does not understand.

mod plain;

use crate::diag::{Diagnostic, FileId, Span, nearest};

/// A value with its place.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Its place.
    pub span: Span,
}

impl Spanned<String> {
    /// The place of some bytes of a string, if it stands in the file as it reads; else that of the whole string.
    pub(crate) fn part(&self, bytes: std::ops::Range<usize>) -> Span {
        let written = self.span.range().len();
        // No escape makes a string longer, so the quotes account for all of the difference, or there are escapes.
        let quote = match written.checked_sub(self.value.len()) {
            Some(2) => 1,
            Some(6) => 3,
            _ => return self.span,
        };
        let start = self.span.start as usize + quote;
        Span::new(self.span.file, start + bytes.start..start + bytes.end)
    }
}

/// A TOML value with its place.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    pub(crate) span: Span,
    pub(crate) kind: NodeKind,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum NodeKind {
    Bool(bool),
    Number(f64),
    Text(String),
    /// A date or time, as written.
    Date(String),
    List(Vec<Node>),
    Table(Table),
}

impl Node {
    /// What people call the kind of value.
    pub(crate) fn noun(&self) -> &'static str {
        match self.kind {
            NodeKind::Bool(_) => "a bool",
            NodeKind::Number(n) if n.is_finite() => "a number",
            NodeKind::Number(_) => "`inf`, `nan` or a number too large",
            NodeKind::Text(_) => "a string",
            NodeKind::Date(_) => "a date",
            NodeKind::List(_) => "a list",
            NodeKind::Table(_) => "a table",
        }
    }
}

impl Node {
    /// The value as TOML writes it, on one line.
    pub(crate) fn written(&self) -> String {
        match &self.kind {
            NodeKind::Bool(b) => b.to_string(),
            NodeKind::Number(n) => n.to_string(),
            NodeKind::Text(text) => word(text),
            NodeKind::Date(date) => date.clone(),
            NodeKind::List(items) => format!("[{}]", items.iter().map(Node::written).collect::<Vec<_>>().join(", ")),
            NodeKind::Table(table) => {
                let entries = table.entries.iter().map(|e| format!("{} = {}", e.key.value, e.value.written()));
                format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
            }
        }
    }
}

/// A string as TOML writes it.
pub(crate) fn word(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}

/// A TOML table in source order.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Table {
    pub(crate) entries: Vec<Entry>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    pub(crate) key: Spanned<String>,
    pub(crate) value: Node,
}

impl Table {
    pub(crate) fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|e| e.key.value == key)
    }
}

/// Parses a file, recovering from faults so that one run reports them all. Also returns the blocks of the file in which
/// something is not TOML: what was made of them is not what was meant, so that other faults there would only confuse.
pub(crate) fn parse(file: FileId, text: &str, faults: &mut Vec<Diagnostic>) -> (Table, Vec<Span>) {
    match plain::read(file, text) {
        Some(table) => (table, Vec::new()),
        None => parse_in_full(file, text, faults),
    }
}

fn parse_in_full(file: FileId, text: &str, faults: &mut Vec<Diagnostic>) -> (Table, Vec<Span>) {
    let (table, errors) = toml::de::DeTable::parse_recoverable(text);
    let mut broken: Vec<Span> = Vec::new();
    for error in errors {
        let fault = syntax_fault(file, text, &error);
        // What follows in the block after the first slip follows from it.
        if fault.code == "syntax" && inside(&broken, fault.span()) {
            continue;
        }
        if fault.code == "syntax" {
            broken.push(Span::new(file, block(text, fault.span().range().start)));
        }
        faults.push(fault);
    }
    (convert_table(file, table.get_ref()), broken)
}

/// Whether a place lies in one of some blocks.
pub(crate) fn inside(blocks: &[Span], place: Span) -> bool {
    blocks.iter().any(|block| block.file == place.file && block.start <= place.start && place.start < block.end)
}

/// From the header before a place to the next one. (A line that begins with a bracket may also be inside of a list; then
/// the block is too small, and a fault too many is reported.)
fn block(text: &str, at: usize) -> std::ops::Range<usize> {
    let at = (0..=at.min(text.len())).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0);
    // Including the end of the line, for a fault at the end of it.
    let line_end = text[at..].find('\n').map_or(text.len(), |n| at + n);
    let start = text[..line_end].rmatch_indices("\n[").map(|(i, _)| i + 1).find(|&i| i <= at).unwrap_or(0);
    let end = text[line_end..].find("\n[").map_or(text.len() + 1, |n| line_end + n + 1);
    start..end
}

fn syntax_fault(file: FileId, text: &str, error: &toml::de::Error) -> Diagnostic {
    let range = error.span().unwrap_or(0..0);
    let message = error.message().lines().collect::<Vec<_>>().join(", ");
    let duplicate = message.contains("duplicate key");
    let diagnostic = Diagnostic::error(
        if duplicate { "duplicate-key" } else { "syntax" },
        Span::new(file, range.clone()),
        if duplicate {
            format!("the key `{}` is given twice", text.get(range).unwrap_or("").trim())
        } else if range.is_empty() && message.starts_with("string values must be quoted") {
            "not valid TOML: a value is missing".to_owned()
        } else {
            format!("not valid TOML: {message}")
        },
    );
    diagnostic.help(if duplicate {
        "keep one of them; two conditions on the same fact are put in a list: `all = [ { … }, { … } ]`"
    } else {
        "strings stand in quotes, lists in `[ ]`, tables in `{ }`; one `key = value` a line"
    })
}

fn convert_table(file: FileId, table: &toml::de::DeTable<'_>) -> Table {
    let mut entries: Vec<Entry> = table
        .iter()
        .map(|(key, value)| Entry {
            key: Spanned { value: key.get_ref().to_string(), span: Span::new(file, key.span()) },
            value: convert(file, value.span(), value.get_ref()),
        })
        .collect();
    entries.sort_by_key(|e| e.key.span.start);
    Table { entries }
}

fn convert(file: FileId, range: std::ops::Range<usize>, value: &toml::de::DeValue<'_>) -> Node {
    use toml::de::DeValue;
    let kind = match value {
        DeValue::String(s) => NodeKind::Text(s.to_string()),
        DeValue::Integer(i) => {
            NodeKind::Number(i128::from_str_radix(i.as_str(), i.radix()).map_or(f64::NAN, |n| n as f64))
        }
        DeValue::Float(f) => NodeKind::Number(f.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(b) => NodeKind::Bool(*b),
        DeValue::Datetime(d) => NodeKind::Date(d.to_string()),
        DeValue::Array(items) => NodeKind::List(items.iter().map(|v| convert(file, v.span(), v.get_ref())).collect()),
        DeValue::Table(t) => NodeKind::Table(convert_table(file, t)),
    };
    Node { span: Span::new(file, range), kind }
}

/// Reads a table field by field; [`Fields::finish`] reports every key that nobody asked for.
pub(crate) struct Fields<'t, 'd> {
    what: &'static str,
    table: &'t Table,
    known: Vec<&'static str>,
    /// Keys whose value is faulty, so that nobody reports them as missing.
    faulty: Vec<&'static str>,
    /// Keys that have to be there.
    required: Vec<(&'static str, Span)>,
    pub(crate) faults: &'d mut Vec<Diagnostic>,
}

impl<'t, 'd> Fields<'t, 'd> {
    /// `what` names the table for messages: "a rule".
    pub(crate) fn new(what: &'static str, table: &'t Table, faults: &'d mut Vec<Diagnostic>) -> Self {
        Fields { what, table, known: Vec::new(), faulty: Vec::new(), required: Vec::new(), faults }
    }

    pub(crate) fn entry(&mut self, key: &'static str) -> Option<&'t Entry> {
        self.known.push(key);
        self.table.get(key)
    }

    pub(crate) fn node(&mut self, key: &'static str) -> Option<&'t Node> {
        self.entry(key).map(|e| &e.value)
    }

    pub(crate) fn text(&mut self, key: &'static str) -> Option<Spanned<String>> {
        let node = self.node(key)?;
        match &node.kind {
            NodeKind::Text(s) => Some(Spanned { value: s.clone(), span: node.span }),
            _ => self.wrong(key, node, "a string"),
        }
    }

    pub(crate) fn number(&mut self, key: &'static str) -> Option<Spanned<f64>> {
        let node = self.node(key)?;
        match node.kind {
            NodeKind::Number(n) if n.is_finite() => Some(Spanned { value: n, span: node.span }),
            _ => self.wrong(key, node, "a number"),
        }
    }

    pub(crate) fn bool(&mut self, key: &'static str) -> Option<bool> {
        let node = self.node(key)?;
        match node.kind {
            NodeKind::Bool(b) => Some(b),
            _ => self.wrong(key, node, "true or false"),
        }
    }

    pub(crate) fn table(&mut self, key: &'static str) -> Option<&'t Table> {
        let node = self.node(key)?;
        match &node.kind {
            NodeKind::Table(t) => Some(t),
            _ => self.wrong(key, node, "a table"),
        }
    }

    /// A list of tables, as `[[rule]]` writes it.
    pub(crate) fn tables(&mut self, key: &'static str) -> Vec<(&'t Table, Span)> {
        let Some(node) = self.node(key) else { return Vec::new() };
        let NodeKind::List(items) = &node.kind else {
            self.fault::<()>(
                key,
                mistyped(key, node, "a list of tables").help(format!("write `[[{key}]]`, with two brackets")),
            );
            return Vec::new();
        };
        let mut tables = Vec::new();
        for item in items {
            match &item.kind {
                NodeKind::Table(t) => tables.push((t, item.span)),
                _ => {
                    self.wrong::<()>(key, item, "a table");
                }
            }
        }
        tables
    }

    /// A string or a list of strings.
    pub(crate) fn texts(&mut self, key: &'static str) -> Vec<Spanned<String>> {
        let Some(node) = self.node(key) else { return Vec::new() };
        match texts_of(node) {
            Ok(texts) => texts,
            Err(at) => {
                self.wrong::<()>(key, at, "a string or a list of strings");
                Vec::new()
            }
        }
    }

    pub(crate) fn wrong<T>(&mut self, key: &'static str, found: &Node, wanted: &str) -> Option<T> {
        self.fault(key, wrong_type(key, found, wanted))
    }

    /// Reports a fault of the value of a key.
    pub(crate) fn fault<T>(&mut self, key: &'static str, fault: Diagnostic) -> Option<T> {
        self.faulty.push(key);
        self.faults.push(fault);
        None
    }

    /// A field that has to be there; [`Fields::finish`] reports at `span` if it is not.
    pub(crate) fn require(&mut self, key: &'static str, span: Span) {
        self.required.push((key, span));
    }

    /// Reports keys that nobody asked for and fields that are missing. Returns the keys that were given, though faulty: by a
    /// value that is of no use, or under a name that is nearly theirs.
    pub(crate) fn finish(self) -> Vec<&'static str> {
        let what = self.what;
        self.finish_with(|key, known| unknown_key(what, key, known))
    }

    /// The same, where keys that nobody asked for are reported in other words.
    pub(crate) fn finish_with(
        mut self,
        unknown: impl Fn(&Spanned<String>, &[&str]) -> Diagnostic,
    ) -> Vec<&'static str> {
        for entry in &self.table.entries {
            let key = entry.key.value.as_str();
            if !self.known.contains(&key) {
                self.faulty.extend(nearest(key, self.known.iter().copied().filter(|k| self.table.get(k).is_none())));
                self.faults.push(unknown(&entry.key, &self.known));
            }
        }
        for (key, span) in self.required {
            if self.table.get(key).is_none() && !self.faulty.contains(&key) {
                let message = format!("{} needs `{key}`", self.what);
                self.faults.push(Diagnostic::error("missing-field", span, message).help(format!("add `{key} = …`")));
            }
        }
        self.faulty
    }
}

/// The strings of a string or of a list of strings; else the first node that is neither.
pub(crate) fn texts_of(node: &Node) -> Result<Vec<Spanned<String>>, &Node> {
    match &node.kind {
        NodeKind::Text(s) => Ok(vec![Spanned { value: s.clone(), span: node.span }]),
        NodeKind::List(items) => items
            .iter()
            .map(|item| match &item.kind {
                NodeKind::Text(s) => Ok(Spanned { value: s.clone(), span: item.span }),
                _ => Err(item),
            })
            .collect(),
        _ => Err(node),
    }
}

/// A value of the wrong type, with an example of the right one.
pub(crate) fn wrong_type(key: &str, found: &Node, wanted: &str) -> Diagnostic {
    let key = key.rsplit('.').next().unwrap_or(key);
    let example = match wanted {
        "true or false" => "true",
        "a number" => "10",
        "a string" | "a regular expression" => "\"…\"",
        "a string or a list of strings" => "[\"…\", \"…\"]",
        "a table" | "a table of facts" | "a table of settings" => "{ … }",
        "a phrase, a \"@list\", or a list of them" => "[\"a phrase\", \"@list\"]",
        "a date such as 2027-01-31" => "2027-01-31",
        _ => return mistyped(key, found, wanted),
    };
    mistyped(key, found, wanted).help(format!("write `{key} = {example}`"))
}

/// A value of the wrong type, where the caller knows how to help.
pub(crate) fn mistyped(key: &str, found: &Node, wanted: &str) -> Diagnostic {
    Diagnostic::error("wrong-type", found.span, format!("`{key}` takes {wanted}, not {}", found.noun()))
}

pub(crate) fn unknown_key(what: &str, key: &Spanned<String>, known: &[&str]) -> Diagnostic {
    let diagnostic = Diagnostic::error("unknown-key", key.span, format!("{what} has no field `{}`", key.value));
    match nearest(&key.value, known.iter().copied()) {
        Some(name) => diagnostic.help(format!("did you mean `{name}`?")),
        None => diagnostic.help(format!("{what} takes: {}", known.join(", "))),
    }
}
