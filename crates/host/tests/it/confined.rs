//! What is closed to a plugin that does not say that it needs it.
#![cfg(target_os = "linux")]
#![expect(clippy::print_stderr, reason = "a test that was not run has to say so")]

use followback_host::{Manifest, Need, Plugin, closable};
use landlock::{ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, Ruleset, RulesetAttr};

use crate::support::{MANIFEST, ask, fault, isolation, library};

/// Whether this system can close anything.
fn can_confine() -> bool {
    let rules = Ruleset::default().set_compatibility(CompatLevel::HardRequirement);
    let rules = rules.handle_access(AccessFs::from_write(ABI::V4));
    let can =
        rules.and_then(|rules| rules.handle_access(AccessNet::from_all(ABI::V4))).and_then(Ruleset::create).is_ok();
    if !can {
        assert!(std::env::var_os("FOLLOWBACK_NEEDS_LANDLOCK").is_none(), "this system closes nothing (Landlock)");
        eprintln!("skipped: this system closes nothing to a process (Landlock)");
    }
    can
}

fn plugin(needs: &str) -> Plugin {
    let text = MANIFEST.replace("needs = [\"files\"]", &format!("needs = [{needs}]"));
    let manifest = Manifest::parse("probe.toml", &text).unwrap();
    Plugin::isolated(manifest, library(&[]), "{}", isolation())
}

/// Whether each of these can be done by a plugin with these needs.
fn can<const N: usize>(needs: &str, texts: [&str; N]) -> [bool; N] {
    let answers = ask(&mut plugin(needs), &texts);
    std::array::from_fn(|row| !answers.faults.contains_key(&row))
}

#[test]
fn what_a_plugin_does_not_need_is_closed_to_it() {
    if !can_confine() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let outside = format!("write {}", folder.path().join("mark").display());
    // What processes share lies below `/dev` as well.
    let shared = tempfile::NamedTempFile::new_in("/dev/shm").unwrap();
    let shared = format!("write {}", shared.path().display());
    let texts = ["write own", &outside, "write /dev/null", "connect", "thread", "temporary", &shared];
    assert_eq!(can("", texts), [true, false, true, false, true, true, false]);
    assert!(!folder.path().join("mark").exists());
    assert_eq!(can("\"net\"", texts), [true, false, true, true, true, true, false]);
    assert_eq!(can("\"files\"", texts), [true, true, true, false, true, true, true]);
    assert!(folder.path().join("mark").exists());
    assert_eq!(can("\"files\", \"net\"", texts), [true; 7]);
}

#[test]
fn who_is_denied_something_is_told_what_to_ask_for() {
    if !can_confine() {
        return;
    }
    let answers = ask(&mut plugin(""), &["write /nowhere"]);
    assert_eq!(fault(&answers, 0), "Permission denied; its manifest names no `net` and no `files` under `needs`");
    let answers = ask(&mut plugin("\"net\""), &["write /nowhere"]);
    assert_eq!(fault(&answers, 0), "Permission denied; its manifest names no `files` under `needs`");
    assert_eq!(closable(), [Need::Net, Need::Files]);
}
