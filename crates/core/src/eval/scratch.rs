//! What an evaluation works with, kept from one record to the next.

use std::rc::Rc;

use super::found::Finds;
use super::rows::Columns;
use super::rules::RuleOutcome;
use super::text::{Analysis, TextSlot};
use super::tri::Quantity;
use super::view::ViewValue;
use crate::program::Place as Slot;

/// Results by scope, row and slot.
#[derive(Debug)]
pub(super) struct Memo<T> {
    tables: Vec<Vec<Option<T>>>,
}

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Memo { tables: Vec::new() }
    }
}

impl<T: Clone> Memo<T> {
    pub(super) fn get(&self, place: Slot, width: usize, row: usize) -> Option<&T> {
        self.tables.get(place.scope.index())?.get(row * width + place.slot as usize)?.as_ref()
    }

    pub(super) fn set(&mut self, place: Slot, width: usize, rows: usize, row: usize, value: T) {
        let scope = place.scope.index();
        if self.tables.len() <= scope {
            self.tables.resize_with(scope + 1, Vec::new);
        }
        let table = &mut self.tables[scope];
        if table.is_empty() {
            table.resize(rows * width, None);
        }
        table[row * width + place.slot as usize] = Some(value);
    }

    /// Forgets all results, and hands them out.
    fn drain(&mut self) -> impl Iterator<Item = T> {
        self.tables.iter_mut().flat_map(|table| table.drain(..).flatten())
    }
}

/// Buffers of an evaluation that is over, for the next one, which finds nothing of the record or the results in them. After a look
/// ahead ([`Program::look_ahead`](crate::Program::look_ahead)) they hold what was found in the texts of that record.
///
/// ```text
/// let mut scratch = Scratch::default();
/// for record in records {
///     let evaluation = program.evaluate_in(scratch, &record, now);
///     …
///     scratch = evaluation.into_scratch();
/// }
/// ```
#[derive(Debug, Default)]
pub struct Scratch {
    pub(super) conds: Columns,
    pub(super) nums: Memo<Quantity>,
    pub(super) texts: Memo<TextSlot>,
    pub(super) finds: Finds,
    pub(super) views: Memo<Rc<ViewValue>>,
    pub(super) outcomes: Vec<RuleOutcome>,
    pub(super) pool: Pool,
    /// A digest of the texts of the record that was looked at ahead of its evaluation.
    pub(super) ahead: Option<u64>,
}

impl Scratch {
    pub(super) fn clear(&mut self) {
        if std::mem::take(&mut self.pool.bytes) > LARGE {
            // The room that long texts took is given back.
            *self = Scratch::default();
            return;
        }
        self.ahead = None;
        self.conds.clear();
        self.finds.clear();
        self.nums.drain().for_each(drop);
        self.views.drain().for_each(drop);
        self.outcomes.clear();
        for slot in self.texts.drain() {
            if let TextSlot::Known(analysis) = slot {
                // What is in it is forgotten when it is used again: by then it is at hand.
                self.pool.spare.push(analysis);
            }
        }
    }
}

/// Texts of one record that have more bytes than this together take much room.
const LARGE: usize = 256 << 10;

/// Analyses of texts that are gone.
#[derive(Debug, Default)]
pub(super) struct Pool {
    spare: Vec<Rc<Analysis>>,
    /// How long the texts of the record are together of which analyses have been taken.
    bytes: usize,
}

impl Pool {
    /// An analysis of a text of so many bytes that nothing is known of yet; with `own` if it is an own text.
    pub(super) fn take(&mut self, bytes: usize, own: Option<String>) -> Rc<Analysis> {
        self.bytes += bytes;
        let mut analysis = self.spare.pop().unwrap_or_default();
        // What somebody still holds is left to them.
        if Rc::get_mut(&mut analysis).is_none() {
            analysis = Rc::default();
        }
        if let Some(analysis) = Rc::get_mut(&mut analysis) {
            analysis.begin(own);
        }
        analysis
    }
}
