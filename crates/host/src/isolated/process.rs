//! A child process, and what goes to and fro.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::unix::fs::FileExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, SyncSender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rustix::fs::MemfdFlags;
use tempfile::TempDir;

use super::Isolation;
use super::ending::{end, ended, has_ended, last_words};
use crate::careful::Way;
use crate::child::{COOKIE, FOLDER, MEMORY, NEEDS, PROGRESS};
use crate::clock::Clock;
use crate::code::in_memory;
use crate::rows::MAX_WORDS;
use crate::wire::{Frame, Kind};

/// Past its time a plugin is first asked to give up, and this much later killed. So long it may also take to close.
pub(crate) const GRACE: Duration = Duration::from_millis(250);
/// Most of what a plugin prints that is kept.
const MAX_TAIL: usize = 64 << 10;

/// A child process. Dropping it kills it, with everything it has started.
#[derive(Debug)]
pub(super) struct Process {
    child: Child,
    to: Option<Sender<Vec<u8>>>,
    from: Receiver<io::Result<Option<Frame>>>,
    printed: Arc<Mutex<Vec<u8>>>,
    /// Ends when nobody can print any more.
    listener: Option<JoinHandle<()>>,
    progress: Option<File>,
    request: u64,
    /// In which way the last question broke it, if it did.
    pub(super) way: Way,
    /// It has answered all that it was asked.
    is_in_order: bool,
    /// It has been ended and waited for.
    is_over: bool,
    /// Where it works. Removed when the process has ended.
    _folder: Option<TempDir>,
}

impl Process {
    pub(super) fn start(how: &Isolation) -> io::Result<Self> {
        let progress = progress_file();
        let folder = TempDir::with_prefix("followback-plugin-").ok();
        let mut command = Command::new(&how.program);
        command
            .args(&how.args)
            .env_clear()
            .env(COOKIE, "1")
            // An empty folder of its own: what it writes without saying where is in nobody's way, and goes with it.
            .current_dir(folder.as_ref().map_or(Path::new("/"), TempDir::path))
            // A group of its own, so that what it starts can be ended with it, and Ctrl-C reaches the parent alone.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        if let Some(folder) = &folder {
            command.env(FOLDER, folder.path()).envs(temporary(folder.path()));
        }
        let needs: Vec<&str> = how.needs.iter().map(|need| need.word()).collect();
        command.env(NEEDS, needs.join(","));
        if let Some(memory) = how.memory {
            command.env(MEMORY, memory.to_string());
        }
        if let Some(progress) = &progress {
            let fd = std::os::fd::AsRawFd::as_raw_fd(progress);
            command.env(PROGRESS, format!("/proc/{}/fd/{fd}", std::process::id()));
        }
        let mut child = command.spawn()?;
        let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (to, outbox) = mpsc::channel();
        // No more than one answer is kept: who sends more waits until it is asked.
        let (inbox, from) = mpsc::sync_channel(1);
        let printed = Arc::new(Mutex::new(Vec::new()));
        let mut process = Process {
            child,
            to: Some(to),
            from,
            printed: Arc::clone(&printed),
            listener: None,
            progress,
            request: 0,
            way: Way::Failed,
            is_in_order: false,
            is_over: false,
            _folder: folder,
        };
        // A thread for each pipe: however full one is, the others go on. Where no thread can be made the child ends with this.
        if let Some(stdin) = stdin {
            thread::Builder::new().spawn(move || write_all(stdin, &outbox))?;
        }
        if let Some(stdout) = stdout {
            thread::Builder::new().spawn(move || read_frames(stdout, &inbox))?;
        }
        if let Some(stderr) = stderr {
            process.listener = Some(thread::Builder::new().spawn(move || keep_tail(stderr, &printed))?);
        }
        Ok(process)
    }

    /// Asks, and waits for the answer.
    pub(super) fn call(&mut self, kind: Kind, body: Vec<u8>, timeout: Duration) -> Result<Vec<u8>, String> {
        let (when, setting, expected) = match kind {
            Kind::Open => ("while it was opened", "open_timeout_ms", Kind::Opened),
            _ => ("while it judged a row", "timeout_ms", Kind::Answers),
        };
        self.request += 1;
        self.way = Way::Failed;
        self.is_in_order = false;
        if let Some(progress) = &self.progress {
            let _ = progress.write_all_at(&u32::MAX.to_ne_bytes(), 0);
        }
        let frame = Frame { kind, request: self.request, body };
        let bytes = frame.to_bytes().ok_or("the question is too long")?;
        if let Some(to) = &self.to {
            // A child that is gone is noticed below.
            let _ = to.send(bytes);
        }
        match self.receive(timeout) {
            Some(Ok(Some(frame))) if frame.request == self.request && frame.kind == expected => {
                self.is_in_order = true;
                Ok(frame.body)
            }
            Some(Ok(Some(frame)))
                if frame.request == self.request && matches!(frame.kind, Kind::Failed | Kind::TooMuch) =>
            {
                if frame.kind == Kind::TooMuch {
                    self.way = Way::TooMuch;
                    self.is_in_order = true;
                }
                Err(String::from_utf8_lossy(&frame.body[..frame.body.len().min(MAX_WORDS)]).into_owned())
            }
            Some(Ok(Some(_))) => Err(format!("it answered what was not asked {when}")),
            Some(Err(error)) if error.kind() == io::ErrorKind::InvalidData => {
                Err(format!("it wrote into the pipe of its host {when}"))
            }
            Some(Ok(None) | Err(_)) => Err(self.post_mortem(when)),
            None => {
                self.way = Way::Slow;
                Err(format!("it took more than {} ms (`{setting}`) {when} and was ended", timeout.as_millis()))
            }
        }
    }

    /// The next frame; `None` when there is none in time.
    fn receive(&mut self, timeout: Duration) -> Option<io::Result<Option<Frame>>> {
        let clock = Clock::of_process(self.child.id());
        let timeout = timeout + GRACE;
        loop {
            // Something that the plugin has started may keep the pipe open after the plugin's end.
            let left = clock.left_of(timeout);
            let step = left.unwrap_or_default().min(Duration::from_millis(50));
            match self.from.recv_timeout(step) {
                Ok(frame) => return Some(frame),
                Err(RecvTimeoutError::Disconnected) => return Some(Ok(None)),
                Err(RecvTimeoutError::Timeout) if has_ended(&self.child) => {
                    return Some(self.from.recv_timeout(step).unwrap_or(Ok(None)));
                }
                Err(RecvTimeoutError::Timeout) if left.is_none() => return None,
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }

    /// The row that was looked at last, if the plugin says so.
    pub(super) fn suspect(&self) -> Option<usize> {
        let mut row = [0; 4];
        self.progress.as_ref()?.read_exact_at(&mut row, 0).ok()?;
        let row = u32::from_ne_bytes(row);
        (row != u32::MAX).then_some(row as usize)
    }

    /// How the child ended, and its last words.
    fn post_mortem(&mut self, when: &str) -> String {
        let how = self.end().map_or_else(|_| "ended".to_owned(), ended);
        // What it printed last may still be on its way here.
        let patience = Instant::now() + GRACE;
        while self.listener.as_ref().is_some_and(|listener| !listener.is_finished()) && Instant::now() < patience {
            thread::sleep(Duration::from_millis(1));
        }
        let printed = self.printed.lock().unwrap_or_else(PoisonError::into_inner);
        let said = String::from_utf8_lossy(&printed);
        match last_words(&said) {
            Some(last) => format!("it {how} {when}; its last words: {last}"),
            None => format!("it {how} {when}"),
        }
    }

    fn end(&mut self) -> io::Result<ExitStatus> {
        if !self.is_over && !has_ended(&self.child) {
            // Give one that is ending by itself the time to say how.
            thread::sleep(Duration::from_millis(20));
        }
        self.end_now()
    }

    fn end_now(&mut self) -> io::Result<ExitStatus> {
        // Once it has been waited for, its number may belong to somebody else.
        if std::mem::replace(&mut self.is_over, true) { self.child.wait() } else { end(&mut self.child) }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Closing the pipe asks it to end by itself, for which one that is in order gets the time.
        self.to = None;
        let clock = Clock::of_process(self.child.id());
        while self.is_in_order && !has_ended(&self.child) && clock.left_of(GRACE).is_some() {
            thread::sleep(Duration::from_millis(1));
        }
        let _ = self.end_now();
    }
}

/// What says where files go that somebody needs for a while: a plugin may write nowhere else.
pub(crate) fn temporary(folder: &Path) -> [(&'static str, &Path); 3] {
    ["TMPDIR", "TMP", "TEMP"].map(|name| (name, folder))
}

/// A file in memory that the child opens by its path, and no other child inherits. Without one, a row that breaks the
/// plugin is found by halving.
fn progress_file() -> Option<File> {
    let file = in_memory("followback-progress", MemfdFlags::CLOEXEC).ok()?;
    file.write_all_at(&u32::MAX.to_ne_bytes(), 0).ok()?;
    Some(file)
}

fn write_all(mut pipe: impl Write, outbox: &Receiver<Vec<u8>>) {
    while let Ok(bytes) = outbox.recv() {
        if pipe.write_all(&bytes).is_err() {
            return;
        }
    }
}

fn read_frames(pipe: impl Read, inbox: &SyncSender<io::Result<Option<Frame>>>) {
    let mut pipe = io::BufReader::with_capacity(1 << 16, pipe);
    loop {
        let frame = Frame::read(&mut pipe);
        let last = !matches!(frame, Ok(Some(_)));
        if inbox.send(frame).is_err() || last {
            return;
        }
    }
}

fn keep_tail(mut pipe: impl Read, printed: &Mutex<Vec<u8>>) {
    let mut buffer = [0; 8192];
    while let Ok(n @ 1..) = pipe.read(&mut buffer) {
        let mut printed = printed.lock().unwrap_or_else(PoisonError::into_inner);
        printed.extend(&buffer[..n]);
        if printed.len() > 2 * MAX_TAIL {
            let surplus = printed.len() - MAX_TAIL;
            printed.drain(..surplus);
        }
    }
}
