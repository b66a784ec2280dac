//! Patterns that are slow or large.

use regex::RegexBuilder;
use regex_syntax::ast::{self, Ast, parse::Parser};
use rustc_hash::FxHashSet;

use super::Linter;
use crate::diag::{Diagnostic, Span};
use crate::model::Rule;
use crate::program::{Cond, NamedWhat, Num, NumId, Outline, PatternId, Test};

/// Beyond this, in bytes, a compiled pattern is large.
const LARGE: usize = 512 << 10;
/// Beyond this, in bytes, a pattern is too large to be tried on every text.
const LARGE_FOR_EVERY_TEXT: usize = 64 << 10;

impl<'a> Linter<'a> {
    pub(super) fn patterns(&mut self) {
        let mut seen = FxHashSet::default();
        for (code, rule) in self.live_rules() {
            let own = [&code.applies, &code.needs, &code.when, &code.unless].into_iter().flatten();
            for outline in own.chain(code.levels.iter().map(|level| &level.when)) {
                self.patterns_in(Some(rule), outline, &mut seen);
            }
        }
        for outline in self.declared() {
            self.patterns_in(None, outline, &mut seen);
        }
        for number in self.packs.iter().flat_map(|pack| &pack.numbers) {
            let named = self.program.named.iter().find(|named| named.path == number.path.value);
            if let Some(NamedWhat::Number(num)) = named.map(|named| named.what) {
                for pattern in self.patterns_of(num) {
                    self.pattern(None, pattern, number.path.span, &mut seen);
                }
            }
        }
    }

    fn patterns_in(&mut self, rule: Option<&'a Rule>, outline: &Outline, seen: &mut FxHashSet<PatternId>) {
        if let Cond::Leaf(Test::Matches(_, pattern), _) = self.program.code.conds.get(outline.cond.index()) {
            self.pattern(rule, *pattern, outline.span, seen);
        }
        for part in outline.parts.iter() {
            self.patterns_in(rule, part, seen);
        }
    }

    /// The patterns that a number counts matches of.
    fn patterns_of(&self, num: NumId) -> Vec<PatternId> {
        match self.program.code.nums.get(num.index()) {
            Num::Matches(_, pattern) => vec![*pattern],
            Num::Aggregate { key: crate::program::Key::Number(each), .. } => self.patterns_of(*each),
            _ => Vec::new(),
        }
    }

    fn pattern(&mut self, rule: Option<&'a Rule>, id: PatternId, at: Span, seen: &mut FxHashSet<PatternId>) {
        if !seen.insert(id) {
            return;
        }
        let pattern = &self.program.code.patterns[id.index()];
        let fits = |bytes: usize| RegexBuilder::new(pattern.source()).size_limit(bytes).build().is_ok();
        let fault = if begins_anywhere(pattern.source()) {
            Diagnostic::warning(
                "slow-pattern",
                at,
                "the pattern begins with `.*`, so that a search starts anew everywhere",
            )
            .help("leave it out: a match is found wherever it begins")
        } else if !fits(LARGE) {
            Diagnostic::warning(
                "oversized-pattern",
                at,
                format!("the pattern takes more than {} KiB when compiled", LARGE >> 10),
            )
            .help("lower the counts of its repetitions, or use smaller classes: `[a-z]` instead of `\\w`")
        } else if pattern.literals().is_empty() && !fits(LARGE_FOR_EVERY_TEXT) {
            Diagnostic::warning(
                "slow-pattern",
                at,
                "a large pattern in which no word is sure to be, tried on every text",
            )
            .help("write out a word that every match contains, or use a list of phrases with `contains`")
        } else {
            return;
        };
        self.warn(rule, fault);
    }
}

/// Whether a pattern begins with any characters, as many as there are.
fn begins_anywhere(source: &str) -> bool {
    fn first(ast: &Ast) -> bool {
        match ast {
            Ast::Repetition(r) => {
                matches!(*r.ast, Ast::Dot(_))
                    && matches!(r.op.kind, ast::RepetitionKind::ZeroOrMore | ast::RepetitionKind::OneOrMore)
            }
            Ast::Group(group) => first(&group.ast),
            Ast::Concat(parts) => {
                let mut parts = parts.asts.iter().skip_while(|part| matches!(part, Ast::Flags(_)));
                parts.next().is_some_and(first)
            }
            Ast::Alternation(parts) => parts.asts.iter().any(first),
            _ => false,
        }
    }
    Parser::new().parse(source).is_ok_and(|ast| first(&ast))
}
