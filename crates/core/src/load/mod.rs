//! load: the files of a pack become a [`Pack`], with every fault of every file reported in one run.
//!
//! A pack is data. Loading one runs no code and sees only the files it was given.

mod declare;
mod rule;
mod test;
mod translate;
mod untested;
mod vocabulary;

pub(crate) use declare::NUMBER_KEYS;
pub(crate) use rule::severity;
pub(crate) use test::KEYS as TEST_COLUMNS;

use std::collections::BTreeMap;

use crate::allow::allow;
use crate::diag::{Diagnostic, FileId, Sources, Span};
use crate::digest::Digest;
use crate::model::{LocaleFile, Pack};
use crate::node::{self, Fields, Spanned, Table};
use crate::source::SourceText;

/// The files of a pack, as somebody read them.
#[derive(Clone, Debug, Default)]
pub struct PackFiles {
    /// What the pack is called when it does not say so itself.
    pub name: String,
    /// Put before file names in diagnostics, for example `rules/default/`.
    pub prefix: String,
    /// Contents by path inside the pack, with `/` between the parts.
    pub files: BTreeMap<String, SourceText>,
}

/// The longest phrase, label or id that a pack may hold, in bytes: a guard against a binary file taken for a list.
const MAX_PHRASE: usize = 500;

/// Loads a pack. Faults are added to `faults`; what could be read is returned in any case.
///
/// Rule files are the `*.toml` directly in the pack; what lies in its folders is read only where a rule file points to it, and
/// texts in other languages (`locales/es.toml`) when somebody asks for them with [`Pack::translate`].
pub fn load(pack: &PackFiles, sources: &mut Sources, faults: &mut Vec<Diagnostic>) -> Pack {
    loaded(pack, true, sources, faults)
}

/// The same without the tests beside the rules, where only the rules are wanted: then nobody hears of faults of tests.
pub fn load_untested(pack: &PackFiles, sources: &mut Sources, faults: &mut Vec<Diagnostic>) -> Pack {
    loaded(pack, false, sources, faults)
}

fn loaded(pack: &PackFiles, with_tests: bool, sources: &mut Sources, faults: &mut Vec<Diagnostic>) -> Pack {
    let before = faults.len();
    let mut loader = Loader { files: pack, with_tests, sources, faults, ids: BTreeMap::new(), broken: Vec::new() };
    let sha256 = Digest::of(&pack.files);
    let mut out = Pack { name: pack.name.clone(), version: "0.0.0".to_owned(), sha256, ..Pack::default() };
    let rule_files: Vec<&String> = pack.files.keys().filter(|n| is_rule_file(n)).collect();
    if rule_files.is_empty() {
        let at = loader.source("pack.toml");
        loader.faults.push(
            Diagnostic::error("empty-pack", Span::new(at, 0..0), format!("the pack `{}` has no rule files", pack.name))
                .help("a pack is a folder with at least one `*.toml` that holds `[[rule]]`"),
        );
    }
    for name in rule_files {
        let table = loader.rules(name);
        loader.rule_file(&table, &mut out);
    }
    for (name, text) in &pack.files {
        if let Some(language) = translate::language_of(name) {
            let file = LocaleFile { name: format!("{}{name}", pack.prefix), text: text.clone() };
            out.locales.insert(language.to_owned(), file);
        }
    }
    out.broken = loader.broken;
    out.files = loader.ids.into_values().collect();
    let mut own = faults.split_off(before);
    own.retain(|fault| ["syntax", "duplicate-key"].contains(&fault.code) || !node::inside(&out.broken, fault.span()));
    faults.append(&mut own);
    out
}

fn is_rule_file(name: &str) -> bool {
    name.strip_suffix(".toml").is_some_and(|stem| !stem.contains('/'))
}

/// What all parts of the loader need.
struct Loader<'a> {
    files: &'a PackFiles,
    with_tests: bool,
    sources: &'a mut Sources,
    faults: &'a mut Vec<Diagnostic>,
    ids: BTreeMap<String, FileId>,
    broken: Vec<Span>,
}

impl<'a> Loader<'a> {
    /// The id of a file of the pack; one that does not exist is empty.
    fn source(&mut self, name: &str) -> FileId {
        if let Some(&id) = self.ids.get(name) {
            return id;
        }
        let text = self.files.files.get(name).cloned().unwrap_or_default();
        let id = self.sources.add(format!("{}{name}", self.files.prefix), text);
        self.ids.insert(name.to_owned(), id);
        id
    }

    fn text(&self, name: &str) -> &'a str {
        self.files.files.get(name).map_or("", |text| text)
    }

    /// A rule file.
    fn rules(&mut self, name: &str) -> Table {
        let untested = if self.with_tests { None } else { untested::parse(self.source(name), self.text(name)) };
        untested.unwrap_or_else(|| self.parse(name))
    }

    fn parse(&mut self, name: &str) -> Table {
        let file = self.source(name);
        let text = self.text(name);
        let (table, mut broken) = node::parse(file, text, self.faults);
        self.broken.append(&mut broken);
        table
    }

    fn rule_file(&mut self, table: &Table, out: &mut Pack) {
        let mut faults = Vec::new();
        let mut fields = Fields::new("a rule file", table, &mut faults);
        out.allow_in_file.extend(allow(&mut fields));
        if let Some(pack) = fields.table("pack") {
            head(pack, fields.faults, out);
        }
        if let Some(params) = fields.table("params") {
            out.params.extend(params.entries.iter().map(|e| (e.key.clone(), e.value.clone())));
        }
        for (rule, span) in fields.tables("rule") {
            out.rules.extend(rule::rule(rule, span, fields.faults));
        }
        if let Some(defines) = fields.table("define") {
            out.defines.extend(declare::defines(defines, fields.faults));
        }
        if let Some(views) = fields.table("view") {
            out.views.extend(declare::views(views, fields.faults));
        }
        if let Some(numbers) = fields.table("fact") {
            declare::numbers("", numbers, &mut out.numbers, fields.faults);
        }
        if let Some(factors) = fields.table("factor") {
            out.factors.extend(declare::factors(factors, fields.faults));
        }
        if let Some(entry) = fields.entry("score") {
            let score = declare::score(entry, fields.faults);
            only(&mut out.score, score, |s| s.span, "`[score]`", fields.faults);
        }
        if let Some(entry) = fields.entry("verdict") {
            let verdict = declare::verdict(entry, fields.faults);
            only(&mut out.verdict, verdict, |v| v.span, "`[verdict]`", fields.faults);
        }
        let lists = fields.table("lists");
        let taggers = fields.table("tagger");
        fields.finish();
        self.faults.append(&mut faults);
        if let Some(lists) = lists {
            for entry in &lists.entries {
                let list = self.list(entry);
                out.lists.push(list);
            }
        }
        if let Some(taggers) = taggers {
            for entry in &taggers.entries {
                let tagger = self.tagger(entry);
                out.taggers.push(tagger);
            }
        }
    }
}

/// Keeps what a pack can declare once.
fn only<T>(kept: &mut Option<T>, read: Option<T>, span: fn(&T) -> Span, what: &str, faults: &mut Vec<Diagnostic>) {
    match (&kept, &read) {
        (Some(first), Some(second)) => faults.push(
            Diagnostic::error("duplicate-score", span(second), format!("a second {what}"))
                .also(span(first), "the first one is here")
                .help("a pack has one; put both together"),
        ),
        (None, _) => *kept = read,
        (Some(_), None) => {}
    }
}

fn head(table: &Table, faults: &mut Vec<Diagnostic>, out: &mut Pack) {
    let mut fields = Fields::new("`[pack]`", table, faults);
    if let Some(name) = fields.text("name") {
        out.name = name.value;
    }
    if let Some(version) = fields.text("version") {
        out.version = version.value;
    }
    out.languages.extend(fields.texts("languages").into_iter().map(|s: Spanned<String>| s.value));
    out.requires.extend(fields.texts("requires"));
    out.allow.extend(allow(&mut fields));
    fields.text("license");
    fields.text("doc");
    fields.finish();
}
