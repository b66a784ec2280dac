//! The repository of a Bluesky account, as a CAR file: everything the account wrote, as signed blocks that refer to each other.
//!
//! - Neither the handle nor the followers are in it: the account goes by its id, and how many follow it is unknown.
//! - A slice (of an event stream) lacks blocks: what they hold is unknown, and since the newest posts may be among them, so are the posts.
//! - Signatures and hashes are not checked: whoever hands the file over could have written anything else, too.

mod block;
mod car;
mod tree_walk;

use crate::bluesky::post;
use crate::catalog::{account, avatar, page};
use crate::error::ReadError;
use crate::format::{Format, Reader, Rows};
use crate::input::{Content, MAX_FILE, Opened};
use crate::person::{Person, Post};
use crate::platform::Platform;
use crate::profile::{Options, Profile};
use crate::sniff::looks_like;
use crate::tree::Tree;
use crate::warning::Warning;
use car::Car;
use tree_walk::Repository;

/// Reads the repository of a Bluesky account.
pub(crate) struct BlueskyCarReader;

impl Reader for BlueskyCarReader {
    fn format(&self) -> Format {
        Format::BlueskyCar
    }

    fn recognise(&self, input: &mut Opened) -> bool {
        car::is_car(input.head())
    }

    fn rows<'o>(&'static self, mut input: Opened, options: &Options<'o>) -> Result<Rows<'o>, ReadError> {
        if !car::is_car(input.head()) {
            let looks_like = looks_like(&mut input);
            return Err(ReadError::WrongFormat { name: input.name, format: self.format().name(), looks_like });
        }
        let bytes = match input.content {
            Content::Stream(stream) => stream.into_bytes(MAX_FILE)?,
            Content::Files(_) => Vec::new(),
        };
        let profile = read(&input.name, &bytes, options)?;
        Ok(Box::new(std::iter::once(Ok(profile))))
    }
}

fn read(name: &str, bytes: &[u8], options: &Options<'_>) -> Result<Profile<'static>, ReadError> {
    let damaged = |problem: &str| ReadError::Damaged {
        file: name.to_owned(),
        problem: problem.to_owned(),
        help: "download the repository again".to_owned(),
    };
    let car = Car::read(bytes).map_err(damaged)?;
    let repository = Repository::walk(&car).map_err(damaged)?;
    let mut person = Person::new(options, Some(Platform::Bluesky));
    person.handle(Some(&repository.did));
    person.flag(account::LOCKED, Some(false));
    tell_profile(&repository, &mut person);
    if repository.is_whole() {
        tell_posts(&repository, &mut person);
    } else {
        let message = format!(
            "`{name}` lacks {} blocks: it is a slice of a repository, or was cut off; what they hold is unknown, and the posts are not judged",
            repository.n_missing
        );
        person.warnings.push(Warning::new("partial-repository", message));
    }
    if car.is_cut {
        let message = format!("`{name}` ends within a block: it is cut off, download it again");
        person.warnings.push(Warning::new("cut-file", message));
    }
    Ok(person.finish(Format::BlueskyCar, options, None))
}

fn tell_profile(repository: &Repository<'_>, person: &mut Person) {
    let record = repository.record("app.bsky.actor.profile/self");
    // An account that has never opened its profile has no such record: then nothing is in it.
    let Some(record) = record.or_else(|| repository.is_whole().then_some(Tree::Null)) else { return };
    person.name(record.get("displayName").text().or(Some("")));
    person.bio(record.get("description").text().or(Some("")));
    person.text(account::URL, record.get("website").text());
    if has_blob(record.get("avatar")) {
        person.flag(avatar::PRESENT, Some(true));
        person.flag(avatar::DEFAULT, Some(false));
    } else {
        person.picture(Some(""));
    }
    person.flag(page::BANNER_DEFAULT, Some(!has_blob(record.get("banner"))));
    person.flag(account::PINNED, Some(record.get("pinnedPost").is_object()));
    person.created(record.get("createdAt"));
    let labels = record.get("labels").get("values").items();
    person.flag(account::BOT, Some(labels.iter().any(|label| label.get("val").text() == Some("bot"))));
}

/// A picture is a blob, or in the first repositories an address and a type; its bytes are elsewhere.
fn has_blob(value: &Tree<'_>) -> bool {
    value.has("ref") || value.has("cid")
}

fn tell_posts(repository: &Repository<'_>, person: &mut Person) {
    person.has_posts();
    let did = repository.did.as_str();
    let mut n_posts = 0;
    // Newest first: the names of records are in the order of time.
    for (key, record) in repository.records("app.bsky.feed.post/").rev() {
        n_posts += 1;
        let id = format!("at://{did}/{key}");
        let post = post::read(&record, did, id, tid_time(key));
        person.post(post);
    }
    for (key, record) in repository.records("app.bsky.feed.repost/").rev() {
        person.post(Post {
            id: format!("at://{did}/{key}"),
            at: post::posted(record.get("createdAt"), tid_time(key)),
            repost: Some(true),
            reply: Some(false),
            quote: Some(false),
            own_thread: Some(false),
            ..Post::default()
        });
    }
    person.count(account::POSTS_TOTAL, "posts", &Tree::Int(n_posts));
    let n_follows = repository.count("app.bsky.graph.follow/");
    person.count(account::FOLLOWING, "follows", &Tree::Int(n_follows as i128));
}

/// When a record was named, in seconds: names are microseconds in digits to the base 32, with a random end.
fn tid_time(key: &str) -> Option<i64> {
    const DIGITS: &[u8] = b"234567abcdefghijklmnopqrstuvwxyz";
    let tid = key.rsplit('/').next().filter(|tid| tid.len() == 13)?;
    let number = tid.bytes().try_fold(0_u128, |number, byte| {
        let digit = DIGITS.iter().position(|d| *d == byte)?;
        Some(number * 32 + digit as u128)
    })?;
    i64::try_from((number >> 10) / 1_000_000).ok()
}

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) use tests::sample;
