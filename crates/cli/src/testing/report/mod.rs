//! The results of a run, in the form that programs read and every format renders.

mod human;
mod junit;

use followback_core::{Coverage, Diagnostic, Sources, Span, TestResult, Unit, Verdict};
use schemars::JsonSchema;
use serde::Serialize;

use super::diff::diff;
use super::fixtures::{FixtureResult, State};
use super::run::Run;
use super::settle::Settled;
use crate::render::Style;

pub(crate) use human::human;
pub(crate) use junit::junit;

/// The name and version of the form below.
const SCHEMA: &str = "followback.test/1";

/// What came of a run.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct TestReport {
    /// Name and version of this form.
    #[schemars(extend("const" = SCHEMA))]
    pub(crate) schema: String,
    /// Version of the program that wrote it.
    pub(crate) followback: String,
    pub(crate) summary: Summary,
    /// The tests beside rules, by rule, then in the order of the file.
    pub(crate) tests: Vec<TestLine>,
    /// The profiles with snapshots, by name.
    pub(crate) fixtures: Vec<FixtureLine>,
    /// Snapshots that belong to no fixture.
    pub(crate) strays: Vec<StrayLine>,
    /// What the tests have seen; null where nobody asked.
    pub(crate) coverage: Option<CoverageLine>,
}

/// How many tests and fixtures ended how.
#[derive(Clone, Copy, Debug, Default, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Summary {
    /// Tests and fixtures that came out as expected, those with a `todo` that holds among them.
    pub(crate) passed: usize,
    /// Tests and fixtures that did not, and snapshots without a fixture.
    pub(crate) failed: usize,
    /// Tests that do not hold, as their authors say.
    pub(crate) todo: usize,
    /// Tests that hold, although their authors say that they do not.
    pub(crate) mended: usize,
    /// Snapshots that were taken over in this run.
    pub(crate) accepted: usize,
    /// Snapshots without a fixture that were removed in this run.
    pub(crate) removed: usize,
}

/// A test beside a rule.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct TestLine {
    pub(crate) rule: String,
    pub(crate) name: String,
    /// How it ended.
    #[schemars(extend("enum" = ["passed", "failed", "todo", "mended"]))]
    pub(crate) verdict: String,
    /// Where it is written, or what of it did not come out.
    pub(crate) place: PlaceLine,
    /// Why it is not expected to hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) todo: Option<String>,
    /// What was expected, and what came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) message: Option<String>,
    /// Why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub(crate) help: Vec<String>,
}

/// A profile with a snapshot.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct FixtureLine {
    /// `profiles/NAME`.
    pub(crate) name: String,
    /// How it compares with its snapshot.
    #[schemars(extend("enum" = ["same", "changed", "new", "faulty"]))]
    pub(crate) state: String,
    /// Why it is faulty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) message: Option<String>,
    /// How to mend it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub(crate) help: Vec<String>,
    /// What changed, as lines that begin with `+` or `-`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) diff: Option<String>,
}

/// A snapshot that belongs to no fixture.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct StrayLine {
    pub(crate) file: String,
    pub(crate) problem: String,
}

/// A place in a file; lines and columns count from 1.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct PlaceLine {
    pub(crate) file: String,
    pub(crate) line: usize,
    pub(crate) column: usize,
}

/// What the tests have seen.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct CoverageLine {
    /// How much was seen.
    pub(crate) seen: usize,
    /// Of how much.
    pub(crate) of: usize,
    /// Rules, named conditions, filters, factors and lists.
    pub(crate) parts: Vec<PartLine>,
}

/// What the tests have seen of a rule or of something else with a name.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct PartLine {
    #[schemars(extend("enum" = ["rule", "define", "filter", "factor", "list"]))]
    pub(crate) kind: String,
    pub(crate) name: String,
    pub(crate) seen: usize,
    pub(crate) of: usize,
    /// What no test has shown.
    pub(crate) gaps: Vec<GapLine>,
}

/// Something that no test has shown.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct GapLine {
    pub(crate) place: PlaceLine,
    /// The test of a condition, or what was to happen.
    pub(crate) words: String,
    /// The results that a test of a condition never had; empty for what never happened.
    pub(crate) never: Vec<String>,
}

impl TestReport {
    /// The report on a run and what was settled after it.
    pub(crate) fn new(run: &Run, settled: Settled) -> Self {
        let sources = &run.session.sources;
        let same = run.fixtures.iter().filter(|f| matches!(f.state, State::Same)).count();
        let summary = Summary {
            passed: run.count(Verdict::Passed) + run.count(Verdict::Mended) + same,
            failed: run.count(Verdict::Failed) + run.fixtures.len() - same + run.strays.len(),
            todo: run.count(Verdict::Todo),
            mended: run.count(Verdict::Mended),
            accepted: settled.accepted,
            removed: settled.removed,
        };
        let stray =
            |stray: &super::fixtures::Stray| StrayLine { file: stray.file.clone(), problem: stray.problem.clone() };
        TestReport {
            schema: SCHEMA.to_owned(),
            followback: env!("CARGO_PKG_VERSION").to_owned(),
            summary,
            tests: run.tests.iter().map(|result| test(result, sources)).collect(),
            fixtures: run.fixtures.iter().map(fixture).collect(),
            strays: run.strays.iter().map(stray).collect(),
            coverage: run.coverage.as_ref().map(|coverage| covered(coverage, sources)),
        }
    }

    /// The report as JSON.
    ///
    /// # Errors
    /// Never: it holds nothing that JSON cannot.
    pub(crate) fn json(&self) -> anyhow::Result<String> {
        Ok(format!("{}\n", serde_json::to_string_pretty(self)?))
    }
}

/// The word for how a test ended.
fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Passed => "passed",
        Verdict::Failed => "failed",
        Verdict::Todo => "todo",
        Verdict::Mended => "mended",
    }
}

fn place(span: Span, sources: &Sources) -> PlaceLine {
    let (file, line, column) = sources.position(span);
    PlaceLine { file: file.to_owned(), line, column }
}

fn test(result: &TestResult, sources: &Sources) -> TestLine {
    let failure = result.failure.as_ref();
    TestLine {
        rule: result.rule.clone(),
        name: result.name.clone(),
        verdict: word(result.verdict()).to_owned(),
        place: place(failure.map_or(result.span, Diagnostic::span), sources),
        todo: result.todo.clone(),
        message: failure.map(|f| f.message.clone()),
        help: failure.map_or_else(Vec::new, |f| f.help.clone()),
    }
}

fn fixture(result: &FixtureResult) -> FixtureLine {
    let (name, none) = (result.id(), Vec::new());
    match &result.state {
        State::Same => FixtureLine { name, state: "same".to_owned(), message: None, help: none, diff: None },
        State::Changed(change) => {
            let old = change.old.as_ref().map_or_else(String::new, |old| format!("{old}\n"));
            let state = if change.old.is_some() { "changed" } else { "new" }.to_owned();
            let diff = Some(diff(&old, &format!("{}\n", change.new), Style::PLAIN));
            FixtureLine { name, state, message: None, help: none, diff }
        }
        State::Faulty(fault) => {
            let (message, help) = (Some(fault.message.clone()), fault.help.clone());
            FixtureLine { name, state: "faulty".to_owned(), message, help, diff: None }
        }
    }
}

fn covered(coverage: &Coverage, sources: &Sources) -> CoverageLine {
    let part = |unit: &Unit| {
        let (seen, of) = unit.covered();
        let gap = |gap: followback_core::Gap| GapLine {
            place: place(gap.span, sources),
            words: gap.words,
            never: gap.never.into_iter().map(str::to_owned).collect(),
        };
        let gaps = unit.gaps().into_iter().map(gap).collect();
        PartLine { kind: unit.kind.word().to_owned(), name: unit.name.clone(), seen, of, gaps }
    };
    let (seen, of) = coverage.covered();
    CoverageLine { seen, of, parts: coverage.units().iter().map(part).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The schema as the types above make it, in the dialect that most validators and editors read.
    fn schema() -> String {
        let generator = schemars::generate::SchemaSettings::draft07().into_generator();
        let mut text = serde_json::to_string_pretty(&generator.into_root_schema_for::<TestReport>()).unwrap();
        text.push('\n');
        text
    }

    /// `UPDATE_SCHEMA=1 cargo test` writes it anew.
    #[test]
    fn committed_schema_is_fresh() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/test.schema.json");
        if std::env::var_os("UPDATE_SCHEMA").is_some() {
            std::fs::write(path, schema()).unwrap();
        }
        assert_eq!(std::fs::read_to_string(path).unwrap_or_default(), schema(), "run with UPDATE_SCHEMA=1");
    }
}
