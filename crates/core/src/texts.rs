//! Many short texts, kept in few: a string each would take more room and time than the texts.

use std::ops::Range;
use std::sync::Arc;

use crate::source::SourceText;

/// Texts by their number. A copy shares what they are made of.
#[derive(Clone, Debug, Default)]
pub(crate) struct Texts {
    /// None is empty.
    parts: Vec<Part>,
}

/// Texts that come from one place.
#[derive(Clone, Debug)]
struct Part {
    texts: Arc<Pieces>,
    /// How many texts there are up to its end.
    end: usize,
}

/// Pieces of one text.
#[derive(Clone, Debug)]
struct Pieces {
    whole: Whole,
    /// Where each begins, and where it ends.
    places: Vec<(u32, u32)>,
}

#[derive(Clone, Debug)]
enum Whole {
    File(SourceText),
    /// Texts that were put one behind the other.
    Own(String),
}

impl Pieces {
    fn whole(&self) -> &str {
        match &self.whole {
            Whole::File(text) => text,
            Whole::Own(text) => text,
        }
    }
}

impl Texts {
    /// Pieces of a file, by where each begins and ends.
    pub(crate) fn of_file(file: SourceText, places: Vec<(u32, u32)>) -> Self {
        let end = places.len();
        let part = Part { texts: Arc::new(Pieces { whole: Whole::File(file), places }), end };
        Texts { parts: if end > 0 { vec![part] } else { Vec::new() } }
    }

    pub(crate) fn len(&self) -> usize {
        self.parts.last().map_or(0, |part| part.end)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(crate) fn push(&mut self, text: &str) {
        let last = self.parts.last_mut().and_then(|part| Some((Arc::get_mut(&mut part.texts)?, &mut part.end)));
        if let Some((Pieces { whole: Whole::Own(whole), places }, end)) = last {
            let start = number(whole.len());
            whole.push_str(text);
            places.push((start, number(whole.len())));
            *end += 1;
            return;
        }
        let pieces = Pieces { whole: Whole::Own(text.to_owned()), places: vec![(0, number(text.len()))] };
        self.parts.push(Part { texts: Arc::new(pieces), end: self.len() + 1 });
    }

    /// Adds all of other texts.
    pub(crate) fn append(&mut self, others: &Texts) {
        let before = self.len();
        self.parts.extend(others.parts.iter().map(|part| Part { end: before + part.end, ..part.clone() }));
    }

    pub(crate) fn get(&self, number: usize) -> Option<&str> {
        self.run(number..number + 1).next()
    }

    pub(crate) fn iter(&self) -> Run<'_> {
        self.run(0..self.len())
    }

    /// Some that follow each other, as far as there are so many.
    pub(crate) fn run(&self, numbers: Range<usize>) -> Run<'_> {
        let end = numbers.end.min(self.len());
        let start = numbers.start.min(end);
        Run { texts: self, numbers: start..end, part: self.parts.partition_point(|part| part.end <= start) }
    }

    /// Where each begins and ends in what it is a piece of.
    pub(crate) fn places(&self) -> impl Iterator<Item = (u32, u32)> {
        self.parts.iter().flat_map(|part| part.texts.places.iter().copied())
    }

    /// Takes some out that follow each other.
    pub(crate) fn remove(&mut self, numbers: Range<usize>) {
        let kept = self.run(0..numbers.start).chain(self.run(numbers.end..self.len())).collect();
        *self = kept;
    }
}

/// Packs are far smaller than this.
fn number(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

impl<'t> FromIterator<&'t str> for Texts {
    fn from_iter<I: IntoIterator<Item = &'t str>>(texts: I) -> Self {
        let mut out = Texts::default();
        texts.into_iter().for_each(|text| out.push(text));
        out
    }
}

/// Texts that follow each other.
#[derive(Clone, Debug)]
pub(crate) struct Run<'t> {
    texts: &'t Texts,
    numbers: Range<usize>,
    /// The part that the next one is of.
    part: usize,
}

impl<'t> Run<'t> {
    /// What they are pieces of, one after the other, and where in it each begins and ends.
    pub(crate) fn pieces(self) -> impl Iterator<Item = (&'t str, &'t [(u32, u32)])> {
        let Run { texts, numbers, part } = self;
        texts.parts[part..].iter().map_while(move |Part { texts, end }| {
            let first = end - texts.places.len();
            let own = numbers.start.max(first)..numbers.end.min(*end);
            (!own.is_empty()).then(|| (texts.whole(), &texts.places[own.start - first..own.end - first]))
        })
    }
}

impl<'t> Iterator for Run<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        let number = self.numbers.next()?;
        let parts = &self.texts.parts;
        while parts.get(self.part).is_some_and(|part| part.end <= number) {
            self.part += 1;
        }
        let Part { texts, end } = parts.get(self.part)?;
        let (start, end) = texts.places.get(number + texts.places.len() - end)?;
        texts.whole().get(*start as usize..*end as usize)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.numbers.size_hint()
    }
}

impl ExactSizeIterator for Run<'_> {}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(texts: &Texts) -> Vec<&str> {
        texts.iter().collect()
    }

    #[test]
    fn texts_are_found_by_number() {
        let mut texts: Texts = ["nurse", "", "médica"].into_iter().collect();
        texts.append(&["a b", "c"].into_iter().collect());
        assert_eq!(all(&texts), ["nurse", "", "médica", "a b", "c"]);
        assert_eq!((texts.get(2), texts.get(5)), (Some("médica"), None));
        assert_eq!(texts.run(3..9).collect::<Vec<_>>(), ["a b", "c"]);
        assert_eq!(texts.run(1..4).collect::<Vec<_>>(), ["", "médica", "a b"]);
        let pieces = |numbers: Range<usize>| {
            let pieces = texts.run(numbers).pieces();
            pieces.map(|(whole, places)| (whole.to_owned(), places.to_vec())).collect::<Vec<_>>()
        };
        assert_eq!(pieces(2..4), [("nursemédica".to_owned(), vec![(5, 12)]), ("a bc".to_owned(), vec![(0, 3)])]);
        assert_eq!((pieces(3..3), pieces(5..9)), (vec![], vec![]));
        texts.remove(1..4);
        assert_eq!(all(&texts), ["nurse", "c"]);
    }

    #[test]
    fn what_is_added_to_a_copy_is_not_in_the_original() {
        let file = Texts::of_file("one two".into(), vec![(0, 3), (4, 7)]);
        let mut copy = file.clone();
        copy.push("three");
        let mut longer = copy.clone();
        longer.push("four");
        longer.append(&Texts::default());
        copy.push("five");
        assert_eq!(all(&file), ["one", "two"]);
        assert_eq!(all(&copy), ["one", "two", "three", "five"]);
        assert_eq!(all(&longer), ["one", "two", "three", "four"]);
        assert_eq!(file.places().collect::<Vec<_>>(), [(0, 3), (4, 7)]);
        assert!(Texts::default().is_empty() && Texts::default().get(0).is_none());
    }
}
