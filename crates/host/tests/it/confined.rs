//! What is closed to a plugin that does not say that it needs it.
#![cfg(target_os = "linux")]
#![expect(clippy::print_stderr, reason = "a test that was not run has to say so")]

use followback_host::{Manifest, Plugin};
use landlock::{ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, Ruleset, RulesetAttr};

use crate::support::{MANIFEST, ask, isolation, library};

/// Whether this system can close anything.
fn can_confine() -> bool {
    let rules = Ruleset::default().set_compatibility(CompatLevel::HardRequirement);
    let rules = rules.handle_access(AccessFs::from_write(ABI::V4));
    let can =
        rules.and_then(|rules| rules.handle_access(AccessNet::from_all(ABI::V4))).and_then(Ruleset::create).is_ok();
    if !can {
        eprintln!("skipped: this system closes nothing to a process (Landlock)");
    }
    can
}

/// Whether each of these can be done by a plugin with these needs.
fn can<const N: usize>(needs: &str, texts: [&str; N]) -> [bool; N] {
    let text = MANIFEST.replace("needs = [\"files\"]", &format!("needs = [{needs}]"));
    let manifest = Manifest::parse("probe.toml", &text).unwrap();
    let mut plugin = Plugin::isolated(manifest, library(&[]), "{}", isolation());
    let answers = ask(&mut plugin, &texts);
    std::array::from_fn(|row| !answers.faults.contains_key(&row))
}

#[test]
fn what_a_plugin_does_not_need_is_closed_to_it() {
    if !can_confine() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let outside = format!("write {}", folder.path().join("mark").display());
    let texts = ["write own", &outside, "write /dev/null", "connect", "thread"];
    assert_eq!(can("", texts), [true, false, true, false, true]);
    assert!(!folder.path().join("mark").exists());
    assert_eq!(can("\"net\"", texts), [true, false, true, true, true]);
    assert_eq!(can("\"files\"", texts), [true, true, true, false, true]);
    assert!(folder.path().join("mark").exists());
    assert_eq!(can("\"files\", \"net\"", texts), [true; 5]);
}
