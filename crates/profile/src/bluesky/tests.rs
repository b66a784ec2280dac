//! Every shape and quirk of Bluesky's API, on invented accounts.

use crate::format::Format::Bluesky;
use crate::testing::{all, fact, facts, handles, no_posts, of_posts, one, posts, warnings};

const DETAILED: &str = r#"{"did":"did:plc:ana","handle":"ana.example","displayName":"Ana","description":"Bakes & reads","avatar":"https://cdn.example/img/avatar/plain/x@jpeg","createdAt":"2023-04-12T10:00:00.123456789-07:00","indexedAt":"2024-01-26T02:32:30.648Z","followersCount":12,"followsCount":30,"postsCount":95,"website":"https://ana.example","pinnedPost":{"uri":"at://did:plc:ana/app.bsky.feed.post/1","cid":"c"},"verification":{"verifiedStatus":"valid"},"labels":[{"src":"did:plc:ana","val":"bot"},{"src":"did:plc:mod","val":"spam"}]}"#;

fn basic(name: &str) -> String {
    format!(r#"{{"did":"did:plc:{name}","handle":"{name}.example","displayName":"{name}"}}"#)
}

/// A post with a record, and what stands beside the record.
fn post(id: u32, author: &str, record: &str, beside: &str) -> String {
    let created = if record.contains("createdAt") { "" } else { r#""createdAt":"2025-05-28T18:00:00Z","# };
    format!(
        r#"{{"uri":"at://did:plc:{author}/app.bsky.feed.post/{id}","cid":"c","author":{},"record":{{"$type":"app.bsky.feed.post",{created}{record}}},"replyCount":1,"repostCount":2,"likeCount":3,"indexedAt":"2025-05-28T18:00:01Z"{beside}}}"#,
        basic(author)
    )
}

fn feed(items: &[String]) -> String {
    format!(r#"{{"feed":[{}],"cursor":"x"}}"#, items.join(","))
}

fn item(post: &str, more: &str) -> String {
    format!(r#"{{"post":{post}{more}}}"#)
}

/// A feed.
pub(crate) fn sample() -> Vec<u8> {
    let facet = r#""text":"See: example.org/a...","facets":[{"index":{"byteStart":5,"byteEnd":21},"features":[{"$type":"app.bsky.richtext.facet#link","uri":"https://example.org/a/long"}]}]"#;
    let by = format!(
        r#","reason":{{"$type":"app.bsky.feed.defs#reasonRepost","by":{},"indexedAt":"2025-06-01T00:00:00Z"}}"#,
        basic("ana")
    );
    feed(&[item(&post(1, "ana", facet, ""), ""), item(&post(2, "rui", facet, ""), &by)]).into()
}

#[test]
fn a_profile_in_facts() {
    let profile = one(Bluesky, DETAILED);
    let paths = [
        "account.platform",
        "account.handle",
        "account.name",
        "bio",
        "avatar.present",
        "avatar.default",
        "banner.default",
        "account.followers",
        "account.following",
        "account.posts_total",
        "account.age_days",
        "account.url",
        "account.pinned",
        "account.verified",
        "account.bot",
        "account.locked",
        "account.suspended",
        "account.location",
    ];
    assert_eq!(
        facts(&profile, paths),
        [
            "bluesky",
            "ana.example",
            "Ana",
            "Bakes & reads",
            "yes",
            "no",
            "yes",
            "12",
            "30",
            "95",
            "794",
            "https://ana.example",
            "yes",
            "yes",
            "yes",
            "no",
            "no",
            "?",
        ]
    );
    assert!(no_posts(&profile));
}

#[test]
fn a_website_under_the_handle_is_checked() {
    assert_eq!(fact(&one(Bluesky, DETAILED), "account.link_verified"), "yes");
    assert_eq!(
        fact(
            &one(Bluesky, DETAILED.replace("https://ana.example", "https://b.example/ana.example")),
            "account.link_verified"
        ),
        "?"
    );
}

#[test]
fn a_key_that_is_not_there_is_nothing_in_a_list_of_profiles() {
    let page = format!(
        r#"{{"subject":{},"followers":[{},{{"did":"did:plc:x","handle":"handle.invalid","createdAt":"0001-01-01T00:00:00Z","labels":[{{"src":"did:plc:mod","val":"!takedown"}}]}}],"cursor":"3"}}"#,
        basic("me"),
        DETAILED
    );
    let profiles = all(Bluesky, page);
    assert_eq!(handles(&profiles), ["ana.example", "did:plc:x"], "who was asked about is not among them");
    assert_eq!(
        facts(
            &profiles[1],
            [
                "bio",
                "account.name",
                "avatar.present",
                "avatar.url",
                "account.age_days",
                "account.suspended",
                "account.bot"
            ]
        ),
        ["-", "-", "no", "-", "?", "yes", "no"]
    );
    assert!(warnings(&profiles[1]).contains("0001-01-01"), "{}", warnings(&profiles[1]));
}

#[test]
fn every_page_of_profiles() {
    for key in ["profiles", "follows", "actors", "repostedBy", "followers"] {
        let page = format!(r#"{{"{key}":[{},{}]}}"#, basic("ana"), basic("rui"));
        assert_eq!(handles(&all(Bluesky, page)), ["ana.example", "rui.example"], "{key}");
    }
    assert_eq!(handles(&all(Bluesky, format!(r#"{{"likes":[{{"actor":{}}}]}}"#, basic("ana")))), ["ana.example"]);
    assert_eq!(handles(&all(Bluesky, format!("{DETAILED}\n{}\n", basic("rui")))), ["ana.example", "rui.example"]);
}

#[test]
fn authors_of_posts_have_no_description_to_tell() {
    let profile = one(Bluesky, feed(&[item(&post(1, "ana", r#""text":"Bread","langs":["en","it"]"#, ""), "")]));
    assert_eq!(facts(&profile, ["bio", "avatar.present", "account.followers"]), ["?", "no", "?"]);
    assert_eq!(
        (of_posts(&profile, "lang"), of_posts(&profile, "likes"), of_posts(&profile, "replies")),
        (vec!["en".into()], vec!["3".into()], vec!["1".to_owned()])
    );
}

#[test]
fn reposts_pins_replies_quotes() {
    let by = format!(
        r#","reason":{{"$type":"app.bsky.feed.defs#reasonRepost","by":{},"indexedAt":"2025-06-01T00:00:00Z"}}"#,
        basic("ana")
    );
    let pin = r#","reason":{"$type":"app.bsky.feed.defs#reasonPin"}"#;
    let reply = |to: &str| {
        format!(
            r#""text":"yes","reply":{{"root":{{"uri":"at://did:plc:{to}/app.bsky.feed.post/9"}},"parent":{{"uri":"at://did:plc:{to}/app.bsky.feed.post/9"}}}}"#
        )
    };
    let quote = r#""text":"so true","embed":{"$type":"app.bsky.embed.recordWithMedia","record":{"record":{"uri":"at://did:plc:rui/app.bsky.feed.post/9"}},"media":{"images":[{"alt":""},{"alt":""}]}}"#;
    let list = r#""text":"a list","embed":{"$type":"app.bsky.embed.record","record":{"uri":"at://did:plc:rui/app.bsky.graph.list/9"}}"#;
    let old = r#""text":"pinned","createdAt":"2024-01-01T00:00:00Z""#;
    let items = [
        item(&post(1, "ana", old, "").replace("2025-05-28T18:00:01Z", "2024-01-01T00:00:01Z"), pin),
        item(&post(2, "rui", r#""text":"Fresh""#, ""), &by),
        item(&post(3, "ana", &reply("rui"), ""), &format!(r#","reply":{{"parent":{{"author":{}}}}}"#, basic("rui"))),
        item(&post(4, "ana", &reply("ana"), ""), ""),
        item(&post(5, "ana", quote, ""), ""),
        item(&post(6, "ana", list, ""), ""),
        item(&post(1, "ana", old, ""), ""),
        item(&post(3, "ana", r#""text":"own""#, ""), &by),
    ];
    let profile = one(Bluesky, feed(&items));
    assert_eq!(
        of_posts(&profile, "text"),
        ["Fresh", "own", "yes", "yes", "so true", "a list", "pinned"],
        "newest first, the pinned one once"
    );
    let flags = |path| of_posts(&profile, path).concat().replace("yes", "+").replace("no", ".");
    assert_eq!(flags("repost"), "++.....");
    assert_eq!(flags("reply"), "..++...");
    assert_eq!(flags("own_thread"), "...+...");
    assert_eq!(flags("quote"), "....+..");
    assert_eq!(of_posts(&profile, "media")[4], "2");
    assert_eq!(facts(&profile, ["account.pinned", "account.contacts"]), ["yes", "rui.example"]);
}

#[test]
fn links_are_written_out_and_cards_count_once() {
    let facet = r#""facets":[{"index":{"byteStart":5,"byteEnd":21},"features":[{"$type":"app.bsky.richtext.facet#link","uri":"https://example.org/a/long"}]}]"#;
    let card = |uri: &str| format!(r#""embed":{{"$type":"app.bsky.embed.external","external":{{"uri":"{uri}"}}}}"#);
    for (record, n) in [
        (format!(r#""text":"See: example.org/a...",{facet}"#), "1"),
        (format!(r#""text":"See: example.org/a...",{facet},{}"#, card("https://example.org/a/long")), "1"),
        (format!(r#""text":"See: example.org/a...",{facet},{}"#, card("https://other.example")), "2"),
    ] {
        let profile = one(Bluesky, post(1, "ana", &record, ""));
        assert_eq!(
            (of_posts(&profile, "text"), of_posts(&profile, "urls")),
            (vec!["See: https://example.org/a/long".to_owned()], vec![n.to_owned()])
        );
    }
}

#[test]
fn dates_of_clients_are_believed_as_far_as_they_can_be() {
    for (created, age) in [
        ("2025-06-10T11:00:00-07:00", "17"),
        ("2025-05-20T00:00:00.123456789Z", "26"),
        ("0001-01-01T00:00:00Z", "17"),
        ("2999-01-01T00:00:00Z", "17"),
        ("nonsense", "17"),
    ] {
        let record = format!(r#""text":"x","createdAt":"{created}""#);
        assert_eq!(of_posts(&one(Bluesky, post(1, "ana", &record, "")), "age_days"), [age], "{created}");
    }
}

#[test]
fn posts_of_a_search_are_gathered_by_author() {
    let page = format!(
        r#"{{"posts":[{},{}],"hitsTotal":2}}"#,
        post(1, "ana", r#""text":"a""#, ""),
        post(2, "rui", r#""text":"b""#, "")
    );
    let profiles = all(Bluesky, page);
    assert_eq!(handles(&profiles), ["ana.example", "rui.example"]);
    assert_eq!(posts(&profiles[1]).len(), 1);
    let text = of_posts(&profiles[0], "text");
    assert_eq!((text, fact(&profiles[0], "bio")), (vec!["a".to_owned()], "?".to_owned()));
}
