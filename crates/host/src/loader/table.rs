//! The table of a plugin, checked and copied.

use std::mem::{MaybeUninit, offset_of, size_of};

use followback_plugin::abi;

use super::config;
use super::turn::Turn;
use crate::manifest::advice;
use crate::rows::Column;
use crate::wire::{Garbled, Reader, Writer};

/// What a plugin says of itself, in its own words; the functions to call.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub(crate) id: String,
    pub(crate) inputs: Vec<Field>,
    pub(crate) facts: Vec<Field>,
    pub(crate) version: String,
    pub(crate) license: String,
    pub(crate) doc: String,
    pub(crate) config_schema: String,
    /// What threads may do; a code of the interface, or none.
    pub(crate) threads: u32,
    /// It asks never to be loaded into the process of its host.
    pub(crate) isolate: bool,
    /// Calls of all its instances in this process take turns, if it asks for that.
    pub(super) turn: Option<Turn>,
    /// None where the plugin runs in another process.
    pub(super) calls: Option<Calls>,
}

/// The functions of a plugin.
#[derive(Clone, Copy, Debug)]
pub(super) struct Calls {
    pub(super) open: unsafe extern "C" fn(*const abi::Host, abi::Str, *mut *mut abi::Instance) -> abi::Status,
    pub(super) eval: unsafe extern "C" fn(*mut abi::Instance, *mut abi::Batch) -> abi::Status,
    pub(super) close: unsafe extern "C" fn(*mut abi::Instance),
}

/// An input or a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) doc: String,
    pub(crate) ty: abi::Type,
    pub(crate) optional: bool,
}

/// Longest text of a table.
const MAX_TEXT: u64 = 1 << 16;
/// Most inputs or facts.
const MAX_FIELDS: u32 = 1024;

impl Table {
    /// Checks and copies the table of a plugin that is linked in.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn of(plugin: &'static abi::Plugin) -> Result<Self, String> {
        // SAFETY: the table is a whole one, and what it points to is static: it comes from the SDK of this version.
        unsafe { Self::read(plugin) }
    }

    /// Holds a configuration, a JSON object, against what the plugin says can be configured.
    ///
    /// # Errors
    /// Which setting is wrong, and why.
    pub(crate) fn check_config(&self, config: &str) -> Result<(), String> {
        config::check(&self.config_schema, config)
    }

    /// Whether an input can be given as such a column.
    pub(crate) fn reads(&self, input: usize, column: &Column<'_>) -> bool {
        let types: &[abi::Type] = match column {
            Column::Bool(_) => &[abi::BOOL],
            Column::Number(_) => &[abi::I64, abi::F64],
            Column::Text(_) => &[abi::STR],
            Column::Bytes(_) => &[abi::BYTES],
            Column::List(_) => &[abi::STR_LIST],
        };
        self.inputs.get(input).is_some_and(|field| types.contains(&field.ty))
    }

    /// What the table says, for another process.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut to = Writer::default();
        for text in [&self.id, &self.version, &self.license, &self.doc, &self.config_schema] {
            to.run(text.as_bytes());
        }
        to.count(self.threads as usize);
        for fields in [&self.inputs, &self.facts] {
            to.count(fields.len());
            for field in fields {
                to.run(field.name.as_bytes());
                to.run(field.doc.as_bytes());
                to.count(field.ty as usize);
                to.byte(u8::from(field.optional));
            }
        }
        to.bytes
    }

    /// The table of a plugin in another process.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Self, Garbled> {
        let mut from = Reader::new(bytes);
        let mut text = || from.text().map(str::to_owned);
        let [id, version, license, doc, config_schema] = [text()?, text()?, text()?, text()?, text()?];
        let threads = u32::try_from(from.count()?).map_err(|_| Garbled)?;
        let [inputs, facts] = [fields_from(&mut from)?, fields_from(&mut from)?];
        from.end()?;
        Ok(Table {
            id,
            inputs,
            facts,
            version,
            license,
            doc,
            config_schema,
            threads,
            isolate: true,
            turn: None,
            calls: None,
        })
    }

    /// # Safety
    /// `at` is null or points to at least a header, whose `struct_size` is true, as are the lengths in what follows.
    pub(super) unsafe fn read(at: *const abi::Plugin) -> Result<Self, String> {
        if at.is_null() {
            return Err(format!("`{}` returned no table", abi::ENTRY));
        }
        // SAFETY: at least the header is there.
        let header = unsafe { at.cast::<abi::Header>().read() };
        check(&header, offset_of!(abi::Plugin, extension))?;
        // A shorter struct of an older version leaves the end zero; what a newer one has more is not looked at.
        let mut copy = MaybeUninit::<abi::Plugin>::zeroed();
        let size = size_of::<abi::Plugin>().min(header.struct_size as usize);
        // SAFETY: `size` bytes are there on both sides. All fields may be zero: integers, raw pointers and optional functions.
        let table = unsafe {
            copy.as_mut_ptr().cast::<u8>().copy_from_nonoverlapping(at.cast(), size);
            copy.assume_init()
        };
        let missing = |name: &str| format!("its table has no `{name}`");
        // SAFETY: promised by the caller.
        unsafe {
            Ok(Table {
                id: text("id", table.id)?,
                inputs: fields("input", table.inputs, table.n_inputs)?,
                facts: fields("fact", table.facts, table.n_facts)?,
                version: text("version", table.version)?,
                license: text("license", table.license)?,
                doc: text("doc", table.doc)?,
                config_schema: text("config_schema", table.config_schema)?,
                threads: table.threads,
                isolate: table.flags & abi::PLUGIN_ISOLATE != 0,
                // Whoever says neither is taken for the most careful.
                turn: (![abi::THREADS_PER_INSTANCE, abi::THREADS_SHARED].contains(&table.threads))
                    .then(|| Turn::of(at.addr())),
                calls: Some(Calls {
                    open: table.open.ok_or_else(|| missing("open"))?,
                    eval: table.eval.ok_or_else(|| missing("eval"))?,
                    close: table.close.ok_or_else(|| missing("close"))?,
                }),
            })
        }
    }
}

fn fields_from(from: &mut Reader<'_>) -> Result<Vec<Field>, Garbled> {
    let n = from.length()?;
    (0..n)
        .map(|_| {
            let [name, doc] = [from.text()?, from.text()?].map(str::to_owned);
            let ty = u32::try_from(from.count()?).map_err(|_| Garbled)?;
            Ok(Field { name, doc, ty, optional: from.byte()? != 0 })
        })
        .collect()
}

fn check(header: &abi::Header, least: usize) -> Result<(), String> {
    if header.magic != abi::MAGIC {
        return Err(format!("its table begins with {:#018x}, not with {:#018x}", header.magic, abi::MAGIC));
    }
    if header.abi_major != abi::ABI_MAJOR {
        let (major, minor) = (header.abi_major, header.abi_minor);
        return Err(format!(
            "it needs version {major}.{minor} of the plugin interface; followback {} speaks {ours}.0 to {ours}.{}, and major \
             versions do not understand each other; {}; it was not loaded",
            env!("CARGO_PKG_VERSION"),
            abi::ABI_MINOR,
            advice(major),
            ours = abi::ABI_MAJOR,
        ));
    }
    if (header.struct_size as usize) < least || header.struct_size > 1 << 16 {
        let size = header.struct_size;
        return Err(format!("its table says that it has {size} bytes; one of this version has at least {least}"));
    }
    Ok(())
}

/// # Safety
/// The text is as long as it says.
unsafe fn text(what: &str, text: abi::Str) -> Result<String, String> {
    if text.len > MAX_TEXT || (text.ptr.is_null() && text.len > 0) {
        return Err(format!("the `{what}` of its table has {} bytes", text.len));
    }
    // SAFETY: promised by the caller.
    let bytes = unsafe { text.bytes() };
    String::from_utf8(bytes.to_vec()).map_err(|_| format!("the `{what}` of its table is not UTF-8"))
}

/// # Safety
/// There are `n` fields.
unsafe fn fields(what: &str, at: *const *const abi::Field, n: u32) -> Result<Vec<Field>, String> {
    if n > MAX_FIELDS || (at.is_null() && n > 0) {
        return Err(format!("its table has {n} {what}s"));
    }
    (0..n as usize)
        .map(|index| {
            // SAFETY: promised by the caller.
            let at = unsafe { *at.add(index) };
            if at.is_null() {
                return Err(format!("{what} {index} of its table is null"));
            }
            // SAFETY: promised by the caller; the header comes first.
            let header = unsafe { at.cast::<abi::Header>().read() };
            check(&header, size_of::<abi::Field>()).map_err(|problem| format!("{what} {index}: {problem}"))?;
            // SAFETY: the struct is long enough.
            let field = unsafe { at.read() };
            if ![abi::BOOL, abi::I64, abi::F64, abi::STR, abi::BYTES, abi::STR_LIST].contains(&field.ty) {
                return Err(format!("{what} {index} of its table is of type {:#x}, which there is not", field.ty));
            }
            // SAFETY: promised by the caller.
            let (name, doc) = unsafe { (text(what, field.name)?, text(what, field.doc)?) };
            Ok(Field { name, doc, ty: field.ty, optional: field.flags & abi::FIELD_OPTIONAL != 0 })
        })
        .collect()
}
