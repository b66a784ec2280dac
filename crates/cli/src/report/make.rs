//! From an evaluated profile to its report.

use followback_core::{
    Evaluation, EvidenceValue, Fact, FactId, FactorId, Program, Recorder, Scored, Standing, Status, Value,
};
use followback_profile::{Profile, Warning, avatar};

use super::lines::{
    EarnedLine, EvidenceLine, FactorLine, FindingLine, FixesLine, MissingLine, NextBandLine, PackLine, PictureLine,
    PluginLine, ProfileLine, RelevanceLine, Report, ResultLine, SCHEMA, ScoreLine, SpanLine, StepLine, ValueLine,
};
use super::{Names, time};
use crate::locale::Locale;

impl Report {
    /// The report on an evaluated profile, in the language that the rules were loaded in.
    pub(crate) fn new<R: Recorder>(profile: &Profile<'_>, evaluation: &mut Evaluation<'_, R>, locale: Locale) -> Self {
        let program = evaluation.program();
        let scored = program.score(evaluation.outcomes());
        let rule_id = |rule: followback_core::RuleId| program.rules()[rule.index()].id.clone();
        let factor_id = |factor: FactorId| program.factors()[factor.index()].id.clone();
        let relevance = relevance(profile, evaluation, &scored);
        let base = if scored.total.is_none() { program.sheet(evaluation.outcomes()).base } else { Vec::new() };
        let topics = relevance.iter().flat_map(|r| r.shared.iter().chain(&r.only_viewer));
        let names = Names::of(program, locale, topics);
        Report {
            schema: SCHEMA.to_owned(),
            followback: env!("CARGO_PKG_VERSION").to_owned(),
            packs: packs(program),
            settings: program.settings().map(str::to_owned),
            plugins: Vec::new(),
            now: time(profile.now),
            profile: profile_line(profile),
            score: ScoreLine {
                total: scored.total.as_ref().map(|t| t.value),
                low: scored.total.as_ref().map(|t| t.low),
                high: scored.total.as_ref().map(|t| t.high),
                band: scored.total.as_ref().map(|t| t.band.clone()),
                coverage: round2(scored.coverage),
            },
            factors: scored
                .factors
                .iter()
                .map(|f| FactorLine {
                    id: factor_id(f.factor),
                    title: program.factors()[f.factor.index()].title.clone(),
                    score: f.score.map(|[now, _, _]| now),
                    low: f.score.map(|[_, low, _]| low),
                    high: f.score.map(|[_, _, high]| high),
                    coverage: round2(f.coverage),
                    at_most: program.deducting().filter(|(factor, _)| *factor == f.factor).map(|(_, most)| most),
                    lacking: f.score.is_none() && base.iter().any(|(factor, _)| *factor == f.factor),
                })
                .collect(),
            waterfall: scored
                .waterfall
                .iter()
                .map(|step| StepLine { step: step.rule.map_or_else(|| "start".to_owned(), rule_id), by: step.by })
                .collect(),
            findings: findings(evaluation, &scored),
            fixes: FixesLine {
                first: scored.fixes.first.iter().copied().map(rule_id).collect(),
                next_band: scored.fixes.next_band.as_ref().map(|n| NextBandLine {
                    band: n.band.clone(),
                    rules: n.rules.iter().copied().map(rule_id).collect(),
                    total: n.total,
                    exact: n.exact,
                }),
            },
            relevance,
            results: results(evaluation),
            changes: None,
            warnings: profile.warnings.clone(),
            first_total: scored.fixes.first_total,
            bio: bio(profile),
            locale,
            names,
        }
    }

    /// The same report, with the plugins that were asked for facts of the profile.
    pub(crate) fn with_plugins(mut self, plugins: Vec<PluginLine>) -> Self {
        self.warnings.extend(plugins.iter().filter_map(PluginLine::warning).map(|said| Warning::new("plugin", said)));
        self.plugins = plugins;
        self
    }
}

/// What connects the profile with the viewer, if there is one.
fn relevance<R: Recorder>(
    profile: &Profile<'_>,
    evaluation: &mut Evaluation<'_, R>,
    scored: &Scored,
) -> Option<RelevanceLine> {
    let program = evaluation.program();
    let factor = program.verdict_factor()?;
    if *profile.record.get(followback_profile::viewer::VIEWER_PRESENT) != followback_core::Fact::bool(true) {
        return None;
    }
    let shared = evaluation.shared().unwrap_or_default();
    Some(RelevanceLine {
        score: scored.factors.iter().find(|f| f.factor == factor)?.score.map(|[now, _, _]| now),
        verdict: scored.verdict.clone(),
        shared: shared.shared,
        only_viewer: shared.only,
        factor: program.factors()[factor.index()].id.clone(),
        earned: earned(evaluation, factor),
    })
}

fn earned<R: Recorder>(evaluation: &Evaluation<'_, R>, factor: FactorId) -> Vec<EarnedLine> {
    let rules = evaluation.program().rules().iter().zip(evaluation.outcomes());
    rules
        .filter(|(rule, outcome)| rule.factor == factor && outcome.status == Status::Fired)
        .map(|(rule, outcome)| EarnedLine {
            title: rule.title.clone(),
            points: rule.effect(outcome.level).points.unwrap_or(0.0),
        })
        .collect()
}

fn round2(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

fn packs(program: &Program) -> Vec<PackLine> {
    let line = |p: &followback_core::PackInfo| PackLine {
        name: p.name.clone(),
        version: p.version.clone(),
        sha256: p.sha256.clone(),
    };
    program.packs().iter().map(line).collect()
}

fn profile_line(profile: &Profile<'_>) -> ProfileLine {
    ProfileLine {
        platform: profile.platform.map(|p| p.name().to_owned()),
        source: profile.source.name().to_owned(),
        handle: profile.handle.as_ref().map(ToString::to_string),
        name: profile.name.as_ref().map(ToString::to_string),
        posts_read: profile.n_posts(),
        picture: PictureLine::of(profile),
    }
}

impl PictureLine {
    /// The facts that it is made of.
    pub(crate) const FACTS: [FactId; 4] = [avatar::WIDTH, avatar::HEIGHT, avatar::AVATAR_KIND, avatar::KIND_CONFIDENCE];

    fn of(profile: &Profile<'_>) -> Option<Self> {
        let [width, height, kind, confidence] = Self::FACTS.map(|fact| match profile.record.get(fact) {
            Fact::Known(value) => Some(value),
            _ => None,
        });
        let number = |value: Option<&Value<'_>>| if let Some(Value::Number(n)) = value { Some(*n) } else { None };
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "pixels are whole and not negative"
        )]
        let pixels = |value| number(value).map(|n| n as u32);
        Some(PictureLine {
            width: pixels(width)?,
            height: pixels(height)?,
            kind: if let Some(Value::Label(kind)) = kind { Some(kind.to_string()) } else { None },
            confidence: number(confidence).map(round2),
        })
    }
}

fn bio(profile: &Profile<'_>) -> Option<String> {
    match profile.record.get(followback_profile::page::BIO) {
        followback_core::Fact::Known(followback_core::Value::Text(text)) => Some(text.to_string()),
        _ => None,
    }
}

fn findings<R: Recorder>(evaluation: &mut Evaluation<'_, R>, scored: &Scored) -> Vec<FindingLine> {
    let program = evaluation.program();
    let mut lines = Vec::with_capacity(scored.findings.len());
    for finding in &scored.findings {
        let rule = &program.rules()[finding.rule.index()];
        let effect = rule.effect(evaluation.outcomes()[finding.rule.index()].level);
        let evidence = evaluation.evidence(finding.rule);
        lines.push(FindingLine {
            rule: rule.id.clone(),
            factor: program.factors()[rule.factor.index()].id.clone(),
            severity: effect.severity.map(|s| s.word().to_owned()),
            points: effect.points.unwrap_or(0.0),
            gain: finding.gain,
            title: rule.title.clone(),
            message: evaluation.message(finding.rule, &evidence),
            advice: evaluation.advice(finding.rule, &evidence),
            evidence: evidence
                .into_iter()
                .map(|e| EvidenceLine {
                    fact: e.fact,
                    post: e.member,
                    value: ValueLine::of(e.value),
                    spans: e.spans.into_iter().map(|s| SpanLine { start: s.start, end: s.end, text: s.text }).collect(),
                })
                .collect(),
        });
    }
    lines
}

fn results<R: Recorder>(evaluation: &mut Evaluation<'_, R>) -> Vec<ResultLine> {
    let program = evaluation.program();
    let mut lines = Vec::with_capacity(program.rules().len());
    for rule in program.rules() {
        let Some(id) = program.rule(&rule.id) else { continue };
        let outcome = evaluation.outcomes()[id.index()];
        let missing = if outcome.status == Status::Unknown { evaluation.missing(id) } else { Vec::new() };
        let (reason, until) = match (&rule.standing, outcome.status) {
            (Standing::Suppressed { reason, until }, Status::Suppressed) => (Some(reason.clone()), until.clone()),
            _ => (None, None),
        };
        lines.push(ResultLine {
            rule: rule.id.clone(),
            factor: program.factors()[rule.factor.index()].id.clone(),
            status: outcome.status.word().to_owned(),
            missing: missing
                .into_iter()
                .map(|m| MissingLine { fact: m.fact, reason: m.reason.word().to_owned() })
                .collect(),
            by: outcome.by.map(|by| program.rules()[by.index()].id.clone()),
            reason,
            until,
        });
    }
    lines
}

impl ValueLine {
    fn of(value: EvidenceValue) -> Self {
        match value {
            EvidenceValue::Absent => ValueLine::Absent(None),
            EvidenceValue::Bool(b) => ValueLine::Bool(b),
            EvidenceValue::Number(n) => ValueLine::Number(n),
            EvidenceValue::Text(t) => ValueLine::Text(t),
            EvidenceValue::List(l) => ValueLine::List(l),
        }
    }
}
