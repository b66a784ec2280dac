//! How long a thread has been at something, by its own time: what it waited for a processor, as others had them all, is not its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Whatever others do, nobody waits longer than so many times the time that there is.
const PATIENCE: u32 = 3;

/// Begun when somebody begins with something.
#[derive(Debug)]
pub(crate) struct Clock {
    begun: Instant,
    /// Where the system tells how long the thread has waited so far; nothing on other systems than Linux.
    waited: PathBuf,
    before: Duration,
}

impl Clock {
    /// That of this thread, whoever looks at it.
    pub(crate) fn own() -> Self {
        let thread = fs::read_link("/proc/thread-self").unwrap_or_default();
        Self::at(Path::new("/proc").join(thread).join("schedstat"))
    }

    /// That of the first thread of a process, in which a child answers.
    pub(crate) fn of_process(id: u32) -> Self {
        Self::at(format!("/proc/{id}/schedstat").into())
    }

    fn at(waited: PathBuf) -> Self {
        let before = read(&waited).unwrap_or_default();
        Clock { begun: Instant::now(), waited, before }
    }

    /// How long is to be waited at least until so much time is over; none if it is.
    pub(crate) fn left_of(&self, limit: Duration) -> Option<Duration> {
        let past = self.begun.elapsed();
        let own = |past: Duration| {
            let waited = read(&self.waited).map_or(Duration::ZERO, |waited| waited.saturating_sub(self.before));
            past.saturating_sub(waited)
        };
        let left = limit.checked_sub(past).or_else(|| limit.checked_sub(own(past)).filter(|_| past < limit * PATIENCE));
        left.filter(|left| !left.is_zero())
    }
}

/// The second number: nanoseconds in which it could have run.
fn read(schedstat: &Path) -> Option<Duration> {
    let said = fs::read_to_string(schedstat).ok()?;
    said.split(' ').nth(1)?.parse().ok().map(Duration::from_nanos)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_for_a_processor_is_not_counted_up_to_a_limit() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("schedstat");
        let clock = |waited_ms: u64| {
            fs::write(&file, "7 5000000 1\n").unwrap();
            let mut clock = Clock::at(file.clone());
            fs::write(&file, format!("9 {} 2\n", 5_000_000 + waited_ms * 1_000_000)).unwrap();
            clock.begun -= Duration::from_secs(10);
            clock
        };
        let seconds = Duration::from_secs;
        assert_eq!(clock(0).left_of(seconds(5)), None);
        assert!(clock(6000).left_of(seconds(5)).is_some(), "four seconds were its own");
        assert_eq!(clock(4000).left_of(seconds(5)), None);
        assert_eq!(clock(9000).left_of(seconds(3)), None, "more than three times as long");
        assert!(clock(0).left_of(seconds(20)) > Some(seconds(5)));
        fs::remove_file(&file).unwrap();
        assert_eq!(
            Clock { waited: file.clone(), ..clock(0) }.left_of(seconds(500)).map(|left| left > seconds(400)),
            Some(true)
        );
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_system_tells_how_long_a_thread_has_waited() {
        assert!(read(&Clock::own().waited).is_some());
        assert!(read(&Clock::of_process(std::process::id()).waited).is_some());
    }
}
