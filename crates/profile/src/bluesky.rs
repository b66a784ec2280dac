//! What Bluesky's API answers: profiles, pages of them, and feeds.
//!
//! - A key that is not there means that there is none: no picture, no description. Only the short form of a profile that comes with
//!   posts never has a description, so there it is unknown.
//! - Of a feed, a repost belongs to who reposted it; its author is no profile of the file.
//! - Nobody can lock an account, so none is locked.

mod facets;
mod feed;
pub(crate) mod post;
mod profile;

use crate::dialect::{Dialect, Kind};
use crate::format::Format;
use crate::people::People;
use crate::platform::Platform;
use crate::tree::Tree;
use profile::View;

/// Bluesky's API.
pub(crate) struct Bluesky;

/// Keys of pages that hold profiles. The `subject` beside them is who was asked about, and is not one of them.
const PROFILES: [&str; 7] = ["profiles", "followers", "follows", "actors", "repostedBy", "blocks", "mutes"];

impl Dialect for Bluesky {
    fn format(&self) -> Format {
        Format::Bluesky
    }

    fn platform(&self) -> Platform {
        Platform::Bluesky
    }

    fn kind(&self, value: &Tree<'_>) -> Option<Kind> {
        if profile::is_profile(value) {
            return Some(Kind::Accounts);
        }
        if feed::is_item(value) || feed::is_post(value) {
            return Some(Kind::Posts);
        }
        let first = |key: &str| value.get(key).items().first();
        if first("feed").is_some_and(feed::is_item) || first("posts").is_some_and(feed::is_post) {
            return Some(Kind::Posts);
        }
        if PROFILES.iter().any(|key| first(key).is_some_and(profile::is_profile)) || first("likes").is_some_and(is_like)
        {
            return Some(Kind::Accounts);
        }
        // The last page may be empty.
        let is_last = matches!(value.entries(), [(key, Tree::List(_))] if key == "feed")
            || (profile::is_profile(value.get("subject")) && (value.has("followers") || value.has("follows")));
        is_last.then_some(Kind::Posts)
    }

    fn tell(&self, value: &Tree<'_>, people: &mut People<'_>) {
        if profile::is_profile(value) {
            return profile::tell(value, View::of(value), people);
        }
        if feed::is_item(value) {
            return feed::tell(value, people);
        }
        if feed::is_post(value) {
            return feed::tell_post(value, people);
        }
        for (item, number) in value.get("feed").items().iter().chain(value.get("posts").items()).zip(1..) {
            if feed::is_item(item) {
                feed::tell(item, people);
            } else if feed::is_post(item) {
                feed::tell_post(item, people);
            } else {
                people.odd(|| format!("item {number} of the feed"));
            }
        }
        let likes = value.get("likes").items().iter().map(|like| like.get("actor"));
        for (item, number) in PROFILES.iter().flat_map(|key| value.get(key).items()).chain(likes).zip(1..) {
            if profile::is_profile(item) {
                profile::tell(item, View::Full, people);
            } else {
                people.odd(|| format!("item {number} of the page"));
            }
        }
    }
}

/// Who liked a post.
fn is_like(value: &Tree<'_>) -> bool {
    profile::is_profile(value.get("actor"))
}

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) use tests::sample;
