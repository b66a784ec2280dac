//! Sets of small numbers, a bit each.

/// The places of the bits that are set, from the lowest on.
#[inline]
pub(crate) fn ones(bits: u64) -> Ones {
    Ones(bits)
}

/// An iterator over the places of bits.
#[derive(Clone, Debug)]
pub(crate) struct Ones(u64);

impl Iterator for Ones {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        let place = self.0.trailing_zeros() as usize;
        if self.0 == 0 {
            return None;
        }
        self.0 &= self.0 - 1;
        Some(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_come_in_order() {
        assert_eq!(ones(1 << 63 | 0b1010).collect::<Vec<_>>(), [1, 3, 63]);
        assert_eq!(ones(0).next(), None);
    }
}
