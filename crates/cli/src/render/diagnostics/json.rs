//! Faults for programs. The form has a committed JSON Schema, `faults.schema.json`.

use followback_core::{Diagnostic, Label, Level, Sources};
use schemars::JsonSchema;
use serde::Serialize;

use super::{level, place};

/// The name and version of the form below.
const SCHEMA: &str = "followback.faults/1";

/// All faults of one run.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct CheckReport {
    /// Name and version of this form.
    #[schemars(extend("const" = SCHEMA))]
    schema: String,
    /// Version of the program that wrote it.
    followback: String,
    /// How many of the faults are errors.
    errors: usize,
    /// How many of the faults are warnings.
    warnings: usize,
    /// By file, place and code.
    faults: Vec<FaultLine>,
}

/// One fault.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct FaultLine {
    /// What `followback explain` says more about.
    code: String,
    #[schemars(extend("enum" = ["error", "warning"]))]
    level: String,
    /// One sentence that stands alone.
    message: String,
    /// The first one is the place of the fault.
    labels: Vec<LabelLine>,
    /// How to mend it.
    help: Vec<String>,
}

/// A marked place.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct LabelLine {
    file: String,
    /// From 1.
    line: usize,
    /// From 1, in characters.
    column: usize,
    end_line: usize,
    /// Behind the last character.
    end_column: usize,
    /// First byte of the file.
    start: u32,
    /// Byte behind the last.
    end: u32,
    /// What about it; may be empty.
    text: String,
}

pub(super) fn json(faults: &[Diagnostic], sources: &Sources) -> serde_json::Result<String> {
    let errors = faults.iter().filter(|fault| fault.level == Level::Error).count();
    let report = CheckReport {
        schema: SCHEMA.to_owned(),
        followback: env!("CARGO_PKG_VERSION").to_owned(),
        errors,
        warnings: faults.len() - errors,
        faults: faults.iter().map(|fault| line(fault, sources)).collect(),
    };
    let mut text = serde_json::to_string_pretty(&report)?;
    text.push('\n');
    Ok(text)
}

fn line(fault: &Diagnostic, sources: &Sources) -> FaultLine {
    FaultLine {
        code: fault.code.to_owned(),
        level: level(fault.level).to_owned(),
        message: fault.message.clone(),
        labels: fault.labels.iter().filter_map(|found| label(found, sources)).collect(),
        help: fault.help.clone(),
    }
}

fn label(label: &Label, sources: &Sources) -> Option<LabelLine> {
    let place = place(sources, label.span)?;
    Some(LabelLine {
        file: place.file.to_owned(),
        line: place.line,
        column: place.column,
        end_line: place.end_line,
        end_column: place.end_column,
        start: label.span.start,
        end: label.span.end,
        text: label.text.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The schema as the types above make it, in the dialect that most validators and editors read.
    fn schema() -> String {
        let generator = schemars::generate::SchemaSettings::draft07().into_generator();
        let mut text = serde_json::to_string_pretty(&generator.into_root_schema_for::<CheckReport>()).unwrap();
        text.push('\n');
        text
    }

    /// `UPDATE_SCHEMA=1 cargo test` writes it anew.
    #[test]
    fn committed_schema_is_fresh() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/faults.schema.json");
        if std::env::var_os("UPDATE_SCHEMA").is_some() {
            std::fs::write(path, schema()).unwrap();
        }
        assert_eq!(std::fs::read_to_string(path).unwrap_or_default(), schema(), "run with UPDATE_SCHEMA=1");
    }
}
