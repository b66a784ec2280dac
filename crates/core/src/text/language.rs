//! Which language a text is in, as far as that can be told.

use unicode_script::Script;

use super::token::Token;

/// The language that a script belongs to, if it belongs to one only.
pub(crate) fn of_script(script: Script) -> Option<&'static str> {
    Some(match script {
        Script::Hangul => "ko",
        Script::Hiragana | Script::Katakana => "ja",
        Script::Thai => "th",
        Script::Greek => "el",
        Script::Armenian => "hy",
        Script::Georgian => "ka",
        Script::Khmer => "km",
        Script::Lao => "lo",
        Script::Myanmar => "my",
        Script::Tamil => "ta",
        Script::Telugu => "te",
        Script::Kannada => "kn",
        Script::Malayalam => "ml",
        Script::Gujarati => "gu",
        Script::Gurmukhi => "pa",
        Script::Sinhala => "si",
        _ => return None,
    })
}

/// The words of a text that languages have in their lists.
pub(crate) struct KnownWords {
    /// How many, by language.
    by_language: Vec<usize>,
    /// How many words could be known.
    words: usize,
}

/// Looks up the words of a text; `speakers` says which languages have a word, a bit each. Handles, and what has digits or fewer
/// than three letters, belong to no language.
pub(crate) fn known_words(
    text: &str,
    tokens: &[Token],
    languages: usize,
    speakers: impl Fn(&str) -> u32,
) -> KnownWords {
    let mut known = KnownWords { by_language: vec![0; languages], words: 0 };
    let mut handle = false;
    for token in tokens {
        let word = token.text(text);
        let named = std::mem::replace(&mut handle, word == "@");
        if named || !token.word || word.len() < 3 || !word.chars().all(char::is_alphabetic) {
            continue;
        }
        known.words += 1;
        let speakers = speakers(word);
        for (language, n) in known.by_language.iter_mut().enumerate().take(32) {
            *n += usize::from(speakers >> language & 1 == 1);
        }
    }
    known
}

/// So many words of a language settle it by themselves where they are at least half of the text; fewer, where they are all of it.
const ENOUGH: usize = 2;

/// The language of which most function words were found; `found` says how many, for each of so many languages from the first on
/// (those left out have none). Where several have as many, or none at all, the other words that are known decide, and then a
/// classifier; where no function word speaks, these words settle it only if they are two and half of the text, if they are all that
/// the text has, or if the classifier agrees: a language without lists shares words with those that have them.
pub(crate) fn of_signs<'l>(
    text: &str,
    languages: usize,
    found: &[u32],
    known: impl FnOnce() -> KnownWords,
    code_of: impl Fn(usize) -> &'l str,
) -> Option<usize> {
    let most = found.iter().copied().max().unwrap_or(0);
    let tied = |language: &usize| found.get(*language).copied().unwrap_or(0) == most;
    if most > 0 && found.iter().filter(|count| **count == most).count() == 1 {
        return (0..found.len()).find(tied);
    }
    let known = known();
    let of = |i: usize| known.by_language.get(i).copied().unwrap_or(0);
    let best = (0..languages).filter(tied).map(of).max()?;
    if most == 0 && best == 0 {
        return None;
    }
    let mut best_known = (0..languages).filter(tied).filter(|&i| of(i) == best);
    let (first, second) = (best_known.next()?, best_known.next());
    let most_of_it = best == known.words || (best >= ENOUGH && best * 2 >= known.words);
    if second.is_none() && (most > 0 || most_of_it) {
        return Some(first);
    }
    let guess = code(whichlang::detect_language(text));
    std::iter::once(first).chain(second).chain(best_known).find(|&i| code_of(i) == guess)
}

/// Two-letter code of the classifier's answer.
fn code(language: whichlang::Lang) -> &'static str {
    use whichlang::Lang;
    match language {
        Lang::Ara => "ar",
        Lang::Cmn => "zh",
        Lang::Deu => "de",
        Lang::Eng => "en",
        Lang::Fra => "fr",
        Lang::Hin => "hi",
        Lang::Ita => "it",
        Lang::Jpn => "ja",
        Lang::Kor => "ko",
        Lang::Nld => "nl",
        Lang::Por => "pt",
        Lang::Rus => "ru",
        Lang::Spa => "es",
        Lang::Swe => "sv",
        Lang::Tur => "tr",
        Lang::Vie => "vi",
    }
}
