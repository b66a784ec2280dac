//! Diagnostics: what is wrong with a text that a person wrote, and where.
//!
//! One plain data type for every fault of every stage. Rendering is left to the caller.

use std::fmt;
use std::ops::Range;

use crate::codes::Code;
use crate::source::SourceText;

/// A place in a source: which file, and which bytes of it.
///
/// Spans never take part in equality, ordering or hashing, so two conditions that say the same in two
/// places compare equal.
#[derive(Clone, Copy, Default)]
pub struct Span {
    /// Which file of [`Sources`].
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
}

/// Index of a file in [`Sources`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

impl Span {
    /// A span over `range` of `file`.
    #[must_use]
    pub fn new(file: FileId, range: Range<usize>) -> Self {
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Span { file, start: clamp(range.start), end: clamp(range.end) }
    }

    /// The bytes as a range.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}..{}", self.file.0, self.start, self.end)
    }
}

impl PartialEq for Span {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Span {}

impl std::hash::Hash for Span {
    fn hash<H: std::hash::Hasher>(&self, _: &mut H) {}
}

/// How bad a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The rules cannot be used.
    Error,
    /// The rules can be used, but probably do not say what was meant.
    Warning,
}

/// A marked place with a remark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What about it; may be empty.
    pub text: String,
}

/// One fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable kebab-case word, for example `unknown-fact`.
    pub code: &'static str,
    /// Error or warning.
    pub level: Level,
    /// One lowercase sentence without a final stop; stands alone.
    pub message: String,
    /// The first label is the place of the fault.
    pub labels: Vec<Label>,
    /// How to mend it.
    pub help: Vec<String>,
}

impl Diagnostic {
    /// An error at `span`.
    #[must_use]
    pub fn error(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self::new(Level::Error, code, span, message)
    }

    /// A warning at `span`.
    #[must_use]
    pub fn warning(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self::new(Level::Warning, code, span, message)
    }

    fn new(level: Level, code: &'static str, span: Span, message: impl Into<String>) -> Self {
        debug_assert!(Code::named(code).is_some(), "`{code}` is missing among the codes");
        Diagnostic {
            code,
            level,
            message: message.into(),
            labels: vec![Label { span, text: String::new() }],
            help: Vec::new(),
        }
    }

    /// Says what the first label marks.
    #[must_use]
    pub fn mark(mut self, text: impl Into<String>) -> Self {
        if let Some(first) = self.labels.first_mut() {
            first.text = text.into();
        }
        self
    }

    /// Adds a second place.
    #[must_use]
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Adds a help line.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    /// Adds "did you mean" when one of `names` is near `found`.
    #[must_use]
    pub fn did_you_mean<'a>(self, found: &str, names: impl IntoIterator<Item = &'a str>) -> Self {
        match nearest(found, names) {
            Some(name) => self.help(format!("did you mean `{name}`?")),
            None => self,
        }
    }

    /// The place of the fault.
    #[must_use]
    pub fn span(&self) -> Span {
        self.labels.first().map(|l| l.span).unwrap_or_default()
    }
}

/// The name nearest to `found`, if one is near enough to be a slip of the keyboard.
#[must_use]
pub fn nearest<'a>(found: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Nobody mistypes that much, and the distance takes time and memory by the product of the lengths.
    if found.len() > 100 {
        return None;
    }
    names
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(found, name), name))
        .filter(|(distance, name)| *distance <= 1 + name.chars().count().max(found.chars().count()) / 4)
        .min()
        .map(|(_, name)| name)
}

/// A source text and the name it goes by.
#[derive(Clone, Debug)]
pub struct Source {
    /// Path or other name, as shown to people.
    pub name: String,
    /// The text.
    pub text: SourceText,
}

/// All sources that spans point into.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
}

impl Sources {
    /// Adds a source and returns its id.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<SourceText>) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(Source { name: name.into(), text: text.into() });
        id
    }

    /// The source with this id.
    #[must_use]
    pub fn get(&self, id: FileId) -> Option<&Source> {
        self.files.get(id.0 as usize)
    }

    /// The text that a span covers, empty if it points nowhere.
    #[must_use]
    pub fn text(&self, span: Span) -> &str {
        self.get(span.file).and_then(|s| s.text.get(span.range())).unwrap_or("")
    }

    /// Name, line and column (both from 1, the column in characters) of the start of a span.
    #[must_use]
    pub fn position(&self, span: Span) -> (&str, usize, usize) {
        let Some(source) = self.get(span.file) else { return ("", 0, 0) };
        let mut start = (span.start as usize).min(source.text.len());
        while !source.text.is_char_boundary(start) {
            start -= 1;
        }
        let before = &source.text[..start];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        (&source.name, line, column)
    }
}

/// Sorts diagnostics by file, place, then code, which is the order people read them in.
pub fn sort(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by_key(|d| (d.span().file, d.span().start, d.span().end, d.code));
}

/// Sorts diagnostics, and keeps one of those that say the same of the same place.
pub(crate) fn tidy(diagnostics: &mut Vec<Diagnostic>) {
    sort(diagnostics);
    // Spans never differ in a comparison, but two rules can have the same slip.
    let place = |d: &Diagnostic| (d.span().file, d.span().start, d.span().end);
    diagnostics.dedup_by(|a, b| a == b && place(a) == place(b));
}
