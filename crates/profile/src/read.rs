//! From an input to its profiles: which reader takes it, and what to do where one is wanted and many are there.

use std::io::BufRead;

use crate::bluesky::Bluesky;
use crate::bluesky_car::BlueskyCarReader;
use crate::dialect::JsonReader;
use crate::error::ReadError;
use crate::format::{Format, Reader, Rows};
use crate::input::{Content, Input, Opened};
use crate::mastodon::Mastodon;
use crate::mastodon_export::MastodonExportReader;
use crate::native::NativeReader;
use crate::profile::{Options, Profile};
use crate::records::Layout;
use crate::sniff::looks_like;
use crate::table::TableReader;
use crate::twibot20::TwiBot20;
use crate::twitter_v1::TwitterV1;
use crate::twitter_v2::TwitterV2;
use crate::warning::Warning;
use crate::words::shorten;
use crate::x_archive::XArchiveReader;

/// In the order in which they are tried: the more particular signs first.
static READERS: &[&dyn Reader] = &[
    &XArchiveReader,
    &MastodonExportReader,
    &BlueskyCarReader,
    &JsonReader(TwitterV2),
    &JsonReader(TwitterV1),
    &JsonReader(Mastodon),
    &JsonReader(Bluesky),
    &JsonReader(TwiBot20),
    &NativeReader,
    &TableReader,
];

/// So many handles are named when one of them has to be chosen.
const SHOWN: usize = 20;

/// An input that was recognised.
pub enum Source<'o> {
    /// Native profiles, one JSON object a line: for [`crate::read_native_json`], on as many threads as there are.
    NativeLines {
        /// What messages call the input.
        name: String,
        /// The lines, unpacked; a line may be damaged or longer than one wants to hold.
        lines: Box<dyn BufRead + Send>,
    },
    /// Anything else.
    Profiles(Profiles<'o>),
}

/// The profiles of an input, in its order; posts without an account list are gathered by author, in the order in which each author
/// comes first. What cannot be read is an error in its place, and the rest goes on.
///
/// One value of a list or a line is held at a time. Only files of posts are held as a whole, since each may add to any author.
pub struct Profiles<'o> {
    format: Format,
    name: String,
    rows: Rows<'o>,
}

impl Profiles<'_> {
    /// The format that was recognised.
    #[must_use]
    pub fn format(&self) -> Format {
        self.format
    }

    /// What messages call the input.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Iterator for Profiles<'_> {
    type Item = Result<Profile<'static>, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.rows.next()
    }
}

/// Opens an input, unpacks it, and finds out which format it has, or takes the one that the options force.
///
/// # Errors
/// Says what the input looks like and what is read, or where the input is damaged.
pub fn open<'o>(input: Input, options: &Options<'o>) -> Result<Source<'o>, ReadError> {
    let (reader, mut opened) = recognised(input, options)?;
    let is_lines = reader.format() == Format::Native
        && !opened.is_utf16()
        && opened.json().is_some_and(|json| json.layout == Some(Layout::Lines));
    if is_lines && let Content::Stream(stream) = opened.content {
        return Ok(Source::NativeLines { name: opened.name, lines: stream.into_reader() });
    }
    started(reader, opened, options).map(Source::Profiles)
}

/// The profiles of an input.
///
/// ```
/// use followback_profile::{Input, Options, profiles, schema};
///
/// let schema = schema();
/// let lines = "{\"handle\":\"ana\"}\n{\"handle\":\"rui\"}\n";
/// let all = profiles(Input::bytes("both.jsonl", lines), &Options::new(&schema, 1_700_000_000))?;
/// let handles: Vec<String> = all.flatten().filter_map(|p| p.handle).map(String::from).collect();
/// assert_eq!(handles, ["ana", "rui"]);
/// # Ok::<(), followback_profile::ReadError>(())
/// ```
///
/// # Errors
/// As [`open`].
pub fn profiles<'o>(input: Input, options: &Options<'o>) -> Result<Profiles<'o>, ReadError> {
    let (reader, opened) = recognised(input, options)?;
    started(reader, opened, options)
}

/// Reads the one profile of an input.
///
/// ```
/// use followback_profile::{Input, Options, read, schema};
///
/// let schema = schema();
/// let input = Input::bytes("me.toml", "handle = 'ana'\nbio = 'Builds compilers in Lugo.'");
/// let profile = read(input, &Options::new(&schema, 1_700_000_000))?;
/// assert_eq!(profile.handle.as_deref(), Some("ana"));
/// # Ok::<(), followback_profile::ReadError>(())
/// ```
///
/// # Errors
/// As [`open`]; and where there are several profiles, with their handles.
pub fn read(input: Input, options: &Options<'_>) -> Result<Profile<'static>, ReadError> {
    only(profiles(input, options)?)
}

/// Reads the profile of an input that has this handle, with or without the `@`, in any case.
///
/// # Errors
/// As [`open`]; and where there is no such profile, with the handles that there are.
pub fn read_handle(input: Input, handle: &str, options: &Options<'_>) -> Result<Profile<'static>, ReadError> {
    let mut rows = profiles(input, options)?;
    let wanted = handle.trim().trim_start_matches('@');
    let mut others = Handles::default();
    let mut faults = Faults::default();
    for row in rows.by_ref() {
        match row {
            Ok(mut profile) if profile.handle.as_deref().is_some_and(|handle| handle.eq_ignore_ascii_case(wanted)) => {
                faults.tell(&mut profile);
                return Ok(profile);
            }
            Ok(profile) => others.add(&profile),
            Err(error) => faults.add(error),
        }
    }
    if others.n == 0
        && let Some(first) = faults.first
    {
        return Err(first);
    }
    Err(ReadError::NoSuchHandle { name: rows.name, handle: shorten(wanted), found: others.shown() })
}

/// Whether a reader takes the input.
pub(crate) fn is_recognised(input: Input, options: &Options<'_>) -> bool {
    recognised(input, options).is_ok()
}

fn recognised(input: Input, options: &Options<'_>) -> Result<(&'static dyn Reader, Opened), ReadError> {
    let mut opened = Opened::open(input, options)?;
    if opened.is_blank() {
        return Err(ReadError::Empty { name: opened.name, expected: expected() });
    }
    for reader in READERS {
        if options.format.is_none_or(|format| format == reader.format()) && reader.recognise(&mut opened) {
            return Ok((*reader, opened));
        }
    }
    let looks_like = looks_like(&mut opened);
    Err(match options.format {
        Some(format) => ReadError::WrongFormat { name: opened.name, format: format.name(), looks_like },
        None => ReadError::NotAProfile { name: opened.name, looks_like, expected: expected() },
    })
}

fn started<'o>(reader: &'static dyn Reader, opened: Opened, options: &Options<'o>) -> Result<Profiles<'o>, ReadError> {
    let name = opened.name.clone();
    Ok(Profiles { format: reader.format(), name, rows: reader.rows(opened, options)? })
}

fn only(mut rows: Profiles<'_>) -> Result<Profile<'static>, ReadError> {
    let mut faults = Faults::default();
    let mut handles = Handles::default();
    let mut found = None;
    for row in rows.by_ref() {
        match row {
            Ok(profile) => {
                handles.add(&profile);
                found = found.or(Some(profile));
            }
            Err(error) => faults.add(error),
        }
    }
    match (found, handles.n) {
        (Some(mut profile), 1) => {
            faults.tell(&mut profile);
            Ok(profile)
        }
        (Some(_), n) => Err(ReadError::ManyProfiles { name: rows.name, n, found: handles.shown() }),
        (None, _) => {
            Err(faults.first.unwrap_or(ReadError::NoProfile { name: rows.name, format: rows.format.describe() }))
        }
    }
}

/// The handles of an input, as far as messages name them.
#[derive(Default)]
struct Handles {
    n: usize,
    first: Vec<String>,
}

impl Handles {
    fn add(&mut self, profile: &Profile<'_>) {
        self.n += 1;
        if self.first.len() < SHOWN {
            self.first.push(shorten(profile.handle.as_deref().unwrap_or("(no handle)")));
        }
    }

    fn shown(&self) -> String {
        let more =
            if self.n > self.first.len() { format!(" and {} more", self.n - self.first.len()) } else { String::new() };
        format!("{}{more}", self.first.join(", "))
    }
}

/// What could not be read beside the profile that is wanted.
#[derive(Default)]
struct Faults {
    n: usize,
    first: Option<ReadError>,
}

impl Faults {
    fn add(&mut self, error: ReadError) {
        self.n += 1;
        self.first = self.first.take().or(Some(error));
    }

    fn tell(self, profile: &mut Profile<'_>) {
        let Some(first) = self.first else { return };
        let more = if self.n > 1 { format!(" (and {} more)", self.n - 1) } else { String::new() };
        let message = format!("a part of the input could not be read and is left out: {first}{more}");
        profile.warnings.push(Warning::new("odd-record", message));
    }
}

/// What is read, in words.
fn expected() -> String {
    let all: Vec<&str> = Format::ALL.iter().map(|format| format.describe()).collect();
    all.join("; or ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_has_a_name_and_one_reader() {
        for format in Format::ALL {
            assert_eq!(Format::from_name(format.name()), Some(*format));
            assert_eq!(READERS.iter().filter(|reader| reader.format() == *format).count(), 1, "{format:?}");
        }
        assert_eq!(Format::from_name("X-Archive"), None);
    }
}
