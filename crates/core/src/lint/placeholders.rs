//! Placeholders that have no value whenever their rule fires.

use super::Linter;
use super::rules::fires;
use super::satisfy::{Goal, Want, possible};
use crate::diag::Diagnostic;
use crate::message::{self, Filler, Piece, Template};
use crate::model::Rule;
use crate::node::Spanned;
use crate::program::{Cond, CondId, Key, Num, NumId, Presence, RuleCode, Set, SetId, Test, ViewId};

const NO_VALUE: &str = "it has no value whenever the rule fires";

impl<'a> Linter<'a> {
    pub(super) fn placeholders(&mut self) {
        for (code, rule) in self.live_rules() {
            // The message of the rule stands for every level that has none of its own.
            let mut shared = vec![None; usize::from(code.when.is_some())];
            let mut shared_template = code.when.as_ref().and(code.base.message.as_ref());
            for (level, written) in code.levels.iter().zip(&rule.levels) {
                let (cond, template) = (Some(level.when.cond), level.effect.message.as_ref());
                if let (Some(text), Some(template)) = (&written.message, template) {
                    self.template(code, rule, &[cond], text, template);
                } else {
                    shared.push(cond);
                    shared_template = shared_template.or(template);
                }
            }
            if let (Some(text), Some(template)) = (&rule.message, shared_template) {
                self.template(code, rule, &shared, text, template);
            }
            if let (Some(text), Some(template)) = (&rule.advice, &code.advice) {
                self.template(code, rule, &[None], text, template);
            }
        }
    }

    /// Judges the placeholders of a text that is shown at some levels.
    fn template(
        &mut self,
        code: &RuleCode,
        rule: &'a Rule,
        levels: &[Option<CondId>],
        text: &Spanned<String>,
        template: &Template,
    ) {
        // Parameters always have a value.
        let mut written = message::placeholders(&text.value);
        written.retain(|range| !text.value[range.start + 1..range.end].trim_start().starts_with('$'));
        let pieces = template.pieces.iter().filter(|piece| !matches!(piece, Piece::Text(_)));
        for (range, piece) in written.into_iter().zip(pieces) {
            let always = |is_so: &dyn Fn(Option<CondId>) -> bool| levels.iter().all(|level| is_so(*level));
            let empty = |presence| always(&|level| self.is_empty(code, level, presence));
            let reason = match piece {
                Piece::Value(Filler::Match | Filler::Matches, _) => {
                    always(&|level| !self.finds_words(code, level)).then_some("the rule looks for no words to show")
                }
                Piece::Value(filler, _) => presence(*filler).is_some_and(empty).then_some(NO_VALUE),
                Piece::Plural(num, ..) => empty(Presence::Number(*num)).then_some(NO_VALUE),
                Piece::Text(_) => None,
            };
            let Some(reason) = reason else { continue };
            let fault = Diagnostic::warning(
                "unfillable-placeholder",
                text.part(range.clone()),
                format!("`{}` can never be filled in: {reason}", &text.value[range]),
            )
            .help("name a fact that has a value then; as it is, the title is shown instead of the message");
            self.warn(Some(rule), fault);
        }
    }

    /// Whether something has no value whenever a rule fires at a level.
    fn is_empty(&self, code: &RuleCode, level: Option<CondId>, presence: Presence) -> bool {
        let level = level.map(|cond| Want::Cond(cond, Goal::True));
        let firing: Vec<Want> = std::iter::once(fires(self.program, code)).chain(level).collect();
        let present = Want::Present(presence, Goal::True);
        possible(self.program, firing.clone()) && !possible(self.program, firing.into_iter().chain([present]))
    }

    /// Whether the evidence for a rule can hold words of a text.
    fn finds_words(&self, code: &RuleCode, level: Option<CondId>) -> bool {
        let levels = code.levels.iter().map(|level| level.when.cond).filter(|cond| level.is_none_or(|l| l == *cond));
        code.when.iter().map(|when| when.cond).chain(levels).any(|cond| self.cond_finds(cond))
    }

    fn cond_finds(&self, cond: CondId) -> bool {
        match self.program.code.conds.get(cond.index()) {
            Cond::All(parts) | Cond::Any(parts) => parts.iter().any(|&part| self.cond_finds(part)),
            Cond::Not(inner) => self.cond_finds(*inner),
            // The evidence of another rule is not shown, but nothing is lost by trusting it here.
            Cond::Fired(_) => true,
            Cond::Leaf(test, _) => self.test_finds(test),
        }
    }

    fn test_finds(&self, test: &Test) -> bool {
        match test {
            Test::Compare(..) | Test::SameAs(..) | Test::SharesWord(..) | Test::Contains(..) | Test::Matches(..) => {
                true
            }
            Test::Has(set, _) | Test::Present(Presence::Set(set), _) => self.set_finds(*set),
            Test::Overlaps(a, b) => self.set_finds(*a) || self.set_finds(*b),
            Test::Number(a, _, b) => [*a, *b].into_iter().any(|num| self.num_finds(num)),
            Test::Between(a, b, c) => [*a, *b, *c].into_iter().any(|num| self.num_finds(num)),
            Test::Present(Presence::Number(num), _) => self.num_finds(*num),
            Test::Present(Presence::Members(view), _) => self.view_finds(*view),
            Test::Bool(..) | Test::Label(..) | Test::Present(..) => false,
        }
    }

    fn set_finds(&self, set: SetId) -> bool {
        match self.program.code.sets.get(set.index()) {
            Set::Tags(..) => true,
            Set::Union(_, each) => self.set_finds(*each),
            Set::Fact(_) | Set::Labels(_) => false,
        }
    }

    fn num_finds(&self, num: NumId) -> bool {
        match self.program.code.nums.get(num.index()) {
            // Links, tags and the like are shown where they are counted.
            Num::Text(..) | Num::Matches(..) => true,
            Num::SetSize(set) => self.set_finds(*set),
            Num::Overlap { of, with, .. } => self.set_finds(*of) || self.set_finds(*with),
            Num::Members { view, filter, .. } => {
                self.view_finds(*view) || filter.is_some_and(|filter| self.cond_finds(filter))
            }
            Num::Aggregate { view, key, .. } => {
                self.view_finds(*view)
                    || match key {
                        Key::Number(num) => self.num_finds(*num),
                        Key::Text(_) => true,
                        Key::Label(_) => false,
                    }
            }
            Num::Formula(_, a, b) => self.num_finds(*a) || self.num_finds(*b),
            Num::Const(_) | Num::Fact(_) => false,
        }
    }

    fn view_finds(&self, view: ViewId) -> bool {
        let view = self.program.code.views.get(view.index());
        view.of.is_some_and(|of| self.view_finds(of)) || view.filter.is_some_and(|filter| self.cond_finds(filter))
    }
}

/// What has to be present for a placeholder to be filled in. Of texts nothing is said.
fn presence(filler: Filler) -> Option<Presence> {
    match filler {
        Filler::Bool(fact) => Some(Presence::Bool(fact)),
        Filler::Number(num) => Some(Presence::Number(num)),
        Filler::Label(label) => Some(Presence::Label(label)),
        Filler::Set(set) => Some(Presence::Set(set)),
        Filler::Text(_) | Filler::Match | Filler::Matches => None,
    }
}
