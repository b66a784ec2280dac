//! What one profile comes down to, as a line.

use std::io::Write;

use serde::Serialize;

use super::args::RowFormat;

/// What one profile comes down to. The order of the fields is that of the keys and columns.
#[derive(Debug, Default, Serialize)]
pub(super) struct Row<'r> {
    pub(super) handle: Option<&'r str>,
    pub(super) platform: Option<&'r str>,
    pub(super) score: Option<f64>,
    pub(super) low: Option<f64>,
    pub(super) high: Option<f64>,
    pub(super) band: Option<&'r str>,
    pub(super) relevance: Option<f64>,
    pub(super) verdict: Option<&'r str>,
    /// Topics that the viewer shares with the profile; only with a viewer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) shared: Option<&'r [String]>,
    pub(super) findings: &'r [&'r str],
    pub(super) unknown: usize,
    pub(super) error: Option<&'r str>,
}

/// The names of the columns.
pub(super) fn header(with_viewer: bool) -> String {
    let shared = if with_viewer { "shared," } else { "" };
    format!("handle,platform,score,low,high,band,relevance,verdict,{shared}findings,unknown,error\n")
}

impl Row<'_> {
    /// Adds the row as a line.
    pub(super) fn write(&self, format: RowFormat, into: &mut Vec<u8>) {
        match format {
            RowFormat::Jsonl => write_json(self, into),
            RowFormat::Csv => self.write_csv(into),
        }
    }

    fn write_csv(&self, into: &mut Vec<u8>) {
        let number = |into: &mut Vec<u8>, number: Option<f64>| {
            if let Some(number) = number {
                // Writing to memory does not fail.
                let _ = write!(into, "{number}");
            }
            into.push(b',');
        };
        cell(into, self.handle.unwrap_or_default());
        cell(into, self.platform.unwrap_or_default());
        number(into, self.score);
        number(into, self.low);
        number(into, self.high);
        cell(into, self.band.unwrap_or_default());
        number(into, self.relevance);
        cell(into, self.verdict.unwrap_or_default());
        if let Some(shared) = self.shared {
            cell(into, &shared.join(" "));
        }
        cell(into, &self.findings.join(" "));
        let _ = write!(into, "{},", self.unknown);
        cell(into, self.error.unwrap_or_default());
        into.pop();
        into.push(b'\n');
    }
}

/// Adds a value as one line of JSON.
pub(super) fn write_json(value: &impl Serialize, into: &mut Vec<u8>) {
    let start = into.len();
    if let Err(error) = serde_json::to_writer(&mut *into, value) {
        into.truncate(start);
        let _ = write!(into, "{}", serde_json::json!({ "error": error.to_string() }));
    }
    into.push(b'\n');
}

/// Adds a cell and the comma after it.
fn cell(into: &mut Vec<u8>, text: &str) {
    // What a spreadsheet would take for a formula is shown as text: handles and errors are somebody else's words.
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if formula || text.contains(['"', ',', '\n', '\r']) {
        into.push(b'"');
        if formula {
            into.push(b'\'');
        }
        into.extend_from_slice(text.replace('"', "\"\"").as_bytes());
        into.push(b'"');
    } else {
        into.extend_from_slice(text.as_bytes());
    }
    into.push(b',');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(row: &Row<'_>, format: RowFormat) -> String {
        let mut out = Vec::new();
        row.write(format, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn cells_are_quoted_where_they_have_to_be() {
        let row = Row {
            handle: Some("=1+1"),
            score: Some(61.0),
            findings: &["bio/a", "bio/b"],
            error: Some("a \"b\", c\nd"),
            ..Row::default()
        };
        insta::assert_snapshot!(written(&row, RowFormat::Csv), @r#"
        "'=1+1",,61,,,,,,bio/a bio/b,0,"a ""b"", c
        d"
        "#);
    }

    #[test]
    fn columns_are_the_keys() {
        let row = Row { shared: Some(&[]), ..Row::default() };
        let json: serde_json::Value = serde_json::from_str(&written(&row, RowFormat::Jsonl)).unwrap();
        assert_eq!(header(true).trim().split(',').count(), json.as_object().unwrap().len());
        assert_eq!(header(true).matches(',').count(), written(&row, RowFormat::Csv).matches(',').count());
        assert_eq!(header(false).matches(',').count(), written(&Row::default(), RowFormat::Csv).matches(',').count());
    }
}
