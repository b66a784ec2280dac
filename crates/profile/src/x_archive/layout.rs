//! Where in a folder or zip the archive is, and which files of it to open.

use super::allow::{Global, Role, by_name, by_start, classic_by_name, is_classic_month};
use crate::encoding::{Damage, decode};
use crate::error::ReadError;
use crate::files::{Files, join};

/// How many folders are looked into for an archive that lies one level down.
const MAX_FOLDERS: usize = 100;

/// An archive that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    /// The folder of its data, relative to what was given.
    pub(super) data: String,
    /// The files that may be opened, relative to what was given.
    pub(super) files: Vec<(Role, String)>,
}

/// Finds the archive: at the top, in `data`, or the same one folder down. Folders are only listed, and only there.
pub(super) fn find(files: &mut dyn Files, shown: &str) -> Result<Option<Layout>, ReadError> {
    if let Some(layout) = find_below(files, "") {
        return Ok(Some(layout));
    }
    let folders = files.list("").into_iter().filter_map(|name| name.strip_suffix('/').map(str::to_owned));
    let folders: Vec<String> = folders.filter(|name| !name.starts_with("__MACOSX")).take(MAX_FOLDERS).collect();
    let mut found: Vec<(String, Layout)> = Vec::new();
    for folder in folders {
        if let Some(layout) = find_below(files, &folder) {
            found.push((folder, layout));
        }
    }
    if found.len() > 1 {
        let names: Vec<String> = found.iter().map(|(folder, _)| format!("`{folder}`")).collect();
        return Err(ReadError::ManyArchives { name: shown.to_owned(), found: names.join(", ") });
    }
    Ok(found.pop().map(|(_, layout)| layout))
}

fn find_below(files: &mut dyn Files, top: &str) -> Option<Layout> {
    [join(top, "data"), top.to_owned()].into_iter().find_map(|data| current(files, &data)).or_else(|| {
        [join(top, "data/js"), join(top, "js"), top.to_owned()].into_iter().find_map(|data| classic(files, &data))
    })
}

/// The layout since 2018: all files beside each other.
fn current(files: &mut dyn Files, data: &str) -> Option<Layout> {
    let named = files.list(data).into_iter().filter_map(|name| by_name(&name).map(|role| (role, join(data, &name))));
    checked(files, data, named.collect())
}

/// The layout before 2018: a file for each month.
fn classic(files: &mut dyn Files, data: &str) -> Option<Layout> {
    let mut named: Vec<(Role, String)> = files
        .list(data)
        .into_iter()
        .filter_map(|name| classic_by_name(&name).map(|role| (role, join(data, &name))))
        .collect();
    let months = join(data, "tweets");
    let of_months = files.list(&months).into_iter().filter(|name| is_classic_month(name));
    named.extend(of_months.map(|name| (Role::ClassicMonth, join(&months, &name))));
    checked(files, data, named)
}

/// An archive only if one of the files is what its name says: many projects have an `account.js`.
fn checked(files: &mut dyn Files, data: &str, mut named: Vec<(Role, String)>) -> Option<Layout> {
    named.sort();
    let is_ours = |path: &String| match files.head(path) {
        Ok(head) => matches!(start_of(&head), Some(Global::Of(_))),
        // Encrypted, a link that leads away, no permission: reading it will say so.
        Err(error) => !matches!(error, ReadError::Missing { .. }),
    };
    let is_archive = named.iter().map(|(_, path)| path).any(is_ours);
    is_archive.then(|| Layout { data: data.to_owned(), files: named })
}

/// What the first bytes of a file say it is.
pub(super) fn start_of(head: &[u8]) -> Option<Global> {
    let mut ignored = Vec::new();
    // The head may end within a character.
    decode("", head, Damage::Replace, &mut ignored).ok().and_then(|text| by_start(&text))
}
