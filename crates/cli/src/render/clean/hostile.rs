//! Texts that somebody would write to upset a terminal, for the tests of everything that prints.

use proptest::prelude::*;

/// Any text, with more of what makes trouble than chance would bring.
pub(crate) fn text() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        4 => "[a-zA-Z ]{1,12}",
        2 => any::<char>().prop_map(String::from),
        1 => "\\PC{0,8}",
        1 => "[\\u{0}-\\u{1f}\\u{7f}-\\u{9f}]{1,3}",
        1 => "[\\u{200b}-\\u{200f}\\u{2028}-\\u{202e}\\u{2060}-\\u{206f}\\u{fe00}-\\u{fe0f}]{1,4}",
        1 => "[\\u{300}-\\u{36f}]{1,40}",
        1 => "[\\u{e0000}-\\u{e01ff}]{1,8}",
        1 => "[\\u{1100}-\\u{11ff}]{1,20}",
        1 => "[\\u{600}-\\u{6ff}\\u{900}-\\u{97f}]{1,12}",
        1 => "[東京、。「」ー]{1,12}",
        1 => "(👩|❤️|🏽|\\u{200d}|🏴|🇪🇸|1️⃣){1,9}",
        1 => prop::sample::select(vec![
            "\u{1b}[31m", "\u{1b}]0;title\u{7}", "\u{9b}2J", "\r\n", "\n\n", "https://example.org/a/very/long/address?with=things",
        ]).prop_map(String::from),
    ];
    prop::collection::vec(part, 0..12).prop_map(|parts| parts.concat())
}

/// Controls, and what turns the direction of reading.
pub(crate) fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
