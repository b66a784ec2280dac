use std::borrow::Cow;
use std::fs;

use followback_core::{Fact, Member, Members, Reason, Schema, Value};
use proptest::prelude::*;

use crate::catalog::{POSTS, account, avatar, page, post, schema};
use crate::format::Format;
use crate::input::Input;
use crate::limits::{MAX_ENTRIES, MAX_POSTS, MAX_POSTS_TEXT, MAX_TEXT};
use crate::native::read_native_json;
use crate::profile::{Options, Profile};
use crate::read::read;
use crate::{Platform, ReadError};

const NOW: i64 = 1_750_000_000; // 2025-06-15T15:06:40Z
const UNSAID: Fact<'_> = Fact::Unknown(Reason::NotInSource);

/// The example of the design.
const ANA: &str = r#"{"platform":"x","handle":"ana","name":"Ana","bio":"Builds compilers in Lugo.","avatar_default":false,"avatar_url":"https://a.example/me.jpg","avatar_file":"me.jpg","banner_default":false,"verified":false,"protected":false,"bot":false,
 "followers":120,"following":300,"posts_count":950,"created_at":"2019-05-01T10:00:00Z","location":"Lugo","url":"https://ana.example","kind":"person","topics":["compilers"],"declares":[],
 "posts":[{"id":"1","created_at":"2025-05-30T09:00:00Z","lang":"en","reply":false,"repost":false,"quote":false,"likes":3,"reposts":0,"text":"…"}]}"#;

fn json<'a>(schema: &Schema, text: &'a str) -> Result<Profile<'a>, ReadError> {
    read_native_json(text, "me.json", &Options::new(schema, NOW))
}

fn ok(text: &str) -> Profile<'_> {
    json(&schema(), text).unwrap()
}

fn error(text: &str) -> String {
    json(&schema(), text).unwrap_err().to_string()
}

fn toml(text: &str) -> Result<Profile<'static>, ReadError> {
    read(Input::bytes("me.toml", text), &Options::new(&schema(), NOW))
}

fn posts<'a>(profile: &Profile<'a>) -> Vec<Member<'a>> {
    match profile.record.members(POSTS) {
        Members::Known(members) => members.to_vec(),
        Members::Unknown(_) => panic!("posts are unknown"),
    }
}

#[test]
fn the_example_of_the_design() {
    let profile = ok(ANA);
    assert_eq!(profile.platform, Some(Platform::X));
    assert_eq!(profile.source, Format::Native);
    assert_eq!(profile.now, NOW);
    assert_eq!(profile.avatar_file.as_deref(), Some("me.jpg"));
    assert!(profile.warnings.is_empty());
    let record = &profile.record;
    for (id, fact) in [
        (account::HANDLE, Fact::text("ana")),
        (account::PLATFORM, Fact::label("x")),
        (account::AGE_DAYS, Fact::number(2237.0)),
        (account::FOLLOWERS, Fact::number(120.0)),
        (account::POSTS_TOTAL, Fact::number(950.0)),
        (account::LOCKED, Fact::bool(false)),
        (account::TOPICS, Fact::set(["compilers"])),
        (account::DECLARES, Fact::Absent),
        (account::MOVED, UNSAID),
        (avatar::PRESENT, Fact::bool(true)),
        (page::LIMIT_BIO, Fact::number(160.0)),
    ] {
        assert_eq!(record.get(id), &fact, "{}", schema().decl(id).path);
    }
    let [only] = &*posts(&profile) else { panic!("one post") };
    assert_eq!(only.id, "1");
    assert_eq!(only.get(post::AGE_DAYS), &Fact::number(16.0));
    assert_eq!(only.get(post::OWN_THREAD), &Fact::bool(false));
    assert_eq!(only.get(post::MEDIA), &UNSAID);
}

#[test]
fn left_out_is_unknown_and_empty_is_absent() {
    let profile = ok("{}");
    assert_eq!(profile.record.get(page::BIO), &UNSAID);
    assert_eq!(profile.record.get(account::KIND), &Fact::Absent);
    assert!(matches!(profile.record.members(POSTS), Members::Unknown(Reason::NotInSource)));

    let profile = ok(r#"{"bio":"","platform":"","kind":"","languages":[],"posts":[]}"#);
    for id in [page::BIO, account::PLATFORM, account::KIND, account::LANGUAGES] {
        assert_eq!(profile.record.get(id), &Fact::Absent);
    }
    assert!(posts(&profile).is_empty());
    assert_eq!(profile.record.get(account::POSTS_TOTAL), &UNSAID);
}

#[test]
fn null_is_left_out() {
    let with = ok(
        r#"{"bio":null,"bot":null,"followers":null,"created_at":null,"topics":null,"fields":null,"posts":null,"avatar_file":null}"#,
    );
    assert_eq!(with.record, ok("{}").record);
    let with = ok(r#"{"posts":[{"id":null,"text":null,"likes":null,"lang":null,"reply":null,"created_at":null}]}"#);
    assert_eq!(with.record, ok(r#"{"posts":[{}]}"#).record);
}

#[test]
fn texts_are_borrowed() {
    let profile = ok(r#"{"handle":"@ana","bio":"Builds compilers.","name":"A\u00e9"}"#);
    assert!(matches!(profile.record.get(page::BIO), Fact::Known(Value::Text(Cow::Borrowed("Builds compilers.")))));
    assert!(matches!(profile.handle, Some(Cow::Borrowed("ana"))));
    assert!(matches!(profile.name, Some(Cow::Owned(_))));
}

#[test]
fn quote_and_own_thread_left_out() {
    let profile = ok(
        r#"{"posts":[{"repost":true,"reply":true},{"reply":false},{"repost":false,"quote":true},{"own_thread":true,"reply":true}]}"#,
    );
    let flags: Vec<_> =
        posts(&profile).iter().map(|p| (p.get(post::QUOTE).clone(), p.get(post::OWN_THREAD).clone())).collect();
    assert_eq!(flags[0], (Fact::bool(false), UNSAID));
    assert_eq!(flags[1], (UNSAID, Fact::bool(false)));
    assert_eq!(flags[2], (Fact::bool(true), UNSAID));
    assert_eq!(flags[3], (UNSAID, Fact::bool(true)));
}

#[test]
fn posts_come_newest_first_and_undated_last() {
    let profile = ok(
        r#"{"posts":[{"id":"a"},{"id":"b","created_at":"2025-01-01"},{"id":"c","created_at":"2025-02-01"},{"id":4,"created_at":"2025-02-01"},{"id":8.41e17}]}"#,
    );
    let ids: Vec<String> = posts(&profile).iter().map(|p| p.id.to_string()).collect();
    assert_eq!(ids, ["c", "4", "b", "a", ""]);
}

#[test]
fn every_fact_can_be_given() {
    let profile = ok(
        r#"{"moved":true,"suspended":false,"pinned":true,"contacts":["@Bob","eve"],"languages":["en"],"fields":["Job: baker","Web: a.example"],
        "posts":[{"urls":1,"media":2,"replies":3,"likes":4.0,"reposts":5}]}"#,
    );
    let record = &profile.record;
    assert_eq!(record.get(account::CONTACTS), &Fact::set(["bob", "eve"]));
    assert_eq!(record.get(account::FIELDS), &Fact::text("Job: baker\nWeb: a.example"));
    assert_eq!(record.get(account::PINNED), &Fact::bool(true));
    let numbers =
        [post::URLS, post::MEDIA, post::REPLIES, post::LIKES, post::REPOSTS].map(|f| posts(&profile)[0].get(f).clone());
    assert_eq!(numbers, [1.0, 2.0, 3.0, 4.0, 5.0].map(Fact::number));
}

#[test]
fn the_language_of_a_post_is_as_written() {
    let profile = ok(r#"{"posts":[{"lang":"und"},{"lang":""}]}"#);
    assert_eq!(posts(&profile)[0].get(post::LANG), &Fact::label("und"));
    assert_eq!(posts(&profile)[1].get(post::LANG), &Fact::Absent);
}

#[test]
fn counts_and_dates_that_cannot_be_meant_are_unknown() {
    let profile = ok(r#"{"followers":-1,"following":1e300,"posts_count":1.5,"created_at":"0001-01-01T00:00:00Z",
        "posts":[{"created_at":"99999-01-01T00:00:00Z"},{"created_at":"2099-01-01T00:00:00Z"}]}"#);
    let record = &profile.record;
    for id in [account::FOLLOWERS, account::FOLLOWING, account::POSTS_TOTAL, account::AGE_DAYS] {
        assert_eq!(record.get(id), &UNSAID);
    }
    assert_eq!(posts(&profile)[0].get(post::AGE_DAYS), &Fact::number(0.0));
    assert_eq!(posts(&profile)[1].get(post::AGE_DAYS), &UNSAID);
    let warnings: Vec<String> = profile.warnings.iter().map(ToString::to_string).collect();
    assert_eq!(
        warnings,
        [
            "a date after the present counts as age 0: `posts[1].created_at`",
            "a date that cannot be meant counts as unknown: `created_at` is `0001-01-01T00:00:00Z` (and 1 more)",
            "a number that is no count is taken as unknown: `followers` is -1 (and 2 more)",
        ]
    );
}

#[test]
fn errors_name_field_place_and_cure() {
    for (text, message) in [
        (r#"{"folowers":1}"#, "me.json:1:11: `folowers` is not a field of a profile; did you mean `followers`?"),
        (r#"{"description":""}"#, "me.json:1:14: `description` is not a field of a profile; did you mean `bio`?"),
        (
            "{\n \"followers\": \"12\"\n}",
            "me.json:2:18: `followers` must be a number, found the text \"12\"; write it without quotes",
        ),
        (
            r#"{"verified":"yes"}"#,
            "me.json:1:17: `verified` must be true or false, found the text \"yes\"; write it without quotes",
        ),
        (r#"{"bio":3}"#, "me.json:1:8: `bio` must be a text, found the number 3"),
        (
            r#"{"topics":"compilers"}"#,
            "me.json:1:21: `topics` must be a list of texts, found the text \"compilers\"; write it in square brackets",
        ),
        (
            r#"{"platform":"twitter"}"#,
            "me.json:1:21: `platform` must be one of x, mastodon, bluesky, found `twitter`; did you mean `x`?",
        ),
        (
            r#"{"kind":"persona"}"#,
            "me.json:1:17: `kind` must be one of person, company, artist, news, bot, found `persona`; did you mean `person`?",
        ),
        (
            r#"{"created_at":"yesterday"}"#,
            "me.json:1:25: `created_at` must be a date, found `yesterday`; write it as `2025-05-30T09:00:00Z` or `2025-05-30`",
        ),
        (r#"{"bio":"a","bio":"b"}"#, "me.json:1:16: `bio` is given twice; keep one of them"),
        (r#"{"posts":[{},{"likes":true}]}"#, "me.json:1:26: `posts[1].likes` must be a number, found `true`"),
        (r#"{"posts":[{"txt":""}]}"#, "me.json:1:16: `txt` is not a field of a post; did you mean `text`?"),
        (
            r#"{"posts":[3]}"#,
            "me.json:1:11: `posts[0]` must be an object with the fields of a post, found the number 3",
        ),
        (
            r#"{"bio":"a"#,
            "me.json:1:10: the JSON ends too early (within a text); the file is cut off: save or copy it again",
        ),
        (
            r#"{"bio":a}"#,
            "me.json:1:8: this is no valid JSON: expected a value; mend it there; texts and field names are in double quotes",
        ),
        (
            "{}\n{}",
            "me.json:2:1: a second value follows the profile; give one profile here; `triage` reads many, one JSON object a line",
        ),
        (r#"{"bio":[]}"#, "me.json:1:9: `bio` must be a text, found a list"),
        (r#"{"bio":{}}"#, "me.json:1:9: `bio` must be a text, found an object"),
        (r#"{"bio":1e308}"#, "me.json:1:12: `bio` must be a text, found the number 1e308"),
        (r#"{"bio":9223372036854775808}"#, "me.json:1:26: `bio` must be a text, found the number 9223372036854775808"),
        (
            r#"{"posts":[null]}"#,
            "me.json:1:14: `posts[0]` must be an object with the fields of a post, found nothing (null)",
        ),
        (
            r#"{"posts":{}}"#,
            "me.json:1:11: `posts` must be a list of posts, found an object; write it in square brackets",
        ),
        ("null", "me.json:1:4: a profile must be an object with the fields of a profile, found nothing (null)"),
        ("3", "me.json:1:1: a profile must be an object with the fields of a profile, found the number 3"),
    ] {
        assert_eq!(error(text), message, "{text}");
    }
}

#[test]
fn toml_says_the_same_as_json() {
    let text = r#"
        # a comment
        platform = "x"
        handle = "ana"
        followers = 120
        bot = false
        created_at = 2019-05-01T10:00:00Z
        topics = ["compilers"]
        bio = """
        Builds compilers.
        In Lugo."""

        [[posts]]
        id = "1"
        created_at = 2025-05-30
        repost = false
        text = 'a "quoted" text'
    "#;
    let from_toml = toml(text).unwrap();
    let from_json = ok(
        r#"{"platform":"x","handle":"ana","followers":120,"bot":false,"created_at":"2019-05-01T10:00:00Z","topics":["compilers"],
        "bio":"        Builds compilers.\n        In Lugo.","posts":[{"id":"1","created_at":"2025-05-30","repost":false,"text":"a \"quoted\" text"}]}"#,
    );
    assert_eq!(from_toml.record, from_json.record);
}

#[test]
fn toml_errors_name_field_place_and_cure() {
    for (text, message) in [
        (
            "handle = 'a'\nfolowers = 1",
            "me.toml:2:1: `folowers` is not a field of a profile; did you mean `followers`?",
        ),
        (
            "handle = 'a'\nfollowers = '1'",
            "me.toml:2:13: `followers` must be a number, found the text \"1\"; write it without quotes",
        ),
        (
            "handle = 'a'\ncreated_at = 10:00:00",
            "me.toml:2:14: `created_at` must be a date, found `10:00:00`; write it as `2025-05-30T09:00:00Z` or `2025-05-30`",
        ),
        ("bio = 1e308", "me.toml:1:7: `bio` must be a text, found the number 1e308"),
        ("bio = []", "me.toml:1:7: `bio` must be a text, found a list"),
        (
            "[[posts]]\n[[posts]]\nreply = 'no'",
            "me.toml:3:9: `posts[1].reply` must be true or false, found the text \"no\"; write it without quotes",
        ),
    ] {
        assert_eq!(toml(text).unwrap_err().to_string(), message, "{text}");
    }
    let message = toml("handle = 'a\nbio = 'b'").unwrap_err().to_string();
    assert!(message.starts_with("me.toml:1:") && message.contains("no valid TOML"), "{message}");
    let message = toml("bio = 'a'\nbio = 'b'").unwrap_err().to_string();
    assert!(message.starts_with("me.toml:2:1: ") && message.contains("duplicate key"), "{message}");
    assert!(toml("followers = nan\nfollowing = inf").unwrap().warnings.len() == 1);
}

#[test]
fn the_picture_lies_beside_the_profile() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("me.jpg"), b"\xff\xd8\xff").unwrap();
    let schema = schema();
    let options = Options::new(&schema, NOW);
    let from = |text: &str| {
        fs::write(dir.path().join("p"), text).unwrap();
        read(Input::path(dir.path().join("p")), &options).unwrap()
    };
    let profile = from("avatar_file = 'me.jpg'");
    assert_eq!(profile.avatar.as_deref(), Some(b"\xff\xd8\xff".as_slice()));
    assert_eq!(profile.record.get(avatar::PRESENT), &Fact::bool(true));
    for (text, reason) in [
        ("avatar_file = 'no.jpg'", "there is no such file"),
        ("avatar_file = '../me.jpg'", "inside the folder"),
        ("avatar_file = '/etc/hostname'", "inside the folder"),
    ] {
        let profile = from(text);
        assert_eq!(profile.avatar, None);
        assert!(profile.warnings[0].message.contains(reason), "{:?}", profile.warnings);
    }
    let piped = read(Input::bytes("<stdin>", "avatar_file = 'me.jpg'"), &options).unwrap();
    assert_eq!(piped.avatar, None);
    assert_eq!(piped.warnings[0].code, "no-picture");
}

#[test]
fn the_present_is_given_or_the_clock() {
    let schema = schema();
    let mut options = Options::new(&schema, NOW);
    options.now = Some(NOW - 86_400);
    let profile = read_native_json(r#"{"created_at":"2025-06-14T15:06:40Z"}"#, "l", &options).unwrap();
    assert_eq!((profile.now, profile.record.get(account::AGE_DAYS)), (NOW - 86_400, &Fact::number(0.0)));
    assert!(profile.warnings.is_empty());
}

#[test]
fn lines_of_a_bulk_file_say_which_line() {
    let schema = schema();
    let error = read_native_json("{\"bo\":1}", "many.jsonl", &Options::new(&schema, NOW)).unwrap_err().moved_down(16);
    assert_eq!(error.to_string(), "many.jsonl:17:5: `bo` is not a field of a profile; did you mean `bio`?");
    assert_eq!(error.place().map(|p| p.line), Some(17));
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let schema = schema();
        let options = Options { format: Some(Format::Native), ..Options::new(&schema, NOW) };
        let _ = read(Input::bytes("b", bytes), &options);
    }

    #[test]
    fn no_change_of_a_profile_makes_the_reader_panic(at in 0..ANA.len(), with in any::<char>(), cut in 0..ANA.len()) {
        let schema = schema();
        let mut text: String = ANA.chars().enumerate().map(|(i, c)| if i == at { with } else { c }).collect();
        let _ = json(&schema, &text);
        while !text.is_char_boundary(cut.min(text.len())) { text.pop(); }
        text.truncate(cut);
        let _ = json(&schema, &text);
        let _ = toml(&text);
    }

    #[test]
    fn any_json_value_in_any_field_is_read_or_refused(field in proptest::sample::select(super::fields::PROFILE_FIELDS),
        value in proptest::sample::select(vec!["null", "true", "-1", "1e400", "1e308", "\"\"", "\"x\"", "[]", "[1]", "[[]]", "{}", "\"\\ud800\"", "18446744073709551616"])) {
        let schema = schema();
        let _ = json(&schema, &format!("{{\"{field}\":{value}}}"));
        let _ = json(&schema, &format!("{{\"posts\":[{{\"likes\":{value},\"text\":{value},\"created_at\":{value}}}]}}"));
    }
}

#[test]
fn huge_numbers_are_shortened_and_not_changed() {
    for (number, shown) in [
        ("9223372036854775808", "about 9.22e18"),
        ("9223372036854775807", "about 9.22e18"),
        ("1e308", "1e308"),
        ("-2000000", "-2000000"),
    ] {
        let text = format!("{{\"followers\":{number}}}");
        let message = ok(&text).warnings[0].message.clone();
        assert_eq!(message, format!("a number that is no count is taken as unknown: `followers` is {shown}"));
    }
}

#[test]
fn a_long_text_is_told_by_its_start() {
    let message = error(&format!("{{\"followers\":\"{}\"}}", "x".repeat(1000)));
    assert!(message.contains("found the text \"xxxxxxxxxx") && message.len() < 200, "{message}");
    let message = error(&format!("{{\"kind\":\"{}\"}}", "x".repeat(1000)));
    assert!(message.len() < 200, "{message}");
}

#[test]
fn of_very_many_posts_the_newest_are_kept() {
    let schema = schema();
    let n = 2 * MAX_POSTS + 7;
    // The oldest first, so that those to keep come last.
    let post = |n: usize| format!("{{\"id\":\"{n}\",\"created_at\":\"{}-01-01\"}}", 1990 + n / 400);
    let posts: Vec<String> = (0..n).map(post).collect();
    let text = format!("{{\"posts\":[{}]}}", posts.join(","));
    let profile = read_native_json(&text, "l", &Options::new(&schema, NOW)).unwrap();
    let Members::Known(members) = profile.record.members(POSTS) else { panic!("posts are known") };
    assert_eq!(members.len(), MAX_POSTS);
    assert!(members.iter().is_sorted_by(|one, next| one.at() >= next.at()));
    assert_eq!(profile.warnings.last().unwrap().message, "of 10007 posts only the 5000 newest were looked at");
}

#[test]
fn of_very_long_posts_the_newest_are_kept() {
    let schema = schema();
    let text = "y".repeat(MAX_TEXT);
    let post = |n: usize| format!("{{\"created_at\":\"{}-01-01\",\"text\":\"{text}\"}}", 1990 + n % 30);
    let posts: Vec<String> = (0..100).map(post).collect();
    let line = format!("{{\"posts\":[{}]}}", posts.join(","));
    let profile = read_native_json(&line, "l", &Options::new(&schema, NOW)).unwrap();
    let Members::Known(members) = profile.record.members(POSTS) else { panic!("posts are known") };
    assert_eq!(members.len(), MAX_POSTS_TEXT / MAX_TEXT);
    assert_eq!(profile.warnings[0].message, "of 100 posts only the 32 newest were looked at");
    assert!(members.iter().all(|member| member.at() > Some(1_200_000_000)), "of the last years");
}

#[test]
fn a_text_without_end_is_cut() {
    let schema = schema();
    let text =
        format!("{{\"bio\":\"x{}\",\"posts\":[{{\"text\":\"{}\"}}]}}", "é".repeat(MAX_TEXT), "y".repeat(MAX_TEXT));
    let profile = read_native_json(&text, "l", &Options::new(&schema, NOW)).unwrap();
    let Fact::Known(Value::Text(bio)) = profile.record.get(page::BIO) else { panic!("there is a bio") };
    assert_eq!(bio.len(), MAX_TEXT - 1, "at most so many bytes, and whole characters");
    assert_eq!(profile.warnings.len(), 1);
    assert_eq!(profile.warnings[0].message, "a text is longer than 65536 bytes; the rest was not looked at");
}

#[test]
fn a_list_without_end_is_refused() {
    let message = error(&format!("{{\"contacts\":[{}\"a\"]}}", "\"a\",".repeat(MAX_ENTRIES)));
    assert!(message.contains("`contacts` has more than 100000 entries"), "{message}");
}

#[test]
fn a_misspelt_profile_is_still_a_profile() {
    let schema = schema();
    let message = |text: &str| read(Input::bytes("in", text), &Options::new(&schema, NOW)).unwrap_err().to_string();
    for (text, expected) in [
        (
            r#"{"platform":"x","folowers":3,"bioo":"x"}"#,
            "`folowers` is not a field of a profile; did you mean `followers`?",
        ),
        (r#"{"platform":"mastodon","a":1,"b":2,"c":3}"#, "`a` is not a field of a profile; the fields are"),
        (
            r#"{"screen_name":"ana","platform":"x"}"#,
            "`screen_name` is not a field of a profile; did you mean `handle`?",
        ),
        (r#"{"folowers":3,"bioo":"x"}"#, "`folowers` is not a field of a profile; did you mean `followers`?"),
        (r#"{"handle":"ana","folowers":3,"bioo":"x","q":1}"#, "did you mean `followers`?"),
        (r#"{"platform":"twitter","folowers":3}"#, "did you mean `x`?"),
        ("folowers = 3\n", "`folowers` is not a field of a profile; did you mean `followers`?"),
    ] {
        let message = message(text);
        assert!(message.starts_with("in:1:") && message.contains(expected), "{text}: {message}");
    }
    for text in [
        r#"{"platform":"linux","arch":"arm","cpus":3,"host":"a"}"#,
        r#"{"host":"a","port":1}"#,
        r#"{"id":"1","acct":"ana","bot":false,"note":"x","uri":"u","url":"u","locked":false}"#,
        "port = 1\nhost = 2\nother = 3",
    ] {
        let message = message(text);
        assert!(message.starts_with("`in` is not a profile that can be read"), "{text}: {message}");
    }
}
