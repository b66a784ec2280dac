//! Lists, taggers, and what each text is searched for.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

use super::arena::{PatternId, TaggerId};
use crate::text::phrase::{Hit, ListId};
use crate::text::starts::Starts;
use crate::texts::{Run, Texts};

/// A list of phrases that some condition or tagger uses.
#[derive(Clone, Debug)]
pub(crate) struct PhraseList {
    /// What conditions call it; none for phrases that are written in a condition.
    pub(crate) name: Option<String>,
    pub(crate) phrases: Texts,
    /// Which of the phrases are of one language: runs that follow each other; what they leave out is of none.
    pub(crate) spoken: Vec<(String, Range<usize>)>,
    pub(crate) covers: Covers,
}

impl PhraseList {
    /// The phrases, those of one language together with its position among `languages`.
    pub(crate) fn by_language<'a>(
        &'a self,
        languages: &'a [(String, ListId)],
    ) -> impl Iterator<Item = (Option<usize>, Run<'a>)> {
        let first = self.spoken.first().map_or(self.phrases.len(), |(_, run)| run.start);
        let rest = self.spoken.iter().map(|(language, run)| {
            (languages.iter().position(|(known, _)| known == language), self.phrases.run(run.clone()))
        });
        std::iter::once((None, self.phrases.run(0..first))).chain(rest)
    }

    /// The phrases of a language, or all if it has none of its own.
    pub(crate) fn spoken_in(&self, language: Option<&str>) -> Run<'_> {
        let own = self.spoken.iter().find(|(own, _)| Some(own.as_str()) == language);
        let run = own.map(|(_, run)| self.phrases.run(run.clone())).filter(|run| run.len() > 0);
        run.unwrap_or_else(|| self.phrases.iter())
    }
}

/// In which languages not to find a phrase means that there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Covers {
    All,
    Languages(Vec<String>),
}

impl Covers {
    pub(crate) fn includes(&self, language: Option<&str>) -> bool {
        match self {
            Covers::All => true,
            Covers::Languages(list) => language.is_some_and(|l| list.iter().any(|x| x == l)),
        }
    }
}

/// A list or tagger by the name that a pack gives it.
#[derive(Clone, Debug)]
pub(crate) struct NamedWords {
    pub(crate) pack: usize,
    pub(crate) name: crate::node::Spanned<String>,
    pub(crate) words: Words,
}

/// What a name of words stands for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Words {
    List(ListId),
    /// The function words that tell languages.
    Languages,
    Tagger(TaggerId),
}

/// A tagger, ready to run.
#[derive(Clone, Debug)]
pub(crate) struct TaggerCode {
    pub(crate) name: String,
    pub(crate) labels: Vec<TagLabel>,
    /// Where a set without a hit is really empty.
    pub(crate) covers: Covers,
    /// Its declaration is faulty, so that its labels are not all here.
    pub(crate) faulty: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct TagLabel {
    pub(crate) id: Box<str>,
    pub(crate) title: BTreeMap<String, String>,
    pub(crate) list: ListId,
    /// Phrases that mean other things too: two different ones are needed.
    pub(crate) with_company: Option<ListId>,
}

impl TagLabel {
    /// The lists that give a text the label.
    pub(crate) fn lists(&self) -> impl Iterator<Item = ListId> {
        std::iter::once(self.list).chain(self.with_company)
    }

    /// Whether these hits give a text the label.
    pub(crate) fn given_by(&self, hits: &[Hit]) -> bool {
        if hits.iter().any(|hit| hit.list == self.list) {
            return true;
        }
        let Some(list) = self.with_company else { return false };
        let mut shy = hits.iter().filter(|hit| hit.list == list);
        shy.next().is_some_and(|first| shy.any(|other| other.phrase != first.phrase))
    }
}

/// What a text field has to be searched for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Search {
    /// By list, whether some rule looks for it in this text.
    pub(crate) lists: Vec<bool>,
    /// Its language matters.
    pub(crate) language: bool,
    /// What their phrases begin with; worked out when the first text is read.
    pub(crate) starts: OnceLock<Starts>,
    /// Index into `triggers`.
    pub(crate) triggers: Option<usize>,
    /// By pattern, its number among the triggers; [`NO_TRIGGER`] for one that is not looked for here. As long as it has to be.
    pub(crate) numbers: Vec<u32>,
}

/// No number of a trigger.
const NO_TRIGGER: u32 = u32::MAX;

impl Search {
    /// A search for the phrases of some lists, and nothing else.
    pub(crate) fn of_lists(all: usize, wanted: impl IntoIterator<Item = ListId>) -> Self {
        let mut lists = vec![false; all];
        for list in wanted {
            lists[list.0 as usize] = true;
        }
        Search { lists, ..Search::default() }
    }

    /// Whether anything is looked for.
    pub(crate) fn looks_for_something(&self) -> bool {
        self.language || !self.lists.is_empty() || self.triggers.is_some()
    }

    /// Tells the numbers of patterns among the triggers.
    pub(crate) fn number(&mut self, numbers: impl IntoIterator<Item = (PatternId, usize)>) {
        for (pattern, number) in numbers {
            let least = pattern.index() + 1;
            if self.numbers.len() < least {
                self.numbers.resize(least, NO_TRIGGER);
            }
            self.numbers[pattern.index()] = u32::try_from(number).unwrap_or(NO_TRIGGER);
        }
    }

    /// The number by which a pattern is triggered in a text that may match it; none where that does not tell.
    pub(crate) fn trigger_of(&self, pattern: PatternId) -> Option<usize> {
        self.numbers.get(pattern.index()).filter(|number| **number != NO_TRIGGER).map(|number| *number as usize)
    }
}
