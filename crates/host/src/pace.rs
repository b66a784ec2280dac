//! How many rows a plugin is asked about in one go.
//!
//! Too few, and what a question costs by itself counts; too many, and one that honestly takes its time over a row runs out of it
//! over all of them. So it begins with one row, and goes on with as many as take a bearable time by what was measured.

use std::time::Duration;

/// Most rows of a batch.
const MOST: usize = 4096;
/// A batch need not take longer: by then it does not matter what a question costs by itself.
const BEARABLE: Duration = Duration::from_millis(50);
/// A batch takes at most this part of its time: rows differ, and so does what else the machine has to do.
const PART: u32 = 8;
/// After so many times the rows of a batch that was too long, longer ones are tried again.
const TRIAL: usize = 16;

/// How many rows a plugin is asked about in one go. What was learned holds for later questions.
#[derive(Debug)]
pub(crate) struct Pace {
    bearable: Duration,
    rows: usize,
    /// What was too long was twice as long.
    most: usize,
    /// Rows that were answered since then.
    answered: usize,
}

impl Pace {
    /// That of a plugin which has so much time for a batch, if there is a limit.
    pub(crate) fn new(timeout: Option<Duration>) -> Self {
        let bearable = timeout.map_or(BEARABLE, |timeout| BEARABLE.min(timeout / PART));
        Pace { bearable, rows: 1, most: MOST, answered: 0 }
    }

    /// The rows of the next batch, at most.
    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// So many rows took so long.
    pub(crate) fn answered(&mut self, rows: usize, took: Duration) {
        self.answered += rows;
        if self.answered >= self.most.saturating_mul(TRIAL) {
            self.most = (2 * self.most).min(MOST);
            self.answered = 0;
        }
        let of_row = (took.as_nanos() / rows.max(1) as u128).max(1);
        let bearable = usize::try_from(self.bearable.as_nanos() / of_row).unwrap_or(usize::MAX);
        // What few rows take says little about many: no more than twice as many at a time.
        self.rows = bearable.min(self.rows.max(2 * rows)).clamp(1, self.most);
    }

    /// The plugin broke over so many rows. Where it breaks is found soonest by beginning anew.
    pub(crate) fn broke(&mut self, rows: usize, were_too_many: bool) {
        self.rows = 1;
        if were_too_many {
            self.most = (rows / 2).max(1);
            self.answered = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    /// The sizes of the next batches, where each row takes so long.
    fn batches(pace: &mut Pace, n: usize, of_row: Duration) -> Vec<usize> {
        let mut batch = || {
            let rows = pace.rows();
            pace.answered(rows, of_row * u32::try_from(rows).unwrap());
            rows
        };
        (0..n).map(|_| batch()).collect()
    }

    #[test]
    fn quick_rows_are_soon_many_and_slow_ones_stay_few() {
        let quick = batches(&mut Pace::new(None), 14, Duration::from_nanos(500));
        assert_eq!(quick, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 4096]);
        assert_eq!(batches(&mut Pace::new(None), 6, 5 * MS), [1, 2, 4, 8, 10, 10]);
        assert_eq!(batches(&mut Pace::new(Some(320 * MS)), 4, 15 * MS), [1, 2, 2, 2], "an eighth of its time");
        assert_eq!(batches(&mut Pace::new(None), 3, 9000 * MS), [1, 1, 1]);
    }

    #[test]
    fn rows_that_become_slower_are_fewer_at_once() {
        let mut pace = Pace::new(None);
        batches(&mut pace, 13, MS / 1000);
        assert_eq!(batches(&mut pace, 3, MS), [4096, 50, 50]);
        // The end of a question.
        pace.answered(3, 3 * MS);
        assert_eq!(pace.rows(), 50);
    }

    #[test]
    fn what_was_too_long_is_not_tried_again_at_once() {
        let mut pace = Pace::new(None);
        batches(&mut pace, 7, MS / 1000);
        pace.broke(64, true);
        assert_eq!(batches(&mut pace, 7, MS / 1000), [1, 2, 4, 8, 16, 32, 32]);
        let later = batches(&mut pace, 20, MS / 1000);
        assert!(later[..13].iter().all(|&rows| rows == 32) && later[19] == 64, "{later:?}");
        pace.broke(64, false);
        assert_eq!(batches(&mut pace, 7, MS / 1000), [1, 2, 4, 8, 16, 32, 64], "a crash is no matter of length");
    }
}
