//! What Mastodon's API answers, and what servers with the same API do: accounts, posts, and lists of either. Pixelfed, Pleroma and
//! Akkoma differ in small ways only.
//!
//! - Notes and posts are HTML, where Pixelfed and Pleroma may send plain text; `source.note` is what its owner wrote, and goes first.
//! - Only public and unlisted posts are read.
//! - The `url` of an account is its own page and no website; it has neither a website nor a place.

mod account;
mod status;

use crate::dialect::{Dialect, Kind};
use crate::format::Format;
use crate::people::People;
use crate::platform::Platform;
use crate::tree::Tree;

pub(crate) use account::table;

/// The API of Mastodon and its kin.
pub(crate) struct Mastodon;

/// Keys that hold lists of posts, and of accounts: search results, a thread.
const POSTS: [&str; 3] = ["statuses", "ancestors", "descendants"];
const ACCOUNTS: &str = "accounts";

impl Dialect for Mastodon {
    fn format(&self) -> Format {
        Format::Mastodon
    }

    fn platform(&self) -> Platform {
        Platform::Mastodon
    }

    fn kind(&self, value: &Tree<'_>) -> Option<Kind> {
        if account::is_account(value) {
            return Some(Kind::Accounts);
        }
        let lists_posts = POSTS.iter().any(|key| value.get(key).items().first().is_some_and(status::is_status));
        if status::is_status(value) || lists_posts {
            return Some(Kind::Posts);
        }
        value.get(ACCOUNTS).items().first().filter(|first| account::is_account(first)).map(|_| Kind::Accounts)
    }

    fn tell(&self, value: &Tree<'_>, people: &mut People<'_>) {
        if account::is_account(value) {
            return account::tell(value, people);
        }
        if status::is_status(value) {
            return status::tell(value, people);
        }
        let posts = POSTS.iter().flat_map(|key| value.get(key).items());
        for (item, number) in value.get(ACCOUNTS).items().iter().chain(posts).zip(1..) {
            if account::is_account(item) {
                account::tell(item, people);
            } else if status::is_status(item) {
                status::tell(item, people);
            } else {
                people.odd(|| format!("item {number} of a page"));
            }
        }
    }
}

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) use tests::sample;
