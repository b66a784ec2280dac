use proptest::prelude::*;

use super::hostile::{is_unprintable, text as hostile_text};
use super::{Cleaned, clean};

#[test]
fn plain_text_stays_as_it_is() {
    for text in ["", "Builds compilers in Lugo.", "A Coruña, España", "東京のエンジニア", "🎉 ok"] {
        assert!(matches!(clean(text), std::borrow::Cow::Borrowed(same) if same == text), "{text}");
    }
}

#[test]
fn controls_show_as_pictures() {
    assert_eq!(clean("\u{1b}[31mred\u{7}\u{7f}\u{9b}0m\0"), "␛[31mred␇␡␛0m␀");
}

#[test]
fn what_turns_the_direction_shows_its_name() {
    assert_eq!(clean("a\u{202e}b\u{2069}c"), "a<U+202E>b<U+2069>c");
}

#[test]
fn line_breaks_and_tabs_fit_on_a_line() {
    assert_eq!(clean("one\r\ntwo\n\nthree\tfour\u{2028}five"), "one ⏎ two ⏎ ⏎ three four ⏎ five");
    assert_eq!(Cleaned::lines("one\r\ntwo\rthree\tfour").text(), "one\ntwo\nthree four");
}

#[test]
fn a_run_of_what_is_invisible_is_one_sign() {
    assert_eq!(clean("fol\u{200b}low\u{2060}\u{feff}\u{200e}me"), "fol␦low␦me");
    let hidden: String = "ignore".chars().filter_map(|c| char::from_u32(0xe0000 + u32::from(c))).collect();
    assert_eq!(clean(&format!("nurse{hidden}")), "nurse␦");
    // Bytes smuggled as variation selectors behind an emoji.
    assert_eq!(clean("😀\u{fe0f}\u{e0101}\u{e0102}\u{e0103}"), "😀\u{fe0f}␦");
}

#[test]
fn emoji_and_spelling_stay_whole() {
    for text in [
        "👩‍👩‍👧‍👦",
        "❤️‍🔥",
        "👩🏽‍💻",
        "🏳️‍🌈",
        "1️⃣",
        "🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
        "می‌خواهم",
        "क्‍ष",
        "葛\u{e0100}",
        "é̂",
    ] {
        assert_eq!(clean(text), text);
    }
}

#[test]
fn joiners_elsewhere_show() {
    assert_eq!(clean("fol\u{200d}low \u{200c}me"), "fol␦low ␦me");
    let chain = "👩\u{200d}".repeat(100);
    assert!(clean(&chain).contains('␦'), "terminals draw an endless chain sign by sign");
}

#[test]
fn stacked_marks_end() {
    let stacked = format!("a{}b", "\u{301}".repeat(500));
    assert_eq!(clean(&stacked), format!("a{}␦b", "\u{301}".repeat(6)));
}

#[test]
fn ranges_follow_the_text() {
    let text = "a\u{1b}b\u{202e}\u{200b}\u{200b}word\r\nend";
    let cleaned = Cleaned::lines(text);
    let of = |part: &str| {
        let start = text.find(part).unwrap();
        &cleaned.text()[cleaned.range(&(start..start + part.len()))]
    };
    assert_eq!(cleaned.text(), "a␛b<U+202E>␦word\nend");
    assert_eq!([of("word"), of("end"), of("b"), of("\u{1b}b"), of("\u{202e}")], ["word", "end", "b", "␛b", "<U+202E>"]);
    assert_eq!(of("\u{200b}word"), "␦word");
}

#[test]
fn ranges_off_the_mark_are_widened() {
    let cleaned = Cleaned::lines("año");
    assert_eq!(&cleaned.text()[cleaned.range(&(2..2))], "ñ");
    assert_eq!(&cleaned.text()[cleaned.range(&(2..4))], "ño");
    assert_eq!(&cleaned.text()[cleaned.range(&(1..2))], "ñ");
    assert_eq!(&cleaned.text()[cleaned.range(&(0..900))], "año");
    assert_eq!(cleaned.range(&(700..900)), 4..4);
}

proptest! {
    #[test]
    fn nothing_unprintable_comes_out(text in hostile_text()) {
        prop_assert!(!clean(&text).contains(is_unprintable), "{:?}", clean(&text));
        prop_assert!(!Cleaned::lines(&text).text().replace('\n', "").contains(is_unprintable));
    }

    #[test]
    fn cleaning_twice_changes_nothing(text in hostile_text()) {
        let once = clean(&text).into_owned();
        prop_assert_eq!(clean(&once), once.as_str());
    }

    #[test]
    fn ranges_stay_in_order_and_on_boundaries(text in hostile_text(), mut at in prop::array::uniform2(0usize..400)) {
        at.sort_unstable();
        let cleaned = Cleaned::lines(&text);
        let range = cleaned.range(&(at[0]..at[1]));
        prop_assert!(range.start <= range.end);
        prop_assert!(cleaned.text().get(range).is_some());
    }

    #[test]
    fn a_range_keeps_what_is_copied(before in hostile_text(), word in "[a-z]{1,9}", after in hostile_text()) {
        let text = format!("{before} {word} {after}");
        let start = before.len() + 1;
        let cleaned = Cleaned::lines(&text);
        prop_assert_eq!(&cleaned.text()[cleaned.range(&(start..start + word.len()))], word);
    }
}
