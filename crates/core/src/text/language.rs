//! Which language a text is in, as far as that can be told.

use unicode_script::Script;

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

/// The language with most hits of function words; ties are left to a classifier, and to nobody if it names none of the tied.
pub(crate) fn of_hits(text: &str, hits: &[(&str, usize)]) -> Option<usize> {
    let most = hits.iter().map(|(_, n)| *n).max().filter(|n| *n > 0)?;
    let mut tied = (0..hits.len()).filter(|&i| hits[i].1 == most);
    let first = tied.next()?;
    if tied.next().is_none() {
        return Some(first);
    }
    let guess = code(whichlang::detect_language(text));
    (0..hits.len()).find(|&i| hits[i].1 == most && hits[i].0 == guess)
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
