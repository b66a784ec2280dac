//! Libraries that lie where somebody might look for them, and are not loaded.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

use super::support::{RULES, User, library, profile};
use crate::support::NOW;

/// Libraries that lie where other programs would find them, and leave a mark when they are loaded.
#[test]
fn nothing_is_loaded_that_was_not_added() {
    let user = User::with_plugin(&[], "");
    let mark = user.work.path().join("mark");
    let evil = library(&[&format!("-DMARK_IN_CONSTRUCTOR=\"{}\"", mark.display())]);
    for name in ["libprobe.so", "probe.so", "library", "libm.so.6", "followback-plugin-host"] {
        fs::write(user.work.path().join(name), &evil).unwrap();
        fs::set_permissions(user.work.path().join(name), Permissions::from_mode(0o755)).unwrap();
    }
    user.write("plugins.lock", "version = 1\n");
    user.write("plugins.toml", "[probe]\nmode = \"in-process\"\n");
    user.write("followback-plugin.toml", "id = \"evil\"\n");
    // Relative folders are not looked into either.
    fs::create_dir_all(user.work.path().join(".config/followback")).unwrap();
    let here = user.work.path().display().to_string();
    user.write("rules.toml", &format!("[pack]\nrequires = [\"evil\"]\n{RULES}"));
    let args = ["audit", "-", "--now", NOW, "--format", "json", "--rules", "rules.toml"];
    let env = [
        ("FOLLOWBACK_PLUGIN_PATH", here.as_str()),
        ("FOLLOWBACK_PLUGINS", &here),
        ("PATH", &here),
        ("XDG_CONFIG_HOME", ".config"),
    ];
    let run = user.run_with(&args, &env, profile(1, "some biography").as_bytes());
    assert_eq!(run.status("probe/long"), "passed", "{}", run.err);
    assert!(!mark.exists());
    // The dynamic loader of the system obeys this one for the program itself: not for its children, whose environment is empty.
    fs::remove_file(user.work.path().join("libm.so.6")).unwrap();
    let run = user.run_with(&args, &[("LD_LIBRARY_PATH", &here)], profile(1, "some biography").as_bytes());
    assert_eq!(run.status("probe/long"), "passed", "{}", run.err);
    assert!(!mark.exists());
}

#[test]
fn rules_and_settings_of_a_folder_name_no_plugin() {
    let user = User::new();
    user.package("probe", &[]);
    user.write("followback.toml", "[plugins.probe]\npath = \"probe\"\n");
    let run = user.audit("some biography", &[]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("followback plugin add"), "{}", run.err);
}
