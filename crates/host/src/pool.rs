//! The child processes of one plugin, which all workers of a run share.

use std::sync::{Condvar, Mutex, PoisonError};

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
    returned: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// The one that was used last is last.
    idle: Vec<Isolated>,
    lent: usize,
}

impl Pool {
    pub(crate) fn new(code: Code, config: String, how: Isolation) -> Self {
        Pool { code, config, how, state: Mutex::default(), returned: Condvar::new() }
    }

    pub(crate) fn max_breaks(&self) -> u32 {
        self.how.max_breaks
    }

    /// Does something with a process that nobody else uses meanwhile; waits for one if need be.
    pub(crate) fn with<T>(&self, work: impl FnOnce(&mut Isolated) -> T) -> T {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        while state.lent == MOST {
            state = self.returned.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.lent += 1;
        let idle = state.idle.pop();
        drop(state);
        let place = Place(self);
        let mut isolated =
            idle.unwrap_or_else(|| Isolated::new(self.code.clone(), self.config.clone(), self.how.clone()));
        let result = work(&mut isolated);
        self.state.lock().unwrap_or_else(PoisonError::into_inner).idle.push(isolated);
        drop(place);
        result
    }
}

/// One of the few. Given back when it is dropped, however the work ends.
struct Place<'p>(&'p Pool);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner).lent -= 1;
        self.0.returned.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    use super::*;

    fn pool() -> Pool {
        Pool::new(Code::File("library".into()), "{}".to_owned(), Isolation::new("/bin/true".into(), &[]))
    }

    #[test]
    fn no_more_than_a_few_are_used_at_the_same_time() {
        let (pool, now, most) = (pool(), AtomicUsize::new(0), AtomicUsize::new(0));
        let all = Barrier::new(MOST);
        thread::scope(|scope| {
            for worker in 0..3 * MOST {
                let (pool, now, most, all) = (&pool, &now, &most, &all);
                scope.spawn(move || {
                    pool.with(|_| {
                        most.fetch_max(1 + now.fetch_add(1, Ordering::SeqCst), Ordering::SeqCst);
                        // As many as may be are there together: three times, as there are three times as many workers.
                        all.wait();
                        now.fetch_sub(1, Ordering::SeqCst);
                    });
                    worker
                });
            }
        });
        assert_eq!((most.into_inner(), pool.state.into_inner().unwrap().idle.len()), (MOST, MOST));
    }

    #[test]
    fn one_worker_needs_one() {
        let pool = pool();
        for _ in 0..10 {
            pool.with(|_| ());
        }
        assert_eq!(pool.state.into_inner().unwrap().idle.len(), 1);
    }
}
