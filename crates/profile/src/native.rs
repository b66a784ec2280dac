//! The native profile: the flat form that people make from a spreadsheet, a database or a script.
//!
//! A field left out is unknown, an empty text or list is absent; `null` is the same as left out. Declarations (`kind`, `topics`,
//! `declares`) left out are absent, and `quote` left out is false where `repost` is given. Unknown fields and wrong types are errors;
//! counts and dates that cannot be meant (negative, the year 99999) are unknown, with a warning.

mod context;
mod draft;
mod fast;
mod fields;
mod values;

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use followback_core::{Spare, nearest};
use serde::de::DeserializeSeed;

use crate::catalog::PLATFORMS;
use crate::encoding::{Damage, decode};
use crate::error::{Place, ReadError};
use crate::format::{Format, Reader, Rows};
use crate::input::{Content, Opened};
use crate::peek::Json;
use crate::profile::{Options, Profile};
use crate::records::Records;
use crate::sniff::sign_of;
use crate::tree::Tree;
use crate::warning::Warning;
use crate::words::json_fault;
use context::Context;
use draft::ProfileSeed;
use fields::PROFILE_FIELDS;

/// Longer keys, in bytes, are no slips of ours.
const MAX_FIELD: usize = 20;

/// Reads the native profile.
pub(crate) struct NativeReader;

impl Reader for NativeReader {
    fn format(&self) -> Format {
        Format::Native
    }

    fn recognise(&self, input: &mut Opened) -> bool {
        if let Some(json) = input.json() {
            return is_native_json(json);
        }
        // Nobody writes so long a comment that no field stands at the start.
        decode("", input.head(), Damage::Replace, &mut Vec::new()).is_ok_and(|text| is_native_toml(&text))
    }

    fn rows<'o>(&'static self, mut input: Opened, options: &Options<'o>) -> Result<Rows<'o>, ReadError> {
        let many = input.json().filter(|json| !json.is_single).and_then(|json| json.layout);
        match (input.content, many) {
            (Content::Stream(stream), Some(layout)) => {
                let records = Records::new(&input.name, stream.into_reader(), layout, options.max_record);
                Ok(Box::new(Many { records, name: input.name, base: input.base, options: *options }))
            }
            (Content::Stream(stream), None) => {
                let bytes = stream.into_bytes(options.max_record as u64)?;
                let profile = read_one(&input.name, &bytes, input.base.as_deref(), options)?;
                Ok(Box::new(std::iter::once(Ok(profile))))
            }
            (Content::Files(_), _) => {
                let looks_like = "a folder or zip".to_owned();
                Err(ReadError::WrongFormat { name: input.name, format: self.format().name(), looks_like })
            }
        }
    }
}

fn read_one(
    name: &str,
    bytes: &[u8],
    base: Option<&Path>,
    options: &Options<'_>,
) -> Result<Profile<'static>, ReadError> {
    let mut warnings = Vec::new();
    let text = decode(name, bytes, Damage::Refuse, &mut warnings)?;
    let profile = if text.trim_start().starts_with('{') {
        read_native_json(&text, name, options)
    } else {
        read_native_toml(&text, name, options)
    };
    Ok(with_picture(profile?.into_owned(), base))
}

/// Reads the picture that a profile names.
fn with_picture(mut profile: Profile<'static>, base: Option<&Path>) -> Profile<'static> {
    match base {
        Some(folder) => profile.load_avatar(folder),
        None => {
            if let Some(file) = profile.avatar_file.take() {
                let message =
                    format!("the picture `{file}` was not read: only a profile in a file has a folder to look in");
                profile.warnings.push(Warning::new("no-picture", message));
            }
        }
    }
    profile
}

/// Profiles one after the other.
struct Many<'o> {
    records: Records<'static>,
    name: String,
    base: Option<PathBuf>,
    options: Options<'o>,
}

impl Iterator for Many<'_> {
    type Item = Result<Profile<'static>, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        let record = match self.records.next()? {
            Ok(record) => record,
            Err(error) => return Some(Err(error)),
        };
        if record.is_lossy {
            let file = format!("{}, line {}", self.name, record.line);
            return Some(Err(ReadError::Encoding { file, offset: record.text.find('\u{fffd}').unwrap_or(0) }));
        }
        let read = read_native_json(&record.text, &self.name, &self.options);
        Some(match read {
            Ok(profile) => Ok(with_picture(profile.into_owned(), self.base.as_deref())),
            Err(error) => Err(error.moved_down(record.line - 1)),
        })
    }
}

/// A JSON object with at least one field of ours. One that is damaged counts by the fields before the damage.
fn is_native_json(json: &Json) -> bool {
    let Some(Tree::Object(entries)) = json.first.first() else { return false };
    // Nobody else writes our names of the networks under this word: whatever else is there is a slip to be told of.
    let is_platform = |(key, value): &(Cow<'_, str>, Tree<'_>)| {
        key == "platform" && value.text().is_some_and(|name| PLATFORMS.contains(&name))
    };
    if entries.iter().any(is_platform) {
        return true;
    }
    let keys: Vec<&str> = entries.iter().map(|(key, _)| key.as_ref()).collect();
    // Other formats share a few common words with ours (`name`, `url`), but not half of their fields; a slip in a small
    // profile is a slip and no other format. An empty object is a profile of which nothing is known.
    mostly_ours(&keys) || (keys.is_empty() && (json.is_whole || !json.text.contains(':')))
}

/// A TOML table with at least one field of ours.
fn is_native_toml(text: &str) -> bool {
    let keys: Vec<&str> = toml_keys(text).collect();
    keys.iter().any(|key| PROFILE_FIELDS.contains(key)) || mostly_ours(&keys)
}

/// Whether half of the keys are ours, those with a slip included; slips alone must be more than half.
fn mostly_ours(keys: &[&str]) -> bool {
    let ours = keys.iter().filter(|key| PROFILE_FIELDS.contains(key)).count();
    let slips = if sign_of(keys).is_some() { 0 } else { keys.iter().filter(|key| is_slip(key)).count() };
    let both = (ours + slips) * 2;
    if ours > 0 { both >= keys.len() } else { both > keys.len() }
}

/// One or two letters away from a field of ours. Slips rarely touch the first letter, and other words often differ in it.
fn is_slip(key: &str) -> bool {
    !PROFILE_FIELDS.contains(&key)
        && key.len() <= MAX_FIELD
        && nearest(key, PROFILE_FIELDS.iter().copied()).is_some_and(|near| near.get(..1) == key.get(..1))
}

/// What stands before `=` or in `[[…]]` at the start of a line.
fn toml_keys(text: &str) -> impl Iterator<Item = &str> {
    text.lines().take(1000).filter_map(|line| {
        let line = line.trim_start();
        if let Some(header) = line.strip_prefix("[[") {
            return header.split(']').next().map(str::trim);
        }
        line.split_once('=').map(|(key, _)| key.trim().trim_matches(['"', '\'']))
    })
}

/// Reads a native profile from one JSON object, for example one line of a JSONL file; texts are borrowed from it where they can be.
///
/// `name` stands for the file in messages; where the line is one of many, [`ReadError::moved_down`] sets its number right.
/// A picture that the profile names stays in `avatar_file`; [`Profile::load_avatar`] reads it.
///
/// # Errors
/// Text that is no JSON object, unknown fields, and fields of the wrong type, each with its place.
pub fn read_native_json<'a>(line: &'a str, name: &str, options: &Options<'_>) -> Result<Profile<'a>, ReadError> {
    read_native_json_in(line, name, options, &mut Spare::default())
}

/// Like [`read_native_json`], in the room of records that are gone: for many lines, one after the other.
///
/// # Errors
/// The same.
pub fn read_native_json_in<'a>(
    line: &'a str,
    name: &str,
    options: &Options<'_>,
    spare: &mut Spare,
) -> Result<Profile<'a>, ReadError> {
    let text = line.strip_prefix('\u{feff}').unwrap_or(line);
    match fast::read(text, options, spare) {
        Some(profile) => Ok(profile),
        None => read_carefully(text, name, options),
    }
}

/// Reads whatever comes, and says what is wrong with it.
fn read_carefully<'a>(text: &'a str, name: &str, options: &Options<'_>) -> Result<Profile<'a>, ReadError> {
    let context = Context::new(options);
    let mut json = serde_json::Deserializer::from_str(text);
    let draft = ProfileSeed(&context).deserialize(&mut json).and_then(|draft| json.end().map(|()| draft));
    match draft {
        Ok(draft) => Ok(draft.finish(context)),
        Err(error) => Err(json_error(text, name, &context, &error)),
    }
}

fn read_native_toml<'a>(text: &'a str, name: &str, options: &Options<'_>) -> Result<Profile<'a>, ReadError> {
    let context = Context::new(options);
    let draft = toml::Deserializer::parse(text).and_then(|toml| ProfileSeed(&context).deserialize(toml));
    match draft {
        Ok(draft) => Ok(draft.finish(context)),
        Err(error) => {
            let place = Place::of_offset(name, text, error.span().map_or(0, |span| span.start));
            Err(context.field_error(place.clone(), error.message()).unwrap_or_else(|| ReadError::Syntax {
                place,
                problem: format!("this is no valid TOML: {}", error.message().replace('\n', ", ")),
                help: "write `field = value` lines, texts in quotes".to_owned(),
            }))
        }
    }
}

fn json_error(text: &str, name: &str, context: &Context<'_>, error: &serde_json::Error) -> ReadError {
    let place = Place::of_json(name, text, 0, error);
    let message = error.to_string();
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
    if error.is_data()
        && let Some(error) = context.field_error(place.clone(), message)
    {
        return error;
    }
    let trailing = message.starts_with("trailing characters");
    let message = json_fault(error);
    let (problem, help) = if error.is_eof() {
        (format!("the JSON ends too early ({message})"), "the file is cut off: save or copy it again")
    } else if trailing {
        (
            "a second value follows the profile".to_owned(),
            "give one profile here; `triage` reads many, one JSON object a line",
        )
    } else {
        (format!("this is no valid JSON: {message}"), "mend it there; texts and field names are in double quotes")
    };
    ReadError::Syntax { place, problem, help: help.to_owned() }
}

#[cfg(test)]
mod tests;
