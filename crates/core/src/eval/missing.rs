//! What a rule would have needed to know.

use super::rules::Raw;
use super::text::TextValue;
use super::tri::{Quantity, Tri};
use super::view::ViewValue;
use super::{Evaluation, Recorder};
use crate::program::{
    Cond, CondId, FactRef, Key, LabelRef, Num, NumId, Presence, RuleId, Set, SetId, Test, TextId, ViewId,
};
use crate::record::{Fact, Reason};

/// A fact that was not known, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Missing {
    /// Its path.
    pub fact: String,
    /// Why it is not known.
    pub reason: Reason,
}

impl<R: Recorder> Evaluation<'_, R> {
    /// What kept a rule from being told; empty for rules that are not unknown by themselves.
    pub fn missing(&mut self, rule: RuleId) -> Vec<Missing> {
        let mut out = Vec::new();
        if self.scratch.outcomes[rule.index()].raw != Raw::Unknown {
            return out;
        }
        let program = self.program;
        let code = &program.rules[rule.index()];
        let factor = program.factors[code.factor.index()].applies.as_ref();
        for gate in factor.into_iter().chain(&code.applies) {
            self.gap(gate.cond, 0, &mut out);
        }
        if out.is_empty()
            && let Some(needs) = &code.needs
        {
            match self.cond(needs.cond, 0) {
                Tri::False => self.shortfall(needs.cond, &mut out),
                _ => self.gap(needs.cond, 0, &mut out),
            }
        }
        if out.is_empty() {
            let levels = code.levels.iter().map(|l| &l.when);
            for outline in code.when.iter().chain(&code.unless).chain(levels) {
                self.gap(outline.cond, 0, &mut out);
            }
        }
        out.sort();
        out.dedup();
        out
    }

    /// What keeps `needs` from holding: a number that falls short is a sample that is too small.
    fn shortfall(&mut self, id: CondId, out: &mut Vec<Missing>) {
        match self.program.code.conds.get(id.index()) {
            Cond::All(parts) | Cond::Any(parts) => {
                for &part in parts {
                    if self.cond(part, 0) == Tri::False {
                        self.shortfall(part, out);
                    }
                }
            }
            Cond::Leaf(Test::Number(num, ..) | Test::Between(num, ..), _) => {
                let fact = self.program.num_path(*num).unwrap_or_else(|| "needs".to_owned());
                Self::note(fact, Reason::SampleTooSmall, out);
            }
            Cond::Not(_) | Cond::Leaf(..) | Cond::Fired(_) => self.ambiguity(id, out),
        }
    }

    /// What leaves a rule open that does not count members: the facts by which a condition is what it is. Where they are of texts,
    /// what is counted in these is no news.
    fn ambiguity(&mut self, id: CondId, out: &mut Vec<Missing>) {
        let (mut texts, mut others) = (Vec::new(), Vec::new());
        self.facts_behind(id, &mut texts, &mut others);
        let mut facts = if texts.is_empty() { others } else { texts };
        if facts.is_empty() {
            facts.push("needs".to_owned());
        }
        for fact in facts {
            Self::note(fact, Reason::Unclear, out);
        }
    }

    /// The texts and the other facts by which a condition is what it is.
    fn facts_behind(&mut self, id: CondId, texts: &mut Vec<String>, others: &mut Vec<String>) {
        let result = self.cond(id, 0);
        let program = self.program;
        match program.code.conds.get(id.index()) {
            Cond::All(parts) | Cond::Any(parts) => {
                for &part in parts {
                    if self.cond(part, 0) == result {
                        self.facts_behind(part, texts, others);
                    }
                }
            }
            Cond::Not(inner) => self.facts_behind(*inner, texts, others),
            Cond::Leaf(test, _) => match test {
                Test::Compare(text, ..)
                | Test::Contains(text, _)
                | Test::Matches(text, _)
                | Test::SameAs(text, _)
                | Test::SharesWord(text, _)
                | Test::Present(Presence::Text(text), _) => texts.push(program.text_path(*text)),
                Test::Number(num, ..) | Test::Between(num, ..) | Test::Present(Presence::Number(num), _) => {
                    others.extend(program.num_path(*num));
                }
                Test::Bool(fact, _) | Test::Present(Presence::Bool(fact), _) => others.push(program.fact_path(*fact)),
                Test::Label(label, _) | Test::Present(Presence::Label(label), _) => {
                    others.push(program.label_path(*label));
                }
                Test::Has(set, _) | Test::Overlaps(set, _) | Test::Present(Presence::Set(set), _) => {
                    others.extend(program.set_path(*set));
                }
                Test::Present(Presence::Members(_), _) => {}
            },
            Cond::Fired(_) => {}
        }
    }

    /// The unknown facts below an unknown condition.
    fn gap(&mut self, id: CondId, row: usize, out: &mut Vec<Missing>) {
        if self.cond(id, row) != Tri::Unknown {
            return;
        }
        let program = self.program;
        match program.code.conds.get(id.index()) {
            Cond::All(parts) | Cond::Any(parts) => parts.iter().for_each(|&part| self.gap(part, row, out)),
            Cond::Not(inner) => self.gap(*inner, row, out),
            Cond::Fired(rules) => {
                for &rule in rules {
                    let mut inner = self.missing(rule);
                    out.append(&mut inner);
                }
            }
            Cond::Leaf(test, _) => self.test_gap(test, row, out),
        }
    }

    fn test_gap(&mut self, test: &Test, row: usize, out: &mut Vec<Missing>) {
        match test {
            Test::Bool(fact, _) | Test::Present(Presence::Bool(fact), _) => self.fact_gap(*fact, row, out),
            Test::Number(a, _, b) => [a, b].into_iter().for_each(|&num| self.num_gap(num, row, out)),
            Test::Between(a, b, c) => [a, b, c].into_iter().for_each(|&num| self.num_gap(num, row, out)),
            Test::Label(label, _) | Test::Present(Presence::Label(label), _) => self.label_gap(*label, row, out),
            Test::Compare(text, ..) | Test::Matches(text, _) | Test::Present(Presence::Text(text), _) => {
                self.text_gap(*text, row, false, out);
            }
            Test::Contains(text, _) => self.text_gap(*text, row, true, out),
            Test::SameAs(a, b) | Test::SharesWord(a, b) => {
                for &text in [a, b] {
                    self.text_gap(text, row, false, out);
                }
            }
            Test::Has(set, _) | Test::Present(Presence::Set(set), _) => self.set_gap(*set, row, out),
            Test::Overlaps(a, b) => [a, b].into_iter().for_each(|&set| self.set_gap(set, row, out)),
            Test::Present(Presence::Number(num), _) => self.num_gap(*num, row, out),
            Test::Present(Presence::Members(view), _) => self.view_gap(*view, out),
        }
    }

    fn note(fact: String, reason: Reason, out: &mut Vec<Missing>) {
        let missing = Missing { fact, reason };
        if !out.contains(&missing) {
            out.push(missing);
        }
    }

    fn fact_gap(&mut self, fact: FactRef, row: usize, out: &mut Vec<Missing>) {
        if let Fact::Unknown(reason) = self.fact(fact, row) {
            Self::note(self.program.fact_path(fact), *reason, out);
        }
    }

    fn label_gap(&mut self, label: LabelRef, row: usize, out: &mut Vec<Missing>) {
        if let Err(reason) = self.label(label, row) {
            Self::note(self.program.label_path(label), reason, out);
        }
    }

    fn text_gap(&mut self, text: TextId, row: usize, language: bool, out: &mut Vec<Missing>) {
        match self.text(text, row) {
            TextValue::Unknown(reason) => Self::note(self.program.text_path(text), reason, out),
            TextValue::Known(_) if language => Self::note(self.program.text_path(text), Reason::Language, out),
            _ => {}
        }
    }

    fn set_gap(&mut self, id: SetId, row: usize, out: &mut Vec<Missing>) {
        let value = self.set(id, row);
        if value.complete {
            return;
        }
        match self.program.code.sets.get(id.index()) {
            Set::Union(view, each) => {
                self.view_gap(*view, out);
                if let ViewValue::Known(seen) = &*self.view(*view) {
                    for (row, _) in seen.members() {
                        self.set_gap(*each, row, out);
                    }
                }
            }
            _ => {
                if let Some(path) = self.program.set_path(id) {
                    Self::note(path, value.reason, out);
                }
            }
        }
    }

    fn view_gap(&mut self, id: ViewId, out: &mut Vec<Missing>) {
        let view = self.program.code.views.get(id.index());
        if let Some(reason) = self.members_reason(view.collection) {
            let path = self.program.schema.collection_decl(crate::schema::CollectionId(view.collection)).path.clone();
            Self::note(path, reason, out);
            return;
        }
        if let (Some(filter), Some(of)) = (view.filter, view.of)
            && let ViewValue::Known(seen) = &*self.view(of)
        {
            for (row, _) in seen.members() {
                self.gap(filter, row, out);
            }
        }
        if let Some(of) = view.of {
            self.view_gap(of, out);
        }
    }

    fn num_gap(&mut self, id: NumId, row: usize, out: &mut Vec<Missing>) {
        let value = self.num(id, row);
        if value == Quantity::Absent || value.value().is_some() {
            return;
        }
        let program = self.program;
        match program.code.nums.get(id.index()) {
            Num::Const(_) => {}
            Num::Fact(fact) => self.fact_gap(*fact, row, out),
            Num::Text(text, _) | Num::Matches(text, _) => self.text_gap(*text, row, false, out),
            Num::SetSize(set) => self.set_gap(*set, row, out),
            Num::Overlap { of, with, .. } => [of, with].into_iter().for_each(|&set| self.set_gap(set, row, out)),
            Num::Formula(_, a, b) => [a, b].into_iter().for_each(|&num| self.num_gap(num, row, out)),
            Num::Members { view, filter, .. } => {
                self.view_gap(*view, out);
                if let (Some(filter), ViewValue::Known(seen)) = (filter, &*self.view(*view)) {
                    for (row, _) in seen.members() {
                        self.gap(*filter, row, out);
                    }
                }
            }
            Num::Aggregate { view, key, .. } => {
                self.view_gap(*view, out);
                let view = self.view(*view);
                let ViewValue::Known(seen) = &*view else { return };
                for (row, _) in seen.members() {
                    match key {
                        Key::Number(num) => self.num_gap(*num, row, out),
                        Key::Text(text) => self.text_gap(*text, row, false, out),
                        Key::Label(label) => self.label_gap(*label, row, out),
                    }
                }
            }
        }
    }
}
