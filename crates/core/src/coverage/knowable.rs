//! Which tests can come out unknown at all, so that nobody is asked for what cannot be.
//!
//! A test is said to be always known only if no record of the catalogue, whatever is left out of it, makes it unknown.

use crate::program::{
    Cond, CondId, Covers, FactRef, LabelRef, Num, NumId, Presence, Program, RuleId, Set, SetId, Test, TextId,
};
use crate::schema::{CollectionId, FactDecl};
use crate::text::phrase::ListId;

impl Program {
    /// Why a condition never comes out unknown; nothing if it can.
    pub(super) fn always_known(&self, cond: CondId) -> Option<String> {
        if self.cond_varies(cond) {
            return None;
        }
        Some(match self.code.conds.get(cond.index()) {
            Cond::Fired(_) => "the rules it reads are never unknown".to_owned(),
            _ => "all it reads is declared, and a declaration left out is absent, not unknown".to_owned(),
        })
    }

    /// Whether a condition can be unknown, its own `unknown` aside.
    fn cond_varies(&self, cond: CondId) -> bool {
        match self.code.conds.get(cond.index()) {
            Cond::All(parts) | Cond::Any(parts) => parts.iter().any(|&part| self.result_varies(part)),
            Cond::Not(inner) => self.result_varies(*inner),
            Cond::Fired(rules) => rules.iter().any(|&rule| self.rule_varies(rule)),
            Cond::Leaf(test, _) => self.test_varies(test),
        }
    }

    /// Whether the result of a condition can be unknown.
    fn result_varies(&self, cond: CondId) -> bool {
        !matches!(self.code.conds.get(cond.index()), Cond::Leaf(_, Some(_))) && self.cond_varies(cond)
    }

    /// Whether a rule can be unknown by itself.
    fn rule_varies(&self, rule: RuleId) -> bool {
        let code = &self.rules[rule.index()];
        let factor = self.factors[code.factor.index()].applies.as_ref();
        let outlines = [&code.applies, &code.when, &code.unless].into_iter().flatten().chain(factor);
        // What is needed and missing makes a rule unknown.
        code.needs.is_some()
            || outlines.chain(code.levels.iter().map(|l| &l.when)).any(|outline| self.result_varies(outline.cond))
    }

    fn test_varies(&self, test: &Test) -> bool {
        match test {
            Test::Bool(fact, _) | Test::Present(Presence::Bool(fact), _) => self.fact_varies(*fact),
            Test::Number(a, _, b) => self.num_varies(*a) || self.num_varies(*b),
            Test::Between(of, low, high) => [of, low, high].into_iter().any(|&num| self.num_varies(num)),
            Test::Label(label, _) | Test::Present(Presence::Label(label), _) => self.label_varies(*label),
            Test::Compare(text, ..) | Test::Matches(text, _) | Test::Present(Presence::Text(text), _) => {
                self.text_varies(*text)
            }
            Test::Contains(text, contains) => {
                let covers_all = |list: &ListId| self.lists[list.0 as usize].covers == Covers::All;
                self.text_varies(*text) || !contains.lists.iter().all(covers_all)
            }
            Test::SameAs(a, b) | Test::SharesWord(a, b) => self.text_varies(*a) || self.text_varies(*b),
            Test::Has(set, _) | Test::Present(Presence::Set(set), _) => self.set_varies(*set),
            Test::Overlaps(a, b) => self.set_varies(*a) || self.set_varies(*b),
            Test::Present(Presence::Number(num), _) => self.num_varies(*num),
            // A source may not have the collection at all.
            Test::Present(Presence::Members(_), _) => true,
        }
    }

    fn decl(&self, fact: FactRef) -> Option<&FactDecl> {
        match fact.scope.0.checked_sub(1) {
            None => self.schema.facts().get(fact.index as usize),
            Some(collection) => self.schema.collection_decl(CollectionId(collection)).fields.get(fact.index as usize),
        }
    }

    fn fact_varies(&self, fact: FactRef) -> bool {
        self.decl(fact).is_none_or(|decl| !decl.declared)
    }

    fn text_varies(&self, text: TextId) -> bool {
        self.fact_varies(self.code.texts.get(text.index()).base)
    }

    fn label_varies(&self, label: LabelRef) -> bool {
        match label {
            LabelRef::Fact(fact) => self.fact_varies(fact),
            // There are texts of which the language cannot be told.
            LabelRef::Language(_) => true,
            LabelRef::Script(text) => self.text_varies(text),
        }
    }

    fn set_varies(&self, set: SetId) -> bool {
        match self.code.sets.get(set.index()) {
            Set::Labels(_) => false,
            Set::Fact(fact) => self.fact_varies(*fact),
            Set::Tags(text, tagger) => self.text_varies(*text) || self.taggers[tagger.index()].covers != Covers::All,
            Set::Union(..) => true,
        }
    }

    fn num_varies(&self, num: NumId) -> bool {
        match self.code.nums.get(num.index()) {
            Num::Const(_) => false,
            Num::Fact(fact) => self.fact_varies(*fact),
            Num::Text(text, _) | Num::Matches(text, _) => self.text_varies(*text),
            Num::SetSize(set) => self.set_varies(*set),
            Num::Overlap { of, with, .. } => self.set_varies(*of) || self.set_varies(*with),
            Num::Formula(_, a, b) => self.num_varies(*a) || self.num_varies(*b),
            Num::Members { .. } | Num::Aggregate { .. } => true,
        }
    }
}
