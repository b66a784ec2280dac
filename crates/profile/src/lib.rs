//! What a social profile is for followback: the catalogue of facts, and readers for the files people have.
//!
//! Data enters as an [`Input`] (a path or bytes) and leaves as a [`Profile`]: a record of facts for the engine, and what a report
//! tells about its origin. [`read`] finds out the format; [`read_native_json`] reads one line of a bulk file without copying it.
//! Nothing here prints, reads the clock or the environment, or opens a file that was not asked for.
//!
//! ```
//! use followback_core::Fact;
//! use followback_profile::{Options, account, read_native_json, schema};
//!
//! let schema = schema();
//! let line = r#"{"platform":"x","handle":"ana","followers":120}"#;
//! let profile = read_native_json(line, "followers.jsonl", &Options::new(&schema, 1_700_000_000))?;
//! assert_eq!(profile.record.get(account::FOLLOWERS), &Fact::number(120.0));
//! # Ok::<(), followback_profile::ReadError>(())
//! ```

mod bluesky;
mod bluesky_car;
mod carried;
mod catalog;
mod complete;
mod date;
mod dialect;
mod encoding;
mod error;
mod expand;
mod files;
mod folder;
mod format;
mod hours;
mod html;
mod input;
mod limits;
mod mastodon;
mod mastodon_export;
mod native;
mod number;
mod peek;
mod people;
mod person;
mod platform;
mod profile;
mod python;
mod read;
mod records;
mod sniff;
mod stream;
mod table;
mod tar_files;
#[cfg(test)]
mod testing;
mod tree;
mod twibot20;
mod twitter_text;
mod twitter_v1;
mod twitter_v2;
mod wanted;
mod warning;
mod words;
mod x_archive;
mod zip_files;

pub use carried::{Carried, carried};
pub use catalog::{POSTS, account, avatar, facts, page, post, post_facts, schema, schema_with, viewer};
pub use complete::{complete, complete_languages, set_viewer};
pub use error::{Place, ReadError};
pub use expand::expand;
pub use format::Format;
pub use input::Input;
pub use native::{read_native_json, read_native_json_in};
pub use platform::Platform;
pub use profile::{MAX_PICTURE, MAX_RECORD, Options, Profile};
pub use read::{Profiles, Source, open, profiles, read, read_handle};
pub use twitter_text::unescape;
pub use wanted::PostFields;
pub use warning::Warning;
