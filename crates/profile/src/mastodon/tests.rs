//! Every shape and quirk of Mastodon's API and its kin, on invented accounts.

use crate::format::Format::Mastodon;
use crate::testing::{all, fact, facts, handles, no_posts, of_posts, one, refused, warnings};

fn account(id: u64, acct: &str, more: &str) -> String {
    format!(
        r#"{{"id":"{id}","username":"{acct}","acct":"{acct}","display_name":"Anna :bread: Q","locked":false,"bot":false,"created_at":"2016-11-23T00:00:00.000Z","note":"<p>Cook &amp; baker<br />she/her</p>","url":"https://m.example/@{acct}","avatar":"https://m.example/a/1.png","header":"https://m.example/headers/original/missing.png","followers_count":12,"following_count":30,"statuses_count":95,"last_status_at":"2025-05-28","emojis":[],"fields":[]{more}}}"#
    )
}

fn status(id: u64, author: &str, more: &str) -> String {
    let content = if more.contains("\"content\":") { "" } else { r#","content":"<p>Fresh bread</p>""# };
    format!(
        r#"{{"id":"{id}","created_at":"2025-05-28T18:00:00.000Z","in_reply_to_id":null,"in_reply_to_account_id":null,"language":"en","replies_count":1,"reblogs_count":2,"favourites_count":3,"reblog":null,"media_attachments":[],"mentions":[],"account":{author}{content}{more}}}"#
    )
}

/// Posts of two accounts in a list.
pub(crate) fn sample() -> Vec<u8> {
    let (a, b) = (account(1, "anna", ""), account(2, "rose@other.example", ""));
    format!("[{},{},{}]", status(10, &a, ""), status(11, &b, ""), status(12, &a, "")).into()
}

#[test]
fn an_account_in_facts() {
    let fields = account(1, "anna", "").replace(
        r#""fields":[]"#,
        r#""fields":[{"name":"Blog","value":"<a href=\"https://a.example\"><span class=\"invisible\">https://</span>a.example</a>","verified_at":null}]"#,
    );
    let profile = one(Mastodon, fields);
    let paths = [
        "account.platform",
        "account.handle",
        "account.name",
        "bio",
        "account.fields",
        "account.followers",
        "account.following",
        "account.posts_total",
        "account.locked",
        "account.bot",
        "account.moved",
        "account.suspended",
        "account.age_days",
        "avatar.default",
        "avatar.present",
        "banner.default",
        "account.url",
        "account.location",
        "account.verified",
    ];
    assert_eq!(
        facts(&profile, paths),
        [
            "mastodon",
            "anna",
            "Anna :bread: Q",
            "Cook & baker\nshe/her",
            "Blog: https://a.example",
            "12",
            "30",
            "95",
            "no",
            "no",
            "no",
            "no",
            "3126",
            "no",
            "yes",
            "yes",
            "?",
            "?",
            "?",
        ]
    );
    assert!(no_posts(&profile));
}

#[test]
fn what_the_owner_wrote_goes_before_the_html() {
    let own = account(1, "anna", r#","source":{"note":"Cook & <b>baker</b>","fields":[]}"#);
    assert_eq!(fact(&one(Mastodon, own), "bio"), "Cook & <b>baker</b>");
}

#[test]
fn links_that_the_server_has_checked() {
    let with = |fields: &str| {
        let text = account(1, "anna", "").replace(r#""fields":[]"#, &format!(r#""fields":[{fields}]"#));
        fact(&one(Mastodon, text), "account.link_verified")
    };
    let link =
        |at: &str| format!(r#"{{"name":"Blog","value":"<a href=\"https://a.example\">a</a>","verified_at":{at}}}"#);
    let words = r#"{"name":"Pronouns","value":"she/her","verified_at":null}"#;
    assert_eq!(with(&format!("{words},{},{}", link("null"), link("\"2024-01-01T00:00:00Z\""))), "yes");
    assert_eq!(with(&link("null")), "no");
    assert_eq!((with(words).as_str(), with("").as_str()), ("?", "?"));
}

#[test]
fn plain_notes_of_other_servers_keep_their_lines() {
    let plain = account(1, "anna", "").replace("<p>Cook &amp; baker<br />she/her</p>", "Cook & baker\\nshe/her");
    assert_eq!(fact(&one(Mastodon, plain), "bio"), "Cook & baker\nshe/her");
    for empty in ["", "<p></p>"] {
        let note = account(1, "anna", "").replace("<p>Cook &amp; baker<br />she/her</p>", empty);
        assert_eq!(fact(&one(Mastodon, note), "bio"), "-");
    }
}

#[test]
fn pictures_that_servers_give_everybody() {
    for url in [
        "https://m.example/avatars/original/missing.png",
        "https://p.example/storage/avatars/default.jpg?v=0",
        "https://p.example/images/avi.png",
    ] {
        let profile = one(Mastodon, account(1, "egg", "").replace("https://m.example/a/1.png", url));
        assert_eq!(facts(&profile, ["avatar.default", "avatar.present"]), ["yes", "yes"], "{url}");
    }
    let header =
        account(1, "anna", "").replace("https://m.example/headers/original/missing.png", "https://m.example/h/1.png");
    assert_eq!(fact(&one(Mastodon, header), "banner.default"), "no");
}

#[test]
fn hidden_counts_and_other_dates() {
    let hidden = account(1, "anna", "")
        .replace(":12,", ":-1,")
        .replace("2016-11-23T00:00:00.000Z", "2023-06-01T02:16:00.000000+00:00");
    let profile = one(Mastodon, hidden);
    assert_eq!(facts(&profile, ["account.followers", "account.age_days"]), ["?", "745"]);
    assert_eq!(warnings(&profile), "");
}

#[test]
fn accounts_that_moved_or_are_suspended_say_so() {
    let profile =
        one(Mastodon, account(1, "anna", &format!(r#","moved":{},"suspended":true"#, account(2, "anna2", ""))));
    assert_eq!(facts(&profile, ["account.moved", "account.suspended"]), ["yes", "yes"]);
    assert_eq!(
        fact(&one(Mastodon, account(1, "a@b.example", r#","moved":null,"discoverable":null"#)), "account.moved"),
        "no"
    );
}

#[test]
fn lists_of_accounts_and_of_posts() {
    let (a, b) = (account(1, "anna", ""), account(2, "rose@other.example", ""));
    for text in [
        format!("[{a},{b}]"),
        format!("{a}\n{b}\n"),
        format!(r#"{{"accounts":[{a},{b}],"statuses":[],"hashtags":[]}}"#),
    ] {
        assert_eq!(handles(&all(Mastodon, text)), ["anna", "rose@other.example"]);
    }
    let profiles = all(Mastodon, format!("[{},{},{}]", status(10, &b, ""), status(11, &a, ""), status(12, &b, "")));
    assert_eq!(handles(&profiles), ["rose@other.example", "anna"]);
    assert_eq!(of_posts(&profiles[0], "text").len(), 2);
}

#[test]
fn boosts_replies_quotes_and_media() {
    let (a, b) = (account(1, "anna", ""), account(2, "rose@other.example", ""));
    let mentions = r#","mentions":[{"id":"2","acct":"Rose@other.example"}]"#;
    let lines = [
        status(1, &a, ""),
        status(2, &a, &format!(r#","content":"","reblog":{}"#, status(20, &b, ""))),
        status(3, &a, &format!(r#","in_reply_to_id":"20","in_reply_to_account_id":"2"{mentions}"#)),
        status(4, &a, r#","in_reply_to_id":"1","in_reply_to_account_id":"1""#),
        status(5, &a, &format!(r#","quote":{{"state":"accepted","quoted_status":{}}}"#, status(20, &b, ""))),
        status(6, &a, r#","quote":null,"quote_id":"77","pleroma":{"local":true}"#),
        status(7, &a, r#","media_attachments":[{"type":"image","description":null},{"type":"image"}],"language":null"#),
    ];
    let profile = one(Mastodon, lines.join("\n"));
    let flags = |path| of_posts(&profile, path).concat().replace("yes", "+").replace("no", ".");
    assert_eq!(flags("repost"), ".+.....");
    assert_eq!(flags("reply"), "..++...");
    assert_eq!(flags("own_thread"), "...+...");
    assert_eq!(flags("quote"), "....++.");
    assert_eq!((of_posts(&profile, "media")[6].as_str(), of_posts(&profile, "lang")[6].as_str()), ("2", "-"));
    assert_eq!(of_posts(&profile, "text")[1], "Fresh bread", "the text of a boost is what it shows");
    assert_eq!((of_posts(&profile, "likes")[0].as_str(), of_posts(&profile, "likes")[1].as_str()), ("3", "?"));
    assert_eq!(fact(&profile, "account.contacts"), "rose@other.example");
}

#[test]
fn content_warnings_show_before_the_text() {
    let line = status(
        1,
        &account(1, "anna", ""),
        r#","spoiler_text":"food","content":"<p>Bread <a href=\"https://e.example/a\">e.example/a</a></p>""#,
    );
    let profile = one(Mastodon, line);
    assert_eq!(
        (of_posts(&profile, "text"), of_posts(&profile, "urls")),
        (vec!["food\n\nBread e.example/a".into()], vec!["1".to_owned()])
    );
}

#[test]
fn posts_for_followers_are_left_out() {
    let a = account(1, "anna", "");
    let lines = ["public", "private", "unlisted", "direct"]
        .iter()
        .zip(1..)
        .map(|(visibility, id)| status(id, &a, &format!(r#","visibility":"{visibility}""#)))
        .collect::<Vec<_>>();
    let profile = one(Mastodon, lines.join("\n"));
    assert_eq!(of_posts(&profile, "text").len(), 2);
    assert!(warnings(&profile).contains("post 2 (it is for followers"), "{}", warnings(&profile));
}

#[test]
fn a_relationship_is_no_profile() {
    let message = refused(r#"{"id":"1","following":true,"followed_by":false,"blocking":false,"note":"met in Lugo"}"#);
    assert!(message.contains("a Mastodon relationship: it says who follows whom, and carries no profile"), "{message}");
}
