//! Rules, factors and the score: what they need, and the user's settings laid over them.

use rustc_hash::FxHashMap;

use super::settings::Effective;
use super::{Checker, Cx, NO_PARAMS};
use crate::diag::Diagnostic;
use crate::model::{Rule, Severity};
use crate::node::Spanned;
use crate::program::{
    Effect, Factor, FactorId, LevelCode, Outline, PackInfo, RuleCode, RuleId, Scope, SetId, VerdictTable,
};
use crate::score::ScoreModel;

/// The most points a rule can give or take; more would only be a slip, and sums of them could overflow.
const MAX_POINTS: f64 = 1e6;

pub(super) type FactorIds = FxHashMap<String, FactorId>;

impl PackInfo {
    pub(super) fn of(pack: &crate::model::Pack) -> Self {
        PackInfo { name: pack.name.clone(), version: pack.version.clone(), sha256: pack.sha256.clone() }
    }
}

impl<'a> Checker<'a> {
    /// Factors in the order of the score, then the others as declared.
    pub(super) fn factors(&mut self) -> (Vec<Factor>, FactorIds) {
        let packs = self.packs;
        let score = packs.iter().find_map(|p| p.score.as_ref());
        let named = score.into_iter().flat_map(|s| {
            let rescue = s.rescue.as_ref().map(|r| &r.factor);
            s.base.iter().map(|(id, _)| id).chain(rescue).chain(s.deduct.as_ref().map(|d| &d.factor))
        });
        let mut order: Vec<&str> = named.map(|id| id.value.as_str()).collect();
        order.extend(packs.iter().flat_map(|p| &p.factors).map(|f| f.id.value.as_str()));
        let mut factors = Vec::new();
        let mut ids = FactorIds::default();
        for id in order {
            let declared =
                packs.iter().enumerate().find_map(|(i, p)| Some((i, p.factors.iter().find(|f| f.id.value == id)?)));
            let Some((pack, factor)) = declared.filter(|_| !ids.contains_key(id)) else { continue };
            ids.insert(id.to_owned(), FactorId(u32::try_from(factors.len()).unwrap_or(u32::MAX)));
            let cx = Cx { pack, params: &NO_PARAMS, scope: Scope::RECORD };
            factors.push(Factor {
                id: id.to_owned(),
                title: factor.title.clone().unwrap_or_else(|| id.to_owned()),
                earns: factor.earns,
                clamp: factor.clamp,
                applies: factor.applies.as_ref().and_then(|node| self.condition(cx, node)),
                pack,
            });
        }
        (factors, ids)
    }

    pub(super) fn score(&mut self, ids: &FactorIds, factors: &[Factor]) -> ScoreModel {
        let packs = self.packs;
        let Some(score) = packs.iter().find_map(|p| p.score.as_ref()) else { return ScoreModel::default() };
        if let Some(deduct) = &score.deduct
            && let Some(factor) = ids.get(&deduct.factor.value)
            && factors[factor.index()].earns
        {
            let message = format!("`deduct` names `{}`, which earns points", deduct.factor.value);
            self.error("invalid-blend", deduct.factor.span, message, "name a factor that deducts");
        }
        // A factor that no loaded pack has is as if it were not named.
        ScoreModel {
            base: score.base.iter().filter_map(|(id, weight)| Some((*ids.get(&id.value)?, *weight))).collect(),
            rescue: score.rescue.as_ref().and_then(|r| Some((*ids.get(&r.factor.value)?, r.weight))),
            deduct: score.deduct.as_ref().and_then(|d| Some((*ids.get(&d.factor.value)?, d.at_most))),
            bands: score.bands.clone(),
            ..ScoreModel::default()
        }
    }

    pub(super) fn verdict(&mut self, ids: &FactorIds) -> Option<VerdictTable> {
        let packs = self.packs;
        let (pack, verdict) = packs.iter().enumerate().find_map(|(i, p)| Some((i, p.verdict.as_ref()?)))?;
        let score = packs.iter().find_map(|p| p.score.as_ref());
        let bands: Vec<&str> = score.into_iter().flat_map(|s| &s.bands).map(|(band, _)| band.as_str()).collect();
        for (band, _) in verdict.rows.iter().flat_map(|r| &r.by_band) {
            if !bands.contains(&band.value.as_str()) {
                self.faults.push(
                    Diagnostic::error("unknown-band", band.span, format!("no band `{}`", band.value))
                        .did_you_mean(&band.value, bands.iter().copied())
                        .help(match bands[..] {
                            [] => {
                                "no loaded pack declares bands in `[score]`; `any` is a row for all of them".to_owned()
                            }
                            _ => format!("`[score]` declares: {}", bands.join(", ")),
                        }),
                );
            }
        }
        let Some(&factor) = ids.get(&verdict.factor.value) else {
            self.unknown_factor(&verdict.factor, ids);
            return None;
        };
        let compare = verdict.compare.as_ref().and_then(|compare| {
            let cx = Cx { pack, params: &NO_PARAMS, scope: Scope::RECORD };
            let of = self.set_path(cx, &compare.of);
            let with: Vec<Option<SetId>> = compare.with.iter().map(|path| self.set_path(cx, path)).collect();
            Some((of?, with.into_iter().collect::<Option<_>>()?))
        });
        Some(VerdictTable { factor, rows: verdict.rows.clone(), compare })
    }

    fn unknown_factor(&mut self, name: &Spanned<String>, ids: &FactorIds) {
        let mut known: Vec<&str> = ids.keys().map(String::as_str).collect();
        known.sort_unstable();
        self.faults.push(
            Diagnostic::error("unknown-factor", name.span, format!("no factor `{}`", name.value))
                .did_you_mean(&name.value, known)
                .help(format!("declare it: `[factor.{}]` with a title", name.value)),
        );
    }

    pub(super) fn rule(&mut self, effective: &Effective<'a>, factors: &[Factor], ids: &FactorIds) -> RuleCode {
        let rule = effective.rule;
        let known = ids.get(&rule.factor.value).copied();
        if known.is_none() && !rule.factor.value.is_empty() {
            self.unknown_factor(&rule.factor, ids);
        }
        // The stand-in is never used: a program with an unknown factor is not returned.
        let factor = known.unwrap_or(FactorId(0));
        let cx = Cx { pack: effective.pack, params: &effective.params, scope: Scope::RECORD };
        let mut whole = |node: &Option<crate::node::Node>| -> Option<Outline> { self.condition(cx, node.as_ref()?) };
        let (applies, needs) = (whole(&rule.applies), whole(&rule.needs));
        let (when, unless) = (whole(&rule.when), whole(&rule.unless));
        let base = self.effect(cx, rule, None, effective);
        let levels: Vec<LevelCode> = rule
            .levels
            .iter()
            .filter_map(|level| {
                let effect = self.effect(cx, rule, Some(level), effective);
                let when = level.when.as_ref().and_then(|node| self.condition(cx, node))?;
                Some(LevelCode { effect, when })
            })
            .collect();
        if let Some(factor) = known.and_then(|id| factors.get(id.index())) {
            self.requirements(effective, &base, &levels, factor.earns);
        }
        self.placeholders(rule);
        let mut used = Vec::new();
        let conditions = [&applies, &needs, &when, &unless].into_iter().flatten();
        conditions.chain(levels.iter().map(|l| &l.when)).for_each(|outline| outline.params(&mut used));
        let of_pack = self.packs[effective.pack].params.iter().filter(|(name, _)| {
            used.contains(&name.value.as_str()) && !effective.params.iter().any(|(own, _)| own.value == name.value)
        });
        let params = effective.params.iter().chain(of_pack).map(|(name, value)| crate::program::Param {
            name: name.value.clone(),
            value: Self::words(value),
            span: value.span,
        });
        let params = params.collect();
        for test in &rule.tests {
            crate::testing::given::check(self.schema, test, &mut self.faults);
        }
        RuleCode {
            id: rule.id.value.clone(),
            aliases: rule.aliases.iter().map(|a| a.value.clone()).collect(),
            pack: effective.pack,
            factor,
            base,
            levels,
            title: rule.title.as_ref().map_or_else(|| rule.id.value.clone(), |t| t.value.clone()),
            why: rule.why.as_ref().map(|w| w.value.clone()),
            sources: rule.sources.iter().map(|s| s.value.clone()).collect(),
            standing: effective.standing.clone(),
            settings: effective.settings.clone(),
            params,
            tests: rule.tests.clone(),
            span: rule.span,
            advice: rule.advice.as_ref().and_then(|text| self.template(cx, text)),
            applies,
            needs,
            when,
            unless,
            supersedes: Vec::new(),
            superseded_by: Vec::new(),
            silences: rule.supersedes.clone(),
            reads: Vec::new(),
        }
    }

    /// What happens at a level, or at the rule itself. A level that states `severity` has only the cap it states.
    fn effect(
        &mut self,
        cx: Cx<'_>,
        rule: &Rule,
        level: Option<&crate::model::RuleLevel>,
        effective: &Effective<'_>,
    ) -> Effect {
        let severity = level.and_then(|l| l.severity.clone()).or_else(|| effective.severity.clone()).map(|s| s.value);
        let own_severity = level.is_some_and(|l| l.severity.is_some());
        let cap = match level.and_then(|l| l.cap.as_ref()) {
            Some(cap) => Some(cap),
            None if own_severity => None,
            None => rule.cap.as_ref(),
        };
        let points = level.and_then(|l| l.points.as_ref()).or(effective.points.as_ref());
        if let Some(points) = points
            && points.value.abs() > MAX_POINTS
        {
            let message = format!("{} points are beyond {MAX_POINTS}", points.value);
            self.error("out-of-range", points.span, message, "a factor runs from 0 to 100");
        }
        if let Some(cap) = cap
            && !(0.0..=100.0).contains(&cap.value)
        {
            let message = format!("a cap of {} is not between 0 and 100", cap.value);
            self.error("out-of-range", cap.span, message, "a cap is the highest score the factor can have");
        }
        let cap = cap.map(|c| c.value);
        let message = level.and_then(|l| l.message.as_ref()).or(rule.message.as_ref());
        Effect {
            severity,
            points: if severity == Some(Severity::Blocker) { cap.map(|c| 100.0 - c) } else { points.map(|p| p.value) },
            cap,
            message: message.and_then(|text| self.template(cx, text)),
        }
    }

    /// What a rule has to say. Fields that were given and are faulty have been reported.
    fn requirements(&mut self, effective: &Effective<'_>, base: &Effect, levels: &[LevelCode], earns: bool) {
        let rule = effective.rule;
        // Without a `when` the rule fires only through its levels, so its own effect never counts.
        let mut effects: Vec<&Effect> = levels.iter().map(|l| &l.effect).collect();
        if rule.when.is_some() {
            effects.push(base);
        }
        let mut missing = |key: &str, help: &str| {
            if !rule.faulty.contains(&key) {
                let message = format!("the rule `{}` needs `{key}`", rule.id.value);
                self.faults.push(Diagnostic::error("missing-field", rule.id.span, message).help(help));
            }
        };
        let blocker = |e: &&Effect| e.severity == Some(Severity::Blocker);
        if effects.iter().filter(|e| blocker(e)).any(|e| e.cap.is_none()) {
            missing("cap", "a blocker caps its factor: `cap = 0`");
        }
        if earns {
            return;
        }
        if effects.iter().filter(|e| !blocker(e)).any(|e| e.points.is_none()) {
            missing("points", "say what it costs: `points = 10`, on the rule or on every level");
        }
        if effects.iter().any(|e| e.severity.is_none()) {
            missing("severity", "one of blocker, major, minor, hint, on the rule or on every level");
        }
        if rule.title.is_none() {
            missing("title", "one line that says what is wrong");
        }
        let told = |level: &crate::model::RuleLevel| level.message.is_some();
        if rule.message.is_none() && (rule.when.is_some() || !rule.levels.iter().all(told)) {
            missing("message", "what was seen, with placeholders");
        }
        let points = rule.levels.iter().filter_map(|l| l.points.as_ref()).chain(&effective.points);
        for points in points.filter(|p| p.value < 0.0 && p.value >= -MAX_POINTS) {
            let help =
                "points are what a finding takes off; only an earning factor (`earns = true`) may have negative ones";
            let message = format!("{} points in a factor that deducts", points.value);
            self.error("out-of-range", points.span, message, help);
        }
    }

    /// `title` and `why` are shown as they are.
    fn placeholders(&mut self, rule: &Rule) {
        for (key, text) in [("title", &rule.title), ("why", &rule.why)] {
            let Some(text) = text else { continue };
            if let Some(at) = text.value.find(['{', '}']) {
                let message = format!("a placeholder in `{key}`, which is shown as it is");
                let help = "placeholders belong into `message` and `advice`";
                self.error("invalid-placeholder", text.part(at..at + 1), message, help);
            }
        }
    }

    pub(super) fn supersedes(&mut self, effective: &[Effective<'a>], rules: &mut [RuleCode]) {
        for (index, rule) in effective.iter().enumerate() {
            let id = RuleId(u32::try_from(index).unwrap_or(u32::MAX));
            let mut silenced = self.rules_that_fit(&rule.rule.supersedes).unwrap_or_default();
            silenced.retain(|other| *other != id);
            for &other in &silenced {
                rules[other.index()].superseded_by.push(id);
            }
            rules[index].supersedes = silenced;
        }
    }
}
