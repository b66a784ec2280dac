//! Which inputs a folder stands for.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::ReadError;
use crate::input::Input;
use crate::profile::Options;
use crate::read::is_recognised;

/// How deep folders are looked into.
const MAX_DEPTH: usize = 8;

/// The inputs that a path stands for: an archive is one, be it a folder; any other folder stands for what is in it, sorted by name, hidden
/// files left out.
///
/// # Errors
/// When a folder may not be read.
pub fn expand(path: &Path, options: &Options<'_>) -> Result<Vec<PathBuf>, ReadError> {
    let mut inputs = Vec::new();
    add(path, options, 0, &mut inputs)?;
    Ok(inputs)
}

fn add(path: &Path, options: &Options<'_>, depth: usize, inputs: &mut Vec<PathBuf>) -> Result<(), ReadError> {
    if !path.is_dir() {
        inputs.push(path.to_path_buf());
        return Ok(());
    }
    let entries = fs::read_dir(path).map_err(|e| ReadError::io(path, e))?;
    let is_hidden = |path: &Path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
    let mut children: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(|p| !is_hidden(p)).collect();
    children.sort_unstable();
    // An archive may lie one folder down; several beside each other are several inputs.
    let is_archive = |folder: &Path| is_recognised(Input::path(folder), options);
    let n_archives = children.iter().filter(|child| child.is_dir() && is_archive(child)).take(2).count();
    if n_archives < 2 && is_archive(path) || depth == MAX_DEPTH {
        inputs.push(path.to_path_buf());
        return Ok(());
    }
    children.iter().try_for_each(|child| add(child, options, depth + 1, inputs))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::schema;
    use crate::testing::NOW;

    #[test]
    fn archives_are_one_input_and_other_folders_what_is_in_them() {
        let dir = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = dir.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        let actor = r#"{"@context":[],"type":"Person","preferredUsername":"anna","inbox":"i"}"#;
        write("pages/2.json", "{}");
        write("pages/1.json", "{}");
        write("pages/.hidden", "");
        write("pages/anna/actor.json", actor);
        write("pages/rose/actor.json", actor);
        write("one/inner/actor.json", actor);
        let schema = schema();
        let names = |path: &str| {
            let inputs = expand(&dir.path().join(path), &Options::new(&schema, NOW)).unwrap();
            let shown = |p: PathBuf| p.strip_prefix(dir.path()).unwrap().to_string_lossy().replace('\\', "/");
            inputs.into_iter().map(shown).collect::<Vec<_>>()
        };
        assert_eq!(names("pages"), ["pages/1.json", "pages/2.json", "pages/anna", "pages/rose"]);
        assert_eq!(names("pages/anna"), ["pages/anna"]);
        assert_eq!(names("one"), ["one"]);
        assert_eq!(names("pages/1.json"), ["pages/1.json"]);
    }
}
