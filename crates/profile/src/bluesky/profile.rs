//! A profile of Bluesky's API, in its long and short forms.

use crate::catalog::{account, page};
use crate::people::People;
use crate::person::Person;
use crate::tree::Tree;

/// How much a profile tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum View {
    /// What comes with a post: never a description.
    Short,
    /// What a list of profiles or a single one has.
    Full,
}

impl View {
    /// The view of a profile that stands alone.
    pub(super) fn of(profile: &Tree<'_>) -> Self {
        const LONG: [&str; 6] = ["description", "followersCount", "postsCount", "banner", "indexedAt", "pinnedPost"];
        if LONG.iter().any(|key| profile.has(key)) { View::Full } else { View::Short }
    }
}

/// Whether the value is a profile.
pub(super) fn is_profile(value: &Tree<'_>) -> bool {
    value.get("did").text().is_some_and(|did| did.starts_with("did:")) && value.get("handle").text().is_some()
}

/// Tells of a profile.
pub(super) fn tell(profile: &Tree<'_>, view: View, people: &mut People<'_>) {
    let did = profile.get("did").text().unwrap_or_default();
    facts(profile, view, people.person(did));
}

/// The facts of a profile. A longer form may follow a short one, and tells more.
pub(super) fn facts(from: &Tree<'_>, view: View, person: &mut Person) {
    let did = from.get("did").text();
    // A handle that cannot be verified leads nowhere; the id does.
    person.handle(from.get("handle").filled().filter(|handle| *handle != "handle.invalid").or(did));
    person.name(from.get("displayName").text().or(Some("")));
    person.picture(from.get("avatar").text().or(Some("")));
    person.flag(account::LOCKED, Some(false));
    if view == View::Full {
        person.bio(from.get("description").text().or(Some("")));
    }
    // Only the longest form has counts, and only it would have a banner.
    if from.has("followersCount") || from.has("postsCount") || from.has("banner") {
        person.flag(page::BANNER_DEFAULT, Some(from.get("banner").filled().is_none()));
    }
    person.count(account::FOLLOWERS, "followersCount", from.get("followersCount"));
    person.count(account::FOLLOWING, "followsCount", from.get("followsCount"));
    person.count(account::POSTS_TOTAL, "postsCount", from.get("postsCount"));
    person.created(from.get("createdAt"));
    let website = from.get("website").filled();
    person.text(account::URL, website);
    // A handle is a domain that the network has checked: a website there is the account's.
    let host = website.and_then(|url| url.split("://").nth(1)).and_then(|rest| rest.split(['/', '?', '#']).next());
    if host.is_some() && host == from.get("handle").text() {
        person.flag(account::LINK_VERIFIED, Some(true));
    }
    if from.get("pinnedPost").is_object() {
        person.flag(account::PINNED, Some(true));
    }
    let verification = from.get("verification");
    if verification.is_object() {
        let is_valid = |key| verification.get(key).text() == Some("valid");
        person.flag(account::VERIFIED, Some(is_valid("verifiedStatus") || is_valid("trustedVerifierStatus")));
    }
    if let Tree::List(labels) = from.get("labels") {
        let has = |value: &str, own: bool| {
            labels.iter().any(|label| {
                let is_own = label.get("src").text() == did;
                label.get("val").text() == Some(value) && label.get("neg").flag() != Some(true) && (is_own || !own)
            })
        };
        // Only one's own label is a statement.
        person.flag(account::BOT, Some(has("bot", true)));
        person.flag(account::SUSPENDED, Some(has("!takedown", false) || has("!suspend", false)));
    }
}
