//! How child processes end.

use std::io;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, ExitStatus};

use rustix::process::{Pid, Signal, WaitId, WaitIdOptions};

/// Whether a child has ended. It is not waited for: until that is done, its number and that of its group stay its own.
pub(crate) fn has_ended(child: &Child) -> bool {
    let how = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    // Where nothing can be known there is nothing to wait for.
    number(child).is_none_or(|pid| !matches!(rustix::process::waitid(WaitId::Pid(pid), how), Ok(None)))
}

/// Ends a child that has not been waited for, with everything in its group, and says how it ended.
pub(crate) fn end(child: &mut Child) -> io::Result<ExitStatus> {
    if let Some(pid) = number(child) {
        let _ = rustix::process::kill_process_group(pid, Signal::KILL);
    }
    // It may have left its group.
    child.kill()?;
    child.wait()
}

fn number(child: &Child) -> Option<Pid> {
    i32::try_from(child.id()).ok().and_then(Pid::from_raw)
}

pub(crate) fn ended(status: ExitStatus) -> String {
    match (status.signal(), status.code()) {
        (Some(signal), _) => match signal_name(signal) {
            Some(name) => format!("was ended by signal {signal} ({name})"),
            None => format!("was ended by signal {signal}"),
        },
        (None, Some(code)) => format!("ended with code {code}"),
        (None, None) => "ended".to_owned(),
    }
}

/// The last words of somebody who has ended: of a panic in Rust what it was about, which stands between where and a hint.
pub(crate) fn last_words(printed: &str) -> Option<String> {
    let mut lines = printed.lines().filter(|line| !line.trim().is_empty() && !line.starts_with("note: ")).rev();
    let last = lines.next()?;
    let of_panic = || {
        let after = printed.rsplit_once(" panicked at ")?.1;
        after.lines().skip(1).find(|line| !line.trim().is_empty())
    };
    Some(of_panic().unwrap_or(last).chars().take(200).collect())
}

fn signal_name(signal: i32) -> Option<&'static str> {
    let names = [
        (Signal::ILL, "illegal instruction"),
        (Signal::TRAP, "trap"),
        (Signal::ABORT, "abort"),
        (Signal::BUS, "bus error"),
        (Signal::FPE, "arithmetic"),
        (Signal::KILL, "kill"),
        (Signal::SEGV, "segmentation fault"),
        (Signal::TERM, "terminate"),
        (Signal::SYS, "bad system call"),
    ];
    names.into_iter().find(|(known, _)| known.as_raw() == signal).map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn last_words_say_what_was_the_matter() {
        let panic = "a warning\n\nthread 'main' (7) panicked at src/lib.rs:5:9:\nno such mood\nnote: run with `RUST_BACKTRACE=1` \
                     environment variable to display a backtrace\n";
        assert_eq!(last_words(panic).as_deref(), Some("no such mood"));
        let aborted = format!(
            "{panic}\nthread 'main' (7) panicked at core:1:1:\nin a destructor\nthread caused non-unwinding panic. aborting.\n"
        );
        assert_eq!(last_words(&aborted).as_deref(), Some("in a destructor"));
        assert_eq!(last_words("free(): invalid pointer\n \n").as_deref(), Some("free(): invalid pointer"));
        assert_eq!(last_words("\n"), None);
    }
}
