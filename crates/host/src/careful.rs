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
    let (batches, too_large) = batches(rows);
    let mut answers = Answers::none(wanted.len(), rows.len());
    let words =
        || format!("it was not asked: what it would be given of this row has more than {} MiB", MAX_ROWS_SIZE >> 20);
    answers.faults.extend(too_large.into_iter().map(|row| (row, Fault::Unasked(words()))));
    let mut asking = Asking {
        backend,
        rows,
        wanted,
        answers,
        left: may_break,
        breaks: 0,
        time_lost: 0,
        given_up: None,
        has_lost: false,
    };
    for batch in batches {
        asking.about(batch);
    }
    asking.answers.settle();
    let of_part = may_break - asking.left;
    // What has cost no row, as when it runs out of memory now and then, depends on all that its process was asked before, and
    // with that on the number of workers: it must not count. Time that was waited counts, as the run has to come to an end.
    (asking.answers, Cost { of_part, of_run: if asking.has_lost { of_part } else { asking.time_lost } })
}

/// All that is asked about some rows, and what came of it so far.
struct Asking<'r, 'v, B> {
    backend: &'r mut B,
    rows: &'r Rows<'v>,
    wanted: &'r [usize],
    answers: Answers,
    /// What it may still use up.
    left: u32,
    /// So often it broke.
    breaks: u32,
    /// What was used up waiting for it.
    time_lost: u32,
    /// Why it is not asked any more.
    given_up: Option<Fault>,
    /// A row that it was asked about has no answer.
    has_lost: bool,
}

impl<B: Backend> Asking<'_, '_, B> {
    fn about(&mut self, batch: Range<usize>) {
        // Ranges still to be asked, the next one last, with whether they broke it before.
        let mut pending: Vec<(Range<usize>, bool)> = vec![(batch, false)];
        // A break may show later than at the row that causes it. Who is caught at that is not believed any more.
        let mut tells_where = true;
        while let Some((range, broke)) = pending.pop() {
            if range.is_empty() {
                continue;
            }
            if let Some(fault) = &self.given_up {
                self.answers.merge(range.start, Answers::all(self.wanted.len(), range.len(), fault));
                continue;
            }
            let Broken { message, suspect, .. } = match self.ask(&range) {
                Ok(part) => {
                    self.answers.merge(range.start, part);
                    tells_where &= !broke;
                    continue;
                }
                Err(broken) => broken,
            };
            let suspect = suspect.map(|row| range.start + row).filter(|row| tells_where && range.contains(row));
            if let Some(fault) = &self.given_up {
                self.has_lost = true;
                self.answers.merge(range.start, Answers::all(self.wanted.len(), range.len(), fault));
                if let Some(row) = suspect.or((range.len() == 1).then_some(range.start)) {
                    self.answers.faults.insert(row, Fault::Failed(message));
                }
            } else if range.len() == 1 && broke {
                self.has_lost = true;
                self.answers.faults.insert(range.start, Fault::Failed(message));
            } else if range.len() == 1 {
                pending.push((range, true));
            } else if let Some(row) = suspect {
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

    fn ask(&mut self, range: &Range<usize>) -> Result<Answers, Broken> {
        let part = if range.len() == self.rows.len() {
            self.backend.ask(self.rows, self.wanted)
        } else {
            self.backend.ask(&self.rows.slice(range.clone()), self.wanted)
        };
        part.inspect_err(|broken| {
            let cost = if broken.was_slow { COST_OF_WAITING.min(self.left) } else { 1 };
            self.left -= cost;
            self.time_lost += if broken.was_slow { cost } else { 0 };
            self.breaks += 1;
            let (times, last) = (self.breaks, &broken.message);
            if broken.for_good {
                self.given_up = Some(Fault::Failed(last.clone()));
            } else if self.left == 0 {
                let words =
                    format!("it broke too often ({times} times) before it had answered about this row; last: {last}");
                self.given_up = Some(Fault::Failed(words));
            }
        })
    }
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
        assert_eq!([0, 1].map(|row| answers.faults[&row].message()), ["Some(0.0)", "Some(1.0)"]);
        let words = "it broke too often (3 times) before it had answered about this row; last: Some(1.0)";
        assert_eq!([2, 7].map(|row| answers.faults[&row].message()), [words; 2]);
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

    /// Breaks over one row, but not before it has looked at all of them, and says that it was over the last one.
    struct Late {
        poison: f64,
        asked: usize,
    }

    impl Backend for Late {
        fn ask(&mut self, rows: &Rows<'_>, wanted: &[usize]) -> Result<Answers, Broken> {
            self.asked += 1;
            let Column::Number(ids) = &rows.columns()[0] else { unreachable!() };
            if !ids.contains(&Some(self.poison)) {
                return Ok(Answers::none(wanted.len(), rows.len()));
            }
            let suspect = Some(rows.len() - 1);
            Err(Broken { message: "late".to_owned(), suspect, for_good: false, was_slow: false })
        }
    }

    #[test]
    fn a_break_that_shows_late_costs_its_row_alone() {
        let rows = Rows::new(300, vec![Column::Number((0..300).map(|id| Some(f64::from(id))).collect())]);
        for poison in [0, 10, 150, 298, 299] {
            let mut late = Late { poison: poison as f64, asked: 0 };
            let (answers, _) = ask(&mut late, &rows, &[0], MAX_BREAKS);
            assert_eq!(answers.faults.into_iter().collect::<Vec<_>>(), [(poison, Fault::Failed("late".to_owned()))]);
            assert!(late.asked <= 22, "{poison}: {}", late.asked);
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
