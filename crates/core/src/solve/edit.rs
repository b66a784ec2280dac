//! Edits of a record, and what is told of them.

use super::Solver;
use crate::program::{FactRef, Program};
use crate::record::{Fact, Member, MemberTable, Members, Record, Value};
use crate::schema::{CollectionId, FactDecl, FactId, FieldId, Kind};

/// One thing that is different.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// A fact has another value.
    Fact {
        /// Its path.
        path: String,
        /// What it was.
        before: Fact<'static>,
        /// What it is.
        after: Fact<'static>,
        /// What that is in terms of the condition, in the order of the edits.
        how: Vec<How>,
    },
    /// Some members of a collection or view have other facts.
    Members {
        /// The path of the view.
        path: String,
        /// How many.
        count: usize,
        /// What the first of them has that it had not.
        each: Vec<Change>,
    },
    /// There are more members.
    Added {
        /// The path of the view.
        path: String,
        /// How many.
        count: usize,
        /// The facts of one of them that are known, by path.
        example: Vec<(String, Fact<'static>)>,
    },
    /// There are fewer members.
    Removed {
        /// The path of the view.
        path: String,
        /// How many.
        count: usize,
    },
}

/// In what respect a fact has another value.
#[derive(Clone, Debug, PartialEq)]
pub enum How {
    /// The value itself.
    Value,
    /// A text has this much of something.
    Measure {
        /// The name of the derived fact: `length`.
        name: &'static str,
        /// What is counted.
        unit: &'static str,
        /// How much there was.
        before: Option<f64>,
        /// How much there is.
        after: f64,
    },
    /// A text has these words in addition.
    With {
        /// The words.
        words: String,
        /// The list that they are of, or the label that they give.
        from: Option<String>,
    },
    /// A text lacks these words.
    Without(Vec<String>),
}

/// A record on the way, and the changes that led there.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) record: Record<'static>,
    pub(crate) changes: Vec<Change>,
    /// The member that is looked at.
    pub(super) row: usize,
}

impl Step {
    pub(crate) fn new(record: Record<'static>) -> Self {
        Step { record, changes: Vec::new(), row: 0 }
    }

    /// Fewer changes are nearer; among those the ones that touch fewer members.
    pub(super) fn cost(&self) -> (usize, usize) {
        let members = self.changes.iter().map(|change| match change {
            Change::Fact { how, .. } => how.len(),
            Change::Members { count, .. } | Change::Added { count, .. } | Change::Removed { count, .. } => *count,
        });
        (self.changes.len(), members.sum())
    }

    /// The members of a collection, if there are any.
    pub(super) fn table(&self, of: CollectionId) -> Option<&MemberTable<'static>> {
        match self.record.members(of) {
            Members::Known(members) => Some(members),
            Members::Unknown(_) => None,
        }
    }

    /// The members of a collection, to be changed.
    pub(super) fn members(&self, of: CollectionId) -> Vec<Member<'static>> {
        self.table(of).map(MemberTable::to_vec).unwrap_or_default()
    }

    /// Adds a change; a second one of the same fact becomes part of the first.
    fn note(&mut self, path: String, old: Fact<'static>, new: Fact<'static>, edit: How) {
        for change in &mut self.changes {
            if let Change::Fact { path: known, after, how, .. } = change
                && *known == path
            {
                *after = new;
                how.push(edit);
                return;
            }
        }
        self.changes.push(Change::Fact { path, before: old, after: new, how: vec![edit] });
    }
}

impl Program {
    pub(super) fn decl_of(&self, fact: FactRef) -> &FactDecl {
        match fact.scope.0.checked_sub(1) {
            None => &self.schema.facts()[fact.index as usize],
            Some(collection) => &self.schema.collection_decl(CollectionId(collection)).fields[fact.index as usize],
        }
    }

    pub(crate) fn kind_of(&self, fact: FactRef) -> &Kind {
        &self.decl_of(fact).kind
    }
}

impl Solver<'_> {
    /// A fact as it stands.
    pub(super) fn fact(step: &Step, fact: FactRef) -> Fact<'static> {
        match fact.scope.0.checked_sub(1) {
            None => step.record.get(FactId(fact.index)).clone(),
            Some(collection) => step
                .table(CollectionId(collection))
                .and_then(|members| members.get(step.row))
                .map_or(Fact::Absent, |member| member.get(FieldId(fact.index)).clone()),
        }
    }

    /// The step with another value of a fact; none where that is what it has.
    pub(super) fn set(&self, from: &Step, fact: FactRef, to: Fact<'static>, how: How) -> Vec<Step> {
        let before = Self::fact(from, fact);
        if before == to {
            return Vec::new();
        }
        let mut step = from.clone();
        match fact.scope.0.checked_sub(1) {
            None => step.record.set(FactId(fact.index), to.clone()),
            Some(collection) => {
                let of = CollectionId(collection);
                let mut members = step.members(of);
                let Some(member) = members.get_mut(step.row) else { return Vec::new() };
                member.set(FieldId(fact.index), to.clone());
                if self.program.schema.collection_decl(of).age == Some(FieldId(fact.index)) {
                    member.at = self.date(&to);
                }
                step.row = Self::place(&mut step.record, of, members, step.row);
            }
        }
        step.note(self.program.fact_path(fact), before, to, how);
        vec![step]
    }

    /// The moment that lies so many days back.
    fn date(&self, age: &Fact<'_>) -> Option<i64> {
        let Fact::Known(Value::Number(days)) = age else { return None };
        #[expect(clippy::cast_possible_truncation, reason = "saturates; only the order matters")]
        Some(self.now.saturating_sub((days * 86_400.0) as i64))
    }

    /// Puts members into the record; where a member of them comes to stand.
    pub(super) fn place(
        record: &mut Record<'static>,
        of: CollectionId,
        members: Vec<Member<'static>>,
        row: usize,
    ) -> usize {
        let at = members.get(row).and_then(|m| m.at);
        let before = |(index, m): &(usize, &Member<'_>)| m.at > at || (m.at == at && *index < row);
        let place = members.iter().enumerate().filter(before).count();
        record.set_members(of, members);
        place
    }
}
