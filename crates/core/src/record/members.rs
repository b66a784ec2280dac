//! The members of a collection, laid out by field.

use std::borrow::Cow;

use super::spare::{Spare, emptied};
use super::{Fact, LATER, copied, start};
use crate::schema::{CollectionId, FieldId, Schema};

/// A member of a collection, on its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Member<'a> {
    /// What its source calls it; may be empty.
    pub id: Cow<'a, str>,
    /// When it came to be, in seconds since 1970 UTC. Decides which members are the latest.
    pub at: Option<i64>,
    /// Its facts, in the order of the collection's fields.
    pub facts: Vec<Fact<'a>>,
}

impl<'a> Member<'a> {
    /// A member of which nothing is known yet.
    #[must_use]
    pub fn new(schema: &Schema, of: CollectionId, id: impl Into<Cow<'a, str>>, at: Option<i64>) -> Self {
        let facts = schema.collection_decl(of).fields.iter().map(|f| start(f.declared)).collect();
        Member { id: id.into(), at, facts }
    }

    /// Sets a fact.
    pub fn set(&mut self, field: FieldId, fact: Fact<'a>) {
        super::set(&mut self.facts, field.0, fact);
    }

    /// Reads a fact.
    #[must_use]
    pub fn get(&self, field: FieldId) -> &Fact<'a> {
        super::get(&self.facts, field.0)
    }
}

/// The members of a collection. What is known of them lies together by field: one that nobody sets takes no room (those of a
/// [`Member`] are all set), and a rule that reads one field of all members reads one row of facts.
#[derive(Clone, Debug, Default)]
pub struct MemberTable<'a> {
    ids: Vec<Cow<'a, str>>,
    at: Vec<Option<i64>>,
    columns: Vec<Column<'a>>,
}

/// Room for so many members is made at once.
const USUAL: usize = 32;

/// One field of all members.
#[derive(Clone, Debug)]
struct Column<'a> {
    /// What it is where nobody said anything.
    blank: Fact<'static>,
    /// By member; those behind the last one are blank.
    facts: Vec<Fact<'a>>,
}

impl<'a> Column<'a> {
    #[inline]
    fn get(&self, row: usize) -> &Fact<'a> {
        self.facts.get(row).unwrap_or(&self.blank)
    }

    /// Puts in a fact; `room` is how many there will likely be.
    #[inline]
    fn set(&mut self, row: usize, fact: Fact<'a>, room: usize) {
        if self.facts.len() != row {
            return self.set_elsewhere(row, fact);
        }
        if self.facts.capacity() == row {
            self.facts.reserve_exact(room.max(row + 1) - row);
        }
        self.facts.push(fact);
    }

    fn set_elsewhere(&mut self, row: usize, fact: Fact<'a>) {
        if let Some(known) = self.facts.get_mut(row) {
            *known = fact;
        } else {
            self.facts.resize(row, self.blank.clone());
            self.facts.push(fact);
        }
    }
}

impl<'a> MemberTable<'a> {
    /// No members yet, of a collection of this catalogue.
    #[must_use]
    pub fn new(schema: &Schema, of: CollectionId) -> Self {
        MemberTable::new_in(schema, of, &mut Spare::default())
    }

    /// The same, in the room of a record that is gone.
    #[must_use]
    pub fn new_in(schema: &Schema, of: CollectionId, spare: &mut Spare) -> Self {
        let fields = &schema.collection_decl(of).fields;
        let mut table = spare.tables.pop().unwrap_or_default();
        table.ids.reserve(USUAL);
        table.at.reserve(USUAL);
        table.columns.resize_with(fields.len(), || Column { blank: LATER.clone(), facts: Vec::new() });
        for (column, field) in table.columns.iter_mut().zip(fields) {
            column.blank = start(field.declared);
        }
        table
    }

    /// No members, in the same room, and nothing that was borrowed.
    pub(super) fn emptied(self) -> MemberTable<'static> {
        let MemberTable { ids, mut at, columns } = self;
        at.clear();
        let columns = columns.into_iter().map(|Column { blank, facts }| Column { blank, facts: emptied(facts) });
        MemberTable { ids: emptied(ids), at, columns: columns.collect() }
    }

    /// Adds a member of which nothing is known yet; returns its row.
    pub fn push(&mut self, id: impl Into<Cow<'a, str>>, at: Option<i64>) -> usize {
        self.ids.push(id.into());
        self.at.push(at);
        self.ids.len() - 1
    }

    /// Sets what a member is called by its source.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn set_id(&mut self, row: usize, id: impl Into<Cow<'a, str>>) {
        self.ids[row] = id.into();
    }

    /// Sets when a member came to be.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn set_at(&mut self, row: usize, at: Option<i64>) {
        self.at[row] = at;
    }

    /// Sets a fact of a member.
    ///
    /// # Panics
    /// If there is no such row.
    #[inline]
    pub fn set(&mut self, row: usize, field: FieldId, fact: Fact<'a>) {
        assert!(row < self.len(), "row {row} of {}", self.len());
        let room = self.ids.capacity();
        self.column(field).set(row, fact, room);
    }

    #[inline]
    fn column(&mut self, field: FieldId) -> &mut Column<'a> {
        let field = field.0 as usize;
        if self.columns.len() <= field {
            self.columns.resize_with(field + 1, || Column { blank: LATER.clone(), facts: Vec::new() });
        }
        &mut self.columns[field]
    }

    /// Reads a fact of a member; blank where there is no such row.
    #[must_use]
    #[inline]
    pub fn fact(&self, row: usize, field: FieldId) -> &Fact<'a> {
        self.columns.get(field.0 as usize).map_or(&LATER, |column| column.get(row))
    }

    /// How many there are.
    #[must_use]
    #[inline]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The member of a row.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<MemberRef<'_, 'a>> {
        (row < self.len()).then_some(MemberRef { table: self, row })
    }

    /// All members, in order.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = MemberRef<'_, 'a>> + Clone {
        (0..self.len()).map(|row| MemberRef { table: self, row })
    }

    /// All members, each on its own.
    #[must_use]
    pub fn to_vec(&self) -> Vec<Member<'a>> {
        self.iter().map(MemberRef::to_member).collect()
    }

    /// The same members, which borrow nothing.
    pub(super) fn to_static(&self) -> MemberTable<'static> {
        let column = |column: &Column<'a>| Column {
            blank: column.blank.clone(),
            facts: column.facts.iter().map(Fact::to_static).collect(),
        };
        MemberTable {
            ids: self.ids.iter().map(|id| copied(id)).collect(),
            at: self.at.clone(),
            columns: self.columns.iter().map(column).collect(),
        }
    }

    /// All facts that somebody set.
    pub(super) fn facts_mut(&mut self) -> impl Iterator<Item = &mut Fact<'a>> {
        self.columns.iter_mut().flat_map(|column| &mut column.facts)
    }

    /// Puts the newest first; equal dates keep their order, undated ones come last.
    pub(super) fn sort(&mut self) {
        if self.at.is_sorted_by(|one, next| one >= next) {
            return;
        }
        let mut rows: Vec<usize> = (0..self.len()).collect();
        rows.sort_by_key(|row| std::cmp::Reverse(self.at[*row]));
        self.at = rows.iter().map(|row| self.at[*row]).collect();
        self.ids = rows.iter().map(|row| std::mem::take(&mut self.ids[*row])).collect();
        for column in self.columns.iter_mut().filter(|column| !column.facts.is_empty()) {
            column.facts.resize(rows.len(), column.blank.clone());
            column.facts = rows.iter().map(|row| std::mem::replace(&mut column.facts[*row], Fact::Absent)).collect();
        }
    }
}

impl PartialEq for MemberTable<'_> {
    fn eq(&self, other: &Self) -> bool {
        let fields = self.columns.len().max(other.columns.len());
        let same = |field| (0..self.len()).all(|row| self.fact(row, field) == other.fact(row, field));
        (&self.ids, &self.at) == (&other.ids, &other.at) && (0..).map(FieldId).take(fields).all(same)
    }
}

impl<'a> From<Vec<Member<'a>>> for MemberTable<'a> {
    fn from(members: Vec<Member<'a>>) -> Self {
        let mut table = MemberTable::default();
        table.ids.reserve_exact(members.len());
        for member in members {
            let row = table.push(member.id, member.at);
            for (field, fact) in (0..).map(FieldId).zip(member.facts) {
                table.set(row, field, fact);
            }
        }
        table
    }
}

impl<'a> FromIterator<Member<'a>> for MemberTable<'a> {
    fn from_iter<I: IntoIterator<Item = Member<'a>>>(members: I) -> Self {
        members.into_iter().collect::<Vec<_>>().into()
    }
}

/// A member where it stands in a table.
#[derive(Clone, Copy, Debug)]
pub struct MemberRef<'m, 'a> {
    table: &'m MemberTable<'a>,
    row: usize,
}

impl<'m, 'a> MemberRef<'m, 'a> {
    /// What its source calls it; may be empty.
    #[must_use]
    pub fn id(self) -> &'m Cow<'a, str> {
        &self.table.ids[self.row]
    }

    /// When it came to be, in seconds since 1970 UTC.
    #[must_use]
    pub fn at(self) -> Option<i64> {
        self.table.at[self.row]
    }

    /// Reads a fact.
    #[must_use]
    pub fn get(self, field: FieldId) -> &'m Fact<'a> {
        self.table.fact(self.row, field)
    }

    /// The member on its own.
    #[must_use]
    pub fn to_member(self) -> Member<'a> {
        let facts = self.table.columns.iter().map(|column| column.get(self.row).clone()).collect();
        Member { id: self.id().clone(), at: self.at(), facts }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn member(at: Option<i64>, facts: &[f64]) -> Member<'static> {
        Member { id: format!("{at:?}").into(), at, facts: facts.iter().map(|n| Fact::number(*n)).collect() }
    }

    #[test]
    fn what_nobody_set_is_blank() {
        let mut table: MemberTable<'_> = vec![member(None, &[1.0]), member(Some(1), &[2.0, 3.0])].into();
        assert_eq!(table.fact(0, FieldId(1)), &LATER);
        assert_eq!(table.fact(1, FieldId(1)), &Fact::number(3.0));
        assert_eq!(table.fact(1, FieldId(7)), &LATER);
        let before = table.clone();
        table.set(1, FieldId(3), LATER.clone());
        assert_eq!(table, before, "room for a field is no difference");
        table.set(0, FieldId(3), Fact::Absent);
        assert_ne!(table, before);
    }

    proptest! {
        #[test]
        fn sorting_is_that_of_members(members in prop::collection::vec((prop::option::of(0..5_i64), 0..3_usize), 0..12)) {
            let made = |(n, (at, facts)): (usize, &(Option<i64>, usize))| {
                let mut member = member(*at, &[n as f64, 1.0, 2.0][..*facts]);
                member.id = n.to_string().into();
                member
            };
            let mut table: MemberTable<'_> = members.iter().enumerate().map(made).collect();
            table.sort();
            let ids: Vec<String> = table.iter().map(|member| member.id().to_string()).collect();
            let mut wanted: Vec<Member<'_>> = members.iter().enumerate().map(made).collect();
            wanted.sort_by_key(|member| std::cmp::Reverse(member.at));
            prop_assert_eq!(ids, wanted.iter().map(|member| member.id.to_string()).collect::<Vec<_>>());
            prop_assert_eq!(table, wanted.into());
        }
    }
}
