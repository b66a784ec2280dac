//! What `triage` reads: the inputs one after the other, in batches.

use std::collections::VecDeque;
use std::fs;
use std::io::BufRead;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};
use followback_profile::{Options, Profile, Profiles, ReadError, Source, open};

use super::progress::Progress;
use crate::bulk::{Chunk, Chunks};
use crate::input;

/// So many profiles that are held whole make a batch, or fewer if they have many posts together.
const BATCH: usize = 32;
const BATCH_POSTS: usize = 2_000;

/// Some profiles of one input that follow each other.
pub(super) enum Batch {
    /// Lines that are still to be read.
    Lines {
        /// What messages call the input.
        name: Arc<str>,
        chunk: Chunk,
    },
    Profiles(Vec<Result<Profile<'static>, ReadError>>),
}

/// The inputs of a run.
pub(super) struct Inputs<'o> {
    waiting: VecDeque<PathBuf>,
    current: Option<Current<'o>>,
    options: Options<'o>,
    progress: Progress,
    /// How many could not be read.
    pub(super) unread: usize,
}

enum Current<'o> {
    Lines { name: Arc<str>, chunks: Chunks<Box<dyn BufRead + Send>> },
    Profiles(Profiles<'o>),
}

impl<'o> Inputs<'o> {
    pub(super) fn new(paths: Vec<PathBuf>, options: Options<'o>, progress: Progress) -> Self {
        Inputs { waiting: paths.into(), current: None, options, progress, unread: 0 }
    }

    /// The next batch. An input that cannot be read is told of, and the rest goes on.
    pub(super) fn next(&mut self) -> Option<Batch> {
        loop {
            if self.current.is_none() {
                let path = self.waiting.pop_front()?;
                self.current = self.told(&path);
            }
            match &mut self.current {
                Some(Current::Lines { name, chunks }) => match chunks.next() {
                    Ok(Some(chunk)) => {
                        self.progress.read(chunk.len());
                        return Some(Batch::Lines { name: Arc::clone(name), chunk });
                    }
                    Ok(None) => {}
                    Err(error) => {
                        let error = anyhow::Error::new(error).context(format!("cannot read `{name}` to its end"));
                        self.fault(&error);
                    }
                },
                Some(Current::Profiles(profiles)) => {
                    let batch = batch(profiles);
                    if !batch.is_empty() {
                        return Some(Batch::Profiles(batch));
                    }
                }
                None => {}
            }
            self.current = None;
        }
    }

    fn told(&mut self, path: &Path) -> Option<Current<'o>> {
        match self.open(path) {
            Ok(current) => Some(current),
            Err(error) => {
                self.fault(&error);
                None
            }
        }
    }

    fn fault(&mut self, error: &anyhow::Error) {
        self.progress.remark(&format!("error: {error:#}"));
        self.unread += 1;
    }

    fn open(&mut self, path: &Path) -> anyhow::Result<Current<'o>> {
        let source = match open(input::open(path), &self.options) {
            Ok(source) => source,
            // A folder that is no export of an account is a folder of files. One that is, and is damaged, holds more than a
            // profile, and nothing else of it is opened.
            Err(error @ (ReadError::NotAProfile { .. } | ReadError::WrongFormat { .. })) => match files(path) {
                Some(files) if !files.is_empty() => {
                    for file in files.into_iter().rev() {
                        self.waiting.push_front(file);
                    }
                    let first = self.waiting.pop_front().context("a folder with files has a first one")?;
                    return self.open(&first);
                }
                _ => return Err(error.into()),
            },
            Err(error) => return Err(error.into()),
        };
        Ok(match source {
            Source::NativeLines { name, lines } => {
                Current::Lines { name: name.into(), chunks: Chunks::new(lines, self.options.max_record) }
            }
            Source::Profiles(profiles) => {
                self.progress.without_length();
                Current::Profiles(profiles)
            }
        })
    }
}

fn batch(profiles: &mut Profiles<'_>) -> Vec<Result<Profile<'static>, ReadError>> {
    let mut batch = Vec::new();
    let mut posts = 0;
    while batch.len() < BATCH && posts < BATCH_POSTS {
        let Some(profile) = profiles.next() else { break };
        posts += profile.as_ref().map_or(0, Profile::n_posts);
        batch.push(profile);
    }
    batch
}

/// The files of a folder and of those in it, by name, without hidden ones; nothing for what is no folder.
fn files(folder: &Path) -> Option<Vec<PathBuf>> {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder).ok()?.filter_map(|e| Some(e.ok()?.path())).collect();
    entries.sort();
    let is_hidden = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
    // Links are not followed: a folder can be within itself by them.
    Some(entries.into_iter().filter(|path| !path.is_symlink() && !is_hidden(path)).collect())
}

/// The paths that the arguments mean: a pattern stands for the files that it matches, unless there is a file of that name.
///
/// # Errors
/// A pattern that is none, or that matches nothing.
pub(super) fn expand(inputs: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for input in inputs {
        let Some(pattern) = input.to_str().filter(|text| text.contains(['*', '?', '[']) && !input.exists()) else {
            paths.push(input.clone());
            continue;
        };
        let options = glob::MatchOptions { require_literal_leading_dot: true, ..glob::MatchOptions::new() };
        let matches =
            glob::glob_with(pattern, options).with_context(|| format!("`{pattern}` is no file, and no pattern"))?;
        let before = paths.len();
        // Those of a pattern come sorted by name.
        paths.extend(matches.filter_map(Result::ok));
        if paths.len() == before {
            bail!("no file matches `{pattern}`");
        }
    }
    Ok(paths)
}

/// How many bytes there are to read, if all are in files.
pub(super) fn size(paths: &[PathBuf]) -> Option<u64> {
    paths.iter().map(|path| fs::metadata(path).ok().filter(fs::Metadata::is_file).map(|m| m.len())).sum()
}
