//! The names of facts, and which rules read which.

use std::collections::BTreeSet;

use super::evidence::EvidenceValue;
use super::tri::Quantity;
use super::{Evaluation, Recorder};
use crate::message::{Filler, Piece};
use crate::program::{
    Cond, CondId, FactRef, Key, LabelRef, Measure, NamedWhat, Num, NumId, Outline, Presence, Program, RuleCode, Set,
    SetId, Standing, Test, TextId, ViewId,
};
use crate::record::{Members, Reason};
use crate::schema::CollectionId;

/// A fact as an evaluation sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Its path.
    pub path: String,
    /// Its value, or why it is unknown. [`EvidenceValue::Absent`] is a value.
    pub value: Result<EvidenceValue, Reason>,
    /// What it is.
    pub doc: String,
    /// Who could supply it.
    pub suppliers: Vec<String>,
    /// Ids of the rules that read it.
    pub read_by: Vec<String>,
}

impl Program {
    pub(crate) fn fact_path(&self, fact: FactRef) -> String {
        match fact.scope.0.checked_sub(1) {
            None => self.schema.facts()[fact.index as usize].path.clone(),
            Some(collection) => {
                let decl = self.schema.collection_decl(CollectionId(collection));
                format!("{}.{}", decl.path, decl.fields[fact.index as usize].path)
            }
        }
    }

    pub(crate) fn text_path(&self, id: TextId) -> String {
        let text = self.code.texts.get(id.index());
        let base = self.fact_path(text.base);
        if text.own { format!("{base}.own_text") } else { base }
    }

    pub(crate) fn label_path(&self, label: LabelRef) -> String {
        match label {
            LabelRef::Fact(fact) => self.fact_path(fact),
            LabelRef::Language(text) => format!("{}.language", self.text_path(text)),
            LabelRef::Script(text) => format!("{}.script", self.text_path(text)),
        }
    }

    pub(crate) fn set_path(&self, id: SetId) -> Option<String> {
        match self.code.sets.get(id.index()) {
            Set::Fact(fact) => Some(self.fact_path(*fact)),
            Set::Tags(text, tagger) => Some(format!("{}.{}", self.text_path(*text), self.taggers[tagger.index()].name)),
            Set::Labels(_) => None,
            Set::Union(_, each) => self.set_path(*each),
        }
    }

    pub(crate) fn view_path(&self, id: ViewId) -> String {
        let named = self.named.iter().find(|n| matches!(n.what, NamedWhat::View(view) if view == id));
        if let Some(named) = named {
            return named.path.clone();
        }
        let collection = self.code.views.get(id.index()).collection;
        self.schema.collection_decl(CollectionId(collection)).path.clone()
    }

    /// The name of a number, if it has one.
    pub(crate) fn num_path(&self, id: NumId) -> Option<String> {
        if let Some(named) = self.named.iter().find(|n| matches!(n.what, NamedWhat::Number(num) if num == id)) {
            return Some(named.path.clone());
        }
        match self.code.nums.get(id.index()) {
            Num::Fact(fact) => Some(self.fact_path(*fact)),
            Num::Text(text, measure) => Some(format!("{}.{}", self.text_path(*text), measure_name(*measure))),
            Num::SetSize(set) => Some(format!("{}.count", self.set_path(*set)?)),
            Num::Members { view, filter: None, share: false } => Some(format!("{}.count", self.view_path(*view))),
            _ => None,
        }
    }

    /// The facts that a rule reads, by path: those of the catalogue, and the named numbers.
    #[must_use]
    pub fn reads(&self, rule: &RuleCode) -> BTreeSet<String> {
        let mut reader = Reader { program: self, out: BTreeSet::new() };
        let factor = self.factors[rule.factor.index()].applies.as_ref();
        let roots = [&rule.applies, &rule.needs, &rule.when, &rule.unless];
        let roots: Vec<&Outline> =
            roots.into_iter().flatten().chain(factor).chain(rule.levels.iter().map(|l| &l.when)).collect();
        for outline in roots {
            reader.cond(outline.cond);
        }
        reader.out
    }
}

impl Program {
    /// The facts that an evaluation may read, by path: those of all rules that take part, and of the verdict. What findings say
    /// ([`Program::speaks_of`]) is not among them.
    #[must_use]
    pub fn reads_of_all(&self) -> BTreeSet<String> {
        let live = self.rules.iter().filter(|rule| rule.standing != Standing::Off);
        let mut out: BTreeSet<String> = live.flat_map(|rule| self.reads(rule)).collect();
        if let Some((of, with)) = self.verdict.as_ref().and_then(|verdict| verdict.compare.as_ref()) {
            let mut reader = Reader { program: self, out };
            [of].into_iter().chain(with).for_each(|set| reader.set(*set));
            out = reader.out;
        }
        out
    }

    /// The facts that a condition reads, by path.
    pub(crate) fn reads_of(&self, cond: CondId) -> BTreeSet<String> {
        let mut reader = Reader { program: self, out: BTreeSet::new() };
        reader.cond(cond);
        reader.out
    }

    /// The facts that the words of a rule speak of: its messages and its advice.
    #[must_use]
    pub fn speaks_of(&self, rule: &RuleCode) -> BTreeSet<String> {
        let mut reader = Reader { program: self, out: BTreeSet::new() };
        let messages = rule.levels.iter().map(|l| &l.effect).chain([&rule.base]).filter_map(|e| e.message.as_ref());
        for piece in messages.chain(&rule.advice).flat_map(|template| &template.pieces) {
            match piece {
                Piece::Value(Filler::Bool(fact), _) => reader.fact(*fact),
                Piece::Value(Filler::Number(num), _) | Piece::Plural(num, ..) => reader.num(*num),
                Piece::Value(Filler::Text(text), _) => reader.text(*text),
                Piece::Value(Filler::Label(label), _) => reader.label(*label),
                Piece::Value(Filler::Set(set), _) => reader.set(*set),
                Piece::Value(Filler::Match | Filler::Matches, _) | Piece::Text(_) => {}
            }
        }
        reader.out
    }
}

fn measure_name(measure: Measure) -> &'static str {
    crate::check::MEASURES.iter().find(|(_, m, _)| *m == measure).map_or("", |(name, ..)| name)
}

struct Reader<'p> {
    program: &'p Program,
    out: BTreeSet<String>,
}

impl Reader<'_> {
    fn cond(&mut self, id: CondId) {
        match self.program.code.conds.get(id.index()) {
            Cond::All(parts) | Cond::Any(parts) => parts.iter().for_each(|&part| self.cond(part)),
            Cond::Not(inner) => self.cond(*inner),
            Cond::Leaf(test, _) => self.test(test),
            Cond::Fired(_) => {}
        }
    }

    fn test(&mut self, test: &Test) {
        match test {
            Test::Bool(fact, _) => self.fact(*fact),
            Test::Number(a, _, b) => [a, b].into_iter().for_each(|&num| self.num(num)),
            Test::Between(a, b, c) => [a, b, c].into_iter().for_each(|&num| self.num(num)),
            Test::Label(label, _) => self.label(*label),
            Test::Compare(text, ..) | Test::Contains(text, _) | Test::Matches(text, _) => self.text(*text),
            Test::SameAs(a, b) | Test::SharesWord(a, b) => [a, b].into_iter().for_each(|&text| self.text(text)),
            Test::Has(set, _) => self.set(*set),
            Test::Overlaps(a, b) => [a, b].into_iter().for_each(|&set| self.set(set)),
            Test::Present(presence, _) => match presence {
                Presence::Bool(fact) => self.fact(*fact),
                Presence::Number(num) => self.num(*num),
                Presence::Text(text) => self.text(*text),
                Presence::Label(label) => self.label(*label),
                Presence::Set(set) => self.set(*set),
                Presence::Members(view) => self.view(*view),
            },
        }
    }

    fn fact(&mut self, fact: FactRef) {
        self.out.insert(self.program.fact_path(fact));
    }

    fn text(&mut self, id: TextId) {
        self.fact(self.program.code.texts.get(id.index()).base);
    }

    fn label(&mut self, label: LabelRef) {
        match label {
            LabelRef::Fact(fact) => self.fact(fact),
            LabelRef::Language(text) | LabelRef::Script(text) => self.text(text),
        }
    }

    fn set(&mut self, id: SetId) {
        match self.program.code.sets.get(id.index()) {
            Set::Fact(fact) => self.fact(*fact),
            Set::Tags(text, _) => self.text(*text),
            Set::Labels(_) => {}
            Set::Union(view, each) => {
                self.view(*view);
                self.set(*each);
            }
        }
    }

    fn view(&mut self, id: ViewId) {
        let view = self.program.code.views.get(id.index());
        self.out.insert(self.program.schema.collection_decl(CollectionId(view.collection)).path.clone());
        if let Some(of) = view.of {
            self.view(of);
        }
        if let Some(filter) = view.filter {
            self.cond(filter);
        }
    }

    fn num(&mut self, id: NumId) {
        if let Some(named) = self.program.named.iter().find(|n| matches!(n.what, NamedWhat::Number(num) if num == id)) {
            self.out.insert(named.path.clone());
        }
        match self.program.code.nums.get(id.index()) {
            Num::Const(_) => {}
            Num::Fact(fact) => self.fact(*fact),
            Num::Text(text, _) | Num::Matches(text, _) => self.text(*text),
            Num::SetSize(set) => self.set(*set),
            Num::Overlap { of, with, .. } => [of, with].into_iter().for_each(|&set| self.set(set)),
            Num::Members { view, filter, .. } => {
                self.view(*view);
                if let Some(filter) = filter {
                    self.cond(*filter);
                }
            }
            Num::Aggregate { view, key, .. } => {
                self.view(*view);
                match key {
                    Key::Number(num) => self.num(*num),
                    Key::Text(text) => self.text(*text),
                    Key::Label(label) => self.label(*label),
                }
            }
            Num::Formula(_, a, b) => [a, b].into_iter().for_each(|&num| self.num(num)),
        }
    }
}

impl<R: Recorder> Evaluation<'_, R> {
    /// Every fact of the catalogue and every named number, with its value and its readers. Of a collection, the number of
    /// members stands at its path.
    pub fn readings(&mut self) -> Vec<Reading> {
        let program = self.program;
        let readers: Vec<(String, BTreeSet<String>)> =
            program.rules.iter().map(|r| (r.id.clone(), program.reads(r))).collect();
        let read_by =
            |path: &str| readers.iter().filter(|(_, facts)| facts.contains(path)).map(|(id, _)| id.clone()).collect();
        let mut out = Vec::new();
        for (index, decl) in (0..).zip(program.schema.facts()) {
            let fact = FactRef { scope: crate::program::Scope::RECORD, index };
            out.push(Reading {
                path: decl.path.clone(),
                value: EvidenceValue::of_fact(self.fact(fact, 0)),
                doc: decl.doc.clone(),
                suppliers: decl.suppliers.clone(),
                read_by: read_by(&decl.path),
            });
        }
        for (index, decl) in (0..).zip(program.schema.collections()) {
            let value = match self.record.members(CollectionId(index)) {
                Members::Known(members) => Ok(EvidenceValue::Number(members.len() as f64)),
                Members::Unknown(reason) => Err(*reason),
            };
            let read_by = read_by(&decl.path);
            out.push(Reading { path: decl.path.clone(), value, doc: decl.doc.clone(), suppliers: Vec::new(), read_by });
        }
        for named in &program.named {
            let NamedWhat::Number(num) = named.what else { continue };
            let value = match self.num(num, 0) {
                Quantity::Absent => Ok(EvidenceValue::Absent),
                Quantity::Unknown(reason) => Err(reason),
                between @ Quantity::Between(..) => between.value().map(EvidenceValue::Number).ok_or(Reason::Language),
            };
            let doc = named.doc.clone().unwrap_or_default();
            out.push(Reading {
                path: named.path.clone(),
                value,
                doc,
                suppliers: vec!["rules".to_owned()],
                read_by: read_by(&named.path),
            });
        }
        for (index, tagger) in program.taggers.iter().enumerate() {
            self.tag_readings(index, &tagger.name, &mut out);
        }
        out.sort_by(|a, b| a.path.cmp(&b.path));
        out
    }

    fn tag_readings(&mut self, tagger: usize, name: &str, out: &mut Vec<Reading>) {
        let program = self.program;
        for (index, set) in (0..).zip(program.code.sets.iter()) {
            let Set::Tags(text, which) = set else { continue };
            let scope = program.code.texts.place(text.index()).scope;
            if which.index() != tagger || scope != crate::program::Scope::RECORD {
                continue;
            }
            let found = self.set(SetId(index), 0);
            let labels = EvidenceValue::List(found.labels.iter().map(|l| (*l).to_owned()).collect());
            let value = match (found.labels.is_empty(), found.complete) {
                (true, true) => Ok(EvidenceValue::Absent),
                (true, false) => Err(found.reason),
                (false, _) => Ok(labels),
            };
            let path = format!("{}.{name}", program.text_path(*text));
            let doc = format!("labels of the tagger `{name}` found in the text");
            out.push(Reading { path, value, doc, suppliers: vec!["rules".to_owned()], read_by: Vec::new() });
        }
    }
}
