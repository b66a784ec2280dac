//! Asking so that whatever happens costs as few rows as possible.

use std::ops::Range;

use crate::patience::Cost;
use crate::rows::{Answers, Fault, MAX_ROWS_SIZE, Rows};

/// Something that can be asked, and can break over it.
pub(crate) trait Backend {
    /// Asks. After `Err` the backend has to be asked anew from a fresh start, which it sees to by itself.
    fn ask(&mut self, rows: &Rows<'_>, wanted: &[usize]) -> Result<Answers, Broken>;
}

/// A backend broke.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Broken {
    /// What happened.
    pub(crate) message: String,
    /// The row that was being looked at, if the plugin said so.
    pub(crate) suspect: Option<usize>,
    /// Nothing will mend it: do not ask again.
    pub(crate) for_good: bool,
    /// It took all the time that it was given.
    pub(crate) was_slow: bool,
}

/// Waiting for a plugin that hangs takes as long as many restarts.
const COST_OF_WAITING: u32 = 5;
/// Rows of one batch.
const MAX_ROWS: usize = 2048;
/// So often a plugin may break over one part of a run, unless one says otherwise.
pub(crate) const MAX_BREAKS: u32 = 25;

/// Asks for all rows, in batches, of a backend that may break so often over them. Where it breaks, the rows are asked again in
/// parts, until the row that breaks it stands alone and has broken it twice; it is left out then. Says also what that has cost.
pub(crate) fn ask(backend: &mut impl Backend, rows: &Rows<'_>, wanted: &[usize], may_break: u32) -> (Answers, Cost) {
    if may_break == 0 {
        let fault =
            Fault::Failed("it broke too often over rows before this one, which it was not asked about".to_owned());
        return (Answers::all(wanted.len(), rows.len(), &fault), Cost::default());
    }
    let (mut left, mut time_lost, mut has_lost) = (may_break, 0, false);
    let (batches, too_large) = batches(rows);
    let mut answers = Answers::none(wanted.len(), rows.len());
    let words =
        || format!("it was not asked: what it would be given of this row has more than {} MiB", MAX_ROWS_SIZE >> 20);
    answers.faults.extend(too_large.into_iter().map(|row| (row, Fault::Unasked(words()))));
    // Ranges still to be asked, the next one last, with whether they broke it before.
    let mut pending: Vec<(Range<usize>, bool)> = batches.into_iter().rev().map(|batch| (batch, false)).collect();
    while let Some((range, broke)) = pending.pop() {
        if range.is_empty() {
            continue;
        }
        let part = if range.len() == rows.len() {
            backend.ask(rows, wanted)
        } else {
            backend.ask(&rows.slice(range.clone()), wanted)
        };
        let part = part.map_err(|broken| {
            let cost = if broken.was_slow { COST_OF_WAITING.min(left) } else { 1 };
            left -= cost;
            time_lost += if broken.was_slow { cost } else { 0 };
            Broken { for_good: broken.for_good || left == 0, ..broken }
        });
        match part {
            Ok(part) => answers.merge(range.start, part),
            Err(broken) if broken.for_good => {
                has_lost = true;
                let fault = Fault::Failed(broken.message);
                answers.merge(range.start, Answers::all(wanted.len(), range.len(), &fault));
                for (range, _) in pending.drain(..) {
                    answers.merge(range.start, Answers::all(wanted.len(), range.len(), &fault));
                }
            }
            Err(broken) if range.len() == 1 && broke => {
                has_lost = true;
                answers.faults.insert(range.start, Fault::Failed(broken.message));
            }
            Err(_) if range.len() == 1 => pending.push((range, true)),
            Err(broken) => {
                let suspect = broken.suspect.map(|row| range.start + row).filter(|row| range.contains(row));
                if let Some(row) = suspect {
                    pending.push((row + 1..range.end, false));
                    pending.push((range.start..row, false));
                    // Before the others: what they leave behind is not to be blamed on it.
                    pending.push((row..row + 1, true));
                } else {
                    let middle = range.start + range.len() / 2;
                    pending.push((middle..range.end, false));
                    pending.push((range.start..middle, false));
                }
            }
        }
    }
    answers.settle();
    let of_part = may_break - left;
    // What has cost no row, as when it runs out of memory now and then, depends on all that its process was asked before, and
    // with that on the number of workers: it must not count. Time that was waited counts, as the run has to come to an end.
    (answers, Cost { of_part, of_run: if has_lost { of_part } else { time_lost } })
}

/// Rows that are asked about in one go, in order, and those that are too large for any.
fn batches(rows: &Rows<'_>) -> (Vec<Range<usize>>, Vec<usize>) {
    let (mut batches, mut too_large) = (Vec::new(), Vec::new());
    let (mut start, mut size) = (0, 0);
    for row in 0..rows.len() {
        let of_row = rows.size_of(row);
        let is_too_large = of_row > MAX_ROWS_SIZE;
        if is_too_large || row - start == MAX_ROWS || size + of_row > MAX_ROWS_SIZE {
            batches.push(start..row);
            (start, size) = (row, 0);
        }
        if is_too_large {
            too_large.push(row);
            start = row + 1;
        } else {
            size += of_row;
        }
    }
    batches.push(start..rows.len());
    (batches, too_large)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::{Column, Value};

    /// Answers with the number of the row, and breaks over some.
    struct Fragile {
        poison: Vec<i32>,
        tells: bool,
        asked: usize,
        lives: usize,
    }

    /// Keeps the sizes of its batches.
    struct Counting(Vec<usize>);

    impl Backend for Counting {
        fn ask(&mut self, rows: &Rows<'_>, wanted: &[usize]) -> Result<Answers, Broken> {
            self.0.push(rows.len());
            Ok(Answers::none(wanted.len(), rows.len()))
        }
    }

    impl Backend for Fragile {
        fn ask(&mut self, rows: &Rows<'_>, _: &[usize]) -> Result<Answers, Broken> {
            self.asked += 1;
            let Column::Number(ids) = &rows.columns()[0] else { unreachable!() };
            if let Some(row) = ids.iter().position(|id| self.poison.iter().any(|&n| Some(f64::from(n)) == *id)) {
                self.lives = self.lives.saturating_sub(1);
                let suspect = self.tells.then_some(row);
                return Err(Broken {
                    message: format!("{:?}", ids[row]),
                    suspect,
                    for_good: self.lives == 0,
                    was_slow: false,
                });
            }
            let values = ids.iter().map(|id| id.map(Value::Number)).collect();
            Ok(Answers { facts: vec![values], ..Answers::default() })
        }
    }

    fn judge(fragile: &mut Fragile, n: u32) -> Answers {
        let rows = Rows::new(n as usize, vec![Column::Number((0..n).map(|id| Some(f64::from(id))).collect())]);
        ask(fragile, &rows, &[0], 1000).0
    }

    fn breaks(n: u32) -> Cost {
        Cost { of_part: n, of_run: n }
    }

    #[test]
    fn what_breaks_too_often_is_given_up() {
        let rows = Rows::new(8, vec![Column::Number((0..8).map(|id| Some(f64::from(id))).collect())]);
        let mut fragile = Fragile { poison: (0..8).collect(), tells: true, asked: 0, lives: 1000 };
        let (answers, cost) = ask(&mut fragile, &rows, &[0], 3);
        assert_eq!((answers.faults.len(), cost, fragile.asked), (8, breaks(3), 3));
        let (answers, cost) = ask(&mut fragile, &rows, &[0], 0);
        assert_eq!((cost, fragile.asked), (Cost::default(), 3));
        assert!(answers.faults[&0].message().contains("was not asked about"));
    }

    /// Breaks over every first question, slowly or not.
    struct Forgetful {
        is_slow: bool,
        asked: usize,
    }

    impl Backend for Forgetful {
        fn ask(&mut self, rows: &Rows<'_>, wanted: &[usize]) -> Result<Answers, Broken> {
            self.asked += 1;
            if self.asked > 1 {
                return Ok(Answers::none(wanted.len(), rows.len()));
            }
            Err(Broken { message: String::new(), suspect: None, for_good: false, was_slow: self.is_slow })
        }
    }

    #[test]
    fn what_costs_no_row_costs_the_run_nothing_but_time() {
        let rows = Rows::new(8, vec![]);
        let cost = |is_slow| ask(&mut Forgetful { is_slow, asked: 0 }, &rows, &[], 25).1;
        assert_eq!(cost(false), Cost { of_part: 1, of_run: 0 });
        assert_eq!(cost(true), breaks(COST_OF_WAITING));
    }

    #[test]
    fn questions_are_no_larger_than_a_plugin_is_given() {
        let (half, whole) = ("x".repeat(MAX_ROWS_SIZE / 2), "x".repeat(MAX_ROWS_SIZE));
        let texts: Vec<Option<&str>> = ["a", &half, &half, "b", &whole, &whole, "c"].map(Some).to_vec();
        let rows = Rows::new(texts.len(), vec![Column::Text(texts)]);
        let mut counting = Counting(Vec::new());
        let (answers, cost) = ask(&mut counting, &rows, &[0], 25);
        assert_eq!((counting.0, cost), (vec![2, 2, 1], Cost::default()));
        assert_eq!(answers.faults.keys().copied().collect::<Vec<_>>(), [4, 5]);
        assert!(matches!(&answers.faults[&4], Fault::Unasked(words) if words.contains("63 MiB")), "{answers:?}");
    }

    #[test]
    fn only_the_rows_that_break_it_are_lost() {
        for tells in [true, false] {
            let mut fragile = Fragile { poison: vec![3, 700], tells, asked: 0, lives: 1000 };
            let answers = judge(&mut fragile, 1000);
            let lost: Vec<usize> = answers.faults.keys().copied().collect();
            assert_eq!(lost, [3, 700]);
            for row in 0..1000 {
                let expected = (row != 3 && row != 700).then_some(Value::Number(row as f64));
                assert_eq!(answers.facts[0][row], expected);
            }
            assert!(fragile.asked < 60, "{}", fragile.asked);
        }
    }

    #[test]
    fn many_rows_are_several_batches() {
        let mut counting = Counting(Vec::new());
        let rows = Rows::new(5000, vec![Column::Number(vec![None; 5000])]);
        assert_eq!(ask(&mut counting, &rows, &[0], 1).0, Answers::none(1, 5000));
        assert_eq!(counting.0, [MAX_ROWS, MAX_ROWS, 5000 - 2 * MAX_ROWS]);
    }

    #[test]
    fn one_row_by_itself_gets_a_second_chance_and_no_third() {
        let mut fragile = Fragile { poison: vec![0], tells: false, asked: 0, lives: 1000 };
        assert_eq!(judge(&mut fragile, 1).faults.len(), 1);
        assert_eq!(fragile.asked, 2);
    }

    #[test]
    fn what_is_broken_for_good_is_not_asked_again() {
        let mut fragile = Fragile { poison: vec![5], tells: false, asked: 0, lives: 3 };
        let answers = judge(&mut fragile, 16);
        assert_eq!(fragile.asked, 4);
        assert_eq!(answers.faults.keys().copied().collect::<Vec<_>>(), (4..16).collect::<Vec<_>>());
        assert_eq!(answers.facts[0][3], Some(Value::Number(3.0)));
    }

    #[test]
    fn no_rows_are_no_question() {
        let mut fragile = Fragile { poison: vec![], tells: false, asked: 0, lives: 1 };
        assert_eq!(judge(&mut fragile, 0), Answers::none(1, 0));
        assert_eq!(fragile.asked, 0);
    }
}
