//! Looking for the patterns of a program in a text.

use std::ops::Range;

use super::alphabet::Alphabet;
use super::caches::Caches;
use super::form::{Cache, Form};
use super::pattern::{FORMS, Pattern};
use crate::program::{PatternId, Program};

impl Program {
    /// Whether a pattern matches a text of an alphabet.
    pub(crate) fn is_match(&self, pattern: PatternId, text: &str, alphabet: Alphabet) -> bool {
        self.search(pattern, text, alphabet, Form::is_match)
    }

    /// How many matches there are that do not overlap.
    pub(crate) fn count_matches(&self, pattern: PatternId, text: &str, alphabet: Alphabet) -> usize {
        self.search(pattern, text, alphabet, Form::count)
    }

    /// Where the matches stand that do not overlap.
    pub(crate) fn match_ranges(&self, pattern: PatternId, text: &str, alphabet: Alphabet) -> Vec<Range<usize>> {
        self.search(pattern, text, alphabet, Form::ranges)
    }

    fn search<T: Default>(
        &self,
        id: PatternId,
        text: &str,
        alphabet: Alphabet,
        ask: impl FnOnce(&Form, &mut Cache, &str) -> T,
    ) -> T {
        let number = id.index();
        self.caches.with(|caches| search(&self.code.patterns[number], number, text, alphabet, caches, ask))
    }
}

/// What the forms of a pattern, which has a number among those of the caches, say of a text.
fn search<T: Default>(
    pattern: &Pattern,
    number: usize,
    text: &str,
    alphabet: Alphabet,
    caches: &mut Caches,
    ask: impl FnOnce(&Form, &mut Cache, &str) -> T,
) -> T {
    let Some((at, mut form)) = pattern.likely(text, alphabet) else { return T::default() };
    let mut at = number * FORMS + at;
    if form.is_rough() {
        if !run(form, at, text, caches, Form::is_match) {
            return T::default();
        }
        let Some((whole, whole_form)) = pattern.whole() else { return T::default() };
        (at, form) = (number * FORMS + whole, whole_form);
    }
    run(form, at, text, caches, ask)
}

fn run<T>(
    form: &Form,
    at: usize,
    text: &str,
    caches: &mut Caches,
    ask: impl FnOnce(&Form, &mut Cache, &str) -> T,
) -> T {
    if !form.is_lower() {
        return caches.with(at, |cache| ask(form, cache, text));
    }
    let mut lower = std::mem::take(&mut caches.lower);
    lower.clear();
    lower.push_str(text);
    lower.make_ascii_lowercase();
    let said = caches.with(at, |cache| ask(form, cache, &lower));
    caches.lower = lower;
    said
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What a pattern says of a text in the forms of an alphabet: whether it matches, how often, and where.
    fn said(source: &str, text: &str, alphabet: Alphabet) -> (bool, usize, Vec<Range<usize>>) {
        let pattern = Pattern::new(source).unwrap();
        let mut caches = Caches::default();
        let matches = search(&pattern, 3, text, alphabet, &mut caches, Form::is_match);
        let count = search(&pattern, 3, text, alphabet, &mut caches, Form::count);
        (matches, count, search(&pattern, 3, text, alphabet, &mut caches, Form::ranges))
    }

    proptest! {
        #[test]
        fn all_forms_say_the_same(text in "[abkKsS_1 .,'#\n-]{0,24}([“é💯\u{301} a-]{1,8}[ab ]{0,3})?", which in 0..PATTERNS.len()) {
            let regex = regex::Regex::new(PATTERNS[which]).unwrap();
            let found: Vec<_> = regex.find_iter(&text).map(|found| found.range()).collect();
            for alphabet in [Alphabet::of(&text), Alphabet::Unicode] {
                prop_assert_eq!(said(PATTERNS[which], &text, alphabet), (!found.is_empty(), found.len(), found.clone()));
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
