//! `manifest.js`: when the archive was made, whether it is whole, and which files it has.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::allow::{Role, by_name};
use super::lax::{Lax, or_default};
use crate::date::{Date, parse_date};
use crate::files::plain_path;
use crate::number::parse_count;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct RawManifest<'a> {
    #[serde(borrow, rename = "userInfo")]
    user_info: Option<&'a RawValue>,
    #[serde(borrow, rename = "archiveInfo")]
    archive_info: Option<&'a RawValue>,
    #[serde(borrow, rename = "dataTypes")]
    data_types: Option<&'a RawValue>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct UserInfo<'a> {
    #[serde(borrow, rename = "accountId")]
    account_id: Lax<'a>,
    #[serde(borrow, rename = "userName")]
    user_name: Lax<'a>,
    #[serde(borrow, rename = "displayName")]
    display_name: Lax<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ArchiveInfo<'a> {
    #[serde(borrow, rename = "generationDate")]
    generation_date: Lax<'a>,
    #[serde(borrow, rename = "isPartialArchive")]
    is_partial: Lax<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct DataType<'a> {
    #[serde(borrow)]
    files: Option<&'a RawValue>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct RawFile<'a> {
    #[serde(borrow, rename = "fileName")]
    file_name: Lax<'a>,
    #[serde(borrow)]
    count: Lax<'a>,
}

/// A file that the manifest names and that may be opened.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Listed {
    /// What it is for.
    pub(super) role: Role,
    /// Where it is, below the folder of data.
    pub(super) path: String,
    /// How many items it should have.
    pub(super) count: Option<f64>,
}

/// What a manifest says.
#[derive(Debug, Default)]
pub(super) struct Manifest {
    pub(super) account_id: Option<String>,
    pub(super) handle: Option<String>,
    pub(super) name: Option<String>,
    /// When the archive was made; the present of its ages.
    pub(super) made: Option<i64>,
    pub(super) is_partial: bool,
    pub(super) files: Vec<Listed>,
    /// Names that lead out of the archive.
    pub(super) outside: Vec<String>,
}

impl Manifest {
    /// Reads the object of the file; what is of another shape is as if it were missing.
    pub(super) fn read(raw: &RawValue) -> Self {
        let raw: RawManifest<'_> = or_default(Some(raw));
        let user: UserInfo<'_> = or_default(raw.user_info);
        let archive: ArchiveInfo<'_> = or_default(raw.archive_info);
        let owned = |lax: &Lax<'_>| lax.text().map(str::to_owned);
        let made = archive.generation_date.text().and_then(|text| match parse_date(text) {
            Date::At(at) => Some(at),
            Date::Absurd | Date::Invalid => None,
        });
        let mut manifest = Manifest {
            account_id: owned(&user.account_id),
            handle: owned(&user.user_name),
            name: owned(&user.display_name),
            made,
            is_partial: archive.is_partial.bool() == Some(true),
            ..Manifest::default()
        };
        let types: BTreeMap<String, Option<&RawValue>> = or_default(raw.data_types);
        for raw in types.into_values() {
            let data_type: DataType<'_> = or_default(raw);
            let files: Vec<RawFile<'_>> = or_default(data_type.files);
            for file in files {
                manifest.list(&file);
            }
        }
        manifest
    }

    /// Takes a file into the list if it may be opened. Names are not to be trusted: only the allow-list decides.
    fn list(&mut self, file: &RawFile<'_>) {
        let Some(name) = file.file_name.text() else { return };
        let Some(path) = plain_path(name) else {
            self.outside.push(name.to_owned());
            return;
        };
        let Some(role) = path.rsplit('/').next().and_then(by_name) else { return };
        // Names start at the top of the archive; people also hand over the folder below.
        let path = path.strip_prefix("data/").unwrap_or(&path).to_owned();
        let count = file.count.text().and_then(parse_count);
        self.files.push(Listed { role, path, count });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Manifest {
        Manifest::read(serde_json::from_str(json).unwrap())
    }

    #[test]
    fn parts_are_listed_and_forbidden_files_are_not() {
        let manifest = read(
            r#"{"userInfo":{"accountId":"1","userName":"anna","displayName":"Anna"},
            "archiveInfo":{"generationDate":"2025-12-07T08:00:00.000Z","isPartialArchive":true},
            "dataTypes":{"tweets":{"files":[{"fileName":"data/tweets.js","count":"4"},{"fileName":"data/tweets-part1.js","count":"x"}]},
            "directMessages":{"files":[{"fileName":"data/direct-messages.js","count":"4"}]},
            "evil":{"files":[{"fileName":"../../tweets.js"},{"fileName":"/etc/account.js"},{"fileName":7},{}]},
            "odd":3, "empty":{}, "none":null}}"#,
        );
        let names: Vec<&str> = manifest.files.iter().map(|f| f.path.as_str()).collect();
        assert_eq!(names, ["tweets.js", "tweets-part1.js"]);
        assert_eq!(manifest.files[0].count, Some(4.0));
        assert_eq!(manifest.files[1].count, None);
        assert_eq!(manifest.outside, ["../../tweets.js", "/etc/account.js"]);
        assert_eq!(manifest.made, Some(1_765_094_400));
        assert!(manifest.is_partial);
        assert_eq!(manifest.handle.as_deref(), Some("anna"));
    }

    #[test]
    fn a_manifest_of_another_shape_says_nothing() {
        for json in ["{}", "[]", "3", r#"{"archiveInfo":[],"dataTypes":[],"userInfo":"x"}"#] {
            let manifest = read(json);
            assert!(manifest.files.is_empty() && manifest.made.is_none() && !manifest.is_partial, "{json}");
        }
    }
}
