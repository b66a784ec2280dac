//! A profile as it was read, whatever it was read from.

use std::borrow::Cow;
use std::path::{Component, Path, PathBuf};

use followback_core::{Fact, FactId, Members, Reason, Record, Schema};

use crate::catalog::{MEASURED_AVATAR, POSTS, avatar};
use crate::complete::complete;
use crate::error::ReadError;
use crate::files::read_limited;
use crate::format::Format;
use crate::platform::Platform;
use crate::wanted::PostFields;
use crate::warning::Warning;

/// Largest picture that is kept, in bytes. The networks take far less.
pub const MAX_PICTURE: u64 = 32 << 20;

/// A profile: the facts, and what a report says about where they come from.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile<'a> {
    /// The facts, laid out by the schema of the [`Options`].
    pub record: Record<'a>,
    /// The account's name in addresses, without the `@`.
    pub handle: Option<Cow<'a, str>>,
    /// The display name.
    pub name: Option<Cow<'a, str>>,
    /// The network it is on.
    pub platform: Option<Platform>,
    /// Which reader read it.
    pub source: Format,
    /// The present that ages are counted to, in seconds since 1970 UTC.
    pub now: i64,
    /// The profile picture as the file has it, if the source has it.
    pub avatar: Option<Vec<u8>>,
    /// The file that a native profile names as its picture, until [`Profile::load_avatar`] reads it.
    pub avatar_file: Option<Cow<'a, str>>,
    /// What was not as expected.
    pub warnings: Vec<Warning>,
}

/// What a reader has to know besides its input.
#[derive(Clone, Copy, Debug)]
pub struct Options<'s> {
    /// The catalogue that records are laid out by: [`crate::schema`], or that with more facts behind.
    pub schema: &'s Schema,
    /// Read this format, do not look which one it is.
    pub format: Option<Format>,
    /// The present, if the user gives one.
    pub now: Option<i64>,
    /// What the clock says: the present if neither the user nor the source gives one.
    pub clock: i64,
    /// The longest of many values in a file, such as a line, in bytes. A longer one is skipped, and is an error.
    pub max_record: usize,
    /// The longest value that may be a whole file, such as one page of an answer, in bytes. A longer one is an error.
    pub max_page: usize,
    /// How much is held of a file that has to be read to its end before one profile of it is whole, in bytes: posts of an account
    /// may stand anywhere in a file of posts. One that takes more is an error.
    pub max_gathered: usize,
    /// The fields of posts that somebody reads. Others may be left out where that is worth it, which is where profiles come by the
    /// line.
    pub post_fields: PostFields,
}

/// How long one of many values in a file may be, unless one says otherwise.
pub const MAX_RECORD: usize = 8 << 20;
/// How long a value may be that may be a whole file, unless one says otherwise.
const MAX_PAGE: usize = 64 << 20;
/// How much is held of a file of posts, unless one says otherwise.
const MAX_GATHERED: usize = 256 << 20;

impl<'s> Options<'s> {
    /// Options with no wishes: any format, and the present as the source or else the clock has it.
    #[must_use]
    pub fn new(schema: &'s Schema, clock: i64) -> Self {
        Options {
            schema,
            format: None,
            now: None,
            clock,
            max_record: MAX_RECORD,
            max_page: MAX_PAGE,
            max_gathered: MAX_GATHERED,
            post_fields: PostFields::ALL,
        }
    }
}

impl Profile<'_> {
    /// How many posts were read; none where the source has no posts at all.
    #[must_use]
    pub fn n_posts(&self) -> usize {
        match self.record.members(POSTS) {
            Members::Known(posts) => posts.len(),
            Members::Unknown(_) => 0,
        }
    }

    /// The same profile with all texts copied out of the input.
    #[must_use]
    pub fn into_owned(self) -> Profile<'static> {
        Profile {
            record: self.record.to_static(),
            handle: self.handle.map(owned),
            name: self.name.map(owned),
            platform: self.platform,
            source: self.source,
            now: self.now,
            avatar: self.avatar,
            avatar_file: self.avatar_file.map(owned),
            warnings: self.warnings,
        }
    }

    /// Puts another picture in the place of the profile's own.
    pub fn replace_avatar(&mut self, file: Vec<u8>) {
        self.avatar = Some(file);
        self.avatar_file = None;
        self.record.set(avatar::PRESENT, Fact::bool(true));
        self.record.set(avatar::DEFAULT, Fact::bool(false));
        // It has not been uploaded anywhere.
        self.record.set(avatar::AVATAR_URL, Fact::Unknown(Reason::NotInSource));
        for id in MEASURED_AVATAR {
            self.record.set(FactId(id), Fact::Unknown(Reason::NotMeasured));
        }
    }

    /// Reads the picture that the profile names, from the folder the profile file lies in.
    ///
    /// The name must stay in that folder. A picture that cannot be read is a warning: the facts about it stay unknown.
    pub fn load_avatar(&mut self, folder: &Path) {
        let Some(file) = self.avatar_file.take() else { return };
        match read_picture(folder, &file) {
            Ok(bytes) => {
                self.avatar = Some(bytes);
                if matches!(self.record.get(avatar::PRESENT), Fact::Unknown(_)) {
                    self.record.set(avatar::PRESENT, Fact::bool(true));
                    complete(&mut self.record);
                }
            }
            Err(problem) => {
                self.warnings.push(Warning::new("no-picture", format!("the picture `{file}` was not read: {problem}")));
            }
        }
    }
}

fn read_picture(folder: &Path, file: &str) -> Result<Vec<u8>, String> {
    let inside = Path::new(file).components().all(|c| matches!(c, Component::Normal(_) | Component::CurDir));
    if !inside {
        return Err("it must be named by a path inside the folder of the profile".to_owned());
    }
    let path: PathBuf = folder.join(file);
    if !path.is_file() {
        return Err("there is no such file".to_owned());
    }
    let bytes = read_limited(&path, MAX_PICTURE).map_err(|error| match error {
        ReadError::TooLarge { problem, .. } => problem,
        other => other.to_string(),
    })?;
    if bytes.is_empty() { Err("it is empty".to_owned()) } else { Ok(bytes) }
}

fn owned(text: Cow<'_, str>) -> Cow<'static, str> {
    Cow::Owned(text.into_owned())
}
