//! `is` and `fired`: named conditions, and the results of rules.

use super::super::{Checker, Cx, MAX_UNFOLDED};
use crate::diag::Diagnostic;
use crate::node::{Entry, Node, Spanned, texts_of, wrong_type};
use crate::program::{Cond, Outline, OutlineKind, RuleId, Scope};

impl Checker<'_> {
    /// Named conditions: one, or any of several.
    pub(super) fn is(&mut self, cx: Cx<'_>, entry: &Entry) -> Option<Outline> {
        let names = self.names_of("is", &entry.value, "the name of a condition, or a list of names")?;
        let mut parts = Vec::new();
        for name in &names {
            let done = self.define(cx.pack, name)?;
            if done.scope != Scope::RECORD && done.scope != cx.scope {
                let message = format!("`{}` is about the members of a collection", name.value);
                self.error("wrong-scope", name.span, message, "use it inside `where` of that collection");
                return None;
            }
            let cond = done.outline.cond;
            self.unfolded = self.unfolded.saturating_add(done.size);
            if self.unfolded > MAX_UNFOLDED {
                let message = "the named conditions of these packs stand for too many parts";
                self.error("too-deep", name.span, message, "use fewer names that use each other");
                return None;
            }
            if cx.scope != Scope::RECORD && !self.reads_of([cond]).is_empty() {
                let message = format!("`{}` reads the results of rules", name.value);
                self.error("wrong-scope", name.span, message, "use it outside of `where`");
                return None;
            }
            let kind = OutlineKind::Named(name.value.clone());
            parts.push(Outline { cond, span: name.span, kind, parts: [done.outline].into() });
        }
        if parts.len() == 1 {
            return parts.pop();
        }
        let conds = parts.iter().map(|p| p.cond).collect();
        Some(self.outline(Cond::Any(conds), OutlineKind::Any, parts, entry.key.span))
    }

    pub(super) fn fired(&mut self, cx: Cx<'_>, entry: &Entry) -> Option<Outline> {
        if cx.scope != Scope::RECORD {
            let message = "`fired` is about the record, not about a member";
            self.error("wrong-scope", entry.key.span, message, "move it out of `where`");
            return None;
        }
        let patterns = self.names_of("fired", &entry.value, "a rule id, a glob, or a list of them")?;
        let rules = self.rules_that_fit(&patterns)?;
        let words = patterns.iter().map(|p| p.value.as_str()).collect::<Vec<_>>().join(", ");
        if rules.is_empty() {
            let message = format!("no rule fits `{words}`");
            self.error("unknown-rule", entry.value.span, message, "`followback rules list` shows every id");
            return None;
        }
        Some(self.outline(Cond::Fired(rules.into()), OutlineKind::Fired(words), Vec::new(), entry.key.span))
    }

    /// One name or several.
    fn names_of(&mut self, key: &str, node: &Node, wanted: &str) -> Option<Vec<Spanned<String>>> {
        match texts_of(node) {
            Ok(names) if names.is_empty() => {
                self.error("empty-condition", node.span, format!("`{key}` takes at least one name"), "");
                None
            }
            Ok(names) => Some(names),
            Err(at) => {
                self.faults.push(wrong_type(key, at, wanted));
                None
            }
        }
    }

    /// The rules that a list of ids, earlier ids, globs and `!exceptions` names; reports names that fit no rule, and is
    /// nothing then.
    pub(in crate::check) fn rules_that_fit(&mut self, patterns: &[Spanned<String>]) -> Option<Vec<RuleId>> {
        let mut out: Vec<RuleId> = Vec::new();
        let mut faulty = false;
        for pattern in patterns {
            let (negative, wanted) = match pattern.value.strip_prefix('!') {
                Some(rest) => (true, rest),
                None => (false, pattern.value.as_str()),
            };
            let names = self.rule_ids.iter().filter(|(id, _)| crate::glob::matches(wanted, id));
            let fits: Vec<RuleId> = names.map(|(_, rule)| *rule).collect();
            if fits.is_empty() && !crate::glob::is_glob(wanted) {
                faulty = true;
                self.faults.push(
                    Diagnostic::error("unknown-rule", pattern.span, format!("no rule `{wanted}`"))
                        .did_you_mean(wanted, self.rule_ids.iter().map(|(id, _)| id.as_str()))
                        .help("`followback rules list` shows every id; `subject/*` stands for all of a subject"),
                );
            }
            if negative {
                out.retain(|r| !fits.contains(r));
            } else {
                out.extend(fits);
            }
        }
        out.sort();
        out.dedup();
        (!faulty).then_some(out)
    }
}
