//! Diagnostics: one faulty file a fault, and what is said of it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use followback_core::{CODES, Level};

use crate::support::{HEAD, checked, faults_of, files, linted, rule};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/faults")
}

/// A file of this folder: a rule file, and after lines `#= name` more files of the pack or, as `followback.toml`, settings.
/// The usual factors lie beside it, unless it declares its own.
fn pack_of(code: &str, text: &str) -> (Vec<(String, String)>, String) {
    let mut parts: Vec<(String, String)> = vec![("rules.toml".to_owned(), String::new())];
    for line in text.split_inclusive('\n') {
        match line.strip_prefix("#= ") {
            Some(name) => parts.push((name.trim().to_owned(), String::new())),
            None => parts.last_mut().unwrap().1.push_str(line),
        }
    }
    if !text.contains("[factor") {
        parts.push(("zz-factors.toml".to_owned(), HEAD.to_owned()));
    }
    // Tests are left out where they are not the point.
    if !text.contains("[[rule.test]]") && !text.contains("untested-rule") && code != "untested-rule" {
        parts.push(("zz-pack.toml".to_owned(), "[pack]\nallow = [\"untested-rule\"]\n".to_owned()));
    }
    let config = parts.iter().find(|(n, _)| n == "followback.toml").map(|(_, t)| t.clone()).unwrap_or_default();
    parts.retain(|(n, _)| n != "followback.toml");
    (parts, config)
}

fn text_of(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

fn check_file(path: &Path) -> crate::support::Checked {
    let text = text_of(path);
    let name = path.file_stem().unwrap().to_str().unwrap();
    let (parts, config) = pack_of(name.split('.').next().unwrap(), &text);
    // `second/rules.toml` is a rule file of a second pack.
    let (second, first): (Vec<_>, Vec<_>) = parts.iter().partition(|(n, _)| n.starts_with("second/"));
    let first: Vec<(&str, &str)> = first.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect();
    let second: Vec<(&str, &str)> = second.iter().map(|(n, t)| (n.trim_start_matches("second/"), t.as_str())).collect();
    let mut packs = vec![files("test", &first)];
    if !second.is_empty() {
        packs.push(files("second", &second));
    }
    linted(&packs, &config)
}

#[test]
fn each_fault_says_where_what_and_how_to_mend_it() {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder()).unwrap().map(|e| e.unwrap().path()).collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == "toml"));
    paths.sort();
    let mut problems = Vec::new();
    for path in paths {
        let checked = check_file(&path);
        let name = path.file_stem().unwrap().to_str().unwrap();
        let code = name.split('.').next().unwrap();
        let rendered = checked.rendered();
        if checked.faults.is_empty() || checked.codes().iter().any(|c| *c != code) {
            problems.push(format!("{name} is not just `{code}`:\n{rendered}"));
        }
        for fault in &checked.faults {
            let message = &fault.message;
            if message.starts_with(char::is_uppercase) || message.ends_with('.') {
                problems.push(format!("{name}: `{message}` is no message"));
            }
            if fault.help.is_empty() {
                problems.push(format!("{name}: `{message}` does not say how to mend it"));
            }
        }
        // Rules can be used while what they say in another language has faults.
        let locale = text_of(&path).contains("#= locales/");
        assert_eq!(checked.program.is_some(), locale || checked.faults.iter().all(|f| f.level == Level::Warning));
        insta::assert_snapshot!(name, rendered);
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn every_code_has_a_faulty_file() {
    let files = std::fs::read_dir(folder()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
    let covered: BTreeSet<String> = files.map(|n| n.split('.').next().unwrap().to_owned()).collect();
    // What a test beside a rule reports when it fails is no fault of a file.
    let codes: BTreeSet<String> = CODES.iter().filter(|c| c.name != "failed-test").map(|c| c.name.to_owned()).collect();
    assert_eq!(covered, codes);
}

#[test]
fn twenty_faults_are_reported_at_once_each_in_its_place() {
    let mut toml = String::from(HEAD);
    let mut wanted = Vec::new();
    for nth in 0..20 {
        let line = toml.matches('\n').count() + 8;
        // Neighbours have the same slip: each is reported by itself.
        let misspelt_fact = nth % 4 < 2;
        wanted.push((line, if misspelt_fact { 13 } else { 21 }));
        let condition = if misspelt_fact { "when.parcel.wieght.above = 1" } else { "when.parcel.weight.abov = 1" };
        // The column is that of the key in the path; columns count characters.
        toml +=
            &rule(&format!("a/r{nth:02}"), condition).replace("when.parcel.weight.abov", "when.parcel.weight. abov");
    }
    let checked = faults_of(&toml);
    let places: Vec<(usize, usize)> = checked
        .faults
        .iter()
        .map(|f| checked.sources.position(f.span()))
        .map(|(_, line, column)| (line, column))
        .collect();
    assert_eq!(places, wanted);
    assert!(checked.faults.iter().all(|f| !f.help.is_empty()));
}

#[test]
fn columns_count_characters() {
    let toml = format!("{HEAD}{}", rule("a/b", "when.\"ñandú 🎨\".above = 1"));
    let checked = faults_of(&toml);
    assert_eq!(checked.sources.position(checked.faults[0].span()).2, 6);
    let toml = format!("{HEAD}{}", rule("a/b", "when = { note = \"ñandú 🎨\", weight.above = 1 }"));
    assert_eq!(faults_of(&toml).sources.position(faults_of(&toml).faults[0].span()).2, 28);
}

#[test]
fn one_cause_is_one_fault() {
    for (what, toml) in [
        ("a view without `of` used twice", "[view.v]\nlatest = 3\n[fact.v]\nn = { count = \"v\" }\n¦when.v.count = 1"),
        ("a view of nothing", "[view.v]\nof = \"ordres\"\n¦when.v.count = 1\nunless.v.count = 2"),
        (
            "a faulty number",
            "[fact.a]\nx = { formula = \"1 +\" }\ny = { formula = \"a.x + 1\" }\n¦when.a.x = 1\nunless.a.y = 2",
        ),
        ("a number of itself", "[fact.a]\nx = { formula = \"a.y\" }\ny = { formula = \"a.x\" }\n¦when.a.x = 1"),
        ("a faulty define", "[define.d]\nparcel.wieght = 1\n[define.e]\nis = \"d\"\n¦when.is = [\"d\", \"e\"]"),
        (
            "a list without its file",
            "[lists]\nl = \"none.txt\"\n¦when.note.contains = \"@l\"\nunless.sender.contains = \"@l\"",
        ),
        (
            "a tagger without files",
            "[tagger.t]\nfrom = \"none/*.toml\"\n¦when.note.t.has = \"x\"\nunless.sender.t.present = true",
        ),
        ("a tagger of an unknown list", "[tagger.t]\neach = \"@none\"\n¦when.note.t.has = \"x\""),
        ("a misspelled field", "¦#severty\nwhen.parcel.fragile = true"),
        ("a severity that is none", "¦#huge\nwhen.parcel.fragile = true"),
        ("points in words", "¦#words\nwhen.parcel.fragile = true"),
        ("an id that is a number", "¦#id\nwhen.parcel.fragile = true"),
        ("a factor that is a number", "¦#factor\nwhen.parcel.fragile = true"),
        ("a factor that is no table", "[factor]\ngood = 1\n¦#good\nwhen.parcel.fragile = true"),
        ("a when that is no table", "¦when = 1"),
        ("a misspelled when", "¦wehn.parcel.fragile = true"),
        (
            "a level with a misspelled field",
            "¦when.parcel.fragile = true\n[[rule.level]]\nwhen.parcel.returned = true\nponits = 3",
        ),
        (
            "a faulty filter used by all",
            "[view.v]\nof = \"orders\"\nwhere.gfit = true\n¦when.v.count = 1\nunless.v.share = { where.gift = true, above = 1 }",
        ),
        ("a rule of an unknown factor", "¦#unknown-factor\nwhen.parcel.fragile = true"),
        (
            "a suppression of nothing",
            "¦when.parcel.fragile = true\n#config [[suppress]]\n#config rule = \"a/none\"\n#config reason = \"x\"",
        ),
        (
            "an unknown placeholder in every level",
            "¦#placeholder\nwhen.parcel.fragile = true\n[[rule.level]]\nwhen.parcel.returned = true\npoints = 3",
        ),
    ] {
        let (declared, body) = toml.split_once('¦').unwrap();
        let config: String =
            body.lines().filter_map(|l| l.strip_prefix("#config ")).map(|l| format!("{l}\n")).collect();
        let mut rules =
            rule("a/b", &body.lines().filter(|l| !l.starts_with('#')).map(|l| format!("{l}\n")).collect::<String>());
        for (sign, from, to) in [
            ("#severty", "severity", "severty"),
            ("#huge", "\"minor\"", "\"minro\""),
            ("#words", "points = 10", "points = \"ten\""),
            ("#id", "id = \"a/b\"", "id = 5"),
            ("#factor", "factor = \"care\"", "factor = 5"),
            ("#good", "\"care\"", "\"good\""),
            ("#unknown-factor", "\"care\"", "\"cair\""),
            ("#placeholder", "message = \"a/b\"", "message = \"{parcel.wieght}\""),
        ] {
            if body.starts_with(sign) {
                rules = rules.replacen(from, to, 1);
            }
        }
        let checked =
            checked(&[files("test", &[("rules.toml", &format!("{declared}{rules}")), ("zz.toml", HEAD)])], &config);
        assert_eq!(checked.faults.len(), 1, "{what}:\n{}", checked.rendered());
    }
}

#[test]
fn a_rule_where_there_is_no_factor_at_all_is_a_fault() {
    let body = rule("test/it", "applies.note.chars.above = 3\nwhen.note.chars.below = 20");
    let codes = faults_of(&body).codes();
    assert!(codes.contains(&"unknown-factor"), "{codes:?}");
}
