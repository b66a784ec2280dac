//! The report's form: what each field is, in the order of the JSON. Scores are rounded to one decimal.

use followback_core::Digest;
use followback_profile::Warning;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{ChangesLine, Names};
use crate::locale::Locale;

/// The name and version of the form below.
pub(crate) const SCHEMA: &str = "followback.report/1";

/// Everything known about one profile.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Report {
    /// Name and version of this form.
    #[schemars(extend("const" = SCHEMA))]
    pub(crate) schema: String,
    /// Version of the program that wrote it.
    pub(crate) followback: String,
    /// The rule packs that were used.
    pub(crate) packs: Vec<PackLine>,
    /// Digest over what the settings change about rules, suppress and declare; null where they do none of it.
    pub(crate) settings: Option<String>,
    /// The plugins that were asked for facts.
    pub(crate) plugins: Vec<PluginLine>,
    /// The time that ages are counted to.
    pub(crate) now: String,
    /// Whose profile it is.
    pub(crate) profile: ProfileLine,
    /// The score.
    pub(crate) score: ScoreLine,
    /// The score of each factor.
    pub(crate) factors: Vec<FactorLine>,
    /// From the start to the total, step by step.
    pub(crate) waterfall: Vec<StepLine>,
    /// What was found, by gain, then id.
    pub(crate) findings: Vec<FindingLine>,
    /// What to fix first.
    pub(crate) fixes: FixesLine,
    /// What connects the profile with a viewer; null without one.
    pub(crate) relevance: Option<RelevanceLine>,
    /// Every rule of the effective set, once.
    pub(crate) results: Vec<ResultLine>,
    /// What changed since an earlier report; left out without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) changes: Option<ChangesLine>,
    /// What was odd about the input.
    #[serde(skip)]
    pub(crate) warnings: Vec<Warning>,
    /// What the fixes named first reach together.
    #[serde(skip)]
    pub(crate) first_total: Option<f64>,
    /// The biography, for rendering.
    #[serde(skip)]
    pub(crate) bio: Option<String>,
    /// The language of its texts, and of what is rendered of it.
    #[serde(skip)]
    pub(crate) locale: Locale,
    /// What bands, verdicts and topics are called in that language.
    #[serde(skip)]
    pub(crate) names: Names,
}

/// A rule pack.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct PackLine {
    pub(crate) name: String,
    pub(crate) version: String,
    /// Digest over its files.
    #[serde(serialize_with = "hex", deserialize_with = "told")]
    #[schemars(with = "String")]
    pub(crate) sha256: Digest,
}

fn hex<S: Serializer>(digest: &Digest, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(digest.as_str())
}

fn told<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Digest, D::Error> {
    String::deserialize(deserializer).map(Digest::from)
}

/// A plugin that was asked for facts.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct PluginLine {
    pub(crate) id: String,
    pub(crate) version: String,
    /// Digest of its library; null for one that is part of this program.
    pub(crate) sha256: Option<String>,
    /// Why it could not say what it was asked, if it could not.
    pub(crate) problem: Option<String>,
    /// What became of the question.
    #[serde(skip)]
    pub(crate) fared: Fared,
}

/// What became of a question to a plugin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fared {
    Answered,
    /// It passed on what it was asked about.
    Passed,
    /// It failed or was not loaded.
    Failed,
    /// It was not asked any more, as it had failed too often.
    GivenUp,
}

/// Whose profile it is.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct ProfileLine {
    pub(crate) platform: Option<String>,
    /// The kind of file it was read from.
    pub(crate) source: String,
    pub(crate) handle: Option<String>,
    pub(crate) name: Option<String>,
    /// How many posts the rules looked at most.
    pub(crate) posts_read: usize,
    /// What was seen of its picture; left out where that was not looked at, or could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) picture: Option<PictureLine>,
}

/// What was seen of a picture.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct PictureLine {
    /// In pixels.
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// What it seems to be; `unsure` where that is not clear.
    pub(crate) kind: Option<String>,
    /// How clearly it is that, from 0 to 1.
    pub(crate) confidence: Option<f64>,
}

/// The score and what it could be.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct ScoreLine {
    /// Null when neither avatar nor bio could be judged.
    pub(crate) total: Option<f64>,
    /// If everything that is unknown turned out badly.
    pub(crate) low: Option<f64>,
    /// If everything that is unknown turned out well.
    pub(crate) high: Option<f64>,
    pub(crate) band: Option<String>,
    /// Share of the points that could be evaluated.
    pub(crate) coverage: f64,
}

/// The score of one factor.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct FactorLine {
    pub(crate) id: String,
    pub(crate) title: String,
    /// Null when less than half of it could be evaluated.
    pub(crate) score: Option<f64>,
    pub(crate) low: Option<f64>,
    pub(crate) high: Option<f64>,
    pub(crate) coverage: f64,
    /// How many points it can take off the total at most, where that is all it does.
    #[serde(skip)]
    pub(crate) at_most: Option<f64>,
    /// There is no total for want of such a factor's score.
    #[serde(skip)]
    pub(crate) lacking: bool,
}

/// One step from the start to the total.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct StepLine {
    /// `start`, or the id of a rule.
    pub(crate) step: String,
    pub(crate) by: f64,
}

/// A finding.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct FindingLine {
    pub(crate) rule: String,
    pub(crate) factor: String,
    /// Null for rules of earning factors that set none.
    #[schemars(extend("enum" = ["blocker", "major", "minor", "hint", null]))]
    pub(crate) severity: Option<String>,
    pub(crate) points: f64,
    /// How much the total rises when it is mended.
    pub(crate) gain: f64,
    pub(crate) title: String,
    pub(crate) message: String,
    pub(crate) advice: String,
    pub(crate) evidence: Vec<EvidenceLine>,
}

/// A fact that speaks for a finding.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct EvidenceLine {
    pub(crate) fact: String,
    /// The id of the post, for facts of posts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) post: Option<String>,
    pub(crate) value: ValueLine,
    /// The words that were found; byte offsets into `value`.
    pub(crate) spans: Vec<SpanLine>,
}

/// The value of a fact; null when it is known to have none.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum ValueLine {
    Absent(Option<()>),
    Bool(bool),
    Number(f64),
    Text(String),
    List(Vec<String>),
}

/// Words in a text.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct SpanLine {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) text: String,
}

/// What to fix first.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct FixesLine {
    /// At most three rules, by gain.
    pub(crate) first: Vec<String>,
    /// The smallest set of fixes that reaches the next band.
    pub(crate) next_band: Option<NextBandLine>,
}

/// The way to the next band.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct NextBandLine {
    pub(crate) band: String,
    pub(crate) rules: Vec<String>,
    pub(crate) total: f64,
    /// Whether every smaller set was tried.
    pub(crate) exact: bool,
}

/// What connects the profile with a viewer.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct RelevanceLine {
    /// Null when too little is known.
    pub(crate) score: Option<f64>,
    pub(crate) verdict: Option<String>,
    /// Topics of the viewer that the bio or a latest own post touches.
    pub(crate) shared: Vec<String>,
    /// Topics of the viewer found in neither; empty where the bio cannot be read for topics.
    pub(crate) only_viewer: Vec<String>,
    /// The factor that the score is of.
    #[serde(skip)]
    pub(crate) factor: String,
    /// What the score is made of.
    #[serde(skip)]
    pub(crate) earned: Vec<EarnedLine>,
}

/// Something that the profile and a viewer have in common.
#[derive(Debug)]
pub(crate) struct EarnedLine {
    pub(crate) title: String,
    pub(crate) points: f64,
}

/// What became of a rule.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct ResultLine {
    pub(crate) rule: String,
    pub(crate) factor: String,
    /// What became of it.
    #[schemars(extend("enum" = ["fired", "passed", "not_applicable", "unknown", "superseded", "suppressed", "off"]))]
    pub(crate) status: String,
    /// What an unknown rule would have needed to know.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) missing: Vec<MissingLine>,
    /// The finding that superseded it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) by: Option<String>,
    /// Why it is suppressed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<String>,
    /// The last day of the suppression.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) until: Option<String>,
}

/// A fact that was not known.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct MissingLine {
    pub(crate) fact: String,
    /// Why not.
    #[schemars(extend("enum" = ["not_in_source", "not_measured", "plugin_missing", "plugin_failed", "language", "sample_too_small", "unclear"]))]
    pub(crate) reason: String,
}

impl PluginLine {
    /// Whether it failed or was not loaded, and did not just pass.
    pub(crate) fn has_failed(&self) -> bool {
        matches!(self.fared, Fared::Failed | Fared::GivenUp)
    }

    /// What it could not say, for people.
    pub(crate) fn warning(&self) -> Option<String> {
        let problem = self.problem.as_ref()?;
        Some(format!("{}: {problem}; what it would say is unknown", self.id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The schema as the types above make it, in the dialect that most validators and editors read.
    fn schema() -> String {
        let generator = schemars::generate::SchemaSettings::draft07().into_generator();
        let mut text = serde_json::to_string_pretty(&generator.into_root_schema_for::<Report>()).unwrap();
        text.push('\n');
        text
    }

    /// `UPDATE_SCHEMA=1 cargo test` writes it anew.
    #[test]
    fn committed_schema_is_fresh() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/report.schema.json");
        if std::env::var_os("UPDATE_SCHEMA").is_some() {
            std::fs::write(path, schema()).unwrap();
        }
        assert_eq!(std::fs::read_to_string(path).unwrap_or_default(), schema(), "run with UPDATE_SCHEMA=1");
    }
}
