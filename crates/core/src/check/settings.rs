//! The user's settings, laid over the rules of the packs.

use super::Checker;
use crate::config::{Config, RuleSettings};
use crate::diag::{Diagnostic, Span};
use crate::glob;
use crate::model::{Pack, Params, Rule, Severity};
use crate::node::{Node, Spanned};
use crate::program::{Setting, Standing};

/// A rule with the user's settings laid over it.
pub(super) struct Effective<'a> {
    pub(super) pack: usize,
    pub(super) rule: &'a Rule,
    pub(super) params: Params,
    pub(super) severity: Option<Spanned<Severity>>,
    pub(super) points: Option<Spanned<f64>>,
    pub(super) standing: Standing,
    pub(super) settings: Vec<Setting>,
}

impl<'a> Checker<'a> {
    /// All rules by id, with the user's settings.
    pub(super) fn effective_rules(&mut self, config: &Config, now: i64) -> Vec<Effective<'a>> {
        let packs = self.packs;
        let mut rules: Vec<Effective<'a>> = packs
            .iter()
            .enumerate()
            .flat_map(|(pack, p)| p.rules.iter().map(move |rule| (pack, rule)))
            .map(|(pack, rule)| Effective {
                pack,
                rule,
                params: rule.params.clone(),
                severity: rule.severity.clone(),
                points: rule.points.clone(),
                standing: if rule.off { Standing::Off } else { Standing::On },
                settings: Vec::new(),
            })
            .collect();
        rules.sort_by(|a, b| a.rule.id.value.cmp(&b.rule.id.value));
        // A full id beats a glob, and a later line beats an earlier one: so globs first, each group in order.
        let (globs, ids): (Vec<_>, Vec<_>) = config.settings.iter().partition(|s| glob::is_glob(&s.pattern.value));
        for settings in globs.into_iter().chain(ids) {
            self.settings(settings, &mut rules);
        }
        for suppression in &config.suppressions {
            let found = self.that_fit(&suppression.rule, &rules);
            if suppression.until.as_ref().is_some_and(|(_, end)| now >= *end) {
                let day = suppression.until.as_ref().map_or("", |(day, _)| day.as_str());
                self.faults.push(
                    Diagnostic::warning(
                        "expired-suppression",
                        suppression.rule.span,
                        format!("this suppression ended on {day}"),
                    )
                    .help("remove it, or move the date"),
                );
                continue;
            }
            if !found.is_empty() && found.iter().all(|&index| rules[index].standing != Standing::On) {
                let off = found.iter().all(|&index| rules[index].standing == Standing::Off);
                let why = if off { "turned off" } else { "suppressed already, or turned off" };
                self.faults.push(
                    Diagnostic::warning(
                        "unused-suppression",
                        suppression.rule.span,
                        format!("this suppresses nothing: what `{}` names is {why}", suppression.rule.value),
                    )
                    .help("remove it"),
                );
            }
            for index in found {
                let rule = &mut rules[index];
                let until = suppression.until.as_ref().map(|(day, _)| day.clone());
                rule.settings.push(Setting {
                    key: "suppress".to_owned(),
                    before: "no".to_owned(),
                    value: suppression.reason.clone(),
                    span: suppression.rule.span,
                });
                if rule.standing == Standing::On {
                    rule.standing = Standing::Suppressed { reason: suppression.reason.clone(), until };
                }
            }
        }
        rules
    }

    /// The rules a setting names, by earlier ids too; reports a name that fits none.
    fn that_fit(&mut self, pattern: &Spanned<String>, rules: &[Effective<'a>]) -> Vec<usize> {
        let fits = |r: &Effective<'_>| {
            std::iter::once(&r.rule.id).chain(&r.rule.aliases).any(|id| glob::matches(&pattern.value, &id.value))
        };
        let found: Vec<usize> = (0..rules.len()).filter(|&i| fits(&rules[i])).collect();
        if found.is_empty() {
            self.faults.push(
                Diagnostic::error("unknown-rule", pattern.span, format!("no rule `{}`", pattern.value))
                    .did_you_mean(&pattern.value, rules.iter().map(|r| r.rule.id.value.as_str()))
                    .help("`followback rules list` shows every id; `subject/*` stands for all of a subject"),
            );
        }
        found
    }

    fn settings(&mut self, settings: &RuleSettings, rules: &mut [Effective<'a>]) {
        let found = self.that_fit(&settings.pattern, rules);
        for &index in &found {
            let rule = &mut rules[index];
            let mut note = |key: &str, before: String, value: String, span: Span| {
                rule.settings.push(Setting { key: key.to_owned(), before, value, span });
            };
            let or_none = |value: Option<String>| value.unwrap_or_else(|| "none".to_owned());
            if let Some(severity) = &settings.severity {
                let before = or_none(rule.severity.as_ref().map(|s| s.value.word().to_owned()));
                note("severity", before, severity.value.word().to_owned(), severity.span);
                rule.severity = Some(severity.clone());
            }
            if let Some(points) = &settings.points {
                let before = or_none(rule.points.as_ref().map(|p| p.value.to_string()));
                note("points", before, points.value.to_string(), points.span);
                rule.points = Some(points.clone());
            }
            if let Some(off) = &settings.off {
                let before = rule.standing == Standing::Off;
                note("off", before.to_string(), off.value.to_string(), off.span);
                rule.standing = if off.value { Standing::Off } else { Standing::On };
            }
        }
        for (name, value) in &settings.params {
            let mut known: Vec<&str> = Vec::new();
            let mut set = false;
            for &index in &found {
                let pack = &self.packs[rules[index].pack];
                set |= set_param(&mut rules[index], pack, name, value);
                let own = rules[index].rule.params.iter().chain(&pack.params);
                known.extend(own.map(|(name, _)| name.value.as_str()));
            }
            if set || found.is_empty() {
                continue;
            }
            known.sort_unstable();
            known.dedup();
            let message = format!("`{}` has no parameter `{}`", settings.pattern.value, name.value);
            let fault = Diagnostic::error("unknown-param", name.span, message)
                .did_you_mean(&name.value, known.iter().copied())
                .help(match known[..] {
                    [] => "it has no parameters".to_owned(),
                    _ => format!("its parameters are: {}", known.join(", ")),
                });
            self.faults.push(fault);
        }
    }
}

/// Sets a parameter of a rule, or one of its pack for this rule. Tells whether there is such a parameter.
fn set_param(rule: &mut Effective<'_>, pack: &Pack, name: &Spanned<String>, value: &Node) -> bool {
    if !rule.params.iter().any(|(own, _)| own.value == name.value) {
        rule.params.extend(pack.params.iter().find(|(shared, _)| shared.value == name.value).cloned());
    }
    let Some((_, now)) = rule.params.iter_mut().find(|(own, _)| own.value == name.value) else { return false };
    let before = Checker::words(now);
    *now = value.clone();
    let key = format!("params.{}", name.value);
    rule.settings.push(Setting { key, before, value: Checker::words(value), span: value.span });
    true
}
