//! The values of fields, of JSON or TOML alike. `null` gives nothing, as if the field were left out.

use std::borrow::Cow;
use std::fmt;

use followback_core::nearest;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::context::Context;
use crate::date::{Date, parse_date};
use crate::limits::MAX_ENTRIES;
use crate::words::shorten;

/// Implements a seed whose visitor is itself, and which takes `null` as nothing.
macro_rules! seed {
    ($name:ty, $value:ty, $expecting:literal, { $($visit:item)* }) => {
        impl<'de> DeserializeSeed<'de> for $name {
            type Value = Option<$value>;

            fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
                deserializer.deserialize_any(self)
            }
        }

        impl<'de> Visitor<'de> for $name {
            type Value = Option<$value>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str($expecting)
            }

            fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
                Ok(None)
            }

            $($visit)*
        }
    };
}

/// A text.
pub(super) struct TextSeed;

seed!(TextSeed, Cow<'de, str>, "a text", {
    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Some(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(text.to_owned())))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(text)))
    }
});

/// One of these words, or nothing.
pub(super) struct WordSeed<'s, 'c>(pub(super) &'s Context<'c>, pub(super) &'static [&'static str]);

impl WordSeed<'_, '_> {
    fn check<E: Error>(&self, word: &str) -> Result<Option<Cow<'static, str>>, E> {
        if word.is_empty() {
            return Ok(Some(Cow::Borrowed("")));
        }
        if let Some(known) = self.1.iter().find(|known| **known == word) {
            return Ok(Some(Cow::Borrowed(known)));
        }
        let (field, words) = (self.0.field(), self.1.join(", "));
        let meant =
            if word.eq_ignore_ascii_case("twitter") { Some("x") } else { nearest(word, self.1.iter().copied()) };
        let help =
            meant.map_or_else(|| "leave it out if none of them fits".to_owned(), |m| format!("did you mean `{m}`?"));
        Err(self.0.fault(format!("`{field}` must be one of {words}, found `{}`", shorten(word)), Some(help)))
    }
}

seed!(WordSeed<'_, '_>, Cow<'static, str>, "a word in quotes", {
    fn visit_str<E: Error>(self, word: &str) -> Result<Self::Value, E> {
        self.check(word)
    }
});

/// A name of a post: a text, or a whole number as databases have it.
pub(super) struct IdSeed;

seed!(IdSeed, Cow<'de, str>, "a text or a whole number", {
    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Some(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(text.to_owned())))
    }

    fn visit_u64<E: Error>(self, id: u64) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(id.to_string())))
    }

    fn visit_i64<E: Error>(self, id: i64) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(id.to_string())))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Self::Value, E> {
        // A spreadsheet made `8.41E+17` of it; the rest of the digits is lost.
        Ok(None)
    }
});

/// True or false.
pub(super) struct BoolSeed;

seed!(BoolSeed, bool, "true or false", {
    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Some(value))
    }
});

/// A number; whether it is a count is for [`Context::count`] to say.
pub(super) struct NumberSeed;

seed!(NumberSeed, f64, "a number", {
    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Some(value as f64))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Some(value as f64))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Some(value))
    }
});

/// A date, in seconds since 1970; one that cannot be meant is nothing, with a warning.
pub(super) struct DateSeed<'s, 'c>(pub(super) &'s Context<'c>);

impl DateSeed<'_, '_> {
    fn date<E: Error>(&self, text: &str) -> Result<Option<i64>, E> {
        match parse_date(text) {
            Date::At(at) => Ok(Some(at)),
            _ if text.trim().is_empty() => Ok(None),
            Date::Absurd => {
                self.0.absurd_date(text);
                Ok(None)
            }
            Date::Invalid => {
                let problem = format!("`{}` must be a date, found `{}`", self.0.field(), shorten(text));
                Err(self.0.fault(problem, Some("write it as `2025-05-30T09:00:00Z` or `2025-05-30`".to_owned())))
            }
        }
    }
}

seed!(DateSeed<'_, '_>, i64, "a date such as `2025-05-30T09:00:00Z`", {
    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        self.date(text)
    }

    /// TOML's own dates arrive as a table of one entry.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        match map.next_entry::<Cow<'de, str>, String>() {
            Ok(Some((key, text))) if key == "$__toml_private_datetime" => self.date(&text),
            _ => Err(A::Error::invalid_type(serde::de::Unexpected::Map, &self)),
        }
    }
});

/// A list of texts.
pub(super) struct ListSeed<'s, 'c>(pub(super) &'s Context<'c>);

seed!(ListSeed<'_, '_>, Vec<Cow<'de, str>>, "a list of texts", {
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut texts = Vec::new();
        while let Some(text) = seq.next_element_seed(TextSeed)? {
            if texts.len() == MAX_ENTRIES {
                let problem = format!("`{}` has more than {MAX_ENTRIES} entries", self.0.field());
                return Err(self.0.fault(problem, Some("leave out what does not matter".to_owned())));
            }
            texts.extend(text);
        }
        Ok(Some(texts))
    }
});

/// A text, or a list of texts that become its lines.
pub(super) struct LinesSeed<'s, 'c>(pub(super) &'s Context<'c>);

seed!(LinesSeed<'_, '_>, Cow<'de, str>, "a text or a list of texts", {
    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Some(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
        let lines = ListSeed(self.0).visit_seq(seq)?.unwrap_or_default();
        Ok(Some(Cow::Owned(lines.join("\n"))))
    }
});
