//! Plugins in other languages, where their compilers are.
#![expect(clippy::print_stderr, reason = "a test that was not run has to say so")]

use std::path::{Path, PathBuf};
use std::process::Command;

use followback_host::{Answers, Column, Manifest, Plugin, Rows, Value};

use crate::support::isolation;

const MANIFEST: &str = include_str!("../plugins/length.toml");

fn source(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plugins").join(name)
}

fn include() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../plugin/include")
}

/// Whether there is a compiler. Whoever has to have it sets a variable; all others are told that a test was not run.
fn is_there(compiler: &[String], language: &str) -> bool {
    let version = if language == "Go" { "version" } else { "--version" };
    let version = if language == "Zig" { "version" } else { version };
    let found = Command::new(&compiler[0]).args(&compiler[1..]).arg(version).output();
    let found = found.is_ok_and(|output| output.status.success());
    let variable = format!("FOLLOWBACK_NEEDS_{}", language.to_uppercase());
    assert!(
        found || std::env::var_os(&variable).is_none(),
        "`{variable}` is set, and there is no compiler for {language}"
    );
    if !found {
        eprintln!("skipped: there is no compiler for {language}");
    }
    found
}

fn succeed(command: &mut Command) -> Vec<u8> {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// What a plugin that counts bytes makes of some biographies.
fn asked(mut plugin: Plugin) -> Answers {
    let bios = vec![Some("hello"), Some(""), Some("gr\u{fc}\u{df}e")];
    plugin.ask(&Rows::new(bios.len(), vec![Column::Text(bios)]), &[0])
}

/// Asserts that a library counts bytes in a child process.
fn assert_counts(library: &Path) -> Answers {
    let answers = asked(Plugin::isolated(manifest(), library.to_owned(), "{}", isolation()));
    assert_eq!(answers.facts, [[5.0, 0.0, 7.0].map(|n| Some(Value::Number(n)))], "{answers:?}");
    answers
}

fn manifest() -> Manifest {
    Manifest::parse("length.toml", MANIFEST).unwrap()
}

/// `zig`, or what stands in `FOLLOWBACK_ZIG` with blanks between the words, as Python's `python -m ziglang`.
#[test]
fn a_plugin_in_zig() {
    let zig = std::env::var("FOLLOWBACK_ZIG").unwrap_or_else(|_| "zig".to_owned());
    let zig: Vec<String> = zig.split(' ').map(str::to_owned).collect();
    if !is_there(&zig, "Zig") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let compiler = || {
        let mut command = Command::new(&zig[0]);
        command.args(&zig[1..]).current_dir(folder.path());
        command
    };
    let header = include().join("followback_plugin.h");
    let header = succeed(compiler().args(["translate-c", "-lc", "-I"]).arg(include()).arg(header));
    std::fs::write(folder.path().join("followback_plugin.zig"), header).unwrap();
    std::fs::copy(source("length.zig"), folder.path().join("length.zig")).unwrap();
    succeed(compiler().args(["build-lib", "-dynamic", "-lc", "length.zig", "-femit-bin=liblength.so"]));
    let library = folder.path().join("liblength.so");
    let isolated = assert_counts(&library);
    assert_eq!(asked(Plugin::in_process(manifest(), library, "{}")), isolated);
}

#[test]
fn a_plugin_in_go() {
    if !is_there(&["go".to_owned()], "Go") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join("liblength.so");
    for name in ["length.go", "table.c"] {
        std::fs::copy(source("go").join(name), folder.path().join(name)).unwrap();
    }
    let flags = format!("-I{}", include().display());
    succeed(
        Command::new("go")
            .args(["build", "-buildmode=c-shared", "-o"])
            .arg(&library)
            .arg(".")
            .env("CGO_CFLAGS", flags)
            .env("GO111MODULE", "off")
            .current_dir(folder.path()),
    );
    // In this process it would change how signals are handled under all other tests.
    assert_counts(&library);
}
