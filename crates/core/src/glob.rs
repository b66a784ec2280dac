//! Patterns over rule ids and file names: `*` stands for any run of characters.

/// Whether a name fits a pattern in which `*` stands for any run of characters.
#[must_use]
pub fn matches(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(first) = parts.next() else { return name.is_empty() };
    let Some(mut rest) = name.strip_prefix(first) else { return false };
    let mut last = None;
    for part in parts {
        if let Some(previous) = last.replace(part) {
            match find(rest, previous) {
                Some(after) => rest = after,
                None => return false,
            }
        }
    }
    last.map_or(rest.is_empty(), |part| rest.ends_with(part))
}

fn find<'a>(text: &'a str, part: &str) -> Option<&'a str> {
    text.find(part).map(|at| &text[at + part.len()..])
}

/// Whether the text is a pattern rather than a name.
pub(crate) fn is_glob(text: &str) -> bool {
    text.contains('*')
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn star_stands_for_any_run() {
        assert!(matches("bio/*", "bio/missing"));
        assert!(matches("bio/no-*", "bio/no-goal"));
        assert!(matches("*", "bio/missing"));
        assert!(matches("*/missing", "bio/missing"));
        assert!(matches("b*o/*ing", "bio/missing"));
        assert!(matches("bio/missing", "bio/missing"));
    }

    #[test]
    fn the_rest_must_fit() {
        assert!(!matches("bio/*", "avatar/missing"));
        assert!(!matches("bio/missing", "bio/missing2"));
        assert!(!matches("*ing", "bio/missing2"));
        assert!(!matches("a*a", "a"));
    }
}
