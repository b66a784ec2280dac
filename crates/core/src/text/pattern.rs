//! Regular expressions over texts, behind a cheap trigger.
//!
//! Compiling a Unicode expression costs far more than looking for a word, and most texts hold none of the words that an
//! expression needs. So each pattern is parsed once for the literals that every match must contain; all literals of a text
//! field go into one automaton, and an expression is compiled and run only on a text that holds one of its literals.

use std::sync::OnceLock;

use aho_corasick::AhoCorasick;
use regex::{Regex, RegexBuilder};
use regex_syntax::hir::{Class, Hir, HirKind};

/// The largest compiled form of one pattern, in bytes.
const SIZE_LIMIT: usize = 2 << 20;

/// A regular expression that is compiled on first use.
#[derive(Debug)]
pub(crate) struct Pattern {
    source: Box<str>,
    /// ASCII lower-case words of which every match contains one; empty when none could be found.
    triggers: Vec<String>,
    regex: OnceLock<Regex>,
}

/// Why a pattern cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct InvalidPattern {
    /// One line.
    pub(crate) reason: String,
    /// The bytes of the pattern that are at fault, where they are known.
    pub(crate) range: Option<std::ops::Range<usize>>,
}

impl Pattern {
    /// Parses a pattern.
    pub(crate) fn new(source: &str) -> Result<Self, InvalidPattern> {
        let hir = regex_syntax::Parser::new().parse(source).map_err(|error| invalid(&error))?;
        // Counted repetitions are what makes a short pattern huge. They show in the syntax tree, so most patterns need not
        // be compiled to know that they are small enough.
        let regex = OnceLock::new();
        if weight(&hir) > 2_000 {
            let compiled = compile(source).map_err(|error| InvalidPattern { reason: error.to_string(), range: None })?;
            let _ = regex.set(compiled);
        }
        let triggers = literals(&hir).map_or_else(Vec::new, |l| l.0);
        Ok(Pattern { source: source.into(), triggers, regex })
    }

    /// The pattern as written.
    pub(crate) fn source(&self) -> &str {
        &self.source
    }

    /// The compiled expression; none only if it turned out too large, in which case it matches nothing.
    pub(crate) fn regex(&self) -> Option<&Regex> {
        if let Some(regex) = self.regex.get() {
            return Some(regex);
        }
        let compiled = compile(&self.source).ok()?;
        Some(self.regex.get_or_init(|| compiled))
    }
}

fn compile(source: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(source).size_limit(SIZE_LIMIT).build()
}

fn invalid(error: &regex_syntax::Error) -> InvalidPattern {
    match error {
        regex_syntax::Error::Parse(e) => {
            InvalidPattern { reason: e.kind().to_string(), range: Some(e.span().start.offset..e.span().end.offset) }
        }
        regex_syntax::Error::Translate(e) => {
            InvalidPattern { reason: e.kind().to_string(), range: Some(e.span().start.offset..e.span().end.offset) }
        }
        other => InvalidPattern { reason: other.to_string(), range: None },
    }
}

/// A rough measure of how large the compiled form is: characters and classes, times the counts of repetitions.
fn weight(hir: &Hir) -> u64 {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => 1,
        HirKind::Literal(l) => l.0.len() as u64,
        HirKind::Class(Class::Unicode(c)) => 1 + c.ranges().len() as u64 / 4,
        HirKind::Class(Class::Bytes(_)) => 1,
        HirKind::Repetition(r) => weight(&r.sub).saturating_mul(u64::from(r.max.unwrap_or(r.min).max(1))),
        HirKind::Capture(c) => weight(&c.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().map(weight).fold(0, u64::saturating_add),
    }
}

/// Literals of which every match contains at least one. The score is the length of the shortest: longer ones are rarer.
#[derive(Clone)]
struct Literals(Vec<String>);

impl Literals {
    fn score(&self) -> usize {
        self.0.iter().map(String::len).min().unwrap_or(0)
    }
}

const MAX_LITERALS: usize = 64;

fn literals(hir: &Hir) -> Option<Literals> {
    match hir.kind() {
        HirKind::Capture(c) => literals(&c.sub),
        HirKind::Repetition(r) if r.min > 0 => literals(&r.sub),
        HirKind::Alternation(parts) => {
            let mut all = Vec::new();
            for part in parts {
                all.extend(literals(part)?.0);
            }
            (all.len() <= MAX_LITERALS).then_some(Literals(all))
        }
        HirKind::Concat(parts) => concat(parts),
        _ => letters(hir).filter(|l| l.len() > 1).map(|l| Literals(vec![l])),
    }
}

/// The best of the parts, where neighbouring fixed letters count as one literal.
fn concat(parts: &[Hir]) -> Option<Literals> {
    let mut best: Option<Literals> = None;
    let mut run = String::new();
    let mut offer = |candidate: Option<Literals>| {
        if let Some(candidate) = candidate
            && best.as_ref().is_none_or(|b| b.score() < candidate.score())
        {
            best = Some(candidate);
        }
    };
    for part in parts {
        if let Some(fixed) = letters(part) {
            run.push_str(&fixed);
            continue;
        }
        // `\b` and the like consume nothing: letters on both sides stay neighbours.
        if matches!(part.kind(), HirKind::Look(_)) {
            continue;
        }
        if run.len() > 1 {
            offer(Some(Literals(vec![std::mem::take(&mut run)])));
        }
        run.clear();
        offer(literals(part));
    }
    if run.len() > 1 {
        offer(Some(Literals(vec![run])));
    }
    best
}

/// The text, in lower case, that the expression always matches up to ASCII case.
fn letters(hir: &Hir) -> Option<String> {
    match hir.kind() {
        HirKind::Literal(l) => {
            let text = std::str::from_utf8(&l.0).ok()?;
            text.is_ascii().then(|| text.to_ascii_lowercase())
        }
        HirKind::Class(Class::Unicode(class)) => {
            let mut chars = class.ranges().iter().flat_map(|r| r.start()..=r.end()).take(4);
            let first = chars.next()?;
            let lower = first.to_ascii_lowercase();
            // `(?i)` turns `k` into k, K and the Kelvin sign, `s` into s, S and the long s; `triggered` knows of these two.
            let same = |c: char| c.to_ascii_lowercase() == lower || matches!((lower, c), ('k', '\u{212a}') | ('s', '\u{17f}'));
            (first.is_ascii() && class.ranges().len() <= 3 && chars.all(same)).then(|| lower.to_string())
        }
        HirKind::Capture(c) => letters(&c.sub),
        HirKind::Concat(parts) => parts.iter().map(letters).collect(),
        _ => None,
    }
}

/// The triggers of all patterns of one text field.
#[derive(Debug, Default)]
pub(crate) struct TriggerSet {
    /// How many patterns there are.
    len: usize,
    /// Patterns without a trigger run on every text.
    always: Vec<usize>,
    automaton: Option<AhoCorasick>,
    /// For each literal of the automaton the pattern it triggers.
    owners: Vec<usize>,
}

impl TriggerSet {
    pub(crate) fn new<'a>(patterns: impl IntoIterator<Item = &'a Pattern>) -> Self {
        let mut set = TriggerSet::default();
        let mut needles = Vec::new();
        for (index, pattern) in patterns.into_iter().enumerate() {
            set.len = index + 1;
            if pattern.triggers.is_empty() {
                set.always.push(index);
            }
            for trigger in &pattern.triggers {
                needles.push(trigger.as_str());
                set.owners.push(index);
            }
        }
        set.automaton = AhoCorasick::builder().ascii_case_insensitive(true).build(&needles).ok().filter(|_| !needles.is_empty());
        set
    }

    /// For each pattern, whether it can match this text.
    pub(crate) fn triggered(&self, text: &str) -> Vec<bool> {
        let exotic = text.contains(['\u{212a}', '\u{17f}']);
        let Some(automaton) = &self.automaton else { return vec![true; self.len] };
        if exotic {
            return vec![true; self.len];
        }
        let mut out = vec![false; self.len];
        for &index in &self.always {
            out[index] = true;
        }
        for found in automaton.find_overlapping_iter(text) {
            out[self.owners[found.pattern().as_usize()]] = true;
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn triggers(source: &str) -> Vec<String> {
        Pattern::new(source).unwrap().triggers
    }

    #[test]
    fn the_longest_required_literal_is_the_trigger() {
        assert_eq!(triggers(r"(?i)\b(?:co-?)?founder of\b"), ["founder of"]);
        assert_eq!(triggers(r"(?i)\bfollow ?(back|4 ?follow)\b|\bf4f\b"), ["ollow", "4f"], "the parser takes the common f out");
        assert_eq!(triggers(r"^\s*https?://[^\s]+\s*$"), ["http"]);
        assert_eq!(triggers(r"#\w+"), [String::new(); 0]);
    }

    #[test]
    fn a_text_without_the_trigger_is_skipped() {
        let patterns = [Pattern::new("(?i)skills").unwrap(), Pattern::new(r"\d+").unwrap()];
        let set = TriggerSet::new(&patterns);
        assert_eq!(set.triggered("nothing"), [false, true]);
        assert_eq!(set.triggered("SKILLS"), [true, true]);
        assert_eq!(set.triggered("\u{17f}kills"), [true, true], "case folding reaches beyond ASCII");
    }

    #[test]
    fn faults_name_their_place() {
        let error = Pattern::new("a(b").unwrap_err();
        assert_eq!(error.range, Some(1..2));
        assert!(Pattern::new(r"(?:\w{200}){200}").is_err(), "an expression that explodes is refused");
    }
}
