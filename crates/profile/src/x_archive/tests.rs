use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Write};

use followback_core::{Fact, Member, Members, Reason};
use proptest::prelude::*;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::catalog::{POSTS, account, avatar, page, post, schema};
use crate::format::Format;
use crate::input::Input;
use crate::profile::{Options, Profile};
use crate::read::read;
use crate::zip_files::{ZipFiles, ZipLimits};
use crate::{Platform, ReadError};

mod damage;
mod hostile;
mod layouts;

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
        Members::Known(members) => members.to_vec(),
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
/// A small archive, as a zip.
pub(crate) fn sample() -> Vec<u8> {
    small().zip()
}

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
