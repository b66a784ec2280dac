//! Fills in what follows from the platform and from other facts.

use std::collections::BTreeMap;

use followback_core::{Fact, FactId, MemberTable, Members, Program, Reason, Record, Scratch, TextPlace, Value};

use crate::catalog::{MEASURED_AVATAR, POSTS, account, avatar, page, post, viewer};
use crate::platform::{EmptyAvatar, Platform, is_default_picture};
use crate::wanted::PostFields;

/// Fills in what follows from the platform and from other facts; a fact that is known or absent is never changed.
///
/// Works on any record that is laid out by [`crate::schema`], however little of it is filled, so that the inline tests of rules mean the
/// same as a profile that was read. Only facts that nobody spoke about (`not_in_source`) are filled: a reader that knows
/// better than these rules marks the fact with another reason, and it stays as it is.
///
/// - `limits.*` from the platform;
/// - `avatar.default` from the address of the picture, which is also empty on X for a default picture; no picture is no default picture;
/// - `avatar.present` from the address, or from a default picture, which is a picture;
/// - what is measured on a picture is absent where there is none, and else waits to be measured (`not_measured`);
/// - `quote` of a post is false where `repost` is known, `own_thread` is false where `reply` is false;
/// - an account that has no posts at all has an empty list of them.
pub fn complete(record: &mut Record<'_>) {
    complete_with(record, PostFields::ALL);
}

/// The same for those fields of posts that somebody reads.
pub(crate) fn complete_with(record: &mut Record<'_>, fields: PostFields) {
    let platform = match record.get(account::PLATFORM) {
        Fact::Known(Value::Label(name)) => Platform::from_name(name),
        _ => None,
    };
    if let Some(platform) = platform {
        fill(record, page::LIMIT_BIO, || Fact::number(platform.data().bio));
        fill(record, page::LIMIT_NAME, || Fact::number(platform.data().display_name));
    }
    complete_avatar(record, platform);
    complete_posts(record, fields);
}

/// So many of the latest posts are asked for their language.
const LATEST: usize = 20;
/// So many posts in a language make it one of the account's.
const ENOUGH: usize = 2;

/// Fills in the languages of an account: that of the bio, and those of at least two of the latest posts, as far as a program can
/// tell them. Where the source lacks the bio or the posts, the set would not be whole: it stays unknown.
///
/// Gives the scratch back: what was found in the texts need not be found again by an evaluation in it.
pub fn complete_languages(record: &mut Record<'_>, program: &Program, scratch: Scratch) -> Scratch {
    if !unsaid(record.get(account::LANGUAGES)) || matches!(record.get(page::BIO), Fact::Unknown(_)) {
        return scratch;
    }
    let Members::Known(posts) = record.members(POSTS) else { return scratch };
    let latest = posts.len().min(LATEST);
    let (scratch, languages) = program.look_ahead(scratch, record, |ahead| {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for row in 0..latest {
            if let Some(found) = ahead.language(TextPlace::Member(POSTS, post::TEXT, row)) {
                *counts.entry(found).or_default() += 1;
            }
        }
        let often = counts.into_iter().filter(|(_, n)| *n >= ENOUGH).map(|(language, _)| language);
        often.chain(ahead.language(TextPlace::Record(page::BIO))).collect::<Vec<String>>()
    });
    let fact = if languages.is_empty() { Fact::Unknown(Reason::Language) } else { Fact::set(languages) };
    record.set(account::LANGUAGES, fact);
    scratch
}

fn fill<'a>(record: &mut Record<'a>, id: FactId, fact: impl FnOnce() -> Fact<'a>) {
    if unsaid(record.get(id)) {
        record.set(id, fact());
    }
}

fn unsaid(fact: &Fact<'_>) -> bool {
    matches!(fact, Fact::Unknown(Reason::NotInSource))
}

fn complete_avatar(record: &mut Record<'_>, platform: Option<Platform>) {
    let empty_means = platform.map(|p| p.data().empty_avatar);
    let url = match record.get(avatar::AVATAR_URL) {
        Fact::Known(Value::Text(url)) => Some((true, is_default_picture(url))),
        Fact::Absent => match empty_means {
            Some(EmptyAvatar::Default) => Some((true, true)),
            Some(EmptyAvatar::None) => Some((false, false)),
            None => None,
        },
        _ => None,
    };
    if let Some((present, default)) = url {
        fill(record, avatar::PRESENT, || Fact::bool(present));
        fill(record, avatar::DEFAULT, || Fact::bool(default));
    }
    match record.get(avatar::DEFAULT) {
        // A default picture is a picture: what is wrong with it is for `avatar.default` to say.
        Fact::Known(Value::Bool(true)) => fill(record, avatar::PRESENT, || Fact::bool(true)),
        // On X there is always a picture, elsewhere "not the default one" can also mean none.
        Fact::Known(Value::Bool(false)) if empty_means == Some(EmptyAvatar::Default) => {
            fill(record, avatar::PRESENT, || Fact::bool(true));
        }
        _ => {}
    }
    let measured = match record.get(avatar::PRESENT) {
        Fact::Known(Value::Bool(false)) => Fact::Absent,
        _ => Fact::Unknown(Reason::NotMeasured),
    };
    for id in MEASURED_AVATAR {
        fill(record, FactId(id), || measured.clone());
    }
}

fn complete_posts(record: &mut Record<'_>, fields: PostFields) {
    let has_none = || matches!(record.get(account::POSTS_TOTAL), Fact::Known(Value::Number(n)) if *n == 0.0);
    if matches!(record.members(POSTS), Members::Unknown(_)) && has_none() {
        record.set_members(POSTS, MemberTable::default());
    }
    record.change_members(POSTS, |posts| {
        for row in 0..posts.len() {
            if fields.has(post::QUOTE)
                && unsaid(posts.fact(row, post::QUOTE))
                && known_bool(posts.fact(row, post::REPOST)).is_some()
            {
                posts.set(row, post::QUOTE, Fact::bool(false));
            }
            if fields.has(post::OWN_THREAD)
                && unsaid(posts.fact(row, post::OWN_THREAD))
                && known_bool(posts.fact(row, post::REPLY)) == Some(false)
            {
                posts.set(row, post::OWN_THREAD, Fact::bool(false));
            }
        }
    });
}

fn known_bool(fact: &Fact<'_>) -> Option<bool> {
    match fact {
        Fact::Known(Value::Bool(value)) => Some(*value),
        _ => None,
    }
}

/// Tells a record who looks at it: the viewer's topics, languages, contacts and place become `viewer.*`.
///
/// The viewer's languages and contacts count as declared: what the viewer's own profile does not say is absent.
pub fn set_viewer<'a>(record: &mut Record<'a>, seen_by: &Record<'a>) {
    record.set(viewer::VIEWER_PRESENT, Fact::bool(true));
    for (to, from) in [
        (viewer::VIEWER_TOPICS, account::TOPICS),
        (viewer::VIEWER_LANGUAGES, account::LANGUAGES),
        (viewer::VIEWER_CONTACTS, account::CONTACTS),
        (viewer::VIEWER_LOCATION, account::LOCATION),
    ] {
        let fact = match seen_by.get(from) {
            Fact::Known(value) => Fact::Known(value.clone()),
            Fact::Absent | Fact::Unknown(_) => Fact::Absent,
        };
        record.set(to, fact);
    }
}

#[cfg(test)]
mod tests {
    use followback_core::Member;

    use super::*;
    use crate::catalog::schema;

    fn completed(fill: impl FnOnce(&mut Record<'static>)) -> Record<'static> {
        let mut record = Record::new(&schema());
        fill(&mut record);
        complete(&mut record);
        record
    }

    const YES: Fact<'_> = Fact::Known(Value::Bool(true));
    const NO: Fact<'_> = Fact::Known(Value::Bool(false));
    const UNSAID: Fact<'_> = Fact::Unknown(Reason::NotInSource);

    #[test]
    fn limits_follow_the_platform_unless_given() {
        let record = completed(|r| r.set(account::PLATFORM, Fact::label("mastodon")));
        assert_eq!(record.get(page::LIMIT_BIO), &Fact::number(500.0));
        let record = completed(|r| {
            r.set(account::PLATFORM, Fact::label("mastodon"));
            r.set(page::LIMIT_BIO, Fact::number(5000.0));
        });
        assert_eq!(record.get(page::LIMIT_BIO), &Fact::number(5000.0));
        assert_eq!(completed(|_| ()).get(page::LIMIT_BIO), &UNSAID);
    }

    #[test]
    fn avatar_present_and_default() {
        let known = |platform: &'static str, url: Option<&'static str>, default: Option<bool>| {
            let record = completed(|r| {
                r.set(account::PLATFORM, Fact::label(platform));
                if let Some(url) = url {
                    r.set(avatar::AVATAR_URL, Fact::text(url));
                }
                if let Some(default) = default {
                    r.set(avatar::DEFAULT, Fact::bool(default));
                }
            });
            (record.get(avatar::PRESENT).clone(), record.get(avatar::DEFAULT).clone())
        };
        let own = Some("https://pbs.twimg.com/profile_images/1/abc_normal.jpg");
        assert_eq!(known("x", None, None), (UNSAID, UNSAID));
        assert_eq!(known("x", own, None), (YES, NO));
        assert_eq!(known("x", own, Some(true)), (YES, YES));
        assert_eq!(known("x", own, Some(false)), (YES, NO));
        assert_eq!(known("x", Some(""), None), (YES, YES));
        assert_eq!(known("x", None, Some(true)), (YES, YES));
        assert_eq!(known("x", None, Some(false)), (YES, NO));
        assert_eq!(known("bluesky", Some(""), None), (NO, NO));
        assert_eq!(known("mastodon", Some(""), None), (NO, NO));
        assert_eq!(known("bluesky", None, Some(true)), (YES, YES));
        assert_eq!(known("bluesky", None, Some(false)), (UNSAID, NO));
        assert_eq!(known("mastodon", Some("https://a.example/avatars/original/missing.png"), None), (YES, YES));
        assert_eq!(known("", Some(""), None), (UNSAID, UNSAID));
        assert_eq!(known("", own, None), (YES, NO));
    }

    #[test]
    fn nothing_can_be_measured_on_no_picture() {
        let record = completed(|r| r.set(avatar::PRESENT, Fact::bool(false)));
        assert_eq!(record.get(avatar::WIDTH), &Fact::Absent);
        let record = completed(|_| ());
        assert_eq!(record.get(avatar::WIDTH), &Fact::Unknown(Reason::NotMeasured));
        let record = completed(|r| r.set(avatar::WIDTH, Fact::number(48.0)));
        assert_eq!(record.get(avatar::WIDTH), &Fact::number(48.0));
    }

    #[test]
    fn flags_of_posts_follow_from_each_other() {
        let schema = schema();
        let record = completed(|r| {
            let mut plain = Member::new(&schema, POSTS, "1", Some(2));
            plain.set(post::REPOST, Fact::bool(false));
            plain.set(post::REPLY, Fact::bool(false));
            let mut careful = Member::new(&schema, POSTS, "2", Some(1));
            careful.set(post::REPOST, Fact::bool(false));
            careful.set(post::QUOTE, Fact::Unknown(Reason::NotMeasured));
            careful.set(post::REPLY, Fact::bool(true));
            r.set_members(POSTS, vec![plain, careful]);
        });
        let Members::Known(posts) = record.members(POSTS) else { panic!("posts are known") };
        assert_eq!((posts.fact(0, post::QUOTE), posts.fact(0, post::OWN_THREAD)), (&NO, &NO));
        assert_eq!(posts.fact(1, post::QUOTE), &Fact::Unknown(Reason::NotMeasured));
        assert_eq!(posts.fact(1, post::OWN_THREAD), &UNSAID);
    }

    #[test]
    fn an_account_without_posts_has_an_empty_list() {
        let record = completed(|r| r.set(account::POSTS_TOTAL, Fact::number(0.0)));
        assert_eq!(record.members(POSTS), &Members::Known(MemberTable::default()));
        let record = completed(|r| r.set(account::POSTS_TOTAL, Fact::number(3.0)));
        assert!(matches!(record.members(POSTS), Members::Unknown(_)));
    }

    #[test]
    fn completing_twice_changes_nothing() {
        let mut record = completed(|r| {
            r.set(account::PLATFORM, Fact::label("x"));
            r.set(avatar::AVATAR_URL, Fact::Absent);
        });
        let once = record.clone();
        complete(&mut record);
        assert_eq!(record, once);
    }

    #[test]
    fn the_viewer_is_declared() {
        let mut record = completed(|_| ());
        let viewer = completed(|r| r.set(account::TOPICS, Fact::set(["compilers"])));
        set_viewer(&mut record, &viewer);
        assert_eq!(record.get(viewer::VIEWER_PRESENT), &YES);
        assert_eq!(record.get(viewer::VIEWER_TOPICS), &Fact::set(["compilers"]));
        assert_eq!(record.get(viewer::VIEWER_CONTACTS), &Fact::Absent);
    }
}
