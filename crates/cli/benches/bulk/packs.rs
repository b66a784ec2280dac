//! The packs that are measured, from the folder of rules.

use std::fs;
use std::path::Path;

use followback_core::{Config, Pack, PackFiles, Program, Schema, Sources, check, load};

use crate::people::NOW;

/// The files of `rules/NAME`.
pub(crate) fn files(name: &str) -> PackFiles {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules").join(name);
    let mut files = PackFiles { name: name.to_owned(), ..PackFiles::default() };
    add(&root, "", &mut files);
    files
}

fn add(folder: &Path, under: &str, files: &mut PackFiles) {
    for entry in fs::read_dir(folder).expect("the pack is a folder") {
        let path = entry.expect("the folder can be read").path();
        let name = format!("{under}{}", path.file_name().unwrap_or_default().to_string_lossy());
        if path.is_dir() {
            add(&path, &format!("{name}/"), files);
        } else if path.extension().is_some_and(|e| e == "toml" || e == "txt") {
            files.files.insert(name, fs::read_to_string(&path).expect("rules are text").into());
        }
    }
}

#[inline(never)]
pub(crate) fn loaded(files: &PackFiles) -> (Pack, Sources) {
    let mut sources = Sources::default();
    let pack = load(files, &mut sources, &mut Vec::new());
    (pack, sources)
}

#[inline(never)]
pub(crate) fn checked(pack: &Pack, schema: &Schema) -> Program {
    let mut faults = Vec::new();
    check(std::slice::from_ref(pack), schema, &Config::default(), NOW, &mut faults).expect("the pack has no faults")
}
