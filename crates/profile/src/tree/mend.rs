//! Repairs of JSON that cost less than the whole record.

/// The text with what is wrong inside of its strings put right: half an emoji becomes `U+FFFD`, a raw control character is escaped.
/// Nothing if there is nothing to mend.
pub(super) fn texts(json: &str) -> Option<String> {
    let mut out = String::with_capacity(json.len());
    let mut rest = json;
    let mut inside = false;
    let mut mended = false;
    while let Some(at) = rest.find(|c: char| c == '"' || c == '\\' || c < ' ') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let taken = match rest.as_bytes().first() {
            Some(b'"') => {
                inside = !inside;
                out.push('"');
                1
            }
            Some(b'\\') => match surrogates(rest) {
                Surrogates::Pair => {
                    out.push_str(&rest[..12]);
                    12
                }
                Surrogates::Half => {
                    mended = true;
                    out.push_str("\\ufffd");
                    6
                }
                Surrogates::None => {
                    let length = 1 + rest[1..].chars().next().map_or(0, char::len_utf8);
                    out.push_str(&rest[..length]);
                    length
                }
            },
            Some(control) if inside => {
                mended = true;
                out.push_str("\\u00");
                out.extend([control >> 4, control & 15].map(|half| char::from(b"0123456789abcdef"[usize::from(half)])));
                1
            }
            _ => {
                out.push_str(&rest[..1]);
                1
            }
        };
        rest = &rest[taken..];
    }
    out.push_str(rest);
    mended.then_some(out)
}

enum Surrogates {
    None,
    Half,
    Pair,
}

/// What stands at the start of a text that starts with a backslash.
fn surrogates(text: &str) -> Surrogates {
    match unit(text) {
        Some(0xd800..=0xdbff) => match text.get(6..).and_then(unit) {
            Some(0xdc00..=0xdfff) => Surrogates::Pair,
            _ => Surrogates::Half,
        },
        Some(0xdc00..=0xdfff) => Surrogates::Half,
        _ => Surrogates::None,
    }
}

fn unit(text: &str) -> Option<u16> {
    u16::from_str_radix(text.strip_prefix("\\u")?.get(..4)?, 16).ok()
}

/// Closes JSON that was cut off: what is not complete at its end goes, and the open brackets are closed. Nothing if no value begins.
pub(crate) fn closed(json: &str) -> Option<String> {
    let mut open: Vec<u8> = Vec::new();
    // Where the last complete value ends.
    let mut kept = 0;
    let mut inside = false;
    let mut escaped = false;
    for (at, byte) in json.bytes().enumerate() {
        if inside {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => inside = false,
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => inside = true,
            b'{' | b'[' => {
                open.push(byte);
                kept = at + 1;
            }
            b'}' | b']' => {
                open.pop()?;
                kept = at + 1;
            }
            b',' => kept = at,
            _ => {}
        }
    }
    if kept == 0 {
        return None;
    }
    let mut text = json[..kept].to_owned();
    let brackets = open_at(&text);
    text.extend(brackets.iter().rev().map(|bracket| if *bracket == b'{' { '}' } else { ']' }));
    Some(text)
}

/// The brackets that are open at the end of a text.
fn open_at(json: &str) -> Vec<u8> {
    let mut open = Vec::new();
    let mut inside = false;
    let mut escaped = false;
    for byte in json.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if inside => escaped = true,
            b'"' => inside = !inside,
            b'{' | b'[' if !inside => open.push(byte),
            b'}' | b']' if !inside => {
                open.pop();
            }
            _ => {}
        }
    }
    open
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_cut_off_is_closed() {
        for (cut, whole) in [
            (r#"{"a":1,"b":"x"#, r#"{"a":1}"#),
            (r#"[{"a":[1,2],"b":{"#, r#"[{"a":[1,2],"b":{}}]"#),
            (r#"[{"a":"}]"},{"b"#, r#"[{"a":"}]"},{}]"#),
            (r#"{"a\"":"\\","b":tr"#, r#"{"a\"":"\\"}"#),
            (r#"{"a":1} x"#, r#"{"a":1}"#),
        ] {
            assert_eq!(closed(cut).as_deref(), Some(whole), "{cut}");
        }
        for text in ["", "1", "]", "x"] {
            assert_eq!(closed(text), None, "{text}");
        }
    }
}
