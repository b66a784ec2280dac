//! What a user has added, and what is wrong with it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use super::error::TrustError;
use super::guard;
use super::home::Home;
use super::installed::{Installed, Pin};
use super::lock::Entry;
use super::settings::PluginSettings;
use super::store::Texts;
use crate::manifest::Manifest;
use crate::package::MANIFEST;

/// What a user has added.
#[derive(Debug, Default)]
pub struct Found {
    /// The plugins that can be spoken of, by id: also those that may not be loaded.
    pub plugins: Vec<Installed>,
    /// What is wrong beside that. Whatever it is, the rest can be used.
    pub problems: Vec<Problem>,
}

/// Something wrong with what a user has added.
#[derive(Debug)]
pub struct Problem {
    /// Which plugin it is about; none if it is about all.
    pub id: Option<String>,
    /// Whether that was added; if not, all there is are settings.
    pub is_added: bool,
    /// What is wrong.
    pub error: TrustError,
}

impl Problem {
    fn of_all(error: TrustError) -> Self {
        Problem { id: None, is_added: true, error }
    }
}

impl Home {
    /// The plugins that were added, by id. Looks at no library. What is wrong with one of them is no reason to do without the
    /// others, and what is wrong with the user's files none to do without a run: no plugin is loaded then.
    #[must_use]
    pub fn installed(&self) -> Found {
        let mut found = Found::default();
        let entries = self.entries().unwrap_or_else(|error| {
            found.problems.push(Problem::of_all(error));
            Vec::new()
        });
        let is_safe = || if entries.is_empty() { Ok(()) } else { guard::check(&self.store.root) };
        let settings = is_safe().map_err(TrustError::from).and_then(|()| self.settings());
        let refusal = settings.as_ref().err().map(|error| format!("{error}; it was not loaded"));
        let settings = settings.unwrap_or_else(|error| {
            found.problems.push(Problem::of_all(error));
            BTreeMap::new()
        });
        self.find(entries, settings, refusal.as_deref(), &mut found);
        found
    }

    /// The plugins that a package of this id would stand beside. Neither the one that it takes the place of nor any settings
    /// are looked at: adding it may be what mends them.
    ///
    /// # Errors
    /// When the list of plugins cannot be used.
    pub fn beside(&self, id: &str) -> Result<Vec<Manifest>, TrustError> {
        let mut found = Found::default();
        let others = self.entries()?.into_iter().filter(|entry| entry.id != id).collect();
        self.find(others, BTreeMap::new(), None, &mut found);
        Ok(found.plugins.into_iter().map(|plugin| plugin.manifest).collect())
    }

    /// Finds the plugins of some entries. With a `refusal` none of them may be loaded.
    fn find(
        &self,
        entries: Vec<Entry>,
        mut settings: BTreeMap<String, PluginSettings>,
        refusal: Option<&str>,
        found: &mut Found,
    ) {
        for entry in entries {
            let (id, settings) = (entry.id.clone(), settings.remove(&entry.id).unwrap_or_default());
            match self.find_one(entry, settings, refusal) {
                Ok(plugin) => found.plugins.push(plugin),
                Err(error) => found.problems.push(Problem { id: Some(id), is_added: true, error }),
            }
        }
        found.problems.extend(settings.into_keys().map(|id| {
            let hint = "run `followback plugin add FOLDER`, or take the settings out".to_owned();
            let error = TrustError::NotAdded { path: self.settings_file(), id: id.clone(), hint };
            Problem { id: Some(id), is_added: false, error }
        }));
    }

    /// What can be said of a plugin although its copy is gone or another one: the folder that it was added from may still hold
    /// the texts that were agreed to.
    fn find_one(&self, entry: Entry, settings: PluginSettings, refusal: Option<&str>) -> Result<Installed, TrustError> {
        let copy = self.store.folder(&entry.package);
        let (texts, problem) = match agreed(&entry, &copy) {
            Ok(texts) => (texts, refusal.map(str::to_owned)),
            Err(found) => {
                let error = TrustError::Copy {
                    id: entry.id.clone(),
                    found,
                    expected: entry.package.clone(),
                    folder: entry.folder.clone(),
                };
                match agreed(&entry, &entry.folder) {
                    Ok(texts) => (texts, Some(error.to_string())),
                    Err(_) => return Err(error),
                }
            }
        };
        let manifest = Manifest::parse(&copy.join(MANIFEST).display().to_string(), &texts.manifest)?;
        let library = self.store.library(&entry.package);
        let pin = match problem {
            Some(problem) => Pin::refused(entry, library, problem),
            None => Pin::new(entry, library),
        };
        Ok(Installed { manifest, rules: texts.rules, settings, pin: Arc::new(pin), pool: OnceLock::new() })
    }
}

/// The texts in a folder, if they are those that the user agreed to; else what is there.
fn agreed(entry: &Entry, folder: &Path) -> Result<Texts, String> {
    let texts = Texts::read(folder).map_err(|error| format!("not there ({error})"))?;
    let digest = texts.digest(&entry.sha256);
    if digest == entry.package { Ok(texts) } else { Err(digest) }
}
