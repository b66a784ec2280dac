//! What the allocator does with memory that nobody needs any more.
#![expect(unsafe_code, reason = "the bindings of mimalloc have no name for this option")]

use std::ffi::{c_int, c_long};
use std::sync::Once;

/// `mi_option_purge_delay`: for so many milliseconds mimalloc keeps memory that is free.
const PURGE_DELAY: c_int = 15;

/// Where the user sets it.
const DELAY_OF_USER: &str = "MIMALLOC_PURGE_DELAY";

unsafe extern "C" {
    fn mi_option_set(option: c_int, value: c_long);
}

/// From now on memory that is free is given back to the system at once. A line of 8 MiB is read in buffers that double, and what a
/// fast machine frees within the usual delay would count twice. It is for input that has such lines: with rows of usual size it
/// takes a tenth more time. Who sets the delay in the environment keeps it.
pub(super) fn give_back_at_once() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        if std::env::var_os(DELAY_OF_USER).is_none() {
            // SAFETY: mimalloc, which the program is linked with as its allocator, takes any option at any time, and ignores
            // unknown ones.
            unsafe { mi_option_set(PURGE_DELAY, 0) }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    unsafe extern "C" {
        fn mi_option_get(option: c_int) -> c_long;
    }

    #[test]
    fn the_option_is_the_delay() {
        // SAFETY: Options can be read at any time.
        let delay = || unsafe { mi_option_get(PURGE_DELAY) };
        let before = delay();
        give_back_at_once();
        if std::env::var_os(DELAY_OF_USER).is_some() {
            assert_eq!(delay(), before, "who sets it keeps it");
        } else {
            // Another test may have been faster.
            assert!([0, 10].contains(&before), "10 is the delay that its documentation tells");
            assert_eq!(delay(), 0);
        }
    }
}
