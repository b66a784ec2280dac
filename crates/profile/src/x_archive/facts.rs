//! From the account's files to facts.

use followback_core::{Fact, FactId, Record, Schema};

use super::account::{Account, ClassicUser, ProfilePage, Verified};
use super::allow::Role;
use super::lax::{Lax, Lossy};
use super::manifest::Manifest;
use crate::catalog::{account, avatar, page};
use crate::date::{Ages, Date, parse_date};
use crate::platform::Platform;

/// The facts of an archive, as far as its files have been read.
pub(super) struct Facts {
    pub(super) record: Record<'static>,
    pub(super) handle: Option<String>,
    pub(super) name: Option<String>,
    /// X's number of the account, which tells replies to oneself.
    pub(super) id: Option<String>,
    /// Name of the file of the picture in `profile_media`.
    pub(super) picture: Option<String>,
}

impl Facts {
    pub(super) fn new(schema: &Schema) -> Self {
        let mut record = Record::new(schema);
        record.set(account::PLATFORM, Fact::label(Platform::X.name()));
        Facts { record, handle: None, name: None, id: None, picture: None }
    }

    /// What the manifest says of the user; `account.js` may know better.
    pub(super) fn manifest(&mut self, manifest: &Manifest) {
        self.identity(manifest.handle.as_deref(), manifest.name.as_deref(), manifest.account_id.as_deref());
    }

    pub(super) fn account(&mut self, from: &Account<'_>, ages: &mut Ages) {
        self.identity(from.username.text(), from.name.0.as_deref(), from.id.text());
        self.age(&from.created_at, ages);
    }

    pub(super) fn classic_user(&mut self, from: &ClassicUser<'_>, ages: &mut Ages) {
        self.identity(from.screen_name.text(), from.full_name.0.as_deref(), from.id.text());
        self.age(&from.created_at, ages);
        if let Some(bio) = &from.bio {
            self.text(page::BIO, bio);
        }
        if let Some(location) = &from.location {
            self.text(account::LOCATION, location);
        }
    }

    fn identity(&mut self, handle: Option<&str>, name: Option<&str>, id: Option<&str>) {
        if let Some(handle) = handle {
            self.record.set(account::HANDLE, Fact::text(handle.to_owned()));
            self.handle = Some(handle.to_owned());
        }
        if let Some(name) = name {
            self.record.set(account::NAME, Fact::text(name.to_owned()));
            self.name = Some(name.to_owned()).filter(|name| !name.is_empty());
        }
        if let Some(id) = id {
            self.id = Some(id.to_owned());
        }
    }

    fn age(&mut self, created_at: &Lax<'_>, ages: &mut Ages) {
        let Some(text) = created_at.text() else { return };
        match parse_date(text) {
            Date::At(at) => {
                let days = ages.days(at, || format!("the account was created on {text}"));
                self.record.set(account::AGE_DAYS, Fact::number(days));
            }
            Date::Absurd | Date::Invalid => ages.absurd(|| format!("the account was created on `{text}`")),
        }
    }

    /// The profile page. A missing key means that the user has provided nothing, so it is absent and not unknown.
    pub(super) fn page(&mut self, from: &ProfilePage<'_>) {
        let description = from.description();
        self.text(page::BIO, &description.bio);
        self.text(account::LOCATION, &description.location);
        self.record.set(account::URL, Fact::text(description.website.0.unwrap_or_default().into_owned()));
        self.record.set(page::BANNER_DEFAULT, Fact::bool(from.header.text().is_none()));
        let url = from.avatar.text().unwrap_or_default();
        self.record.set(avatar::AVATAR_URL, Fact::text(url.to_owned()));
        self.picture = picture_name(self.id.as_deref(), url);
    }

    pub(super) fn verified(&mut self, from: &Verified<'_>) {
        if let Some(verified) = from.verified.bool() {
            self.record.set(account::VERIFIED, Fact::bool(verified));
        }
    }

    pub(super) fn accounts(&mut self, role: Role, n: usize) {
        let id = if role == Role::Followers { account::FOLLOWERS } else { account::FOLLOWING };
        self.record.set(id, Fact::number(n as f64));
    }

    fn text(&mut self, id: FactId, text: &Lossy<'_>) {
        let text = text.0.as_deref().unwrap_or_default().to_owned();
        self.record.set(id, Fact::text(text));
    }
}

/// `<account>-<last part of the address>`; nothing if that would be no plain file name.
fn picture_name(id: Option<&str>, url: &str) -> Option<String> {
    let id = id.filter(|id| !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit()))?;
    let last = url.split(['?', '#']).next()?.rsplit('/').next()?;
    let plain = last.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'));
    (plain && last.contains('.') && !last.starts_with('.')).then(|| format!("{id}-{last}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_pictures_are_plain() {
        let name = |url| picture_name(Some("111"), url);
        assert_eq!(name("https://pbs.twimg.com/profile_images/9/AbCd.jpg").as_deref(), Some("111-AbCd.jpg"));
        assert_eq!(name("https://pbs.twimg.com/profile_images/9/AbCd.jpg?x=/y").as_deref(), Some("111-AbCd.jpg"));
        for url in ["", "https://a.example/", "https://a.example/..", "https://a.example/a\\b.jpg", "x/a b.jpg"] {
            assert_eq!(name(url), None, "{url}");
        }
        assert_eq!(picture_name(Some("../1"), "https://a.example/a.jpg"), None);
        assert_eq!(picture_name(None, "https://a.example/a.jpg"), None);
    }
}
