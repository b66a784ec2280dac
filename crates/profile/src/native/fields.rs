//! The names of the fields, and what to say about a name that is none.

use followback_core::nearest;

macro_rules! fields {
    ($kind:ident, $all:ident: $($name:ident $text:literal),* $(,)?) => {
        /// A field of the native form.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum $kind { $($name,)* }

        impl From<$kind> for usize {
            fn from(field: $kind) -> usize {
                field as usize
            }
        }

        /// Their names, in order.
        pub(super) const $all: &[&str] = &[$($text,)*];

        impl $kind {
            pub(super) fn from_name(name: &str) -> Option<Self> {
                match name { $($text => Some($kind::$name),)* _ => None }
            }

            pub(super) fn name(self) -> &'static str {
                match self { $($kind::$name => $text,)* }
            }

            /// The name as it stands in JSON that was written without blanks, with the colon.
            pub(super) fn key(self) -> &'static [u8] {
                match self { $($kind::$name => concat!("\"", $text, "\":").as_bytes(),)* }
            }
        }
    };
}

fields! { ProfileField, PROFILE_FIELDS:
    Platform "platform", Handle "handle", Name "name", Bio "bio", Location "location", Url "url",
    AvatarDefault "avatar_default", AvatarUrl "avatar_url", AvatarFile "avatar_file", BannerDefault "banner_default",
    Verified "verified", Protected "protected", Bot "bot", Moved "moved", Suspended "suspended", Pinned "pinned",
    Followers "followers", Following "following", PostsCount "posts_count", CreatedAt "created_at",
    Kind "kind", Topics "topics", Declares "declares", Contacts "contacts", Languages "languages", Fields "fields", Posts "posts",
}

fields! { PostField, POST_FIELDS:
    Id "id", CreatedAt "created_at", Text "text", Lang "lang", Reply "reply", Repost "repost", Quote "quote", OwnThread "own_thread",
    Likes "likes", Reposts "reposts", Replies "replies", Urls "urls", Media "media",
}

/// What other sources call our fields.
const PROFILE_ALIASES: &[(&str, &str)] = &[
    ("screen_name", "handle"),
    ("username", "handle"),
    ("acct", "handle"),
    ("display_name", "name"),
    ("displayName", "name"),
    ("description", "bio"),
    ("note", "bio"),
    ("website", "url"),
    ("avatar", "avatar_url"),
    ("profile_image_url", "avatar_url"),
    ("default_profile_image", "avatar_default"),
    ("locked", "protected"),
    ("followers_count", "followers"),
    ("friends_count", "following"),
    ("following_count", "following"),
    ("statuses_count", "posts_count"),
    ("tweet_count", "posts_count"),
    ("posts_total", "posts_count"),
    ("tweets", "posts"),
    ("statuses", "posts"),
];
const POST_ALIASES: &[(&str, &str)] = &[
    ("id_str", "id"),
    ("date", "created_at"),
    ("full_text", "text"),
    ("content", "text"),
    ("language", "lang"),
    ("retweet", "repost"),
    ("favorite_count", "likes"),
    ("favourites_count", "likes"),
    ("retweet_count", "reposts"),
    ("reply_count", "replies"),
];

/// Help for a name that is no field: the one that is meant, or all there are.
pub(super) fn suggest(name: &str, in_post: bool) -> String {
    let (names, aliases) = if in_post { (POST_FIELDS, POST_ALIASES) } else { (PROFILE_FIELDS, PROFILE_ALIASES) };
    let alias = aliases.iter().find(|(theirs, _)| *theirs == name).map(|(_, ours)| *ours);
    match alias.or_else(|| nearest(name, names.iter().copied())) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("the fields are {}", names.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_fields_agree() {
        assert!(PROFILE_FIELDS.iter().all(|n| ProfileField::from_name(n).map(ProfileField::name) == Some(n)));
        assert!(POST_FIELDS.iter().all(|n| PostField::from_name(n).map(PostField::name) == Some(n)));
        assert!(
            PROFILE_ALIASES
                .iter()
                .all(|(theirs, ours)| PROFILE_FIELDS.contains(ours) && !PROFILE_FIELDS.contains(theirs))
        );
        assert!(POST_ALIASES.iter().all(|(theirs, ours)| POST_FIELDS.contains(ours) && !POST_FIELDS.contains(theirs)));
    }

    #[test]
    fn suggestions() {
        assert_eq!(suggest("folowers", false), "did you mean `followers`?");
        assert_eq!(suggest("description", false), "did you mean `bio`?");
        assert_eq!(suggest("full_text", true), "did you mean `text`?");
        assert!(suggest("zzzzzzzzzzzz", true).starts_with("the fields are id, "));
    }
}
