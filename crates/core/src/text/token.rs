//! Cutting a text into words, and folding words so that spellings of the same word are equal.
//!
//! A word is a run of letters, digits, marks and `_` (the same characters as `\w`, so that a phrase made of whole words is
//! bounded as by `\b`). Scripts that are written without blanks (Han, kana, Thai, Lao, Khmer, Burmese) have one word a
//! character. Every other visible character is a token of its own. Invisible characters belong to nothing.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};
use unicode_script::{Script, UnicodeScript};

/// A word or another visible character of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    /// First byte in the text as written.
    pub(crate) start: u32,
    /// Byte after the last.
    pub(crate) end: u32,
    /// Which phrase of the text it stands in: a full stop, `!`, `?`, `;`, bullet, bar or line end closes one.
    pub(crate) segment: u32,
    /// A word rather than a sign.
    pub(crate) word: bool,
    /// White space stands before it.
    pub(crate) spaced: bool,
}

impl Token {
    pub(crate) fn text<'t>(&self, text: &'t str) -> &'t str {
        &text[self.start as usize..self.end as usize]
    }
}

/// The longest text that is matched, in bytes; the rest of a longer one is not looked at. Bounds the offsets to 32 bits.
pub(crate) const MAX_TEXT: usize = 1 << 30;

/// Cuts a text into tokens, in the order of the text.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let mut out = Vec::with_capacity(text.len() / 4 + 1);
    tokens_into(text, &mut out);
    out
}

/// The same into a buffer that is used again; what was in it is lost.
pub(crate) fn tokens_into(text: &str, out: &mut Vec<Token>) {
    out.clear();
    out.extend(Cutter::new(text, 0, 0));
}

/// Whether a sign ends a phrase of the text. A full stop inside of `node.js` does not.
pub(super) fn closes(sign: char, rest: &str) -> bool {
    match sign {
        '.' | '…' => rest.chars().next().is_none_or(char::is_whitespace),
        '!' | '?' | ';' | '•' | '·' | '|' | '│' | '¦' | '‣' | '▪' | '●' | '♦' | '。' | '．' | '！' | '？' | '；'
        | '｜' | '※' | '¡' | '¿' => true,
        _ => false,
    }
}

/// By byte, whether it is an ASCII letter, digit or `_`.
const ASCII_WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte: u8 = 0;
    while byte < 128 {
        table[byte as usize] = byte.is_ascii_alphanumeric() || byte == b'_';
        byte += 1;
    }
    table
};

pub(super) fn is_ascii_word(byte: u8) -> bool {
    ASCII_WORD[usize::from(byte)]
}

/// Whether a byte is of something that is not ASCII, or belongs to no token.
#[inline]
pub(super) fn is_odd(byte: u8) -> bool {
    !byte.is_ascii() || byte == 0x7f || (byte < b' ' && !matches!(byte, b'\t'..=b'\r'))
}

/// Cuts a text into tokens, one after the other.
#[derive(Clone, Debug)]
pub(super) struct Cutter<'t> {
    text: &'t str,
    /// Up to here the text has been cut.
    pub(super) at: usize,
    /// Which phrase of the text the next token stands in, unless white space that is still to come ends it.
    pub(super) segment: u32,
}

impl<'t> Cutter<'t> {
    /// Goes on from a place where a token may begin.
    pub(super) fn new(text: &'t str, at: usize, segment: u32) -> Self {
        Cutter { text, at, segment }
    }

    /// Goes on behind a token.
    pub(super) fn after(text: &'t str, token: Token) -> Self {
        let end = token.end as usize;
        let closed = !token.word && token.text(text).chars().next().is_some_and(|c| closes(c, &text[end..]));
        Cutter::new(text, end, token.segment + u32::from(closed))
    }
}

impl Iterator for Cutter<'_> {
    type Item = Token;

    #[expect(clippy::cast_possible_truncation, reason = "MAX_TEXT bounds offsets to 32 bits")]
    fn next(&mut self) -> Option<Token> {
        let bytes = &self.text.as_bytes()[..self.text.len().min(MAX_TEXT)];
        let mut spaced = false;
        // Start and end of a word, as far as it has been read.
        let mut open: Option<(usize, usize)> = None;
        let token = |(start, end), segment, word, spaced| {
            Some(Token { start: start as u32, end: end as u32, segment, word, spaced })
        };
        while let Some(&byte) = bytes.get(self.at) {
            let start = self.at;
            // Most text is ASCII words: those are read without decoding.
            if is_ascii_word(byte) {
                self.at += bytes[start..].iter().take_while(|b| is_ascii_word(**b)).count();
                open = Some((open.map_or(start, |(first, _)| first), self.at));
                continue;
            }
            let Some(c) = self.text[start..].chars().next() else { break };
            let end = start + c.len_utf8();
            match (class(c), &mut open) {
                (Class::Invisible, _) | (Class::Mark, None) => {}
                // A combining mark lengthens an open word; on a sign it changes nothing that matching looks at.
                (Class::Mark | Class::Word, Some((_, last))) => *last = end,
                (Class::Word, None) => open = Some((start, end)),
                (_, Some(word)) => return token(*word, self.segment, true, spaced),
                (Class::Blank, None) => {
                    spaced = true;
                    self.segment += u32::from(matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}'));
                }
                (kind @ (Class::Single | Class::Sign), None) => {
                    let segment = self.segment;
                    self.at = end;
                    self.segment += u32::from(kind == Class::Sign && closes(c, &self.text[end..]));
                    return token((start, end), segment, kind == Class::Single, spaced);
                }
            }
            self.at = end;
        }
        open.and_then(|word| token(word, self.segment, true, spaced))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Word,
    /// A word of one character.
    Single,
    Mark,
    Blank,
    Sign,
    Invisible,
}

fn class(c: char) -> Class {
    if c.is_ascii() {
        return match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '_' => Class::Word,
            ' ' | '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' => Class::Blank,
            '\0'..='\u{1f}' | '\u{7f}' => Class::Invisible,
            _ => Class::Sign,
        };
    }
    match c {
        // The usual letters and pictures, without asking the tables.
        '\u{d7}' | '\u{f7}' | '\u{2010}'..='\u{2027}' | '\u{2600}'..='\u{2775}' | '\u{1f300}'..='\u{1faff}' => {
            Class::Sign
        }
        '\u{c0}'..='\u{24f}' => Class::Word,
        _ => class_of_other(c),
    }
}

fn class_of_other(c: char) -> Class {
    if is_invisible(c) {
        return Class::Invisible;
    }
    if c.is_whitespace() {
        return Class::Blank;
    }
    match c.general_category() {
        GeneralCategory::NonspacingMark | GeneralCategory::SpacingMark | GeneralCategory::EnclosingMark => Class::Mark,
        GeneralCategory::ConnectorPunctuation => Class::Word,
        _ if is_unspaced(c) => Class::Single,
        _ if c.is_alphabetic() || c.is_numeric() => Class::Word,
        _ => Class::Sign,
    }
}

/// Letters of scripts that put no blanks between words.
fn is_unspaced(c: char) -> bool {
    u32::from(c) >= 0xE00
        && c.is_alphabetic()
        && matches!(
            c.script(),
            Script::Han
                | Script::Hiragana
                | Script::Katakana
                | Script::Thai
                | Script::Lao
                | Script::Khmer
                | Script::Myanmar
        )
}

/// Characters that show nothing: controls, joiners, bidi marks, variation selectors, tags, fillers.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\0'..='\u{8}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}'
        | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff0}'..='\u{fff8}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Whether a person sees anything of the text.
pub(crate) fn is_visible(text: &str) -> bool {
    text.chars().any(|c| !c.is_whitespace() && !is_invisible(c))
}

/// The folded form of some words, with a blank between two.
pub(crate) fn folded(text: &str, tokens: &[Token]) -> String {
    tokens.iter().map(|token| fold(token.text(text))).collect::<Vec<_>>().join(" ")
}

/// The folded form of a word or sign: NFKC, case folded, without invisible characters and lines drawn through or below;
/// typographic apostrophes and hyphens become plain ones, and so do letters that only look special.
pub(crate) fn fold(token: &str) -> Cow<'_, str> {
    if token.is_ascii() {
        return if token.bytes().any(|b| b.is_ascii_uppercase()) {
            Cow::Owned(token.to_ascii_lowercase())
        } else {
            Cow::Borrowed(token)
        };
    }
    if token.chars().all(is_simple) {
        // These have one small form each, and no other spelling; pictures are neither large nor small.
        let is_small = !token.chars().any(|c| c < '\u{2000}' && c.is_uppercase());
        return if is_small { Cow::Borrowed(token) } else { Cow::Owned(token.to_lowercase()) };
    }
    fold_other(token)
}

/// Letters and pictures that fold by lower case alone.
fn is_simple(c: char) -> bool {
    match c {
        '\u{df}' | '\u{130}'..='\u{133}' | '\u{13f}' | '\u{140}' | '\u{149}' | '\u{17f}' => false,
        '\u{c0}'..='\u{17f}' | '\u{410}'..='\u{44f}' | '\u{2600}'..='\u{2775}' | '\u{1f300}'..='\u{1faff}' => true,
        _ => c.is_ascii_graphic(),
    }
}

fn fold_other(token: &str) -> Cow<'static, str> {
    let visible = token.chars().filter(|c| !is_invisible(*c) && !is_line(*c)).map(plain);
    let folded = caseless::default_case_fold_str(&visible.nfkc().collect::<String>());
    Cow::Owned(folded.nfkc().collect())
}

/// Lines through, above or below a letter, as in "n̶u̶r̶s̶e̶".
fn is_line(c: char) -> bool {
    matches!(c, '\u{305}' | '\u{332}' | '\u{333}' | '\u{335}'..='\u{338}' | '\u{33f}')
}

/// What people type with "fancy letters" and NFKC leaves alone: small capitals, and white letters on black.
fn unfancied(c: char) -> Option<char> {
    const SMALL_CAPITALS: &str = "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢ";
    const LETTERS: &str = "abcdefghijklmnopqrstuvwyz";
    match c {
        '\u{1f150}'..='\u{1f169}' => char::from_u32(u32::from(c) - 0x1f150 + u32::from('a')),
        '\u{1f170}'..='\u{1f189}' => char::from_u32(u32::from(c) - 0x1f170 + u32::from('a')),
        '\u{262}'..='\u{29f}' | '\u{1d00}'..='\u{1d22}' | '\u{a730}' | '\u{a731}' | '\u{a7af}' => {
            SMALL_CAPITALS.chars().zip(LETTERS.chars()).find(|(small, _)| *small == c).map(|(_, letter)| letter)
        }
        _ => None,
    }
}

fn plain(c: char) -> char {
    if let Some(letter) = unfancied(c) {
        return letter;
    }
    match c {
        '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2bc}' | '\u{ff07}' => '\'',
        '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{201f}' => '"',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        c => c,
    }
}

/// A whole text folded for comparison: tokens folded, white space runs to one blank, none at the ends.
pub(crate) fn fold_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for token in tokens(text) {
        if token.spaced && !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&fold(token.text(text)));
    }
    out
}

/// Whether the character is a letter for counting.
pub(crate) fn is_letter(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphabetic();
    }
    // Enclosed letters such as the regional indicators of flags are symbols, not letters.
    c.is_alphabetic() && c.general_category_group() == GeneralCategoryGroup::Letter
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        tokens(text).iter().map(|t| fold(t.text(text)).into_owned()).collect()
    }

    #[test]
    fn short_cuts_lead_where_the_tables_do() {
        for c in '\u{80}'..='\u{1ffff}' {
            assert_eq!(class(c), class_of_other(c), "{c:?}");
            if is_simple(c) {
                let token = c.to_string();
                assert_eq!(fold(&token), fold_other(&token), "{c:?}");
            }
        }
    }

    #[test]
    fn words_and_signs() {
        assert_eq!(words("Rust & C++, don’t"), ["rust", "&", "c", "+", "+", ",", "don", "'", "t"]);
    }

    #[test]
    fn width_and_fancy_letters_fold() {
        assert_eq!(words("Ｒｕｓｔ 𝓡𝓾𝓼𝓽 STRASSE straße"), ["rust", "rust", "strasse", "strasse"]);
    }

    #[test]
    fn letters_that_only_look_special_fold() {
        assert_eq!(words("ɴᴜʀsᴇ ɪɴ ᴄʜɪᴇꜰ"), ["nurse", "in", "chief"]);
        assert_eq!(words("🅽🆄🆁🆂🅴 🅝🅤🅡🅢🅔"), ["nurse", "nurse"]);
        assert_eq!(words("n̶u̶r̶s̶e̶ n̲u̲r̲s̲e̲"), ["nurse", "nurse"]);
        assert_eq!(words("🇳🇺 ñandú"), ["🇳", "🇺", "ñandú"]);
    }

    #[test]
    fn invisible_characters_do_not_cut_words() {
        assert_eq!(words("nu\u{200b}rse ❤\u{fe0f}"), ["nurse", "❤"]);
        assert!(!is_visible("\u{200b}\u{200b} \n"));
    }

    #[test]
    fn ideographs_are_words_of_their_own() {
        assert_eq!(words("医師。"), ["医", "師", "。"]);
    }

    #[test]
    fn phrases_end_at_stops_and_lines() {
        let text = "Not a doctor. Audio | node.js\nx";
        let segments: Vec<u32> = tokens(text).iter().map(|t| t.segment).collect();
        assert_eq!(segments, [0, 0, 0, 0, 1, 1, 2, 2, 2, 3]);
    }
}
