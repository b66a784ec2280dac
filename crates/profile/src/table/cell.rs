//! A cell of a table, and what a spreadsheet or a script has made of it.

use crate::date::{Date, parse_date};
use crate::python;
use crate::tree::Tree;

/// The value of a cell without blanks, one extra pair of quotation marks, and words that mean nothing is there.
pub(super) fn clean(cell: &str) -> &str {
    let cell = cell.trim().trim_start_matches('\u{feff}');
    let inner = cell.strip_prefix('"').and_then(|cell| cell.strip_suffix('"')).unwrap_or(cell).trim();
    match inner {
        "None" | "none" | "null" | "NULL" | "nan" | "NaN" | "N/A" | "#N/A" | "undefined" => "",
        inner => inner,
    }
}

/// A nested value: JSON, or as Python prints it.
pub(super) fn nested(cell: &str) -> Tree<'static> {
    if !cell.starts_with(['{', '[']) && !cell.ends_with(')') {
        return Tree::Null;
    }
    Tree::parse(cell).map(Tree::into_owned).ok().or_else(|| python::parse(cell)).unwrap_or(Tree::Null)
}

/// A name in digits or letters; one that went through a spreadsheet (`8.41E+17`, `8,1E+017`) has lost its end and names nothing.
pub(super) fn id(cell: &str) -> Option<&str> {
    let is_number = cell.starts_with(|c: char| c.is_ascii_digit());
    let is_whole = !is_number || cell.bytes().all(|b| b.is_ascii_digit());
    // `841319282986237952.0`, as tables of numbers save it; of more than fifteen digits the last are not the true ones.
    let plain = cell.strip_suffix(".0").filter(|cell| cell.len() <= 15 && cell.bytes().all(|b| b.is_ascii_digit()));
    plain.or_else(|| Some(cell).filter(|cell| !cell.is_empty() && is_whole))
}

/// A count: `1234`, `1,234`, `1234.0`.
pub(super) fn number(cell: &str) -> Tree<'static> {
    let parts: Vec<&str> = cell.split(',').collect();
    let grouped = parts.len() > 1 && parts[1..].iter().all(|part| part.len() == 3) && (1..=3).contains(&parts[0].len());
    let digits = if grouped { parts.concat() } else { cell.to_owned() };
    digits.parse().map_or(Tree::Null, Tree::Float)
}

/// A date in any form; nothing where day and month could each be the other.
pub(super) fn date(cell: &str) -> Date {
    match parse_date(cell) {
        Date::Invalid => {}
        known => return known,
    }
    if let Some(at) = epoch(cell) {
        return at;
    }
    let (day, time) = cell.split_once([' ', 'T']).unwrap_or((cell, "0:00"));
    let parts: Vec<u32> = day.split(['/', '-', '.']).filter_map(|part| part.parse().ok()).collect();
    let [first, second, year] = parts[..] else { return Date::Invalid };
    let (day, month) = match (first, second) {
        (13..=31, 1..=12) => (first, second),
        (1..=12, 13..=31) => (second, first),
        (1..=12, 1..=12) if first == second => (first, second),
        _ => return Date::Invalid,
    };
    let time = if time.find(':') == Some(1) { format!("0{time}") } else { time.to_owned() };
    parse_date(&format!("{year:04}-{month:02}-{day:02} {time}"))
}

/// Seconds, milliseconds or microseconds since 1970.
fn epoch(cell: &str) -> Option<Date> {
    let number: i64 = cell.strip_suffix(".0").unwrap_or(cell).parse().ok()?;
    let seconds = match cell.len() {
        9..=10 => number,
        12..=15 => number / 1000,
        16..=18 => number / 1_000_000,
        _ => return None,
    };
    Some(if (86_400..7_258_118_400).contains(&seconds) { Date::At(seconds) } else { Date::Absurd })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_freed_of_what_tools_put_around_them() {
        for (cell, cleaned) in [
            ("\"en\"", "en"),
            (" True ", "True"),
            ("None ", ""),
            ("null", ""),
            ("\"null\"", ""),
            ("nan", ""),
            ("\"\"", ""),
            ("a \"b\"", "a \"b\""),
            ("None of it", "None of it"),
        ] {
            assert_eq!(clean(cell), cleaned, "{cell}");
        }
    }

    #[test]
    fn ids_that_lost_their_end_name_nothing() {
        for (cell, name) in [
            ("3982731976", Some("3982731976")),
            ("u2664730894", Some("u2664730894")),
            ("8.41E+17", None),
            ("8,10555350944465E+017", None),
            ("123.0", Some("123")),
            ("841319282986237952.0", None),
            ("", None),
        ] {
            assert_eq!(id(cell), name, "{cell}");
        }
    }

    #[test]
    fn dates_of_spreadsheets() {
        let at = |text: &str| parse_date(text);
        for (cell, date_of) in [
            ("Sat Oct 17 22:35:31 +0000 2015", at("2015-10-17T22:35:31Z")),
            ("13-03-2017 22:21", at("2017-03-13T22:21:00Z")),
            ("10/26/2015 23:24", at("2015-10-26T23:24:00Z")),
            ("10/26/2015 1:48", at("2015-10-26T01:48:00Z")),
            ("11/27/2016", at("2016-11-27")),
            ("02-02-2016 20:42", at("2016-02-02T20:42:00Z")),
            ("1579140175000", at("2020-01-16T02:02:55Z")),
            ("1579140175", at("2020-01-16T02:02:55Z")),
            ("2016-12-18T18:40:29.000Z", at("2016-12-18T18:40:29Z")),
        ] {
            assert_eq!(date(cell), date_of, "{cell}");
        }
        // One column can hold both orders, so neither is certain.
        for cell in ["02-06-2017 02:49", "12/5/2013 1:48", "32/13/2020", "soon", "", "1"] {
            assert_eq!(date(cell), Date::Invalid, "{cell}");
        }
    }

    #[test]
    fn numbers_with_and_without_groups() {
        for (cell, count) in [
            ("1234", Some(1234.0)),
            ("1,234,567", Some(1_234_567.0)),
            ("12.0", Some(12.0)),
            ("1,5", None),
            ("many", None),
            ("", None),
        ] {
            assert_eq!(number(cell).count(), count, "{cell}");
        }
    }

    #[test]
    fn nested_cells_in_every_spelling() {
        for cell in
            ["{\"text\":\"a\"}", "{\r   \"text\": \"a\"\r}", "{u'text': u'a'}", "Status(_api=<x>, _json={'text': 'a'})"]
        {
            assert_eq!(nested(cell).get("text").text(), Some("a"), "{cell}");
        }
        assert!(nested("just a word").is_null() && nested("{'cut").is_null());
    }
}
