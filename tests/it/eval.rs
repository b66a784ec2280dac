//! `followback eval`.

use crate::support::{followback, followback_with};

const BIOS: &str = r#"{"bio":"Nurse in Bristol. Cycling and gardening.","lang":"en","profession":1,"interests":1}
{"bio":"I live in Leeds with two kids and a dog.","lang":"en","profession":0,"interests":0}
{"bio":"I live in Leeds with two kids.","lang":"en","profession":1,"interests":0,"sure":0}

{"bio":"مهندس برمجيات في عمّان","lang":"ar","profession":1,"interests":0}
"#;

fn eval(text: &str, args: &[&str]) -> crate::support::Run {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("gold.jsonl"), text).unwrap();
    let mut all = vec!["eval", "--gold", "gold.jsonl"];
    all.extend(args);
    crate::support::followback_in(folder.path(), &all, b"")
}

#[test]
fn counts_are_those_of_the_rows() {
    let run = eval(BIOS, &["--only", "profession", "--format", "json"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let measured = run.json();
    assert_eq!(measured["schema"], "followback.eval/1");
    assert_eq!(measured["languages"], serde_json::json!({"ar": 1, "en": 3}));
    let all = &measured["questions"][0]["slices"][0];
    assert_eq!([&all["rows"], &all["unchecked"], &all["unchecked_yes"]], [4, 1, 1]);
    assert_eq!([&all["tp"], &all["fp"], &all["fn"], &all["tn"]], [1, 0, 1, 1]);
    assert_eq!(all["presence"]["precision"], 1.0);
    assert_eq!(all["presence"]["recall"], 0.5);
    assert_eq!(all["absence"]["f1"], 0.667);
    assert_eq!(measured.get("mistakes"), None);
}

#[test]
fn doubtful_rows_can_be_left_out() {
    let run = eval(BIOS, &["--only", "profession", "--sure", "--format", "json"]);
    assert_eq!(run.json()["questions"][0]["slices"][0]["fn"], 0);
}

#[test]
fn the_table_and_the_mistakes_for_people() {
    let run = eval(BIOS, &["--mistakes", "--only", "profession"]);
    insta::assert_snapshot!(run.out);
}

#[test]
fn posts_are_judged_by_their_verdict() {
    let on = "A note on how the compiler does this";
    let off = "The rain in this town is not going to stop";
    let row = |text: &str, verdict: &str| {
        serde_json::json!({"bio": "Compiler engineer. I write about parsers.", "posts": vec![text; 12], "verdict": verdict}).to_string()
    };
    let text = [row(on, "on"), row(off, "off"), row(off, "on")].join("\n");
    let measured = eval(&text, &["--format", "json"]).json();
    let all = &measured["verdicts"][0];
    assert_eq!([&all["rows"], &all["right"], &all["falsely_off"], &all["unchecked"]], [3, 2, 1, 0]);
    assert_eq!(measured["questions"], serde_json::json!([]));
}

#[test]
fn a_label_of_ones_own_is_answered_by_a_rule_of_ones_own() {
    let text = r#"{"bio":"NURSE IN LUGO","loud":1}
{"bio":"Nurse in Lugo","loud":0}"#;
    let measured = eval(text, &["--question", "loud=bio/no-goal", "--format", "json"]).json();
    assert_eq!(measured["questions"][0]["question"], "loud");
}

#[test]
fn what_is_no_gold_is_an_error_that_says_where() {
    let run = eval("{\"bio\":\"Nurse\",\"profession\":1}\n{\"profession\":1}\n", &[]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("line 2") && run.err.contains("bio"), "{}", run.err);
    assert!(eval("\n", &[]).err.contains("holds no rows"));
    assert!(eval(BIOS, &["--only", "professions"]).err.contains("there is no question `professions`"));
    let run = eval(BIOS, &["--question", "pitch=bio/sale"]);
    assert!(run.err.contains("no rule `bio/sale`"), "{}", run.err);
}

#[test]
fn gold_has_to_be_named() {
    assert_eq!(followback(&["eval"]).code, 2);
    assert_eq!(followback_with(&["eval", "--gold", "none.jsonl"], b"").code, 2);
}
