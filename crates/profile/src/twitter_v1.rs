//! What the X API v1.1 answers, and what tools made of it: users, posts with their author, and pages of either.
//!
//! - An author's posts become posts of the author's profile; authors of reposted posts are no profiles of the file.
//! - A page of users tells the latest post of each (`status`): it is taken as the only post that was read.
//! - The text of posts is escaped, the one of profiles is not.

mod tweet;
mod user;

use crate::dialect::{Dialect, Kind};
use crate::format::Format;
use crate::people::People;
use crate::platform::Platform;
use crate::tree::Tree;

pub(crate) use tweet::post;
pub(crate) use user::facts;

/// The X API v1.1.
pub(crate) struct TwitterV1;

impl Dialect for TwitterV1 {
    fn format(&self) -> Format {
        Format::TwitterV1
    }

    fn platform(&self) -> Platform {
        Platform::X
    }

    fn kind(&self, value: &Tree<'_>) -> Option<Kind> {
        if is_user(value) {
            return Some(Kind::Accounts);
        }
        if tweet::is_tweet(value) {
            return Some(Kind::Posts);
        }
        // The second key tells a page from a profile that somebody made, and counts where the list is empty.
        if let Some(first) = value.get("users").items().first() {
            return is_user(first).then_some(Kind::Accounts);
        }
        if value.has("users") && value.has("next_cursor") {
            return Some(Kind::Accounts);
        }
        if let Some(first) = value.get("statuses").items().first() {
            return tweet::is_tweet(first).then_some(Kind::Posts);
        }
        if value.has("statuses") && value.has("search_metadata") {
            return Some(Kind::Posts);
        }
        is_control(value).then_some(Kind::Nothing)
    }

    fn tell(&self, value: &Tree<'_>, people: &mut People<'_>) {
        if is_user(value) {
            user::tell(value, people);
        } else if tweet::is_tweet(value) {
            tweet::tell(value, people);
        } else {
            for (item, number) in value.get("users").items().iter().zip(1..) {
                if is_user(item) {
                    user::tell(item, people);
                } else {
                    people.odd(|| format!("item {number} of `users`"));
                }
            }
            for (item, number) in value.get("statuses").items().iter().zip(1..) {
                if tweet::is_tweet(item) {
                    tweet::tell(item, people);
                } else {
                    people.odd(|| format!("item {number} of `statuses`"));
                }
            }
        }
    }
}

/// Whether the value is a user: only this API has `screen_name` beside an id and one of these.
fn is_user(value: &Tree<'_>) -> bool {
    const ONE_OF: [&str; 6] =
        ["followers_count", "friends_count", "statuses_count", "description", "created_at", "profile_image_url_https"];
    let has_id = value.has("id_str") || value.has("id");
    value.get("screen_name").filled().is_some() && has_id && ONE_OF.iter().any(|key| value.has(key))
}

/// Whether the value only keeps a stream going: `{"delete": …}`, `{"limit": …}`.
fn is_control(value: &Tree<'_>) -> bool {
    const CONTROLS: [&str; 8] =
        ["delete", "limit", "scrub_geo", "status_withheld", "user_withheld", "disconnect", "warning", "friends"];
    matches!(value.entries(), [(key, inner)] if CONTROLS.contains(&key.as_ref()) && !inner.is_null())
}

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) use tests::sample;
