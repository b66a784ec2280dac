//! The formats that are read, and the reader of each.

use crate::error::ReadError;
use crate::input::Opened;
use crate::profile::{Options, Profile};

/// Declares the formats with their names and descriptions, in the order in which they are tried.
macro_rules! formats {
    ($($(#[$doc:meta])* $name:ident $label:literal $about:literal,)*) => {
        /// A format that profiles can be read from.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Format {
            $($(#[$doc])* $name,)*
        }

        impl Format {
            /// All formats, in the order in which they are tried.
            pub const ALL: &'static [Format] = &[$(Format::$name,)*];

            /// The name used on the command line and in reports.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Format::$name => $label,)* }
            }

            /// What it is, for people.
            #[must_use]
            pub fn describe(self) -> &'static str {
                match self { $(Format::$name => $about,)* }
            }
        }
    };
}

formats! {
    /// The archive that X and Twitter give their users: a folder, a zip, its `data` folder, or one `.js` file of it.
    XArchive "x-archive" "an X archive (folder, zip, `data` folder or one `.js` file)",
    /// What Mastodon gives its users: a folder, a `.tar.gz` or zip, or its `actor.json` or `outbox.json` alone.
    MastodonExport "mastodon-export" "a Mastodon export (folder, zip or `.tar.gz`)",
    /// The repository of a Bluesky account.
    BlueskyCar "bluesky-car" "a Bluesky repository (CAR)",
    /// What the X API v2 answers: pages with includes, one page or one post a line (twarc 2), or one user a line.
    TwitterV2 "x-api-v2" "users or posts of the X API v2 (JSON or JSONL)",
    /// What the X API v1.1 answers: users and posts, alone, in lists, in pages, or one a line.
    TwitterV1 "x-api-v1" "users or posts of the X API v1.1 (JSON or JSONL)",
    /// What the API of Mastodon and its kin answers: accounts and posts.
    Mastodon "mastodon-api" "accounts or posts of the Mastodon API (JSON or JSONL)",
    /// What Bluesky's API answers: profiles, pages of them, feeds.
    Bluesky "bluesky-api" "profiles or feeds of the Bluesky API (JSON or JSONL)",
    /// The research data set TwiBot-20.
    TwiBot20 "twibot20" "accounts of TwiBot-20 (JSON)",
    /// The flat form of our own, as TOML, JSON, or one JSON object a line.
    Native "native" "a native profile (TOML, JSON or JSONL)",
    /// A table of accounts or of posts, with the names that tools give to columns.
    Table "csv" "a table of accounts or posts (CSV)",
}

impl Format {
    /// The format with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Format::ALL.iter().copied().find(|format| format.name() == name)
    }
}

/// Profiles in the order of the input; a part of it that cannot be read is an error among them.
pub(crate) type Rows<'o> = Box<dyn Iterator<Item = Result<Profile<'static>, ReadError>> + Send + 'o>;

/// Reads one format.
pub(crate) trait Reader: Sync {
    /// Which one.
    fn format(&self) -> Format;

    /// Whether the input has this format, by what is in it and not by what it is called.
    fn recognise(&self, input: &mut Opened) -> bool;

    /// The profiles of the input.
    fn rows<'o>(&'static self, input: Opened, options: &Options<'o>) -> Result<Rows<'o>, ReadError>;
}
