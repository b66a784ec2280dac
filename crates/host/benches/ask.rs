//! What a question costs: per profile in this process and in a child, and once for starting a child.
//!
//! `cargo bench -p followback-host --bench ask`. Needs a C compiler. Numbers are per question about 2048 profiles with a biography of
//! 110 bytes; divan shows how many profiles that is in a second.
//!
//! | | wanted | fastest | median |
//! |---|---:|---:|---:|
//! | small facts in process, ns per profile | 600 | 107 | 109 |
//! | small facts isolated, ns per profile | 1500 | 329 | 364 |
//! | facts of every type in process, ns per profile | | 688 | 730 |
//! | facts of every type isolated, ns per profile | | 1052 | 1457 |
//! | start of a child and one row, ms | 20 | 2.1 | 3.4 |
//!
//! Measured on two shared cores of an AMD EPYC with Linux 6.18, glibc and Rust 1.95, five processes waiting for them.
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on ends")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::ItemsCount;
use followback_host::{Column, Isolation, Manifest, Plugin, Rows};

/// Rows of a question.
const ROWS: usize = 2048;
/// Small facts: two numbers and a bit, by their places in the manifest.
const SMALL: [usize; 3] = [0, 1, 2];
/// Those, a text, and a set.
const ALL: [usize; 5] = [0, 1, 2, 3, 4];

static BIOS: LazyLock<Vec<String>> =
    LazyLock::new(|| (0..ROWS).map(|n| format!("{:<110}", format!("Person {n} builds compilers in Lugo"))).collect());

/// The plugin of the tests without what a text can ask of it.
static LIBRARY: LazyLock<(tempfile::TempDir, PathBuf)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("libprobe.so");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let status = Command::new("cc")
        .args(["-std=c11", "-O2", "-shared", "-fPIC", "-pthread", "-DOBEDIENT", "-I"])
        .arg(root.join("../plugin/include"))
        .arg("-o")
        .arg(&path)
        .arg(root.join("tests/plugins/probe.c"))
        .arg("-lm")
        .status();
    assert!(status.unwrap().success());
    (folder, path)
});

fn manifest() -> Manifest {
    Manifest::parse("probe.toml", include_str!("../tests/plugins/probe.toml")).unwrap()
}

fn isolated() -> Plugin {
    let how = Isolation::new(env!("CARGO_BIN_EXE_followback-plugin-host").into(), &[]);
    Plugin::isolated(manifest(), LIBRARY.1.clone(), "{}", how)
}

fn in_process() -> Plugin {
    Plugin::in_process(manifest(), LIBRARY.1.clone(), "{}")
}

fn rows(n: usize) -> Rows<'static> {
    let followers = (0..n).map(|n| Some(n as f64)).collect();
    Rows::new(
        n,
        vec![Column::Text(BIOS[..n].iter().map(|bio| Some(bio.as_str())).collect()), Column::Number(followers)],
    )
}

#[divan::bench(args = [true, false])]
fn small_facts(bencher: Bencher<'_, '_>, is_isolated: bool) {
    ask(bencher, is_isolated, &SMALL);
}

#[divan::bench(args = [true, false])]
fn facts_of_every_type(bencher: Bencher<'_, '_>, is_isolated: bool) {
    ask(bencher, is_isolated, &ALL);
}

fn ask(bencher: Bencher<'_, '_>, is_isolated: bool, wanted: &[usize]) {
    let mut plugin = if is_isolated { isolated() } else { in_process() };
    // The columns are made anew for each question, as they are in a run.
    bencher.counter(ItemsCount::new(ROWS)).bench_local(|| {
        let answers = plugin.ask(&rows(ROWS), wanted);
        assert!(answers.faults.is_empty());
        answers
    });
}

#[divan::bench]
fn start_of_a_child_and_one_row(bencher: Bencher<'_, '_>) {
    bencher.bench_local(|| isolated().ask(&rows(1), &SMALL));
}

fn main() {
    LazyLock::force(&LIBRARY);
    divan::main();
}
