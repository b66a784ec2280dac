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
fn what_stands_before_a_row_changes_nothing() {
    let bios = ["Chase the sun", "Oh, shut up", "Nurse at @north", "well-known", "I follow back", "S\u{17f}", ""];
    let line = |bio: &str, posts: usize| {
        let post = serde_json::json!({"id": "1", "created_at": "2025-01-02T03:04:05Z", "text": bio});
        format!("{}\n", serde_json::json!({"platform": "x", "handle": "a", "bio": bio, "posts": vec![post; posts]}))
    };
    let judged = |lines: String| followback_with(&["triage", "-", "--now", NOW], lines.as_bytes()).out;
    // Many rows, more than are judged together, and some with very many posts.
    let posts = |n: usize| if n % 9 == 4 { 700 } else { n % 3 };
    let lines: Vec<String> = bios.iter().cycle().take(40).enumerate().map(|(n, bio)| line(bio, posts(n))).collect();
    let together = judged(lines.concat());
    assert_eq!(together.lines().count(), 40);
    for (n, wanted) in together.lines().enumerate().filter(|(n, _)| n % 5 == 0 || *n < bios.len()) {
        assert_eq!(judged(lines[n].clone()).trim_end(), wanted, "{}", lines[n].get(..80).unwrap_or(&lines[n]));
    }
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

const PEOPLE: &str = r#"{"platform":"x","handle":"a","bio":"Nurse in Bristol, writing about night shifts","avatar_default":false,"avatar_url":"https://example.org/a.jpg"}
{"platform":"x","handle":"b","bio":"","avatar_default":true}
{"handle":"c","folowers":1}
{"platform":"x","handle":"d","bio":"I follow back 💯","avatar_default":false,"avatar_url":"https://example.org/d.jpg"}
"#;

fn handles(out: &str) -> Vec<String> {
    let handle = |line: &str| serde_json::from_str::<Value>(line).unwrap()["handle"].as_str().unwrap_or("-").to_owned();
    out.lines().map(handle).collect()
}

#[test]
fn the_best_rows_come_first_and_the_rest_is_told_of() {
    let run = followback_with(&["triage", "-", "--top", "2", "--now", NOW], PEOPLE.as_bytes());
    assert_eq!(handles(&run.out), ["a", "d"], "{}", run.out);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("1 of 4 profiles could not be read and were left out:\n  <stdin>:3:"), "{}", run.err);
    assert!(run.err.contains("4 profiles: ") && run.err.contains("2 written"), "{}", run.err);
}

#[test]
fn rows_are_chosen_by_band_and_finding() {
    let run = |wish: &[&str]| {
        let args: Vec<&str> = ["triage", "-", "-q", "--now", NOW].iter().chain(wish).copied().collect();
        handles(&followback_with(&args, PEOPLE.as_bytes()).out)
    };
    assert_eq!(run(&["--where", "rule=bio/missing"]), ["b"]);
    assert_eq!(run(&["--where", "rule=bio/missing,bio/follow-back-beggar"]), ["b", "d"]);
    assert_eq!(run(&["--where", "rule=bio/*", "--where", "rule!=bio/missing"]).last().unwrap(), "d");
    assert_eq!(run(&["--where", "band!=likely-ignored", "--where", "rule=avatar/default"]), Vec::<String>::new());
}

#[test]
fn a_wish_for_what_there_is_not_gets_a_suggestion() {
    let error = |wish: &str| {
        let run = followback_with(&["triage", "-", "--where", wish], b"");
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{wish}");
        run.err
    };
    assert!(error("band=redy").contains("no band is called `redy`; did you mean `ready`?"), "{}", error("band=redy"));
    assert!(error("rule=bio/missng").contains("did you mean `bio/missing`?"), "{}", error("rule=bio/missng"));
    assert!(error("rules=x").contains("did you mean `rule`?"), "{}", error("rules=x"));
    assert!(error("verdict=sure").contains("no verdict is called `sure`"), "{}", error("verdict=sure"));
}

#[test]
fn a_table_for_a_spreadsheet() {
    let run = followback_with(&["triage", "-", "--format", "csv", "--now", NOW], PEOPLE.as_bytes());
    let lines: Vec<&str> = run.out.lines().collect();
    assert_eq!(lines[0], "handle,platform,score,low,high,band,relevance,verdict,findings,unknown,error");
    assert!(lines[1].starts_with("a,x,"), "{}", run.out);
    assert!(lines[3].starts_with(",,,,,,,,,0,") && lines[3].contains("folowers"), "{}", run.out);
    let both = followback_with(&["triage", "-", "--format", "csv", "--full"], b"");
    assert!(both.code == 2 && both.err.contains("does not fit into a row of CSV"), "{}", both.err);
}

#[test]
fn a_viewer_adds_relevance() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("me.toml"), "topics = [\"compilers\"]\n").unwrap();
    let line = r#"{"platform":"x","handle":"ana","bio":"Builds compilers in Lugo.","avatar_default":false,"posts":[]}"#;
    let args = ["triage", "-", "-q", "--viewer", "me.toml", "--now", NOW];
    let row = followback_in(folder.path(), &args, line.as_bytes()).json();
    let audit = ["audit", "-", "--format", "json", "--viewer", "me.toml", "--now", NOW];
    let report = followback_in(folder.path(), &audit, line.as_bytes()).json();
    assert_eq!(row["relevance"], report["relevance"]["score"]);
    assert_eq!(row["verdict"], report["relevance"]["verdict"]);
    assert_eq!(row["shared"], report["relevance"]["shared"]);
    assert_eq!(row["shared"][0], "compilers");
}

#[test]
fn reports_of_chosen_rows_are_those_of_audit_under_safe_names() {
    let folder = tempfile::tempdir().unwrap();
    let lines = "{\"platform\":\"x\",\"handle\":\"../b\",\"bio\":\"\"}\n{\"handle\":\"c\"}\n{\"platform\":\"x\",\"bio\":\"\"}\n";
    let args = ["triage", "-", "-q", "--report", "out", "--where", "rule=bio/missing", "--now", NOW];
    assert_eq!(followback_in(folder.path(), &args, lines.as_bytes()).code, 0);
    let mut names: Vec<String> = std::fs::read_dir(folder.path().join("out"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["0000001-.._b.json", "0000003.json"]);
    let report: Value =
        serde_json::from_slice(&std::fs::read(folder.path().join("out/0000001-.._b.json")).unwrap()).unwrap();
    let first = lines.lines().next().unwrap();
    let audit = followback_with(&["audit", "-", "--format", "json", "--now", NOW], first.as_bytes());
    assert_eq!(report, audit.json());
    let again = followback_in(folder.path(), &args, lines.as_bytes());
    assert!(again.code == 2 && again.err.contains("is not empty"), "{}", again.err);
}

#[test]
fn folders_and_patterns_stand_for_their_files() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("in/2.jsonl", "{\"handle\":\"two\"}\n{\"handle\":\"three\"}\n");
    write("in/1.json", "{\"handle\":\"one\",\"bio\":\"Nurse\"}");
    write("in/deep/4.jsonl", "{\"handle\":\"four\"}\n{\"handle\":\"five\"}\n");
    write("in/.hidden.jsonl", "{\"handle\":\"hidden\"}\n");
    let run = |input: &str| followback_in(folder.path(), &["triage", input, "-q", "--now", NOW], b"");
    assert_eq!(handles(&run("in").out), ["one", "two", "three", "four", "five"], "{}", run("in").err);
    assert_eq!(handles(&run("in/*.json*").out), ["one", "two", "three"], "{}", run("in/*.json*").err);
    let nothing = run("in/*.csv");
    assert!(nothing.code == 2 && nothing.err.contains("no file matches"), "{}", nothing.err);
}

#[test]
fn the_length_of_a_line_is_settable() {
    let input = b"{\"handle\":\"ana\"}\n{\"handle\":\"a-long-handle\"}\n{\"handle\":\"ben\"}\n";
    let run = followback_with(&["triage", "-", "-q", "--max-line", "20", "--now", NOW], input);
    assert_eq!(run.code, 2);
    assert_eq!(handles(&run.out), ["ana", "-", "ben"]);
    assert!(run.out.contains("line 2: a line of 26 bytes; at most 20 are read"), "{}", run.out);
}

#[test]
fn a_closed_pipe_ends_quietly() {
    use std::io::Read;
    use std::process::{Command, Stdio};

    let folder = tempfile::tempdir().unwrap();
    // Few rows for their bytes: what counts is that more is written than a pipe holds.
    let row = format!("{{\"handle\":\"{}\"}}\n", "a".repeat(8000));
    std::fs::write(folder.path().join("many.jsonl"), row.repeat(500)).unwrap();
    for jobs in ["1", "3"] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_followback"))
            .args(["triage", "many.jsonl", "--jobs", jobs])
            .current_dir(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut first = [0; 100];
        child.stdout.take().unwrap().read_exact(&mut first).unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap()), (Some(0), String::new()));
    }
}

/// The writer of the input stays open, so only the signal can end the run.
#[cfg(unix)]
#[test]
fn ctrl_c_leaves_whole_lines_behind() {
    use std::io::Write as _;
    use std::process::{Command, Stdio};

    let folder = tempfile::tempdir().unwrap();
    for jobs in ["1", "3"] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_followback"))
            .args(["triage", "-", "--jobs", jobs, "-o", "out.jsonl", "--now", NOW])
            .current_dir(folder.path())
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let blanks = " ".repeat(8000);
        let many = format!("{{\"handle\":\"ana\",{blanks}\"bio\":\"Nurse in Bristol\"}}\n").repeat(50);
        let out = folder.path().join("out.jsonl");
        // Once some lines are out, the run is under way.
        while std::fs::metadata(&out).map_or(0, |m| m.len()) == 0 {
            stdin.write_all(many.as_bytes()).unwrap();
        }
        let pid = child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
        // It ends although there is more to read; from then on nobody takes what is written.
        while stdin.write_all(many.as_bytes()).is_ok() {}
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("interrupted"), "{said}");
        let written = std::fs::read_to_string(&out).unwrap();
        assert!(written.ends_with('\n') && written.lines().all(|l| serde_json::from_str::<Value>(l).is_ok()));
        std::fs::remove_file(&out).unwrap();
    }
}

#[test]
fn a_verdict_is_asked_of_a_viewer_only() {
    let run = followback_with(&["triage", "-", "--where", "verdict=likely"], b"{\"handle\":\"a\"}\n");
    assert_eq!(run.code, 2);
    assert!(run.err.contains("`--viewer`"), "{}", run.err);
}

#[test]
fn a_result_is_not_written_into_the_folder_that_is_read() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("lists")).unwrap();
    std::fs::write(folder.path().join("lists/a.jsonl"), "{\"handle\":\"a\"}\n").unwrap();
    let run = followback_in(folder.path(), &["triage", "lists", "-o", "lists/out.jsonl"], b"");
    assert_eq!(run.code, 2);
    assert!(run.err.contains("part of the input"), "{}", run.err);
    assert!(!folder.path().join("lists/out.jsonl").exists());
}

#[test]
fn of_a_damaged_archive_nothing_else_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("archive/data");
    std::fs::create_dir_all(&data).unwrap();
    std::fs::write(data.join("account.js"), "window.YTD.account.part0 = [ { \"account\" : {").unwrap();
    std::fs::write(data.join("direct-messages.js"), "window.YTD.direct_messages.part0 = [ ]").unwrap();
    let run = followback_in(folder.path(), &["triage", "archive"], b"");
    assert_eq!(run.code, 2, "{}", run.out);
    assert!(run.err.contains("account.js") && !run.err.contains("direct-messages"), "{}", run.err);
}
