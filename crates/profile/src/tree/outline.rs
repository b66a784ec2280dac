//! A value told by its start: enough to know what it is, in little memory however long it is.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{Tree, mend};

/// So many values are kept of one.
const MAX_ALL: usize = 8_000;
/// So many are kept below one key of it, that it does not hide the keys after it.
const MAX_BELOW: usize = 1_000;
/// Longest text and key that is kept, in bytes.
const MAX_TEXT: usize = 1_000;
/// So deep values are looked at.
const MAX_DEPTH: usize = 16;

/// What is kept of a value.
#[derive(Debug)]
pub(crate) struct Outline {
    /// Of lists the first item, of long texts the start. Of a value that is cut off or damaged what stands before; a key whose
    /// value is not whole is there, with as much of it as there is.
    pub(crate) tree: Tree<'static>,
    /// There is one value from the start to the end of the text.
    pub(crate) is_whole: bool,
}

impl Outline {
    /// Looks at JSON, as [`Tree::parse`] reads it.
    pub(crate) fn of(json: &str) -> Self {
        let (mut tree, mut read) = look(json);
        if read.as_ref().is_err_and(serde_json::Error::is_syntax)
            && let Some(mended) = mend::texts(json)
        {
            (tree, read) = look(&mended);
        }
        Outline { tree, is_whole: read.is_ok() }
    }
}

fn look(json: &str) -> (Tree<'static>, Result<(), serde_json::Error>) {
    let mut tree = Tree::Null;
    let mut left = Left { all: MAX_ALL, below: MAX_ALL };
    let mut reader = serde_json::Deserializer::from_str(json);
    let read = Look { into: &mut tree, left: &mut left, depth: 0 }.deserialize(&mut reader);
    (tree, read.and_then(|()| reader.end()))
}

/// How many values may still be kept.
struct Left {
    all: usize,
    below: usize,
}

impl Left {
    fn take(&mut self) -> bool {
        let some = self.all > 0 && self.below > 0;
        if some {
            self.all -= 1;
            self.below -= 1;
        }
        some
    }
}

/// Looks at the value that comes next. It is written while it is read: damage leaves what stands before.
struct Look<'l> {
    into: &'l mut Tree<'static>,
    left: &'l mut Left,
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for Look<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.depth > MAX_DEPTH {
            return deserializer.deserialize_ignored_any(IgnoredAny).map(drop);
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Look<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        *self.into = Tree::Bool(value);
        Ok(())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        *self.into = Tree::Int(number.into());
        Ok(())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        *self.into = Tree::Int(number.into());
        Ok(())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        *self.into = Tree::Float(number);
        Ok(())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        *self.into = Tree::Text(start(text));
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        *self.into = Tree::List(Vec::new());
        if self.left.take()
            && let Tree::List(items) = self.into
        {
            let mut item = Tree::Null;
            let look = Look { into: &mut item, left: self.left, depth: self.depth + 1 };
            let read = seq.next_element_seed(look);
            if !matches!((&read, &item), (Ok(None), _) | (Err(_), Tree::Null)) {
                items.push(item);
            }
            read?;
        }
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        *self.into = Tree::Object(Vec::new());
        while let Tree::Object(entries) = &mut *self.into
            && self.left.take()
        {
            let Some(key) = map.next_key_seed(Key)? else { return Ok(()) };
            entries.push((key, Tree::Null));
            if self.depth == 0 {
                self.left.below = MAX_BELOW;
            }
            if let Some((_, into)) = entries.last_mut() {
                map.next_value_seed(Look { into, left: self.left, depth: self.depth + 1 })?;
            }
            if self.depth == 0 {
                self.left.below = MAX_ALL;
            }
        }
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(())
    }
}

/// Reads a key.
struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Cow<'static, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key {
    type Value = Cow<'static, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Self::Value, E> {
        Ok(start(key))
    }
}

fn start(text: &str) -> Cow<'static, str> {
    let mut end = text.len().min(MAX_TEXT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    Cow::Owned(text[..end].to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// How many values there are in one.
    fn size(tree: &Tree<'_>) -> usize {
        let below = tree.items().iter().chain(tree.entries().iter().map(|(_, value)| value));
        1 + below.map(size).sum::<usize>()
    }

    #[test]
    fn lists_are_told_by_their_first_item_and_texts_by_their_start() {
        let json =
            format!(r#"{{"data":[{{"id":1}},{{"id":2}}],"text":"{}","meta":{{"a":[[1,2],3]}}}}"#, "ü".repeat(900));
        let Outline { tree, is_whole } = Outline::of(&json);
        assert!(is_whole);
        assert_eq!(tree.get("data").items(), Tree::parse(r#"[{"id":1}]"#).unwrap().items());
        assert_eq!(tree.get("text").text(), Some("ü".repeat(500).as_str()));
        assert_eq!(tree.get("meta").get("a"), &Tree::parse("[[1]]").unwrap());
    }

    #[test]
    fn one_key_does_not_hide_the_others() {
        let wide = (0..100_000).fold(String::new(), |wide, n| wide + &format!("\"k{n}\":{{}},"));
        let Outline { tree, is_whole } = Outline::of(&format!("{{\"a\":{{{wide}\"z\":1}},\"b\":{{\"c\":2}}}}"));
        assert!(is_whole && size(&tree) < 2 * MAX_BELOW);
        assert_eq!(tree.get("b").get("c"), &Tree::Int(2));
        let Outline { tree, is_whole } = Outline::of(&format!("{{{wide}\"z\":1}}"));
        assert!(is_whole && size(&tree) < 2 * MAX_ALL);
    }

    #[test]
    fn of_damage_what_stands_before_is_told() {
        for (json, told) in [
            (r#"{"data":[{"id":"1"},{"id":"2"},{"id":"3","te"#, r#"{"data":[{"id":"1"}]}"#),
            (r#"{"a":1,"b":tru"#, r#"{"a":1,"b":null}"#),
            (r#"{"a":[{"b":{"c":1,"#, r#"{"a":[{"b":{"c":1}}]}"#),
            (r#"{"da"#, "{}"),
            (r#"{"a":1} {"b":2}"#, r#"{"a":1}"#),
            ("hello", "null"),
            ("[tru", "[]"),
        ] {
            let Outline { tree, is_whole } = Outline::of(json);
            assert_eq!((tree, is_whole), (Tree::parse(told).unwrap(), false), "{json}");
        }
    }

    #[test]
    fn half_an_emoji_and_raw_control_characters_are_mended() {
        let outline = Outline::of("{\"text\":\"soup \\ud83c and\r bread\",\"id\":\"1\"}");
        assert!(outline.is_whole);
        assert_eq!(outline.tree.get("text").text(), Some("soup \u{fffd} and\r bread"));
    }

    #[test]
    fn depth_costs_nothing() {
        assert!(Outline::of(&format!("{}{}", "[".repeat(100_000), "]".repeat(100_000))).is_whole);
    }

    proptest! {
        #[test]
        fn small_values_without_lists_are_told_whole(
            json in r#"\{"a":(1|-2|true|null|"x\\n"|\{"b":(3\.5|\{\}|"é")\}),"c":(false|\{\}|\{"d":7\})\}"#
        ) {
            let outline = Outline::of(&json);
            prop_assert!(outline.is_whole);
            prop_assert_eq!(outline.tree, Tree::parse(&json).unwrap());
        }
    }
}
