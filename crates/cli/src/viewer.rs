//! The person who looks at a profile: a few lines of TOML with topics, or a profile of their own.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;
use followback_core::{Fact, Members, Program, Record, Scratch, Value, nearest};
use followback_profile::{Input, Options, POSTS, Profile, account, complete_languages, page, post, read, set_viewer};
use serde::Deserialize;

use crate::console::Console;

/// The tagger that topics come from.
const TOPICS: &str = "topics";
/// So many of the latest own posts are read for topics, and so many have to be about one: as many as make a shared topic of
/// a profile's posts count.
const LATEST: usize = 20;
const ENOUGH: usize = 2;

/// A viewer as written down.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    topics: Vec<String>,
    /// ISO 639 codes.
    #[serde(default)]
    languages: Vec<String>,
    #[serde(default)]
    location: String,
    /// Handles, with or without the `@`.
    #[serde(default)]
    contacts: Vec<String>,
}

const FIELDS: [&str; 4] = ["topics", "languages", "location", "contacts"];

/// Who looks at the profiles of a run.
pub(crate) struct Viewer {
    record: Record<'static>,
}

impl Viewer {
    /// Reads a viewer: a TOML file of `topics`, `languages`, `location` and `contacts`, or a profile in any format, whose bio
    /// and latest posts tell the topics.
    ///
    /// # Errors
    /// When it can be read as neither.
    pub(crate) fn read(path: &Path, program: &Program, now: Option<i64>, clock: i64) -> anyhow::Result<Self> {
        let shown = path.display();
        let unreadable = || format!("cannot read the viewer `{shown}`");
        let record = if let Some(written) = written(path).with_context(unreadable)? {
            written.record(program)
        } else {
            let options = Options { now, ..Options::new(program.schema(), clock) };
            of_profile(read(Input::path(path), &options).with_context(unreadable)?, program)
        };
        if *record.get(account::TOPICS) == Fact::Absent {
            Console::remark(&format!(
                "warning: no topic of the viewer can be told from `{shown}`, so relevance is not judged; list some: \
                 `topics = [\"…\"]`"
            ));
        }
        Ok(Viewer { record })
    }

    /// Tells a record who looks at it.
    pub(crate) fn look_at(&self, record: &mut Record<'_>) {
        set_viewer(record, &self.record);
    }
}

/// The file as a viewer; none if it is something else, which may be a profile.
fn written(path: &Path) -> anyhow::Result<Option<Written>> {
    if path.extension().is_none_or(|e| e != "toml") {
        return Ok(None);
    }
    let text = std::fs::read_to_string(path)?;
    let Ok(table) = text.parse::<toml::Table>() else { return Ok(None) };
    if table.is_empty() || !table.keys().all(|key| FIELDS.contains(&key.as_str())) {
        return Ok(None);
    }
    Ok(Some(toml::from_str(&text)?))
}

impl Written {
    fn record(self, program: &Program) -> Record<'static> {
        let mut record = Record::new(program.schema());
        let topics: Vec<String> = self.topics.iter().flat_map(|topic| known_topics(topic, program)).collect();
        record.set(account::TOPICS, Fact::set(topics));
        record.set(account::LANGUAGES, Fact::set(self.languages.iter().map(|l| l.to_lowercase())));
        record.set(account::LOCATION, Fact::text(self.location));
        let contacts = self.contacts.iter().map(|handle| handle.trim_start_matches('@').to_lowercase());
        record.set(account::CONTACTS, Fact::set(contacts));
        record
    }
}

/// The topics that a word stands for: itself, or those that its words are about. One that the rules do not know stays, and
/// is said to be unknown.
fn known_topics(word: &str, program: &Program) -> Vec<String> {
    let word = word.trim();
    if program.labels(TOPICS).any(|label| label == word) {
        return vec![word.to_owned()];
    }
    let found: Vec<String> = program.tags(TOPICS, word).into_iter().map(str::to_owned).collect();
    if found.is_empty() {
        let near = nearest(word, program.labels(TOPICS)).map_or(String::new(), |n| format!("; did you mean `{n}`?"));
        Console::remark(&format!("warning: the rules know no topic `{word}`, so no profile can share it{near}"));
        return vec![word.to_owned()];
    }
    found
}

/// What a profile tells about its owner as a viewer.
fn of_profile(mut profile: Profile<'static>, program: &Program) -> Record<'static> {
    let record = &mut profile.record;
    complete_languages(record, program, Scratch::default());
    let topics = topics(record, program);
    record.set(account::TOPICS, Fact::set(topics));
    profile.record
}

/// Topics that the owner declares, that the bio names, and that several of the latest own posts touch.
fn topics(record: &Record<'_>, program: &Program) -> Vec<String> {
    let mut topics: Vec<String> = match record.get(account::TOPICS) {
        Fact::Known(Value::Set(declared)) => declared.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    };
    if let Fact::Known(Value::Text(bio)) = record.get(page::BIO) {
        topics.extend(program.tags(TOPICS, bio).into_iter().map(str::to_owned));
    }
    if let Members::Known(posts) = record.members(POSTS) {
        let own = posts.iter().filter(|p| *p.get(post::REPOST) == Fact::bool(false)).take(LATEST);
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for post in own {
            if let Fact::Known(Value::Text(text)) = post.get(post::TEXT) {
                for topic in program.tags(TOPICS, text) {
                    *counts.entry(topic).or_default() += 1;
                }
            }
        }
        topics.extend(counts.into_iter().filter(|(_, n)| *n >= ENOUGH).map(|(topic, _)| topic.to_owned()));
    }
    topics
}
