//! `audit --compare`: what changed since an earlier report on the same account, and whether the profile or the rules did it.

mod old;

use std::collections::BTreeSet;

use followback_core::{Program, RuleCode, Severity};

pub(crate) use old::Old;
use old::Settings;

use crate::report::{
    Cause, ChangedLine, ChangesLine, FindingLine, GoneLine, Moved, MovedFactor, NewLine, PackLine, Report,
};

/// What changed from an earlier report to this one, which the rules of `program` made.
pub(crate) fn changes(old: &Old, report: &Report, program: &Program) -> ChangesLine {
    let same_packs = packs(&old.packs) == packs(&report.packs);
    let same_settings = matches!(&old.settings, Settings::Told(digest) if *digest == report.settings);
    let compared = Compared { old, report, program, same_packs, same_settings };
    let factors = report.factors.iter().filter_map(|now| {
        let before = old.factors.iter().find(|before| before.id == now.id)?.score;
        let moved = MovedFactor { id: now.id.clone(), title: now.title.clone(), before, now: now.score };
        (before != now.score).then_some(moved)
    });
    ChangesLine {
        since: old.now.clone(),
        same_rules: same_packs && same_settings,
        total: Moved { before: old.score.total, now: report.score.total },
        band: Moved { before: old.score.band.clone(), now: report.score.band.clone() },
        factors: factors.collect(),
        gone: old.findings.iter().filter_map(|before| compared.gone(before)).collect(),
        new: report.findings.iter().filter_map(|now| compared.found(now)).collect(),
        changed: report.findings.iter().filter_map(|now| compared.changed(now)).collect(),
    }
}

/// What tells sets of packs apart.
fn packs(packs: &[PackLine]) -> BTreeSet<(&str, &str)> {
    packs.iter().map(|pack| (pack.name.as_str(), pack.sha256.as_str())).collect()
}

struct Compared<'a> {
    old: &'a Old,
    report: &'a Report,
    program: &'a Program,
    same_packs: bool,
    /// Not where the earlier report does not tell its settings.
    same_settings: bool,
}

impl Compared<'_> {
    fn gone(&self, before: &FindingLine) -> Option<GoneLine> {
        let rule = self.rule(&before.rule);
        let id = rule.map_or(before.rule.as_str(), |rule| &rule.id);
        if self.report.findings.iter().any(|now| now.rule == id) {
            return None;
        }
        let status = self.report.results.iter().find(|result| result.rule == id).map(|result| result.status.clone());
        Some(GoneLine {
            rule: id.to_owned(),
            title: rule.map_or_else(|| before.title.clone(), |rule| rule.title.clone()),
            points: before.points,
            cause: self.cause(rule, Some(before), status.as_deref()),
            status,
        })
    }

    fn found(&self, now: &FindingLine) -> Option<NewLine> {
        if self.before(&now.rule).is_some() {
            return None;
        }
        let before = self.old.results.iter().find(|result| self.is(&result.rule, &now.rule)).map(|r| r.status.clone());
        Some(NewLine {
            rule: now.rule.clone(),
            title: now.title.clone(),
            points: now.points,
            // A rule that was not there before is none to look up.
            cause: self.cause(before.as_ref().and(self.rule(&now.rule)), None, before.as_deref()),
            before,
        })
    }

    fn changed(&self, now: &FindingLine) -> Option<ChangedLine> {
        let before = self.before(&now.rule)?;
        let differs = before.severity != now.severity || before.points.total_cmp(&now.points).is_ne();
        differs.then(|| ChangedLine {
            rule: now.rule.clone(),
            title: now.title.clone(),
            severity: Moved { before: before.severity.clone(), now: now.severity.clone() },
            points: Moved { before: Some(before.points), now: Some(now.points) },
            cause: self.cause(self.rule(&now.rule), Some(before), None),
        })
    }

    /// The rule of this id or earlier id.
    fn rule(&self, id: &str) -> Option<&RuleCode> {
        self.program.rule(id).map(|rule| &self.program.rules()[rule.index()])
    }

    /// Whether an id of the earlier report is that of a rule of today.
    fn is(&self, before: &str, now: &str) -> bool {
        self.rule(before).map_or(before, |rule| &rule.id) == now
    }

    /// The finding of a rule in the earlier report.
    fn before(&self, rule: &str) -> Option<&FindingLine> {
        self.old.findings.iter().find(|before| self.is(&before.rule, rule))
    }

    /// What made the difference to a rule; none where one of the reports does not know it. `other` is its status in the report
    /// that does not have the finding.
    fn cause(&self, rule: Option<&RuleCode>, before: Option<&FindingLine>, other: Option<&str>) -> Cause {
        let authors = if self.same_packs { Cause::Settings } else { Cause::Rules };
        let Some(rule) = rule else { return authors };
        match other {
            Some("suppressed") => Cause::Settings,
            Some("off") if self.same_packs => Cause::Settings,
            // A finding that the rule could not make today was made by a rule with other points.
            _ if before.is_some_and(|before| !effects(rule, before)) => authors,
            // What it would have found there, nobody knows.
            Some("unknown") => Cause::Undecided,
            _ if self.same_packs && self.same_settings => Cause::Profile,
            _ => Cause::Undecided,
        }
    }
}

/// Whether a rule, at one of its levels, has the severity and points of a finding.
fn effects(rule: &RuleCode, finding: &FindingLine) -> bool {
    let effects = rule.levels.iter().map(|level| &level.effect).chain([&rule.base]);
    effects.into_iter().any(|effect| {
        effect.severity.map(Severity::word) == finding.severity.as_deref()
            && effect.points.unwrap_or(0.0).total_cmp(&finding.points).is_eq()
    })
}
