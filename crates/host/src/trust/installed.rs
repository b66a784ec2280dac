//! A plugin that was added, ready to be started.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::digest::sha256;
use super::lock::Entry;
use super::settings::{Mode, PluginSettings};
use crate::isolated::Isolation;
use crate::manifest::Manifest;
use crate::plugin::Plugin;

/// A plugin that was added. Its library is looked at when the first question is asked.
#[derive(Clone, Debug)]
pub struct Installed {
    /// What it says of itself.
    pub manifest: Manifest,
    /// Files of the rules that it brings along, by their path below `rules/`.
    pub rules: BTreeMap<String, String>,
    /// How it is run.
    pub settings: PluginSettings,
    pub(super) pin: Arc<Pin>,
}

/// A library, and the digest that it has to have.
#[derive(Debug)]
pub(crate) struct Pin {
    entry: Entry,
    copy: PathBuf,
    /// Said once for all workers of a run.
    verdict: OnceLock<Result<(), String>>,
}

impl Installed {
    /// The digest of its library.
    #[must_use]
    pub fn sha256(&self) -> &str {
        &self.pin.entry.sha256
    }

    /// The folder that it was added from.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.pin.entry.folder
    }

    /// Whether its library may be loaded.
    ///
    /// # Errors
    /// Why not.
    pub fn check(&self) -> Result<(), String> {
        self.pin.check()
    }

    /// The plugin of one worker. `usual` says how child processes are made.
    #[must_use]
    pub fn start(&self, usual: Isolation) -> Plugin {
        let (manifest, library) = (self.manifest.clone(), self.pin.copy.clone());
        let config = self.settings.config_json();
        let plugin = match self.settings.mode {
            Mode::Isolated => Plugin::isolated(manifest, library, &config, self.settings.limits(usual)),
            Mode::InProcess => {
                let limit = self.settings.limits(usual).timeout;
                Plugin::in_process(manifest, library, &config).limited(limit)
            }
        };
        plugin.pinned(Arc::clone(&self.pin))
    }
}

impl Pin {
    pub(super) fn new(entry: Entry, copy: PathBuf) -> Self {
        Pin { entry, copy, verdict: OnceLock::new() }
    }

    /// A library that is not to be loaded, whatever it is.
    pub(super) fn refused(entry: Entry, copy: PathBuf, problem: String) -> Self {
        Pin { entry, copy, verdict: OnceLock::from(Err(problem)) }
    }

    /// The digest that the library has to have.
    pub(crate) fn sha256(&self) -> &str {
        &self.entry.sha256
    }

    /// Whether the copy is what was added, and what it was copied from has not changed since.
    pub(crate) fn check(&self) -> Result<(), String> {
        self.verdict.get_or_init(|| self.verdict()).clone()
    }

    fn verdict(&self) -> Result<(), String> {
        let Entry { version, sha256: expected, source, folder, .. } = &self.entry;
        let again = format!("`followback plugin add {}`", folder.display());
        let (copied, at) = (digest(&self.copy), self.copy.display());
        let copied =
            copied.map_err(|error| format!("its private copy `{at}` cannot be read ({error}); run {again}"))?;
        if copied != *expected {
            return Err(format!(
                "its private copy `{at}` has the digest {copied}, it was added with {expected}; it was not loaded; run {again}"
            ));
        }
        match digest(source) {
            Ok(now) if now != *expected => Err(format!(
                "`{}` has changed: its digest is {now}, version {version} was added with {expected}; it was not loaded; \
                 if the change is yours or you trust whoever made it, run {again}",
                source.display()
            )),
            // What it was copied from may be gone.
            _ => Ok(()),
        }
    }
}

fn digest(path: &Path) -> io::Result<String> {
    fs::read(path).map(|bytes| sha256(&bytes))
}
