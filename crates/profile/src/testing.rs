//! What the tests of all readers need: reading invented files, and facts in a short form.

mod damage;
mod others;
mod quirks;
pub(crate) mod samples;

use followback_core::{Fact, MemberTable, Members, Value};

use crate::catalog::{POSTS, schema};
use crate::format::Format;
use crate::input::Input;
use crate::profile::{Options, Profile};
use crate::read::{profiles, read};

/// The clock of tests: 15 June 2025, 15:06:40 UTC.
pub(crate) const NOW: i64 = 1_750_000_000;

/// All rows of an input; errors as they are shown.
pub(crate) fn rows(bytes: impl Into<Vec<u8>>) -> Vec<Result<Profile<'static>, String>> {
    let schema = schema();
    match profiles(Input::bytes("in", bytes), &Options::new(&schema, NOW)) {
        Ok(rows) => rows.map(|row| row.map_err(|error| error.to_string())).collect(),
        Err(error) => vec![Err(error.to_string())],
    }
}

/// All profiles of an input of this format, none of which has a fault.
pub(crate) fn all(format: Format, bytes: impl Into<Vec<u8>>) -> Vec<Profile<'static>> {
    let rows: Vec<_> = rows(bytes).into_iter().map(|row| row.unwrap_or_else(|error| panic!("{error}"))).collect();
    assert!(
        rows.iter().all(|profile| profile.source == format),
        "{:?}",
        rows.iter().map(|p| p.source).collect::<Vec<_>>()
    );
    rows
}

/// The only profile of an input of this format.
pub(crate) fn one(format: Format, bytes: impl Into<Vec<u8>>) -> Profile<'static> {
    let mut all = all(format, bytes);
    assert_eq!(all.len(), 1);
    all.remove(0)
}

/// The error of an input.
pub(crate) fn refused(bytes: impl Into<Vec<u8>>) -> String {
    let schema = schema();
    match read(Input::bytes("in", bytes), &Options::new(&schema, NOW)) {
        Ok(profile) => panic!("read as {:?}", profile.source),
        Err(error) => error.to_string(),
    }
}

/// A fact in a short form: its value, `-` if it is absent, `?` if it is unknown.
pub(crate) fn fact(profile: &Profile<'_>, path: &str) -> String {
    let schema = schema();
    let id = schema.fact(path).unwrap_or_else(|| panic!("no fact {path}"));
    short(profile.record.get(id))
}

/// Facts in a short form.
pub(crate) fn facts<const N: usize>(profile: &Profile<'_>, paths: [&str; N]) -> [String; N] {
    paths.map(|path| fact(profile, path))
}

/// The posts, newest first.
pub(crate) fn posts<'p>(profile: &'p Profile<'_>) -> &'p MemberTable<'p> {
    match profile.record.members(POSTS) {
        Members::Known(members) => members,
        Members::Unknown(_) => panic!("the posts are unknown"),
    }
}

/// Whether nothing is known about posts.
pub(crate) fn no_posts(profile: &Profile<'_>) -> bool {
    matches!(profile.record.members(POSTS), Members::Unknown(_))
}

/// A fact of each post in a short form, newest first.
pub(crate) fn of_posts(profile: &Profile<'_>, path: &str) -> Vec<String> {
    let schema = schema();
    let field = schema.collection_decl(POSTS).field(path).unwrap_or_else(|| panic!("no fact {path} of posts"));
    posts(profile).iter().map(|post| short(post.get(field))).collect()
}

/// The words of all warnings.
pub(crate) fn warnings(profile: &Profile<'_>) -> String {
    profile.warnings.iter().map(|w| format!("{}: {}", w.code, w.message)).collect::<Vec<_>>().join("\n")
}

/// The handles of profiles.
pub(crate) fn handles(profiles: &[Profile<'_>]) -> Vec<String> {
    profiles.iter().map(|p| p.handle.as_deref().unwrap_or("?").to_owned()).collect()
}

fn short(fact: &Fact<'_>) -> String {
    match fact {
        Fact::Known(Value::Bool(true)) => "yes".to_owned(),
        Fact::Known(Value::Bool(false)) => "no".to_owned(),
        Fact::Known(Value::Number(number)) => number.to_string(),
        Fact::Known(Value::Text(text) | Value::Label(text)) => text.to_string(),
        Fact::Known(Value::Set(values)) => values.join(" "),
        Fact::Absent => "-".to_owned(),
        Fact::Unknown(_) => "?".to_owned(),
    }
}
