//! How values are written into a sentence of a language.

use super::languages;

/// What a language does with values in sentences: yes and no, numbers, shares and lists. Languages that are not here write them
/// as English does.
///
/// ```
/// use followback_core::Speech;
///
/// let spanish = Speech::of("es");
/// assert_eq!(spanish.joined(&["ciencia".to_owned(), "historia".to_owned()]), "ciencia e historia");
/// assert_eq!(spanish.share("33"), "33 %");
/// ```
#[derive(Debug, PartialEq, Eq)]
pub struct Speech {
    pub(crate) code: &'static str,
    /// The word for what is so.
    pub yes: &'static str,
    /// The word for what is not.
    pub no: &'static str,
    and: &'static str,
    /// The same before a word that begins like the Spanish `y` sounds.
    and_before_i: &'static str,
    /// What stands between a whole number and its fraction.
    pub decimal: char,
    percent: &'static str,
    /// Titles keep their capitals within a sentence.
    keeps_capitals: bool,
}

pub(crate) static ENGLISH: Speech = Speech {
    code: "en",
    yes: "yes",
    no: "no",
    and: "and",
    and_before_i: "and",
    decimal: '.',
    percent: "%",
    keeps_capitals: false,
};

static SPANISH: Speech = Speech {
    code: "es",
    yes: "sí",
    no: "no",
    and: "y",
    and_before_i: "e",
    decimal: ',',
    percent: " %",
    keeps_capitals: false,
};

static GERMAN: Speech = Speech {
    code: "de",
    yes: "ja",
    no: "nein",
    and: "und",
    and_before_i: "und",
    decimal: ',',
    percent: " %",
    keeps_capitals: true,
};

/// `educación e historia`, but `agua y hielo`.
fn begins_like_i(word: &str) -> bool {
    let word = word.to_lowercase();
    let sound = word.strip_prefix('h').unwrap_or(&word);
    (sound.starts_with('i') || sound.starts_with('í')) && !sound.starts_with("ie") && !sound.starts_with("io")
}

impl Speech {
    /// That of the language with this code.
    #[must_use]
    pub fn of(code: &str) -> &'static Speech {
        [&SPANISH, &GERMAN].into_iter().find(|speech| speech.code == code).unwrap_or(&ENGLISH)
    }

    /// A number as people write it: whole if it is, else with at most two digits.
    pub(crate) fn number(&self, value: f64) -> String {
        super::number(value).replace('.', self.decimal.encode_utf8(&mut [0; 4]))
    }

    /// A share as people write it.
    pub(crate) fn percent(&self, share: f64) -> String {
        self.share(&self.number((share * 100.0).round()))
    }

    /// A number of hundredths as a share.
    #[must_use]
    pub fn share(&self, hundredths: &str) -> String {
        format!("{hundredths}{}", self.percent)
    }

    /// Words joined for a sentence.
    #[must_use]
    pub fn joined(&self, words: &[String]) -> String {
        match words {
            [] => String::new(),
            [one] => one.clone(),
            [most @ .., last] => {
                let and = if begins_like_i(last) { self.and_before_i } else { self.and };
                format!("{} {and} {last}", most.join(", "))
            }
        }
    }

    /// What a language is called, by its code.
    pub(crate) fn language(&self, code: &str) -> String {
        languages::name(code, self.code)
    }

    /// A title within a sentence.
    pub(crate) fn within(&self, title: &str) -> String {
        if self.keeps_capitals { title.to_owned() } else { title.to_lowercase() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_as_in_the_language() {
        let words = |words: &[&str]| words.iter().map(|&w| w.to_owned()).collect::<Vec<_>>();
        let (es, de) = (Speech::of("es"), Speech::of("de"));
        assert_eq!([es.number(1.5), es.number(20.0), es.percent(1.0 / 3.0)], ["1,5", "20", "33 %"]);
        assert_eq!(es.joined(&words(&["arte", "cine", "música"])), "arte, cine y música");
        assert_eq!(es.joined(&words(&["educación", "historia"])), "educación e historia");
        assert_eq!(es.joined(&words(&["agua", "hielo"])), "agua y hielo");
        assert_eq!(de.joined(&words(&["Kaffee", "Tee"])), "Kaffee und Tee");
        assert_eq!([es.within("Café"), de.within("Kaffee")], ["café", "Kaffee"]);
        assert_eq!(Speech::of("xx"), &ENGLISH);
        let english = [&ENGLISH, es, de].map(|speech| speech.language("en"));
        assert_eq!(english, ["English", "inglés", "Englisch"]);
        assert_eq!(es.language("gsw"), "GSW");
    }
}
