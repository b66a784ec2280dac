//! Rules that fire wherever another one does: the same fault is charged twice.

use super::Linter;
use super::rules::{does_not_fire, fires};
use super::satisfy::possible;
use crate::diag::Diagnostic;
use crate::model::Rule;
use crate::program::{RuleCode, RuleId};

impl<'a> Linter<'a> {
    pub(super) fn implied(&mut self) {
        let rules = self.live_rules();
        for (at, &one) in rules.iter().enumerate() {
            for &other in &rules[at + 1..] {
                if self.are_charged_together(one.0, other.0) {
                    self.pair(one, other);
                }
            }
        }
    }

    /// Both deduct from one factor, and neither silences the other.
    fn are_charged_together(&self, one: &RuleCode, other: &RuleCode) -> bool {
        let id = |rule: &RuleCode| self.program.rule(&rule.id);
        let silences = |rule: &RuleCode, other: Option<RuleId>| other.is_some_and(|id| rule.supersedes.contains(&id));
        one.factor == other.factor
            && !self.program.factors[one.factor.index()].earns
            && !silences(one, id(other))
            && !silences(other, id(one))
    }

    fn pair(&mut self, one: (&'a RuleCode, &'a Rule), other: (&'a RuleCode, &'a Rule)) {
        let implies = |narrow: &RuleCode, wide: &RuleCode| {
            let firing = fires(self.program, narrow);
            // A rule that never fires implies anything, and is reported as such.
            !possible(self.program, [firing.clone(), does_not_fire(self.program, wide)])
                && possible(self.program, [firing])
        };
        let (narrow, wide) = match (implies(one.0, other.0), implies(other.0, one.0)) {
            (false, false) => return,
            (true, false) => (one, other),
            (false, true) => (other, one),
            (true, true) => {
                let message = format!("`{}` and `{}` fire on exactly the same records", other.0.id, one.0.id);
                let fault = Diagnostic::warning("implied-rule", other.1.id.span, message)
                    .also(one.1.id.span, "the other rule")
                    .help("make them one rule");
                return self.warn(Some(other.1), fault);
            }
        };
        let message = format!("wherever `{}` fires, `{}` fires too, and both are charged", narrow.0.id, wide.0.id);
        let supersede = format!("add `supersedes = [\"{}\"]` to `{}`", wide.0.id, narrow.0.id);
        // What stands in an earlier pack may not be this author's to change.
        let (at, also) = if wide.0.pack > narrow.0.pack { (wide, narrow) } else { (narrow, wide) };
        let fault = Diagnostic::warning("implied-rule", at.1.id.span, message)
            .also(also.1.id.span, if at.0.id == wide.0.id { "the narrower rule" } else { "the wider rule" })
            .help(supersede);
        self.warn(Some(at.1), fault);
    }
}
