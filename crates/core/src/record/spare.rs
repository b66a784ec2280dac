//! The room of records that are gone, for the next ones: bulk readers fill thousands a second, all alike.

use super::{Fact, MemberTable, Members, Record};

/// Room of records that are gone; nothing of what was in them is left.
#[derive(Debug, Default)]
pub struct Spare {
    pub(super) facts: Vec<Vec<Fact<'static>>>,
    pub(super) tables: Vec<MemberTable<'static>>,
}

/// The room of so many records is kept at most.
const MOST: usize = 16;

impl Spare {
    /// Takes the room of a record, or gives it back where much has been kept.
    pub fn keep(&mut self, record: Record<'_>) {
        let Record { facts, collections } = record;
        if self.facts.len() < MOST {
            self.facts.push(emptied(facts));
        }
        for members in collections {
            if let (Members::Known(table), true) = (members, self.tables.len() < MOST) {
                self.tables.push(table.emptied());
            }
        }
    }
}

/// Nothing, in the room of a list. What borrowed from a record is dropped, so that what is left borrows nothing.
pub(super) fn emptied<T, U>(mut list: Vec<T>) -> Vec<U> {
    list.clear();
    // The standard library collects into the same room where both kinds of items are of one size.
    list.into_iter().filter_map(|_| None).collect()
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use crate::schema::{CollectionDecl, FactDecl, Kind, Schema};

    fn schema() -> Schema {
        let note = || FactDecl::new("note", Kind::Text, "note");
        let posts = CollectionDecl::new("posts", "posts", None, vec![note()]);
        Schema::new(vec![note()], vec![posts]).unwrap()
    }

    fn filled<'t>(schema: &Schema, text: &'t str, spare: &mut Spare) -> Record<'t> {
        let mut record = Record::new_in(schema, spare);
        record.set(schema.fact("note").unwrap(), Fact::text(text));
        let (posts, note) = (schema.collection("posts").unwrap(), schema.fact("note").unwrap());
        let mut table = MemberTable::new_in(schema, posts, spare);
        let row = table.push(text, Some(1));
        table.set(row, crate::schema::FieldId(note.0), Fact::text(text));
        record.set_members(posts, table);
        record
    }

    #[test]
    fn a_record_in_the_room_of_another_knows_nothing_of_it() {
        let schema = schema();
        let mut spare = Spare::default();
        let text = "gone soon".to_owned();
        let room = {
            let record = filled(&schema, &text, &mut spare);
            let room = record.facts.as_ptr().cast::<u8>();
            spare.keep(record);
            room
        };
        drop(text);
        let next = Record::new_in(&schema, &mut spare);
        assert_eq!(next, Record::new(&schema));
        assert_eq!(next.facts.as_ptr().cast::<u8>(), room, "the same room");
        let table: MemberTable<'_> = MemberTable::new_in(&schema, schema.collection("posts").unwrap(), &mut spare);
        assert_eq!(table, MemberTable::new(&schema, schema.collection("posts").unwrap()));
        assert!(spare.facts.is_empty() && spare.tables.is_empty());
        for _ in 0..2 * MOST {
            spare.keep(Record::new(&schema));
        }
        assert_eq!(spare.facts.len(), MOST);
        spare.keep(next);
        assert_eq!(filled(&schema, "b", &mut spare), filled(&schema, "b", &mut Spare::default()));
    }

    #[test]
    fn room_is_kept_for_items_that_borrow() {
        let text = "a".to_owned();
        let list: Vec<Cow<'_, str>> = vec![Cow::Borrowed(&text); 7];
        let (place, room) = (list.as_ptr().cast::<u8>(), list.capacity());
        let list: Vec<Cow<'static, str>> = emptied(list);
        assert_eq!((list.len(), list.as_ptr().cast::<u8>(), list.capacity()), (0, place, room));
    }
}
