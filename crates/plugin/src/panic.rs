//! Panics, turned into words before they can leave the plugin.

use std::any::Any;
use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

thread_local! {
    /// Set while plugin code runs: then a panic is reported to the host and not on the standard error stream.
    static WATCHED: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Where panics abort, nobody lives to report them.
static ABORTS: AtomicBool = AtomicBool::new(false);

/// From now on panics are told on the standard error stream as well, since they end the process.
pub(crate) fn abort() {
    ABORTS.store(true, Ordering::Relaxed);
}

/// Runs plugin code; a panic becomes words that say what and where.
pub(crate) fn caught<T>(body: impl FnOnce() -> T) -> Result<T, String> {
    watch();
    let before = WATCHED.replace(Some(String::new()));
    let result = panic::catch_unwind(AssertUnwindSafe(body));
    let place = WATCHED.replace(before).unwrap_or_default();
    result.map_err(|payload| words(payload, &place))
}

/// The place of a panic is known to the hook alone. Other panics go to the hook that was there before.
fn watch() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let place = info.location().map(ToString::to_string).unwrap_or_default();
            let ours = WATCHED.try_with(|watched| match &mut *watched.borrow_mut() {
                Some(slot) => {
                    *slot = place;
                    true
                }
                None => false,
            });
            if !matches!(ours, Ok(true)) || ABORTS.load(Ordering::Relaxed) {
                before(info);
            }
        }));
    });
}

fn words(payload: Box<dyn Any + Send>, place: &str) -> String {
    let text = payload.downcast::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|payload| payload.downcast::<String>().map(|text| *text)).unwrap_or_else(|payload| {
        // Dropping whatever else the plugin threw could panic again.
        std::mem::forget(payload);
        "(no words)".to_owned()
    });
    format!("panicked at {place}: {text}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_words_with_its_place() {
        assert_eq!(caught(|| 1 + 1), Ok(2));
        let words = caught(|| panic!("no {}", "way")).unwrap_err();
        assert!(
            words.starts_with("panicked at ") && words.contains("panic.rs:") && words.ends_with(": no way"),
            "{words}"
        );
    }

    #[test]
    #[cfg_attr(miri, ignore = "lets go of memory, which Miri reports")]
    fn a_payload_that_panics_when_dropped_is_let_go() {
        struct Bomb;
        impl Drop for Bomb {
            fn drop(&mut self) {
                panic!("again");
            }
        }
        let words = caught(|| panic::panic_any(Bomb)).unwrap_err();
        assert!(words.ends_with("(no words)"), "{words}");
    }
}
