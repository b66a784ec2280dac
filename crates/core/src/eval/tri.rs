//! Three-valued logic after Kleene, and numbers that may be known only as an interval.

use crate::program::{Arith, Op};
use crate::record::Reason;

/// True, false, or not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tri {
    /// It does not hold.
    False,
    /// It holds.
    True,
    /// It cannot be told.
    Unknown,
}

impl From<bool> for Tri {
    fn from(value: bool) -> Self {
        if value { Tri::True } else { Tri::False }
    }
}

impl std::ops::Not for Tri {
    type Output = Tri;

    fn not(self) -> Tri {
        match self {
            Tri::False => Tri::True,
            Tri::True => Tri::False,
            Tri::Unknown => Tri::Unknown,
        }
    }
}

impl Tri {
    /// Holds if both do; one that does not settles it.
    #[must_use]
    pub fn and(self, other: Tri) -> Tri {
        match (self, other) {
            (Tri::False, _) | (_, Tri::False) => Tri::False,
            (Tri::True, Tri::True) => Tri::True,
            _ => Tri::Unknown,
        }
    }

    /// Holds if one does; one that does settles it.
    #[must_use]
    pub fn or(self, other: Tri) -> Tri {
        !(!self).and(!other)
    }
}

/// The value of a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Quantity {
    Absent,
    Unknown(Reason),
    /// It lies between the two, both included; equal ones make it known.
    Between(f64, f64),
}

impl Quantity {
    pub(crate) fn known(value: f64) -> Self {
        if value.is_finite() { Quantity::Between(value, value) } else { Quantity::Absent }
    }

    #[expect(clippy::float_cmp, reason = "the ends are equal exactly when the number is known")]
    pub(crate) fn value(self) -> Option<f64> {
        match self {
            Quantity::Between(low, high) if low == high => Some(low),
            _ => None,
        }
    }

    #[expect(clippy::float_cmp, reason = "`equals` means equal")]
    pub(crate) fn compare(self, op: Op, other: Quantity) -> Tri {
        match (self, other) {
            (Quantity::Unknown(_), _) | (_, Quantity::Unknown(_)) => Tri::Unknown,
            (Quantity::Absent, _) | (_, Quantity::Absent) => Tri::False,
            (Quantity::Between(a, b), Quantity::Between(c, d)) => match op {
                Op::Equals => decide(a == d && b == c, a > d || b < c),
                Op::Above | Op::AtLeast => decide(op.holds(a, d), !op.holds(b, c)),
                Op::Below | Op::AtMost => decide(op.holds(b, c), !op.holds(a, d)),
            },
        }
    }

    pub(crate) fn apply(self, arith: Arith, other: Quantity) -> Quantity {
        let (a, b, c, d) = match (self, other) {
            // Absent beats unknown: whatever the unknown part is, the result is absent.
            (Quantity::Absent, _) | (_, Quantity::Absent) => return Quantity::Absent,
            (unknown @ Quantity::Unknown(_), _) | (_, unknown @ Quantity::Unknown(_)) => return unknown,
            (Quantity::Between(a, b), Quantity::Between(c, d)) => (a, b, c, d),
        };
        let (low, high) = match arith {
            Arith::Add => (a + c, b + d),
            Arith::Sub => (a - d, b - c),
            Arith::Min => (a.min(c), b.min(d)),
            Arith::Max => (a.max(c), b.max(d)),
            Arith::Mul => corners([a, b], [c, d], |x, y| x * y),
            Arith::Div if c == 0.0 && d == 0.0 => return Quantity::Absent,
            Arith::Div if c <= 0.0 && d >= 0.0 => return Quantity::Unknown(Reason::SampleTooSmall),
            Arith::Div => corners([a, b], [c, d], |x, y| x / y),
        };
        match (low.is_finite() && high.is_finite(), self.value().is_some() && other.value().is_some()) {
            (true, _) => Quantity::Between(low, high),
            // Too large to be a number: for sure, or only at one end.
            (false, true) => Quantity::Absent,
            (false, false) => Quantity::Unknown(Reason::SampleTooSmall),
        }
    }
}

fn decide(yes: bool, no: bool) -> Tri {
    match (yes, no) {
        (true, _) => Tri::True,
        (_, true) => Tri::False,
        _ => Tri::Unknown,
    }
}

fn corners(left: [f64; 2], right: [f64; 2], apply: impl Fn(f64, f64) -> f64) -> (f64, f64) {
    let all = left.map(|x| right.map(|y| apply(x, y))).concat();
    (all.iter().copied().fold(f64::INFINITY, f64::min), all.iter().copied().fold(f64::NEG_INFINITY, f64::max))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tri() -> impl Strategy<Value = Tri> {
        prop_oneof![Just(Tri::False), Just(Tri::True), Just(Tri::Unknown)]
    }

    proptest! {
        #[test]
        fn kleene_laws(a in tri(), b in tri(), c in tri()) {
            prop_assert_eq!(a.and(b), b.and(a));
            prop_assert_eq!(a.or(b), b.or(a));
            prop_assert_eq!(a.and(b).and(c), a.and(b.and(c)));
            prop_assert_eq!(a.and(b.or(c)), a.and(b).or(a.and(c)));
            prop_assert_eq!(!(a.and(b)), (!a).or(!b));
            prop_assert_eq!(!!a, a);
            prop_assert_eq!(a.and(Tri::True), a);
            prop_assert_eq!(a.or(Tri::False), a);
        }

        /// Whatever the numbers turn out to be, a comparison that was known holds for them.
        #[test]
        fn intervals_are_sound(x in -9i32..9, y in -9i32..9, dx in 0i32..4, dy in 0i32..4, ex in 0i32..4, ey in 0i32..4) {
            let (x, y) = (f64::from(x), f64::from(y));
            let a = Quantity::Between(x - f64::from(dx), x + f64::from(ex));
            let b = Quantity::Between(y - f64::from(dy), y + f64::from(ey));
            for op in [Op::Equals, Op::Above, Op::AtLeast, Op::Below, Op::AtMost] {
                let told = a.compare(op, b);
                prop_assert!(told == Tri::Unknown || told == Tri::from(op.holds(x, y)));
            }
            for arith in [Arith::Add, Arith::Sub, Arith::Mul, Arith::Div, Arith::Min, Arith::Max] {
                let exact = Quantity::known(x).apply(arith, Quantity::known(y)).value();
                if let (Quantity::Between(low, high), Some(exact)) = (a.apply(arith, b), exact) {
                    prop_assert!(low <= exact && exact <= high);
                }
            }
        }
    }
}
