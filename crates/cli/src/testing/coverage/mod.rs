//! Coverage as text: for people, in the lines of the rule files, and for other tools.

mod human;
mod lcov;
mod lines;

use followback_core::Coverage;

pub(crate) use human::human;
pub(crate) use lcov::lcov;
pub(crate) use lines::lines;

/// Whether so many percent are covered.
pub(crate) fn reaches(coverage: &Coverage, percent: f64) -> bool {
    let (seen, all) = coverage.covered();
    all == 0 || seen as f64 * 100.0 >= percent * all as f64
}
