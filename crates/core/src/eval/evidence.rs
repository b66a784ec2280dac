//! Why a rule fired: the facts and the words that made its condition true.

use std::ops::Range;

use super::kind::Kind;
use super::text::TextValue;
use super::tri::{Quantity, Tri};
use super::view::ViewValue;
use super::{Evaluation, Recorder};
use crate::program::{
    Aggregate, Cond, CondId, Key, LabelRef, Num, NumId, Op, Presence, RuleId, Scope, Set, SetId, Test, TextId, ViewId,
};
use crate::record::{Fact, Members, Reason, Value};
use crate::schema::CollectionId;

/// One fact that speaks for a finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// Path of the fact; of a member's fact with the name of the collection before it.
    pub fact: String,
    /// The member's id, as its source calls it.
    pub member: Option<String>,
    /// The value.
    pub value: EvidenceValue,
    /// The words that were found, in the order of the text; byte offsets into the value.
    pub spans: Vec<MatchSpan>,
}

/// A value in evidence.
#[derive(Clone, Debug, PartialEq)]
pub enum EvidenceValue {
    /// Known to have none.
    Absent,
    /// True or false.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A text or a label.
    Text(String),
    /// A set.
    List(Vec<String>),
}

impl EvidenceValue {
    pub(super) fn of_fact(fact: &Fact<'_>) -> Result<Self, Reason> {
        Ok(match fact {
            Fact::Absent => EvidenceValue::Absent,
            Fact::Unknown(reason) => return Err(*reason),
            Fact::Known(Value::Bool(b)) => EvidenceValue::Bool(*b),
            Fact::Known(Value::Number(n)) => EvidenceValue::Number(*n),
            Fact::Known(Value::Text(t) | Value::Label(t)) => EvidenceValue::Text(t.to_string()),
            Fact::Known(Value::Set(labels)) => EvidenceValue::List(labels.iter().map(ToString::to_string).collect()),
        })
    }
}

/// Words in a text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MatchSpan {
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// The words themselves.
    pub text: String,
}

/// How many members are shown for one condition: enough to see the point.
const MAX_MEMBERS: usize = 5;
/// How much evidence a finding carries at most.
const MAX_EVIDENCE: usize = 12;

impl<R: Recorder> Evaluation<'_, R> {
    /// The evidence for a rule that fired; empty for others.
    pub fn evidence(&mut self, rule: RuleId) -> Vec<Evidence> {
        let program = self.program;
        let code = &program.rules[rule.index()];
        let outcome = &self.scratch.outcomes[rule.index()];
        let level = outcome.level.checked_sub(1).and_then(|i| code.levels.get(i)).map(|l| l.when.cond);
        let mut out = Vec::new();
        for cond in code.when.iter().map(|w| w.cond).chain(level) {
            self.witness(cond, true, 0, &mut out);
        }
        out.truncate(MAX_EVIDENCE);
        out
    }

    /// The facts that a condition about the record rests on, with their values; nothing where it cannot be told.
    pub fn grounds(&mut self, cond: CondId) -> Vec<Evidence> {
        let mut out = Vec::new();
        if let Some(result) = match self.cond(cond, 0) {
            Tri::True => Some(true),
            Tri::False => Some(false),
            Tri::Unknown => None,
        } {
            self.witness(cond, result, 0, &mut out);
        }
        out
    }

    /// What makes a condition come out as wanted.
    fn witness(&mut self, id: CondId, wanted: bool, row: usize, out: &mut Vec<Evidence>) {
        if self.cond(id, row) != Tri::from(wanted) {
            return;
        }
        let program = self.program;
        let is_exception = |part: CondId| matches!(program.code.conds.get(part.index()), Cond::Not(_));
        match program.code.conds.get(id.index()) {
            Cond::All(parts) if !wanted => {
                // What is not there needs no exception: one that holds besides says nothing.
                let is_absent = parts.iter().any(|&part| !is_exception(part) && self.cond(part, row) == Tri::False);
                for &part in parts.iter().filter(|&&part| !(is_absent && is_exception(part))) {
                    self.witness(part, wanted, row, out);
                }
            }
            Cond::All(parts) | Cond::Any(parts) => {
                for &part in parts {
                    self.witness(part, wanted, row, out);
                }
            }
            Cond::Not(inner) => self.witness(*inner, !wanted, row, out),
            Cond::Leaf(test, _) => self.test_witness(test, wanted, row, out),
            Cond::Fired(_) => {}
        }
    }

    fn test_witness(&mut self, test: &Test, wanted: bool, row: usize, out: &mut Vec<Evidence>) {
        match test {
            Test::Bool(fact, _) | Test::Present(Presence::Bool(fact), _) => {
                let path = self.program.fact_path(*fact);
                if let Ok(value) = EvidenceValue::of_fact(self.fact(*fact, row)) {
                    self.push(path, fact.scope, row, value, Vec::new(), out);
                }
            }
            Test::Number(a, op, b) => {
                let many = matches!(op, Op::Above | Op::AtLeast) == wanted;
                self.number_witness(*a, row, many, out);
                self.number_witness(*b, row, false, out);
            }
            Test::Between(of, ..) => self.number_witness(*of, row, true, out),
            Test::Present(Presence::Number(num), _) => self.number_witness(*num, row, false, out),
            Test::Label(label, _) | Test::Present(Presence::Label(label), _) => self.label_witness(*label, row, out),
            Test::Compare(text, ..)
            | Test::SameAs(text, _)
            | Test::SharesWord(text, _)
            | Test::Present(Presence::Text(text), _) => {
                self.text_witness(*text, row, Vec::new(), out);
            }
            Test::Contains(text, contains) => {
                let spans = match self.text(*text, row) {
                    TextValue::Known(state) if wanted => state.contains_spans(contains),
                    _ => Vec::new(),
                };
                self.text_witness(*text, row, spans, out);
            }
            Test::Matches(text, pattern) => {
                let spans = match self.text(*text, row) {
                    TextValue::Known(state) if wanted => state.match_spans(*pattern),
                    _ => Vec::new(),
                };
                self.text_witness(*text, row, spans, out);
            }
            Test::Has(set, label) => self.set_witness(*set, row, &|l| wanted && l == &**label, out),
            Test::Present(Presence::Set(set), _) => self.set_witness(*set, row, &|_| true, out),
            Test::Overlaps(a, b) => {
                // Words are shown where they are what both share; of sets that share nothing the values are enough.
                let other = self.set(*b, row);
                self.set_witness(*a, row, &|l| wanted && other.labels.binary_search(&l).is_ok(), out);
                let other = self.set(*a, row);
                self.set_witness(*b, row, &|l| wanted && other.labels.binary_search(&l).is_ok(), out);
            }
            Test::Present(Presence::Members(view), _) => {
                let count = self.count(*view, None);
                if let Some(count) = count.value() {
                    let path = format!("{}.count", self.program.view_path(*view));
                    self.push(path, Scope::RECORD, 0, EvidenceValue::Number(count), Vec::new(), out);
                }
            }
        }
    }

    /// A number, the numbers it is made of, and, where many members were found, some of them.
    fn number_witness(&mut self, id: NumId, row: usize, many: bool, out: &mut Vec<Evidence>) {
        let program = self.program;
        let value = self.num(id, row);
        let scope = program.code.num_scope(id);
        let path = program.num_path(id);
        let shown = match value {
            Quantity::Absent => Some(EvidenceValue::Absent),
            between => between.value().map(EvidenceValue::Number),
        };
        if let (Some(path), Some(value)) = (path, shown) {
            self.push(path, scope, row, value, Vec::new(), out);
        }
        match program.code.nums.get(id.index()) {
            Num::Formula(_, a, b) => {
                self.number_witness(*a, row, many, out);
                self.number_witness(*b, row, false, out);
            }
            Num::SetSize(set) => self.set_witness(*set, row, &|_| true, out),
            Num::Overlap { of, with, .. } => {
                self.set_witness(*of, row, &|_| true, out);
                self.set_witness(*with, row, &|_| true, out);
            }
            Num::Matches(text, pattern) if many => {
                let spans = match self.text(*text, row) {
                    TextValue::Known(state) => state.match_spans(*pattern),
                    _ => Vec::new(),
                };
                self.text_witness(*text, row, spans, out);
            }
            Num::Members { view, filter: Some(filter), .. } if many => self.members_witness(*view, *filter, out),
            Num::Aggregate { view, how: Aggregate::MostRepeated, key } if many => {
                self.repeated_witness(*view, *key, out);
            }
            _ => {}
        }
    }

    /// Members that meet a condition, as far as words in them say so.
    fn members_witness(&mut self, view: ViewId, filter: CondId, out: &mut Vec<Evidence>) {
        let view = self.view(view);
        let ViewValue::Known(seen) = &*view else { return };
        let mut shown = 0;
        for (row, _) in seen.members() {
            if shown == MAX_MEMBERS {
                break;
            }
            if self.cond(filter, row) != Tri::True {
                continue;
            }
            let mut found = Vec::new();
            self.witness(filter, true, row, &mut found);
            found.retain(|e| !e.spans.is_empty());
            shown += usize::from(!found.is_empty());
            out.append(&mut found);
        }
    }

    /// The members that repeat each other most.
    fn repeated_witness(&mut self, view: ViewId, key: Key, out: &mut Vec<Evidence>) {
        let view = self.view(view);
        let (Key::Text(text), ViewValue::Known(seen)) = (key, &*view) else { return };
        let kinds: Vec<(usize, Kind<'_>)> =
            seen.members().filter_map(|(row, _)| Some((row, self.kind(key, row).ok().flatten()?))).collect();
        let count = |kind: &Kind<'_>| kinds.iter().filter(|(_, k)| k == kind).count();
        // Newest first, so the first of the most frequent ones is the newest; ties do not depend on the order of a map.
        let mut best: Option<(usize, &Kind<'_>)> = None;
        for (_, kind) in &kinds {
            let n = count(kind);
            if best.is_none_or(|(most, _)| n > most) {
                best = Some((n, kind));
            }
        }
        let Some((_, kind)) = best else { return };
        let rows: Vec<usize> = kinds.iter().filter(|(_, k)| k == kind).map(|(row, _)| *row).take(MAX_MEMBERS).collect();
        for row in rows {
            let whole = match self.text(text, row) {
                TextValue::Known(state) => 0..state.text().len(),
                _ => continue,
            };
            self.text_witness(text, row, vec![whole], out);
        }
    }

    fn label_witness(&mut self, label: LabelRef, row: usize, out: &mut Vec<Evidence>) {
        let scope = match label {
            LabelRef::Fact(fact) => fact.scope,
            LabelRef::Language(text) | LabelRef::Script(text) => self.program.code.texts.place(text.index()).scope,
        };
        if let Ok(found) = self.label(label, row) {
            let value = found.map_or(EvidenceValue::Absent, |l| EvidenceValue::Text(l.to_string()));
            self.push(self.program.label_path(label), scope, row, value, Vec::new(), out);
        }
    }

    fn text_witness(&mut self, id: TextId, row: usize, spans: Vec<Range<usize>>, out: &mut Vec<Evidence>) {
        let text = self.text(id, row);
        let scope = self.program.code.texts.place(id.index()).scope;
        let (value, spans) = match &text {
            TextValue::Known(state) => (EvidenceValue::Text(state.text().to_owned()), match_spans(state.text(), spans)),
            TextValue::Absent => (EvidenceValue::Absent, Vec::new()),
            TextValue::Unknown(_) => return,
        };
        self.push(self.program.text_path(id), scope, row, value, spans, out);
    }

    /// The labels of a set, and the words that gave the wanted ones.
    fn set_witness(&mut self, id: SetId, row: usize, wanted: &dyn Fn(&str) -> bool, out: &mut Vec<Evidence>) {
        let program = self.program;
        match program.code.sets.get(id.index()) {
            Set::Labels(_) | Set::Union(..) => {}
            set => {
                let value = self.set(id, row);
                let scope = program.code.set_scope(id);
                let labels = EvidenceValue::List(value.labels.iter().map(|l| (*l).to_owned()).collect());
                if let Some(path) = program.set_path(id) {
                    self.push(path, scope, row, labels, Vec::new(), out);
                }
                if let Set::Tags(text, tagger) = set {
                    let spans = match self.text(*text, row) {
                        TextValue::Known(state) => state.tag_spans(*tagger, wanted),
                        _ => Vec::new(),
                    };
                    if !spans.is_empty() {
                        self.text_witness(*text, row, spans, out);
                    }
                }
            }
        }
    }

    /// Adds a fact once; spans of the same text are put together.
    fn push(
        &self,
        fact: String,
        scope: Scope,
        row: usize,
        value: EvidenceValue,
        spans: Vec<MatchSpan>,
        out: &mut Vec<Evidence>,
    ) {
        let member =
            scope.0.checked_sub(1).and_then(|collection| match self.record.members(CollectionId(collection)) {
                Members::Known(members) => members.get(row).map(|member| member.id().to_string()),
                Members::Unknown(_) => None,
            });
        if let Some(known) = out.iter_mut().find(|e| e.fact == fact && e.member == member && e.value == value) {
            known.spans.extend(spans);
            known.spans.sort();
            known.spans.dedup();
        } else {
            out.push(Evidence { fact, member, value, spans });
        }
    }
}

fn match_spans(text: &str, ranges: Vec<Range<usize>>) -> Vec<MatchSpan> {
    let mut spans: Vec<MatchSpan> = ranges
        .into_iter()
        .filter(|r| !r.is_empty())
        .filter_map(|r| Some(MatchSpan { start: r.start, end: r.end, text: text.get(r)?.to_owned() }))
        .collect();
    spans.sort();
    spans.dedup();
    spans
}
