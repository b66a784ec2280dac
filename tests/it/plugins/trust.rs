//! What may be loaded, and what may not.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

use super::support::{RULES, User, compile_to, exists, library, missing, profile};
use crate::support::{NOW, root};

#[test]
fn adding_shows_what_a_plugin_is_and_asks() {
    let user = User::new();
    user.package("probe", &[]);
    let asked = user.run(&["plugin", "add", "probe"]);
    assert_eq!(asked.code, 2);
    assert!(asked.err.contains("say `--yes`"), "{}", asked.err);
    for words in [
        "probe 1.0.0: For tests.",
        "bio, account.followers (if known) of each profile",
        "probe.length, a number: Bytes of the text.",
        "sha256",
    ] {
        assert!(asked.out.contains(words), "{words}: {}", asked.out);
    }
    assert!(!exists(&user.config("plugins.lock")) && user.copies().is_empty());
    let added = user.run(&["plugin", "add", "probe", "--yes", "--format", "json"]).json();
    assert_eq!((&added["id"], &added["rules"]), (&"probe".into(), &0.into()));
    let lock = fs::read_to_string(user.config("plugins.lock")).unwrap();
    assert!(lock.contains(added["sha256"].as_str().unwrap()), "{lock}");
    assert_eq!(fs::read(&user.copies()[0]).unwrap(), library(&[]));
}

#[test]
fn listing_and_adding_run_no_code() {
    let user = User::new();
    let mark = user.work.path().join("mark");
    user.package("probe", &[&format!("-DMARK_IN_CONSTRUCTOR=\"{}\"", mark.display())]);
    assert_eq!(user.run(&["plugin", "add", "probe", "--yes"]).code, 0);
    let list = user.run(&["plugin", "list", "--format", "json"]);
    assert_eq!(list.code, 0, "{}", list.err);
    let probe = list.json().as_array().unwrap().iter().find(|p| p["id"] == "probe").unwrap().clone();
    assert_eq!((&probe["mode"], &probe["problem"]), (&"isolated".into(), &serde_json::Value::Null));
    assert!(user.run(&["plugin", "list"]).out.contains("avatar-vision 0.1.0"));
    assert!(!mark.exists());
    user.audit("some biography", &[]);
    assert!(mark.exists(), "the mark tells when code does run");
}

#[test]
fn a_library_that_changed_is_refused_with_both_digests_and_the_way_out() {
    let user = User::with_plugin(&[], "");
    let before = fs::read_to_string(user.config("plugins.lock")).unwrap();
    let old = before.split("sha256 = \"").nth(1).unwrap()[..64].to_owned();
    let folder = user.package("probe", &["-DNO_PROGRESS"]);
    let run = user.audit("some biography", &[]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(missing(&run, "probe/long").contains("plugin_missing"));
    let problem = run.json()["plugins"][0]["problem"].as_str().unwrap().to_owned();
    let again = format!("`followback plugin add {}`", folder.canonicalize().unwrap().display());
    assert!(problem.contains(&old) && problem.contains(&again) && problem.contains("not loaded"), "{problem}");
    assert_eq!(user.audit("some biography", &["--strict-plugins"]).code, 2);
    assert_eq!(user.run(&["plugin", "list"]).code, 1);
    let added = user.run(&["plugin", "add", "probe", "--yes", "--format", "json"]).json();
    assert!(problem.contains(added["sha256"].as_str().unwrap()), "{problem}");
    assert_eq!(user.audit("some biography", &[]).status("probe/long"), "passed");
    assert_eq!(user.copies().len(), 1, "the copy of the old one is gone");
    assert_eq!(fs::read(&user.copies()[0]).unwrap(), library(&["-DNO_PROGRESS"]), "the new one runs");
}

#[test]
fn a_copy_that_changed_is_refused() {
    let user = User::with_plugin(&[], "");
    let copy = user.copies().pop().unwrap();
    fs::remove_file(&copy).unwrap();
    fs::write(&copy, library(&["-DNO_PROGRESS"])).unwrap();
    let run = user.audit("some biography", &[]);
    assert!(missing(&run, "probe/long").contains("plugin_missing"));
    assert!(run.err.contains("its private copy") && run.err.contains("plugin add"), "{}", run.err);
    fs::remove_file(&copy).unwrap();
    assert!(user.audit("some biography", &[]).err.contains("cannot be read"));
}

#[test]
fn another_manifest_beside_the_copy_is_refused() {
    let user = User::with_plugin(&[], "");
    let manifest = user.copies()[0].with_file_name("followback-plugin.toml");
    let text = fs::read_to_string(&manifest).unwrap();
    fs::remove_file(&manifest).unwrap();
    fs::write(&manifest, text.replace("For tests.", "For others.")).unwrap();
    let run = user.audit("some biography", &[]);
    assert!(missing(&run, "probe/long").contains("plugin_missing"));
    for words in ["the private copy of the plugin `probe` is ", "it was added as ", "run `followback plugin add"] {
        assert!(run.err.contains(words), "{words}: {}", run.err);
    }
}

#[test]
fn a_copy_that_is_gone_costs_its_plugin_and_is_mended_by_adding_it_again() {
    let user = User::with_plugin(&[], "");
    let copy = user.copies().pop().unwrap();
    let gone = || fs::remove_dir_all(copy.parent().unwrap()).unwrap();
    gone();
    let run = user.audit("some biography", &[]);
    assert!(missing(&run, "probe/long").contains("plugin_missing"), "{}", run.err);
    assert_eq!(run.status("other/long"), "passed");
    let listed = user.run(&["plugin", "list"]);
    assert_eq!(listed.code, 1);
    assert!(listed.out.contains("PROBLEM") && listed.out.contains("plugin add"), "{}", listed.out);
    assert_eq!(user.run(&["plugin", "add", "probe", "--yes"]).code, 0);
    assert_eq!(user.audit("some biography", &[]).status("probe/long"), "passed");
    // Without its folder nobody knows what it would supply: all else goes on.
    gone();
    fs::rename(user.work.path().join("probe"), user.work.path().join("elsewhere")).unwrap();
    let run = user.run(&["rules", "check"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.err.contains("the private copy of the plugin `probe` is not there"), "{}", run.err);
    let plain = ["audit", "--demo", "--format", "short"];
    assert_eq!(user.run(&plain).code, 0);
    let strict = user.run(&[&plain[..], &["--strict-plugins"]].concat());
    assert_eq!((strict.code, strict.out.as_str()), (2, ""));
    assert!(strict.err.contains("is not there") && strict.err.contains("`--strict-plugins`"), "{}", strict.err);
    let listed = user.run(&["plugin", "list", "--format", "json"]);
    assert_eq!(listed.code, 1);
    assert!(listed.out.contains("not there"), "{}", listed.out);
    assert_eq!(user.run(&["plugin", "add", "elsewhere", "--yes"]).code, 0);
    assert_eq!(user.audit("some biography", &[]).status("probe/long"), "passed");
}

#[test]
fn the_copy_is_what_runs_when_a_link_is_bent_afterwards() {
    let user = User::new();
    let folder = user.package("probe", &[]);
    let mark = user.work.path().join("mark");
    let evil = user.work.path().join("evil.so");
    fs::write(&evil, library(&[&format!("-DMARK_IN_CONSTRUCTOR=\"{}\"", mark.display())])).unwrap();
    let named = folder.join(format!("libprobe{}", std::env::consts::DLL_SUFFIX));
    let good = user.work.path().join("good.so");
    fs::rename(&named, &good).unwrap();
    std::os::unix::fs::symlink(&good, &named).unwrap();
    assert_eq!(user.run(&["plugin", "add", "probe", "--yes"]).code, 0);
    fs::remove_file(&named).unwrap();
    std::os::unix::fs::symlink(&evil, &named).unwrap();
    // The link is not what was added: that was the file it led to.
    assert_eq!(user.audit("some biography", &[]).status("probe/long"), "passed");
    fs::remove_file(&good).unwrap();
    fs::copy(&evil, &good).unwrap();
    let run = user.audit("some biography", &[]);
    assert!(run.err.contains("has changed"), "{}", run.err);
    assert!(!mark.exists());
}

#[test]
fn a_plugin_runs_on_when_its_folder_is_gone() {
    let user = User::with_plugin(&[], "");
    fs::remove_dir_all(user.work.path().join("probe")).unwrap();
    assert_eq!(user.audit("some biography", &[]).status("probe/long"), "passed");
}

#[test]
fn files_that_others_can_write_are_refused() {
    let user = User::new();
    let folder = user.package("probe", &[]);
    let library = folder.join(format!("libprobe{}", std::env::consts::DLL_SUFFIX));
    for (path, mode) in [(&library, 0o666), (&folder, 0o777)] {
        let before = fs::metadata(path).unwrap().permissions();
        fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
        let run = user.run(&["plugin", "add", "probe", "--yes"]);
        assert_eq!(run.code, 2);
        assert!(run.err.contains("can be written by others") && run.err.contains("chmod go-w"), "{}", run.err);
        fs::set_permissions(path, before).unwrap();
    }
    assert_eq!(user.run(&["plugin", "add", "probe", "--yes"]).code, 0);
    fs::set_permissions(user.config("plugins.lock"), Permissions::from_mode(0o666)).unwrap();
    let told = "plugins.lock` can be written by others";
    let run = user.run(&["audit", "--demo", "--format", "short"]);
    assert_eq!(run.code, 0, "no plugin is loaded, and all else goes on: {}", run.err);
    assert!(run.err.contains(told), "{}", run.err);
    for args in [&["audit", "--demo", "--strict-plugins"][..], &["plugin", "add", "probe", "--yes"]] {
        let run = user.run(args);
        assert_eq!(run.code, 2);
        assert!(run.err.contains(told), "{}", run.err);
    }
}

#[test]
fn settings_that_make_no_sense_cost_the_plugins_and_not_the_run() {
    let user = User::with_plugin(&[], "rules = \"all\"\nmood = ");
    let run = user.audit("some biography", &[]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.err.contains("plugins.toml`, line 3: "), "{}", run.err);
    assert!(missing(&run, "probe/long").contains("plugin_missing"));
    assert_eq!(run.status("other/long"), "passed");
    let problem = run.json()["plugins"][0]["problem"].as_str().unwrap().to_owned();
    assert!(problem.contains("plugins.toml`, line 3: ") && problem.contains("not loaded"), "{problem}");
    let strict = user.audit("some biography", &["--strict-plugins"]);
    assert_eq!((strict.code, strict.out.as_str()), (2, ""));
    assert!(strict.err.contains("line 3"), "{}", strict.err);
    let list = user.run(&["plugin", "list"]);
    assert_eq!(list.code, 1);
    assert!(list.out.contains("PROBLEM") && list.out.contains("line 3"), "{}", list.out);
    assert_eq!(user.run(&["plugin", "add", "probe", "--yes"]).code, 0, "it is not the plugin that is at fault");
    user.settings("");
    assert_eq!(user.audit("some biography", &[]).status("probe/long"), "passed");
}

/// Rules of somebody whose plugin this user does not have.
#[test]
fn rules_whose_plugin_was_not_added_are_unknown_and_the_others_are_not() {
    let user = User::new();
    let required = format!("[pack]\nrequires = [\"probe\"]\n{RULES}");
    user.write("rules.toml", &required);
    let args = ["audit", "-", "--now", NOW, "--format", "json", "--rules", "rules.toml"];
    let audit =
        |more: &[&str]| user.run_with(&[&args[..], more].concat(), &[], profile(1, "some biography").as_bytes());
    let run = audit(&[]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!((run.status("probe/long"), run.status("other/long")), ("unknown".into(), "passed".into()));
    assert!(missing(&run, "probe/long").contains(r#""fact":"probe.length","reason":"plugin_missing""#));
    assert!(run.err.contains("the plugin `probe` is not added; run `followback plugin add FOLDER`"), "{}", run.err);
    assert_eq!(run.err.matches("followback plugin add").count(), 1, "{}", run.err);
    let strict = audit(&["--strict-plugins"]);
    assert_eq!((strict.code, strict.out.as_str()), (2, ""));
    assert!(strict.err.contains("the rules require the plugin `probe`, which is not added"), "{}", strict.err);
    // In bulk as well, and for who writes such rules.
    let triage = ["triage", "-", "--now", NOW, "--rules", "rules.toml"];
    let run = user.run_with(&triage, &[], profile(1, "some biography").as_bytes());
    assert!(run.code == 0 && run.out.contains(r#""unknown":"#), "{}{}", run.out, run.err);
    let check = user.run(&["rules", "check", "rules.toml"]);
    assert_eq!(check.code, 0, "{}", check.out);
    assert!(check.out.contains("warning[missing-plugin]"), "{}", check.out);
    // Without saying so the fact is one that there is not.
    user.write("rules.toml", RULES);
    let run = audit(&[]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("unknown-fact"), "{}", run.err);
    // Once it is added nothing is left of this.
    user.package("probe", &[]);
    assert_eq!(user.run(&["plugin", "add", "probe", "--yes"]).code, 0);
    user.write("rules.toml", &required);
    let run = audit(&["--strict-plugins"]);
    assert_eq!((run.code, run.status("probe/long")), (0, "passed".into()), "{}", run.err);
    assert!(!run.err.contains("plugin add"), "{}", run.err);
}

#[test]
fn settings_for_a_plugin_that_was_not_added_are_told_of() {
    let user = User::new();
    fs::create_dir_all(user.config("")).unwrap();
    user.settings("");
    let told = "has settings for the plugin `probe`, which was not added";
    let run = user.run(&["rules", "check"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.err.contains(told), "{}", run.err);
    let list = user.run(&["plugin", "list"]);
    assert_eq!(list.code, 1);
    assert!(list.out.contains("PROBLEM") && list.out.contains(told), "{}", list.out);
    user.package("probe", &[]);
    assert_eq!(user.run(&["plugin", "add", "probe", "--yes"]).code, 0);
    assert_eq!(user.run(&["plugin", "list"]).code, 0);
    let user = User::with_plugin(&[], "mood = 1");
    let run = user.audit("some biography", &[]);
    assert!(run.err.contains("plugins.toml`, line 2: unknown field `mood`"), "{}", run.err);
}

#[test]
fn what_is_removed_is_gone() {
    let user = User::with_plugin(&[], "");
    assert_eq!(user.run(&["plugin", "remove", "prob"]).code, 2);
    let run = user.run(&["plugin", "remove", "probe"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.err.contains("take `[probe]` out"), "{}", run.err);
    assert!(user.copies().is_empty());
    fs::remove_file(user.config("plugins.toml")).unwrap();
    assert!(user.run(&["plugin", "list"]).out.contains("no other plugin was added"));
}

#[test]
fn another_version_of_the_interface_is_refused_with_what_to_do() {
    let user = User::new();
    let folder = user.package("probe", &[]);
    let manifest = folder.join("followback-plugin.toml");
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, text.replace("abi = \"1.0\"", "abi = \"2.0\"")).unwrap();
    let run = user.run(&["plugin", "add", "probe", "--yes"]);
    assert_eq!(run.code, 2);
    for part in
        ["the plugin `probe`", "version 2.0", "speaks 1.0 to 1.0", "do not understand each other", "update followback"]
    {
        assert!(run.err.contains(part), "{part}: {}", run.err);
    }
}

#[test]
fn two_plugins_do_not_supply_the_same_fact() {
    let user = User::with_plugin(&[], "");
    let folder = user.package("other", &[]);
    let manifest = folder.join("followback-plugin.toml");
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, text.replace("id = \"probe\"", "id = \"rival\"\nlibrary = \"libprobe.so\"")).unwrap();
    let run = user.run(&["plugin", "add", "other", "--yes"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("so does the plugin `probe`"), "{}", run.err);
    fs::write(&manifest, text.replace("namespace = \"probe\"", "namespace = \"account\"")).unwrap();
    assert!(user.run(&["plugin", "add", "other", "--yes"]).err.contains("facts of the profile itself"));
}

#[test]
fn rules_that_a_plugin_brings_along_are_off_until_enabled() {
    let user = User::new();
    let folder = user.package("probe", &[]);
    fs::create_dir(folder.join("rules")).unwrap();
    fs::write(folder.join("rules/probe.toml"), RULES).unwrap();
    let run = user.run(&["plugin", "add", "probe", "--yes"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("brings along the rule `other/long`"), "{}", run.err);
    fs::write(folder.join("rules/probe.toml"), RULES.replace("other/", "probe/other-")).unwrap();
    let run = user.run(&["plugin", "add", "probe", "--yes"]);
    assert!(run.out.contains("2 rules, probe/…, off until"), "{}{}", run.out, run.err);
    let audit = |more: &[&str]| {
        let args = [&["audit", "-", "--now", NOW, "--format", "json"], more].concat();
        user.run_with(&args, &[], profile(1, "a biography of more than twenty bytes").as_bytes())
    };
    assert_eq!(audit(&[]).status("probe/long"), "off");
    assert_eq!(audit(&[]).json()["plugins"], serde_json::json!([]));
    user.write("on.toml", "[rules.\"probe/long\"]\noff = false\n");
    let some = audit(&["--config", "on.toml"]);
    assert_eq!((some.status("probe/long"), some.status("probe/other-long")), ("fired".into(), "off".into()));
    user.settings("rules = \"all\"");
    assert_eq!(audit(&[]).status("probe/other-long"), "fired");
    let packs = audit(&[]).json()["packs"].to_string();
    assert!(packs.contains("\"probe\""), "{packs}");
}

#[test]
fn by_hand_the_child_says_what_it_is_for() {
    let user = User::new();
    let run = user.run(&["__plugin-host"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("not meant to be run by hand"), "{}", run.err);
}

/// A private copy has nothing beside it, so the other library would not be found.
#[test]
fn what_lies_beside_a_library_is_not_left_behind() {
    let user = User::new();
    let folder = user.package("probe", &[]);
    let [helper, library] = ["libhelper-of-probe.so", "libprobe.so"].map(|name| folder.join(name));
    compile_to(&helper, &root().join("crates/host/tests/plugins/helper.c"), &["-Wl,-soname,libhelper-of-probe.so"]);
    fs::remove_file(&library).unwrap();
    let flags = ["-std=c11", "-pthread", "-lm", "-Wl,--no-as-needed,-rpath,$ORIGIN", helper.to_str().unwrap()];
    compile_to(&library, &root().join("crates/host/tests/plugins/probe.c"), &flags);
    let run = user.run(&["plugin", "add", "probe", "--yes"]);
    assert_eq!(run.code, 2);
    let words = "it needs the library `libhelper-of-probe.so`, which lies beside it";
    assert!(run.err.contains(words) && run.err.contains("into the plugin"), "{}", run.err);
    assert_eq!(user.copies(), Vec::<std::path::PathBuf>::new());
}

/// In a report nobody could tell it, or its rules, from what is part of the program.
#[test]
fn a_plugin_does_not_take_the_name_of_what_is_there() {
    let user = User::new();
    let manifest = user.package("probe", &[]).join("followback-plugin.toml");
    let text = fs::read_to_string(&manifest).unwrap();
    let library = format!("probe/libprobe{}", std::env::consts::DLL_SUFFIX);
    for (id, what) in [("avatar-vision", "a plugin"), ("beyond", "a rule pack"), ("posts", "a fact")] {
        fs::write(&manifest, text.replace("id = \"probe\"", &format!("id = \"{id}\""))).unwrap();
        let run = user.run(&["plugin", "add", "probe", "--library", &library, "--yes"]);
        assert_eq!(run.code, 2);
        assert!(run.err.contains(&format!("the id `{id}`, which is that of {what} of followback")), "{}", run.err);
        let run = user.run(&["plugin", "new", id, "--lang", "c"]);
        assert!(run.code == 2 && run.err.contains("so nothing was written"), "{}", run.err);
    }
    assert_eq!(user.copies(), Vec::<std::path::PathBuf>::new());
}
