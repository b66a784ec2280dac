//! Values whose type differs between years: texts that are numbers, numbers that are texts, keys that are there or not.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// A text, number or bool as text; anything else, and what is left out, is nothing.
#[derive(Clone, Debug, Default)]
pub(super) struct Lax<'a>(pub(super) Option<Cow<'a, str>>);

impl Lax<'_> {
    /// The text, unless it is empty.
    pub(super) fn text(&self) -> Option<&str> {
        self.0.as_deref().filter(|text| !text.is_empty())
    }

    /// A bool, however it is written.
    pub(super) fn bool(&self) -> Option<bool> {
        match self.text()? {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Lax<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct LaxVisitor;

        impl<'de> Visitor<'de> for LaxVisitor {
            type Value = Option<Cow<'de, str>>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("any value")
            }

            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Some(Cow::Borrowed(text)))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Some(Cow::Owned(text.to_owned())))
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
                Ok(Some(Cow::Owned(number.to_string())))
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
                Ok(Some(Cow::Owned(number.to_string())))
            }

            fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
                // Messages repeat it: `1e300`, not a line of zeros.
                Ok(Some(Cow::Owned(if number.abs() < 1e15 { number.to_string() } else { format!("{number:e}") })))
            }

            fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
                Ok(Some(Cow::Borrowed(if value { "true" } else { "false" })))
            }

            fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
                Ok(None)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(None)
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(None)
            }
        }

        deserializer.deserialize_any(LaxVisitor).map(Lax)
    }
}

/// A text in which half an emoji (a lone surrogate, left by cutting) becomes `U+FFFD` instead of an error.
#[derive(Clone, Debug, Default)]
pub(super) struct Lossy<'a>(pub(super) Option<Cow<'a, str>>);

impl<'de: 'a, 'a> Deserialize<'de> for Lossy<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&'a RawValue>::deserialize(deserializer)?;
        Ok(Lossy(lossy_text(raw)))
    }
}

fn lossy_text(raw: &RawValue) -> Option<Cow<'_, str>> {
    if !raw.get().starts_with('"') {
        return None;
    }
    serde_json::Deserializer::from_str(raw.get()).deserialize_bytes(Bytes).ok()
}

/// Takes a text by its bytes, which may hold half a character.
struct Bytes;

impl<'de> Visitor<'de> for Bytes {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_borrowed_bytes<E: Error>(self, bytes: &'de [u8]) -> Result<Self::Value, E> {
        Ok(String::from_utf8_lossy(bytes))
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Self::Value, E> {
        Ok(Cow::Owned(String::from_utf8_lossy(bytes).into_owned()))
    }
}

/// The value, or its default where it is of another shape. For parts that a post can do without.
pub(super) fn or_default<'a, T: Deserialize<'a> + Default>(raw: Option<&'a RawValue>) -> T {
    raw.and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_value_has_a_lax_reading() {
        for (json, text) in [
            ("\"12\"", Some("12")),
            ("12", Some("12")),
            ("-3", Some("-3")),
            ("true", Some("true")),
            ("null", None),
            ("\"\"", None),
            ("[1]", None),
            ("{\"a\":1}", None),
        ] {
            assert_eq!(serde_json::from_str::<Lax<'_>>(json).unwrap().text(), text, "{json}");
        }
    }

    #[test]
    fn half_an_emoji_does_not_cost_the_text() {
        let text = |json: &str| serde_json::from_str::<Lossy<'_>>(json).unwrap().0.map(Cow::into_owned);
        assert!(text(r#""soup \ud83c""#).unwrap().starts_with("soup \u{fffd}"));
        assert_eq!(text(r#""a\n\ud83c\udf5e""#).as_deref(), Some("a\n🍞"));
        assert_eq!(text("null"), None);
        assert_eq!(text("3"), None);
    }
}
