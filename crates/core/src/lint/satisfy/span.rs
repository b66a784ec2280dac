//! Sets of numbers: unions of spans of the line, each end inside or outside.

/// One stretch of the line.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Stretch {
    low: f64,
    low_in: bool,
    high: f64,
    high_in: bool,
}

impl Stretch {
    fn is_empty(self) -> bool {
        // Nothing lies beyond infinity, and infinity itself is no number.
        !(self.low < self.high || (self.low == self.high && self.low_in && self.high_in && self.low.is_finite()))
    }

    fn and(self, other: Stretch) -> Stretch {
        let (low, low_in) = match self.low.total_cmp(&other.low) {
            std::cmp::Ordering::Less => (other.low, other.low_in),
            std::cmp::Ordering::Greater => (self.low, self.low_in),
            std::cmp::Ordering::Equal => (self.low, self.low_in && other.low_in),
        };
        let (high, high_in) = match self.high.total_cmp(&other.high) {
            std::cmp::Ordering::Less => (self.high, self.high_in),
            std::cmp::Ordering::Greater => (other.high, other.high_in),
            std::cmp::Ordering::Equal => (self.high, self.high_in && other.high_in),
        };
        Stretch { low, low_in, high, high_in }
    }

    /// The same whole numbers, with both ends inside.
    fn whole(self) -> Stretch {
        let low = self.low.ceil();
        let low = if low == self.low && !self.low_in { low + 1.0 } else { low };
        let high = self.high.floor();
        let high = if high == self.high && !self.high_in { high - 1.0 } else { high };
        Stretch { low, low_in: low.is_finite(), high, high_in: high.is_finite() }
    }
}

/// A set of numbers, as separate stretches from left to right.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Numbers(Vec<Stretch>);

const ALL: Stretch = Stretch { low: f64::NEG_INFINITY, low_in: false, high: f64::INFINITY, high_in: false };

impl Numbers {
    /// From `low` to `high`, both inside; empty when they are the wrong way round.
    pub(super) fn between(low: f64, high: f64) -> Self {
        // -0 and 0 are one number, and the order of ends must not tell them apart.
        Numbers(vec![Stretch { low: low + 0.0, low_in: true, high: high + 0.0, high_in: true }]).tidy()
    }

    pub(super) fn above(low: f64) -> Self {
        Numbers(vec![Stretch { low: low + 0.0, low_in: false, ..ALL }]).tidy()
    }

    pub(super) fn below(high: f64) -> Self {
        Numbers(vec![Stretch { high: high + 0.0, high_in: false, ..ALL }]).tidy()
    }

    fn tidy(mut self) -> Self {
        self.0.retain(|stretch| !stretch.is_empty());
        self
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn and(&self, other: &Numbers) -> Numbers {
        let mut out: Vec<Stretch> = self.0.iter().flat_map(|a| other.0.iter().map(|b| a.and(*b))).collect();
        out.sort_by(|a, b| a.low.total_cmp(&b.low));
        Numbers(out).tidy()
    }

    /// All other numbers.
    pub(super) fn complement(&self) -> Numbers {
        let mut out = Vec::new();
        let (mut low, mut low_in) = (f64::NEG_INFINITY, false);
        for stretch in &self.0 {
            out.push(Stretch { low, low_in, high: stretch.low, high_in: !stretch.low_in });
            (low, low_in) = (stretch.high, !stretch.high_in);
        }
        out.push(Stretch { low, low_in, high: f64::INFINITY, high_in: false });
        Numbers(out).tidy()
    }

    /// The whole numbers of the set, or all of it.
    pub(super) fn whole_if(self, whole: bool) -> Numbers {
        if whole { Numbers(self.0.into_iter().map(Stretch::whole).collect()).tidy() } else { self }
    }

    /// The stretches one by one.
    pub(super) fn stretches(&self) -> impl Iterator<Item = Numbers> {
        self.0.iter().map(|stretch| Numbers(vec![*stretch]))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    impl Numbers {
        fn has(&self, n: f64) -> bool {
            self.0.iter().any(|s| (s.low < n || (s.low == n && s.low_in)) && (n < s.high || (n == s.high && s.high_in)))
        }
    }

    fn numbers() -> impl Strategy<Value = Numbers> {
        let one = prop_oneof![
            (-4i32..4, -4i32..4).prop_map(|(a, b)| Numbers::between(f64::from(a), f64::from(b))),
            (-4i32..4).prop_map(|a| Numbers::above(f64::from(a))),
            (-4i32..4).prop_map(|a| Numbers::below(f64::from(a))),
        ];
        (one.clone(), one, any::<bool>()).prop_map(|(a, b, flip)| a.and(&if flip { b.complement() } else { b }))
    }

    proptest! {
        #[test]
        fn sets_behave_like_sets(a in numbers(), b in numbers(), halves in -12i32..12) {
            let n = f64::from(halves) / 2.0;
            prop_assert_eq!(a.and(&b).has(n), a.has(n) && b.has(n));
            prop_assert_eq!(a.complement().has(n), !a.has(n));
            prop_assert!(n.fract() != 0.0 || a.clone().whole_if(true).has(n) == a.has(n));
            prop_assert_eq!(a.is_empty(), (-13..13).all(|h| !a.has(f64::from(h) / 2.0)));
            let parts = a.stretches().filter(|part| part.has(n)).count();
            prop_assert_eq!(parts, usize::from(a.has(n)));
        }
    }
}
