//! The child processes of one plugin, which all workers of a run share.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::code::Code;
use crate::isolated::{Isolated, Isolation};

/// Most processes of one plugin at a time. Each takes memory of its own, and more workers seldom ask at the same moment.
const MOST: usize = 4;

/// As many child processes as are needed at the same time, and no more than a few.
#[derive(Debug)]
pub(crate) struct Pool {
    code: Code,
    config: String,
    how: Isolation,
    state: Mutex<State>,
    /// One was given back, or has been started.
    moved: Condvar,
}

#[derive(Debug)]
struct State {
    /// The one that was used last is last.
    idle: Vec<Isolated>,
    /// How many there are, lent or idle, and how many there may be.
    count: usize,
    most: usize,
    is_starting: bool,
}

impl Pool {
    pub(crate) fn new(code: Code, config: String, how: Isolation) -> Self {
        let state = State { idle: Vec::new(), count: 0, most: MOST, is_starting: false };
        Pool { code, config, how, state: Mutex::new(state), moved: Condvar::new() }
    }

    pub(crate) fn max_breaks(&self) -> u32 {
        self.how.max_breaks
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does something with a process that nobody else uses meanwhile; waits for one if need be.
    pub(crate) fn with<T>(&self, work: impl FnOnce(&mut Isolated) -> T) -> T {
        let mut isolated = self.lend();
        let result = work(&mut isolated);
        self.state().idle.push(isolated);
        self.moved.notify_one();
        result
    }

    /// One that has been started. They are started one after the other: starting may take all that the machine has, and the time
    /// for it is limited.
    fn lend(&self) -> Isolated {
        let mut state = self.state();
        loop {
            if let Some(isolated) = state.idle.pop() {
                return isolated;
            }
            if state.is_starting || state.count == state.most {
                state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            state.is_starting = true;
            drop(state);
            let mut isolated = Isolated::new(self.code.clone(), self.config.clone(), self.how.clone());
            let starts = isolated.table().is_ok();
            state = self.state();
            state.is_starting = false;
            if starts || state.count == 0 {
                state.count += 1;
                // Where not even the first one starts, nobody has to find that out once more.
                state.most = if starts { state.most } else { state.count };
                self.moved.notify_all();
                return isolated;
            }
            // That it starts is known: what is lacking is room for one more. Those that there are have to do.
            state.most = state.count;
            self.moved.notify_all();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Barrier;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    use super::*;
    use crate::wire::{Frame, Kind, Writer};

    /// A process that says that a plugin is open can be started so often; from then on each ends at once, and leaves a mark.
    fn pool(folder: &Path, starts: usize) -> Pool {
        let mut table = Writer::default();
        (0..5).for_each(|_| table.run(b""));
        (0..3).for_each(|_| table.count(0));
        let opened = Frame { kind: Kind::Opened, request: 1, body: table.bytes };
        std::fs::write(folder.join("opened"), opened.to_bytes().unwrap()).unwrap();
        (0..starts).for_each(|n| std::fs::create_dir(folder.join(format!("start {n}"))).unwrap());
        let script = "cd \"$0\"; for start in start*; do rmdir \"$start\" && cat opened && exec cat > /dev/null; done; \
                      echo >> failed";
        let args = ["-c", script, folder.to_str().unwrap()];
        Pool::new(Code::File("library".into()), "{}".to_owned(), Isolation::new("/bin/sh".into(), &args))
    }

    #[test]
    fn no_more_than_a_few_are_used_at_the_same_time() {
        let folder = tempfile::tempdir().unwrap();
        let (pool, now, most) = (pool(folder.path(), MOST), AtomicUsize::new(0), AtomicUsize::new(0));
        let all = Barrier::new(MOST);
        thread::scope(|scope| {
            for _ in 0..3 * MOST {
                scope.spawn(|| {
                    pool.with(|_| {
                        most.fetch_max(1 + now.fetch_add(1, Ordering::SeqCst), Ordering::SeqCst);
                        // As many as may be are there together: three times, as there are three times as many workers.
                        all.wait();
                        now.fetch_sub(1, Ordering::SeqCst);
                    });
                });
            }
        });
        assert_eq!((most.into_inner(), pool.state.into_inner().unwrap().idle.len()), (MOST, MOST));
    }

    #[test]
    fn one_worker_needs_one() {
        let folder = tempfile::tempdir().unwrap();
        let pool = pool(folder.path(), 1);
        for _ in 0..10 {
            assert!(pool.with(|one| one.table().is_ok()));
        }
        assert_eq!(pool.state.into_inner().unwrap().idle.len(), 1);
    }

    #[test]
    fn where_no_further_one_starts_those_that_there_are_do() {
        let folder = tempfile::tempdir().unwrap();
        let pool = pool(folder.path(), 1);
        thread::scope(|scope| {
            let others = pool.with(|_| {
                let others: Vec<_> = (0..MOST).map(|_| scope.spawn(|| pool.with(|one| one.table().is_ok()))).collect();
                while !folder.path().join("failed").exists() {
                    thread::yield_now();
                }
                others
            });
            assert!(others.into_iter().all(|other| other.join().unwrap()));
        });
        assert_eq!(pool.state.into_inner().unwrap().count, 1);
    }

    #[test]
    fn what_does_not_start_at_all_is_found_out_once() {
        let folder = tempfile::tempdir().unwrap();
        let pool = pool(folder.path(), 0);
        thread::scope(|scope| {
            for _ in 0..MOST {
                scope.spawn(|| assert!(pool.with(|one| one.table().is_err())));
            }
        });
        let failed = std::fs::read_to_string(folder.path().join("failed")).unwrap();
        assert_eq!(failed.lines().count(), 2, "it got a second chance");
    }
}
