//! Texts with the places in them that matter, cut into parts.

use std::ops::Range;

use serde::Serialize;

use crate::render::clean::Cleaned;
use crate::render::words::sentence;
use crate::report::{EvidenceLine, FindingLine, Report, ValueLine};

/// A text that speaks for a finding.
#[derive(Debug, Serialize)]
pub(crate) struct Quote {
    /// The fact, where it is neither the bio nor a post.
    pub(crate) label: Option<String>,
    pub(crate) of_post: bool,
    pub(crate) parts: Vec<Part>,
}

/// A stretch of a text.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Part {
    pub(crate) text: String,
    /// The findings that mean it.
    pub(crate) notes: Vec<usize>,
    /// Those of them whose place ends here.
    pub(crate) ends: Vec<usize>,
}

/// Bytes of a text, and the number of the finding that means them.
pub(crate) type Place = (Range<usize>, usize);

/// The cleaned text, cut wherever a place begins or ends. Places are those of the text as it was.
pub(crate) fn mark(text: &str, places: &[Place]) -> Vec<Part> {
    let cleaned = Cleaned::lines(text);
    let places: Vec<Place> = places
        .iter()
        .map(|(range, note)| (cleaned.range(&(range.start.min(text.len())..range.end.min(text.len()))), *note))
        .filter(|(range, _)| !range.is_empty())
        .collect();
    let mut cuts: Vec<usize> = places.iter().flat_map(|(range, _)| [range.start, range.end]).collect();
    cuts.extend([0, cleaned.text().len()]);
    cuts.sort_unstable();
    cuts.dedup();
    let part = |ends: &[usize]| {
        let (start, end) = (ends[0], ends[1]);
        let here = |(range, note): &Place| (range.start <= start && end <= range.end).then_some(*note);
        let mut notes: Vec<usize> = places.iter().filter_map(here).collect();
        notes.sort_unstable();
        notes.dedup();
        // Where places of one finding overlap or touch, its number stands once, behind the last.
        let goes_on = |note: usize| places.iter().any(|(range, n)| *n == note && range.start <= end && end < range.end);
        let ends = notes.iter().copied().filter(|note| !goes_on(*note)).collect();
        Part { text: cleaned.text()[start..end].to_owned(), notes, ends }
    };
    cuts.windows(2).map(part).collect()
}

/// The places of a text that findings mean, each with the number of its finding.
pub(crate) fn places(report: &Report, text: &str, is: impl Fn(&str, Option<&str>) -> bool) -> Vec<Place> {
    let mut places = Vec::new();
    for (n, finding) in (1..).zip(&report.findings) {
        for evidence in finding.evidence.iter().filter(|e| is(&e.fact, e.post.as_deref())) {
            if matches!(&evidence.value, ValueLine::Text(value) if value == text) {
                places.extend(evidence.spans.iter().map(|span| (span.start..span.end, n)));
            }
        }
    }
    places
}

/// Posts quoted for one finding.
const MAX_POSTS: usize = 3;

/// The texts of a finding, each once with all of its places, and how many posts more there are. Of posts, those with marks show
/// more than those that only count; of other texts those without show nothing.
pub(super) fn quotes(finding: &FindingLine, n: usize) -> (Vec<Quote>, usize) {
    let mut texts: Vec<(&EvidenceLine, &str, Vec<Place>)> = Vec::new();
    for evidence in &finding.evidence {
        let ValueLine::Text(text) = &evidence.value else { continue };
        // A post's fields may be evidence too; only what it says can be read.
        if evidence.spans.is_empty() && !evidence.fact.ends_with("text") {
            continue;
        }
        let known = texts.iter().position(|(one, known, _)| known == text && one.post == evidence.post);
        let place = known.unwrap_or_else(|| {
            texts.push((evidence, text, Vec::new()));
            texts.len() - 1
        });
        texts[place].2.extend(evidence.spans.iter().map(|span| (span.start..span.end, n)));
    }
    let is_marked = |places: &[Place]| places.iter().any(|(range, _)| !range.is_empty());
    let (posts, own): (Vec<_>, Vec<_>) = texts.into_iter().partition(|(evidence, ..)| evidence.post.is_some());
    let any = posts.iter().any(|(_, _, places)| is_marked(places));
    let posts: Vec<_> = posts.into_iter().filter(|(_, _, places)| !any || is_marked(places)).collect();
    let more = posts.len().saturating_sub(MAX_POSTS);
    let shown = own.into_iter().filter(|(_, _, places)| is_marked(places)).chain(posts.into_iter().take(MAX_POSTS));
    let quote = |(evidence, text, places): (&EvidenceLine, &str, Vec<Place>)| Quote {
        label: (evidence.post.is_none() && !is_bio(evidence)).then(|| sentence(&evidence.fact)),
        of_post: evidence.post.is_some(),
        parts: mark(text, &places),
    };
    (shown.map(quote).collect(), more)
}

pub(crate) fn is_bio(evidence: &EvidenceLine) -> bool {
    evidence.fact == "bio" || evidence.fact.starts_with("bio.")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Part, mark};
    use crate::render::clean::{clean, hostile};

    fn shown(text: &str, places: &[(std::ops::Range<usize>, usize)]) -> String {
        let part = |p: &Part| match &p.notes[..] {
            [] => p.text.clone(),
            notes => format!("[{}]{notes:?}{:?}", p.text, p.ends),
        };
        mark(text, places).iter().map(part).collect()
    }

    #[test]
    fn a_text_is_cut_where_places_begin_and_end() {
        assert_eq!(shown("one two three", &[(4..7, 1)]), "one [two][1][1] three");
        assert_eq!(shown("one two three", &[(0..7, 1), (4..13, 2)]), "[one ][1][][two][1, 2][1][ three][2][2]");
        assert_eq!(shown("", &[]), "");
    }

    #[test]
    fn places_of_one_finding_that_overlap_have_one_number() {
        assert_eq!(shown("abcdef", &[(0..3, 1), (2..5, 1)]), "[ab][1][][c][1][][de][1][1]f");
    }

    proptest! {
        #[test]
        fn parts_are_the_cleaned_text(text in hostile::text(), places in prop::collection::vec((0usize..80, 0usize..80, 1usize..4), 0..5)) {
            let places: Vec<_> = places.into_iter().map(|(a, b, n)| (a.min(b).min(text.len())..b.max(a).min(text.len()), n)).collect();
            let parts = mark(&text, &places);
            let whole: String = parts.iter().map(|p| p.text.as_str()).collect();
            prop_assert!(whole.chars().all(|c| c == '\n' || !hostile::is_unprintable(c)));
            if !text.contains(['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}']) {
                let wanted = clean(&text).into_owned();
                prop_assert_eq!(&whole, &wanted);
            }
            for note in 1..4 {
                let open = parts.iter().filter(|p| p.notes.contains(&note)).count();
                let ends = parts.iter().filter(|p| p.ends.contains(&note)).count();
                prop_assert_eq!(open > 0, ends > 0);
            }
        }
    }
}
