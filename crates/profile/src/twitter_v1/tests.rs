//! Every shape and quirk of the X API v1.1, on invented accounts.

use crate::format::Format::TwitterV1;
use crate::testing::{all, fact, facts, handles, no_posts, of_posts, one, posts, refused, rows, warnings};

/// A user, with more fields.
fn user(id: u64, handle: &str, more: &str) -> String {
    format!(
        r#"{{"id":{id},"id_str":"{id}","name":"Ana Q","screen_name":"{handle}","location":"","description":"Bakes & reads","url":null,
        "protected":false,"followers_count":12,"friends_count":30,"listed_count":0,"created_at":"Sat Feb 16 13:40:25 +0000 2013",
        "favourites_count":3,"statuses_count":95,"lang":null,"verified":false,"default_profile":true,"default_profile_image":false,
        "profile_image_url_https":"https://pbs.example/profile_images/1/abc_normal.jpeg"{more}}}"#
    )
    .replace('\n', "")
}

/// A post of a user, with more fields that come before the usual ones and win over them.
fn tweet(id: u64, author: &str, more: &str) -> String {
    let usual =
        [("full_text", r#""Fresh bread""#), ("lang", r#""en""#), ("retweet_count", "1"), ("favorite_count", "2")];
    let left_out = |(key, _): &&(&str, &str)| !more.contains(&format!("\"{key}\":"));
    let rest =
        usual.iter().filter(left_out).fold(String::new(), |rest, (key, value)| rest + ",\"" + key + "\":" + value);
    let entities = if more.contains("\"entities\":") { "" } else { r#","entities":{"urls":[],"user_mentions":[]}"# };
    format!(
        r#"{{"created_at":"Wed May 28 18:00:00 +0000 2025","id":{id},"id_str":"{id}","user":{author}{rest}{entities}{more}}}"#
    )
}

/// Posts of two accounts, one a line.
pub(crate) fn sample() -> Vec<u8> {
    let (ana, rui) = (user(1, "ana", ""), user(2, "rui", ""));
    let reply = r#","reply_count":1,"in_reply_to_status_id_str":"10","in_reply_to_user_id_str":"1""#;
    format!("{}\n{}\n{}\n", tweet(10, &ana, ""), tweet(11, &rui, reply), tweet(12, &ana, reply)).into()
}

#[test]
fn five_containers_hold_the_same() {
    let (a, b) = (user(1, "ana", ""), user(2, "rui", ""));
    for users in [
        format!("{a}\n{b}\n"),
        format!("[{a},\n{b}]"),
        format!(r#"{{"users":[{a},{b}],"next_cursor":0,"next_cursor_str":"0","previous_cursor":0}}"#),
    ] {
        let profiles = all(TwitterV1, users);
        assert_eq!(handles(&profiles), ["ana", "rui"]);
        assert!(profiles.iter().all(no_posts));
    }
    let (one, two, three) = (tweet(10, &a, ""), tweet(11, &b, ""), tweet(12, &a, ""));
    for tweets in [
        format!("{one}\r\n{two}\r\n{three}\r\n"),
        format!("[{one},{two},{three}]"),
        format!(r#"{{"statuses":[{one},{two},{three}],"search_metadata":{{"count":3}}}}"#),
    ] {
        let profiles = all(TwitterV1, tweets);
        assert_eq!(handles(&profiles), ["ana", "rui"], "in the order in which they come first");
        assert_eq!((posts(&profiles[0]).len(), posts(&profiles[1]).len()), (2, 1));
    }
    assert!(refused(r#"{"users":[],"next_cursor":0}"#).ends_with("but holds no profile"));
}

#[test]
fn a_user_in_facts() {
    let profile = one(TwitterV1, user(505_874_924_095_815_681, "ana", ""));
    let paths = [
        "account.platform",
        "account.handle",
        "account.name",
        "bio",
        "account.location",
        "account.url",
        "account.followers",
        "account.following",
        "account.posts_total",
        "account.verified",
        "account.locked",
        "avatar.default",
        "avatar.url",
        "banner.default",
        "account.age_days",
        "account.bot",
        "account.contacts",
    ];
    assert_eq!(
        facts(&profile, paths),
        [
            "x",
            "ana",
            "Ana Q",
            "Bakes & reads",
            "-",
            "-",
            "12",
            "30",
            "95",
            "no",
            "no",
            "no",
            "https://pbs.example/profile_images/1/abc.jpeg",
            "yes",
            "4502",
            "?",
            "?",
        ]
    );
}

#[test]
fn the_theme_is_no_sign_of_a_default_picture() {
    let egg = user(1, "egg", "")
        .replace("/profile_images/1/abc_normal.jpeg", "/default_profile_images/default_profile_3_normal.png");
    let without = egg.replace(r#""default_profile_image":false,"#, "");
    assert_eq!(fact(&one(TwitterV1, without), "avatar.default"), "yes", "by its address");
    assert_eq!(fact(&one(TwitterV1, user(1, "ana", "")), "avatar.default"), "no", "whatever `default_profile` says");
}

#[test]
fn a_page_of_users_tells_the_latest_post_of_each() {
    let status = r#","status":{"created_at":"Wed May 28 18:00:00 +0000 2025","id":7,"id_str":"7","text":"Tom &amp; Ana","entities":{"urls":[],"user_mentions":[{"screen_name":"Tom"}]},"retweet_count":0,"favorite_count":1,"lang":"und"}"#;
    let profiles = all(TwitterV1, format!("[{},{}]", user(1, "ana", status), user(2, "rui", "")));
    assert_eq!(of_posts(&profiles[0], "text"), ["Tom & Ana"]);
    assert_eq!(
        (of_posts(&profiles[0], "lang"), fact(&profiles[0], "account.contacts")),
        (vec!["-".to_owned()], "tom".to_owned())
    );
    // A protected account has no `status`: that is no sign of an account without posts.
    assert!(no_posts(&profiles[1]));
}

#[test]
fn text_comes_cut_extended_or_beside() {
    let ana = user(1, "ana", "");
    let cut = tweet(1, &ana, r#","text":"A &lt;long…","truncated":true,"full_text":null"#);
    let streamed = tweet(
        2,
        &ana,
        r#","text":"A long… https://t.co/self","truncated":true,"full_text":null,"extended_tweet":{"full_text":"A long story https://t.co/abc","entities":{"urls":[{"url":"https://t.co/abc","expanded_url":"https://example.org/story"}]}}"#,
    );
    let profile = one(TwitterV1, format!("{cut}\n{streamed}"));
    let mut texts = of_posts(&profile, "text");
    texts.sort();
    assert_eq!(texts, ["A <long…", "A long story https://example.org/story"]);
    assert_eq!(of_posts(&profile, "urls").iter().filter(|n| *n == "1").count(), 1);
}

#[test]
fn reposts_quotes_and_replies() {
    let (ana, rui) = (user(1, "ana", ""), user(2, "rui", ""));
    let lines = [
        tweet(1, &ana, &format!(r#","full_text":"RT @rui: Fresh","retweeted_status":{}"#, tweet(9, &rui, ""))),
        tweet(2, &ana, r#","full_text":"RT @rui: Fresh","retweeted_status":null"#),
        tweet(
            3,
            &ana,
            &format!(
                r#","full_text":"So true","lang":"en","favorite_count":2,"entities":{{}},"is_quote_status":true,"quoted_status":{}"#,
                tweet(9, &rui, "")
            ),
        ),
        tweet(
            4,
            &ana,
            r#","in_reply_to_status_id_str":"3","in_reply_to_user_id_str":"1","in_reply_to_screen_name":"ana""#,
        ),
        tweet(
            5,
            &ana,
            r#","in_reply_to_status_id_str":"9","in_reply_to_user_id_str":"2","in_reply_to_screen_name":"rui""#,
        ),
        tweet(6, &ana, r#","in_reply_to_status_id":null,"in_reply_to_user_id":null,"full_text":"@rui hello""#),
    ];
    let profile = one(TwitterV1, lines.join("\n"));
    let flags = |path| of_posts(&profile, path).concat().replace("yes", "+").replace("no", ".");
    assert_eq!(flags("repost"), "++....");
    assert_eq!(flags("quote"), "..+...");
    assert_eq!(flags("reply"), "...++.");
    assert_eq!(flags("own_thread"), "...+..");
    assert_eq!(of_posts(&profile, "likes"), ["?", "?", "2", "2", "2", "2"], "likes of a repost are the other post's");
}

#[test]
fn media_and_their_links_are_no_links() {
    let entities = r#","full_text":"Look https://t.co/pic","entities":{"urls":[],"user_mentions":[],"media":[{"url":"https://t.co/pic"}]},"extended_entities":{"media":[{"url":"https://t.co/pic"},{"url":"https://t.co/pic"}]}"#;
    let profile = one(TwitterV1, tweet(1, &user(1, "ana", ""), entities));
    assert_eq!(
        (of_posts(&profile, "text"), of_posts(&profile, "media")),
        (vec!["Look".to_owned()], vec!["2".to_owned()])
    );
    assert_eq!(of_posts(&profile, "urls"), ["0"]);
}

#[test]
fn lines_that_keep_a_stream_going_are_skipped() {
    let text = format!(
        "\r\n{{\"limit\":{{\"track\":5}}}}\r\n{}\r\n\r\n{{\"delete\":{{\"status\":{{\"id\":1}}}}}}\r\n",
        tweet(1, &user(1, "ana", ""), "")
    );
    assert_eq!(handles(&all(TwitterV1, text)), ["ana"]);
}

#[test]
fn ids_are_never_rounded_and_ruined_ones_name_nobody() {
    let lines = [user(505_874_924_095_815_681, "ana", ""), user(505_874_924_095_815_680, "rui", "")];
    let tweets = [tweet(1, &lines[0], ""), tweet(2, &lines[1], "")].join("\n");
    assert_eq!(handles(&all(TwitterV1, tweets)), ["ana", "rui"], "they differ in the last digit");
    // Saved by a script as numbers with an exponent: the handle tells them apart.
    let ruined = |line: &str| {
        line.replace(r#""id_str":"505874924095815681","#, "")
            .replace(r#""id_str":"505874924095815680","#, "")
            .replace(":505874924095815681", ":5.058749240958157e17")
            .replace(":505874924095815680", ":5.058749240958157e17")
    };
    let tweets = [tweet(1, &ruined(&lines[0]), ""), tweet(2, &ruined(&lines[1]), "")].join("\n");
    assert_eq!(handles(&all(TwitterV1, tweets)), ["ana", "rui"]);
}

#[test]
fn escapes_to_ascii_and_halves_of_them() {
    let line = user(1, "ana", "").replace("Bakes & reads", "\\ud83c\\udf5e Bakes \\ud83c");
    assert_eq!(fact(&one(TwitterV1, line), "bio"), "🍞 Bakes \u{fffd}");
}

#[test]
fn a_damaged_line_costs_itself_and_the_rest_is_read() {
    let rows = rows(format!("{}\n{{\"id\":1,\"screen\n{}\n", user(1, "ana", ""), user(2, "rui", "")));
    assert!(rows[0].is_ok() && rows[2].is_ok() && rows.len() == 3);
    assert!(rows[1].as_ref().unwrap_err().starts_with("in:2:"), "{:?}", rows[1]);
}

#[test]
fn a_page_that_was_cut_off_is_read_up_to_there() {
    let page = format!(r#"{{"users":[{},{}],"next_cursor":0}}"#, user(1, "ana", ""), user(2, "rui", ""));
    let profiles = all(TwitterV1, &page[..page.len() - 60]);
    assert_eq!(handles(&profiles)[0], "ana");
    assert!(warnings(&profiles[0]).contains("ends too early"), "{}", warnings(&profiles[0]));
    assert!(refused(r#"{"users":[],"next_cursor":0,"prev"#).contains("ends too early"), "nobody is left to be told");
}

#[test]
fn counts_and_dates_that_cannot_be_meant_are_unknown() {
    let line =
        user(1, "ana", "").replace("\"followers_count\":12", "\"followers_count\":-7").replace(" 2013\"", " 0001\"");
    let profile = one(TwitterV1, line);
    assert_eq!(facts(&profile, ["account.followers", "account.age_days"]), ["?", "?"]);
    assert!(warnings(&profile).contains("`followers_count` is -7"), "{}", warnings(&profile));
}
