//! `followback test --coverage`: what the tests of a pack have seen of its rules.

use std::path::Path;

use crate::support::{Run, followback, followback_in, root};

/// Two rules; the first one's exception and the second one's level are never seen.
const PACK: &str = r#"[[rule]]
id = "bio/caps"
factor = "bio"
severity = "hint"
points = 2
title = "Your bio shouts"
message = "{bio.capitals_share:percent} of the letters are capitals."
when.bio.capitals_share.above = 0.8
unless.all = [{ bio.contains = "NASA" }, { account.kind = "company" }]
[[rule.test]]
name = "shouting"
given.bio = "NURSE IN LUGO"
expect = "fires"
[[rule.test]]
name = "quiet"
given.bio = "Nurse in Lugo"
expect = "passes"
[[rule.test]]
name = "no source"
expect = "unknown"
"#;

fn test(folder: &Path, args: &[&str]) -> Run {
    let args: Vec<&str> = ["test", "mine.toml"].into_iter().chain(args.iter().copied()).collect();
    followback_in(folder, &args, b"")
}

fn pack() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("mine.toml"), PACK).unwrap();
    folder
}

#[test]
fn what_no_test_has_shown_is_named_with_its_place() {
    let folder = pack();
    let run = test(folder.path(), &["--coverage"]);
    assert_eq!(run.code, 0, "{}", run.err);
    insta::assert_snapshot!(run.out, @r"
    bio/caps 7/10
      mine.toml:9:8: unless keeps the rule from firing: never
      mine.toml:9:21: bio contains `NASA`: never true
      mine.toml:9:52: account.kind equals `company`: never true
    coverage 7/10, 70.0 %
    3 passed, 0 failed
    ");
}

#[test]
fn the_lines_of_the_rules_show_how_often() {
    let folder = pack();
    let run = test(folder.path(), &["--coverage-lines"]);
    insta::assert_snapshot!(run.out, @r#"
    mine.toml
     line   true  false unknown
        8                        when.bio.capitals_share.above = 0.8
               1      1      1       ^ bio/caps: bio.capitals_share above 0.8
               1                     ^ bio/caps: fires
        9                        unless.all = [{ bio.contains = "NASA" }, { account.kind = "company" }]
              0!                     ^ bio/caps: unless keeps the rule from firing
              0!      2      1       ^ bio/caps: bio contains `NASA`
              0!      3      -       ^ bio/caps: account.kind equals `company`

    3 passed, 0 failed
    "#);
}

#[test]
fn the_gate_is_exact() {
    let folder = pack();
    assert_eq!(test(folder.path(), &["--min", "70"]).code, 0);
    assert_eq!(test(folder.path(), &["--min", "70.01"]).code, 1);
    assert_eq!(test(folder.path(), &["--min", "101"]).code, 2);
    // A test that does not hold shows nothing.
    std::fs::write(folder.path().join("mine.toml"), PACK.replace("\"passes\"", "\"fires\"")).unwrap();
    let run = test(folder.path(), &["--coverage"]);
    assert!(run.code == 1 && run.out.contains("capitals_share above 0.8: never false"), "{}", run.out);
}

#[test]
fn editors_and_services_read_it_as_lcov() {
    let folder = pack();
    let run = test(folder.path(), &["--coverage-lcov", "mine.toml"]);
    assert!(run.code == 2 && run.err.contains("part of the input"), "{}", run.err);
    let run = test(folder.path(), &["--coverage-lcov", "cover.info"]);
    assert_eq!((run.code, run.out.as_str()), (0, "3 passed, 0 failed\n"));
    insta::assert_snapshot!(std::fs::read_to_string(folder.path().join("cover.info")).unwrap(), @r"
    TN:
    SF:mine.toml
    FN:1,rule bio/caps
    FNDA:3,rule bio/caps
    FNF:1
    FNH:1
    BRDA:8,0,0,1
    BRDA:8,0,1,1
    BRDA:8,0,2,1
    BRDA:9,1,0,0
    BRDA:9,1,1,2
    BRDA:9,1,2,1
    BRDA:9,2,0,0
    BRDA:9,2,1,3
    BRDA:8,3,0,1
    BRDA:9,4,0,0
    BRF:10
    BRH:7
    DA:8,3
    DA:9,3
    LF:2
    LH:2
    end_of_record
    ");
}

/// A line of the default rules where every rule of the pack is named, in full or with its gaps.
#[test]
fn every_rule_of_the_default_pack_is_measured() {
    let run = followback(&["test", root().join("rules/default").to_str().unwrap(), "--coverage", "-v"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let rules = followback(&["rules", "list", "--format", "json"]).json();
    for rule in rules.as_array().unwrap().iter().filter(|rule| rule["pack"] == "default") {
        let id = rule["rule"].as_str().unwrap();
        assert!(run.out.lines().any(|line| line.starts_with(&format!("{id} "))), "{id}");
    }
}
