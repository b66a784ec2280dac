//! Every shape and quirk of Mastodon's export, on an invented account.

use std::fs;
use std::io::Write;

use crate::catalog::schema;
use crate::format::Format::MastodonExport;
use crate::input::Input;
use crate::profile::{Options, Profile};
use crate::read::read;
use crate::testing::{NOW, fact, facts, of_posts, one, posts, refused, warnings};

const ACTOR: &str = r#"{"@context":[],"id":"https://m.example/users/anna","type":"Person","preferredUsername":"anna","name":"Anna :bread:","summary":"<p>Cook &amp; baker</p>","inbox":"i","outbox":"outbox.json","url":"https://m.example/@anna","published":"2022-11-06T00:00:00Z","manuallyApprovesFollowers":true,"icon":{"type":"Image","url":"avatar.png"},"attachment":[{"type":"PropertyValue","name":"Blog","value":"<a href=\"https://a.example\">a.example</a>"}]}"#;

fn note(id: u32, to: &str, cc: &str, more: &str) -> String {
    format!(
        r#"{{"id":"https://m.example/users/anna/statuses/{id}/activity","type":"Create","actor":"https://m.example/users/anna","published":"2025-05-{id:02}T10:00:00Z","to":["{to}"],"cc":["{cc}"],"object":{{"id":"https://m.example/users/anna/statuses/{id}","type":"Note","summary":null,"inReplyTo":null,"content":"<p>Bread {id}</p>","contentMap":{{"en":"<p>Bread {id}</p>"}},"attachment":[],"tag":[]{more}}}}}"#
    )
}

const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";
const FOLLOWERS: &str = "https://m.example/users/anna/followers";

fn outbox() -> String {
    let boost = r#"{"id":"b","type":"Announce","actor":"https://m.example/users/anna","published":"2025-05-20T10:00:00Z","to":"as:Public","cc":[],"object":"https://other.example/users/rose/statuses/77"}"#;
    let items = [
        note(9, PUBLIC, FOLLOWERS, ""),
        note(1, PUBLIC, FOLLOWERS, ""),
        note(2, FOLLOWERS, PUBLIC, r#","inReplyTo":"https://other.example/users/rose/statuses/77","tag":[{"type":"Mention","name":"@Rose@other.example"}]"#),
        note(3, FOLLOWERS, "https://other.example/users/rose", ""),
        note(4, "https://other.example/users/rose", "", ""),
        note(5, PUBLIC, FOLLOWERS, r#","inReplyTo":"https://m.example/users/anna/statuses/1","summary":"food","attachment":[{"name":null}]"#),
        boost.to_owned(),
        r#"{"type":"Create","published":"2025-05-21T10:00:00Z","to":["as:Public"],"object":"https://m.example/users/anna/statuses/77"}"#.to_owned(),
        r#"{"type":"Like","object":"x"}"#.to_owned(),
    ];
    format!(r#"{{"id":"outbox.json","type":"OrderedCollection","totalItems":99,"orderedItems":[{}]}}"#, items.join(","))
}

fn files(outbox: &str) -> Vec<(&'static str, Vec<u8>)> {
    let others = ("media_attachments/files/1.png", b"x".to_vec());
    vec![("actor.json", ACTOR.into()), ("outbox.json", outbox.into()), ("avatar.png", b"\x89PNG".to_vec()), others]
}

fn read_at(path: &std::path::Path) -> Result<Profile<'static>, String> {
    let schema = schema();
    read(Input::path(path), &Options::new(&schema, NOW)).map_err(|error| error.to_string())
}

/// Reads the files as a folder, a zip and a tar.gz, each also with a folder around; all must give the same.
fn exported(outbox: &str) -> Profile<'static> {
    let dir = tempfile::tempdir().unwrap();
    let mut read_as = Vec::new();
    for around in ["", "archive-1/"] {
        let folder = dir.path().join(format!("folder{}", around.len()));
        let zip_path = dir.path().join(format!("{}.zip", around.len()));
        let tar_path = dir.path().join(format!("{}.tar.gz", around.len()));
        let mut zip = zip::ZipWriter::new(fs::File::create(&zip_path).unwrap());
        let packed = flate2::write::GzEncoder::new(fs::File::create(&tar_path).unwrap(), flate2::Compression::fast());
        let mut tar = tar::Builder::new(packed);
        for (name, bytes) in files(outbox) {
            let name = format!("{around}{name}");
            fs::create_dir_all(folder.join(&name).parent().unwrap()).unwrap();
            fs::write(folder.join(&name), &bytes).unwrap();
            zip.start_file(&name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(&bytes).unwrap();
            let mut header = tar::Header::new_gnu();
            header.set_size(bytes.len() as u64);
            header.set_mode(0o644);
            tar.append_data(&mut header, &name, bytes.as_slice()).unwrap();
        }
        zip.finish().unwrap();
        tar.into_inner().unwrap().finish().unwrap();
        read_as.extend([folder, zip_path, tar_path].map(|path| read_at(&path).unwrap()));
    }
    let first = read_as.remove(0);
    for other in read_as {
        assert!(other.record == first.record && other.avatar == first.avatar, "{:?}", other.warnings);
    }
    first
}

/// The whole export as a tar, and its actor alone.
pub(crate) fn samples() -> Vec<Vec<u8>> {
    let mut tar = tar::Builder::new(Vec::new());
    for (name, bytes) in files(&outbox()) {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        tar.append_data(&mut header, name, bytes.as_slice()).unwrap();
    }
    vec![tar.into_inner().unwrap(), ACTOR.into()]
}

#[test]
fn folder_zip_and_tar_give_the_same() {
    let profile = exported(&outbox());
    assert_eq!(profile.source, MastodonExport);
    assert_eq!(profile.avatar.as_deref(), Some(b"\x89PNG".as_slice()));
    let paths = [
        "account.platform",
        "account.handle",
        "account.name",
        "bio",
        "account.fields",
        "account.locked",
        "account.bot",
        "account.moved",
        "account.age_days",
        "avatar.present",
        "banner.default",
        "account.followers",
        "account.posts_total",
        "account.contacts",
    ];
    assert_eq!(
        facts(&profile, paths),
        [
            "mastodon",
            "anna",
            "Anna :bread:",
            "Cook & baker",
            "Blog: a.example",
            "yes",
            "no",
            "no",
            "952",
            "yes",
            "yes",
            "?",
            "9",
            "?"
        ]
    );
}

#[test]
fn only_public_and_unlisted_posts_newest_first() {
    let profile = exported(&outbox());
    assert_eq!(of_posts(&profile, "text"), ["?", "?", "Bread 9", "food\n\nBread 5", "Bread 2", "Bread 1"]);
    let flags = |path| of_posts(&profile, path).concat().replace("yes", "+").replace("no", ".");
    assert_eq!(flags("repost"), ".+....");
    assert_eq!(flags("reply"), "?..++.");
    assert_eq!(flags("own_thread"), "?..+..");
    assert_eq!((of_posts(&profile, "media")[3].as_str(), of_posts(&profile, "lang")[3].as_str()), ("1", "en"));
    assert!(warnings(&profile).contains("2 of 9 posts are for followers"), "{}", warnings(&profile));
    assert!(warnings(&profile).contains("item 9 of the outbox"), "{}", warnings(&profile));
}

#[test]
fn contacts_are_the_accounts_it_mentions() {
    let outbox = format!(
        r#"{{"type":"OrderedCollection","orderedItems":[{}]}}"#,
        note(
            2,
            PUBLIC,
            "",
            r#","tag":[{"type":"Mention","name":"@Rose@other.example"},{"type":"Hashtag","name":"\#pane"}]"#
        )
        .replace("\\#", "#")
    );
    assert_eq!(fact(&exported(&outbox), "account.contacts"), "rose@other.example");
}

#[test]
fn no_icon_is_no_picture_and_a_service_is_a_bot() {
    let egg = ACTOR
        .replace(r#""icon":{"type":"Image","url":"avatar.png"},"#, "")
        .replace("Person", "Service")
        .replace("<p>Cook &amp; baker</p>", "");
    let profile = one(
        MastodonExport,
        egg.replace(r#""name":"Anna :bread:""#, r#""name":"","movedTo":"https://n.example/users/anna""#),
    );
    assert_eq!(
        facts(&profile, ["avatar.present", "avatar.url", "account.bot", "bio", "account.name", "account.moved"]),
        ["no", "-", "yes", "-", "-", "yes"]
    );
    assert!(warnings(&profile).contains("one file of an export"), "{}", warnings(&profile));
}

#[test]
fn an_outbox_alone_tells_who_wrote_it() {
    let profile = one(MastodonExport, outbox());
    assert_eq!((fact(&profile, "account.handle"), posts(&profile).len()), ("anna".to_owned(), 6));
    let nothing =
        one(MastodonExport, r#"{"id":"outbox.json","type":"OrderedCollection","totalItems":0,"orderedItems":[]}"#);
    assert!(posts(&nothing).is_empty());
}

#[test]
fn likes_and_bookmarks_are_no_profile() {
    for name in ["likes", "bookmarks"] {
        let text =
            format!(r#"{{"id":"{name}.json","type":"OrderedCollection","orderedItems":["https://o.example/1"]}}"#);
        assert!(refused(text).contains("posts of others"), "{name}");
    }
}

#[test]
fn a_damaged_outbox_costs_the_posts_and_a_damaged_actor_the_profile() {
    let outbox = outbox();
    let profile = exported(&outbox[..outbox.len() / 2]);
    assert_eq!(fact(&profile, "bio"), "Cook & baker");
    assert!(warnings(&profile).contains("until then nothing is known about its posts"), "{}", warnings(&profile));
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("actor.json"), &ACTOR[..200]).unwrap();
    assert!(read_at(dir.path()).unwrap_err().contains("ends too early"));
}

#[test]
fn the_name_of_the_file_says_when_it_was_made() {
    let made = super::made("/tmp/archive-20230106000000-0123456789abcdef.tar.gz");
    assert_eq!(made, Some(1_672_963_200));
    for name in ["archive-2023-x.zip", "archive-2023010600000x-a.zip", "x.zip", "archive-99999999999999-a"] {
        assert_eq!(super::made(name), None, "{name}");
    }
}
