//! `followback plugin verify`, as authors and their builds use it. What each check finds is tested in `crates/host`.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::support::{User, compile_to};
use crate::support::root;

/// A package with a plugin in C, compiled with these flags.
fn package(user: &User, name: &str, source: &str, manifest: &str, flags: &[&str]) {
    let folder = user.work.path().join(name);
    fs::create_dir_all(&folder).unwrap();
    fs::copy(root().join(manifest), folder.join("followback-plugin.toml")).unwrap();
    compile_to(&folder.join(format!("lib{name}.so")), &root().join(source), flags);
}

fn reading(user: &User) {
    package(user, "reading", "plugins/reading-c/reading.c", "plugins/reading-c/followback-plugin.toml", &["-std=c99"]);
}

fn unruly(user: &User, flag: &str) {
    let folder = "crates/host/tests/plugins";
    package(user, "unruly", &format!("{folder}/unruly.c"), &format!("{folder}/unruly.toml"), &["-std=c11", flag]);
}

fn of<'v>(report: &'v Value, check: &str) -> &'v Value {
    report["checks"].as_array().unwrap().iter().find(|c| c["check"] == check).unwrap()
}

#[test]
fn a_plugin_that_behaves_passes_every_check() {
    let user = User::new();
    reading(&user);
    let run = user.run(&["plugin", "verify", "reading"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{}", run.out);
    let text = run.out.replace(&user.work.path().canonicalize().unwrap().display().to_string(), "[work]");
    let shown: Vec<&str> =
        text.lines().map(|line| if line.contains("a row takes") { "         [cost]" } else { line }).collect();
    insta::assert_snapshot!(shown.join("\n"));
    assert!(text.contains(" in a batch of 2048, "), "{text}");

    // The library says where the manifest is as well as the folder does.
    let by_file = user.run(&["plugin", "verify", "reading/libreading.so", "--format", "json"]);
    let report = by_file.json();
    assert_eq!((by_file.code, &report["passed"]), (0, &Value::Bool(true)));
    assert_eq!(report["schema"], "followback.verify/1");
    assert_eq!((&report["plugin"]["id"], &report["plugin"]["version"]), (&"reading".into(), &"1.0.0".into()));
    assert_eq!(report["checks"].as_array().unwrap().len(), 10);
    assert!(of(&report, "cost")["cost"]["ns_batched"].as_f64().unwrap() > 0.0);
}

#[test]
fn a_promise_that_is_broken_is_an_answer_and_the_answer_is_no() {
    let user = User::new();
    unruly(&user, "-DSETENV");
    let run = user.run(&["plugin", "verify", "unruly", "--format", "json"]);
    let report = run.json();
    assert_eq!((run.code, &report["passed"]), (1, &Value::Bool(false)));
    let failed: Vec<&str> = report["checks"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|check| check["result"] != "passed")
        .map(|check| check["check"].as_str().unwrap())
        .collect();
    assert_eq!(failed, ["process"]);
    unruly(&user, "-DKEEP_POINTER");
    let human = user.run(&["plugin", "verify", "unruly", "--only", "kept-pointers", "--only", "bounds"]);
    assert_eq!(human.code, 1);
    assert!(human.out.contains("FAILED   kept-pointers  it keeps no pointer"), "{}", human.out);
    assert!(
        human.out.contains("         - it was ended by signal 11 (segmentation fault) while it judged a batch after")
    );
    assert!(human.out.ends_with("\n1 of 2 checks passed\n"), "{}", human.out);
}

#[test]
fn another_process_has_to_come_to_the_same_answers() {
    let user = User::new();
    unruly(&user, "-DPER_PROCESS");
    let run = user.run(&["plugin", "verify", "unruly", "--only", "determinism"]);
    assert!(run.code == 1 && run.out.contains("- it has other answers in another process"), "{}", run.out);
}

#[test]
fn limits_on_the_cost_are_the_authors() {
    let user = User::new();
    reading(&user);
    let verify = |more: &[&str]| user.run(&[&["plugin", "verify", "reading", "--only", "cost"], more].concat());
    assert_eq!(verify(&["--max-row-ns", "1e9", "--max-row-bytes", "1e6"]).code, 0);
    let slow = verify(&["--max-row-ns", "1"]);
    assert!(slow.code == 1 && slow.out.contains(", which is more than 1\n"), "{}", slow.out);
}

#[test]
fn what_cannot_be_loaded_is_not_loaded_ten_times() {
    let user = User::new();
    unruly(&user, "-DCRASH_IN_CONSTRUCTOR");
    let run = user.run(&["plugin", "verify", "unruly", "--format", "json"]);
    let report = run.json();
    assert_eq!(run.code, 1);
    assert_eq!(
        of(&report, "handshake")["problems"][0],
        "it was ended by signal 11 (segmentation fault) while it was loaded"
    );
    assert_eq!(of(&report, "cost")["skipped"], "the plugin ended its process, see `handshake`");
}

#[test]
fn a_debugger_can_have_the_checks_in_one_process() {
    let user = User::new();
    reading(&user);
    let run = user.run(&["plugin", "verify", "reading", "--in-process", "--format", "json"]);
    assert_eq!((run.code, &run.json()["passed"]), (0, &Value::Bool(true)), "{}", run.out);
    assert!(
        run.err.contains("kept-pointers: while it judged a batch after the memory of the one before"),
        "{}",
        run.err
    );
}

#[test]
fn what_is_no_plugin_is_an_error() {
    let user = User::new();
    let empty = user.run(&["plugin", "verify", "."]);
    assert!(empty.code == 2 && empty.err.contains("it holds no `followback-plugin.toml`"), "{}", empty.err);
    let folder = user.work.path().join("reading");
    fs::create_dir(&folder).unwrap();
    let manifest = root().join("plugins/reading-c/followback-plugin.toml");
    fs::copy(manifest, Path::new(&folder).join("followback-plugin.toml")).unwrap();
    let unbuilt = user.run(&["plugin", "verify", "reading"]);
    assert!(unbuilt.code == 2 && unbuilt.err.contains("build it, or name the library with"), "{}", unbuilt.err);
    let unknown = user.run(&["plugin", "verify", "reading", "--only", "speed"]);
    assert!(unknown.code == 2 && unknown.err.contains("possible values: handshake, types,"), "{}", unknown.err);
}

#[test]
fn rules_of_the_package_are_checked_as_well() {
    let user = User::new();
    reading(&user);
    let rules = user.work.path().join("reading/rules");
    fs::create_dir(&rules).unwrap();
    let rule = |fact: &str| {
        let text = format!(
            "[[rule]]\nid = \"reading/breathless\"\nfactor = \"bio\"\nseverity = \"hint\"\npoints = 3\n\
             title = \"Your bio has no pause\"\nmessage = \"A sentence of it has many words.\"\nwhen.{fact} = true\n"
        );
        fs::write(rules.join("reading.toml"), text).unwrap();
        user.run(&["plugin", "verify", "reading", "--only", "types"])
    };
    assert_eq!(rule("reading.breathless").code, 0);
    let faulty = rule("reading.breathles");
    assert!(faulty.code == 2 && faulty.err.contains("no fact `reading.breathles`"), "{}", faulty.err);
}

/// Host and plugin in one process, where Valgrind sees both: every check of the kit, without an error and without a leak.
#[test]
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn host_and_plugin_are_clean_under_valgrind() {
    if Command::new("valgrind").arg("--version").output().is_err() {
        let is_needed = std::env::var_os("FOLLOWBACK_NEEDS_VALGRIND").is_some();
        assert!(!is_needed, "`FOLLOWBACK_NEEDS_VALGRIND` is set, and there is no `valgrind`");
        eprintln!("skipped: there is no `valgrind` on this machine");
        return;
    }
    let user = User::new();
    reading(&user);
    unruly(&user, "-DLEAK");
    let check = |plugin: &str, more: &[&str]| {
        Command::new("valgrind")
            .args(["--quiet", "--error-exitcode=9", "--leak-check=full", "--errors-for-leak-kinds=definite"])
            .args([env!("CARGO_BIN_EXE_followback"), "plugin", "verify", plugin, "--in-process"])
            .args(more)
            .current_dir(user.work.path())
            .output()
            .unwrap()
    };
    let clean = check("reading", &[]);
    assert!(clean.status.success(), "{}", String::from_utf8_lossy(&clean.stderr));
    // What it would look like otherwise.
    let leaks = check("unruly", &["--only", "types"]);
    let words = String::from_utf8_lossy(&leaks.stderr);
    assert!(leaks.status.code() == Some(9) && words.contains("definitely lost"), "{words}");
}
