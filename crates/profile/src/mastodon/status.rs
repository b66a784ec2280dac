//! A post of Mastodon's API.

use super::account;
use crate::html;
use crate::people::People;
use crate::person::Post;
use crate::tree::Tree;

/// Whether the value is a post.
pub(super) fn is_status(value: &Tree<'_>) -> bool {
    account::is_account(value.get("account"))
        && value.get("id").id().is_some()
        && (value.has("content") || value.has("reblog"))
}

/// Tells of a post and its author.
pub(super) fn tell(status: &Tree<'_>, people: &mut People<'_>) {
    let author = status.get("account");
    let key = account::key(author);
    let id = status.get("id").id().unwrap_or_default().into_owned();
    if matches!(status.get("visibility").text(), Some("private" | "direct")) {
        people.odd(|| format!("post {id} (it is for followers or single people only)"));
        return;
    }
    let person = people.person(&key);
    if !person.is_told() {
        account::facts(author, person);
    }
    let at = person.date(status.get("created_at"), &id);
    let boosted = status.get("reblog");
    let is_repost = boosted.is_object();
    // The content of a boost is empty on some servers and a copy on others.
    let shown = shown(if is_repost { boosted } else { status });
    let answered = status.get("in_reply_to_account_id").id();
    let is_reply = !is_repost && (answered.is_some() || status.get("in_reply_to_id").id().is_some());
    let pleroma = status.get("pleroma");
    let is_quote = !is_repost
        && [status.get("quote"), status.get("quote_id"), pleroma.get("quote"), pleroma.get("quote_id")]
            .iter()
            .any(|quote| !quote.is_null() && quote.flag() != Some(false));
    let count = |key: &str| status.get(key).count().filter(|_| !is_repost);
    let mentions = status.get("mentions");
    let media = status.get("media_attachments");
    let post = Post {
        at,
        reply: Some(is_reply),
        repost: Some(is_repost),
        quote: Some(is_quote),
        own_thread: match answered {
            _ if !is_reply => Some(false),
            Some(to) => Some(to == key.as_str()),
            None => None,
        },
        reply_to: status.get("in_reply_to_id").id().map(Into::into),
        lang: if status.has("language") { status.get("language").text_or_empty().map(str::to_owned) } else { None },
        urls: Some(shown.n_links),
        media: matches!(media, Tree::List(_)).then(|| media.items().len()),
        likes: count("favourites_count"),
        reposts: count("reblogs_count"),
        replies: count("replies_count"),
        mentions: matches!(mentions, Tree::List(_)).then(|| {
            mentions.items().iter().filter_map(|mention| mention.get("acct").filled()).map(str::to_owned).collect()
        }),
        text: Some(shown.text),
        id,
    };
    person.post(post);
}

/// The text with its content warning, which shows before it.
fn shown(status: &Tree<'_>) -> html::Shown {
    html::show(status.get("content").text().unwrap_or_default()).behind(status.get("spoiler_text").filled())
}
