//! `followback-plugin.toml`: what a plugin is, readable without running it.

use std::collections::{BTreeMap, BTreeSet};
use std::env::consts;
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use followback_core::{FactDecl, Kind};
use followback_plugin::abi;
use serde::Deserialize;

use crate::package::PackageError;

/// What a plugin says of itself.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// `[a-z0-9-]+`.
    pub id: String,
    /// Of the plugin.
    pub version: String,
    /// The interface that it was built for: `1.0`.
    pub abi: String,
    /// An SPDX expression.
    pub license: String,
    /// One sentence.
    pub doc: String,
    /// The root of its facts, in snake case.
    pub namespace: String,
    /// What its rows are.
    #[serde(default)]
    pub scope: Scope,
    /// What it uses beside what it is asked about: for the user to know, before adding it.
    #[serde(default)]
    pub needs: Vec<Need>,
    /// Where its library lies in its package.
    library: Option<Library>,
    /// Paths of the facts that it reads; one that may be missing ends in `?`.
    inputs: Vec<String>,
    /// What it supplies, by name below the namespace.
    facts: BTreeMap<String, FactTable>,
}

/// What the rows of a plugin are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Profiles.
    #[default]
    Profiles,
    /// Posts: its inputs are facts of a post, and what it supplies are such facts too.
    Posts,
}

/// What a plugin uses beside what it is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// The network.
    Net,
    /// Files.
    Files,
}

impl Need {
    /// All of them.
    pub(crate) const ALL: [Need; 2] = [Need::Net, Need::Files];

    /// The word in the manifest.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Need::Net => "net",
            Need::Files => "files",
        }
    }
}

/// One library, or one for each system and processor, such as `linux-x86_64`.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Library {
    One(String),
    Each(BTreeMap<String, String>),
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FactTable {
    kind: KindName,
    #[serde(default)]
    unit: String,
    min: Option<f64>,
    max: Option<f64>,
    /// It has no fractions.
    #[serde(default)]
    whole: bool,
    #[serde(default)]
    values: Vec<String>,
    doc: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum KindName {
    Bool,
    Number,
    Text,
    Label,
    Set,
}

/// A manifest that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ManifestError {
    /// It is not the TOML of a manifest.
    #[error("`{file}` is no manifest of a plugin: {problem}")]
    Syntax {
        /// Which file.
        file: String,
        /// What is wrong, and where.
        problem: String,
    },
    /// A field has a value that it cannot have.
    #[error("`{file}`: `{field}` cannot be `{value}`; {expected}")]
    Field {
        /// Which file.
        file: String,
        /// Which field.
        field: String,
        /// Its value.
        value: String,
        /// What it can be.
        expected: &'static str,
    },
    /// It is for another version of the interface.
    #[error(
        "the plugin `{id}` needs version {abi} of the plugin interface; followback {ours} speaks {major}.0 to {major}.{minor}, and \
         major versions do not understand each other; {advice}",
        ours = env!("CARGO_PKG_VERSION"), major = abi::ABI_MAJOR, minor = abi::ABI_MINOR
    )]
    Interface {
        /// Which plugin.
        id: String,
        /// What it was built for.
        abi: String,
        /// How to mend it.
        advice: &'static str,
    },
}

/// What helps against another major version of the interface.
pub(crate) fn advice(major: u16) -> &'static str {
    if major > abi::ABI_MAJOR {
        "update followback, or install an older version of the plugin"
    } else {
        "install a newer version of the plugin"
    }
}

impl Manifest {
    /// Reads a manifest; `file` is its name in messages.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(file: &str, text: &str) -> Result<Self, ManifestError> {
        let manifest: Manifest = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| 1 + text[..span.start].matches('\n').count());
            ManifestError::Syntax { file: file.to_owned(), problem: format!("line {line}: {}", error.message()) }
        })?;
        manifest.check(file)?;
        Ok(manifest)
    }

    fn check(&self, file: &str) -> Result<(), ManifestError> {
        let wrong = |field: &str, value: &str, expected| ManifestError::Field {
            file: file.to_owned(),
            field: field.to_owned(),
            value: value.to_owned(),
            expected,
        };
        let kebab = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if self.id.is_empty() || self.id.len() > 64 || !self.id.chars().all(kebab) {
            return Err(wrong("id", &self.id, "it takes small letters, digits and `-`, at most 64"));
        }
        if !is_snake(&self.namespace) {
            return Err(wrong("namespace", &self.namespace, "it takes a word in snake case"));
        }
        if self
            .abi
            .split_once('.')
            .is_none_or(|(major, minor)| major.parse::<u16>().is_err() || minor.parse::<u16>().is_err())
        {
            return Err(wrong("abi", &self.abi, "it takes the version of the interface, such as `1.0`"));
        }
        // What is shown before it is agreed to stands on lines of its own, which no text may make up.
        let line = |field: &str, text: &str| {
            if text.chars().any(char::is_control) {
                let shown = text.escape_debug().to_string();
                return Err(wrong(field, &shown, "it takes one line without control characters"));
            }
            Ok(())
        };
        line("version", &self.version)?;
        line("license", &self.license)?;
        line("doc", &self.doc)?;
        self.inputs.iter().try_for_each(|input| line("inputs", input))?;
        for (name, fact) in &self.facts {
            let field = format!("facts.{name}");
            fact.values.iter().chain([&fact.doc, &fact.unit]).try_for_each(|text| line(&field, text))?;
        }
        let libraries: Vec<&String> = match &self.library {
            None => Vec::new(),
            Some(Library::One(path)) => vec![path],
            Some(Library::Each(paths)) => paths.values().collect(),
        };
        libraries.iter().try_for_each(|path| line("library", path))?;
        let inside =
            |path: &&String| Path::new(path.as_str()).components().all(|part| matches!(part, Component::Normal(_)));
        if let Some(path) = libraries.into_iter().find(|path| !inside(path)) {
            return Err(wrong("library", path, "it takes a path inside of the package"));
        }
        for (name, fact) in &self.facts {
            let field = format!("facts.{name}");
            if !is_snake(name) {
                return Err(wrong(&field, name, "names of facts are in snake case"));
            }
            let range = fact.min.unwrap_or(f64::NEG_INFINITY)..=fact.max.unwrap_or(f64::INFINITY);
            if range.is_empty() {
                return Err(wrong(&field, &format!("{range:?}"), "`min` is no greater than `max`"));
            }
            if fact.kind != KindName::Number
                && (fact.min.is_some() || fact.max.is_some() || fact.whole || !fact.unit.is_empty())
            {
                return Err(wrong(&field, "unit, min, max or whole", "only numbers have these"));
            }
            if fact.kind != KindName::Label && !fact.values.is_empty() {
                return Err(wrong(&field, "values", "only labels have these"));
            }
        }
        Ok(())
    }

    /// Whether it was built for the interface that this program speaks.
    ///
    /// # Errors
    /// What it was built for, and what there is.
    pub fn speaks_our_interface(&self) -> Result<(), ManifestError> {
        let major = self.abi.split('.').next().and_then(|major| major.parse().ok());
        if major == Some(abi::ABI_MAJOR) {
            return Ok(());
        }
        let (id, abi) = (self.id.clone(), self.abi.clone());
        Err(ManifestError::Interface { id, abi, advice: advice(major.unwrap_or(0)) })
    }

    /// Where its library lies in its package, on this machine.
    pub(crate) fn library(&self) -> Result<PathBuf, PackageError> {
        let here = format!("{}-{}", consts::OS, consts::ARCH);
        match &self.library {
            None => {
                let stem = self.id.replace('-', "_");
                Ok(format!("{}{stem}{}", consts::DLL_PREFIX, consts::DLL_SUFFIX).into())
            }
            Some(Library::One(path)) => Ok(path.into()),
            Some(Library::Each(paths)) => paths.get(&here).map(PathBuf::from).ok_or_else(|| {
                let there = paths.keys().cloned().collect::<Vec<_>>().join(", ");
                PackageError::NoTarget { id: self.id.clone(), here, there }
            }),
        }
    }

    /// Paths of the facts that it reads, and whether rows without one are asked about all the same.
    pub fn inputs(&self) -> impl Iterator<Item = (&str, bool)> {
        self.inputs.iter().map(|path| path.strip_suffix('?').map_or((path.as_str(), false), |path| (path, true)))
    }

    /// Its facts, for the catalogue: in the order of their paths, supplied by this plugin.
    #[must_use]
    pub fn facts(&self) -> Vec<FactDecl> {
        let decl = |(name, fact): (&String, &FactTable)| {
            FactDecl::new(&format!("{}.{name}", self.namespace), fact.kind(), &fact.doc).supplied_by(&[&self.id])
        };
        self.facts.iter().map(decl).collect()
    }
}

impl FactTable {
    fn kind(&self) -> Kind {
        match self.kind {
            KindName::Bool => Kind::Bool,
            KindName::Number => Kind::Number {
                unit: kept(&self.unit),
                min: self.min.unwrap_or(f64::NEG_INFINITY),
                max: self.max.unwrap_or(f64::INFINITY),
                whole: self.whole,
            },
            KindName::Text => Kind::Text,
            KindName::Label => Kind::Label(self.values.clone()),
            KindName::Set => Kind::Set,
        }
    }
}

/// A word that lives as long as the program, as the catalogue does. Each is kept once, however often manifests are read.
fn kept(word: &str) -> &'static str {
    static WORDS: Mutex<BTreeSet<&str>> = Mutex::new(BTreeSet::new());
    let mut words = WORDS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(word) = words.get(word) {
        return word;
    }
    let word: &'static str = Box::leak(word.to_owned().into_boxed_str());
    words.insert(word);
    word
}

fn is_snake(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = r#"
        id = "org-size"
        version = "1.2.0"
        abi = "1.0"
        license = "MIT"
        doc = "Sizes."
        namespace = "org"
        inputs = ["bio"]
        [facts]
        size = { kind = "number", unit = "people", min = 0, whole = true, doc = "How many people." }
        sector = { kind = "label", values = ["public", "private"], doc = "Which sector." }
    "#;

    #[test]
    fn facts_come_below_the_namespace() {
        let facts = Manifest::parse("m.toml", WHOLE).unwrap().facts();
        let paths: Vec<&str> = facts.iter().map(|f| f.path.as_str()).collect();
        assert_eq!(paths, ["org.sector", "org.size"]);
        assert_eq!(facts[1].kind, Kind::count("people"));
        assert_eq!(facts[0].kind, Kind::Label(vec!["public".into(), "private".into()]));
        assert_eq!(facts[0].suppliers, ["org-size"]);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place() {
        let error = |from: &str, to: &str| Manifest::parse("m.toml", &WHOLE.replace(from, to)).unwrap_err().to_string();
        assert_eq!(
            error("org-size", "Org Size"),
            "`m.toml`: `id` cannot be `Org Size`; it takes small letters, digits and `-`, at most 64"
        );
        assert!(error("\"org\"", "\"Org\"").contains("`namespace`"));
        for (from, field) in
            [("MIT", "license"), ("Sizes.", "doc"), ("How many people.", "facts.size"), ("private", "facts.sector")]
        {
            let said = error(from, "x\\nneeds  nothing");
            assert!(said.contains(&format!("`{field}` cannot be `x\\nneeds  nothing`; it takes one line")), "{said}");
        }
        assert!(error("\"1.0\"", "\"one\"").contains("`abi` cannot be `one`"));
        assert!(error("size =", "sizes.x =").contains("line 10"));
        assert!(error("version =", "versoin =").contains("unknown field `versoin`"));
        assert!(error("min = 0", "min = 5, max = 2").contains("`facts.size`"));
        assert!(error("kind = \"label\", ", "kind = \"text\", ").contains("only labels"));
    }
}
