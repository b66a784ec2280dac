//! What makes two members the same.

use std::borrow::Cow;
use std::hash::Hasher;

use rustc_hash::FxHasher;

use crate::text::count::beyond_ascii;

/// The value of a field as far as it makes members equal or different.
#[derive(Clone, Debug)]
pub(super) struct Kind<'a> {
    /// Equal for equal kinds, and nearly always different for others.
    hash: u64,
    value: Value<'a>,
}

#[derive(Clone, Debug)]
enum Value<'a> {
    /// Compared in lower case.
    Text(Cow<'a, str>),
    Label(Cow<'a, str>),
    Number(u64),
}

impl<'a> Kind<'a> {
    /// Of a text, whatever its case.
    pub(super) fn text(text: Cow<'a, str>) -> Self {
        let hash = if has_one_case(&text) { hash(text.as_bytes()) } else { hash(text.to_lowercase().as_bytes()) };
        Kind { hash, value: Value::Text(text) }
    }

    pub(super) fn label(label: Cow<'a, str>) -> Self {
        Kind { hash: hash(label.as_bytes()), value: Value::Label(label) }
    }

    pub(super) fn number(number: f64) -> Self {
        // Adding zero makes -0 and 0 the same kind.
        let bits = (number + 0.0).to_bits();
        Kind { hash: bits, value: Value::Number(bits) }
    }
}

impl PartialEq for Kind<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.hash == other.hash
            && match (&self.value, &other.value) {
                (Value::Text(a), Value::Text(b)) => {
                    a == b || a.eq_ignore_ascii_case(b) || a.to_lowercase() == b.to_lowercase()
                }
                (Value::Label(a), Value::Label(b)) => a == b,
                (Value::Number(a), Value::Number(b)) => a == b,
                _ => false,
            }
    }
}

/// Whether all that is not ASCII in a text is the same in lower case: small letters of Latin, or signs and pictures.
fn has_one_case(text: &str) -> bool {
    let one_case = |c: char| {
        matches!(c, '\u{a0}'..='\u{bf}' | '\u{df}'..='\u{ff}' | '\u{2000}'..='\u{2120}')
            || matches!(c, '\u{2190}'..='\u{24b5}' | '\u{2500}'..='\u{2bff}' | '\u{3000}'..='\u{9fff}')
            || matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{1f000}'..='\u{1faff}')
    };
    beyond_ascii(text).all(one_case)
}

/// A hash without regard to ASCII case.
fn hash(bytes: &[u8]) -> u64 {
    const LANES: usize = 4;
    let caseless = |eight: &[u8; 8]| u64::from_le_bytes(*eight) | 0x2020_2020_2020_2020;
    // Several hashes side by side: one alone would wait for each product before it takes the next bytes.
    let mut lanes = [FxHasher::default(), FxHasher::default(), FxHasher::default(), FxHasher::default()];
    let (eights, rest) = bytes.as_chunks::<8>();
    let (rows, last) = eights.as_chunks::<LANES>();
    for row in rows {
        for (lane, eight) in lanes.iter_mut().zip(row) {
            lane.write_u64(caseless(eight));
        }
    }
    for (lane, eight) in lanes.iter_mut().zip(last) {
        lane.write_u64(caseless(eight));
    }
    let [mut hasher, others @ ..] = lanes;
    let mut tail = [b' '; 8];
    tail[..rest.len()].copy_from_slice(rest);
    hasher.write_u64(caseless(&tail));
    for lane in others {
        hasher.write_u64(lane.finish());
    }
    hasher.write_usize(bytes.len());
    hasher.finish()
}

/// How often each kind occurs, in no order.
pub(super) fn counts(mut kinds: Vec<Kind<'_>>) -> Vec<usize> {
    kinds.sort_unstable_by_key(|kind| kind.hash);
    let mut counts = Vec::new();
    for same_hash in kinds.chunk_by(|a, b| a.hash == b.hash) {
        if let [_] = same_hash {
            counts.push(1);
            continue;
        }
        let mut known: Vec<(&Kind<'_>, usize)> = Vec::new();
        for kind in same_hash {
            match known.iter_mut().find(|(other, _)| *other == kind) {
                Some((_, count)) => *count += 1,
                None => known.push((kind, 1)),
            }
        }
        counts.extend(known.into_iter().map(|(_, count)| count));
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_compared_in_lower_case() {
        let kinds = |texts: &[&'static str]| {
            let mut counts = counts(texts.iter().map(|t| Kind::text(Cow::Borrowed(t))).collect());
            counts.sort_unstable();
            counts
        };
        assert_eq!(kinds(&["Same text 1", "SAME TEXT 1", "same text 2", "", ""]), [1, 2, 2]);
        assert_eq!(kinds(&["\u{212a}", "k", "K", "É", "é", "@", "`"]), [1, 1, 2, 3]);
    }

    #[test]
    fn what_has_one_case_is_its_own_lower_case() {
        for c in ('\0'..='\u{1ffff}').filter(|c| !c.is_ascii() && has_one_case(c.encode_utf8(&mut [0; 4]))) {
            assert!(c.to_lowercase().eq([c]), "{c:?}");
        }
    }

    #[test]
    fn numbers_and_labels_are_compared_as_they_are() {
        assert_eq!(counts(vec![Kind::number(0.0), Kind::number(-0.0), Kind::number(1.0)]).len(), 2);
        let label = |l: &'static str| Kind::label(Cow::Borrowed(l));
        assert_eq!(counts(vec![label("en"), label("EN"), label("en")]).len(), 2);
    }
}
