//! Operators of numbers.

use super::super::{Checker, Cx};
use super::{NUMBER_OPERATORS, Operation, meant};
use crate::diag::Diagnostic;
use crate::node::{Node, NodeKind, Table, wrong_type};
use crate::program::{Cond, NumId, Op, Outline, Presence, Test};

impl Checker<'_> {
    pub(super) fn number_operator(&mut self, cx: Cx<'_>, num: NumId, op: &Operation<'_>) -> Option<Outline> {
        match op.key {
            "present" => self.presence(Presence::Number(num), op),
            "equals" => self.equals_number(cx, num, op),
            _ => {
                let test = self.number_test(cx, num, op)?;
                Some(self.leaf(test, op, Vec::new()))
            }
        }
    }

    /// One number, or one of several.
    fn equals_number(&mut self, cx: Cx<'_>, num: NumId, op: &Operation<'_>) -> Option<Outline> {
        let value = self.value(cx, op.value)?;
        let NodeKind::List(items) = &value.kind else {
            let test = self.number_test(cx, num, op)?;
            return Some(self.leaf(test, op, Vec::new()));
        };
        if items.is_empty() {
            self.error("empty-condition", value.span, "`equals` takes at least one number", "");
            return None;
        }
        let mut conds = Vec::new();
        for item in items {
            let test = self.number_test(cx, num, &Operation { value: item, ..*op })?;
            conds.push(self.code.cond(Cond::Leaf(test, op.unknown)));
        }
        Some(self.outline(Cond::Any(conds.into()), self.said(op), Vec::new(), op.span))
    }

    fn number_test(&mut self, cx: Cx<'_>, num: NumId, op: &Operation<'_>) -> Option<Test> {
        if op.key == "between" {
            let value = self.value(cx, op.value)?;
            if let NodeKind::List(items) = &value.kind
                && let [low, high] = items.as_slice()
            {
                let (low, high) = (self.number_operand(cx, op.key, low), self.number_operand(cx, op.key, high));
                let (low, high) = (low?, high?);
                self.same_unit(op, num, low)?;
                self.same_unit(op, num, high)?;
                return Some(Test::Between(num, low, high));
            }
            self.faults
                .push(wrong_type("between", &value, "two numbers, both included").help("write `between = [1, 10]`"));
            return None;
        }
        let how = match op.key {
            "above" => Op::Above,
            "at_least" => Op::AtLeast,
            "below" => Op::Below,
            "at_most" => Op::AtMost,
            _ => Op::Equals,
        };
        let operand = self.number_operand(cx, op.key, op.value)?;
        self.same_unit(op, num, operand)?;
        Some(Test::Number(num, how, operand))
    }

    /// Days are not compared with characters.
    fn same_unit(&mut self, op: &Operation<'_>, a: NumId, b: NumId) -> Option<()> {
        if let (Some(a), Some(b)) = (self.units.get(&a), self.units.get(&b))
            && a != b
            && !a.is_empty()
            && !b.is_empty()
        {
            let message = format!("`{}` is in {a}, the fact it is compared with in {b}", op.path);
            self.error("unit-mismatch", op.span, message, "compare facts of the same unit, or scale one with `times`");
            return None;
        }
        Some(())
    }

    /// A bare number, or a table of comparisons.
    pub(super) fn number_table(&mut self, cx: Cx<'_>, num: NumId, op: &Operation<'_>) -> Option<Outline> {
        match &op.value.kind {
            NodeKind::Table(table) => self.comparisons(cx, num, op, table, &[], &[]),
            _ => self
                .equals_number(cx, num, &Operation { key: "equals", ..*op })
                .map(|outline| Outline { kind: self.said(op), ..outline }),
        }
    }

    /// The comparisons of a table, without the keys in `but`. `inner` is the condition that members have to meet.
    pub(super) fn comparisons(
        &mut self,
        cx: Cx<'_>,
        num: NumId,
        op: &Operation<'_>,
        table: &Table,
        but: &[&str],
        inner: &[Outline],
    ) -> Option<Outline> {
        let unknown = match table.get("unknown").map(|e| &e.value) {
            None => op.unknown,
            Some(Node { kind: NodeKind::Bool(b), .. }) => Some(*b),
            Some(other) => {
                self.faults.push(wrong_type("unknown", other, "true or false"));
                return None;
            }
        };
        let path = format!("{}.{}", op.path, op.key);
        let mut parts = Vec::new();
        let mut faulty = false;
        for entry in &table.entries {
            let key = entry.key.value.as_str();
            if key == "unknown" || but.contains(&key) {
                continue;
            }
            if !NUMBER_OPERATORS.contains(&key) {
                let known: Vec<&str> = NUMBER_OPERATORS.iter().chain(but).copied().collect();
                let message = format!("`{path}` is a number and has no operator `{key}`");
                let fault = Diagnostic::error("unknown-operator", entry.key.span, message);
                self.faults.push(fault.help(match meant(key, &known) {
                    Some(name) => format!("did you mean `{name}`?"),
                    None => format!("it takes: {}", known.join(", ")),
                }));
                faulty = true;
                continue;
            }
            let operation = Operation { cx, path: &path, key, span: entry.key.span, value: &entry.value, unknown };
            match self.number_operator(cx, num, &operation) {
                Some(part) => parts.push(Outline { parts: inner.into(), ..part }),
                None => faulty = true,
            }
        }
        if faulty {
            return None;
        }
        if parts.is_empty() {
            let (code, message) = if but.contains(&"where") && table.get("where").is_some() {
                ("split-condition", format!("`{path}` has a `where` and nothing to compare the number with"))
            } else {
                ("empty-condition", format!("`{path}` is compared with nothing"))
            };
            let help = match but.iter().find(|key| table.get(key).is_some()) {
                None => format!("write a comparison: `{} = {{ at_least = 3 }}`", op.key),
                Some(key) => format!("write both in one table: `{} = {{ {key} = …, at_least = 3 }}`", op.key),
            };
            self.error(code, op.span, message, help);
            return None;
        }
        Some(self.all(parts, op.span))
    }
}
