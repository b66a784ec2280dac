//! Dates as sources write them, and ages as rules read them.
//!
//! Written by hand because a bulk run reads one date per post, and because a source's idea of a date is wider than RFC 3339.

use crate::warning::{Tally, Warning};

const DAY: i64 = 86_400;

/// What a text that should be a date turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Date {
    /// Seconds since 1970 UTC.
    At(i64),
    /// Formed like a date, but at a time when nobody can have posted: before 1970 or after 2199.
    Absurd,
    /// Not a date.
    Invalid,
}

/// Reads `2025-05-30T09:00:00Z` with its variants (fraction, offset, blank instead of `T`, no time, no zone: UTC)
/// and X's `Wed Feb 10 18:00:00 +0000 2021`.
pub(crate) fn parse_date(text: &str) -> Date {
    let text = text.trim();
    let parsed =
        if text.as_bytes().first().is_some_and(u8::is_ascii_alphabetic) { parse_x(text) } else { parse_iso(text) };
    match parsed {
        Some((year, _)) if !(1970..=2199).contains(&year) => Date::Absurd,
        // The epoch itself is what an unset date looks like, and 31 December 1969 what a zone makes of it.
        Some((_, at)) if at < DAY => Date::Absurd,
        Some((_, at)) => Date::At(at),
        None => Date::Invalid,
    }
}

/// Reads exactly `2025-05-30T09:00:00Z`, the form that most files have; nothing for another form or a date that cannot be meant.
pub(crate) fn parse_plain_date(text: &[u8; 20]) -> Option<i64> {
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T', h1, h2, b':', n1, n2, b':', s1, s2, b'Z'] = text else {
        return None;
    };
    let digits = [y1, y2, y3, y4, m1, m2, d1, d2, h1, h2, n1, n2, s1, s2];
    if !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let two = |tens: u8, ones: u8| i64::from(tens - b'0') * 10 + i64::from(ones - b'0');
    let (year, hour, minute, second) = (two(y1, y2) * 100 + two(y3, y4), two(h1, h2), two(n1, n2), two(s1, s2));
    let at = days_from_civil(year, two(m1, m2), two(d1, d2))? * DAY + hour * 3600 + minute * 60 + second;
    let plain = (1970..=2199).contains(&year) && at >= DAY && hour < 24 && minute < 60 && second < 60;
    plain.then_some(at)
}

/// Full days from a date to now; 0 for one that is yet to come.
pub(crate) fn age_days(now: i64, at: i64) -> f64 {
    now.saturating_sub(at).max(0).div_euclid(DAY) as f64
}

fn parse_iso(text: &str) -> Option<(i64, i64)> {
    let (year, rest) = match text.strip_prefix(['-', '+']) {
        Some(rest) => year_of(rest).map(|(year, rest)| (if text.starts_with('-') { -year } else { year }, rest))?,
        None => year_of(text)?,
    };
    let rest = rest.strip_prefix('-')?;
    let (month, rest) = two(rest)?;
    let (day, rest) = two(rest.strip_prefix('-')?)?;
    let days = days_from_civil(year, month, day)?;
    let Some(rest) = rest.strip_prefix(['T', 't', ' ']) else {
        return rest.is_empty().then_some((year, days * DAY));
    };
    let (seconds, rest) = time_of_day(rest)?;
    let rest = match rest.strip_prefix(['.', ',']) {
        Some(fraction) => {
            let digits = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
            (digits.len() < fraction.len()).then_some(digits)?
        }
        None => rest,
    };
    Some((year, days * DAY + seconds - offset(rest.trim_start())?))
}

/// A year of four to six digits: longer ones are absurd, but still years.
fn year_of(text: &str) -> Option<(i64, &str)> {
    let n = text.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, rest) = (4..=6).contains(&n).then(|| text.split_at(n))?;
    Some((digits.parse().ok()?, rest))
}

fn two(text: &str) -> Option<(i64, &str)> {
    let (digits, rest) = text.split_at_checked(2)?;
    digits.bytes().all(|b| b.is_ascii_digit()).then_some(())?;
    Some((digits.parse().ok()?, rest))
}

/// Hours, minutes and perhaps seconds.
fn time_of_day(text: &str) -> Option<(i64, &str)> {
    let (hour, rest) = two(text)?;
    let (minute, rest) = two(rest.strip_prefix(':')?)?;
    let (second, rest) = match rest.strip_prefix(':') {
        Some(rest) => two(rest)?,
        None => (0, rest),
    };
    // 60 is a leap second.
    (hour < 24 && minute < 60 && second <= 60).then_some((hour * 3600 + minute * 60 + second.min(59), rest))
}

/// `Z`, `+02:00`, `-0700`, `+02` or nothing, in seconds east of UTC.
fn offset(text: &str) -> Option<i64> {
    if text.is_empty() || text.eq_ignore_ascii_case("z") || text.eq_ignore_ascii_case("utc") {
        return Some(0);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let (hour, rest) = two(text.strip_prefix(['+', '-'])?)?;
    let rest = rest.strip_prefix(':').unwrap_or(rest);
    let (minute, rest) = if rest.is_empty() { (0, rest) } else { two(rest)? };
    (rest.is_empty() && hour < 24 && minute < 60).then_some(sign * (hour * 3600 + minute * 60))
}

fn parse_x(text: &str) -> Option<(i64, i64)> {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let mut parts = text.split_ascii_whitespace();
    let _weekday = parts.next()?;
    let month = parts.next()?;
    let month = (1..).zip(MONTHS).find(|(_, name)| *name == month)?.0;
    let day: u8 = parts.next()?.parse().ok()?;
    let (seconds, rest) = time_of_day(parts.next()?)?;
    let zone = parts.next()?;
    let (year, tail) = year_of(parts.next()?)?;
    (rest.is_empty() && tail.is_empty() && parts.next().is_none()).then_some(())?;
    Some((year, days_from_civil(year, month, i64::from(day))? * DAY + seconds - offset(zone)?))
}

/// Days since 1970 of a day of the Gregorian calendar (Howard Hinnant's algorithm).
fn days_from_civil(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let length = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=length).contains(&day) {
        return None;
    }
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let year_of_era = y.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    Some(era * 146_097 + day_of_era - 719_468)
}

/// Turns dates into ages, and collects what was wrong with them.
#[derive(Debug)]
pub(crate) struct Ages {
    now: i64,
    future: Tally,
    absurd: Tally,
}

impl Ages {
    pub(crate) fn new(now: i64) -> Self {
        Ages { now, future: Tally::default(), absurd: Tally::default() }
    }

    /// Full days from `at` to now; 0 with a warning for what is yet to come.
    pub(crate) fn days(&mut self, at: i64, what: impl FnOnce() -> String) -> f64 {
        if at > self.now {
            self.future.add(what);
        }
        age_days(self.now, at)
    }

    /// Notes a date that cannot be meant.
    pub(crate) fn absurd(&mut self, what: impl FnOnce() -> String) {
        self.absurd.add(what);
    }

    pub(crate) fn warn(self, into: &mut Vec<Warning>) {
        self.future.warn("future-date", "a date after the present counts as age 0", into);
        self.absurd.warn("absurd-date", "a date that cannot be meant counts as unknown", into);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_all_their_forms() {
        let at = Date::At(1_612_980_000);
        for text in [
            "2021-02-10T18:00:00Z",
            "2021-02-10T18:00:00.000Z",
            "2021-02-10t18:00:00.123456789z",
            "2021-02-10 18:00:00 +0000",
            "2021-02-10 18:00:00",
            "2021-02-10T18:00Z",
            "2021-02-10T20:00:00+02:00",
            "2021-02-10T11:00:00-0700",
            "Wed Feb 10 18:00:00 +0000 2021",
            " 2021-02-10T18:00:00Z ",
        ] {
            assert_eq!(parse_date(text), at, "{text}");
        }
        assert_eq!(parse_date("2021-02-10"), Date::At(1_612_915_200));
        assert_eq!(parse_date("2020-02-29"), Date::At(1_582_934_400));
        assert_eq!(parse_date("2016-12-31T23:59:60Z"), Date::At(1_483_228_799));
    }

    #[test]
    fn plain_dates_are_those_of_the_wider_form() {
        for text in ["2021-02-10T18:00:00Z", "1999-12-31T23:59:59Z", "2020-02-29T00:00:00Z", "1970-01-02T00:00:00Z"] {
            let plain = parse_plain_date(text.as_bytes().try_into().unwrap()).map(Date::At);
            assert_eq!(plain, Some(parse_date(text)), "{text}");
        }
        for text in ["2021-02-30T18:00:00Z", "1970-01-01T23:00:00Z", "2021-02-10T24:00:00Z", "2021-02-10 18:00:00Z"] {
            assert_eq!(parse_plain_date(text.as_bytes().try_into().unwrap()), None, "{text}");
        }
    }

    #[test]
    fn absurd_dates_are_told_from_no_dates() {
        for text in
            ["0001-01-01T00:00:00Z", "99999-01-01T00:00:00Z", "-0044-03-15", "1970-01-01T00:00:00Z", "2200-01-01"]
        {
            assert_eq!(parse_date(text), Date::Absurd, "{text}");
        }
        for text in [
            "",
            "yesterday",
            "2021-02-30",
            "2021-13-01",
            "2021-2-1",
            "2021-02-10T25:00:00Z",
            "2021-02-10T18:00:00.Z",
            "2021-02-10Tnoon",
            "1612980000",
            "Wed Feb 10",
            "Wed Brumaire 10 18:00:00 +0000 2021",
            "2021-02-1\u{e9}",
            "9999999-01-01",
        ] {
            assert_eq!(parse_date(text), Date::Invalid, "{text}");
        }
    }

    #[test]
    fn ages_are_floored_and_never_negative() {
        let mut ages = Ages::new(10 * DAY);
        assert!(ages.days(9 * DAY + 1, String::new) < 0.5);
        assert!((ages.days(9 * DAY, String::new) - 1.0).abs() < 0.1);
        assert!(ages.days(11 * DAY, || "post 1".to_owned()) < 0.5);
        assert!(ages.days(12 * DAY, || "post 2".to_owned()) < 0.5);
        let mut warnings = Vec::new();
        ages.warn(&mut warnings);
        assert_eq!(warnings.len(), 1);
        assert_eq!(warnings[0].to_string(), "a date after the present counts as age 0: post 1 (and 1 more)");
    }
}
