//! Counts as sources write them.

/// Counts above this are mistakes: more than there are people, and more than a float holds exactly.
const MAX_COUNT: f64 = 1e15;

/// A count, unless it is negative, broken or beyond reason.
pub(crate) fn as_count(number: f64) -> Option<f64> {
    ((0.0..=MAX_COUNT).contains(&number) && number.fract() == 0.0).then_some(number.abs())
}

/// A count written as a text.
pub(crate) fn parse_count(text: &str) -> Option<f64> {
    text.trim().parse().ok().and_then(as_count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_counts_are_counts() {
        assert_eq!(parse_count("12"), Some(12.0));
        assert_eq!(parse_count("12.0"), Some(12.0));
        assert_eq!(as_count(0.0), Some(0.0));
        for text in ["-1", "1e300", "NaN", "inf", "1.5", "", "many", "1,234"] {
            assert_eq!(parse_count(text), None, "{text}");
        }
        assert_eq!(as_count(f64::NAN), None);
    }
}
