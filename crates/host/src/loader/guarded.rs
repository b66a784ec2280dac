//! A batch in guarded memory, to find out whether a plugin keeps to its part of the interface.
//!
//! Every column and every text lies in pages of its own and ends where they end; behind them stands a page that cannot be
//! touched. Inputs cannot be written to. After the call the memory can be taken away: whoever kept a pointer and follows it ends
//! the process, which is a child's in `verify`.

use std::ffi::c_void;
use std::io;
use std::ptr;
use std::sync::Arc;

use followback_plugin::abi;
use rustix::mm::{MapFlags, MprotectFlags, ProtFlags};

use super::instance::{Instance, size, whole};
use super::table::Table;
use crate::careful::Broken;
use crate::rows::{Answers, Column, Rows};

/// A multiple of the size of a page on every system: what is protected begins and ends at such addresses.
const PAGE: usize = 64 << 10;

/// What becomes of the memory of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    /// It is taken away after the call.
    Revoke,
    /// It stays, and the next call finds other values at the same addresses.
    Reuse,
}

/// Guarded memory. It is never given back: an address that was handed out once is never that of something else.
#[derive(Debug, Default)]
pub(crate) struct Guarded {
    pages: Vec<Pages>,
    /// How many of them are in use.
    used: usize,
}

#[derive(Clone, Copy, Debug)]
struct Pages {
    start: *mut c_void,
    /// Without the page behind them.
    size: usize,
    len: usize,
}

impl Pages {
    fn new(len: usize) -> io::Result<Self> {
        let size = len.next_multiple_of(PAGE);
        // SAFETY: new memory, which nobody knows of; its last page is made one that cannot be touched.
        unsafe {
            let flags = MapFlags::PRIVATE;
            let start =
                rustix::mm::mmap_anonymous(ptr::null_mut(), size + PAGE, ProtFlags::READ | ProtFlags::WRITE, flags)?;
            rustix::mm::mprotect(start.byte_add(size), PAGE, MprotectFlags::empty())?;
            Ok(Pages { start, size, len })
        }
    }

    /// Where its bytes begin: they end with the pages.
    fn at(&self) -> *mut u8 {
        // SAFETY: `len` is at most `size`.
        unsafe { self.start.cast::<u8>().add(self.size - self.len) }
    }

    fn protect(&self, how: MprotectFlags) -> io::Result<()> {
        if self.size == 0 {
            return Ok(());
        }
        // SAFETY: the pages are ours, and no reference into them is kept here.
        unsafe { rustix::mm::mprotect(self.start, self.size, how) }?;
        Ok(())
    }
}

impl Guarded {
    /// Asks with columns in this memory. See [`Instance::ask`].
    pub(crate) fn ask(
        &mut self,
        instance: &mut Instance,
        rows: &Rows<'_>,
        wanted: &[usize],
        manner: Manner,
    ) -> io::Result<Result<Answers, Broken>> {
        self.used = 0;
        let types: Vec<abi::Type> = instance.table().inputs.iter().map(|input| input.ty).collect();
        let cols = rows.columns().iter().zip(types).map(|(column, ty)| self.column(column, ty));
        let cols = cols.collect::<io::Result<Vec<_>>>()?;
        let inputs = self.used;
        let mut outputs = instance.outputs(rows, wanted);
        let mut outs = Vec::new();
        for (output, fact) in outputs.iter().zip(wanted) {
            let values = self.array(&vec![0u8; rows.len() * size(output.ty)])?.cast_mut().cast();
            let valid = self.array(&vec![0u8; rows.len()])?.cast_mut();
            outs.push(abi::Out { ty: output.ty, fact: u32::try_from(*fact).unwrap_or(u32::MAX), values, valid });
        }
        let given = outs.clone();
        self.pages[..inputs].iter().try_for_each(|pages| pages.protect(MprotectFlags::READ))?;
        let status = instance.eval(rows.len(), &cols, &mut outs);
        for (output, given) in outputs.iter_mut().zip(&given) {
            // SAFETY: both have room for a value of this type for each row.
            unsafe {
                let len = rows.len() * size(output.ty);
                output.values.as_mut_ptr().cast::<u8>().copy_from_nonoverlapping(given.values.cast(), len);
                output.valid.as_mut_ptr().copy_from_nonoverlapping(given.valid, rows.len());
            }
        }
        if manner == Manner::Revoke {
            self.pages.drain(..).try_for_each(|pages| pages.protect(MprotectFlags::empty()))?;
        }
        Ok(instance.answers(status, rows.len(), wanted, &outputs))
    }

    /// Opens a plugin with a configuration in this memory, which is taken away then.
    pub(crate) fn open(table: Arc<Table>, config: &str) -> Result<Instance, String> {
        let no_memory = |error: io::Error| format!("there is no guarded memory: {error}");
        let mut memory = Guarded::default();
        let at = memory.array(config.as_bytes()).map_err(no_memory)?;
        // SAFETY: a copy of the configuration lies there until the pages are taken away.
        let copy = unsafe { std::str::from_utf8_unchecked(std::slice::from_raw_parts(at, config.len())) };
        let opened = Instance::open(table, copy, None);
        memory.pages.iter().try_for_each(|pages| pages.protect(MprotectFlags::empty())).map_err(no_memory)?;
        opened
    }

    fn column(&mut self, column: &Column<'_>, ty: abi::Type) -> io::Result<abi::Col> {
        fn valid<T>(rows: &[Option<T>]) -> Vec<u8> {
            rows.iter().map(|row| u8::from(row.is_some())).collect()
        }
        let (values, valid): (*const c_void, _) = match column {
            Column::Bool(rows) => {
                let bits: Vec<u8> = rows.iter().map(|row| u8::from(*row == Some(true))).collect();
                (self.array(&bits)?.cast(), valid(rows))
            }
            Column::Number(rows) if ty == abi::I64 => {
                let numbers: Vec<i64> = rows.iter().map(|row| whole(row.unwrap_or(0.0))).collect();
                (self.array(&numbers)?.cast(), valid(rows))
            }
            Column::Number(rows) => {
                let numbers: Vec<f64> = rows.iter().map(|row| row.unwrap_or(0.0)).collect();
                (self.array(&numbers)?.cast(), valid(rows))
            }
            Column::Text(rows) => {
                let texts = self.texts(rows.iter().map(|row| row.unwrap_or("").as_bytes()))?;
                (self.array(&texts)?.cast(), valid(rows))
            }
            Column::Bytes(rows) => {
                let texts = self.texts(rows.iter().map(|row| row.unwrap_or(&[])))?;
                (self.array(&texts)?.cast(), valid(rows))
            }
            Column::List(rows) => {
                let list = |row: &Option<Vec<&str>>| {
                    let items = self.texts(row.iter().flatten().map(|item| item.as_bytes()))?;
                    Ok(abi::List { items: self.array(&items)?.cast(), len: items.len() as u64 })
                };
                let lists = rows.iter().map(list).collect::<io::Result<Vec<_>>>()?;
                (self.array(&lists)?.cast(), valid(rows))
            }
        };
        Ok(abi::Col { ty, reserved: 0, values, valid: self.array(&valid)? })
    }

    fn texts<'b>(&mut self, texts: impl Iterator<Item = &'b [u8]>) -> io::Result<Vec<abi::Str>> {
        texts.map(|text| Ok(abi::Str { ptr: self.array(text)?, len: text.len() as u64 })).collect()
    }

    /// A copy of items, in pages of its own: those of the last call, if their length is the same.
    fn array<T: Copy>(&mut self, items: &[T]) -> io::Result<*const T> {
        let len = size_of_val(items);
        let pages = match self.pages.get(self.used) {
            Some(pages) if pages.len == len => *pages,
            _ => {
                let pages = Pages::new(len)?;
                self.pages.truncate(self.used);
                self.pages.push(pages);
                pages
            }
        };
        self.used += 1;
        pages.protect(MprotectFlags::READ | MprotectFlags::WRITE)?;
        let at = pages.at().cast::<T>();
        // SAFETY: the pages have room for the items, and end at an address that is aligned for them, as their length is.
        unsafe { at.copy_from_nonoverlapping(items.as_ptr(), items.len()) };
        Ok(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_the_same_length_comes_to_the_same_place() {
        let mut memory = Guarded::default();
        let first = memory.array(b"hello").unwrap();
        memory.used = 0;
        let second = memory.array(b"world").unwrap();
        assert_eq!(first, second);
        // SAFETY: five bytes were written there.
        assert_eq!(unsafe { std::slice::from_raw_parts(second, 5) }, b"world");
        memory.used = 0;
        assert_ne!(memory.array(b"longer").unwrap(), first);
        assert_eq!(memory.array::<u64>(&[1, 2]).unwrap().addr() % 8, 0);
    }
}
