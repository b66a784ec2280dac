//! From `followback plugin new` to a finding: what an author does in the first ten minutes.

use std::path::Path;
use std::process::Command;

use super::support::User;
use crate::support::{NOW, Run, root};

/// A rule that reads what the new plugin supplies.
const RULE: &str = r#"
[[rule]]
id = "mine/loud"
factor = "bio"
severity = "minor"
points = 5
title = "Your bio shouts"
message = "It has {my_plugin.marks} exclamation marks."
when.my_plugin.loud = true
"#;

/// Runs a tool of the author in the folder of the plugin.
fn tool(folder: &Path, command: &str, args: &[&str]) {
    let output = Command::new(command)
        .args(args)
        .current_dir(folder)
        .env_remove("CARGO_TARGET_DIR")
        .env_remove("CARGO_BUILD_TARGET")
        .output()
        .unwrap_or_else(|error| panic!("this test needs `{command}`: {error}"));
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && !err.contains("warning"), "{command}: {err}");
}

/// The plugin in `my-plugin` passes, can be added, and a rule reads what it says.
fn assert_works(user: &User) {
    let verified = user.run(&["plugin", "verify", "my-plugin"]);
    assert!(
        verified.code == 0 && verified.out.ends_with("10 of 10 checks passed\n"),
        "{}{}",
        verified.out,
        verified.err
    );
    let added = user.run(&["plugin", "add", "my-plugin", "--yes"]);
    assert_eq!(added.code, 0, "{}", added.err);
    let audit = |bio: &str| {
        user.write("rule.toml", RULE);
        let profile = serde_json::json!({"platform": "x", "handle": "ana", "bio": bio}).to_string();
        let args = ["audit", "-", "--now", NOW, "--format", "json", "--rules", "rule.toml"];
        user.run_with(&args, &[], profile.as_bytes())
    };
    let loud: Run = audit("I build compilers!! Really!!");
    assert_eq!(loud.status("mine/loud"), "fired", "{}", loud.err);
    assert!(loud.out.contains("It has 4 exclamation marks."), "{}", loud.out);
    assert_eq!(audit("I build compilers.").status("mine/loud"), "passed");
}

#[test]
fn a_new_plugin_in_c_builds_and_passes() {
    let user = User::new();
    let new = user.run(&["plugin", "new", "my-plugin", "--lang", "c"]);
    assert_eq!((new.code, new.out.as_str()), (0, ""), "{}", new.err);
    assert!(
        new.err.ends_with("next: `cd my-plugin`, `make`, `followback plugin verify .`, `followback plugin add .`\n")
    );
    tool(&user.work.path().join("my-plugin"), "make", &[]);
    assert_works(&user);
}

#[test]
fn a_new_plugin_in_rust_builds_and_passes() {
    let user = User::new();
    let new = user.run(&["plugin", "new", "my-plugin", "--lang", "rust"]);
    assert_eq!((new.code, new.out.as_str()), (0, ""), "{}", new.err);
    let folder = user.work.path().join("my-plugin");
    tool(&folder, env!("CARGO"), &["build", "--release", "--offline", "--quiet"]);
    assert_works(&user);
    tool(&folder, env!("CARGO"), &["test", "--offline", "--quiet"]);
}

#[test]
fn a_new_plugin_in_rust_can_use_an_sdk_that_is_there() {
    let user = User::new();
    let sdk = root().join("crates/plugin").display().to_string();
    let new = user.run(&["plugin", "new", "my-plugin", "--lang", "rust", "--sdk", &sdk]);
    assert_eq!(new.code, 0, "{}", new.err);
    let folder = user.work.path().join("my-plugin");
    assert!(!folder.join("followback-plugin").exists());
    tool(&folder, env!("CARGO"), &["check", "--offline", "--quiet"]);
}

#[test]
fn nothing_is_written_where_it_could_not_be_used() {
    let user = User::new();
    let new = |args: &[&str]| user.run(&[&["plugin", "new"], args].concat());
    assert_eq!(new(&["mine", "--lang", "c"]).code, 0);
    for (args, words) in [
        (&["mine", "--lang", "rust"][..], "`mine` is there already"),
        (&["My Plugin", "--lang", "c"], "`My Plugin` cannot name a plugin"),
        (&["account", "--lang", "c"], "a plugin cannot be called `account`, so nothing was written"),
        (&["other", "--lang", "c", "--sdk", "."], "`--sdk` is for Rust"),
        (&["other", "--lang", "rust", "--sdk", "nowhere"], "cannot use the SDK in `nowhere`"),
        (&["other"], "--lang <LANG>"),
    ] {
        let run = new(args);
        assert!(run.code == 2 && run.err.contains(words), "{args:?}: {}", run.err);
    }
    assert_eq!(std::fs::read_dir(user.work.path()).unwrap().count(), 1);
}
