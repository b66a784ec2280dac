//! What Mastodon gives its users: `actor.json`, `outbox.json` and pictures, in a folder, a `.tar.gz` (until 4.1) or a zip (since 4.2); or
//! one of the two files alone.
//!
//! - Only public and unlisted posts are read. Who follows the account is not in it.
//! - Boosts are addresses: they have no text.
//! - A damaged outbox costs the posts, for the newest stand at its end; the rest is read.

mod activity;
mod actor;

use std::path::Path;

use crate::catalog::account;
use crate::date::{Date, parse_date};
use crate::encoding::{Damage, decode};
use crate::error::ReadError;
use crate::files::{Files, join, plain_path};
use crate::format::{Format, Reader, Rows};
use crate::input::{Content, MAX_FILE, Opened};
use crate::person::Person;
use crate::platform::Platform;
use crate::profile::{MAX_PICTURE, Options, Profile};
use crate::sniff::looks_like;
use crate::tree::Tree;
use crate::warning::Warning;

/// Reads the export of Mastodon.
pub(crate) struct MastodonExportReader;

impl Reader for MastodonExportReader {
    fn format(&self) -> Format {
        Format::MastodonExport
    }

    fn recognise(&self, input: &mut Opened) -> bool {
        if let Content::Files(files) = &mut input.content {
            return root(files.as_mut()).is_some();
        }
        let Some(first) = input.json().filter(|json| !json.is_list).and_then(|json| json.first.first()) else {
            return false;
        };
        actor::is_actor(first) || activity::is_outbox(first)
    }

    fn rows<'o>(&'static self, mut input: Opened, options: &Options<'o>) -> Result<Rows<'o>, ReadError> {
        let found = match &mut input.content {
            Content::Files(files) => root(files.as_mut()),
            Content::Stream(_) => None,
        };
        let made = made(&input.name);
        let profile = match (input.content, found) {
            (Content::Files(files), Some(folder)) => {
                Export { files, folder, person: person(options) }.profile(options, made)?
            }
            (Content::Stream(stream), _) => alone(&input.name, &stream.into_bytes(MAX_FILE)?, options)?,
            (content @ Content::Files(_), None) => {
                input.content = content;
                let looks_like = looks_like(&mut input);
                return Err(ReadError::WrongFormat { name: input.name, format: self.format().name(), looks_like });
            }
        };
        Ok(Box::new(std::iter::once(Ok(profile))))
    }
}

fn person(options: &Options<'_>) -> Person {
    Person::new(options, Some(Platform::Mastodon))
}

/// The folder with the actor: the top, or one below it.
fn root(files: &mut dyn Files) -> Option<String> {
    let below = files.list("").into_iter().filter_map(|name| name.strip_suffix('/').map(str::to_owned));
    let mut folders = std::iter::once(String::new()).chain(below.take(100));
    folders.find(|folder| {
        let path = join(folder, "actor.json");
        let Some(head) = files.has(&path).then(|| files.head(&path).ok()).flatten() else { return false };
        let text = String::from_utf8_lossy(&head);
        // An actor of Mastodon, and not of some other program.
        text.trim_start_matches('\u{feff}').trim_start().starts_with('{') && text.contains("\"@context\"")
    })
}

/// When the export was made: its name says so, `archive-20230106000000-…`.
fn made(name: &str) -> Option<i64> {
    let digits = Path::new(name).file_name()?.to_str()?.strip_prefix("archive-")?.split('-').next()?;
    if digits.len() != 14 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (day, time) = digits.split_at(8);
    let date = format!("{}-{}-{} {}:{}:{}", &day[..4], &day[4..6], &day[6..], &time[..2], &time[2..4], &time[4..]);
    match parse_date(&date) {
        Date::At(at) => Some(at),
        Date::Absurd | Date::Invalid => None,
    }
}

/// An export of several files.
struct Export {
    files: Box<dyn Files>,
    folder: String,
    person: Person,
}

impl Export {
    fn profile(mut self, options: &Options<'_>, made: Option<i64>) -> Result<Profile<'static>, ReadError> {
        let actor = self.tree("actor.json")?;
        actor::facts(&actor, &mut self.person);
        self.picture(&actor);
        let path = join(&self.folder, "outbox.json");
        if self.files.has(&path) {
            match self.tree("outbox.json") {
                Ok(outbox) => activity::facts(&outbox, actor.get("id").text(), &mut self.person),
                Err(error) => {
                    let message = format!("{error}; until then nothing is known about its posts");
                    self.person.warnings.push(Warning::new("damaged-file", message));
                }
            }
        } else {
            let message = "the export has no `outbox.json`: nothing is known about its posts";
            self.person.warnings.push(Warning::new("missing-file", message));
        }
        Ok(self.person.finish(Format::MastodonExport, options, made))
    }

    fn tree(&mut self, name: &str) -> Result<Tree<'static>, ReadError> {
        let path = join(&self.folder, name);
        let bytes = self.files.read(&path, MAX_FILE)?;
        tree(&self.files.shown(&path), &bytes, &mut self.person.warnings)
    }

    fn picture(&mut self, actor: &Tree<'_>) {
        let named = actor.get("icon").get("url").text().and_then(plain_path).map(|path| join(&self.folder, &path));
        let Some(path) = named.filter(|path| self.files.has(path)) else { return };
        match self.files.read(&path, MAX_PICTURE) {
            Ok(bytes) => self.person.avatar = Some(bytes).filter(|bytes| !bytes.is_empty()),
            Err(error) => {
                let message = format!("the picture was not read: {error}");
                self.person.warnings.push(Warning::new("no-picture", message));
            }
        }
    }
}

/// One of the two files alone.
fn alone(name: &str, bytes: &[u8], options: &Options<'_>) -> Result<Profile<'static>, ReadError> {
    let mut person = person(options);
    let value = tree(name, bytes, &mut person.warnings)?;
    if actor::is_actor(&value) {
        actor::facts(&value, &mut person);
    } else {
        let author = value.get("orderedItems").items().iter().find_map(|item| item.get("actor").text());
        person.handle(author.and_then(|author| author.rsplit('/').next()));
        activity::facts(&value, author, &mut person);
    }
    let message = format!("`{name}` is one file of an export: what the others say is unknown");
    person.warnings.push(Warning::new("one-file", message));
    Ok(person.finish(Format::MastodonExport, options, None))
}

fn tree(shown: &str, bytes: &[u8], warnings: &mut Vec<Warning>) -> Result<Tree<'static>, ReadError> {
    let text = decode(shown, bytes, Damage::Replace, warnings)?;
    let value = Tree::parse(&text)
        .map_err(|error| ReadError::json(shown, &text, &error, "unpack or download the export again"))?;
    Ok(value.into_owned())
}

/// How many posts there are, and what is known of the ones that may be read.
fn total(person: &mut Person, n: usize) {
    person.count(account::POSTS_TOTAL, "orderedItems", &Tree::Int(n as i128));
}

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) use tests::samples;
