//! Long posts: `tweets.js` holds their first 280 characters or less, `note-tweet.js` the whole text.
//!
//! Nothing names the post that a note belongs to. The two were made in the same second and start alike.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::lax::{Lax, Lossy, or_default};
use super::tweet::Link;
use crate::date::{Date, parse_date};
use crate::twitter_text::unescape;

/// Characters that must agree where only the start speaks for a match.
const START: usize = 30;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct RawNote<'a> {
    #[serde(borrow, rename = "tweetId")]
    tweet_id: Lax<'a>,
    #[serde(borrow, rename = "createdAt")]
    created_at: Lax<'a>,
    #[serde(borrow)]
    core: Option<&'a RawValue>,
    /// Of a shape that only documents know.
    #[serde(borrow, rename = "noteTweetResults")]
    results: Option<&'a RawValue>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Core<'a> {
    #[serde(borrow)]
    text: Lossy<'a>,
    #[serde(borrow)]
    urls: Option<&'a RawValue>,
}

/// The full text of a long post.
#[derive(Debug)]
pub(super) struct Note<'a> {
    tweet_id: Option<String>,
    at: Option<i64>,
    text: String,
    pub(super) links: Vec<Link<'a>>,
    used: bool,
}

impl<'a> Note<'a> {
    /// Reads the inside of a `noteTweet`; nothing if it has no text.
    pub(super) fn read(raw: &'a RawValue) -> Option<Self> {
        let note: RawNote<'a> = or_default(Some(raw));
        let core: Core<'a> = or_default(note.core.or(note.results));
        let at = note.created_at.text().and_then(|text| match parse_date(text) {
            Date::At(at) => Some(at),
            Date::Absurd | Date::Invalid => None,
        });
        let text = core.text.0.filter(|text| !text.is_empty())?.into_owned();
        Some(Note {
            tweet_id: note.tweet_id.text().map(str::to_owned),
            at,
            text,
            links: or_default(core.urls),
            used: false,
        })
    }
}

/// All notes of an archive, to look up by post.
#[derive(Debug, Default)]
pub(super) struct Notes<'a> {
    all: Vec<Note<'a>>,
    by_second: HashMap<i64, Vec<usize>>,
    by_start: HashMap<String, Vec<usize>>,
}

impl<'a> Notes<'a> {
    pub(super) fn new(notes: Vec<Note<'a>>) -> Self {
        let mut by_second: HashMap<i64, Vec<usize>> = HashMap::new();
        let mut by_start: HashMap<String, Vec<usize>> = HashMap::new();
        for (i, note) in notes.iter().enumerate() {
            if let Some(at) = note.at {
                by_second.entry(at).or_default().push(i);
            }
            by_start.entry(start(&unescape(&note.text))).or_default().push(i);
        }
        Notes { all: notes, by_second, by_start }
    }

    /// The full text of a post, unescaped, and its links. `unescaped` is what the post itself holds.
    pub(super) fn find(&mut self, id: Option<&str>, at: Option<i64>, unescaped: &str) -> Option<(String, &[Link<'a>])> {
        if self.all.is_empty() {
            return None;
        }
        let (stem, cut) = stem(unescaped);
        let free = |i: &&usize| !self.all[**i].used;
        let same_second: Vec<usize> =
            at.and_then(|at| self.by_second.get(&at)).into_iter().flatten().filter(free).copied().collect();
        let by_id = (0..self.all.len()).find(|i| id.is_some() && self.all[*i].tweet_id.as_deref() == id);
        let found = by_id
            .or_else(|| {
                same_second.iter().copied().find(|i| !stem.is_empty() && continues(&self.all[*i].text, stem).is_some())
            })
            // A reply holds the names it answers, its note may not: then the second alone has to do.
            .or_else(|| if cut && same_second.len() == 1 { same_second.first().copied() } else { None })
            .or_else(|| {
                let alike = self.by_start.get(&start(stem)).filter(|_| cut && stem.chars().count() >= START)?;
                alike.iter().filter(free).copied().find(|i| continues(&self.all[*i].text, stem).is_some())
            })?;
        let note = &mut self.all[found];
        note.used = true;
        let text = continues(&note.text, stem).unwrap_or_else(|| unescape(&note.text));
        Some((text, &note.links))
    }

    /// How many notes no post was found for.
    pub(super) fn left(&self) -> usize {
        self.all.iter().filter(|note| !note.used).count()
    }
}

/// The note's text without escapes, if it starts like the post. Whether notes are escaped differs, so the post decides.
fn continues(note: &str, stem: &str) -> Option<String> {
    if note.starts_with(stem) {
        return Some(note.to_owned());
    }
    Some(unescape(note)).filter(|plain| plain.starts_with(stem))
}

/// The text without the link to itself and the `…` at its end, and whether there was an `…`.
fn stem(text: &str) -> (&str, bool) {
    let mut text = text.trim_end();
    while let Some((before, last)) = text.rsplit_once(char::is_whitespace)
        && last.starts_with("https://t.co/")
    {
        text = before.trim_end();
    }
    match text.strip_suffix('…') {
        Some(stem) => (stem.trim_end(), true),
        None => (text, false),
    }
}

fn start(text: &str) -> String {
    text.chars().take(START).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEM: &str = "A very long post that is cut off in the file of posts";

    fn notes<'a>(json: &[&'a str]) -> Notes<'a> {
        Notes::new(json.iter().filter_map(|j| Note::read(serde_json::from_str(j).unwrap())).collect())
    }

    fn found(notes: &mut Notes<'_>, id: &str, at: i64, text: &str) -> Option<String> {
        notes.find(Some(id), Some(at), text).map(|(text, _)| text)
    }

    const LONG: &str = r#"{"noteTweetId":"9","createdAt":"2025-10-01T20:19:24.000Z","core":{"text":"A very long post that is cut off in the file of posts, and goes on."}}"#;
    const AT: i64 = 1_759_349_964;

    #[test]
    fn the_second_finds_the_note() {
        let mut n = notes(&[LONG]);
        let whole = format!("{STEM}, and goes on.");
        assert_eq!(found(&mut n, "1", AT, &format!("{STEM}… https://t.co/CCCCCCCCCC")), Some(whole));
        assert_eq!(n.left(), 0);
    }

    #[test]
    fn the_start_finds_the_note_of_another_second() {
        let mut n = notes(&[LONG]);
        assert_eq!(found(&mut n, "1", AT + 2, "Something else… https://t.co/CCCCCCCCCC"), None);
        assert!(found(&mut n, "2", AT + 2, &format!("{STEM}… https://t.co/CCCCCCCCCC")).is_some());
        assert_eq!(
            found(&mut n, "3", AT + 2, &format!("{STEM}… https://t.co/CCCCCCCCCC")),
            None,
            "a note is used once"
        );
    }

    #[test]
    fn an_ordinary_post_of_the_same_second_stays_itself() {
        let mut n = notes(&[LONG]);
        assert_eq!(found(&mut n, "1", AT, "Short and complete."), None);
        assert_eq!(n.left(), 1);
    }

    #[test]
    fn two_long_posts_of_one_second_are_told_apart() {
        let mut n = notes(&[
            r#"{"createdAt":"2025-10-01T20:19:24.000Z","core":{"text":"First part of the story, in full"}}"#,
            r#"{"createdAt":"2025-10-01T20:19:24.000Z","core":{"text":"Second part of the story, in full"}}"#,
        ]);
        assert_eq!(
            found(&mut n, "2", AT, "Second part… https://t.co/x").as_deref(),
            Some("Second part of the story, in full")
        );
        assert_eq!(
            found(&mut n, "1", AT, "First part… https://t.co/x").as_deref(),
            Some("First part of the story, in full")
        );
    }

    #[test]
    fn escaped_notes_are_known_by_the_post() {
        let escaped = r#"{"createdAt":"2025-10-01T20:19:24.000Z","core":{"text":"Salt &amp; bread, and more"}}"#;
        assert_eq!(found(&mut notes(&[escaped]), "1", AT, "Salt & bread…").as_deref(), Some("Salt & bread, and more"));
        let raw = r#"{"createdAt":"2025-10-01T20:19:24.000Z","core":{"text":"Write &amp; for this, and more"}}"#;
        assert_eq!(
            found(&mut notes(&[raw]), "1", AT, "Write &amp; for…").as_deref(),
            Some("Write &amp; for this, and more")
        );
    }

    #[test]
    fn the_documented_shape_is_joined_by_id() {
        let mut n = notes(&[r#"{"tweetId":"5","noteTweetResults":{"text":"The whole of it"}}"#]);
        assert_eq!(found(&mut n, "5", AT, "The…").as_deref(), Some("The whole of it"));
    }
}
