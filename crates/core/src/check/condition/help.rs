//! What was probably meant, and what could be said instead.

use super::operators;
use crate::check::path::Place;
use crate::diag::nearest;

/// What people write who know another language, and the operators they mean.
const SYNONYMS: [(&str, &str); 26] = [
    ("over", "above"),
    ("more_than", "above"),
    ("greater_than", "above"),
    ("gt", "above"),
    ("under", "below"),
    ("less_than", "below"),
    ("lt", "below"),
    ("gte", "at_least"),
    ("ge", "at_least"),
    ("min", "at_least"),
    ("minimum", "at_least"),
    ("lte", "at_most"),
    ("le", "at_most"),
    ("max", "at_most"),
    ("maximum", "at_most"),
    ("eq", "equals"),
    ("is", "equals"),
    ("in", "equals"),
    ("includes", "contains"),
    ("has", "contains"),
    ("contains", "has"),
    ("includes", "has"),
    ("regex", "matches"),
    ("match", "matches"),
    ("exists", "present"),
    ("average", "mean"),
];

/// The operator that somebody meant, by spelling or by sense.
pub(in crate::check) fn meant<'k>(key: &str, known: &[&'k str]) -> Option<&'k str> {
    nearest(key, known.iter().copied()).or_else(|| {
        let means = |name: &&str| SYNONYMS.iter().any(|(said, meant)| *said == key && meant == name);
        known.iter().copied().find(means)
    })
}

/// What can be said about a place, for help.
pub(in crate::check) fn takes(path: &str, place: &Place) -> String {
    let members = path.split('.').next().unwrap_or(path);
    match place {
        Place::Group(..) => format!("name one of the facts of `{path}`"),
        Place::Field(..) => format!("count the members: `{members}.count = {{ where = {{ … }}, at_least = 1 }}`"),
        _ => format!("`{path}` takes: {}", operators(place).join(", ")),
    }
}
