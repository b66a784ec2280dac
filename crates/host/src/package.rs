//! A plugin as its author hands it out: a folder with a manifest, a library, and maybe rules.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::manifest::{Manifest, ManifestError};

/// The name of the manifest in the folder.
pub(crate) const MANIFEST: &str = "followback-plugin.toml";
/// The folder of the rules that a plugin brings along.
pub(crate) const RULES: &str = "rules";
/// Rules are text written by people; anything larger is a mistake.
const MAX_RULES: u64 = 16 << 20;
const MAX_MANIFEST: u64 = 1 << 20;

/// A plugin as its author hands it out. Reading one runs none of its code.
#[derive(Clone, Debug)]
pub struct Package {
    /// Where it lies.
    pub folder: PathBuf,
    /// What it says of itself.
    pub manifest: Manifest,
    pub(crate) manifest_text: String,
    /// Its library.
    pub library: PathBuf,
    /// Files of the rules that it brings along, by their path below `rules/`.
    pub rules: BTreeMap<String, String>,
}

/// A package that cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PackageError {
    /// A file of it cannot be read.
    #[error("cannot read `{path}`: {source}", path = path.display())]
    Read {
        /// Which one.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// There is no manifest.
    #[error("`{path}` is no plugin: it holds no `followback-plugin.toml`; name the folder that does", path = path.display())]
    NoManifest {
        /// What was named.
        path: PathBuf,
    },
    /// The manifest cannot be used.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// There is no library.
    #[error(
        "the plugin `{id}` has no library `{path}`; build it, or name the library with `--library FILE`",
        path = path.display()
    )]
    NoLibrary {
        /// Which plugin.
        id: String,
        /// Where the library would lie.
        path: PathBuf,
    },
    /// The manifest names no library for this machine.
    #[error("the plugin `{id}` has no library for {here}; it has some for: {there}")]
    NoTarget {
        /// Which plugin.
        id: String,
        /// This machine.
        here: String,
        /// What there is.
        there: String,
    },
}

impl Package {
    /// Reads the package in a folder, or that of a manifest. `library` is used instead of the one that the manifest names.
    ///
    /// # Errors
    /// When it has no manifest or no library, or something of it cannot be read.
    pub fn read(path: &Path, library: Option<&Path>) -> Result<Self, PackageError> {
        let unreadable = |path: &Path, source| PackageError::Read { path: path.to_owned(), source };
        let path = path.canonicalize().map_err(|source| unreadable(path, source))?;
        let (folder, file) = if path.is_dir() {
            (path.clone(), path.join(MANIFEST))
        } else {
            (path.parent().unwrap_or(&path).to_owned(), path.clone())
        };
        if file.file_name().is_none_or(|name| name != MANIFEST) || !file.is_file() {
            return Err(PackageError::NoManifest { path });
        }
        let text = read_text(&file, MAX_MANIFEST).map_err(|source| unreadable(&file, source))?;
        let manifest = Manifest::parse(&file.display().to_string(), &text)?;
        let library = match library {
            Some(library) => library.to_owned(),
            None => folder.join(manifest.library()?),
        };
        let library =
            library.canonicalize().map_err(|_| PackageError::NoLibrary { id: manifest.id.clone(), path: library })?;
        let rules = folder.join(RULES);
        let rules = read_rules(&rules).map_err(|source| unreadable(&rules, source))?;
        Ok(Package { folder, manifest, manifest_text: text, library, rules })
    }

    /// The files of its manifest and its rules.
    pub(crate) fn texts(&self) -> impl Iterator<Item = PathBuf> {
        let rules = self.rules.keys().map(|name| self.folder.join(RULES).join(name));
        [self.folder.join(MANIFEST)].into_iter().chain(rules)
    }
}

/// The rules in a folder, by their paths in it; none where there is no folder.
pub(crate) fn read_rules(folder: &Path) -> io::Result<BTreeMap<String, String>> {
    let mut files = BTreeMap::new();
    // A link could lead out of the package.
    if fs::symlink_metadata(folder).is_ok_and(|meta| meta.is_dir()) {
        let mut left = MAX_RULES;
        read_folder(folder, "", &mut files, &mut left)?;
    }
    Ok(files)
}

fn read_folder(folder: &Path, prefix: &str, files: &mut BTreeMap<String, String>, left: &mut u64) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        let Some(name) = entry.file_name().to_str().map(|name| format!("{prefix}{name}")) else { continue };
        let ending = Path::new(&name).extension();
        if kind.is_dir() {
            read_folder(&entry.path(), &format!("{name}/"), files, left)?;
        } else if kind.is_file() && ending.is_some_and(|ending| ending == "toml" || ending == "txt") {
            let text = read_text(&entry.path(), *left)?;
            *left -= text.len() as u64;
            files.insert(name, text);
        }
    }
    Ok(())
}

fn read_text(path: &Path, most: u64) -> io::Result<String> {
    let mut text = String::new();
    let read = io::Read::read_to_string(&mut io::Read::take(fs::File::open(path)?, most + 1), &mut text)?;
    if read as u64 > most {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("it has more than {most} bytes")));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOML: &str = "id = \"org-size\"\nversion = \"1.2.0\"\nabi = \"1.0\"\nlicense = \"MIT\"\ndoc = \"Sizes.\"\n\
                        namespace = \"org\"\ninputs = [\"bio\"]\n";

    fn package(more: &str, files: &[&str]) -> (tempfile::TempDir, Result<Package, PackageError>) {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(MANIFEST), format!("{TOML}{more}\n[facts]\n")).unwrap();
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        let package = Package::read(folder.path(), None);
        (folder, package)
    }

    #[test]
    fn a_library_is_where_the_manifest_says_or_beside_it() {
        let beside = format!("{}org_size{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
        let (folder, found) = package("", &[&beside]);
        assert_eq!(found.unwrap().library, folder.path().canonicalize().unwrap().join(&beside));
        assert!(package("library = \"lib/own.so\"", &["lib/own.so"]).1.unwrap().library.ends_with("lib/own.so"));
        let here = format!("{}-{}", std::env::consts::OS, std::env::consts::ARCH);
        assert!(package(&format!("library = {{ {here} = \"a.so\", vax = \"b\" }}"), &["a.so"]).1.is_ok());
        let error = |more| package(more, &[]).1.unwrap_err().to_string();
        assert!(error("").contains("`org-size` has no library") && error("").contains("--library"));
        assert!(error("library = { vax = \"b\" }").contains(&format!("no library for {here}; it has some for: vax")));
        assert!(error("library = \"../b.so\"").contains("`library` cannot be `../b.so`"));
        assert!(error("library = \"/usr/lib/b.so\"").contains("inside of the package"));
    }

    #[test]
    fn rules_are_the_texts_below_their_folder() {
        let (_folder, found) = package("library = \"a\"", &["a", "rules/x.toml", "rules/lists/y.txt", "rules/z.png"]);
        assert_eq!(found.unwrap().rules.into_keys().collect::<Vec<_>>(), ["lists/y.txt", "x.toml"]);
    }

    #[test]
    fn what_is_no_package_is_said_so() {
        let folder = tempfile::tempdir().unwrap();
        let error = |path: &Path| Package::read(path, None).unwrap_err().to_string();
        assert!(error(folder.path()).contains("holds no `followback-plugin.toml`"));
        assert!(error(&folder.path().join("nowhere")).contains("cannot read"));
    }
}
