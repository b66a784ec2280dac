//! Plain words for what the parsers say in a programmer's.

/// Most characters of a user's text that a message repeats.
const MAX_SHOWN: usize = 40;

/// The start of a text, for messages.
pub(crate) fn shorten(text: &str) -> String {
    match text.char_indices().nth(MAX_SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A number for messages: `12`, `1e308`, or `about 9.22e18` where more digits would only be noise.
pub(crate) fn number(value: f64) -> String {
    let plain = value.to_string();
    if plain.len() <= 16 {
        return plain;
    }
    let exact = format!("{value:e}");
    if exact.len() <= 10 { exact } else { format!("about {value:.2e}") }
}

/// What was found, from serde's name of it: `sequence`, `` integer `3` ``, `string "a"`.
pub(crate) fn found(serde: &str) -> String {
    let (kind, value) = serde.split_once(' ').unwrap_or((serde, ""));
    match kind {
        "null" | "unit" | "Option" => "nothing (null)".to_owned(),
        "sequence" => "a list".to_owned(),
        "map" => "an object".to_owned(),
        "boolean" => value.to_owned(),
        "integer" => format!("the number {}", value.trim_matches('`')),
        "string" => {
            let inside = value.strip_prefix('"').and_then(|v| v.strip_suffix('"')).unwrap_or(value);
            format!("the text \"{}\"", shorten(inside))
        }
        // `` floating point `1.5` ``
        "floating" => {
            let digits = value.trim_start_matches("point ").trim_matches('`');
            format!("the number {}", digits.parse().map_or_else(|_| shorten(digits), number))
        }
        _ => shorten(serde),
    }
}

/// What a JSON value is, by its first character.
pub(crate) fn kind(json: &str) -> &'static str {
    match json.trim_start().as_bytes().first() {
        Some(b'{') => "an object",
        Some(b'[') => "a list",
        Some(b'"') => "a text",
        Some(b't') => "`true`",
        Some(b'f') => "`false`",
        Some(b'n') => "nothing (null)",
        Some(b'-' | b'0'..=b'9') => "a number",
        _ => "something else",
    }
}

/// What is wrong with JSON, without the place that `serde_json` adds.
pub(crate) fn json_fault(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
    let plain = match message {
        "EOF while parsing a list" => "within a list",
        "EOF while parsing an object" => "within an object",
        "EOF while parsing a string" => "within a text",
        "EOF while parsing a value" => "before a value",
        "expected value" => "expected a value",
        "expected ident" => "expected `true`, `false` or `null`",
        "key must be a string" => "expected a name in double quotes",
        "trailing comma" => "a comma stands before the closing bracket",
        "trailing characters" => "something follows after its end",
        "invalid escape" => "no such escape with `\\`",
        "number out of range" => "a number is too large",
        "recursion limit exceeded" => "its brackets are nested too deep",
        "lone leading surrogate in hex escape" | "unexpected end of hex escape" | "invalid unicode code point" => {
            "a `\\u` escape is only half a character"
        }
        _ if message.starts_with("control character") => "a raw line break or tab stands within a text",
        other => other,
    };
    plain.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        for (value, text) in [
            (12.0, "12"),
            (-1.0, "-1"),
            (1.5, "1.5"),
            (1e15, "1000000000000000"),
            (1e308, "1e308"),
            (9_223_372_036_854_775_808.0, "about 9.22e18"),
            (f64::NAN, "NaN"),
        ] {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn what_serde_found_in_plain_words() {
        for (serde, plain) in [
            ("sequence", "a list"),
            ("map", "an object"),
            ("null", "nothing (null)"),
            ("unit value", "nothing (null)"),
            ("boolean `true`", "`true`"),
            ("integer `3`", "the number 3"),
            ("floating point `1.5`", "the number 1.5"),
            ("string \"a\"", "the text \"a\""),
            ("string \"\"", "the text \"\""),
        ] {
            assert_eq!(found(serde), plain);
        }
        let long = format!("floating point `1{}.0`", "0".repeat(308));
        assert_eq!(found(&long), "the number 1e308");
    }
}
