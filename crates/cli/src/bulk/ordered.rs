//! Work on several threads whose results come out in order.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// How many results for each thread may wait for an earlier one.
const AHEAD: usize = 2;

/// Takes batches from `source` until it has no more, works on them on `jobs` threads, and hands the results to `sink` in the
/// order of the batches. `worker` makes what one thread works with, so that a thread can keep buffers from batch to batch.
///
/// At most a few results for each thread wait for an earlier one, so memory is bounded. With one job everything happens on
/// the calling thread.
///
/// # Errors
/// The first error of `source` (after the results of all batches before it) or of `sink` (nothing is taken after it).
pub(crate) fn ordered<B, T, W>(
    jobs: usize,
    mut source: impl FnMut() -> anyhow::Result<Option<B>> + Send,
    worker: impl Fn() -> W + Sync,
    mut sink: impl FnMut(T) -> anyhow::Result<()> + Send,
) -> anyhow::Result<()>
where
    T: Send,
    W: FnMut(B) -> T,
{
    if jobs <= 1 {
        let mut work = worker();
        while let Some(batch) = source()? {
            sink(work(batch))?;
        }
        return Ok(());
    }
    let line = Line {
        entry: Mutex::new(Entry { source, next: 0 }),
        exit: Mutex::new(Exit { sink, turn: 0, waiting: BTreeMap::new(), failed: false, error: None }),
        moved: Condvar::new(),
        stopped: AtomicBool::new(false),
        died: AtomicBool::new(false),
        ahead: jobs * AHEAD,
    };
    thread::scope(|scope| {
        for _ in 0..jobs {
            scope.spawn(|| line.run(worker()));
        }
    });
    let exit = line.exit.into_inner().unwrap_or_else(PoisonError::into_inner);
    exit.error.map_or(Ok(()), Err)
}

/// The line in which batches wait for a thread, and results for the sink.
struct Line<T, S, K> {
    entry: Mutex<Entry<S>>,
    exit: Mutex<Exit<T, K>>,
    /// The turn has moved on, or a thread died.
    moved: Condvar,
    /// No more batches are taken.
    stopped: AtomicBool,
    /// A thread panicked: its result never comes.
    died: AtomicBool,
    ahead: usize,
}

struct Entry<S> {
    source: S,
    next: usize,
}

struct Exit<T, K> {
    sink: K,
    /// The number of the batch whose result is handed on next.
    turn: usize,
    waiting: BTreeMap<usize, T>,
    /// The sink takes no more.
    failed: bool,
    error: Option<anyhow::Error>,
}

impl<T, S, K> Line<T, S, K> {
    fn run<B>(&self, mut work: impl FnMut(B) -> T)
    where
        S: FnMut() -> anyhow::Result<Option<B>>,
        K: FnMut(T) -> anyhow::Result<()>,
    {
        let _alarm = Alarm { line: self };
        while let Some((number, batch)) = self.take() {
            self.hand_on(number, work(batch));
        }
    }

    fn take<B>(&self) -> Option<(usize, B)>
    where
        S: FnMut() -> anyhow::Result<Option<B>>,
    {
        let mut entry = lock(&self.entry);
        if self.stopped.load(Ordering::Relaxed) {
            return None;
        }
        let taken = (entry.source)();
        if !matches!(taken, Ok(Some(_))) {
            self.stopped.store(true, Ordering::Relaxed);
        }
        match taken {
            Ok(batch) => {
                entry.next += 1;
                batch.map(|batch| (entry.next - 1, batch))
            }
            Err(error) => {
                lock(&self.exit).error.get_or_insert(error);
                None
            }
        }
    }

    fn hand_on(&self, number: usize, result: T)
    where
        K: FnMut(T) -> anyhow::Result<()>,
    {
        let mut exit = lock(&self.exit);
        // The thread whose turn it is never waits here, so the turn moves on; if that thread has died, nobody waits any more.
        while number >= exit.turn + self.ahead && !self.died.load(Ordering::Relaxed) {
            exit = self.moved.wait(exit).unwrap_or_else(PoisonError::into_inner);
        }
        exit.waiting.insert(number, result);
        while let Some(result) = exit.next() {
            if exit.failed {
                continue;
            }
            if let Err(error) = (exit.sink)(result) {
                self.stopped.store(true, Ordering::Relaxed);
                exit.failed = true;
                exit.error = Some(error);
            }
        }
        self.moved.notify_all();
    }
}

impl<T, K> Exit<T, K> {
    /// The result whose turn it is.
    fn next(&mut self) -> Option<T> {
        let result = self.waiting.remove(&self.turn)?;
        self.turn += 1;
        Some(result)
    }
}

/// Lets the other threads go when one panics; the scope then passes the panic on.
struct Alarm<'l, T, S, K> {
    line: &'l Line<T, S, K>,
}

impl<T, S, K> Drop for Alarm<'_, T, S, K> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.line.stopped.store(true, Ordering::Relaxed);
            self.line.died.store(true, Ordering::Relaxed);
            let _exit = lock(&self.line.exit);
            self.line.moved.notify_all();
        }
    }
}

fn lock<V>(mutex: &Mutex<V>) -> MutexGuard<'_, V> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use anyhow::bail;

    use super::*;

    /// Numbers up to `n`, each taking a different time to work on.
    fn run(jobs: usize, n: u64, fail_at: Option<u64>, take: usize) -> (Vec<u64>, Option<String>) {
        let mut next = 0;
        let mut out = Vec::new();
        let source = || {
            next += 1;
            if fail_at == Some(next) {
                bail!("the source failed");
            }
            Ok((next <= n).then_some(next))
        };
        let work = || |number: u64| (0..(number * 7919) % 5000).fold(number, |a, b| std::hint::black_box(a ^ b ^ b));
        let sink = |number| {
            if out.len() == take {
                bail!("the sink is full");
            }
            out.push(number);
            Ok(())
        };
        let result = ordered(jobs, source, work, sink);
        (out, result.err().map(|e| e.to_string()))
    }

    #[test]
    fn results_come_in_order_whatever_the_number_of_threads() {
        for jobs in [1, 2, 8] {
            assert_eq!(run(jobs, 500, None, 1000), ((1..=500).collect(), None));
        }
    }

    #[test]
    fn all_that_was_read_before_a_fault_is_handed_on() {
        for jobs in [1, 2, 8] {
            assert_eq!(run(jobs, 500, Some(101), 1000), ((1..=100).collect(), Some("the source failed".to_owned())));
        }
    }

    #[test]
    fn nothing_is_handed_to_a_sink_that_failed() {
        for jobs in [1, 2, 8] {
            assert_eq!(run(jobs, 500, None, 20), ((1..=20).collect(), Some("the sink is full".to_owned())));
        }
    }

    #[test]
    #[should_panic(expected = "a scoped thread panicked")]
    fn a_panic_is_passed_on_and_nobody_waits() {
        let mut next = 0;
        let source = || {
            next += 1;
            Ok((next < 1000).then_some(next))
        };
        let worker = || {
            |number: u64| {
                assert_ne!(number, 3, "the third batch");
                number
            }
        };
        let _ = ordered(4, source, worker, |_| Ok(()));
    }
}
