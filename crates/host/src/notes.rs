//! What was odd about answers, and what a plugin had to say: each note once, with how often.

/// Different notes, in the order in which they came, with how often each was said. No more than a few are kept: who says something
/// else about every row does not fill the memory with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notes {
    kept: Vec<(String, u64)>,
    /// How many were said besides those that are kept.
    more: u64,
}

impl Notes {
    /// Most different notes that are kept.
    pub(crate) const MOST: usize = 100;

    /// Adds one that was said so often.
    pub(crate) fn add(&mut self, note: String, times: u64) {
        if let Some((_, n)) = self.kept.iter_mut().find(|(known, _)| *known == note) {
            *n = n.saturating_add(times);
        } else if self.kept.len() < Self::MOST {
            self.kept.push((note, times));
        } else {
            self.add_more(times);
        }
    }

    /// Adds some of which only the number is known.
    pub(crate) fn add_more(&mut self, times: u64) {
        self.more = self.more.saturating_add(times);
    }

    /// Adds those that were made later.
    pub fn append(&mut self, later: Notes) {
        for (note, times) in later.kept {
            self.add(note, times);
        }
        self.add_more(later.more);
    }

    /// The first ones, with how often each was said.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u64)> {
        self.kept.iter().map(|(note, times)| (note.as_str(), *times))
    }

    /// How many were said besides those.
    #[must_use]
    pub fn more(&self) -> u64 {
        self.more
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_kept_once_and_counted() {
        let mut notes = Notes::default();
        for n in 0..1000 {
            notes.add("again".to_owned(), 1);
            notes.add(format!("row {n}"), 1);
        }
        assert_eq!(notes.iter().next(), Some(("again", 1000)));
        assert_eq!((notes.iter().count(), notes.more()), (Notes::MOST, 1001 - Notes::MOST as u64));
        let mut all = Notes::default();
        all.add("row 5".to_owned(), 1);
        all.append(notes);
        assert_eq!(all.iter().take(3).collect::<Vec<_>>(), [("row 5", 2), ("again", 1000), ("row 0", 1)]);
        assert_eq!(all.iter().map(|(_, n)| n).sum::<u64>() + all.more(), 2001);
    }
}
