//! The archive that X, formerly Twitter, gives its users: folder, zip, the `data` folder alone, or one `.js` file; layouts of 2013 to 2025.
//!
//! - Only files on an allow-list are opened ([`allow`]): never direct messages, addresses, phone numbers, advertisers' data. The
//!   e-mail address in `account.js` is not parsed.
//! - The text of a post is what a reader of the timeline sees: unescaped, long posts in full (joined from `note-tweet.js`), `t.co` links replaced
//!   by their targets where the archive has them (in full, not shortened as on the screen), without the links of attached media and of the
//!   quoted post at the end. Reposts keep their `RT @name: `, names at the start of replies stay.
//! - Damaged `account.js`, `profile.js` or posts are an error: half of the posts would be judged as if it were all. Other
//!   damaged files are a warning, and their facts unknown. Where posts that the manifest counts are not there, the newest may be
//!   among them: with a warning all posts are unknown, for how long the account has been silent would be judged by a sample.
//!   An archive that calls itself partial and has all that it lists keeps its posts; only `posts_total` is unknown.
//! - Bytes that are not UTF-8 become `U+FFFD`, with a warning: the user has not written these files and cannot mend them.
//! - What the archive cannot tell stays unknown: whether the account is protected, a bot, suspended, moved, has a pinned post, how
//!   often posts were answered; and likes of reposts, which an archive gives as 0.

mod account;
mod allow;
mod facts;
mod lax;
mod layout;
mod manifest;
mod notes;
mod one_file;
mod posts;
mod script;
mod tweet;

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use crate::complete::complete;
use crate::date::{Ages, Date, parse_date};
use crate::encoding::{Damage, decode};
use crate::error::ReadError;
use crate::files::{Files, join};
use crate::format::{Format, Reader, Rows};
use crate::input::{Content, MAX_FILE, Opened};
use crate::limits::cut_texts;
use crate::platform::Platform;
use crate::profile::{Options, Profile};
use crate::sniff::looks_like;
use crate::warning::Warning;
use account::ClassicPayload;
use allow::Role;
use facts::Facts;
use lax::or_default;
use layout::Layout;
use manifest::Manifest;
use one_file::OneFile;
use posts::{Extent, Posts};
use script::Script;

pub(crate) use one_file::{closed_part, is_ids};

/// Reads the archive of X.
pub(crate) struct XArchiveReader;

impl Reader for XArchiveReader {
    fn format(&self) -> Format {
        Format::XArchive
    }

    fn recognise(&self, input: &mut Opened) -> bool {
        match &mut input.content {
            // Several archives are an archive too: which one to read is for the error to ask.
            Content::Files(files) => !matches!(layout::find(files.as_mut(), ""), Ok(None)),
            Content::Stream(_) => one_file::role(input.head()).is_some_and(|role| !role.is_ids()),
        }
    }

    fn rows<'o>(&'static self, input: Opened, options: &Options<'o>) -> Result<Rows<'o>, ReadError> {
        self.read(input, options).map(|profile| Box::new(std::iter::once(Ok(profile))) as Rows<'o>)
    }
}

impl XArchiveReader {
    fn read(&self, mut input: Opened, options: &Options<'_>) -> Result<Profile<'static>, ReadError> {
        let found = match &mut input.content {
            Content::Files(files) => layout::find(files.as_mut(), &input.name)?,
            Content::Stream(_) => one_file::role(input.head())
                .map(|role| Layout { data: String::new(), files: vec![(role, String::new())] }),
        };
        let Some(layout) = found else {
            let looks_like = looks_like(&mut input);
            return Err(ReadError::WrongFormat { name: input.name, format: self.format().name(), looks_like });
        };
        match input.content {
            Content::Files(files) => Reading::new(files, layout, options).profile(),
            Content::Stream(stream) => {
                let bytes = stream.into_bytes(MAX_FILE)?;
                let mut reading = Reading::new(Box::new(OneFile::new(input.name.clone(), bytes)), layout, options);
                let message = format!("`{}` is one file of an archive: what the others say is unknown", input.name);
                reading.warnings.push(Warning::new("one-file", message));
                reading.alone = true;
                reading.profile()
            }
        }
    }
}

/// A reading under way.
struct Reading<'o> {
    files: Box<dyn Files>,
    layout: Layout,
    options: &'o Options<'o>,
    manifest: Manifest,
    warnings: Vec<Warning>,
    /// There is only one file, and no telling about missing ones.
    alone: bool,
    /// How many of the posts are there.
    extent: Extent,
}

impl<'o> Reading<'o> {
    fn new(files: Box<dyn Files>, layout: Layout, options: &'o Options<'o>) -> Self {
        let manifest = Manifest::default();
        Reading { files, layout, options, manifest, warnings: Vec::new(), alone: false, extent: Extent::Whole }
    }

    fn profile(mut self) -> Result<Profile<'static>, ReadError> {
        self.read_manifest();
        let now = self.now();
        let mut ages = Ages::new(now);
        let mut facts = Facts::new(self.options.schema);
        self.read_account(&mut facts, &mut ages)?;
        self.read_page(&mut facts)?;
        self.count(Role::Followers, &mut facts);
        self.count(Role::Following, &mut facts);
        let posts = self.read_posts(&mut ages)?;
        if let Some(posts) = posts {
            // One file with posts may be one part of several.
            if self.alone && !posts.is_empty() {
                self.lacks(Extent::Part);
            }
            posts.finish(&mut facts, self.options.schema, self.extent, &mut self.warnings);
        }
        ages.warn(&mut self.warnings);
        let avatar = facts.picture.take().and_then(|name| self.read_picture(&name));
        cut_texts(&mut facts.record, &mut self.warnings);
        complete(&mut facts.record);
        Ok(Profile {
            record: facts.record,
            handle: facts.handle.map(Into::into),
            name: facts.name.map(Into::into),
            platform: Some(Platform::X),
            source: Format::XArchive,
            now,
            avatar,
            avatar_file: None,
            warnings: self.warnings,
        })
    }

    /// Paths of the files with this role.
    fn paths(&self, role: Role) -> Vec<String> {
        self.layout.files.iter().filter(|(r, _)| *r == role).map(|(_, path)| path.clone()).collect()
    }

    fn text(&mut self, path: &str) -> Result<String, ReadError> {
        let shown = self.files.shown(path);
        let bytes = self.files.read(path, MAX_FILE)?;
        let decoded = decode(&shown, &bytes, Damage::Replace, &mut self.warnings)?;
        match decoded {
            // Most files are plain UTF-8: then the bytes become the text without a copy.
            std::borrow::Cow::Borrowed(text) if text.len() == bytes.len() => {
                Ok(String::from_utf8(bytes).unwrap_or_default())
            }
            other => Ok(other.into_owned()),
        }
    }

    /// Notes that posts are missing; the worst that was noticed counts.
    fn lacks(&mut self, extent: Extent) {
        self.extent = self.extent.max(extent);
    }

    fn damaged(&mut self, error: &ReadError, lost: &str) {
        self.warnings.push(Warning::new("damaged-file", format!("{error}; until then {lost}")));
    }

    fn read_manifest(&mut self) {
        for path in self.paths(Role::Manifest) {
            let shown = self.files.shown(&path);
            let read = self
                .text(&path)
                .and_then(|text| Script::new(&shown, &text).and_then(|script| script.object()).map(Manifest::read));
            match read {
                Ok(manifest) => self.manifest = manifest,
                Err(error) => self.damaged(&error, "the files are found by their names, and ages are counted to today"),
            }
        }
        for name in std::mem::take(&mut self.manifest.outside) {
            let message = format!("the manifest names `{name}`, which is outside of the archive and is not read");
            self.warnings.push(Warning::new("outside-file", message));
        }
        if self.manifest.is_partial {
            let message =
                "the manifest says that this archive is only a part: the latest posts may be missing".to_owned();
            self.warnings.push(Warning::new("partial-archive", message));
            self.lacks(Extent::Part);
        }
        if !self.alone {
            self.add_listed();
        }
    }

    /// Adds what the manifest lists to what was found by name, and misses what is not there.
    fn add_listed(&mut self) {
        for listed in self.manifest.files.clone() {
            let path = join(&self.layout.data, &listed.path);
            if self.layout.files.iter().any(|(_, known)| *known == path) {
                continue;
            }
            if self.files.has(&path) {
                self.layout.files.push((listed.role, path));
            } else {
                // Parts are not in the order of their dates: any of them may hold the newest post.
                let holds_posts = listed.role == Role::Posts && listed.count != Some(0.0);
                let so = if holds_posts {
                    self.lacks(Extent::NewestMayBeMissing);
                    "the newest posts may be in it, so posts are not judged"
                } else {
                    "what it says is unknown"
                };
                let shown = self.files.shown(&path);
                let message = format!("`{shown}` is listed in the manifest, but is not there: {so}");
                self.warnings.push(Warning::new("missing-file", message));
            }
        }
    }

    /// The present: as given, or when the archive was made, or by the clock.
    fn now(&mut self) -> i64 {
        let made = self.options.now.or(self.manifest.made).or_else(|| {
            let path = self.paths(Role::ClassicPayload).pop()?;
            let text = self.text(&path).ok()?;
            let payload: ClassicPayload<'_> =
                or_default(Script::new("", &text).and_then(|script| script.object()).ok());
            match parse_date(payload.created_at.text()?) {
                Date::At(at) => Some(at),
                Date::Absurd | Date::Invalid => None,
            }
        });
        made.unwrap_or(self.options.clock)
    }

    fn read_account(&mut self, facts: &mut Facts, ages: &mut Ages) -> Result<(), ReadError> {
        facts.manifest(&self.manifest);
        for path in self.paths(Role::Account) {
            self.first_item(&path, "account", |raw| facts.account(&or_default(Some(raw)), ages))?;
        }
        for path in self.paths(Role::ClassicUser) {
            let text = self.text(&path)?;
            let shown = self.files.shown(&path);
            facts.classic_user(&or_default(Some(Script::new(&shown, &text)?.object()?)), ages);
        }
        for path in self.paths(Role::Verified) {
            if let Err(error) = self.first_item(&path, "verified", |raw| facts.verified(&or_default(Some(raw)))) {
                self.damaged(&error, "`account.verified` is unknown");
            }
        }
        if !self.alone && self.paths(Role::Account).is_empty() && self.paths(Role::ClassicUser).is_empty() {
            let message = "the archive has no `account.js`: when the account was made is unknown";
            self.warnings.push(Warning::new("missing-file", message));
        }
        Ok(())
    }

    fn read_page(&mut self, facts: &mut Facts) -> Result<(), ReadError> {
        for path in self.paths(Role::Profile) {
            self.first_item(&path, "profile", |raw| facts.page(&or_default(Some(raw))))?;
        }
        if !self.alone && self.paths(Role::Profile).is_empty() && self.paths(Role::ClassicUser).is_empty() {
            let message = "the archive has no `profile.js`: bio, picture and place are unknown";
            self.warnings.push(Warning::new("missing-file", message));
        }
        Ok(())
    }

    /// Hands the inside of the first item of a file on.
    fn first_item(&mut self, path: &str, key: &str, take: impl FnOnce(&RawValue)) -> Result<(), ReadError> {
        let text = self.text(path)?;
        let shown = self.files.shown(path);
        if let Some(raw) = Script::new(&shown, &text)?.items()?.first() {
            take(inside(raw, key));
        }
        Ok(())
    }

    /// Counts the items of all parts of a list of accounts.
    fn count(&mut self, role: Role, facts: &mut Facts) {
        let paths = self.paths(role);
        let mut n = 0;
        for path in &paths {
            let shown = self.files.shown(path);
            match self.text(path).and_then(|text| Script::new(&shown, &text)?.items().map(|items| items.len())) {
                Ok(more) => n += more,
                Err(error) => return self.damaged(&error, "how many accounts it lists is unknown"),
            }
        }
        let listed = self.manifest.files.iter().filter(|file| file.role == role).count();
        if !paths.is_empty() && listed <= paths.len() {
            facts.accounts(role, n);
        }
    }

    /// All posts of all parts, or nothing if the archive has no file of them.
    fn read_posts(&mut self, ages: &mut Ages) -> Result<Option<Posts>, ReadError> {
        let mut paths = self.paths(Role::Posts);
        paths.extend(self.paths(Role::ClassicMonth));
        if paths.is_empty() && self.paths(Role::ClassicUser).is_empty() {
            if !self.alone {
                let message = "the archive has no `tweets.js`: nothing is known about its posts";
                self.warnings.push(Warning::new("missing-file", message));
            }
            return Ok(None);
        }
        let mut note_texts = Vec::new();
        for path in self.paths(Role::Notes) {
            match self.text(&path) {
                Ok(text) => note_texts.push((self.files.shown(&path), text)),
                Err(error) => self.damaged(&error, "long posts are cut"),
            }
        }
        let mut notes = Vec::new();
        for (shown, text) in &note_texts {
            match Script::new(shown, text).and_then(|script| script.items()) {
                Ok(items) => {
                    notes.extend(items.into_iter().filter_map(|raw| notes::Note::read(inside(raw, "noteTweet"))));
                }
                Err(error) => self.damaged(&error, "long posts are cut"),
            }
        }
        let mut notes = notes::Notes::new(notes);
        let mut posts = Posts::default();
        for path in paths {
            let shown = self.files.shown(&path);
            let text = self.text(&path)?;
            let items = Script::new(&shown, &text)?.items()?;
            self.check_count(&path, items.len());
            for (raw, number) in items.into_iter().zip(1..) {
                posts.add(raw, &shown, number, &mut notes, ages);
            }
        }
        if notes.left() > 0 {
            let message = format!(
                "{} long posts of `note-tweet.js` belong to no post of the archive and are left out",
                notes.left()
            );
            self.warnings.push(Warning::new("lost-note", message));
        }
        Ok(Some(posts))
    }

    /// A file with fewer posts than the manifest counts has lost some.
    fn check_count(&mut self, path: &str, n_items: usize) {
        let listed = self.manifest.files.iter().find(|file| join(&self.layout.data, &file.path) == path);
        if let Some(count) = listed.and_then(|file| file.count)
            && count > n_items as f64
        {
            let shown = self.files.shown(path);
            let message = format!(
                "`{shown}` has {n_items} of the {count} posts that the manifest counts: the newest may be missing, so posts are not judged"
            );
            self.warnings.push(Warning::new("missing-posts", message));
            self.lacks(Extent::NewestMayBeMissing);
        }
    }

    fn read_picture(&mut self, name: &str) -> Option<Vec<u8>> {
        let path = join(&self.layout.data, &format!("profile_media/{name}"));
        if !self.files.has(&path) {
            return None;
        }
        match self.files.read(&path, crate::profile::MAX_PICTURE) {
            Ok(bytes) => Some(bytes).filter(|bytes| !bytes.is_empty()),
            Err(error) => {
                self.warnings.push(Warning::new("no-picture", format!("the picture was not read: {error}")));
                None
            }
        }
    }
}

/// What is inside `{"key": …}`; the value itself if it has no such wrapper, as in the archives of 2018.
fn inside<'a>(raw: &'a RawValue, key: &str) -> &'a RawValue {
    let map: BTreeMap<String, &RawValue> = or_default(Some(raw));
    match map.get(key) {
        Some(inner) if map.len() == 1 => inner,
        _ => raw,
    }
}

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) use tests::sample;
