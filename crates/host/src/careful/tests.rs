use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::rows::{Column, Fault, Value};

/// Answers with the number of the row, and breaks over some.
struct Fragile {
    poison: Vec<u32>,
    tells: bool,
    asked: usize,
    lives: usize,
    /// For so many rows at once there is memory.
    most: usize,
    pace: Pace,
}

impl Fragile {
    fn new(poison: impl IntoIterator<Item = u32>, tells: bool) -> Self {
        Fragile {
            poison: poison.into_iter().collect(),
            tells,
            asked: 0,
            lives: 1000,
            most: usize::MAX,
            pace: Pace::new(None),
        }
    }
}

/// Keeps the sizes of its batches.
struct Counting(Vec<usize>, Pace);

impl Backend for Counting {
    fn ask(&mut self, rows: &Rows<'_>, wanted: &[usize]) -> Result<Answers, Broken> {
        self.0.push(rows.len());
        Ok(Answers::none(wanted.len(), rows.len()))
    }

    fn pace(&mut self) -> &mut Pace {
        &mut self.1
    }
}

impl Backend for Fragile {
    fn ask(&mut self, rows: &Rows<'_>, _: &[usize]) -> Result<Answers, Broken> {
        self.asked += 1;
        if rows.len() > self.most {
            return Err(Broken { message: String::new(), suspect: None, way: Way::TooMuch });
        }
        let Column::Number(ids) = &rows.columns()[0] else { unreachable!() };
        if let Some(row) = ids.iter().position(|id| self.poison.iter().any(|&n| Some(f64::from(n)) == *id)) {
            self.lives = self.lives.saturating_sub(1);
            let suspect = self.tells.then_some(row);
            let way = if self.lives == 0 { Way::ForGood } else { Way::Failed };
            return Err(Broken { message: format!("{:?}", ids[row]), suspect, way });
        }
        let values = ids.iter().map(|id| id.map(Value::Number)).collect();
        Ok(Answers { facts: vec![values], ..Answers::default() })
    }

    fn pace(&mut self) -> &mut Pace {
        &mut self.pace
    }
}

fn numbers(n: u32) -> Rows<'static> {
    Rows::new(n as usize, vec![Column::Number((0..n).map(|id| Some(f64::from(id))).collect())])
}

fn judge(fragile: &mut Fragile, n: u32) -> Answers {
    ask(fragile, &numbers(n), &[0], 1000).0
}

#[test]
fn what_breaks_too_often_is_given_up() {
    let mut fragile = Fragile::new(0..8, true);
    let (answers, cost) = ask(&mut fragile, &numbers(8), &[0], 3);
    assert_eq!((answers.faults.len(), cost, fragile.asked), (8, 3, 6), "each row twice");
    assert_eq!([0, 1, 2].map(|row| &*answers.faults[&row].message), ["Some(0.0)", "Some(1.0)", "Some(2.0)"]);
    let words = "it was not asked: it broke over too many rows before this one (3, see `max_breaks`); last: Some(2.0)";
    assert_eq!([3, 7].map(|row| &*answers.faults[&row].message), [words; 2]);
    let (answers, cost) = ask(&mut fragile, &numbers(8), &[0], 0);
    assert_eq!((cost, fragile.asked), (0, 6));
    assert!(answers.faults[&0].message.contains("was not asked about"));
}

/// Takes too long over more rows than so many, and over some rows by themselves.
struct Slow {
    most: usize,
    hangs: Vec<f64>,
    asked: usize,
    pace: Pace,
}

impl Slow {
    fn new(most: usize, hangs: &[f64]) -> Self {
        let mut pace = Pace::new(None);
        pace.answered(5000, Duration::ZERO);
        Slow { most, hangs: hangs.to_vec(), asked: 0, pace }
    }
}

impl Backend for Slow {
    fn ask(&mut self, rows: &Rows<'_>, wanted: &[usize]) -> Result<Answers, Broken> {
        self.asked += 1;
        let Column::Number(ids) = &rows.columns()[0] else { unreachable!() };
        let hangs = self.hangs.iter().any(|id| ids.contains(&Some(*id)));
        if hangs || rows.len() > self.most {
            let message = "it took too long".to_owned();
            return Err(Broken { message, suspect: None, way: Way::Slow });
        }
        Ok(Answers::none(wanted.len(), rows.len()))
    }

    fn pace(&mut self) -> &mut Pace {
        &mut self.pace
    }
}

#[test]
fn who_takes_too_long_over_many_rows_loses_none() {
    for most in [1, 3, 64, 700] {
        let mut slow = Slow::new(most, &[]);
        assert_eq!(ask(&mut slow, &numbers(4096), &[0], 1), (Answers::none(1, 4096), 0));
        // What was learned holds.
        let before = slow.asked;
        assert_eq!(ask(&mut slow, &numbers(700), &[0], 1), (Answers::none(1, 700), 0));
        assert!(slow.asked - before <= 2 * 700 / most + 12, "{most}: {before} {}", slow.asked);
    }
}

#[test]
fn a_row_that_takes_too_long_by_itself_costs_more_than_one_that_breaks() {
    let mut slow = Slow::new(100, &[7.0, 300.0, 800.0]);
    let (answers, cost) = ask(&mut slow, &numbers(1000), &[0], 2 * COST_OF_WAITING);
    assert_eq!(cost, 2 * COST_OF_WAITING);
    assert_eq!(
        answers.faults.keys().copied().collect::<Vec<_>>(),
        [&[7, 300][..], &(301..1000).collect::<Vec<_>>()].concat()
    );
}

#[test]
fn a_row_that_takes_too_long_by_itself_gets_no_second_chance() {
    let mut slow = Slow::new(1, &[0.0]);
    assert_eq!((ask(&mut slow, &numbers(1), &[0], 100).1, slow.asked), (COST_OF_WAITING, 1));
}

/// Breaks over every first question.
struct Forgetful(usize, Pace);

impl Backend for Forgetful {
    fn ask(&mut self, rows: &Rows<'_>, wanted: &[usize]) -> Result<Answers, Broken> {
        self.0 += 1;
        if self.0 > 1 {
            return Ok(Answers::none(wanted.len(), rows.len()));
        }
        Err(Broken { message: String::new(), suspect: None, way: Way::Failed })
    }

    fn pace(&mut self) -> &mut Pace {
        &mut self.1
    }
}

#[test]
fn what_costs_no_row_costs_nothing() {
    assert_eq!(ask(&mut Forgetful(0, Pace::new(None)), &numbers(8), &[0], 1), (Answers::none(1, 8), 0));
}

#[test]
fn questions_are_no_larger_than_a_plugin_is_given() {
    let (half, whole) = ("x".repeat(MAX_ROWS_SIZE / 2), "x".repeat(MAX_ROWS_SIZE));
    let texts: Vec<Option<&str>> = ["a", &half, &half, "b", &whole, &whole, "c"].map(Some).to_vec();
    let rows = Rows::new(texts.len(), vec![Column::Text(texts)]);
    let mut counting = Counting(Vec::new(), Pace::new(None));
    let (answers, cost) = ask(&mut counting, &rows, &[0], 25);
    assert_eq!((counting.0, cost), (vec![1, 1, 2, 1], 0));
    assert_eq!(answers.faults.keys().copied().collect::<Vec<_>>(), [4, 5]);
    assert!(
        matches!(&answers.faults[&4], Fault { kind: FaultKind::Unasked, message } if message.contains("63 MiB")),
        "{answers:?}"
    );
}

#[test]
fn only_the_rows_that_break_it_are_lost() {
    for tells in [true, false] {
        let mut fragile = Fragile::new([3, 700], tells);
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
    pace: Pace,
}

impl Backend for Late {
    fn ask(&mut self, rows: &Rows<'_>, wanted: &[usize]) -> Result<Answers, Broken> {
        self.asked += 1;
        let Column::Number(ids) = &rows.columns()[0] else { unreachable!() };
        if !ids.contains(&Some(self.poison)) {
            return Ok(Answers::none(wanted.len(), rows.len()));
        }
        let suspect = Some(rows.len() - 1);
        Err(Broken { message: "late".to_owned(), suspect, way: Way::Failed })
    }

    fn pace(&mut self) -> &mut Pace {
        &mut self.pace
    }
}

#[test]
fn a_break_that_shows_late_costs_its_row_alone() {
    let rows = numbers(300);
    for poison in [0, 10, 150, 298, 299] {
        let mut late = Late { poison: poison as f64, asked: 0, pace: Pace::new(None) };
        let (answers, _) = ask(&mut late, &rows, &[0], MAX_BREAKS);
        assert_eq!(answers.faults.into_iter().collect::<Vec<_>>(), [(poison, FaultKind::Failed.saying("late"))]);
        assert!(late.asked <= 40, "{poison}: {}", late.asked);
    }
}

#[test]
fn one_row_by_itself_gets_a_second_chance_and_no_third() {
    let mut fragile = Fragile::new([0], false);
    assert_eq!(judge(&mut fragile, 1).faults.len(), 1);
    assert_eq!(fragile.asked, 2);
}

#[test]
fn what_is_broken_for_good_is_not_asked_again() {
    let mut fragile = Fragile { lives: 1, ..Fragile::new([5], false) };
    let answers = judge(&mut fragile, 16);
    assert_eq!(fragile.asked, 3, "of one, of two, of four");
    assert_eq!(answers.faults.keys().copied().collect::<Vec<_>>(), (3..16).collect::<Vec<_>>());
    assert_eq!(answers.facts[0][2], Some(Value::Number(2.0)));
}

#[test]
fn no_rows_are_no_question() {
    let mut fragile = Fragile::new([], false);
    assert_eq!(judge(&mut fragile, 0), Answers::none(1, 0));
    assert_eq!(fragile.asked, 0);
}

proptest! {
    /// However the rows are cut into batches, and whether the plugin says where it breaks.
    #[test]
    fn what_is_said_of_a_row_depends_on_no_batch(
        poison in proptest::collection::btree_set(0u32..200, 0..12),
        before in 0usize..300,
        may_break in 1u32..12,
        most in 1usize..40,
    ) {
        let asked = |tells, before, most| {
            let mut fragile = Fragile::new(poison.iter().copied(), tells);
            fragile.most = most;
            fragile.pace.answered(before, Duration::ZERO);
            ask(&mut fragile, &numbers(200), &[0], may_break)
        };
        let (answers, cost) = asked(false, 0, usize::MAX);
        prop_assert_eq!(cost as usize, poison.len().min(may_break as usize));
        prop_assert_eq!(&asked(true, before, most), &(answers.clone(), cost));
        prop_assert_eq!(&asked(false, before, most), &(answers, cost));
    }
}
