//! Looking for the patterns of a program in a text.

use std::ops::Range;

use super::caches::Caches;
use super::form::{Cache, Form};
use super::lowered::Lowered;
use super::pattern::{FORMS, Pattern};
use crate::program::{PatternId, Program};

impl Program {
    /// Whether a pattern matches a text, which is given in lower case as well.
    pub(crate) fn is_match(&self, pattern: PatternId, text: &str, lowered: &Lowered) -> bool {
        self.search(pattern, text, lowered, Form::is_match)
    }

    /// How many matches there are that do not overlap.
    pub(crate) fn count_matches(&self, pattern: PatternId, text: &str, lowered: &Lowered) -> usize {
        self.search(pattern, text, lowered, Form::count)
    }

    /// Where the matches stand that do not overlap.
    pub(crate) fn match_ranges(&self, pattern: PatternId, text: &str, lowered: &Lowered) -> Vec<Range<usize>> {
        self.search(pattern, text, lowered, Form::ranges)
    }

    fn search<T: Default>(
        &self,
        id: PatternId,
        text: &str,
        lowered: &Lowered,
        ask: impl FnOnce(&Form, &mut Cache, &str) -> T,
    ) -> T {
        let number = id.index();
        self.caches.with(|caches| search(&self.code.patterns[number], number, text, lowered, caches, ask))
    }
}

/// What the forms of a pattern, which has a number among those of the caches, say of a text.
fn search<T: Default>(
    pattern: &Pattern,
    number: usize,
    text: &str,
    lowered: &Lowered,
    caches: &mut Caches,
    ask: impl FnOnce(&Form, &mut Cache, &str) -> T,
) -> T {
    let Some((at, form)) = pattern.likely(lowered) else { return T::default() };
    let written = |form: &Form| if form.is_lower() { lowered.text() } else { text };
    let at = number * FORMS + at;
    if !form.is_rough() {
        return caches.with(at, |cache| ask(form, cache, written(form)));
    }
    if !caches.with(at, |cache| form.is_match(cache, written(form))) {
        return T::default();
    }
    let Some((whole, form)) = pattern.whole() else { return T::default() };
    caches.with(number * FORMS + whole, |cache| ask(form, cache, text))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What a pattern says of a text of some lowered: whether it matches, how often, and where.
    fn said(source: &str, text: &str, lowered: &Lowered) -> (bool, usize, Vec<Range<usize>>) {
        let pattern = Pattern::new(source).unwrap();
        let mut caches = Caches::default();
        let matches = search(&pattern, 3, text, lowered, &mut caches, Form::is_match);
        let count = search(&pattern, 3, text, lowered, &mut caches, Form::count);
        (matches, count, search(&pattern, 3, text, lowered, &mut caches, Form::ranges))
    }

    proptest! {
        #[test]
        fn all_forms_say_the_same(text in "[abkKsS_1 .,'#\n-]{0,24}([“é💯\u{301} a-]{1,8}[ab ]{0,3})?", which in 0..PATTERNS.len()) {
            let regex = regex::Regex::new(PATTERNS[which]).unwrap();
            let found: Vec<_> = regex.find_iter(&text).map(|found| found.range()).collect();
            let lowered = Lowered::of(&text);
            for lowered in [&lowered, &lowered.clone().of_any_alphabet()] {
                prop_assert_eq!(said(PATTERNS[which], &text, lowered), (!found.is_empty(), found.len(), found.clone()));
            }
        }
    }

    const PATTERNS: [&str; 26] = [
        r"(?i)\bab?\b",
        r"\w+ \W",
        r"(?im)^[^\w#\n]{0,3}K\p{L}*$",
        r"[\p{Lu}&&[^K]]s",
        r"é|ß|a\.",
        r"a['’]|[éa]b",
        r"\B.\B",
        r"(?-u:\b)k",
        r"(?s)a.b|\S\s\d",
        r"(?i)\x{212a}",
        r"(?P<name>a)(b|k)?+",
        r"\b{start}s|s\b{end}",
        r"(?i)[\w'’.-]+ |[^\W\d]\D",
        r"\\b|[(?x]\b|(k)\d|“\w",
        r"(?x)\b a # b",
        r"(?i)^[^a-k_]*(?:b|k|é)s?",
        r"[a-k]\b['’.]s?\b",
        r"\b(?:ab){1,2}\b|aé|éa\b",
        r"(?i)[à-ɏ]|[a-ʯ]b|[^é]s|“+k",
        r"(?i)[à-ɏ]+",
        r"(?i)ſab",
        r"(?i)Kb",
        "(?ix)[à-#c\nɏ]",
        r"(?i)\w\b-\b\w",
        r"(?i)[^a-k]{2,}?1",
        r"",
    ];
}
