//! What the X API v2 answers: pages of users or posts with what they name beside them, one page a line (twarc 2), one post a line with
//! its author inside (`twarc2 flatten`), or one user a line.
//!
//! - A field that is not there was not asked for: it is unknown, and no sign of anything.
//! - Users of `includes` are profiles of the file, after the authors of its posts.
//! - Posts of `includes` were named by others (answered, quoted, pinned): they are not among an author's latest and are left out.

mod tweet;
mod user;

use crate::date::{Date, parse_date};
use crate::dialect::{Dialect, Kind};
use crate::format::Format;
use crate::people::People;
use crate::platform::Platform;
use crate::tree::Tree;
use crate::words::shorten;
use tweet::Asked;

/// The X API v2.
pub(crate) struct TwitterV2;

impl Dialect for TwitterV2 {
    fn format(&self) -> Format {
        Format::TwitterV2
    }

    fn platform(&self) -> Platform {
        Platform::X
    }

    fn kind(&self, value: &Tree<'_>) -> Option<Kind> {
        if is_user(value) {
            return Some(Kind::Accounts);
        }
        if is_flat(value) {
            return Some(Kind::Posts);
        }
        let data = value.get("data");
        match data.items().first() {
            Some(first) if is_user(first) => Some(Kind::Accounts),
            Some(first) if is_tweet(first) => Some(Kind::Posts),
            Some(_) => None,
            None if is_user(data) => Some(Kind::Accounts),
            None if is_tweet(data) => Some(Kind::Posts),
            // Nothing found: then there is no `data`. More pages may follow.
            None if data.is_null() && value.get("meta").has("result_count") => Some(Kind::Posts),
            None => {
                value.get("includes").get("users").items().first().filter(|user| is_user(user)).map(|_| Kind::Posts)
            }
        }
    }

    fn tell(&self, value: &Tree<'_>, people: &mut People<'_>) {
        people.made(match value.get("__twarc").get("retrieved_at").text().map(parse_date) {
            Some(Date::At(at)) => Some(at),
            _ => None,
        });
        if is_user(value) {
            return user::tell(value, people);
        }
        if is_flat(value) {
            user::tell(value.get("author"), people);
            return tweet::tell(value, &Asked::of(value, &[value]), people);
        }
        let data = value.get("data");
        let items: Vec<&Tree<'_>> = if data.is_object() { vec![data] } else { data.items().iter().collect() };
        let tweets: Vec<&Tree<'_>> = items.iter().copied().filter(|item| is_tweet(item)).collect();
        let asked = Asked::of(value, &tweets);
        for (item, number) in items.into_iter().zip(1..) {
            if is_user(item) {
                user::tell(item, people);
            } else if is_tweet(item) {
                tweet::tell(item, &asked, people);
            } else {
                people.odd(|| format!("item {number} of `data`"));
            }
        }
        let users = value.get("includes").get("users").items();
        users.iter().filter(|user| is_user(user)).for_each(|user| user::tell(user, people));
        if let Some(first) = value.get("errors").items().first() {
            let n = value.get("errors").items().len();
            let reason = first.any(&["detail", "title"]).text().unwrap_or("no reason is given");
            people.tally("partial-answer", "an answer lacks some of what was asked for", || {
                format!("{n} missing, {}", shorten(reason))
            });
        }
    }
}

/// Whether the value is a user: these three come always, and other networks have other names beside them.
fn is_user(value: &Tree<'_>) -> bool {
    const OTHERS: [&str; 6] = ["acct", "screen_name", "platform", "did", "displayname", "text"];
    value.get("username").filled().is_some()
        && value.get("name").text().is_some()
        && value.get("id").id().is_some()
        && !OTHERS.iter().any(|key| value.has(key))
}

/// Whether the value is a post.
fn is_tweet(value: &Tree<'_>) -> bool {
    value.get("id").id().is_some() && value.get("text").text().is_some() && value.get("author_id").id().is_some()
}

/// Whether the value is a post with its author inside.
fn is_flat(value: &Tree<'_>) -> bool {
    is_tweet(value) && is_user(value.get("author"))
}

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) use tests::sample;
