//! A check in a child process: what the child says, and what is said of it if it ends before it has.
//!
//! The child writes lines to its standard output: `phase` and what it is about to do, at last `finding` and the finding as JSON.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Resource, Rlimit};
use tempfile::TempDir;

use super::process::Capture;
use super::{Check, Finding, Subject};
use crate::child::{FOLDER, end_with_parent};
use crate::confine::{confine, explain};
use crate::isolated::{end, ended, has_ended, last_words as spoken, temporary};

/// Most memory of a check.
const MEMORY: u64 = 4 << 30;

/// Makes a check in this process, and tells the parent of it on the standard output.
///
/// # Errors
/// When the standard output cannot be used.
pub fn serve(check: Check, subject: &Subject) -> io::Result<()> {
    // A crash is not worth a file, and a plugin that takes all memory ends by itself.
    for (resource, most) in [(Resource::Core, 0), (Resource::As, MEMORY)] {
        rustix::process::setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?;
    }
    // Nobody else may write to it.
    let mut to = File::from(rustix::io::fcntl_dupfd_cloexec(rustix::stdio::stdout(), 3)?);
    let folder = std::env::var_os(FOLDER).map(PathBuf::from);
    let used = folder.clone();
    end_with_parent(to.try_clone()?.into(), || _ = used.map(std::fs::remove_dir_all))?;
    // As in use, so that what is closed to it then is found out now.
    confine(folder.as_deref(), &subject.manifest.needs).map_err(io::Error::other)?;
    let mut told = to.try_clone()?;
    let mut finding = check.run(subject, &mut |phase| _ = writeln!(told, "phase {phase}"))?;
    finding.problems.iter_mut().for_each(|problem| explain(problem, &subject.manifest.needs));
    writeln!(to, "finding {}", serde_json::to_string(&finding)?)
}

impl Check {
    /// Makes the check in this process, which the plugin may end. `phase` is told what is about to be done.
    ///
    /// # Errors
    /// When the standard output cannot be caught.
    pub fn run(self, subject: &Subject, phase: &mut dyn FnMut(&str)) -> io::Result<Finding> {
        let capture = Capture::begin()?;
        let mut finding = self.make(subject, phase);
        let printed = capture.end()?;
        if self == Check::Stdout && !printed.is_empty() {
            let start: String = String::from_utf8_lossy(&printed).chars().take(40).collect();
            finding.problem(format!(
                "it printed {} bytes to the standard output, which belongs to the result: {start:?}…; use `host->log`",
                printed.len()
            ));
        }
        Ok(finding)
    }
}

/// Makes a check in a child process, started by a command that calls [`serve`] and names all files by absolute paths: neither
/// the current folder nor the environment decides what is loaded. It has a folder of its own to work in.
#[must_use]
pub fn watch(command: &mut Command, timeout: Duration) -> Finding {
    let folder = TempDir::with_prefix("followback-plugin-").ok();
    command
        .env_clear()
        .current_dir(folder.as_ref().map_or(Path::new("/"), TempDir::path))
        .process_group(0)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    if let Some(folder) = &folder {
        command.env(FOLDER, folder.path()).envs(temporary(folder.path()));
    }
    match command.spawn() {
        Ok(child) => hear(child, timeout),
        Err(error) => Finding::skipped(&format!("cannot start a process for it: {error}")),
    }
}

/// The lines of its standard output, and at last what it printed to the standard error stream.
fn listen(child: &mut Child) -> io::Result<(Receiver<String>, Receiver<Vec<u8>>)> {
    let (inbox, lines) = mpsc::channel();
    if let Some(stdout) = child.stdout.take() {
        thread::Builder::new().spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                if inbox.send(line).is_err() {
                    return;
                }
            }
        })?;
    }
    let (tail, said) = mpsc::channel();
    if let Some(mut stderr) = child.stderr.take() {
        thread::Builder::new().spawn(move || {
            let mut bytes = Vec::new();
            let _ = stderr.by_ref().take(1 << 16).read_to_end(&mut bytes);
            let _ = tail.send(bytes);
            // Whoever prints more is not kept waiting.
            let _ = io::copy(&mut stderr, &mut io::sink());
        })?;
    }
    Ok((lines, said))
}

fn hear(mut child: Child, timeout: Duration) -> Finding {
    let (lines, said) = match listen(&mut child) {
        Ok(heard) => heard,
        Err(error) => {
            let _ = end(&mut child);
            return Finding::skipped(&format!("nobody can listen to it: {error}"));
        }
    };
    let deadline = Instant::now() + timeout;
    let too_long = |phase: &str| format!("it took more than {} s {phase}", timeout.as_secs());
    let mut phase = "before it was loaded".to_owned();
    let problem = loop {
        match lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(line) => match line.split_once(' ') {
                Some(("phase", now)) => now.clone_into(&mut phase),
                Some(("finding", json)) => {
                    let _ = end(&mut child);
                    return serde_json::from_str(json).unwrap_or_else(|error| Finding::skipped(&error.to_string()));
                }
                _ => {}
            },
            Err(RecvTimeoutError::Disconnected) => {
                // What has closed its pipe need not have ended.
                if !ends_until(&child, deadline) {
                    break too_long(&phase);
                }
                let how = end(&mut child).map_or_else(|_| "ended".to_owned(), ended);
                return last_words(&format!("it {how} {phase}"), &said);
            }
            Err(RecvTimeoutError::Timeout) => {
                break too_long(&phase);
            }
        }
    };
    let _ = end(&mut child);
    last_words(&problem, &said)
}

/// The finding about a plugin that has ended its process, or did not come to an end.
fn last_words(problem: &str, said: &Receiver<Vec<u8>>) -> Finding {
    let said = said.recv_timeout(Duration::from_secs(1)).unwrap_or_default();
    let said = String::from_utf8_lossy(&said);
    let mut finding = Finding { ended: true, ..Finding::default() };
    finding.problem(match spoken(&said) {
        Some(last) => format!("{problem}; its last words: {last}"),
        None => problem.to_owned(),
    });
    finding
}

/// Whether the child has ended by then.
fn ends_until(child: &Child, deadline: Instant) -> bool {
    while !has_ended(child) {
        if Instant::now() >= deadline {
            return false;
        }
        thread::sleep(Duration::from_millis(5));
    }
    true
}
