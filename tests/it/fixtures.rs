//! `followback test` with whole profiles: snapshots, their review, and what reports say of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{Run, followback_in};

/// A pack of one rule with two profiles.
const RULES: &str = r#"[[rule]]
id = "bio/caps"
factor = "bio"
severity = "hint"
points = 2
title = "Your bio shouts"
message = "{bio.capitals_share:percent} of the letters are capitals."
when.bio.capitals_share.above = 0.8
[[rule.test]]
name = "shouting"
given.bio = "NURSE IN LUGO"
expect = "fires"
"#;

struct Pack(tempfile::TempDir);

impl Pack {
    fn new() -> Self {
        let pack = Pack(tempfile::tempdir().unwrap());
        pack.write("rules.toml", RULES);
        pack.write("profiles/ana.toml", "handle = \"ana\"\nbio = \"NURSE IN LUGO\"\n");
        pack.write(
            "profiles/bea.toml",
            "handle = \"bea\"\nbio = \"Baker in Vigo\"\ncreated_at = 2025-06-01\nposts = []\n",
        );
        pack
    }

    /// The same, with accepted snapshots.
    fn accepted() -> Self {
        let pack = Pack::new();
        assert_eq!(pack.test(&["--accept"]).out, "3 passed, 0 failed, 2 accepted\n");
        pack
    }

    fn path(&self, file: &str) -> PathBuf {
        self.0.path().join("pack").join(file)
    }

    fn write(&self, file: &str, text: &str) {
        let path = self.path(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn snapshot(&self, name: &str) -> String {
        fs::read_to_string(self.path(&format!("profiles/snapshots/{name}"))).unwrap()
    }

    fn test(&self, args: &[&str]) -> Run {
        self.keys(args, "")
    }

    /// A run with something on the standard input.
    fn keys(&self, args: &[&str], keys: &str) -> Run {
        let args: Vec<&str> = ["test", "pack"].into_iter().chain(args.iter().copied()).collect();
        followback_in(self.0.path(), &args, keys.as_bytes())
    }

    /// Every file with its content.
    fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let (mut files, mut folders) = (BTreeMap::new(), vec![self.path("")]);
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let below = path.strip_prefix(self.path("")).unwrap().to_owned();
                    files.insert(below, fs::read(&path).unwrap());
                }
            }
        }
        files
    }
}

#[test]
fn a_new_fixture_waits_for_its_snapshot() {
    let pack = Pack::new();
    let run = pack.test(&[]);
    assert_eq!(run.code, 1);
    assert!(run.out.contains("profiles/ana.toml: there is no snapshot yet"), "{}", run.out);
    assert!(run.out.contains("followback test pack --review"), "{}", run.out);
    assert!(run.out.ends_with("1 passed, 2 failed\n"), "{}", run.out);
    assert!(
        pack.path("profiles/snapshots/ana.snap.new").exists() && !pack.path("profiles/snapshots/ana.snap").exists()
    );
    assert_eq!(pack.test(&["--accept"]).code, 0);
    assert!(!pack.path("profiles/snapshots/ana.snap.new").exists());
    let run = pack.test(&["--check"]);
    assert_eq!((run.code, run.out.as_str()), (0, "3 passed, 0 failed\n"), "{}", run.err);
}

#[test]
fn the_snapshot_is_the_whole_outcome_of_the_pack() {
    let pack = Pack::accepted();
    let text = pack.snapshot("ana.snap");
    // The score is made by all rules, also those of the default pack, which is tested elsewhere.
    let own: Vec<&str> = text.lines().filter(|l| !l.contains("score: ") && !l.starts_with("range")).collect();
    let own: Vec<&str> = own.into_iter().filter(|l| !l.starts_with("band") && !l.starts_with("coverage")).collect();
    insta::assert_snapshot!(own.join("\n"), @r#"
    ---
    source: followback test
    expression: "ana"
    input_file: "profiles/ana.toml"
    ---
    now: 2025-06-15T15:06:40Z
    factors:
    findings:
      bio/caps:
        severity: hint
        points: 2
        message: "100% of the letters are capitals."
        evidence:
          - bio.capitals_share: 1
    rules:
      bio/caps: fired
    "#);
}

/// Insta itself reads what is written, and finds the same text.
#[test]
fn insta_reads_the_snapshots() {
    let pack = Pack::accepted();
    let file = pack.snapshot("ana.snap");
    let text = file.split("\n---\n").nth(1).unwrap().to_owned();
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(pack.path("profiles/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.bind(|| {
        insta::assert_snapshot!("ana", text);
        // A text that differs in one letter is not the one that insta read.
        let other = text.replacen("fired", "fixed", 1);
        let differs = std::panic::catch_unwind(|| insta::assert_snapshot!("ana", other));
        assert!(
            differs.is_err()
                || std::env::var_os("INSTA_UPDATE").is_some()
                || std::env::var_os("INSTA_FORCE_PASS").is_some()
        );
    });
}

#[test]
fn a_changed_threshold_is_shown_line_by_line() {
    let pack = Pack::accepted();
    pack.write("rules.toml", &RULES.replace("above = 0.8", "above = 1").replace("\"fires\"", "\"passes\""));
    let before = pack.files();
    let run = pack.test(&["--check"]);
    assert_eq!(run.code, 1);
    assert!(run.out.contains("profiles/ana.toml: the snapshot says otherwise"), "{}", run.out);
    assert!(run.out.contains("\n  -   bio/caps: fired\n  +   bio/caps: passed\n"), "{}", run.out);
    assert!(run.out.contains("  -     message: \"100% of the letters are capitals.\""), "{}", run.out);
    assert!(!run.out.contains("bea"), "{}", run.out);
    assert_eq!(pack.files(), before, "`--check` writes nothing");
    assert_eq!(pack.test(&[]).code, 1);
    assert!(pack.snapshot("ana.snap.new").contains("bio/caps: passed"));
    // What waits goes away once it is no longer new.
    pack.write("rules.toml", RULES);
    assert_eq!(pack.test(&[]).code, 0);
    assert_eq!(pack.files(), Pack::accepted().files());
}

#[cfg(unix)]
#[test]
fn check_works_where_nothing_can_be_written() {
    use std::os::unix::fs::PermissionsExt;
    let pack = Pack::accepted();
    pack.write("profiles/cleo.toml", "bio = \"Potter in Faro\"\n");
    let folders = ["profiles/snapshots", "profiles", ""].map(|folder| pack.path(folder));
    let mode =
        |mode: u32| folders.iter().for_each(|f| fs::set_permissions(f, fs::Permissions::from_mode(mode)).unwrap());
    let before = pack.files();
    mode(0o555);
    let check = pack.test(&["--check"]);
    let is_root = fs::write(pack.path("probe"), "").is_ok();
    let plain = (!is_root).then(|| pack.test(&[]));
    mode(0o755);
    if is_root {
        fs::remove_file(pack.path("probe")).unwrap();
    }
    assert_eq!(check.code, 1, "{}", check.err);
    assert!(check.out.contains("profiles/cleo.toml: there is no snapshot yet"), "{}", check.out);
    assert_eq!(pack.files(), before);
    if let Some(plain) = plain {
        assert!(plain.code == 2 && plain.err.contains("with `--check` nothing is written"), "{}", plain.err);
    }
}

#[test]
fn a_renamed_fixture_leaves_an_orphan() {
    let pack = Pack::accepted();
    fs::rename(pack.path("profiles/ana.toml"), pack.path("profiles/anna.toml")).unwrap();
    let run = pack.test(&["--check"]);
    assert_eq!(run.code, 1);
    let orphan = "profiles/snapshots/ana.snap: a snapshot without a fixture: there is no `profiles/ana.toml`";
    assert!(
        run.out.contains(orphan) && run.out.contains("profiles/anna.toml: there is no snapshot yet"),
        "{}",
        run.out
    );
    assert_eq!(pack.test(&["--check", "--filter", "profiles/bea"]).code, 0, "it was not asked for");
    let run = pack.test(&["--accept"]);
    assert_eq!(run.out, "3 passed, 0 failed, 1 accepted, 1 removed\n");
    assert!(!pack.path("profiles/snapshots/ana.snap").exists() && pack.path("profiles/snapshots/anna.snap").exists());
}

#[test]
fn two_of_one_name_fail() {
    let pack = Pack::accepted();
    fs::copy(pack.path("profiles/snapshots/ana.snap"), pack.path("profiles/snapshots/ana (1).snap")).unwrap();
    let run = pack.test(&["--check"]);
    assert!(run.code == 1 && run.out.contains("ana (1).snap: a second snapshot of `profiles/ana.toml`"), "{}", run.out);
    fs::remove_file(pack.path("profiles/snapshots/ana (1).snap")).unwrap();
    fs::copy(pack.path("profiles/snapshots/ana.snap"), pack.path("profiles/snapshots/bea.snap")).unwrap();
    let run = pack.test(&["--check"]);
    assert!(run.code == 1 && run.out.contains("bea.snap: a second snapshot of `profiles/ana.toml`"), "{}", run.out);
    let pack = Pack::accepted();
    pack.write("profiles/Ana.toml", "bio = \"Potter\"\n");
    if fs::read_dir(pack.path("profiles")).unwrap().count() == 4 {
        let run = pack.test(&["--check"]);
        assert!(run.code == 1 && run.out.contains("are one name, and would share a snapshot"), "{}", run.out);
    }
}

#[test]
fn what_cannot_be_read_fails_at_its_place() {
    let pack = Pack::accepted();
    for (file, text, wanted) in [
        ("profiles/bea.toml", "handle = \"bea\"\nboi = \"Baker\"\n", "pack/profiles/bea.toml:2:1"),
        ("profiles/bea.toml", "handle = \"bea\n", "pack/profiles/bea.toml:1:"),
        ("profiles/bea.toml", "now = \"soon\"\nhandle = \"bea\"\n", "pack/profiles/bea.toml:1:7"),
        ("profiles/bea.toml", "now = 2026-01-01\nhandle = 3\n", "pack/profiles/bea.toml:2:10"),
        ("profiles/cleo.json", "{\"handle\":\"cleo\"}", "is no fixture: fixtures are native profiles in TOML"),
    ] {
        let kept = fs::read(pack.path("profiles/bea.toml")).unwrap();
        pack.write(file, text);
        let run = pack.test(&["--check"]);
        assert_eq!(run.code, 1, "{text}");
        assert!(run.out.contains(wanted), "{text}\n{}", run.out);
        assert!(
            run.out.contains("= help:") && run.out.ends_with("2 passed, 1 failed\n")
                || run.out.ends_with("3 passed, 1 failed\n"),
            "{}",
            run.out
        );
        pack.write("profiles/bea.toml", std::str::from_utf8(&kept).unwrap());
    }
}

#[test]
fn a_fixture_can_fix_its_own_day() {
    let pack = Pack::accepted();
    assert!(pack.snapshot("bea.snap").contains("now: 2025-06-15T"));
    pack.write("profiles/bea.toml", "now = 2026-01-02\nbio = \"Baker in Vigo\"\ncreated_at = 2026-01-01\n");
    assert_eq!(pack.test(&["--accept"]).code, 0);
    assert!(pack.snapshot("bea.snap").contains("now: 2026-01-02T00:00:00Z"));
}

#[test]
fn a_review_asks_for_each() {
    let pack = Pack::accepted();
    pack.write("profiles/ana.toml", "bio = \"Nurse in Lugo\"\n");
    fs::rename(pack.path("profiles/bea.toml"), pack.path("profiles/cleo.toml")).unwrap();
    let before = pack.snapshot("ana.snap");
    // Quit at once: all waits.
    let run = pack.keys(&["--review"], "q");
    assert!(run.code == 1 && run.err.contains("[1/3] profiles/ana.toml: changed"), "{}", run.err);
    assert!(run.err.contains("a accept, r reject, s skip, A accept all, q quit"), "{}", run.err);
    assert!(pack.path("profiles/snapshots/ana.snap.new").exists());
    // Reject the first one, skip the second one.
    let run = pack.keys(&["--review"], "rs");
    assert_eq!(run.code, 1);
    assert!(!pack.path("profiles/snapshots/ana.snap.new").exists() && pack.snapshot("ana.snap") == before);
    assert!(pack.path("profiles/snapshots/cleo.snap.new").exists());
    // Accept the first one, then all.
    let run = pack.keys(&["--review"], "aA");
    assert_eq!((run.code, run.out.as_str()), (0, "3 passed, 0 failed, 2 accepted, 1 removed\n"), "{}", run.err);
    assert!(!pack.path("profiles/snapshots/bea.snap").exists());
    assert_eq!(pack.test(&["--check"]).code, 0);
    for both in [["--check", "--accept"], ["--check", "--review"], ["--accept", "--review"]] {
        assert_eq!(pack.test(&both).code, 2);
    }
}

#[test]
fn a_filter_names_rules_and_fixtures() {
    let pack = Pack::accepted();
    assert_eq!(pack.test(&["--filter", "profiles/*"]).out, "2 passed, 0 failed\n");
    assert_eq!(pack.test(&["--filter", "bio/*"]).out, "1 passed, 0 failed\n");
    let run = pack.test(&["--filter", "profiles/dora"]);
    assert!(
        run.code == 2 && run.err.contains("no rule of the pack fits `profiles/dora`, and no fixture"),
        "{}",
        run.err
    );
}

#[test]
fn fixtures_cover_rules() {
    let pack = Pack::accepted();
    let run = pack.test(&["--coverage"]);
    assert!(run.out.contains("capitals_share above 0.8: never unknown\n"), "{}", run.out);
}

#[test]
fn programs_read_the_results() {
    let pack = Pack::accepted();
    pack.write("profiles/ana.toml", "bio = \"Nurse in Lugo\"\n");
    pack.write("profiles/snapshots/dora.snap", "---\nexpression: dora\n---\nx\n");
    let todo = "[[rule.test]]\nname = \"a gap\"\ngiven.bio = \"nurse\"\nexpect = \"fires\"\ntodo = \"some day\"\n";
    let mended = "[[rule.test]]\nname = \"mended\"\ngiven.bio = \"NURSE\"\nexpect = \"fires\"\ntodo = \"some <day>\"\n";
    let wrong = "[[rule.test]]\nname = \"wrong & so\"\ngiven.bio = \"nurse\"\nexpect = \"fires\"\n";
    pack.write("rules.toml", &format!("{RULES}{todo}{mended}{wrong}"));
    let run = pack.test(&["--check", "--format", "json", "--coverage"]);
    assert_eq!(run.code, 1);
    let json = run.json();
    let schema: serde_json::Value = serde_json::from_str(include_str!("../../crates/cli/test.schema.json")).unwrap();
    jsonschema::validate(&schema, &json).unwrap();
    let summary = &json["summary"];
    let counts = ["passed", "failed", "todo", "mended"].map(|key| summary[key].as_u64().unwrap());
    assert_eq!(counts, [3, 3, 1, 1], "{summary}");
    assert_eq!(json["tests"][3]["verdict"], "failed");
    assert_eq!(json["tests"][3]["place"]["file"], "pack/rules.toml");
    assert_eq!(json["fixtures"][0]["state"], "changed");
    assert!(json["fixtures"][0]["diff"].as_str().unwrap().contains("-   bio/caps: fired"), "{json}");
    assert_eq!(json["strays"][0]["file"], "profiles/snapshots/dora.snap");
    assert!(json["coverage"]["of"].as_u64() > json["coverage"]["seen"].as_u64());
    let junit = pack.test(&["--check", "--format", "junit", "-o", "junit.xml"]);
    assert_eq!((junit.code, junit.out.as_str()), (1, ""));
    let xml = fs::read_to_string(pack.0.path().join("junit.xml")).unwrap();
    assert!(
        xml.contains("<testsuites name=\"followback\" tests=\"7\" failures=\"3\" errors=\"0\" skipped=\"1\">"),
        "{xml}"
    );
    assert!(xml.contains("<testcase name=\"wrong &amp; so\" classname=\"bio/caps\" file=\"pack/rules.toml\""), "{xml}");
    assert!(xml.contains("<skipped message=\"some day\">"), "{xml}");
    assert!(is_well_formed(&xml), "{xml}");
}

/// Whether every element is closed where it has to be, and nothing stands outside of the root.
fn is_well_formed(xml: &str) -> bool {
    let mut open: Vec<&str> = Vec::new();
    for tag in xml.split('<').skip(1) {
        let Some((tag, text)) = tag.split_once('>') else { return false };
        let name = |tag: &'_ str| tag.split([' ', '/']).next().unwrap_or("").len();
        match tag.strip_prefix('/') {
            Some(closed) if open.pop() != Some(closed) => return false,
            None if !tag.starts_with('?') && !tag.ends_with('/') => open.push(&tag[..name(tag)]),
            _ => {}
        }
        if tag.matches('"').count() % 2 == 1 || (open.is_empty() && !text.trim().is_empty()) {
            return false;
        }
    }
    open.is_empty()
}

#[test]
fn a_known_gap_is_counted_and_a_mended_one_is_told() {
    let pack = Pack::accepted();
    let todo = |bio: &str| {
        format!(
            "{RULES}[[rule.test]]\nname = \"a gap\"\ngiven.bio = \"{bio}\"\nexpect = \"fires\"\ntodo = \"some day\"\n"
        )
    };
    pack.write("rules.toml", &todo("nurse"));
    let run = pack.test(&["--check", "-v"]);
    assert_eq!(run.code, 0, "{}", run.out);
    assert!(
        run.out.contains("todo    bio/caps: a gap (todo: some day)")
            && run.out.ends_with("3 passed, 0 failed, 1 todo\n"),
        "{}",
        run.out
    );
    pack.write("rules.toml", &todo("NURSE"));
    let run = pack.test(&[]);
    assert!(run.code == 0 && run.out.contains("it holds, although it is marked `todo`"), "{}", run.out);
    assert!(run.out.ends_with("4 passed, 0 failed, 1 todo that holds\n"), "{}", run.out);
    assert_eq!(pack.test(&["--check"]).code, 1);
}

#[test]
fn a_failing_row_of_a_table_is_pointed_at() {
    let pack = Pack::accepted();
    let table = "[[rule.test]]\nname = \"shares\"\ncolumns = [\"given.bio\", \"expect\"]\ncases = [\n  [\"NURSE\", \"fires\"],\n  [\"nurse\", \"fires\"],\n]\n";
    pack.write("rules.toml", &format!("{RULES}{table}"));
    let run = pack.test(&["--check", "--filter", "bio/*"]);
    assert_eq!(run.code, 1);
    insta::assert_snapshot!(run.out, @r#"
    error[failed-test]: `bio/caps`, test `shares, row 2`: expected fired, got passed
      --> pack/rules.toml:18:13
       |
    18 |   ["nurse", "fires"],
       |             ^^^^^^^
       |
       = help: because `bio.capitals_share` is 0

    2 passed, 1 failed
    "#);
}

/// Neither the profiles nor their snapshots are part of what a pack is to an audit.
#[test]
fn an_audit_does_not_read_fixtures() {
    let pack = Pack::accepted();
    pack.write("profiles/broken.toml", "not a profile");
    pack.write("me.toml", "bio = \"Nurse\"\n");
    let digest = |pack: &Pack| {
        let run = followback_in(
            pack.0.path(),
            &["audit", "pack/me.toml", "--rules", "pack/rules.toml", "--format", "json"],
            b"",
        );
        assert_eq!(run.code, 0, "{}", run.err);
        let run = followback_in(pack.0.path(), &["audit", "pack/me.toml", "--rules", "p", "--format", "json"], b"");
        run.json()["packs"][1]["sha256"].as_str().unwrap().to_owned()
    };
    let rules = |pack: &Pack| {
        fs::create_dir_all(pack.0.path().join("p/profiles"))
            .and_then(|()| fs::write(pack.0.path().join("p/rules.toml"), RULES))
    };
    rules(&pack).unwrap();
    let without = digest(&pack);
    fs::write(pack.0.path().join("p/profiles/x.toml"), Path::new("x").display().to_string()).unwrap();
    assert_eq!(digest(&pack), without);
}
