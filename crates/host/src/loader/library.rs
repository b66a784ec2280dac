//! A library, loaded for good.

use std::mem::ManuallyDrop;

use followback_plugin::abi;
use libloading::os::unix::{Library as Handle, RTLD_LOCAL, RTLD_NOW};

use super::linkage::Linkage;
use super::table::Table;
use super::words;
use crate::code::Place;
use crate::file;

/// By this the linker of Go marks what it makes.
const GO: &[u8] = b"\xff Go buildinf:";
const NOT_HERE: &str = "take `mode = \"in-process\"` out of its settings";

/// Loads libraries. What is loaded stays: unloading code that has left threads, thread-local values or exit handlers behind
/// ends the process sooner or later.
pub(crate) struct Library;

impl Library {
    /// Loads a library, which runs its constructors, and reads its table.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn load(place: &Place) -> Result<Table, String> {
        let entry = Self::entry(place)?;
        // SAFETY: the function has no side effects and returns a table that is never freed, or null.
        unsafe { Table::read(entry(u32::from(abi::ABI_MAJOR))) }
    }

    /// The same, into the process of the host, in which one that brings a runtime of its own cannot be.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn load_here(place: &Place) -> Result<Table, String> {
        // Its table asks to be isolated, but once that can be read the runtime has begun.
        if file::read(&place.path).is_ok_and(|file| file.windows(GO.len()).any(|bytes| bytes == GO)) {
            return Err(format!(
                "it is written in Go, whose runtime takes over the process that it is loaded into; {NOT_HERE}"
            ));
        }
        let table = Self::load(place)?;
        if table.isolate { Err(format!("it asks to be run in a process of its own; {NOT_HERE}")) } else { Ok(table) }
    }

    /// Loads a library, which runs its constructors, and finds the function that it exports.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn entry(Place { path, name }: &Place) -> Result<abi::Entry, String> {
        if cfg!(target_feature = "crt-static") {
            return Err(format!(
                "this followback is linked statically, and such a program cannot load libraries; to use plugins of others take \
                 the one for {}-unknown-linux-gnu, or build it without `crt-static`",
                std::env::consts::ARCH
            ));
        }
        if !path.is_absolute() {
            return Err(format!("`{}` is no absolute path, and libraries are not searched for", name.display()));
        }
        let about = |problem: String| format!("`{}`: {problem}", name.display());
        let file = file::read(path).map_err(|error| about(error.to_string()))?;
        let linkage = Linkage::read(&file).map_err(about)?;
        linkage.check()?;
        // Child processes have an empty environment.
        linkage.check_environment(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))?;
        // SAFETY: loading runs code of the plugin; whoever asks for it has the user's word for that file, by its hash.
        let handle = unsafe { Handle::open(Some(path), RTLD_NOW | RTLD_LOCAL) };
        // The same words wherever it is loaded from.
        let told = |error| words::told(&error).replace(&*path.to_string_lossy(), &name.to_string_lossy());
        let handle = handle.map_err(told)?;
        let handle = ManuallyDrop::new(handle);
        // SAFETY: a library that has this symbol says that it is this function; the library is never unloaded.
        let entry = unsafe { handle.get::<abi::Entry>(abi::ENTRY.as_bytes()) };
        entry.map(|entry| *entry).map_err(|_| words::no_entry(&file))
    }
}
