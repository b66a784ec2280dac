//! Looking at 64 bytes of a text at a time.

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
    /// Bytes that are not ASCII, and control characters.
    pub(super) beyond: u64,
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

    /// What the bytes of the block are.
    #[inline]
    pub(super) fn block(&self) -> Block {
        let (mut word, mut blank, mut beyond) = ([0; BLOCK], [0; BLOCK], [0; BLOCK]);
        // Plain loops over bytes: they become instructions that work on many bytes at once.
        for (place, &byte) in self.0[..BLOCK].iter().enumerate() {
            let letter = u8::from((byte | 0x20).wrapping_sub(b'a') < 26);
            let digit = u8::from(byte.wrapping_sub(b'0') < 10);
            word[place] = letter | digit | u8::from(byte == b'_');
            blank[place] = u8::from(byte == b' ');
            beyond[place] = u8::from(byte.wrapping_sub(b' ') > b'~' - b' ');
        }
        Block { word: bits(&word), blank: bits(&blank), beyond: bits(&beyond) }
    }
}

impl Block {
    /// So many bytes before a place of the block, which may be its end, are of a word that ends there.
    pub(super) fn word_before(self, place: usize) -> usize {
        // Shifting by all bits of a number is no shift.
        if place == 0 { 0 } else { (self.word << (BLOCK - place)).leading_ones() as usize }
    }
}

/// A bit for each byte that is one; the others have to be zero.
#[inline]
fn bits(bytes: &[u8; BLOCK]) -> u64 {
    let (eights, _) = bytes.as_chunks::<8>();
    // Each factor moves the bit of one byte into the highest byte, to its own place.
    let bits = |eight: &[u8; 8]| u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
    eights.iter().enumerate().fold(0, |all, (place, eight)| all | bits(eight) << (8 * place))
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
                prop_assert_eq!(block.beyond >> bit & 1 == 1, !byte.is_ascii() || byte.is_ascii_control());
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
