//! How often plugins may break in a run before they are not asked any more.
//!
//! A run is cut into parts, in the order of its input, and several workers ask about several parts at the same time. What is said
//! of a part must not depend on who was faster, so it is as if the parts were asked about one after the other: a plugin is
//! given up from the part on before which it has broken too often. Whoever is ahead asks all the same, and waits with what came
//! of it only while the parts before could still use up all that there is.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// So many parts may each use up what one has.
const PARTS: u32 = 10;

/// What a run bears of its plugins: how often they may break. Shared by all that work on it.
#[derive(Clone, Debug, Default)]
pub struct Patience(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    account: Mutex<Account>,
    moved: Condvar,
}

#[derive(Debug, Default)]
struct Account {
    /// The number of the next part.
    next: u64,
    /// Parts that somebody works on.
    open: BTreeSet<u64>,
    /// What each plugin has used up, by part.
    used: BTreeMap<String, BTreeMap<u64, u32>>,
}

/// A part of the input of a run: rows that are read one after the other and asked about together, by one worker. It ends when this is
/// dropped; those after it may wait for that.
#[derive(Debug)]
pub struct Part {
    number: u64,
    of: Patience,
}

/// A plugin broke too often before this part.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Exhausted;

impl Patience {
    /// The next part of the input. Parts are taken in the order of the input, and asked about in any.
    #[must_use]
    pub fn next_part(&self) -> Part {
        let mut account = self.account();
        let number = account.next;
        account.next += 1;
        account.open.insert(number);
        Part { number, of: self.clone() }
    }

    fn account(&self) -> MutexGuard<'_, Account> {
        self.0.account.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Account {
    /// What a plugin has certainly used up before a part, and what it may have at most.
    fn used_before(&self, part: u64, plugin: &str, most_of_part: u32) -> (u32, u32) {
        let used = self.used.get(plugin);
        let before = used.into_iter().flat_map(|used| used.range(..part));
        let sure = before.fold(0, |sum: u32, (_, used)| sum.saturating_add(*used));
        let may_add = |open: &u64| {
            let used = used.and_then(|used| used.get(open)).copied().unwrap_or_default();
            most_of_part.saturating_sub(used)
        };
        let open = self.open.range(..part).map(may_add);
        (sure, open.fold(sure, u32::saturating_add))
    }
}

impl Part {
    /// How often a plugin, which may break so often over a part, may still break over this one.
    ///
    /// # Errors
    /// When it has broken too often before.
    pub(crate) fn left(&self, plugin: &str, most_of_part: u32) -> Result<u32, Exhausted> {
        let account = self.of.account();
        let (sure, _) = account.used_before(self.number, plugin, most_of_part);
        if sure >= most_of_part.saturating_mul(PARTS) {
            return Err(Exhausted);
        }
        let used = account.used.get(plugin).and_then(|used| used.get(&self.number)).copied().unwrap_or_default();
        Ok(most_of_part.saturating_sub(used))
    }

    /// Notes what a question has used up, once it is certain that it was one to be asked.
    ///
    /// # Errors
    /// When it was not, as the plugin has broken too often over the parts before: its answers do not count.
    pub(crate) fn settle(&self, plugin: &str, most_of_part: u32, cost: u32) -> Result<(), Exhausted> {
        let most = most_of_part.saturating_mul(PARTS);
        let mut account = self.of.account();
        loop {
            let (sure, at_most) = account.used_before(self.number, plugin, most_of_part);
            if sure >= most {
                return Err(Exhausted);
            }
            if at_most < most {
                break;
            }
            // The first part that is open waits for nobody, so there is always one that ends.
            account = self.of.0.moved.wait(account).unwrap_or_else(PoisonError::into_inner);
        }
        if cost > 0 {
            let used = account.used.entry(plugin.to_owned()).or_default().entry(self.number).or_default();
            *used = used.saturating_add(cost);
            self.of.0.moved.notify_all();
        }
        Ok(())
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        self.of.account().open.remove(&self.number);
        self.of.0.moved.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::thread;

    use super::*;

    const MOST: u32 = 3;

    #[test]
    fn a_part_has_so_much_and_the_run_ten_times_as_much() {
        let patience = Patience::default();
        for _ in 0..PARTS {
            let part = patience.next_part();
            assert_eq!(part.left("a", MOST), Ok(3));
            assert_eq!(part.settle("a", MOST, 2), Ok(()));
            assert_eq!(part.left("a", MOST), Ok(1));
            assert_eq!(part.settle("a", MOST, 1), Ok(()));
            assert_eq!(part.left("a", MOST), Ok(0));
        }
        let part = patience.next_part();
        assert_eq!((part.left("a", MOST), part.left("b", MOST)), (Err(Exhausted), Ok(3)));
    }

    /// Which parts are answered, where part `n` breaks so often as `costs` says, and so many work at the same time.
    fn answered(costs: &[u32], jobs: usize) -> Vec<bool> {
        let patience = Patience::default();
        let next = Mutex::new((0..costs.len()).map(|n| (n, patience.next_part())));
        let answered = Mutex::new(vec![false; costs.len()]);
        thread::scope(|scope| {
            for _ in 0..jobs {
                scope.spawn(|| {
                    loop {
                        let Some((n, part)) = next.lock().unwrap().next() else { break };
                        // Those behind are often faster.
                        if n % 3 == 0 {
                            thread::yield_now();
                        }
                        let was = part.left("a", MOST).and_then(|left| part.settle("a", MOST, costs[n].min(left)));
                        answered.lock().unwrap()[n] = was.is_ok();
                    }
                });
            }
        });
        answered.into_inner().unwrap()
    }

    #[test]
    fn which_parts_are_answered_depends_on_no_worker() {
        let costs: Vec<u32> = (0..200u32).map(|n| n * 7919 % 5).collect();
        let alone = answered(&costs, 1);
        assert!(alone[0] && !alone[199]);
        for jobs in [2, 3, 8, 40] {
            for _ in 0..20 {
                assert_eq!(answered(&costs, jobs), alone, "{jobs}");
            }
        }
    }

    #[test]
    fn who_is_ahead_waits_only_while_it_matters() {
        let patience = Patience::default();
        let first: Vec<Part> = (0..PARTS).map(|_| patience.next_part()).collect();
        let (early, late) = (&first[9], patience.next_part());
        assert_eq!(early.settle("a", MOST, 3), Ok(()), "nine times three are fewer than thirty");
        let both = Barrier::new(2);
        thread::scope(|scope| {
            let waiting = scope.spawn(|| {
                both.wait();
                late.settle("a", MOST, 3)
            });
            both.wait();
            for part in &first[..9] {
                assert_eq!(part.settle("a", MOST, 3), Ok(()));
            }
            assert_eq!(waiting.join().unwrap(), Err(Exhausted));
        });
    }
}
