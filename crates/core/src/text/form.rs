//! A compiled expression, and what it takes to run it.
//!
//! What is asked again and again is whether there is a match, and hardly ever there is one. For that one pass forward is enough: a
//! lazy automaton, which is made for texts in lower case where it can be, and looks at no bounds of words beyond ASCII, which no
//! automaton knows. Where it finds something in spite of them, a form that says all of any text is asked; it is slower.

use std::ops::Range;

use regex_automata::hybrid::dfa;
use regex_automata::nfa::thompson::pikevm::PikeVM;
use regex_automata::nfa::thompson::{self, NFA, WhichCaptures};
use regex_automata::util::iter::Searcher;
use regex_automata::{HalfMatch, Input, MatchError, meta};
use regex_syntax::hir::Hir;

use super::fold::{folded, without_bounds};

/// The largest compiled form of an expression, in bytes.
const SIZE_LIMIT: usize = 2 << 20;

/// So many bytes the states of one automaton take at most, unless it cannot do with them; then it forgets all of them.
const STATES: usize = 256 << 10;

/// An expression in one of its forms.
#[derive(Clone, Debug)]
pub(super) enum Form {
    /// Finds where matches end.
    Forward {
        automaton: Box<dfa::DFA>,
        /// It is made for texts in lower case, as far as ASCII goes.
        lower: bool,
        /// It does not look at the bounds of words: a match has to be confirmed.
        rough: bool,
    },
    /// Says all of any text.
    Whole(meta::Regex),
}

/// What a form keeps from search to search: only as long as it is the same form.
#[derive(Debug, Default)]
pub(super) struct Cache {
    forward: Option<dfa::Cache>,
    whole: Option<meta::Cache>,
}

impl Form {
    /// A form that runs forward; none if it is too large.
    pub(super) fn forward(expression: &Hir) -> Option<Self> {
        let rough = expression.properties().look_set().contains_word_unicode();
        let folded = folded(expression);
        let lower = folded.is_some();
        let expression = folded.or_else(|| without_bounds(expression))?;
        // Nobody asks what a group matched.
        let config = NFA::config().nfa_size_limit(Some(SIZE_LIMIT)).which_captures(WhichCaptures::Implicit);
        let nfa = thompson::Compiler::new().configure(config).build_from_hir(&expression).ok()?;
        let config = dfa::DFA::config().cache_capacity(STATES).skip_cache_capacity_check(true);
        let automaton = dfa::DFA::builder().configure(config).build_from_nfa(nfa).ok()?;
        Some(Form::Forward { automaton: Box::new(automaton), lower, rough })
    }

    /// A form that says all of any text.
    ///
    /// # Errors
    /// If it is too large.
    pub(super) fn whole(source: &str) -> Result<Self, Box<meta::BuildError>> {
        let config = meta::Config::new().nfa_size_limit(Some(SIZE_LIMIT)).which_captures(WhichCaptures::Implicit);
        // No automaton knows the bounds of words beyond ASCII, and few texts get here.
        let config = config.hybrid(false).dfa(false);
        Ok(Form::Whole(meta::Builder::new().configure(config).build(source)?))
    }

    /// Whether a match has to be confirmed by another form.
    pub(super) fn is_rough(&self) -> bool {
        matches!(self, Form::Forward { rough: true, .. })
    }

    /// Whether it has to be given texts in lower case.
    pub(super) fn is_lower(&self) -> bool {
        matches!(self, Form::Forward { lower: true, .. })
    }

    /// Whether there is a match.
    pub(super) fn is_match(&self, cache: &mut Cache, text: &str) -> bool {
        let input = Input::new(text).earliest(true);
        match self {
            Form::Forward { automaton, .. } => end(automaton, cache, &input).unwrap_or(None).is_some(),
            Form::Whole(regex) => regex.search_half_with(cache.whole(regex), &input).is_some(),
        }
    }

    /// How many matches there are that do not overlap.
    pub(super) fn count(&self, cache: &mut Cache, text: &str) -> usize {
        let mut matches = Searcher::new(Input::new(text));
        std::iter::from_fn(|| match self {
            Form::Forward { automaton, .. } => matches.advance_half(|input| end(automaton, cache, input)),
            Form::Whole(regex) => matches.advance_half(|input| Ok(regex.search_half_with(cache.whole(regex), input))),
        })
        .count()
    }

    /// Where the matches stand that do not overlap.
    pub(super) fn ranges(&self, cache: &mut Cache, text: &str) -> Vec<Range<usize>> {
        match self {
            Form::Forward { automaton, .. } => match PikeVM::new_from_nfa(automaton.get_nfa().clone()) {
                Ok(vm) => vm.find_iter(&mut vm.create_cache(), text).map(|found| found.range()).collect(),
                Err(_) => Vec::new(),
            },
            Form::Whole(regex) => {
                let mut matches = Searcher::new(Input::new(text));
                let next = || matches.advance(|input| Ok(regex.search_with(cache.whole(regex), input)));
                std::iter::from_fn(next).map(|found| found.range()).collect()
            }
        }
    }
}

/// Where the first match ends.
fn end(dfa: &dfa::DFA, cache: &mut Cache, input: &Input<'_>) -> Result<Option<HalfMatch>, MatchError> {
    dfa.try_search_fwd(cache.forward.get_or_insert_with(|| dfa.create_cache()), input)
}

impl Cache {
    fn whole(&mut self, regex: &meta::Regex) -> &mut meta::Cache {
        self.whole.get_or_insert_with(|| regex.create_cache())
    }

    /// So many bytes it takes, about.
    pub(super) fn size(&self) -> usize {
        let forward = self.forward.as_ref().map_or(0, dfa::Cache::memory_usage);
        forward + self.whole.as_ref().map_or(0, meta::Cache::memory_usage)
    }
}
