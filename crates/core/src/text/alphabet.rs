//! Which characters a text is made of, and expressions for texts of few.
//!
//! What an expression asks of letters and of the bounds of words is much where all of Unicode may come, and little where a text
//! is known to have none of it.

use regex_automata::meta;
use regex_automata::nfa::thompson::WhichCaptures;
use regex_automata::util::syntax;
use regex_syntax::hir::Hir;

use super::count::beyond_ascii;

/// Which characters a text is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Alphabet {
    /// ASCII alone.
    Ascii,
    /// ASCII, and beyond it only signs, pictures and blanks: nothing that `\w` matches.
    Signs,
    /// Anything.
    Letters,
}

impl Alphabet {
    /// That of a text.
    pub(crate) fn of(text: &str) -> Self {
        if text.is_ascii() {
            Alphabet::Ascii
        } else if beyond_ascii(text).any(is_word) {
            Alphabet::Letters
        } else {
            Alphabet::Signs
        }
    }
}

/// What `\w` matches.
fn is_word(c: char) -> bool {
    // The usual signs and pictures, without asking the tables.
    !matches!(c, '\u{2010}'..='\u{203e}' | '\u{2190}'..='\u{245f}' | '\u{2500}'..='\u{27bf}' | '\u{1f300}'..='\u{1faff}')
        && regex_syntax::try_is_word_character(c).unwrap_or(true)
}

/// Compiles an expression so that it says of a text of an alphabet what it says in full.
///
/// # Errors
/// If it is too large.
pub(super) fn compile(
    source: &str,
    alphabet: Alphabet,
    size_limit: usize,
) -> Result<meta::Regex, Box<meta::BuildError>> {
    // Nobody asks what a group matched. The trigger has looked for literals already: to look for them again is worth what it
    // takes to compile (half of all) only where words may have letters beyond ASCII, which the fast engine cannot tell.
    let config = meta::Config::new()
        .nfa_size_limit(Some(size_limit))
        .which_captures(WhichCaptures::Implicit)
        .auto_prefilter(alphabet == Alphabet::Letters);
    let mut builder = meta::Builder::new();
    builder.configure(config);
    let parsed = match alphabet {
        Alphabet::Ascii => parse_plain(source).or_else(|| parse_ascii_words(source)),
        Alphabet::Signs => parse_ascii_words(source),
        Alphabet::Letters => None,
    };
    let built = match parsed {
        Some(narrow) => builder.build_from_hir(&narrow),
        None => builder.build(source),
    };
    built.map_err(Box::new)
}

/// Parses an expression so that its words are those of ASCII, which is much less work; for a text that has no others it says the
/// same. None where it cannot be said so.
fn parse_ascii_words(source: &str) -> Option<Hir> {
    let mut written = String::with_capacity(source.len() * 2);
    let mut rest = source;
    while let Some(at) = rest.find(['\\', '(']) {
        written.push_str(&rest[..at]);
        let behind = rest[at + 1..].chars().next()?;
        let end = at + 1 + behind.len_utf8();
        let part = &rest[at..end];
        rest = &rest[end..];
        written.push_str(match part {
            r"\b" if !rest.starts_with('{') => r"(?-u:\b)",
            // In brackets these are brackets in brackets.
            r"\w" => "[[:word:]]",
            r"\W" => "[^[:word:]]",
            r"\d" => "[0-9]",
            r"\D" => "[^0-9]",
            // Characters by number and by name, and bounds that may lie within a character.
            r"\b" | r"\B" | r"\x" | r"\u" | r"\U" | r"\p" | r"\P" | r"\<" | r"\>" => return None,
            // Flags that change what the above says.
            "(?" if rest.find([':', ')', '<']).is_none_or(|end| rest[..end].contains(['x', 'u'])) => return None,
            // What stands behind a bracket is looked at next.
            _ if part.starts_with('(') && behind != '?' => {
                rest = &source[source.len() - rest.len() - behind.len_utf8()..];
                "("
            }
            part => part,
        });
    }
    written.push_str(rest);
    syntax::parse(&written).ok()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_no_letters() {
        assert_eq!(Alphabet::of("plain_1"), Alphabet::Ascii);
        assert_eq!(Alphabet::of("“so” 💯 — ❤\u{3000}"), Alphabet::Signs);
        assert_eq!(Alphabet::of("💯 é"), Alphabet::Letters);
    }

    #[test]
    fn what_is_no_letter_without_the_tables_is_none_with_them() {
        for c in '\u{80}'..=char::MAX {
            assert_eq!(is_word(c), regex_syntax::is_word_character(c), "{c:?}");
        }
    }
}
