//! Looking at 64 bytes of a text at a time.

use wide::u8x16;

/// So many bytes make a block.
pub(super) const BLOCK: usize = 64;
/// A block and the eight bytes behind it, so that eight bytes can be had from any place of the block on.
const WINDOW: usize = BLOCK + 8;

/// What the bytes of a block are, a bit each, the first byte in the lowest bit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block {
    /// ASCII letters, digits and `_`.
    pub(super) word: u64,
    /// Blanks; also all behind the end of the text.
    pub(super) blank: u64,
    /// Bytes of what is not ASCII, and of what belongs to no token.
    pub(super) odd: u64,
}

/// The bytes of a block, with blanks behind the end of the text.
#[derive(Clone, Debug)]
pub(super) struct Window([u8; WINDOW]);

impl Window {
    /// The bytes from a place of a text on.
    #[inline]
    pub(super) fn at(bytes: &[u8], at: usize) -> Self {
        let rest = bytes.get(at..).unwrap_or_default();
        if let Some(whole) = rest.first_chunk() {
            return Window(*whole);
        }
        let mut window = [b' '; WINDOW];
        window[..rest.len()].copy_from_slice(rest);
        Window(window)
    }

    /// Eight bytes from a place of the block on, the first in the lowest byte.
    #[inline]
    pub(super) fn eight(&self, place: usize) -> u64 {
        self.0[place % BLOCK..].first_chunk().map_or(0, |eight| u64::from_le_bytes(*eight))
    }

    /// For which bytes of the block something is so, a bit each; `is` says it of 16 bytes, with all bits of a byte or none.
    #[inline]
    pub(super) fn which(&self, is: impl Fn(u8x16) -> u8x16) -> u64 {
        let (lanes, _) = self.0[..BLOCK].as_chunks::<16>();
        let bits = |bytes: &[u8; 16]| u64::from(is(u8x16::new(*bytes)).to_bitmask());
        lanes.iter().rev().fold(0, |bits_behind, bytes| bits_behind << 16 | bits(bytes))
    }

    /// What the bytes of the block are.
    #[inline]
    pub(super) fn block(&self) -> Block {
        Block { word: self.which(is_word), blank: self.which(|bytes| is(bytes, b' ')), odd: self.which(is_odd) }
    }
}

/// Which bytes are one sign.
#[inline]
pub(super) fn is(bytes: u8x16, sign: u8) -> u8x16 {
    bytes.simd_eq(u8x16::splat(sign))
}

/// Which bytes are between two others, or one of them.
#[inline]
pub(super) fn is_between(bytes: u8x16, first: u8, last: u8) -> u8x16 {
    (bytes - u8x16::splat(first)).simd_le(u8x16::splat(last - first))
}

/// Which bytes are of something that is not ASCII, or belong to no token.
#[inline]
pub(super) fn is_odd(bytes: u8x16) -> u8x16 {
    !(is_between(bytes, b' ', b'~') | is_between(bytes, b'\t', b'\r'))
}

/// Which bytes are ASCII letters, digits or `_`.
#[inline]
pub(super) fn is_word(bytes: u8x16) -> u8x16 {
    is_between(bytes | u8x16::splat(0x20), b'a', b'z') | is_between(bytes, b'0', b'9') | is(bytes, b'_')
}

impl Block {
    /// So many bytes before a place of the block, which may be its end, are of a word that ends there.
    pub(super) fn word_before(self, place: usize) -> usize {
        // Shifting by all bits of a number is no shift.
        if place == 0 { 0 } else { (self.word << (BLOCK - place)).leading_ones() as usize }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::token;
    use super::*;

    proptest! {
        #[test]
        fn each_byte_has_its_bit(bytes in prop::collection::vec(any::<u8>(), 0..150), at in 0..160usize) {
            let window = Window::at(&bytes, at);
            let block = window.block();
            for bit in 0..BLOCK {
                let byte = bytes.get(at + bit).copied().unwrap_or(b' ');
                prop_assert_eq!(block.word >> bit & 1 == 1, token::is_ascii_word(byte));
                prop_assert_eq!(block.blank >> bit & 1 == 1, byte == b' ');
                prop_assert_eq!(block.odd >> bit & 1 == 1, token::is_odd(byte));
            }
            for place in 0..BLOCK {
                let byte = |n: usize| bytes.get(at + place + n).copied().unwrap_or(b' ');
                prop_assert_eq!(window.eight(place).to_le_bytes(), std::array::from_fn(byte));
            }
            for place in 0..=BLOCK {
                let wanted = (0..place).rev().take_while(|bit| block.word >> bit & 1 == 1).count();
                prop_assert_eq!(block.word_before(place), wanted);
            }
        }
    }
}
