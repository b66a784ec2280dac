//! What was found in a text of many rows: for each list of phrases and each trigger, the rows that hold it, a bit each.
//!
//! Texts are searched once each, and most of them hold nothing of most lists. So what a search finds is kept the other way
//! round, by list: a condition about phrases then knows in one step which of its rows are worth a look.

use super::rows::{Rows, Tris};
use super::text::{TextState, TextValue};
use super::tri::Tri;
use super::{Evaluation, Recorder};
use crate::program::{Contains, PatternId, Place, Search, TextId};
use crate::text::alphabet::Alphabet;
use crate::text::phrase::ListId;
use crate::text::trigger::Patterns;

/// What was found in all texts, by scope, block of rows and text.
#[derive(Debug, Default)]
pub(super) struct Finds {
    tables: Vec<Vec<Found>>,
}

/// What was found in a text of the rows of a block.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    /// Where there is a text and it was searched.
    known: u64,
    absent: u64,
    unknown: u64,
    /// By list, the rows with a phrase of it; as long as it has to be.
    lists: Vec<u64>,
    /// By the number of a pattern, the rows in which it is triggered; as long as it has to be.
    triggers: Vec<u64>,
}

impl Finds {
    fn get(&self, place: Place, width: usize, block: usize) -> Option<&Found> {
        self.tables.get(place.scope.index())?.get(block * width + place.slot as usize)
    }

    fn get_mut(&mut self, place: Place, width: usize, block: usize) -> &mut Found {
        let scope = place.scope.index();
        if self.tables.len() <= scope {
            self.tables.resize_with(scope + 1, Vec::new);
        }
        let table = &mut self.tables[scope];
        if table.len() < (block + 1) * width {
            table.resize((block + 1) * width, Found::default());
        }
        &mut table[block * width + place.slot as usize]
    }

    /// Forgets what was found.
    pub(super) fn clear(&mut self) {
        self.tables.iter_mut().flatten().for_each(Found::clear);
    }
}

impl Found {
    fn looked(&self) -> u64 {
        self.known | self.absent | self.unknown
    }

    /// The rows with a phrase of one of these lists.
    fn with(&self, lists: &[ListId]) -> u64 {
        lists.iter().fold(0, |rows, list| rows | self.lists.get(list.0 as usize).copied().unwrap_or(0))
    }

    /// The rows in which a pattern may match.
    fn worth(&self, search: &Search, pattern: PatternId) -> u64 {
        let triggered = |trigger: usize| self.triggers.get(trigger).copied().unwrap_or(0);
        search.trigger_of(pattern).map_or(self.known, |trigger| self.known & triggered(trigger))
    }

    fn add(&mut self, bit: u64, text: &TextValue<'_>) {
        match text {
            TextValue::Known(state) => {
                self.known |= bit;
                for list in state.lists() {
                    mark(&mut self.lists, list.0 as usize, bit);
                }
                for trigger in state.triggered().into_iter().flat_map(Patterns::each) {
                    mark(&mut self.triggers, trigger, bit);
                }
            }
            TextValue::Absent => self.absent |= bit,
            TextValue::Unknown(_) => self.unknown |= bit,
        }
    }

    fn clear(&mut self) {
        if self.looked() != 0 {
            (self.known, self.absent, self.unknown) = (0, 0, 0);
            self.lists.clear();
            self.triggers.clear();
        }
    }
}

fn mark(rows: &mut Vec<u64>, at: usize, bit: u64) {
    if rows.len() <= at {
        rows.resize(at + 1, 0);
    }
    rows[at] |= bit;
}

impl<'a, R: Recorder> Evaluation<'a, R> {
    /// Searches a text in some rows, where that has not been done.
    fn search(&mut self, id: TextId, rows: Rows) -> &Found {
        let texts = &self.program.code.texts;
        let place = texts.place(id.index());
        let width = texts.width(place.scope);
        let looked = self.scratch.finds.get(place, width, rows.block).map_or(0, Found::looked);
        for row in rows.among(!looked).each() {
            let text = self.text(id, row);
            self.scratch.finds.get_mut(place, width, rows.block).add(Rows::one(row).bits, &text);
        }
        self.scratch.finds.get_mut(place, width, rows.block)
    }

    /// In which rows a text contains phrases.
    pub(super) fn contains(&mut self, id: TextId, wanted: &'a Contains, rows: Rows) -> Tris {
        let program = self.program;
        let found = self.search(id, rows);
        let (known, unknown) = (rows.bits & found.known, rows.bits & found.unknown);
        let mut yes = known & found.with(&wanted.lists);
        if !wanted.is_plain() {
            yes = self.known_rows(id, rows.among(yes), |text| Tri::from(text.has_phrases(wanted))).yes;
        }
        // Not to find a phrase says something only in a language that has its list.
        let mut bounded = wanted.lists.iter().filter(|list| program.bounded[list.0 as usize]).peekable();
        let open = if bounded.peek().is_some() { known & !yes } else { 0 };
        let covers =
            |text: &TextState<'_>| bounded.clone().all(|list| text.covered(&program.lists[list.0 as usize].covers));
        let told = self.known_rows(id, rows.among(open), |text| Tri::from(covers(text)));
        Tris { yes, unknown: unknown | open & !told.yes }
    }

    /// In which rows a text matches a pattern.
    pub(super) fn matches(&mut self, id: TextId, pattern: PatternId, rows: Rows) -> Tris {
        let program = self.program;
        let found = self.search(id, rows);
        let (absent, unknown) = (rows.bits & found.absent, rows.bits & found.unknown);
        let worth = rows.bits & found.worth(&program.searches[id.index()], pattern);
        let yes = self.known_rows(id, rows.among(worth), |text| Tri::from(text.matches(pattern))).yes;
        let pattern = &program.code.patterns[pattern.index()];
        let nothing = if absent != 0 && pattern.is_match("", Alphabet::Ascii) { absent } else { 0 };
        Tris { yes: yes | nothing, unknown }
    }

    /// Whether a pattern may match a text, as far as its triggers tell.
    pub(super) fn may_match(&mut self, id: TextId, pattern: PatternId, row: usize) -> bool {
        let search = &self.program.searches[id.index()];
        let rows = Rows::one(row);
        let found = self.search(id, rows);
        rows.bits & (found.worth(search, pattern) | found.unknown) != 0
    }

    /// What is said of the texts of some rows, which have to be known.
    fn known_rows(&mut self, id: TextId, rows: Rows, of: impl Fn(&TextState<'a>) -> Tri) -> Tris {
        Tris::each(rows, |row| match self.text(id, row) {
            TextValue::Known(text) => of(&text),
            TextValue::Absent | TextValue::Unknown(_) => Tri::Unknown,
        })
    }
}
