//! The straight way through a line of a bulk file.
//!
//! Nearly every line of a large file is plain: fields that exist, of the right type, each once, in the same order as on the
//! line before. Such a line is read here in one go, from its bytes, and texts are borrowed from it. Whatever is not plain
//! (also what would only earn a warning) gives `None`, and the careful reader reads the line again: it is the one that knows
//! what to say. Both must agree on what is plain; a property test holds them together.

mod cursor;

use std::borrow::Cow;

use followback_core::{Fact, MemberTable, Record, Schema, Spare};

use super::draft::{as_contact, without_at};
use super::fields::{PostField, ProfileField};
use crate::catalog::{ACCOUNT_KINDS, PLATFORMS, POSTS, account, avatar, page, post};
use crate::complete::complete_with;
use crate::date::age_days;
use crate::format::Format;
use crate::hours::count_by_hour;
use crate::limits::{MAX_ENTRIES, MAX_POSTS, MAX_POSTS_TEXT};
use crate::number::as_count;
use crate::platform::Platform;
use crate::profile::{Options, Profile};
use crate::wanted::PostFields;
use cursor::Cursor;

/// Reads a plain line; nothing if it is not plain.
pub(super) fn read<'a>(line: &'a str, options: &Options<'_>, spare: &mut Spare) -> Option<Profile<'a>> {
    // Lines so long may have to be cut.
    if line.len() > MAX_POSTS_TEXT {
        return None;
    }
    let now = options.now.unwrap_or(options.clock);
    let mut draft = Draft {
        schema: options.schema,
        fields: options.post_fields,
        now,
        profile: Profile {
            record: Record::new_in(options.schema, spare),
            handle: None,
            name: None,
            platform: None,
            source: Format::Native,
            now,
            avatar: None,
            avatar_file: None,
            warnings: Vec::new(),
        },
        spare,
    };
    let mut cursor = Cursor::new(line)?;
    cursor.object(ProfileField::from_name, ProfileField::key, &mut Order::default(), |cursor, field| {
        draft.field(cursor, field)
    })?;
    cursor.end()?;
    let mut profile = draft.profile;
    complete_with(&mut profile.record, options.post_fields);
    Some(profile)
}

/// Which field followed which: the fields of the next object likely stand in the same order.
struct Order<F> {
    next: [Option<F>; 64],
}

impl<F: Copy> Default for Order<F> {
    fn default() -> Self {
        Order { next: [None; 64] }
    }
}

struct Draft<'a, 's> {
    schema: &'s Schema,
    /// The fields of posts that are kept.
    fields: PostFields,
    now: i64,
    profile: Profile<'a>,
    spare: &'s mut Spare,
}

impl<'a> Draft<'a, '_> {
    fn field(&mut self, cursor: &mut Cursor<'a>, field: ProfileField) -> Option<()> {
        if cursor.null() {
            return Some(());
        }
        let record = &mut self.profile.record;
        match field {
            ProfileField::Platform => {
                let word = one_of(PLATFORMS, &cursor.text()?)?;
                self.profile.platform = Platform::from_name(word);
                record.set(account::PLATFORM, Fact::label(word));
            }
            ProfileField::Handle => {
                let handle = without_at(cursor.text()?);
                record.set(account::HANDLE, Fact::text(handle.clone()));
                self.profile.handle = Some(handle).filter(|h| !h.is_empty());
            }
            ProfileField::Name => {
                let name = cursor.text()?;
                record.set(account::NAME, Fact::text(name.clone()));
                self.profile.name = Some(name).filter(|n| !n.is_empty());
            }
            ProfileField::Bio => record.set(page::BIO, Fact::text(cursor.text()?)),
            ProfileField::Location => record.set(account::LOCATION, Fact::text(cursor.text()?)),
            ProfileField::Url => record.set(account::URL, Fact::text(cursor.text()?)),
            ProfileField::AvatarUrl => record.set(avatar::AVATAR_URL, Fact::text(cursor.text()?)),
            ProfileField::AvatarFile => self.profile.avatar_file = Some(cursor.text()?).filter(|f| !f.is_empty()),
            ProfileField::AvatarDefault => record.set(avatar::DEFAULT, Fact::bool(cursor.bool()?)),
            ProfileField::BannerDefault => record.set(page::BANNER_DEFAULT, Fact::bool(cursor.bool()?)),
            ProfileField::Verified => record.set(account::VERIFIED, Fact::bool(cursor.bool()?)),
            ProfileField::Protected => record.set(account::LOCKED, Fact::bool(cursor.bool()?)),
            ProfileField::Bot => record.set(account::BOT, Fact::bool(cursor.bool()?)),
            ProfileField::Moved => record.set(account::MOVED, Fact::bool(cursor.bool()?)),
            ProfileField::Suspended => record.set(account::SUSPENDED, Fact::bool(cursor.bool()?)),
            ProfileField::Pinned => record.set(account::PINNED, Fact::bool(cursor.bool()?)),
            ProfileField::Followers => record.set(account::FOLLOWERS, count(cursor)?),
            ProfileField::Following => record.set(account::FOLLOWING, count(cursor)?),
            ProfileField::PostsCount => record.set(account::POSTS_TOTAL, count(cursor)?),
            ProfileField::CreatedAt => record.set(account::AGE_DAYS, age(self.now, cursor.date()?)?),
            ProfileField::Kind => record.set(account::KIND, Fact::label(one_of(ACCOUNT_KINDS, &cursor.text()?)?)),
            ProfileField::Topics => record.set(account::TOPICS, Fact::set(texts(cursor)?)),
            ProfileField::Declares => record.set(account::DECLARES, Fact::set(texts(cursor)?)),
            ProfileField::Languages => record.set(account::LANGUAGES, Fact::set(texts(cursor)?)),
            ProfileField::Contacts => {
                record.set(account::CONTACTS, Fact::set(texts(cursor)?.into_iter().map(as_contact)));
            }
            // A text or a list of texts, rare: not worth a second way.
            ProfileField::Fields => return None,
            ProfileField::Posts => {
                let mut posts = self.posts(cursor)?;
                if self.fields.has(post::WITHIN_HOUR) {
                    count_by_hour(&mut posts);
                }
                self.profile.record.set_members(POSTS, posts);
            }
        }
        Some(())
    }

    fn posts(&mut self, cursor: &mut Cursor<'a>) -> Option<MemberTable<'a>> {
        let mut posts = MemberTable::new_in(self.schema, POSTS, self.spare);
        let mut order = Order::default();
        cursor.list(|cursor| {
            let row = posts.push("", None);
            cursor.object(PostField::from_name, PostField::key, &mut order, |cursor, field| {
                self.post_field(cursor, field, &mut posts, row)
            })?;
            (posts.len() <= MAX_POSTS).then_some(())
        })?;
        Some(posts)
    }

    fn post_field(
        &self,
        cursor: &mut Cursor<'a>,
        field: PostField,
        posts: &mut MemberTable<'a>,
        row: usize,
    ) -> Option<()> {
        if cursor.null() {
            return Some(());
        }
        let mut set = |field, fact| {
            if self.fields.has(field) {
                posts.set(row, field, fact);
            }
        };
        match field {
            PostField::Id => posts.set_id(row, cursor.text()?),
            PostField::CreatedAt => {
                let at = cursor.date()?;
                set(post::AGE_DAYS, age(self.now, at)?);
                posts.set_at(row, Some(at));
            }
            PostField::Text => set(post::TEXT, Fact::text(cursor.text()?)),
            PostField::Lang => set(post::LANG, Fact::label(cursor.text()?)),
            PostField::Reply => set(post::REPLY, Fact::bool(cursor.bool()?)),
            PostField::Repost => set(post::REPOST, Fact::bool(cursor.bool()?)),
            PostField::Quote => set(post::QUOTE, Fact::bool(cursor.bool()?)),
            PostField::OwnThread => set(post::OWN_THREAD, Fact::bool(cursor.bool()?)),
            PostField::Likes => set(post::LIKES, count(cursor)?),
            PostField::Reposts => set(post::REPOSTS, count(cursor)?),
            PostField::Replies => set(post::REPLIES, count(cursor)?),
            PostField::Urls => set(post::URLS, count(cursor)?),
            PostField::Media => set(post::MEDIA, count(cursor)?),
        }
        Some(())
    }
}

/// The word out of a list that a text is.
fn one_of(words: &'static [&'static str], text: &str) -> Option<&'static str> {
    words.iter().copied().find(|word| *word == text)
}

fn count(cursor: &mut Cursor<'_>) -> Option<Fact<'static>> {
    as_count(cursor.digits()? as f64).map(Fact::number)
}

/// The age of a date that is not after the present.
fn age(now: i64, at: i64) -> Option<Fact<'static>> {
    (at <= now).then(|| Fact::number(age_days(now, at)))
}

fn texts<'a>(cursor: &mut Cursor<'a>) -> Option<Vec<Cow<'a, str>>> {
    let mut texts = Vec::new();
    cursor.list(|cursor| {
        texts.push(cursor.text()?);
        (texts.len() <= MAX_ENTRIES).then_some(())
    })?;
    Some(texts)
}

#[cfg(test)]
mod tests;
