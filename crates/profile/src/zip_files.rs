//! The files of a zip, read member by member and within limits.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Seek, SeekFrom};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::error::ReadError;
use crate::files::{Files, HEAD, plain_path, size};

/// What a zip is read from.
pub(crate) trait Source: Read + Seek + Send {}
impl<T: Read + Seek + Send> Source for T {}

/// How much a zip may ask for. A member that declares less than it holds meets the same limits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ZipLimits {
    /// Members in the table of contents.
    pub(crate) entries: u64,
    /// Bytes of all members that are read, together.
    pub(crate) total: u64,
    /// How many times larger than in the zip a member may be, beyond `free`.
    pub(crate) ratio: u64,
    /// Bytes of a member up to which the ratio does not matter.
    pub(crate) free: u64,
}

impl Default for ZipLimits {
    fn default() -> Self {
        // The text of posts shrinks to a tenth, long runs of equal reposts to a fiftieth.
        ZipLimits { entries: 200_000, total: 2 << 30, ratio: 200, free: 16 << 20 }
    }
}

/// A zip.
pub(crate) struct ZipFiles {
    name: String,
    archive: ZipArchive<Box<dyn Source>>,
    /// Plain path to index; paths that lead out of the zip are not in it.
    index: BTreeMap<String, usize>,
    limits: ZipLimits,
    read: u64,
}

impl ZipFiles {
    pub(crate) fn open(name: &str, mut source: Box<dyn Source>, limits: ZipLimits) -> Result<Self, ReadError> {
        // Asked before the library builds a table of that many members.
        check_entries(name, declared_entries(&mut source).unwrap_or(0), limits)?;
        let archive = ZipArchive::new(source).map_err(|e| broken(name, &e))?;
        check_entries(name, archive.len() as u64, limits)?;
        let mut index = BTreeMap::new();
        for i in 0..archive.len() {
            let Some(Ok(raw)) = archive.name_for_index(i) else { continue };
            if raw.ends_with(['/', '\\']) {
                continue;
            }
            if let Some(path) = plain_path(&raw) {
                index.entry(path).or_insert(i);
            }
        }
        Ok(ZipFiles { name: name.to_owned(), archive, index, limits, read: 0 })
    }

    fn take(&mut self, path: &str, limit: u64, whole: bool) -> Result<Vec<u8>, ReadError> {
        let shown = self.shown(path);
        let Some(&i) = self.index.get(path) else { return Err(ReadError::Missing { path: shown }) };
        let limits = self.limits;
        let left = limits.total.saturating_sub(self.read);
        let member = self.archive.by_index(i).map_err(|e| broken_member(&shown, &e))?;
        if member.is_symlink() {
            return Err(ReadError::Outside { file: shown });
        }
        let packed = member.compressed_size();
        let by_ratio = packed.saturating_mul(limits.ratio).max(limits.free);
        let allowed = if whole { limit.min(left).min(by_ratio) } else { HEAD };
        let mut bytes = Vec::with_capacity(usize::try_from(member.size().min(allowed).min(1 << 24)).unwrap_or(0));
        member.take(allowed + u64::from(whole)).read_to_end(&mut bytes).map_err(|e| ReadError::Zip {
            file: shown.clone(),
            problem: format!("its content is damaged ({e})"),
            help: "download the archive again, or unzip it and give the folder".to_owned(),
        })?;
        if whole {
            self.read += bytes.len() as u64;
            if bytes.len() as u64 > allowed {
                let problem = if allowed == by_ratio {
                    format!("it grows to more than {} times its size in the zip", limits.ratio)
                } else {
                    format!("it unpacks to more than {}", size(limit.min(limits.total)))
                };
                let help = "if you trust it, unzip it and give the folder".to_owned();
                return Err(ReadError::TooLarge { file: shown, problem, help });
            }
        }
        Ok(bytes)
    }
}

impl Files for ZipFiles {
    fn list(&self, folder: &str) -> Vec<String> {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let below =
            self.index.range(prefix.clone()..).map(|(path, _)| path).take_while(|path| path.starts_with(&prefix));
        let names = below.map(|path| {
            let rest = &path[prefix.len()..];
            rest.find('/').map_or(rest, |end| &rest[..=end]).to_owned()
        });
        names.collect::<BTreeSet<_>>().into_iter().collect()
    }

    fn has(&self, path: &str) -> bool {
        self.index.contains_key(path)
    }

    fn read(&mut self, path: &str, limit: u64) -> Result<Vec<u8>, ReadError> {
        self.take(path, limit, true)
    }

    fn head(&mut self, path: &str) -> Result<Vec<u8>, ReadError> {
        self.take(path, HEAD, false)
    }

    fn what(&self) -> &'static str {
        "zip"
    }

    fn shown(&self, path: &str) -> String {
        format!("{}/{path}", self.name)
    }
}

fn check_entries(name: &str, entries: u64, limits: ZipLimits) -> Result<(), ReadError> {
    if entries <= limits.entries {
        return Ok(());
    }
    Err(ReadError::TooLarge {
        file: name.to_owned(),
        problem: format!("it lists {entries} files, at most {} are expected", limits.entries),
        help: "unzip it and give the folder".to_owned(),
    })
}

/// How many members the end of the zip says there are.
fn declared_entries(source: &mut Box<dyn Source>) -> Option<u64> {
    const END: &[u8] = b"PK\x05\x06";
    const LOCATOR: &[u8] = b"PK\x06\x07";
    let length = source.seek(SeekFrom::End(0)).ok()?;
    let from = length.saturating_sub(65_536 + 22 + 20);
    source.seek(SeekFrom::Start(from)).ok()?;
    let mut tail = Vec::new();
    source.take(length - from).read_to_end(&mut tail).ok()?;
    source.seek(SeekFrom::Start(0)).ok()?;
    let end = tail.windows(4).rposition(|window| window == END)?;
    let entries = u16::from_le_bytes(tail.get(end + 10..end + 12)?.try_into().ok()?);
    let Some(locator) = end.checked_sub(20).and_then(|at| tail.get(at..end)).filter(|l| l.starts_with(LOCATOR)) else {
        return Some(u64::from(entries));
    };
    let record = u64::from_le_bytes(locator.get(8..16)?.try_into().ok()?);
    source.seek(SeekFrom::Start(record.checked_add(32)?)).ok()?;
    let mut entries = [0; 8];
    source.read_exact(&mut entries).ok()?;
    source.seek(SeekFrom::Start(0)).ok()?;
    Some(u64::from_le_bytes(entries))
}

fn broken(name: &str, error: &ZipError) -> ReadError {
    let problem = match error {
        ZipError::InvalidArchive(_) => {
            "it starts as a zip, but its table of contents at the end is missing or damaged: it was cut off".to_owned()
        }
        other => format!("this kind of zip is not read ({other})"),
    };
    let help = match error {
        ZipError::InvalidArchive(_) => "download or copy it again",
        _ => "unzip it and give the folder",
    };
    ReadError::Zip { file: name.to_owned(), problem, help: help.to_owned() }
}

fn broken_member(shown: &str, error: &ZipError) -> ReadError {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            ReadError::Encrypted { file: shown.to_owned() }
        }
        ZipError::CompressionMethodNotSupported(_) | ZipError::UnsupportedArchive(_) => ReadError::Zip {
            file: shown.to_owned(),
            problem: format!("it is packed in a way that is not read ({error})"),
            help: "unzip it and give the folder".to_owned(),
        },
        _ => ReadError::Zip {
            file: shown.to_owned(),
            problem: format!("its entry is damaged ({error})"),
            help: "download the archive again".to_owned(),
        },
    }
}
