//! The pass over a text finds what a plain search for the same things finds.

use proptest::prelude::*;

use super::super::pattern::Pattern;
use super::super::phrase::{ListId, Phrases};
use super::super::token::tokens;
use super::super::trigger::PATTERNS as MOST;
use super::*;
use crate::texts::Texts;

const PHRASES: [&str; 18] = [
    "follow 💯",
    "follow # c",
    "follow café",
    "back follow back",
    "don't follow",
    "c #",
    "follow back",
    "back",
    "follow",
    "c#",
    "c",
    "c++",
    "don't",
    "café",
    "nurse_99",
    "internationalisation",
    "💯",
    "医療",
];

/// All phrases at all places, by comparing folded words.
fn plain_search(text: &str) -> Vec<[u32; 6]> {
    let folded = |text: &str| -> Vec<(String, bool)> {
        tokens(text).iter().map(|t| (token::fold(t.text(text)).into_owned(), t.spaced)).collect()
    };
    let phrases: Vec<Vec<(String, bool)>> = PHRASES.iter().map(|p| folded(p)).collect();
    let places = tokens(text);
    let words = folded(text);
    let words_before = |at: usize| u32::try_from(places[..at].iter().filter(|t| t.word).count()).unwrap();
    let mut out = Vec::new();
    for first in 0..words.len() {
        for (list, phrase) in (0..).zip(&phrases) {
            let Some(part) = words.get(first..first + phrase.len()) else { continue };
            // White space before the first word does not matter.
            let same = |n: usize| part[n].0 == phrase[n].0 && (n == 0 || part[n].1 == phrase[n].1);
            if (0..phrase.len()).all(same) {
                let last = &places[first + phrase.len() - 1];
                let first = (&places[first], words_before(first));
                out.push([list, first.0.start, last.end, first.1, first.0.segment, last.segment]);
            }
        }
    }
    out.sort_unstable();
    out
}

fn matcher(phrases: &[Texts]) -> PhraseMatcher {
    PhraseMatcher::new((0..).map(ListId).zip(phrases).map(|(list, p)| Phrases {
        list,
        language: None,
        function: false,
        all: p.iter(),
    }))
}

fn pass(text: &str) -> Vec<[u32; 6]> {
    let lists: Vec<Texts> = PHRASES.iter().map(|&p| [p].into_iter().collect()).collect();
    let wanted = vec![true; lists.len()];
    let matcher = matcher(&lists);
    let starts = matcher.starts(&wanted, false);
    let mut found = Scan::default();
    matcher.scan(text, Wanted { lists: &wanted, function_words: false, starts: &starts, triggers: None }, &mut found);
    let mut out: Vec<_> = found
        .hits
        .iter()
        .map(|h| [h.list.0, h.start, h.end, h.words_before, h.first_segment, h.last_segment])
        .collect();
    out.sort_unstable();
    out
}

/// Texts of words that matter, other words, and what stands between words.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(PHRASES.to_vec()).prop_map(str::to_owned),
        prop::sample::select(vec![
            " ",
            " ",
            ". ",
            ".",
            "!",
            "\n",
            "\u{200b}",
            "\u{301}",
            "\u{1}",
            "é",
            "Å",
            "ß",
            "ﬁ",
            "ｃ",
            "＃",
            "dm",
            "http",
            "://",
            "#",
            "_",
            "7",
            "  ",
            " ｆollow ",
            " back",
            "follow ",
            "K",
            "k",
            "ſ",
            "😀",
            "☕",
            "い",
            "—",
            "earn",
        ])
        .prop_map(str::to_owned),
        "[a-zA-Z_0-9]{1,20}",
    ];
    let piece = (piece, any::<bool>()).prop_map(|(p, upper)| if upper { p.to_uppercase() } else { p });
    // A start of some length puts what follows across the ends of blocks.
    (0..70usize, prop::collection::vec(piece, 0..30))
        .prop_map(|(start, pieces)| "x ".repeat(start / 2) + &pieces.concat())
}

const PATTERNS: [&str; 12] = [
    r"(?i)\bfollow ?(back|4 ?follow)\b|\bf4f\b",
    r"(?i)\bhttps?://[^\s]",
    "#[A-Za-z0-9_]+",
    r"(?i)\b(dm|telegram)\b.{0,40}\b(profit|earn)\b",
    r"(?i)k",
    r"(?i)s\b",
    r"(?i)internationalisation",
    r"(?i)\binternationalisation\b",
    r"[é—]",
    r"(?i)\bc\b",
    r"^\s*(?:earn|_)",
    r"[.!]\s?back",
];

/// What triggers say of a text that is searched for nothing else.
fn triggered(triggers: &TriggerSet, text: &str) -> Patterns {
    let wanted = Wanted { lists: &[], function_words: false, starts: &Starts::default(), triggers: Some(triggers) };
    let mut found = Scan::default();
    matcher(&[]).scan(text, wanted, &mut found);
    found.triggered
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn phrases_are_those_of_a_plain_search(text in text()) {
        prop_assert_eq!(pass(&text), plain_search(&text));
    }

    #[test]
    fn an_expression_that_matches_is_triggered(text in text()) {
        let patterns: Vec<Pattern> = PATTERNS.iter().map(|p| Pattern::new(p).unwrap()).collect();
        let triggers = TriggerSet::new(patterns.iter().map(Pattern::literals));
        let triggered = triggered(&triggers, &text);
        for (number, pattern) in patterns.iter().enumerate() {
            let matches = regex::Regex::new(pattern.source()).unwrap().is_match(&text);
            prop_assert!(!matches || triggered.has(number), "{} in {text:?}", pattern.source());
        }
    }
}

#[test]
fn most_texts_trigger_little() {
    let patterns: Vec<Pattern> = PATTERNS.iter().map(|p| Pattern::new(p).unwrap()).collect();
    let triggers = TriggerSet::new(patterns.iter().map(Pattern::literals));
    let scan = |text: &str| triggered(&triggers, text).each().collect::<Vec<_>>();
    let always = 8;
    assert_eq!(scan("we learn to unfollow the admin"), [always]);
    assert_eq!(scan("I earn it, dmitri"), [3, always, 10]);
    assert_eq!(scan("50% # C"), [2, always, 9]);
}

#[test]
fn patterns_are_told_apart_up_to_the_last_number() {
    let patterns: Vec<Pattern> = (0..MOST + 40).map(|n| Pattern::new(&format!(r"\bword{n}\b")).unwrap()).collect();
    let triggers = TriggerSet::new(patterns.iter().map(Pattern::literals));
    let each = |text: &str| triggered(&triggers, text).each().collect::<Vec<_>>();
    assert_eq!(each("word3 word70 word300"), [3, 70, 300]);
    assert!(triggered(&triggers, "word540").has(540), "by the number that it shares");
    assert_eq!(each("word540"), [Patterns::number(MOST)]);
}

#[test]
fn function_words_tell_their_languages_and_nothing_else() {
    let lists: [&[&str]; 3] = [&["of", "in", "more than"], &["in", "über"], &["in"]];
    let lists = lists.map(|list| list.iter().copied().collect::<Texts>());
    let phrases = |list: usize, language| Phrases {
        list: ListId(u32::try_from(list).unwrap()),
        language,
        function: language.is_some(),
        all: lists[list].iter(),
    };
    let matcher = PhraseMatcher::new([phrases(0, Some(0)), phrases(1, Some(70)), phrases(2, None)]);
    let found = |text: &str, wanted: &[bool], function_words: bool| {
        let starts = matcher.starts(wanted, function_words);
        let mut found = Scan::default();
        matcher.scan(text, Wanted { lists: wanted, function_words, starts: &starts, triggers: None }, &mut found);
        (found.function_words, found.hits.len())
    };
    let text = "In more than a way of Über, within";
    let mut counts = vec![0; 71];
    // In, more than, of; In, Über.
    (counts[0], counts[70]) = (3, 2);
    assert_eq!(found(text, &[false, false, true], true), (counts, 1));
    assert_eq!(found(text, &[], false), (vec![], 0));
    assert_eq!(found(&"of ".repeat(70_000), &[], true).0[0], 70_000, "more than are counted in one go");
}
