//! `[lists]` and `[tagger]`, and the files they point to.

use std::collections::BTreeMap;

use super::{Loader, MAX_PHRASE};
use crate::allow::allow;
use crate::diag::{Diagnostic, Span};
use crate::glob;
use crate::model::{List, Phrases, Placed, Tagger, Tags, Topic};
use crate::node::{Entry, Fields, Node, NodeKind, Spanned, Table, wrong_type};
use crate::texts::Texts;

impl Loader<'_> {
    /// A list; a faulty one holds what could be read of it, so that nobody reports its name as unknown.
    pub(super) fn list(&mut self, entry: &Entry) -> List {
        let before = self.faults.len();
        let mut phrases = Phrases::default();
        if let NodeKind::Table(languages) = &entry.value.kind {
            for language in &languages.entries {
                let found = self.phrases(&language.key.value, &language.value).unwrap_or_default();
                phrases.by_language.insert(language.key.value.clone(), found);
            }
        } else {
            phrases.universal = true;
            phrases.all = self.phrases(&entry.key.value, &entry.value).unwrap_or_default();
        }
        if phrases.iter().next().is_none() && self.faults.len() == before {
            let message = format!("the list `{}` holds no phrases", entry.key.value);
            self.faults.push(
                Diagnostic::error("empty-list", entry.key.span, message)
                    .help("one phrase a line; a line that begins with `#` and a blank is a remark"),
            );
        }
        List { name: entry.key.clone(), phrases }
    }

    /// A file name, or the phrases themselves.
    fn phrases(&mut self, key: &str, node: &Node) -> Option<Placed> {
        match &node.kind {
            NodeKind::Text(file) => self.phrase_file(file, node.span),
            NodeKind::List(items) => self.phrase_list(key, items),
            _ => {
                self.faults.push(wrong_type(key, node, "a file name or a list of phrases"));
                None
            }
        }
    }

    fn phrase_list(&mut self, key: &str, items: &[Node]) -> Option<Placed> {
        let (mut texts, mut places) = (Texts::default(), Vec::with_capacity(items.len()));
        for item in items {
            let NodeKind::Text(phrase) = &item.kind else {
                self.faults.push(wrong_type(key, item, "a phrase"));
                return None;
            };
            if self.is_short(phrase, item.span) {
                texts.push(phrase);
                places.push(item.span);
            }
        }
        Some(Placed::each(texts, places))
    }

    fn phrase_file(&mut self, name: &str, at: Span) -> Option<Placed> {
        let Some(text) = self.files.files.get(name) else {
            self.faults.push(
                Diagnostic::error("missing-file", at, format!("there is no file `{name}` in the pack"))
                    .did_you_mean(name, self.files.files.keys().map(String::as_str))
                    .help("file names are relative to the pack's folder and cannot leave it"),
            );
            return None;
        };
        let file = self.source(name);
        let ends = || memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()]);
        let mut places = Vec::with_capacity(ends().count());
        let mut start = 0;
        for end in ends() {
            let place = if is_plain(&text.as_bytes()[start..end]) {
                Span::new(file, start..end)
            } else {
                let line = text.get(start..end).unwrap_or_default();
                let phrase = line.trim_start();
                let at = end - phrase.len();
                Span::new(file, at..at + phrase.trim_end().len())
            };
            let phrase = text.get(place.range()).unwrap_or_default();
            if !phrase.is_empty() && !is_comment(phrase) && self.is_short(phrase, place) {
                places.push((place.start, place.end));
            }
            start = end + 1;
        }
        Some(Placed::lines(file, text.clone(), places))
    }

    /// Whether a phrase is not too long to be one.
    #[inline]
    fn is_short(&mut self, phrase: &str, place: Span) -> bool {
        let is_short = phrase.len() <= MAX_PHRASE;
        if !is_short {
            self.oversized(phrase.len(), place);
        }
        is_short
    }

    #[cold]
    fn oversized(&mut self, length: usize, place: Span) {
        let message = format!("a phrase of {length} bytes; at most {MAX_PHRASE} are matched");
        self.faults.push(
            Diagnostic::error("oversized-phrase", place, message)
                .help("a list has one phrase a line; is this another kind of file?"),
        );
    }

    /// A tagger; a faulty one has the labels that could be read.
    pub(super) fn tagger(&mut self, entry: &Entry) -> Tagger {
        let before = self.faults.len();
        let tags = self.tags(entry).unwrap_or_else(|| Tags::Topics(Vec::new()));
        Tagger { name: entry.key.clone(), faulty: self.faults.len() > before, tags }
    }

    fn tags(&mut self, entry: &Entry) -> Option<Tags> {
        let NodeKind::Table(table) = &entry.value.kind else {
            self.faults.push(wrong_type(&entry.key.value, &entry.value, "a table"));
            return None;
        };
        let mut fields = Fields::new("a tagger", table, self.faults);
        let from = fields.text("from");
        let each = fields.text("each");
        let faulty = !fields.finish().is_empty();
        match (from, each) {
            (Some(from), None) => Some(Tags::Topics(self.topics(&from))),
            (None, Some(each)) => Some(Tags::Each(each)),
            (None, None) if faulty => None,
            _ => {
                self.faults.push(
                    Diagnostic::error("missing-field", entry.key.span, "a tagger takes either `from` or `each`").help(
                        "`from = \"topics/*.toml\"` for one file a label, `each = \"@list\"` for one label a phrase",
                    ),
                );
                None
            }
        }
    }

    fn topics(&mut self, from: &Spanned<String>) -> Vec<Topic> {
        let names: Vec<String> = self.files.files.keys().filter(|n| glob::matches(&from.value, n)).cloned().collect();
        if names.is_empty() {
            self.faults.push(
                Diagnostic::error("missing-file", from.span, format!("no file of the pack fits `{}`", from.value))
                    .help("write the files' path inside the pack; `*` stands for any characters"),
            );
        }
        let mut topics: Vec<Topic> = Vec::new();
        for name in names {
            let table = self.parse(&name);
            let Some(topic) = self.topic(&name, &table) else { continue };
            if let Some(first) = topics.iter().find(|t| t.id.value == topic.id.value) {
                let message = format!("the label `{}` is declared twice", topic.id.value);
                self.faults.push(
                    Diagnostic::error("duplicate-label", topic.id.span, message)
                        .also(first.id.span, "first here")
                        .help("give one of them another `id`, or put both files together"),
                );
            } else {
                topics.push(topic);
            }
        }
        topics
    }

    fn topic(&mut self, name: &str, table: &Table) -> Option<Topic> {
        let file = self.source(name);
        let mut fields = Fields::new("a topic file", table, self.faults);
        let id = fields.text("id");
        let title = match fields.node("title").map(|n| (n, &n.kind)) {
            Some((_, NodeKind::Text(t))) => BTreeMap::from([("en".to_owned(), t.clone())]),
            Some((_, NodeKind::Table(t))) => titles(t, fields.faults),
            Some((node, _)) => fields.wrong("title", node, "a title, or titles by language").unwrap_or_default(),
            None => BTreeMap::new(),
        };
        let terms = fields.node("terms");
        let allow = allow(&mut fields);
        let with_company = fields.node("terms_with_company");
        fields.require("id", Span::new(file, 0..0));
        fields.require("terms", Span::new(file, 0..0));
        fields.finish();
        let terms = self.terms(terms?);
        let with_company = with_company.map(|node| self.terms(node));
        Some(Topic { id: id?, title, terms, with_company, allow })
    }

    fn terms(&mut self, node: &Node) -> Phrases {
        let before = self.faults.len();
        let mut phrases = Phrases::default();
        if let NodeKind::Table(languages) = &node.kind {
            for language in &languages.entries {
                let found = self.phrases(&language.key.value, &language.value).unwrap_or_default();
                if language.key.value == "all" {
                    phrases.all = found;
                } else {
                    phrases.by_language.insert(language.key.value.clone(), found);
                }
            }
        } else {
            phrases.universal = true;
            phrases.all = self.phrases("terms", node).unwrap_or_default();
        }
        if phrases.iter().next().is_none() && self.faults.len() == before {
            self.faults.push(
                Diagnostic::error("empty-list", node.span, "a topic without terms")
                    .help("`terms = [\"…\"]`, or by language: `terms.en = [\"…\"]`"),
            );
        }
        phrases
    }
}

/// Whether a line has no blanks around it, as far as that shows at once.
#[inline]
fn is_plain(line: &[u8]) -> bool {
    let is_seen = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
    is_seen(line.first()) && is_seen(line.last())
}

/// `# remark` is a comment, `#f4f` is a phrase.
#[inline]
fn is_comment(line: &str) -> bool {
    line.as_bytes().first() == Some(&b'#')
        && line.strip_prefix('#').is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
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
