//! Columns of a test: copies of the inputs, and memory for the answers.

use std::ffi::c_void;

use super::Value;
use super::ear::Arena;
use crate::abi;

pub(super) fn type_of(value: &Value) -> abi::Type {
    match value {
        Value::Bool(_) => abi::BOOL,
        Value::Int(_) => abi::I64,
        Value::Number(_) => abi::F64,
        Value::Text(_) => abi::STR,
        Value::Bytes(_) => abi::BYTES,
        Value::List(_) => abi::STR_LIST,
    }
}

/// An input column, with everything that it points to.
pub(super) struct Input {
    ty: abi::Type,
    valid: Vec<u8>,
    bools: Vec<u8>,
    /// Integers, and the bits of numbers.
    words: Vec<u64>,
    texts: Vec<abi::Str>,
    lists: Vec<abi::List>,
    bytes: Vec<Vec<u8>>,
    items: Vec<Vec<abi::Str>>,
}

impl Input {
    pub(super) fn new(ty: abi::Type, values: &[Option<Value>]) -> Self {
        let mut input = Input {
            ty,
            valid: values.iter().map(|value| u8::from(value.is_some())).collect(),
            bools: Vec::new(),
            words: Vec::new(),
            texts: Vec::new(),
            lists: Vec::new(),
            bytes: Vec::new(),
            items: Vec::new(),
        };
        for value in values {
            input.push(value.as_ref());
        }
        input
    }

    fn push(&mut self, value: Option<&Value>) {
        match value {
            Some(Value::List(texts)) => {
                let items = texts.iter().map(|text| self.keep(text.as_bytes())).collect();
                self.items.push(items);
            }
            None if self.ty == abi::STR_LIST => self.items.push(Vec::new()),
            _ => {}
        }
        match (self.ty, value) {
            (abi::BOOL, value) => self.bools.push(u8::from(value == Some(&Value::Bool(true)))),
            (abi::STR | abi::BYTES, value) => {
                let text = match value {
                    Some(Value::Text(text)) => self.keep(text.as_bytes()),
                    Some(Value::Bytes(bytes)) => self.keep(bytes),
                    _ => abi::Str::EMPTY,
                };
                self.texts.push(text);
            }
            (abi::STR_LIST, _) => {
                if let Some(items) = self.items.last() {
                    self.lists.push(abi::List { items: items.as_ptr().cast(), len: items.len() as u64 });
                }
            }
            (_, Some(Value::Int(n))) => self.words.push(n.cast_unsigned()),
            (_, Some(Value::Number(n))) => self.words.push(n.to_bits()),
            _ => self.words.push(0),
        }
    }

    /// A view of a copy.
    fn keep(&mut self, bytes: &[u8]) -> abi::Str {
        self.bytes.push(bytes.to_vec());
        self.bytes.last().map_or(abi::Str::EMPTY, |copy| abi::Str::new(copy))
    }

    pub(super) fn col(&mut self) -> abi::Col {
        let values: *const c_void = match self.ty {
            abi::BOOL => self.bools.as_ptr().cast(),
            abi::STR | abi::BYTES => self.texts.as_ptr().cast(),
            abi::STR_LIST => self.lists.as_ptr().cast(),
            _ => self.words.as_ptr().cast(),
        };
        abi::Col { ty: self.ty, reserved: 0, values, valid: self.valid.as_ptr() }
    }

    /// Makes what a plugin might have kept unusable.
    pub(super) fn poison(&mut self) {
        self.bools.fill(0xDD);
        self.words.fill(0xDDDD_DDDD_DDDD_DDDD);
        self.bytes.iter_mut().for_each(|bytes| bytes.fill(0xDD));
    }
}

/// Memory for a column of answers.
pub(super) struct Output {
    ty: abi::Type,
    values: Vec<u128>,
    valid: Vec<u8>,
}

impl Output {
    pub(super) fn new(ty: abi::Type, n_rows: usize) -> Self {
        // Of the widest type, so that every column has room for its rows.
        Output { ty, values: vec![0; n_rows], valid: vec![0; n_rows] }
    }

    pub(super) fn out(&mut self, fact: u32) -> abi::Out {
        abi::Out { ty: self.ty, fact, values: self.values.as_mut_ptr().cast(), valid: self.valid.as_mut_ptr() }
    }

    /// The value of a row, if the plugin has set one that followback takes.
    pub(super) fn value(&self, row: usize, arena: &Arena) -> Result<Option<Value>, String> {
        if self.valid[row] == 0 {
            return Ok(None);
        }
        let at: *const c_void = self.values.as_ptr().cast();
        // SAFETY: the column has a value of its type for each row.
        unsafe {
            Ok(Some(match self.ty {
                abi::BOOL => match *at.cast::<u8>().add(row) {
                    bit @ (0 | 1) => Value::Bool(bit == 1),
                    other => return Err(format!("is {other} where 0 or 1 is needed")),
                },
                abi::I64 => Value::Int(*at.cast::<i64>().add(row)),
                abi::F64 => match *at.cast::<f64>().add(row) {
                    number if number.is_finite() => Value::Number(number),
                    _ => return Ok(None),
                },
                abi::STR => Value::Text(text(*at.cast::<abi::Str>().add(row), arena)?),
                abi::STR_LIST => Value::List(list(*at.cast::<abi::List>().add(row), arena)?),
                _ => return Err("is of a type that no fact has".to_owned()),
            }))
        }
    }
}

const OUTSIDE: &str = "points outside of the memory that the plugin was given";

fn text(text: abi::Str, arena: &Arena) -> Result<String, String> {
    let len = usize::try_from(text.len).map_err(|_| OUTSIDE)?;
    if len > 0 && !arena.has(text.ptr.cast(), len) {
        return Err(OUTSIDE.to_owned());
    }
    // SAFETY: the arena has these bytes.
    String::from_utf8(unsafe { text.bytes() }.to_vec()).map_err(|_| "is not UTF-8".to_owned())
}

fn list(list: abi::List, arena: &Arena) -> Result<Vec<String>, String> {
    let len = usize::try_from(list.len).ok().and_then(|len| Some((len, len.checked_mul(size_of::<abi::Str>())?)));
    let Some((len, size)) = len else { return Err(OUTSIDE.to_owned()) };
    if len > 0 && !arena.has(list.items, size) {
        return Err(OUTSIDE.to_owned());
    }
    // SAFETY: the arena has these bytes, wherever in it they lie.
    let item = |index| unsafe { list.items.cast::<abi::Str>().add(index).read_unaligned() };
    (0..len).map(|index| text(item(index), arena)).collect()
}
