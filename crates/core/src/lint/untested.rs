//! Rules without a test that fires and one that passes.

use super::Linter;
use crate::diag::Diagnostic;
use crate::model::Expect;

impl Linter<'_> {
    pub(super) fn untested(&mut self) {
        // A rule that is off neither fires nor passes.
        for rule in self.packs.iter().flat_map(|pack| &pack.rules).filter(|rule| !rule.off) {
            let has = |expect: Expect| rule.tests.iter().any(|test| test.expect.value == expect);
            let missing = match (has(Expect::Fires), has(Expect::Passes)) {
                (true, true) => continue,
                (true, false) => "no test in which it passes",
                (false, true) => "no test in which it fires",
                (false, false) => "no test in which it fires and none in which it passes",
            };
            let fault = Diagnostic::warning(
                "untested-rule",
                rule.id.span,
                format!("the rule `{}` has {missing}", rule.id.value),
            )
            .help("add `[[rule.test]]` with `given.…` and `expect = \"fires\"` or `\"passes\"`");
            self.warn(Some(rule), fault);
        }
    }
}
