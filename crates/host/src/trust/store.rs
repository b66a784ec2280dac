//! Private copies of packages, each in a folder that is named by its digest.

use std::collections::BTreeMap;
use std::fs::{self, DirBuilder, File};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Component, Path, PathBuf};

use super::digest;
use crate::package::{MANIFEST, RULES};

/// The folder of all copies.
#[derive(Clone, Debug)]
pub(super) struct Store {
    pub(super) root: PathBuf,
}

/// What a copy holds besides the library.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Texts {
    pub(super) manifest: String,
    pub(super) rules: BTreeMap<String, String>,
}

/// The name of every library in its folder.
const LIBRARY: &str = "library";

impl Store {
    pub(super) fn folder(&self, package: &str) -> PathBuf {
        self.root.join(package)
    }

    /// Where the library of a package lies.
    pub(super) fn library(&self, package: &str) -> PathBuf {
        self.folder(package).join(LIBRARY)
    }

    /// Writes a copy, whole or not at all. One that is there and is what was agreed to stays: others may be about to load it.
    pub(super) fn put(&self, package: &str, texts: &Texts, library: &[u8]) -> io::Result<()> {
        let folder = self.folder(package);
        if Texts::read(&folder).is_ok_and(|there| there == *texts) && holds(&folder, library).is_ok_and(|same| same) {
            return Ok(());
        }
        let new = self.root.join(format!(".new-{}", std::process::id()));
        // What is left of an earlier attempt is not trusted, and what stands in the place of the copy is none.
        remove(&new)?;
        let put =
            Self::fill(&new, texts, library).and_then(|()| remove(&folder)).and_then(|()| fs::rename(&new, &folder));
        if put.is_err() {
            let _ = remove(&new);
        }
        put
    }

    /// Writes what belongs into the folder of a copy, and reads the library back: what was agreed to is what is there.
    fn fill(folder: &Path, texts: &Texts, library: &[u8]) -> io::Result<()> {
        private_folder(folder)?;
        write(&folder.join(MANIFEST), texts.manifest.as_bytes(), 0o400)?;
        for (name, text) in &texts.rules {
            let path = folder.join(RULES).join(name);
            if !Path::new(name).components().all(|part| matches!(part, Component::Normal(_))) {
                return Err(io::Error::new(
                    io::ErrorKind::InvalidInput,
                    format!("`{name}` lies outside of its package"),
                ));
            }
            private_folder(path.parent().unwrap_or(folder))?;
            write(&path, text.as_bytes(), 0o400)?;
        }
        write(&folder.join(LIBRARY), library, 0o500)?;
        if holds(folder, library)? { Ok(()) } else { Err(io::Error::other("the copy is not what was written")) }
    }

    pub(super) fn remove(&self, package: &str) -> io::Result<()> {
        remove(&self.folder(package))
    }
}

/// Whether the library in the folder of a copy is this one.
fn holds(folder: &Path, library: &[u8]) -> io::Result<bool> {
    Ok(fs::read(folder.join(LIBRARY))? == library)
}

fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        result => result,
    }
}

impl Texts {
    /// Reads the texts in the folder of a package or a copy.
    pub(super) fn read(folder: &Path) -> io::Result<Self> {
        let manifest = fs::read_to_string(folder.join(MANIFEST))?;
        let rules = crate::package::read_rules(&folder.join(RULES))?;
        Ok(Texts { manifest, rules })
    }

    pub(super) fn digest(&self, library: &str) -> String {
        digest::of_package(&self.manifest, &self.rules, library)
    }
}

/// Makes a folder that only its owner can look into, and those above it that are missing.
pub(super) fn private_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Writes a file whole or not at all.
pub(super) fn write(path: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".new-{}", std::process::id()));
    let new = path.with_file_name(name);
    match fs::remove_file(&new) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = File::options().write(true).create_new(true).mode(mode).open(&new)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&new, path)
}
