//! What becomes of rules, for some records at a time.
//!
//! Records are looked at side by side, like the members of a record: a condition is evaluated for all of them before the next,
//! and what its parts say is combined with a few operations on bits. What a rule needs of the program is fetched once.

use super::found::{self, Finds};
use super::rows::{BLOCK, Columns, Rows, Tris, first};
use super::rules::{Raw, RuleOutcome, silence};
use super::table::Table;
use super::text::TextValue;
use super::tri::Tri;
use super::{Evaluation, Recorder};
use crate::program::{CondId, Outline, Program, RuleCode, RuleId, Standing, Test, TextId};

/// Records that are evaluated together, at most as many as a block has rows. What is found out about conditions and texts of the
/// records is kept with the first one.
///
/// INVARIANT: what the first one keeps of its own scope has bits of the others until its scratch is cleared. An [`Evaluation`]
/// asks its own scope for the row of its record alone ([`Rows::RECORD`]), which is the first bit.
struct Together<'e, 'a, R> {
    all: &'e mut [Evaluation<'a, R>],
}

impl<R: Recorder> Evaluation<'_, R> {
    /// Evaluates rules on some records.
    pub(super) fn evaluate_rules(all: &mut [Self], rules: &[RuleId]) {
        for all in all.chunks_mut(BLOCK) {
            for evaluation in &mut *all {
                let outcomes = &mut evaluation.scratch.outcomes;
                outcomes.clear();
                outcomes.resize(evaluation.program.rules.len(), RuleOutcome::new(Raw::Off));
            }
            let mut together = Together { all };
            for &id in rules {
                together.rule(id);
            }
            for evaluation in all {
                silence(evaluation.program, &mut evaluation.scratch.outcomes);
            }
        }
    }
}

impl<'a, R: Recorder> Together<'_, 'a, R> {
    fn outcome(&mut self, row: usize, rule: RuleId) -> &mut RuleOutcome {
        &mut self.all[row].scratch.outcomes[rule.index()]
    }

    /// The rows to ask further: those that still matter, or all for a recorder that wants to see everything.
    fn asked(rows: Rows, bits: u64) -> Rows {
        if R::FULL { rows } else { rows.among(bits) }
    }

    fn ask(&mut self, outline: &Outline, rows: Rows) -> Tris {
        if rows.bits == 0 { Tris::default() } else { self.conds(outline.cond, rows) }
    }

    fn rule(&mut self, id: RuleId) {
        let program = self.program();
        let rule = &program.rules[id.index()];
        if rule.standing == Standing::Off {
            return;
        }
        let rows = Rows { block: 0, bits: first(self.all.len()) };
        let mut applies = Tris { yes: rows.bits, unknown: 0 };
        for outline in program.factors[rule.factor.index()].applies.iter().chain(&rule.applies) {
            applies = applies.and(self.ask(outline, Self::asked(rows, applies.possible())));
        }
        let needs = rule.needs.as_ref().map_or(applies, |needs| self.ask(needs, Self::asked(rows, applies.yes)));
        let open = applies.yes & needs.yes;
        self.body(id, rule, Self::asked(rows, open));
        for row in rows.among(!open).each() {
            let raw = if applies.of(Rows::one(row).bits) == Tri::False { Raw::NotApplicable } else { Raw::Unknown };
            *self.outcome(row, id) = RuleOutcome::new(raw);
        }
    }

    fn body(&mut self, id: RuleId, rule: &'a RuleCode, rows: Rows) {
        let mut holds = Tris { yes: rows.bits, unknown: 0 };
        if let Some(when) = &rule.when {
            holds = self.ask(when, rows);
        }
        if let Some(unless) = &rule.unless {
            let asked = Self::asked(rows, holds.possible());
            holds = holds.and(self.ask(unless, asked).not(asked.bits));
        }
        let level = self.levels(id, rule, Self::asked(rows, holds.possible()));
        let fired = holds.and(level);
        for row in rows.among(!fired.possible()).each() {
            *self.outcome(row, id) = RuleOutcome::new(Raw::Passed);
        }
        for row in rows.among(fired.possible()).each() {
            let raw = if fired.of(Rows::one(row).bits) == Tri::True { Raw::Fired } else { Raw::Unknown };
            self.outcome(row, id).settle(raw);
        }
    }

    /// Adds the levels that could count to the outcomes: all up to the first that holds for sure. Returns where there is one.
    fn levels(&mut self, id: RuleId, rule: &'a RuleCode, rows: Rows) -> Tris {
        let mut any = Tris::default();
        for (level, candidate) in (1..).zip(&rule.levels) {
            let open = rows.among(!any.yes);
            let told = self.ask(&candidate.when, Self::asked(rows, open.bits)).among(open.bits);
            for row in open.among(told.possible()).each() {
                self.outcome(row, id).add_level(level, told.of(Rows::one(row).bits) == Tri::True);
            }
            any = any.or(told);
        }
        // Without a `when` a rule fires only through its levels.
        if rule.when.is_some() {
            for row in rows.among(!any.yes).each() {
                self.outcome(row, id).add_level(0, true);
            }
            any = Tris { yes: rows.bits, unknown: 0 };
        }
        any
    }
}

impl<'a, R: Recorder> Table<'a> for Together<'_, 'a, R> {
    type Recorder = R;

    fn program(&self) -> &'a Program {
        self.all[0].program
    }

    fn results(&mut self) -> &mut Columns {
        &mut self.all[0].scratch.conds
    }

    fn finds(&mut self) -> &mut Finds {
        &mut self.all[0].scratch.finds
    }

    fn text(&mut self, id: TextId, row: usize) -> TextValue<'a> {
        self.all[row].text(id, 0)
    }

    fn test(&mut self, test: &'a Test, rows: Rows) -> Tris {
        match test {
            Test::Contains(text, wanted) => found::contains(self, *text, wanted, rows),
            Test::Matches(text, pattern) => found::matches(self, *text, *pattern, rows),
            _ => Tris::each(rows, |row| self.all[row].test(test, Rows::RECORD).of(Rows::RECORD.bits)),
        }
    }

    fn fired(&self, rules: &[RuleId], rows: Rows) -> Tris {
        let fired = |row: usize, rule: &RuleId| self.all[row].scratch.outcomes[rule.index()].raw_fired();
        Tris::each(rows, |row| rules.iter().fold(Tri::False, |any, rule| any.or(fired(row, rule))))
    }

    fn record(&mut self, id: CondId, rows: Rows, results: Tris, assumed: u64) {
        if R::WATCHES {
            for row in rows.each() {
                let bit = Rows::one(row).bits;
                let own = Tris::same(results.of(bit), Rows::RECORD.bits);
                self.all[row].record(id, Rows::RECORD, own, u64::from(assumed & bit != 0));
            }
        }
    }
}
