//! The second pack: beside the default rules, and never more than its share.

use serde_json::json;

use crate::support::{audit, followback, followback_in, root};

/// Far more followed than following back, a shortener, ornaments in the name, and prizes.
fn loud() -> serde_json::Value {
    let post = |id: usize| {
        json!({"id": id.to_string(), "created_at": "2026-11-10T10:00:00Z", "reply": false, "repost": false,
            "text": "GIVEAWAY! RT to win. Buy $DOGE and make money online. Drop your handle!"})
    };
    json!({"platform": "x", "handle": "ana", "name": "Ana 🔥🔥🔥", "bio": "I knit scarves in Lugo and teach others how to",
        "avatar_default": false, "avatar_url": "https://example.org/a.jpg", "url": "https://bit.ly/3abc",
        "followers": 10, "following": 1000, "posts": (0..12).map(post).collect::<Vec<_>>()})
}

#[test]
fn it_takes_at_most_ten_points_and_no_factor_feels_it() {
    let with = audit(&loud(), &[]).json();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("me.toml"), "without = [\"beyond\"]\n").unwrap();
    let args = ["audit", "-", "--format", "json", "--now", crate::support::NOW, "--config", "me.toml"];
    let without = followback_in(folder.path(), &args, loud().to_string().as_bytes()).json();
    let total = |report: &serde_json::Value| report["score"]["total"].as_f64().unwrap();
    assert!((total(&without) - total(&with) - 10.0).abs() < 1e-9, "{} {}", without["score"], with["score"]);
    let three = |report: &serde_json::Value| report["factors"].as_array().unwrap()[..3].to_vec();
    assert_eq!(three(&with), three(&without));
    assert_eq!(with["packs"][1]["name"], "beyond");
    assert!(without["results"].as_array().unwrap().iter().all(|r| r["factor"] != "beyond"));
}

#[test]
fn a_pack_that_is_not_there_cannot_be_left_out() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("followback.toml"), "without = [\"beyonde\"]\n").unwrap();
    let run = followback_in(folder.path(), &["audit", "--demo"], b"");
    assert_eq!(run.code, 2);
    assert!(run.err.contains("followback.toml:1:12") && run.err.contains("did you mean `beyond`?"), "{}", run.err);
}

#[test]
fn its_rules_hold() {
    let pack = root().join("rules/beyond");
    let run = followback(&["test", pack.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
}

#[test]
fn a_burst_is_told_from_a_thread_by_the_times_of_the_posts() {
    let posts = |n: usize, minutes: usize, thread: bool| -> Vec<serde_json::Value> {
        let post = |nth: usize| {
            let (hour, minute) = (9 + nth * minutes / 60, nth * minutes % 60);
            json!({"id": nth.to_string(), "created_at": format!("2026-11-10T{hour:02}:{minute:02}:30Z"), "repost": false,
                "reply": thread && nth > 0, "own_thread": thread && nth > 0, "text": format!("The soup of day {nth}")})
        };
        (0..n).map(post).collect()
    };
    let of = |posts| json!({"platform": "x", "handle": "ana", "bio": "I knit scarves in Lugo", "posts": posts});
    let burst = audit(&of(posts(12, 5, false)), &[]);
    assert_eq!(burst.status("posts/burst"), "fired");
    let report = burst.json();
    let finding = report["findings"].as_array().unwrap().iter().find(|f| f["rule"] == "posts/burst").unwrap();
    assert_eq!(finding["message"], "12 of your own posts came within one hour.");
    assert_eq!(audit(&of(posts(12, 6, false)), &[]).status("posts/burst"), "passed", "ten within an hour");
    assert_eq!(
        audit(&of(posts(15, 1, true)), &[]).status("posts/burst"),
        "passed",
        "a thread of 15 in a quarter of an hour"
    );
}
