//! The files of a folder.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::error::ReadError;
use crate::files::{Files, HEAD, read_limited};

/// A folder, of which only what was asked for is listed or opened, and nothing outside.
pub(crate) struct Folder {
    /// INVARIANT: canonical, so that a canonical path below it starts with it.
    root: PathBuf,
    /// The path as the user wrote it.
    name: PathBuf,
}

impl Folder {
    pub(crate) fn open(path: &Path) -> Result<Self, ReadError> {
        let root = fs::canonicalize(path).map_err(|e| ReadError::io(path, e))?;
        // An unreadable folder would otherwise look like an empty one.
        fs::read_dir(&root).map_err(|e| ReadError::io(path, e))?;
        Ok(Folder { root, name: path.to_path_buf() })
    }

    /// The real path of a regular file inside the folder.
    fn inside(&self, path: &str) -> Result<PathBuf, ReadError> {
        let real = fs::canonicalize(self.root.join(path)).map_err(|e| ReadError::named_io(&self.shown(path), e))?;
        // Neither a link that leads away nor a pipe that never ends is part of an archive.
        if !real.starts_with(&self.root) {
            return Err(ReadError::Outside { file: self.shown(path) });
        }
        if real.is_file() { Ok(real) } else { Err(ReadError::Irregular { file: self.shown(path) }) }
    }
}

impl Files for Folder {
    fn list(&self, folder: &str) -> Vec<String> {
        let Ok(entries) = fs::read_dir(self.root.join(folder)) else { return Vec::new() };
        let mut names: Vec<String> = entries
            .flatten()
            .filter_map(|entry| {
                let name = entry.file_name().into_string().ok()?;
                Some(if entry.path().is_dir() { format!("{name}/") } else { name })
            })
            .collect();
        names.sort_unstable();
        names
    }

    fn has(&self, path: &str) -> bool {
        fs::symlink_metadata(self.root.join(path)).is_ok_and(|m| !m.is_dir())
    }

    fn read(&mut self, path: &str, limit: u64) -> Result<Vec<u8>, ReadError> {
        let real = self.inside(path)?;
        read_limited(&real, limit).map_err(|error| match error {
            ReadError::TooLarge { problem, help, .. } => ReadError::TooLarge { file: self.shown(path), problem, help },
            other => other,
        })
    }

    fn head(&mut self, path: &str) -> Result<Vec<u8>, ReadError> {
        let named = |e| ReadError::named_io(&self.shown(path), e);
        let mut bytes = Vec::new();
        File::open(self.inside(path)?).map_err(named)?.take(HEAD).read_to_end(&mut bytes).map_err(named)?;
        Ok(bytes)
    }

    fn what(&self) -> &'static str {
        "folder"
    }

    fn shown(&self, path: &str) -> String {
        self.name.join(path).display().to_string()
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn links_out_of_the_folder_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("secret"), "s").unwrap();
        let root = dir.path().join("root");
        fs::create_dir(&root).unwrap();
        fs::write(root.join("real"), "r").unwrap();
        symlink(dir.path().join("secret"), root.join("out")).unwrap();
        symlink(root.join("real"), root.join("in")).unwrap();
        let mut folder = Folder::open(&root).unwrap();
        assert_eq!(folder.read("real", 9).unwrap(), b"r");
        assert_eq!(folder.read("in", 9).unwrap(), b"r");
        assert!(matches!(folder.read("out", 9), Err(ReadError::Outside { .. })));
        assert!(matches!(folder.read("../secret", 9), Err(ReadError::Outside { .. })));
        assert!(folder.head("out").is_err());
        assert!(matches!(folder.read("none", 9), Err(ReadError::Missing { .. })));
    }
}
