//! As much of JSON as a configuration needs, so that the crate has no dependencies. The host has checked the text against
//! the plugin's schema before; this reader still takes nothing for granted.

use std::fmt::Write as _;
use std::iter::Peekable;
use std::str::Chars;

/// A JSON value.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Json>),
    /// An object, in the order of its keys in the text.
    Object(Vec<(String, Json)>),
}

/// How deep values may be nested.
const MAX_DEPTH: usize = 32;

impl Json {
    /// The fields of a text that is an object.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub fn object(text: &str) -> Result<Vec<(String, Json)>, String> {
        let mut reader = Reader { chars: text.chars().peekable() };
        let value = reader.value(0)?;
        reader.blanks();
        match (value, reader.chars.next()) {
            (Json::Object(fields), None) => Ok(fields),
            (_, Some(c)) => Err(format!("`{c}` after the end of the JSON value")),
            _ => Err("a JSON object is needed".to_owned()),
        }
    }

    /// The text, if it is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Json::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A text as a JSON string.
    #[must_use]
    pub fn quoted(text: &str) -> String {
        let mut out = String::from('"');
        for c in text.chars() {
            match c {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                c if c < ' ' => {
                    let _ = write!(out, "\\u{:04x}", u32::from(c));
                }
                c => out.push(c),
            }
        }
        out.push('"');
        out
    }
}

struct Reader<'t> {
    chars: Peekable<Chars<'t>>,
}

impl Reader<'_> {
    fn blanks(&mut self) {
        while self.chars.next_if(|c| matches!(c, ' ' | '\t' | '\n' | '\r')).is_some() {}
    }

    fn expect(&mut self, wanted: char) -> Result<(), String> {
        self.blanks();
        match self.chars.next() {
            Some(c) if c == wanted => Ok(()),
            Some(c) => Err(format!("`{c}` where JSON has `{wanted}`")),
            None => Err(format!("the JSON text ends where `{wanted}` is needed")),
        }
    }

    fn value(&mut self, depth: usize) -> Result<Json, String> {
        if depth > MAX_DEPTH {
            return Err("the JSON value is nested too deeply".to_owned());
        }
        self.blanks();
        match self.chars.peek() {
            Some('{') => self.fields(depth),
            Some('[') => self.items(depth),
            Some('"') => self.string().map(Json::Text),
            _ => self.word(),
        }
    }

    fn fields(&mut self, depth: usize) -> Result<Json, String> {
        self.expect('{')?;
        let mut fields = Vec::new();
        while !self.ends('}', fields.is_empty())? {
            let key = self.string()?;
            self.expect(':')?;
            fields.push((key, self.value(depth + 1)?));
        }
        Ok(Json::Object(fields))
    }

    fn items(&mut self, depth: usize) -> Result<Json, String> {
        self.expect('[')?;
        let mut items = Vec::new();
        while !self.ends(']', items.is_empty())? {
            items.push(self.value(depth + 1)?);
        }
        Ok(Json::List(items))
    }

    /// Whether the list ends here; before all items but the first there has to be a comma.
    fn ends(&mut self, end: char, first: bool) -> Result<bool, String> {
        self.blanks();
        if self.chars.next_if_eq(&end).is_some() {
            return Ok(true);
        }
        if !first {
            self.expect(',')?;
            self.blanks();
        }
        Ok(false)
    }

    fn string(&mut self) -> Result<String, String> {
        self.expect('"')?;
        let mut out = String::new();
        loop {
            match self.chars.next().ok_or("the JSON text ends inside of a string")? {
                '"' => return Ok(out),
                '\\' => out.push(self.escape()?),
                c => out.push(c),
            }
        }
    }

    fn escape(&mut self) -> Result<char, String> {
        Ok(match self.chars.next().ok_or("the JSON text ends inside of a string")? {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'u' => {
                let first = self.hex()?;
                let code = if (0xD800..0xDC00).contains(&first) {
                    self.expect('\\')?;
                    self.expect('u')?;
                    let second = self.hex()?;
                    0x10000 + ((first - 0xD800) << 10) + (second.wrapping_sub(0xDC00) & 0x3FF)
                } else {
                    first
                };
                char::from_u32(code).ok_or("half a surrogate pair in a JSON string")?
            }
            c @ ('"' | '\\' | '/') => c,
            c => return Err(format!("`\\{c}` in a JSON string")),
        })
    }

    fn hex(&mut self) -> Result<u32, String> {
        let digits: String = self.chars.by_ref().take(4).collect();
        u32::from_str_radix(&digits, 16).map_err(|_| format!("`\\u{digits}` in a JSON string"))
    }

    fn word(&mut self) -> Result<Json, String> {
        let mut word = String::new();
        while let Some(c) = self.chars.next_if(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')) {
            word.push(c);
        }
        match word.as_str() {
            "null" => Ok(Json::Null),
            "true" => Ok(Json::Bool(true)),
            "false" => Ok(Json::Bool(false)),
            _ => match word.parse::<f64>() {
                Ok(n) if n.is_finite() && word.starts_with(|c: char| c == '-' || c.is_ascii_digit()) => {
                    Ok(Json::Number(n))
                }
                _ => Err(format!("`{word}` is no JSON value")),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_read() {
        let read = Json::object(r#" {"a": [1, -2.5e1, "x\ud83d\ude00"], "b": {"c": null, "d": true}} "#).unwrap();
        let list = vec![Json::Number(1.0), Json::Number(-25.0), Json::Text("x😀".into())];
        assert_eq!(read[0], ("a".into(), Json::List(list)));
        assert_eq!(read[1].1, Json::Object(vec![("c".into(), Json::Null), ("d".into(), Json::Bool(true))]));
    }

    #[test]
    fn nothing_else_is() {
        for text in [
            "",
            "[]",
            "{",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1,}",
            "{} x",
            "{\"a\":inf}",
            "{\"a\":\"\\ud800\\u0041\"}",
            "{\"a\" 1}",
        ] {
            let _ = Json::object(text);
        }
        for text in ["", "[]", "{", "{\"a\"}", "{\"a\":}", "{} x", "{\"a\":inf}", "{\"a\" 1}"] {
            assert!(Json::object(text).is_err(), "{text}");
        }
        assert!(Json::object(&format!("{{\"a\":{}", "[".repeat(100_000))).is_err());
    }

    #[test]
    fn quoting_and_reading_agree() {
        let text = "a\"b\\c\n\u{1}é😀";
        let read = Json::object(&format!("{{\"k\":{}}}", Json::quoted(text))).unwrap();
        assert_eq!(read[0].1, Json::Text(text.to_owned()));
    }
}
