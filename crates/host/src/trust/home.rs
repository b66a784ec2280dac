//! What belongs to one user: the list of plugins that were added, their settings, and their private copies.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use rustix::fs::FlockOperation;

use super::digest::sha256;
use super::error::{TrustError, cannot};
use super::guard;
use super::lock::{self, Entry};
use super::settings::{self, PluginSettings};
use super::store::{self, Store, Texts};
use crate::file;
use crate::loader::Linkage;
use crate::package::Package;

const LOCK: &str = "plugins.lock";
const SETTINGS: &str = "plugins.toml";
const COPIES: &str = "plugins";

/// The folders of one user. They are made when the first plugin is added.
#[derive(Clone, Debug)]
pub struct Home {
    config: PathBuf,
    pub(super) store: Store,
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

impl Home {
    /// The folders of a user: one for what is written by and for people, one for copies. Both are absolute.
    #[must_use]
    pub fn new(config: PathBuf, data: &Path) -> Self {
        Home { config, store: Store { root: data.join(COPIES) } }
    }

    /// Reads a package that is to be added, and its library, whose bytes are kept: what is shown is what will be run.
    ///
    /// # Errors
    /// When the library cannot be read, or somebody else could change it.
    pub fn offer(&self, package: Package) -> Result<Offer, TrustError> {
        guard::check(&package.library)?;
        for text in package.texts() {
            guard::check(&text)?;
        }
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

    /// Whether there are settings for a plugin.
    ///
    /// # Errors
    /// When the settings cannot be read.
    pub fn has_settings(&self, id: &str) -> Result<bool, TrustError> {
        Ok(self.settings()?.contains_key(id))
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

    pub(super) fn entries(&self) -> Result<Vec<Entry>, TrustError> {
        let path = self.config.join(LOCK);
        let Some(text) = read_if_there(&path)? else { return Ok(Vec::new()) };
        let mut entries = lock::parse(&text).map_err(|problem| TrustError::Syntax { path, problem })?;
        entries.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(entries)
    }

    pub(super) fn settings(&self) -> Result<BTreeMap<String, PluginSettings>, TrustError> {
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

/// A library that is to be added, and brings along no other ones from wherever the program is run.
fn read(path: &Path) -> Result<Vec<u8>, TrustError> {
    let library = file::read(path).map_err(cannot("read", path))?;
    let refused = |problem| cannot("add", path)(io::Error::new(io::ErrorKind::InvalidData, problem));
    let linkage = Linkage::read(&library).map_err(refused)?;
    linkage.check().map_err(refused)?;
    linkage.check_alone(path.parent().unwrap_or(path)).map_err(refused)?;
    linkage.elsewhere().try_for_each(|place| guard::check_place(Path::new(place)))?;
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
    use std::os::unix::fs::{MetadataExt, PermissionsExt};

    use super::*;
    use crate::loader::shortest;

    fn package(root: &Path, id: &str) -> Package {
        let folder = root.join(id);
        fs::create_dir(&folder).unwrap();
        let text = format!(
            "id = \"{id}\"\nversion = \"1.0.0\"\nabi = \"1.0\"\nlicense = \"MIT\"\ndoc = \"D.\"\nnamespace = \"{id}\"\n\
             inputs = [\"bio\"]\n[facts]\nsize = {{ kind = \"number\", doc = \"A number.\" }}\n"
        );
        fs::write(folder.join(crate::package::MANIFEST), text).unwrap();
        fs::write(folder.join("lib.so"), shortest()).unwrap();
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
        let found = home.installed();
        assert!(found.problems.is_empty(), "{:?}", found.problems);
        assert!(found.plugins.iter().map(|plugin| plugin.manifest.id.as_str()).eq(ids));
        assert!(found.plugins.iter().all(|plugin| plugin.check().is_ok()));
    }

    fn set(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn every_file_that_is_copied_is_looked_at() {
        let root = tempfile::tempdir().unwrap();
        let home = home(root.path());
        let folder = package(root.path(), "a").folder;
        let lists = folder.join("rules/lists");
        fs::create_dir_all(&lists).unwrap();
        fs::write(lists.join("words.txt"), "word\n").unwrap();
        let package = Package::read(&folder, Some(&folder.join("lib.so"))).unwrap();
        let parts = ["followback-plugin.toml", "lib.so", "rules", "rules/lists", "rules/lists/words.txt"];
        for path in parts.map(|part| folder.join(part)) {
            let before = path.metadata().unwrap().mode();
            set(&path, 0o777);
            let error = home.offer(package.clone()).unwrap_err();
            assert!(
                matches!(&error, TrustError::Unsafe(fault) if fault.path == path.canonicalize().unwrap()),
                "{error}"
            );
            set(&path, before);
        }
        assert!(home.offer(package).is_ok());
    }

    #[test]
    fn a_copy_that_others_can_change_is_not_loaded() {
        let root = tempfile::tempdir().unwrap();
        let home = home(root.path());
        home.add(home.offer(package(root.path(), "a")).unwrap()).unwrap();
        let check = || home.installed().plugins[0].check();
        let copy = fs::read_dir(&home.store.root).unwrap().next().unwrap().unwrap().path();
        for path in [copy.join("library"), copy] {
            let before = path.metadata().unwrap().mode();
            set(&path, 0o777);
            let problem = check().unwrap_err();
            assert!(problem.contains("can be written by others") && problem.ends_with("not loaded"), "{problem}");
            set(&path, before);
            assert_eq!(check(), Ok(()));
        }
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
        assert_eq!(fs::read(copy.join("library")).unwrap(), shortest());
    }
}
