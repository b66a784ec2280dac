//! `outbox.json`: what the account did, oldest first or in any order.

use super::total;
use crate::html;
use crate::person::{Person, Post};
use crate::tree::Tree;
use crate::warning::{Tally, Warning};

/// How public is written: in full, or in short by other servers.
const PUBLIC: [&str; 3] = ["https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"];

/// Whether the value is an outbox. Likes and bookmarks have the same form, but hold addresses of others' posts.
pub(super) fn is_outbox(value: &Tree<'_>) -> bool {
    if value.get("type").text() != Some("OrderedCollection") {
        return false;
    }
    match value.get("orderedItems").items().first() {
        Some(first) => matches!(first.get("type").text(), Some("Create" | "Announce")),
        None => value.get("id").text().is_some_and(|id| id.contains("outbox")) && value.has("orderedItems"),
    }
}

/// The posts of an outbox.
pub(super) fn facts(outbox: &Tree<'_>, author: Option<&str>, person: &mut Person) {
    let items = outbox.get("orderedItems").items();
    let mut odd = Tally::default();
    let mut hidden = 0_usize;
    person.has_posts();
    for (item, number) in items.iter().zip(1..) {
        let kind = item.get("type").text();
        let object = item.get("object");
        if !matches!(kind, Some("Create" | "Announce")) {
            odd.add(|| format!("item {number} of the outbox"));
        } else if !is_public(item) && !is_public(object) {
            hidden += 1;
        } else if kind == Some("Announce") {
            let post = boost(item, person);
            person.post(post);
        } else {
            let post = note(item, object, author, person);
            person.post(post);
        }
    }
    total(person, items.len());
    if hidden > 0 {
        let message =
            format!("{hidden} of {} posts are for followers or single people only, and are not read", items.len());
        person.warnings.push(Warning::new("hidden-posts", message));
    }
    odd.warn("odd-item", "an item that is no post was left out", &mut person.warnings);
}

fn is_public(value: &Tree<'_>) -> bool {
    let holds = |tree: &Tree<'_>| {
        tree.text().is_some_and(|to| PUBLIC.contains(&to))
            || tree.items().iter().filter_map(Tree::text).any(|to| PUBLIC.contains(&to))
    };
    holds(value.get("to")) || holds(value.get("cc"))
}

/// A boost: nothing but the address of a post.
fn boost(item: &Tree<'_>, person: &mut Person) -> Post {
    let id = item.get("id").text().unwrap_or_default().to_owned();
    Post {
        at: person.date(item.get("published"), &id),
        repost: Some(true),
        reply: Some(false),
        quote: Some(false),
        own_thread: Some(false),
        id,
        ..Post::default()
    }
}

fn note(item: &Tree<'_>, note: &Tree<'_>, author: Option<&str>, person: &mut Person) -> Post {
    let id = note.any(&["id", "atomUri"]).text().or_else(|| note.text()).or_else(|| item.get("id").text());
    let id = id.unwrap_or_default().to_owned();
    let at = person.date(item.any(&["published"]), &id).or_else(|| person.date(note.get("published"), &id));
    if !note.is_object() {
        // Only its address is there.
        return Post { id, at, repost: Some(false), ..Post::default() };
    }
    let shown = html::show(note.get("content").text().unwrap_or_default()).behind(note.get("summary").filled());
    let answered = note.get("inReplyTo").filled();
    let own = author.map(|author| format!("{}/", author.trim_end_matches('/')));
    let tags = note.get("tag").items().iter();
    let is_quote =
        ["quote", "quoteUrl", "quoteUri", "_misskey_quote"].iter().any(|key| note.get(key).filled().is_some());
    Post {
        at,
        reply: Some(answered.is_some()),
        repost: Some(false),
        quote: Some(is_quote),
        own_thread: match (answered, own) {
            (None, _) => Some(false),
            (Some(to), Some(own)) => Some(to.starts_with(&own)),
            _ => None,
        },
        reply_to: answered.map(str::to_owned),
        lang: Some(note.get("contentMap").entries().first().map(|(lang, _)| lang.to_string()).unwrap_or_default()),
        urls: Some(shown.n_links),
        media: Some(note.get("attachment").items().len()),
        mentions: Some(
            tags.filter(|tag| tag.get("type").text() == Some("Mention"))
                .filter_map(|tag| tag.get("name").filled())
                .map(str::to_owned)
                .collect(),
        ),
        text: Some(shown.text),
        id,
        ..Post::default()
    }
}
