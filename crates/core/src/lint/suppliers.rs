//! Facts that nobody supplies.

use super::Linter;
use crate::diag::Diagnostic;
use crate::model::Rule;
use crate::program::{Cond, Outline};
use crate::schema::FactDecl;

impl<'a> Linter<'a> {
    pub(super) fn suppliers(&mut self) {
        let orphans = self.orphans();
        if orphans.is_empty() {
            return;
        }
        for (code, rule) in self.live_rules() {
            let own = [&code.applies, &code.needs, &code.when, &code.unless].into_iter().flatten();
            for outline in own.chain(code.levels.iter().map(|level| &level.when)) {
                self.unsupplied(rule, outline, &orphans);
            }
        }
    }

    /// The paths of facts without a supplier. Where the catalogue names no supplier at all, it does not say.
    fn orphans(&self) -> Vec<String> {
        let schema = &self.program.schema;
        let members = schema.collections().iter().flat_map(|c| c.fields.iter().map(|f| (format!("{}.", c.path), f)));
        let all: Vec<(String, &FactDecl)> = schema.facts().iter().map(|f| (String::new(), f)).chain(members).collect();
        if all.iter().all(|(_, fact)| fact.suppliers.is_empty()) {
            return Vec::new();
        }
        let orphans = all.iter().filter(|(_, fact)| fact.suppliers.is_empty() && !fact.declared);
        orphans.map(|(members, fact)| format!("{members}{}", fact.path)).collect()
    }

    fn unsupplied(&mut self, rule: &'a Rule, outline: &Outline, orphans: &[String]) {
        for part in outline.parts.iter() {
            self.unsupplied(rule, part, orphans);
        }
        // A test that says what unknown counts as can do without its fact.
        if !matches!(self.program.code.conds.get(outline.cond.index()), Cond::Leaf(_, None)) {
            return;
        }
        let reads = self.program.reads_of(outline.cond);
        for fact in orphans.iter().filter(|fact| reads.contains(*fact)) {
            let fault = Diagnostic::warning(
                "unsupplied-fact",
                outline.span,
                format!("no reader and no plugin supplies `{fact}`"),
            )
            .mark("is never told")
            .help("use another fact, or say what it counts as when it is unknown: `unknown = false`");
            self.warn(Some(rule), fault);
        }
    }
}
