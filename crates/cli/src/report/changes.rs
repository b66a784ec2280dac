//! What changed since an earlier report on the same account.

use schemars::JsonSchema;
use serde::Serialize;

/// What changed since an earlier report.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct ChangesLine {
    /// The time that the earlier report counted ages to.
    pub(crate) since: String,
    /// Whether both reports were made with the same rule packs, to the byte, and with settings that do the same.
    pub(crate) same_rules: bool,
    /// The total before and now.
    pub(crate) total: Moved<f64>,
    /// The band before and now.
    pub(crate) band: Moved<String>,
    /// The factors whose score moved.
    pub(crate) factors: Vec<MovedFactor>,
    /// Findings of the earlier report that are none any more.
    pub(crate) gone: Vec<GoneLine>,
    /// Findings that the earlier report did not have.
    pub(crate) new: Vec<NewLine>,
    /// Findings of both whose severity or points differ.
    pub(crate) changed: Vec<ChangedLine>,
}

/// A value before and now; null where there was none.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Moved<T> {
    pub(crate) before: Option<T>,
    pub(crate) now: Option<T>,
}

/// The score of a factor before and now.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct MovedFactor {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) before: Option<f64>,
    pub(crate) now: Option<f64>,
}

/// A finding that is none any more.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct GoneLine {
    pub(crate) rule: String,
    pub(crate) title: String,
    /// What it took.
    pub(crate) points: f64,
    /// What became of the rule: null where there is no such rule any more.
    #[schemars(extend("enum" = ["fired", "passed", "not_applicable", "unknown", "superseded", "suppressed", "off", null]))]
    pub(crate) status: Option<String>,
    pub(crate) cause: Cause,
}

/// A finding that was none before.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct NewLine {
    pub(crate) rule: String,
    pub(crate) title: String,
    /// What it takes.
    pub(crate) points: f64,
    /// What the rule was before: null where there was no such rule.
    #[schemars(extend("enum" = ["fired", "passed", "not_applicable", "unknown", "superseded", "suppressed", "off", null]))]
    pub(crate) before: Option<String>,
    pub(crate) cause: Cause,
}

/// A finding that is another one than before.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct ChangedLine {
    pub(crate) rule: String,
    pub(crate) title: String,
    pub(crate) severity: Moved<String>,
    pub(crate) points: Moved<f64>,
    pub(crate) cause: Cause,
}

/// Where a change comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Cause {
    /// From the profile: the rules and the settings are the same.
    Profile,
    /// From the rules: the rule is new or gone, or has other points.
    Rules,
    /// From the settings: the finding is set aside, or has other points there.
    Settings,
    /// Rules or settings, and the profile, may all have changed, or the rule could not be checked in one of the reports.
    Undecided,
}

impl Cause {
    /// The word of the JSON.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Cause::Profile => "profile",
            Cause::Rules => "rules",
            Cause::Settings => "settings",
            Cause::Undecided => "undecided",
        }
    }
}

impl ChangesLine {
    /// Whether there is nothing to tell.
    pub(crate) fn is_empty(&self) -> bool {
        self.total.before == self.total.now
            && self.band.before == self.band.now
            && self.same_rules
            && self.gone.is_empty()
            && self.new.is_empty()
            && self.changed.is_empty()
            && self.factors.is_empty()
    }
}
