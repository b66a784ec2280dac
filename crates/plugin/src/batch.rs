//! A batch of rows: typed views of the columns that the host hands over.
//!
//! All `unsafe` of reading inputs and writing answers is here. It rests on what the header promises for `fb_batch`: `n_in`
//! and `n_out` columns, `rows` values in each, everything valid until the call returns.
#![expect(unsafe_code, reason = "reads and writes the columns of the host, which are raw pointers")]

use std::ffi::c_void;
use std::marker::PhantomData;

use crate::abi;
use crate::fact::Facts;
use crate::host::Host;
use crate::input::Input;

/// The value of an input for a row.
#[derive(Clone, Copy, Debug)]
pub enum Cell<'a> {
    /// There is none.
    Missing,
    /// Of type `FB_BOOL`.
    Bool(bool),
    /// Of type `FB_I64`.
    Int(i64),
    /// Of type `FB_F64`.
    Number(f64),
    /// Of type `FB_STR`.
    Text(&'a str),
    /// Of type `FB_BYTES`.
    Bytes(&'a [u8]),
    /// Of type `FB_LIST | FB_STR`.
    List(StrList<'a>),
}

/// A list of texts.
#[derive(Clone, Copy, Debug)]
pub struct StrList<'a> {
    items: &'a [abi::Str],
}

impl<'a> StrList<'a> {
    /// The texts.
    pub fn iter(self) -> impl Iterator<Item = &'a str> {
        // SAFETY: the host keeps the items of a list until the call returns.
        self.items.iter().filter_map(|item| std::str::from_utf8(unsafe { item.bytes() }).ok())
    }
}

impl<'a> From<StrList<'a>> for Vec<&'a str> {
    fn from(list: StrList<'a>) -> Self {
        list.iter().collect()
    }
}

/// The rows of a batch.
#[derive(Debug)]
pub struct Rows<'a> {
    batch: &'a abi::Batch,
}

impl<'a> Rows<'a> {
    /// # Safety
    /// The batch keeps what the header promises for `'a`.
    pub(crate) unsafe fn new(batch: &'a abi::Batch) -> Self {
        Rows { batch }
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.batch.rows
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.batch.rows == 0
    }

    /// Row by row.
    pub fn iter(&self) -> impl Iterator<Item = Row<'a>> + use<'a> {
        let batch = self.batch;
        (0..batch.rows).map(move |row| Row { batch, row })
    }

    /// The inputs of each row, with its number; `None` if something that is needed is missing.
    pub fn inputs<I: Input<'a>>(&self) -> impl Iterator<Item = (u32, Option<I>)> + use<'a, I> {
        self.iter().map(|row| (row.number(), I::read(row)))
    }
}

/// A row of a batch.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    batch: &'a abi::Batch,
    row: u32,
}

impl<'a> Row<'a> {
    /// Its number in the batch.
    #[must_use]
    pub fn number(self) -> u32 {
        self.row
    }

    /// Its inputs, in the order of their declaration.
    pub fn cells(self) -> impl Iterator<Item = Cell<'a>> {
        (0..self.batch.n_in as usize).map(move |column| {
            // SAFETY: there are `n_in` columns.
            let column = unsafe { &*self.batch.inputs.add(column) };
            // SAFETY: every column has a value for each of the `rows`, and `row` is below (`Rows::iter`).
            unsafe { cell(column, self.row as usize) }
        })
    }
}

/// # Safety
/// The column has more than `row` values, valid for `'a`.
unsafe fn cell<'a>(column: &abi::Col, row: usize) -> Cell<'a> {
    // SAFETY: promised by the caller, for both arrays; the type of the column says what its values are.
    unsafe {
        if !column.valid.is_null() && *column.valid.add(row) == 0 {
            return Cell::Missing;
        }
        match column.ty {
            abi::BOOL => Cell::Bool(*column.values.cast::<u8>().add(row) != 0),
            abi::I64 => Cell::Int(*column.values.cast::<i64>().add(row)),
            abi::F64 => Cell::Number(*column.values.cast::<f64>().add(row)),
            abi::STR => {
                let bytes = (*column.values.cast::<abi::Str>().add(row)).bytes();
                std::str::from_utf8(bytes).map_or(Cell::Missing, Cell::Text)
            }
            abi::BYTES => Cell::Bytes((*column.values.cast::<abi::Str>().add(row)).bytes()),
            abi::STR_LIST => {
                let list = *column.values.cast::<abi::List>().add(row);
                let items = match usize::try_from(list.len) {
                    Ok(len) if len > 0 => std::slice::from_raw_parts(list.items.cast::<abi::Str>(), len),
                    _ => &[],
                };
                Cell::List(StrList { items })
            }
            _ => Cell::Missing,
        }
    }
}

/// What goes with a batch: which facts are needed, and the host's ear.
#[derive(Debug)]
pub struct Cx<'a> {
    host: Host,
    call: *mut c_void,
    /// For each declared fact, the column it goes to.
    columns: &'a [Option<u32>],
    names: &'static [crate::FactField],
}

impl<'a> Cx<'a> {
    pub(crate) fn new(
        host: Host,
        call: *mut c_void,
        columns: &'a [Option<u32>],
        names: &'static [crate::FactField],
    ) -> Self {
        Cx { host, call, columns, names }
    }

    /// Whether somebody needs the fact with this name: what nobody needs does not have to be worked out.
    #[must_use]
    pub fn wants(&self, fact: &str) -> bool {
        self.names.iter().zip(self.columns).any(|(field, column)| field.name == fact && column.is_some())
    }

    /// Whether the result is no longer wanted. Worth asking in long work.
    #[must_use]
    pub fn cancelled(&self) -> bool {
        self.host.cancelled(self.call)
    }

    /// Says which row is about to be looked at, so that a crash can be blamed on it. [`Plugin::eval_batch`] does so by itself
    /// as long as it is not replaced.
    ///
    /// [`Plugin::eval_batch`]: crate::Plugin::eval_batch
    pub fn progress(&self, row: u32) {
        self.host.progress(self.call, row);
    }

    /// Says why a row cannot be judged; none of its facts count.
    pub fn fail_row(&self, row: u32, message: &str) {
        self.host.fail_row(self.call, row, message);
    }

    /// The host.
    #[must_use]
    pub fn host(&self) -> &Host {
        &self.host
    }
}

/// Where the facts of a batch go.
#[derive(Debug)]
pub struct Answers<'a> {
    batch: &'a abi::Batch,
    host: Host,
    columns: &'a [Option<u32>],
}

impl<'a> Answers<'a> {
    /// # Safety
    /// The batch keeps what the header promises for `'a`, and nobody else writes to its outputs.
    pub(crate) unsafe fn new(batch: &'a abi::Batch, host: Host, columns: &'a [Option<u32>]) -> Self {
        Answers { batch, host, columns }
    }

    /// Where the facts of a row go.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn row(&mut self, row: u32) -> RowOut<'_> {
        assert!(row < self.batch.rows, "row {row} of a batch of {} rows", self.batch.rows);
        RowOut { batch: self.batch, host: self.host, columns: self.columns, row: row as usize, marker: PhantomData }
    }

    /// Hands over the facts of a row.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn write(&mut self, row: u32, facts: impl Facts) {
        facts.write(&mut self.row(row));
    }
}

/// Where the facts of a row go.
#[derive(Debug)]
pub struct RowOut<'a> {
    batch: &'a abi::Batch,
    host: Host,
    columns: &'a [Option<u32>],
    row: usize,
    marker: PhantomData<&'a mut ()>,
}

impl RowOut<'_> {
    /// Sets a fact of type `FB_BOOL`, by its index among the declared facts.
    pub fn set_bool(&mut self, fact: usize, value: bool) {
        self.set(fact, abi::BOOL, u8::from(value));
    }

    /// Sets a fact of type `FB_I64`.
    pub fn set_int(&mut self, fact: usize, value: i64) {
        self.set(fact, abi::I64, value);
    }

    /// Sets a fact of type `FB_F64`.
    pub fn set_number(&mut self, fact: usize, value: f64) {
        self.set(fact, abi::F64, value);
    }

    /// Sets a fact of type `FB_STR`. Nothing is set if the host has no memory left.
    pub fn set_text(&mut self, fact: usize, value: &str) {
        if self.column(fact, abi::STR).is_some()
            && let Some(copy) = self.copy(value)
        {
            self.set(fact, abi::STR, copy);
        }
    }

    /// Sets a fact of type `FB_LIST | FB_STR`. Nothing is set if the host has no memory left.
    pub fn set_list(&mut self, fact: usize, values: &[String]) {
        if self.column(fact, abi::STR_LIST).is_none() {
            return;
        }
        let size = std::mem::size_of_val(values).max(1) / size_of::<String>() * size_of::<abi::Str>();
        let items = self.host.alloc(self.batch.call, size, align_of::<abi::Str>()).cast::<abi::Str>();
        if items.is_null() {
            return;
        }
        for (index, value) in values.iter().enumerate() {
            let Some(copy) = self.copy(value) else { return };
            // SAFETY: the host gave memory for as many items, aligned.
            unsafe { items.add(index).write(copy) };
        }
        self.set(fact, abi::STR_LIST, abi::List { items: items.cast(), len: values.len() as u64 });
    }

    /// The column of a fact, if somebody needs it and it has the type.
    fn column(&self, fact: usize, ty: abi::Type) -> Option<abi::Out> {
        let column = self.columns.get(fact).copied().flatten()?;
        // SAFETY: the glue looked up `column` among the `n_out` columns of this batch.
        let out = unsafe { *self.batch.outputs.add(column as usize) };
        (out.ty == ty).then_some(out)
    }

    fn set<T>(&mut self, fact: usize, ty: abi::Type, value: T) {
        if let Some(out) = self.column(fact, ty) {
            // SAFETY: both arrays have `rows` entries, `row` is below (`Answers::row`), and entries of a column of this type
            // are `T`s. Nobody else writes to them.
            unsafe {
                out.values.cast::<T>().add(self.row).write(value);
                out.valid.add(self.row).write(1);
            }
        }
    }

    /// A copy in memory of the host.
    fn copy(&self, text: &str) -> Option<abi::Str> {
        if text.is_empty() {
            return Some(abi::Str::EMPTY);
        }
        let to = self.host.alloc(self.batch.call, text.len(), 1).cast::<u8>();
        if to.is_null() {
            return None;
        }
        // SAFETY: the host gave memory for as many bytes, which nobody else knows of.
        unsafe { to.copy_from_nonoverlapping(text.as_ptr(), text.len()) };
        Some(abi::Str { ptr: to, len: text.len() as u64 })
    }
}
