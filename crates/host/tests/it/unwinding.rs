//! Panics of plugins in Rust, and an exception of one in C++.

use std::path::{Path, PathBuf};
use std::process::Command;

use followback_host::{Answers, Column, Manifest, Plugin, Rows, Value};

use crate::support::{compile, fault, isolation};

/// The plugin in Rust, compiled with these options.
fn rust(options: &[&str]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join("libpanics.so");
    // The SDK as it was built for these tests lies beside them; of several the newest is the present one.
    let deps = std::env::current_exe().unwrap().parent().unwrap().to_owned();
    let built = std::fs::read_dir(&deps).unwrap().map(|entry| entry.unwrap().path()).filter(|path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        name.starts_with("libfollowback_plugin-") && path.extension().is_some_and(|e| e == "rlib")
    });
    let sdk = built.max_by_key(|path| path.metadata().unwrap().modified().unwrap()).unwrap();
    let output = Command::new("rustc")
        .args(["--edition", "2024", "--crate-type", "cdylib", "--crate-name", "panics", "-L"])
        .arg(format!("dependency={}", deps.display()))
        .args(options)
        .arg("--extern")
        .arg(format!("followback_plugin={}", sdk.display()))
        .arg("-o")
        .arg(&library)
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plugins/panics.rs"))
        .env("CARGO_PKG_VERSION", "1.0.0")
        .env("CARGO_PKG_LICENSE", "MIT")
        .env("CARGO_PKG_DESCRIPTION", "For tests.")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    (folder, library)
}

fn manifest() -> Manifest {
    Manifest::parse("panics.toml", include_str!("../plugins/panics.toml")).unwrap()
}

fn ask(plugin: &mut Plugin, texts: &[&str]) -> Answers {
    plugin.ask(&Rows::new(texts.len(), vec![Column::Text(texts.iter().map(|&t| Some(t)).collect())]), &[0])
}

/// Asks in a child and, if the plugin does not end its process, in this one: the same answers.
fn same(library: &Path, texts: &[&str]) -> Answers {
    let child = ask(&mut Plugin::isolated(manifest(), library.to_owned(), "{}", isolation()), texts);
    assert_eq!(ask(&mut Plugin::in_process(manifest(), library.to_owned(), "{}"), texts), child);
    child
}

#[test]
fn a_panic_over_a_row_costs_that_row_and_names_the_line() {
    let (_folder, library) = rust(&[]);
    for (text, words) in [("panic", "cannot stand \"panic\""), ("bomb", "panic")] {
        let answers = same(&library, &["before", text, "after"]);
        assert_eq!(answers.faults.keys().collect::<Vec<_>>(), [&1], "{text}");
        assert!(fault(&answers, 1).contains(words), "{}", fault(&answers, 1));
        assert_eq!(answers.facts[0], [Some(Value::Number(6.0)), None, Some(Value::Number(5.0))]);
    }
    let answers = same(&library, &["panic"]);
    assert!(fault(&answers, 0).contains("panics.rs:"), "{}", fault(&answers, 0));
}

#[test]
fn a_panic_while_opening_costs_the_plugin_and_one_while_closing_nothing() {
    let (_folder, library) = rust(&["--cfg", "panic_in_open"]);
    let answers = same(&library, &["a", "b"]);
    assert!(fault(&answers, 0).contains("no good start") && answers.faults.len() == 2, "{answers:?}");
    let (_folder, library) = rust(&["--cfg", "panic_in_close"]);
    assert!(same(&library, &["a", "b"]).faults.is_empty());
}

#[test]
fn a_plugin_whose_panics_abort_is_only_run_in_a_child() {
    let (_folder, library) = rust(&["-C", "panic=abort"]);
    let answers =
        ask(&mut Plugin::isolated(manifest(), library.clone(), "{}", isolation()), &["before", "panic", "after"]);
    assert_eq!(answers.faults.keys().collect::<Vec<_>>(), [&1]);
    let words = "it was ended by signal 6 (abort) while it judged a row; its last words: cannot stand \"panic\"";
    assert_eq!(fault(&answers, 1), words);
    let refused = ask(&mut Plugin::in_process(manifest(), library, "{}"), &["before"]);
    assert!(fault(&refused, 0).contains("asks to be run in a process of its own"), "{}", fault(&refused, 0));
}

#[test]
fn an_exception_that_gets_out_costs_its_row() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plugins/throws.cpp");
    let library = compile(&source, &["-std=c++11", "-Wl,--no-as-needed", "-lstdc++"]);
    let mut plugin = Plugin::isolated(manifest(), library, "{}", isolation());
    let answers = ask(&mut plugin, &["one", "three", "eleven"]);
    assert_eq!(answers.faults.keys().collect::<Vec<_>>(), [&1], "{answers:?}");
    assert!(fault(&answers, 1).contains("signal 6 (abort)"), "{}", fault(&answers, 1));
    assert_eq!(answers.facts[0][2], Some(Value::Number(6.0)));
}
