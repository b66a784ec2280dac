//! Bytes as text: UTF-8 with or without a byte order mark, and UTF-16 as some editors save it.

use std::borrow::Cow;

use crate::error::ReadError;
use crate::warning::Warning;

/// What to do with bytes that are no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Damage {
    /// An error with the place: for files that people write and can mend.
    Refuse,
    /// A warning and `U+FFFD`: for files that people were given, where most of the text is still good.
    Replace,
}

/// The text of a file.
pub(crate) fn decode<'a>(
    file: &str,
    bytes: &'a [u8],
    damage: Damage,
    warnings: &mut Vec<Warning>,
) -> Result<Cow<'a, str>, ReadError> {
    if let Some((units, odd)) = utf16_units(bytes) {
        let text = String::from_utf16_lossy(&units);
        if odd || (text.contains('\u{fffd}') && !units.contains(&0xfffd)) {
            if damage == Damage::Refuse {
                return Err(ReadError::Encoding { file: file.to_owned(), offset: bytes.len().saturating_sub(1) });
            }
            warnings.push(Warning::new(
                "damaged-text",
                format!("`{file}` is damaged UTF-16; what could not be read became `\u{fffd}`"),
            ));
        }
        return Ok(Cow::Owned(text));
    }
    let skipped = if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let body = &bytes[skipped..];
    match std::str::from_utf8(body) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(error) => {
            let offset = skipped + error.valid_up_to();
            if damage == Damage::Refuse {
                return Err(ReadError::Encoding { file: file.to_owned(), offset });
            }
            let message =
                format!("`{file}` is not UTF-8 from byte {offset} on; what could not be read became `\u{fffd}`");
            warnings.push(Warning::new("damaged-text", message));
            Ok(String::from_utf8_lossy(body))
        }
    }
}

/// Whether these first bytes are UTF-16.
pub(crate) fn is_utf16(head: &[u8]) -> bool {
    utf16_units(head.get(..8).unwrap_or(head)).is_some()
}

/// The code units of UTF-16 after its mark, or without one where every other of the first bytes is zero; and whether a byte is left over.
fn utf16_units(bytes: &[u8]) -> Option<(Vec<u16>, bool)> {
    let (body, little) = match bytes {
        [0xff, 0xfe, rest @ ..] => (rest, true),
        [0xfe, 0xff, rest @ ..] => (rest, false),
        [first, 0, second, 0, ..] if *first != 0 && *second != 0 => (bytes, true),
        [0, first, 0, second, ..] if *first != 0 && *second != 0 => (bytes, false),
        _ => return None,
    };
    let (pairs, rest) = body.as_chunks::<2>();
    let unit = |&pair: &[u8; 2]| if little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) };
    Some((pairs.iter().map(unit).collect(), !rest.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, mark: bool, to: fn(u16) -> [u8; 2]) -> Vec<u8> {
        let mark = mark.then_some(0xfeff);
        mark.into_iter().chain(text.encode_utf16()).flat_map(to).collect()
    }

    #[test]
    fn every_usual_encoding_gives_the_same_text() {
        let text = "bio = \"Café ☕️ 👩‍🍳\"";
        let with_mark = [b"\xef\xbb\xbf".as_slice(), text.as_bytes()].concat();
        for bytes in [
            text.as_bytes().to_vec(),
            with_mark,
            utf16(text, true, u16::to_le_bytes),
            utf16(text, true, u16::to_be_bytes),
            utf16(text, false, u16::to_le_bytes),
            utf16(text, false, u16::to_be_bytes),
        ] {
            let mut warnings = Vec::new();
            assert_eq!(decode("f", &bytes, Damage::Refuse, &mut warnings).unwrap(), text);
            assert!(warnings.is_empty());
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_refused_or_replaced() {
        let bytes = b"caf\xe9 noir";
        let mut warnings = Vec::new();
        let error = decode("me.toml", bytes, Damage::Refuse, &mut warnings).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`me.toml`, byte 3: not UTF-8; save the file as UTF-8 (or UTF-16 with a byte order mark)"
        );
        assert_eq!(decode("me.js", bytes, Damage::Replace, &mut warnings).unwrap(), "caf\u{fffd} noir");
        assert_eq!(warnings.len(), 1);
        assert!(warnings[0].message.contains("byte 3"));
    }
}
