//! `followback triage`.

use std::fmt::Write;

use serde_json::Value;

use crate::support::{NOW, followback_in, followback_with};

const LINES: &str = r#"{"platform":"x","handle":"a","bio":"Nurse in Bristol","avatar_default":false,"avatar_url":"https://example.org/a.jpg"}

{"platform":"x","handle":"b","bio":"","avatar_default":true}
{"platform":"x","handle":"c","bio":"Nurse"#;

#[test]
fn one_line_each_in_order_and_bad_rows_say_why() {
    let run = followback_with(&["triage", "-", "--now", NOW], LINES.as_bytes());
    assert_eq!(run.code, 2, "{}", run.err);
    assert!(run.err.contains("1 of 3 profiles could not be read"), "{}", run.err);
    let rows: Vec<Value> = run.out.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(rows.len(), 3);
    assert_eq!((&rows[0]["handle"], &rows[1]["handle"]), (&"a".into(), &"b".into()));
    assert!(rows[1]["findings"].as_array().unwrap().contains(&"bio/missing".into()));
    assert!(rows[2]["error"].as_str().unwrap().contains("<stdin>:4:"), "{}", rows[2]);
    assert_eq!(rows[2]["handle"], Value::Null);
}

#[test]
fn keys_stand_in_the_documented_order() {
    let run = followback_with(&["triage", "-", "--now", NOW], b"{\"handle\":\"a\"}\n");
    let wanted = r#"{"handle":"a","platform":null,"score":null,"low":null,"high":null,"band":null,"relevance":null,"verdict":null,"findings":[],"unknown":"#;
    assert!(run.out.starts_with(wanted), "{}", run.out);
}

#[test]
fn the_number_of_jobs_changes_nothing() {
    let mut lines = String::new();
    for n in 0..1500 {
        let line = serde_json::json!({"platform": "x", "handle": format!("h{n}"), "bio": format!("Nurse number {n}"),
            "followers": n, "avatar_default": n % 3 == 0});
        writeln!(lines, "{line}").unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("many.jsonl"), lines).unwrap();
    let run =
        |jobs: &str| followback_in(folder.path(), &["triage", "many.jsonl", "--now", NOW, "--jobs", jobs], b"").out;
    let one = run("1");
    assert_eq!(one.lines().count(), 1500);
    assert!(one == run("2") && one == run("8"));
}

#[test]
fn whole_reports_are_the_ones_of_audit() {
    let line = r#"{"platform":"x","handle":"b","bio":"","avatar_default":true}"#;
    let full = followback_with(&["triage", "-", "--full", "--now", NOW], line.as_bytes());
    let audit = followback_with(&["audit", "-", "--format", "json", "--now", NOW], line.as_bytes());
    assert_eq!(full.json(), audit.json());
}

#[test]
fn a_line_that_is_too_long_is_skipped() {
    let mut input = vec![b' '; 9 << 20];
    input.extend(b"\n{\"handle\":\"after\"}\n");
    let run = followback_with(&["triage", "-", "--now", NOW], &input);
    assert_eq!(run.code, 2);
    let rows: Vec<Value> = run.out.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert!(rows[0]["error"].as_str().unwrap().contains("at most"), "{}", rows[0]);
    assert_eq!(rows[1]["handle"], "after");
}
