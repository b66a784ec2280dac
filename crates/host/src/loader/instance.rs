//! A running plugin in this process.

use std::ffi::c_void;
use std::mem::size_of;
use std::ptr;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use followback_plugin::abi;

use super::arena::Arena;
use super::ear::{Ear, Heard};
use super::progress::Progress;
use super::table::{Calls, Table};
use super::turn::Turn;
use crate::careful::{Broken, Way};
use crate::rows::{Answers, Column, FaultKind, MAX_TEXT, MAX_VALUES_SIZE, Rows, Value};
use crate::watchdog::{Watchdog, watched};

/// A running plugin.
#[derive(Debug)]
pub(crate) struct Instance {
    table: Arc<Table>,
    calls: Calls,
    raw: *mut abi::Instance,
    // Counted, not owned: a `Box` that is moved takes the right to use it away from the pointers that the plugin keeps.
    ear: Rc<Ear>,
    _host: Rc<abi::Host>,
    watchdog: Option<Arc<Watchdog>>,
}

// SAFETY: an instance may move between threads as long as its calls do not overlap (`FB_THREADS_PER_INSTANCE`), and `ask` takes
// it exclusively. What it points to is its own (nobody else counts in its `Rc`s), and `Ear` can be used from any thread.
unsafe impl Send for Instance {}

impl Instance {
    /// Opens a plugin with a configuration, a JSON object. Which row is being looked at is also written to `progress`, for
    /// whoever finds out that this process has ended.
    pub(crate) fn open(table: Arc<Table>, config: &str, progress: Option<Arc<Progress>>) -> Result<Self, String> {
        Self::open_watched(table, config, progress, None)
    }

    /// The same, under the eyes of a watchdog, whose time every later call has as well.
    pub(crate) fn open_watched(
        table: Arc<Table>,
        config: &str,
        progress: Option<Arc<Progress>>,
        watchdog: Option<Arc<Watchdog>>,
    ) -> Result<Self, String> {
        let calls = table.calls.ok_or("it runs in another process")?;
        let turn = table.turn.clone();
        let _turn = turn.as_ref().map(Turn::take);
        let ear = Rc::new(Ear::new(progress));
        if let Some(watchdog) = &watchdog {
            ear.limit_time(watchdog.limit());
        }
        ear.begin();
        let host = Rc::new(ear.host());
        let mut raw = ptr::null_mut();
        let status = watched(watchdog.as_deref(), "its opening", || {
            // SAFETY: the host lives as long as the instance, the configuration as long as the call.
            unsafe { (calls.open)(Rc::as_ptr(&host), abi::Str::new(config.as_bytes()), &raw mut raw) }
        });
        let failure = ear.heard().failure.take();
        match failure {
            None if status == abi::OK && raw.is_null() => {
                Err("`open` says that all is well, and hands over no instance".to_owned())
            }
            None if status == abi::OK => Ok(Instance { table, calls, raw, ear, _host: host, watchdog }),
            failure => Err(failure.unwrap_or_else(|| format!("`open` {}", ended(status)))),
        }
    }

    /// From then on each call is asked to give up when it takes longer.
    pub(crate) fn limit_time(&mut self, limit: Duration) {
        self.ear.limit_time(limit);
    }

    /// Asks for facts, by their indices in the table.
    pub(crate) fn ask(&mut self, rows: &Rows<'_>, wanted: &[usize]) -> Result<Answers, Broken> {
        let columns: Vec<Input> =
            rows.columns().iter().zip(&self.table.inputs).map(|(column, input)| Input::new(column, input.ty)).collect();
        let cols: Vec<abi::Col> = columns.iter().map(Input::col).collect();
        let mut outputs = self.outputs(rows, wanted);
        let mut outs: Vec<abi::Out> = outputs.iter_mut().zip(wanted).map(|(output, &fact)| output.out(fact)).collect();
        let status = self.eval(rows.len(), &cols, &mut outs);
        self.answers(status, rows.len(), wanted, &outputs)
    }

    pub(crate) fn table(&self) -> &Table {
        &self.table
    }

    /// Memory for the answers about some rows.
    pub(super) fn outputs(&self, rows: &Rows<'_>, wanted: &[usize]) -> Vec<Output> {
        wanted.iter().map(|&fact| Output::new(self.table.facts[fact].ty, rows.len())).collect()
    }

    /// Evaluates a batch of columns that have `n_rows` values each, and live until this returns.
    pub(super) fn eval(&mut self, n_rows: usize, cols: &[abi::Col], outs: &mut [abi::Out]) -> abi::Status {
        // The time of the call begins with its turn: what others take is not its own.
        let _turn = self.table.turn.as_ref().map(Turn::take);
        self.ear.begin();
        let length = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        // The plugin gets a copy of the columns: what it does to them changes nothing here.
        let mut batch = abi::Batch {
            h: abi::Header::of::<abi::Batch>(),
            rows: length(n_rows),
            n_in: length(cols.len()),
            n_out: length(outs.len()),
            reserved: 0,
            inputs: cols.as_ptr(),
            outputs: outs.as_mut_ptr(),
            call: ptr::from_ref::<Ear>(&self.ear).cast_mut().cast(),
        };
        watched(self.watchdog.as_deref(), "a batch", || {
            // SAFETY: the instance is open, its calls do not overlap, and all columns have `rows` values and outlive the call.
            unsafe { (self.calls.eval)(self.raw, &raw mut batch) }
        })
    }

    /// What came of a call.
    pub(super) fn answers(
        &self,
        status: abi::Status,
        n_rows: usize,
        wanted: &[usize],
        outputs: &[Output],
    ) -> Result<Answers, Broken> {
        let heard = std::mem::take(&mut *self.ear.heard());
        let broken = |message| Broken { message, suspect: self.ear.suspect(), way: Way::Failed };
        // Whatever it made of having no memory would depend on what else stood in the batch.
        if heard.arena.is_short() && ![abi::FATAL, abi::PANIC].contains(&status) {
            let more = format!("it wants more than {} MiB", Arena::LIMIT >> 20);
            return if n_rows > 1 {
                Err(Broken { message: format!("{more} for one batch"), suspect: None, way: Way::TooMuch })
            } else {
                let fault = FaultKind::Failed.saying(format!("{more} for one row"));
                Ok(Answers { notes: heard.log, ..Answers::all(wanted.len(), n_rows, &fault) })
            };
        }
        if status != abi::OK || heard.failure.is_some() {
            return Err(broken(heard.failure.unwrap_or_else(|| format!("`eval` {}", ended(status)))));
        }
        // Values may share memory, so that there is more to copy than the plugin was given.
        let mut size = 0;
        let mut answers = Answers { notes: heard.log.clone(), ..Answers::none(wanted.len(), n_rows) };
        for (row, message) in &heard.rows {
            if (*row as usize) < n_rows {
                answers.faults.insert(*row as usize, FaultKind::Declined.saying(message));
            } else {
                answers.notes.add("it spoke of a row that it was not given".to_owned(), 1);
            }
        }
        // Row by row, which is the order in which what is odd is told.
        for row in 0..n_rows {
            for (index, (output, &fact)) in outputs.iter().zip(wanted).enumerate() {
                let name = &self.table.facts[fact].name;
                match output.value(row, &heard) {
                    Ok(value) => {
                        size += value.as_ref().map_or(0, Value::size);
                        if size > MAX_VALUES_SIZE {
                            let message = format!("its answers have more than {} MiB", MAX_VALUES_SIZE >> 20);
                            let way = if n_rows > 1 { Way::TooMuch } else { Way::Failed };
                            return Err(Broken { way, ..broken(message) });
                        }
                        answers.facts[index][row] = value;
                    }
                    Err(Bad::Odd(problem)) => answers.notes.add(format!("`{name}` {problem}"), 1),
                    Err(Bad::Wrong(problem)) => {
                        answers
                            .faults
                            .entry(row)
                            .or_insert_with(|| FaultKind::Failed.saying(format!("`{name}` {problem}")));
                    }
                }
            }
        }
        Ok(answers)
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        let _turn = self.table.turn.as_ref().map(Turn::take);
        watched(self.watchdog.as_deref(), "its closing", || {
            // SAFETY: the instance is open, and not used any more.
            unsafe { (self.calls.close)(self.raw) }
        });
    }
}

fn ended(status: abi::Status) -> String {
    match status {
        abi::ERR => "failed without saying why".to_owned(),
        abi::FATAL => "failed for good without saying why".to_owned(),
        abi::CANCELLED => "gave up".to_owned(),
        abi::PANIC => "panicked without saying where".to_owned(),
        other => format!("returned status {other}, which there is not"),
    }
}

/// A column as C sees it.
struct Input {
    ty: abi::Type,
    values: Values,
    valid: Vec<u8>,
    /// Items of lists, kept where they are.
    _items: Vec<Vec<abi::Str>>,
}

enum Values {
    Bool(Vec<u8>),
    Int(Vec<i64>),
    Number(Vec<f64>),
    Text(Vec<abi::Str>),
    List(Vec<abi::List>),
}

impl Input {
    /// A column in the type that the plugin reads; [`Table::reads`] has seen that it fits.
    fn new(column: &Column<'_>, ty: abi::Type) -> Self {
        fn valid<T>(rows: &[Option<T>]) -> Vec<u8> {
            rows.iter().map(|row| u8::from(row.is_some())).collect()
        }
        let text = |bytes: Option<&[u8]>| bytes.map_or(abi::Str::EMPTY, abi::Str::new);
        let mut items = Vec::new();
        let (ty, values, valid) = match column {
            Column::Bool(rows) => {
                (abi::BOOL, Values::Bool(rows.iter().map(|row| u8::from(*row == Some(true))).collect()), valid(rows))
            }
            Column::Number(rows) if ty == abi::I64 => {
                (abi::I64, Values::Int(rows.iter().map(|row| whole(row.unwrap_or(0.0))).collect()), valid(rows))
            }
            Column::Number(rows) => {
                (abi::F64, Values::Number(rows.iter().map(|row| row.unwrap_or(0.0)).collect()), valid(rows))
            }
            Column::Text(rows) => {
                (abi::STR, Values::Text(rows.iter().map(|row| text(row.map(str::as_bytes))).collect()), valid(rows))
            }
            Column::Bytes(rows) => (abi::BYTES, Values::Text(rows.iter().map(|row| text(*row)).collect()), valid(rows)),
            Column::List(rows) => {
                items = rows
                    .iter()
                    .map(|row| row.iter().flatten().map(|item| abi::Str::new(item.as_bytes())).collect())
                    .collect::<Vec<Vec<abi::Str>>>();
                let list = |items: &Vec<abi::Str>| abi::List { items: items.as_ptr().cast(), len: items.len() as u64 };
                (abi::STR_LIST, Values::List(items.iter().map(list).collect()), valid(rows))
            }
        };
        Input { ty, values, valid, _items: items }
    }

    fn col(&self) -> abi::Col {
        let values: *const c_void = match &self.values {
            Values::Bool(values) => values.as_ptr().cast(),
            Values::Int(values) => values.as_ptr().cast(),
            Values::Number(values) => values.as_ptr().cast(),
            Values::Text(values) => values.as_ptr().cast(),
            Values::List(values) => values.as_ptr().cast(),
        };
        abi::Col { ty: self.ty, reserved: 0, values, valid: self.valid.as_ptr() }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "what is too large becomes the greatest")]
pub(super) fn whole(number: f64) -> i64 {
    number as i64
}

/// Memory for a column of answers.
pub(super) struct Output {
    pub(super) ty: abi::Type,
    pub(super) values: Vec<u128>,
    pub(super) valid: Vec<u8>,
}

/// A value that is not taken.
enum Bad {
    /// It counts as missing.
    Odd(String),
    /// It says that the plugin is not to be trusted with this row.
    Wrong(String),
}

impl Output {
    fn new(ty: abi::Type, n_rows: usize) -> Self {
        let size = n_rows * size(ty);
        Output { ty, values: vec![0; size.div_ceil(size_of::<u128>()).max(1)], valid: vec![0; n_rows.max(1)] }
    }

    #[expect(clippy::cast_possible_truncation, reason = "a table has at most 1024 facts")]
    fn out(&mut self, fact: usize) -> abi::Out {
        let (values, valid) = (self.values.as_mut_ptr().cast(), self.valid.as_mut_ptr());
        abi::Out { ty: self.ty, fact: fact as u32, values, valid }
    }

    /// The value of a row, if the plugin has set one.
    fn value(&self, row: usize, heard: &Heard) -> Result<Option<Value>, Bad> {
        if self.valid[row] == 0 {
            return Ok(None);
        }
        let at: *const c_void = self.values.as_ptr().cast();
        // SAFETY: the column has memory for `n_rows` values of its type, `row` is one of them (`valid` was indexed), and any
        // bytes are a value of these types.
        let value = unsafe {
            match self.ty {
                abi::BOOL => match *at.cast::<u8>().add(row) {
                    bit @ (0 | 1) => Value::Bool(bit == 1),
                    other => return Err(Bad::Wrong(format!("is {other} where true or false, 1 or 0, is needed"))),
                },
                abi::I64 => Value::Number(*at.cast::<i64>().add(row) as f64),
                abi::F64 => match *at.cast::<f64>().add(row) {
                    number if number.is_finite() => Value::Number(number),
                    other => return Err(Bad::Odd(format!("is {other}, which counts as missing"))),
                },
                abi::STR => Value::Text(text(*at.cast::<abi::Str>().add(row), heard)?),
                abi::STR_LIST => {
                    let list = *at.cast::<abi::List>().add(row);
                    if list.len > 0 && !list.items.cast::<abi::Str>().is_aligned() {
                        return Err(Bad::Wrong("is a list at an address that is no multiple of 8".to_owned()));
                    }
                    let items = heard.arena.items(list).ok_or_else(outside)?;
                    Value::List(items.into_iter().map(|item| text(item, heard)).collect::<Result<_, _>>()?)
                }
                _ => return Err(Bad::Wrong("is of a type that no fact has".to_owned())),
            }
        };
        Ok(Some(value))
    }
}

fn outside() -> Bad {
    Bad::Wrong("points outside of the memory that the plugin was given".to_owned())
}

fn text(text: abi::Str, heard: &Heard) -> Result<String, Bad> {
    let bytes = heard.arena.bytes(text).ok_or_else(outside)?;
    if bytes.len() > MAX_TEXT {
        return Err(Bad::Wrong(format!("has {} bytes; at most {MAX_TEXT} are taken", bytes.len())));
    }
    std::str::from_utf8(bytes).map(str::to_owned).map_err(|_| Bad::Wrong("is not UTF-8".to_owned()))
}

pub(super) fn size(ty: abi::Type) -> usize {
    match ty {
        abi::BOOL => 1,
        abi::STR | abi::STR_LIST | abi::BYTES => size_of::<abi::Str>(),
        _ => size_of::<u64>(),
    }
}
