//! What a test compares with, as data: whoever tells it in words decides how values and lists are written.

use std::fmt;

/// What stands on the right of an operator; parameters by their values.
#[derive(Clone, Debug, PartialEq)]
pub enum Operand {
    /// Whether something is so.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A text of a profile or a label.
    Text(String),
    /// What reads as it is written in every language: `1/3`, `@jobs`, a path, a date.
    Plain(String),
    /// Several of them.
    List(Vec<Operand>),
    /// Keys with what they hold, such as those of `contains`.
    Table(Vec<(String, Operand)>),
}

impl Operand {
    /// One by one.
    #[must_use]
    pub fn each(&self) -> &[Operand] {
        match self {
            Operand::List(items) => items,
            one => std::slice::from_ref(one),
        }
    }

    /// What a key holds.
    pub(crate) fn get(&self, key: &str) -> Option<&Operand> {
        let Operand::Table(entries) = self else { return None };
        entries.iter().find(|(name, _)| name == key).map(|(_, operand)| operand)
    }
}

impl fmt::Display for Operand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Operand::Bool(bit) => write!(f, "{bit}"),
            Operand::Number(number) => write!(f, "{number}"),
            Operand::Text(text) => write!(f, "`{text}`"),
            Operand::Plain(text) => f.write_str(text),
            Operand::List(items) => {
                for (nth, item) in items.iter().enumerate() {
                    write!(f, "{}{item}", if nth == 0 { "" } else { ", " })?;
                }
                Ok(())
            }
            Operand::Table(entries) => {
                for (nth, (key, operand)) in entries.iter().enumerate() {
                    f.write_str(if nth == 0 { "" } else { " " })?;
                    match key.as_str() {
                        "fact" => write!(f, "{operand}")?,
                        "times" => write!(f, "× {operand}")?,
                        "plus" => write!(f, "+ {operand}")?,
                        key => write!(f, "{} {operand}", key.replace('_', " "))?,
                    }
                }
                Ok(())
            }
        }
    }
}
