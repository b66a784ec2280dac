//! Counting answers against labels.

use serde::Serialize;

use super::bootstrap;

/// A label and what the rules answered; no answer where they could not tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pair {
    pub(crate) label: bool,
    pub(crate) answer: Option<bool>,
}

/// How often answers and labels agree. Rows without an answer count in none of the four.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) tp: usize,
    pub(crate) fp: usize,
    pub(crate) fn_: usize,
    pub(crate) tn: usize,
}

impl Tally {
    pub(crate) fn of(pairs: impl IntoIterator<Item = Pair>) -> Self {
        let mut tally = Tally::default();
        for pair in pairs {
            match (pair.label, pair.answer) {
                (true, Some(true)) => tally.tp += 1,
                (false, Some(true)) => tally.fp += 1,
                (true, Some(false)) => tally.fn_ += 1,
                (false, Some(false)) => tally.tn += 1,
                (_, None) => {}
            }
        }
        tally
    }

    /// The same, with yes and no exchanged.
    pub(crate) fn of_absence(self) -> Self {
        Tally { tp: self.tn, fp: self.fn_, fn_: self.fp, tn: self.tp }
    }

    pub(crate) fn precision(self) -> Option<f64> {
        ratio(self.tp, self.tp + self.fp)
    }

    pub(crate) fn recall(self) -> Option<f64> {
        ratio(self.tp, self.tp + self.fn_)
    }

    /// The harmonic mean of both; none where there is nothing to find and nothing was found.
    pub(crate) fn f1(self) -> Option<f64> {
        ratio(2 * self.tp, 2 * self.tp + self.fp + self.fn_)
    }
}

pub(crate) fn ratio(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// A question over some rows, as it is written.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Slice {
    /// Of these rows; null for all.
    pub(crate) language: Option<String>,
    pub(crate) rows: usize,
    /// Rows that the rules could not answer, and how many of them are labelled yes.
    pub(crate) unchecked: usize,
    pub(crate) unchecked_yes: usize,
    pub(crate) tp: usize,
    pub(crate) fp: usize,
    #[serde(rename = "fn")]
    pub(crate) fn_: usize,
    pub(crate) tn: usize,
    pub(crate) presence: Figures,
    pub(crate) absence: Figures,
}

/// How well one answer is given.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Figures {
    pub(crate) precision: Option<f64>,
    pub(crate) recall: Option<f64>,
    pub(crate) f1: Option<f64>,
    /// Between these lies the F1 of 95 of 100 resamplings.
    pub(crate) f1_interval: Option<[f64; 2]>,
}

impl Slice {
    pub(crate) fn new(language: Option<&str>, pairs: &[Pair]) -> Self {
        let tally = Tally::of(pairs.iter().copied());
        let unchecked = || pairs.iter().filter(|p| p.answer.is_none());
        let [presence, absence] = bootstrap::intervals(pairs);
        Slice {
            language: language.map(str::to_owned),
            rows: pairs.len(),
            unchecked: unchecked().count(),
            unchecked_yes: unchecked().filter(|p| p.label).count(),
            tp: tally.tp,
            fp: tally.fp,
            fn_: tally.fn_,
            tn: tally.tn,
            presence: figures(tally, presence),
            absence: figures(tally.of_absence(), absence),
        }
    }
}

fn figures(tally: Tally, interval: Option<[f64; 2]>) -> Figures {
    Figures {
        precision: tally.precision().map(rounded),
        recall: tally.recall().map(rounded),
        f1: tally.f1().map(rounded),
        f1_interval: interval.map(|ends| ends.map(rounded)),
    }
}

/// To three decimals, as it is written.
pub(crate) fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(counts: [usize; 5]) -> Vec<Pair> {
        let kinds = [(true, Some(true)), (false, Some(true)), (true, Some(false)), (false, Some(false)), (true, None)];
        let repeat = |((label, answer), n)| std::iter::repeat_n(Pair { label, answer }, n);
        kinds.into_iter().zip(counts).flat_map(repeat).collect()
    }

    #[test]
    fn figures_of_both_answers() {
        let slice = Slice::new(None, &pairs([8, 2, 4, 6, 3]));
        assert_eq!((slice.rows, slice.unchecked, slice.unchecked_yes), (23, 3, 3));
        assert_eq!(slice.presence.precision, Some(0.8));
        assert_eq!(slice.presence.recall, Some(0.667));
        assert_eq!(slice.presence.f1, Some(0.727));
        assert_eq!(slice.absence.precision, Some(0.6));
        assert_eq!(slice.absence.recall, Some(0.75));
    }

    #[test]
    fn nothing_to_find_is_no_figure() {
        let slice = Slice::new(Some("en"), &pairs([0, 0, 0, 5, 0]));
        assert_eq!(slice.presence, Figures { precision: None, recall: None, f1: None, f1_interval: None });
        assert_eq!(slice.absence.f1, Some(1.0));
    }
}
