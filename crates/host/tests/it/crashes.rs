//! Plugins that would end the process they run in: the run goes on, and only the row that did it is lost.

use crate::support::{ask, assert_fine, fault, in_process, isolated, isolation, library, manifest};
use followback_host::{Answers, Isolation, Plugin};

/// Asks about a row that breaks the plugin between others that do not, and returns what is said of it.
fn broken_by(text: &str, flags: &[&str]) -> String {
    let answers = ask(&mut isolated(flags), &["a", "b", text, "c", "d"]);
    for (row, text) in [(0, "a"), (1, "b"), (3, "c"), (4, "d")] {
        assert_fine(&answers, row, text);
    }
    fault(&answers, 2)
}

#[test]
fn a_crash_costs_one_row_and_names_the_cause() {
    for (text, words) in [
        ("segfault", "it was ended by signal 11 (segmentation fault) while it judged a row"),
        ("abort", "it was ended by signal 6 (abort) while it judged a row"),
        ("exit 0", "it ended with code 0 while it judged a row"),
        ("exit 7", "it ended with code 7 while it judged a row"),
        ("kill", "it was ended by signal 9 (kill) while it judged a row"),
        (
            "overflow",
            "it was ended by signal 6 (abort) while it judged a row; its last words: fatal runtime error: stack overflow, aborting",
        ),
    ] {
        for flags in [&[][..], &["-DNO_PROGRESS"]] {
            assert_eq!(broken_by(text, flags), words, "{text} {flags:?}");
        }
    }
}

#[test]
fn a_hang_ends_in_time() {
    for text in ["loop", "sleep"] {
        let words = "it took more than 1500 ms (`timeout_ms`) while it judged a row and was ended";
        assert_eq!(broken_by(text, &[]), words, "{text}");
    }
}

/// It is no longer in the group that is ended, and does not end by itself.
#[test]
fn one_that_leaves_its_group_and_stops_ends_in_time() {
    let words = "it took more than 1500 ms (`timeout_ms`) while it judged a row and was ended";
    assert_eq!(broken_by("leave and stop", &[]), words);
}

#[test]
fn who_asks_whether_to_give_up_is_told_in_time() {
    assert_eq!(broken_by("give up late", &[]), "`eval` gave up");
}

#[test]
fn memory_has_a_limit() {
    assert_eq!(broken_by("memory", &[]), "it was ended by signal 6 (abort) while it judged a row");
}

#[test]
fn what_a_plugin_prints_reaches_no_pipe() {
    // Ten megabytes, and a line without an end.
    let answers = ask(&mut isolated(&[]), &["a", "print", "print once", "b"]);
    assert!(answers.faults.is_empty(), "{:?}", answers.faults);
}

#[test]
fn a_plugin_that_closes_or_fills_the_pipes_loses_its_row() {
    broken_by("close pipes", &[]);
    broken_by("garbage", &[]);
}

#[test]
fn what_a_plugin_does_to_its_process_stays_there() {
    let before = std::env::current_dir().unwrap();
    let answers = ask(&mut isolated(&[]), &["change folder", "thread", "descriptors", "b"]);
    assert!(answers.faults.is_empty(), "{:?}", answers.faults);
    assert_eq!(std::env::current_dir().unwrap(), before);
    assert_ne!(std::env::var_os("HOME").unwrap_or_default(), "/nowhere");
}

#[test]
fn a_crash_while_loading_or_opening_costs_the_plugin_alone() {
    for (flag, words) in [
        ("-DCRASH_IN_CONSTRUCTOR", "it was ended by signal 11 (segmentation fault) while it was opened"),
        ("-DCRASH_IN_OPEN", "it was ended by signal 11 (segmentation fault) while it was opened"),
        ("-DHANG_IN_OPEN", "it took more than 1500 ms (`open_timeout_ms`) while it was opened and was ended"),
    ] {
        let answers = ask(&mut isolated(&[flag]), &["a", "b"]);
        assert_eq!([fault(&answers, 0), fault(&answers, 1)], [words, words]);
    }
}

#[test]
fn a_crash_while_closing_costs_nothing() {
    let mut plugin = isolated(&["-DCRASH_IN_CLOSE"]);
    assert_fine(&ask(&mut plugin, &["hello"]), 0, "hello");
    drop(plugin);
}

#[test]
fn a_plugin_that_breaks_too_often_is_given_up() {
    let how = Isolation { max_breaks: 2, ..isolation() };
    let mut plugin = Plugin::isolated(manifest(), library(&[]), "{}", how);
    let answers = ask(&mut plugin, &["a", "abort", "b", "abort", "c", "abort", "d"]);
    assert_fine(&answers, 0, "a");
    assert_fine(&answers, 2, "b");
    assert_eq!(answers.faults.keys().copied().collect::<Vec<_>>(), [1, 3, 4, 5, 6]);
    let aborted = "it was ended by signal 6 (abort) while it judged a row";
    assert_eq!([1, 3].map(|row| fault(&answers, row)), [aborted; 2]);
    let words =
        format!("it was not asked: it broke over too many rows before this one (2, see `max_breaks`); last: {aborted}");
    assert_eq!([4, 6].map(|row| fault(&answers, row)), [words.as_str(); 2]);
    assert_fine(&ask(&mut plugin, &["a"]), 0, "a");
}

#[test]
fn a_crash_changes_nothing_about_the_other_rows() {
    let texts: Vec<String> =
        (0..300).map(|i| if i % 97 == 5 { "abort".to_owned() } else { format!("text {i}") }).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let clean: Vec<&str> = texts.iter().map(|&text| if text == "abort" { "nothing" } else { text }).collect();
    let mut answers: Answers = ask(&mut isolated(&[]), &texts);
    assert_eq!(answers.faults.len(), 4);
    answers.faults.clear();
    assert_eq!(answers, ask(&mut in_process(&[]), &clean));
}
