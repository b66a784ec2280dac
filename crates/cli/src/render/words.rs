//! Names and texts from elsewhere, as they stand in a report.

use super::wrap::shortened;
use crate::locale::Words;
use crate::render::clean::clean;

/// Names in a list before the rest is counted.
const MAX_NAMES: usize = 8;
/// Columns of one line of somebody else's words; nobody reads more of a message, and quotes show the rest.
const MAX_COLUMNS: usize = 320;

/// Cleaned names in a row, the rest of a long list counted.
pub(crate) fn names<'n>(say: &Words, names: impl IntoIterator<Item = &'n str>) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    // `and 1 more` is no shorter than the name.
    let shown = if names.len() <= MAX_NAMES + 1 { names.len() } else { MAX_NAMES };
    let cleaned: Vec<String> = names[..shown].iter().map(|name| shortened(&clean(name), 60).into_owned()).collect();
    let list = cleaned.join(", ");
    if shown < names.len() { say.list_more(names.len() - shown, list) } else { list }
}

/// A text from a pack or a profile, cleaned and kept to a length that is read.
pub(crate) fn sentence(text: &str) -> String {
    shortened(clean(text).trim(), MAX_COLUMNS).into_owned()
}

/// With `.` at its end, unless it ends itself.
pub(crate) fn closed(text: &str) -> String {
    let ends = text.ends_with(['.', '!', '?', '…', '。', '！', '？']);
    if ends { text.to_owned() } else { format!("{text}.") }
}

/// A rule's name where its factor is known: `no-goal` for `bio/no-goal`.
pub(crate) fn short_id<'i>(rule: &'i str, factor: &str) -> &'i str {
    rule.strip_prefix(factor).and_then(|rest| rest.strip_prefix('/')).unwrap_or(rule)
}

#[cfg(test)]
mod tests {
    use super::{closed, short_id};
    use crate::locale::Locale;

    #[test]
    fn a_long_list_is_counted() {
        let names = |names: &[&str]| super::names(Locale::En.words(), names.iter().copied());
        assert_eq!(names(&["a", "b"]), "a, b");
        assert_eq!(names(&["x"; 9]), "x, x, x, x, x, x, x, x, x");
        assert_eq!(names(&["x"; 10]), "x, x, x, x, x, x, x, x and 2 more");
    }

    #[test]
    fn a_rule_is_short_within_its_factor() {
        assert_eq!(short_id("bio/no-goal", "bio"), "no-goal");
        assert_eq!(short_id("biology/x", "bio"), "biology/x");
        assert_eq!(closed("launch week"), "launch week.");
    }
}
