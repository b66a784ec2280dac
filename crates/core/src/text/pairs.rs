//! Which characters stand beside each other in a text.
//!
//! Most letters that are looked for are in no word of a text, and two pairs of them are enough to know it.

use super::token::is_ascii_word;

/// So many pairs of bytes are told apart.
const PAIRS: usize = 1 << 10;

/// The pairs of a text, without regard to the case of ASCII.
#[derive(Clone, Debug)]
pub(super) struct Pairs {
    /// A bit for each.
    all: Bits,
    /// And for each that a word of ASCII begins with.
    first: Bits,
}

type Bits = [u64; PAIRS / 64];

/// The pairs that some letters begin and end with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ends {
    first: u16,
    last: u16,
    /// A word begins with them.
    fresh: bool,
}

impl Ends {
    /// Those of letters, which may stand only where a word begins; none of a single byte.
    pub(super) fn of(letters: &str, fresh: bool) -> Option<Self> {
        let numbers = || numbers(letters.as_bytes());
        let fresh = fresh && letters.bytes().next().is_some_and(is_ascii_word);
        Some(Ends { first: numbers().next()?, last: numbers().last()?, fresh })
    }
}

/// The number of each pair: the lowest five bits of a letter are the same in either case.
fn numbers(text: &[u8]) -> impl Iterator<Item = u16> {
    text.iter().zip(text.get(1..).unwrap_or_default()).map(|(a, b)| u16::from(a & 31) << 5 | u16::from(b & 31))
}

impl Pairs {
    pub(super) fn of(text: &str) -> Self {
        let (mut all, mut first) = ([0; PAIRS / 64], [0; PAIRS / 64]);
        let mut in_word = false;
        for (pair, byte) in numbers(text.as_bytes()).zip(text.bytes()) {
            let (place, bit) = (usize::from(pair / 64), 1 << (pair % 64));
            all[place] |= bit;
            first[place] |= if in_word { 0 } else { bit };
            in_word = is_ascii_word(byte);
        }
        Pairs { all, first }
    }

    /// Whether the text may have letters with these ends: yes wherever it has.
    #[inline]
    pub(super) fn may_have(&self, ends: Ends) -> bool {
        let has = |bits: &Bits, pair: u16| bits[usize::from(pair / 64) % bits.len()] >> (pair % 64) & 1 == 1;
        has(if ends.fresh { &self.first } else { &self.all }, ends.first) && has(&self.all, ends.last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_told_by_their_ends() {
        let has = |text: &str, letters: &str, fresh| Pairs::of(text).may_have(Ends::of(letters, fresh).unwrap());
        assert!(has("A Baker, 12 Ａ", "baker", true) && has("a baker", "aker", false) && has("né“e", "“e", true));
        assert!(!has("a baker", "aker", true) && !has("a baker", "bake_", false) && !has("", "ab", false));
        assert!(Ends::of("a", true).is_none() && Ends::of("", true).is_none());
    }

    proptest::proptest! {
        #[test]
        fn what_is_there_may_be_there(before in "[ab é_]{0,6}", letters in "[abAB1é]{2,5}", after in "[ab é_]{0,6}") {
            let text = format!("{before}{letters}{after}");
            let fresh = !before.bytes().next_back().is_some_and(is_ascii_word);
            let ends = Ends::of(&letters.to_ascii_uppercase(), fresh).unwrap();
            proptest::prop_assert!(Pairs::of(&text).may_have(ends));
        }
    }
}
