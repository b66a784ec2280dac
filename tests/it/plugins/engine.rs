//! Facts of plugins in what the command does with profiles.

use super::support::{RULES, User, missing, profile};
use crate::support::NOW;

#[test]
fn a_rule_reads_what_a_plugin_supplies() {
    let user = User::with_plugin(&[], "");
    let run = user.audit("a biography of more than twenty bytes", &[]);
    assert_eq!(run.code, 0, "{}", run.err);
    let report = run.json();
    let finding = report["findings"].as_array().unwrap().iter().find(|f| f["rule"] == "probe/long").unwrap();
    assert_eq!(finding["message"], "It has 37 bytes, and begins a biography of more than twenty bytes.");
    let plugin = &report["plugins"][0];
    assert_eq!((&plugin["id"], &plugin["version"]), (&"probe".into(), &"1.0.0".into()));
    assert_eq!(plugin["sha256"].as_str().unwrap().len(), 64);
    assert!(plugin["problem"].is_null());
}

#[test]
fn a_crash_costs_the_facts_of_the_profile_and_is_told() {
    let user = User::with_plugin(&[], "");
    for (bio, words) in [("segfault", "signal 11"), ("abort", "signal 6"), ("exit 0", "ended with code 0")] {
        let run = user.audit(bio, &[]);
        assert_eq!(run.code, 0, "{}", run.err);
        assert_eq!(run.status("probe/long"), "unknown");
        assert!(missing(&run, "probe/long").contains(r#""fact":"probe.length","reason":"plugin_failed""#));
        assert_eq!(run.status("other/long"), "passed", "other rules are not touched");
        let problem = run.json()["plugins"][0]["problem"].as_str().unwrap().to_owned();
        assert!(problem.contains(words), "{problem}");
        assert!(run.err.contains("warning: probe: it"), "{}", run.err);
        let strict = user.audit(bio, &["--strict-plugins"]);
        assert_eq!(strict.code, 2);
        assert!(strict.err.contains("`--strict-plugins`"), "{}", strict.err);
    }
}

#[test]
fn a_row_that_the_plugin_passes_on_is_no_failure() {
    let user = User::with_plugin(&[], "");
    let run = user.audit("fail row", &["--strict-plugins"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(missing(&run, "probe/long").contains("not_measured"));
    assert_eq!(run.json()["plugins"][0]["problem"], "not this one");
}

#[test]
fn what_a_plugin_passes_on_is_counted() {
    let user = User::with_plugin(&[], "");
    user.write("rules.toml", RULES);
    let input = (0..5).map(|n| profile(n, if n < 3 { "fail row" } else { "short" })).collect::<Vec<_>>().join("\n");
    let args = ["triage", "-", "--now", NOW, "--rules", "rules.toml", "--strict-plugins"];
    let run = user.run_with(&args, &[], input.as_bytes());
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.err.contains("note: plugin probe passed on 3 of 5 profiles; first: not this one"), "{}", run.err);
}

#[test]
fn nothing_is_asked_that_no_rule_needs() {
    // It would end the process that loads it.
    let user = User::with_plugin(&["-DCRASH_IN_CONSTRUCTOR"], "");
    user.write("off.toml", "[rules.\"probe/*\"]\noff = true\n");
    let run = user.audit("some biography", &["--config", "off.toml"]);
    assert_eq!(run.json()["plugins"], serde_json::json!([]));
    assert_eq!(user.audit("some biography", &[]).status("probe/long"), "unknown");
}

#[test]
fn a_rule_that_is_settled_without_a_plugin_does_not_ask_it() {
    let user = User::with_plugin(&["-DCRASH_IN_CONSTRUCTOR"], "");
    user.write("more.toml", &RULES.replace("when.probe", "applies.account.followers.above = 1000\nwhen.probe"));
    let args = ["audit", "-", "--now", NOW, "--format", "json", "--rules", "more.toml"];
    let run = user.run_with(&args, &[], profile(5, "some biography").as_bytes());
    assert_eq!(run.status("probe/long"), "not_applicable");
    assert_eq!(run.json()["plugins"], serde_json::json!([]));
}

#[test]
fn a_fact_used_as_another_type_is_an_error_of_the_rule() {
    let user = User::with_plugin(&[], "");
    user.write("rules.toml", &RULES.replace("probe.length.above = 20", "probe.length.contains = \"x\""));
    let run = user.run(&["rules", "check", "rules.toml"]);
    assert_eq!(run.code, 2);
    assert!(run.out.contains("probe.length"), "{}", run.out);
    user.write("rules.toml", &RULES.replace("probe.length.above", "probe.lenght.above"));
    assert!(user.run(&["rules", "check", "rules.toml"]).out.contains("did you mean `length`"));
}

#[test]
fn facts_explain_and_the_schema_know_the_plugin() {
    let user = User::with_plugin(&[], "");
    user.write("ana.json", &profile(3, "a biography of more than twenty bytes"));
    user.write("rules.toml", RULES);
    let facts = user.run(&["facts", "ana.json", "--now", NOW, "--format", "json", "--rules", "rules.toml"]).json();
    let fact = facts["facts"].as_array().unwrap().iter().find(|f| f["fact"] == "probe.length").unwrap().clone();
    assert_eq!((&fact["value"], &fact["suppliers"][0]), (&37.0.into(), &"probe".into()));
    assert_eq!(fact["read_by"][0], "probe/long");
    let explained = user.run(&["explain", "probe/long", "ana.json", "--now", NOW, "--rules", "rules.toml"]);
    assert!(explained.out.contains("fired") && explained.out.contains("37"), "{}{}", explained.out, explained.err);
    assert!(user.run(&["rules", "schema", "rules.toml"]).out.contains("probe"));
}

#[test]
fn reports_are_the_same_wherever_the_plugin_runs_and_whatever_the_jobs() {
    // Lines so long that the workers have several batches, with rows in each over which the plugin fails.
    let bios = ["a biography of more than twenty bytes", "short", "two", "invalid utf-8", "fail row", "nan"];
    let place = "x".repeat(1000);
    let line = |n: usize| {
        let bio = format!("{}{}", bios[n % 6], if n.is_multiple_of(5) { "" } else { " " });
        serde_json::json!({"platform": "x", "handle": format!("user{n}"), "bio": bio, "location": place}).to_string()
    };
    let lines: Vec<String> = (0..1500).map(line).collect();
    let input = lines.join("\n");
    let mut seen = Vec::new();
    for mode in ["isolated", "in-process"] {
        let user = User::with_plugin(&[], &format!("mode = \"{mode}\""));
        user.write("rules.toml", &format!("[factor.bio]\ntitle = \"Bio\"\n{RULES}"));
        for jobs in ["1", "2", "3", "4", "5", "6", "7", "8"] {
            let rules = ["--no-default", "--rules", "rules.toml", "--now", NOW];
            let args = [&["triage", "-", "--jobs", jobs, "--full"][..], &rules].concat();
            let run = user.run_with(&args, &[], input.as_bytes());
            assert_eq!(run.code, 0, "{}", run.err);
            assert_eq!(run.out.lines().count(), 1500);
            seen.push((run.out, run.err));
        }
    }
    assert!(
        seen[0].0.contains(r#""problem":"`long` is 2 where true or false, 1 or 0, is needed""#)
            || seen[0].0.contains("not UTF-8")
    );
    assert!(seen.iter().all(|run| *run == seen[0]));
}

#[test]
fn a_plugin_that_takes_its_time_loses_no_profile_whatever_the_jobs() {
    let place = "x".repeat(4000);
    let line = |n: usize| {
        let bio = format!("a biography with the number {n}");
        serde_json::json!({"platform": "x", "handle": format!("user{n}"), "bio": bio, "location": place}).to_string()
    };
    let input = (0..200).map(line).collect::<Vec<_>>().join("\n");
    let run = |flags: &[&str], settings: &str, jobs: &str| {
        let user = User::with_plugin(flags, settings);
        user.write("rules.toml", RULES);
        let args = ["triage", "-", "--now", NOW, "--rules", "rules.toml", "--jobs", jobs, "--full"];
        let run = user.run_with(&args, &[], input.as_bytes());
        assert!(run.code == 0 && !run.err.contains("nothing to say"), "{}", run.err);
        // Libraries that were compiled in different ways have different digests.
        run.out.split("\"sha256\":").map(|part| part.get(66..).unwrap_or(part).to_owned()).collect::<Vec<_>>()
    };
    let quick = run(&[], "", "1");
    assert!(quick.len() > 200);
    for jobs in ["1", "4"] {
        assert_eq!(run(&["-DROW_MS=20"], "timeout_ms = 300", jobs), quick, "{jobs}");
    }
}

#[test]
fn a_plugin_is_given_up_at_the_same_profile_whatever_the_jobs() {
    // Lines so long that there are many batches, and in each more failures than a batch may have.
    let place = "x".repeat(1000);
    let line = |n: usize| {
        let bio = if n % 9 == 4 { "fatal".to_owned() } else { format!("a biography with the number {n}") };
        serde_json::json!({"platform": "x", "handle": format!("user{n}"), "bio": bio, "location": place}).to_string()
    };
    let input = (0..3600).map(line).collect::<Vec<_>>().join("\n");
    let mut seen = Vec::new();
    for mode in ["isolated", "in-process"] {
        let user = User::with_plugin(&[], &format!("mode = \"{mode}\""));
        user.write("rules.toml", &format!("[factor.bio]\ntitle = \"Bio\"\n{RULES}"));
        for jobs in ["1", "2", "8"] {
            let rules = ["--no-default", "--rules", "rules.toml", "--now", NOW];
            let args = [&["triage", "-", "--jobs", jobs, "--full"][..], &rules].concat();
            let run = user.run_with(&args, &[], input.as_bytes());
            assert_eq!((run.code, run.out.lines().count()), (0, 3600), "{}", run.err);
            seen.push((run.out, run.err));
        }
    }
    let given_up = |line: &str| line.contains("it broke too often in this run");
    let lines: Vec<&str> = seen[0].0.lines().collect();
    let first = lines.iter().position(|line| given_up(line)).unwrap();
    assert!(first > 0 && lines[first..].iter().all(|line| given_up(line)), "{first}");
    assert!(lines[..first].iter().any(|line| line.contains(r#""problem":"cannot go on""#)));
    assert!(lines[..first].iter().any(|line| line.contains(r#""problem":null"#)));
    assert!(seen.iter().all(|run| *run == seen[0]));
}

#[test]
fn what_plugins_say_in_bulk_is_told_at_the_end_and_does_not_grow() {
    let user = User::with_plugin(&[], "");
    user.write("rules.toml", &format!("[factor.bio]\ntitle = \"Bio\"\n{RULES}"));
    let bio = |n: usize| match n % 3 {
        0 => "log".to_owned(),
        1 => format!("log of number {n}"),
        _ => "quiet".to_owned(),
    };
    let place = "x".repeat(1000);
    let line = |n: usize| {
        serde_json::json!({"platform": "x", "handle": format!("user{n}"), "bio": bio(n), "location": place}).to_string()
    };
    let input = (0..900).map(line).collect::<Vec<_>>().join("\n");
    user.write("people.jsonl", &input);
    let mut told = vec![
        "warning: plugin probe: something odd (300 times)".to_owned(),
        "warning: plugin probe: log of number 1".to_owned(),
        "warning: plugin probe: log of number 25".to_owned(),
        "warning: plugin probe had something else to say 291 times".to_owned(),
    ];
    let rules = ["--rules", "rules.toml", "--now", NOW];
    for jobs in ["1", "2", "8"] {
        let args = [&["triage", "people.jsonl", "--no-default", "--jobs", jobs], &rules[..]].concat();
        let run = user.run(&args);
        let heard: Vec<&str> = run.err.lines().filter(|line| line.contains("plugin probe")).collect();
        assert_eq!(heard.len(), 11, "{}", run.err);
        assert!(told.iter().all(|line| heard.contains(&line.as_str())), "{heard:?}");
        told = heard.into_iter().map(str::to_owned).collect();
    }
    user.write("before.toml", RULES);
    user.write("after.toml", &RULES.replace("above = 20", "above = 15"));
    let args = ["impact", "--rules", "after.toml", "--base", "before.toml", "--corpus", "people.jsonl", "--now", NOW];
    let run = user.run(&args);
    assert!(told.iter().all(|line| run.err.contains(line.as_str())), "{}{}", run.out, run.err);
}

#[test]
fn crashes_in_bulk_cost_their_rows_and_no_other() {
    let user = User::with_plugin(&[], "");
    user.write("rules.toml", RULES);
    let bio = |n: usize| if n % 250 == 7 { "abort".to_owned() } else { format!("biography number {n} of some people") };
    let input = (0..1000).map(|n| profile(n, &bio(n))).collect::<Vec<_>>().join("\n");
    let clean = input.replace("abort", "short");
    let run = |input: &str, more: &[&str]| {
        let args = [&["triage", "-", "--now", NOW, "--rules", "rules.toml"], more].concat();
        user.run_with(&args, &[], input.as_bytes())
    };
    let broken = run(&input, &[]);
    assert_eq!(broken.code, 0, "{}", broken.err);
    assert!(
        broken.err.contains("warning: plugin probe had nothing to say of 4 profiles: it was ended by signal 6"),
        "{}",
        broken.err
    );
    let without = |out: &str| -> Vec<String> {
        out.lines().enumerate().filter(|(n, _)| n % 250 != 7).map(|(_, line)| line.to_owned()).collect()
    };
    assert_eq!(without(&broken.out), without(&run(&clean, &[]).out));
    for jobs in ["1", "4"] {
        assert_eq!(run(&input, &["--jobs", jobs]).out, broken.out);
    }
    let strict = run(&input, &["--strict-plugins"]);
    assert_eq!(strict.code, 2);
    assert!(strict.err.contains("error: plugin probe had nothing to say"), "{}", strict.err);
}

#[test]
fn an_edit_is_not_judged_silently_where_a_plugin_failed() {
    let user = User::with_plugin(&[], "");
    user.write("before.toml", RULES);
    user.write("after.toml", &RULES.replace("probe.length.above = 20", "probe.length.above = 5"));
    let bio = |n: usize| if n % 10 == 7 { "abort" } else { "biography" };
    user.write("people.jsonl", &(0..20).map(|n| profile(n, bio(n))).collect::<Vec<_>>().join("\n"));
    let args = ["impact", "--rules", "after.toml", "--base", "before.toml", "--corpus", "people.jsonl", "--now", NOW];
    let run = user.run(&args);
    let words = "plugin probe had nothing to say of 2 profiles: it was ended by signal 6";
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.err.contains(&format!("warning: {words}")), "{}", run.err);
    let strict = user.run(&[&args[..], &["--strict-plugins"]].concat());
    assert_eq!((strict.code, strict.out.as_str()), (2, ""));
    assert!(strict.err.contains(&format!("error: {words}")), "{}", strict.err);
}

#[test]
fn an_edit_of_the_rules_is_seen_through_the_facts_of_plugins() {
    let user = User::with_plugin(&[], "");
    user.write("before.toml", RULES);
    user.write("after.toml", &RULES.replace("probe.length.above = 20", "probe.length.above = 5"));
    user.write("people.jsonl", &(0..20).map(|n| profile(n, &"x".repeat(n))).collect::<Vec<_>>().join("\n"));
    let run = user.run(&[
        "impact",
        "--rules",
        "after.toml",
        "--base",
        "before.toml",
        "--corpus",
        "people.jsonl",
        "--format",
        "json",
        "--now",
        NOW,
    ]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.contains("probe/long"), "{}", run.out);
}

#[test]
fn a_plugin_that_always_crashes_ends_no_run() {
    let user = User::with_plugin(&[], "");
    user.write("rules.toml", RULES);
    let input = (0..200).map(|n| profile(n, "abort")).collect::<Vec<_>>().join("\n");
    let args = ["triage", "-", "--now", NOW, "--rules", "rules.toml", "--full"];
    let run = user.run_with(&args, &[], input.as_bytes());
    assert_eq!((run.code, run.out.lines().count()), (0, 200), "{}", run.err);
    assert!(run.out.lines().all(|line| line.contains("plugin_failed")));
    let told = run.err.lines().find(|line| line.contains("plugin probe had nothing to say of")).unwrap();
    let number = |after: &str| told.split_once(after).unwrap().1.split(' ').next().unwrap().parse::<usize>().unwrap();
    let (broke, not_asked) = (number("nothing to say of "), number("; of "));
    assert!(broke >= 25 && broke + not_asked == 200 && told.ends_with("(`max_breaks`)"), "{told}");
}

#[test]
fn settings_of_a_plugin_are_checked_before_it_sees_them() {
    let user = User::with_plugin(&["-DSCHEMA"], "[probe.config]\nmax = 0");
    let run = user.audit("some biography", &[]);
    assert!(
        run.err.contains("warning: probe: its settings do not fit: `config.max`: 0 is less than the minimum of 1"),
        "{}",
        run.err
    );
    assert_eq!(run.status("probe/long"), "unknown");
    user.settings("[probe.config]\nmax = 3");
    assert_eq!(user.audit("some biography", &[]).status("probe/long"), "passed");
}

#[test]
fn posts_can_be_the_rows_of_a_plugin() {
    let user = User::new();
    let folder = user.package("probe", &["-DPOSTS"]);
    let manifest = folder.join("followback-plugin.toml");
    let text = std::fs::read_to_string(&manifest).unwrap();
    let inputs = text.replace(
        "inputs = [\"bio\", \"account.followers?\"]",
        "scope = \"posts\"\ninputs = [\"text\", \"account.followers?\"]",
    );
    std::fs::write(&manifest, inputs).unwrap();
    let added = user.run(&["plugin", "add", "probe", "--yes"]);
    assert!(added.out.contains("posts.probe.length, a number"), "{}{}", added.out, added.err);
    user.write(
        "rules.toml",
        r#"
[[rule]]
id = "posts/long"
factor = "posts"
severity = "minor"
points = 7
title = "Long posts"
message = "They are long."
when.posts.count = { where.probe.length.above = 20, at_least = 2 }
"#,
    );
    let audit = |texts: [&str; 3]| {
        let posts: Vec<_> = texts
            .iter()
            .enumerate()
            .map(|(n, text)| serde_json::json!({"id": n.to_string(), "created_at": "2026-11-01T00:00:00Z", "text": text}))
            .collect();
        let profile = serde_json::json!({"platform": "x", "handle": "ana", "bio": "x", "followers": 3, "posts": posts});
        let args = ["audit", "-", "--now", NOW, "--format", "json", "--rules", "rules.toml"];
        user.run_with(&args, &[], profile.to_string().as_bytes())
    };
    let long = "a post of more than twenty bytes";
    assert_eq!(audit([long, "short", long]).status("posts/long"), "fired");
    assert_eq!(audit([long, "short", "short"]).status("posts/long"), "passed");
    // Whether there are two depends on the one over which the plugin fails.
    let crashed = audit([long, "short", "abort"]);
    assert_eq!(crashed.status("posts/long"), "unknown");
    assert!(missing(&crashed, "posts/long").contains("plugin_failed"), "{}", crashed.out);
    assert_eq!(audit([long, "abort", long]).status("posts/long"), "fired", "two are enough");
}
