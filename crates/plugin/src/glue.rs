//! From a [`Plugin`] to the table of the C interface.
#![expect(unsafe_code, reason = "functions that C calls with raw pointers")]

use std::ffi::c_void;
use std::panic::AssertUnwindSafe;
use std::ptr;

use crate::abi;
use crate::batch::{Answers, Cx, Rows};
use crate::config::Config;
use crate::fact::Facts;
use crate::host::Host;
use crate::input::Input;
use crate::panic;
use crate::plugin::Plugin;

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
    #[expect(clippy::cast_possible_truncation, reason = "a plugin has a handful of inputs and facts")]
    pub fn of<P: Plugin>(about: &About) -> Self {
        let inputs: Vec<*const abi::Field> = <P::Input<'static> as Input<'static>>::FIELDS
            .iter()
            .map(|f| field(f.path, f.doc, f.ty, if f.optional { abi::FIELD_OPTIONAL } else { 0 }))
            .collect();
        let facts: Vec<*const abi::Field> = P::Facts::FIELDS.iter().map(|f| field(f.name, f.doc, f.ty, 0)).collect();
        // Without unwinding a panic ends the process.
        let flags = if about.aborts { abi::PLUGIN_ISOLATE } else { 0 };
        Descriptor(Box::leak(Box::new(abi::Plugin {
            h: abi::Header::of::<abi::Plugin>(),
            id: abi::Str::new(about.id.as_bytes()),
            version: abi::Str::new(about.version.as_bytes()),
            license: abi::Str::new(about.license.as_bytes()),
            doc: abi::Str::new(about.doc.as_bytes()),
            threads: P::THREADS.code(),
            flags,
            n_inputs: inputs.len() as u32,
            n_facts: facts.len() as u32,
            inputs: inputs.leak().as_ptr(),
            facts: facts.leak().as_ptr(),
            config_schema: abi::Str::new(P::Config::schema().leak().as_bytes()),
            open: Some(open::<P>),
            eval: Some(eval::<P>),
            close: Some(close::<P>),
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
    // SAFETY: the host lives as long as the instance.
    let host = unsafe { Host::new(host) };
    // SAFETY: the text lives during the call.
    let config = unsafe { config.bytes() };
    let opened = panic::caught(|| {
        let text = std::str::from_utf8(config).map_err(|e| e.to_string())?;
        let config = P::Config::from_json(text)?;
        P::open(config, &host).map_err(|e| e.message().to_owned())
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
    let running = unsafe { &mut *instance.cast::<Running<P>>() };
    // SAFETY: the batch lives during the call, and the host does not write to it.
    let batch = unsafe { &*batch };
    let columns = columns(batch, P::Facts::FIELDS.len());
    let cx = Cx::new(running.host, batch.call, &columns, P::Facts::FIELDS);
    // SAFETY: the batch keeps what the header promises until the call returns, and `answers` is the only writer.
    let (rows, mut answers) = unsafe { (Rows::new(batch), Answers::new(batch, running.host, &columns)) };
    let plugin = AssertUnwindSafe(&mut running.plugin);
    match panic::caught(|| {
        let AssertUnwindSafe(plugin) = plugin;
        plugin.eval_batch(&rows, &mut answers, &cx)
    }) {
        Ok(Ok(())) if cx.cancelled() => abi::CANCELLED,
        Ok(Ok(())) => abi::OK,
        Ok(Err(error)) => {
            running.host.fail(batch.call, error.message());
            abi::ERR
        }
        Err(words) => {
            running.host.fail(batch.call, &words);
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

unsafe extern "C" fn close<P: Plugin>(instance: *mut abi::Instance) {
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
    ($plugin:ty, id = $id:literal) => {
        $crate::static_plugin!($plugin, id = $id);

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
    ($plugin:ty, id = $id:literal) => {
        /// The table of this plugin, for a program that links it in.
        #[must_use]
        pub fn plugin() -> &'static $crate::abi::Plugin {
            static TABLE: ::std::sync::OnceLock<$crate::Descriptor> = ::std::sync::OnceLock::new();
            TABLE
                .get_or_init(|| {
                    $crate::Descriptor::of::<$plugin>(&$crate::About {
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
}
