//! Looking at eight bytes of a text at a time.

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x80 * ONES;
/// Turns ASCII letters into lower case, and `_` into a byte that no other word character has.
const LOWER: u64 = 0x20 * ONES;

/// Eight bytes from a place on, the first in the lowest byte; zeros behind the end.
#[inline]
pub(super) fn eight(bytes: &[u8], at: usize) -> u64 {
    let rest = bytes.get(at..).unwrap_or_default();
    if let Some(eight) = rest.first_chunk::<8>() {
        return u64::from_le_bytes(*eight);
    }
    let mut eight = [0; 8];
    eight[..rest.len()].copy_from_slice(rest);
    u64::from_le_bytes(eight)
}

/// Sets the high bit of each of eight bytes that is at least `least`; the bytes have to be below 0x80.
#[inline]
fn at_least(bytes: u64, least: u64) -> u64 {
    bytes + (0x80 - least) * ONES
}

/// The high bit of each of eight bytes that is an ASCII letter, a digit or `_`.
#[inline]
pub(super) fn is_word(bytes: u64) -> u64 {
    let ascii = bytes & !HIGH;
    let lower = ascii | LOWER;
    let letter = at_least(lower, 0x61) & !at_least(lower, 0x7b);
    let digit = at_least(ascii, 0x30) & !at_least(ascii, 0x3a);
    let underscore = !at_least(ascii ^ (0x5f * ONES), 1);
    (letter | digit | underscore) & !bytes & HIGH
}

/// How many of eight bytes, from the lowest on, are ASCII letters, digits or `_`.
#[inline]
pub(super) fn word_length(bytes: u64) -> usize {
    ((is_word(bytes) ^ HIGH).trailing_zeros() / 8) as usize
}

/// Whether all bytes from a place to another are ASCII that is seen, or blanks.
pub(super) fn is_printable(bytes: &[u8], start: usize, end: usize) -> bool {
    (start..end).step_by(8).all(|at| {
        let own = mask((end - at).min(8));
        let next = (eight(bytes, at) & own) | ((0x20 * ONES) & !own);
        let ascii = next & !HIGH;
        at_least(ascii, 0x20) & !at_least(ascii, 0x7f) & !next & HIGH == HIGH
    })
}

/// The lowest `len` of eight bytes of a word in lower case, and zeros; `len` is from 1 to 8.
#[inline]
pub(super) fn lower(bytes: u64, len: usize) -> u64 {
    (bytes | LOWER) & mask(len)
}

/// The lowest `len` bytes; `len` is from 1 to 8.
#[inline]
pub(super) fn mask(len: usize) -> u64 {
    u64::MAX >> (64 - 8 * len)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_follow_the_end() {
        assert_eq!(eight(b"abc", 1), u64::from_le_bytes(*b"bc\0\0\0\0\0\0"));
        assert_eq!(eight(b"abc", 9), 0);
        assert_eq!(lower(eight(b"A_7!", 0), 3), u64::from_le_bytes(*b"a\x7f7\0\0\0\0\0"));
    }

    #[test]
    fn what_is_printable_stands_between_the_blank_and_the_tilde() {
        for byte in 0..=u8::MAX {
            let text = [b"\neight ~~nine ~".as_slice(), &[byte], b"\n"].concat();
            assert_eq!(is_printable(&text, 1, text.len() - 1), matches!(byte, b' '..=b'~'), "{byte}");
        }
        assert!(is_printable(b"", 0, 0) && is_printable(b"eight888", 0, 8) && !is_printable(b"eight88\x7f", 0, 8));
    }
}
