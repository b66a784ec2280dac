//! Conditions, for many rows at a time.

use super::Recorder;
use super::found::Finds;
use super::rows::{Columns, Rows, Tris};
use super::text::TextValue;
use crate::program::{Cond, CondId, Place, Program, RuleId, Test, TextId};

/// Rows that conditions are evaluated for: the members of a collection of one record, or records.
pub(super) trait Table<'a>: Sized {
    type Recorder: Recorder;

    fn program(&self) -> &'a Program;

    /// What has been found out about conditions.
    fn results(&mut self) -> &mut Columns;

    /// What has been found in texts.
    fn finds(&mut self) -> &mut Finds;

    /// The text of a row.
    fn text(&mut self, id: TextId, row: usize) -> TextValue<'a>;

    /// What a test says.
    fn test(&mut self, test: &'a Test, rows: Rows) -> Tris;

    /// Where one of these rules fired by itself.
    fn fired(&self, rules: &[RuleId], rows: Rows) -> Tris;

    /// Tells the recorder; `assumed` are the rows of which the result is what unknown counts as.
    fn record(&mut self, id: CondId, rows: Rows, results: Tris, assumed: u64);

    /// The results of a condition that is about something that the rows have in common.
    fn in_common(&mut self, _: CondId, _: Place, _: Rows) -> Option<Tris> {
        None
    }

    /// What is known of a condition in some rows of a block.
    fn conds(&mut self, id: CondId, rows: Rows) -> Tris {
        let conds = &self.program().code.conds;
        let place = conds.place(id.index());
        if let Some(results) = self.in_common(id, place, rows) {
            return results;
        }
        let cond = conds.get(id.index());
        if !place.is_kept() {
            return self.compute_conds(id, cond, rows);
        }
        let width = conds.width(place.scope);
        let held = self.results().get(place, width, rows.block);
        let open = rows.among(!held.rows);
        if open.bits == 0 {
            return held.results.among(rows.bits);
        }
        let results = self.compute_conds(id, cond, open);
        // A rule's result is not final while rules are still evaluated, but the order of rules has it ready before anyone reads it.
        self.results().add(place, width, open, results);
        held.results.among(rows.bits).joined(results)
    }

    /// The same, worked out anew.
    fn compute_conds(&mut self, id: CondId, cond: &'a Cond, rows: Rows) -> Tris {
        let is_full = Self::Recorder::FULL;
        let results = match cond {
            Cond::All(parts) => {
                let mut all = Tris { yes: rows.bits, unknown: 0 };
                for &part in parts {
                    let open = if is_full { rows } else { rows.among(all.possible()) };
                    if open.bits == 0 {
                        break;
                    }
                    all = all.and(self.conds(part, open));
                }
                all
            }
            Cond::Any(parts) => {
                let mut any = Tris::default();
                for &part in parts {
                    let open = if is_full { rows } else { rows.among(!any.yes) };
                    if open.bits == 0 {
                        break;
                    }
                    any = any.or(self.conds(part, open));
                }
                any
            }
            Cond::Not(inner) => self.conds(*inner, rows).not(rows.bits),
            Cond::Fired(rules) => self.fired(rules, rows),
            Cond::Leaf(test, unknown) => {
                let told = self.test(test, rows);
                let assumed = unknown.map_or(0, |_| told.unknown);
                let results = match unknown {
                    Some(true) => Tris { yes: told.possible(), unknown: 0 },
                    Some(false) => Tris { yes: told.yes, unknown: 0 },
                    None => told,
                };
                self.record(id, rows, results, assumed);
                return results;
            }
        };
        self.record(id, rows, results, 0);
        results
    }
}
