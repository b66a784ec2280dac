//! `--viewer`: what connects a profile with the person who looks at it.

use serde_json::json;

use crate::support::{NOW, Run, followback_in};

/// Somebody who builds compilers and climbs.
fn profile() -> serde_json::Value {
    let post = |id: usize, text: &str| json!({"id": id.to_string(), "created_at": "2026-11-10T10:00:00Z", "reply": false, "repost": false, "text": text});
    let mut posts: Vec<_> = (0..6).map(|id| post(id, "We went climbing at the rock wall today")).collect();
    posts.push(post(6, "A compiler pass for the loops of the week"));
    json!({"platform": "x", "handle": "ana", "bio": "I build compilers in Lugo and I like it",
        "avatar_default": false, "avatar_url": "https://example.org/a.jpg", "location": "Lugo", "posts": posts})
}

fn seen_by(name: &str, viewer: &str) -> Run {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(name), viewer).unwrap();
    let input = profile().to_string();
    let args = ["audit", "-", "--now", NOW, "--format", "json", "--viewer", name];
    followback_in(folder.path(), &args, input.as_bytes())
}

#[test]
fn topics_written_down() {
    let run = seen_by("me.toml", "topics = [\"compilers\", \"birds\"]\nlocation = \"LUGO\"\nlanguages = [\"en\"]\n");
    assert_eq!(run.code, 0, "{}", run.err);
    let relevance = &run.json()["relevance"];
    assert_eq!(relevance["score"], 45.0, "a topic of the bio, and the same place: {relevance}");
    assert_eq!(relevance["verdict"], "possible");
    assert_eq!(relevance["shared"], json!(["compilers"]));
    assert_eq!(relevance["only_viewer"], json!(["birds"]));
    assert!(run.json()["findings"].as_array().unwrap().iter().all(|f| f["factor"] != "relevance"));
}

#[test]
fn a_viewer_never_changes_the_score() {
    let folder = tempfile::tempdir().unwrap();
    let input = profile().to_string();
    let alone = followback_in(folder.path(), &["audit", "-", "--now", NOW, "--format", "json"], input.as_bytes());
    let seen = seen_by("me.toml", "topics = [\"birds\"]\n");
    assert_eq!(alone.json()["relevance"], serde_json::Value::Null);
    assert_eq!(seen.json()["relevance"]["verdict"], "off-interest");
    for part in ["score", "findings", "waterfall", "fixes"] {
        assert_eq!(alone.json()[part], seen.json()[part], "{part}");
    }
}

#[test]
fn words_that_are_no_topic_are_read_for_topics() {
    let run = seen_by("me.toml", "topics = [\"bouldering\", \"compilerz\"]\n");
    assert_eq!(run.json()["relevance"]["shared"], json!(["climbing"]));
    assert!(run.err.contains("no topic `compilerz`") && run.err.contains("did you mean `compilers`?"), "{}", run.err);
}

#[test]
fn another_profile_looks() {
    let viewer =
        json!({"platform": "x", "handle": "leo", "bio": "Climbing and birdwatching in the hills of the north"});
    let run = seen_by("leo.json", &viewer.to_string());
    assert_eq!(run.code, 0, "{}", run.err);
    let relevance = &run.json()["relevance"];
    assert_eq!(relevance["shared"], json!(["climbing"]), "{relevance}");
    assert!(relevance["only_viewer"].as_array().unwrap().contains(&json!("birds")), "{relevance}");
}

#[test]
fn posts_alone_can_carry_it() {
    let run = seen_by("me.toml", "topics = [\"climbing\"]\n");
    let report = run.json();
    let fired = |rule: &str| {
        let results = report["results"].as_array().unwrap().iter();
        results.filter(|r| r["rule"] == rule).all(|r| r["status"] == "fired")
    };
    assert!(fired("relevance/topic-in-posts"));
    assert_eq!(report["relevance"]["score"], 30.0, "past the minimum of 20 without the bio");
    assert_eq!(report["relevance"]["verdict"], "possible");
}

#[test]
fn a_viewer_that_says_nothing_is_no_judge() {
    let run = seen_by("me.toml", "location = \"Lugo\"\n");
    assert_eq!(run.json()["relevance"]["score"], serde_json::Value::Null);
    assert!(run.err.contains("no topic of the viewer"), "{}", run.err);
}

#[test]
fn a_viewer_that_cannot_be_read_is_an_error_that_names_it() {
    for (name, text, wanted) in [
        ("me.toml", "topics = \"compilers\"\n", "me.toml"),
        ("me.toml", "topics = [\"compilers\"]\nhobby = [\"x\"]\n", "hobby"),
        ("me.json", "[1, 2", "me.json"),
    ] {
        let run = seen_by(name, text);
        assert_eq!(run.code, 2, "{name}: {}", run.out);
        assert!(run.err.contains(wanted), "{}", run.err);
    }
}
