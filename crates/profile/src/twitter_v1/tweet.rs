//! A post of the X API v1.1: cut to 140 characters, extended, or as the stream sends it.

use crate::people::People;
use crate::person::{Person, Post};
use crate::tree::Tree;
use crate::twitter_text::{Link, is_pseudo_language, reposted, show, unescape};
use crate::twitter_v1::user;

/// Whether the value is a post.
pub(super) fn is_tweet(value: &Tree<'_>) -> bool {
    let has_text = value.has("full_text") || value.has("text");
    let has_id = value.has("id_str") || value.has("id");
    let author = value.get("user");
    has_text && has_id && value.has("created_at") && author.is_object() && (author.has("id_str") || author.has("id"))
}

/// Tells of a post and its author.
pub(super) fn tell(tweet: &Tree<'_>, people: &mut People<'_>) {
    let author = tweet.get("user");
    let key = user::key(author);
    let person = people.person(&key);
    // Of several posts the first one tells about the author: files start with the newest, or are of one moment.
    if author.has("screen_name") && !person.is_told() {
        user::facts(author, person);
    }
    let post = post(tweet, Some(&key), author.get("screen_name").text(), person);
    person.post(post);
}

/// The post, by the account with this id and handle.
pub(crate) fn post(tweet: &Tree<'_>, author: Option<&str>, handle: Option<&str>, person: &mut Person) -> Post {
    let id = tweet.get("id_str").id().or_else(|| tweet.get("id").id()).unwrap_or_default().into_owned();
    let at = person.date(tweet.get("created_at"), &id);
    // A stream cuts the text and sends the whole beside it, with entities of its own.
    let extended = tweet.get("extended_tweet");
    let whole = if extended.get("full_text").text().is_some() { extended } else { tweet };
    let text = whole.any(&["full_text", "text"]).text();
    let reposted_status = tweet.get("retweeted_status");
    let is_repost = reposted_status.is_object() || text.is_some_and(|text| reposted(text).is_some());
    let entities = whole.get("entities");
    let links: Vec<Link<'_>> = entities.get("urls").items().iter().filter_map(link).collect();
    let media = media(whole);
    let media_links: Vec<&str> = media.iter().filter_map(|item| item.get("url").filled()).collect();
    let known = entities.is_object();
    let shown = text.map(|text| show(&unescape(text), &links, &media_links, &id));
    let is_quote = shown.as_ref().is_some_and(|shown| shown.quote) || tweet.get("quoted_status").is_object();
    let answered = tweet.get("in_reply_to_user_id_str").id().or_else(|| tweet.get("in_reply_to_user_id").id());
    let answered_handle = tweet.get("in_reply_to_screen_name").filled();
    let answered_post = tweet.get("in_reply_to_status_id_str").id().or_else(|| tweet.get("in_reply_to_status_id").id());
    let is_reply = !is_repost && (answered.is_some() || answered_handle.is_some() || answered_post.is_some());
    let own_thread = match (&answered, author, answered_handle, handle) {
        _ if !is_reply => Some(false),
        (Some(to), Some(author), ..) => Some(to == author),
        (_, _, Some(to), Some(own)) => Some(to.eq_ignore_ascii_case(own)),
        _ => None,
    };
    let mentions = entities.get("user_mentions").items().iter();
    Post {
        at,
        reply: Some(is_reply),
        repost: Some(is_repost),
        quote: Some(!is_repost && (is_quote || tweet.get("is_quote_status").flag() == Some(true))),
        own_thread,
        reply_to: answered_post.map(Into::into),
        lang: tweet
            .get("lang")
            .text()
            .map(|lang| if is_pseudo_language(lang) { String::new() } else { lang.to_owned() }),
        urls: shown.as_ref().filter(|_| known).map(|shown| shown.n_urls),
        media: known.then_some(media.len()),
        // What a repost got belongs to the other post.
        likes: tweet.get("favorite_count").count().filter(|_| !is_repost),
        reposts: tweet.get("retweet_count").count().filter(|_| !is_repost),
        replies: tweet.get("reply_count").count().filter(|_| !is_repost),
        mentions: known.then(|| mentions.filter_map(|m| m.get("screen_name").filled()).map(str::to_owned).collect()),
        text: shown.map(|shown| shown.text),
        id,
    }
}

/// The attached media. The plain list holds the first of several pictures only.
fn media<'t, 'a>(tweet: &'t Tree<'a>) -> &'t [Tree<'a>] {
    let extended = tweet.get("extended_entities").get("media").items();
    if extended.is_empty() { tweet.get("entities").get("media").items() } else { extended }
}

fn link<'t>(url: &'t Tree<'_>) -> Option<Link<'t>> {
    Some((url.get("url").filled()?, url.get("expanded_url").filled()?))
}
