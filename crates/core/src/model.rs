//! Packs as written: what the loader makes of the files, before anything is resolved.

use std::collections::BTreeMap;

use crate::diag::{Diagnostic, FileId, Span};
use crate::digest::Digest;
use crate::node::{Node, NodeKind, Spanned};
use crate::source::SourceText;
use crate::texts::Texts;

/// A pack of rules: everything its files declare.
#[derive(Clone, Debug, Default)]
pub struct Pack {
    /// Its name; prefix for names that are local to it.
    pub name: String,
    /// Version of the pack, as written.
    pub version: String,
    /// SHA-256 over the names and contents of its files, in hex.
    pub sha256: Digest,
    /// What its languages are, as it says itself.
    pub languages: Vec<String>,
    /// Plugins it requires, by id.
    pub requires: Vec<Spanned<String>>,
    /// Rules in the order of files and lines.
    pub rules: Vec<Rule>,
    /// The files that were read.
    pub(crate) files: Vec<FileId>,
    /// Codes of warnings that are allowed in the whole pack.
    pub(crate) allow: Vec<Spanned<String>>,
    /// Codes of warnings that are allowed in the file they stand in.
    pub(crate) allow_in_file: Vec<Spanned<String>>,
    /// Blocks of its files that are not TOML.
    pub(crate) broken: Vec<Span>,
    pub(crate) params: Params,
    pub(crate) defines: Vec<Define>,
    pub(crate) views: Vec<View>,
    pub(crate) numbers: Vec<NamedNumber>,
    pub(crate) lists: Vec<List>,
    pub(crate) taggers: Vec<Tagger>,
    pub(crate) factors: Vec<Factor>,
    pub(crate) score: Option<Score>,
    pub(crate) verdict: Option<Verdict>,
    /// What it says in other languages, by the language's code, still to be read.
    pub(crate) locales: BTreeMap<String, LocaleFile>,
    /// The language that its texts were replaced by.
    pub(crate) translation: Option<Translation>,
}

/// A file with texts in another language.
#[derive(Clone, Debug)]
pub(crate) struct LocaleFile {
    /// As shown to people.
    pub(crate) name: String,
    pub(crate) text: SourceText,
}

/// What came of replacing the texts of a pack.
#[derive(Clone, Debug)]
pub(crate) struct Translation {
    /// Code of the language.
    pub(crate) language: String,
    /// Where the texts stand.
    pub(crate) file: FileId,
    /// What bands are called, by id.
    pub(crate) bands: BTreeMap<String, String>,
    /// What verdicts are called, by id.
    pub(crate) verdicts: BTreeMap<String, String>,
    /// Codes of warnings that are allowed in the file.
    pub(crate) allow: Vec<Spanned<String>>,
    /// Texts that are missing, and texts for nothing: of interest to authors.
    pub(crate) gaps: Vec<Diagnostic>,
}

impl Pack {
    /// Whether the pack says itself how the total is made, so that it can stand alone.
    #[must_use]
    pub fn declares_score(&self) -> bool {
        self.score.is_some()
    }
}

/// Parameters by name.
pub(crate) type Params = Vec<(Spanned<String>, Node)>;

/// How serious a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// A remark.
    Hint,
    /// Costs a little.
    Minor,
    /// Costs much.
    Major,
    /// Caps the whole factor.
    Blocker,
}

impl Severity {
    /// All, mildest first.
    pub const ALL: [Severity; 4] = [Severity::Hint, Severity::Minor, Severity::Major, Severity::Blocker];

    /// The word used in rules and reports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Severity::Hint => "hint",
            Severity::Minor => "minor",
            Severity::Major => "major",
            Severity::Blocker => "blocker",
        }
    }

    /// The severity with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.word() == word)
    }
}

/// One rule as written.
#[derive(Clone, Debug)]
pub struct Rule {
    /// `factor-like/name`.
    pub id: Spanned<String>,
    /// Where the rule begins.
    pub span: Span,
    /// The factor it counts in.
    pub factor: Spanned<String>,
    /// Severity unless a level says otherwise.
    pub severity: Option<Spanned<Severity>>,
    /// Points unless a level says otherwise.
    pub points: Option<Spanned<f64>>,
    /// The factor's score can be no higher than this once the rule fired.
    pub cap: Option<Spanned<f64>>,
    /// One line that stands alone.
    pub title: Option<Spanned<String>>,
    /// What was seen, with placeholders.
    pub message: Option<Spanned<String>>,
    /// What to do about it, with placeholders.
    pub advice: Option<Spanned<String>>,
    /// Why it matters.
    pub why: Option<Spanned<String>>,
    /// Where that is known from.
    pub sources: Vec<Spanned<String>>,
    /// Earlier ids of the rule.
    pub aliases: Vec<Spanned<String>>,
    /// Globs of rules it makes superfluous.
    pub supersedes: Vec<Spanned<String>>,
    /// Off unless the user turns it on.
    pub off: bool,
    /// Tests beside the rule.
    pub tests: Vec<RuleTest>,
    /// Codes of warnings that are allowed about this rule.
    pub(crate) allow: Vec<Spanned<String>>,
    pub(crate) params: Params,
    pub(crate) applies: Option<Node>,
    pub(crate) needs: Option<Node>,
    pub(crate) when: Option<Node>,
    pub(crate) unless: Option<Node>,
    pub(crate) levels: Vec<RuleLevel>,
    /// Fields of the rule and its levels that were given and are of no use; reported already.
    pub(crate) faulty: Vec<&'static str>,
}

/// A level of a rule as written.
#[derive(Clone, Debug)]
pub(crate) struct RuleLevel {
    pub(crate) when: Option<Node>,
    pub(crate) severity: Option<Spanned<Severity>>,
    pub(crate) points: Option<Spanned<f64>>,
    pub(crate) cap: Option<Spanned<f64>>,
    pub(crate) message: Option<Spanned<String>>,
}

/// A test beside a rule.
#[derive(Clone, Debug)]
pub struct RuleTest {
    /// What it shows.
    pub name: Spanned<String>,
    /// The status expected of the rule.
    pub expect: Spanned<Expect>,
    /// The severity expected of the finding.
    pub severity: Option<Spanned<Severity>>,
    /// The points expected of the finding.
    pub points: Option<Spanned<f64>>,
    /// A text that the evidence must underline.
    pub matched: Option<Spanned<String>>,
    /// Why it does not hold yet.
    pub todo: Option<Spanned<String>>,
    pub(crate) given: Option<Node>,
}

impl RuleTest {
    /// What it gives, as TOML writes it: `bio = "Nurse in Lugo"`, one for each fact.
    #[must_use]
    pub fn given(&self) -> Vec<String> {
        let mut out = Vec::new();
        if let Some(given) = &self.given {
            leaves("", given, &mut out);
        }
        out
    }
}

fn leaves(path: &str, node: &Node, out: &mut Vec<String>) {
    match &node.kind {
        NodeKind::Table(table) if !table.entries.is_empty() => {
            for entry in &table.entries {
                let dot = if path.is_empty() { "" } else { "." };
                leaves(&format!("{path}{dot}{}", entry.key.value), &entry.value, out);
            }
        }
        _ => out.push(format!("{path} = {}", node.written())),
    }
}

/// What a test expects of its rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// It fires.
    Fires,
    /// It passes.
    Passes,
    /// It does not apply.
    NotApplicable,
    /// It cannot be told.
    Unknown,
    /// Another rule made it superfluous.
    Superseded,
}

impl Expect {
    pub(crate) const WORDS: [(&'static str, Expect); 5] = [
        ("fires", Expect::Fires),
        ("passes", Expect::Passes),
        ("not_applicable", Expect::NotApplicable),
        ("unknown", Expect::Unknown),
        ("superseded", Expect::Superseded),
    ];

    /// The word used in rules.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, expect)| *expect == self).map_or("", |(word, _)| word)
    }
}

/// A named condition as written.
#[derive(Clone, Debug)]
pub(crate) struct Define {
    pub(crate) name: Spanned<String>,
    /// The collection or view whose members it is about; none for the record.
    pub(crate) of: Option<Spanned<String>>,
    pub(crate) condition: Node,
}

/// A named part of a collection as written.
#[derive(Clone, Debug)]
pub(crate) struct View {
    pub(crate) name: Spanned<String>,
    /// The collection or view; none only where that was reported as missing.
    pub(crate) of: Option<Spanned<String>>,
    pub(crate) filter: Option<Node>,
    pub(crate) latest: Option<usize>,
}

/// A number that the pack computes and names.
#[derive(Clone, Debug)]
pub(crate) struct NamedNumber {
    pub(crate) path: Spanned<String>,
    pub(crate) doc: Option<String>,
    pub(crate) body: Node,
}

/// A list of phrases as written.
#[derive(Clone, Debug)]
pub(crate) struct List {
    pub(crate) name: Spanned<String>,
    pub(crate) phrases: Phrases,
}

/// Phrases by language.
#[derive(Clone, Debug, Default)]
pub(crate) struct Phrases {
    /// Phrases that hold in any language.
    pub(crate) all: Placed,
    /// Phrases of one language.
    pub(crate) by_language: BTreeMap<String, Placed>,
    /// One list for all texts: not to find a phrase means that there is none, whatever the language.
    pub(crate) universal: bool,
}

impl Phrases {
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.all).chain(self.by_language.values()).flat_map(|phrases| phrases.texts.iter())
    }
}

/// Phrases with their places.
#[derive(Clone, Debug, Default)]
pub(crate) struct Placed {
    pub(crate) texts: Texts,
    places: Places,
}

#[derive(Clone, Debug)]
enum Places {
    /// They stand in a file as they read.
    Lines(FileId),
    /// As many as there are texts.
    Each(Vec<Span>),
}

impl Default for Places {
    fn default() -> Self {
        Places::Each(Vec::new())
    }
}

impl Placed {
    /// Lines of a file, by where each begins and ends.
    pub(crate) fn lines(id: FileId, text: SourceText, places: Vec<(u32, u32)>) -> Self {
        Placed { texts: Texts::of_file(text, places), places: Places::Lines(id) }
    }

    /// Texts, each with its place.
    pub(crate) fn each(texts: Texts, places: Vec<Span>) -> Self {
        Placed { texts, places: Places::Each(places) }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, Span)> {
        let spans: Box<dyn Iterator<Item = Span>> = match &self.places {
            Places::Lines(file) => Box::new(self.texts.places().map(|(start, end)| Span { file: *file, start, end })),
            Places::Each(spans) => Box::new(spans.iter().copied()),
        };
        self.texts.iter().zip(spans)
    }
}

/// A tagger as written.
#[derive(Clone, Debug)]
pub(crate) struct Tagger {
    pub(crate) name: Spanned<String>,
    /// Some of its labels could not be read; reported already.
    pub(crate) faulty: bool,
    pub(crate) tags: Tags,
}

impl Tagger {
    /// Its labels, as far as they have terms of their own.
    pub(crate) fn topics(&self) -> &[Topic] {
        match &self.tags {
            Tags::Topics(topics) => topics,
            Tags::Each(_) => &[],
        }
    }
}

/// Where a tagger's labels come from.
#[derive(Clone, Debug)]
pub(crate) enum Tags {
    /// Each phrase of this list is its own label.
    Each(Spanned<String>),
    /// Labels with their terms.
    Topics(Vec<Topic>),
}

/// One label of a tagger with its terms.
#[derive(Clone, Debug)]
pub(crate) struct Topic {
    pub(crate) id: Spanned<String>,
    pub(crate) title: BTreeMap<String, String>,
    pub(crate) terms: Phrases,
    /// Codes of warnings that are allowed in its file.
    pub(crate) allow: Vec<Spanned<String>>,
    /// Terms that count only beside another term.
    pub(crate) with_company: Option<Phrases>,
}

/// A factor as declared.
#[derive(Clone, Debug)]
pub(crate) struct Factor {
    pub(crate) id: Spanned<String>,
    pub(crate) title: Option<String>,
    pub(crate) earns: bool,
    pub(crate) clamp: bool,
    pub(crate) applies: Option<Node>,
}

/// How the factors make a total, as declared.
#[derive(Clone, Debug)]
pub(crate) struct Score {
    pub(crate) span: Span,
    pub(crate) base: Vec<(Spanned<String>, f64)>,
    pub(crate) rescue: Option<Rescue>,
    pub(crate) deduct: Option<Deduct>,
    /// Best band first.
    pub(crate) bands: Vec<(String, f64)>,
}

/// The factor that matters more the lower the base is.
#[derive(Clone, Debug)]
pub(crate) struct Rescue {
    pub(crate) factor: Spanned<String>,
    /// Weight at a base of 0 and of 100.
    pub(crate) weight: [f64; 2],
}

/// The factor that can only take points off.
#[derive(Clone, Debug)]
pub(crate) struct Deduct {
    pub(crate) factor: Spanned<String>,
    pub(crate) at_most: f64,
}

/// The table that turns a factor's score and the band into a verdict, as declared.
#[derive(Clone, Debug)]
pub(crate) struct Verdict {
    pub(crate) span: Span,
    pub(crate) factor: Spanned<String>,
    pub(crate) rows: Vec<VerdictRow>,
    pub(crate) compare: Option<Comparison>,
}

/// The sets that stand behind a verdict, for people: what of one set some others hold too.
#[derive(Clone, Debug)]
pub(crate) struct Comparison {
    pub(crate) of: Spanned<String>,
    pub(crate) with: Vec<Spanned<String>>,
}

/// One row of a verdict table.
#[derive(Clone, Debug)]
pub(crate) struct VerdictRow {
    pub(crate) at_least: f64,
    pub(crate) any: Option<String>,
    pub(crate) by_band: Vec<(Spanned<String>, String)>,
}
