//! Watches over calls into plugins that run in this process, which nobody can end from outside.

use std::io::Write as _;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

/// Past its time a plugin is warned of; past so many times its time the process is ended.
const PATIENCE: u32 = 3;

/// Told when a call begins and when it ends. A call that does not end is said so on the standard error stream: whoever waits
/// for it can say nothing. Later the process ends, as a run that hangs for ever is worse than one that ends with a reason.
#[derive(Debug)]
pub(crate) struct Watchdog {
    tell: Sender<()>,
    limit: Duration,
}

impl Watchdog {
    pub(crate) fn new(id: &str, limit: Duration) -> Self {
        let (tell, calls) = mpsc::channel();
        let id = id.to_owned();
        thread::spawn(move || watch(&id, limit, &calls));
        Watchdog { tell, limit }
    }

    /// The time of a call.
    pub(crate) fn limit(&self) -> Duration {
        self.limit
    }

    /// Makes a call.
    pub(crate) fn over<T>(&self, call: impl FnOnce() -> T) -> T {
        // A watchdog that is gone watches nothing, which is no reason not to call.
        let _ = self.tell.send(());
        let result = call();
        let _ = self.tell.send(());
        result
    }
}

fn watch(id: &str, limit: Duration, calls: &Receiver<()>) {
    let ms = limit.as_millis();
    while calls.recv().is_ok() {
        if calls.recv_timeout(limit) != Err(RecvTimeoutError::Timeout) {
            continue;
        }
        say(&format!(
            "warning: plugin {id} has taken more than {ms} ms over a batch; it runs in this process, which cannot end it"
        ));
        if calls.recv_timeout(limit * (PATIENCE - 1)) == Err(RecvTimeoutError::Timeout) {
            say(&format!(
                "error: plugin {id} has taken more than {PATIENCE} times {ms} ms over a batch, so the run ends here; without \
                 `mode = \"in-process\"` in `plugins.toml` only the rows it hangs over would be lost"
            ));
            std::process::abort();
        }
    }
}

fn say(words: &str) {
    let _ = writeln!(std::io::stderr(), "{words}");
}
