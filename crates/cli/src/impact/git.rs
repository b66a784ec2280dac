//! A pack as it was at a revision, read out of git without touching the work tree.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, bail};
use followback_core::{PackFiles, SourceText};

use crate::packs::MAX_PACK;

/// Reads the pack that lies at `path` now, as it was at `revision`.
///
/// # Errors
/// When there is no git, no such revision, or no pack at that path then.
pub(super) fn read_pack(path: &Path, revision: &str) -> anyhow::Result<PackFiles> {
    let place = Place::of(path)?;
    let tree = place.tree(revision)?;
    let listed = place.listed(&tree, revision)?;
    let files = place.contents(&listed)?;
    let name = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let name = name.file_stem().map_or_else(|| "pack".to_owned(), |stem| stem.to_string_lossy().into_owned());
    let prefix = format!("{revision}:{}", place.shown());
    Ok(PackFiles { name, prefix, files })
}

/// A pack in a work tree.
struct Place {
    folder: PathBuf,
    /// The one rule file, where the pack is no folder.
    file: Option<String>,
}

/// A file of a revision.
struct Listed {
    name: String,
    object: String,
}

impl Place {
    fn of(path: &Path) -> anyhow::Result<Self> {
        if !path.is_file() {
            return Ok(Place { folder: path.to_owned(), file: None });
        }
        let folder =
            path.parent().filter(|p| !p.as_os_str().is_empty()).map_or_else(|| PathBuf::from("."), Path::to_owned);
        let file = path.file_name().and_then(OsStr::to_str).context("the rule pack has a name that is not UTF-8")?;
        Ok(Place { folder, file: Some(file.to_owned()) })
    }

    /// What names of files begin with in messages.
    fn shown(&self) -> String {
        match self.folder.display().to_string().trim_end_matches('/') {
            "." if self.file.is_some() => String::new(),
            folder => format!("{folder}/"),
        }
    }

    fn git(&self, args: &[&str]) -> Command {
        let mut command = Command::new("git");
        command.arg("-C").arg(&self.folder).args(args);
        command
    }

    /// The id of the tree of a revision.
    fn tree(&self, revision: &str) -> anyhow::Result<String> {
        if revision.starts_with('-') || revision.is_empty() {
            bail!("`{revision}` is neither a rule pack nor a revision of git");
        }
        let output = self
            .git(&["rev-parse", "--verify", "--quiet", &format!("{revision}^{{tree}}")])
            .output()
            .with_context(|| {
                format!("`{revision}` is no rule pack here, and git, which might know it as a revision, cannot be run")
            })?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
        }
        let shown = self.folder.display();
        let inside = self.git(&["rev-parse", "--is-inside-work-tree"]).output().is_ok_and(|o| o.status.success());
        if inside {
            bail!("`{revision}` is neither a rule pack here nor a revision in the git repository of `{shown}`");
        }
        bail!(
            "`{revision}` is no rule pack here, and `{shown}` lies in no git repository in which it could be a revision"
        );
    }

    /// The rule files, lists and topics of the pack at a revision.
    fn listed(&self, tree: &str, revision: &str) -> anyhow::Result<Vec<Listed>> {
        // In a folder of the work tree, paths are those below it.
        let output = self.git(&["ls-tree", "-r", "-z", "-l", tree]).output().context("cannot run git")?;
        if !output.status.success() {
            bail!("git cannot list `{revision}`: {}", String::from_utf8_lossy(&output.stderr).trim());
        }
        let mut files = Vec::new();
        let mut bytes = 0u64;
        for entry in output.stdout.split(|b| *b == 0).filter(|entry| !entry.is_empty()) {
            // `mode type object size<tab>path`
            let Some((head, name)) = std::str::from_utf8(entry).ok().and_then(|e| e.split_once('\t')) else { continue };
            let mut head = head.split_whitespace();
            let (Some(mode), Some("blob"), Some(object), Some(size)) =
                (head.next(), head.next(), head.next(), head.next())
            else {
                continue;
            };
            let wanted = match &self.file {
                Some(file) => file == name,
                None => Path::new(name).extension().is_some_and(|e| e == "toml" || e == "txt"),
            };
            // Links are not followed: a pack reads no file outside of its folder.
            if wanted && mode.starts_with("100") {
                bytes += size.parse::<u64>().unwrap_or(MAX_PACK);
                files.push(Listed { name: name.to_owned(), object: object.to_owned() });
            }
        }
        let shown = self.shown();
        if !files.iter().any(|f| !f.name.contains('/') && Path::new(&f.name).extension().is_some_and(|e| e == "toml")) {
            bail!("there was no rule pack at `{shown}{}` in `{revision}`", self.file.as_deref().unwrap_or_default());
        }
        if bytes > MAX_PACK {
            bail!("`{shown}` in `{revision}` is too large for a rule pack");
        }
        Ok(files)
    }

    fn contents(&self, listed: &[Listed]) -> anyhow::Result<BTreeMap<String, SourceText>> {
        let mut child = self
            .git(&["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot run git")?;
        let mut stdin = child.stdin.take().context("git takes no input")?;
        let wanted: String = listed.iter().flat_map(|file| [file.object.as_str(), "\n"]).collect();
        // git answers while it reads, so that the two have to go on at the same time.
        let writer = std::thread::spawn(move || stdin.write_all(wanted.as_bytes()));
        let output = child.wait_with_output().context("cannot run git")?;
        let written = writer.join().is_ok_and(|written| written.is_ok());
        if !output.status.success() || !written {
            bail!("git cannot read the files of the pack");
        }
        let mut files = BTreeMap::new();
        let mut rest = output.stdout.as_slice();
        for file in listed {
            let (text, after) = object(rest).with_context(|| format!("git cannot read `{}`", file.name))?;
            let text = String::from_utf8(text.to_vec()).with_context(|| format!("`{}` is not UTF-8", file.name))?;
            files.insert(file.name.clone(), text.into());
            rest = after;
        }
        Ok(files)
    }
}

/// One answer of `git cat-file --batch`: `object type size`, a line end, the bytes, a line end.
fn object(answer: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = answer.iter().position(|b| *b == b'\n')?;
    let size: usize = std::str::from_utf8(&answer[..end]).ok()?.rsplit(' ').next()?.parse().ok()?;
    let bytes = answer.get(end + 1..end + 1 + size)?;
    Some((bytes, answer.get(end + 2 + size..)?))
}
