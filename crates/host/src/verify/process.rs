//! What a plugin could change about its process: its standard output, and its state.
#![expect(unsafe_code, reason = "two functions of the C library, which has no safe name for them")]

use std::collections::BTreeMap;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::fs::{self, File};
use std::io::{self, Read, Seek};
use std::os::fd::OwnedFd;
use std::ptr;

use rustix::fs::MemfdFlags;

use crate::code::in_memory;

unsafe extern "C" {
    fn fflush(stream: *mut c_void) -> c_int;
    fn setlocale(category: c_int, locale: *const c_char) -> *const c_char;
}

/// What goes to the standard output, caught.
pub(super) struct Capture {
    before: OwnedFd,
    caught: File,
}

impl Capture {
    /// From now on the standard output is a file in memory.
    pub(super) fn begin() -> io::Result<Self> {
        let before = rustix::io::fcntl_dupfd_cloexec(rustix::stdio::stdout(), 3)?;
        let caught = in_memory("followback-stdout", MemfdFlags::CLOEXEC)?;
        rustix::stdio::dup2_stdout(&caught)?;
        Ok(Capture { before, caught })
    }

    /// The standard output is what it was again. Returns what was caught.
    pub(super) fn end(mut self) -> io::Result<Vec<u8>> {
        // SAFETY: without a stream it writes out what all streams of C still hold.
        unsafe { fflush(ptr::null_mut()) };
        rustix::stdio::dup2_stdout(&self.before)?;
        let mut bytes = Vec::new();
        self.caught.rewind()?;
        self.caught.read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// The state of this process, by what a person would call it.
pub(super) struct State(BTreeMap<&'static str, Vec<String>>);

impl State {
    pub(super) fn now() -> Self {
        let mut state = BTreeMap::new();
        let folder = std::env::current_dir().map(|folder| folder.display().to_string());
        state.insert("the working directory", folder.into_iter().collect());
        let variables = std::env::vars_os().map(|(key, value)| format!("{}={}", key.display(), value.display()));
        state.insert("the environment", sorted(variables));
        state.insert("the locale", vec![locale()]);
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let line = |name: &str| status.lines().filter(|line| line.starts_with(name)).map(str::to_owned).collect();
        state.insert("the handlers of signals", line("SigCgt"));
        state.insert("the signals that are ignored", line("SigIgn"));
        state.insert("the mask of new files", line("Umask"));
        state.insert("open files", descriptors());
        State(state)
    }

    /// What is another than before, in words.
    pub(super) fn changes(&self, before: &State) -> Vec<String> {
        let change = |(what, now): (&&str, &Vec<String>)| {
            let then = before.0.get(what).map_or(&[][..], Vec::as_slice);
            let added: Vec<&str> = now.iter().filter(|item| !then.contains(item)).map(String::as_str).collect();
            let gone: Vec<&str> = then.iter().filter(|item| !now.contains(item)).map(String::as_str).collect();
            let list = |items: &[&str]| if items.is_empty() { "-".to_owned() } else { items.join(", ") };
            (now != then).then(|| format!("it changes {what}: {} became {}", list(&gone), list(&added)))
        };
        self.0.iter().filter_map(change).collect()
    }
}

fn sorted(items: impl Iterator<Item = String>) -> Vec<String> {
    let mut items: Vec<String> = items.collect();
    items.sort();
    items
}

/// Open descriptors, by number and what they are of.
fn descriptors() -> Vec<String> {
    let entries = fs::read_dir("/proc/self/fd").into_iter().flatten().flatten();
    let named = entries.filter_map(|entry| {
        let target = fs::read_link(entry.path()).ok()?;
        let number = entry.file_name().to_string_lossy().into_owned();
        // The folder that is being read is open as well.
        let own = target.starts_with("/proc") && target.ends_with("fd");
        (!own).then(|| format!("{number} ({})", target.display()))
    });
    sorted(named)
}

fn locale() -> String {
    const LC_ALL: c_int = 6;
    // SAFETY: without a locale it only says which one is set, in a text that stays until the next call.
    let name = unsafe {
        let name = setlocale(LC_ALL, ptr::null());
        if name.is_null() {
            return String::new();
        }
        CStr::from_ptr(name)
    };
    name.to_string_lossy().into_owned()
}

/// Bytes of memory that this process has in use.
pub(super) fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib: u64 = line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0);
    kib << 10
}

/// How many threads this process has.
pub(super) fn threads() -> usize {
    fs::read_dir("/proc/self/task").map_or(0, Iterator::count)
}
