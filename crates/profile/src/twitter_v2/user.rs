//! A user of the X API v2.

use crate::catalog::account;
use crate::people::People;
use crate::tree::Tree;
use crate::twitter_text::full_size;

/// Tells of a user. The same one stands on every page: the first time counts.
pub(super) fn tell(user: &Tree<'_>, people: &mut People<'_>) {
    let key = user.get("id").id().unwrap_or_default();
    let person = people.person(&key);
    if person.is_told() {
        return;
    }
    person.handle(user.get("username").text());
    person.name(user.get("name").text());
    person.bio(user.get("description").text());
    person.text(account::LOCATION, user.get("location").text());
    let target = user.get("entities").get("url").get("urls").items().first();
    let url = target.and_then(|url| url.get("expanded_url").filled()).or_else(|| user.get("url").text());
    person.text(account::URL, url);
    let metrics = user.get("public_metrics");
    person.count(account::FOLLOWERS, "followers_count", metrics.get("followers_count"));
    person.count(account::FOLLOWING, "following_count", metrics.get("following_count"));
    person.count(account::POSTS_TOTAL, "tweet_count", metrics.get("tweet_count"));
    person.flag(account::VERIFIED, user.get("verified").flag());
    person.flag(account::LOCKED, user.get("protected").flag());
    person.created(user.get("created_at"));
    // No flag tells of a default picture, but its address does.
    person.picture(user.get("profile_image_url").filled().map(full_size).as_deref());
    if user.get("pinned_tweet_id").id().is_some() {
        person.flag(account::PINNED, Some(true));
    }
}
