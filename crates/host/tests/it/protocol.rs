//! What goes between a host and its child, cut and garbled at every place.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use followback_host::{Answers, Isolation, Plugin};

use crate::support::{ask, assert_fine, in_process, isolated, isolation, library, manifest};

/// A program that stands between the host and its child.
static PROXY: LazyLock<(tempfile::TempDir, PathBuf)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("proxy");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plugins/proxy.c");
    let output = Command::new("cc").args(["-Wall", "-Wextra", "-O1", "-o"]).arg(&path).arg(source).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    (folder, path)
});

/// Asks through the proxy, which does something at the `n`-th place. Tells too whether the run got that far.
fn through(what: &str, n: usize, texts: &[&str]) -> (Answers, bool) {
    let folder = tempfile::tempdir().unwrap();
    let counter = folder.path().join("counter");
    let args = [env!("CARGO_BIN_EXE_followback-plugin-host"), what, &n.to_string(), counter.to_str().unwrap()];
    let how = Isolation { args: args.map(str::to_owned).into(), program: PROXY.1.clone(), ..isolation() };
    let answers = ask(&mut Plugin::isolated(manifest(), library(&[]), "{}", how), texts);
    let seen = std::fs::metadata(counter).unwrap().len();
    (answers, seen > n as u64)
}

#[test]
fn a_child_killed_between_any_two_frames_changes_nothing() {
    let texts = ["a", "b", "c", "d", "e"];
    let clean = ask(&mut in_process(&[]), &texts);
    let mut n = 0;
    while let (answers, true) = through("kill", n, &texts) {
        assert_eq!(answers, clean, "killed at place {n}");
        n += 1;
    }
    // The host may be done before the proxy has come to the place behind the last frame.
    assert!(n >= 7, "there were {n} places");
}

#[test]
fn a_child_killed_while_a_row_is_searched_for_costs_no_other_row() {
    let texts = ["a", "b", "abort", "c", "d"];
    let clean = ask(&mut isolated(&[]), &texts);
    let mut n = 0;
    while let (answers, true) = through("kill", n, &texts) {
        assert_eq!(answers.faults.keys().collect::<Vec<_>>(), [&2], "killed at place {n}");
        assert_eq!(answers.facts, clean.facts, "killed at place {n}");
        n += 1;
    }
    assert!(n > 20, "there were {n} places");
}

#[test]
fn what_makes_no_sense_is_asked_again() {
    let texts = ["a", "b", "c"];
    let clean = ask(&mut in_process(&[]), &texts);
    for what in
        ["garbage", "short", "header", "huge", "request", "kind", "version", "offsets", "tail", "twice", "flood"]
    {
        // Once over the answer to the first frame, which opens the plugin, and once over that to the second.
        for n in 0..2 {
            assert_eq!(through(what, n, &texts), (clean.clone(), true), "{what} {n}");
        }
    }
}

#[test]
fn full_pipes_hold_nobody_up() {
    // Megabytes of questions, of answers and of prints at the same time: each pipe takes 64 KiB.
    let long = "x".repeat(4 << 10);
    let mut texts = vec![long.as_str(); 1000];
    texts[3] = "print";
    let answers = ask(&mut isolated(&[]), &texts);
    assert!(answers.faults.is_empty());
    assert_fine(&answers, 999, &long);
}
