//! `[lists]` and `[tagger]`, and the files they point to.

use std::collections::BTreeMap;

use super::{Loader, MAX_PHRASE};
use crate::diag::{Diagnostic, Span};
use crate::glob;
use crate::model::{List, Phrases, Tagger, Tags, Topic};
use crate::node::{Entry, Fields, Node, NodeKind, Spanned, Table, texts_of, wrong_type};

impl Loader<'_> {
    pub(super) fn list(&mut self, entry: &Entry) -> Option<List> {
        let mut phrases = Phrases::default();
        match &entry.value.kind {
            NodeKind::Table(languages) => {
                for language in &languages.entries {
                    let found = self.phrases(&language.key.value, &language.value)?;
                    phrases.by_language.insert(language.key.value.clone(), found);
                }
            }
            _ => {
                phrases.universal = true;
                phrases.all = self.phrases(&entry.key.value, &entry.value)?;
            }
        }
        if phrases.iter().next().is_none() {
            self.faults.push(Diagnostic::error(
                "empty-list",
                entry.key.span,
                format!("the list `{}` holds no phrases", entry.key.value),
            ));
        }
        Some(List { name: entry.key.clone(), phrases })
    }

    /// A file name, or the phrases themselves.
    fn phrases(&mut self, key: &str, node: &Node) -> Option<Vec<Spanned<String>>> {
        match &node.kind {
            NodeKind::Text(file) => self.phrase_file(file, node.span),
            NodeKind::List(_) => match texts_of(node) {
                Ok(phrases) => Some(self.checked(phrases)),
                Err(at) => {
                    self.faults.push(wrong_type(key, at, "a phrase"));
                    None
                }
            },
            _ => {
                self.faults.push(wrong_type(key, node, "a file name or a list of phrases"));
                None
            }
        }
    }

    fn phrase_file(&mut self, name: &str, at: Span) -> Option<Vec<Spanned<String>>> {
        let Some(text) = self.files.files.get(name) else {
            self.faults.push(
                Diagnostic::error("missing-file", at, format!("there is no file `{name}` in the pack"))
                    .did_you_mean(name, self.files.files.keys().map(String::as_str))
                    .help("file names are relative to the pack's folder and cannot leave it"),
            );
            return None;
        };
        let file = self.source(name);
        let mut phrases = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let phrase = line.trim();
            if !phrase.is_empty() && !is_comment(phrase) {
                let offset = start + (line.len() - line.trim_start().len());
                phrases
                    .push(Spanned { value: phrase.to_owned(), span: Span::new(file, offset..offset + phrase.len()) });
            }
            start += line.len();
        }
        Some(self.checked(phrases))
    }

    fn checked(&mut self, mut phrases: Vec<Spanned<String>>) -> Vec<Spanned<String>> {
        phrases.retain(|p| {
            let length = p.value.len();
            if length > MAX_PHRASE {
                self.faults.push(Diagnostic::error(
                    "oversized-phrase",
                    p.span,
                    format!("a phrase of {length} bytes; at most {MAX_PHRASE} are matched"),
                ));
            }
            length <= MAX_PHRASE
        });
        phrases
    }

    pub(super) fn tagger(&mut self, entry: &Entry) -> Option<Tagger> {
        let NodeKind::Table(table) = &entry.value.kind else {
            self.faults.push(wrong_type(&entry.key.value, &entry.value, "a table"));
            return None;
        };
        let mut faults = Vec::new();
        let mut fields = Fields::new("a tagger", table, &mut faults);
        let from = fields.text("from");
        let each = fields.text("each");
        if from.is_some() == each.is_some() {
            fields.faults.push(
                Diagnostic::error("missing-field", entry.key.span, "a tagger takes either `from` or `each`")
                    .help("`from = \"topics/*.toml\"` for one file a label, `each = \"@list\"` for one label a phrase"),
            );
        }
        fields.finish();
        self.faults.append(&mut faults);
        let tags = match (from, each) {
            (Some(from), None) => Tags::Topics(self.topics(&from)),
            (None, Some(each)) => Tags::Each(each),
            _ => return None,
        };
        Some(Tagger { name: entry.key.clone(), tags })
    }

    fn topics(&mut self, from: &Spanned<String>) -> Vec<Topic> {
        let names: Vec<String> = self.files.files.keys().filter(|n| glob::matches(&from.value, n)).cloned().collect();
        if names.is_empty() {
            self.faults.push(Diagnostic::error(
                "missing-file",
                from.span,
                format!("no file of the pack fits `{}`", from.value),
            ));
        }
        let mut topics: Vec<Topic> = Vec::new();
        for name in names {
            let table = self.parse(&name);
            let Some(topic) = self.topic(&name, &table) else { continue };
            if let Some(first) = topics.iter().find(|t| t.id.value == topic.id.value) {
                self.faults.push(
                    Diagnostic::error(
                        "duplicate-label",
                        topic.id.span,
                        format!("the label `{}` is declared twice", topic.id.value),
                    )
                    .also(first.id.span, "first here"),
                );
            } else {
                topics.push(topic);
            }
        }
        topics
    }

    fn topic(&mut self, name: &str, table: &Table) -> Option<Topic> {
        let file = self.source(name);
        let mut faults = Vec::new();
        let mut fields = Fields::new("a topic file", table, &mut faults);
        let id = fields.text("id");
        let title = match fields.node("title").map(|n| (n, &n.kind)) {
            Some((_, NodeKind::Text(t))) => BTreeMap::from([("en".to_owned(), t.clone())]),
            Some((_, NodeKind::Table(t))) => titles(t, fields.faults),
            Some((node, _)) => fields.wrong("title", node, "a title, or titles by language").unwrap_or_default(),
            None => BTreeMap::new(),
        };
        let terms = fields.node("terms");
        for (key, missing) in [("id", id.is_none()), ("terms", terms.is_none())] {
            if missing {
                fields.missing(key, Span::new(file, 0..0));
            }
        }
        fields.finish();
        self.faults.append(&mut faults);
        let terms = self.terms(terms?)?;
        Some(Topic { id: id?, title, terms })
    }

    fn terms(&mut self, node: &Node) -> Option<Phrases> {
        let mut phrases = Phrases::default();
        if let NodeKind::Table(languages) = &node.kind {
            for language in &languages.entries {
                let found = self.phrases(&language.key.value, &language.value)?;
                if language.key.value == "all" {
                    phrases.all = found;
                } else {
                    phrases.by_language.insert(language.key.value.clone(), found);
                }
            }
        } else {
            phrases.universal = true;
            phrases.all = self.phrases("terms", node)?;
        }
        Some(phrases)
    }
}

/// `# remark` is a comment, `#f4f` is a phrase.
fn is_comment(line: &str) -> bool {
    line.strip_prefix('#').is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
}

fn titles(table: &Table, faults: &mut Vec<Diagnostic>) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    for entry in &table.entries {
        match &entry.value.kind {
            NodeKind::Text(title) => {
                out.insert(entry.key.value.clone(), title.clone());
            }
            _ => faults.push(wrong_type(&entry.key.value, &entry.value, "a string")),
        }
    }
    out
}
