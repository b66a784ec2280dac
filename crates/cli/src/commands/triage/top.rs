//! `--top`: the best rows, without holding the others.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// A row that is to be written.
#[derive(Debug)]
pub(super) struct Chosen {
    /// What it is ranked by, in tenths; the least for a row without a score.
    pub(super) rank: i64,
    /// Its number among all rows.
    pub(super) number: usize,
    pub(super) line: Vec<u8>,
    pub(super) report: Option<Report>,
}

/// The whole report of a row.
#[derive(Debug)]
pub(super) struct Report {
    pub(super) handle: Option<String>,
    pub(super) json: Vec<u8>,
}

/// What a score ranks as.
pub(super) fn rank(score: Option<f64>) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "saturates, and scores are small")]
    score.map_or(i64::MIN, |score| (score * 10.0).round() as i64)
}

/// The best rows so far; of equal ones the earlier.
pub(super) struct Top {
    size: usize,
    /// The worst one is on top.
    heap: BinaryHeap<Reverse<Place>>,
}

struct Place(Chosen);

impl Place {
    fn key(&self) -> (i64, Reverse<usize>) {
        (self.0.rank, Reverse(self.0.number))
    }
}

impl PartialEq for Place {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Place {}

impl PartialOrd for Place {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Place {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}

impl Top {
    pub(super) fn new(size: usize) -> Self {
        Top { size, heap: BinaryHeap::new() }
    }

    /// Whether a later row of this rank would be kept.
    pub(super) fn takes(&self, rank: i64) -> bool {
        self.heap.len() < self.size || self.heap.peek().is_some_and(|Reverse(worst)| rank > worst.0.rank)
    }

    pub(super) fn add(&mut self, row: Chosen) {
        if self.takes(row.rank) {
            self.heap.push(Reverse(Place(row)));
            if self.heap.len() > self.size {
                self.heap.pop();
            }
        }
    }

    /// All that were kept, best first.
    pub(super) fn into_rows(self) -> impl Iterator<Item = Chosen> {
        self.heap.into_sorted_vec().into_iter().map(|Reverse(Place(row))| row)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_best_are_those_of_a_stable_sort(ranks in prop::collection::vec(-3i64..3, 0..30), size in 0..8usize) {
            let mut top = Top::new(size);
            for (number, &rank) in ranks.iter().enumerate() {
                top.add(Chosen { rank, number, line: Vec::new(), report: None });
            }
            let mut wanted: Vec<usize> = (0..ranks.len()).collect();
            wanted.sort_by_key(|&number| Reverse(ranks[number]));
            wanted.truncate(size);
            prop_assert_eq!(top.into_rows().map(|row| row.number).collect::<Vec<_>>(), wanted);
        }
    }

    #[test]
    fn rows_without_a_score_come_last() {
        assert!(rank(None) < rank(Some(-5.0)) && rank(Some(61.2)) < rank(Some(61.3)));
    }
}
