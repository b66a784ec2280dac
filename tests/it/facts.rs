//! `followback facts` and `followback explain`.

use crate::support::{NOW, followback, followback_in, followback_with};

const PROFILE: &str = r#"{"platform":"x","handle":"ana","bio":"Nurse and gardener in Lugo","followers":120,
    "posts":[{"id":"1","created_at":"2026-11-01T10:00:00Z","text":"Roses","reply":false,"repost":false},
             {"id":"2","created_at":"2026-11-02T10:00:00Z","text":"RT @b: x","reply":false,"repost":true}]}"#;

#[test]
fn every_fact_has_a_value_or_a_reason() {
    let run = followback_with(&["facts", "-", "--now", NOW, "--format", "json"], PROFILE.as_bytes());
    assert_eq!(run.code, 0, "{}", run.err);
    let all = run.json();
    let fact = |path: &str| all["facts"].as_array().unwrap().iter().find(|f| f["fact"] == path).unwrap().clone();
    assert_eq!(fact("account.followers")["value"], 120.0);
    assert_eq!(fact("account.following")["unknown"], "not_in_source");
    assert_eq!(fact("account.kind")["value"], serde_json::Value::Null, "a declaration left out is absent");
    assert!(fact("bio")["read_by"].as_array().unwrap().iter().any(|r| r == "bio/missing"));
    assert_eq!(all["posts"]["count"], 2);
    assert_eq!(all["posts"]["newest"], "2026-11-02T10:00:00Z");
    assert_eq!(all["posts"]["flags"]["repost"], 1);
    assert_eq!(all["posts"]["flags"]["reply"], 0);
}

#[test]
fn facts_for_people() {
    let run = followback_with(&["facts", "-", "--now", NOW], PROFILE.as_bytes());
    assert!(
        run.out.contains("account.following") && run.out.contains("unknown (the source does not say)"),
        "{}",
        run.out
    );
    assert!(run.out.contains("newest: 2026-11-02T10:00:00Z"), "{}", run.out);
}

#[test]
fn languages_are_those_of_the_bio_and_of_two_posts() {
    let posts: Vec<_> = ["Hoy no hay pan en la tienda", "El pan de ayer no es el de hoy", "This is the only one"]
        .iter()
        .map(|text| serde_json::json!({"text": text, "repost": false}))
        .collect();
    let profile = serde_json::json!({"bio": "I am a nurse in the north", "posts": posts});
    let run = followback_with(&["facts", "-", "--now", NOW, "--format", "json"], profile.to_string().as_bytes());
    let all = run.json();
    let languages = all["facts"].as_array().unwrap().iter().find(|f| f["fact"] == "account.languages").unwrap();
    assert_eq!(languages["value"], serde_json::json!(["en", "es"]));
}

#[test]
fn a_rule_is_explained_from_its_condition() {
    let run = followback(&["explain", "bio/too-short"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.contains("the bio is shorter than 20 columns ($min_width)"), "{}", run.out);
}

#[test]
fn with_a_profile_each_condition_has_its_result() {
    let run = followback_with(&["explain", "bio/too-short", "-", "--now", NOW], PROFILE.as_bytes());
    assert!(run.out.starts_with("bio/too-short: passed"), "{}", run.out);
    assert!(run.out.contains("[yes] the bio is not empty"), "{}", run.out);
    assert!(run.out.contains("[no] the bio is shorter than 20 columns ($min_width): bio.width is 26"), "{}", run.out);
    assert!(run.out.contains("found `Nurse`"), "{}", run.out);
    let run = followback_with(&["explain", "avatar/default", "-", "--now", NOW], PROFILE.as_bytes());
    assert!(run.out.contains("not known: avatar.url (your file does not say)"), "{}", run.out);
}

#[test]
fn what_would_flip_a_rule_is_named() {
    let run = followback_with(&["explain", "posts/too-few", "-", "--now", NOW], br#"{"platform":"x","posts_count":5}"#);
    assert!(run.out.contains("it would pass with `account.posts_total` 12 (it is 5)"), "{}", run.out);
    assert!(run.out.contains("it would pass if `account.locked` were yes"), "{}", run.out);
}

/// Explaining a rule says of it what the audit says, and the schema that is committed describes how.
#[test]
fn explaining_agrees_with_the_audit() {
    let schema = std::fs::read_to_string(crate::support::root().join("crates/cli/explain.schema.json")).unwrap();
    let schema = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    for profile in
        [PROFILE, r#"{"platform":"mastodon","bio":"","avatar_url":"","posts":[]}"#, r#"{"bio":"Be the change"}"#]
    {
        let audit = followback_with(&["audit", "-", "--now", NOW, "--format", "json"], profile.as_bytes()).json();
        for result in audit["results"].as_array().unwrap() {
            let id = result["rule"].as_str().unwrap();
            // One rule of each subject, and all that are not told: the search for flips is tested where the solver is.
            if !["avatar/default", "bio/too-short", "posts/too-few", "bio/missing"].contains(&id) {
                continue;
            }
            let run = followback_with(&["explain", id, "-", "--now", NOW, "--format", "json"], profile.as_bytes());
            let explained = run.json();
            assert!(schema.is_valid(&explained), "{id}: {:?}", schema.validate(&explained).err());
            assert_eq!(explained["result"]["status"], result["status"], "{id}");
            // Of a superseded rule the report does not say what is missing: nobody has to look for it.
            if result["status"] == "unknown" {
                let missing = explained["result"]["missing"].as_array().unwrap();
                assert_eq!(missing.len(), result["missing"].as_array().unwrap().len(), "{id}");
            }
        }
    }
}

#[test]
fn an_unknown_rule_is_named_with_the_nearest() {
    let run = followback(&["explain", "bio/to-short"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("did you mean the rule `bio/too-short`"), "{}", run.err);
}

#[test]
fn the_code_of_a_fault_is_explained_like_a_rule() {
    let run = followback(&["explain", "unknown-fact"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.starts_with("# unknown-fact: "), "{}", run.out);
    let run = followback(&["explain", "unknown-fakt"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("did you mean the code `unknown-fact`"), "{}", run.err);
    let run = followback(&["rules", "show", "unknown-fact"]);
    assert!(run.err.contains("`followback explain unknown-fact`"), "{}", run.err);
}

#[test]
fn facts_that_no_rule_reads_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let rule = "[factor.f]\ntitle = \"F\"\n[score]\nbase = { f = 1.0 }\n[fact.posts]\nidle = { count = \"posts\" }\nlinked = { count = \"posts\", where.urls.above = 0 }\n[[rule]]\nid = \"a/b\"\nfactor = \"f\"\nseverity = \"hint\"\npoints = 1\ntitle = \"t\"\nmessage = \"m\"\nwhen.bio.words.below = 3\nunless.posts.linked.above = 1\n";
    std::fs::write(folder.path().join("mine.toml"), rule).unwrap();
    let args = ["facts", "-", "--rules", "mine.toml", "--no-default"];
    let profile = br#"{"handle":"ana","bio":"Builds compilers."}"#;
    let json = followback_in(folder.path(), &[&args[..], &["--format", "json"]].concat(), profile).json();
    let unread: Vec<&str> = json["unread"].as_array().unwrap().iter().map(|path| path.as_str().unwrap()).collect();
    for path in ["account.handle", "posts.likes", "posts.idle"] {
        assert!(unread.contains(&path), "{path}: {unread:?}");
    }
    for path in ["bio", "posts", "posts.linked", "posts.urls"] {
        assert!(!unread.contains(&path), "{path}: {unread:?}");
    }
    let human = followback_in(folder.path(), &args, profile);
    assert!(human.out.contains("read by no rule: account.age_days, "), "{}", human.out);
}
