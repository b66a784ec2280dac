//! A plugin in C, compiled in as many ways as there are to misbehave before the first row.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{LazyLock, Mutex};
use std::time::Duration;

use followback_host::{Answers, Column, Isolation, Manifest, Plugin, Rows, Value};

pub(crate) const MANIFEST: &str = include_str!("../plugins/probe.toml");

/// The number of each fact, in the order of the manifest's paths.
pub(crate) const LENGTH: usize = 0;
pub(crate) const LONG: usize = 1;
pub(crate) const SHARE: usize = 2;
pub(crate) const WORD: usize = 3;
pub(crate) const WORDS: usize = 4;
pub(crate) const ALL: [usize; 5] = [LENGTH, LONG, SHARE, WORD, WORDS];

/// Compiled libraries by their flags. Kept until the tests end.
static BUILT: LazyLock<Mutex<(tempfile::TempDir, BTreeMap<String, PathBuf>)>> =
    LazyLock::new(|| Mutex::new((tempfile::tempdir().unwrap(), BTreeMap::new())));

/// The plugin, compiled with these flags.
pub(crate) fn library(flags: &[&str]) -> PathBuf {
    let probe = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plugins/probe.c");
    compile(&probe, &[&["-std=c11"], flags].concat())
}

/// A plugin in C, compiled with these flags. No warning is let pass.
pub(crate) fn compile(source: &Path, flags: &[&str]) -> PathBuf {
    let mut built = BUILT.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let key = format!("{} {}", source.display(), flags.join(" "));
    if let Some(path) = built.1.get(&key) {
        return path.clone();
    }
    let path = built.0.path().join(format!("libplugin{}.so", built.1.len()));
    let output = Command::new("cc")
        .args(["-Wall", "-Wextra", "-Werror", "-O1", "-shared", "-fPIC", "-pthread"])
        .args(flags)
        .arg("-I")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("../plugin/include"))
        .arg("-o")
        .arg(&path)
        .arg(source)
        .arg("-lm")
        .output()
        .unwrap_or_else(|error| panic!("these tests need a C compiler: {error}"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    built.1.insert(key, path.clone());
    path
}

/// The folder of a plugin that comes with followback.
pub(crate) fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../plugins").join(name)
}

/// The library of a plugin that these tests depend on: it lies beside them.
pub(crate) fn built(name: &str) -> PathBuf {
    std::env::current_exe().unwrap().with_file_name(format!("lib{name}.so"))
}

pub(crate) fn manifest() -> Manifest {
    Manifest::parse("probe.toml", MANIFEST).unwrap()
}

/// Short times, so that a plugin that hangs does not hang the tests.
pub(crate) fn isolation() -> Isolation {
    Isolation {
        timeout: Duration::from_millis(1500),
        open_timeout: Duration::from_millis(1500),
        memory: Some(1 << 30),
        ..Isolation::new(env!("CARGO_BIN_EXE_followback-plugin-host").into(), &[])
    }
}

pub(crate) fn isolated(flags: &[&str]) -> Plugin {
    Plugin::isolated(manifest(), library(flags), "{}", isolation())
}

pub(crate) fn in_process(flags: &[&str]) -> Plugin {
    Plugin::in_process(manifest(), library(flags), "{}")
}

/// Rows with these texts, and their number as followers; the third has none.
pub(crate) fn rows<'a>(texts: &[&'a str]) -> Rows<'a> {
    let followers = (0..texts.len()).map(|n| (n != 2).then_some(n as f64)).collect();
    Rows::new(texts.len(), vec![Column::Text(texts.iter().map(|&t| Some(t)).collect()), Column::Number(followers)])
}

pub(crate) fn ask(plugin: &mut Plugin, texts: &[&str]) -> Answers {
    plugin.ask(&rows(texts), &ALL)
}

/// Asserts that a row by itself has the facts of its text.
pub(crate) fn assert_fine(answers: &Answers, row: usize, text: &str) {
    assert_eq!(answers.faults.get(&row), None, "{text}");
    assert_eq!(answers.facts[LENGTH][row], Some(Value::Number(text.len() as f64)), "{text}");
    assert_eq!(answers.facts[WORD][row], Some(Value::Text(text.to_owned())), "{text}");
}

/// The one fault of some answers.
pub(crate) fn fault(answers: &Answers, row: usize) -> String {
    answers.faults.get(&row).unwrap_or_else(|| panic!("row {row} is fine: {answers:?}")).message.clone()
}
