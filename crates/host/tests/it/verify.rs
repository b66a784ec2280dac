//! The conformance kit: each check finds what it is there for, and nothing in plugins that behave.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use followback_host::verify::{Check, Finding, watch};

use crate::support::{built, compile, folder};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plugins").join(name)
}

fn check(check: Check, manifest: &Path, library: &Path) -> Finding {
    let mut command = Command::new(env!("CARGO_BIN_EXE_followback-plugin-host"));
    command.arg(check.name()).args([manifest, library]).arg("{}");
    watch(&mut command, Duration::from_secs(300))
}

fn unruly(flag: &str) -> PathBuf {
    compile(&fixture("unruly.c"), &["-std=c11", "-Wno-unused", flag])
}

/// What a check says of the plugin that breaks this promise.
fn found(what: Check, flag: &str) -> String {
    let finding = check(what, &fixture("unruly.toml"), &unruly(&format!("-D{flag}")));
    assert_eq!(finding.skipped, None, "{flag}");
    finding.problems.join("\n")
}

/// Each promise that is broken, the check that finds it, and some of its words.
fn assert_found(what: Check, promises: &[(&str, &str)]) {
    for (flag, words) in promises {
        let problems = found(what, flag);
        assert!(problems.contains(words), "{flag}: {problems:?}");
    }
}

#[test]
fn plugins_that_behave_pass() {
    let ours = |name: &str| folder(name).join("followback-plugin.toml");
    let reading = compile(&folder("reading-c").join("reading.c"), &["-std=c99", "-pedantic"]);
    for (manifest, library) in [
        (fixture("unruly.toml"), unruly("-O2")),
        (ours("reading-c"), reading),
        (ours("naming"), built("naming")),
        (ours("avatar-vision"), built("avatar_vision")),
    ] {
        for what in Check::ALL {
            let finding = check(what, &manifest, &library);
            assert_eq!(finding.skipped, None, "{} {}", library.display(), what.name());
            assert_eq!(finding.problems, Vec::<String>::new(), "{} {}", library.display(), what.name());
            assert_eq!(finding.cost.is_some(), what == Check::Cost);
        }
    }
}

#[test]
fn the_handshake_looks_at_table_and_manifest() {
    assert_found(
        Check::Handshake,
        &[
            ("NO_DOC", "`doc` of `length` is empty"),
            ("EXTRA_FACT", "its table lists the fact `more`, its manifest does not"),
            ("BAD_THREADS", "`threads` of its table is 7"),
            ("BAD_SCHEMA", "`config_schema` of its table is no JSON Schema"),
            ("SECOND_TABLE", "its table is another one the second time"),
            ("ONCE", "a second instance does not open: I am open already"),
            ("CRASH_IN_CONSTRUCTOR", "it was ended by signal 11 (segmentation fault) while it was loaded"),
            ("CRASH_IN_CLOSE", "it was ended by signal 11 (segmentation fault) while it was closed"),
            ("CRASH_ON_ODD_CONFIG", "it was ended by signal 6 (abort) while it was opened with the configuration ``"),
        ],
    );
    let other = check(Check::Handshake, &folder("naming").join("followback-plugin.toml"), &unruly("-O2"));
    assert_eq!(other.problems[0], "its manifest says that its id is `naming`, its table `unruly`");
    let none = check(Check::Handshake, &fixture("unruly.toml"), &fixture("unruly.toml"));
    assert!(none.problems[0].contains("it is no library"), "{none:?}");
    let skipped = check(Check::Types, &fixture("unruly.toml"), &fixture("unruly.toml"));
    assert!(skipped.skipped.unwrap().starts_with("the plugin cannot be asked, see `handshake`: "));
}

#[test]
fn values_are_held_against_the_manifest() {
    assert_found(
        Check::Types,
        &[
            ("NEGATIVE", "`unruly.length` is -1, which the manifest rules out; the row has `bio` = \""),
            ("BOOL_TWO", "`long` is 2 where true or false, 1 or 0, is needed"),
        ],
    );
    let finding = check(Check::Types, &fixture("unruly.toml"), &unruly("-DNEVER"));
    assert_eq!(finding.remarks, ["no row of this check has `unruly.long`: your own tests have to"]);
    let pictures =
        check(Check::Types, &folder("avatar-vision").join("followback-plugin.toml"), &built("avatar_vision"));
    assert_eq!(pictures.remarks, Vec::<String>::new(), "the picture of this check has every fact of one");
}

#[test]
fn every_edge_is_walked_along() {
    let aborts = "it was ended by signal 6 (abort) while it judged a row with `bio` = \"\"";
    assert_found(
        Check::EdgeValues,
        &[
            ("CRASH_ON_EMPTY", aborts),
            ("ERROR_ON_NUL", "`eval` failed without saying why; the row has `bio` = \"a\\0b\""),
            ("PANIC_ON_DOT", "panicked at lib.rs:1:1: index out of bounds; the row has `bio` = \".\""),
        ],
    );
}

#[test]
fn a_check_that_hangs_ends() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_followback-plugin-host"));
    command.args([Check::EdgeValues.name()]).args([&fixture("unruly.toml"), &unruly("-DHANG_ON_LONG")]).arg("{}");
    let finding = watch(&mut command, Duration::from_secs(4));
    let words = "it took more than 4 s while it judged a row with `bio` = \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\", 1048576 bytes";
    assert!(finding.problems[0].starts_with(words), "{finding:?}");
}

#[test]
fn answers_depend_on_the_row_alone() {
    assert_found(
        Check::Determinism,
        &[
            ("COUNTER", "when it is asked again"),
            ("NEIGHBOR", "when the rows come in another order"),
            ("SUBSET", "where it is asked for alone"),
        ],
    );
    let digest = |flag: &str| check(Check::Determinism, &fixture("unruly.toml"), &unruly(flag)).digest.unwrap();
    assert_eq!(digest("-O2"), digest("-O2"));
    assert_ne!(digest("-DPER_PROCESS"), digest("-DPER_PROCESS"), "another process has other answers");
}

#[test]
fn kept_pointers_lead_nowhere() {
    assert_found(
        Check::KeptPointers,
        &[
            (
                "KEEP_POINTER",
                "it was ended by signal 11 (segmentation fault) while it judged a batch after the memory of the one before was taken away",
            ),
            ("KEEP_CONFIG", "while it judged a batch after the configuration was taken away"),
            ("CACHE_BY_ADDRESS", "it takes values for those that were at the same addresses in the batch before"),
        ],
    );
}

#[test]
fn bounds_are_walls() {
    let crossed = "it was ended by signal 11 (segmentation fault) because it crossed the bounds of its columns or texts, or wrote to an input";
    assert_found(Check::Bounds, &[("OVERREAD", crossed), ("WRITE_INPUT", crossed), ("WRITE_PAST", crossed)]);
}

#[test]
fn the_process_belongs_to_the_host() {
    assert_found(Check::Stdout, &[("PRINT", "to the standard output, which belongs to the result: \"looking at ")]);
    assert_found(
        Check::Process,
        &[
            ("CHDIR", "it changes the working directory: "),
            ("SETENV", "it changes the environment: - became FOLLOWBACK_PROBE=was here"),
            ("LOCALE", "it changes the locale: C became "),
            ("SIGNAL", "it changes the signals that are ignored"),
            ("LEAK_FD", "it changes open files: - became "),
        ],
    );
}

#[test]
fn threads_are_no_matter() {
    assert_found(
        Check::Threads,
        &[("STATIC_SCRATCH", "instances that run at the same time disturb each other"), ("THREAD_LOCAL", "failed")],
    );
    let careful = compile(&fixture("unruly.c"), &["-std=c11", "-Wno-unused", "-DSTATIC_SCRATCH", "-DONE_THREAD"]);
    let finding = check(Check::Threads, &fixture("unruly.toml"), &careful);
    assert_eq!(finding.problems, Vec::<String>::new());
    assert!(finding.remarks[0].contains("FB_THREADS_ONE"));
}

/// Closed pipes look like an end, and are none.
#[test]
fn a_check_whose_plugin_closes_all_pipes_comes_to_an_end() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_followback-plugin-host"));
    command.arg(Check::Types.name()).args([fixture("unruly.toml"), unruly("-DCLOSE_PIPES")]).arg("{}");
    let finding = watch(&mut command, Duration::from_secs(2));
    assert!(finding.ended && finding.problems[0].starts_with("it took more than 2 s while"), "{finding:?}");
}

#[test]
fn memory_that_is_kept_is_noticed() {
    assert_found(Check::Cost, &[("LEAK", "the process grows by 5")]);
}

/// It is no longer in the group that is ended, and does not end by itself.
#[test]
fn a_check_whose_plugin_leaves_its_group_and_stops_comes_to_an_end() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_followback-plugin-host"));
    command.arg(Check::Types.name()).args([fixture("unruly.toml"), unruly("-DLEAVE_AND_STOP")]).arg("{}");
    let finding = watch(&mut command, Duration::from_secs(2));
    assert!(finding.ended && finding.problems[0].starts_with("it took more than 2 s while"), "{finding:?}");
}
