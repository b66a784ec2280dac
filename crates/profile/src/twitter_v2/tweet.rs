//! A post of the X API v2.

use crate::people::People;
use crate::person::Post;
use crate::tree::Tree;
use crate::twitter_text::{Link, is_pseudo_language, reposted, show, unescape};

/// What was asked for with a page: a key that no post has tells nothing.
pub(super) struct Asked {
    /// Which posts are answered, quoted or reposted.
    references: bool,
    /// Links, names and media.
    entities: bool,
}

impl Asked {
    /// What was asked for with this page of posts. twarc asks for everything.
    pub(super) fn of(page: &Tree<'_>, tweets: &[&Tree<'_>]) -> Self {
        let any = |keys: &[&str]| page.has("__twarc") || tweets.iter().any(|t| keys.iter().any(|key| t.has(key)));
        Asked {
            references: any(&["referenced_tweets", "in_reply_to_user_id"]),
            entities: any(&["entities", "attachments"]),
        }
    }
}

/// Tells of a post.
pub(super) fn tell(tweet: &Tree<'_>, asked: &Asked, people: &mut People<'_>) {
    let author = tweet.get("author_id").id().unwrap_or_default();
    let id = tweet.get("id").id().unwrap_or_default().into_owned();
    let person = people.person(&author);
    let at = person.date(tweet.get("created_at"), &id);
    let note = tweet.get("note_tweet");
    let whole = if note.get("text").text().is_some() { note } else { tweet };
    let text = unescape(whole.get("text").text().unwrap_or_default());
    let references = tweet.get("referenced_tweets").items();
    let refers = |kind: &str| references.iter().find(|reference| reference.get("type").text() == Some(kind));
    let is_repost = refers("retweeted").is_some() || reposted(&text).is_some();
    let answered = tweet.get("in_reply_to_user_id").id();
    let is_reply = !is_repost && (refers("replied_to").is_some() || answered.is_some());
    let (urls, media_urls): (Vec<&Tree<'_>>, Vec<&Tree<'_>>) =
        whole.get("entities").get("urls").items().iter().partition(|url| !url.has("media_key"));
    let links: Vec<Link<'_>> = urls
        .iter()
        .filter_map(|url| Some((url.get("url").filled()?, url.any(&["unwound_url", "expanded_url"]).filled()?)))
        .collect();
    let media_links: Vec<&str> = media_urls.iter().filter_map(|url| url.get("url").filled()).collect();
    let shown = show(&text, &links, &media_links, &id);
    // Every link and every attached file stands in the text as a `t.co` link: where there is none, there is nothing.
    let known = asked.entities || !text.contains("https://t.co/");
    let named = tweet.get("entities").get("mentions").items().iter();
    let names_known = asked.entities || !text.contains('@');
    let own_thread = match &answered {
        Some(to) => Some(is_reply && *to == author),
        None if is_reply => None,
        None => asked.references.then_some(false),
    };
    let metrics = tweet.get("public_metrics");
    let count = |key: &str| metrics.get(key).count().filter(|_| !is_repost);
    let post = Post {
        at,
        reply: (asked.references || is_reply || is_repost).then_some(is_reply),
        repost: Some(is_repost),
        quote: (asked.references || is_repost || shown.quote)
            .then_some(!is_repost && (refers("quoted").is_some() || shown.quote)),
        own_thread,
        reply_to: refers("replied_to").and_then(|reference| reference.get("id").id()).map(Into::into),
        lang: tweet
            .get("lang")
            .text()
            .map(|lang| if is_pseudo_language(lang) { String::new() } else { lang.to_owned() }),
        urls: known.then_some(shown.n_urls),
        media: known.then(|| tweet.get("attachments").get("media_keys").items().len()),
        likes: count("like_count"),
        reposts: count("retweet_count"),
        replies: count("reply_count"),
        mentions: names_known
            .then(|| named.filter_map(|mention| mention.get("username").filled()).map(str::to_owned).collect()),
        text: Some(shown.text),
        id,
    };
    person.post(post);
}
