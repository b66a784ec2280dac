//! What plugins are promised, and what they may ask for: threads, time, settings.

use std::process::Command;
use std::time::Duration;

use followback_host::{Isolation, Plugin};

use crate::support::{ask, assert_fine, fault, in_process, isolated, isolation, library, manifest};

/// Asks the same library from four threads, each with its own instance.
fn four_threads(flags: &[&str]) {
    library(flags);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let mut plugin = in_process(flags);
                for _ in 0..25 {
                    let answers = ask(&mut plugin, &["a", "b"]);
                    assert!(answers.faults.is_empty(), "{:?}", answers.faults);
                }
            });
        }
    });
}

#[test]
fn calls_of_a_plugin_for_one_thread_never_overlap() {
    four_threads(&["-DTHREADS=FB_THREADS_ONE", "-DSLOW"]);
}

#[test]
fn calls_of_an_instance_never_overlap() {
    four_threads(&["-DTHREADS=FB_THREADS_PER_INSTANCE", "-DSLOW"]);
}

#[test]
fn settings_are_checked_before_the_plugin_sees_them() {
    let config = |config: &str| {
        let flags = ["-DSCHEMA"];
        [
            Plugin::in_process(manifest(), library(&flags), config),
            Plugin::isolated(manifest(), library(&flags), config, isolation()),
        ]
        .map(|mut plugin| ask(&mut plugin, &["hello"]))
    };
    for answers in config(r#"{"max": 3}"#) {
        assert_fine(&answers, 0, "hello");
    }
    for (settings, words) in [
        (r#"{"max": 0}"#, "its settings do not fit: `config.max`: 0 is less than the minimum of 1"),
        (
            r#"{"min": 1}"#,
            "its settings do not fit: `config`: Additional properties are not allowed ('min' was unexpected)",
        ),
    ] {
        for answers in config(settings) {
            assert_eq!(fault(&answers, 0), words);
        }
    }
    for mut plugin in [
        Plugin::in_process(manifest(), library(&[]), r#"{"max": 3}"#),
        Plugin::isolated(manifest(), library(&[]), r#"{"max": 3}"#, isolation()),
    ] {
        assert!(fault(&ask(&mut plugin, &["a"]), 0).contains("`config.max` means nothing to it"));
    }
}

/// Each row has its time, however many there are: together these take ten times as long as a batch may.
#[test]
fn a_plugin_that_takes_its_time_over_each_row_loses_none() {
    let texts: Vec<String> = (0..150).map(|n| format!("text {n}")).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let plain = ask(&mut in_process(&[]), &texts);
    for flags in [&["-DROW_MS=20"][..], &["-DROW_MS=20", "-DNO_PROGRESS"]] {
        let how = Isolation { timeout: Duration::from_millis(300), ..isolation() };
        let mut plugin = Plugin::isolated(manifest(), library(flags), "{}", how);
        assert_eq!(ask(&mut plugin, &texts), plain);
    }
}

/// Memory that is lost comes back with the process, and the rows are asked about again.
#[test]
fn a_leak_costs_restarts_and_no_rows() {
    let how = Isolation { memory: Some(512 << 20), timeout: Duration::from_secs(20), ..isolation() };
    let mut plugin = Plugin::isolated(manifest(), library(&[]), "{}", how);
    // More than twice what there is.
    let answers = ask(&mut plugin, &["leak"; 150]);
    assert!(answers.faults.is_empty(), "{:?}", answers.faults);
    assert_fine(&answers, 149, "leak");
}

#[test]
fn what_threads_keep_for_themselves_harms_nobody_when_they_end() {
    std::thread::spawn(|| {
        let mut plugin = in_process(&[]);
        assert_fine(&ask(&mut plugin, &["thread-local"]), 0, "thread-local");
    })
    .join()
    .unwrap();
    assert_fine(&ask(&mut isolated(&[]), &["thread-local"]), 0, "thread-local");
}

#[test]
fn a_plugin_in_this_process_is_asked_to_give_up() {
    let mut plugin = in_process(&[]).watched(Duration::from_millis(100));
    let answers = ask(&mut plugin, &["a", "give up late", "b"]);
    assert_eq!(fault(&answers, 1), "`eval` gave up");
    assert_fine(&answers, 2, "b");
}

/// The host is this test, started once more: it ends.
#[test]
fn a_plugin_that_hangs_in_this_process_is_told_of_before_the_run_ends() {
    if let Some(flags) = std::env::var_os("FOLLOWBACK_TEST_HANG") {
        let mut plugin = in_process(&[flags.to_str().unwrap()]).watched(Duration::from_millis(100));
        ask(&mut plugin, &[if flags == "-DHANG_IN_EVAL" { "sleep" } else { "a" }]);
        return;
    }
    for (flag, over) in [
        ("-DHANG_IN_EVAL", "a batch"),
        ("-DHANG_IN_CONSTRUCTOR", "its loading"),
        ("-DHANG_IN_OPEN", "its opening"),
        ("-DHANG_IN_CLOSE", "its closing"),
    ] {
        let run = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "contracts::a_plugin_that_hangs_in_this_process_is_told_of_before_the_run_ends",
                "--nocapture",
            ])
            .env("FOLLOWBACK_TEST_HANG", flag)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&run.stderr);
        assert!(!run.status.success());
        assert!(said.contains(&format!("warning: plugin probe has taken more than 100 ms over {over}")), "{said}");
        assert!(said.contains("error: plugin probe has taken more than 3 times 100 ms"), "{said}");
    }
}
