//! The straight way and the careful one agree.

use followback_core::{FieldId, Members, Reason};
use proptest::prelude::*;

use super::super::read_carefully;
use super::*;
use crate::catalog::schema;

const NOW: i64 = 1_700_000_000;

/// What both ways make of a line; the straight one may leave it to the other, but never say anything else.
fn both(line: &str) -> bool {
    let schema = schema();
    let options = Options::new(&schema, NOW);
    let careful = read_carefully(line, "lines.jsonl", &options);
    // In the room of a profile that knew other things.
    let mut spare = Spare::default();
    let before = r#"{"bio":"b","bot":true,"posts":[{"id":"1","text":"c","quote":true},{"media":2}]}"#;
    let before = read(before, &options, &mut spare).unwrap();
    spare.keep(before.record);
    match read(line, &options, &mut spare) {
        None => false,
        Some(profile) => {
            assert_eq!(careful.as_ref().ok(), Some(&profile), "{line}");
            true
        }
    }
}

#[test]
fn plain_lines_go_straight() {
    for line in [
        "{}",
        r#"{"handle":"@ana","bio":"","followers":12,"verified":false,"created_at":"2019-05-01T10:00:00Z","posts":[]}"#,
        r#" { "platform" : "x" , "name" : null , "topics" : [ "a" , "b" ] , "kind" : "person" } "#,
        r#"{"posts":[{"id":"1","created_at":"2020-02-29","reply":false,"text":"a\n\u00e9\ud83d\ude00\/\""},{"text":"b","repost":true}]}"#,
        r#"{"contacts":["@Ana","ben"],"posts":[{},{"likes":0,"lang":"es"}],"avatar_file":"me.jpg","avatar_url":""}"#,
    ] {
        assert!(both(line), "{line}");
    }
}

#[test]
fn what_is_odd_is_left_to_the_careful_way() {
    for line in [
        "",
        "[]",
        "{",
        r#"{"handle":"a","handle":"b"}"#,
        r#"{"folowers":1}"#,
        r#"{"followers":"1"}"#,
        r#"{"followers":-1}"#,
        r#"{"followers":01}"#,
        r#"{"followers":1.5}"#,
        r#"{"followers":12345678901234567890}"#,
        r#"{"bio":"\ud800"}"#,
        r#"{"bio":"\ud800\u0041"}"#,
        r#"{"bio":"\u+123"}"#,
        r#"{"bio":"\x"}"#,
        "{\"bio\":\"a\tb\"}",
        r#"{"bio":"a"}}"#,
        r#"{"bio":"a",}"#,
        r#"{"bio":truefalse}"#,
        r#"{"verified":truefalse}"#,
        r#"{"followers":12x}"#,
        r#"{"created_at":"2150-01-01"}"#,
        r#"{"created_at":"yesterday"}"#,
        r#"{"kind":"robot"}"#,
        r#"{"posts":[{"text":"a"},]}"#,
        r#"{"posts":[{"text":"a"} {"text":"b"}]}"#,
        r#"{"fields":["a"]}"#,
    ] {
        assert!(!both(line), "{line}");
    }
}

#[test]
fn fields_of_posts_that_nobody_reads_are_checked_and_not_kept() {
    let schema = schema();
    let all = Options::new(&schema, NOW);
    let few = Options { post_fields: PostFields::of(&schema, ["posts.age_days", "posts.own_thread"]), ..all };
    let post = r#"{"text":"a","likes":3,"lang":"en","repost":false,"reply":false,"created_at":"2020-02-29T10:11:12Z"}"#;
    let line = format!(r#"{{"posts":[{post},{post}]}}"#);
    let posts = |options| match read(&line, options, &mut Spare::default())
        .map(|profile| profile.record.members(POSTS).clone())
    {
        Some(Members::Known(posts)) => posts,
        other => panic!("posts are known: {other:?}"),
    };
    let (whole, cut) = (posts(&all), posts(&few));
    for (field, decl) in (0..).map(FieldId).zip(&schema.collection_decl(POSTS).fields) {
        let is_read = ["text", "age_days", "own_thread", "reply"].contains(&decl.path.as_str());
        let wanted = if is_read { whole.fact(1, field) } else { &Fact::Unknown(Reason::NotInSource) };
        assert_eq!(cut.fact(1, field), wanted, "{}", decl.path);
    }
    assert!(read(r#"{"posts":[{"likes":-3}]}"#, &few, &mut Spare::default()).is_none(), "a fault is one all the same");
}

/// A line that is nearly right: values of all kinds under names of all kinds.
fn line() -> impl Strategy<Value = String> {
    let value = prop_oneof![
        Just("null".to_owned()),
        any::<bool>().prop_map(|b| b.to_string()),
        (-3i64..1_000_000).prop_map(|n| n.to_string()),
        prop::sample::select(vec!["2020-01-01T00:00:00Z", "2023-11-14T22:13:21Z", "x", "person", "", "@a"])
            .prop_map(|s| format!("\"{s}\"")),
        "[a-é\" \\\\/#]{0,12}".prop_map(|s| serde_json::Value::from(s).to_string()),
        Just(r#"["a","B"]"#.to_owned()),
    ];
    let name = |names: &'static [&'static str]| prop::sample::select(names.to_vec());
    let blank = || prop::sample::select(vec!["", "", " ", "\t"]);
    let post = prop::collection::vec((name(super::super::fields::POST_FIELDS), value.clone(), blank()), 0..4);
    let post = post.prop_map(|fields| object(&fields));
    let posts = prop::collection::vec(post, 0..4).prop_map(|posts| format!("[{}]", posts.join(",")));
    let fields = prop::collection::vec(
        (name(super::super::fields::PROFILE_FIELDS), prop_oneof![4 => value, 1 => posts], blank()),
        0..5,
    );
    fields.prop_map(|fields| object(&fields))
}

fn object(fields: &[(&str, String, &str)]) -> String {
    let fields: Vec<String> = fields.iter().map(|(name, value, blank)| format!("\"{name}\"{blank}:{value}")).collect();
    format!("{{{}}}", fields.join(","))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn both_ways_agree(line in line(), cut in prop::option::weighted(0.2, 0..100usize)) {
        let end = cut.map_or(line.len(), |cut| line.len() * cut / 100);
        let end = (0..=end).rev().find(|&at| line.is_char_boundary(at)).unwrap_or(0);
        both(&line[..end]);
    }
}
