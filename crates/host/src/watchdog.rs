//! Watches over calls into plugins that run in this process, which nobody can end from outside.

use std::io::{self, Write as _};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

/// Past its time a plugin is warned of; past so many times its time the process is ended.
const PATIENCE: u32 = 3;

/// Told when a call begins and when it ends. A call that does not end is said so on the standard error stream: whoever waits
/// for it can say nothing. Later the process ends, as a run that hangs for ever is worse than one that ends with a reason.
#[derive(Debug)]
pub(crate) struct Watchdog {
    /// What begins, and nothing when it has ended.
    tell: Sender<Option<&'static str>>,
    limit: Duration,
}

impl Watchdog {
    pub(crate) fn new(id: &str, limit: Duration) -> io::Result<Self> {
        let (tell, calls) = mpsc::channel();
        let id = id.to_owned();
        let (ready, is_ready) = mpsc::channel();
        thread::Builder::new().spawn(move || {
            // A thread sets up what it keeps for itself when it first waits, for which it needs the lock that a library which
            // hangs while it is loaded never gives back: so it waits once before anything is loaded.
            let _ = calls.recv_timeout(Duration::from_millis(1));
            let _ = ready.send(());
            watch(&id, limit, &calls);
        })?;
        let _ = is_ready.recv();
        Ok(Watchdog { tell, limit })
    }

    /// The time of a call.
    pub(crate) fn limit(&self) -> Duration {
        self.limit
    }
}

/// Makes a call that takes its time over something, watched if there is who does.
pub(crate) fn watched<T>(watchdog: Option<&Watchdog>, what: &'static str, call: impl FnOnce() -> T) -> T {
    let tell = |begun| {
        if let Some(watchdog) = watchdog {
            // A watchdog that is gone watches nothing, which is no reason not to call.
            let _ = watchdog.tell.send(begun);
        }
    };
    tell(Some(what));
    let result = call();
    tell(None);
    result
}

fn watch(id: &str, limit: Duration, calls: &Receiver<Option<&'static str>>) {
    let ms = limit.as_millis();
    while let Ok(begun) = calls.recv() {
        let Some(what) = begun else { continue };
        if calls.recv_timeout(limit) != Err(RecvTimeoutError::Timeout) {
            continue;
        }
        say(&format!(
            "warning: plugin {id} has taken more than {ms} ms over {what}; it runs in this process, which cannot end it"
        ));
        if calls.recv_timeout(limit * (PATIENCE - 1)) == Err(RecvTimeoutError::Timeout) {
            say(&format!(
                "error: plugin {id} has taken more than {PATIENCE} times {ms} ms over {what}, so the run ends here; without \
                 `mode = \"in-process\"` in `plugins.toml` only the rows it hangs over would be lost"
            ));
            std::process::abort();
        }
    }
}

fn say(words: &str) {
    let _ = writeln!(io::stderr(), "{words}");
}
