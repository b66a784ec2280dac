//! The report: everything known about one profile, in the form that every format renders.
//!
//! `lines` says what it holds and `changes` what it holds of an earlier one, `make` fills it, `names` says what its ids are called.

mod annex;
mod changes;
mod lines;
mod make;
mod names;

use jiff::Timestamp;

pub(crate) use annex::{Annex, AskNote, Card, EffectNote, Picture, PostNote, RuleNote, Subject};
pub(crate) use changes::{Cause, ChangedLine, ChangesLine, GoneLine, Moved, MovedFactor, NewLine};
pub(crate) use lines::*;
pub(crate) use names::Names;

/// Seconds since 1970 as a date and time in UTC.
pub(crate) fn time(seconds: i64) -> String {
    Timestamp::from_second(seconds).map_or_else(|_| seconds.to_string(), |t| t.to_string())
}

/// The day in UTC of seconds since 1970.
pub(crate) fn day(seconds: i64) -> String {
    day_of(&time(seconds)).to_owned()
}

/// The day of a date and time.
pub(crate) fn day_of(time: &str) -> &str {
    time.split('T').next().unwrap_or(time)
}

#[cfg(test)]
mod tests {
    use super::{day, time};

    #[test]
    fn times_are_written_in_utc() {
        assert_eq!([time(0), day(86_400)], ["1970-01-01T00:00:00Z", "1970-01-02"]);
    }
}
