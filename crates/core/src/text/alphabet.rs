//! Which characters a text is made of, and expressions for texts of few.
//!
//! What an expression asks of letters is much where all of Unicode may come, and little where a text is known to have none of it.

use regex_automata::util::syntax;
use regex_syntax::hir::Hir;

/// Which characters a text is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Alphabet {
    /// ASCII alone.
    Ascii,
    /// Anything.
    Unicode,
}

impl Alphabet {
    /// That of a text.
    pub(super) fn of(text: &str) -> Self {
        if text.is_ascii() { Alphabet::Ascii } else { Alphabet::Unicode }
    }
}

/// The ASCII characters of a range, a bit each, given by its first and last character.
pub(super) fn ascii_of(first: u32, last: u32) -> u128 {
    if first > 127 {
        return 0;
    }
    let up_to = |c: u32| u128::MAX >> (127 - c.min(127));
    up_to(last) & !(up_to(first) >> 1)
}

/// Parses an expression so that it says of a text of an alphabet what it says in full; none where it is none.
pub(super) fn parse(source: &str, alphabet: Alphabet) -> Option<Hir> {
    let plain = if alphabet == Alphabet::Ascii { parse_plain(source) } else { None };
    plain.or_else(|| syntax::parse(source).ok())
}

/// Parses an expression without the tables of Unicode, which is far less work. None where for a text of ASCII it may say something
/// else without them: where a letter in it can stand for an ASCII one.
fn parse_plain(source: &str) -> Option<Hir> {
    let names_letters = |escape: &str| source.contains(escape);
    // With the flag `x` a remark may stand anywhere, also within a range.
    let has_remarks =
        || source.split("(?").skip(1).any(|flags| flags.split([':', ')']).next().is_some_and(|f| f.contains('x')));
    if [r"\x", r"\u", r"\U"].into_iter().any(names_letters) || has_remarks() {
        return None;
    }
    let mut written = String::with_capacity(source.len() * 2);
    for c in source.chars() {
        match c {
            '\u{17f}' | '\u{212a}' => return None,
            // A range up to there may have one of these two in it.
            '\u{180}'.. if written.trim_end().ends_with('-') => return None,
            // A byte that no text of ASCII has, and that ranges may end with.
            '\u{80}'.. => written.push_str(r"\xFF"),
            c => written.push(c),
        }
    }
    syntax::parse_with(&written, &syntax::Config::new().unicode(false).utf8(false)).ok()
}
