use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Write};

use followback_core::{Fact, Member, Members, Reason};
use proptest::prelude::*;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::catalog::{POSTS, account, avatar, page, post, schema};
use crate::format::{Format, read};
use crate::input::Input;
use crate::profile::{Options, Profile};
use crate::zip_files::{ZipFiles, ZipLimits};
use crate::{Platform, ReadError};

const CLOCK: i64 = 1_800_000_000;
const MADE: i64 = 1_765_094_400; // 2025-12-07T08:00:00Z
const UNSAID: Fact<'_> = Fact::Unknown(Reason::NotInSource);

/// Files of an invented archive, by path.
#[derive(Clone, Default)]
struct Tree(BTreeMap<String, Vec<u8>>);

impl Tree {
    fn with(mut self, path: &str, content: impl Into<Vec<u8>>) -> Self {
        self.0.insert(path.to_owned(), content.into());
        self
    }

    fn without(mut self, path: &str) -> Self {
        self.0.remove(path).unwrap();
        self
    }

    /// The same files below another folder.
    fn below(&self, folder: &str) -> Self {
        Tree(self.0.iter().map(|(path, content)| (format!("{folder}{path}"), content.clone())).collect())
    }

    fn folder(&self) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        for (path, content) in &self.0 {
            let path = dir.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        dir
    }

    fn zip(&self) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        for (path, content) in &self.0 {
            zip.start_file(path.as_str(), options).unwrap();
            zip.write_all(content).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn read(&self) -> Result<Profile<'static>, ReadError> {
        let dir = self.folder();
        read_path(dir.path())
    }

    fn profile(&self) -> Profile<'static> {
        self.read().unwrap()
    }

    fn error(&self) -> String {
        let dir = self.folder();
        let root = dir.path().display().to_string();
        read_path(dir.path()).unwrap_err().to_string().replace(&root, "me")
    }

    fn warnings(&self) -> Vec<String> {
        let dir = self.folder();
        let root = dir.path().display().to_string();
        read_path(dir.path()).unwrap().warnings.iter().map(|w| w.to_string().replace(&root, "me")).collect()
    }
}

fn read_path(path: &std::path::Path) -> Result<Profile<'static>, ReadError> {
    read(Input::path(path), &Options::new(&schema(), CLOCK))
}

fn read_bytes(bytes: impl Into<Vec<u8>>) -> Result<Profile<'static>, ReadError> {
    read(Input::bytes("in", bytes), &Options::new(&schema(), CLOCK))
}

fn posts(profile: &Profile<'static>) -> Vec<Member<'static>> {
    match profile.record.members(POSTS) {
        Members::Known(members) => members.clone(),
        Members::Unknown(reason) => panic!("posts are unknown: {reason}"),
    }
}

fn ids(profile: &Profile<'static>) -> Vec<String> {
    posts(profile).iter().map(|p| p.id.to_string()).collect()
}

const ACCOUNT: &str = r#"window.YTD.account.part0 = [ { "account" : { "email" : "private@example.org", "createdVia" : "web",
    "username" : "mia_example", "accountId" : "111", "createdAt" : "2019-06-01T10:11:12.000Z", "accountDisplayName" : "Mia 🧁" } } ]"#;
const PROFILE: &str = r#"window.YTD.profile.part0 = [ { "profile" : { "description" : { "bio" : "Baker & reader\nin Lugo", "website" : "https://t.co/WWWWWWWWWW",
    "location" : "Lugo" }, "avatarMediaUrl" : "https://pbs.twimg.com/profile_images/9/AbCd.jpg", "headerMediaUrl" : "https://pbs.twimg.com/profile_banners/111/5" } } ]"#;
const MANIFEST: &str = r#"window.__THAR_CONFIG = { "userInfo" : { "accountId" : "111", "userName" : "mia_example", "displayName" : "Mia" },
    "archiveInfo" : { "generationDate" : "2025-12-07T08:00:00.000Z", "isPartialArchive" : false },
    "dataTypes" : { "tweets" : { "files" : [ { "fileName" : "data/tweets.js", "globalName" : "YTD.tweets.part0", "count" : "2" },
      { "fileName" : "data/tweets-part1.js", "globalName" : "YTD.tweets.part1", "count" : "1" } ] },
      "directMessages" : { "files" : [ { "fileName" : "data/direct-messages.js" } ] }, "ageinfo" : { } } }"#;

/// A post with this id and date, and more keys.
fn tweet(id: &str, created_at: &str, text: &str, more: &str) -> String {
    format!(
        r#"{{ "tweet" : {{ "retweeted" : false, "id_str" : "{id}", "id" : "{id}", "created_at" : "{created_at}", "full_text" : "{text}", "lang" : "en",
        "favorite_count" : "3", "retweet_count" : "1", "entities" : {{ "urls" : [ ], "user_mentions" : [ ] }}{more} }} }}"#
    )
}

fn tweets(part: usize, items: &[String]) -> String {
    format!("window.YTD.tweets.part{part} = [ {} ]", items.join(", "))
}

fn one(text: &str, more: &str) -> Member<'static> {
    posts(&single(&[tweet("7", "Sat Dec 06 18:20:30 +0000 2025", text, more)]).profile()).remove(0)
}

fn text_of(member: &Member<'static>) -> String {
    match member.get(post::TEXT) {
        Fact::Known(followback_core::Value::Text(text)) => text.to_string(),
        other => format!("{other:?}"),
    }
}

/// An archive of 2025 with three posts in two parts, out of order.
fn small() -> Tree {
    let first = [
        tweet("30", "Tue Dec 02 07:45:00 +0000 2025", "second", ""),
        tweet("40", "Sat Dec 06 18:20:30 +0000 2025", "newest", ""),
    ];
    Tree::default()
        .with("data/account.js", ACCOUNT)
        .with("data/profile.js", PROFILE)
        .with("data/manifest.js", MANIFEST)
        .with("data/tweets.js", tweets(0, &first))
        .with("data/tweets-part1.js", tweets(1, &[tweet("20", "Wed Oct 01 08:00:00 +0000 2025", "oldest", "")]))
        .with("data/profile_media/111-AbCd.jpg", b"\xff\xd8\xff".as_slice())
        .with("Your archive.html", "<html>")
}

#[test]
fn the_account_and_its_page() {
    let profile = small().profile();
    assert_eq!((profile.source, profile.platform, profile.now), (Format::XArchive, Some(Platform::X), MADE));
    assert_eq!((profile.handle.as_deref(), profile.name.as_deref()), (Some("mia_example"), Some("Mia 🧁")));
    assert_eq!(profile.avatar.as_deref(), Some(b"\xff\xd8\xff".as_slice()));
    assert_eq!(profile.warnings, []);
    let schema = schema();
    for (id, fact) in [
        (account::HANDLE, Fact::text("mia_example")),
        (account::PLATFORM, Fact::label("x")),
        (account::AGE_DAYS, Fact::number(2380.0)),
        (account::POSTS_TOTAL, Fact::number(3.0)),
        (account::URL, Fact::text("https://t.co/WWWWWWWWWW")),
        (account::LOCATION, Fact::text("Lugo")),
        (page::BIO, Fact::text("Baker & reader\nin Lugo")),
        (page::BANNER_DEFAULT, Fact::bool(false)),
        (page::LIMIT_BIO, Fact::number(160.0)),
        (avatar::PRESENT, Fact::bool(true)),
        (avatar::DEFAULT, Fact::bool(false)),
        (account::CONTACTS, Fact::Absent),
        // What the source cannot tell.
        (account::FOLLOWERS, UNSAID),
        (account::VERIFIED, UNSAID),
        (account::LOCKED, UNSAID),
        (account::BOT, UNSAID),
        (account::PINNED, UNSAID),
    ] {
        assert_eq!(profile.record.get(id), &fact, "{}", schema.decl(id).path);
    }
    assert!(!format!("{profile:?}").contains("private@example.org"));
}

#[test]
fn posts_of_all_parts_come_newest_first() {
    assert_eq!(ids(&small().profile()), ["40", "30", "20"]);
}

#[test]
fn posts_of_one_second_come_by_number_newest_first() {
    let at = "Sat Dec 06 18:20:30 +0000 2025";
    let file = tweets(0, &["9", "100", "20"].map(|id| tweet(id, at, "x", "")));
    assert_eq!(ids(&single(&[]).with("data/tweets.js", file).profile()), ["100", "20", "9"]);
}

#[test]
fn folder_zip_and_other_ways_to_hand_it_over_are_equal() {
    let tree = small();
    let expected = tree.profile();
    let dir = tree.folder();
    let backslashes = Tree(tree.0.iter().map(|(path, content)| (path.replace('/', "\\"), content.clone())).collect());
    for (what, profile) in [
        ("zip", read_bytes(tree.zip())),
        ("zip with one folder at the top", read_bytes(tree.below("twitter-2025-12-07/").zip())),
        ("zip made by a Mac", read_bytes(tree.below("x/").with("__MACOSX/x/data/._tweets.js", "junk").zip())),
        ("zip with backslashes", read_bytes(backslashes.zip())),
        ("zip without a data folder", read_bytes(Tree(strip_data(&tree)).zip())),
        ("data folder alone", read_path(&dir.path().join("data"))),
        ("files at the root", Tree(strip_data(&tree)).read()),
        ("folder around it", tree.below("twitter-2025-12-07/").read()),
    ] {
        let profile = profile.unwrap();
        assert_eq!(profile, expected, "{what}");
    }
    let path = dir.path().join("a.dat");
    fs::write(&path, tree.zip()).unwrap();
    assert_eq!(read_path(&path).unwrap(), expected, "a zip by any name");
}

fn strip_data(tree: &Tree) -> BTreeMap<String, Vec<u8>> {
    tree.0.iter().map(|(path, content)| (path.trim_start_matches("data/").to_owned(), content.clone())).collect()
}

#[test]
fn forbidden_files_are_never_opened() {
    // Each of these would be an error or a warning if it were read.
    let poison = b"window.YTD.tweets.part0 = [ \xff CUT";
    let mut tree = small();
    for name in [
        "direct-messages.js",
        "direct-messages-group.js",
        "direct-message-headers.js",
        "ip-audit.js",
        "phone-number.js",
        "email-address-change.js",
        "contact.js",
        "ad-impressions.js",
        "account-creation-ip.js",
        "ageinfo.js",
        "like.js",
        "deleted-tweets.js",
        "tweet-headers.js",
    ] {
        tree = tree.with(&format!("data/{name}"), poison.as_slice());
    }
    assert_eq!(tree.profile(), small().profile());
    assert_eq!(read_bytes(tree.zip()).unwrap(), small().profile());
    let message = read_bytes("window.YTD.direct_messages.part0 = [ ]").unwrap_err().to_string();
    assert!(message.contains("the `direct_messages` part of an X archive, which is not opened"), "{message}");
}

#[cfg(unix)]
#[test]
fn forbidden_files_are_not_even_tried() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let dir = small().folder();
    let closed = dir.path().join("data/direct-messages.js");
    fs::write(&closed, "x").unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
    symlink("/dev/zero", dir.path().join("data/ip-audit.js")).unwrap();
    assert_eq!(read_path(dir.path()).unwrap(), small().profile());
}

#[cfg(unix)]
#[test]
fn links_out_of_the_archive_are_refused() {
    let secret = Tree::default().with("tweets.js", tweets(0, &[])).folder();
    let dir = small().without("data/tweets.js").folder();
    std::os::unix::fs::symlink(secret.path().join("tweets.js"), dir.path().join("data/tweets.js")).unwrap();
    let error = read_path(dir.path()).unwrap_err();
    assert!(matches!(error, ReadError::Outside { .. }), "{error}");
}

#[cfg(unix)]
#[test]
fn what_is_no_regular_file_is_not_waited_for() {
    let dir = small().without("data/tweets.js").folder();
    // A socket stands for all that is neither file nor folder; a pipe would need another crate to be made.
    let _socket = std::os::unix::net::UnixListener::bind(dir.path().join("data/tweets.js")).unwrap();
    let error = read_path(dir.path()).unwrap_err().to_string();
    assert!(
        error.ends_with("data/tweets.js` is no regular file and is not read; put a plain copy of it in its place"),
        "{error}"
    );
}

#[test]
fn the_manifest_cannot_lead_out() {
    let manifest = MANIFEST
        .replace("data/tweets-part1.js", "../outside/tweets.js")
        .replace("data/direct-messages.js", "/etc/account.js");
    let tree = small().with("data/manifest.js", manifest).with("outside/tweets.js", "poison");
    let warnings = tree.warnings();
    assert!(warnings.contains(
        &"the manifest names `../outside/tweets.js`, which is outside of the archive and is not read".to_owned()
    ));
    assert!(
        warnings.contains(
            &"the manifest names `/etc/account.js`, which is outside of the archive and is not read".to_owned()
        )
    );
    assert_eq!(ids(&tree.profile()), ["40", "30", "20"], "parts are also found by name");
}

#[test]
fn the_present_is_given_or_the_archive_s_or_the_clock() {
    let schema = schema();
    let dir = small().folder();
    let mut options = Options::new(&schema, CLOCK);
    options.now = Some(MADE - 86_400 * 400);
    let before = read(Input::path(dir.path()), &options).unwrap();
    assert_eq!(before.now, MADE - 86_400 * 400);
    assert!(posts(&before).iter().all(|p| p.get(post::AGE_DAYS) == &Fact::number(0.0)));
    assert_eq!(before.warnings.iter().map(|w| w.code).collect::<Vec<_>>(), ["future-date"]);
    assert_eq!(small().without("data/manifest.js").profile().now, CLOCK);
}

#[test]
fn reposts_replies_and_threads() {
    let repost = one("RT @bakery_example: Our workshop is bac…", r#", "in_reply_to_user_id" : null"#);
    let flags = |m: &Member<'static>| {
        [post::REPOST, post::REPLY, post::QUOTE, post::OWN_THREAD].map(|f| m.get(f) == &Fact::bool(true))
    };
    assert_eq!(flags(&repost), [true, false, false, false]);
    assert_eq!((repost.get(post::LIKES), repost.get(post::REPOSTS)), (&UNSAID, &UNSAID));

    let reply = one(
        "@rose thanks",
        r#", "in_reply_to_status_id_str" : "5", "in_reply_to_user_id_str" : "222", "in_reply_to_screen_name" : "rose""#,
    );
    assert_eq!(flags(&reply), [false, true, false, false]);
    assert_eq!(reply.get(post::OWN_THREAD), &Fact::bool(false));

    let thread = one(
        "(2/2) more",
        r#", "in_reply_to_status_id_str" : "5", "in_reply_to_user_id_str" : "111", "in_reply_to_screen_name" : "old_name""#,
    );
    assert_eq!(flags(&thread), [false, true, false, true]);

    let mention = one("@rose look at this", "");
    assert_eq!(flags(&mention), [false, false, false, false]);

    let deleted = one("@gone hm", r#", "in_reply_to_status_id_str" : "5", "in_reply_to_user_id_str" : null"#);
    assert_eq!((deleted.get(post::REPLY), deleted.get(post::OWN_THREAD)), (&Fact::bool(true), &UNSAID));
}

/// A post with these entities instead of none.
fn one_with(text: &str, entities: &str, more: &str) -> Member<'static> {
    let item = tweet("7", "Sat Dec 06 18:20:30 +0000 2025", text, more)
        .replace(r#"{ "urls" : [ ], "user_mentions" : [ ] }"#, entities);
    let profile = single(&[item]).profile();
    posts(&profile).remove(0)
}

/// An archive without a manifest whose only posts are these.
fn single(items: &[String]) -> Tree {
    small().with("data/tweets.js", tweets(0, items)).without("data/tweets-part1.js").without("data/manifest.js")
}

#[test]
fn quotes_links_and_media() {
    let quote = one_with(
        "So true https://t.co/QQQQQQQQQQ",
        r#"{ "urls" : [ { "url" : "https://t.co/QQQQQQQQQQ", "expanded_url" : "https://x.com/bob/status/42" } ] }"#,
        "",
    );
    assert_eq!((text_of(&quote).as_str(), quote.get(post::QUOTE)), ("So true", &Fact::bool(true)));
    assert_eq!((quote.get(post::URLS), quote.get(post::MEDIA)), (&Fact::number(0.0), &Fact::number(0.0)));

    let pictures = one_with(
        "Bread &amp; butter &lt;3 https://t.co/AAAAAAAAAA https://t.co/BBBBBBBBBB",
        r#"{ "urls" : [ { "url" : "https://t.co/AAAAAAAAAA", "expanded_url" : "https://a.example/pane?x=1&y=2", "indices" : [ "1", "2" ] } ],
            "media" : [ { "url" : "https://t.co/BBBBBBBBBB" } ] }"#,
        r#", "extended_entities" : { "media" : [ { "url" : "https://t.co/BBBBBBBBBB", "type" : "photo" }, { "url" : "https://t.co/BBBBBBBBBB" } ] }"#,
    );
    assert_eq!(text_of(&pictures), "Bread & butter <3 https://a.example/pane?x=1&y=2");
    assert_eq!((pictures.get(post::URLS), pictures.get(post::MEDIA)), (&Fact::number(1.0), &Fact::number(2.0)));
    assert_eq!(pictures.get(post::QUOTE), &Fact::bool(false));
    assert_eq!((pictures.get(post::LIKES), pictures.get(post::REPOSTS)), (&Fact::number(3.0), &Fact::number(1.0)));

    let only = one_with("https://t.co/BBBBBBBBBB", r#"{ "media" : [ { "url" : "https://t.co/BBBBBBBBBB" } ] }"#, "");
    assert_eq!(only.get(post::TEXT), &Fact::Absent);

    let odd = one_with("Hm https://t.co/AAAAAAAAAA", r#""none""#, "");
    assert_eq!(text_of(&odd), "Hm https://t.co/AAAAAAAAAA");
}

#[test]
fn contacts_are_whom_the_account_talks_with() {
    let mentions = |names: &str| format!(r#"{{ "urls" : [ ], "user_mentions" : [ {names} ] }}"#);
    let at = "Sat Dec 06 18:20:30 +0000 2025";
    let rose = tweet("7", at, "@Rose_X hi", "").replace(
        r#"{ "urls" : [ ], "user_mentions" : [ ] }"#,
        &mentions(r#"{ "screen_name" : "Rose_X" }, { "screen_name" : "Mia_Example" }"#),
    );
    let repost = tweet("8", at, "RT @bob: hi", "")
        .replace(r#"{ "urls" : [ ], "user_mentions" : [ ] }"#, &mentions(r#"{ "screen_name" : "bob" }"#));
    let profile = single(&[rose, repost]).profile();
    assert_eq!(profile.record.get(account::CONTACTS), &Fact::set(["rose_x"]));
}

#[test]
fn languages_that_are_none_are_absent() {
    let lang = |label: &str| {
        let item = tweet("7", "Sat Dec 06 18:20:30 +0000 2025", "x", "").replace(r#""lang" : "en""#, label);
        posts(&single(&[item]).profile()).remove(0).get(post::LANG).clone()
    };
    assert_eq!(lang(r#""lang" : "it""#), Fact::label("it"));
    for none in ["und", "zxx", "qme", "qht", ""] {
        assert_eq!(lang(&format!(r#""lang" : "{none}""#)), Fact::Absent, "{none}");
    }
    assert_eq!(lang(r#""x" : 1"#), UNSAID);
}

#[test]
fn long_posts_are_whole() {
    let cut = tweet(
        "7",
        "Wed Oct 01 20:19:24 +0000 2025",
        "A long post about bread &amp; butter that is cut off…  https://t.co/CCCCCCCCCC",
        "",
    );
    let note = r#"window.YTD.note_tweet.part0 = [ { "noteTweet" : { "noteTweetId" : "99", "createdAt" : "2025-10-01T20:19:24.000Z", "core" : {
        "text" : "A long post about bread & butter that is cut off there, and whole here: https://t.co/LLLLLLLLLL",
        "urls" : [ { "shortUrl" : "https://t.co/LLLLLLLLLL", "expandedUrl" : "https://a.example/whole" } ] } } },
        { "noteTweet" : { "noteTweetId" : "98", "createdAt" : "2024-10-01T20:19:24.000Z", "core" : { "text" : "Nobody's" } } } ]"#;
    let tree = single(&[cut]).with("data/note-tweet.js", note);
    let long = posts(&tree.profile()).remove(0);
    assert_eq!(
        text_of(&long),
        "A long post about bread & butter that is cut off there, and whole here: https://a.example/whole"
    );
    assert_eq!(long.get(post::URLS), &Fact::number(1.0));
    assert_eq!(tree.warnings(), ["1 long posts of `note-tweet.js` belong to no post of the archive and are left out"]);
}

#[test]
fn default_pictures_in_each_known_form() {
    for avatar_key in [
        String::new(),
        r#", "avatarMediaUrl" : """#.to_owned(),
        r#", "avatarMediaUrl" : null"#.to_owned(),
        r#", "avatarMediaUrl" : "https://abs.twimg.com/sticky/default_profile_images/default_profile.png""#.to_owned(),
    ] {
        let file = format!(
            r#"window.YTD.profile.part0 = [ {{ "profile" : {{ "description" : {{ "bio" : "" }}{avatar_key} }} }} ]"#
        );
        let record = small().with("data/profile.js", file).profile().record;
        assert_eq!(
            (record.get(avatar::PRESENT), record.get(avatar::DEFAULT)),
            (&Fact::bool(true), &Fact::bool(true)),
            "{avatar_key}"
        );
        for id in [page::BIO, account::URL, account::LOCATION] {
            assert_eq!(record.get(id), &Fact::Absent, "{avatar_key}");
        }
        assert_eq!(record.get(page::BANNER_DEFAULT), &Fact::bool(true));
    }
}

#[test]
fn lists_and_marks() {
    let list = |key: &str, n: usize| {
        let items = vec![format!(r#"{{ "{key}" : {{ "accountId" : "5", "userLink" : "" }} }}"#); n];
        format!("window.YTD.{key}.part0 = [ {} ]", items.join(","))
    };
    let record = small()
        .with("data/follower.js", list("follower", 3))
        .with("data/follower-part1.js", list("follower", 2))
        .with("data/following.js", "window.YTD.following.part0 = [ ]")
        .with(
            "data/verified.js",
            r#"window.YTD.verified.part0 = [ { "verified" : { "accountId" : "111", "verified" : true } } ]"#,
        )
        .profile()
        .record;
    assert_eq!(record.get(account::FOLLOWERS), &Fact::number(5.0));
    assert_eq!(record.get(account::FOLLOWING), &Fact::number(0.0));
    assert_eq!(record.get(account::VERIFIED), &Fact::bool(true));
}

#[test]
fn no_file_of_posts_is_not_the_same_as_no_posts() {
    let none = small().without("data/tweets.js").without("data/tweets-part1.js").without("data/manifest.js");
    assert!(matches!(none.profile().record.members(POSTS), Members::Unknown(_)));
    assert_eq!(none.profile().record.get(account::POSTS_TOTAL), &UNSAID);
    assert_eq!(none.warnings(), ["the archive has no `tweets.js`: nothing is known about its posts"]);
    let empty = none.with("data/tweets.js", "window.YTD.tweets.part0 = [ ]");
    assert_eq!(ids(&empty.profile()), [""; 0]);
    assert_eq!(empty.profile().record.get(account::POSTS_TOTAL), &Fact::number(0.0));
    assert_eq!(empty.warnings(), [""; 0]);
}

#[test]
fn what_is_missing_is_told() {
    let missing = small().without("data/tweets-part1.js");
    assert_eq!(
        missing.warnings(),
        [
            "`me/data/tweets-part1.js` is listed in the manifest, but is not there: the newest posts may be in it, so posts are not judged"
        ]
    );
    assert_unjudged(&missing);

    let partial = small()
        .with("data/manifest.js", MANIFEST.replace("\"isPartialArchive\" : false", "\"isPartialArchive\" : true"));
    assert_eq!(
        partial.warnings(),
        ["the manifest says that this archive is only a part: the latest posts may be missing"]
    );
    assert_eq!(partial.profile().record.get(account::POSTS_TOTAL), &UNSAID);
    assert_eq!(ids(&partial.profile()), ["40", "30", "20"], "all listed files are there");
    assert_unjudged(&partial.without("data/tweets-part1.js"));

    let fewer = small().with("data/manifest.js", MANIFEST.replace("\"count\" : \"1\"", "\"count\" : \"9\""));
    assert_eq!(
        fewer.warnings(),
        [
            "`me/data/tweets-part1.js` has 1 of the 9 posts that the manifest counts: the newest may be missing, so posts are not judged"
        ]
    );
    assert_unjudged(&fewer);

    let list = small().with("data/manifest.js", MANIFEST.replace("data/direct-messages.js", "data/follower.js"));
    assert_eq!(
        list.warnings(),
        ["`me/data/follower.js` is listed in the manifest, but is not there: what it says is unknown"]
    );
    assert_eq!(ids(&list.profile()), ["40", "30", "20"], "no posts are missing");

    let nothing = small()
        .without("data/tweets-part1.js")
        .with("data/manifest.js", MANIFEST.replace("\"count\" : \"1\"", "\"count\" : \"0\""));
    assert_eq!(ids(&nothing.profile()), ["40", "30"], "a file of no posts cannot hold the newest");

    let bare =
        Tree::default().with("data/tweets.js", tweets(0, &[])).with("data/manifest.js", MANIFEST.replace("-part1", ""));
    let codes: Vec<_> = bare.profile().warnings.iter().map(|w| w.code).collect();
    assert_eq!(codes, ["missing-file", "missing-file", "missing-posts"]);
    assert_unjudged(&bare);
    assert_eq!(bare.profile().handle.as_deref(), Some("mia_example"), "the manifest knows the user");
}

/// What is there are only some of the posts: nothing is concluded from them.
fn assert_unjudged(tree: &Tree) {
    let record = tree.profile().record;
    assert!(matches!(record.members(POSTS), Members::Unknown(Reason::NotInSource)));
    assert_eq!(record.get(account::POSTS_TOTAL), &UNSAID);
    assert_eq!(record.get(account::CONTACTS), &UNSAID);
}

#[test]
fn damaged_files_of_posts_are_errors() {
    let mut cut = tweets(1, &[tweet("20", "Wed Oct 01 08:00:00 +0000 2025", "oldest", "")]);
    cut.truncate(60);
    assert_eq!(
        small().with("data/tweets-part1.js", cut).error(),
        "me/data/tweets-part1.js:1:61: expected a value, found the end of the file; the file is cut off: unpack the archive again, or download it again"
    );
    let empty = small().with("data/account.js", "").error();
    assert_eq!(
        empty,
        "me/data/account.js:1:1: expected `window.YTD.… = [`, found an empty file; restore the file from the archive"
    );
}

#[test]
fn other_damaged_files_are_warnings() {
    let tree = small()
        .with("data/follower.js", "window.YTD.follower.part0 = [ {")
        .with("data/manifest.js", "window.__THAR_CONFIG = {");
    let warnings = tree.warnings();
    assert_eq!(warnings.len(), 2, "{warnings:?}");
    assert!(warnings[0].starts_with("me/data/manifest.js:1:25: expected `,` or `}`"), "{}", warnings[0]);
    assert!(warnings[1].ends_with("how many accounts it lists is unknown"), "{}", warnings[1]);
    assert_eq!(tree.profile().now, CLOCK);
    assert_eq!(tree.profile().record.get(account::FOLLOWERS), &UNSAID);
}

#[test]
fn odd_items_are_left_out_and_counted() {
    let good = tweet("7", "Sat Dec 06 18:20:30 +0000 2025", "good", "");
    let tree = single(&["3".to_owned(), good, "{ }".to_owned(), "null".to_owned()]);
    assert_eq!(ids(&tree.profile()), ["7"]);
    assert_eq!(tree.profile().record.get(account::POSTS_TOTAL), &UNSAID);
    assert_eq!(tree.profile().warnings[0].code, "odd-post");
    assert_eq!(
        tree.warnings(),
        [
            "an item that is no post was left out: item 1 of `me/data/tweets.js` (expected an object, found a number) (and 2 more)"
        ]
    );
    for (item, why) in [
        ("null", "expected an object, found nothing (null)"),
        ("[]", "expected an object, found a list"),
        (r#"{"id":1,"id":2}"#, "`id` is given twice"),
        ("{}", "it has no id, date or text"),
    ] {
        let warning = single(&[item.to_owned()]).warnings().remove(0);
        assert!(warning.ends_with(&format!("item 1 of `me/data/tweets.js` ({why})")), "{warning}");
    }
    let all_odd = single(&["3".to_owned()]).profile();
    assert!(
        matches!(all_odd.record.members(POSTS), Members::Unknown(_)),
        "odd items do not make an account without posts"
    );
}

#[test]
fn absurd_dates_and_counts_are_unknown() {
    let odd = ["Mon Jan 01 00:00:00 +0000 0001", "Mon Jan 01 00:00:00 +0000 99999", "soon", ""];
    let items: Vec<String> = odd.iter().zip(10..).map(|(at, id)| tweet(&id.to_string(), at, "x", "")).collect();
    let counts =
        tweet("7", "Sat Dec 06 18:20:30 +0000 2025", "x", "").replace("\"3\"", "\"-3\"").replace("\"1\"", "1e300");
    let profile = single(&[items, vec![counts]].concat()).profile();
    assert_eq!(ids(&profile), ["7", "13", "12", "11", "10"], "undated posts come last");
    let dated = &posts(&profile)[0];
    assert_eq!((dated.get(post::LIKES), dated.get(post::REPOSTS)), (&UNSAID, &UNSAID));
    assert!(posts(&profile)[1..].iter().all(|p| p.get(post::AGE_DAYS) == &UNSAID && p.at.is_none()));
    let codes: Vec<_> = profile.warnings.iter().map(|w| w.code).collect();
    assert_eq!(codes, ["absurd-count", "absurd-date"]);
    let message = &profile.warnings[0].message;
    assert_eq!(message, "a number that is no count is taken as unknown: `-3` of post 7 (and 1 more)");
    let huge = single(&[tweet("7", "Sat Dec 06 18:20:30 +0000 2025", "x", "").replace("\"3\"", "1e300")]).warnings();
    assert_eq!(huge, ["a number that is no count is taken as unknown: `1e300` of post 7"]);
    let young = small().with("data/account.js", ACCOUNT.replace("2019", "9019"));
    assert_eq!(young.profile().record.get(account::AGE_DAYS), &UNSAID);
}

#[test]
fn encodings() {
    let expected = small().profile();
    let account = |bytes: Vec<u8>| small().with("data/account.js", bytes).profile();
    let utf16: Vec<u8> = "\u{feff}".encode_utf16().chain(ACCOUNT.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let utf16_be: Vec<u8> =
        "\u{feff}".encode_utf16().chain(ACCOUNT.encode_utf16()).flat_map(u16::to_be_bytes).collect();
    for bytes in [[b"\xef\xbb\xbf".as_slice(), ACCOUNT.as_bytes()].concat(), utf16, utf16_be] {
        assert_eq!(account(bytes), expected);
    }
    let latin = ACCOUNT.replace("Mia 🧁", "Mía").into_bytes();
    let latin: Vec<u8> = latin.iter().copied().filter(|b| *b != 0xc3).collect();
    let lossy = account(latin);
    assert_eq!(lossy.name.as_deref(), Some("M\u{fffd}a"));
    assert_eq!(lossy.warnings[0].code, "damaged-text");
    // Half an emoji, written as an escape.
    let half = one(r"soup \ud83c", "");
    assert!(text_of(&half).starts_with("soup \u{fffd}"));
}

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
fn inputs_that_are_no_archive() {
    for (bytes, looks_like) in [
        (b"\xff\xd8\xff\xe0 JFIF".as_slice(), "a JPEG picture"),
        (b"<!DOCTYPE html><html>", "an HTML page"),
        (b"{\"screen_name\":\"a\",\"id\":1}", "a user of the X API v1.1, which this version does not read"),
        (b"{\"a\":1,\"b\":2}", "some other JSON (an object with `a`, `b`)"),
        (b"[{\"a\":1}]", "a JSON array"),
        (b"id,name,bio\n1,2,3", "a table (CSV)"),
        (b"hello world", "plain text"),
        (b"\x00\x01\x02\x03\x00\x00", "a binary file"),
        (b"var x = 1;\nfoo()", "plain text"),
    ] {
        let message = read_bytes(bytes).unwrap_err().to_string();
        let start = format!("`in` is not a profile that can be read: it looks like {looks_like}");
        assert!(message.starts_with(&start), "{message}");
        assert!(message.ends_with(
            "expected an X archive (folder, zip, `data` folder or one `.js` file) or a native profile (TOML or JSON)"
        ));
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

#[test]
fn zips_that_are_cut_off_or_locked() {
    let whole = small().zip();
    let error = read_bytes(&whole[..whole.len() / 2]).unwrap_err().to_string();
    assert_eq!(
        error,
        "`in`: it starts as a zip, but its table of contents at the end is missing or damaged: it was cut off; download or copy it again"
    );
    // The flag of encryption, in every entry of the table of contents and before every member.
    let mut locked = whole.clone();
    for (sign, at) in [(b"PK\x01\x02", 8), (b"PK\x03\x04", 6)] {
        let starts: Vec<usize> = (0..locked.len() - 4).filter(|i| locked[*i..].starts_with(sign)).collect();
        for start in starts {
            locked[start + at] |= 1;
        }
    }
    let error = read_bytes(locked).unwrap_err();
    assert!(matches!(error, ReadError::Encrypted { .. }), "{error}");
}

#[test]
fn zips_have_limits() {
    use crate::files::Files;
    let bomb =
        Tree::default().with("data/tweets.js", vec![b' '; 100_000]).with("data/account.js", vec![b'x'; 600]).zip();
    let open = |limits| ZipFiles::open("z", Box::new(Cursor::new(bomb.clone())), limits);
    let limits = ZipLimits { entries: 10, total: 1 << 20, ratio: 50, free: 1000 };
    let error =
        |limits, most| open(limits).and_then(|mut zip| zip.read("data/tweets.js", most)).unwrap_err().to_string();
    assert_eq!(
        error(limits, 1 << 20),
        "`z/data/tweets.js` is too large: it grows to more than 50 times its size in the zip; if you trust it, unzip it and give the folder"
    );
    assert_eq!(
        error(limits, 2048),
        "`z/data/tweets.js` is too large: it unpacks to more than 2 KiB; if you trust it, unzip it and give the folder"
    );
    let total = ZipLimits { total: 5000, ratio: 1 << 20, ..limits };
    assert!(error(total, 1 << 20).contains("it unpacks to more than 4 KiB"));
    let entries = ZipLimits { entries: 1, ..limits };
    assert_eq!(
        error(entries, 1 << 20),
        "`z` is too large: it lists 2 files, at most 1 are expected; unzip it and give the folder"
    );
    let mut zip = open(ZipLimits { total: 1000, ..limits }).unwrap();
    assert!(zip.read("data/account.js", 1000).is_ok());
    assert!(zip.read("data/account.js", 1000).is_err(), "the total is over all members");
    assert!(matches!(zip.read("data/none.js", 1), Err(ReadError::Missing { .. })));
}

#[test]
fn a_zip_cannot_lead_out() {
    let tree = small().with("../tweets.js", "poison").with("/etc/tweets.js", "poison");
    assert_eq!(read_bytes(tree.zip()).unwrap(), small().profile());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), start in proptest::sample::select(vec!["", "PK\x03\x04", "window.YTD.tweets.part0 = ", "window.__THAR_CONFIG = ", "var user_details ="])) {
        let _ = read_bytes([start.as_bytes(), &bytes].concat());
    }

    #[test]
    fn no_change_of_a_file_makes_the_reader_panic(at in any::<prop::sample::Index>(), byte in any::<u8>(), which in 0_usize..4, cut in any::<prop::sample::Index>()) {
        let tree = small();
        let names = ["data/tweets.js", "data/account.js", "data/profile.js", "data/manifest.js"];
        let mut bytes = tree.0[names[which]].clone();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let _ = tree.clone().with(names[which], bytes.clone()).read();
        let _ = read_bytes(bytes.clone());
        bytes.truncate(cut.index(bytes.len()));
        let _ = tree.with(names[which], bytes).read();
    }

    #[test]
    fn no_change_of_a_zip_makes_the_reader_panic(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4), cut in any::<prop::sample::Index>()) {
        let mut zip = small().zip();
        for (at, byte) in changes {
            let at = at.index(zip.len());
            zip[at] = byte;
        }
        let _ = read_bytes(zip.clone());
        zip.truncate(cut.index(zip.len()));
        let _ = read_bytes(zip);
    }

    #[test]
    fn any_value_of_a_key_is_read_or_left_out(key in proptest::sample::select(vec!["id_str", "created_at", "full_text", "lang", "favorite_count", "entities", "extended_entities", "in_reply_to_user_id_str", "user"]),
        value in proptest::sample::select(vec!["null", "true", "-1", "1e400", "\"\"", "\"x\"", "[]", "[1]", "[[]]", "{}", "{\"urls\":[3],\"media\":{}}", "\"\\ud800\"", "99999999999999999999"])) {
        let file = format!("window.YTD.tweets.part0 = [ {{ \"tweet\" : {{ \"id\" : \"1\", \"{key}\" : {value} }} }} ]");
        prop_assert!(read_bytes(file).is_ok());
    }
}

#[test]
fn the_fixtures_are_read() {
    let fixtures = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures");
    let archive = read_path(&fixtures.join("x-archive-small")).unwrap();
    assert_eq!((posts(&archive).len(), archive.warnings.len()), (4, 0));
    let native = read_path(&fixtures.join("native/mia.toml")).unwrap();
    assert_eq!((posts(&native).len(), native.warnings.len(), native.source), (2, 0, Format::Native));
}
