//! Phrases and derived facts of texts.

use followback_core::Tri::{False as F, True as T};

use crate::support::{holds, holds_with, record};

fn note(text: &'static str) -> followback_core::Record<'static> {
    record(&[("note", text.into())])
}

fn finds(contains: &str, text: &'static str) -> bool {
    let lists = "[lists]\nno = [\"not\", \"no longer\"]\njobs = [\"nurse\", \"head nurse\", \"pilot\"]\n";
    match holds_with(lists, &format!("when.note.contains = {contains}"), &note(text)) {
        T => true,
        F => false,
        followback_core::Tri::Unknown => panic!("unknown"),
    }
}

#[test]
fn phrases_are_whole_words() {
    for (phrase, text, found) in [
        ("nurse", "a nurse", true),
        ("nurse", "Nurse!", true),
        ("nurse", "nurse's aid", true),
        ("nurse", "nurse’s aid", true),
        ("nurse", "nurses", false),
        ("nurse", "wet-nurse", true),
        ("nurse", "wet_nurse", false),
        ("nurse", "#nurse", true),
        ("ＮＵＲＳＥ", "nurse", true),
        ("nurse", "𝐧𝐮𝐫𝐬𝐞", true),
        ("c++", "C++ and Rust", true),
        ("c++", "c+++", true),
        ("c#", "c# and c", true),
        ("c#", "c # d", false),
        ("head nurse", "head \n nurse", true),
        ("head nurse", "head, nurse", false),
        ("don't", "don’t", true),
        ("músico", "musico", false),
        ("医療", "地域医療と教育", true),
        ("💯", "💯💯", true),
        ("nu\\u00ADrse", "nurse", true),
    ] {
        assert_eq!(finds(&format!("\"{phrase}\""), text), found, "{phrase} in {text}");
    }
}

#[test]
fn lists_and_phrases_may_be_mixed() {
    assert!(finds("\"@jobs\"", "pilot"));
    assert!(finds("[\"@jobs\", \"baker\"]", "baker"));
    assert!(finds("[\"baker\", \"@jobs\"]", "pilot"));
    assert!(finds("{ list = [\"@jobs\", \"baker\"] }", "baker"));
    assert!(!finds("[\"@jobs\", \"baker\"]", "painter"));
}

#[test]
fn what_is_denied_before_or_after_does_not_count() {
    let after = "{ list = \"@jobs\", not_after = \"@no\", within = 1 }";
    for (text, found) in [
        ("nurse", true),
        ("not nurse", false),
        ("not a nurse", false),
        ("not quite a nurse", true),
        ("no longer a pilot", false),
        ("nurse, not", true),
        ("Not mine. Nurse", true),
        ("not mine! nurse", true),
        ("not | nurse", true),
        ("not\nnurse", true),
        ("not • nurse", true),
        ("not, nurse", false),
        ("not a nurse. Pilot", true),
        ("v1.2 not nurse", false),
    ] {
        assert_eq!(finds(after, text), found, "{text}");
    }
    let before = "{ list = \"@jobs\", not_before = [\"wanted\", \"needed\"], within = 2 }";
    for (text, found) in [
        ("nurse wanted", false),
        ("nurse is urgently needed", false),
        ("nurse is now most urgently needed", true),
        ("wanted nurse", true),
    ] {
        assert_eq!(finds(before, text), found, "{text}");
    }
    let adjacent = "{ list = \"@jobs\", not_after = \"@no\" }";
    assert!(!finds(adjacent, "not nurse"));
    assert!(finds(adjacent, "not a nurse"), "`within` left out is next to each other");
}

#[test]
fn a_denial_within_the_hit_does_not_deny_it() {
    assert!(finds("{ list = [\"do not bend\"], not_after = \"not\", within = 5 }", "do not bend"));
}

#[test]
fn distinct_hits_may_overlap() {
    let two = "{ list = \"@jobs\", distinct_at_least = 2 }";
    assert!(finds(two, "head nurse"), "`nurse` and `head nurse`");
    assert!(!finds(two, "nurse, nurse, NURSE"));
    assert!(finds(two, "nurse and pilot"));
    let denied = "{ list = \"@jobs\", distinct_at_least = 2, not_after = \"@no\" }";
    assert!(!finds(denied, "nurse and not pilot"));
}

#[test]
fn derived_numbers() {
    for (text, condition) in [
        ("médico 👩‍👩‍👧", "length = 8"),
        ("e\u{301}", "length = 1"),
        ("e\u{301}", "chars = 2"),
        ("医師", "width = 4"),
        ("don't stop now", "words = 3"),
        ("see https://example.org/x #rust @ana now", "own_words = 2"),
        ("see https://example.org/x #rust @ana now", "own_text = \"see now\""),
        ("see https://example.org/x #rust @ana now", "links = 1"),
        ("#rust ＃日本 C# #1", "hashtags = 2"),
        ("@ana me@example.org @ben@example.social", "mentions = 2"),
        ("a1 ñ!", "letters = 2"),
        ("🎨🐙 ok 🇪🇸", "emojis = 3"),
        ("#a b c d", "hashtag_share = \"1/4\""),
        ("ABcd", "capitals_share = 0.5"),
        ("123", "capitals_share.present = false"),
        ("добрый", "script = \"cyrillic\""),
        ("123", "script.present = false"),
        ("see https://example.org", "own_text.words = 1"),
        ("https://example.org", "own_text.present = false"),
        ("\u{200b}\u{200b}", "length = 2"),
        ("\u{200b} \u{2060}", "present = false"),
        ("   ", "present = false"),
    ] {
        assert_eq!(holds(&format!("when.note.{condition}"), &note(text)), T, "{condition} of {text}");
    }
}

#[test]
fn an_absent_text_acts_as_empty() {
    let absent = record(&[("note", crate::support::Is::Absent)]);
    for condition in [
        "length = 0",
        "chars = 0",
        "width = 0",
        "words = 0",
        "own_words = 0",
        "letters = 0",
        "emojis = 0",
        "links = 0",
        "hashtags = 0",
        "mentions = 0",
        "hashtag_share = 0",
        "own_text = \"\"",
        "own_text.present = false",
        "language.present = false",
        "script.present = false",
        "capitals_share.present = false",
        "none = [{ contains = \"x\" }]",
    ] {
        assert_eq!(holds(&format!("when.note.{condition}"), &absent), T, "{condition}");
    }
}
