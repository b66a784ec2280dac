//! `followback impact`: both rule sets over a corpus, and what differs with the edits behind it.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use crate::support::{NOW, Run, followback_in};

const PACK: &str = r#"
[pack]
name = "mine"
[params]
fewest = 1
[lists]
jobs = ["baker", "miller"]
[define.works]
bio.contains = "@jobs"
[view.own]
of = "posts"
where.repost = false
[factor.bio]
title = "Bio"
[score]
base = { bio = 1.0 }
bands = { good = 60, poor = 0 }

[[rule]]
id = "bio/short"
factor = "bio"
severity = "major"
points = 50
params = { least = 4 }
title = "Short"
message = "Short."
when.bio.words.below = "$least"

[[rule]]
id = "bio/jobless"
factor = "bio"
severity = "minor"
points = 20
title = "No job"
message = "No job."
when.not.is = "works"

[[rule]]
id = "posts/few"
factor = "bio"
severity = "hint"
points = 5
title = "Few"
message = "Few."
when.own.count.below = "$fewest"
"#;

/// Bios of one to eight words, every second one with a job.
fn corpus(n: usize) -> String {
    (0..n).fold(String::new(), |mut all, i| {
        let words = ["happy"].repeat(i % 8).join(" ");
        let job = if i % 2 == 0 { "baker" } else { "person" };
        let _ = writeln!(
            all,
            "{{\"handle\":\"p{i}\",\"bio\":\"{job} {words}\",\"posts\":[{{\"text\":\"x\",\"repost\":false}}]}}"
        );
        all
    })
}

fn folder(edits: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let edited = edits.iter().fold(PACK.to_owned(), |pack, (from, to)| {
        assert!(pack.contains(from), "{from}");
        pack.replace(from, to)
    });
    std::fs::write(folder.path().join("before.toml"), PACK).unwrap();
    std::fs::write(folder.path().join("after.toml"), edited).unwrap();
    std::fs::write(folder.path().join("corpus.jsonl"), corpus(400)).unwrap();
    folder
}

fn impact(folder: &Path, more: &[&str]) -> Run {
    let args = ["impact", "--rules", "after.toml", "--base", "before.toml", "--corpus", "corpus.jsonl", "--now", NOW];
    followback_in(folder, &[&args, more].concat(), b"")
}

#[test]
fn a_threshold_moved_by_one_is_named_with_what_it_flips() {
    let folder = folder(&[("least = 4", "least = 5")]);
    let run = impact(folder.path(), &["--top", "2"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    insta::assert_snapshot!(run.out);
    let run = impact(folder.path(), &["--top", "1", "--format", "markdown"]);
    insta::assert_snapshot!(run.out);
}

#[test]
fn programs_get_all_of_it() {
    let folder = folder(&[
        ("least = 4", "least = 5"),
        ("points = 20", "points = 25"),
        ("\"miller\"]", "\"miller\", \"person\"]"),
    ]);
    let json = impact(folder.path(), &["--format", "json"]).json();
    assert_eq!(json["schema"], "followback.impact/1");
    assert_eq!((&json["profiles"], &json["unread"]), (&400.into(), &0.into()));
    let edits: Vec<String> = json["edits"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| format!("{} {} {} {}", e["part"], e["leaf"], e["before"], e["after"]))
        .collect();
    assert_eq!(
        edits,
        [
            "\"bio/jobless\" \"points\" \"20\" \"25\"",
            "\"bio/short\" \"params.least\" \"4\" \"5\"",
            "\"lists.jobs\" \"\" null \"\\\"person\\\"\""
        ]
    );
    assert_eq!(json["edits"][1]["at"], "after.toml:24:20");
    assert_eq!(json["edits"][1]["read_by"], serde_json::json!(["when.bio.words.below"]));
    // A list reaches the rule that asks for the named condition that looks in it.
    assert_eq!(json["edits"][2]["reaches"], serde_json::json!(["bio/jobless"]));
    let jobless = &json["rules"][0];
    assert_eq!(
        (&jobless["rule"], &jobless["lost"], &jobless["gained"]),
        (&"bio/jobless".into(), &200.into(), &0.into())
    );
    let [lower, same, higher] = ["lower", "same", "higher"].map(|key| json["score"][key].as_u64().unwrap());
    assert_eq!(lower + same + higher, 400);
    let bars = json["score"]["histogram"].as_array().unwrap();
    assert_eq!(bars.iter().map(|bar| bar["profiles"].as_u64().unwrap()).sum::<u64>(), 400);
    for flipped in json["flipped"].as_array().unwrap() {
        assert!(!flipped["edits"].as_array().unwrap().is_empty(), "{flipped}");
    }
}

#[test]
fn what_rules_share_reaches_them() {
    for (from, to, part, rule) in [
        ("fewest = 1", "fewest = 2", "params.fewest", "posts/few"),
        ("where.repost = false", "where.repost = true", "view.own", "posts/few"),
        ("bio.contains = \"@jobs\"", "bio.contains = \"happy\"", "define.works", "bio/jobless"),
        ("when.not.is", "when.is", "bio/jobless", "bio/jobless"),
        ("points = 20", "points = 19", "bio/jobless", "bio/jobless"),
    ] {
        let folder = folder(&[(from, to)]);
        let json = impact(folder.path(), &["--format", "json"]).json();
        assert!(json["edits"].as_array().unwrap().iter().all(|e| e["part"] == part), "{to}: {}", json["edits"]);
        assert!(json["edits"][0]["reaches"].as_array().unwrap().contains(&rule.into()), "{to}: {}", json["edits"]);
        assert_eq!(json["rules"][0]["rule"], rule, "{to}");
    }
}

#[test]
fn a_score_made_otherwise_is_a_reason_too() {
    let folder = folder(&[("good = 60", "good = 81"), ("severity = \"hint\"", "severity = \"hint\"\ntitle_ = 1")]);
    assert_eq!(impact(folder.path(), &[]).code, 2, "an edit with faults is a rule error");
    let folder = self::folder(&[("good = 60", "good = 81")]);
    let json = impact(folder.path(), &["--format", "json"]).json();
    assert_eq!(json["edits"][0]["leaf"], "bands.good");
    assert!(json["flips"].as_u64().unwrap() > 0);
    assert_eq!(json["flipped"][0]["edits"], serde_json::json!([0]));
}

#[test]
fn words_alone_and_the_same_rules_change_nothing() {
    let folder = folder(&[("title = \"Short\"", "title = \"Too short\"")]);
    let run = impact(folder.path(), &["--max-flips", "0"]);
    assert_eq!(run.code, 0);
    assert!(
        run.out.contains("none that could change a result") && run.out.contains("0 profiles are judged otherwise"),
        "{}",
        run.out
    );
}

#[test]
fn rules_come_go_and_change_their_name() {
    let renamed = ("id = \"posts/few\"", "id = \"posts/rare\"\naliases = [\"posts/few\"]");
    let gone = ("title = \"No job\"", "off = true\ntitle = \"No job\"");
    let folder = folder(&[renamed, gone]);
    let json = impact(folder.path(), &["--format", "json"]).json();
    let rules: Vec<&str> = json["rules"].as_array().unwrap().iter().map(|r| r["rule"].as_str().unwrap()).collect();
    assert_eq!(rules, ["bio/jobless"], "a new name is the same rule");
}

#[test]
fn the_gate_counts_or_takes_a_share() {
    let folder = folder(&[("least = 4", "least = 5")]);
    // Bios of four words are too short now.
    let flips = impact(folder.path(), &["--format", "json"]).json()["flips"].as_u64().unwrap();
    let share = flips as f64 / 4.0;
    for (limit, code) in [
        (flips.to_string(), 0),
        ((flips - 1).to_string(), 1),
        (format!("{share}%"), 0),
        (format!("{}%", share - 0.1), 1),
        ("101%".to_owned(), 2),
        ("few".to_owned(), 2),
    ] {
        assert_eq!(impact(folder.path(), &["--max-flips", &limit]).code, code, "{limit}");
    }
}

#[test]
fn rows_that_cannot_be_read_are_counted() {
    let folder = folder(&[("least = 4", "least = 5")]);
    let corpus = format!("{}{{\"handle\": 1}}\nnonsense\n\n{}", corpus(3), corpus(2));
    std::fs::write(folder.path().join("corpus.jsonl"), corpus).unwrap();
    let run = impact(folder.path(), &["--format", "json"]);
    assert_eq!((run.code, &run.json()["profiles"], &run.json()["unread"]), (2, &5.into(), &2.into()));
    assert!(run.err.contains("corpus.jsonl:4:") && run.err.contains("corpus.jsonl:5:"), "{}", run.err);
    let run = impact(folder.path(), &["--corpus", "missing.jsonl", "corpus.jsonl"]);
    assert!(run.code == 2 && run.err.contains("missing.jsonl"), "{}", run.err);
}

#[test]
fn every_number_of_threads_says_the_same() {
    let folder = folder(&[("least = 4", "least = 6"), ("points = 20", "points = 21")]);
    // More than one batch of lines.
    std::fs::write(folder.path().join("corpus.jsonl"), corpus(6_000)).unwrap();
    let one = impact(folder.path(), &["--jobs", "1", "--format", "json"]);
    assert_eq!(one.code, 0, "{}", one.err);
    assert_eq!(impact(folder.path(), &["--jobs", "3", "--format", "json"]).out, one.out);
}

#[test]
fn profiles_of_other_formats_are_a_corpus_too() {
    let folder = folder(&[("least = 4", "least = 5")]);
    let native = crate::support::root().join("tests/fixtures/native/mia.toml");
    let archive = crate::support::root().join("tests/fixtures/x-archive-small");
    let run = impact(
        folder.path(),
        &["--format", "json", "--corpus", native.to_str().unwrap(), archive.to_str().unwrap(), "corpus.jsonl"],
    );
    assert_eq!((run.code, &run.json()["profiles"]), (0, &802.into()), "{}", run.err);
}

fn git(folder: &Path, args: &[&str]) {
    let identity = ["-c", "user.name=Ana", "-c", "user.email=ana@example.org", "-c", "commit.gpgsign=false"];
    let output = Command::new("git").current_dir(folder).args(identity).args(args).output().unwrap();
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_revision_of_git_is_read_without_touching_the_work_tree() {
    let folder = tempfile::tempdir().unwrap();
    let pack = folder.path().join("packs/mine");
    std::fs::create_dir_all(pack.join("lists")).unwrap();
    let split = PACK.replace("jobs = [\"baker\", \"miller\"]", "jobs = \"lists/jobs.txt\"");
    std::fs::write(pack.join("rules.toml"), &split).unwrap();
    std::fs::write(pack.join("lists/jobs.txt"), "baker\nmiller\n").unwrap();
    std::fs::write(folder.path().join("corpus.jsonl"), corpus(40)).unwrap();
    git(folder.path(), &["init", "-q", "-b", "main"]);
    git(folder.path(), &["add", "packs"]);
    git(folder.path(), &["commit", "-q", "-m", "first"]);
    std::fs::write(pack.join("rules.toml"), split.replace("least = 4", "least = 5")).unwrap();
    std::fs::write(pack.join("lists/jobs.txt"), "baker\n").unwrap();
    let impact = |pack: &str, base: &str| {
        let args = ["impact", "--rules", pack, "--base", base, "--corpus", "corpus.jsonl", "--format", "json"];
        followback_in(folder.path(), &args, b"")
    };
    let one_file = impact("packs/mine/rules.toml", "main");
    assert!(one_file.code == 2 && one_file.err.contains("lists/jobs.txt"), "one file has no lists: {}", one_file.err);
    for pack in ["packs/mine", "./packs/mine/"] {
        let run = impact(pack, "main");
        assert_eq!(run.code, 0, "{pack}: {}", run.err);
        let edits = run.json()["edits"].clone();
        assert_eq!(
            (&edits[0]["leaf"], &edits[0]["before"], &edits[0]["after"]),
            (&"params.least".into(), &"4".into(), &"5".into())
        );
        let at = edits[1]["at"].as_str().unwrap();
        assert!(
            at.starts_with("main:") && at.ends_with("packs/mine/lists/jobs.txt:2:1"),
            "what was taken away stood there: {at}"
        );
    }
    let changed = Command::new("git").current_dir(folder.path()).args(["status", "--porcelain"]).output().unwrap();
    assert_eq!(
        String::from_utf8(changed.stdout).unwrap(),
        " M packs/mine/lists/jobs.txt\n M packs/mine/rules.toml\n?? corpus.jsonl\n"
    );
    for (pack, base, says) in [
        ("packs/mine", "no-such-rev", "neither a rule pack here nor a revision"),
        ("packs/mine", "--upload-pack=x", "neither a rule pack nor a revision"),
    ] {
        let run = followback_in(
            folder.path(),
            &["impact", "--rules", pack, &format!("--base={base}"), "--corpus", "corpus.jsonl"],
            b"",
        );
        assert!(run.code == 2 && run.err.contains(says), "{base}: {}", run.err);
    }
    let run = followback_in(folder.path(), &["impact", "--base", "main", "--corpus", "corpus.jsonl"], b"");
    assert!(run.code == 2 && run.err.contains("name the pack it is about"), "{}", run.err);
    let bare = tempfile::tempdir().unwrap();
    std::fs::write(bare.path().join("after.toml"), PACK).unwrap();
    let run = followback_in(bare.path(), &["impact", "--rules", "after.toml", "--base", "main", "--corpus", "-"], b"");
    assert!(run.code == 2 && run.err.contains("in no git repository"), "{}", run.err);
}
