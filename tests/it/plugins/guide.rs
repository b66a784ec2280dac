//! The guide for authors: its commands are run, its rules, settings and manifests read, its code is that of the plugins.

use std::fs;
use std::path::Path;
use std::process::Command;

use followback_host::Manifest;

use super::support::User;
use crate::docs::blocks;
use crate::support::root;

const GUIDE: &str = "plugins/README.md";

/// Runs the commands of a block in a shell, one after the other, and finds each line that the guide shows in what they print.
fn run(user: &User, folder: &Path, block: &str) {
    let bin = Path::new(env!("CARGO_BIN_EXE_followback")).parent().unwrap();
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let mut script = "set -e\n".to_owned();
    block.lines().filter_map(|line| line.strip_prefix("$ ")).for_each(|line| script.extend([line, "\n"]));
    let output = Command::new("sh")
        .arg("-c")
        .arg(&script)
        .current_dir(folder)
        .env("PATH", path)
        .env("HOME", user.home.path())
        .envs(["CARGO_HOME", "RUSTUP_HOME"].map(|name| (name, tool_home(name))))
        .env_remove("XDG_CONFIG_HOME")
        .env_remove("XDG_DATA_HOME")
        .env_remove("CARGO_TARGET_DIR")
        .env_remove("CARGO_BUILD_TARGET")
        .output()
        .unwrap();
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{script}\n{out}{err}");
    for shown in block.lines().filter(|line| !line.starts_with("$ ")) {
        assert!(out.contains(shown), "`{shown}` is not printed by\n{script}\n{out}{err}");
    }
}

/// Where the tools of Rust have their files, while `HOME` is that of the user of the test.
fn tool_home(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| {
        let folder = if name == "CARGO_HOME" { ".cargo" } else { ".rustup" };
        format!("{}/{folder}", std::env::var("HOME").unwrap_or_default())
    })
}

fn beginning_with(command: &str) -> String {
    let block = blocks(GUIDE, "console").into_iter().find(|block| block.starts_with(&format!("$ {command}")));
    block.unwrap_or_else(|| panic!("the guide does not say `{command}`"))
}

/// The rule of the guide finds what the plugin of the guide supplies.
fn assert_rule_works(user: &User, folder: &Path) {
    let rule = blocks(GUIDE, "toml").into_iter().find(|block| block.contains("[[rule]]")).unwrap();
    fs::write(folder.join("loud.toml"), rule).unwrap();
    fs::write(folder.join("ana.json"), r#"{"platform":"x","handle":"ana","bio":"I build compilers!!!"}"#).unwrap();
    run(user, folder, &beginning_with("followback rules check"));
}

#[test]
fn the_first_plugin_in_c_works_as_the_guide_says() {
    let user = User::new();
    let work = user.work.path();
    run(&user, work, &beginning_with("followback plugin new my-plugin --lang c"));
    assert_rule_works(&user, work);
    let settings = blocks(GUIDE, "toml").into_iter().find(|block| block.starts_with("# plugins.toml")).unwrap();
    // The plugin in C has nothing to configure: settings of its own would be refused.
    let run_only = settings.split("[my-plugin.config]").next().unwrap();
    fs::write(user.config("plugins.toml"), run_only).unwrap();
    assert_rule_works(&user, work);
}

#[test]
fn the_first_plugin_in_rust_works_as_the_guide_says() {
    let user = User::new();
    run(&user, user.work.path(), &beginning_with("followback plugin new my-plugin --lang rust"));
    assert_rule_works(&user, user.work.path());
    let settings = blocks(GUIDE, "toml").into_iter().find(|block| block.starts_with("# plugins.toml")).unwrap();
    fs::write(user.config("plugins.toml"), settings).unwrap();
    assert_rule_works(&user, user.work.path());
}

#[test]
fn every_block_is_of_a_kind_that_is_tested() {
    for block in blocks(GUIDE, "toml") {
        if block.contains("[[rule]]") || block.starts_with("# plugins.toml") {
            continue;
        }
        let manifest = Manifest::parse("followback-plugin.toml", &block).unwrap();
        assert_eq!(manifest.facts().len(), 6);
    }
    let known = ["followback plugin new my-plugin --lang", "followback rules check", "valgrind "];
    for block in blocks(GUIDE, "console") {
        assert!(known.iter().any(|known| block.starts_with(&format!("$ {known}"))), "{block}");
    }
}

#[test]
fn code_in_the_guide_is_that_of_the_plugins() {
    for (language, file) in [("rust", "plugins/naming/src/lib.rs"), ("c", "plugins/reading-c/reading.c")] {
        let source = fs::read_to_string(root().join(file)).unwrap();
        let blocks = blocks(GUIDE, language);
        assert!(blocks.len() >= 2);
        for block in blocks {
            assert!(source.contains(&block), "not in {file}:\n{block}");
        }
    }
}

#[test]
fn every_check_is_in_the_guide() {
    let guide = fs::read_to_string(root().join(GUIDE)).unwrap();
    for check in followback_host::verify::Check::ALL {
        assert!(guide.contains(&format!("| `{}` |", check.name())), "{}", check.name());
    }
}
