//! How much of one profile is looked at.
//!
//! Nobody reads a biography of a megabyte. A source that says so is damaged or hostile, and a run over many profiles has to stay
//! small whatever it reads.

use followback_core::{Fact, Member, Record, Value};

use crate::catalog::post;
use crate::warning::Warning;

/// The longest text, in bytes; the rest of a longer one is not looked at.
pub(crate) const MAX_TEXT: usize = 64 << 10;
/// So many posts of a native profile, the newest ones. X hands out 3,200 of an account at most.
pub(crate) const MAX_POSTS: usize = 5_000;
/// So many bytes of text in these posts together.
pub(crate) const MAX_POSTS_TEXT: usize = 2 << 20;
/// The most entries of a list such as the contacts.
pub(crate) const MAX_ENTRIES: usize = 100_000;

/// Cuts texts that are too long, and says so.
pub(crate) fn cut_texts(record: &mut Record<'_>, warnings: &mut Vec<Warning>) {
    let cut = record.cut_texts(MAX_TEXT);
    if cut > 0 {
        let texts = if cut == 1 { "a text is".to_owned() } else { format!("{cut} texts are") };
        warnings.push(Warning::new(
            "cut-text",
            format!("{texts} longer than {MAX_TEXT} bytes; the rest was not looked at"),
        ));
    }
}

/// Posts as they come in, of which only the newest are kept.
#[derive(Default)]
pub(crate) struct Newest<'a> {
    posts: Vec<Member<'a>>,
    /// Bytes of text in them.
    text: usize,
    /// So many were left out.
    older: usize,
}

impl<'a> Newest<'a> {
    pub(crate) fn add(&mut self, post: Member<'a>) {
        self.text += length(&post);
        self.posts.push(post);
        // Leaving out many at once keeps the sorting cheap.
        if self.posts.len() >= 2 * MAX_POSTS || self.text >= 2 * MAX_POSTS_TEXT {
            self.leave_out();
        }
    }

    fn leave_out(&mut self) {
        // Stable: of posts without a date, or with the same one, the first stay.
        self.posts.sort_by_key(|post| std::cmp::Reverse(post.at));
        let mut text = 0;
        let fits = |post: &&Member<'_>| {
            text += length(post);
            text <= MAX_POSTS_TEXT
        };
        let kept = self.posts.iter().take(MAX_POSTS).take_while(fits).count();
        self.older += self.posts.len() - kept;
        self.posts.truncate(kept);
        self.text = self.posts.iter().map(length).sum();
    }

    /// How many were added.
    pub(crate) fn len(&self) -> usize {
        self.posts.len() + self.older
    }

    /// The newest posts, and how many there were besides.
    pub(crate) fn into_posts(mut self) -> (Vec<Member<'a>>, usize) {
        if self.posts.len() > MAX_POSTS || self.text > MAX_POSTS_TEXT {
            self.leave_out();
        }
        (self.posts, self.older)
    }
}

/// Bytes of the text of a post that are looked at.
fn length(post: &Member<'_>) -> usize {
    match post.get(post::TEXT) {
        Fact::Known(Value::Text(text)) => text.len().min(MAX_TEXT),
        _ => 0,
    }
}
