//! The latest posts, with the places in them that findings mean, and the findings that count them.

use serde::Serialize;

use super::{Part, mark, places};
use crate::locale::Words;
use crate::report::{Annex, PostNote, Report};

/// Posts that are shown; a visitor reads no more.
const MAX_POSTS: usize = 20;

/// A post.
#[derive(Debug, Serialize)]
pub(crate) struct Post {
    pub(crate) n: usize,
    /// What it is, if it is no post of its own.
    pub(crate) kind: Option<String>,
    pub(crate) day: Option<String>,
    pub(crate) parts: Vec<Part>,
    pub(crate) counts: Vec<String>,
    /// The findings that count it, without those that mean words of it.
    pub(crate) notes: Vec<usize>,
}

impl Post {
    /// The latest posts, newest first.
    pub(crate) fn latest(say: &Words, report: &Report, annex: &Annex) -> Vec<Self> {
        let posts = annex.card.posts.iter().take(MAX_POSTS);
        posts.zip(1..).map(|(post, n)| Post::new(say, report, post, n)).collect()
    }

    fn new(say: &Words, report: &Report, post: &PostNote, n: usize) -> Self {
        let kind = match post {
            PostNote { repost: true, .. } => Some(say.post_repost()),
            PostNote { reply: true, .. } => Some(say.post_reply()),
            PostNote { quote: true, .. } => Some(say.post_quote()),
            _ => None,
        };
        let counts = [
            (post.replies, say.count_replies(whole(post.replies))),
            (post.reposts, say.count_reposts(whole(post.reposts))),
            (post.likes, say.count_likes(whole(post.likes))),
        ];
        let parts = mark(&post.text, &places(report, &post.text, |_, id| id == Some(post.id.as_str())));
        let is_held = |(n, rule): (usize, &str)| {
            let in_words = parts.iter().any(|part| part.notes.contains(&n));
            (post.held_by.iter().any(|held| held == rule) && !in_words).then_some(n)
        };
        let findings = (1..).zip(report.findings.iter().map(|finding| finding.rule.as_str()));
        Post {
            n,
            kind,
            day: post.at.map(crate::report::day),
            notes: findings.filter_map(is_held).collect(),
            parts,
            counts: counts
                .into_iter()
                .filter(|(count, _)| count.is_some_and(|n| n > 0.0))
                .map(|(_, words)| words)
                .collect(),
        }
    }

    /// The findings that are about it.
    pub(crate) fn findings(&self) -> Vec<usize> {
        let mut all: Vec<usize> = self.parts.iter().flat_map(|part| &part.notes).chain(&self.notes).copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// A count as a whole number; what is absurd was refused when it was read.
pub(crate) fn whole(count: Option<f64>) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "saturates, and counts are not negative"
    )]
    let whole = count.unwrap_or(0.0) as usize;
    whole
}
