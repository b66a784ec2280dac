//! Looking at the texts of a record before it is evaluated.
//!
//! A fact may follow from what the engine says of texts, such as the languages of an account. Whoever fills in such a fact has the
//! texts looked at for it; the evaluation that follows finds what was found in them.

use std::hash::Hasher;

use rustc_hash::FxHasher;

use super::scratch::Scratch;
use super::text::TextValue;
use super::{Evaluation, Plain};
use crate::program::{FactRef, Program, Scope, Text, TextId};
use crate::record::{Fact, Record, Value};
use crate::schema::{CollectionId, FactId, FieldId};

/// The place of a text in a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextPlace {
    /// A fact of the record itself.
    Record(FactId),
    /// A field of a member, by the member's place in its collection.
    Member(CollectionId, FieldId, usize),
}

/// A record whose texts are looked at ahead of its evaluation.
pub struct Ahead<'a> {
    evaluation: Evaluation<'a, Plain>,
}

impl Program {
    /// Looks at the texts of a record; what is found stays in the scratch for the evaluation of the same record in it. Other facts
    /// of the record may change until then; where its texts have changed, they are read anew.
    pub fn look_ahead<T>(
        &self,
        mut scratch: Scratch,
        record: &Record<'_>,
        look: impl FnOnce(&mut Ahead<'_>) -> T,
    ) -> (Scratch, T) {
        self.keep_ahead(&mut scratch, record);
        let mut ahead = Ahead { evaluation: Evaluation::new(self, record, 0, Plain, scratch) };
        let found = look(&mut ahead);
        let mut scratch = ahead.evaluation.scratch;
        scratch.ahead = Some(self.digest_of_texts(record));
        (scratch, found)
    }

    /// Leaves in the scratch only what was found in the texts of this record.
    pub(super) fn keep_ahead(&self, scratch: &mut Scratch, record: &Record<'_>) {
        if scratch.ahead.take().is_some_and(|digest| digest != self.digest_of_texts(record)) {
            scratch.clear();
        }
    }

    /// A digest of this program and of all texts of a record that its rules may look at.
    fn digest_of_texts(&self, record: &Record<'_>) -> u64 {
        let texts = Evaluation::new(self, record, 0, Plain, Scratch::default());
        let mut hasher = FxHasher::default();
        hasher.write_usize(std::ptr::from_ref(self).addr());
        for text in self.code.texts.iter().filter(|text| !text.own) {
            let rows = texts.rows(text.base.scope);
            hasher.write_usize(rows);
            for row in 0..rows {
                match texts.fact(text.base, row) {
                    Fact::Known(Value::Text(text)) => hasher.write(text.as_bytes()),
                    Fact::Known(_) | Fact::Absent => hasher.write_u8(0),
                    Fact::Unknown(reason) => hasher.write_u8(1 + *reason as u8),
                }
            }
        }
        hasher.finish()
    }
}

impl Ahead<'_> {
    /// The language of the text at a place, by the function words of the packs and by its script; none where there is no text,
    /// or where its language cannot be told.
    pub fn language(&mut self, place: TextPlace) -> Option<String> {
        let (base, row) = match place {
            TextPlace::Record(id) => (FactRef { scope: Scope::RECORD, index: id.0 }, 0),
            TextPlace::Member(of, field, row) => (FactRef { scope: Scope(of.0 + 1), index: field.0 }, row),
        };
        let program = self.evaluation.program;
        if row >= self.evaluation.rows(base.scope) {
            return None;
        }
        match self.searched(base) {
            Some(text) => match self.evaluation.text(text, row) {
                TextValue::Known(state) => state.language().map(str::to_owned),
                TextValue::Absent | TextValue::Unknown(_) => None,
            },
            None => match self.evaluation.fact(base, row) {
                Fact::Known(Value::Text(text)) => program.language(text).map(str::to_owned),
                _ => None,
            },
        }
    }

    /// The text of a fact, if the rules have its language told.
    fn searched(&self, base: FactRef) -> Option<TextId> {
        let text = self.evaluation.program.code.find_text(&Text { base, own: false })?;
        self.evaluation.program.searches[text.index()].language.then_some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::diag::Sources;
    use crate::load::PackFiles;
    use crate::schema::{FactDecl, Kind, Schema};

    const RULES: &str = "
[factor.care]
[lists.function-words]
en = [\"the\", \"and\"]
[[rule]]
id = \"a/b\"
factor = \"care\"
severity = \"hint\"
points = 1
title = \"t\"
message = \"m\"
when.note.language = \"en\"
";

    fn program(schema: &Schema) -> Program {
        let files = [("rules.toml".to_owned(), RULES.into())].into();
        let files = PackFiles { name: "test".to_owned(), prefix: String::new(), files };
        let (mut sources, mut faults) = (Sources::default(), Vec::new());
        let pack = crate::load(&files, &mut sources, &mut faults);
        crate::check(&[pack], schema, &Config::default(), 0, &mut faults).unwrap_or_else(|| panic!("{faults:?}"))
    }

    /// Of how many lists words have been found in texts when an evaluation begins, before any rule has asked for them.
    fn found_at_the_start(program: &Program, scratch: Scratch, record: &Record<'_>) -> usize {
        let mut found = 0;
        program.begin(scratch, record, 0).each_hit(|_, _| found += 1);
        found
    }

    #[test]
    fn what_was_found_ahead_is_there_when_the_evaluation_begins() {
        let schema = Schema::new(vec![FactDecl::new("note", Kind::Text, "note")], Vec::new()).unwrap();
        let (program, note) = (program(&schema), schema.fact("note").unwrap());
        let record = |text: &'static str| {
            let mut record = Record::new(&schema);
            record.set(note, Fact::text(text));
            record
        };
        let (record, another) = (record("the nurse and the crew"), record("the crew"));
        let ahead = |language| {
            let look = |ahead: &mut Ahead<'_>| language && ahead.language(TextPlace::Record(note)).is_some();
            program.look_ahead(Scratch::default(), &record, look).0
        };
        assert_eq!(found_at_the_start(&program, ahead(true), &record), 1);
        assert_eq!(found_at_the_start(&program, ahead(true), &another), 0, "of another record");
        assert_eq!(found_at_the_start(&program, ahead(false), &record), 0, "nobody looked");
        assert_eq!(found_at_the_start(&program, Scratch::default(), &record), 0);
    }
}
