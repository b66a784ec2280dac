//! Messages with placeholders.
//!
//! `{bio.length}` is a fact, `{$min_width}` a parameter, `{match}` the first words that were found and `{matches}` all of
//! them. `{share:percent}`, `{age_days:date}` and `{bio.topics:list}` say how to write a value; `{own.count|post|posts}` is a
//! word by the number before it. `{{` is a brace.

mod languages;
mod speech;

use std::ops::Range;

pub(crate) use speech::ENGLISH;
pub use speech::Speech;

use crate::program::{FactRef, LabelRef, NumId, SetId, TextId};

/// A message, ready to be filled in.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Template {
    pub(crate) pieces: Vec<Piece>,
    /// The language it is written in.
    pub(crate) speech: &'static Speech,
}

/// Where placeholders stand in a message as written.
pub(crate) fn placeholders(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(found) = text[at..].find(['{', '}']) {
        at += found;
        let after = &text[at + 1..];
        if after.starts_with(&text[at..=at]) {
            at += 2;
            continue;
        }
        let Some(end) = after.find('}') else { break };
        out.push(at..at + 1 + end + 1);
        at += 1 + end + 1;
    }
    out
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Piece {
    Text(String),
    Value(Filler, Format),
    /// The first word for one, the second for any other number.
    Plural(NumId, String, String),
}

/// What a placeholder stands for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Filler {
    Bool(FactRef),
    Number(NumId),
    Text(TextId),
    Label(LabelRef),
    Set(SetId),
    Match,
    Matches,
}

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Plain,
    Percent,
    /// An age in days as the date it goes back to.
    Date,
    List,
}

impl Format {
    pub(crate) const WORDS: [(&'static str, Format); 3] =
        [("percent", Format::Percent), ("date", Format::Date), ("list", Format::List)];
}

/// A number as people write it: whole if it is, else with at most two digits.
pub(crate) fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    match text.trim_end_matches('0').trim_end_matches('.') {
        "-0" => "0".to_owned(),
        text => text.to_owned(),
    }
}

/// Whether a number takes the singular.
pub(crate) fn is_one(value: f64) -> bool {
    (value - 1.0).abs() < f64::EPSILON
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        assert_eq!(number(20.0), "20");
        assert_eq!(number(0.333_333), "0.33");
        assert_eq!(number(1.5), "1.5");
        assert_eq!(number(-0.001), "0");
        assert_eq!(number(100.0), "100");
        assert_eq!(ENGLISH.percent(1.0 / 3.0), "33%");
    }

    #[test]
    fn lists_end_in_and() {
        let words = |n: usize| ENGLISH.joined(&["a", "b", "c"].map(str::to_owned)[..n]);
        assert_eq!([words(0), words(1), words(2), words(3)], ["", "a", "a and b", "a, b and c"]);
    }
}
