//! The files of an archive, be it a folder or a zip.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::error::ReadError;

/// The files of an archive. Paths are relative to its root, with `/` between their parts.
pub(crate) trait Files: Send {
    /// The names in a folder, sorted; those of folders end in `/`. Empty if there is no such folder.
    fn list(&self, folder: &str) -> Vec<String>;

    /// Whether there is such a file.
    fn has(&self, path: &str) -> bool;

    /// Its content, at most `limit` bytes of it.
    fn read(&mut self, path: &str, limit: u64) -> Result<Vec<u8>, ReadError>;

    /// Its first [`HEAD`] bytes.
    fn head(&mut self, path: &str) -> Result<Vec<u8>, ReadError>;

    /// What they are in: `folder` or `zip`.
    fn what(&self) -> &'static str;

    /// What messages call it.
    fn shown(&self, path: &str) -> String;
}

/// How many bytes [`Files::head`] gives.
pub(crate) const HEAD: u64 = 512;

/// A relative path made plain: `\` as `/`, without `.`; nothing if it is absolute, empty or has a `..`.
pub(crate) fn plain_path(path: &str) -> Option<String> {
    let path = path.replace('\\', "/");
    if path.starts_with('/') || path.contains('\0') || path.split('/').next().is_some_and(|first| first.ends_with(':'))
    {
        return None;
    }
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    let inside = !parts.is_empty() && !parts.contains(&"..");
    inside.then(|| parts.join("/"))
}

/// `folder` and `name` as one path; an empty folder is the root.
pub(crate) fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// Reads a file, or refuses one of more than `limit` bytes. The limit is on what is read, as pipes do not tell their size.
pub(crate) fn read_limited(path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|e| ReadError::io(path, e))?;
    file.take(limit + 1).read_to_end(&mut bytes).map_err(|e| ReadError::io(path, e))?;
    if bytes.len() as u64 > limit { Err(too_large(&path.display().to_string(), limit)) } else { Ok(bytes) }
}

pub(crate) fn too_large(file: &str, limit: u64) -> ReadError {
    ReadError::TooLarge {
        file: file.to_owned(),
        problem: format!("it has more than {}", size(limit)),
        help: "split it, or take out what is not needed".to_owned(),
    }
}

/// A size for people.
pub(crate) fn size(bytes: u64) -> String {
    match bytes {
        n if n >= 1 << 30 && n % (1 << 30) == 0 => format!("{} GiB", n >> 30),
        n if n >= 1 << 20 => format!("{} MiB", n >> 20),
        n if n >= 1 << 10 => format!("{} KiB", n >> 10),
        n => format!("{n} bytes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_inside() {
        assert_eq!(plain_path("data/tweets.js").as_deref(), Some("data/tweets.js"));
        assert_eq!(plain_path("./data\\tweets.js").as_deref(), Some("data/tweets.js"));
        for path in
            ["", ".", "/etc/passwd", "\\server\\x", "../x", "data/../../x", "data\\..\\x", "C:\\x", "C:/x", "a\0b"]
        {
            assert_eq!(plain_path(path), None, "{path}");
        }
    }

    #[test]
    fn sizes_for_people() {
        assert_eq!([size(5), size(2048), size(64 << 20), size(1 << 30)], ["5 bytes", "2 KiB", "64 MiB", "1 GiB"]);
    }
}
