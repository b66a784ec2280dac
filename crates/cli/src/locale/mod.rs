//! The language in which reports speak: which one, and the program's own words in it.
//!
//! What rules say is translated in their packs (`locales/es.toml` of a pack); here are the words around it. Each language is
//! one file of this folder, and [`words`] lists every text with its placeholders, `phrases` says which one stands for what.

#[macro_use]
mod words;
mod conditions;
mod numbers;
mod phrases;

use clap::ValueEnum;

pub(crate) use self::words::Words;

/// A language that the program speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Locale {
    /// English
    #[default]
    En,
    /// Spanish
    Es,
    /// German
    De,
}

impl Locale {
    /// The language that was asked for, else the one of the environment, else English.
    pub(crate) fn or_environment(asked: Option<Locale>) -> Locale {
        asked.unwrap_or_else(|| from_environment(|name| std::env::var(name).ok()))
    }

    /// Its code, as packs and web pages write it.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Locale::En => "en",
            Locale::Es => "es",
            Locale::De => "de",
        }
    }

    /// The program's own words in it.
    pub(crate) fn words(self) -> &'static Words {
        words::of(self)
    }
}

/// The first of the variables that is set decides, as everywhere; what it names and the program does not speak is English.
fn from_environment(variable: impl Fn(&str) -> Option<String>) -> Locale {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(variable).find(|value| !value.is_empty());
    let named = set.unwrap_or_default();
    let language = named.split(['_', '-', '.', '@']).next().unwrap_or_default().to_ascii_lowercase();
    Locale::value_variants().iter().copied().find(|locale| locale.code() == language).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(set: &[(&str, &str)]) -> Locale {
        from_environment(|name| set.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn the_first_variable_that_is_set_decides() {
        assert_eq!(environment(&[]), Locale::En);
        assert_eq!(environment(&[("LANG", "de_AT.UTF-8")]), Locale::De);
        assert_eq!(environment(&[("LANG", "de_DE.UTF-8"), ("LC_MESSAGES", "es")]), Locale::Es);
        assert_eq!(environment(&[("LANG", "de_DE.UTF-8"), ("LC_ALL", "C")]), Locale::En);
        assert_eq!(environment(&[("LANG", "es_ES"), ("LC_ALL", "")]), Locale::Es);
        assert_eq!(environment(&[("LANG", "fr_FR.UTF-8")]), Locale::En);
        assert_eq!(environment(&[("LANG", "ES@euro")]), Locale::Es);
    }
}
