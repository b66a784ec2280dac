//! Numbers and lists as people write them.

use super::wrap::shortened;
use crate::render::clean::clean;

/// Names in a list before the rest is counted.
const MAX_NAMES: usize = 8;
/// Columns of one line of somebody else's words; nobody reads more of a message, and quotes show the rest.
const MAX_COLUMNS: usize = 320;

/// A score: one decimal, unless it is zero. Rounder numbers would not add up, nor agree with the band.
pub(super) fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    // A tiny negative number is no number with a sign.
    match text.strip_suffix(".0").unwrap_or(&text) {
        "-0" => "0".to_owned(),
        short => short.to_owned(),
    }
}

/// A share, rounded down so that `100 %` means all.
pub(super) fn percent(share: f64) -> String {
    format!("{:.0} %", (share * 100.0 + 1e-6).floor())
}

/// A number of things.
pub(super) fn count(n: usize, one: &str, more: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { more })
}

/// Cleaned names in a row, the rest of a long list counted.
pub(super) fn names<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    // `and 1 more` is no shorter than the name.
    let shown = if names.len() <= MAX_NAMES + 1 { names.len() } else { MAX_NAMES };
    let cleaned: Vec<String> = names[..shown].iter().map(|name| shortened(&clean(name), 60).into_owned()).collect();
    let list = cleaned.join(", ");
    if shown < names.len() { format!("{list} and {} more", names.len() - shown) } else { list }
}

/// A text from a pack or a profile, cleaned and kept to a length that is read.
pub(super) fn sentence(text: &str) -> String {
    shortened(clean(text).trim(), MAX_COLUMNS).into_owned()
}

/// With `.` at its end, unless it ends itself.
pub(super) fn closed(text: &str) -> String {
    let ends = text.ends_with(['.', '!', '?', '…', '。', '！', '？']);
    if ends { text.to_owned() } else { format!("{text}.") }
}

/// A rule's name where its factor is known: `no-goal` for `bio/no-goal`.
pub(super) fn short_id<'i>(rule: &'i str, factor: &str) -> &'i str {
    rule.strip_prefix(factor).and_then(|rest| rest.strip_prefix('/')).unwrap_or(rule)
}

#[cfg(test)]
mod tests {
    use super::{closed, names, number, percent, short_id};

    #[test]
    fn numbers_have_a_decimal_only_where_it_says_something() {
        assert_eq!([61.0, 60.7, 0.0, -0.04, 100.0].map(number), ["61", "60.7", "0", "0", "100"]);
    }

    #[test]
    fn all_is_said_only_of_all() {
        assert_eq!([1.0, 0.996, 0.29, 0.0].map(percent), ["100 %", "99 %", "29 %", "0 %"]);
    }

    #[test]
    fn a_long_list_is_counted() {
        assert_eq!(names(["a", "b"]), "a, b");
        assert_eq!(names(["x"; 9]), "x, x, x, x, x, x, x, x, x");
        assert_eq!(names(["x"; 10]), "x, x, x, x, x, x, x, x and 2 more");
    }

    #[test]
    fn a_rule_is_short_within_its_factor() {
        assert_eq!(short_id("bio/no-goal", "bio"), "no-goal");
        assert_eq!(short_id("biology/x", "bio"), "biology/x");
        assert_eq!(closed("launch week"), "launch week.");
    }
}
