//! Archives of other years, single files of them, and inputs that are none.

use super::*;

#[test]
fn one_file_alone() {
    let file = tweets(
        0,
        &[
            tweet("7", "Sat Dec 06 18:20:30 +0000 2025", "first", ""),
            tweet(
                "8",
                "Sat Dec 06 18:20:40 +0000 2025",
                "second",
                r#", "in_reply_to_status_id_str" : "7", "in_reply_to_user_id_str" : "111""#,
            ),
            tweet(
                "9",
                "Sat Dec 06 18:20:50 +0000 2025",
                "third",
                r#", "in_reply_to_status_id_str" : "3", "in_reply_to_user_id_str" : "111""#,
            ),
        ],
    );
    let profile = read_bytes(file).unwrap();
    assert_eq!(ids(&profile), ["9", "8", "7"]);
    assert!(
        posts(&profile)[..2].iter().all(|p| p.get(post::OWN_THREAD) == &Fact::bool(true)),
        "an answer to oneself tells who one is"
    );
    assert_eq!(profile.record.get(account::POSTS_TOTAL), &UNSAID, "there may be more parts");
    assert_eq!(profile.record.get(page::BIO), &UNSAID);
    assert_eq!(profile.warnings.iter().map(|w| w.code).collect::<Vec<_>>(), ["one-file"]);
    assert_eq!(read_bytes(ACCOUNT).unwrap().handle.as_deref(), Some("mia_example"));
    assert_eq!(read_bytes(PROFILE).unwrap().record.get(page::BIO), &Fact::text("Baker & reader\nin Lugo"));
}

#[test]
fn archives_of_2018_have_no_wrappers() {
    let bare = |file: String| file.replace("{ \"tweet\" : ", "").replace("} }", "}");
    let item = bare(
        tweet("7", "Sat Dec 06 18:20:30 +0000 2025", "bare", "")
            .replace(r#"{ "urls" : [ ], "user_mentions" : [ ] }"#, "[ ]"),
    );
    let tree = Tree::default()
        .with("account.js", ACCOUNT)
        .with("profile.js", PROFILE)
        .with("tweet.js", format!("window.YTD.tweet.part0 = [ {item} ]"))
        .with("tweet-part1.js", tweets(1, &[tweet("8", "Sat Dec 06 18:20:30 +0000 2025", "x", "")]));
    assert_eq!(ids(&tree.profile()), ["8", "7"]);
    assert_eq!(tree.warnings(), [""; 0]);
}

#[test]
fn old_and_new_files_of_posts_in_one_folder_count_once() {
    let both = small().with("data/tweet.js", tweets(0, &[tweet("30", "Tue Dec 02 07:45:00 +0000 2025", "second", "")]));
    assert_eq!(ids(&both.profile()), ["40", "30", "20"]);
}

/// A classic archive of before 2018.
fn classic() -> Tree {
    Tree::default()
        .with("index.html", "<html>")
        .with("data/js/payload_details.js", r#"var payload_details =  { "tweets" : 3, "created_at" : "2013-05-01 10:00:00 +0000", "lang" : "en" }"#)
        .with("data/js/tweet_index.js", "poison")
        .with(
            "data/js/user_details.js",
            r#"var user_details =  { "screen_name" : "mia_example", "location" : "Lugo", "full_name" : "Mia", "bio" : "Baker & reader", "id" : "111", "created_at" : "2009-06-01 10:11:12 +0000" }"#,
        )
        .with(
            "data/js/tweets/2013_04.js",
            r#"Grailbird.data.tweets_2013_04 = 
 [ { "source" : "web", "entities" : { "user_mentions" : [ { "screen_name" : "rose" } ], "media" : [ ], "hashtags" : [ ], "urls" : [ ] }, "geo" : { },
  "id_str" : "9", "text" : "@rose &lt;3", "id" : 9, "created_at" : "2013-04-30 10:11:12 +0000", "in_reply_to_user_id" : 222, "in_reply_to_screen_name" : "rose",
  "user" : { "name" : "Mia", "screen_name" : "mia_example", "protected" : false, "id_str" : "111", "verified" : false, "profile_image_url_https" : "https://pbs.twimg.com/profile_images/9/new_normal.jpg" } },
  { "id_str" : "8", "text" : "RT @bob: hello", "created_at" : "2013-04-02 10:11:12 +0000", "retweeted_status" : { "id_str" : "1", "text" : "hello" }, "entities" : { } } ]"#,
        )
        .with(
            "data/js/tweets/2012_12.js",
            r#"Grailbird.data.tweets_2012_12 = 
 [ { "id_str" : "5", "text" : "first", "created_at" : "Sat Dec 01 00:00:00 +0000 2012", "user" : { "profile_image_url_https" : "https://pbs.twimg.com/profile_images/9/old_normal.jpg" } } ]"#,
        )
}

#[test]
fn classic_archives() {
    let profile = classic().profile();
    assert_eq!(profile.warnings, []);
    assert_eq!(
        (profile.handle.as_deref(), profile.name.as_deref(), profile.now),
        (Some("mia_example"), Some("Mia"), 1_367_402_400)
    );
    assert_eq!(ids(&profile), ["9", "8", "5"]);
    let record = &profile.record;
    assert_eq!(record.get(page::BIO), &Fact::text("Baker & reader"));
    assert_eq!(record.get(account::AGE_DAYS), &Fact::number(1429.0));
    assert_eq!(record.get(account::POSTS_TOTAL), &Fact::number(3.0));
    assert_eq!(record.get(account::LOCKED), &Fact::bool(false));
    assert_eq!(record.get(account::FOLLOWERS), &UNSAID);
    assert_eq!(record.get(avatar::AVATAR_URL), &Fact::text("https://pbs.twimg.com/profile_images/9/new_normal.jpg"));
    let all = posts(&profile);
    assert_eq!(
        (text_of(&all[0]).as_str(), all[0].get(post::REPLY), all[0].get(post::OWN_THREAD)),
        ("@rose <3", &Fact::bool(true), &Fact::bool(false))
    );
    assert_eq!(all[1].get(post::REPOST), &Fact::bool(true));
    assert_eq!(all[2].get(post::MEDIA), &UNSAID, "this post has no list of its media");
    assert_eq!(all[2].get(post::QUOTE), &Fact::Unknown(Reason::NotMeasured));
    assert_eq!(read_bytes(classic().zip()).unwrap(), profile);
    let month = read_bytes(classic().0["data/js/tweets/2013_04.js"].clone()).unwrap();
    assert_eq!(ids(&month), ["9", "8"]);
}

#[test]
fn several_archives_are_a_question() {
    let mut two = small().below("a/");
    two.0.extend(small().below("b/").0);
    let error = two.error();
    assert_eq!(error, "`me` holds more than one archive (`a`, `b`); give one of them");
}

#[test]
fn a_list_of_followers_alone_is_named() {
    for name in ["follower", "following"] {
        let list = format!("window.YTD.{name}.part0 = [ {{ \"{name}\" : {{ \"accountId\" : \"5\" }} }} ]");
        let message = read_bytes(list).unwrap_err().to_string();
        assert!(message.contains("ids only, no profiles; give the whole archive"), "{message}");
    }
}

#[test]
fn inputs_that_are_no_archive() {
    for (bytes, looks_like) in [
        (b"\xff\xd8\xff\xe0 JFIF".as_slice(), "a JPEG picture"),
        (b"<!DOCTYPE html><html>", "an HTML page"),
        (b"{\"screen_name\":\"a\",\"id\":1}", "a user of the X API v1.1, in a form that is not read"),
        (b"{\"a\":1,\"b\":2}", "some other JSON (an object with `a`, `b`)"),
        (b"[{\"a\":1}]", "some other JSON (an object with `a`)"),
        (b"id,price,amount\n1,2,3", "a table (CSV)"),
        (b"hello world", "plain text"),
        (b"\x00\x01\x02\x03\x00\x00", "a binary file"),
        (b"var x = 1;\nfoo()", "plain text"),
    ] {
        let message = read_bytes(bytes).unwrap_err().to_string();
        let start = format!("`in` is not a profile that can be read: it looks like {looks_like}");
        assert!(message.starts_with(&start), "{message}");
        assert!(message.contains("expected an X archive (folder, zip, `data` folder or one `.js` file); or "));
        assert!(message.contains("; or a native profile (TOML, JSON or JSONL)"), "{message}");
    }
    for blank in [b"".as_slice(), b" \n", b"\xef\xbb\xbf", b"\xff\xfe"] {
        assert!(matches!(read_bytes(blank), Err(ReadError::Empty { .. })));
    }
    let error = Tree::default().with("a.txt", "a").with("account.js", "export const account = 1").error();
    assert!(
        error.contains("it looks like a folder of 2 files, none of them an archive's (`a.txt`, `account.js` …)"),
        "{error}"
    );
    let error = Tree::default().with("twitter.zip", small().zip()).error();
    assert!(error.contains("a folder around `twitter.zip`: give that file itself"), "{error}");
    let error = Tree::default().with("a.txt", "a").with("bomb.zip", "PK").error();
    assert!(
        error.contains("a folder of 2 files, none of them an archive's; if it is `bomb.zip`, give that file itself"),
        "{error}"
    );
    let error = read_bytes(Tree::default().with("twitter.zip", small().zip()).zip()).unwrap_err().to_string();
    assert!(error.contains("a zip around `twitter.zip`: give that file itself"), "{error}");
    let error = read_path(std::path::Path::new("/nowhere/at/all")).unwrap_err();
    assert!(matches!(error, ReadError::Missing { .. }));
    assert!(Tree::default().error().contains("it looks like an empty folder"));
    assert!(read_bytes(Tree::default().zip()).unwrap_err().to_string().contains("it looks like an empty zip"));
    let one = Tree::default().with("a.txt", "a").zip();
    assert!(read_bytes(one).unwrap_err().to_string().contains("a zip with only `a.txt` in it"));
}

#[test]
fn formats_can_be_forced() {
    let schema = schema();
    let forced = |format, bytes: &[u8]| {
        read(Input::bytes("in", bytes), &Options { format: Some(format), ..Options::new(&schema, CLOCK) })
    };
    assert!(forced(Format::Native, b"{}").is_ok());
    let error = forced(Format::XArchive, b"{\"bio\":\"\"}").unwrap_err().to_string();
    assert!(error.starts_with("`in` was to be read as `x-archive`, but it looks like "), "{error}");
    let error = forced(Format::Native, &small().zip()).unwrap_err().to_string();
    assert!(error.starts_with("`in` was to be read as `native`"), "{error}");
}
