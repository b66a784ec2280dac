//! `actor.json`: who the account is.

use crate::catalog::{account, page};
use crate::html;
use crate::mastodon::table;
use crate::person::Person;
use crate::tree::Tree;

/// Whether the value is an actor.
pub(super) fn is_actor(value: &Tree<'_>) -> bool {
    const TYPES: [&str; 5] = ["Person", "Service", "Group", "Application", "Organization"];
    value.get("type").text().is_some_and(|kind| TYPES.contains(&kind))
        && value.get("preferredUsername").text().is_some()
        && (value.has("inbox") || value.has("outbox"))
}

/// The facts of an actor.
pub(super) fn facts(actor: &Tree<'_>, person: &mut Person) {
    person.handle(actor.get("preferredUsername").text());
    person.name(actor.get("name").text_or_empty());
    person.bio(actor.get("summary").text_or_empty().map(|summary| html::show(summary).text));
    person.created(actor.get("published"));
    person.flag(account::LOCKED, actor.get("manuallyApprovesFollowers").flag());
    let kind = actor.get("type").text();
    person.flag(account::BOT, Some(matches!(kind, Some("Service" | "Application"))));
    person.flag(account::MOVED, Some(actor.get("movedTo").filled().is_some()));
    // The key is there only if there is a picture.
    person.picture(Some(actor.get("icon").get("url").text().unwrap_or_default()));
    person.flag(page::BANNER_DEFAULT, Some(!actor.get("image").is_object()));
    if actor.has("attachment") {
        person.text(account::FIELDS, Some(table(actor.get("attachment"))));
    }
}
