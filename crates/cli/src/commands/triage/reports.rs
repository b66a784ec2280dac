//! `--report`: whole reports, a file each.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::top::Report;

/// The longest part of a handle in a file name, in characters.
const MAX_HANDLE: usize = 60;

/// A folder of reports. It starts empty, so that nothing that was there is written over.
pub(super) struct Reports {
    folder: PathBuf,
}

impl Reports {
    /// # Errors
    /// When the folder cannot be made, or has something in it.
    pub(super) fn new(folder: &Path) -> anyhow::Result<Self> {
        let shown = folder.display();
        fs::create_dir_all(folder).with_context(|| format!("cannot make the folder `{shown}`"))?;
        if fs::read_dir(folder).with_context(|| format!("cannot read the folder `{shown}`"))?.next().is_some() {
            bail!("the folder `{shown}` is not empty; name a new one, so that nothing in it is written over");
        }
        Ok(Reports { folder: folder.to_owned() })
    }

    /// Writes the report of a row; rows are numbered from 0, files from 1.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn write(&self, number: usize, report: &Report) -> anyhow::Result<()> {
        let path = self.folder.join(file_name(number + 1, report.handle.as_deref()));
        let write = || File::create_new(&path)?.write_all(&report.json);
        write().with_context(|| format!("cannot write `{}`", path.display()))
    }
}

/// A name that is a file name on every system, whatever the handle is: the number comes first and makes it unique.
fn file_name(number: usize, handle: Option<&str>) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '_' };
    let handle: String = handle.unwrap_or_default().chars().take(MAX_HANDLE).map(safe).collect();
    // Names that end in a dot lose it on Windows; the extension is behind.
    if handle.is_empty() { format!("{number:07}.json") } else { format!("{number:07}-{handle}.json") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_are_safe_and_unique() {
        assert_eq!(file_name(12, Some("ana@example.social")), "0000012-ana_example.social.json");
        assert_eq!(file_name(1, Some("../../etc/passwd")), "0000001-.._.._etc_passwd.json");
        assert_eq!(file_name(2, Some("con\u{202e}\0")), "0000002-con__.json");
        assert_eq!(file_name(3, None), "0000003.json");
        assert!(file_name(4, Some(&"x".repeat(999))).len() < 80);
    }
}
