//! An earlier report, as `audit --format json` wrote it.

use std::io::Read;
use std::path::Path;

use anyhow::{Context, bail};
use serde::Deserialize;

use crate::report::{FactorLine, FindingLine, PackLine, ProfileLine, Report, ResultLine, SCHEMA, ScoreLine};

/// What a comparison needs of an earlier report.
#[derive(Debug, Deserialize)]
pub(crate) struct Old {
    pub(super) now: String,
    pub(super) packs: Vec<PackLine>,
    #[serde(default)]
    pub(super) settings: Settings,
    profile: ProfileLine,
    pub(super) score: ScoreLine,
    pub(super) factors: Vec<FactorLine>,
    pub(super) findings: Vec<FindingLine>,
    pub(super) results: Vec<ResultLine>,
}

/// The digest of the settings of an earlier report.
#[derive(Debug, Default, Deserialize)]
#[serde(from = "Option<String>")]
pub(super) enum Settings {
    /// As reports of earlier versions leave it.
    #[default]
    Untold,
    Told(Option<String>),
}

impl From<Option<String>> for Settings {
    fn from(digest: Option<String>) -> Self {
        Settings::Told(digest)
    }
}

impl Old {
    /// Reads an earlier report; `-` is the standard input.
    ///
    /// # Errors
    /// When it cannot be read, is no report, or one of another version of the form.
    pub(crate) fn read(path: &Path) -> anyhow::Result<Old> {
        let (shown, text) = if path == Path::new("-") {
            let mut text = Vec::new();
            ("<stdin>".to_owned(), std::io::stdin().read_to_end(&mut text).map(|_| text))
        } else {
            (path.display().to_string(), std::fs::read(path))
        };
        let text = text.with_context(|| format!("cannot read the earlier report `{shown}`"))?;
        Old::parse(&text, &shown)
    }

    pub(super) fn parse(text: &[u8], shown: &str) -> anyhow::Result<Old> {
        let how = "`followback audit … --format json -o FILE` writes one";
        let value: serde_json::Value = match serde_json::from_slice(text) {
            Ok(value) => value,
            Err(error) => bail!("`{shown}` is no report, it is not JSON ({error}); {how}"),
        };
        match value.get("schema").and_then(serde_json::Value::as_str) {
            Some(SCHEMA) => {}
            Some(other) if other.starts_with("followback.report/") => bail!(
                "`{shown}` is a report in the form `{other}`, and this version of the program compares `{SCHEMA}`; make it \
                 anew from the files of that time"
            ),
            Some(other) => bail!("`{shown}` is no report: its `schema` is `{other}`, not `{SCHEMA}`; {how}"),
            None => bail!("`{shown}` is no report: it has no `schema` that says `{SCHEMA}`; {how}"),
        }
        serde_json::from_value(value).with_context(|| format!("`{shown}` is a report with something missing; {how}"))
    }

    /// # Errors
    /// When the report is about another account. What one of the two does not say is taken to agree.
    pub(crate) fn is_about(&self, report: &Report, shown: &Path) -> anyhow::Result<()> {
        let differ = |a: &Option<String>, b: &Option<String>| {
            a.as_ref().zip(b.as_ref()).is_some_and(|(a, b)| !a.eq_ignore_ascii_case(b))
        };
        let (before, now) = (&self.profile, &report.profile);
        if differ(&before.handle, &now.handle) || differ(&before.platform, &now.platform) {
            bail!(
                "`{}` is about another account, {}, and this profile is {}; compare reports on the same one",
                shown.display(),
                account(before),
                account(now)
            );
        }
        Ok(())
    }
}

/// `@ana on x`.
fn account(profile: &ProfileLine) -> String {
    let handle = profile.handle.as_deref().map_or("without a handle".to_owned(), |handle| format!("@{handle}"));
    match &profile.platform {
        Some(platform) => format!("{handle} on {platform}"),
        None => handle,
    }
}
