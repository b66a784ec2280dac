//! Which members stand behind a number.

use super::view::ViewValue;
use super::{Evaluation, Recorder, Status, Tri};
use crate::program::{Cond, CondId, NamedWhat, Num, NumId, Op, RuleId, Test, ViewId};
use crate::schema::CollectionId;

impl<R: Recorder> Evaluation<'_, R> {
    /// The rows of the members that a view holds for sure, or that a named count counts for sure, newest first; none where no
    /// pack declares a view or a count of that name.
    ///
    /// For `on_time = { count = "parcels", where.late = false }` these are the parcels that are known to be on time.
    pub fn counted(&mut self, name: &str) -> Option<Vec<usize>> {
        let program = self.program;
        let (view, filter) = match program.named.iter().find(|named| named.path == name)?.what {
            NamedWhat::View(view) => (view, None),
            NamedWhat::Number(number) => match program.code.nums.get(number.index()) {
                Num::Members { view, filter, share: false } => (*view, *filter),
                _ => return None,
            },
        };
        Some(self.there(view, filter))
    }

    /// The rows of the members of a collection of which a rule that fired says that there are too many, or many at all: those
    /// that its condition counts for sure. None for a rule that did not fire, and for one that misses members.
    pub fn held_against(&mut self, rule: RuleId, collection: CollectionId) -> Vec<usize> {
        let program = self.program;
        let code = &program.rules[rule.index()];
        let outcome = &self.scratch.outcomes[rule.index()];
        if outcome.status != Status::Fired {
            return Vec::new();
        }
        let level = outcome.level.checked_sub(1).and_then(|i| code.levels.get(i)).map(|level| level.when.cond);
        let mut rows = Vec::new();
        for cond in code.when.iter().map(|when| when.cond).chain(level) {
            self.held(cond, true, collection, &mut rows);
        }
        rows.sort_unstable();
        rows.dedup();
        rows
    }

    fn held(&mut self, id: CondId, wanted: bool, collection: CollectionId, rows: &mut Vec<usize>) {
        if self.cond(id, 0) != Tri::from(wanted) {
            return;
        }
        match self.program.code.conds.get(id.index()) {
            Cond::All(parts) | Cond::Any(parts) => {
                for &part in parts {
                    self.held(part, wanted, collection, rows);
                }
            }
            Cond::Not(inner) => self.held(*inner, !wanted, collection, rows),
            Cond::Leaf(Test::Number(number, op, _), _) if matches!(op, Op::Above | Op::AtLeast) == wanted => {
                self.held_by(*number, collection, rows);
            }
            Cond::Leaf(..) | Cond::Fired(_) => {}
        }
    }

    /// The members that make a number large.
    fn held_by(&mut self, id: NumId, collection: CollectionId, rows: &mut Vec<usize>) {
        match self.program.code.nums.get(id.index()) {
            Num::Formula(_, first, _) => self.held_by(*first, collection, rows),
            Num::Members { view, filter: Some(filter), .. }
                if self.program.code.views.get(view.index()).collection == collection.0 =>
            {
                rows.extend(self.there(*view, Some(*filter)));
            }
            _ => {}
        }
    }

    /// The members of a view that are there for sure and meet a condition for sure, newest first.
    fn there(&mut self, view: ViewId, filter: Option<CondId>) -> Vec<usize> {
        let rows: Vec<usize> = match &*self.view(view) {
            ViewValue::Known(seen) => seen.sure().collect(),
            ViewValue::Unknown(_) => Vec::new(),
        };
        rows.into_iter().filter(|&row| filter.is_none_or(|cond| self.cond(cond, row) == Tri::True)).collect()
    }
}
