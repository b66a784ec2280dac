//! A user of the X API v1.1.

use crate::catalog::{account, avatar, page};
use crate::people::People;
use crate::person::Person;
use crate::tree::Tree;
use crate::twitter_text::full_size;
use crate::twitter_v1::tweet;

/// Tells of a user, and of the latest post where it is there.
pub(super) fn tell(user: &Tree<'_>, people: &mut People<'_>) {
    let key = key(user);
    let person = people.person(&key);
    facts(user, person);
    let status = user.get("status");
    if status.is_object() {
        let post = tweet::post(status, Some(&key), user.get("screen_name").text(), person);
        person.post(post);
    }
}

/// The id; the handle where the id went through a spreadsheet.
pub(super) fn key(user: &Tree<'_>) -> String {
    let id = user.get("id_str").id().or_else(|| user.get("id").id());
    id.map_or_else(|| format!("@{}", user.get("screen_name").text().unwrap_or_default().to_lowercase()), Into::into)
}

/// The facts of a user.
pub(crate) fn facts(user: &Tree<'_>, person: &mut Person) {
    person.handle(user.get("screen_name").text());
    person.name(user.get("name").text());
    // `null` is a text that is not there; a key that is not there was not asked for.
    let text = |key: &str| if user.has(key) { user.get(key).text_or_empty() } else { None };
    person.bio(text("description"));
    person.text(account::LOCATION, text("location"));
    person.text(account::URL, text("url").map(|_| website(user)));
    person.count(account::FOLLOWERS, "followers_count", user.get("followers_count"));
    person.count(account::FOLLOWING, "friends_count", user.get("friends_count"));
    person.count(account::POSTS_TOTAL, "statuses_count", user.get("statuses_count"));
    person.flag(account::VERIFIED, user.get("verified").flag());
    person.flag(account::LOCKED, user.get("protected").flag());
    person.created(user.get("created_at"));
    // `default_profile` is about colors, and no sign of a default picture.
    person.flag(avatar::DEFAULT, user.get("default_profile_image").flag());
    person.picture(user.any(&["profile_image_url_https", "profile_image_url"]).text().map(full_size).as_deref());
    // The address of the banner is a key that is there only if there is one; half of a user does not tell.
    if user.has("profile_image_url_https") || user.has("profile_banner_url") {
        person.flag(page::BANNER_DEFAULT, Some(user.get("profile_banner_url").filled().is_none()));
    }
    if let Some(pinned) = user
        .get("pinned_tweet_ids_str")
        .id()
        .map(|_| true)
        .or_else(|| user.has("pinned_tweet_ids").then(|| !user.get("pinned_tweet_ids").items().is_empty()))
    {
        person.flag(account::PINNED, Some(pinned));
    }
    person.flag(account::SUSPENDED, user.get("suspended").flag());
}

/// The website: where the `t.co` address leads, if the user's entities say so.
fn website<'t>(user: &'t Tree<'_>) -> &'t str {
    let urls = user.get("entities").get("url").get("urls").items();
    let target = urls.first().and_then(|url| url.get("expanded_url").filled());
    target.or_else(|| user.get("url").text()).unwrap_or_default()
}
