//! Files that people also have and that carry no profile, or in a form that is not read: the error says which.

use super::{all, handles, of_posts, refused};
use crate::format::Format;

/// What the error says that the input looks like.
fn looks_like(text: &str) -> String {
    let error = refused(text);
    let (_, what) = error.split_once("it looks like ").unwrap_or_else(|| panic!("{error}"));
    what.split("; expected ").next().unwrap_or_default().to_owned()
}

#[test]
fn lists_of_instagram_and_threads_are_named() {
    let entry = r#"{"title":"","media_list_data":[],"string_list_data":[{"href":"https://a.example/ana","value":"ana","timestamp":1700000000}]}"#;
    let newer = r#"{"title":"ana","string_list_data":[{"href":"https://a.example/_u/ana","timestamp":1700000000}]}"#;
    for (text, what) in [
        (format!("[{entry},{entry}]"), "a list of followers of Instagram or Threads: handles only, no profiles"),
        (format!("[{newer}]"), "a list of followers of Instagram or Threads: handles only, no profiles"),
        (
            format!(r#"{{"relationships_following":[{entry}]}}"#),
            "a list of followed accounts of Instagram or Threads: handles only, no profiles",
        ),
        (
            format!("{{\n \"relationships_followers\": [\n {newer}\n ]\n}}"),
            "a list of followers of Instagram or Threads: handles only, no profiles",
        ),
    ] {
        assert_eq!(looks_like(&text), what, "{text}");
    }
}

#[test]
fn what_scrapers_save_is_named() {
    for (text, what) in [
        (
            r#"{"_type":"snscrape.modules.twitter.Tweet","url":"https://x.example/1","date":"2022-10-22T23:47:47+00:00","rawContent":"Bread","user":{"_type":"snscrape.modules.twitter.User","username":"ana"}}"#,
            "a post as snscrape and twscrape save it, in a form that is not read",
        ),
        (
            r#"{"id":1,"id_str":"1","username":"ana","displayname":"Ana","rawDescription":"Bakes","created":"2015-10-22 23:47:47+00:00","followersCount":3,"blue":false}"#,
            "a user as snscrape and twscrape save it, in a form that is not read",
        ),
        (
            r#"{"data":{"user":{"result":{"rest_id":"1","legacy":{"description":"Bakes","screen_name":"ana"}}}}}"#,
            "an answer to the web page of X, in a form that is not read",
        ),
        (
            "<?xml version=\"1.0\"?>\n<rss version=\"2.0\"><channel><title>Ana / @ana</title></channel></rss>",
            "an RSS feed: posts alone, in a form that is not read",
        ),
    ] {
        assert_eq!(looks_like(text), what, "{text}");
    }
}

#[test]
fn a_table_of_twint_is_one_of_posts() {
    let header = "id,conversation_id,created_at,date,time,timezone,user_id,username,name,place,tweet,language,mentions,urls,photos,replies_count,retweets_count,likes_count,hashtags,cashtags,link,retweet,quote_url,video,thumbnail,near,geo,source,user_rt_id,user_rt,retweet_id,reply_to,retweet_date,translate,trans_src,trans_dest";
    let row = "10,10,2022-05-28 18:00:00 UTC,2022-05-28,18:00:00,+0000,1,ana,Ana,,Fresh bread,en,[],\"['https://a.example']\",[],1,2,3,['bread'],[],https://x.example/1,False,,0,,,,,,,,\"[{'screen_name': 'rui', 'id': '2'}]\",,,,";
    for (delimiter, text) in
        [(",", format!("{header}\n{row}\n")), ("\t", format!("{header}\n{row}\n").replace(',', "\t"))]
    {
        let profiles = all(Format::Table, text);
        assert_eq!(handles(&profiles), ["ana"], "{delimiter:?}");
        let told = ["text", "likes", "repost", "lang"].map(|path| of_posts(&profiles[0], path).concat());
        assert_eq!(told, ["Fresh bread", "3", "no", "en"], "{delimiter:?}");
    }
}

#[test]
fn lists_of_mastodon_in_each_form_are_named() {
    let followed = "a list of accounts followed on Mastodon: handles only, no profiles";
    assert_eq!(looks_like("Account address,Show boosts\nrose@other.example, true\nanna@m.example, false\n"), followed);
    for text in ["rose@other.example, true\nanna@m.example, false\n", "rose@other.example\nanna@m.example\n"] {
        assert_eq!(looks_like(text), "a list of addresses of accounts (blocked ones?): no profiles", "{text}");
    }
}
