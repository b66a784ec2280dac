//! The profile as it looks in a timeline, with the places that findings mean.

use serde::Serialize;

use super::picture;
use crate::locale::Words;
use crate::render::clean::clean;
use crate::render::view::{Part, Post, View, mark, places, whole};
use crate::render::words::sentence;
use crate::report::{Annex, Picture, Report};

/// The factor whose findings are about the picture.
const AVATAR: &str = "avatar";

/// The profile as strangers see it.
#[derive(Debug, Serialize)]
pub(super) struct Card {
    /// The picture itself, where the input has it.
    picture: Option<String>,
    /// What stands for it otherwise: `elsewhere`, `default`, `none` or `unknown`.
    picture_state: &'static str,
    picture_alt: String,
    /// The findings about it.
    picture_notes: Vec<usize>,
    initial: String,
    name: Vec<Part>,
    bio: Option<Vec<Part>>,
    no_bio: String,
    /// Findings about the bio as a whole.
    remarks: Vec<Remark>,
    facts: Vec<String>,
    posts: Vec<Post>,
    more_posts: String,
}

#[derive(Debug, Serialize)]
struct Remark {
    n: usize,
    title: String,
}

impl Card {
    pub(super) fn new(say: &Words, report: &Report, annex: &Annex, view: &View) -> Self {
        let card = &annex.card;
        let findings = || view.factors.iter().flat_map(|factor| &factor.findings);
        let remark = |finding: &crate::render::view::Finding| Remark { n: finding.n, title: finding.title.clone() };
        let of_avatar = view.factors.iter().filter(|factor| factor.id == AVATAR).flat_map(|factor| &factor.findings);
        let name = report.profile.name.as_deref().unwrap_or_default();
        let bio = report.bio.as_deref().filter(|bio| !bio.trim().is_empty());
        let posts = Post::latest(say, report, annex);
        let (picture, picture_state) = match &card.picture {
            Picture::File(file) => (picture::address(file), "elsewhere"),
            Picture::Elsewhere => (None, "elsewhere"),
            Picture::Default => (None, "default"),
            Picture::None => (None, "none"),
            Picture::Unknown => (None, "unknown"),
        };
        Card {
            picture_alt: match picture_state {
                "default" => say.picture_default(),
                "none" => say.picture_none(),
                "elsewhere" if picture.is_some() => say.picture_of(&view.who.title),
                "unknown" => say.picture_unknown(),
                _ if matches!(card.picture, Picture::File(_)) => say.picture_unreadable(),
                _ => say.picture_elsewhere(),
            },
            picture,
            picture_state,
            picture_notes: of_avatar.map(|finding| finding.n).collect(),
            initial: view.who.title.chars().find(|c| c.is_alphanumeric()).map(String::from).unwrap_or_default(),
            name: mark(name.trim(), &places(report, name.trim(), |fact, _| fact.starts_with("account.name"))),
            bio: bio.map(|bio| mark(bio, &places(report, bio, |fact, _| fact.starts_with("bio")))),
            no_bio: if report.bio.is_some() || bio_is_known(report) { say.bio_none() } else { say.bio_unknown() },
            remarks: findings().filter(|finding| finding.of_bio).map(remark).collect(),
            facts: facts(say, card),
            more_posts: say.more_posts(posts.len().saturating_sub(3)),
            posts,
        }
    }
}

/// Where the bio is not there, somebody who looked for it would have missed it.
fn bio_is_known(report: &Report) -> bool {
    !report.results.iter().flat_map(|result| &result.missing).any(|missing| missing.fact == "bio")
}

fn facts(say: &Words, card: &crate::report::Card) -> Vec<String> {
    let text = |text: &Option<String>| text.as_deref().map(sentence).filter(|text| !text.is_empty());
    let marks = [card.verified.then(|| say.is_verified()), card.locked.then(|| say.is_locked())];
    let counts = [
        card.following.map(|n| say.count_following(whole(Some(n)))),
        card.followers.map(|n| say.count_followers(whole(Some(n)))),
    ];
    let told = [text(&card.location), card.url.as_deref().map(|url| clean(url.trim()).into_owned())];
    let url_shown = told.into_iter().flatten().filter(|text| !text.is_empty());
    url_shown.chain(counts.into_iter().chain(marks).flatten()).collect()
}
