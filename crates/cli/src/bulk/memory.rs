//! What the allocator does with memory that nobody needs any more.
#![expect(unsafe_code, reason = "the bindings of mimalloc have no name for this option")]

use std::ffi::{c_int, c_long};

/// `mi_option_purge_delay`: for so many milliseconds mimalloc keeps memory that is free.
const PURGE_DELAY: c_int = 15;

unsafe extern "C" {
    fn mi_option_set(option: c_int, value: c_long);
}

/// From now on memory that is free is given back to the system at once. A line of 8 MiB is read in buffers that double, and what a
/// fast machine frees within the usual delay would count twice; small rows free nothing that large.
pub(crate) fn give_back_at_once() {
    // SAFETY: mimalloc, which the program is linked with as its allocator, takes any option at any time, and ignores unknown ones.
    unsafe {
        mi_option_set(PURGE_DELAY, 0);
    }
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
        assert_eq!(delay(), 10, "that is the delay that its documentation tells");
        give_back_at_once();
        assert_eq!(delay(), 0);
    }
}
