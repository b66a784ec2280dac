//! `followback audit`.

use serde_json::json;

use crate::support::{NOW, audit, followback, followback_in, followback_with, root};

#[test]
fn the_sample_profile_is_reported() {
    let run = followback(&["audit", "--demo"]);
    assert_eq!(run.code, 0, "{}", run.err);
    insta::assert_snapshot!(run.out);
}

#[test]
fn a_report_is_valid_by_its_committed_schema() {
    let schema = std::fs::read_to_string(root().join("crates/cli/report.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    let suppress = "[[suppress]]\nrule = \"bio/*\"\nreason = \"later\"\n";
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("followback.toml"), suppress).unwrap();
    let empty = json!({"platform": "x", "bio": "", "avatar_default": true, "posts": [], "posts_count": 0});
    let runs = [
        followback(&["audit", "--demo", "--format", "json"]),
        followback_in(folder.path(), &["audit", "--demo", "--format", "json"], b""),
        audit(&empty, &[]),
        audit(&json!({}), &[]),
    ];
    for run in runs {
        let errors: Vec<String> =
            validator.iter_errors(&run.json()).map(|e| format!("{e} at {}", e.instance_path())).collect();
        assert!(errors.is_empty(), "{errors:?}");
    }
}

#[test]
fn fields_stand_in_the_documented_order() {
    let run = followback(&["audit", "--demo", "--format", "json"]);
    let keys = [
        "schema",
        "followback",
        "packs",
        "plugins",
        "now",
        "profile",
        "score",
        "factors",
        "waterfall",
        "findings",
        "fixes",
        "relevance",
        "results",
    ];
    let at: Vec<usize> = keys.iter().map(|k| run.out.find(&format!("\n  \"{k}\":")).unwrap()).collect();
    assert!(at.is_sorted(), "{at:?}");
}

#[test]
fn the_waterfall_sums_to_the_total_and_the_range_holds_it() {
    for profile in
        [json!({"bio": "", "avatar_default": true}), json!({"bio": "hi there"}), json!({"bio": "Nurse", "posts": []})]
    {
        let report = audit(&profile, &[]).json();
        let Some(total) = report["score"]["total"].as_f64() else { continue };
        let sum: f64 = report["waterfall"].as_array().unwrap().iter().map(|w| w["by"].as_f64().unwrap()).sum();
        assert!((sum - total).abs() < 0.001, "{sum} is not {total}");
        assert!(
            report["score"]["low"].as_f64().unwrap() <= total && total <= report["score"]["high"].as_f64().unwrap()
        );
    }
}

#[test]
fn every_rule_has_one_result() {
    let run = followback(&["audit", "--demo", "--format", "json"]);
    let rules = followback(&["rules", "list", "--format", "json"]);
    let id = |r: &serde_json::Value| r["rule"].as_str().unwrap().to_owned();
    let results: Vec<String> = run.json()["results"].as_array().unwrap().iter().map(id).collect();
    let listed: Vec<String> = rules.json().as_array().unwrap().iter().map(id).collect();
    assert_eq!(results, listed);
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let one = followback(&["audit", "--demo", "--format", "json"]);
    let two = followback(&["audit", "--demo", "--format", "json"]);
    assert_eq!(one.out, two.out);
}

#[test]
fn what_the_source_does_not_say_is_never_held_against_anyone() {
    let run = audit(&json!({"platform": "x", "handle": "ana"}), &[]);
    assert_eq!(run.findings(), Vec::<String>::new());
    assert_eq!(run.json()["score"]["total"], serde_json::Value::Null);
}

#[test]
fn a_mark_that_is_not_reached_ends_with_1() {
    assert_eq!(followback(&["audit", "--demo", "--fail-under", "100"]).code, 1);
    assert_eq!(followback(&["audit", "--demo", "--fail-under", "0"]).code, 0);
    assert_eq!(audit(&json!({}), &["--fail-under", "0"]).code, 1, "no total reaches no mark");
    assert_eq!(followback(&["audit", "--demo", "--fail-under", "nan"]).code, 2);
}

#[test]
fn a_report_can_go_to_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let run = followback_in(folder.path(), &["audit", "--demo", "--format", "json", "-o", "report.json"], b"");
    assert_eq!((run.code, run.out.as_str()), (0, ""));
    let written = std::fs::read_to_string(folder.path().join("report.json")).unwrap();
    assert_eq!(written, followback(&["audit", "--demo", "--format", "json"]).out);
}

#[test]
fn settings_change_rules_and_say_so() {
    let folder = tempfile::tempdir().unwrap();
    let settings = r#"
        [profile]
        kind = "company"
        [rules."bio/*"]
        points = 3
        [rules."bio/slogan-only"]
        points = 7
        [rules."posts/stale"]
        off = true
        [[suppress]]
        rule = "bio/hashtag-stuffing"
        reason = "we like them"
        until = 2026-12-31
    "#;
    std::fs::write(folder.path().join("followback.toml"), settings).unwrap();
    let run = followback_in(folder.path(), &["audit", "--demo", "--format", "json"], b"");
    assert_eq!(run.status("posts/stale"), "off");
    let report = run.json();
    for finding in report["findings"].as_array().unwrap() {
        if finding["rule"].as_str().unwrap().starts_with("bio/") {
            assert!([3.0, 7.0].contains(&finding["points"].as_f64().unwrap()), "{finding}");
        }
    }
    let shown = followback_in(folder.path(), &["rules", "show", "bio/slogan-only"], b"");
    assert!(shown.out.contains("points = 7 (was 3), set at followback.toml"), "{}", shown.out);
}

#[test]
fn the_output_never_overwrites_the_input() {
    let folder = tempfile::tempdir().unwrap();
    let profile = r#"{"handle":"ana","bio":"Nurse"}"#;
    std::fs::write(folder.path().join("ana.json"), profile).unwrap();
    for command in [&["audit", "ana.json", "-o", "ana.json"], &["triage", "ana.json", "-o", "./ana.json"]] {
        let run = followback_in(folder.path(), command, b"");
        assert_eq!(run.code, 2, "{command:?}");
        assert!(run.err.contains("part of the input"), "{}", run.err);
        assert_eq!(std::fs::read_to_string(folder.path().join("ana.json")).unwrap(), profile);
    }
}

#[test]
fn a_suppression_that_has_ended_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let settings = "[[suppress]]\nrule = \"bio/no-goal\"\nreason = \"soon\"\nuntil = 2026-04-12\n";
    std::fs::write(folder.path().join("followback.toml"), settings).unwrap();
    let run = followback_in(folder.path(), &["audit", "--demo", "--format", "json"], b"");
    assert_eq!(run.code, 0);
    assert!(run.err.contains("followback.toml:2:8: warning[expired-suppression]"), "{}", run.err);
    assert_eq!(run.status("bio/no-goal"), "fired");
    std::fs::write(folder.path().join("followback.toml"), settings.replace("04-12", "04-13")).unwrap();
    let run = followback_in(folder.path(), &["audit", "--demo", "--format", "json"], b"");
    assert_eq!(run.status("bio/no-goal"), "suppressed", "the last day is part of it");
}

#[test]
fn a_setting_that_names_nothing_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("followback.toml"), "[profile]\nkindd = \"company\"\n").unwrap();
    let run = followback_in(folder.path(), &["audit", "--demo"], b"");
    assert_eq!(run.code, 2);
    assert!(run.err.contains("did you mean `kind`"), "{}", run.err);
}

#[test]
fn faults_of_settings_are_shown_in_the_settings() {
    let folder = tempfile::tempdir().unwrap();
    let settings = "[profile]\nkind = 5\n[rules.\"bio/too-short\"]\nparams = { min_width = \"x\" }\n";
    std::fs::write(folder.path().join("followback.toml"), settings).unwrap();
    let run = followback_in(folder.path(), &["audit", "--demo"], b"");
    assert_eq!(run.code, 2);
    assert!(run.err.contains("followback.toml:2:8") && run.err.contains("followback.toml:4:24"), "{}", run.err);
}

#[test]
fn without_rules_there_is_nothing_to_do() {
    let run = followback(&["audit", "--demo", "--no-default"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("no rule to evaluate"), "{}", run.err);
}

#[test]
fn untrusted_text_reaches_no_terminal() {
    let nasty = "I am \u{1b}[31mred\u{1b}[0m \u{202e}gnp.exe \u{7} and \u{9b}2J #a #b #c #d #e";
    let profile = json!({"bio": nasty, "handle": "\u{1b}]0;title\u{7}", "name": "\u{202e}x"});
    for format in ["human", "short"] {
        let run = followback_with(&["audit", "-", "--format", format, "--now", NOW], profile.to_string().as_bytes());
        let bad = |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c);
        assert!(!run.out.contains(bad), "{:?}", run.out);
    }
}

#[test]
fn color_is_only_an_extra() {
    let plain = followback(&["audit", "--demo", "--color", "never"]);
    let colored = followback(&["audit", "--demo", "--color", "always"]);
    assert!(!plain.out.contains('\u{1b}') && colored.out.contains('\u{1b}'));
}

#[test]
fn a_report_fits_80_columns() {
    let run = followback(&["audit", "--demo"]);
    let wide: Vec<&str> = run.out.lines().filter(|l| l.chars().count() > 80).collect();
    assert!(wide.is_empty(), "{wide:?}");
}
