//! Regular expressions over texts, behind a cheap trigger.
//!
//! Compiling a Unicode expression costs far more than looking for a word, and most texts hold none of the words that an
//! expression needs. So each pattern is parsed once for the literals that every match must contain; all literals of a text
//! field go into one automaton, and an expression is compiled and run only on a text that holds one of its literals.

use std::sync::OnceLock;

use aho_corasick::AhoCorasick;
use regex::{Regex, RegexBuilder};
use regex_syntax::ast::{self, Ast};

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
        let ast = ast::parse::Parser::new().parse(source).map_err(|error| invalid(&error.into()))?;
        // What can be wrong beyond the syntax are names of Unicode classes and bytes that are no text; only patterns that
        // have such things are translated to know.
        if needs_translation(&ast) {
            regex_syntax::Parser::new().parse(source).map_err(|error| invalid(&error))?;
        }
        // Counted repetitions are what makes a short pattern huge. They show in the syntax tree, so most patterns need not
        // be compiled to know that they are small enough.
        let regex = OnceLock::new();
        if weight(&ast) > 5_000 {
            let compiled = compile(source).map_err(|error| InvalidPattern {
                reason: match error {
                    regex::Error::CompiledTooBig(_) => format!("it takes more than {SIZE_LIMIT} bytes when compiled"),
                    other => other.to_string(),
                },
                range: None,
            })?;
            let _ = regex.set(compiled);
        }
        let triggers = literals(&ast).map_or_else(Vec::new, |l| l.0);
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

fn needs_translation(ast: &Ast) -> bool {
    match ast {
        Ast::ClassUnicode(_) => true,
        Ast::ClassBracketed(class) => match &class.kind {
            ast::ClassSet::Item(item) => names_a_class(item),
            ast::ClassSet::BinaryOp(_) => true,
        },
        Ast::Flags(set) => unsets_unicode(&set.flags),
        Ast::Group(group) => {
            let flags = match &group.kind {
                ast::GroupKind::NonCapturing(flags) => unsets_unicode(flags),
                _ => false,
            };
            flags || needs_translation(&group.ast)
        }
        Ast::Repetition(r) => needs_translation(&r.ast),
        Ast::Concat(c) => c.asts.iter().any(needs_translation),
        Ast::Alternation(a) => a.asts.iter().any(needs_translation),
        _ => false,
    }
}

fn names_a_class(item: &ast::ClassSetItem) -> bool {
    match item {
        ast::ClassSetItem::Unicode(_) | ast::ClassSetItem::Bracketed(_) => true,
        ast::ClassSetItem::Union(union) => union.items.iter().any(names_a_class),
        _ => false,
    }
}

fn unsets_unicode(flags: &ast::Flags) -> bool {
    flags.flag_state(ast::Flag::Unicode) == Some(false)
}

/// A rough measure of how large the compiled form is: characters and classes, times the counts of repetitions.
fn weight(ast: &Ast) -> u64 {
    match ast {
        Ast::Empty(_) | Ast::Flags(_) | Ast::Assertion(_) | Ast::Literal(_) => 1,
        Ast::Dot(_) => 10,
        Ast::ClassPerl(_) | Ast::ClassUnicode(_) | Ast::ClassBracketed(_) => 200,
        Ast::Repetition(r) => {
            let most = match &r.op.kind {
                ast::RepetitionKind::Range(
                    ast::RepetitionRange::Exactly(n)
                    | ast::RepetitionRange::AtLeast(n)
                    | ast::RepetitionRange::Bounded(_, n),
                ) => (*n).max(1),
                _ => 1,
            };
            weight(&r.ast).saturating_mul(u64::from(most))
        }
        Ast::Group(g) => weight(&g.ast),
        Ast::Alternation(a) => a.asts.iter().map(weight).fold(0, u64::saturating_add),
        Ast::Concat(c) => c.asts.iter().map(weight).fold(0, u64::saturating_add),
    }
}

/// Literals of which every match contains at least one. The score is the length of the shortest: longer ones are rarer.
#[derive(Clone)]
struct Literals(Vec<String>);

impl Literals {
    fn score(&self) -> usize {
        self.0.iter().map(|l| l.chars().count()).min().unwrap_or(0)
    }
}

/// More literals than this cost more to look for than they save.
const MAX_LITERALS: usize = 128;
/// A class of so few characters can be looked for one by one.
const MAX_CLASS: usize = 8;

fn literals(ast: &Ast) -> Option<Literals> {
    match ast {
        Ast::Group(g) => literals(&g.ast),
        Ast::Repetition(r) if at_least_once(r) => literals(&r.ast),
        Ast::Alternation(a) => {
            let mut all = Vec::new();
            for part in &a.asts {
                all.extend(literals(part)?.0);
            }
            (all.len() <= MAX_LITERALS).then_some(Literals(all))
        }
        Ast::Concat(c) => concat(&c.asts),
        Ast::ClassBracketed(class) => small_class(class),
        Ast::Literal(literal) => Some(Literals(vec![letter(literal)?.to_string()])),
        _ => None,
    }
}

fn at_least_once(repetition: &ast::Repetition) -> bool {
    match &repetition.op.kind {
        ast::RepetitionKind::OneOrMore => true,
        ast::RepetitionKind::Range(range) => match range {
            ast::RepetitionRange::Exactly(n)
            | ast::RepetitionRange::AtLeast(n)
            | ast::RepetitionRange::Bounded(n, _) => *n > 0,
        },
        _ => false,
    }
}

/// The best of the parts, where neighbouring fixed letters count as one literal.
fn concat(parts: &[Ast]) -> Option<Literals> {
    let mut best: Option<Literals> = None;
    let mut run = String::new();
    let mut offer = |candidate: Option<Literals>| {
        if let Some(candidate) = candidate
            && candidate.score() > 0
            && best.as_ref().is_none_or(|b| b.score() < candidate.score())
        {
            best = Some(candidate);
        }
    };
    for part in parts {
        match part {
            Ast::Literal(literal) => {
                if let Some(c) = letter(literal) {
                    run.push(c);
                    continue;
                }
            }
            // `\b` and flags consume nothing: letters on both sides stay neighbours.
            Ast::Assertion(_) | Ast::Flags(_) => continue,
            _ => {}
        }
        offer((!run.is_empty()).then(|| Literals(vec![std::mem::take(&mut run)])));
        offer(literals(part));
    }
    offer((!run.is_empty()).then(|| Literals(vec![run])));
    best
}

/// A character whose spellings a search without regard to ASCII case finds. Others may have more spellings than one when
/// case is ignored; the two beyond ASCII that ASCII letters have, the long s and the Kelvin sign, `triggered` knows of.
fn letter(literal: &ast::Literal) -> Option<char> {
    let c = literal.c;
    let caseless = || c.to_lowercase().eq([c]) && c.to_uppercase().eq([c]);
    (c.is_ascii() || caseless()).then(|| c.to_ascii_lowercase())
}

fn small_class(class: &ast::ClassBracketed) -> Option<Literals> {
    let ast::ClassSet::Item(item) = &class.kind else { return None };
    if class.negated {
        return None;
    }
    let mut chars = Vec::new();
    collect_class(item, &mut chars)?;
    (!chars.is_empty() && chars.len() <= MAX_CLASS).then_some(Literals(chars))
}

fn collect_class(item: &ast::ClassSetItem, out: &mut Vec<String>) -> Option<()> {
    match item {
        ast::ClassSetItem::Literal(literal) => out.push(letter(literal)?.to_string()),
        ast::ClassSetItem::Range(range) => {
            for c in (range.start.c..=range.end.c).take(MAX_CLASS + 1) {
                out.push(letter(&ast::Literal { c, ..range.start.clone() })?.to_string());
            }
        }
        ast::ClassSetItem::Union(union) => {
            for item in &union.items {
                collect_class(item, out)?;
            }
        }
        _ => return None,
    }
    Some(())
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
        set.automaton =
            AhoCorasick::builder().ascii_case_insensitive(true).build(&needles).ok().filter(|_| !needles.is_empty());
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
        assert_eq!(triggers(r"(?i)\bfollow ?(back|4 ?follow)\b|\bf4f\b"), ["follow", "f4f"]);
        assert_eq!(triggers(r"^\s*https?://[^\s]+\s*$"), ["http"]);
        assert_eq!(triggers(r"#\w+"), ["#"]);
        assert_eq!(triggers(r"\w+['’][0-3]\d"), ["'", "’"]);
        assert_eq!(triggers(r"\d+|x"), Vec::<String>::new());
        assert_eq!(triggers(r"(?i)é?lan{2,}"), ["la"]);
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
