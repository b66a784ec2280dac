//! One `.js` file of an archive, as if it were an archive of one file.

use super::allow::{Global, Role};
use super::layout::start_of;
use crate::error::ReadError;
use crate::files::{Files, HEAD, too_large};

/// A file that goes by every path.
pub(super) struct OneFile {
    name: String,
    bytes: Vec<u8>,
}

impl OneFile {
    pub(super) fn new(name: String, bytes: Vec<u8>) -> Self {
        OneFile { name, bytes }
    }
}

impl Files for OneFile {
    fn list(&self, _: &str) -> Vec<String> {
        Vec::new()
    }

    fn has(&self, path: &str) -> bool {
        path.is_empty()
    }

    fn read(&mut self, _: &str, limit: u64) -> Result<Vec<u8>, ReadError> {
        // Handed out, not copied: it is read once.
        let bytes = std::mem::take(&mut self.bytes);
        if bytes.len() as u64 > limit { Err(too_large(&self.name, limit)) } else { Ok(bytes) }
    }

    fn head(&mut self, _: &str) -> Result<Vec<u8>, ReadError> {
        Ok(head(&self.bytes).to_vec())
    }

    fn what(&self) -> &'static str {
        "file"
    }

    fn shown(&self, _: &str) -> String {
        self.name.clone()
    }
}

fn head(bytes: &[u8]) -> &[u8] {
    let end = usize::try_from(HEAD).map_or(bytes.len(), |end| end.min(bytes.len()));
    &bytes[..end]
}

/// What the file is for, if it is one that may be opened.
pub(super) fn role(bytes: &[u8]) -> Option<Role> {
    match start_of(head(bytes)) {
        Some(Global::Of(role)) => Some(role),
        Some(Global::Closed(_)) | None => None,
    }
}

/// Whether the file is a part of an archive that holds nothing but ids of other accounts.
pub(crate) fn is_ids(bytes: &[u8]) -> bool {
    role(bytes).is_some_and(Role::is_ids)
}

/// The name of the part of an archive that a file is, if it is one that stays closed.
pub(crate) fn closed_part(bytes: &[u8]) -> Option<String> {
    match start_of(head(bytes)) {
        Some(Global::Closed(name)) => Some(name),
        Some(Global::Of(_)) | None => None,
    }
}
