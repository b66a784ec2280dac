//! In which order rules are evaluated and silence each other.

use rustc_hash::FxHashSet;

use super::Checker;
use crate::diag::Diagnostic;
use crate::program::{Cond, CondId, Factor, RuleCode, RuleId};

impl Checker<'_> {
    /// Rules after those whose result they read.
    pub(super) fn order(&mut self, rules: &mut [RuleCode], factors: &[Factor]) -> Vec<RuleId> {
        for rule in &mut *rules {
            let roots = [&rule.applies, &rule.needs, &rule.when, &rule.unless];
            let levels = rule.levels.iter().map(|l| &l.when);
            let factor = factors.get(rule.factor.index()).and_then(|f| f.applies.as_ref());
            let outlines = roots.into_iter().flatten().chain(levels).chain(factor);
            rule.reads = self.reads_of(outlines.map(|outline| outline.cond));
        }
        let reads: Vec<Vec<RuleId>> = rules.iter().map(|r| r.reads.clone()).collect();
        self.sorted(rules, &reads, "reads its own result")
    }

    /// Rules after those that supersede them.
    pub(super) fn silence_order(&mut self, rules: &[RuleCode]) -> Vec<RuleId> {
        let silenced: Vec<Vec<RuleId>> = rules.iter().map(|r| r.superseded_by.clone()).collect();
        self.sorted(rules, &silenced, "supersedes itself")
    }

    /// The rules whose result some conditions read. What stands inside `where` reads none: `fired` is refused there.
    pub(super) fn reads_of(&self, conds: impl IntoIterator<Item = CondId>) -> Vec<RuleId> {
        let mut next: Vec<CondId> = conds.into_iter().collect();
        next.reverse();
        // Named conditions are parts of many others.
        let mut seen = FxHashSet::default();
        let mut reads = Vec::new();
        while let Some(cond) = next.pop() {
            match self.code.conds.get(cond.index()) {
                Cond::Leaf(..) => {}
                _ if !seen.insert(cond) => {}
                Cond::Fired(rules) => reads.extend(rules.iter()),
                Cond::All(parts) | Cond::Any(parts) => next.extend(parts.iter().rev()),
                Cond::Not(inner) => next.push(*inner),
            }
        }
        reads
    }

    /// Topological order; among rules that are free, the one with the lowest id comes first.
    fn sorted(&mut self, rules: &[RuleCode], after: &[Vec<RuleId>], what: &str) -> Vec<RuleId> {
        let mut out: Vec<RuleId> = Vec::with_capacity(rules.len());
        let mut placed = vec![false; rules.len()];
        while out.len() < rules.len() {
            let next = (0..rules.len()).find(|&i| !placed[i] && after[i].iter().all(|r| placed[r.index()]));
            let Some(next) = next else {
                self.cycle(rules, after, &placed, what);
                return (0..).zip(rules).map(|(i, _)| RuleId(i)).collect();
            };
            placed[next] = true;
            out.push(RuleId(u32::try_from(next).unwrap_or(u32::MAX)));
        }
        out
    }

    /// Names one cycle among the rules that could not be placed.
    fn cycle(&mut self, rules: &[RuleCode], after: &[Vec<RuleId>], placed: &[bool], what: &str) {
        let Some(start) = placed.iter().position(|p| !p) else { return };
        let mut path = vec![start];
        loop {
            let here = path[path.len() - 1];
            let Some(next) = after[here].iter().map(|r| r.index()).find(|&r| !placed[r]) else { return };
            if let Some(from) = path.iter().position(|&p| p == next) {
                let cycle = &path[from..];
                let names: Vec<String> = cycle.iter().chain([&next]).map(|&i| format!("`{}`", rules[i].id)).collect();
                let first = &rules[cycle[0]];
                self.faults.push(
                    Diagnostic::error(
                        "cycle",
                        first.span,
                        format!("the rule `{}` {what}: {}", first.id, names.join(" ← ")),
                    )
                    .help("leave one of the steps out; in a glob, `!id` excludes a rule"),
                );
                return;
            }
            path.push(next);
        }
    }
}
