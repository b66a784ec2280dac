//! How far a figure can be trusted: it is counted again over rows drawn from the same rows.

use super::tally::{Pair, Tally};

/// So many times.
const ROUNDS: usize = 1000;
/// Where the draws begin: the same rows give the same interval, so that a commit can quote it.
const SEED: u64 = 0x6f6c_6c6f_7762_6163;

/// The 95 % intervals of the F1 of yes and of no.
pub(crate) fn intervals(pairs: &[Pair]) -> [Option<[f64; 2]>; 2] {
    let mut draws = Draws(SEED);
    let (mut yes, mut no) = (Vec::with_capacity(ROUNDS), Vec::with_capacity(ROUNDS));
    if pairs.is_empty() {
        return [None, None];
    }
    for _ in 0..ROUNDS {
        let tally = Tally::of((0..pairs.len()).map(|_| pairs[draws.below(pairs.len())]));
        yes.extend(tally.f1());
        no.extend(tally.of_absence().f1());
    }
    [interval(yes), interval(no)]
}

fn interval(mut values: Vec<f64>) -> Option<[f64; 2]> {
    values.sort_by(f64::total_cmp);
    let at = |thousandth: usize| values.get(values.len() * thousandth / 1000).copied();
    Some([at(25)?, at(975)?])
}

/// The generator `SplitMix64`: a few lines, and the same numbers everywhere.
struct Draws(u64);

impl Draws {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^= z >> 31;
        // The upper half times n: even enough for a few thousand rows.
        usize::try_from(((z >> 32) * n as u64) >> 32).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_holds_the_figure_and_does_not_change() {
        let pairs: Vec<Pair> =
            (0..200).map(|n| Pair { label: n % 2 == 0, answer: Some(n % 2 == 0 || n % 5 == 0) }).collect();
        let f1 = Tally::of(pairs.iter().copied()).f1().unwrap();
        let [yes, _] = intervals(&pairs);
        let [low, high] = yes.unwrap();
        assert!(low < f1 && f1 < high && high - low < 0.2, "{low} {f1} {high}");
        assert_eq!(intervals(&pairs)[0], yes);
    }

    #[test]
    fn draws_stay_below_and_reach_all() {
        let mut seen = [false; 7];
        let mut draws = Draws(SEED);
        (0..200).for_each(|_| seen[draws.below(7)] = true);
        assert_eq!(seen, [true; 7]);
    }
}
