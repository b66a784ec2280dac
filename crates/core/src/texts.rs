//! Many short texts, kept in one: a string each would take more room and time than the texts.

use std::ops::Range;

/// Texts by their number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Texts {
    /// One behind the other.
    all: String,
    /// Where each ends.
    ends: Vec<u32>,
}

impl Texts {
    /// With room for so many, of so many bytes together.
    pub(crate) fn with_room(texts: usize, bytes: usize) -> Self {
        Texts { all: String::with_capacity(bytes), ends: Vec::with_capacity(texts) }
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    pub(crate) fn push(&mut self, text: &str) {
        self.all.push_str(text);
        self.ends.push(end(self.all.len()));
    }

    /// Adds all of other texts.
    pub(crate) fn append(&mut self, others: &Texts) {
        let before = end(self.all.len());
        self.all.push_str(&others.all);
        self.ends.extend(others.ends.iter().map(|end| before.saturating_add(*end)));
    }

    pub(crate) fn get(&self, number: usize) -> Option<&str> {
        (number < self.len()).then(|| self.at(number))
    }

    pub(crate) fn iter(&self) -> Run<'_> {
        self.run(0..self.len())
    }

    /// Some that follow each other, as far as there are so many.
    pub(crate) fn run(&self, numbers: Range<usize>) -> Run<'_> {
        let end = numbers.end.min(self.len());
        Run { texts: self, numbers: numbers.start.min(end)..end }
    }

    /// Takes some out that follow each other.
    pub(crate) fn remove(&mut self, numbers: Range<usize>) {
        let kept = self.run(0..numbers.start).chain(self.run(numbers.end..self.len())).collect();
        *self = kept;
    }

    /// INVARIANT: the number is below [`Texts::len`].
    fn at(&self, number: usize) -> &str {
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        self.all.get(start..self.ends[number] as usize).unwrap_or_default()
    }
}

/// Packs are far smaller than this.
fn end(length: usize) -> u32 {
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
}

impl<'t> Iterator for Run<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        self.numbers.next().map(|number| self.texts.at(number))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.numbers.size_hint()
    }
}

impl ExactSizeIterator for Run<'_> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_found_by_number() {
        let mut texts: Texts = ["nurse", "", "médica"].into_iter().collect();
        texts.append(&["a b", "c"].into_iter().collect());
        assert_eq!(texts.iter().collect::<Vec<_>>(), ["nurse", "", "médica", "a b", "c"]);
        assert_eq!((texts.get(2), texts.get(5)), (Some("médica"), None));
        assert_eq!(texts.run(3..9).len(), 2);
        texts.remove(1..4);
        assert_eq!(texts.iter().collect::<Vec<_>>(), ["nurse", "c"]);
    }
}
