//! `account.js`, `profile.js`, `verified.js` and the `user_details.js` of classic archives.
//!
//! The e-mail address and the rest of what these files hold is not even parsed.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::lax::{Lax, Lossy, or_default};

/// The inside of `account`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Account<'a> {
    #[serde(borrow)]
    pub(super) username: Lax<'a>,
    #[serde(borrow, rename = "accountId")]
    pub(super) id: Lax<'a>,
    #[serde(borrow, rename = "createdAt")]
    pub(super) created_at: Lax<'a>,
    #[serde(borrow, rename = "accountDisplayName")]
    pub(super) name: Lossy<'a>,
}

/// The inside of `profile`. A key is missing where the user has provided nothing.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ProfilePage<'a> {
    #[serde(borrow)]
    description: Option<&'a RawValue>,
    #[serde(borrow, rename = "avatarMediaUrl")]
    pub(super) avatar: Lax<'a>,
    #[serde(borrow, rename = "headerMediaUrl")]
    pub(super) header: Lax<'a>,
}

impl<'a> ProfilePage<'a> {
    pub(super) fn description(&self) -> Description<'a> {
        or_default(self.description)
    }
}

/// What the user says about themselves; raw, where posts are escaped.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Description<'a> {
    #[serde(borrow)]
    pub(super) bio: Lossy<'a>,
    #[serde(borrow)]
    pub(super) website: Lax<'a>,
    #[serde(borrow)]
    pub(super) location: Lossy<'a>,
}

/// The inside of `verified`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Verified<'a> {
    #[serde(borrow)]
    pub(super) verified: Lax<'a>,
}

/// `user_details.js` of a classic archive.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ClassicUser<'a> {
    #[serde(borrow)]
    pub(super) screen_name: Lax<'a>,
    #[serde(borrow)]
    pub(super) full_name: Lossy<'a>,
    #[serde(borrow)]
    pub(super) bio: Option<Lossy<'a>>,
    #[serde(borrow)]
    pub(super) location: Option<Lossy<'a>>,
    #[serde(borrow)]
    pub(super) id: Lax<'a>,
    #[serde(borrow)]
    pub(super) created_at: Lax<'a>,
}

/// `payload_details.js` of a classic archive.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ClassicPayload<'a> {
    #[serde(borrow)]
    pub(super) created_at: Lax<'a>,
}
