//! A value as its file has it, whatever the notation: JSON, CBOR, or the cells of a table.
//!
//! The readers of foreign formats look their fields up in it. They ask for what they want (`text`, `number`, `flag`) and get it
//! however it is written, for the same field is a number in one year, a text in the next, and `"12 "` in a data set made from both.

mod mend;
mod outline;

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::number::as_count;
pub(crate) use mend::closed;
pub(crate) use outline::Outline;

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Tree<'a> {
    Null,
    Bool(bool),
    Int(i128),
    Float(f64),
    Text(Cow<'a, str>),
    /// Of CBOR only.
    Bytes(Cow<'a, [u8]>),
    /// A link to another block; of CBOR only.
    Link(Cow<'a, [u8]>),
    List(Vec<Tree<'a>>),
    Object(Vec<(Cow<'a, str>, Tree<'a>)>),
}

static NULL: Tree<'static> = Tree::Null;

/// Any text may have so many values.
const MIN_VALUES: usize = 10_000;
/// A longer one may have a value for every so many bytes. What the networks write has one in 18 bytes at most, and one in 30 on average.
///
/// It bounds the memory that a text needs. A value takes [`VALUE`] bytes at most, so all of them take about 21 times the text.
const BYTES: usize = 12;
/// The most bytes that a value takes, beside its texts: an object of one entry has room for four.
const VALUE: usize = 4 * size_of::<(Cow<'static, str>, Tree<'static>)>();
const _: () = assert!(VALUE / BYTES == 21, "the text above names this number");
const TOO_MANY: &str = "it holds too many values for its length";

impl<'a> Tree<'a> {
    /// Reads JSON. What has far more values than anybody writes is an error.
    ///
    /// Half an emoji (a lone surrogate) or a raw control character in a text does not cost the rest: it becomes `U+FFFD` or stays.
    pub(crate) fn parse(json: &'a str) -> Result<Self, serde_json::Error> {
        match values(json) {
            Err(error) if error.is_syntax() => match mend::texts(json) {
                Some(mended) => values(&mended).map(Tree::into_owned).map_err(|_| error),
                None => Err(error),
            },
            other => other,
        }
    }

    /// The start of JSON that is cut off or damaged, as far as it can be read; `Null` if that is nothing.
    pub(crate) fn parse_start(json: &'a str) -> Tree<'static> {
        let error = match Tree::parse(json) {
            Ok(tree) => return tree.into_owned(),
            Err(error) => error,
        };
        let read = if error.is_eof() { json } else { &json[..offset(json, &error)] };
        closed(read).and_then(|text| Tree::parse(&text).map(Tree::into_owned).ok()).unwrap_or(Tree::Null)
    }

    /// The value of a key; `Null` if there is none. Of a key that stands twice the last one counts.
    pub(crate) fn get(&self, key: &str) -> &Tree<'a> {
        self.entries().iter().rev().find(|(name, _)| name == key).map_or(&NULL, |(_, value)| value)
    }

    /// Whether there is such a key, be its value `null`.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.entries().iter().any(|(name, _)| name == key)
    }

    /// The first of these keys that has a value.
    pub(crate) fn any(&self, keys: &[&str]) -> &Tree<'a> {
        keys.iter().map(|key| self.get(key)).find(|value| !value.is_null()).unwrap_or(&NULL)
    }

    pub(crate) fn is_null(&self) -> bool {
        *self == Tree::Null
    }

    pub(crate) fn is_object(&self) -> bool {
        matches!(self, Tree::Object(_))
    }

    /// The keys and values of an object.
    pub(crate) fn entries(&self) -> &[(Cow<'a, str>, Tree<'a>)] {
        if let Tree::Object(entries) = self { entries } else { &[] }
    }

    /// The items of a list.
    pub(crate) fn items(&self) -> &[Tree<'a>] {
        if let Tree::List(items) = self { items } else { &[] }
    }

    /// A text, be it empty.
    pub(crate) fn text(&self) -> Option<&str> {
        if let Tree::Text(text) = self { Some(text) } else { None }
    }

    /// A text with something in it.
    pub(crate) fn filled(&self) -> Option<&str> {
        self.text().filter(|text| !text.trim().is_empty())
    }

    /// A text; `null` counts as an empty one.
    pub(crate) fn text_or_empty(&self) -> Option<&str> {
        if self.is_null() { Some("") } else { self.text() }
    }

    /// A name in digits or letters. One with a fraction or an exponent went through a spreadsheet or a script: its last digits
    /// are lost, so it names nothing.
    pub(crate) fn id(&self) -> Option<Cow<'_, str>> {
        match self {
            Tree::Text(text) => Some(text.trim()).filter(|text| !text.is_empty()).map(Cow::Borrowed),
            Tree::Int(number) => Some(Cow::Owned(number.to_string())),
            _ => None,
        }
    }

    /// True or false, also as a text.
    pub(crate) fn flag(&self) -> Option<bool> {
        match self {
            Tree::Bool(value) => Some(*value),
            Tree::Text(text) => match text.trim() {
                "true" | "True" | "TRUE" => Some(true),
                "false" | "False" | "FALSE" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    /// A number, also as a text.
    pub(crate) fn number(&self) -> Option<f64> {
        match self {
            Tree::Int(number) => Some(*number as f64),
            Tree::Float(number) => Some(*number),
            Tree::Text(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    /// A count; nothing for what is no count.
    pub(crate) fn count(&self) -> Option<f64> {
        self.number().and_then(as_count)
    }

    /// The same, copied out of the input.
    pub(crate) fn into_owned(self) -> Tree<'static> {
        match self {
            Tree::Null => Tree::Null,
            Tree::Bool(value) => Tree::Bool(value),
            Tree::Int(number) => Tree::Int(number),
            Tree::Float(number) => Tree::Float(number),
            Tree::Text(text) => Tree::Text(Cow::Owned(text.into_owned())),
            Tree::Bytes(bytes) => Tree::Bytes(Cow::Owned(bytes.into_owned())),
            Tree::Link(bytes) => Tree::Link(Cow::Owned(bytes.into_owned())),
            Tree::List(items) => Tree::List(items.into_iter().map(Tree::into_owned).collect()),
            Tree::Object(entries) => Tree::Object(
                entries.into_iter().map(|(key, value)| (Cow::Owned(key.into_owned()), value.into_owned())).collect(),
            ),
        }
    }
}

fn values(json: &str) -> Result<Tree<'_>, serde_json::Error> {
    let left = Cell::new(MIN_VALUES.max(json.len() / BYTES));
    let mut reader = serde_json::Deserializer::from_str(json);
    let tree = Values { left: &left }.deserialize(&mut reader)?;
    reader.end().map(|()| tree)
}

/// Where the parser found a fault, in bytes.
pub(crate) fn offset(json: &str, error: &serde_json::Error) -> usize {
    let before: usize = json.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let mut offset = (before + error.column().saturating_sub(1)).min(json.len());
    while !json.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// Reads values, as long as there are not too many.
#[derive(Clone, Copy)]
struct Values<'l> {
    left: &'l Cell<usize>,
}

impl<'de> DeserializeSeed<'de> for Values<'_> {
    type Value = Tree<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        let left = self.left.get().checked_sub(1).ok_or_else(|| D::Error::custom(TOO_MANY))?;
        self.left.set(left);
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Values<'_> {
    type Value = Tree<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Tree::Bool(value))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Tree::Int(number.into()))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Tree::Int(number.into()))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Tree::Float(number))
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Tree::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Tree::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Self::Value, E> {
        Ok(Tree::Text(Cow::Owned(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(self)? {
            items.push(item);
        }
        Ok(Tree::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(Key(key)) = map.next_key()? {
            entries.push((key, map.next_value_seed(self)?));
        }
        Ok(Tree::Object(entries))
    }
}

/// A key, borrowed where it can be.
struct Key<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Key<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;

        impl<'de> Visitor<'de> for KeyVisitor {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }

            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Key(Cow::Borrowed(text)))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Key(Cow::Owned(text.to_owned())))
            }
        }

        deserializer.deserialize_str(KeyVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_however_they_are_written() {
        let tree = Tree::parse(
            r#"{"a":" 12 ","b":true,"c":"True ","d":null,"e":8.41e17,"f":505874924095815681,"g":"","a":"13"}"#,
        )
        .unwrap();
        assert_eq!(tree.get("a").count(), Some(13.0), "the last one counts");
        assert_eq!((tree.get("b").flag(), tree.get("c").flag(), tree.get("g").flag()), (Some(true), Some(true), None));
        assert_eq!((tree.get("d").text_or_empty(), tree.get("x").text()), (Some(""), None));
        assert!(tree.has("d") && !tree.has("x"));
        assert_eq!(tree.get("e").id(), None, "the end of the number is lost");
        assert_eq!(tree.get("f").id().as_deref(), Some("505874924095815681"));
        assert_eq!((tree.get("g").text(), tree.get("g").filled()), (Some(""), None));
        assert_eq!(tree.any(&["x", "d", "b"]), &Tree::Bool(true));
    }

    #[test]
    fn half_an_emoji_and_raw_control_characters_do_not_cost_the_record() {
        let tree = Tree::parse("{\"text\":\"soup \\ud83c and\\ud83c\\udf5e\r bread\\\\ud83c\",\"id\":\"1\"}").unwrap();
        assert_eq!(tree.get("text").text(), Some("soup \u{fffd} and🍞\r bread\\ud83c"));
        assert_eq!(tree.get("id").text(), Some("1"));
    }

    #[test]
    fn the_start_of_a_damaged_file_is_read() {
        let keys = |json: &str| {
            let tree = Tree::parse_start(json);
            tree.entries().iter().map(|(key, value)| format!("{key}:{}", value.items().len())).collect::<Vec<_>>()
        };
        assert_eq!(keys(r#"{"data":[{"id":"1"},{"id":"2"},{"id":"3","te"#), ["data:3"]);
        assert_eq!(keys(r#"{"data":[{"id":"1"},{"id":"2"}],"meta":{"a":1} "b":2}"#), ["data:2", "meta:0"]);
        assert_eq!(Tree::parse_start(r#"{"da"#), Tree::Object(Vec::new()));
        assert_eq!(Tree::parse_start("hello"), Tree::Null);
    }

    #[test]
    fn nothing_but_brackets_is_an_error() {
        let many = |n: usize| format!("[{}1]", "{},".repeat(n));
        assert!(Tree::parse(&many(9_000)).is_ok());
        let error = Tree::parse(&many(100_000)).unwrap_err();
        assert!(error.is_data() && error.to_string().starts_with(TOO_MANY), "{error}");
    }

    #[test]
    fn deep_nesting_is_an_error() {
        assert!(Tree::parse(&"[".repeat(100_000)).is_err());
        assert!(Tree::parse(&format!("{}{}", "[".repeat(500), "]".repeat(500))).is_err());
    }
}
