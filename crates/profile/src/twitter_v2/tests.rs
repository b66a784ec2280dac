//! Every shape and quirk of the X API v2, on invented accounts.

use crate::format::Format::TwitterV2;
use crate::testing::{all, fact, facts, handles, no_posts, of_posts, one, posts, refused, rows, warnings};

const ANA: &str = r#"{"id":"1","name":"Ana Q","username":"ana","description":"Bakes &amp; reads","location":"Lugo","url":"https://t.co/x","protected":false,"verified":false,"pinned_tweet_id":"9","created_at":"2016-12-18T18:40:29.000Z","profile_image_url":"https://pbs.example/profile_images/1/abc_normal.jpg","entities":{"url":{"urls":[{"url":"https://t.co/x","expanded_url":"https://ana.example"}]}},"public_metrics":{"followers_count":12,"following_count":30,"tweet_count":95,"listed_count":1}}"#;
const RUI: &str = r#"{"id":"2","name":"Rui","username":"rui"}"#;

fn tweet(id: u64, author: u64, more: &str) -> String {
    let text = if more.contains("\"text\":") { "" } else { r#""text":"Fresh bread","# };
    format!(r#"{{"id":"{id}","author_id":"{author}",{text}"created_at":"2025-05-28T18:00:00.000Z"{more}}}"#)
}

fn page(data: &[String], users: &[&str], more: &str) -> String {
    format!(
        r#"{{"data":[{}],"includes":{{"users":[{}]}},"meta":{{"result_count":{}}}{more}}}"#,
        data.join(","),
        users.join(","),
        data.len()
    )
}

/// A page of posts with their authors.
pub(crate) fn sample() -> Vec<u8> {
    let more = r#","lang":"en","public_metrics":{"like_count":3,"retweet_count":1,"reply_count":2},"referenced_tweets":[{"type":"replied_to","id":"5"}],"in_reply_to_user_id":"1""#;
    page(&[tweet(10, 1, more), tweet(11, 2, more)], &[ANA, RUI], "").into()
}

#[test]
fn a_user_in_facts_and_what_was_not_asked_is_unknown() {
    let profiles = all(TwitterV2, format!("{ANA}\n{RUI}\n"));
    let paths = [
        "account.platform",
        "account.name",
        "bio",
        "account.location",
        "account.url",
        "account.followers",
        "account.following",
        "account.posts_total",
        "account.verified",
        "account.locked",
        "account.pinned",
        "account.age_days",
        "avatar.url",
        "avatar.default",
        "banner.default",
    ];
    assert_eq!(
        facts(&profiles[0], paths),
        [
            "x",
            "Ana Q",
            "Bakes &amp; reads",
            "Lugo",
            "https://ana.example",
            "12",
            "30",
            "95",
            "no",
            "no",
            "yes",
            "3100",
            "https://pbs.example/profile_images/1/abc.jpg",
            "no",
            "?",
        ]
    );
    assert_eq!(facts(&profiles[1], paths)[2..], ["?"; 13]);
    assert!(profiles.iter().all(no_posts));
}

#[test]
fn a_default_picture_is_known_by_its_address() {
    let egg =
        ANA.replace("/profile_images/1/abc_normal.jpg", "/sticky/default_profile_images/default_profile_normal.png");
    assert_eq!(fact(&one(TwitterV2, egg), "avatar.default"), "yes");
}

#[test]
fn data_is_one_user_or_many() {
    assert_eq!(handles(&all(TwitterV2, format!(r#"{{"data":{ANA}}}"#))), ["ana"]);
    let errors = r#","errors":[{"value":"gone","detail":"Could not find user","title":"Not Found Error"}]"#;
    let profiles = all(TwitterV2, format!(r#"{{"data":[{ANA},{RUI}]{errors}}}"#));
    assert_eq!(handles(&profiles), ["ana", "rui"]);
    assert!(warnings(&profiles[0]).contains("Could not find user"), "{}", warnings(&profiles[0]));
}

#[test]
fn pages_of_posts_gather_by_author() {
    let first = page(&[tweet(10, 2, ""), tweet(11, 1, "")], &[ANA, RUI], "");
    let second = page(&[tweet(11, 1, ""), tweet(12, 1, "")], &[ANA], "");
    let nothing = r#"{"meta":{"result_count":0}}"#;
    for text in [
        format!("{first}\n{nothing}\n{second}\n"),
        format!("[{first},{second}]"),
        format!("{nothing}\n{first}\n{second}"),
    ] {
        let profiles = all(TwitterV2, text);
        assert_eq!(handles(&profiles), ["rui", "ana"], "authors of posts first");
        assert_eq!((posts(&profiles[0]).len(), posts(&profiles[1]).len()), (1, 2), "a post of two pages is one");
    }
    assert!(refused(nothing).contains("holds no profile"));
}

#[test]
fn flattened_posts_have_their_author_inside() {
    let flat = |id, author: u64, user: &str| {
        tweet(id, author, &format!(r#","author":{user},"__twarc":{{"retrieved_at":"2025-06-01T00:00:00Z"}}"#))
    };
    let profiles = all(TwitterV2, format!("{}\n{}\n{}\n", flat(1, 1, ANA), flat(2, 2, RUI), flat(3, 1, ANA)));
    assert_eq!(handles(&profiles), ["ana", "rui"]);
    assert_eq!(of_posts(&profiles[0], "age_days"), ["3", "3"], "counted to the day of the download");
    assert_eq!(of_posts(&profiles[0], "reply"), ["no", "no"]);
}

#[test]
fn references_tell_reposts_quotes_and_replies() {
    let refers = |kind: &str, more: &str| format!(r#","referenced_tweets":[{{"type":"{kind}","id":"5"}}]{more}"#);
    let tweets = [
        tweet(5, 1, ""),
        tweet(
            6,
            1,
            &refers("retweeted", r#","text":"RT @rui: Fresh","public_metrics":{"like_count":7,"retweet_count":7}"#),
        ),
        tweet(7, 1, &refers("quoted", r#","public_metrics":{"like_count":3,"retweet_count":1,"reply_count":2}"#)),
        tweet(8, 1, &refers("replied_to", r#","in_reply_to_user_id":"1""#)),
        tweet(9, 1, &refers("replied_to", r#","in_reply_to_user_id":"2""#)),
        tweet(10, 1, r#","text":"RT @rui: cut…""#),
    ];
    let profile = one(TwitterV2, page(&tweets, &[ANA], ""));
    let flags = |path| of_posts(&profile, path).concat().replace("yes", "+").replace("no", ".");
    assert_eq!(flags("repost"), ".+...+");
    assert_eq!(flags("quote"), "..+...");
    assert_eq!(flags("reply"), "...++.");
    assert_eq!(flags("own_thread"), "...+..");
    assert_eq!(of_posts(&profile, "likes"), ["?", "?", "3", "?", "?", "?"]);
    assert_eq!(of_posts(&profile, "replies")[2], "2");
}

#[test]
fn without_references_only_the_text_tells_a_repost() {
    let profile = one(TwitterV2, page(&[tweet(1, 1, r#","text":"RT @rui: cut…""#), tweet(2, 1, "")], &[ANA], ""));
    assert_eq!(of_posts(&profile, "repost"), ["yes", "no"]);
    assert_eq!(
        (of_posts(&profile, "reply"), of_posts(&profile, "quote")),
        (vec!["no".into(), "?".into()], vec!["no".into(), "?".into()])
    );
}

#[test]
fn links_names_and_media() {
    let entities = r#","text":"Pane https://t.co/a https://t.co/m @Rui","entities":{"urls":[{"url":"https://t.co/a","expanded_url":"https://example.org/pane"},{"url":"https://t.co/m","expanded_url":"https://x.com/ana/status/1/photo/1","media_key":"3_1"}],"mentions":[{"username":"Rui"}]},"attachments":{"media_keys":["3_1","3_2"]},"lang":"zxx""#;
    let profile = one(TwitterV2, page(&[tweet(1, 1, entities)], &[ANA], ""));
    assert_eq!(of_posts(&profile, "text"), ["Pane https://example.org/pane @Rui"]);
    assert_eq!(
        (of_posts(&profile, "urls"), of_posts(&profile, "media"), of_posts(&profile, "lang")),
        (vec!["1".into()], vec!["2".into()], vec!["-".into()])
    );
    assert_eq!(fact(&profile, "account.contacts"), "rui");
    // Not asked for: a link may be of anything.
    let profile = one(TwitterV2, page(&[tweet(1, 1, r#","text":"Tom &amp; Ana https://t.co/a""#)], &[ANA], ""));
    assert_eq!((of_posts(&profile, "urls"), of_posts(&profile, "media")), (vec!["?".to_owned()], vec!["?".to_owned()]));
    assert_eq!(of_posts(&profile, "text"), ["Tom & Ana https://t.co/a"]);
}

#[test]
fn long_posts_are_whole() {
    let note = r#","text":"A long…","note_tweet":{"text":"A long story"}"#;
    assert_eq!(of_posts(&one(TwitterV2, page(&[tweet(1, 1, note)], &[ANA], "")), "text"), ["A long story"]);
}

#[test]
fn an_author_who_is_not_included_is_a_profile_of_posts_alone() {
    let profiles = all(TwitterV2, page(&[tweet(1, 7, "")], &[RUI], ""));
    assert_eq!(handles(&profiles), ["?", "rui"]);
    assert_eq!(posts(&profiles[0]).len(), 1);
}

#[test]
fn other_answers_are_told_apart() {
    for text in [r#"{"data":[{"id":"1","name":"list"}],"meta":{}}"#, r#"{"data":{"blocking":true}}"#] {
        assert!(rows(text)[0].as_ref().unwrap_err().contains("is not a profile that can be read"), "{text}");
    }
}
