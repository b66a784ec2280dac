//! `followback rules` and `followback test`.

use std::fmt::Write;

use crate::support::{followback, followback_in, root};

#[test]
fn help_is_stable() {
    let mut text = String::new();
    for command in
        [&["--help"][..], &["audit", "--help"], &["triage", "--help"], &["rules", "--help"], &["test", "--help"]]
    {
        writeln!(text, "$ followback {}\n{}", command.join(" "), followback(command).out).unwrap();
    }
    insta::assert_snapshot!(text);
}

#[test]
fn the_list_names_every_rule_once() {
    let run = followback(&["rules", "list"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let ids: Vec<&str> = run.out.lines().filter_map(|l| l.split_whitespace().next()).collect();
    assert!(ids.is_sorted() && ids.contains(&"avatar/missing") && ids.contains(&"posts/off-topic"), "{ids:?}");
}

#[test]
fn faults_come_in_three_forms() {
    let folder = tempfile::tempdir().unwrap();
    let pack = "[[rule]]\nid = \"bio/mine\"\nfactor = \"bio\"\ntitle = \"t\"\nmessage = \"m\"\nseverity = \"hint\"\npoints = 1\nwhen.bio.lenght.below = 3\n";
    std::fs::write(folder.path().join("mine.toml"), pack).unwrap();
    let check = |format: &str| followback_in(folder.path(), &["rules", "check", "mine.toml", "--format", format], b"");
    let (human, short, json) = (check("human"), check("short"), check("json"));
    assert_eq!([human.code, short.code, json.code], [2, 2, 2]);
    insta::assert_snapshot!(human.out, @r"
    error[unknown-operator]: `bio` is a text and has no operator or fact `lenght`
     --> mine.toml:8:10
      |
    8 | when.bio.lenght.below = 3
      |          ^^^^^^
      |
      = help: did you mean `length`?

    1 error, 0 warnings
    ");
    assert!(short.out.starts_with("mine.toml:8:10: error[unknown-operator]:"), "{}", short.out);
    assert_eq!(json.json()["faults"][0]["labels"][0]["line"], 8);
}

#[test]
fn the_tests_of_a_pack_run_beside_the_default_rules() {
    let folder = tempfile::tempdir().unwrap();
    let pack = r#"
        [[rule]]
        id = "bio/caps"
        factor = "bio"
        severity = "hint"
        points = 2
        title = "Your bio shouts"
        message = "{bio.capitals_share:percent} of the letters are capitals."
        when.bio.capitals_share.above = 0.8
        [[rule.test]]
        name = "shouting"
        given.bio = "NURSE IN LUGO"
        expect = "fires"
        [[rule.test]]
        name = "wrong on purpose"
        given.bio = "Nurse in Lugo"
        expect = "fires"
    "#;
    std::fs::write(folder.path().join("mine.toml"), pack).unwrap();
    let run = followback_in(folder.path(), &["test", "mine.toml"], b"");
    assert_eq!(run.code, 1);
    assert!(run.out.contains("1 passed, 1 failed"), "{}", run.out);
    assert!(run.out.contains("test `wrong on purpose`: expected fired, got passed"), "{}", run.out);
    let run = followback_in(folder.path(), &["test", "mine.toml", "--filter", "bio/nothing*"], b"");
    assert_eq!(run.code, 2, "a filter that fits nothing is a slip");
    assert!(run.err.contains("no rule of the pack fits"), "{}", run.err);
}

#[test]
fn a_pack_with_a_score_of_its_own_stands_alone() {
    let pack = root().join("rules/workload");
    let run = followback(&["test", pack.to_str().unwrap()]);
    assert_eq!((run.code, run.out.as_str()), (0, "46 passed, 0 failed\n"));
}

#[test]
fn the_text_of_a_pack_reaches_no_terminal_as_more_than_text() {
    let folder = tempfile::tempdir().unwrap();
    let pack = r#"
        [[rule]]
        id = "bio/nasty"
        factor = "bio"
        severity = "hint"
        points = 1
        title = "red \u001b[31m and \u202e back"
        message = "m"
        why = "\u001b]0;title\u0007"
        when.bio.contains = "\u001b[2J"
    "#;
    std::fs::write(folder.path().join("mine.toml"), pack).unwrap();
    for command in [&["rules", "list"][..], &["rules", "show", "bio/nasty"], &["explain", "bio/nasty"]] {
        let args: Vec<&str> = command.iter().copied().chain(["--rules", "mine.toml"]).collect();
        let run = followback_in(folder.path(), &args, b"");
        assert_eq!(run.code, 0, "{}", run.err);
        assert!(run.out.contains("bio/nasty") && !run.out.contains(['\u{1b}', '\u{202e}', '\u{7}']), "{:?}", run.out);
    }
}
