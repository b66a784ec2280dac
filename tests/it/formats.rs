//! Profiles in every form that people have: recognised by content, one chosen among many, and judged alike.

use std::fs;

use serde_json::{Value, json};

use crate::support::{NOW, Run, followback, followback_in, followback_with};

/// An invented account, to be written down in three forms.
const BIO: &str = "Builds compilers in Lugo & writes about parsers. Tools for small languages.";
const TEXTS: [&str; 14] = [
    "Linear scan is enough for most small compilers",
    "A note on error recovery in parsers",
    "RT @rui: Fresh notes on register allocation",
    "@rui that is what I measured as well",
    "How a lexer can be both small & fast",
    "Why I keep the syntax tree flat",
    "Today: a week of fuzzing a parser",
    "Tables beat code for operator precedence",
    "What a linker really needs to know",
    "Small languages deserve good messages",
    "Names are resolved in one pass here",
    "Reading old compiler papers in Lugo",
    "A type checker that explains itself",
    "Benchmarks of three hash tables",
];

fn id(n: usize) -> String {
    (1000 - n).to_string()
}

fn is_repost(n: usize) -> bool {
    TEXTS[n].starts_with("RT @")
}

fn is_reply(n: usize) -> bool {
    TEXTS[n].starts_with('@')
}

fn escaped(n: usize) -> String {
    TEXTS[n].replace('&', "&amp;")
}

fn archive(folder: &std::path::Path) {
    let data = folder.join("data");
    fs::create_dir_all(&data).unwrap();
    let write = |name: &str, items: Value| {
        let global = name.replace('-', "_");
        fs::write(data.join(format!("{name}.js")), format!("window.YTD.{global}.part0 = {items}")).unwrap();
    };
    write(
        "account",
        json!([{"account": {"username": "ana", "accountId": "1", "createdAt": "2019-05-01T10:00:00.000Z", "accountDisplayName": "Ana"}}]),
    );
    write(
        "profile",
        json!([{"profile": {"description": {"bio": BIO, "website": "https://t.co/x", "location": "Lugo"},
            "avatarMediaUrl": "https://pbs.example/profile_images/1/abc.jpg"}}]),
    );
    let tweet = |n: usize| {
        let mut tweet = json!({"id_str": id(n), "created_at": format!("Thu Nov {:02} 09:00:00 +0000 2026", 19 - n), "full_text": escaped(n),
            "lang": "en", "favorite_count": "3", "retweet_count": "1", "entities": {"urls": [], "user_mentions": []}});
        if is_reply(n) {
            tweet["in_reply_to_user_id_str"] = "2".into();
            tweet["in_reply_to_status_id_str"] = "77".into();
        }
        json!({ "tweet": tweet })
    };
    write("tweets", (0..TEXTS.len()).map(tweet).collect());
    let ids = |key: &str, n: usize| (0..n).map(|i| json!({key: {"accountId": i.to_string()}})).collect();
    write("follower", ids("follower", 120));
    write("following", ids("following", 200));
    write("verified", json!([{"verified": {"accountId": "1", "verified": false}}]));
}

fn page() -> Value {
    let tweet = |n: usize| {
        let mut tweet = json!({"id": id(n), "author_id": "1", "created_at": format!("2026-11-{:02}T09:00:00.000Z", 19 - n), "text": escaped(n),
            "lang": "en", "public_metrics": {"like_count": 3, "retweet_count": 1, "reply_count": 0}, "entities": {}});
        if is_reply(n) {
            tweet["in_reply_to_user_id"] = "2".into();
            tweet["referenced_tweets"] = json!([{"type": "replied_to", "id": "77"}]);
        }
        if is_repost(n) {
            tweet["referenced_tweets"] = json!([{"type": "retweeted", "id": "78"}]);
        }
        tweet
    };
    json!({"data": (0..TEXTS.len()).map(tweet).collect::<Vec<_>>(), "includes": {"users": [{"id": "1", "username": "ana", "name": "Ana",
        "description": BIO, "location": "Lugo", "url": "https://t.co/x", "verified": false, "created_at": "2019-05-01T10:00:00.000Z",
        "profile_image_url": "https://pbs.example/profile_images/1/abc_normal.jpg",
        "public_metrics": {"followers_count": 120, "following_count": 200, "tweet_count": TEXTS.len()}}]}, "meta": {"result_count": TEXTS.len()}})
}

fn native() -> Value {
    let post = |n: usize| {
        json!({"id": id(n), "created_at": format!("2026-11-{:02}T09:00:00Z", 19 - n), "text": TEXTS[n], "lang": "en", "reply": is_reply(n),
            "repost": is_repost(n), "likes": 3, "reposts": 1})
    };
    json!({"platform": "x", "handle": "ana", "name": "Ana", "bio": BIO, "location": "Lugo", "url": "https://t.co/x", "verified": false,
        "avatar_url": "https://pbs.example/profile_images/1/abc.jpg", "followers": 120, "following": 200, "posts_count": TEXTS.len(),
        "created_at": "2019-05-01T10:00:00Z", "posts": (0..TEXTS.len()).map(post).collect::<Vec<_>>()})
}

/// The status of each rule, and what it says if it fired.
fn report(run: &Run) -> Vec<(String, String, Option<String>)> {
    assert_eq!(run.code, 0, "{}", run.err);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let report = run.json();
    let findings = report["findings"].as_array().unwrap();
    let said = |rule: &str| findings.iter().find(|f| f["rule"] == rule).map(|f| text(&f["message"]));
    let results = report["results"].as_array().unwrap().iter();
    results.map(|r| (text(&r["rule"]), text(&r["status"]), said(r["rule"].as_str().unwrap()))).collect()
}

#[test]
fn one_person_in_three_forms_gets_the_same_findings() {
    let folder = tempfile::tempdir().unwrap();
    archive(folder.path());
    let of_archive = report(&followback(&["audit", folder.path().to_str().unwrap(), "--format", "json", "--now", NOW]));
    let piped = |value: &Value| {
        report(&followback_with(&["audit", "-", "--format", "json", "--now", NOW], value.to_string().as_bytes()))
    };
    let (of_page, of_native) = (piped(&page()), piped(&native()));
    let mut compared = Vec::new();
    for ((archive, page), native) in of_archive.iter().zip(&of_page).zip(&of_native) {
        let all = [archive, page, native];
        // A form that does not carry a fact leaves the rule open.
        if all.iter().all(|(_, status, _)| status != "unknown") {
            assert!(archive == page && page == native, "{all:?}");
            compared.push(archive);
        }
    }
    assert!(compared.len() >= 20, "{} of {}", compared.len(), of_archive.len());
    // Of posts as well, those that fired included: what they count is the same.
    let posts: Vec<_> = compared.iter().filter(|(rule, ..)| rule.starts_with("posts/")).collect();
    assert!(posts.len() >= 8, "{posts:?}");
    assert!(posts.iter().any(|(_, status, _)| status == "fired"), "{posts:?}");
}

#[test]
fn one_of_many_is_chosen_by_its_handle() {
    let folder = tempfile::tempdir().unwrap();
    let user = |id: u32, handle: &str| json!({"id": id, "id_str": id.to_string(), "screen_name": handle, "name": handle, "description": "Nurse in Bristol", "followers_count": id});
    fs::write(folder.path().join("page.json"), json!([user(1, "ana"), user(2, "rui")]).to_string()).unwrap();
    let run = followback_in(folder.path(), &["audit", "page.json"], b"");
    assert_eq!(run.code, 2);
    assert!(
        run.err.contains("`page.json` holds 2 profiles: ana, rui; choose one of them by its handle with `--handle`"),
        "{}",
        run.err
    );
    let run = followback_in(folder.path(), &["facts", "page.json", "--handle", "@RUI", "--format", "json"], b"");
    assert_eq!(run.json()["source"], "x-api-v1");
    let followers = run.json()["facts"].as_array().unwrap().iter().find(|f| f["fact"] == "account.followers").cloned();
    assert_eq!(followers.unwrap()["value"], 2.0);
    let run = followback_in(folder.path(), &["audit", "page.json", "--handle", "eva"], b"");
    assert_eq!(run.code, 2);
    assert!(run.err.contains("holds no profile of `eva`; it holds ana, rui"), "{}", run.err);
}

#[test]
fn what_is_no_profile_is_told_for_what_it_is() {
    for (text, what) in [
        (
            r#"{"id":"1","following":true,"followed_by":false,"blocking":false}"#,
            "a Mastodon relationship: it says who follows whom",
        ),
        ("Account address,Show boosts\nrose@other.example, true\n", "accounts followed on Mastodon: handles only"),
        ("window.YTD.following.part0 = [ {\"following\":{\"accountId\":\"1\"}} ]", "of an X archive: ids only"),
    ] {
        let run = followback_with(&["audit", "-"], text.as_bytes());
        assert_eq!((run.code, run.out.as_str()), (2, ""));
        assert!(run.err.contains(what) && run.err.contains("a Bluesky repository (CAR)"), "{}", run.err);
    }
}

#[test]
fn the_table_of_formats_lists_every_one() {
    let run = followback(&["facts", "--formats"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let table = followback(&["facts", "--formats", "--format", "json"]).json();
    assert_eq!(table.as_object().unwrap().len(), 10);
    assert_eq!(table["x-api-v1"]["account.followers"], "always");
    assert_eq!(table["mastodon-export"]["account.followers"], Value::Null);
    assert!(table.as_object().unwrap().keys().all(|format| run.out.contains(format.as_str())), "{}", run.out);
    assert!(run.out.lines().all(|line| line.chars().count() <= 90), "{}", run.out);
}
