//! The record of a post, as the API sends it and as a repository holds it.

use super::facets;
use crate::date::{Date, parse_date};
use crate::person::Post;
use crate::tree::Tree;

/// A client's clock may be off by so much, in seconds.
const CLOCK: i64 = 86_400;

/// What the record of a post tells. `author` is the id of who wrote it, `seen` when the network saw it.
pub(crate) fn read(record: &Tree<'_>, author: &str, id: String, seen: Option<i64>) -> Post {
    let marked = facets::mark(record.get("text").text().unwrap_or_default(), record.get("facets").items());
    let embed = record.get("embed");
    let parent = record.get("reply").get("parent").get("uri").text();
    let is_reply = record.get("reply").is_object();
    // A card shows a link that may stand in the text, too.
    let card = media_of(embed).get("external").get("uri").filled();
    let extra = card.is_some_and(|card| !marked.links.iter().any(|link| link == card));
    Post {
        id,
        at: posted(record.get("createdAt"), seen),
        reply: Some(is_reply),
        repost: Some(false),
        quote: Some(is_quote(embed)),
        own_thread: if is_reply { parent.and_then(author_of).map(|to| to == author) } else { Some(false) },
        lang: Some(record.get("langs").items().first().and_then(Tree::text).unwrap_or_default().to_owned()),
        urls: Some(marked.links.len() + usize::from(extra)),
        media: Some(n_media(media_of(embed))),
        mentions: Some(marked.mentions),
        text: Some(marked.text),
        ..Post::default()
    }
}

/// The id of the account that an `at://` address belongs to.
pub(crate) fn author_of(uri: &str) -> Option<&str> {
    uri.strip_prefix("at://")?.split('/').next()
}

/// When it was posted. The date is the client's word: one from the future or from nowhere counts less than when the network saw it.
pub(crate) fn posted(created: &Tree<'_>, seen: Option<i64>) -> Option<i64> {
    match created.text().map(parse_date) {
        Some(Date::At(at)) if seen.is_none_or(|seen| at <= seen.saturating_add(CLOCK)) => Some(at),
        _ => seen,
    }
}

/// The part of an embed that holds pictures, a video or a card; another one may hold a quoted post.
fn media_of<'t, 'a>(embed: &'t Tree<'a>) -> &'t Tree<'a> {
    if embed.has("media") { embed.get("media") } else { embed }
}

fn n_media(media: &Tree<'_>) -> usize {
    media.get("images").items().len() + usize::from(media.has("video"))
}

/// Whether the embed is a post; it can also be a list, a feed or a starter pack.
fn is_quote(embed: &Tree<'_>) -> bool {
    let record = embed.get("record");
    let uri = record.get("uri").text().or_else(|| record.get("record").get("uri").text());
    uri.is_some_and(|uri| uri.contains("/app.bsky.feed.post/"))
}
