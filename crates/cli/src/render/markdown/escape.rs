//! Text that is only text in Markdown, wherever it is pasted.
//!
//! A backslash takes the meaning from a sign of the language. It does not keep a forge or a chat from finding mentions,
//! references and addresses in what comes out of it; these are broken by a word joiner, which nobody sees: nobody is called,
//! nothing is linked or closed, and no preview is fetched.

use std::ops::Range;

/// Takes no room, and belongs to no name or address.
const JOINER: char = '\u{2060}';

/// Signs that mean something wherever they stand.
const SIGNS: &str = "\\`*_[]<>|~&$^{}";

/// A text of one line as text.
pub(super) fn escaped(text: &str) -> String {
    with_bold(text.trim(), &[])
}

/// A text of one line as text, of which some places are bold. These are apart, in their order, and not empty.
pub(super) fn with_bold(text: &str, bold: &[Range<usize>]) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let number = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let rest = &text[end..];
        if bold.iter().any(|place| place.start == at) {
            out.push_str("**");
        }
        if SIGNS.contains(c) || (at == 0 || at == number) && begins(c, rest, at > 0) {
            out.push('\\');
        }
        out.push(c);
        if bold.iter().any(|place| place.end == end) {
            out.push_str("**");
        }
        if calls(&text[..at], c, rest) {
            out.push(JOINER);
        }
    }
    out
}

/// A text of one line between two tags of HTML, where Markdown means nothing.
pub(super) fn in_html(text: &str) -> String {
    let text = text.trim();
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for (at, c) in text.char_indices() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
        if calls(&text[..at], c, &text[at + c.len_utf8()..]) {
            out.push(JOINER);
        }
    }
    out
}

/// Whether a sign begins a block, such as a list. That can only be at the beginning of a line, which any text may be.
fn begins(sign: char, after: &str, numbered: bool) -> bool {
    let alone = after.is_empty() || after.starts_with([' ', sign]);
    match sign {
        '.' | ')' => numbered && alone,
        '#' | '+' | '-' => !numbered && alone,
        '=' | ':' => !numbered,
        _ => false,
    }
}

/// Whether a sign, between what stands before and after it, makes a forge or a chat look for what is named.
fn calls(before: &str, sign: char, after: &str) -> bool {
    let next = after.chars().next();
    match sign {
        '@' => next.is_some_and(|c| !c.is_whitespace()),
        '#' | '!' | '%' => next.is_some_and(char::is_alphanumeric),
        // An address, `:name:`.
        ':' => next.is_some_and(|c| c == '/' || c.is_ascii_alphanumeric() || matches!(c, '+' | '-')),
        // `www.`, and the name of a site without it.
        '.' => ends_with(before, "www") || before.ends_with(char::is_alphanumeric) && begins_with_letters(after),
        '-' => ends_with(before, "gh") && next.is_some_and(|c| c.is_ascii_digit()),
        _ => false,
    }
}

/// With two of them: no top-level domain is shorter.
fn begins_with_letters(text: &str) -> bool {
    let mut chars = text.chars();
    (0..2).all(|_| chars.next().is_some_and(char::is_alphabetic))
}

fn ends_with(text: &str, word: &str) -> bool {
    text.len() >= word.len()
        && text.is_char_boundary(text.len() - word.len())
        && text[text.len() - word.len()..].eq_ignore_ascii_case(word)
}

/// A text as code: none of it means anything, and nothing in it ends it.
pub(super) fn code(text: &str) -> String {
    let text = text.trim();
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

#[cfg(test)]
mod tests {
    use super::{code, escaped, in_html};

    fn shown(text: &str) -> String {
        escaped(text).replace('\u{2060}', "•")
    }

    #[test]
    fn signs_lose_their_meaning() {
        assert_eq!(
            shown("a*b_c `d` [e](f) <g> | ~h~ &amp; $i$"),
            "a\\*b\\_c \\`d\\` \\[e\\](f) \\<g\\> \\| \\~h\\~ \\&amp; \\$i\\$"
        );
        assert_eq!(shown("\\"), "\\\\");
    }

    #[test]
    fn no_text_begins_a_block() {
        for (text, wanted) in [
            ("# a", "\\# a"),
            ("- a", "\\- a"),
            ("+ a", "\\+ a"),
            ("1. a", "1\\. a"),
            ("12) a", "12\\) a"),
            ("===", "\\==="),
        ] {
            assert_eq!(shown(text), wanted);
        }
        for text in ["Version 1.2 - new", "-16.8", "0.438"] {
            assert_eq!(shown(text), text);
        }
    }

    #[test]
    fn nobody_is_called_and_nothing_is_linked() {
        for (text, wanted) in [
            ("@everyone", "@•everyone"),
            ("fixes #1 and o/r#2, !3", "fixes #•1 and o/r#•2, !•3"),
            ("https://evil.example", "https:•//evil.•example"),
            ("www.evil.example", "www.•evil.•example"),
            ("a@b.example", "a@•b.•example"),
            ("@_ana_", "@•\\_ana\\_"),
            ("on evil.example, e.g. 1.5 @ 2", "on evil.•example, e.g. 1.5 @ 2"),
            ("GH-1", "GH-•1"),
            (":smile:", "\\:•smile:"),
        ] {
            assert_eq!(shown(text), wanted);
        }
    }

    #[test]
    fn between_tags_there_are_no_tags() {
        assert_eq!(in_html(" <b>\"a\"</b> & *c* @ana "), "&lt;b&gt;&quot;a&quot;&lt;/b&gt; &amp; *c* @\u{2060}ana");
    }

    #[test]
    fn code_ends_where_it_should() {
        assert_eq!(code("bio/no-goal"), "`bio/no-goal`");
        assert_eq!(code("a``b"), "```a``b```");
        assert_eq!(code("`a"), "`` `a ``");
        assert_eq!(code(" `a` "), "`` `a` ``");
    }
}
