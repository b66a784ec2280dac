//! Rows to ask about: ordinary ones, and those at the edges of what there can be.

use followback_plugin::abi;

use super::picture::png;
use crate::loader::Table;
use crate::rows::{Column, Rows};

/// The value of an input.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Given {
    Bool(bool),
    Number(f64),
    Text(String),
    Bytes(Vec<u8>),
    List(Vec<String>),
}

/// Rows with values of their own.
#[derive(Clone, Debug)]
pub(super) struct Probe {
    inputs: Vec<(String, abi::Type)>,
    rows: Vec<Vec<Option<Given>>>,
}

const TEXTS: [&str; 8] = [
    "Builds compilers in Lugo. Reads Borges!",
    "nurse | mother of two | coffee",
    "official",
    "Größe zählt nicht, Ana López",
    "We bake bread at night. https://bread.example",
    "coffee addict",
    "x84729105",
    "I am what I am, what I am is what I post. Follow me for more and more of the same",
];
impl Probe {
    /// Ordinary rows.
    pub(super) fn ordinary(table: &Table) -> Self {
        let row =
            |n: usize| table.inputs.iter().enumerate().map(|(i, input)| Some(ordinary(input.ty, n + i))).collect();
        Self::of(table, (0..TEXTS.len()).map(row).collect())
    }

    /// Rows of which each has one input at an edge; then one that has nothing.
    pub(super) fn edges(table: &Table) -> Self {
        let mut rows = Vec::new();
        for (i, input) in table.inputs.iter().enumerate() {
            for edge in edges(input.ty).into_iter().map(Some).chain([None]) {
                let mut row: Vec<_> = table.inputs.iter().map(|input| Some(ordinary(input.ty, rows.len()))).collect();
                row[i] = edge;
                rows.push(row);
            }
        }
        rows.push(vec![None; table.inputs.len()]);
        Self::of(table, rows)
    }

    /// Rows that are longer than anybody writes.
    pub(super) fn huge(table: &Table) -> Self {
        let row = |text: &str| {
            let given = |ty| match ty {
                abi::STR => Given::Text(text.repeat((1 << 20) / text.len())),
                abi::BYTES => Given::Bytes(text.as_bytes().repeat((1 << 20) / text.len())),
                abi::STR_LIST => Given::List(vec![text.to_owned(); 10_000]),
                ty => ordinary(ty, 0),
            };
            table.inputs.iter().map(|input| Some(given(input.ty))).collect()
        };
        Self::of(table, ["x", "word ", "é. ", "😀", "\0"].map(row).into())
    }

    fn of(table: &Table, rows: Vec<Vec<Option<Given>>>) -> Self {
        Probe { inputs: table.inputs.iter().map(|input| (input.name.clone(), input.ty)).collect(), rows }
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The rows of both.
    pub(super) fn and(mut self, other: Probe) -> Self {
        self.rows.extend(other.rows);
        self
    }

    /// One of the rows.
    pub(super) fn only(&self, row: usize) -> Self {
        Probe { inputs: self.inputs.clone(), rows: vec![self.rows[row].clone()] }
    }

    /// The rows, the last one first.
    pub(super) fn reversed(&self) -> Self {
        Probe { inputs: self.inputs.clone(), rows: self.rows.iter().rev().cloned().collect() }
    }

    /// So many rows, the first one again after the last.
    pub(super) fn cycled(&self, n: usize) -> Self {
        Probe { inputs: self.inputs.clone(), rows: self.rows.iter().cycle().take(n).cloned().collect() }
    }

    /// The rows, beginning with another one.
    pub(super) fn rotated(&self, by: usize) -> Self {
        let mut rows = self.rows.clone();
        let by = by % rows.len().max(1);
        rows.rotate_left(by);
        Probe { inputs: self.inputs.clone(), rows }
    }

    /// Rows of the same lengths with other values.
    pub(super) fn altered(&self) -> Self {
        let letter = |c: char| match c {
            'a'..='y' | 'A'..='Y' | '0'..='8' => char::from_u32(c as u32 + 1).unwrap_or(c),
            c => c,
        };
        let text = |text: &str| text.chars().map(letter).collect::<String>();
        let given = |given: &Given| match given {
            Given::Bool(bit) => Given::Bool(!bit),
            Given::Number(number) => Given::Number(number + 1.0),
            Given::Text(t) => Given::Text(text(t)),
            Given::Bytes(bytes) => Given::Bytes(bytes.iter().map(|byte| byte ^ 1).collect()),
            Given::List(items) => Given::List(items.iter().map(|item| text(item)).collect()),
        };
        let row = |row: &Vec<Option<Given>>| row.iter().map(|value| value.as_ref().map(given)).collect();
        Probe { inputs: self.inputs.clone(), rows: self.rows.iter().map(row).collect() }
    }

    /// As the host hands them over.
    pub(super) fn rows(&self) -> Rows<'_> {
        let columns = self.inputs.iter().enumerate().map(|(i, (_, ty))| self.column(i, *ty)).collect();
        Rows::new(self.rows.len(), columns)
    }

    fn column(&self, i: usize, ty: abi::Type) -> Column<'_> {
        macro_rules! column {
            ($column:ident, $given:ident, $value:ident => $read:expr) => {
                Column::$column(
                    self.rows
                        .iter()
                        .map(|row| match &row[i] {
                            Some(Given::$given($value)) => Some($read),
                            _ => None,
                        })
                        .collect(),
                )
            };
        }
        match ty {
            abi::BOOL => column!(Bool, Bool, bit => *bit),
            abi::I64 | abi::F64 => column!(Number, Number, number => *number),
            abi::BYTES => column!(Bytes, Bytes, bytes => bytes.as_slice()),
            abi::STR_LIST => column!(List, List, items => items.iter().map(String::as_str).collect()),
            _ => column!(Text, Text, text => text.as_str()),
        }
    }

    /// A row in words.
    pub(super) fn words(&self, row: usize) -> String {
        let value = |((path, _), given): (&(String, abi::Type), &Option<Given>)| match given {
            None => format!("`{path}` missing"),
            Some(given) => {
                let whole = match given {
                    Given::Bool(bit) => bit.to_string(),
                    Given::Number(number) => format!("{number:?}"),
                    Given::Text(text) => format!("{:?}", text.chars().take(40).collect::<String>()),
                    Given::Bytes(bytes) => format!("{} bytes", bytes.len()),
                    Given::List(items) => format!("{} items", items.len()),
                };
                match given {
                    Given::Text(text) if text.len() > 200 => format!("`{path}` = {whole}, {} bytes", text.len()),
                    _ => format!("`{path}` = {whole}"),
                }
            }
        };
        let values: Vec<String> = self.inputs.iter().zip(&self.rows[row]).map(value).collect();
        if values.is_empty() { "a row without inputs".to_owned() } else { values.join(", ") }
    }
}

fn ordinary(ty: abi::Type, n: usize) -> Given {
    let text = |n: usize| TEXTS[n % TEXTS.len()].to_owned();
    match ty {
        abi::BOOL => Given::Bool(n.is_multiple_of(2)),
        abi::I64 => Given::Number((n * n * 37) as f64),
        abi::F64 => Given::Number(n as f64 / 8.0),
        abi::BYTES => Given::Bytes(png()),
        abi::STR_LIST => Given::List((0..n % 4).map(text).collect()),
        _ => Given::Text(text(n)),
    }
}

fn edges(ty: abi::Type) -> Vec<Given> {
    match ty {
        abi::BOOL => vec![Given::Bool(true), Given::Bool(false)],
        abi::I64 | abi::F64 => [
            0.0,
            -0.0,
            1.0,
            -1.0,
            0.5,
            9_007_199_254_740_993.0,
            i64::MAX as f64,
            i64::MIN as f64,
            f64::MAX,
            f64::MIN,
            f64::MIN_POSITIVE,
        ]
        .map(Given::Number)
        .into(),
        abi::BYTES => vec![
            Given::Bytes(vec![]),
            Given::Bytes(vec![0]),
            Given::Bytes(b"GIF89a".to_vec()),
            Given::Bytes(png()[..20].to_vec()),
            Given::Bytes(png()[..9000].to_vec()),
            Given::Bytes(vec![0xFF; 4096]),
        ],
        abi::STR_LIST => {
            let list = |items: &[&str]| Given::List(items.iter().map(|&item| item.to_owned()).collect());
            vec![list(&[]), list(&[""]), list(&["a", "a"]), list(&["a\0b", "😀", " "])]
        }
        _ => [
            "",
            " ",
            "\n\t",
            "a",
            ".",
            "é",
            "😀👩‍👩‍👧‍👦🏳️‍🌈",
            "a\0b",
            "\0",
            "\u{202e}rtl\u{200b}\u{feff}",
            "مرحبا بالعالم",
            "コンパイラを作っています",
            "e\u{301}\u{301}\u{301}\u{301}",
            "\u{10ffff}",
            "%s%n%d \\ \" ' <b>",
            "????!!!!....",
        ]
        .map(|text| Given::Text(text.to_owned()))
        .into(),
    }
}
