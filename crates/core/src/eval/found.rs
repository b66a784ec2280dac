//! What was found in a text of many rows: for each list of phrases and each trigger, the rows that hold it, a bit each.
//!
//! Texts are searched once each, and most of them hold nothing of most lists. So what a search finds is kept the other way
//! round, by list: a condition about phrases then knows in one step which of its rows are worth a look.

use super::rows::{Rows, Tris};
use super::table::Table;
use super::text::{Language, TextState, TextValue};
use super::tri::Tri;
use crate::program::{Contains, Covers, PatternId, Place, Search, TaggerId, TextId};
use crate::text::lowered::Lowered;
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
    /// By list, the rows with a phrase of it.
    lists: Marked,
    /// By the number of a pattern, the rows in which it is triggered.
    triggers: Marked,
    /// In which languages the texts are, and the rows of each; of those that somebody has asked for.
    languages: Vec<(Option<Language>, u64)>,
}

/// Rows by number. Few numbers have any, so it is known which.
#[derive(Clone, Debug, Default)]
struct Marked {
    /// As long as it has to be.
    rows: Vec<u64>,
    numbers: Vec<usize>,
}

impl Marked {
    #[inline]
    fn of(&self, number: usize) -> u64 {
        self.rows.get(number).copied().unwrap_or(0)
    }

    #[inline]
    fn mark(&mut self, number: usize, bit: u64) {
        if self.rows.len() <= number {
            self.rows.resize(number + 1, 0);
        }
        let rows = &mut self.rows[number];
        if *rows == 0 {
            self.numbers.push(number);
        }
        *rows |= bit;
    }

    fn clear(&mut self) {
        self.numbers.drain(..).for_each(|number| self.rows[number] = 0);
    }
}

impl Finds {
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
        lists.iter().fold(0, |rows, list| rows | self.lists.of(list.0 as usize))
    }

    /// The rows in which a pattern may match.
    fn worth(&self, search: &Search, pattern: PatternId) -> u64 {
        search.trigger_of(pattern).map_or(self.known, |trigger| self.known & self.triggers.of(trigger))
    }

    fn add(&mut self, bit: u64, text: &TextValue<'_>) {
        match text {
            TextValue::Known(state) => {
                self.known |= bit;
                for list in state.lists() {
                    self.lists.mark(list.0 as usize, bit);
                }
                for trigger in state.triggered().into_iter().flat_map(Patterns::each) {
                    self.triggers.mark(trigger, bit);
                }
            }
            TextValue::Absent => self.absent |= bit,
            TextValue::Unknown(_) => self.unknown |= bit,
        }
    }

    /// The rows of which it is known in which language the text is, or that it cannot be told.
    fn told(&self) -> u64 {
        self.languages.iter().fold(0, |all, (_, rows)| all | rows)
    }

    fn tell(&mut self, language: Option<Language>, bit: u64) {
        match self.languages.iter_mut().find(|(known, _)| *known == language) {
            Some((_, rows)) => *rows |= bit,
            None => self.languages.push((language, bit)),
        }
    }

    fn clear(&mut self) {
        if self.looked() != 0 {
            (self.known, self.absent, self.unknown) = (0, 0, 0);
            self.lists.clear();
            self.triggers.clear();
            self.languages.clear();
        }
    }
}

/// Searches a text in some rows, where that has not been done.
fn search<'t, 'a>(table: &'t mut impl Table<'a>, id: TextId, rows: Rows) -> &'t Found {
    let texts = &table.program().code.texts;
    let place = texts.place(id.index());
    let width = texts.width(place.scope);
    let looked = table.finds().get_mut(place, width, rows.block).looked();
    for row in rows.among(!looked).each() {
        let text = table.text(id, row);
        table.finds().get_mut(place, width, rows.block).add(Rows::one(row).bits, &text);
    }
    table.finds().get_mut(place, width, rows.block)
}

/// In which rows a text contains phrases.
pub(super) fn contains<'a>(table: &mut impl Table<'a>, id: TextId, wanted: &'a Contains, rows: Rows) -> Tris {
    let program = table.program();
    let found = search(table, id, rows);
    let (known, unknown) = (rows.bits & found.known, rows.bits & found.unknown);
    let mut yes = known & found.with(&wanted.lists);
    if !wanted.is_plain() {
        yes = known_rows(table, id, rows.among(yes), |text| Tri::from(text.has_phrases(wanted))).yes;
    }
    // Not to find a phrase says something only in a language that has its list.
    let bounded = || wanted.lists.iter().filter(|list| program.bounded[list.0 as usize]);
    let open = if bounded().next().is_some() { known & !yes } else { 0 };
    let covers =
        |language: Option<&str>| bounded().all(|list| program.lists[list.0 as usize].covers.includes(language));
    let told = rows_in(table, id, rows.among(open), covers);
    Tris { yes, unknown: unknown | open & !told }
}

/// In which rows a text has one of some labels of a tagger, as far as its language lets that be told.
pub(super) fn tagged<'a>(
    table: &mut impl Table<'a>,
    id: TextId,
    tagger: TaggerId,
    labels: &[&str],
    rows: Rows,
) -> Tris {
    if labels.is_empty() {
        return Tris::default();
    }
    let tagger = &table.program().taggers[tagger.index()];
    let labels = || labels.iter().filter_map(|wanted| tagger.labels.iter().find(|label| *label.id == **wanted));
    let found = search(table, id, rows);
    let (known, unknown) = (rows.bits & found.known, rows.bits & found.unknown);
    let mut yes = labels().fold(0, |yes, label| yes | known & found.lists.of(label.list.0 as usize));
    // Words that mean other things too have to be looked at.
    let shy = labels().filter_map(|label| label.with_company);
    let shy = shy.fold(0, |shy, list| shy | known & !yes & found.lists.of(list.0 as usize));
    yes |= known_rows(table, id, rows.among(shy), |text| Tri::from(labels().any(|label| text.has_label(label)))).yes;
    let open = if tagger.covers == Covers::All { 0 } else { known & !yes };
    let told = rows_in(table, id, rows.among(open), |language| tagger.covers.includes(language));
    Tris { yes, unknown: unknown | open & !told }
}

/// The rows whose texts are in languages of which something is so; all have to be known.
fn rows_in<'a>(table: &mut impl Table<'a>, id: TextId, rows: Rows, is_so: impl Fn(Option<&str>) -> bool) -> u64 {
    if rows.bits == 0 {
        return 0;
    }
    let program = table.program();
    let texts = &program.code.texts;
    let place = texts.place(id.index());
    let width = texts.width(place.scope);
    let told = table.finds().get_mut(place, width, rows.block).told();
    for row in rows.among(!told).each() {
        if let TextValue::Known(text) = table.text(id, row) {
            table.finds().get_mut(place, width, rows.block).tell(text.spoken(), Rows::one(row).bits);
        }
    }
    let languages = &table.finds().get_mut(place, width, rows.block).languages;
    let in_them = languages
        .iter()
        .filter(|(language, all)| all & rows.bits != 0 && is_so(language.map(|language| program.code_of(language))));
    in_them.fold(0, |so, (_, all)| so | all & rows.bits)
}

/// In which rows a text matches a pattern.
pub(super) fn matches<'a>(table: &mut impl Table<'a>, id: TextId, pattern: PatternId, rows: Rows) -> Tris {
    let program = table.program();
    let found = search(table, id, rows);
    let (absent, unknown) = (rows.bits & found.absent, rows.bits & found.unknown);
    let worth = rows.bits & found.worth(&program.searches[id.index()], pattern);
    let yes = known_rows(table, id, rows.among(worth), |text| Tri::from(text.matches(pattern))).yes;
    let nothing = if absent != 0 && program.is_match(pattern, "", &Lowered::of("")) { absent } else { 0 };
    Tris { yes: yes | nothing, unknown }
}

/// Whether a pattern may match a text, as far as its triggers tell.
pub(super) fn may_match<'a>(table: &mut impl Table<'a>, id: TextId, pattern: PatternId, row: usize) -> bool {
    let search_of_text = &table.program().searches[id.index()];
    let rows = Rows::one(row);
    let found = search(table, id, rows);
    rows.bits & (found.worth(search_of_text, pattern) | found.unknown) != 0
}

/// What is said of the texts of some rows, which have to be known.
fn known_rows<'a>(table: &mut impl Table<'a>, id: TextId, rows: Rows, of: impl Fn(&TextState<'a>) -> Tri) -> Tris {
    Tris::each(rows, |row| match table.text(id, row) {
        TextValue::Known(text) => of(&text),
        TextValue::Absent | TextValue::Unknown(_) => Tri::Unknown,
    })
}
