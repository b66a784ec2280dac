//! Plugins whose calls must not overlap in a process, whatever the instance (`FB_THREADS_ONE`).

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Whose turn it is to call a plugin. Shared by all instances of a library in this process.
#[derive(Clone, Debug)]
pub(super) struct Turn(Arc<Mutex<()>>);

/// By the address of the table, which is the same for all who load the library, and stays as it is never unloaded.
static TURNS: Mutex<BTreeMap<usize, Turn>> = Mutex::new(BTreeMap::new());

impl Turn {
    /// The turn of the plugin whose table lies here.
    pub(super) fn of(table: usize) -> Self {
        let mut turns = TURNS.lock().unwrap_or_else(PoisonError::into_inner);
        turns.entry(table).or_insert_with(|| Turn(Arc::default())).clone()
    }

    /// Waits for the turn, which lasts until what is returned is dropped.
    pub(super) fn take(&self) -> MutexGuard<'_, ()> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
