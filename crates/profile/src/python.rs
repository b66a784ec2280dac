//! Values as Python prints them: `{u'text': u'…', 'id': 1}`, `Status(_api=<…>, _json={…})`. Cells of research tables hold them where a script
//! saved an object without saying how.

use std::borrow::Cow;

use crate::tree::Tree;

/// How deep values may be nested.
const MAX_DEPTH: usize = 64;
/// The longest printed value, in bytes. A post with its author has less than a tenth of it.
const MAX_LENGTH: usize = 256 << 10;

/// Reads a printed value; nothing if it is none, or is cut off. Of a call the named arguments are its fields; what has no readable form
/// (`<object at 0x…>`) is null.
pub(crate) fn parse(text: &str) -> Option<Tree<'static>> {
    if text.len() > MAX_LENGTH {
        return None;
    }
    let mut parser = Parser { rest: text.trim() };
    let value = parser.value(0)?;
    parser.blank();
    parser.rest.is_empty().then_some(value)
}

struct Parser<'t> {
    rest: &'t str,
}

impl Parser<'_> {
    fn blank(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn take(&mut self, token: &str) -> bool {
        self.blank();
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn value(&mut self, depth: usize) -> Option<Tree<'static>> {
        if depth > MAX_DEPTH {
            return None;
        }
        self.blank();
        let first = self.rest.chars().next()?;
        match first {
            '{' => self.dict(depth),
            '[' => self.list("[", "]", depth),
            '(' => self.list("(", ")", depth),
            '<' => self.object(),
            '\'' | '"' => self.text(),
            '-' | '+' | '.' | '0'..='9' => self.number(),
            _ if first.is_alphabetic() || first == '_' => self.word(depth),
            _ => None,
        }
    }

    fn dict(&mut self, depth: usize) -> Option<Tree<'static>> {
        let mut entries = Vec::new();
        self.take("{");
        while !self.take("}") {
            let key = self.value(depth + 1)?;
            if !self.take(":") {
                return None;
            }
            let value = self.value(depth + 1)?;
            if let Some(key) = key.id() {
                entries.push((Cow::Owned(key.into_owned()), value));
            }
            if !self.take(",") && !self.rest.starts_with('}') {
                return None;
            }
        }
        Some(Tree::Object(entries))
    }

    fn list(&mut self, open: &str, close: &str, depth: usize) -> Option<Tree<'static>> {
        let mut items = Vec::new();
        self.take(open);
        while !self.take(close) {
            items.push(self.value(depth + 1)?);
            if !self.take(",") && !self.rest.starts_with(close) {
                return None;
            }
        }
        Some(Tree::List(items))
    }

    /// `<tweepy.api.API object at 0x101927e48>`
    fn object(&mut self) -> Option<Tree<'static>> {
        let end = self.rest.find('>')?;
        self.rest = &self.rest[end + 1..];
        Some(Tree::Null)
    }

    fn number(&mut self) -> Option<Tree<'static>> {
        let end = self
            .rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')))
            .unwrap_or(self.rest.len());
        let (written, rest) = self.rest.split_at(end);
        self.rest = rest;
        // Python 2 marks long numbers.
        let written = written.trim_end_matches('L');
        written.parse().map(Tree::Int).or_else(|_| written.parse().map(Tree::Float)).ok()
    }

    /// `None`, `True`, a text with its mark (`u'…'`), or a call.
    fn word(&mut self, depth: usize) -> Option<Tree<'static>> {
        let end = self.rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.'))).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        if word.len() <= 2 && rest.starts_with(['\'', '"']) {
            return self.text();
        }
        match word {
            "None" | "nan" => Some(Tree::Null),
            "True" | "true" => Some(Tree::Bool(true)),
            "False" | "false" => Some(Tree::Bool(false)),
            _ if rest.starts_with('(') => self.call(word, depth),
            _ => None,
        }
    }

    fn call(&mut self, name: &str, depth: usize) -> Option<Tree<'static>> {
        let mut named = Vec::new();
        let mut others = Vec::new();
        self.take("(");
        while !self.take(")") {
            self.blank();
            let end = self.rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(0);
            if end > 0 && self.rest[end..].starts_with('=') {
                let key = self.rest[..end].to_owned();
                self.rest = &self.rest[end + 1..];
                named.push((Cow::Owned(key), self.value(depth + 1)?));
            } else {
                others.push(self.value(depth + 1)?);
            }
            if !self.take(",") && !self.rest.starts_with(')') {
                return None;
            }
        }
        if name.ends_with("datetime") {
            return Some(date(&others));
        }
        // The answer as it came says more than the object made of it.
        let whole = named.iter().position(|(key, value)| key == "_json" && value.is_object());
        Some(match whole {
            Some(at) => named.swap_remove(at).1,
            None => Tree::Object(named),
        })
    }

    fn text(&mut self) -> Option<Tree<'static>> {
        let quote = self.rest.chars().next()?;
        let mut chars = self.rest[1..].char_indices();
        let mut text = String::new();
        let mut half: Option<u32> = None;
        while let Some((at, c)) = chars.next() {
            let unit = match c {
                '\\' => escape(&mut chars)?,
                c if c == quote => {
                    push(&mut text, &mut half, None);
                    self.rest = &self.rest[1 + at + 1..];
                    return Some(Tree::Text(Cow::Owned(text)));
                }
                c => u32::from(c),
            };
            push(&mut text, &mut half, Some(unit));
        }
        None
    }
}

/// Adds a character, or half of one that waits for its other half; without that it is `U+FFFD`.
fn push(text: &mut String, half: &mut Option<u32>, unit: Option<u32>) {
    if let Some(high) = half.take() {
        if let Some(low @ 0xdc00..=0xdfff) = unit {
            let whole = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
            text.push(char::from_u32(whole).unwrap_or('\u{fffd}'));
            return;
        }
        text.push('\u{fffd}');
    }
    match unit {
        Some(high @ 0xd800..=0xdbff) => *half = Some(high),
        Some(unit) => text.push(char::from_u32(unit).unwrap_or('\u{fffd}')),
        None => {}
    }
}

/// The character that what follows a backslash stands for, or half of one.
fn escape(chars: &mut std::str::CharIndices<'_>) -> Option<u32> {
    let (_, c) = chars.next()?;
    let plain = match c {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        'x' => return hex(chars, 2),
        'u' => return hex(chars, 4),
        'U' => return hex(chars, 8),
        c => c,
    };
    Some(u32::from(plain))
}

fn hex(chars: &mut std::str::CharIndices<'_>, n: usize) -> Option<u32> {
    let digits: String = chars.by_ref().take(n).map(|(_, c)| c).collect();
    u32::from_str_radix(&digits, 16).ok().filter(|_| digits.len() == n)
}

/// Year, month, day and time as a date.
fn date(parts: &[Tree<'_>]) -> Tree<'static> {
    let part = |at: usize| match parts.get(at) {
        Some(Tree::Int(number)) => *number,
        _ => 0,
    };
    let text = format!("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", part(0), part(1), part(2), part(3), part(4), part(5));
    Tree::Text(Cow::Owned(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_both_pythons_print() {
        for (text, json) in [
            (
                "{u'a': u'x', 'b': None, \"c\": [1, 2L, -1.5], 'd': (True, False,), }",
                r#"{"a":"x","b":null,"c":[1,2,-1.5],"d":[true,false]}"#,
            ),
            (
                r"{'t': 'it\'s \\ \n', 'e': u'\U0001f602 \ud83d\ude02 \xeb'}",
                "{\"t\":\"it's \\\\ \\n\",\"e\":\"😂 😂 ë\"}",
            ),
            (r"u'half \ud83d.'", "\"half \u{fffd}.\""),
            ("Status(_api=<tweepy.api.API object at 0x10>, _json={'id': 1}, x=2)", r#"{"id":1}"#),
            (
                "Status(text=u'hi', created_at=datetime.datetime(2017, 3, 13, 16, 5))",
                r#"{"text":"hi","created_at":"2017-03-13T16:05:00Z"}"#,
            ),
            ("{}", "{}"),
        ] {
            assert_eq!(parse(text), Some(Tree::parse(json).unwrap().into_owned()), "{text}");
        }
        for text in ["", "hello", "{'a'", "{'a': 'x", "{'a' 1}", "[1, 2", "a(b=", "None x", "'a' 'b'"] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(parse(&"[".repeat(100_000)), None);
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(text in "[{}()\\[\\]<>'\"u\\\\xd8:,=a1.-]{0,40}") {
            let _ = parse(&text);
        }
    }
}
