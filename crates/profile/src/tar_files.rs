//! The files of a tar, which can only be read from its start to its end: those that an archive is read from are kept.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, Read};

use tar::Archive;

use crate::error::ReadError;
use crate::files::{Files, HEAD, plain_path, size, too_large};
use crate::stream;

/// Files in it.
const MAX_ENTRIES: usize = 200_000;
/// Bytes of all files that are kept.
const MAX_KEPT: u64 = 1 << 30;

/// A tar.
pub(crate) struct TarFiles {
    name: String,
    /// Plain path to content; nothing for the files that are not kept.
    files: BTreeMap<String, Option<Vec<u8>>>,
}

impl TarFiles {
    pub(crate) fn open(name: &str, reader: Box<dyn BufRead + Send>) -> Result<Self, ReadError> {
        let fault = |error| stream::fault(name, error);
        let mut files = BTreeMap::new();
        let mut left = MAX_KEPT;
        for (entry, number) in Archive::new(reader).entries().map_err(fault)?.zip(1..) {
            let mut entry = entry.map_err(fault)?;
            if number > MAX_ENTRIES {
                let problem = format!("it has more than {MAX_ENTRIES} files");
                let help = "unpack it and give the folder".to_owned();
                return Err(ReadError::TooLarge { file: name.to_owned(), problem, help });
            }
            let path = entry.path().ok().and_then(|path| plain_path(&path.to_string_lossy()));
            let Some(path) = path.filter(|_| entry.header().entry_type().is_file()) else { continue };
            let mut content = None;
            if is_kept(&path) {
                let mut bytes = Vec::new();
                entry.by_ref().take(left + 1).read_to_end(&mut bytes).map_err(fault)?;
                left = left.checked_sub(bytes.len() as u64).ok_or_else(|| ReadError::TooLarge {
                    file: name.to_owned(),
                    problem: format!("its files are larger than {} together", size(MAX_KEPT)),
                    help: "unpack it and give the folder".to_owned(),
                })?;
                content = Some(bytes);
            }
            files.entry(path).or_insert(content);
        }
        Ok(TarFiles { name: name.to_owned(), files })
    }
}

/// Only JSON and scripts are read, and pictures of the account; attached media are not.
fn is_kept(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let end = name.rsplit_once('.').map_or("", |(_, end)| end);
    matches!(end, "json" | "js") || name.starts_with("avatar.") || folder.ends_with("profile_media")
}

impl Files for TarFiles {
    fn list(&self, folder: &str) -> Vec<String> {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let below = self.files.keys().filter_map(|path| path.strip_prefix(&prefix));
        let names = below.map(|rest| rest.find('/').map_or(rest, |end| &rest[..=end]).to_owned());
        names.collect::<BTreeSet<_>>().into_iter().collect()
    }

    fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    fn read(&mut self, path: &str, limit: u64) -> Result<Vec<u8>, ReadError> {
        match self.files.get(path) {
            Some(Some(bytes)) if bytes.len() as u64 > limit => Err(too_large(&self.shown(path), limit)),
            Some(Some(bytes)) => Ok(bytes.clone()),
            _ => Err(ReadError::Missing { path: self.shown(path) }),
        }
    }

    fn head(&mut self, path: &str) -> Result<Vec<u8>, ReadError> {
        let limit = usize::try_from(HEAD).unwrap_or(usize::MAX);
        match self.files.get(path) {
            Some(Some(bytes)) => Ok(bytes[..limit.min(bytes.len())].to_vec()),
            _ => Err(ReadError::Missing { path: self.shown(path) }),
        }
    }

    fn what(&self) -> &'static str {
        "tar"
    }

    fn shown(&self, path: &str) -> String {
        format!("{}/{path}", self.name)
    }
}
