//! Operators of sets.

use super::super::{Checker, Cx};
use super::Operation;
use crate::diag::Diagnostic;
use crate::node::{NodeKind, Spanned, wrong_type};
use crate::program::{Num, Outline, Presence, Set, SetId, Test};

impl Checker<'_> {
    pub(super) fn set_operator(&mut self, cx: Cx<'_>, set: SetId, op: &Operation<'_>) -> Option<Outline> {
        match op.key {
            "present" => self.presence(Presence::Set(set), op),
            "has" => {
                let words = self.word_operands(cx, "has", op.value)?;
                let mut parts = Vec::new();
                for word in &words {
                    self.known_label(set, word)?;
                    parts.push(self.leaf(Test::Has(set, word.value.as_str().into()), op, Vec::new()));
                }
                Some(self.all(parts, op.span))
            }
            "overlaps" => {
                let with = self.set_operand(cx, set, "overlaps", op.value)?;
                Some(self.leaf(Test::Overlaps(set, with), op, Vec::new()))
            }
            "count" => {
                let num = self.code.num(Num::SetSize(set));
                self.number_table(cx, num, op)
            }
            _ => self.overlap(cx, set, op),
        }
    }

    /// `overlap_count` and `overlap_share` with another set.
    fn overlap(&mut self, cx: Cx<'_>, set: SetId, op: &Operation<'_>) -> Option<Outline> {
        let NodeKind::Table(table) = &op.value.kind else {
            self.faults.push(
                wrong_type(op.key, op.value, "a table with `with` and a comparison")
                    .help(format!("write `{} = {{ with = \"another.set\", above = 0 }}`", op.key)),
            );
            return None;
        };
        let Some(with) = table.get("with") else {
            let message = format!("`{}` needs `with`", op.key);
            self.error("missing-field", op.span, message, "name the other set: `with = \"another.set\"`");
            return None;
        };
        let NodeKind::Text(path) = &with.value.kind else {
            self.faults.push(wrong_type("with", &with.value, "the path of a set"));
            return None;
        };
        let with = self.set_path(cx, &Spanned { value: path.clone(), span: with.value.span })?;
        let num = self.code.num(Num::Overlap { of: set, with, share: op.key == "overlap_share" });
        self.comparisons(cx, num, op, table, &["with"], &[])
    }

    /// A label that a tagger never gives is a slip.
    pub(in crate::check) fn known_label(&mut self, set: SetId, word: &Spanned<String>) -> Option<()> {
        let Set::Tags(_, tagger) = self.code.sets.get(set.index()) else { return Some(()) };
        let tagger = &self.taggers[tagger.index()];
        if tagger.faulty || tagger.labels.iter().any(|l| *l.id == *word.value) {
            return Some(());
        }
        let message = format!("`{}` never gives `{}`", tagger.name, word.value);
        self.faults.push(
            Diagnostic::error("unknown-label", word.span, message)
                .did_you_mean(&word.value, tagger.labels.iter().map(|l| &*l.id)),
        );
        None
    }
}
