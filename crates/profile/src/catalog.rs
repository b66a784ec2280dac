//! The catalogue of facts about a profile: which there are, of what type, and who can supply them.
//!
//! One table declares a fact's id, path, type, suppliers and doc together, so that readers use the constants
//! ([`account::HANDLE`], [`post::TEXT`] …) without looking anything up, and the schema cannot disagree with them.
//! Facts of plugins come after ours ([`schema_with`]), so the constants stay right in a larger catalogue.

use followback_core::{CollectionDecl, CollectionId, DuplicatePath, FactDecl, FactId, FieldId, Kind, Schema};

/// The posts of a profile.
pub const POSTS: CollectionId = CollectionId(0);

const ALL: &[&str] = &["x", "mastodon", "bluesky", "native"];
const NATIVE: &[&str] = &["native"];
/// What no single file tells: it takes a history of the account, or a look at more than the profile.
const NOBODY: &[&str] = &[];
/// Pixels are measured by an image plugin; this one comes with followback.
const VISION: &[&str] = &["avatar-vision"];

/// Words that `account.kind` can be.
pub(crate) const ACCOUNT_KINDS: &[&str] = &["person", "company", "artist", "news", "bot"];
/// Words that `account.platform` can be.
pub(crate) const PLATFORMS: &[&str] = &["x", "mastodon", "bluesky"];
const AVATAR_KINDS: &[&str] = &["photo", "logo", "illustration", "blank", "unsure"];

fn label(words: &[&str]) -> Kind {
    Kind::Label(words.iter().map(|&word| word.to_owned()).collect())
}

fn number(unit: &'static str, min: f64, max: f64) -> Kind {
    Kind::measure(unit, min, max)
}

fn count(unit: &'static str) -> Kind {
    Kind::count(unit)
}

fn share() -> Kind {
    number("", 0.0, 1.0)
}

/// Declares groups of facts: a module of constants for each group, and one function that lists them all.
macro_rules! facts {
    ($list:ident, $id:ident: $($group:ident, $about:literal {
        $($name:ident $path:literal $kind:expr, $who:expr, $doc:literal $(, $declared:ident)?;)*
    })*) => {
        #[repr(u32)]
        #[derive(Clone, Copy)]
        #[expect(non_camel_case_types, clippy::upper_case_acronyms, reason = "one variant per constant, in its order")]
        enum $list { $($($name,)*)* }

        impl $list {
            fn decls() -> Vec<FactDecl> {
                vec![$($(FactDecl::new($path, $kind, $doc).supplied_by($who)$(.$declared())?,)*)*]
            }
        }

        $(#[doc = $about]
        pub mod $group {
            use super::{$id, $list};
            $(#[doc = concat!("`", $path, "`: ", $doc)]
            pub const $name: $id = $id($list::$name as u32);)*
        })*
    };
}

facts! { Facts, FactId:
    account, "Facts about the account." {
        HANDLE "account.handle" Kind::Text, ALL, "The account's name in addresses, without the `@`.";
        NAME "account.name" Kind::Text, ALL, "The display name.";
        PLATFORM "account.platform" label(PLATFORMS), ALL, "The network the profile is on.";
        AGE_DAYS "account.age_days" count("days"), ALL, "Full days since the account was created.";
        FOLLOWERS "account.followers" count("accounts"), ALL, "How many accounts follow it.";
        FOLLOWING "account.following" count("accounts"), ALL, "How many accounts it follows.";
        POSTS_TOTAL "account.posts_total" count("posts"), ALL, "How many posts it has ever made, reposts included, also those that were not read.";
        VERIFIED "account.verified" Kind::Bool, ALL, "The network shows a mark of verification.";
        LOCKED "account.locked" Kind::Bool, ALL, "Only approved followers can read it.";
        BOT "account.bot" Kind::Bool, ALL, "The account says of itself that it is automated.";
        MOVED "account.moved" Kind::Bool, ALL, "The account points to a new one that replaces it.";
        SUSPENDED "account.suspended" Kind::Bool, ALL, "The network has suspended the account.";
        PINNED "account.pinned" Kind::Bool, ALL, "A post is pinned to the top of the profile.";
        URL "account.url" Kind::Text, ALL, "The website given in the profile; on X usually a `t.co` address.";
        LOCATION "account.location" Kind::Text, ALL, "The place given in the profile, as written.";
        CONTACTS "account.contacts" Kind::Set, ALL, "Handles of the accounts it talks with, in lower case without the `@`.";
        LANGUAGES "account.languages" Kind::Set, NATIVE, "Languages of the bio and of at least two of the latest posts, as ISO 639 codes.";
        LINK_VERIFIED "account.link_verified" Kind::Bool, &["mastodon", "bluesky"], "The network has checked that the website belongs to the account.";
        PINNED_AGE_DAYS "account.pinned_age_days" count("days"), NOBODY, "Full days since the pinned post was made.";
        FOLLOWED_IN_DAY "account.followed_in_day" count("accounts"), NOBODY, "The most accounts followed within one day; needs a history.";
        FOLLOWED_IN_WEEK "account.followed_in_week" number("", 0.0, f64::INFINITY), NOBODY, "Accounts followed within a week, as a share of those followed before; needs a history.";
        REFOLLOWED "account.refollowed" count("accounts"), NOBODY, "Accounts followed and dropped at least twice within 30 days; needs a history.";
        AUTO_MESSAGES "account.auto_messages" count("messages"), NOBODY, "The same message sent within five minutes of a follow, so many times. Messages are never read.";
        FIELDS "account.fields" Kind::Text, &["mastodon", "native"], "The table of fields of a Mastodon profile, one `name: value` a line.";
        KIND "account.kind" label(ACCOUNT_KINDS), NATIVE, "What the owner declares the account to be.", declaration;
        TOPICS "account.topics" Kind::Set, NATIVE, "Topics that the owner declares.", declaration;
        DECLARES "account.declares" Kind::Set, NATIVE, "Choices that the owner declares to be on purpose, such as `off-topic-on-purpose`.", declaration;
    }
    avatar, "Facts about the profile picture. All but `present`, `default` and `url` have to be measured." {
        PRESENT "avatar.present" Kind::Bool, ALL, "There is a picture, be it the network's default one.";
        DEFAULT "avatar.default" Kind::Bool, ALL, "The picture is the one that the network gives everybody.";
        AVATAR_URL "avatar.url" Kind::Text, ALL, "The address of the picture.";
        WIDTH "avatar.width" count("pixels"), VISION, "Width of the picture.";
        HEIGHT "avatar.height" count("pixels"), VISION, "Height of the picture.";
        SHORT_SIDE "avatar.short_side" count("pixels"), VISION, "The smaller of width and height.";
        RATIO "avatar.ratio" number("", 1.0, f64::INFINITY), VISION, "Long side divided by short side; 1 is a square.";
        COLORS "avatar.colors" count("colors"), VISION, "How many clearly different colors the picture has.";
        FLAT_SHARE "avatar.flat_share" share(), VISION, "Share of the pixels that have the most frequent color.";
        ENTROPY "avatar.entropy" number("bits", 0.0, 8.0), VISION, "Entropy of the brightness; low for an empty picture.";
        SHARPNESS "avatar.sharpness" number("", 0.0, f64::INFINITY), VISION, "Variance of the Laplacian of the brightness; low for a blurred picture.";
        FACES "avatar.faces" count("faces"), VISION, "How many faces a detector finds.";
        LARGEST_FACE "avatar.largest_face" share(), VISION, "Share of the frame that the largest face covers.";
        SECOND_FACE "avatar.second_face" share(), VISION, "Area of the second largest face divided by that of the largest.";
        ANIMATED "avatar.animated" Kind::Bool, VISION, "The picture moves.";
        TRANSPARENT "avatar.transparent" Kind::Bool, VISION, "Some of the picture is transparent.";
        AVATAR_KIND "avatar.kind" label(AVATAR_KINDS), VISION, "What the picture seems to be.";
        KIND_CONFIDENCE "avatar.kind_confidence" share(), VISION, "How clearly the picture is of its kind; 0 for one that is not sure.";
        HASH "avatar.hash" Kind::Text, VISION, "Perceptual hash, to find the same picture elsewhere.";
        SYNTHETIC "avatar.synthetic" Kind::Bool, NOBODY, "The picture carries the mark of an image generator.";
    }
    page, "Facts about the rest of the profile page, and the limits of its platform." {
        BANNER_DEFAULT "banner.default" Kind::Bool, ALL, "No header picture has been chosen.";
        BIO "bio" Kind::Text, ALL, "The biography, as plain text.";
        LIMIT_BIO "limits.bio" count("characters"), ALL, "How long a biography can be on this platform.";
        LIMIT_NAME "limits.name" count("characters"), ALL, "How long a display name can be on this platform.";
    }
    viewer, "Facts about the person who looks at the profile; all are declared." {
        VIEWER_PRESENT "viewer.present" Kind::Bool, NATIVE, "A viewer was given.", declaration;
        VIEWER_TOPICS "viewer.topics" Kind::Set, NATIVE, "Topics that interest the viewer.", declaration;
        VIEWER_LANGUAGES "viewer.languages" Kind::Set, NATIVE, "Languages that the viewer reads, as ISO 639 codes.", declaration;
        VIEWER_CONTACTS "viewer.contacts" Kind::Set, NATIVE, "Handles that the viewer knows, in lower case without the `@`.", declaration;
        VIEWER_LOCATION "viewer.location" Kind::Text, NATIVE, "Where the viewer is.", declaration;
    }
}

facts! { PostFacts, FieldId:
    post, "Facts about one post." {
        TEXT "text" Kind::Text, ALL, "The text as a reader of the timeline sees it: unescaped, with links in full and without the links of attached media.";
        REPLY "reply" Kind::Bool, ALL, "It answers a post, be it one's own.";
        REPOST "repost" Kind::Bool, ALL, "It only passes on somebody's post.";
        QUOTE "quote" Kind::Bool, ALL, "It shows another post together with own words.";
        OWN_THREAD "own_thread" Kind::Bool, ALL, "It answers a post of one's own.";
        AGE_DAYS "age_days" count("days"), ALL, "Full days since it was posted.";
        LIKES "likes" count("likes"), ALL, "How many liked it.";
        REPOSTS "reposts" count("reposts"), ALL, "How many reposted it.";
        REPLIES "replies" count("replies"), &["mastodon", "bluesky", "native"], "How many answered it.";
        LANG "lang" label(&[]), ALL, "The language that the source names, as written there.";
        URLS "urls" count("links"), ALL, "How many links it has, without those to attached media and to the quoted post.";
        MEDIA "media" count("files"), ALL, "How many pictures, videos or animations are attached.";
        WITHIN_HOUR "within_hour" count("posts"), ALL, "How many own posts came within the hour up to it, itself included, without reposts, replies and what follows in a thread.";
    }
}

/// All facts of the record itself, in the order of their ids.
#[must_use]
pub fn facts() -> Vec<FactDecl> {
    Facts::decls()
}

/// All facts of a post, in the order of their ids.
#[must_use]
pub fn post_facts() -> Vec<FactDecl> {
    PostFacts::decls()
}

/// The catalogue without plugins.
///
/// ```
/// use followback_profile::{account, schema};
///
/// let schema = schema();
/// assert_eq!(schema.fact("account.handle"), Some(account::HANDLE));
/// ```
#[must_use]
pub fn schema() -> Schema {
    // INVARIANT: no path of the table stands twice (tested), so this cannot fail; an empty catalogue stands in for a panic.
    schema_with(Vec::new(), Vec::new()).unwrap_or_default()
}

/// The catalogue with facts of plugins behind ours.
///
/// A plugin may also supply a fact of ours, such as `avatar.width`: its declaration then has the same path and only adds its suppliers.
///
/// # Errors
/// A path that two plugins declare.
pub fn schema_with(facts: Vec<FactDecl>, post_facts: Vec<FactDecl>) -> Result<Schema, DuplicatePath> {
    let facts = merge(Facts::decls(), facts);
    let fields = merge(PostFacts::decls(), post_facts);
    if let Some(twice) = fields.iter().enumerate().find(|(i, field)| fields[..*i].iter().any(|f| f.path == field.path))
    {
        return Err(DuplicatePath(format!("posts.{}", twice.1.path)));
    }
    let posts = CollectionDecl::new("posts", "The posts of the profile, newest first.", Some("age_days"), fields);
    Schema::new(facts, vec![posts])
}

fn merge(mut ours: Vec<FactDecl>, theirs: Vec<FactDecl>) -> Vec<FactDecl> {
    let n_ours = ours.len();
    for fact in theirs {
        match ours[..n_ours].iter_mut().find(|f| f.path == fact.path && f.kind == fact.kind) {
            Some(known) => {
                for supplier in fact.suppliers {
                    // One that is listed here already also says so itself.
                    if !known.suppliers.contains(&supplier) {
                        known.suppliers.push(supplier);
                    }
                }
            }
            None => ours.push(fact),
        }
    }
    ours
}

/// The facts that have to be measured on the picture itself.
pub(crate) const MEASURED_AVATAR: std::ops::RangeInclusive<u32> = avatar::WIDTH.0..=avatar::HASH.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_agree_with_the_schema() {
        let schema = schema();
        assert_eq!(schema.facts().len(), facts().len(), "a path stands twice");
        for (path, id) in [
            ("account.handle", account::HANDLE),
            ("account.declares", account::DECLARES),
            ("avatar.present", avatar::PRESENT),
            ("avatar.url", avatar::AVATAR_URL),
            ("avatar.hash", avatar::HASH),
            ("banner.default", page::BANNER_DEFAULT),
            ("bio", page::BIO),
            ("limits.name", page::LIMIT_NAME),
            ("viewer.present", viewer::VIEWER_PRESENT),
            ("viewer.location", viewer::VIEWER_LOCATION),
        ] {
            assert_eq!(schema.fact(path), Some(id), "{path}");
        }
        assert_eq!(schema.collection("posts"), Some(POSTS));
        let posts = schema.collection_decl(POSTS);
        for (path, id) in [("text", post::TEXT), ("own_thread", post::OWN_THREAD), ("media", post::MEDIA)] {
            assert_eq!(posts.field(path), Some(id), "{path}");
        }
        assert_eq!(posts.age, Some(post::AGE_DAYS));
    }

    #[test]
    fn every_fact_has_a_sentence_for_authors() {
        for fact in facts().iter().chain(&post_facts()) {
            assert!(fact.doc.ends_with('.') && fact.doc.len() > 10, "{}", fact.path);
        }
    }

    #[test]
    fn declarations_are_those_of_the_design() {
        let declared: Vec<_> = facts().into_iter().filter(|f| f.declared).map(|f| f.path).collect();
        let expected = "account.kind account.topics account.declares viewer.present viewer.topics viewer.languages viewer.contacts viewer.location";
        assert_eq!(declared.join(" "), expected);
    }

    const UNTOLD: [&str; 6] = [
        "account.pinned_age_days",
        "account.followed_in_day",
        "account.followed_in_week",
        "account.refollowed",
        "account.auto_messages",
        "avatar.synthetic",
    ];

    #[test]
    fn only_what_is_measured_comes_from_a_plugin() {
        for (fact, id) in facts().iter().zip(0..) {
            assert_eq!(fact.suppliers.is_empty(), UNTOLD.contains(&fact.path.as_str()), "{}", fact.path);
            assert_eq!(fact.suppliers == VISION, MEASURED_AVATAR.contains(&id), "{}", fact.path);
        }
    }

    #[test]
    fn plugins_come_after_ours_and_can_supply_ours() {
        let width =
            FactDecl::new("avatar.width", Kind::count("pixels"), "Width.").supplied_by(&["pixels", "avatar-vision"]);
        let own = FactDecl::new("org.size", Kind::count("people"), "Size.").supplied_by(&["org"]);
        let schema = schema_with(vec![width, own.clone()], Vec::new()).unwrap();
        assert_eq!(schema.decl(avatar::WIDTH).suppliers, ["avatar-vision", "pixels"]);
        assert_eq!(schema.decl(avatar::WIDTH).doc, "Width of the picture.");
        assert_eq!(schema.facts().last().map(|f| f.path.as_str()), Some("org.size"));
        assert!(schema_with(vec![own.clone(), own], Vec::new()).is_err());
    }

    #[test]
    fn a_plugin_cannot_change_the_type_of_a_fact() {
        let width = FactDecl::new("avatar.width", Kind::Text, "Width.");
        assert_eq!(schema_with(vec![width], Vec::new()), Err(DuplicatePath("avatar.width".to_owned())));
    }
}
