//! Which facts each format carries. What a format does not carry is unknown, whatever its files say.
//!
//! This is data: a test reads an invented file of each format and finds no fact that is missing here, and none here that the catalogue lacks.

use crate::format::Format;

/// How far a format carries a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Carried {
    /// Every whole file of the format tells it.
    Always,
    /// It depends on what was asked for, on which parts are there, or on what the owner has filled in.
    Sometimes,
}

/// How far a format carries a fact, which is named by its path; facts of posts are named `posts.text` and so on. Nothing if it does not.
///
/// ```
/// use followback_profile::{Carried, Format, carried};
///
/// assert_eq!(carried(Format::TwitterV1, "account.followers"), Some(Carried::Always));
/// assert_eq!(carried(Format::TwitterV2, "account.followers"), Some(Carried::Sometimes));
/// assert_eq!(carried(Format::MastodonExport, "account.followers"), None);
/// ```
#[must_use]
pub fn carried(format: Format, path: &str) -> Option<Carried> {
    let row = row(format);
    let holds = |paths: &[&[&str]]| paths.iter().any(|group| group.contains(&path));
    if holds(row.always) {
        Some(Carried::Always)
    } else if holds(row.sometimes) {
        Some(Carried::Sometimes)
    } else {
        None
    }
}

struct Row {
    always: &'static [&'static [&'static str]],
    sometimes: &'static [&'static [&'static str]],
}

const WHO: &[&str] = &["account.handle", "account.platform", "limits.bio", "limits.name"];
const NAME: &[&str] = &["account.name"];
const PICTURE: &[&str] = &["avatar.url", "avatar.present", "avatar.default"];
const BANNER: &[&str] = &["banner.default"];
const PAGE: &[&str] = &["bio", "account.location", "account.url"];
const COUNTS: &[&str] = &["account.followers", "account.following", "account.posts_total"];
const STATE: &[&str] = &["account.verified", "account.locked"];
const AGE: &[&str] = &["account.age_days"];
const TALK: &[&str] = &["account.contacts"];
const POSTS: &[&str] = &[
    "posts.text",
    "posts.reply",
    "posts.repost",
    "posts.quote",
    "posts.own_thread",
    "posts.age_days",
    "posts.lang",
    "posts.urls",
    "posts.media",
    "posts.within_hour",
];
const ECHO: &[&str] = &["posts.likes", "posts.reposts"];
const ANSWERS: &[&str] = &["posts.replies"];
const REST: &[&str] =
    &["account.bot", "account.moved", "account.suspended", "account.pinned", "account.languages", "account.fields"];
const DECLARED: &[&str] = &["account.kind", "account.topics", "account.declares"];

fn row(format: Format) -> Row {
    match format {
        Format::XArchive => {
            Row { always: &[WHO, NAME, AGE, PAGE, PICTURE, BANNER], sometimes: &[COUNTS, STATE, TALK, POSTS, ECHO] }
        }
        Format::MastodonExport => Row {
            always: &[WHO, NAME, AGE, &["bio", "account.locked", "account.bot", "account.moved"], PICTURE, BANNER],
            sometimes: &[&["account.fields", "account.posts_total"], TALK, POSTS],
        },
        Format::BlueskyCar => Row {
            always: &[WHO, &["account.locked"]],
            sometimes: &[
                NAME,
                &["bio", "account.url", "account.pinned", "account.bot", "account.following", "account.posts_total"],
                AGE,
                PICTURE,
                BANNER,
                TALK,
                POSTS,
            ],
        },
        Format::TwitterV2 => Row {
            always: &[WHO, NAME],
            sometimes: &[PAGE, COUNTS, STATE, &["account.pinned"], AGE, PICTURE, TALK, POSTS, ECHO, ANSWERS],
        },
        Format::TwitterV1 => Row {
            always: &[WHO, NAME, PAGE, COUNTS, STATE, AGE, PICTURE, BANNER],
            sometimes: &[&["account.pinned", "account.suspended"], TALK, POSTS, ECHO, ANSWERS],
        },
        Format::Mastodon => Row {
            always: &[
                WHO,
                NAME,
                COUNTS,
                AGE,
                &["bio", "account.fields", "account.locked", "account.bot", "account.moved", "account.suspended"],
                PICTURE,
                BANNER,
            ],
            sometimes: &[&["account.link_verified"], TALK, POSTS, ECHO, ANSWERS],
        },
        Format::Bluesky => Row {
            always: &[WHO, NAME, &["account.locked"], PICTURE],
            sometimes: &[
                &[
                    "bio",
                    "account.url",
                    "account.pinned",
                    "account.verified",
                    "account.bot",
                    "account.suspended",
                    "account.link_verified",
                ],
                COUNTS,
                AGE,
                BANNER,
                TALK,
                POSTS,
                ECHO,
                ANSWERS,
            ],
        },
        Format::TwiBot20 => Row {
            always: &[&["account.platform", "limits.bio", "limits.name"]],
            sometimes: &[WHO, NAME, PAGE, COUNTS, STATE, AGE, PICTURE, BANNER, TALK, POSTS],
        },
        Format::Native => Row {
            always: &[],
            sometimes: &[
                WHO, NAME, PAGE, COUNTS, STATE, AGE, PICTURE, BANNER, TALK, REST, DECLARED, POSTS, ECHO, ANSWERS,
            ],
        },
        Format::Table => Row {
            always: &[],
            sometimes: &[WHO, NAME, PAGE, COUNTS, STATE, AGE, PICTURE, BANNER, TALK, POSTS, ECHO, ANSWERS],
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{MEASURED_AVATAR, facts, post_facts};
    use crate::testing::samples::samples;
    use crate::testing::{fact, no_posts, of_posts, rows};

    /// The paths of all facts that a reader can fill: neither measured, nor declared, nor told by no file at all.
    fn paths() -> Vec<String> {
        let own = facts()
            .into_iter()
            .zip(0..)
            .filter(|(fact, id)| !MEASURED_AVATAR.contains(id) && !fact.declared && !fact.suppliers.is_empty());
        own.map(|(fact, _)| fact.path).chain(post_facts().into_iter().map(|f| format!("posts.{}", f.path))).collect()
    }

    #[test]
    fn every_path_is_one_of_the_catalogue() {
        let known: Vec<String> = paths().into_iter().chain(DECLARED.iter().map(|&path| path.to_owned())).collect();
        for format in Format::ALL {
            let row = row(*format);
            for path in row.always.iter().chain(row.sometimes).copied().flatten() {
                assert!(known.iter().any(|known| known == path), "{path} of {format:?}");
            }
        }
        for path in known {
            assert!(Format::ALL.iter().any(|format| carried(*format, &path).is_some()), "no format carries {path}");
        }
    }

    #[test]
    fn files_tell_what_their_format_carries_and_nothing_else() {
        for (format, bytes) in samples() {
            for profile in rows(bytes).into_iter().map(Result::unwrap) {
                assert_eq!(profile.source, format);
                for path in paths() {
                    let told = match path.strip_prefix("posts.") {
                        None => fact(&profile, &path) != "?",
                        Some(_) if no_posts(&profile) => continue,
                        Some(field) => of_posts(&profile, field).iter().any(|f| f != "?"),
                    };
                    let carried = carried(format, &path);
                    assert!(!told || carried.is_some(), "{format:?} tells {path}, which is not in its table");
                    assert!(told || carried != Some(Carried::Always), "{format:?} does not tell {path}");
                }
            }
        }
    }

    #[test]
    fn every_format_has_a_sample() {
        for format in Format::ALL {
            assert!(samples().iter().any(|(of, _)| of == format), "{format:?}");
        }
    }
}
