//! Every shape and quirk of a repository, on an invented account.

use cbor4ii::core::Value;
use cbor4ii::core::enc::Encode;
use cbor4ii::core::utils::BufWriter;

use crate::format::Format::BlueskyCar;
use crate::testing::{facts, no_posts, of_posts, one, refused, warnings};

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn map(entries: Vec<(&str, Value)>) -> Value {
    Value::Map(entries.into_iter().map(|(key, value)| (text(key), value)).collect())
}

/// A name made of a number: hashes are not checked.
fn cid(number: u8) -> Vec<u8> {
    let mut cid = vec![1, 0x71, 0x12, 0x20];
    cid.extend([number; 32]);
    cid
}

fn link(number: u8) -> Value {
    let bytes = std::iter::once(0).chain(cid(number)).collect();
    Value::Tag(42, Box::new(Value::Bytes(bytes)))
}

fn cbor(value: &Value) -> Vec<u8> {
    let mut writer = BufWriter::new(Vec::new());
    value.encode(&mut writer).unwrap();
    writer.into_inner()
}

fn section(parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let mut rest = content.len();
    let mut out = Vec::new();
    while rest >= 0x80 {
        out.push(u8::try_from(rest & 0x7f).unwrap() | 0x80);
        rest >>= 7;
    }
    out.push(u8::try_from(rest).unwrap());
    out.extend(content);
    out
}

/// A repository of these blocks; the first is the root.
fn car(blocks: &[(u8, Value)]) -> Vec<u8> {
    let header = cbor(&map(vec![("roots", Value::Array(vec![link(blocks[0].0)])), ("version", Value::Integer(1))]));
    let mut out = section(&[&header]);
    for (number, block) in blocks {
        out.extend(section(&[&cid(*number), &cbor(block)]));
    }
    out
}

fn commit(version: i128) -> Value {
    map(vec![
        ("did", text("did:plc:ana")),
        ("rev", text("3k")),
        ("sig", Value::Bytes(vec![0; 64])),
        ("data", link(2)),
        ("prev", Value::Null),
        ("version", Value::Integer(version)),
    ])
}

/// An entry of a node: how much of the key before it shares, the rest, the record, the node to its right.
fn entry(shared: i128, key: &str, record: u8, right: Option<u8>) -> Value {
    map(vec![
        ("k", Value::Bytes(key.as_bytes().to_vec())),
        ("p", Value::Integer(shared)),
        ("t", right.map_or(Value::Null, link)),
        ("v", link(record)),
    ])
}

fn node(left: Option<u8>, entries: Vec<Value>) -> Value {
    map(vec![("e", Value::Array(entries)), ("l", left.map_or(Value::Null, link))])
}

fn profile_record(avatar: Value) -> Value {
    map(vec![
        ("$type", text("app.bsky.actor.profile")),
        ("avatar", avatar),
        ("description", text("Bakes")),
        ("displayName", text("Ana")),
    ])
}

fn post(words: &str, created: &str) -> Value {
    map(vec![
        ("text", text(words)),
        ("$type", text("app.bsky.feed.post")),
        ("createdAt", text(created)),
        ("langs", Value::Array(vec![text("en")])),
    ])
}

/// A whole repository: a profile, two posts and a reply, a repost, two follows, over three nodes.
fn blocks(version: i128, avatar: Value) -> Vec<(u8, Value)> {
    let mut reply = post("to myself", "2025-05-03T00:00:00Z");
    if let Value::Map(entries) = &mut reply {
        let parent = map(vec![("uri", text("at://did:plc:ana/app.bsky.feed.post/3lnaaaaaaaa2a"))]);
        entries.push((text("reply"), map(vec![("parent", parent)])));
    }
    let repost = map(vec![
        ("subject", map(vec![("uri", text("at://did:plc:rui/app.bsky.feed.post/1"))])),
        ("createdAt", text("2025-05-02T00:00:00Z")),
    ]);
    let follow = map(vec![("subject", text("did:plc:rui")), ("createdAt", text("2025-05-02T00:00:00Z"))]);
    vec![
        (1, commit(version)),
        (2, node(Some(3), vec![entry(0, "app.bsky.feed.post/3lnaaaaaaaa2b", 11, Some(4)), entry(28, "z2c", 12, None)])),
        (
            3,
            node(
                None,
                vec![entry(0, "app.bsky.actor.profile/self", 10, None), entry(9, "feed.post/3lnaaaaaaaa2a", 13, None)],
            ),
        ),
        (4, node(None, vec![])),
        (10, profile_record(avatar)),
        (11, post("second", "0001-01-01T00:00:00Z")),
        (12, reply),
        (13, post("first", "2025-05-01T00:00:00Z")),
        (
            5,
            node(
                None,
                vec![
                    entry(0, "app.bsky.feed.repost/3lozaaaaaaa2d", 14, None),
                    entry(9, "graph.follow/3lnaaaaaaaa2e", 15, None),
                    entry(34, "f", 15, None),
                ],
            ),
        ),
        (14, repost),
        (15, follow),
    ]
}

fn blob() -> Value {
    map(vec![("ref", link(99)), ("size", Value::Integer(9)), ("$type", text("blob")), ("mimeType", text("image/jpeg"))])
}

/// The same with the nodes connected.
fn whole(version: i128, avatar: Value) -> Vec<u8> {
    let mut blocks = blocks(version, avatar);
    blocks[1].1 =
        node(Some(3), vec![entry(0, "app.bsky.feed.post/3lnaaaaaaaa2b", 11, Some(4)), entry(28, "z2c", 12, Some(5))]);
    car(&blocks)
}

/// A whole repository.
pub(crate) fn sample() -> Vec<u8> {
    whole(3, blob())
}

#[test]
fn a_repository_in_facts() {
    for version in [2, 3] {
        let profile = one(BlueskyCar, whole(version, blob()));
        let paths = [
            "account.platform",
            "account.handle",
            "account.name",
            "bio",
            "avatar.present",
            "avatar.default",
            "banner.default",
            "account.following",
            "account.followers",
            "account.posts_total",
            "account.pinned",
            "account.bot",
            "account.locked",
        ];
        assert_eq!(
            facts(&profile, paths),
            ["bluesky", "did:plc:ana", "Ana", "Bakes", "yes", "no", "yes", "2", "?", "3", "no", "no", "no"]
        );
        assert_eq!(of_posts(&profile, "text"), ["to myself", "?", "second", "first"]);
        assert_eq!(of_posts(&profile, "repost"), ["no", "yes", "no", "no"]);
        assert_eq!(of_posts(&profile, "own_thread")[0], "yes");
    }
}

#[test]
fn the_name_of_a_record_tells_the_time_where_its_date_cannot_be_meant() {
    assert_eq!(super::tid_time("app.bsky.feed.post/3lnaaaaaaaa2b"), Some(1_745_137_761));
    assert_eq!(super::tid_time("app.bsky.feed.post/self"), None);
}

#[test]
fn pictures_of_the_first_repositories() {
    let legacy = map(vec![("cid", text("bafy")), ("mimeType", text("image/jpeg"))]);
    assert_eq!(facts(&one(BlueskyCar, whole(3, legacy)), ["avatar.present"]), ["yes"]);
    assert_eq!(facts(&one(BlueskyCar, whole(3, Value::Null)), ["avatar.present", "avatar.url"]), ["no", "-"]);
}

#[test]
fn without_a_profile_record_there_is_no_bio() {
    let blocks = [(1, commit(3)), (2, node(None, vec![]))];
    let profile = one(BlueskyCar, car(&blocks));
    assert_eq!(
        facts(&profile, ["bio", "account.name", "avatar.present", "account.posts_total"]),
        ["-", "-", "no", "0"]
    );
}

#[test]
fn a_slice_lacks_blocks_and_is_read_as_far_as_it_goes() {
    let mut blocks = blocks(3, blob());
    blocks.retain(|(number, _)| *number != 13);
    let profile = one(BlueskyCar, car(&blocks));
    assert_eq!(facts(&profile, ["bio", "account.posts_total", "account.following"]), ["Bakes", "?", "?"]);
    assert!(no_posts(&profile));
    assert!(warnings(&profile).contains("lacks 1 blocks"), "{}", warnings(&profile));
    let only_commit = one(BlueskyCar, car(&[(1, commit(3))]));
    assert_eq!(facts(&only_commit, ["account.handle", "bio"]), ["did:plc:ana", "?"]);
}

#[test]
fn nodes_that_refer_to_themselves_end() {
    let blocks = [(1, commit(3)), (2, node(Some(2), vec![entry(0, "x", 2, Some(2))]))];
    assert_eq!(facts(&one(BlueskyCar, car(&blocks)), ["account.posts_total"]), ["0"]);
}

#[test]
fn names_that_cannot_be_are_damage() {
    let long = "x".repeat(2000);
    for (shared, end) in [(9, "x"), (0, long.as_str())] {
        let blocks = [(1, commit(3)), (2, node(None, vec![entry(shared, end, 2, None)]))];
        assert_eq!(facts(&one(BlueskyCar, car(&blocks)), ["account.posts_total"]), ["?"]);
    }
}

#[test]
fn damage_is_told() {
    let whole = whole(3, blob());
    let profile = one(BlueskyCar, &whole[..whole.len() - 10]);
    assert!(warnings(&profile).contains("ends within a block"), "{}", warnings(&profile));
    assert!(refused(&whole[..70]).contains("its root is not among its blocks"), "{}", refused(&whole[..70]));
    assert!(refused(car(&[(1, text("x"))])).contains("no commit"));
}
