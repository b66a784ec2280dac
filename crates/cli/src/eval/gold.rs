//! Gold files: JSON lines, each a text with labels.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, bail};
use followback_profile::unescape;
use serde::Deserialize;
use serde_json::Value;

/// A labelled row.
#[derive(Debug)]
pub(crate) struct Row {
    /// `file:line`.
    pub(crate) place: String,
    pub(crate) bio: String,
    pub(crate) posts: Option<Vec<String>>,
    /// As the file says it; `und` where it does not.
    pub(crate) language: String,
    /// A reasonable colleague would label it the same.
    pub(crate) sure: bool,
    /// The labels that are yes or no.
    pub(crate) labels: BTreeMap<String, bool>,
    pub(crate) verdict: Option<Verdict>,
}

/// Whether the posts keep to what the bio declares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Verdict {
    On,
    Mixed,
    Off,
    /// The bio declares no topic.
    None,
}

#[derive(Deserialize)]
struct Line {
    bio: String,
    posts: Option<Vec<String>>,
    lang: Option<String>,
    sure: Option<Value>,
    verdict: Option<Verdict>,
    #[serde(flatten)]
    others: BTreeMap<String, Value>,
}

/// Reads the rows of a file.
///
/// # Errors
/// When it cannot be read, or a line is no labelled row; the error names the line.
pub(crate) fn read(path: &Path) -> anyhow::Result<Vec<Row>> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read the labelled texts `{shown}`"))?;
    let mut rows = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        if !line.trim().is_empty() {
            rows.push(row(line, format!("{shown}:{number}")).with_context(|| format!("`{shown}`, line {number}"))?);
        }
    }
    if rows.is_empty() {
        bail!(
            "`{shown}` holds no rows; a labelled row is one JSON object a line, with `bio` and 0 or 1 for each question"
        );
    }
    Ok(rows)
}

fn row(line: &str, place: String) -> anyhow::Result<Row> {
    let line: Line =
        serde_json::from_str(line).context("not a labelled row (it takes `bio`, and 0 or 1 for each question)")?;
    let sure = line.sure.as_ref().map_or(Some(true), flag).context("`sure` is 0 or 1")?;
    let labels = line.others.iter().filter_map(|(name, value)| Some((name.clone(), flag(value)?))).collect();
    let language = line.lang.unwrap_or_else(|| "und".to_owned());
    // Labelled sets are often made of raw answers of an API or of pages, in which texts are escaped, and read as a person sees them.
    let bio = unescape(&line.bio);
    let posts = line.posts.map(|posts| posts.iter().map(|text| unescape(text)).collect());
    Ok(Row { place, bio, posts, language, sure, labels, verdict: line.verdict })
}

/// 0 or 1, or a bool; anything else is no answer to a question.
fn flag(value: &Value) -> Option<bool> {
    value.as_bool().or_else(|| match value.as_u64() {
        Some(0) => Some(false),
        Some(1) => Some(true),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_labels_and_the_rest_is_not() {
        let row =
            row(r#"{"bio":"Nurse","lang":"en","profession":1,"goal":false,"judged":12,"kind":"person"}"#, "f:1".into())
                .unwrap();
        assert_eq!(row.labels, [("goal".to_owned(), false), ("profession".to_owned(), true)].into());
        assert!(row.sure && row.verdict.is_none());
    }

    #[test]
    fn texts_are_read_as_people_see_them() {
        let row = row(r#"{"bio":"R&D, don&#39;t ask","posts":["1 &lt; 2"]}"#, "f:1".into()).unwrap();
        assert_eq!((row.bio.as_str(), row.posts.unwrap().concat().as_str()), ("R&D, don't ask", "1 < 2"));
    }

    #[test]
    fn a_row_without_a_bio_is_an_error() {
        assert!(row(r#"{"profession":1}"#, "f:1".into()).is_err());
    }
}
