//! `followback audit --format html`.

use crate::support::{NOW, followback, followback_in};

#[test]
fn a_page_is_written_in_one_file() {
    let folder = tempfile::tempdir().unwrap();
    let run = followback_in(folder.path(), &["audit", "--demo", "--format", "html", "-o", "report.html"], b"");
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (0, "", ""));
    let page = std::fs::read_to_string(folder.path().join("report.html")).unwrap();
    assert!(page.starts_with("<!doctype html>\n<html lang=\"en\">"), "{}", &page[..80]);
    assert!(page.contains("<h1 id=\"who\" dir=\"auto\">Marta Vilariño ✨</h1>"));
    assert!(page.contains("<mark>I follow back<a class=\"note\" href=\"#finding-1\""));
    let printed = followback(&["audit", "--demo", "--format", "html"]);
    assert_eq!(printed.out, page, "the same bytes, wherever they go");
}

#[test]
fn the_data_of_a_page_are_the_report() {
    let page = followback(&["audit", "--demo", "--format", "html"]).out;
    let data = page.split_once("id=\"data\">").unwrap().1.split_once("</script>").unwrap().0;
    let data: serde_json::Value = serde_json::from_str(data).unwrap();
    assert_eq!(data["schema"], "followback.page/1");
    assert_eq!(data["report"], followback(&["audit", "--demo", "--format", "json"]).json());
    let rule = data["rules"].as_array().unwrap().iter().find(|r| r["rule"] == "bio/missing").unwrap();
    assert_eq!((&rule["severity"], &rule["points"], &rule["cap"]), (&"blocker".into(), &100.0.into(), &0.0.into()));
    assert!(rule["supersedes"].as_array().unwrap().contains(&"bio/no-goal".into()));
}

#[test]
fn a_page_speaks_the_language_that_is_asked_for() {
    let page = followback(&["audit", "--demo", "--format", "html", "--locale", "es"]).out;
    assert!(page.contains("<html lang=\"es\">"));
    assert!(page.contains("Arreglado") && !page.contains("Fix first"));
}

#[test]
fn every_format_for_people_says_what_changed() {
    let folder = tempfile::tempdir().unwrap();
    let old = r#"{"bio": "hi there", "avatar_default": false, "avatar_url": "https://example.org/a.png"}"#;
    let new = r#"{"bio": "Nurse at the harbour clinic in Lugo", "avatar_default": true, "avatar_url": ""}"#;
    std::fs::write(folder.path().join("old.json"), old).unwrap();
    std::fs::write(folder.path().join("new.json"), new).unwrap();
    let audit = |args: &[&str]| followback_in(folder.path(), &[&["audit"], args, &["--now", NOW]].concat(), b"");
    assert_eq!(audit(&["old.json", "--format", "json", "-o", "before.json"]).code, 0);
    for format in ["human", "markdown", "html"] {
        let run = audit(&["new.json", "--compare", "before.json", "--format", format]);
        assert_eq!(run.code, 0, "{}", run.err);
        let at = |words: &str| run.out.find(words).unwrap_or_else(|| panic!("`{words}` is not in {format}"));
        let gone = "Your bio is too short to say anything";
        assert!(at("Since the report of 2026-11-20") < at(gone) && at(gone) < at("Fix first"), "{format}");
    }
}
