//! What expressions keep from search to search, within bounds.
//!
//! An automaton learns its states from the texts that it sees, and rare texts wake ever more expressions: over a million texts that
//! comes to many times what most of them need. So there is so much room for all that a thread keeps, and what was not asked for
//! the longest time is forgotten when it is full.

use regex_automata::util::pool::Pool;

use super::form::Cache;

/// So many bytes there are for the caches of one thread: with the default rules more makes 20,000 profiles no faster.
const ROOM: usize = 5 << 20;

/// The caches of one thread.
#[derive(Debug)]
pub(super) struct Caches {
    /// By the number of the form.
    kept: Vec<Kept>,
    /// How many bytes they take; never more than there is room for.
    size: usize,
    room: usize,
    /// How many searches there were.
    searches: u64,
}

#[derive(Debug, Default)]
struct Kept {
    cache: Cache,
    size: usize,
    /// The last search that it was for.
    last: u64,
}

impl Default for Caches {
    fn default() -> Self {
        Caches::with_room(ROOM)
    }
}

impl Caches {
    fn with_room(room: usize) -> Self {
        Caches { kept: Vec::new(), size: 0, room, searches: 0 }
    }

    /// Searches with the cache of a form, which its number tells.
    pub(super) fn with<T>(&mut self, form: usize, search: impl FnOnce(&mut Cache) -> T) -> T {
        if self.kept.len() <= form {
            self.kept.resize_with(form + 1, Kept::default);
        }
        self.searches += 1;
        let kept = &mut self.kept[form];
        kept.last = self.searches;
        let found = search(&mut kept.cache);
        let size = kept.cache.size();
        self.size = self.size - kept.size + size;
        kept.size = size;
        if self.size > self.room {
            self.make_room();
        }
        found
    }

    /// Forgets what was not asked for the longest time, until a quarter of the room is free.
    fn make_room(&mut self) {
        let mut oldest: Vec<&mut Kept> = self.kept.iter_mut().filter(|kept| kept.size > 0).collect();
        oldest.sort_unstable_by_key(|kept| kept.last);
        for kept in oldest {
            if self.size <= self.room / 4 * 3 {
                return;
            }
            self.size -= kept.size;
            *kept = Kept::default();
        }
    }
}

/// The caches of all threads that search at the same time, each with its own.
#[derive(Debug)]
pub(crate) struct SharedCaches(Pool<Caches>);

impl SharedCaches {
    /// Works with caches that nobody else has.
    pub(super) fn with<T>(&self, work: impl FnOnce(&mut Caches) -> T) -> T {
        work(&mut self.0.get())
    }
}

impl Default for SharedCaches {
    fn default() -> Self {
        SharedCaches(Pool::new(Caches::default))
    }
}

impl Clone for SharedCaches {
    /// Empty ones: who has a copy of the expressions searches by itself.
    fn clone(&self) -> Self {
        SharedCaches::default()
    }
}

#[cfg(test)]
mod tests {
    use super::super::lowered::Lowered;
    use super::super::pattern::Pattern;
    use super::*;

    /// Texts that differ as much as they can.
    fn texts() -> impl Iterator<Item = String> {
        let mut seed = 1_u64;
        let mut letter = move || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            char::from(b"abcd "[usize::from(seed.to_be_bytes()[0]) % 5])
        };
        std::iter::repeat_with(move || (0..80).map(|_| letter()).collect())
    }

    /// Searches texts for patterns with many states, and looks at the caches after each search. How often there was a match.
    fn search(caches: &mut Caches, mut look: impl FnMut(&Caches)) -> usize {
        let patterns: Vec<_> =
            (1..20).map(|n| Pattern::new(&format!("(?i)a[a-c ]{{{n}}}(?:b|dd)[^a]{{1,{n}}}d")).unwrap()).collect();
        let mut matches = 0;
        for text in texts().take(300) {
            for (number, pattern) in patterns.iter().enumerate() {
                let (_, form) = pattern.likely(&Lowered::of(&text)).unwrap();
                matches += usize::from(caches.with(number, |cache| form.is_match(cache, &text)));
                look(caches);
            }
        }
        matches
    }

    #[test]
    fn caches_stay_within_their_room() {
        let room = 300 << 10;
        let mut caches = Caches::with_room(room);
        let mut forgotten = 0;
        let mut before = 0;
        let matches = search(&mut caches, |caches| {
            let size: usize = caches.kept.iter().map(|kept| kept.cache.size()).sum();
            assert_eq!(size, caches.size, "what is said is what there is");
            assert!(size <= room, "{size} bytes");
            forgotten += usize::from(size < before);
            before = size;
        });
        assert!(forgotten > 3, "the texts are too much for the room");
        assert_eq!(matches, search(&mut Caches::with_room(usize::MAX), |_| ()), "what is forgotten changes nothing");
    }

    #[test]
    fn what_was_asked_for_last_is_kept() {
        let mut caches = Caches::with_room(300 << 10);
        let pattern = Pattern::new("b+").unwrap();
        let (_, form) = pattern.likely(&Lowered::of("abba")).unwrap();
        search(&mut caches, |_| ());
        let (old, new) = (20, 21);
        caches.with(old, |cache| form.is_match(cache, "abba"));
        for _ in 0..3 {
            search(&mut caches, |_| ());
            caches.with(new, |cache| form.is_match(cache, "abba"));
        }
        caches.make_room();
        assert_eq!((caches.kept[old].size > 0, caches.kept[new].size > 0), (false, true));
    }
}
