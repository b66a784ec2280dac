//! Asking so that whatever happens costs as few rows as possible.

use std::ops::Range;

use crate::rows::{Answers, Fault, Rows};

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

/// How often a plugin may break: over one question, so that what is lost does not depend on the questions before, which are
/// others with another number of workers; and in the whole run, so that it comes to an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Budget {
    of_question: u32,
    of_run: u32,
}

/// So many questions may each use up what one has.
const QUESTIONS: u32 = 10;
/// Waiting for a plugin that hangs takes as long as many restarts.
const COST_OF_WAITING: u32 = 5;
/// Rows of one batch.
const MAX_ROWS: usize = 2048;
/// So often a plugin may break over one question, unless one says otherwise.
pub(crate) const MAX_BREAKS: u32 = 25;

impl Budget {
    pub(crate) fn new(of_question: u32) -> Self {
        Budget { of_question, of_run: of_question.saturating_mul(QUESTIONS) }
    }
}

/// Asks for all rows, in batches. Where the backend breaks, the rows are asked again in parts, until the row that breaks it stands
/// alone and has broken it twice; it is left out then.
pub(crate) fn ask(backend: &mut impl Backend, rows: &Rows<'_>, wanted: &[usize], budget: &mut Budget) -> Answers {
    if budget.of_run == 0 {
        let fault = Fault::Failed("it broke too often in this run and is not asked any more".to_owned());
        return Answers::all(wanted.len(), rows.len(), &fault);
    }
    let mut left = budget.of_question;
    let mut answers = Answers::none(wanted.len(), rows.len());
    // Ranges still to be asked, the next one last, with whether they broke it before.
    let batch = |start| (start..rows.len().min(start + MAX_ROWS), false);
    let mut pending: Vec<(Range<usize>, bool)> = (0..rows.len()).step_by(MAX_ROWS).rev().map(batch).collect();
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
            let cost = if broken.was_slow { COST_OF_WAITING } else { 1 };
            left = left.saturating_sub(cost);
            budget.of_run = budget.of_run.saturating_sub(cost);
            Broken { for_good: broken.for_good || left == 0, ..broken }
        });
        match part {
            Ok(part) => answers.merge(range.start, part),
            Err(broken) if broken.for_good => {
                let fault = Fault::Failed(broken.message);
                answers.merge(range.start, Answers::all(wanted.len(), range.len(), &fault));
                for (range, _) in pending.drain(..) {
                    answers.merge(range.start, Answers::all(wanted.len(), range.len(), &fault));
                }
            }
            Err(broken) if range.len() == 1 && broke => {
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
    answers
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
        ask(fragile, &rows, &[0], &mut Budget::new(1000))
    }

    #[test]
    fn what_breaks_too_often_is_given_up_for_the_question_and_at_last_for_the_run() {
        let rows = Rows::new(8, vec![Column::Number((0..8).map(|id| Some(f64::from(id))).collect())]);
        let mut fragile = Fragile { poison: (0..8).collect(), tells: true, asked: 0, lives: 1000 };
        let mut budget = Budget::new(3);
        for _ in 0..QUESTIONS {
            assert_eq!(ask(&mut fragile, &rows, &[0], &mut budget).faults.len(), 8);
        }
        assert_eq!(fragile.asked, 30);
        let answers = ask(&mut fragile, &rows, &[0], &mut budget);
        assert!(answers.faults[&0].message().contains("not asked any more"));
        assert_eq!(fragile.asked, 30);
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
        assert_eq!(ask(&mut counting, &rows, &[0], &mut Budget::new(1)), Answers::none(1, 5000));
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
