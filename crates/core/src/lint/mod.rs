//! lint: what sound rules probably do not mean. It takes its time, and is for authors: an audit does without it.
//!
//! Every warning can be allowed by its code: on the rule it is about, in the file it stands in, in the pack, and in the
//! settings. An `allow` that allows nothing is itself warned about.

mod allowed;
mod conditions;
mod implied;
mod locales;
mod patterns;
mod placeholders;
mod rules;
mod satisfy;
mod suppliers;
mod untested;
mod unused;

use crate::config::Config;
use crate::diag::{self, Diagnostic};
use crate::model::{Pack, Rule};
use crate::program::{Outline, Program, RuleCode, Standing};

/// Adds warnings about the rules to `faults`, and takes away those that are allowed. `packs` and `config` are what the
/// program was made of, `faults` what is known of them so far.
pub fn lint(packs: &[Pack], program: &Program, config: &Config, faults: &mut Vec<Diagnostic>) {
    let mut linter = Linter { packs, program, warnings: Vec::new() };
    linter.conditions();
    linter.implied();
    linter.unused();
    linter.untested();
    linter.patterns();
    linter.suppliers();
    linter.placeholders();
    linter.locales();
    let mut warnings = linter.warnings;
    warnings.extend(faults.drain(..).map(|fault| Warning { rule: None, fault }));
    *faults = allowed::judge(packs, config, warnings);
    diag::tidy(faults);
}

/// Adds warnings about placeholders alone, the only thing that depends on the language of the texts.
pub(crate) fn placeholders(packs: &[Pack], program: &Program, faults: &mut Vec<Diagnostic>) {
    let mut linter = Linter { packs, program, warnings: Vec::new() };
    linter.placeholders();
    faults.extend(linter.warnings.into_iter().map(|warning| warning.fault));
}

/// Takes away the warnings that are allowed, without looking for more.
pub fn hush(packs: &[Pack], config: &Config, faults: &mut Vec<Diagnostic>) {
    faults.retain(|fault| !allowed::is_allowed(packs, config, fault));
}

/// A warning, and the rule it is about.
struct Warning<'a> {
    rule: Option<&'a Rule>,
    fault: Diagnostic,
}

struct Linter<'a> {
    packs: &'a [Pack],
    program: &'a Program,
    warnings: Vec<Warning<'a>>,
}

impl<'a> Linter<'a> {
    fn warn(&mut self, rule: Option<&'a Rule>, fault: Diagnostic) {
        self.warnings.push(Warning { rule, fault });
    }

    /// Named conditions, and the filters of views and named numbers.
    fn declared(&self) -> impl Iterator<Item = &'a Outline> + use<'a> {
        let defines = self.program.defines.iter().map(|define| &define.outline);
        defines.chain(self.program.filters.iter().map(|filter| &filter.condition))
    }

    /// The rules that take part, as they run and as they were written.
    fn live_rules(&self) -> Vec<(&'a RuleCode, &'a Rule)> {
        let (packs, program) = (self.packs, self.program);
        let written = |code: &RuleCode| packs.get(code.pack)?.rules.iter().find(|rule| rule.id.value == code.id);
        let live = program.rules.iter().filter(|code| code.standing != Standing::Off);
        live.filter_map(|code| Some((code, written(code)?))).collect()
    }
}
