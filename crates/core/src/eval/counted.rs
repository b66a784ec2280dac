//! Which members stand behind a number.

use super::view::ViewValue;
use super::{Evaluation, Recorder, Tri};
use crate::program::{NamedWhat, Num};

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
        let rows: Vec<usize> = match &*self.view(view) {
            ViewValue::Known(seen) => seen.sure().collect(),
            ViewValue::Unknown(_) => Vec::new(),
        };
        Some(rows.into_iter().filter(|&row| filter.is_none_or(|cond| self.cond(cond, row) == Tri::True)).collect())
    }
}
