//! Asking so that whatever happens costs as few rows as possible.
//!
//! What is said of a row depends on the row alone, for a plugin of which the same can be said: not on what stood in its batch, and
//! so neither on how long others took nor on who asked. A row is lost when it breaks the plugin by itself; what breaks over several
//! rows costs time and nothing else.

use std::collections::BTreeMap;
use std::ops::Range;
use std::time::Instant;

use crate::notes::Notes;
use crate::pace::Pace;
use crate::rows::{Answers, FaultKind, MAX_ROWS_SIZE, Rows};

/// Something that can be asked, and can break over it.
pub(crate) trait Backend {
    /// Asks. After `Err` the backend has to be asked anew from a fresh start, which it sees to by itself.
    fn ask(&mut self, rows: &Rows<'_>, wanted: &[usize]) -> Result<Answers, Broken>;

    /// How many rows it is asked about in one go.
    fn pace(&mut self) -> &mut Pace;
}

/// A backend broke.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Broken {
    /// What happened.
    pub(crate) message: String,
    /// The row that was being looked at, if the plugin said so.
    pub(crate) suspect: Option<usize>,
    /// In which way.
    pub(crate) way: Way,
}

/// In which way a backend breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// It failed.
    Failed,
    /// It took all the time that it was given.
    Slow,
    /// It wanted more memory for its answers than there is for a batch. It is in order, and can be asked about fewer rows.
    TooMuch,
    /// Nothing will mend it: do not ask again.
    ForGood,
}

/// A row over which a plugin hangs costs as much as so many over which it breaks at once: somebody has to wait for it.
const COST_OF_WAITING: u32 = 5;
/// Over so many rows of one part of a run a plugin may break, unless one says otherwise.
pub(crate) const MAX_BREAKS: u32 = 25;

/// Asks for all rows, in batches, of a backend that may break over so many of them. Where it breaks, the rows are asked again in
/// parts, until the row that breaks it stands alone, and has broken it twice or taken all the time there is; it is left out then.
/// Says also what that has cost.
pub(crate) fn ask(backend: &mut impl Backend, rows: &Rows<'_>, wanted: &[usize], may_break: u32) -> (Answers, u32) {
    if may_break == 0 {
        let fault = FaultKind::GivenUp
            .saying("it broke too often (`max_breaks`) over rows before this one, which it was not asked about");
        return (Answers::all(wanted.len(), rows.len(), &fault), 0);
    }
    let answers = Answers::none(wanted.len(), rows.len());
    let mut asking = Asking {
        backend,
        rows,
        wanted,
        may_break,
        answers,
        notes: BTreeMap::new(),
        lost: BTreeMap::new(),
        end: rows.len(),
    };
    asking.about_all();
    asking.settled()
}

/// All that is asked about some rows, and what came of it so far.
struct Asking<'r, 'v, B> {
    backend: &'r mut B,
    rows: &'r Rows<'v>,
    wanted: &'r [usize],
    /// What it may use up.
    may_break: u32,
    answers: Answers,
    /// What was odd, by the first row of each batch: rows are not asked about in their order.
    notes: BTreeMap<usize, Notes>,
    /// Rows that broke it, and what each has used up.
    lost: BTreeMap<usize, u32>,
    /// The first row that it is not asked about any more: by then it has used up all it may.
    end: usize,
}

/// Rows that are still to be asked about.
struct Pending {
    rows: Range<usize>,
    /// It is one row, and has broken the plugin before.
    broke: bool,
}

impl<B: Backend> Asking<'_, '_, B> {
    fn about_all(&mut self) {
        // The next ones last.
        let mut pending = vec![Pending::new(0..self.rows.len())];
        // A break may show later than at the row that causes it. Who is caught at that is not believed any more.
        let mut tells_where = true;
        while let Some(Pending { rows, broke }) = pending.pop() {
            let Some(range) = self.next_batch(rows.start..rows.end.min(self.end)) else { continue };
            pending.push(Pending::new(range.end..rows.end));
            let Broken { message, suspect, way } = match self.ask(&range) {
                Ok(mut part) => {
                    self.notes.insert(range.start, std::mem::take(&mut part.notes));
                    self.answers.merge(range.start, part);
                    tells_where &= !broke;
                    continue;
                }
                Err(broken) => broken,
            };
            let suspect = suspect.map(|row| range.start + row).filter(|row| tells_where && range.contains(row));
            if way == Way::ForGood {
                pending.push(Pending::new(range));
                let fault = FaultKind::Failed.saying(message);
                let unasked = pending.into_iter().flat_map(|pending| pending.rows);
                self.answers.faults.extend(unasked.map(|row| (row, fault.clone())));
                return;
            } else if range.len() == 1 && (broke || way != Way::Failed) {
                // What breaks at once may be an accident, for which it gets a second chance; waiting again would be dear.
                self.lose(range.start, message, if way == Way::Slow { COST_OF_WAITING } else { 1 });
            } else if range.len() == 1 {
                pending.push(Pending { rows: range, broke: true });
            } else if let Some(row) = suspect {
                pending.push(Pending::new(row + 1..range.end));
                pending.push(Pending::new(range.start..row));
                // Before the others: what they leave behind is not to be blamed on it.
                pending.push(Pending { rows: row..row + 1, broke: true });
            } else {
                pending.push(Pending::new(range));
            }
        }
    }

    /// The first of some rows, as many as go into a batch; those that are too large for any are left out.
    fn next_batch(&mut self, rows: Range<usize>) -> Option<Range<usize>> {
        let is_too_large = |row: &usize| self.rows.size_of(*row) > MAX_ROWS_SIZE;
        let start = rows.clone().find(|row| !is_too_large(row)).unwrap_or(rows.end);
        let words = || {
            format!("it was not asked: what it would be given of this row has more than {} MiB", MAX_ROWS_SIZE >> 20)
        };
        self.answers.faults.extend((rows.start..start).map(|row| (row, FaultKind::Unasked.saying(words()))));
        let mut size = 0;
        let fits = |row: &usize| {
            size += self.rows.size_of(*row);
            size <= MAX_ROWS_SIZE
        };
        let n = (start..rows.end).take(self.backend.pace().rows()).take_while(fits).count();
        (n > 0).then_some(start..start + n)
    }

    fn ask(&mut self, range: &Range<usize>) -> Result<Answers, Broken> {
        let begun = Instant::now();
        let part = if range.len() == self.rows.len() {
            self.backend.ask(self.rows, self.wanted)
        } else {
            self.backend.ask(&self.rows.slice(range.clone()), self.wanted)
        };
        let pace = self.backend.pace();
        match &part {
            Ok(_) => pace.answered(range.len(), begun.elapsed()),
            Err(broken) => pace.broke(range.len(), matches!(broken.way, Way::Slow | Way::TooMuch)),
        }
        part
    }

    /// Leaves out a row that breaks the plugin. When it has used up all it may is counted in the order of the rows, in which they
    /// need not be found.
    fn lose(&mut self, row: usize, message: String, cost: u32) {
        self.answers.faults.insert(row, FaultKind::Failed.saying(message));
        self.lost.insert(row, cost);
        let mut used = 0;
        let last = self.lost.iter().find(|(_, cost)| {
            used += **cost;
            used >= self.may_break
        });
        self.end = last.map_or(self.rows.len(), |(row, _)| row + 1);
    }

    /// The answers, and what the rows that were lost have used up.
    fn settled(mut self) -> (Answers, u32) {
        let over = self.lost.range(..self.end);
        let (n, cost) = over.fold((0, 0), |(n, sum), (_, cost)| (n + 1, sum + cost));
        if self.end < self.rows.len() {
            let last = self.answers.faults.get(&(self.end - 1)).map_or("", |fault| &fault.message);
            let words = format!(
                "it was not asked: it broke over too many rows before this one ({n}, see `max_breaks`); last: {last}"
            );
            self.answers.faults.extend((self.end..self.rows.len()).map(|row| (row, FaultKind::GivenUp.saying(&words))));
        }
        for notes in self.notes.into_values() {
            self.answers.notes.append(notes);
        }
        self.answers.settle();
        (self.answers, cost.min(self.may_break))
    }
}

impl Pending {
    fn new(rows: Range<usize>) -> Self {
        Pending { rows, broke: false }
    }
}

#[cfg(test)]
mod tests;
