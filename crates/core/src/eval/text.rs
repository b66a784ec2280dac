//! One text of one record: everything the rules may want to know of it, each thing computed at most once.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeSet;

use crate::program::{Contains, Covers, Measure, PatternId, Program, Search, TaggerId};
use crate::record::Reason;
use crate::text::count::{self, Marks};
use crate::text::language;
use crate::text::phrase::{Hit, ListId};
use crate::text::token::{self, Token};

use super::tri::Tri;

/// The value of a text.
#[derive(Debug)]
pub(crate) enum TextValue<'a> {
    Known(Box<TextState<'a>>),
    Absent,
    Unknown(Reason),
}

/// A known text.
#[derive(Debug)]
pub(crate) struct TextState<'a> {
    pub(crate) text: Cow<'a, str>,
    program: &'a Program,
    search: &'a Search,
    tokens: OnceCell<Vec<Token>>,
    hits: OnceCell<Vec<Hit>>,
    marks: OnceCell<Marks>,
    triggered: OnceCell<Vec<bool>>,
    language: OnceCell<Option<&'a str>>,
}

impl Program {
    /// The language a text is in, by the function words of the packs and by its script; none if it cannot be told.
    #[must_use]
    pub fn language(&self, text: &str) -> Option<&str> {
        if let Some(language) = count::script(text).and_then(language::of_script) {
            return Some(language);
        }
        let mut wanted = vec![false; self.lists.len()];
        for (_, list) in &self.function_words {
            wanted[list.0 as usize] = true;
        }
        let tokens = token::tokens(text);
        self.language_of_hits(text, &tokens, &self.matcher().find(text, &tokens, &wanted))
    }

    /// The labels that a tagger finds in a text; none where there is no such tagger.
    #[must_use]
    pub fn tags(&self, tagger: &str, text: &str) -> BTreeSet<&str> {
        let Some(index) = self.taggers.iter().position(|t| t.name == tagger) else { return BTreeSet::new() };
        let labels = &self.taggers[index].labels;
        let mut search = Search { lists: vec![false; self.lists.len()], ..Search::default() };
        for label in labels {
            search.lists[label.list.0 as usize] = true;
        }
        let found =
            TextState::new(Cow::Borrowed(text), self, &search).tags(TaggerId(u32::try_from(index).unwrap_or(0)));
        labels.iter().map(|label| &*label.id).filter(|label| found.contains(label)).collect()
    }

    fn language_of_hits(&self, text: &str, tokens: &[Token], hits: &[Hit]) -> Option<&str> {
        let languages = &self.function_words;
        let count = |list: ListId| hits.iter().filter(|h| h.list == list).count();
        let hits: Vec<(&str, usize)> =
            languages.iter().map(|(language, list)| (language.as_str(), count(*list))).collect();
        let known = || language::known_words(text, tokens, languages.len(), |word| self.matcher().speakers(word));
        language::of_signs(text, &hits, known).map(|index| languages[index].0.as_str())
    }
}

impl<'a> TextState<'a> {
    pub(crate) fn new(text: Cow<'a, str>, program: &'a Program, search: &'a Search) -> Self {
        TextState {
            text,
            program,
            search,
            tokens: OnceCell::new(),
            hits: OnceCell::new(),
            marks: OnceCell::new(),
            triggered: OnceCell::new(),
            language: OnceCell::new(),
        }
    }

    fn tokens(&self) -> &[Token] {
        self.tokens.get_or_init(|| token::tokens(&self.text))
    }

    /// All phrases of all lists that some rule looks for in this text.
    fn hits(&self) -> &[Hit] {
        self.hits.get_or_init(|| {
            if self.search.lists.is_empty() {
                return Vec::new();
            }
            self.program.matcher().find(&self.text, self.tokens(), &self.search.lists)
        })
    }

    /// Calls for every phrase that was found, if anybody looked, with the words of the phrase, folded.
    pub(super) fn each_hit(&self, call: &mut impl FnMut(ListId, &str)) {
        for hit in self.hits.get().into_iter().flatten() {
            let tokens = &self.tokens()[hit.first as usize..=hit.last as usize];
            call(hit.list, &token::folded(&self.text, tokens));
        }
    }

    pub(crate) fn marks(&self) -> &Marks {
        self.marks.get_or_init(|| count::marks(&self.text))
    }

    /// The language, if it can be told.
    pub(crate) fn language(&self) -> Option<&'a str> {
        *self.language.get_or_init(|| {
            if let Some(language) = self.script().and_then(language::of_script) {
                return Some(language);
            }
            self.program.language_of_hits(&self.text, self.tokens(), self.hits())
        })
    }

    fn script(&self) -> Option<unicode_script::Script> {
        count::script(&self.text)
    }

    pub(crate) fn script_name(&self) -> Option<String> {
        self.script().map(|s| s.full_name().to_lowercase())
    }

    #[expect(clippy::cast_precision_loss, reason = "a text has far fewer than 2^53 characters")]
    pub(crate) fn measure(&self, measure: Measure) -> Option<f64> {
        let text = &*self.text;
        let count = match measure {
            Measure::Length => count::graphemes(text),
            Measure::Chars => text.chars().count(),
            Measure::Width => count::width(text),
            Measure::Words => count::words(text),
            Measure::OwnWords => count::words(&self.own_text()),
            Measure::Letters => count::letters(text),
            Measure::Emojis => count::emojis(text),
            Measure::Links => self.marks().links.len(),
            Measure::Hashtags => self.marks().hashtags.len(),
            Measure::Mentions => self.marks().mentions.len(),
            Measure::HashtagShare => {
                let words = count::words(text);
                return Some(if words == 0 { 0.0 } else { self.marks().hashtags.len() as f64 / words as f64 });
            }
            Measure::CapitalsShare => return count::capitals_share(text),
        };
        Some(count as f64)
    }

    pub(crate) fn own_text(&self) -> String {
        count::own_text(&self.text, self.marks())
    }

    /// Whether the text contains the phrases, and why not if that cannot be told.
    pub(crate) fn contains(&self, wanted: &Contains) -> Tri {
        let mut phrases: Vec<u32> = Vec::new();
        for hit in self.counted(wanted) {
            if !phrases.contains(&hit.phrase) {
                phrases.push(hit.phrase);
            }
            if phrases.len() >= wanted.distinct as usize {
                return Tri::True;
            }
        }
        if wanted.lists.iter().all(|&list| self.covered(&self.program.lists[list.0 as usize].covers)) {
            Tri::False
        } else {
            Tri::Unknown
        }
    }

    /// Whether not to find a phrase means that there is none.
    pub(crate) fn covered(&self, covers: &Covers) -> bool {
        *covers == Covers::All || covers.includes(self.language())
    }

    /// The hits that count.
    fn counted<'s>(&'s self, wanted: &'s Contains) -> impl Iterator<Item = &'s Hit> {
        self.hits().iter().filter(|h| wanted.lists.contains(&h.list) && !self.cancelled(h, wanted))
    }

    /// A hit is cancelled by a word of `not_after` before it or of `not_before` after it in the same phrase of the text.
    fn cancelled(&self, hit: &Hit, wanted: &Contains) -> bool {
        let near = |other: &Hit, lists: &[ListId], from: u32, to: u32| {
            lists.contains(&other.list)
                && from < to
                && self.words_between(from, to) <= wanted.within as usize
                && self.together(from, to)
        };
        (!wanted.not_after.is_empty() || !wanted.not_before.is_empty())
            && self.hits().iter().any(|other| {
                near(other, &wanted.not_after, other.last, hit.first)
                    || near(other, &wanted.not_before, hit.last, other.first)
            })
    }

    fn together(&self, first: u32, last: u32) -> bool {
        self.tokens()[first as usize].segment == self.tokens()[last as usize].segment
    }

    fn words_between(&self, first: u32, last: u32) -> usize {
        self.tokens()[first as usize + 1..last as usize].iter().filter(|t| t.word).count()
    }

    /// The places of the hits that count.
    pub(crate) fn contains_spans(&self, wanted: &Contains) -> Vec<std::ops::Range<usize>> {
        self.counted(wanted).map(|h| self.span(h)).collect()
    }

    fn span(&self, hit: &Hit) -> std::ops::Range<usize> {
        let tokens = self.tokens();
        tokens[hit.first as usize].start as usize..tokens[hit.last as usize].end as usize
    }

    fn may_match(&self, pattern: PatternId) -> bool {
        let (Some(triggers), Some(&slot)) = (self.search.triggers, self.search.pattern_slots.get(&pattern)) else {
            return true;
        };
        self.triggered
            .get_or_init(|| self.program.triggers[triggers].triggered(&self.text))
            .get(slot)
            .copied()
            .unwrap_or(true)
    }

    pub(crate) fn matches(&self, pattern: PatternId) -> bool {
        self.may_match(pattern)
            && self.program.code.patterns[pattern.index()].regex().is_some_and(|r| r.is_match(&self.text))
    }

    pub(crate) fn match_spans(&self, pattern: PatternId) -> Vec<std::ops::Range<usize>> {
        if !self.may_match(pattern) {
            return Vec::new();
        }
        let regex = self.program.code.patterns[pattern.index()].regex();
        regex.map_or_else(Vec::new, |r| r.find_iter(&self.text).map(|m| m.range()).collect())
    }

    /// Labels of a tagger found here, sorted.
    pub(crate) fn tags(&self, tagger: TaggerId) -> Vec<&'a str> {
        let labels = &self.program.taggers[tagger.index()].labels;
        let mut lists: Vec<ListId> = self.hits().iter().map(|h| h.list).collect();
        lists.sort();
        lists.dedup();
        labels.iter().filter(|l| lists.binary_search(&l.list).is_ok()).map(|l| &*l.id).collect()
    }

    /// The places where words of these labels stand.
    pub(crate) fn tag_spans(&self, tagger: TaggerId, wanted: &dyn Fn(&str) -> bool) -> Vec<std::ops::Range<usize>> {
        let labels = &self.program.taggers[tagger.index()].labels;
        let lists: Vec<ListId> = labels.iter().filter(|l| wanted(&l.id)).map(|l| l.list).collect();
        self.hits().iter().filter(|h| lists.contains(&h.list)).map(|h| self.span(h)).collect()
    }
}
