//! One post as an archive has it, of any year.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::lax::{Lax, Lossy, or_default};
use crate::date::{Date, parse_date};
use crate::number::parse_count;
use crate::twitter_text::{is_pseudo_language, reposted, unescape};

/// A post; every key may be missing. The names are X's.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Tweet<'a> {
    #[serde(borrow)]
    id_str: Lax<'a>,
    #[serde(borrow)]
    id: Lax<'a>,
    #[serde(borrow)]
    created_at: Lax<'a>,
    #[serde(borrow)]
    full_text: Lossy<'a>,
    /// Of classic archives.
    #[serde(borrow)]
    text: Lossy<'a>,
    #[serde(borrow)]
    lang: Lax<'a>,
    #[serde(borrow)]
    favorite_count: Lax<'a>,
    #[serde(borrow)]
    retweet_count: Lax<'a>,
    #[serde(borrow)]
    in_reply_to_status_id_str: Lax<'a>,
    #[serde(borrow)]
    in_reply_to_status_id: Lax<'a>,
    #[serde(borrow)]
    in_reply_to_user_id_str: Lax<'a>,
    #[serde(borrow)]
    in_reply_to_user_id: Lax<'a>,
    #[serde(borrow)]
    in_reply_to_screen_name: Lax<'a>,
    #[serde(borrow)]
    entities: Option<&'a RawValue>,
    #[serde(borrow)]
    extended_entities: Option<&'a RawValue>,
    /// Only in classic archives.
    #[serde(borrow)]
    retweeted_status: Option<&'a RawValue>,
    /// Only in classic archives.
    #[serde(borrow)]
    user: Option<&'a RawValue>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Entities<'a> {
    #[serde(borrow)]
    urls: Option<&'a RawValue>,
    #[serde(borrow)]
    media: Option<&'a RawValue>,
    #[serde(borrow)]
    user_mentions: Option<&'a RawValue>,
}

/// A link in a text: of a post, or of a long post, which has other names for the same.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Link<'a> {
    #[serde(borrow, alias = "shortUrl")]
    url: Lax<'a>,
    #[serde(borrow, alias = "expandedUrl")]
    expanded_url: Lax<'a>,
}

impl Link<'_> {
    /// As it stands in the text.
    pub(super) fn short(&self) -> Option<&str> {
        self.url.text()
    }

    /// Where it leads.
    pub(super) fn target(&self) -> Option<&str> {
        self.expanded_url.text().or_else(|| self.url.text())
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Mention<'a> {
    #[serde(borrow)]
    screen_name: Lax<'a>,
}

/// A post of a classic archive tells who wrote it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ClassicAuthor<'a> {
    #[serde(borrow)]
    pub(super) profile_image_url_https: Lax<'a>,
    #[serde(borrow)]
    pub(super) protected: Lax<'a>,
    #[serde(borrow)]
    pub(super) verified: Lax<'a>,
}

/// What a post answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ReplyTo {
    pub(super) status: Option<String>,
    pub(super) user: Option<String>,
    pub(super) handle: Option<String>,
}

impl<'a> Tweet<'a> {
    /// Whether it has anything of a post.
    pub(super) fn is_post(&self) -> bool {
        self.id().is_some() || self.created_at.text().is_some() || self.raw_text().is_some()
    }

    pub(super) fn id(&self) -> Option<&str> {
        self.id_str.text().or_else(|| self.id.text())
    }

    fn raw_text(&self) -> Option<&str> {
        self.full_text.0.as_deref().or(self.text.0.as_deref())
    }

    /// The text without escapes; nothing if the archive has none.
    pub(super) fn unescaped(&self) -> Option<String> {
        self.raw_text().map(unescape)
    }

    /// The date as written, and what it says.
    pub(super) fn date(&self) -> Option<(&str, Date)> {
        self.created_at.text().map(|text| (text, parse_date(text)))
    }

    /// What it answers, if it is a reply. A post that only starts with `@name` is none.
    pub(super) fn reply_to(&self) -> Option<ReplyTo> {
        let owned = |first: &Lax<'_>, second: &Lax<'_>| first.text().or_else(|| second.text()).map(str::to_owned);
        let to = ReplyTo {
            status: owned(&self.in_reply_to_status_id_str, &self.in_reply_to_status_id),
            user: owned(&self.in_reply_to_user_id_str, &self.in_reply_to_user_id),
            handle: self.in_reply_to_screen_name.text().map(str::to_owned),
        };
        (to != ReplyTo::default()).then_some(to)
    }

    /// Whether it only passes on another post.
    pub(super) fn is_repost(&self) -> bool {
        // The key `retweeted` says false of every post in an archive, also of reposts.
        self.retweeted_status.is_some() || self.raw_text().is_some_and(|text| reposted(text).is_some())
    }

    /// The label of its language: `None` if there is no such key, empty if X found no language.
    pub(super) fn language(&self) -> Option<&str> {
        self.lang.0.as_deref().map(|label| if is_pseudo_language(label) { "" } else { label })
    }

    /// A count as written, and what it says.
    pub(super) fn likes(&self) -> Option<(&str, Option<f64>)> {
        self.favorite_count.text().map(|text| (text, parse_count(text)))
    }

    /// A count as written, and what it says.
    pub(super) fn reposts(&self) -> Option<(&str, Option<f64>)> {
        self.retweet_count.text().map(|text| (text, parse_count(text)))
    }

    /// Links, links of media, and how many media there are.
    pub(super) fn attachments(&self) -> Attachments<'a> {
        let entities: Entities<'a> = or_default(self.entities);
        let extended: Entities<'a> = or_default(self.extended_entities);
        // The plain list holds the first of several pictures only.
        let media: Vec<Link<'a>> = or_default(extended.media);
        let media = if media.is_empty() { or_default(entities.media) } else { media };
        Attachments {
            links: or_default(entities.urls),
            media,
            known: self.entities.is_some() || self.extended_entities.is_some(),
        }
    }

    /// Handles of the accounts that it names.
    pub(super) fn mentions(&self) -> Vec<String> {
        let entities: Entities<'a> = or_default(self.entities);
        let mentions: Vec<Mention<'a>> = or_default(entities.user_mentions);
        mentions.iter().filter_map(|mention| mention.screen_name.text()).map(str::to_lowercase).collect()
    }

    /// Who wrote it, in classic archives.
    pub(super) fn author(&self) -> Option<ClassicAuthor<'a>> {
        self.user.map(|user| or_default(Some(user)))
    }
}

/// What belongs to a post besides its text.
#[derive(Debug)]
pub(super) struct Attachments<'a> {
    pub(super) links: Vec<Link<'a>>,
    /// Their `short` is what stands in the text.
    pub(super) media: Vec<Link<'a>>,
    /// The archive says what there is.
    pub(super) known: bool,
}
