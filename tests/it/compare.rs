//! `followback audit --compare`: what changed since an earlier report.

use std::path::Path;

use serde_json::{Value, json};

use crate::support::{NOW, Run, followback_in, root};

/// A folder with profiles, packs and reports of one account.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        Desk(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path().join(name), text).unwrap();
    }

    /// Audits a profile, writes its report to `file`, and goes on.
    fn report(&self, profile: &Value, file: &str, more: &[&str]) {
        let run = self.audit(profile, &[&["--format", "json", "-o", file], more].concat());
        assert_eq!(run.code, 0, "{}", run.err);
    }

    fn audit(&self, profile: &Value, more: &[&str]) -> Run {
        let all = [&["audit", "-", "--now", NOW], more].concat();
        followback_in(self.path(), &all, profile.to_string().as_bytes())
    }

    fn changes(&self, profile: &Value, old: &str, more: &[&str]) -> Value {
        let run = self.audit(profile, &[&["--compare", old, "--format", "json"], more].concat());
        assert_eq!(run.code, 0, "{}", run.err);
        run.json()["changes"].clone()
    }
}

fn profile(bio: &str, link: &str) -> Value {
    json!({"platform": "x", "handle": "ana", "name": "Ana", "bio": bio, "url": link, "avatar_default": false,
        "avatar_url": "https://pbs.example/ana.jpg", "posts": [], "posts_count": 0})
}

const EARLIER: &str = "Hello everybody, I follow back #teamfollowback";
const LATER: &str = "Nurse in Lugo. I write about coffee and climbing, and I learn to bake bread";

fn rule_of<'v>(changes: &'v Value, part: &str, rule: &str) -> &'v Value {
    let lines = changes[part].as_array().unwrap();
    lines.iter().find(|line| line["rule"] == rule).unwrap_or_else(|| panic!("no {rule} among {part}: {changes:#}"))
}

#[test]
fn what_changed_in_the_profile_is_told_in_every_format() {
    let desk = Desk::new();
    desk.report(&profile(EARLIER, "https://example.org"), "old.json", &[]);
    let later = profile(LATER, "");
    insta::assert_snapshot!("human", beginning(&desk.audit(&later, &["--compare", "old.json"]).out));
    insta::assert_snapshot!(
        "spanish",
        beginning(&desk.audit(&later, &["--compare", "old.json", "--locale", "es"]).out)
    );
    let short = desk.audit(&later, &["--compare", "old.json", "--format", "short"]).out;
    let since: Vec<&str> = short.lines().skip_while(|line| !line.starts_with("since ")).collect();
    insta::assert_snapshot!("short", since.join("\n"));
    let changes = desk.changes(&later, "old.json", &[]);
    assert_eq!((&changes["same_rules"], &changes["since"]), (&true.into(), &"2026-11-20T12:00:00Z".into()));
    let gone = rule_of(&changes, "gone", "bio/follow-back-beggar");
    assert_eq!((&gone["status"], &gone["cause"]), (&"passed".into(), &"profile".into()));
    let new = rule_of(&changes, "new", "link/missing");
    assert_eq!((&new["before"], &new["cause"]), (&"passed".into(), &"profile".into()));
}

/// The report up to what is to be fixed.
fn beginning(report: &str) -> &str {
    report
        .split("Fix first")
        .next()
        .unwrap()
        .split("Lo primero")
        .next()
        .unwrap()
        .split("Nothing to fix")
        .next()
        .unwrap()
}

#[test]
fn the_json_keeps_to_its_schema_and_has_changes_only_when_asked() {
    let desk = Desk::new();
    let earlier = profile(EARLIER, "");
    desk.report(&earlier, "old.json", &[]);
    let schema = std::fs::read_to_string(root().join("crates/cli/report.schema.json")).unwrap();
    let schema = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    for later in [&earlier, &profile(LATER, ""), &json!({"platform": "x"})] {
        let report = desk.audit(later, &["--compare", "old.json", "--format", "json"]).json();
        let problems: Vec<String> = schema.iter_errors(&report).map(|e| e.to_string()).collect();
        assert!(problems.is_empty(), "{problems:?}");
    }
    let without = std::fs::read_to_string(desk.path().join("old.json")).unwrap();
    assert!(!without.contains("\"changes\""));
}

#[test]
fn nothing_changed_is_said() {
    let desk = Desk::new();
    let same = profile(EARLIER, "");
    desk.report(&same, "old.json", &[]);
    let report = desk.audit(&same, &["--compare", "old.json"]).out;
    assert!(report.contains("Since the report of 2026-11-20\n\n  Nothing has changed.\n"), "{report}");
    // A report that has changes can be compared with as well.
    let again = desk.audit(&same, &["--compare", "old.json", "--format", "json", "-o", "new.json"]);
    assert_eq!(again.code, 0, "{}", again.err);
    assert_eq!(desk.changes(&same, "new.json", &[])["gone"], json!([]));
}

/// A pack of one's own beside the default rules.
fn pack(points: u32, limit: u32, more: &str) -> String {
    format!(
        "[[rule]]\nid = \"bio/shouting\"\nfactor = \"bio\"\nseverity = \"minor\"\npoints = {points}\ntitle = \"Your bio shouts\"\n\
         message = \"It shouts.\"\nwhen.bio.capitals_share.above = 0.{limit}\n{more}"
    )
}

#[test]
fn where_the_rules_differ_only_what_they_changed_is_theirs() {
    let desk = Desk::new();
    let loud = profile("NURSE IN LUGO, WRITES ABOUT COFFEE", "");
    let other = "[[rule]]\nid = \"bio/question\"\nfactor = \"bio\"\nseverity = \"hint\"\npoints = 3\ntitle = \"A question\"\nmessage = \"It asks.\"\nwhen.bio.contains = \"nurse\"\n";
    desk.write("mine.toml", &pack(12, 8, other));
    desk.report(&loud, "old.json", &["--rules", "mine.toml"]);
    // Other points: the pack. A rule that is not there any more: the pack. What the profile may have done: undecided.
    desk.write("mine.toml", &pack(15, 8, ""));
    let changes = desk.changes(&loud, "old.json", &["--rules", "mine.toml"]);
    assert_eq!(changes["same_rules"], false);
    let shouting = rule_of(&changes, "changed", "bio/shouting");
    assert_eq!((&shouting["points"], &shouting["cause"]), (&json!({"before": 12.0, "now": 15.0}), &"rules".into()));
    let gone = rule_of(&changes, "gone", "bio/question");
    assert_eq!(
        (&gone["status"], &gone["cause"], &gone["title"]),
        (&Value::Null, &"rules".into(), &"A question".into())
    );
    desk.write("mine.toml", &pack(12, 9, ""));
    let quiet = profile("Nurse in Lugo, writes about coffee", "");
    let changes = desk.changes(&quiet, "old.json", &["--rules", "mine.toml"]);
    let gone = rule_of(&changes, "gone", "bio/shouting");
    assert_eq!((&gone["status"], &gone["cause"]), (&"passed".into(), &"undecided".into()));
    // The other way round the rule is new.
    desk.report(&loud, "without.json", &[]);
    let new = desk.changes(&loud, "without.json", &["--rules", "mine.toml"]);
    let new = rule_of(&new, "new", "bio/shouting");
    assert_eq!((&new["before"], &new["cause"]), (&Value::Null, &"rules".into()));
    let told = desk.audit(&loud, &["--compare", "without.json", "--rules", "mine.toml"]).out;
    let flat = told.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains("there was no such rule before; comes from the rules"), "{told}");
}

#[test]
fn settings_are_named_as_a_cause() {
    let desk = Desk::new();
    let same = profile(EARLIER, "");
    desk.report(&same, "old.json", &[]);
    let aside = "[[suppress]]\nrule = \"posts/none\"\nreason = \"launch week\"\n[rules.\"link/missing\"]\noff = true\n";
    desk.write("followback.toml", &format!("{aside}[rules.\"bio/follow-back-beggar\"]\npoints = 5\n"));
    let changes = desk.changes(&same, "old.json", &[]);
    assert_eq!(changes["same_rules"], false);
    for (part, rule) in [("gone", "posts/none"), ("gone", "link/missing"), ("changed", "bio/follow-back-beggar")] {
        assert_eq!(rule_of(&changes, part, rule)["cause"], "settings", "{rule}");
    }
}

#[test]
fn the_profile_is_not_blamed_for_other_settings() {
    let desk = Desk::new();
    let short = profile("Nurse", "https://example.org");
    desk.report(&short, "old.json", &[]);
    desk.write("params.toml", "[rules.\"bio/too-short\"]\nparams = { min_width = 1, min_words = 1 }\n");
    let changes = desk.changes(&short, "old.json", &["--config", "params.toml"]);
    assert_eq!(rule_of(&changes, "gone", "bio/too-short")["cause"], "undecided");
    assert_eq!(changes["same_rules"], false);
    let told = desk.audit(&short, &["--compare", "old.json", "--config", "params.toml"]).out;
    assert!(!told.contains("the same rules and settings"), "{told}");
    // The same settings again are the same, and so is a file that only says it in another way.
    desk.report(&short, "old.json", &["--config", "params.toml"]);
    desk.write(
        "again.toml",
        "packs = []\n[rules]\n'bio/too-short' = { params = { min_words = 1.0, min_width = 1 } }\n",
    );
    let later = profile("Nurse", "");
    let changes = desk.changes(&later, "old.json", &["--config", "again.toml"]);
    assert_eq!(rule_of(&changes, "new", "link/missing")["cause"], "profile");
    assert_eq!(changes["same_rules"], true);
    // What the owner declares are settings as well, and a report that does not tell its settings may have had any.
    desk.write("company.toml", "[profile]\nkind = \"company\"\n");
    assert_eq!(desk.changes(&later, "old.json", &["--config", "company.toml"])["same_rules"], false);
    desk.report(&short, "old.json", &[]);
    let mut untold: Value =
        serde_json::from_str(&std::fs::read_to_string(desk.path().join("old.json")).unwrap()).unwrap();
    assert_eq!(untold.as_object_mut().unwrap().remove("settings"), Some(Value::Null));
    desk.write("untold.json", &untold.to_string());
    let changes = desk.changes(&later, "untold.json", &[]);
    assert_eq!(rule_of(&changes, "new", "link/missing")["cause"], "undecided");
    let told = desk.audit(&short, &["--compare", "untold.json"]).out;
    assert!(!told.contains("Nothing has changed") && told.contains("not known to be the same"), "{told}");
}

#[test]
fn what_was_not_checked_before_is_no_change_of_the_profile() {
    let desk = Desk::new();
    let mut ana = profile(LATER, "https://example.org");
    ana.as_object_mut().unwrap().remove("url");
    desk.report(&ana, "old.json", &[]);
    ana["url"] = "".into();
    let changes = desk.changes(&ana, "old.json", &[]);
    let new = rule_of(&changes, "new", "link/missing");
    assert_eq!((&new["before"], &new["cause"]), (&"unknown".into(), &"undecided".into()));
    let told = desk.audit(&ana, &["--compare", "old.json"]).out;
    let flat = told.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains("not checked before; undecided"), "{told}");
    // The other way round it is not mended.
    desk.report(&ana, "old.json", &[]);
    ana.as_object_mut().unwrap().remove("url");
    let changes = desk.changes(&ana, "old.json", &[]);
    let gone = rule_of(&changes, "gone", "link/missing");
    assert_eq!((&gone["status"], &gone["cause"]), (&"unknown".into(), &"undecided".into()));
}

#[test]
fn another_band_is_a_change() {
    let desk = Desk::new();
    let same = profile(EARLIER, "");
    desk.report(&same, "old.json", &[]);
    let mut old: Value = serde_json::from_str(&std::fs::read_to_string(desk.path().join("old.json")).unwrap()).unwrap();
    old["score"]["band"] = "ready".into();
    desk.write("old.json", &old.to_string());
    let told = desk.audit(&same, &["--compare", "old.json"]).out;
    assert!(!told.contains("Nothing has changed") && told.contains("ready →"), "{told}");
}

#[test]
fn the_earlier_report_can_be_the_standard_input() {
    let desk = Desk::new();
    let ana = profile(EARLIER, "");
    desk.report(&ana, "old.json", &[]);
    desk.write("ana.json", &ana.to_string());
    let old = std::fs::read(desk.path().join("old.json")).unwrap();
    let run = followback_in(desk.path(), &["audit", "ana.json", "--now", NOW, "--compare", "-"], &old);
    assert!(run.code == 0 && run.out.contains("Nothing has changed."), "{}{}", run.out, run.err);
    let run = followback_in(desk.path(), &["audit", "ana.json", "--now", NOW, "--compare", "-"], b"words");
    assert!(run.code == 2 && run.err.contains("`<stdin>` is no report"), "{}", run.err);
    let run = desk.audit(&ana, &["--compare", "-"]);
    assert!(run.code == 2 && run.err.contains("cannot both be the standard input"), "{}", run.err);
}

#[test]
fn what_cannot_be_compared_is_an_error_that_says_why() {
    let desk = Desk::new();
    let ana = profile(EARLIER, "");
    desk.report(&ana, "ana.json", &[]);
    let text = std::fs::read_to_string(desk.path().join("ana.json")).unwrap();
    desk.write("other-form.json", &text.replace("followback.report/1", "followback.report/2"));
    desk.write("profile.json", &ana.to_string());
    desk.write("words.json", "not even JSON");
    desk.write("part.json", "{\"schema\": \"followback.report/1\"}");
    let mia = json!({"platform": "x", "handle": "mia", "bio": "Nurse"});
    let on_mastodon = json!({"platform": "mastodon", "handle": "ana", "bio": "Nurse"});
    for (profile, old, said) in [
        (&ana, "none.json", "cannot read the earlier report `none.json`"),
        (&ana, "words.json", "`words.json` is no report, it is not JSON"),
        (&ana, "profile.json", "`profile.json` is no report: it has no `schema`"),
        (&ana, "other-form.json", "`other-form.json` is a report in the form `followback.report/2`, and this version"),
        (&ana, "part.json", "`part.json` is a report with something missing"),
        (&mia, "ana.json", "`ana.json` is about another account, @ana on x, and this profile is @mia on x"),
        (&on_mastodon, "ana.json", "another account, @ana on x, and this profile is @ana on mastodon"),
    ] {
        let run = desk.audit(profile, &["--compare", old]);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{old}");
        assert!(run.err.contains(said), "{old}: {}", run.err);
    }
    // Case is no difference, and what is not known is none.
    for profile in [json!({"platform": "x", "handle": "Ana"}), json!({"bio": "Nurse"})] {
        assert_eq!(desk.audit(&profile, &["--compare", "ana.json"]).code, 0);
    }
    let over = desk.audit(&ana, &["--compare", "ana.json", "-o", "ana.json"]);
    assert!(over.code == 2 && over.err.contains("part of the input"), "{}", over.err);
}
