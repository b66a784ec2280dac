//! Whether somebody else could change a file.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// A file that somebody else could change, or put another one in the place of.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{path}` {problem}, so somebody else could change what is loaded; {fix}", path = path.display())]
pub struct Unsafe {
    /// The file, or the folder above it.
    pub path: PathBuf,
    /// What is wrong with it.
    pub problem: String,
    /// How to mend it.
    pub fix: String,
}

/// Checks a file that is there, and every folder above it.
pub(super) fn check(path: &Path) -> Result<(), Unsafe> {
    // Links are followed first: what counts is where the file is.
    let Ok(path) = path.canonicalize() else { return Ok(()) };
    let me = rustix::process::geteuid().as_raw();
    for (above, part) in path.ancestors().enumerate() {
        // What cannot be looked at cannot be opened either.
        let Ok(meta) = part.symlink_metadata() else { continue };
        one(part, &meta, above > 0, me)?;
    }
    Ok(())
}

/// Checks a file or folder that may be missing: what nobody else can change, and nobody else can make.
pub(super) fn check_place(path: &Path) -> Result<(), Unsafe> {
    let Some(there) = path.ancestors().find(|part| part.exists()) else { return Ok(()) };
    if there != path
        && let Ok(meta) = there.metadata()
    {
        // The sticky bit keeps what is there, but anybody may add to it.
        one(there, &meta, false, rustix::process::geteuid().as_raw())?;
    }
    check(there)
}

fn one(path: &Path, meta: &Metadata, is_above: bool, me: u32) -> Result<(), Unsafe> {
    let owner = meta.uid();
    if owner != me && owner != 0 {
        let problem = format!("belongs to another user (number {owner})");
        return Err(Unsafe {
            path: path.to_owned(),
            problem,
            fix: "copy the plugin to a folder of your own".to_owned(),
        });
    }
    let mode = meta.mode() & 0o7777;
    // In a folder with the sticky bit, such as /tmp, nobody can replace what belongs to others.
    let is_sticky = is_above && mode & 0o1000 != 0;
    if mode & 0o022 != 0 && !is_sticky {
        let problem = format!("can be written by others (mode {mode:04o})");
        return Err(Unsafe { path: path.to_owned(), problem, fix: format!("run `chmod go-w {}`", path.display()) });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn set(path: &Path, mode: u32) {
        fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn files_and_folders_that_others_can_write_are_named() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("deep");
        let file = folder.join("lib.so");
        fs::create_dir(&folder).unwrap();
        fs::write(&file, "x").unwrap();
        set(&folder, 0o755);
        set(&file, 0o644);
        assert_eq!(check(&file), Ok(()));
        for (path, mode) in [(&file, 0o666), (&file, 0o664), (&folder, 0o777), (&folder, 0o775)] {
            let before = fs::metadata(path).unwrap().mode() & 0o7777;
            set(path, mode);
            let fault = check(&file).unwrap_err();
            assert_eq!(fault.path, path.canonicalize().unwrap());
            assert!(fault.to_string().contains("chmod go-w"), "{fault}");
            set(path, before);
        }
        set(&folder, 0o1777);
        assert_eq!(check(&file), Ok(()), "the sticky bit keeps others from replacing it");
    }

    #[test]
    fn what_is_missing_must_not_be_for_others_to_make() {
        let root = tempfile::tempdir().unwrap();
        let (missing, deeper) = (root.path().join("lib"), root.path().join("lib/deep"));
        for (mode, is_fine) in [(0o755, true), (0o777, false), (0o1777, false)] {
            set(root.path(), mode);
            assert_eq!(check_place(&missing).is_ok(), is_fine, "{mode:o}");
            assert_eq!(check_place(&deeper).is_ok(), is_fine, "{mode:o}");
        }
        fs::create_dir(&missing).unwrap();
        set(&missing, 0o755);
        assert_eq!(check_place(&missing), Ok(()), "the sticky bit keeps others from replacing it");
    }

    #[test]
    fn a_link_is_judged_by_what_it_leads_to() {
        let root = tempfile::tempdir().unwrap();
        let [file, link] = ["lib.so", "link.so"].map(|name| root.path().join(name));
        fs::write(&file, "x").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        set(&file, 0o666);
        assert_eq!(check(&link).unwrap_err().path, file.canonicalize().unwrap());
    }

    #[test]
    fn what_belongs_to_a_third_user_is_refused() {
        let root = tempfile::tempdir().unwrap();
        let meta = root.path().metadata().unwrap();
        let owner = meta.uid();
        // Root's files are everybody's; for the test the owner of the folder is somebody else than the user.
        let fault = one(root.path(), &meta, false, owner + 1);
        assert_eq!(fault.is_err(), owner != 0);
        assert_eq!(one(root.path(), &meta, false, owner), Ok(()));
    }
}
