//! The child process in which a plugin of others runs.
//!
//! It is the same program, started with a hidden command. It reads questions from what was its standard input and writes
//! answers to what was its standard output; what the plugin prints goes to the standard error stream instead.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Write};
use std::os::fd::{AsFd, IntoRawFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::mpsc::{self, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, poll};
use rustix::process::{Pid, Resource, Rlimit, Signal};

use crate::careful::{Broken, Way};
use crate::code::Place;
use crate::confine::confine;
use crate::isolated::GRACE;
use crate::loader::{Instance, Library, Progress};
use crate::manifest::Need;
use crate::wire::{Frame, Kind, Reader, Writer};

/// Set by the parent: whoever starts the hidden command by hand is told what it is for.
pub(crate) const COOKIE: &str = "FOLLOWBACK_PLUGIN_HOST";
/// The path of the file that tells which row is being looked at.
pub(crate) const PROGRESS: &str = "FOLLOWBACK_PLUGIN_PROGRESS";
/// The folder that the process works in, for itself alone.
pub(crate) const FOLDER: &str = "FOLLOWBACK_PLUGIN_FOLDER";
/// What the plugin says it uses, as words with commas between them.
pub(crate) const NEEDS: &str = "FOLLOWBACK_PLUGIN_NEEDS";
/// Most memory, in bytes; empty for no limit.
pub(crate) const MEMORY: &str = "FOLLOWBACK_PLUGIN_MEMORY";

/// Serves the parent until it closes the pipe. To be called first thing in the process, before there are threads.
#[must_use]
pub fn serve() -> ExitCode {
    if std::env::var_os(COOKIE).is_none() {
        let _ = writeln!(io::stderr(), "this command runs a plugin for followback and is not meant to be run by hand");
        return ExitCode::from(2);
    }
    match Child::new().and_then(Child::run) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "the plugin host ended: {error}");
            ExitCode::from(3)
        }
    }
}

struct Child {
    from: File,
    to: File,
    progress: Option<Arc<Progress>>,
    /// Removes the folder that it works in, as a parent that is gone does not.
    clear: Option<Prepared>,
    folder: Option<PathBuf>,
    instance: Option<Instance>,
    group: Group,
}

impl Child {
    fn new() -> io::Result<Self> {
        // The plugin gets neither of the pipes: it reads nothing, and prints to the error stream.
        let from = rustix::io::fcntl_dupfd_cloexec(rustix::stdio::stdin(), 3)?;
        let to = rustix::io::fcntl_dupfd_cloexec(rustix::stdio::stdout(), 3)?;
        rustix::stdio::dup2_stdin(File::open("/dev/null")?)?;
        rustix::stdio::dup2_stdout(rustix::stdio::stderr())?;
        limit()?;
        let group = Group::own();
        let folder = std::env::var_os(FOLDER).map(PathBuf::from);
        let remove = |folder: Option<PathBuf>| {
            move || {
                let _ = folder.map(std::fs::remove_dir_all);
            }
        };
        let remove_later = remove(folder.clone());
        end_with_parent(from.try_clone()?, move || {
            // One that is in order closes first, and has ended by then.
            thread::sleep(GRACE * 3);
            remove_later();
        })?;
        let clear = Some(Prepared::new(remove(folder.clone()))?);
        // A system that does not let it be opened costs the number of the row that is looked at, and no more.
        let open = |path: OsString| File::options().read(true).write(true).open(path);
        let progress = std::env::var_os(PROGRESS).and_then(|path| open(path).ok());
        let progress = progress.map(|file| Progress::of(&file)).transpose()?;
        Ok(Child {
            from: from.into(),
            to: to.into(),
            progress: progress.map(Arc::new),
            clear,
            folder,
            instance: None,
            group,
        })
    }

    /// Answers until the parent closes the pipe, and leaves nothing behind, also where the parent is gone before it has an answer.
    fn run(mut self) -> io::Result<()> {
        let answered = self.answer();
        drop(self.instance.take());
        if let Some(clear) = self.clear.take() {
            clear.begin();
        }
        // What went wrong is still to be told.
        answered?;
        // With what it has started.
        self.group.end();
        Ok(())
    }

    fn answer(&mut self) -> io::Result<()> {
        while let Some(frame) = Frame::read(&mut self.from)? {
            let (kind, body) = match self.handle(&frame) {
                Ok(answer) => answer,
                Err(problem) => (Kind::Failed, problem.into_bytes()),
            };
            let answer = Frame { kind, request: frame.request, body };
            let bytes = answer.to_bytes().unwrap_or_else(|| {
                let body = b"its answer has more than 64 MiB".to_vec();
                Frame { kind: Kind::Failed, request: frame.request, body }.to_bytes().unwrap_or_default()
            });
            self.to.write_all(&bytes)?;
        }
        Ok(())
    }

    fn handle(&mut self, frame: &Frame) -> Result<(Kind, Vec<u8>), String> {
        let garbled = |_| "the question makes no sense".to_owned();
        match frame.kind {
            Kind::Open => {
                let mut body = Reader::new(&frame.body);
                // A path need not be a text.
                let mut path = || body.run().map(|path| PathBuf::from(OsStr::from_bytes(path))).map_err(garbled);
                let place = Place { path: path()?, name: path()? };
                let config = body.text().map_err(garbled)?;
                let place = own(place)?;
                confine(self.folder.as_deref(), &needs())?;
                let table = Arc::new(Library::load(&place)?);
                table.check_config(config)?;
                self.instance = Some(Instance::open(Arc::clone(&table), config, self.progress.clone())?);
                Ok((Kind::Opened, table.to_bytes()))
            }
            Kind::Ask => {
                let (rows, wanted, timeout_ms) = Reader::new(&frame.body).ask().map_err(garbled)?;
                let instance = self.instance.as_mut().ok_or("it is not open")?;
                instance.limit_time(Duration::from_millis(timeout_ms));
                match instance.ask(&rows, &wanted) {
                    Ok(answers) => Ok((Kind::Answers, Writer::answers(&answers))),
                    Err(Broken { message, way: Way::TooMuch, .. }) => Ok((Kind::TooMuch, message.into_bytes())),
                    Err(broken) => Err(broken.message),
                }
            }
            Kind::Opened | Kind::Answers | Kind::Failed | Kind::TooMuch => {
                Err("that is an answer, not a question".to_owned())
            }
        }
    }
}

/// A library that is loaded by way of the parent, whose files are closed to a process that is confined: it is opened before, for good.
fn own(place: Place) -> Result<Place, String> {
    if place.path == place.name {
        return Ok(place);
    }
    let file = File::open(&place.path).map_err(|error| {
        let hint = match error.kind() {
            io::ErrorKind::NotFound => "; it is handed over by way of `/proc`, which has to be mounted",
            io::ErrorKind::PermissionDenied => {
                "; it is handed over by way of `/proc`, which the system allows programs that their user can read: \
                 can you read that of followback itself?"
            }
            _ => "",
        };
        format!("`{}`, as `{}`: {error}{hint}", place.name.display(), place.path.display())
    })?;
    Ok(Place { path: format!("/proc/self/fd/{}", file.into_raw_fd()).into(), ..place })
}

fn needs() -> Vec<Need> {
    let said = std::env::var(NEEDS).unwrap_or_default();
    Need::ALL.into_iter().filter(|need| said.split(',').any(|word| word == need.word())).collect()
}

/// Work of a thread that has begun already: what is closed to others from now on is not closed to it.
struct Prepared {
    ask: Sender<()>,
    thread: JoinHandle<()>,
}

impl Prepared {
    fn new(work: impl FnOnce() + Send + 'static) -> io::Result<Self> {
        let (ask, asked) = mpsc::channel();
        let thread = thread::Builder::new().spawn(move || {
            if asked.recv().is_ok() {
                work();
            }
        })?;
        Ok(Prepared { ask, thread })
    }

    /// Does it, and waits for that.
    fn begin(self) {
        let _ = self.ask.send(());
        let _ = self.thread.join();
    }
}

/// What a plugin may use at most. Keeps an accident small; it is no wall against somebody who means harm. There is no limit on
/// processes: the system counts all those of the user, so that one low enough to matter would fail honest plugins on a busy machine.
fn limit() -> io::Result<()> {
    let most = |n: u64| Rlimit { current: Some(n), maximum: Some(n) };
    rustix::process::setrlimit(Resource::Core, most(0))?;
    rustix::process::setrlimit(Resource::Nofile, most(256))?;
    if let Some(bytes) = std::env::var(MEMORY).ok().and_then(|bytes| bytes.parse().ok()) {
        rustix::process::setrlimit(Resource::As, most(held().saturating_add(bytes)))?;
    }
    #[cfg(target_os = "linux")]
    rustix::thread::set_no_new_privs(true)?;
    Ok(())
}

/// How many bytes of its address space this process holds already, where the system tells: the program itself, and room that its
/// allocator has put aside, which for some allocators is a gigabyte. What a plugin may use comes on top.
fn held() -> u64 {
    held_as_told(&std::fs::read_to_string("/proc/self/status").unwrap_or_default())
}

/// The same, as the status of a process on Linux tells it.
fn held_as_told(status: &str) -> u64 {
    let kibibytes =
        status.lines().find_map(|line| line.strip_prefix("VmSize:")?.split_whitespace().next()?.parse().ok());
    // Where nothing is told, as much as it may be.
    kibibytes.unwrap_or(2_u64 << 20).saturating_mul(1024)
}

/// This process and what it starts, if it leads a group. Looked at before there is a plugin, which may join a group of others: those are
/// not to be ended.
#[derive(Clone, Copy)]
struct Group {
    process: Pid,
    is_led: bool,
}

impl Group {
    fn own() -> Self {
        let process = rustix::process::getpid();
        Group { process, is_led: rustix::process::getpgrp() == process }
    }

    fn end(self) {
        if self.is_led {
            let _ = rustix::process::kill_process_group(self.process, Signal::KILL);
        }
    }
}

/// Ends the process, and what it has started, when the parent is gone, be the plugin in the middle of whatever it likes; before
/// that something can be cleared away.
pub(crate) fn end_with_parent(pipe: OwnedFd, clear: impl FnOnce() + Send + 'static) -> io::Result<()> {
    let group = Group::own();
    let (ready, is_ready) = mpsc::channel();
    thread::Builder::new().spawn(move || {
        // What a thread sets up for itself when it starts needs a lock that a library which hangs while it is loaded never
        // gives back: so nothing is loaded before.
        let _ = ready.send(());
        // Without a wish for input only the end of the other side is reported.
        let mut ends = [PollFd::from_borrowed_fd(pipe.as_fd(), PollFlags::empty())];
        while poll(&mut ends, None).is_err() {}
        if ends[0].revents().contains(PollFlags::NVAL) {
            // Somebody in this process has closed it before it was looked at: that says nothing of the parent, and it is not to
            // be closed again.
            let _ = pipe.into_raw_fd();
            return;
        }
        clear();
        group.end();
        let _ = rustix::process::kill_process(group.process, Signal::KILL);
    })?;
    let _ = is_ready.recv();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_nobody_tells_what_is_held_it_is_as_much_as_may_be() {
        assert_eq!(held_as_told("Name:\tfollowback\nVmPeak:\t  9 kB\nVmSize:\t   5 kB\nVmRSS:\t 1 kB\n"), 5 << 10);
        for nothing in ["", "Name:\tfollowback\n", "VmSize:\n", "VmSize:\t? kB\n"] {
            assert_eq!(held_as_told(nothing), 2 << 30, "{nothing:?}");
        }
        assert_eq!(held_as_told(&format!("VmSize: {} kB", u64::MAX)), u64::MAX);
    }
}
