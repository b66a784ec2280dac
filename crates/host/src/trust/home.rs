//! What belongs to one user: the list of plugins that were added, their settings, and their private copies.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustix::fs::FlockOperation;

use super::digest::sha256;
use super::guard::{self, Unsafe};
use super::installed::{Installed, Pin};
use super::lock::{self, Entry};
use super::settings::{self, PluginSettings};
use super::store::{self, Store, Texts};
use crate::file;
use crate::loader::Linkage;
use crate::manifest::{Manifest, ManifestError};
use crate::package::Package;

const LOCK: &str = "plugins.lock";
const SETTINGS: &str = "plugins.toml";
const COPIES: &str = "plugins";

/// The folders of one user. They are made when the first plugin is added.
#[derive(Clone, Debug)]
pub struct Home {
    config: PathBuf,
    store: Store,
}

/// What a user has added.
#[derive(Debug, Default)]
pub struct Found {
    /// The plugins that can be spoken of, by id: also those that may not be loaded.
    pub plugins: Vec<Installed>,
    /// What is wrong beside that. It concerns one plugin each, and the others can be used.
    pub problems: Vec<Problem>,
}

/// Something wrong with one plugin.
#[derive(Debug)]
pub struct Problem {
    /// Which plugin.
    pub id: String,
    /// Whether it was added; if not, all there is are settings.
    pub is_added: bool,
    /// What is wrong.
    pub error: TrustError,
}

/// A package that is about to be added.
#[derive(Debug)]
pub struct Offer {
    /// The package.
    pub package: Package,
    /// The digest of its library.
    pub sha256: String,
    /// The version and digest of the one that it takes the place of.
    pub before: Option<(String, String)>,
    library: Vec<u8>,
}

/// Plugins that cannot be listed, added or removed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TrustError {
    /// A file cannot be read or written.
    #[error("cannot {what} `{path}`: {source}", path = path.display())]
    File {
        /// What was to be done with it.
        what: &'static str,
        /// Which file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A file of the user makes no sense.
    #[error("`{path}`, {problem}", path = path.display())]
    Syntax {
        /// Which file.
        path: PathBuf,
        /// Where and what.
        problem: String,
    },
    /// Somebody else could change a file.
    #[error(transparent)]
    Unsafe(#[from] Unsafe),
    /// A path cannot be written down.
    #[error("the path `{path}` cannot be written down: it is not UTF-8 or has control characters; copy the plugin to another folder", path = path.display())]
    Name {
        /// Which path.
        path: PathBuf,
    },
    /// The private copy is not what was added.
    #[error("the private copy of the plugin `{id}` is {found}; it was added as {expected}; run `followback plugin add {folder}`", folder = folder.display())]
    Copy {
        /// Which plugin.
        id: String,
        /// What is there.
        found: String,
        /// What should be.
        expected: String,
        /// Where it came from.
        folder: PathBuf,
    },
    /// The manifest of a copy cannot be used by this version.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// The settings speak of a plugin that was not added.
    #[error("`{path}` has settings for the plugin `{id}`, which was not added; {hint}", path = path.display())]
    NotAdded {
        /// Which file.
        path: PathBuf,
        /// Which plugin.
        id: String,
        /// What to do.
        hint: String,
    },
    /// There is no such plugin to be removed.
    #[error("the plugin `{id}` was not added; {hint}")]
    Unknown {
        /// Which plugin.
        id: String,
        /// What there is.
        hint: String,
    },
}

impl Home {
    /// The folders of a user: one for what is written by and for people, one for copies. Both are absolute.
    #[must_use]
    pub fn new(config: PathBuf, data: &Path) -> Self {
        Home { config, store: Store { root: data.join(COPIES) } }
    }

    /// The plugins that were added, by id. Looks at no library. What is wrong with one of them is no reason to do without the
    /// others.
    ///
    /// # Errors
    /// When the files of the user cannot be read, make no sense, or could be changed by somebody else.
    pub fn installed(&self) -> Result<Found, TrustError> {
        let settings = self.settings()?;
        self.found(settings, None)
    }

    /// The plugins that a package of this id would stand beside. Neither the one that it takes the place of nor any settings
    /// are looked at: adding it may be what mends them.
    ///
    /// # Errors
    /// See [`Home::installed`].
    pub fn beside(&self, id: &str) -> Result<Vec<Manifest>, TrustError> {
        let found = self.found(BTreeMap::new(), Some(id))?;
        Ok(found.plugins.into_iter().map(|plugin| plugin.manifest).collect())
    }

    /// Whether there are settings for a plugin.
    ///
    /// # Errors
    /// When the settings cannot be read.
    pub fn has_settings(&self, id: &str) -> Result<bool, TrustError> {
        Ok(self.settings()?.contains_key(id))
    }

    fn found(
        &self,
        mut settings: BTreeMap<String, PluginSettings>,
        without: Option<&str>,
    ) -> Result<Found, TrustError> {
        let entries = self.entries()?;
        if !entries.is_empty() {
            guard::check(&self.store.root)?;
        }
        let mut found = Found::default();
        for entry in entries.into_iter().filter(|entry| Some(entry.id.as_str()) != without) {
            let (id, settings) = (entry.id.clone(), settings.remove(&entry.id).unwrap_or_default());
            match self.installed_one(entry, settings) {
                Ok(plugin) => found.plugins.push(plugin),
                Err(error) => found.problems.push(Problem { id, is_added: true, error }),
            }
        }
        found.problems.extend(settings.into_keys().map(|id| {
            let hint = "run `followback plugin add FOLDER`, or take the settings out".to_owned();
            let error = TrustError::NotAdded { path: self.settings_file(), id: id.clone(), hint };
            Problem { id, is_added: false, error }
        }));
        Ok(found)
    }

    /// What can be said of a plugin although its copy is gone or another one: the folder that it was added from may still hold
    /// the texts that were agreed to.
    fn installed_one(&self, entry: Entry, settings: PluginSettings) -> Result<Installed, TrustError> {
        let (texts, problem) = match Self::agreed(&entry, &self.store.folder(&entry.package)) {
            Ok(texts) => (texts, None),
            Err(found) => {
                let error = TrustError::Copy {
                    id: entry.id.clone(),
                    found,
                    expected: entry.package.clone(),
                    folder: entry.folder.clone(),
                };
                match Self::agreed(&entry, &entry.folder) {
                    Ok(texts) => (texts, Some(error.to_string())),
                    Err(_) => return Err(error),
                }
            }
        };
        let path = self.store.folder(&entry.package).join(crate::package::MANIFEST);
        let manifest = Manifest::parse(&path.display().to_string(), &texts.manifest)?;
        let library = self.store.library(&entry.package);
        let pin = match problem {
            Some(problem) => Pin::refused(entry, library, problem),
            None => Pin::new(entry, library),
        };
        Ok(Installed { manifest, rules: texts.rules, settings, pin: Arc::new(pin) })
    }

    /// The texts in a folder, if they are those that the user agreed to; else what is there.
    fn agreed(entry: &Entry, folder: &Path) -> Result<Texts, String> {
        let texts = Texts::read(folder).map_err(|error| format!("not there ({error})"))?;
        let digest = texts.digest(&entry.sha256);
        if digest == entry.package { Ok(texts) } else { Err(digest) }
    }

    /// Reads a package that is to be added, and its library, whose bytes are kept: what is shown is what will be run.
    ///
    /// # Errors
    /// When the library cannot be read, or somebody else could change it.
    pub fn offer(&self, package: Package) -> Result<Offer, TrustError> {
        guard::check(&package.library)?;
        guard::check(&package.folder)?;
        let library = read(&package.library)?;
        let known = self.entries()?.into_iter().find(|entry| entry.id == package.manifest.id);
        let before = known.map(|entry| (entry.version, entry.sha256));
        Ok(Offer { sha256: sha256(&library), package, before, library })
    }

    /// Adds a package: copies it, and writes down its digests.
    ///
    /// # Errors
    /// When something cannot be written.
    pub fn add(&self, offer: Offer) -> Result<(), TrustError> {
        let Offer { package, sha256, library, .. } = offer;
        let texts = Texts { manifest: package.manifest_text, rules: package.rules };
        let entry = Entry {
            id: package.manifest.id,
            version: package.manifest.version,
            package: texts.digest(&sha256),
            sha256,
            source: package.library,
            folder: package.folder,
        };
        let _lock = self.lock()?;
        let mut entries = self.entries()?;
        let before = entries.iter().position(|known| known.id == entry.id).map(|index| entries.remove(index));
        entries.push(entry.clone());
        // Said before anything is written: a path may be one that cannot be written down.
        lock::write(&entries)?;
        let folder = self.store.folder(&entry.package);
        self.store.put(&entry.package, &texts, &library).map_err(cannot("write", &folder))?;
        self.write(entries)?;
        match before {
            Some(old) if old.package != entry.package => {
                let folder = self.store.folder(&old.package);
                self.store.remove(&old.package).map_err(cannot("remove", &folder))
            }
            _ => Ok(()),
        }
    }

    /// Removes a plugin and its copy; its settings in `plugins.toml` are the user's to remove.
    ///
    /// # Errors
    /// When there is no such plugin, or something cannot be written.
    pub fn remove(&self, id: &str) -> Result<(), TrustError> {
        let _lock = self.lock()?;
        let mut entries = self.entries()?;
        let Some(index) = entries.iter().position(|entry| entry.id == id) else {
            let ids: Vec<&str> = entries.iter().map(|entry| entry.id.as_str()).collect();
            let near = followback_core::nearest(id, ids.iter().copied());
            let hint = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None if ids.is_empty() => "no plugin was".to_owned(),
                None => format!("there are: {}", ids.join(", ")),
            };
            return Err(TrustError::Unknown { id: id.to_owned(), hint });
        };
        let old = entries.remove(index);
        self.write(entries)?;
        let folder = self.store.folder(&old.package);
        self.store.remove(&old.package).map_err(cannot("remove", &folder))
    }

    /// The file with the settings of plugins.
    #[must_use]
    pub fn settings_file(&self) -> PathBuf {
        self.config.join(SETTINGS)
    }

    fn entries(&self) -> Result<Vec<Entry>, TrustError> {
        let path = self.config.join(LOCK);
        let Some(text) = read_if_there(&path)? else { return Ok(Vec::new()) };
        let mut entries = lock::parse(&text).map_err(|problem| TrustError::Syntax { path, problem })?;
        entries.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(entries)
    }

    fn settings(&self) -> Result<BTreeMap<String, PluginSettings>, TrustError> {
        let path = self.settings_file();
        let Some(text) = read_if_there(&path)? else { return Ok(BTreeMap::new()) };
        settings::parse(&text).map_err(|problem| TrustError::Syntax { path, problem })
    }

    /// Keeps other processes from changing the list until what is returned is dropped. It is the folder that is locked, as the
    /// file in it is another one after each change.
    fn lock(&self) -> Result<File, TrustError> {
        store::private_folder(&self.config).map_err(cannot("write", &self.config))?;
        let locked = File::open(&self.config).and_then(|folder| {
            rustix::fs::flock(&folder, FlockOperation::LockExclusive)?;
            Ok(folder)
        });
        locked.map_err(cannot("lock", &self.config))
    }

    fn write(&self, mut entries: Vec<Entry>) -> Result<(), TrustError> {
        entries.sort_by(|a, b| a.id.cmp(&b.id));
        let path = self.config.join(LOCK);
        let text = lock::write(&entries)?;
        store::write(&path, text.as_bytes(), 0o600).map_err(cannot("write", &path))
    }
}

fn cannot(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> TrustError {
    let path = path.to_owned();
    move |source| TrustError::File { what, path, source }
}

/// A library that is to be added, and brings along no other ones from wherever the program is run.
fn read(path: &Path) -> Result<Vec<u8>, TrustError> {
    let library = file::read(path).map_err(cannot("read", path))?;
    let linkage = Linkage::read(&library).and_then(|linkage| linkage.check());
    linkage.map_err(|problem| cannot("add", path)(io::Error::new(io::ErrorKind::InvalidData, problem)))?;
    Ok(library)
}

/// A file of the user, if there is one, which nobody else may be able to change.
fn read_if_there(path: &Path) -> Result<Option<String>, TrustError> {
    match fs::read_to_string(path) {
        Ok(text) => {
            guard::check(path)?;
            Ok(Some(text))
        }
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(cannot("read", path)(error)),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::MetadataExt;

    use super::*;

    fn package(root: &Path, id: &str) -> Package {
        let folder = root.join(id);
        fs::create_dir(&folder).unwrap();
        let text = format!(
            "id = \"{id}\"\nversion = \"1.0.0\"\nabi = \"1.0\"\nlicense = \"MIT\"\ndoc = \"D.\"\nnamespace = \"{id}\"\n\
             inputs = [\"bio\"]\n[facts]\nsize = {{ kind = \"number\", doc = \"A number.\" }}\n"
        );
        fs::write(folder.join(crate::package::MANIFEST), text).unwrap();
        fs::write(folder.join("lib.so"), id).unwrap();
        Package::read(&folder, Some(&folder.join("lib.so"))).unwrap()
    }

    fn home(root: &Path) -> Home {
        Home::new(root.join("config"), &root.join("data"))
    }

    #[test]
    fn plugins_that_are_added_at_the_same_time_are_all_there() {
        let root = tempfile::tempdir().unwrap();
        let home = home(root.path());
        let ids = ["a", "b", "c", "d", "e", "f", "g", "h"];
        std::thread::scope(|scope| {
            for id in ids {
                let (home, root) = (&home, root.path());
                scope.spawn(move || home.add(home.offer(package(root, id)).unwrap()).unwrap());
            }
        });
        let found = home.installed().unwrap();
        assert!(found.problems.is_empty(), "{:?}", found.problems);
        assert!(found.plugins.iter().map(|plugin| plugin.manifest.id.as_str()).eq(ids));
        assert!(found.plugins.iter().all(|plugin| plugin.check().is_ok()));
    }

    #[test]
    fn a_copy_that_is_sound_is_left_where_it_is_and_another_one_is_not() {
        let root = tempfile::tempdir().unwrap();
        let home = home(root.path());
        let package = package(root.path(), "a");
        let add = || home.add(home.offer(package.clone()).unwrap()).unwrap();
        add();
        let copies = || fs::read_dir(&home.store.root).unwrap().map(|copy| copy.unwrap().path()).collect::<Vec<_>>();
        let copy = copies().pop().unwrap();
        let number = || fs::metadata(&copy).unwrap().ino();
        let before = number();
        add();
        assert_eq!(number(), before);
        fs::remove_file(copy.join("library")).unwrap();
        add();
        assert_eq!(copies(), std::slice::from_ref(&copy));
        assert_eq!(fs::read(copy.join("library")).unwrap(), b"a");
    }
}
