//! An account of Mastodon's API.

use crate::catalog::{account, page};
use crate::html;
use crate::people::People;
use crate::person::Person;
use crate::tree::Tree;

/// Whether the value is an account.
pub(super) fn is_account(value: &Tree<'_>) -> bool {
    value.get("acct").filled().is_some() && value.get("username").text().is_some() && value.get("id").id().is_some()
}

/// What the server knows the account by.
pub(super) fn key(account: &Tree<'_>) -> String {
    account.get("id").id().unwrap_or_default().into_owned()
}

/// Tells of an account.
pub(super) fn tell(account: &Tree<'_>, people: &mut People<'_>) {
    facts(account, people.person(&key(account)));
}

/// The facts of an account.
pub(super) fn facts(from: &Tree<'_>, person: &mut Person) {
    person.handle(from.get("acct").text());
    person.name(from.get("display_name").text());
    let source = from.get("source");
    let plain = source.get("note").text().map(str::to_owned);
    person.bio(plain.or_else(|| from.get("note").text().map(|note| html::show(note).text)));
    let fields = if from.has("fields") { from } else { source };
    if fields.has("fields") {
        person.text(account::FIELDS, Some(table(fields.get("fields"))));
    }
    person.flag(account::LINK_VERIFIED, link_verified(from.get("fields")));
    person.count(account::FOLLOWERS, "followers_count", from.get("followers_count"));
    person.count(account::FOLLOWING, "following_count", from.get("following_count"));
    person.count(account::POSTS_TOTAL, "statuses_count", from.get("statuses_count"));
    person.flag(account::LOCKED, from.get("locked").flag());
    person.flag(account::BOT, from.get("bot").flag());
    // These keys are there only if it is so.
    person.flag(account::MOVED, Some(from.get("moved").is_object()));
    person.flag(account::SUSPENDED, Some(from.get("suspended").flag() == Some(true)));
    person.created(from.get("created_at"));
    person.picture(from.any(&["avatar", "avatar_static"]).text());
    person.flag(page::BANNER_DEFAULT, from.any(&["header", "header_static"]).text().map(is_default_header));
}

/// The table of fields, one `name: value` a line.
pub(crate) fn table(fields: &Tree<'_>) -> String {
    let row = |field: &Tree<'_>| {
        let name = field.get("name").text()?;
        let value = html::show(field.get("value").text().unwrap_or_default()).text;
        Some(format!("{name}: {value}"))
    };
    fields.items().iter().filter_map(row).collect::<Vec<_>>().join("\n")
}

/// Whether the server has checked one of the links in the fields; nothing where there is none, or where it does not say.
fn link_verified(fields: &Tree<'_>) -> Option<bool> {
    let is_link =
        |field: &&Tree<'_>| field.has("verified_at") && field.get("value").text().is_some_and(|v| v.contains("://"));
    let mut links = fields.items().iter().filter(is_link).peekable();
    links.peek()?;
    Some(links.any(|field| field.get("verified_at").filled().is_some()))
}

/// Whether the header is the one that a server gives everybody: Mastodon, Pixelfed, Pleroma.
fn is_default_header(url: &str) -> bool {
    url.is_empty() || url.ends_with("/missing.png") || url.ends_with("/images/banner.png")
}
