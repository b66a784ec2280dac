//! Counting what a person sees in a text.

use std::borrow::Cow;
use std::ops::Range;

use linkify::{LinkFinder, LinkKind};
use unicode_properties::UnicodeEmoji;
use unicode_script::{Script, UnicodeScript};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::block::{BLOCK, Window, is, is_between};
use super::token::{is_invisible, is_letter};
use super::words::words;
use crate::bits::ones;

/// Counts that need the places of links, tags and mentions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Marks {
    /// Links: addresses with a scheme, `www.…`, and bare domains with a path.
    pub(crate) links: Vec<Range<usize>>,
    /// `#tag` outside of links; needs a letter, so `#1` and `C#` are none.
    pub(crate) hashtags: Vec<Range<usize>>,
    /// `@name`, `@name@host` outside of links.
    pub(crate) mentions: Vec<Range<usize>>,
}

pub(crate) fn marks(text: &str) -> Marks {
    let links = links(text);
    let mut marks = Marks::default();
    let mut at = 0;
    for link in &links {
        tags(text, at..link.start, &mut marks);
        at = link.end;
    }
    tags(text, at..text.len(), &mut marks);
    marks.links = links;
    marks
}

fn links(text: &str) -> Vec<Range<usize>> {
    // Cheap way out: whatever counts as a link has one of these.
    let bytes = text.as_bytes();
    let is_www = |stop: usize| matches!(bytes[..stop].last_chunk(), Some(b"www" | b"WWW"));
    if memchr::memchr(b'/', bytes).is_none() && !memchr::memchr_iter(b'.', bytes).any(is_www) {
        return Vec::new();
    }
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]).url_must_have_scheme(false);
    finder.links(text).filter(|l| is_link(l.as_str())).map(|l| l.start()..l.end()).collect()
}

/// A bare `node.js` or `and/or` is no link.
fn is_link(found: &str) -> bool {
    found.contains("://")
        || found.get(..4).is_some_and(|w| w.eq_ignore_ascii_case("www."))
        || found.split_once('/').is_some_and(|(host, _)| host.contains('.'))
}

fn tags(text: &str, range: Range<usize>, marks: &mut Marks) {
    let mut at = range.start;
    // The wide signs begin with the byte 0xef.
    while let Some(found) = memchr::memchr3(b'#', b'@', 0xef, &text.as_bytes()[at..range.end]) {
        let start = at + found;
        let (before, rest) = (&text[..start], &text[start..range.end]);
        let mut chars = rest.chars();
        let sign = chars.next().unwrap_or_default();
        at = start + sign.len_utf8();
        if !matches!(sign, '#' | '＃' | '@' | '＠') || before.chars().next_back().is_some_and(is_word) {
            continue;
        }
        let hash = matches!(sign, '#' | '＃');
        let mut end = at;
        let mut letters = false;
        for next in chars {
            let inner = is_word(next) || (!hash && matches!(next, '@' | '.' | '-') && follows(text, end, range.end));
            if !inner {
                break;
            }
            letters |= is_letter(next);
            end += next.len_utf8();
        }
        if hash && letters {
            marks.hashtags.push(start..end);
        } else if !hash && end > at {
            marks.mentions.push(start..end);
        }
        at = end;
    }
}

/// Whether a word character follows the sign at `at`, so that the sign belongs to the name.
fn follows(text: &str, at: usize, end: usize) -> bool {
    text[at..end].chars().nth(1).is_some_and(is_word)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || (!c.is_ascii() && unicode_normalization::char::is_combining_mark(c))
}

/// What stands between the links, tags and mentions of a text.
fn own_parts<'t>(text: &'t str, marks: &Marks) -> impl Iterator<Item = &'t str> {
    let cuts = marks.links.iter().chain(&marks.hashtags).chain(&marks.mentions);
    let mut cuts: Vec<(usize, usize)> = cuts.map(|cut| (cut.start, cut.end)).collect();
    cuts.sort_unstable();
    let mut at = 0;
    cuts.into_iter().chain([(text.len(), text.len())]).map(move |(start, end)| {
        let part = text.get(at..start).unwrap_or_default();
        at = at.max(end);
        part
    })
}

/// The text without links, tags and mentions, white space runs as one blank.
pub(crate) fn own_text<'t>(text: &'t str, marks: &Marks) -> Cow<'t, str> {
    let mut own = OwnText::default();
    if *marks == Marks::default() {
        return match uneven(text.as_bytes()).next() {
            None if !may_have_wide_blanks(text) => Cow::Borrowed(text.trim_matches(' ')),
            _ => {
                own.add(text);
                Cow::Owned(own.text)
            }
        };
    }
    own.text.reserve(text.len());
    own_parts(text, marks).for_each(|part| own.add(part));
    Cow::Owned(own.text)
}

/// What is left of a text so far.
#[derive(Debug, Default)]
struct OwnText {
    text: String,
}

impl OwnText {
    /// Adds a part of the text.
    fn add(&mut self, part: &str) {
        if may_have_wide_blanks(part) {
            return part.split_whitespace().for_each(|word| self.add_words(word));
        }
        let mut start = 0;
        for at in uneven(part.as_bytes()) {
            self.add_words(&part[start..at]);
            start = at + 1;
        }
        self.add_words(&part[start..]);
    }

    /// Adds words with single blanks between them, and perhaps around them.
    fn add_words(&mut self, words: &str) {
        let words = words.trim_matches(' ');
        if !self.text.is_empty() && !words.is_empty() {
            self.text.push(' ');
        }
        self.text.push_str(words);
    }
}

/// Whether a text may have white space beyond ASCII, all of which begins with one of four bytes.
fn may_have_wide_blanks(text: &str) -> bool {
    let wide =
        |start| Window::at(text.as_bytes(), start).which(|bytes| is(bytes, 0xc2) | is_between(bytes, 0xe1, 0xe3));
    (0..text.len()).step_by(BLOCK).any(|start| wide(start) != 0)
}

/// The places of ASCII white space that is no single blank: of blanks those that another one stands before.
fn uneven(bytes: &[u8]) -> impl Iterator<Item = usize> {
    // Whether the block before ends with a blank.
    let mut open = 0;
    (0..bytes.len()).step_by(BLOCK).flat_map(move |start| {
        let window = Window::at(bytes, start);
        let blank = window.which(|bytes| is(bytes, b' '));
        let other = window.which(|bytes| is_between(bytes, b'\t', b'\r'));
        // Behind the end of the text stand blanks, which are none of it.
        let within = u64::MAX >> BLOCK.saturating_sub(bytes.len() - start);
        let uneven = (other | (blank & (blank << 1 | open))) & within;
        open = blank >> (BLOCK - 1);
        ones(uneven).map(move |bit| start + bit)
    })
}

/// The words of the text without links, tags and mentions: what stands on both sides of one is no word together.
pub(crate) fn own_words(text: &str, marks: &Marks) -> usize {
    if *marks == Marks::default() { words(text) } else { own_parts(text, marks).map(words).sum() }
}

/// Characters as a person counts them.
pub(crate) fn graphemes(text: &str) -> usize {
    if text.is_ascii() && !text.contains('\r') { text.len() } else { text.graphemes(true).count() }
}

/// Columns on a terminal: East Asian wide characters take two.
pub(crate) fn width(text: &str) -> usize {
    text.width()
}

pub(crate) fn letters(text: &str) -> usize {
    text.chars().filter(|&c| is_letter(c)).count()
}

/// Pictures as a person counts them: a flag, a family or a thumb with a skin tone is one.
pub(crate) fn emojis(text: &str) -> usize {
    if text.is_ascii() { 0 } else { text.graphemes(true).filter(|g| is_emoji(g)).count() }
}

fn is_emoji(grapheme: &str) -> bool {
    let mut chars = grapheme.chars();
    let Some(first) = chars.next() else { return false };
    if first.is_ascii() {
        // Keycaps: a digit with the enclosing mark.
        return grapheme.contains('\u{20e3}');
    }
    let rest = chars.as_str();
    let regional = ('\u{1f1e6}'..='\u{1f1ff}').contains(&first);
    match first.emoji_status() {
        _ if regional => !rest.is_empty(),
        _ if rest.contains('\u{fe0e}') => false,
        unicode_properties::EmojiStatus::EmojiPresentation
        | unicode_properties::EmojiStatus::EmojiPresentationAndModifierBase
        | unicode_properties::EmojiStatus::EmojiPresentationAndEmojiComponent
        | unicode_properties::EmojiStatus::EmojiPresentationAndModifierAndEmojiComponent => true,
        _ => rest.contains('\u{fe0f}') && first.is_emoji_char(),
    }
}

/// Share of capitals among letters that have case; none when no letter has.
pub(crate) fn capitals_share(text: &str) -> Option<f64> {
    let (mut upper, mut cased) = (0u32, 0u32);
    for c in text.chars() {
        if c.is_uppercase() {
            upper += 1;
            cased += 1;
        } else if c.is_lowercase() {
            cased += 1;
        }
    }
    (cased > 0).then(|| f64::from(upper) / f64::from(cased))
}

/// The script that most letters are of, in lower case: `latin`, `cyrillic`, `han` …
pub(crate) fn script(text: &str) -> Option<Script> {
    if text.is_ascii() {
        return text.contains(|c: char| c.is_ascii_alphabetic()).then_some(Script::Latin);
    }
    let mut counts: Vec<(Script, usize)> = Vec::new();
    // Most letters are ASCII: those are counted many at a time, so many that a byte can count them.
    let letters = |chunk: &[u8]| usize::from(chunk.iter().map(|b| u8::from(b.is_ascii_alphabetic())).sum::<u8>());
    let latin = text.as_bytes().chunks(255).map(letters).sum::<usize>();
    if latin > 0 {
        counts.push((Script::Latin, latin));
    }
    for c in beyond_ascii(text) {
        let script = match c {
            // Most others, without asking the tables.
            '\u{d7}' | '\u{f7}' => continue,
            '\u{c0}'..='\u{24f}' => Script::Latin,
            c if is_letter(c) && !is_invisible(c) => c.script(),
            _ => continue,
        };
        match counts.iter_mut().find(|(s, _)| *s == script) {
            Some((_, n)) => *n += 1,
            None => counts.push((script, 1)),
        }
    }
    // Japanese is written in three scripts at once; kana say so.
    let kana: usize =
        counts.iter().filter(|(s, _)| matches!(s, Script::Hiragana | Script::Katakana)).map(|(_, n)| n).sum();
    if kana > 0
        && let Some((_, han)) = counts.iter_mut().find(|(s, _)| *s == Script::Han)
    {
        let both = *han + kana;
        *han = 0;
        counts.push((Script::Hiragana, both));
    }
    counts.into_iter().rev().max_by_key(|(_, n)| *n).map(|(s, _)| s)
}

/// The characters of a text that are not ASCII.
pub(crate) fn beyond_ascii(text: &str) -> BeyondAscii<'_> {
    BeyondAscii(text)
}

/// An iterator over the characters that are not ASCII in the rest of a text.
#[derive(Clone, Debug)]
pub(crate) struct BeyondAscii<'t>(&'t str);

impl Iterator for BeyondAscii<'_> {
    type Item = char;

    #[inline]
    fn next(&mut self) -> Option<char> {
        let bytes = self.0.as_bytes();
        let (eights, rest) = bytes.as_chunks::<8>();
        let high = |eight: &[u8; 8]| u64::from_le_bytes(*eight) & 0x8080_8080_8080_8080;
        let found = eights.iter().map(high).enumerate().find(|(_, high)| *high != 0);
        let at = match found {
            Some((place, high)) => place * 8 + high.trailing_zeros() as usize / 8,
            None => bytes.len() - rest.len() + rest.iter().position(|byte| !byte.is_ascii())?,
        };
        let mut chars = self.0[at..].chars();
        let c = chars.next();
        self.0 = chars.as_str();
        c
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashtags_need_a_letter_and_a_free_start() {
        let found = |t: &str| marks(t).hashtags.len();
        assert_eq!(found("C# and F# at a bank, #1 in town"), 0);
        assert_eq!(found("#TeamFollowBack #f4f #gain #mutuals"), 4);
        assert_eq!(found("see https://example.org/#part and ＃日本"), 1);
    }

    #[test]
    fn mentions_may_carry_a_host() {
        let text = "@ana, @ben@example.social and me@example.org";
        let marks = marks(text);
        let found: Vec<&str> = marks.mentions.iter().map(|r| &text[r.clone()]).collect();
        assert_eq!(found, ["@ana", "@ben@example.social"]);
    }

    #[test]
    fn links_with_and_without_scheme() {
        let text = "node.js and/or www.example.org, example.org/x https://example.org.";
        let found: Vec<&str> = marks(text).links.iter().map(|r| &text[r.clone()]).collect();
        assert_eq!(found, ["www.example.org", "example.org/x", "https://example.org"]);
        assert_eq!(
            own_text("Read #rust  https://example.org now @ana", &marks("Read #rust  https://example.org now @ana")),
            "Read now"
        );
    }

    #[test]
    fn emoji_are_counted_as_seen() {
        assert_eq!(emojis("🎨🐙🌊"), 3);
        assert_eq!(emojis("👩‍👩‍👧 🇪🇸 👍🏽 ❤\u{fe0f} 1\u{fe0f}\u{20e3} © 1"), 5);
        assert_eq!(letters("🇪🇸"), 0);
    }

    #[test]
    fn letters_of_the_short_cut_are_latin() {
        for c in ('\u{c0}'..='\u{24f}').filter(|c| !matches!(c, '\u{d7}' | '\u{f7}')) {
            assert!(is_letter(c) && !is_invisible(c) && c.script() == Script::Latin, "{c:?}");
        }
        assert!(!is_letter('\u{d7}') && !is_letter('\u{f7}'));
    }

    proptest::proptest! {
        #[test]
        fn words_of_the_own_text_are_counted_without_making_it(text in "[a#@é' .\u{3000}]{0,24}( https://a.example/x)?[ab ]{0,5}") {
            let marks = marks(&text);
            proptest::prop_assert_eq!(own_words(&text, &marks), words(&own_text(&text, &marks)));
        }

        #[test]
        fn the_own_text_has_single_blanks(text in "[a# .\t\n\u{b}\r]{0,20}|[aé \n\u{a0}]{0,20}") {
            let words: Vec<&str> = text.split_whitespace().collect();
            proptest::prop_assert_eq!(own_text(&text, &Marks::default()), words.join(" "));
        }

        #[test]
        fn letters_of_a_script_are_counted(latin in 0..600usize, greek in 0..600usize) {
            let text = "a".repeat(latin) + &" ω".repeat(greek);
            let most = if greek == 0 && latin == 0 { None } else if greek > latin { Some(Script::Greek) } else { Some(Script::Latin) };
            proptest::prop_assert!(greek == latin || script(&text) == most);
        }

        #[test]
        fn what_is_not_ascii_is_found(text in "[a-z é😀]{0,40}") {
            proptest::prop_assert!(beyond_ascii(&text).eq(text.chars().filter(|c| !c.is_ascii())));
        }
    }

    #[test]
    fn east_asian_characters_are_wide() {
        assert_eq!(width("医師"), 4);
        assert_eq!(graphemes("é\u{301}"), 1);
        assert_eq!(script("医師と"), Some(Script::Hiragana));
    }
}
