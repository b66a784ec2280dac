//! The packs that the project ships.

use crate::support::{followback, root};

#[test]
fn shipped_packs_are_without_faults_and_pass_their_tests() {
    for pack in ["default", "beyond", "workload"] {
        let path = root().join("rules").join(pack);
        let path = path.to_str().unwrap();
        let check = followback(&["rules", "check", path]);
        assert_eq!(check.code, 0, "{}", check.out);
        assert!(check.out.ends_with("no faults\n"), "{}", check.out);
        let test = followback(&["test", path]);
        assert_eq!(test.code, 0, "{}", test.out);
        assert!(test.out.ends_with(", 0 failed\n") && !test.out.starts_with("0 passed"), "{}", test.out);
    }
}

#[test]
fn the_embedded_packs_are_those_in_the_folders() {
    let (default, beyond) = (root().join("rules/default"), root().join("rules/beyond"));
    let paths = ["--rules", default.to_str().unwrap(), "--rules", beyond.to_str().unwrap()];
    let embedded = followback(&["audit", "--demo", "--format", "json"]).json();
    let folder = followback(&[&["audit", "--demo", "--format", "json", "--no-default"][..], &paths].concat()).json();
    assert_eq!(embedded, folder);
}

#[test]
fn every_rule_has_tests_and_says_why() {
    let run = followback(&["rules", "list", "--format", "json"]);
    for rule in run.json().as_array().unwrap() {
        // A rule that only waits to be turned on has nothing that a test could see.
        assert!(rule["tests"].as_u64().unwrap() >= 2 || rule["standing"] == "off", "{rule}");
        assert!(rule["why"].as_str().is_some_and(|why| why.len() > 20), "{rule}");
    }
}
