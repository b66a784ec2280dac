//! Whether the name and the handle of an account are alike, so that people who know one find the other.
//!
//! This is the plugin that the guide begins with: what it reads, what it supplies, how it is made, and a test.
#![forbid(unsafe_code)]

use followback_plugin::{Cx, Error, Host, Plugin, config, export_plugin, facts, inputs};

config! {
    /// What the user can set.
    pub struct Settings {
        ignore: Vec<String> = vec!["official".to_owned(), "the".to_owned()], "words of a name that do not count";
    }
}

inputs! {
    /// What is read of a profile.
    pub struct Input {
        handle: &'a str = "account.handle", "the handle";
        name: &'a str = "account.name", "the display name";
    }
}

facts! {
    /// What is supplied.
    #[derive(Default)]
    pub struct Naming {
        alike: f64 = "alike", "share of the letters of the name that the handle has in the same order";
        kept: String = "kept", "the longest word of the name that stands in the handle";
    }
}

/// The plugin.
#[derive(Debug)]
pub struct Names {
    ignore: Vec<String>,
}

impl Plugin for Names {
    type Config = Settings;
    type Input<'a> = Input<'a>;
    type Facts = Naming;

    fn open(settings: Settings, _: &Host) -> Result<Self, Error> {
        Ok(Names { ignore: settings.ignore.iter().map(|word| letters(word)).collect() })
    }

    fn eval(&mut self, row: Input<'_>, _: &Cx<'_>) -> Result<Naming, Error> {
        let handle = letters(row.handle);
        let words = row.name.split_whitespace().map(letters);
        let words: Vec<String> = words.filter(|word| !word.is_empty() && !self.ignore.contains(word)).collect();
        let name = words.concat();
        if name.is_empty() {
            return Err(Error::new("the name has no letters to compare"));
        }
        let mut rest = handle.as_str();
        let mut found = 0;
        for letter in name.chars() {
            if let Some(at) = rest.find(letter) {
                rest = &rest[at + letter.len_utf8()..];
                found += 1;
            }
        }
        let alike = f64::from(found) / name.chars().count() as f64;
        let kept = words.into_iter().filter(|word| handle.contains(word)).max_by_key(String::len);
        Ok(Naming { alike: Some(alike), kept })
    }
}

/// Letters and digits alone, in lower case. No name is longer than this; what is costs no more time than one that is not.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).take(200).collect()
}

export_plugin!(Names, id = "naming");

#[cfg(test)]
mod tests {
    use followback_plugin::testing::{TestHost, Value};

    fn alike(handle: &str, name: &str) -> Option<Value> {
        let mut host = TestHost::open(super::plugin(), "{}").unwrap();
        let row = host
            .eval_row(&[("account.handle", Value::Text(handle.into())), ("account.name", Value::Text(name.into()))]);
        row.facts.get("alike").cloned()
    }

    #[test]
    fn letters_in_the_same_order_count() {
        assert_eq!(alike("ana_lopez", "Ana López"), Some(Value::Number(7.0 / 8.0)));
        assert_eq!(alike("x84729105", "The Ana"), Some(Value::Number(0.0)));
        assert_eq!(alike("ana", "🌸"), None);
    }
}
