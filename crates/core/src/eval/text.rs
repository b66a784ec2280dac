//! One text of one record: everything the rules may want to know of it, each thing computed at most once.

use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};
use std::collections::BTreeSet;
use std::ops::Range;
use std::rc::Rc;

use crate::program::{Contains, Covers, Measure, PatternId, Program, Search, TagLabel, TaggerId};
use crate::record::Reason;
use crate::text::count::{self, Marks};
use crate::text::language;
use crate::text::lowered::Lowered;
use crate::text::phrase::{Hit, ListId};
use crate::text::rare::RareWords;
use crate::text::scan::Scan;
use crate::text::token;
use crate::text::trigger::Patterns;
use crate::text::words::words;

/// The value of a text.
#[derive(Debug)]
pub(crate) enum TextValue<'a> {
    Known(TextState<'a>),
    Absent,
    Unknown(Reason),
}

/// What is remembered of a text.
#[derive(Clone, Debug)]
pub(crate) enum TextSlot {
    Known(Rc<Analysis>),
    Absent,
    Unknown(Reason),
}

/// A known text.
#[derive(Debug)]
pub(crate) struct TextState<'a> {
    /// As the record has it.
    whole: &'a str,
    program: &'a Program,
    search: &'a Search,
    analysis: Rc<Analysis>,
}

/// What has been found out about a text so far. It borrows nothing, so that it can be used again for another one.
#[derive(Debug, Default)]
pub(crate) struct Analysis {
    /// What is left of the text, if it is an own text.
    own: Option<String>,
    /// What was found in the one pass over it; of many texts only the words are counted.
    scan: OnceCell<Scan>,
    /// Room for what will be found.
    room: RefCell<Scan>,
    lowered: OnceCell<Lowered>,
    marks: OnceCell<Marks>,
    /// Position among the languages of the program, or the language that a script stands for.
    language: OnceCell<Option<Language>>,
    rare_words: OnceCell<RareWords>,
}

/// A language, as it was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    OfScript(&'static str),
    OfProgram(usize),
}

impl Analysis {
    /// Forgets the text, and keeps its room, for another text; with `own` if that is an own text and not the whole one.
    pub(super) fn begin(&mut self, own: Option<String>) {
        self.own = own;
        if let Some(mut scan) = self.scan.take() {
            scan.clear();
            *self.room.get_mut() = scan;
        }
        self.lowered.take();
        self.marks.take();
        self.language.take();
        self.rare_words.take();
    }
}

impl Program {
    /// The language a text is in, by the function words of the packs and by its script; none if it cannot be told.
    #[must_use]
    pub fn language(&self, text: &str) -> Option<&str> {
        if let Some(language) = count::script(text).and_then(language::of_script) {
            return Some(language);
        }
        let mut found = Scan::default();
        self.scan(text, &self.tells_language, &mut found);
        self.language_by_words(text, &found.function_words).map(|index| self.function_words[index].0.as_str())
    }

    /// The labels that a tagger finds in a text; none where there is no such tagger.
    #[must_use]
    pub fn tags(&self, tagger: &str, text: &str) -> BTreeSet<&str> {
        let Some(index) = self.taggers.iter().position(|t| t.name == tagger) else { return BTreeSet::new() };
        let labels = &self.taggers[index].labels;
        let search = Search::of_lists(self.lists.len(), labels.iter().flat_map(TagLabel::lists));
        let mut found = Scan::default();
        self.scan(text, &search, &mut found);
        labels.iter().filter(|label| label.given_by(&found.hits)).map(|label| &*label.id).collect()
    }

    /// The code of a language.
    pub(super) fn code_of(&self, language: Language) -> &str {
        match language {
            Language::OfScript(code) => code,
            Language::OfProgram(index) => &self.function_words[index].0,
        }
    }

    /// The position of the language among those of the function words, of which so many were found by language.
    fn language_by_words(&self, text: &str, found: &[u32]) -> Option<usize> {
        let languages = self.function_words.len();
        let known = || {
            let tokens = token::tokens(text);
            language::known_words(text, &tokens, languages, |word| self.matcher().speakers(word))
        };
        language::of_signs(text, languages, found, known, |index| &self.function_words[index].0)
    }
}

impl<'a> TextState<'a> {
    pub(super) fn new(whole: &'a str, program: &'a Program, search: &'a Search, analysis: Rc<Analysis>) -> Self {
        TextState { whole, program, search, analysis }
    }

    /// A text that no record has.
    pub(super) fn alone(text: &'a str, program: &'a Program, search: &'a Search) -> Self {
        Self::new(text, program, search, Rc::default())
    }

    /// The text itself.
    pub(crate) fn text(&self) -> &str {
        self.analysis.own.as_deref().unwrap_or(self.whole)
    }

    /// The text, borrowed from the record unless it is an own text.
    pub(super) fn shared_text(&self) -> Cow<'a, str> {
        self.analysis.own.as_ref().map_or(Cow::Borrowed(self.whole), |own| Cow::Owned(own.clone()))
    }

    /// What the one pass over the text finds.
    fn scan(&self) -> &Scan {
        self.analysis.scan.get_or_init(|| {
            let mut found = self.analysis.room.take();
            if self.search.looks_for_something() {
                self.program.scan(self.text(), self.search, &mut found);
            }
            found
        })
    }

    fn hits(&self) -> &[Hit] {
        &self.scan().hits
    }

    /// The lists of which the text has phrases, in no order, and perhaps more than once.
    pub(super) fn lists(&self) -> impl Iterator<Item = ListId> {
        self.hits().iter().map(|hit| hit.list)
    }

    /// The patterns that are triggered in the text, if it is searched for any.
    pub(super) fn triggered(&self) -> Option<&Patterns> {
        self.search.triggers.map(|_| &self.scan().triggered)
    }

    /// Calls for every phrase that was found, with the words of the phrase, folded; for the function words of a language once,
    /// without words.
    pub(super) fn each_hit(&self, call: &mut impl FnMut(ListId, &str)) {
        let scan = self.scan();
        let folded = |start: u32, end: u32| {
            let phrase = self.text().get(start as usize..end as usize).unwrap_or_default();
            token::folded(phrase, &token::tokens(phrase))
        };
        for hit in &scan.hits {
            call(hit.list, &folded(hit.start, hit.end));
        }
        for ((_, list), count) in self.program.function_words.iter().zip(&scan.function_words) {
            if *count > 0 {
                call(*list, "");
            }
        }
    }

    pub(crate) fn marks(&self) -> &Marks {
        self.analysis.marks.get_or_init(|| count::marks(self.text()))
    }

    /// The language, if it can be told.
    pub(crate) fn language(&self) -> Option<&'a str> {
        let program = self.program;
        self.spoken().map(|language| program.code_of(language))
    }

    /// The same, without its code.
    pub(super) fn spoken(&self) -> Option<Language> {
        *self.analysis.language.get_or_init(|| match self.script().and_then(language::of_script) {
            Some(language) => Some(Language::OfScript(language)),
            None => self.program.language_by_words(self.text(), &self.scan().function_words).map(Language::OfProgram),
        })
    }

    /// Whether both texts hold a word that is no frequent one.
    pub(crate) fn shares_word(&self, other: &TextState<'_>) -> bool {
        other.rare_words().stand_in(self.text(), || &self.marks().links)
    }

    fn rare_words(&self) -> &RareWords {
        self.analysis
            .rare_words
            .get_or_init(|| RareWords::of(self.text(), &self.marks().links, |word| self.program.is_frequent(word)))
    }

    fn script(&self) -> Option<unicode_script::Script> {
        count::script(self.text())
    }

    pub(crate) fn script_name(&self) -> Option<String> {
        self.script().map(|s| s.full_name().to_lowercase())
    }

    #[expect(clippy::cast_precision_loss, reason = "a text has far fewer than 2^53 characters")]
    pub(crate) fn measure(&self, measure: Measure) -> Option<f64> {
        let text = self.text();
        let count = match measure {
            Measure::Length => count::graphemes(text),
            Measure::Chars => text.chars().count(),
            Measure::Width => count::width(text),
            Measure::Words => words(text),
            Measure::OwnWords => count::own_words(text, self.marks()),
            Measure::Letters => count::letters(text),
            Measure::Emojis => count::emojis(text),
            Measure::Links => self.marks().links.len(),
            Measure::Hashtags => self.marks().hashtags.len(),
            Measure::Mentions => self.marks().mentions.len(),
            Measure::HashtagShare => {
                let all = words(text);
                return Some(if all == 0 { 0.0 } else { self.marks().hashtags.len() as f64 / all as f64 });
            }
            Measure::CapitalsShare => return count::capitals_share(text),
        };
        Some(count as f64)
    }

    pub(crate) fn own_text(&self) -> Cow<'_, str> {
        count::own_text(self.text(), self.marks())
    }

    /// Whether so many different phrases count as are wanted.
    pub(super) fn has_phrases(&self, wanted: &Contains) -> bool {
        let mut counted = self.counted(wanted);
        if wanted.distinct <= 1 {
            return counted.next().is_some();
        }
        let mut phrases: Vec<u32> = Vec::new();
        counted.any(|hit| {
            if !phrases.contains(&hit.phrase) {
                phrases.push(hit.phrase);
            }
            phrases.len() >= wanted.distinct as usize
        })
    }

    /// Whether not to find a phrase means that there is none.
    pub(crate) fn covered(&self, covers: &Covers) -> bool {
        *covers == Covers::All || covers.includes(self.language())
    }

    /// The hits that count.
    fn counted<'s>(&'s self, wanted: &'s Contains) -> impl Iterator<Item = &'s Hit> {
        let counts = |(at, hit): &(usize, &Hit)| wanted.lists.set().has(hit.list) && !self.cancelled(*at, hit, wanted);
        self.hits().iter().enumerate().filter(counts).map(|(_, hit)| hit)
    }

    /// A hit is cancelled by a word of `not_after` before it or of `not_before` after it in the same phrase of the text. `at` is
    /// its place among the hits, which are in the order of the text: those too far away are not looked at.
    fn cancelled(&self, at: usize, hit: &Hit, wanted: &Contains) -> bool {
        let within = wanted.within;
        let near = |first: &Hit, last: &Hit| {
            first.end <= last.start
                && first.last_segment == last.first_segment
                && last.words_before - first.words_after <= within
        };
        let hits = self.hits();
        let reach = within.saturating_add(self.program.matcher().longest());
        let before = || {
            let reached = |other: &&Hit| hit.words_before - other.words_before <= reach;
            hits[..at]
                .iter()
                .rev()
                .take_while(reached)
                .any(|other| wanted.not_after.set().has(other.list) && near(other, hit))
        };
        let after = || {
            let reached = |other: &&Hit| other.words_before <= hit.words_after.saturating_add(within);
            hits[at + 1..]
                .iter()
                .take_while(reached)
                .any(|other| wanted.not_before.set().has(other.list) && near(hit, other))
        };
        (!wanted.not_after.is_empty() && before()) || (!wanted.not_before.is_empty() && after())
    }

    /// The places of the hits that count.
    pub(crate) fn contains_spans(&self, wanted: &Contains) -> Vec<Range<usize>> {
        self.counted(wanted).map(span).collect()
    }

    fn lowered(&self) -> &Lowered {
        self.analysis.lowered.get_or_init(|| Lowered::of(self.text()))
    }

    fn may_match(&self, pattern: PatternId) -> bool {
        self.search.trigger_of(pattern).is_none_or(|trigger| self.scan().triggered.has(trigger))
    }

    pub(crate) fn matches(&self, pattern: PatternId) -> bool {
        self.may_match(pattern) && self.program.is_match(pattern, self.text(), self.lowered())
    }

    /// How many matches there are that do not overlap.
    pub(crate) fn count_matches(&self, pattern: PatternId) -> usize {
        if self.may_match(pattern) { self.program.count_matches(pattern, self.text(), self.lowered()) } else { 0 }
    }

    pub(crate) fn match_spans(&self, pattern: PatternId) -> Vec<Range<usize>> {
        if !self.may_match(pattern) {
            return Vec::new();
        }
        self.program.match_ranges(pattern, self.text(), self.lowered())
    }

    /// Adds the labels of a tagger that are found here, in no order and perhaps more than once.
    pub(crate) fn tags(&self, tagger: TaggerId, into: &mut Vec<&'a str>) {
        let labels = &self.program.taggers[tagger.index()].labels;
        // A list that has been looked at says nothing new, however often it is hit.
        let mut looked_at: Vec<ListId> = Vec::new();
        for hit in self.hits() {
            let owners = &self.program.list_labels[hit.list.0 as usize];
            if owners.is_empty() || looked_at.contains(&hit.list) {
                continue;
            }
            looked_at.push(hit.list);
            let own = owners.iter().filter(|(t, _)| *t == tagger).map(|(_, label)| &labels[*label]);
            into.extend(own.filter(|label| label.given_by(self.hits())).map(|label| &*label.id));
        }
    }

    /// Whether it is given a label.
    pub(super) fn has_label(&self, label: &TagLabel) -> bool {
        label.given_by(self.hits())
    }

    /// The places where words of these labels stand.
    pub(crate) fn tag_spans(&self, tagger: TaggerId, wanted: &dyn Fn(&str) -> bool) -> Vec<Range<usize>> {
        let labels = &self.program.taggers[tagger.index()].labels;
        let lists: Vec<ListId> = labels.iter().filter(|l| wanted(&l.id)).flat_map(TagLabel::lists).collect();
        self.hits().iter().filter(|h| lists.contains(&h.list)).map(span).collect()
    }
}

fn span(hit: &Hit) -> Range<usize> {
    hit.start as usize..hit.end as usize
}
