//! A feed of Bluesky's API: posts, and reposts of others' posts.

use super::post::read;
use super::profile::{self, View};
use crate::catalog::account;
use crate::date::{Date, parse_date};
use crate::people::People;
use crate::person::Post;
use crate::tree::Tree;

/// Whether the value is a post as the API shows it.
pub(super) fn is_post(value: &Tree<'_>) -> bool {
    value.get("uri").text().is_some() && value.get("record").is_object() && profile::is_profile(value.get("author"))
}

/// Whether the value is an item of a feed.
pub(super) fn is_item(value: &Tree<'_>) -> bool {
    is_post(value.get("post"))
}

/// Tells of an item of a feed.
pub(super) fn tell(item: &Tree<'_>, people: &mut People<'_>) {
    let reason = item.get("reason");
    let kind = reason.get("$type").text().unwrap_or_default();
    let by = reason.get("by");
    if kind.ends_with("reasonRepost") && profile::is_profile(by) {
        let post = item.get("post");
        let uri = post.get("uri").text().unwrap_or_default();
        let person = people.person(by.get("did").text().unwrap_or_default());
        if !person.is_told() {
            profile::facts(by, View::Short, person);
        }
        let shown = shown(post, uri.to_owned());
        person.post(Post {
            // One's own post, reposted, is another entry of the feed.
            id: format!("{uri}#repost"),
            // When it was reposted: that is where the feed shows it, and an account that reposts today is not idle.
            at: seconds(reason.get("indexedAt")),
            text: shown.text,
            lang: shown.lang,
            urls: shown.urls,
            media: shown.media,
            repost: Some(true),
            reply: Some(false),
            quote: Some(false),
            own_thread: Some(false),
            ..Post::default()
        });
        return;
    }
    let parent = item.get("reply").get("parent").get("author").get("handle").filled();
    tell_one(item.get("post"), parent, kind.ends_with("reasonPin"), people);
}

/// Tells of a post as the API shows it.
pub(super) fn tell_post(post: &Tree<'_>, people: &mut People<'_>) {
    tell_one(post, None, false, people);
}

fn tell_one(post: &Tree<'_>, answered: Option<&str>, is_pinned: bool, people: &mut People<'_>) {
    let author = post.get("author");
    let person = people.person(author.get("did").text().unwrap_or_default());
    if !person.is_told() {
        profile::facts(author, View::Short, person);
    }
    if is_pinned {
        person.flag(account::PINNED, Some(true));
    }
    let mut read = shown(post, post.get("uri").text().unwrap_or_default().to_owned());
    if let (Some(mentions), Some(answered)) = (&mut read.mentions, answered) {
        mentions.push(answered.to_owned());
    }
    person.post(Post {
        likes: post.get("likeCount").count(),
        reposts: post.get("repostCount").count(),
        replies: post.get("replyCount").count(),
        ..read
    });
}

fn shown(post: &Tree<'_>, id: String) -> Post {
    let author = post.get("author").get("did").text().unwrap_or_default();
    read(post.get("record"), author, id, seconds(post.get("indexedAt")))
}

fn seconds(date: &Tree<'_>) -> Option<i64> {
    match date.text().map(parse_date) {
        Some(Date::At(at)) => Some(at),
        _ => None,
    }
}
