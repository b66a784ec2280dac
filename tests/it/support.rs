//! Running the command.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a run of the command came to.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Run {
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("no JSON ({error}): {}{}", self.out, self.err))
    }

    /// The ids of the findings of a report.
    pub(crate) fn findings(&self) -> Vec<String> {
        let report = self.json();
        let rule = |f: &serde_json::Value| f["rule"].as_str().unwrap().to_owned();
        report["findings"].as_array().unwrap().iter().map(rule).collect()
    }

    /// The status of a rule in a report.
    pub(crate) fn status(&self, rule: &str) -> String {
        let report = self.json();
        let results = report["results"].as_array().unwrap();
        let found = results.iter().find(|r| r["rule"] == rule).unwrap_or_else(|| panic!("no rule {rule}"));
        found["status"].as_str().unwrap().to_owned()
    }
}

/// The root of the workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Runs the command in an empty folder.
pub(crate) fn followback(args: &[&str]) -> Run {
    let folder = tempfile::tempdir().unwrap();
    followback_in(folder.path(), args, b"")
}

/// Runs the command in an empty folder with something on the standard input.
pub(crate) fn followback_with(args: &[&str], input: &[u8]) -> Run {
    let folder = tempfile::tempdir().unwrap();
    followback_in(folder.path(), args, input)
}

/// Runs the command in a folder, for a user who has added no plugins.
pub(crate) fn followback_in(folder: &Path, args: &[&str], input: &[u8]) -> Run {
    followback_of(Path::new("/nowhere"), folder, args, &[], input)
}

/// Runs the command in an empty folder where the environment speaks a language.
pub(crate) fn followback_speaking(args: &[&str], language: &str) -> Run {
    let folder = tempfile::tempdir().unwrap();
    followback_of(Path::new("/nowhere"), folder.path(), args, &[("LC_ALL", language)], b"")
}

/// Runs the command in a folder, for a user with this home, and with more in the environment.
pub(crate) fn followback_of(home: &Path, folder: &Path, args: &[&str], env: &[(&str, &str)], input: &[u8]) -> Run {
    let mut child = Command::new(env!("CARGO_BIN_EXE_followback"))
        .args(args)
        .current_dir(folder)
        .env("HOME", home)
        .env_remove("XDG_CONFIG_HOME")
        .env_remove("XDG_DATA_HOME")
        .env_remove("NO_COLOR")
        .env("LC_ALL", "C")
        .envs(env.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // The command may end without reading all of its input.
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || {
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    Run {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The time that tests are run at.
pub(crate) const NOW: &str = "2026-11-20T12:00:00Z";

/// Audits a native profile and returns the report as JSON.
pub(crate) fn audit(profile: &serde_json::Value, more: &[&str]) -> Run {
    let mut args = vec!["audit", "-", "--format", "json", "--now", NOW];
    args.extend(more);
    followback_with(&args, profile.to_string().as_bytes())
}
