//! Operators of collections and views.

use super::super::path::Place;
use super::super::{Checker, Cx};
use super::Operation;
use crate::node::{NodeKind, Spanned, Table, wrong_type};
use crate::program::{Aggregate, Key, Num, NumId, Outline, Presence, ViewId};

pub(crate) const AGGREGATES: [(&str, Aggregate); 8] = [
    ("min", Aggregate::Min),
    ("max", Aggregate::Max),
    ("sum", Aggregate::Sum),
    ("mean", Aggregate::Mean),
    ("median", Aggregate::Median),
    ("distinct", Aggregate::Distinct),
    ("distinct_share", Aggregate::DistinctShare),
    ("most_repeated", Aggregate::MostRepeated),
];

/// Whether an aggregate compares values with each other, so that they need not be numbers.
pub(crate) fn compares_values(how: Aggregate) -> bool {
    matches!(how, Aggregate::Distinct | Aggregate::DistinctShare | Aggregate::MostRepeated)
}

/// The aggregate with this name.
pub(in crate::check) fn aggregate_named(name: &str) -> Option<Aggregate> {
    AGGREGATES.iter().find(|(n, _)| *n == name).map(|(_, how)| *how)
}

impl Checker<'_> {
    pub(super) fn members_operator(&mut self, cx: Cx<'_>, view: ViewId, op: &Operation<'_>) -> Option<Outline> {
        if op.key == "present" {
            return self.presence(Presence::Members(view), op);
        }
        if let Some(how) = aggregate_named(op.key) {
            return self.aggregate(cx, view, how, op);
        }
        let share = op.key == "share";
        let NodeKind::Table(table) = &op.value.kind else {
            let num = self.code.num(Num::Members { view, filter: None, share });
            return self.number_table(cx, num, op);
        };
        let mut inner = Vec::new();
        let mut filter = None;
        if let Some(entry) = table.get("where") {
            if !one_table(op, table) {
                let message =
                    format!("`where` and the comparison of `{}.{}` stand in different places", op.path, op.key);
                let help = format!("write both in one table: `{} = {{ where = {{ … }}, at_least = 3 }}`", op.key);
                self.error("split-condition", entry.key.span, message, help);
                return None;
            }
            let scope = self.code.views.get(view.index()).scope();
            let condition = self.condition(cx.within(scope), &entry.value)?;
            filter = Some(condition.cond);
            inner.push(condition);
        }
        let num = self.code.num(Num::Members { view, filter, share });
        self.comparisons(cx, num, op, table, &["where"], &inner)
    }

    fn aggregate(&mut self, cx: Cx<'_>, view: ViewId, how: Aggregate, op: &Operation<'_>) -> Option<Outline> {
        let NodeKind::Table(table) = &op.value.kind else {
            self.faults.push(
                wrong_type(op.key, op.value, "a table with `of` and a comparison")
                    .help(format!("write `{} = {{ of = \"field\", above = 2 }}`", op.key)),
            );
            return None;
        };
        let Some(of) = table.get("of") else {
            let message = format!("`{}` needs `of`", op.key);
            self.error("missing-field", op.span, message, "name the field of the members: `of = \"field\"`");
            return None;
        };
        let NodeKind::Text(field) = &of.value.kind else {
            self.faults.push(wrong_type("of", &of.value, "the path of a field"));
            return None;
        };
        let num = self.aggregate_of(cx, view, how, &Spanned { value: field.clone(), span: of.value.span })?;
        self.comparisons(cx, num, op, table, &["of"], &[])
    }

    /// The number that an aggregate over a field of the members gives.
    pub(in crate::check) fn aggregate_of(
        &mut self,
        cx: Cx<'_>,
        view: ViewId,
        how: Aggregate,
        field: &Spanned<String>,
    ) -> Option<NumId> {
        let scope = self.code.views.get(view.index()).scope();
        let place = self.place(cx.within(scope), &field.value, field.span)?;
        let counts = compares_values(how);
        let key = match place {
            Place::Number(num) => Key::Number(num),
            Place::Text(text) if counts => Key::Text(text),
            Place::Label(label, _) if counts => Key::Label(label),
            other => {
                self.not_that(field, &other, if counts { "a number, a text or a label" } else { "a number" });
                return None;
            }
        };
        let num = self.code.num(Num::Aggregate { view, how, key });
        if let (Key::Number(inner), false) = (key, counts)
            && let Some(unit) = self.units.get(&inner).copied()
        {
            self.units.insert(num, unit);
        }
        Some(num)
    }
}

/// Whether a filter and its comparison stand in one inline table, so that both are read together. Keys that were put
/// together from several dotted lines lie outside of the value that the first one opened.
fn one_table(op: &Operation<'_>, table: &Table) -> bool {
    let span = op.value.span;
    table.entries.iter().all(|e| span.start <= e.key.span.start && e.key.span.end <= span.end)
        || table.entries.len() == 1
}
