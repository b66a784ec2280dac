//! From fields to facts: a profile and its posts, one field after the other.

use std::borrow::Cow;
use std::fmt;

use followback_core::{Fact, FactId, FieldId, Member, MemberTable, Record};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::context::Context;
use super::fields::{PostField, ProfileField, suggest};
use super::values::{BoolSeed, DateSeed, IdSeed, LinesSeed, ListSeed, NumberSeed, TextSeed, WordSeed};
use crate::catalog::{ACCOUNT_KINDS, PLATFORMS, POSTS, account, avatar, page, post};
use crate::complete::complete;
use crate::format::Format;
use crate::hours::count_by_hour;
use crate::limits::{Newest, cut_texts};
use crate::platform::Platform;
use crate::profile::Profile;
use crate::words::shorten;

/// A profile whose text has been read, but from which nothing has been concluded.
pub(super) struct Draft<'a> {
    record: Record<'a>,
    handle: Option<Cow<'a, str>>,
    name: Option<Cow<'a, str>>,
    platform: Option<Platform>,
    avatar_file: Option<Cow<'a, str>>,
}

impl<'a> Draft<'a> {
    fn put(&mut self, id: FactId, fact: Option<Fact<'a>>) {
        if let Some(fact) = fact {
            self.record.set(id, fact);
        }
    }

    /// Concludes what follows, and packs it up.
    pub(super) fn finish(mut self, context: Context<'_>) -> Profile<'a> {
        let now = context.now;
        let mut warnings = context.warnings();
        cut_texts(&mut self.record, &mut warnings);
        complete(&mut self.record);
        Profile {
            record: self.record,
            handle: self.handle,
            name: self.name,
            platform: self.platform,
            source: Format::Native,
            now,
            avatar: None,
            avatar_file: self.avatar_file,
            warnings,
        }
    }
}

/// Reads a profile.
pub(super) struct ProfileSeed<'s, 'c>(pub(super) &'s Context<'c>);

impl<'de> DeserializeSeed<'de> for ProfileSeed<'_, '_> {
    type Value = Draft<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Draft<'de>, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for ProfileSeed<'_, '_> {
    type Value = Draft<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with the fields of a profile")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Draft<'de>, A::Error> {
        let mut draft =
            Draft { record: Record::new(self.0.schema), handle: None, name: None, platform: None, avatar_file: None };
        let mut seen = 0_u64;
        let key = || KeySeed { context: self.0, from_name: ProfileField::from_name, in_post: false };
        while let Some(field) = map.next_key_seed(key())? {
            once(self.0, &mut seen, field as u32, field.name())?;
            self.field(field, &mut map, &mut draft)?;
        }
        Ok(draft)
    }
}

impl ProfileSeed<'_, '_> {
    fn field<'de, A: MapAccess<'de>>(
        &self,
        field: ProfileField,
        map: &mut A,
        draft: &mut Draft<'de>,
    ) -> Result<(), A::Error> {
        let context = self.0;
        match field {
            ProfileField::Platform => {
                if let Some(name) = map.next_value_seed(WordSeed(context, PLATFORMS))? {
                    draft.platform = Platform::from_name(&name);
                    draft.record.set(account::PLATFORM, Fact::label(name));
                }
            }
            ProfileField::Handle => {
                if let Some(handle) = map.next_value_seed(TextSeed)? {
                    let handle = without_at(handle);
                    draft.record.set(account::HANDLE, Fact::text(handle.clone()));
                    draft.handle = Some(handle).filter(|h| !h.is_empty());
                }
            }
            ProfileField::Name => {
                if let Some(name) = map.next_value_seed(TextSeed)? {
                    draft.record.set(account::NAME, Fact::text(name.clone()));
                    draft.name = Some(name).filter(|n| !n.is_empty());
                }
            }
            ProfileField::Bio => draft.put(page::BIO, text(map)?),
            ProfileField::Location => draft.put(account::LOCATION, text(map)?),
            ProfileField::Url => draft.put(account::URL, text(map)?),
            ProfileField::AvatarUrl => draft.put(avatar::AVATAR_URL, text(map)?),
            ProfileField::AvatarFile => {
                draft.avatar_file = map.next_value_seed(TextSeed)?.filter(|file| !file.is_empty());
            }
            ProfileField::AvatarDefault => draft.put(avatar::DEFAULT, flag(map)?),
            ProfileField::BannerDefault => draft.put(page::BANNER_DEFAULT, flag(map)?),
            ProfileField::Verified => draft.put(account::VERIFIED, flag(map)?),
            ProfileField::Protected => draft.put(account::LOCKED, flag(map)?),
            ProfileField::Bot => draft.put(account::BOT, flag(map)?),
            ProfileField::Moved => draft.put(account::MOVED, flag(map)?),
            ProfileField::Suspended => draft.put(account::SUSPENDED, flag(map)?),
            ProfileField::Pinned => draft.put(account::PINNED, flag(map)?),
            ProfileField::Followers => draft.put(account::FOLLOWERS, count(context, map)?),
            ProfileField::Following => draft.put(account::FOLLOWING, count(context, map)?),
            ProfileField::PostsCount => draft.put(account::POSTS_TOTAL, count(context, map)?),
            ProfileField::CreatedAt => {
                if let Some(at) = map.next_value_seed(DateSeed(context))? {
                    draft.record.set(account::AGE_DAYS, context.age(at));
                }
            }
            ProfileField::Kind => {
                draft.put(account::KIND, map.next_value_seed(WordSeed(context, ACCOUNT_KINDS))?.map(Fact::label));
            }
            ProfileField::Topics => draft.put(account::TOPICS, labels(context, map)?),
            ProfileField::Declares => draft.put(account::DECLARES, labels(context, map)?),
            ProfileField::Languages => draft.put(account::LANGUAGES, labels(context, map)?),
            ProfileField::Contacts => {
                let contacts = map.next_value_seed(ListSeed(context))?;
                draft.put(account::CONTACTS, contacts.map(|all| Fact::set(all.into_iter().map(as_contact))));
            }
            ProfileField::Fields => {
                draft.put(account::FIELDS, map.next_value_seed(LinesSeed(context))?.map(Fact::text));
            }
            ProfileField::Posts => {
                if let Some(posts) = map.next_value_seed(PostsSeed(context))? {
                    let mut posts = MemberTable::from(posts);
                    count_by_hour(&mut posts);
                    draft.record.set_members(POSTS, posts);
                }
                context.enter_post(None);
            }
        }
        Ok(())
    }
}

/// Reads the list of posts.
struct PostsSeed<'s, 'c>(&'s Context<'c>);

impl<'de> DeserializeSeed<'de> for PostsSeed<'_, '_> {
    type Value = Option<Vec<Member<'de>>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for PostsSeed<'_, '_> {
    type Value = Option<Vec<Member<'de>>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of posts")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut posts = Newest::default();
        self.0.enter_post(Some(0));
        while let Some(post) = seq.next_element_seed(PostSeed(self.0))? {
            posts.add(post);
            self.0.enter_post(Some(posts.len()));
        }
        let (posts, older) = posts.into_posts();
        self.0.left_out.set((posts.len(), older));
        Ok(Some(posts))
    }
}

/// Reads one post.
struct PostSeed<'s, 'c>(&'s Context<'c>);

impl<'de> DeserializeSeed<'de> for PostSeed<'_, '_> {
    type Value = Member<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Member<'de>, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for PostSeed<'_, '_> {
    type Value = Member<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with the fields of a post")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Member<'de>, A::Error> {
        let mut member = Member::new(self.0.schema, POSTS, "", None);
        let mut seen = 0_u64;
        let key = || KeySeed { context: self.0, from_name: PostField::from_name, in_post: true };
        while let Some(field) = map.next_key_seed(key())? {
            once(self.0, &mut seen, field as u32, field.name())?;
            self.field(field, &mut map, &mut member)?;
        }
        Ok(member)
    }
}

impl PostSeed<'_, '_> {
    fn field<'de, A: MapAccess<'de>>(
        &self,
        field: PostField,
        map: &mut A,
        member: &mut Member<'de>,
    ) -> Result<(), A::Error> {
        let context = self.0;
        match field {
            PostField::Id => member.id = map.next_value_seed(IdSeed)?.unwrap_or_default(),
            PostField::CreatedAt => {
                if let Some(at) = map.next_value_seed(DateSeed(context))? {
                    member.at = Some(at);
                    member.set(post::AGE_DAYS, context.age(at));
                }
            }
            PostField::Text => {
                put(member, post::TEXT, text(map)?);
            }
            PostField::Lang => {
                put(member, post::LANG, map.next_value_seed(TextSeed)?.map(Fact::label));
            }
            PostField::Reply => put(member, post::REPLY, flag(map)?),
            PostField::Repost => put(member, post::REPOST, flag(map)?),
            PostField::Quote => put(member, post::QUOTE, flag(map)?),
            PostField::OwnThread => put(member, post::OWN_THREAD, flag(map)?),
            PostField::Likes => put(member, post::LIKES, count(context, map)?),
            PostField::Reposts => put(member, post::REPOSTS, count(context, map)?),
            PostField::Replies => put(member, post::REPLIES, count(context, map)?),
            PostField::Urls => put(member, post::URLS, count(context, map)?),
            PostField::Media => put(member, post::MEDIA, count(context, map)?),
        }
        Ok(())
    }
}

fn put<'a>(member: &mut Member<'a>, id: FieldId, fact: Option<Fact<'a>>) {
    if let Some(fact) = fact {
        member.set(id, fact);
    }
}

fn text<'de, A: MapAccess<'de>>(map: &mut A) -> Result<Option<Fact<'de>>, A::Error> {
    Ok(map.next_value_seed(TextSeed)?.map(Fact::text))
}

fn flag<'de, A: MapAccess<'de>>(map: &mut A) -> Result<Option<Fact<'de>>, A::Error> {
    Ok(map.next_value_seed(BoolSeed)?.map(Fact::bool))
}

fn count<'de, A: MapAccess<'de>>(context: &Context<'_>, map: &mut A) -> Result<Option<Fact<'de>>, A::Error> {
    Ok(map.next_value_seed(NumberSeed)?.map(|number| context.count(number)))
}

fn labels<'de, A: MapAccess<'de>>(context: &Context<'_>, map: &mut A) -> Result<Option<Fact<'de>>, A::Error> {
    Ok(map.next_value_seed(ListSeed(context))?.map(Fact::set))
}

/// Reads the name of a field. Here and not later, so that errors point at the name.
struct KeySeed<'s, 'c, F> {
    context: &'s Context<'c>,
    from_name: fn(&str) -> Option<F>,
    in_post: bool,
}

impl<'de, F> DeserializeSeed<'de> for KeySeed<'_, '_, F> {
    type Value = F;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<F, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<F> Visitor<'_> for KeySeed<'_, '_, F> {
    type Value = F;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<F, E> {
        (self.from_name)(name).ok_or_else(|| {
            let what = if self.in_post { "a post" } else { "a profile" };
            self.context
                .fault(format!("`{}` is not a field of {what}", shorten(name)), Some(suggest(name, self.in_post)))
        })
    }
}

/// Notes that a field was given, and that it is the first time.
fn once<E: Error>(context: &Context<'_>, seen: &mut u64, bit: u32, name: &'static str) -> Result<(), E> {
    context.enter(name);
    let mask = 1_u64 << bit;
    if *seen & mask != 0 {
        return Err(context.fault(format!("`{}` is given twice", context.field()), Some("keep one of them".to_owned())));
    }
    *seen |= mask;
    Ok(())
}

pub(super) fn without_at(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.strip_prefix('@').unwrap_or(text)),
        Cow::Owned(text) => match text.strip_prefix('@') {
            Some(rest) => Cow::Owned(rest.to_owned()),
            None => Cow::Owned(text),
        },
    }
}

/// Contacts are compared between profiles, so they have one form.
pub(super) fn as_contact(handle: Cow<'_, str>) -> Cow<'_, str> {
    let handle = without_at(handle);
    if handle.chars().any(char::is_uppercase) { Cow::Owned(handle.to_lowercase()) } else { handle }
}
