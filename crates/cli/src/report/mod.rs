//! The report: everything known about one profile, in the form that every format renders.
//!
//! `lines` says what it holds and `changes` what it holds of an earlier one, `make` fills it, `names` says what its ids are called.

mod annex;
mod changes;
mod lines;
mod make;
mod names;

use jiff::Timestamp;

pub(crate) use annex::{Annex, Card, EffectNote, Picture, PostNote, RuleNote, Subject};
pub(crate) use changes::{Cause, ChangedLine, ChangesLine, GoneLine, Moved, MovedFactor, NewLine};
pub(crate) use lines::*;
pub(crate) use names::Names;

/// Seconds since 1970 as a date and time in UTC.
pub(crate) fn time(seconds: i64) -> String {
    Timestamp::from_second(seconds).map_or_else(|_| seconds.to_string(), |t| t.to_string())
}

#[cfg(test)]
mod tests {
    use super::time;

    #[test]
    fn times_are_written_in_utc() {
        assert_eq!(time(0), "1970-01-01T00:00:00Z");
    }
}
