//! Texts: words added, words taken out, a text of a given measure.

use std::ops::Range;

use super::edit::Step;
use super::search::Goal;
use super::{How, Solver, example, text_of};
use crate::program::{Compare, Contains, LabelRef, Measure, PatternId, TextId};
use crate::record::Fact;
use crate::schema::Kind;
use crate::text::count;
use crate::text::phrase::ListId;
use crate::text::words::words;

/// Plain words that say nothing: text of any length is made of them.
const FILLERS: [&str; 3] = [
    "a note on how this is done and what it is for with more of it to come for you and for all of us",
    "and so on and so on and so on and so on and so on and so on and so on and so on",
    "lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore",
];
/// How many phrases of a list are tried.
const PHRASES: usize = 4;

impl Solver<'_> {
    /// The text that a text is cut from, as it stands in the record.
    fn base(&self, step: &Step, text: TextId) -> String {
        let base = self.program.code.texts.get(text.index()).base;
        text_of(&Self::fact(step, base)).to_owned()
    }

    fn rewritten(&self, from: &Step, text: TextId, to: &str, how: How) -> Vec<Step> {
        let base = self.program.code.texts.get(text.index()).base;
        self.set(from, base, Fact::text(to.to_owned()), how)
    }

    /// Steps with words added: behind the text, before it, or in its place.
    fn with_words(&self, from: &Step, text: TextId, words: &str, of: Option<&str>) -> Vec<Step> {
        let now = self.base(from, text);
        let trimmed = now.trim_end();
        let how = || How::With { words: words.to_owned(), from: of.map(str::to_owned) };
        let mut texts = Vec::new();
        if !trimmed.is_empty() {
            let stop = if trimmed.ends_with(['.', '!', '?']) { "" } else { "." };
            texts.push(format!("{trimmed}{stop} {words}"));
            texts.push(format!("{trimmed} {words}"));
            texts.push(format!("{words} {trimmed}"));
        }
        let mut steps: Vec<Step> = texts.iter().flat_map(|to| self.rewritten(from, text, to, how())).collect();
        let alone = if trimmed.is_empty() { how() } else { How::Value };
        steps.append(&mut self.rewritten(from, text, words, alone));
        steps
    }

    /// The step without some parts of a text.
    fn without(&self, from: &Step, text: TextId, spans: &[Range<usize>]) -> Vec<Step> {
        let now = self.base(from, text);
        let words: Vec<String> = spans.iter().filter_map(|span| now.get(span.clone())).map(str::to_owned).collect();
        if words.is_empty() {
            return Vec::new();
        }
        let mut rest = String::new();
        for (at, c) in now.char_indices() {
            if !spans.iter().any(|span| span.contains(&at)) {
                rest.push(c);
            }
        }
        let rest = rest.split_whitespace().collect::<Vec<_>>().join(" ");
        let rest = rest.trim_start_matches([',', '.', ';', '|', '·']).trim().to_owned();
        self.rewritten(from, text, &rest, How::Without(words))
    }

    pub(super) fn phrases(&self, from: &Step, text: TextId, contains: &Contains, goal: Goal) -> Vec<Step> {
        if !goal.wanted {
            let spans = self.ask(from, |probe| probe.phrase_spans(text, from.row, contains));
            let mut steps = self.without(from, text, &spans);
            if spans.is_empty() {
                steps.append(&mut self.filled(from, text));
            }
            return steps;
        }
        let language = self.ask(from, |probe| probe.language_at(text, from.row));
        let mut steps = Vec::new();
        for &list in &*contains.lists {
            let name = self.program.lists[list.0 as usize].name.clone();
            let mut phrases = self.few_phrases(list, language.as_deref());
            if contains.distinct > 1 {
                let all = self.program.lists[list.0 as usize].phrases.run(0..contains.distinct as usize);
                phrases = vec![all.collect::<Vec<_>>().join(", ")];
            }
            for words in phrases {
                steps.append(&mut self.with_words(from, text, &words, name.as_deref()));
            }
        }
        steps
    }

    /// Some phrases of a list, those of a language first: one by itself, and ones from further down.
    fn few_phrases(&self, list: ListId, language: Option<&str>) -> Vec<String> {
        let phrases = self.program.lists[list.0 as usize].spoken_in(language);
        let step = (phrases.len() / PHRASES).max(1);
        phrases.step_by(step).take(PHRASES).map(ToString::to_string).collect()
    }

    pub(super) fn pattern(&self, from: &Step, text: TextId, pattern: PatternId, times: usize, goal: Goal) -> Vec<Step> {
        if !goal.wanted {
            let spans = self.ask(from, |probe| probe.pattern_spans(text, from.row, pattern));
            let mut steps = self.without(from, text, &spans);
            steps.append(&mut self.filled(from, text));
            return steps;
        }
        let examples = example::examples(self.program.code.patterns[pattern.index()].source());
        let examples = examples.iter().map(|e| vec![e.as_str(); times].join(" "));
        examples.flat_map(|words| self.with_words(from, text, &words, None)).collect()
    }

    /// More or fewer matches of a pattern, until it is enough.
    pub(super) fn count_of_matches(
        &self,
        from: &Step,
        text: TextId,
        pattern: PatternId,
        up: bool,
        goal: Goal,
    ) -> Vec<Step> {
        if up {
            for times in 1..=12 {
                let steps = self.pattern(from, text, pattern, times, Goal { wanted: true, ..goal });
                let found: Vec<Step> = steps.into_iter().filter(|step| self.reached(step, goal)).collect();
                if !found.is_empty() {
                    return found;
                }
            }
            return Vec::new();
        }
        let spans = self.ask(from, |probe| probe.pattern_spans(text, from.row, pattern));
        (1..=spans.len()).flat_map(|n| self.without(from, text, &spans[spans.len() - n..])).collect()
    }

    /// Another text that says nothing.
    fn filled(&self, from: &Step, text: TextId) -> Vec<Step> {
        FILLERS.iter().take(2).flat_map(|filler| self.rewritten(from, text, filler, How::Value)).collect()
    }

    pub(super) fn whole_text(
        &self,
        from: &Step,
        text: TextId,
        how: Compare,
        words: &[Box<str>],
        goal: Goal,
    ) -> Vec<Step> {
        if !goal.wanted {
            return self.filled(from, text);
        }
        let now = self.base(from, text);
        let joined = |word: &str| match how {
            Compare::Equals => word.to_owned(),
            Compare::StartsWith => format!("{word}{now}"),
            Compare::EndsWith => format!("{now}{word}"),
        };
        words.iter().take(PHRASES).flat_map(|word| self.rewritten(from, text, &joined(word), How::Value)).collect()
    }

    pub(super) fn same_text(&self, from: &Step, a: TextId, b: TextId, goal: Goal) -> Vec<Step> {
        let texts = [a, b].map(|text| self.ask(from, |probe| probe.text_at(text, from.row)));
        if !goal.wanted {
            return self.filled(from, a);
        }
        let mut steps = Vec::new();
        for (text, other) in [(a, &texts[1]), (b, &texts[0])] {
            if let Some(other) = other {
                steps.append(&mut self.rewritten(from, text, other, How::Value));
            }
        }
        steps
    }

    pub(super) fn text_there(&self, from: &Step, text: TextId, there: bool) -> Vec<Step> {
        if there { self.filled(from, text) } else { self.rewritten(from, text, "", How::Value) }
    }

    pub(super) fn label(&self, from: &Step, label: LabelRef, words: &[Box<str>], goal: Goal) -> Vec<Step> {
        let fact = match label {
            LabelRef::Fact(fact) => fact,
            LabelRef::Language(text) => {
                let speaks = self
                    .program
                    .function_words
                    .iter()
                    .filter(|(language, _)| words.iter().any(|word| **word == **language) == goal.wanted);
                let samples = speaks.take(PHRASES).map(|(_, list)| {
                    let words = &self.program.lists[list.0 as usize].phrases;
                    words.iter().take(12).collect::<Vec<_>>().join(" ")
                });
                return samples.flat_map(|text_in| self.rewritten(from, text, &text_in, How::Value)).collect();
            }
            // No text of a given script can be made up.
            LabelRef::Script(_) => return Vec::new(),
        };
        let known: Vec<String> = match self.program.kind_of(fact) {
            Kind::Label(known) if !known.is_empty() => known.clone(),
            _ => vec!["other".to_owned(), "another".to_owned()],
        };
        let set = |word: &str| self.set(from, fact, Fact::label(word.to_owned()), How::Value);
        if goal.wanted {
            return words.iter().take(PHRASES).flat_map(|word| set(word)).collect();
        }
        known.iter().filter(|word| !words.iter().any(|w| **w == ***word)).take(PHRASES).flat_map(|w| set(w)).collect()
    }

    pub(super) fn label_there(&self, from: &Step, label: LabelRef, there: bool) -> Vec<Step> {
        let LabelRef::Fact(fact) = label else { return Vec::new() };
        if !there {
            return self.set(from, fact, Fact::Absent, How::Value);
        }
        let word = match self.program.kind_of(fact) {
            Kind::Label(known) => known.first().cloned(),
            _ => None,
        };
        self.set(from, fact, Fact::label(word.unwrap_or_else(|| "other".to_owned())), How::Value)
    }

    /// Steps to a text of which a measure has a given value.
    pub(super) fn measured(
        &self,
        from: &Step,
        text: TextId,
        measure: Measure,
        target: f64,
        now: Option<f64>,
    ) -> Vec<Step> {
        let base = self.base(from, text);
        let (name, unit) = crate::check::MEASURES
            .iter()
            .find(|(_, m, _)| *m == measure)
            .map_or(("length", "characters"), |(name, _, unit)| (*name, *unit));
        let own = self.program.code.texts.get(text.index()).own;
        let mut steps = Vec::new();
        for made in candidates(&base, measure, target) {
            let found = if own {
                self.program.measure(&count::own_text(&made, &count::marks(&made)), measure)
            } else {
                self.program.measure(&made, measure)
            };
            let fits = found.is_some_and(|found| (found - target).abs() < 1e-9)
                || matches!(measure, Measure::HashtagShare | Measure::CapitalsShare);
            if let (true, Some(after)) = (fits, found) {
                let how = How::Measure { name, unit, before: now, after };
                steps.append(&mut self.rewritten(from, text, &made, how));
            }
        }
        steps
    }
}

/// Texts near to one that may have a measure of a value.
fn candidates(text: &str, measure: Measure, target: f64) -> Vec<String> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded just before")]
    let n = target.clamp(0.0, 20_000.0) as usize;
    let tokens: Vec<&str> = text.split_whitespace().collect();
    match measure {
        Measure::Length | Measure::Chars | Measure::Width | Measure::Letters => {
            FILLERS.iter().flat_map(|filler| by_length(text, filler, measure, n)).collect()
        }
        Measure::Words | Measure::OwnWords => FILLERS.iter().map(|filler| by_words(&tokens, filler, n)).collect(),
        Measure::Emojis => by_marks(&tokens, &["😀", "🎉", "🌱"], n, |t| count::emojis(t) > 0),
        Measure::Links => {
            by_marks(&tokens, &["https://example.org/1", "https://example.org/2", "https://example.org/3"], n, |t| {
                !count::marks(t).links.is_empty()
            })
        }
        Measure::Hashtags => by_marks(&tokens, &["#one", "#two", "#three", "#four"], n, |t| t.starts_with('#')),
        Measure::Mentions => by_marks(&tokens, &["@someone", "@somebody"], n, |t| t.starts_with('@')),
        Measure::HashtagShare => (0..=tokens.len() + 4)
            .flat_map(|n| by_marks(&tokens, &["#one", "#two", "#three", "#four"], n, |t| t.starts_with('#')))
            .collect(),
        Measure::CapitalsShare => {
            let upper: Vec<String> = tokens.iter().map(|t| t.to_uppercase()).collect();
            let lower: Vec<String> = tokens.iter().map(|t| t.to_lowercase()).collect();
            (0..=tokens.len()).map(|n| [&upper[..n], &lower[n..]].concat().join(" ")).collect()
        }
    }
}

/// The beginning of a text and, where that is too short, of plain words behind it.
fn by_length(text: &str, filler: &str, measure: Measure, n: usize) -> Vec<String> {
    let size = |t: &str| match measure {
        Measure::Length => count::graphemes(t),
        Measure::Chars => t.chars().count(),
        Measure::Width => count::width(t),
        _ => count::letters(t),
    };
    let mut long = text.trim_end().to_owned();
    while size(&long) < n && long.len() < 100_000 {
        if !long.is_empty() {
            long.push(' ');
        }
        long.push_str(filler);
    }
    let mut best = String::new();
    let mut out = Vec::new();
    for c in long.chars() {
        if size(&best) == n {
            break;
        }
        best.push(c);
    }
    // A text does not end in a blank.
    if best.ends_with(' ') {
        best.pop();
        best.push('.');
    }
    out.push(best);
    out
}

fn by_words(tokens: &[&str], filler: &str, n: usize) -> String {
    let mut chosen: Vec<&str> = tokens.to_vec();
    let mut more = filler.split(' ').cycle();
    let size = |chosen: &[&str]| words(&chosen.join(" "));
    while size(&chosen) > n && !chosen.is_empty() {
        chosen.pop();
    }
    let mut guard = 0;
    while size(&chosen) < n && guard < 5_000 {
        chosen.extend(more.next());
        guard += 1;
    }
    chosen.join(" ")
}

/// So many marks: those too many go, those that lack come behind.
fn by_marks(tokens: &[&str], marks: &[&str], n: usize, is: impl Fn(&str) -> bool) -> Vec<String> {
    let mut kept = 0;
    let mut words: Vec<String> = Vec::new();
    for token in tokens {
        let mark = is(token);
        if !mark || kept < n {
            kept += usize::from(mark);
            words.push((*token).to_owned());
        }
    }
    for mark in marks.iter().cycle().take(n.saturating_sub(kept).min(200)) {
        words.push((*mark).to_owned());
    }
    vec![words.join(" ")]
}
