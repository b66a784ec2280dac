//! Where rule packs come from: embedded in the binary, or a folder or file on disk.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, bail};
use followback_core::{PackFiles, SourceText};

/// Files by name.
pub(crate) type Files = &'static [(&'static str, &'static str)];

static DEFAULT: Files = &include!(concat!(env!("OUT_DIR"), "/default_pack.rs"));
static BEYOND: Files = &include!(concat!(env!("OUT_DIR"), "/beyond_pack.rs"));

/// The folder of a pack that holds profiles to test it with; no rule reads them, and no audit.
pub(crate) const FIXTURES: &str = "profiles";

/// A pack is text written by people; anything larger is a mistake.
pub(crate) const MAX_PACK: u64 = 64 << 20;

/// The packs that stand beside the default one unless the settings leave them out.
pub(crate) static BESIDE_DEFAULT: [(&str, Files); 1] = [("beyond", BEYOND)];

/// The three documented factors.
pub(crate) fn default_pack() -> PackFiles {
    embedded("default", DEFAULT)
}

/// A pack that is built in.
pub(crate) fn embedded(name: &str, files: Files) -> PackFiles {
    let files = files.iter().map(|(name, text)| ((*name).to_owned(), (*text).into())).collect();
    PackFiles { name: name.to_owned(), prefix: format!("rules/{name}/"), files }
}

/// A pack on disk: a folder, or a single rule file.
///
/// # Errors
/// When it cannot be read, holds no rule file, or is no text.
pub(crate) fn read_pack(path: &Path) -> anyhow::Result<PackFiles> {
    let shown = path.display();
    let meta = fs::metadata(path).with_context(|| format!("cannot read the rule pack `{shown}`"))?;
    let absolute = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let name = absolute.file_stem().map_or_else(|| "pack".to_owned(), |n| n.to_string_lossy().into_owned());
    let mut reader = Reader { files: BTreeMap::new(), bytes: 0 };
    let prefix = if meta.is_dir() {
        reader.folder(path, "")?;
        let shown = shown.to_string();
        format!("{}/", shown.trim_end_matches('/'))
    } else {
        let file = path.file_name().map_or_else(|| "rules.toml".to_owned(), |n| n.to_string_lossy().into_owned());
        reader.file(path, file)?;
        path.parent().filter(|p| !p.as_os_str().is_empty()).map_or_else(String::new, |p| format!("{}/", p.display()))
    };
    if !reader.files.keys().any(|name| !name.contains('/') && ends_in(name, "toml")) {
        bail!("`{shown}` is no rule pack: it holds no `*.toml`; a pack is a folder with rule files, or one rule file");
    }
    Ok(PackFiles { name, prefix, files: reader.files })
}

fn ends_in(name: &str, extension: &str) -> bool {
    Path::new(name).extension().is_some_and(|e| e == extension)
}

struct Reader {
    files: BTreeMap<String, SourceText>,
    bytes: u64,
}

impl Reader {
    fn folder(&mut self, folder: &Path, prefix: &str) -> anyhow::Result<()> {
        let shown = folder.display();
        for entry in fs::read_dir(folder).with_context(|| format!("cannot read the folder `{shown}`"))? {
            let entry = entry.with_context(|| format!("cannot read the folder `{shown}`"))?;
            let kind = entry.file_type().with_context(|| format!("cannot read `{}`", entry.path().display()))?;
            let Some(name) = entry.file_name().to_str().map(|n| format!("{prefix}{n}")) else { continue };
            // Links are not followed: a pack reads no file outside of its folder.
            if kind.is_dir() && name != FIXTURES {
                self.folder(&entry.path(), &format!("{name}/"))?;
            } else if kind.is_file() && (ends_in(&name, "toml") || ends_in(&name, "txt")) {
                self.file(&entry.path(), name)?;
            }
        }
        Ok(())
    }

    fn file(&mut self, path: &Path, name: String) -> anyhow::Result<()> {
        let shown = path.display();
        self.bytes += fs::metadata(path).with_context(|| format!("cannot read `{shown}`"))?.len();
        if self.bytes > MAX_PACK {
            bail!("the rule pack is larger than {} MiB at `{shown}`", MAX_PACK >> 20);
        }
        let bytes = fs::read(path).with_context(|| format!("cannot read `{shown}`"))?;
        match String::from_utf8(bytes) {
            Ok(text) => {
                self.files.insert(name, text.into());
                Ok(())
            }
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                bail!("`{shown}` is not UTF-8: the byte at offset {at} belongs to no character; save the file as UTF-8")
            }
        }
    }
}
