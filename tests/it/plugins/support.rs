//! A user with plugins: a home, a work folder, and the plugin in C of the tests of the host.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{LazyLock, Mutex, PoisonError};

use crate::support::{NOW, Run, followback_of, root};

/// Compiled libraries by their flags.
static BUILT: LazyLock<Mutex<BTreeMap<String, Vec<u8>>>> = LazyLock::new(Mutex::default);

/// The plugin of the tests, compiled with these flags.
pub(super) fn library(flags: &[&str]) -> Vec<u8> {
    let mut built = BUILT.lock().unwrap_or_else(PoisonError::into_inner);
    built.entry(flags.join(" ")).or_insert_with(|| compile(flags)).clone()
}

fn compile(flags: &[&str]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("libprobe.so");
    let flags = [&["-std=c11", "-pthread", "-lm"], flags].concat();
    compile_to(&path, &root().join("crates/host/tests/plugins/probe.c"), &flags);
    fs::read(path).unwrap()
}

/// Compiles a plugin in C.
pub(super) fn compile_to(library: &Path, source: &Path, flags: &[&str]) {
    let output = Command::new("cc")
        .args(["-O1", "-shared", "-fPIC", "-I"])
        .arg(root().join("crates/plugin/include"))
        .arg("-o")
        .args([library, source])
        .args(flags)
        .output()
        .unwrap_or_else(|error| panic!("these tests need a C compiler: {error}"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// A user with a home and a folder to work in.
pub(super) struct User {
    pub(super) home: tempfile::TempDir,
    pub(super) work: tempfile::TempDir,
}

impl User {
    pub(super) fn new() -> Self {
        let [home, work] = [(); 2].map(|()| tempfile::tempdir().unwrap());
        User { home, work }
    }

    /// A user who has added the plugin, compiled with these flags, and has these settings for it.
    pub(super) fn with_plugin(flags: &[&str], settings: &str) -> Self {
        let user = Self::new();
        user.package("probe", flags);
        let added = user.run(&["plugin", "add", "probe", "--yes"]);
        assert_eq!(added.code, 0, "{}{}", added.out, added.err);
        user.settings(settings);
        user
    }

    /// Writes the package of the plugin into the work folder.
    pub(super) fn package(&self, name: &str, flags: &[&str]) -> PathBuf {
        let folder = self.work.path().join(name);
        fs::create_dir_all(&folder).unwrap();
        let manifest = root().join("crates/host/tests/plugins/probe.toml");
        fs::copy(manifest, folder.join("followback-plugin.toml")).unwrap();
        // Another file in the place of the first one, as a compiler writes it.
        let path = folder.join(format!("libprobe{}", std::env::consts::DLL_SUFFIX));
        let _ = fs::remove_file(&path);
        fs::write(&path, library(flags)).unwrap();
        folder
    }

    /// Writes what stands in the table of the plugin in its settings.
    pub(super) fn settings(&self, text: &str) {
        fs::write(self.config("plugins.toml"), format!("[probe]\n{text}\n")).unwrap();
    }

    pub(super) fn config(&self, file: &str) -> PathBuf {
        self.home.path().join(".config/followback").join(file)
    }

    /// The private copy of the library.
    pub(super) fn copies(&self) -> Vec<PathBuf> {
        let Ok(folder) = fs::read_dir(self.home.path().join(".local/share/followback/plugins")) else {
            return Vec::new();
        };
        folder.map(|entry| entry.unwrap().path().join("library")).collect()
    }

    pub(super) fn write(&self, file: &str, text: &str) {
        fs::write(self.work.path().join(file), text).unwrap();
    }

    pub(super) fn run(&self, args: &[&str]) -> Run {
        self.run_with(args, &[], b"")
    }

    pub(super) fn run_with(&self, args: &[&str], env: &[(&str, &str)], input: &[u8]) -> Run {
        followback_of(self.home.path(), self.work.path(), args, env, input)
    }

    /// Audits a profile with this biography by rules that read what the plugin supplies.
    pub(super) fn audit(&self, bio: &str, more: &[&str]) -> Run {
        self.write("rules.toml", RULES);
        let args = [&["audit", "-", "--now", NOW, "--format", "json", "--rules", "rules.toml"], more].concat();
        self.run_with(&args, &[], profile(0, bio).as_bytes())
    }
}

/// A rule that reads the plugin's facts, and one that does not.
pub(super) const RULES: &str = r#"
[[rule]]
id = "probe/long"
factor = "bio"
severity = "minor"
points = 7
title = "The bio is long"
message = "It has {probe.length} bytes, and begins {probe.word}."
when.probe.length.above = 20

[[rule]]
id = "other/long"
factor = "bio"
severity = "minor"
points = 3
title = "The bio is long"
message = "It is long."
when.bio.length.above = 20
"#;

/// A native profile on one line.
pub(super) fn profile(number: usize, bio: &str) -> String {
    serde_json::json!({"platform": "x", "handle": format!("user{number}"), "bio": bio, "followers": number}).to_string()
}

/// What is said of a rule that could not be checked.
pub(super) fn missing(run: &Run, rule: &str) -> String {
    let report = run.json();
    let results = report["results"].as_array().unwrap();
    results.iter().find(|r| r["rule"] == rule).unwrap()["missing"].to_string()
}

pub(super) fn exists(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}
