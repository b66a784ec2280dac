//! Input that is no profile, or a broken one: a clear message, exit 2, and nothing on the standard output.

use crate::support::{Run, followback_in, followback_with};

fn refused(run: &Run, words: &[&str]) {
    assert_eq!(run.code, 2, "{}{}", run.out, run.err);
    assert_eq!(run.out, "");
    for word in words {
        assert!(run.err.contains(word), "`{word}` is not in: {}", run.err);
    }
    assert!(!run.err.contains("panicked"), "{}", run.err);
}

fn file(name: &str, bytes: &[u8]) -> Run {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(name), bytes).unwrap();
    followback_in(folder.path(), &["audit", name], b"")
}

#[test]
fn a_file_that_is_not_there() {
    let folder = tempfile::tempdir().unwrap();
    refused(&followback_in(folder.path(), &["audit", "nowhere.zip"], b""), &["nowhere.zip"]);
}

#[test]
fn no_input_at_all() {
    refused(&followback_with(&["audit"], b""), &["--demo"]);
}

#[test]
fn an_empty_file() {
    refused(&file("empty.json", b""), &["empty.json", "empty"]);
}

#[test]
fn a_picture() {
    refused(&file("me.json", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00"), &["me.json", "JPEG"]);
}

#[test]
fn json_cut_in_the_middle() {
    refused(&file("cut.json", br#"{"platform":"x","bio":"hel"#), &["cut.json:1:", "ends too early"]);
}

#[test]
fn a_field_that_is_not_one() {
    refused(&file("typo.json", br#"{"platform":"x","folowers":3}"#), &["folowers", "did you mean", "followers"]);
}

#[test]
fn a_value_of_the_wrong_kind() {
    refused(&file("kind.json", br#"{"platform":"x","followers":"many"}"#), &["followers"]);
}

#[test]
fn a_zip_cut_in_the_middle() {
    refused(&file("cut.zip", b"PK\x03\x04\x14\x00\x00\x00"), &["cut.zip"]);
}

#[test]
fn bytes_that_are_no_text() {
    refused(&file("latin.json", b"{\"bio\":\"caf\xe9\"}"), &["latin.json"]);
}

#[test]
fn an_unknown_platform() {
    refused(&file("p.json", br#"{"platform":"myspace","bio":"x"}"#), &["myspace"]);
}

#[test]
fn rules_with_faults_name_every_place() {
    let folder = tempfile::tempdir().unwrap();
    let rules = "[[rule]]\nid = \"bio/x\"\nfactor = \"bio\"\nwhen.bio.lenght.below = 3\nwhen.acount.followers = 1\n";
    std::fs::write(folder.path().join("mine.toml"), rules).unwrap();
    let run = followback_in(folder.path(), &["audit", "--demo", "--rules", "mine.toml"], b"");
    refused(
        &run,
        &["mine.toml:4", "did you mean `length`", "mine.toml:5", "did you mean `account`", "error[missing-field]"],
    );
}

#[test]
fn a_pack_that_is_no_pack() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("empty")).unwrap();
    refused(&followback_in(folder.path(), &["audit", "--demo", "--rules", "empty"], b""), &["empty", "rule pack"]);
    refused(&followback_in(folder.path(), &["audit", "--demo", "--rules", "nowhere"], b""), &["nowhere"]);
}
