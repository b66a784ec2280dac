//! The user's own settings: `followback.toml`.
//!
//! ```toml
//! packs = ["my-pack"]              # added to the defaults; `default = false` leaves the defaults out
//! allow = ["unused-list"]          # warnings that are not shown
//!
//! [profile]                        # what the owner declares about the account
//! kind = "person"
//!
//! [rules."bio/no-goal"]
//! off = true
//!
//! [rules."bio/*"]                  # a full id beats a glob, a later line beats an earlier one
//! points = 5
//! params = { min_width = 30 }
//!
//! [[suppress]]
//! rule = "avatar/default"
//! reason = "new picture comes on Monday"
//! until = 2027-01-31
//! ```

use crate::allow::allow;
use crate::diag::{Diagnostic, FileId, Span};
use crate::digest::sha256;
use crate::load::severity;
use crate::model::{Params, Severity};
use crate::node::{self, Fields, Node, NodeKind, Spanned, Table, texts_of, wrong_type};

/// What a configuration file says.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The default packs are left out.
    pub no_default: bool,
    /// Names of the packs that stand beside the default one and are left out.
    pub without: Vec<Spanned<String>>,
    /// Folders of packs to add, as written.
    pub packs: Vec<Spanned<String>>,
    /// Codes of warnings that are allowed everywhere.
    pub(crate) allow: Vec<Spanned<String>>,
    /// What the owner declares, as facts relative to the domain's declarations.
    pub(crate) profile: Option<Node>,
    pub(crate) settings: Vec<RuleSettings>,
    pub(crate) suppressions: Vec<Suppression>,
}

/// Settings for the rules that a pattern names.
#[derive(Clone, Debug)]
pub(crate) struct RuleSettings {
    pub(crate) pattern: Spanned<String>,
    pub(crate) severity: Option<Spanned<Severity>>,
    pub(crate) points: Option<Spanned<f64>>,
    pub(crate) off: Option<Spanned<bool>>,
    pub(crate) params: Params,
}

/// Findings that are set aside.
#[derive(Clone, Debug)]
pub(crate) struct Suppression {
    pub(crate) rule: Spanned<String>,
    pub(crate) reason: String,
    /// Last day, with the second in which it ends.
    pub(crate) until: Option<(String, i64)>,
}

impl Config {
    /// Reads a configuration. Faults are added to `faults`; what could be read is returned in any case.
    pub fn parse(file: FileId, text: &str, faults: &mut Vec<Diagnostic>) -> Self {
        let mut found = Vec::new();
        let (table, broken) = node::parse(file, text, faults);
        let config = Self::of(&table, &mut found);
        found.retain(|fault| !node::inside(&broken, fault.span()));
        faults.append(&mut found);
        config
    }

    fn of(table: &Table, faults: &mut Vec<Diagnostic>) -> Self {
        let mut config = Config::default();
        let mut fields = Fields::new("the configuration", table, faults);
        config.no_default = !fields.bool("default").unwrap_or(true);
        config.without = fields.texts("without");
        config.packs = fields.texts("packs");
        config.allow = allow(&mut fields);
        config.profile = fields.node("profile").cloned();
        let rules = fields.table("rules");
        let suppress = fields.tables("suppress");
        fields.finish_with(unknown);
        if let Some(profile) = &config.profile {
            declarations_are_words(profile, faults);
        }
        if let Some(rules) = rules {
            config.settings = rules.entries.iter().filter_map(|e| settings(&e.key, &e.value, faults)).collect();
        }
        config.suppressions = suppress.into_iter().filter_map(|(t, span)| suppression(t, span, faults)).collect();
        config
    }

    /// The declared facts, as `(path below [profile], value)`.
    #[must_use]
    pub fn declarations(&self) -> Vec<(&str, Declared<'_>)> {
        let Some(Node { kind: NodeKind::Table(table), .. }) = &self.profile else { return Vec::new() };
        table.entries.iter().filter_map(|e| Some((e.key.value.as_str(), declared(&e.value)?))).collect()
    }

    /// SHA-256 over what it makes of rules and profiles, in hex; none where it changes neither. What packs it adds is left
    /// out: they have digests of their own.
    pub(crate) fn digest(&self) -> Option<String> {
        let declared = self.profile.iter().filter_map(|profile| match &profile.kind {
            NodeKind::Table(table) => Some(&table.entries),
            _ => None,
        });
        let mut declared: Vec<String> =
            declared.flatten().map(|e| format!("profile {} {}", node::word(&e.key.value), e.value.written())).collect();
        declared.sort_unstable();
        let mut suppressed: Vec<String> = self.suppressions.iter().map(Suppression::written).collect();
        suppressed.sort_unstable();
        // A later line beats an earlier one: their order stays.
        let rules = self.settings.iter().flat_map(RuleSettings::written);
        let parts: Vec<String> = declared.into_iter().chain(rules).chain(suppressed).collect();
        (!parts.is_empty()).then(|| sha256(parts.iter().map(String::as_str)))
    }
}

impl RuleSettings {
    /// Each of them on a line, whatever the order they were written in.
    fn written(&self) -> Vec<String> {
        let mut params: Vec<_> = self
            .params
            .iter()
            .map(|(name, node)| ("param", format!("{} {}", node::word(&name.value), node.written())))
            .collect();
        params.sort_unstable();
        let severity = self.severity.as_ref().map(|severity| ("severity", severity.value.word().to_owned()));
        let points = self.points.as_ref().map(|points| ("points", points.value.to_string()));
        let off = self.off.as_ref().map(|off| ("off", off.value.to_string()));
        let all = params.into_iter().chain(severity).chain(points).chain(off);
        all.map(|(what, value)| format!("rule {} {what} {value}", node::word(&self.pattern.value))).collect()
    }
}

impl Suppression {
    /// What it does, without the reason, which is for readers.
    fn written(&self) -> String {
        let until = self.until.as_ref().map_or("", |(day, _)| day);
        format!("suppress {} {until}", node::word(&self.rule.value))
    }
}

/// A setting that there is not. Plugins are a matter of the user, not of a file that may lie in anybody's folder.
fn unknown(key: &Spanned<String>, known: &[&str]) -> Diagnostic {
    let fault = node::unknown_key("the configuration", key, known);
    if key.value == "plugins" {
        return fault.help("plugins are added by the user and for the user: `followback plugin add FOLDER`");
    }
    fault
}

/// A declared value.
#[derive(Clone, Debug, PartialEq)]
pub enum Declared<'a> {
    /// One word.
    Word(&'a str),
    /// Several words.
    Words(Vec<&'a str>),
}

/// What an owner declares is a word or a list of words.
fn declarations_are_words(profile: &Node, faults: &mut Vec<Diagnostic>) {
    let NodeKind::Table(table) = &profile.kind else {
        faults
            .push(wrong_type("profile", profile, "a table").help("write `[profile]` and below it `kind = \"person\"`"));
        return;
    };
    for entry in &table.entries {
        if let Err(at) = texts_of(&entry.value) {
            let key = &entry.key.value;
            faults.push(
                wrong_type(key, at, "a word or a list of words")
                    .help(format!("write `{key} = \"…\"` or `{key} = [\"…\", \"…\"]`")),
            );
        }
    }
}

fn declared(node: &Node) -> Option<Declared<'_>> {
    match &node.kind {
        NodeKind::Text(s) => Some(Declared::Word(s)),
        NodeKind::List(items) => Some(Declared::Words(
            items
                .iter()
                .filter_map(|i| match &i.kind {
                    NodeKind::Text(s) => Some(s.as_str()),
                    _ => None,
                })
                .collect(),
        )),
        _ => None,
    }
}

fn settings(pattern: &Spanned<String>, value: &Node, faults: &mut Vec<Diagnostic>) -> Option<RuleSettings> {
    let NodeKind::Table(table) = &value.kind else {
        faults.push(wrong_type(&pattern.value, value, "a table of settings"));
        return None;
    };
    let mut fields = Fields::new("a table of settings", table, faults);
    let severity = severity(&mut fields);
    let points = fields.number("points");
    let off = fields.node("off").map(|n| n.span);
    let off = fields.bool("off").zip(off).map(|(value, span)| Spanned { value, span });
    let params = fields.table("params");
    fields.finish();
    let params = params.map_or_else(Vec::new, |t| t.entries.iter().map(|e| (e.key.clone(), e.value.clone())).collect());
    Some(RuleSettings { pattern: pattern.clone(), severity, points, off, params })
}

fn suppression(table: &Table, span: Span, faults: &mut Vec<Diagnostic>) -> Option<Suppression> {
    let mut fields = Fields::new("a suppression", table, faults);
    let rule = fields.text("rule");
    let reason = fields.text("reason");
    let until = fields.node("until");
    let until =
        until.map(|node| last_second(node).or_else(|| fields.wrong("until", node, "a date such as 2027-01-31")));
    fields.require("rule", span);
    fields.require("reason", rule.as_ref().map_or(span, |r| r.span));
    fields.finish();
    let reason = reason?;
    if reason.value.trim().is_empty() {
        let help = "a suppression says why, for whoever reads it later";
        faults.push(Diagnostic::error("missing-field", reason.span, "the reason is empty").help(help));
        return None;
    }
    let until = match until {
        None => None,
        Some(until) => Some(until?),
    };
    Some(Suppression { rule: rule?, reason: reason.value, until })
}

/// The date, and the first second after it in UTC: the end date is part of the time.
fn last_second(node: &Node) -> Option<(String, i64)> {
    let (NodeKind::Date(text) | NodeKind::Text(text)) = &node.kind else { return None };
    let date: jiff::civil::Date = text.parse().ok()?;
    // The last day of the calendar has no next one: it never ends.
    let end = date.tomorrow().ok().and_then(|next| next.to_zoned(jiff::tz::TimeZone::UTC).ok());
    Some((date.to_string(), end.map_or(i64::MAX, |end| end.timestamp().as_second())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Sources;

    fn digest(text: &str) -> Option<String> {
        let (mut sources, mut faults) = (Sources::default(), Vec::new());
        let config = Config::parse(sources.add("followback.toml", text.to_owned()), text, &mut faults);
        assert!(faults.is_empty(), "{faults:?}");
        config.digest()
    }

    #[test]
    fn settings_that_do_the_same_have_the_same_digest() {
        for nothing in ["", "packs = [\"mine\"]\nallow = [\"unused-list\"]", "[profile]\n[rules.\"a/b\"]\n"] {
            assert_eq!(digest(nothing), None, "{nothing}");
        }
        let written = "[profile]\nkind = 'company'\nsize = 'small'\n[rules.'a/b']\npoints = 5\noff = false\nparams = { x = 1, y = 2 }\n";
        let again = "# Said in another way.\n[rules]\n'a/b' = { params = { y = 2.0, x = 1 }, off = false, points = 5.0 }\n\
                     [profile]\nsize = \"small\"\nkind = \"company\"\n";
        assert!(digest(written).is_some_and(|digest| digest.len() == 64));
        assert_eq!(digest(written), digest(again));
        for (from, to) in [("company", "person"), ("'a/b'", "'a/*'"), ("points = 5", "points = 6"), ("y = 2", "y = 3")]
        {
            assert_ne!(digest(written), digest(&written.replace(from, to)), "{to}");
        }
    }

    #[test]
    fn the_order_of_rules_counts_and_that_of_suppressions_does_not() {
        let (a, b) = ("[rules.'a/*']\npoints = 5\n", "[rules.'*/b']\npoints = 6\n");
        assert_ne!(digest(&[a, b].concat()), digest(&[b, a].concat()));
        let suppress = |rule: &str| format!("[[suppress]]\nrule = '{rule}'\nreason = 'so'\n");
        let (a, b) = (suppress("a/b"), suppress("a/c"));
        assert_eq!(digest(&[&*a, &b].concat()), digest(&[b, a].concat()));
    }
}
