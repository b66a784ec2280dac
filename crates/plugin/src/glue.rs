//! From a [`Plugin`] to the table of the C interface.
#![expect(unsafe_code, reason = "functions that C calls with raw pointers")]

use std::ffi::c_void;
use std::ptr;

use crate::abi;
use crate::batch::{Answers, Cx, Rows};
use crate::config::Config;
use crate::error::Error;
use crate::fact::Facts;
use crate::host::Host;
use crate::input::Input;
use crate::panic;
use crate::plugin::{Plugin, SharedPlugin};

/// Who a plugin is.
#[derive(Clone, Copy, Debug)]
pub struct About {
    /// `[a-z0-9-]+`, as in the manifest.
    pub id: &'static str,
    /// Version of the plugin.
    pub version: &'static str,
    /// An SPDX expression.
    pub license: &'static str,
    /// One sentence.
    pub doc: &'static str,
    /// A panic ends the process. Whoever exports the plugin says so, as this crate may be compiled otherwise.
    pub aborts: bool,
}

/// The table of a plugin. Made once and never freed.
#[derive(Clone, Copy, Debug)]
pub struct Descriptor(&'static abi::Plugin);

impl Descriptor {
    /// The table of a plugin.
    #[must_use]
    pub fn of<P: Plugin>(about: &About) -> Self {
        let calls = Calls { threads: P::THREADS.code(), open: open::<P>, eval: eval::<P>, close: close::<P> };
        Self::new::<P::Input<'static>, P::Facts, P::Config>(about, &calls)
    }

    /// The table of a plugin that many threads may ask.
    #[must_use]
    pub fn shared<P: SharedPlugin>(about: &About) -> Self {
        let calls =
            Calls { threads: abi::THREADS_SHARED, open: open_shared::<P>, eval: eval_shared::<P>, close: close::<P> };
        Self::new::<P::Input<'static>, P::Facts, P::Config>(about, &calls)
    }

    #[expect(clippy::cast_possible_truncation, reason = "a plugin has a handful of inputs and facts")]
    fn new<I: Input<'static>, F: Facts, C: Config>(about: &About, calls: &Calls) -> Self {
        let inputs: Vec<*const abi::Field> = I::FIELDS
            .iter()
            .map(|f| field(f.path, f.doc, f.ty, if f.optional { abi::FIELD_OPTIONAL } else { 0 }))
            .collect();
        let facts: Vec<*const abi::Field> = F::FIELDS.iter().map(|f| field(f.name, f.doc, f.ty, 0)).collect();
        // Without unwinding a panic ends the process.
        let flags = if about.aborts { abi::PLUGIN_ISOLATE } else { 0 };
        if about.aborts {
            panic::abort();
        }
        Descriptor(Box::leak(Box::new(abi::Plugin {
            h: abi::Header::of::<abi::Plugin>(),
            id: abi::Str::new(about.id.as_bytes()),
            version: abi::Str::new(about.version.as_bytes()),
            license: abi::Str::new(about.license.as_bytes()),
            doc: abi::Str::new(about.doc.as_bytes()),
            threads: calls.threads,
            flags,
            n_inputs: inputs.len() as u32,
            n_facts: facts.len() as u32,
            inputs: inputs.leak().as_ptr(),
            facts: facts.leak().as_ptr(),
            config_schema: abi::Str::new(C::schema().leak().as_bytes()),
            open: Some(calls.open),
            eval: Some(calls.eval),
            close: Some(calls.close),
            extension: None,
        })))
    }

    /// As C sees it.
    #[must_use]
    pub fn table(self) -> &'static abi::Plugin {
        self.0
    }
}

fn field(name: &'static str, doc: &'static str, ty: abi::Type, flags: u32) -> *const abi::Field {
    Box::leak(Box::new(abi::Field {
        h: abi::Header::of::<abi::Field>(),
        name: abi::Str::new(name.as_bytes()),
        doc: abi::Str::new(doc.as_bytes()),
        ty,
        flags,
    }))
}

/// How a plugin is called.
struct Calls {
    threads: u32,
    open: unsafe extern "C" fn(*const abi::Host, abi::Str, *mut *mut abi::Instance) -> abi::Status,
    eval: unsafe extern "C" fn(*mut abi::Instance, *mut abi::Batch) -> abi::Status,
    close: unsafe extern "C" fn(*mut abi::Instance),
}

/// A plugin and its host.
struct Running<P> {
    plugin: P,
    host: Host,
}

unsafe extern "C" fn open<P: Plugin>(
    host: *const abi::Host,
    config: abi::Str,
    instance: *mut *mut abi::Instance,
) -> abi::Status {
    // SAFETY: what the caller promises is what is asked for.
    unsafe { opened(host, config, instance, P::open) }
}

unsafe extern "C" fn open_shared<P: SharedPlugin>(
    host: *const abi::Host,
    config: abi::Str,
    instance: *mut *mut abi::Instance,
) -> abi::Status {
    // SAFETY: what the caller promises is what is asked for.
    unsafe { opened(host, config, instance, P::open) }
}

/// # Safety
/// The host lives as long as the instance, the configuration as long as the call, and there is a place for the instance.
unsafe fn opened<P, C: Config>(
    host: *const abi::Host,
    config: abi::Str,
    instance: *mut *mut abi::Instance,
    open: fn(C, &Host) -> Result<P, Error>,
) -> abi::Status {
    // SAFETY: the host lives as long as the instance.
    let host = unsafe { Host::new(host) };
    // SAFETY: the text lives during the call.
    let config = unsafe { config.bytes() };
    let opened = panic::caught(|| {
        let text = std::str::from_utf8(config).map_err(|e| e.to_string())?;
        let config = C::from_json(text)?;
        open(config, &host).map_err(|e| e.message().to_owned())
    });
    match opened.and_then(|result| result) {
        Ok(plugin) => {
            let running = Box::into_raw(Box::new(Running { plugin, host }));
            // SAFETY: the host gives a place for the instance.
            unsafe { instance.write(running.cast()) };
            abi::OK
        }
        Err(words) => {
            host.fail(ptr::null_mut(), &words);
            abi::ERR
        }
    }
}

unsafe extern "C" fn eval<P: Plugin>(instance: *mut abi::Instance, batch: *mut abi::Batch) -> abi::Status {
    // SAFETY: the instance is one of `open`, not closed yet, and its calls do not overlap (`Plugin::THREADS`).
    let Running { plugin, host } = unsafe { &mut *instance.cast::<Running<P>>() };
    // SAFETY: what the caller promises is what is asked for.
    unsafe { judged::<P::Facts>(*host, batch, |rows, answers, cx| plugin.eval_batch(rows, answers, cx)) }
}

unsafe extern "C" fn eval_shared<P: SharedPlugin>(instance: *mut abi::Instance, batch: *mut abi::Batch) -> abi::Status {
    // SAFETY: the instance is one of `open` and not closed yet. Calls that overlap share it, as `SharedPlugin` is `Sync`, and
    // the host's functions may be called from any thread.
    let Running { plugin, host } = unsafe { &*instance.cast::<Running<P>>() };
    // SAFETY: what the caller promises is what is asked for.
    unsafe { judged::<P::Facts>(*host, batch, |rows, answers, cx| plugin.eval_batch(rows, answers, cx)) }
}

/// # Safety
/// The batch keeps what the header promises until this returns.
unsafe fn judged<F: Facts>(
    host: Host,
    batch: *mut abi::Batch,
    eval_batch: impl FnOnce(&Rows<'_>, &mut Answers<'_>, &Cx<'_>) -> Result<(), Error>,
) -> abi::Status {
    // SAFETY: the batch lives during the call, and the host does not write to it.
    let batch = unsafe { &*batch };
    let columns = columns(batch, F::FIELDS.len());
    let cx = Cx::new(host, batch.call, &columns, F::FIELDS);
    // SAFETY: the batch keeps what the header promises until the call returns, and `answers` is the only writer.
    let (rows, mut answers) = unsafe { (Rows::new(batch), Answers::new(batch, host, &columns)) };
    match panic::caught(|| eval_batch(&rows, &mut answers, &cx)) {
        Ok(Ok(())) if cx.cancelled() => abi::CANCELLED,
        Ok(Ok(())) => abi::OK,
        Ok(Err(error)) => {
            host.fail(batch.call, error.message());
            abi::ERR
        }
        Err(words) => {
            host.fail(batch.call, &words);
            abi::PANIC
        }
    }
}

/// For each declared fact, the column it goes to, if somebody needs it.
fn columns(batch: &abi::Batch, n_facts: usize) -> Vec<Option<u32>> {
    let mut columns = vec![None; n_facts];
    for column in 0..batch.n_out {
        // SAFETY: there are `n_out` columns.
        let fact = unsafe { (*batch.outputs.add(column as usize)).fact };
        if let Some(slot) = columns.get_mut(fact as usize) {
            *slot = Some(column);
        }
    }
    columns
}

unsafe extern "C" fn close<P>(instance: *mut abi::Instance) {
    // SAFETY: the instance is one of `open`, and not used any more.
    let running = unsafe { Box::from_raw(instance.cast::<Running<P>>()) };
    let host = running.host;
    if let Err(words) = panic::caught(|| drop(running)) {
        host.fail(ptr::null_mut::<c_void>(), &words);
    }
}

/// Exports a plugin: the symbol that followback looks for, and `plugin()`, which gives the table to a program that links the
/// plugin in.
///
/// Version, licence and description are those of the crate. A program can link one plugin that exports the symbol, of a
/// second one it would clash: plugins that are only linked in are made by [`static_plugin!`](crate::static_plugin!).
#[macro_export]
macro_rules! export_plugin {
    ($plugin:ty, id = $id:literal $(, threads = $threads:ident)?) => {
        $crate::static_plugin!($plugin, id = $id $(, threads = $threads)?);

        /// What followback looks for in the library.
        #[unsafe(no_mangle)]
        pub extern "C" fn followback_plugin(_host_abi_major: u32) -> *const $crate::abi::Plugin {
            plugin()
        }
    };
}

/// Makes `plugin()`, the table of a plugin that a program links in.
#[macro_export]
macro_rules! static_plugin {
    (@table $made:ident, $plugin:ty, $id:literal) => {
        /// The table of this plugin, for a program that links it in.
        #[must_use]
        pub fn plugin() -> &'static $crate::abi::Plugin {
            static TABLE: ::std::sync::OnceLock<$crate::Descriptor> = ::std::sync::OnceLock::new();
            TABLE
                .get_or_init(|| {
                    $crate::Descriptor::$made::<$plugin>(&$crate::About {
                        id: $id,
                        version: env!("CARGO_PKG_VERSION"),
                        license: env!("CARGO_PKG_LICENSE"),
                        doc: env!("CARGO_PKG_DESCRIPTION"),
                        aborts: cfg!(panic = "abort"),
                    })
                })
                .table()
        }
    };
    ($plugin:ty, id = $id:literal) => {
        $crate::static_plugin!(@table of, $plugin, $id);
    };
    ($plugin:ty, id = $id:literal, threads = shared) => {
        $crate::static_plugin!(@table shared, $plugin, $id);
    };
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::thread;

    use super::{About, Cx, Descriptor, Error, Host, SharedPlugin, abi, ptr};
    use crate::{facts, inputs};

    inputs! {
        struct Input { _bio: Option<&'a str> = "bio", "the biography"; }
    }
    facts! {
        struct Met { met: bool = "met", "two threads were inside at the same time"; }
    }

    /// Two calls of an instance, each of which waits for the other.
    struct Meeting(Barrier);

    impl SharedPlugin for Meeting {
        type Config = ();
        type Input<'a> = Input<'a>;
        type Facts = Met;

        fn open((): (), _: &Host) -> Result<Self, Error> {
            Ok(Meeting(Barrier::new(2)))
        }

        fn eval(&self, _: Input<'_>, _: &Cx<'_>) -> Result<Met, Error> {
            self.0.wait();
            Ok(Met { met: Some(true) })
        }
    }

    /// An address that may go to another thread.
    #[derive(Clone, Copy)]
    struct Shared(*mut abi::Instance);
    // SAFETY: the plugin says `FB_THREADS_SHARED`.
    unsafe impl Send for Shared {}

    #[test]
    fn calls_of_a_shared_plugin_may_overlap() {
        // A plugin keeps its table for good.
        static MEETING: std::sync::OnceLock<Descriptor> = std::sync::OnceLock::new();
        let about = About { id: "meeting", version: "1.0.0", license: "MIT", doc: "For tests.", aborts: false };
        let table = MEETING.get_or_init(|| Descriptor::shared::<Meeting>(&about)).table();
        assert_eq!(table.threads, abi::THREADS_SHARED);
        let (open, eval, close) = (table.open.unwrap(), table.eval.unwrap(), table.close.unwrap());
        let mut instance = ptr::null_mut();
        // SAFETY: a host may offer nothing, which it does by being null.
        assert_eq!(unsafe { open(ptr::null(), abi::Str::new(b"{}"), &raw mut instance) }, abi::OK);
        let shared = Shared(instance);
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(move || {
                    let Shared(instance) = { shared };
                    let (mut value, mut valid) = (0u8, 0u8);
                    let (bio, known) = (abi::Str::EMPTY, 0u8);
                    let col = abi::Col {
                        ty: abi::STR,
                        reserved: 0,
                        values: (&raw const bio).cast(),
                        valid: &raw const known,
                    };
                    let mut out =
                        abi::Out { ty: abi::BOOL, fact: 0, values: (&raw mut value).cast(), valid: &raw mut valid };
                    let mut batch = abi::Batch {
                        h: abi::Header::of::<abi::Batch>(),
                        rows: 1,
                        n_in: 1,
                        n_out: 1,
                        reserved: 0,
                        inputs: &raw const col,
                        outputs: &raw mut out,
                        call: ptr::null_mut(),
                    };
                    // SAFETY: one row, and a column for its input and its fact.
                    assert_eq!(unsafe { eval(instance, &raw mut batch) }, abi::OK);
                    assert_eq!((value, valid), (1, 1));
                });
            }
        });
        // SAFETY: it is open, and not used any more.
        unsafe { close(instance) };
    }
}
