//! What languages are called.

/// Codes of ISO 639 with their names in English, Spanish and German: the languages that the default lists know, and those that
/// many people write.
const NAMES: [(&str, [&str; 3]); 30] = [
    ("ar", ["Arabic", "árabe", "Arabisch"]),
    ("ca", ["Catalan", "catalán", "Katalanisch"]),
    ("cs", ["Czech", "checo", "Tschechisch"]),
    ("da", ["Danish", "danés", "Dänisch"]),
    ("de", ["German", "alemán", "Deutsch"]),
    ("el", ["Greek", "griego", "Griechisch"]),
    ("en", ["English", "inglés", "Englisch"]),
    ("es", ["Spanish", "español", "Spanisch"]),
    ("eu", ["Basque", "euskera", "Baskisch"]),
    ("fa", ["Persian", "persa", "Persisch"]),
    ("fi", ["Finnish", "finés", "Finnisch"]),
    ("fr", ["French", "francés", "Französisch"]),
    ("gl", ["Galician", "gallego", "Galicisch"]),
    ("he", ["Hebrew", "hebreo", "Hebräisch"]),
    ("hi", ["Hindi", "hindi", "Hindi"]),
    ("hu", ["Hungarian", "húngaro", "Ungarisch"]),
    ("id", ["Indonesian", "indonesio", "Indonesisch"]),
    ("it", ["Italian", "italiano", "Italienisch"]),
    ("ja", ["Japanese", "japonés", "Japanisch"]),
    ("ko", ["Korean", "coreano", "Koreanisch"]),
    ("nb", ["Norwegian", "noruego", "Norwegisch"]),
    ("nl", ["Dutch", "neerlandés", "Niederländisch"]),
    ("pl", ["Polish", "polaco", "Polnisch"]),
    ("pt", ["Portuguese", "portugués", "Portugiesisch"]),
    ("ro", ["Romanian", "rumano", "Rumänisch"]),
    ("ru", ["Russian", "ruso", "Russisch"]),
    ("sv", ["Swedish", "sueco", "Schwedisch"]),
    ("tr", ["Turkish", "turco", "Türkisch"]),
    ("uk", ["Ukrainian", "ucraniano", "Ukrainisch"]),
    ("zh", ["Chinese", "chino", "Chinesisch"]),
];

/// What a language is called within a sentence of another one; its code in capitals where it is none of the above.
pub(super) fn name(language: &str, speech: &str) -> String {
    let column = match speech {
        "es" => 1,
        "de" => 2,
        _ => 0,
    };
    NAMES
        .iter()
        .find(|(code, _)| *code == language)
        .map_or_else(|| language.to_uppercase(), |(_, names)| names[column].to_owned())
}
