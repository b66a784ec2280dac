//! A host for unit tests: runs a plugin through the C interface, in the same process, one row at a time.
//!
//! Inputs are copied for each call, and overwritten and freed after it: a plugin that keeps a pointer is found out by
//! Valgrind, an address sanitizer or Miri, and reads garbage without them.
#![expect(unsafe_code, reason = "plays the host's part of the C interface")]

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ffi::c_void;
use std::ptr;

use crate::abi;

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

/// What a plugin made of a row.
#[derive(Debug, Default, PartialEq)]
pub struct Judged {
    /// The facts that it set, by name.
    pub facts: BTreeMap<String, Value>,
    /// Why the row, or the batch, failed.
    pub error: Option<String>,
    /// How the call ended.
    pub status: abi::Status,
}

/// What the plugin told its host.
#[derive(Debug, Default)]
struct Heard {
    arena: Vec<Box<[u128]>>,
    error: Option<String>,
    log: Vec<String>,
}

/// A plugin being tested.
#[derive(Debug)]
pub struct TestHost {
    table: &'static abi::Plugin,
    instance: *mut abi::Instance,
    heard: Box<RefCell<Heard>>,
    /// Kept at one place as long as the instance.
    _host: Box<abi::Host>,
}

impl TestHost {
    /// Opens a plugin with a configuration, a JSON object.
    ///
    /// # Errors
    /// What the plugin says.
    pub fn open(table: &'static abi::Plugin, config: &str) -> Result<Self, String> {
        let heard = Box::new(RefCell::new(Heard::default()));
        let host = Box::new(abi::Host {
            h: abi::Header::of::<abi::Host>(),
            ctx: ptr::from_ref::<RefCell<Heard>>(&heard).cast_mut().cast(),
            log: Some(log),
            fail: Some(fail),
            fail_row: Some(fail_row),
            alloc: Some(alloc),
            progress: None,
            cancelled: None,
            extension: None,
        });
        let mut instance = ptr::null_mut();
        let open = table.open.ok_or("the plugin has no `open`")?;
        // SAFETY: the host lives as long as the instance, the text as long as the call.
        let status = unsafe { open(&raw const *host, abi::Str::new(config.as_bytes()), &raw mut instance) };
        if status != abi::OK {
            return Err(heard.take().error.unwrap_or_else(|| format!("open returned {status}")));
        }
        Ok(TestHost { table, instance, heard, _host: host })
    }

    /// Evaluates one row, with every fact of the plugin needed. Inputs that are not named are missing.
    ///
    /// # Panics
    /// If the plugin has no input of that path, or one of another type.
    pub fn eval_row(&mut self, inputs: &[(&str, Value)]) -> Judged {
        let fields = fields(self.table.inputs, self.table.n_inputs);
        for (path, value) in inputs {
            let known = fields.iter().any(|(name, ty)| name == path && *ty == type_of(value));
            assert!(known, "the plugin has no input `{path}` of this type");
        }
        let mut columns: Vec<Input> = fields
            .iter()
            .map(|(name, ty)| Input::new(*ty, inputs.iter().find(|(path, _)| path == name).map(|(_, value)| value)))
            .collect();
        let cols: Vec<abi::Col> = columns.iter().map(Input::col).collect();
        let facts = fields_of_facts(self.table);
        let mut values = vec![[0u64; 2]; facts.len()];
        let mut valid = vec![0u8; facts.len()];
        let mut outs: Vec<abi::Out> = facts
            .iter()
            .zip(values.iter_mut().zip(&mut valid))
            .zip(0..)
            .map(|(((_, ty), (value, valid)), fact)| abi::Out {
                ty: *ty,
                fact,
                values: ptr::from_mut(value).cast(),
                valid: ptr::from_mut(valid),
            })
            .collect();
        let mut batch = abi::Batch {
            h: abi::Header::of::<abi::Batch>(),
            rows: 1,
            n_in: self.table.n_inputs,
            n_out: self.table.n_facts,
            reserved: 0,
            inputs: cols.as_ptr(),
            outputs: outs.as_mut_ptr(),
            call: ptr::null_mut(),
        };
        // SAFETY: all columns have one row and live until the call returns.
        let status = self.table.eval.map_or(abi::ERR, |eval| unsafe { eval(self.instance, &raw mut batch) });
        let mut judged = Judged { status, ..Judged::default() };
        for ((name, ty), out) in facts.into_iter().zip(&outs) {
            // SAFETY: the plugin has set the value of the row where it has set `valid`; text lies in the arena.
            if unsafe { *out.valid } != 0
                && let Some(value) = unsafe { read(ty, out.values) }
            {
                judged.facts.insert(name, value);
            }
        }
        columns.iter_mut().for_each(Input::poison);
        let mut heard = self.heard.borrow_mut();
        heard.arena.clear();
        judged.error = heard.error.take();
        if judged.error.is_some() {
            judged.facts.clear();
        }
        judged
    }

    /// What the plugin logged so far.
    #[must_use]
    pub fn log(&self) -> Vec<String> {
        self.heard.borrow().log.clone()
    }
}

impl Drop for TestHost {
    fn drop(&mut self) {
        if let Some(close) = self.table.close {
            // SAFETY: the instance is open, and not used any more.
            unsafe { close(self.instance) }
        }
    }
}

fn fields_of_facts(table: &abi::Plugin) -> Vec<(String, abi::Type)> {
    fields(table.facts, table.n_facts)
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

fn type_of(value: &Value) -> abi::Type {
    match value {
        Value::Bool(_) => abi::BOOL,
        Value::Int(_) => abi::I64,
        Value::Number(_) => abi::F64,
        Value::Text(_) => abi::STR,
        Value::Bytes(_) => abi::BYTES,
        Value::List(_) => abi::STR_LIST,
    }
}

/// A column of one row.
struct Input {
    ty: abi::Type,
    word: u64,
    text: abi::Str,
    list: abi::List,
    valid: u8,
    bytes: Vec<u8>,
    items: Vec<abi::Str>,
    texts: Vec<Vec<u8>>,
}

impl Input {
    fn new(ty: abi::Type, value: Option<&Value>) -> Self {
        let mut input = Input {
            ty,
            word: 0,
            text: abi::Str::EMPTY,
            list: abi::List { items: ptr::null(), len: 0 },
            valid: u8::from(value.is_some()),
            bytes: Vec::new(),
            items: Vec::new(),
            texts: Vec::new(),
        };
        match value {
            None => {}
            Some(Value::Bool(b)) => input.word = u64::from(*b),
            Some(Value::Int(n)) => input.word = n.cast_unsigned(),
            Some(Value::Number(n)) => input.word = n.to_bits(),
            Some(Value::Text(text)) => input.bytes = text.as_bytes().to_vec(),
            Some(Value::Bytes(bytes)) => input.bytes.clone_from(bytes),
            Some(Value::List(texts)) => {
                input.texts = texts.iter().map(|text| text.as_bytes().to_vec()).collect();
                input.items = input.texts.iter().map(|text| abi::Str::new(text)).collect();
                input.list = abi::List { items: input.items.as_ptr().cast(), len: input.items.len() as u64 };
            }
        }
        input.text = abi::Str::new(&input.bytes);
        input
    }

    fn col(&self) -> abi::Col {
        let values: *const c_void = match self.ty {
            abi::STR | abi::BYTES => (&raw const self.text).cast(),
            abi::STR_LIST => (&raw const self.list).cast(),
            _ => (&raw const self.word).cast(),
        };
        abi::Col { ty: self.ty, reserved: 0, values, valid: &raw const self.valid }
    }

    /// Makes what a plugin might have kept unusable.
    fn poison(&mut self) {
        self.word = 0xDDDD_DDDD_DDDD_DDDD;
        self.bytes.fill(0xDD);
        self.texts.iter_mut().for_each(|text| text.fill(0xDD));
    }
}

/// # Safety
/// `at` points to a value of this type; text lies in memory that is still there.
unsafe fn read(ty: abi::Type, at: *const c_void) -> Option<Value> {
    let text = |s: abi::Str| {
        // SAFETY: promised by the caller.
        String::from_utf8_lossy(unsafe { s.bytes() }).into_owned()
    };
    // SAFETY: promised by the caller.
    unsafe {
        Some(match ty {
            abi::BOOL => Value::Bool(*at.cast::<u8>() != 0),
            abi::I64 => Value::Int(*at.cast()),
            abi::F64 => Value::Number(*at.cast()),
            abi::STR => Value::Text(text(*at.cast())),
            abi::STR_LIST => {
                let list: abi::List = *at.cast();
                let n = usize::try_from(list.len).ok()?;
                Value::List((0..n).map(|i| text(*list.items.cast::<abi::Str>().add(i))).collect())
            }
            _ => return None,
        })
    }
}

/// # Safety
/// `ctx` is the context of a [`TestHost`], `message` lives during the call.
unsafe fn hear(ctx: *mut c_void, take: impl FnOnce(&mut Heard)) {
    // SAFETY: promised by the caller; the cell is not borrowed while the plugin runs.
    take(&mut unsafe { &*ctx.cast::<RefCell<Heard>>() }.borrow_mut());
}

unsafe extern "C" fn log(ctx: *mut c_void, _: u32, message: abi::Str) {
    // SAFETY: the plugin hands back our context and a text that lives during the call.
    unsafe { hear(ctx, |heard| heard.log.push(String::from_utf8_lossy(message.bytes()).into_owned())) }
}

unsafe extern "C" fn fail(ctx: *mut c_void, _: *mut c_void, message: abi::Str) {
    // SAFETY: as in `log`.
    unsafe { hear(ctx, |heard| heard.error = Some(String::from_utf8_lossy(message.bytes()).into_owned())) }
}

unsafe extern "C" fn fail_row(ctx: *mut c_void, call: *mut c_void, _: u32, message: abi::Str) {
    // SAFETY: as in `log`.
    unsafe { fail(ctx, call, message) }
}

unsafe extern "C" fn alloc(ctx: *mut c_void, _: *mut c_void, size: u64, _: u64) -> *mut c_void {
    let mut at = ptr::null_mut();
    let Ok(size) = usize::try_from(size) else { return at };
    // SAFETY: as in `log`. The memory stays where it is when the list of boxes grows.
    unsafe {
        hear(ctx, |heard| {
            heard.arena.push(vec![0u128; size.div_ceil(16).max(1)].into_boxed_slice());
            at = heard.arena.last_mut().map_or(ptr::null_mut(), |chunk| chunk.as_mut_ptr().cast());
        });
    }
    at
}

#[cfg(test)]
#[expect(unreachable_pub, reason = "what the macro exports, and nobody here imports")]
mod tests {
    use super::*;
    use crate::{Cx, Error, Host, LogLevel, Plugin};

    crate::inputs! {
        struct Input {
            flag: Option<bool> = "flag", "a bool";
            count: Option<i64> = "count", "an integer";
            share: Option<f64> = "share", "a number";
            text: &'a str = "text", "a text";
            bytes: Option<&'a [u8]> = "bytes", "bytes";
            words: Option<Vec<&'a str>> = "words", "a list";
        }
    }
    crate::facts! {
        struct Output {
            flag: bool = "flag", "a bool";
            count: i64 = "count", "an integer";
            share: f64 = "share", "a number";
            text: String = "text", "a text";
            words: Vec<String> = "words", "a list";
            never: &'static str = "never", "never set";
        }
    }
    struct Echo;
    impl Plugin for Echo {
        type Config = ();
        type Input<'a> = Input<'a>;
        type Facts = Output;

        fn open((): (), host: &Host) -> Result<Self, Error> {
            host.log(LogLevel::Info, "hello");
            Ok(Echo)
        }

        fn eval(&mut self, row: Input<'_>, cx: &Cx<'_>) -> Result<Output, Error> {
            assert!(cx.wants("flag") && !cx.wants("flags"));
            match row.text {
                "panic" => panic!("as asked"),
                "error" => return Err(Error::new("no such text")),
                _ => {}
            }
            Ok(Output {
                flag: row.flag,
                count: row.count.or(row.bytes.and_then(|b| i64::try_from(b.len()).ok())),
                share: row.share,
                text: Some(row.text.to_owned()),
                words: row.words.map(|words| words.into_iter().map(str::to_owned).collect()),
                never: None,
            })
        }
    }
    crate::export_plugin!(Echo, id = "echo");

    #[test]
    fn every_type_goes_both_ways() {
        let mut host = TestHost::open(plugin(), "{}").unwrap();
        let judged = host.eval_row(&[
            ("flag", Value::Bool(true)),
            ("count", Value::Int(i64::MIN)),
            ("share", Value::Number(-0.5)),
            ("text", Value::Text("a\0😀".into())),
            ("words", Value::List(vec!["x".into(), String::new()])),
        ]);
        assert_eq!(judged.error, None);
        let facts: Vec<_> = judged.facts.into_iter().collect();
        assert_eq!(
            facts,
            [
                ("count".into(), Value::Int(i64::MIN)),
                ("flag".into(), Value::Bool(true)),
                ("share".into(), Value::Number(-0.5)),
                ("text".into(), Value::Text("a\0😀".into())),
                ("words".into(), Value::List(vec!["x".into(), String::new()])),
            ]
        );
        assert_eq!(host.log(), ["hello"]);
        let bytes = host.eval_row(&[("text", Value::Text(String::new())), ("bytes", Value::Bytes(vec![0xFF; 3]))]);
        assert_eq!(bytes.facts["count"], Value::Int(3));
        assert_eq!(bytes.facts["text"], Value::Text(String::new()));
    }

    #[test]
    fn one_bad_row_says_why_and_harms_no_other() {
        let mut host = TestHost::open(plugin(), "{}").unwrap();
        let text = |t: &str| [("text", Value::Text(t.into()))];
        assert_eq!(host.eval_row(&text("error")).error.as_deref(), Some("no such text"));
        let panic = host.eval_row(&text("panic")).error.unwrap();
        assert!(panic.contains("testing.rs:") && panic.ends_with("as asked"), "{panic}");
        assert_eq!(host.eval_row(&[]).error.as_deref(), Some("a fact that the plugin needs is missing"));
        assert_eq!(host.eval_row(&text("fine")).error, None);
    }

    #[test]
    fn the_table_says_who_it_is() {
        let table = followback_plugin(1);
        // SAFETY: the table is static.
        let table = unsafe { &*table };
        // SAFETY: its texts are static.
        assert_eq!(unsafe { table.id.bytes() }, b"echo");
        assert_eq!((table.h, table.n_inputs, table.n_facts), (abi::Header::of::<abi::Plugin>(), 6, 6));
    }
}
