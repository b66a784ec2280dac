//! A plugin that was added, ready to be started.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::digest::sha256;
use super::guard;
use super::lock::Entry;
use super::settings::{Mode, PluginSettings};
use crate::code::{Code, Place, Sealed};
use crate::file;
use crate::isolated::Isolation;
use crate::manifest::Manifest;
use crate::plugin::Plugin;
use crate::pool::Pool;

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
    /// Its processes, for all workers of a run.
    pub(super) pool: OnceLock<Arc<Pool>>,
}

/// A library, and the digest that it has to have.
#[derive(Debug)]
pub(crate) struct Pin {
    entry: Entry,
    copy: PathBuf,
    /// Said once for all workers of a run, which load what was looked at.
    verdict: OnceLock<Result<Sealed, String>>,
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

    /// The plugin of one worker. `usual` says how child processes are made; the first worker's holds for all.
    #[must_use]
    pub fn start(&self, usual: Isolation) -> Plugin {
        let (manifest, code) = (self.manifest.clone(), Code::Pinned(Arc::clone(&self.pin)));
        let config = self.settings.config_json();
        let limits = self.settings.limits(Isolation { needs: self.manifest.needs.clone(), ..usual });
        let plugin = match self.settings.mode {
            Mode::Isolated => {
                let pool = self.pool.get_or_init(|| Arc::new(Pool::new(code, config, limits)));
                Plugin::pooled(manifest, Arc::clone(pool))
            }
            Mode::InProcess => {
                Plugin::local(manifest, code, &config).watched(limits.timeout).breaking_over(limits.max_breaks)
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
        self.sealed().map(|_| ())
    }

    /// Where its library is loaded from.
    pub(crate) fn place(&self) -> Result<Place, String> {
        Ok(Place { path: self.sealed()?.path(), name: self.copy.clone() })
    }

    fn sealed(&self) -> Result<&Sealed, String> {
        self.verdict.get_or_init(|| self.verdict()).as_ref().map_err(String::clone)
    }

    fn verdict(&self) -> Result<Sealed, String> {
        let Entry { version, sha256: expected, source, folder, .. } = &self.entry;
        let again = format!("`followback plugin add {}`", folder.display());
        guard::check(&self.copy).map_err(|problem| format!("{problem}; it was not loaded"))?;
        let (copied, at) = (file::read(&self.copy), self.copy.display());
        let copied =
            copied.map_err(|error| format!("its private copy `{at}` cannot be read ({error}); run {again}"))?;
        let (length, digest) = (copied.len() as u64, sha256(&copied));
        if digest != *expected {
            return Err(format!(
                "its private copy `{at}` has the digest {digest}, it was added with {expected}; it was not loaded; run {again}"
            ));
        }
        let changed = |now: String| {
            Err(format!(
                "`{}` has changed: {now}, version {version} was added with {expected}; it was not loaded; \
                 if the change is yours or you trust whoever made it, run {again}",
                source.display()
            ))
        };
        let sealed = || {
            Sealed::new(&copied)
                .map_err(|error| format!("`{at}` cannot be kept in memory ({error}); it was not loaded"))
        };
        match file::open(source) {
            Ok((_, now)) if now != length => changed(format!("it has {now} bytes in place of {length}")),
            Ok(_) => match file::read(source).map(|bytes| sha256(&bytes)) {
                Ok(now) if now != *expected => changed(format!("its digest is {now}")),
                _ => sealed(),
            },
            Err(error) if error.kind() == io::ErrorKind::InvalidInput => changed(error.to_string()),
            // What it was copied from may be gone.
            Err(_) => sealed(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_waited_for_where_a_library_was() {
        let root = tempfile::tempdir().unwrap();
        let [copy, source] = ["copy", "source"].map(|name| root.path().join(name));
        std::fs::write(&copy, "library").unwrap();
        let mode = rustix::fs::Mode::RUSR;
        rustix::fs::mknodat(rustix::fs::CWD, &source, rustix::fs::FileType::Fifo, mode, 0).unwrap();
        let entry = |source: &Path| Entry {
            id: "probe".to_owned(),
            version: "1.0.0".to_owned(),
            package: String::new(),
            sha256: sha256(b"library"),
            source: source.to_owned(),
            folder: root.path().to_owned(),
        };
        let check = |source: &Path| Pin::new(entry(source), copy.clone()).check();
        let problem = check(&source).unwrap_err();
        assert!(problem.contains("has changed: it is no plain file"), "{problem}");
        assert!(file::read(&source).is_err());
        std::fs::remove_file(&source).unwrap();
        assert_eq!(check(&source), Ok(()), "what it was copied from may be gone");
        std::fs::write(&source, "longer library").unwrap();
        assert!(check(&source).unwrap_err().contains("it has 14 bytes in place of 7"));
    }
}
