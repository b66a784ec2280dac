//! The formats that are read, and which reader takes which input.

use crate::error::ReadError;
use crate::input::{Input, Opened};
use crate::native::NativeReader;
use crate::profile::{Options, Profile};
use crate::sniff::looks_like;
use crate::x_archive::XArchiveReader;

/// A format that a profile can be read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Format {
    /// The archive that X and Twitter give their users: a folder, a zip, its `data` folder, or one `.js` file of it.
    XArchive,
    /// The flat form of our own, as TOML or JSON.
    Native,
}

impl Format {
    /// All formats, in the order in which they are tried.
    pub const ALL: [Format; 2] = [Format::XArchive, Format::Native];

    /// The name used on the command line and in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Format::XArchive => "x-archive",
            Format::Native => "native",
        }
    }

    /// The format with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Format::ALL.into_iter().find(|format| format.name() == name)
    }

    /// What it is, for people.
    #[must_use]
    pub fn describe(self) -> &'static str {
        match self {
            Format::XArchive => "an X archive (folder, zip, `data` folder or one `.js` file)",
            Format::Native => "a native profile (TOML or JSON)",
        }
    }
}

/// Reads one format.
pub(crate) trait Reader: Sync {
    /// Which one.
    fn format(&self) -> Format;

    /// Whether the input has this format, by what is in it and not by what it is called.
    fn recognise(&self, input: &mut Opened) -> bool;

    /// Reads the input.
    fn read(&self, input: Opened, options: &Options<'_>) -> Result<Profile<'static>, ReadError>;
}

const READERS: [&dyn Reader; 2] = [&XArchiveReader, &NativeReader];

/// Reads a profile: finds out which format the input has, or takes the one that the options force.
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
/// Says what the input looks like and what is read, or where the input is damaged.
pub fn read(input: Input, options: &Options<'_>) -> Result<Profile<'static>, ReadError> {
    let mut opened = Opened::open(input)?;
    if opened.is_blank() {
        return Err(ReadError::Empty { name: opened.name, expected: expected() });
    }
    for reader in READERS {
        if options.format.is_none_or(|format| format == reader.format()) && reader.recognise(&mut opened) {
            return reader.read(opened, options);
        }
    }
    let looks_like = looks_like(&mut opened);
    match options.format {
        Some(format) => Err(ReadError::WrongFormat { name: opened.name, format: format.name(), looks_like }),
        None => Err(ReadError::NotAProfile { name: opened.name, looks_like, expected: expected() }),
    }
}

fn expected() -> String {
    Format::ALL.map(Format::describe).join(" or ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_have_names_and_readers() {
        for (format, reader) in Format::ALL.into_iter().zip(READERS) {
            assert_eq!(Format::from_name(format.name()), Some(format));
            assert_eq!(reader.format(), format);
        }
        assert_eq!(Format::from_name("X-Archive"), None);
    }
}
