//! Faults in every format, and the pages about their codes.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use followback_core::CODES;
use serde_json::Value;

use crate::support::{Run, followback_in, root};

/// Twenty rules with one fault each: its code, and the faulty line with a mark where the fault stands.
const FAULTS: [(&str, &str); 20] = [
    ("unknown-fact", "when.account.¦folowers.above = 1"),
    ("unknown-operator", "when.bio.¦lenght.below = 3"),
    ("wrong-type", "when.account.followers.above = ¦\"many\""),
    ("unknown-list", "when.bio.contains = ¦\"@nothing\""),
    ("unknown-param", "when.account.followers.above = ¦\"$most\""),
    ("unknown-define", "when.is = ¦\"nobody\""),
    ("unknown-label", "when.account.platform = ¦\"myspace\""),
    ("invalid-pattern", "when.bio.matches = '¦(open'"),
    ("unit-mismatch", "when.account.age_days.¦above = { fact = \"account.followers\" }"),
    ("empty-condition", "when.any = ¦[]"),
    ("unknown-rule", "when.fired = ¦\"bio/nowhere\""),
    ("unknown-key", "¦advise = \"Mend it.\""),
    ("unknown-word", "severity = ¦\"hughe\""),
    ("invalid-placeholder", "why = \"a ¦{brace}\""),
    ("unknown-placeholder", "advice = \"¡It has ¦{account.folowers}!\""),
    ("unknown-code", "allow = [¦\"untested-rul\"]"),
    ("allowed-error", "allow = [¦\"unknown-fact\"]"),
    ("out-of-range", "points = ¦-5"),
    ("unknown-factor", "factor = ¦\"boi\""),
    ("invalid-id", "id = ¦\"Example\""),
];

/// A pack with these faults, and the line and column of each.
fn faulty() -> (String, Vec<(usize, usize)>) {
    let (mut text, mut places) = (String::new(), Vec::new());
    for (nth, (_, faulty)) in FAULTS.iter().enumerate() {
        let key = faulty.split([' ', '.']).next().unwrap();
        let id = format!("id = \"bio/r{nth}\"");
        let usual = [
            id.as_str(),
            "factor = \"bio\"",
            "severity = \"hint\"",
            "points = 1",
            "title = \"t\"",
            "message = \"m\"",
            "when.bio.present = true",
        ];
        let mut lines: Vec<&str> =
            usual.into_iter().filter(|line| line.split([' ', '.']).next() != Some(key)).collect();
        lines.push(faulty);
        text.push_str("[[rule]]\n");
        for line in lines {
            if let Some(at) = line.find('¦') {
                places.push((text.matches('\n').count() + 1, line[..at].chars().count() + 1));
            }
            text.push_str(&line.replace('¦', ""));
            text.push('\n');
        }
    }
    (text, places)
}

fn check(text: &str, more: &[&str]) -> Run {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("mine.toml"), text).unwrap();
    let args: Vec<&str> = ["rules", "check", "mine.toml"].iter().chain(more).copied().collect();
    followback_in(folder.path(), &args, b"")
}

fn number(value: &Value) -> usize {
    usize::try_from(value.as_u64().unwrap()).unwrap()
}

#[test]
fn twenty_different_faults_come_in_one_run_each_in_its_place() {
    let (text, places) = faulty();
    let run = check(&text, &["--format", "json"]);
    assert_eq!(run.code, 2);
    let report = run.json();
    let faults = report["faults"].as_array().unwrap();
    let told: Vec<(&str, (usize, usize))> = faults
        .iter()
        .map(|f| (f["code"].as_str().unwrap(), (number(&f["labels"][0]["line"]), number(&f["labels"][0]["column"]))))
        .collect();
    let wanted: Vec<(&str, (usize, usize))> = FAULTS.iter().map(|(code, _)| *code).zip(places).collect();
    assert_eq!(told, wanted);
    assert_eq!(wanted.iter().map(|(code, _)| code).collect::<BTreeSet<_>>().len(), 20);
    let schema = fs::read_to_string(root().join("crates/cli/faults.schema.json")).unwrap();
    let schema = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    let problems: Vec<String> = schema.iter_errors(&report).map(|e| e.to_string()).collect();
    assert!(problems.is_empty(), "{problems:?}");
}

#[test]
fn every_format_tells_the_same_faults() {
    let (text, places) = faulty();
    let sarif = check(&text, &["--format", "sarif"]).json();
    assert_eq!(sarif["version"], "2.1.0");
    let run = &sarif["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    assert_eq!((rules.len(), results.len()), (20, 20));
    for ((result, (code, _)), (line, column)) in results.iter().zip(FAULTS).zip(&places) {
        assert_eq!((&result["ruleId"], &result["level"]), (&code.into(), &"error".into()));
        assert_eq!(rules[number(&result["ruleIndex"])]["id"], code);
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "mine.toml");
        assert_eq!((number(&place["region"]["startLine"]), number(&place["region"]["startColumn"])), (*line, *column));
    }
    for rule in rules {
        assert!(rule["help"]["markdown"].as_str().unwrap().starts_with("# "), "{rule}");
    }
    let github = check(&text, &["--format", "github"]).out;
    let short = check(&text, &["--format", "short"]).out;
    assert_eq!((github.lines().count(), short.lines().count()), (20, 20));
    for ((github, short), ((code, _), (line, column))) in
        github.lines().zip(short.lines()).zip(FAULTS.iter().zip(places))
    {
        assert!(
            github.starts_with(&format!("::error file=mine.toml,line={line},endLine={line},col={column},")),
            "{github}"
        );
        assert!(github.contains(&format!("title=followback {code}::")), "{github}");
        assert!(short.starts_with(&format!("mine.toml:{line}:{column}: error[{code}]: ")), "{short}");
    }
}

#[test]
fn warnings_are_allowed_and_denied() {
    let rule = "[[rule]]\nid = \"bio/mine\"\nfactor = \"bio\"\nseverity = \"hint\"\npoints = 1\ntitle = \"t\"\nmessage = \"m\"\nwhen.bio.words = { above = 9, below = 3 }\n";
    let run = check(rule, &[]);
    assert_eq!(run.code, 0, "{}", run.err);
    for code in ["untested-rule", "unsatisfiable-condition"] {
        assert!(run.out.contains(&format!("warning[{code}]")), "{}", run.out);
    }
    assert_eq!(check(rule, &["--deny-warnings"]).code, 1);
    let allowed = format!("allow = [\"untested-rule\"]\n{rule}allow = \"unsatisfiable-condition\"\n");
    let run = check(&allowed, &["--deny-warnings"]);
    assert_eq!(run.code, 0, "{}", run.out);
    assert!(run.out.ends_with("no faults\n"), "{}", run.out);
}

/// Runs what the faulty pack of a code is an example of.
fn example(folder: &Path) -> String {
    let code = folder.file_name().unwrap().to_str().unwrap();
    let files = files(folder);
    let has = |name: &str| files.iter().any(|f| f == name);
    let args: &[&str] = match code {
        "failed-test" => &["test", "rules.toml"],
        _ if has("followback.toml") => &["rules", "check", "--rules", "rules.toml"],
        _ if files.len() > 1 || !has("rules.toml") => &["rules", "check", "."],
        _ => &["rules", "check", "rules.toml"],
    };
    let run = followback_in(folder, args, b"");
    // Without its last line, which counts.
    let told = if run.out.is_empty() { run.err } else { run.out };
    let told = told.trim_end().rsplit_once("\n\n").map_or(told.trim_end(), |(faults, _)| faults);
    let mut text = String::from("## Example\n");
    for file in &files {
        let language = if Path::new(file).extension().is_some_and(|e| e == "toml") { "toml" } else { "text" };
        let content = fs::read_to_string(folder.join(file)).unwrap();
        let _ = writeln!(text, "\n`{file}`:\n\n```{language}\n{}\n```", content.trim_end());
    }
    text + &format!("\n```text\n{}\n```\n", told.trim_end())
}

/// The files of a folder, by path.
fn files(folder: &Path) -> Vec<String> {
    let mut out = Vec::new();
    let mut open = vec![PathBuf::new()];
    while let Some(inside) = open.pop() {
        for entry in fs::read_dir(folder.join(&inside)).unwrap() {
            let path = inside.join(entry.unwrap().file_name());
            if folder.join(&path).is_dir() {
                open.push(path);
            } else {
                out.push(path.to_str().unwrap().replace('\\', "/"));
            }
        }
    }
    out.sort();
    out
}

/// `UPDATE_PAGES=1 cargo test` writes the examples anew.
#[test]
fn every_code_has_a_page_with_a_fresh_example() {
    for code in CODES {
        let folder = root().join("tests/faults").join(code.name);
        assert!(folder.is_dir(), "no faulty pack in {}", folder.display());
        let example = example(&folder);
        // The pack has this fault and no other.
        let codes: BTreeSet<&str> = example
            .lines()
            .filter_map(|line| line.strip_prefix("error[").or_else(|| line.strip_prefix("warning[")))
            .filter_map(|rest| rest.split(']').next())
            .collect();
        assert!(code.name == "empty-pack" || codes == BTreeSet::from([code.name]), "{}: {codes:?}", code.name);
        let path = root().join("crates/cli/src/codes").join(format!("{}.md", code.name));
        let page = fs::read_to_string(&path).unwrap();
        let prose = page.split("\n## Example\n").next().unwrap();
        let fresh = format!("{}\n\n{example}", prose.trim_end());
        if std::env::var_os("UPDATE_PAGES").is_some() {
            fs::write(&path, &fresh).unwrap();
        }
        let page = fs::read_to_string(&path).unwrap();
        assert_eq!(page, fresh, "run with UPDATE_PAGES=1");
    }
}
