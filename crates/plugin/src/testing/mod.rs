//! A host for unit tests: runs a plugin through the C interface, in the same process.
//!
//! ```
//! # use followback_plugin::{Cx, Error, Host, Plugin, facts, inputs, static_plugin};
//! # inputs! { pub struct Input { bio: &'a str = "bio", "the biography"; } }
//! # facts! { pub struct Size { bytes: i64 = "bytes", "bytes of the biography"; } }
//! # pub struct Sizes;
//! # impl Plugin for Sizes {
//! #     type Config = (); type Input<'a> = Input<'a>; type Facts = Size;
//! #     fn open((): (), _: &Host) -> Result<Self, Error> { Ok(Sizes) }
//! #     fn eval(&mut self, row: Input<'_>, _: &Cx<'_>) -> Result<Size, Error> {
//! #         Ok(Size { bytes: Some(i64::try_from(row.bio.len())?) })
//! #     }
//! # }
//! # static_plugin!(Sizes, id = "sizes");
//! use followback_plugin::testing::TestHost;
//!
//! let mut host = TestHost::open(plugin(), "{}").unwrap();
//! let rows = host.eval_rows(&[&[("bio", "one".into())], &[]]);
//! assert_eq!(rows[0].facts["bytes"], 3.into());
//! assert_eq!(rows[1].error.as_deref(), Some("a fact that the plugin needs is missing"));
//! ```
//!
//! Inputs are copied for each call, and overwritten and freed after it: a plugin that keeps a pointer is found out by Miri,
//! Valgrind or an address sanitizer, and reads garbage without them. Answers are held to what followback takes.
#![expect(unsafe_code, reason = "plays the host's part of the C interface")]

mod columns;
mod ear;

use std::collections::BTreeMap;
use std::ptr;
use std::sync::PoisonError;

use crate::abi;
use columns::{Input, Output};
use ear::{Ear, Heard};

/// The value of an input or a fact.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Of type `FB_BOOL`.
    Bool(bool),
    /// Of type `FB_I64`.
    Int(i64),
    /// Of type `FB_F64`.
    Number(f64),
    /// Of type `FB_STR`.
    Text(String),
    /// Of type `FB_BYTES`.
    Bytes(Vec<u8>),
    /// Of type `FB_LIST | FB_STR`.
    List(Vec<String>),
}

macro_rules! value_from {
    ($($type:ty, $value:ident => $variant:ident($into:expr);)*) => {$(
        impl From<$type> for Value {
            fn from($value: $type) -> Self {
                Value::$variant($into)
            }
        }
    )*};
}

value_from! {
    bool, value => Bool(value);
    i64, value => Int(value);
    f64, value => Number(value);
    &str, value => Text(value.to_owned());
    &[u8], value => Bytes(value.to_vec());
    Vec<&str>, value => List(value.into_iter().map(str::to_owned).collect());
}

/// The inputs of a row, by their paths. What is not named is missing.
pub type Given<'v> = [(&'v str, Value)];

/// What a plugin made of a row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Judged {
    /// The facts that it set, by name.
    pub facts: BTreeMap<String, Value>,
    /// Why the row, or the batch, failed.
    pub error: Option<String>,
    /// How the call ended.
    pub status: abi::Status,
}

/// A plugin being tested.
#[derive(Debug)]
pub struct TestHost {
    table: &'static abi::Plugin,
    instance: *mut abi::Instance,
    /// Facts that are asked for, by their indices.
    wanted: Vec<u32>,
    // The plugin keeps pointers to both, so they are owned here as such.
    ear: *mut Ear,
    host: *mut abi::Host,
}

impl TestHost {
    /// Opens a plugin with a configuration, a JSON object.
    ///
    /// # Errors
    /// What the plugin says.
    pub fn open(table: &'static abi::Plugin, config: &str) -> Result<Self, String> {
        let open = table.open.ok_or("the plugin has no `open`")?;
        let ear = Box::into_raw(Box::new(Ear::default()));
        let host = Box::into_raw(Box::new(ear::host(ear)));
        let wanted = (0..table.n_facts).collect();
        let mut opened = TestHost { table, instance: ptr::null_mut(), wanted, ear, host };
        // SAFETY: the host lives as long as the instance, the text as long as the call.
        let status = unsafe { open(host, abi::Str::new(config.as_bytes()), &raw mut opened.instance) };
        if status != abi::OK {
            opened.instance = ptr::null_mut();
            return Err(opened.heard().failure.unwrap_or_else(|| format!("open returned {status}")));
        }
        Ok(opened)
    }

    /// From now on only these facts are asked for; before, all are.
    ///
    /// # Panics
    /// If the plugin has no such fact.
    pub fn ask_for(&mut self, facts: &[&str]) {
        let names = fields(self.table.facts, self.table.n_facts);
        let index = |fact: &&str| {
            let place = (0..).zip(&names).find(|(_, (name, _))| name == fact);
            place.map_or_else(|| panic!("the plugin has no fact `{fact}`"), |(index, _)| index)
        };
        self.wanted = facts.iter().map(index).collect();
    }

    /// From now on the plugin is told that results are no longer wanted.
    pub fn cancel(&mut self) {
        self.ear().cancel();
    }

    /// Evaluates one row.
    ///
    /// # Panics
    /// If the plugin has no input of that path, or one of another type.
    pub fn eval_row(&mut self, inputs: &Given<'_>) -> Judged {
        self.eval_rows(&[inputs]).remove(0)
    }

    /// Evaluates rows in one batch.
    ///
    /// # Panics
    /// If the plugin has no input of a path, or one of another type.
    #[expect(clippy::cast_possible_truncation, reason = "the rows of a test")]
    pub fn eval_rows(&mut self, rows: &[&Given<'_>]) -> Vec<Judged> {
        let inputs = fields(self.table.inputs, self.table.n_inputs);
        for (path, value) in rows.iter().copied().flatten() {
            let known = inputs.iter().any(|(name, ty)| name == path && *ty == columns::type_of(value));
            assert!(known, "the plugin has no input `{path}` of this type");
        }
        let value = |row: &&Given<'_>, name: &str| row.iter().find(|(path, _)| *path == name).map(|(_, v)| v.clone());
        let mut columns: Vec<Input> = inputs
            .iter()
            .map(|(name, ty)| Input::new(*ty, &rows.iter().map(|row| value(row, name)).collect::<Vec<_>>()))
            .collect();
        let cols: Vec<abi::Col> = columns.iter_mut().map(Input::col).collect();
        let facts = fields(self.table.facts, self.table.n_facts);
        let mut outputs: Vec<(u32, Output)> =
            self.wanted.iter().map(|&fact| (fact, Output::new(facts[fact as usize].1, rows.len()))).collect();
        let mut outs: Vec<abi::Out> = outputs.iter_mut().map(|(fact, output)| output.out(*fact)).collect();
        let mut batch = abi::Batch {
            h: abi::Header::of::<abi::Batch>(),
            rows: rows.len() as u32,
            n_in: cols.len() as u32,
            n_out: outs.len() as u32,
            reserved: 0,
            inputs: cols.as_ptr(),
            outputs: outs.as_mut_ptr(),
            call: self.ear.cast(),
        };
        // SAFETY: the instance is open, all columns have `rows` values and live until the call returns.
        let status = self.table.eval.map_or(abi::ERR, |eval| unsafe { eval(self.instance, &raw mut batch) });
        columns.iter_mut().for_each(Input::poison);
        let heard = self.heard();
        let failure = heard.failure.clone().or_else(|| (status != abi::OK).then(|| format!("eval returned {status}")));
        let judge = |row: usize| {
            let mut judged = Judged {
                status,
                error: heard.rows.get(&(row as u32)).or(failure.as_ref()).cloned(),
                ..Judged::default()
            };
            for (fact, output) in &outputs {
                match output.value(row, &heard.arena) {
                    Ok(Some(value)) if judged.error.is_none() => {
                        judged.facts.insert(facts[*fact as usize].0.clone(), value);
                    }
                    Ok(_) => {}
                    Err(problem) => _ = judged.error.get_or_insert(format!("`{}` {problem}", facts[*fact as usize].0)),
                }
            }
            if judged.error.is_some() {
                judged.facts.clear();
            }
            judged
        };
        (0..rows.len()).map(judge).collect()
    }

    /// What the plugin logged so far.
    #[must_use]
    pub fn log(&self) -> Vec<String> {
        self.ear().log()
    }

    fn ear(&self) -> &Ear {
        // SAFETY: it is freed when this is dropped.
        unsafe { &*self.ear }
    }

    /// What was heard since the last time, with the memory that the plugin was given.
    fn heard(&self) -> Heard {
        std::mem::take(&mut *self.ear().heard.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for TestHost {
    fn drop(&mut self) {
        if let Some(close) = self.table.close
            && !self.instance.is_null()
        {
            // SAFETY: the instance is open, and not used any more.
            unsafe { close(self.instance) }
        }
        // SAFETY: both come from a box, and the plugin that had pointers to them is closed.
        unsafe {
            drop(Box::from_raw(self.host));
            drop(Box::from_raw(self.ear));
        }
    }
}

fn fields(at: *const *const abi::Field, n: u32) -> Vec<(String, abi::Type)> {
    (0..n as usize)
        .map(|index| {
            // SAFETY: a table names `n` fields, which are never freed.
            let field = unsafe { &**at.add(index) };
            // SAFETY: as above.
            (String::from_utf8_lossy(unsafe { field.name.bytes() }).into_owned(), field.ty)
        })
        .collect()
}

#[cfg(test)]
mod tests;
