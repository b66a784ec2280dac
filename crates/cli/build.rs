//! Embeds texts by name, so that the binary needs no files beside it: the built-in packs, and the pages about fault codes.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    embed("../../rules/default", "default_pack.rs", &["toml", "txt"])?;
    embed("../../rules/beyond", "beyond_pack.rs", &["toml", "txt"])?;
    embed("src/codes", "codes.rs", &["md"])
}

/// Writes a list of `(name, text)` over the files of a folder that have one of some extensions.
fn embed(folder: &str, list: &str, extensions: &[&str]) -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?).join(folder).canonicalize()?;
    println!("cargo::rerun-if-changed={}", root.display());
    let mut files = Vec::new();
    collect(&root, extensions, &mut files)?;
    files.sort();
    let mut code = String::from("[\n");
    for file in &files {
        let name = file.strip_prefix(&root).map_err(io::Error::other)?.to_string_lossy().replace('\\', "/");
        println!("cargo::rerun-if-changed={}", file.display());
        writeln!(code, "    ({name:?}, include_str!({:?})),", file.display().to_string()).map_err(io::Error::other)?;
    }
    code.push(']');
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?).join(list);
    fs::write(out, code)
}

fn collect(folder: &Path, extensions: &[&str], files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            // Profiles that test a pack are no part of it.
            if path.ends_with("profiles") {
                continue;
            }
            println!("cargo::rerun-if-changed={}", path.display());
            collect(&path, extensions, files)?;
        } else if path.extension().is_some_and(|e| extensions.iter().any(|wanted| e == *wanted)) {
            files.push(path);
        }
    }
    Ok(())
}
