//! What editors get: schemas beside the rule files, fresh, kept to by all that is shipped.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::{followback_in, root};

/// What is written by the command and committed, each with the arguments that write it.
const COMMITTED: [(&str, &[&str]); 9] = [
    ("rules/default/rules.schema.json", &["rules", "schema", "rules/default"]),
    ("rules/beyond/rules.schema.json", &["rules", "schema", "rules/beyond"]),
    ("rules/workload/rules.schema.json", &["rules", "schema", "rules/workload"]),
    ("rules/default/locales/locale.schema.json", &["rules", "schema", "rules/default", "--for", "locales"]),
    ("rules/beyond/locales/locale.schema.json", &["rules", "schema", "rules/beyond", "--for", "locales"]),
    ("rules/settings.schema.json", &["rules", "schema", "--for", "settings"]),
    ("rules/topic.schema.json", &["rules", "schema", "--for", "topics"]),
    ("rules/default/RULES.md", &["rules", "doc", "rules/default"]),
    ("rules/beyond/RULES.md", &["rules", "doc", "rules/beyond"]),
];

#[test]
fn committed_copies_are_fresh() {
    let mut stale = Vec::new();
    for (file, args) in COMMITTED {
        let run = followback_in(&root(), args, b"");
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{file}");
        if std::fs::read_to_string(root().join(file)).ok().as_deref() != Some(&run.out) {
            stale.push(format!("cargo run -- {} -o {file}", args.join(" ")));
        }
    }
    let commands = stale.join("\n");
    assert!(
        stale.is_empty(),
        "the rules have changed: in the root of the workspace run these, and commit the files\n{commands}"
    );
}

/// The files with this ending in a folder.
fn toml_files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|e| e == "toml")).collect();
    files.sort();
    files
}

/// A file as JSON, by a parser that knows TOML 1.0 and nothing newer: editors lag behind.
fn parsed(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap();
    basic_toml::from_str(&text).unwrap_or_else(|error| panic!("{} is not TOML 1.0: {error}", path.display()))
}

fn validator(path: &Path) -> jsonschema::Validator {
    let schema = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    jsonschema::draft7::new(&serde_json::from_str(&schema).unwrap()).unwrap()
}

#[test]
fn the_parser_that_judges_files_knows_nothing_newer_than_toml_1_0() {
    for newer in ["a = {\n b = 1 }", "a = { b = 1, }", "a = \"\\e\"", "a = \"\\x41\""] {
        assert!(basic_toml::from_str::<Value>(newer).is_err(), "{newer}");
    }
}

#[test]
fn shipped_rule_files_name_their_schema_and_keep_to_it() {
    let packs = std::fs::read_dir(root().join("rules")).unwrap().map(|entry| entry.unwrap().path());
    let packs: Vec<PathBuf> = packs.filter(|path| path.is_dir()).collect();
    let locales = packs.iter().map(|pack| pack.join("locales")).filter(|folder| folder.is_dir());
    let files: Vec<PathBuf> = packs.iter().cloned().chain(locales).flat_map(|folder| toml_files(&folder)).collect();
    assert!(files.len() >= 11, "{files:?}");
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let named = text.lines().next().and_then(|line| line.strip_prefix("#:schema "));
        let named = named.unwrap_or_else(|| panic!("{} has no `#:schema` in its first line", file.display()));
        let validator = validator(&file.parent().unwrap().join(named));
        let faults: Vec<String> =
            validator.iter_errors(&parsed(&file)).map(|e| format!("{}: {e:.300}", e.instance_path())).collect();
        assert!(faults.is_empty(), "{}: {faults:#?}", file.display());
    }
}

#[test]
fn shipped_topics_keep_to_their_schema() {
    let validator = validator(&root().join("rules/topic.schema.json"));
    for folder in ["topics", "shop-talk"] {
        let files = toml_files(&root().join("rules/default").join(folder));
        assert!(!files.is_empty());
        for file in files {
            assert!(validator.is_valid(&parsed(&file)), "{}", file.display());
        }
    }
}

const RULE: &str = r#"
[[rule]]
id = "bio/mine"
factor = "bio"
severity = "hint"
points = 1
title = "t"
message = "m"
"#;

#[test]
fn misspelt_rules_are_rejected() {
    let validator = validator(&root().join("rules/default/rules.schema.json"));
    let fits = |more: &str| validator.is_valid(&basic_toml::from_str::<Value>(&format!("{RULE}{more}\n")).unwrap());
    for good in [
        "when.account.followers.above = 10",
        "when.bio.topics.has = \"compilers\"",
        "when.bio.own_text.words.below = 3",
        "when.own.count = { where = { text.links.above = 0 }, at_least = 3 }",
        "when.posts.newest_age.above = 3",
    ] {
        assert!(fits(good), "{good}");
    }
    for slip in [
        "when.account.folowers.above = 10",
        "when.acount.followers.above = 10",
        "when.account.followers.abov = 10",
        "when.account.followers.above = \"ten\"",
        "when.account.platform = \"myspace\"",
        "when.account.locked = 1",
        "when.bio.lenght.below = 3",
        "when.bio.topics.has = \"compliers\"",
        "when.bio.own_text.wrods.below = 3",
        "when.bio.contains = { list = \"@professions\", not_afer = \"not\" }",
        "when.owned.count.at_least = 3",
        "when.own.count = { where = { text.lniks.above = 0 }, at_least = 3 }",
        "when.own.max = { of = \"text.hashtag\", above = 2 }",
        "when.posts.newest_aeg.above = 3",
        "when.account.followers.above = { fact = \"account.folowing\" }",
        "when.bio.topics.overlaps.fact = \"account.topcs\"",
        "applies.account.lokced = true\nwhen.bio = \"x\"",
        "needs.posts.cuont.at_least = 1\nwhen.bio = \"x\"",
        "unless.viewer.topcs.has = \"x\"\nwhen.bio = \"x\"",
        "when.bio = \"x\"\nadvise = \"x\"",
        "when.bio = \"x\"\nseverity_ = \"x\"",
        "when.bio = \"x\"\ntest = [ { given.boi = \"x\", expect = \"fires\" } ]",
        "when.bio = \"x\"\ntest = [ { given.account.followers = -1, expect = \"fires\" } ]",
        "when.bio = \"x\"\ntest = [ { given.posts = [ { txt = \"x\" } ], expect = \"fires\" } ]",
        "when.bio = \"x\"\ntest = [ { given.bio = \"x\", expect = \"fire\" } ]",
        "when.bio = \"x\"\n[[rule.level]]\nwhen.bio.wrods = 1",
    ] {
        assert!(!fits(slip), "{slip}");
    }
}

#[test]
fn settings_are_checked_too() {
    let validator = validator(&root().join("rules/settings.schema.json"));
    let fits = |text: &str| validator.is_valid(&basic_toml::from_str::<Value>(text).unwrap());
    assert!(fits("packs = ['mine']\nprofile.kind = 'company'\n[rules.'bio/*']\npoints = 3\nparams.min_width = 30"));
    assert!(fits("[[suppress]]\nrule = 'bio/*'\nreason = 'soon'\nuntil = '2027-01-31'"));
    for slip in [
        "pack = 'mine'",
        "profile.kind = 'firm'",
        "profile.knid = 'company'",
        "[rules.'bio/*']\npoint = 3",
        "[[suppress]]\nrule = 'bio/*'",
    ] {
        assert!(!fits(slip), "{slip}");
    }
}

/// Whoever writes a pack of their own gets a schema that knows it.
#[test]
fn the_packs_of_the_guide_keep_to_their_schemas() {
    let folder = tempfile::tempdir().unwrap();
    let mut packs = 0;
    for block in crate::docs::blocks("rules/README.md", "toml").into_iter().filter(|block| block.contains("[[rule]]")) {
        packs += 1;
        let file = folder.path().join("example.toml");
        std::fs::write(&file, &block).unwrap();
        let run = followback_in(folder.path(), &["rules", "schema", "example.toml", "-o", "rules.schema.json"], b"");
        assert_eq!(run.code, 0, "{}", run.err);
        let validator = validator(&folder.path().join("rules.schema.json"));
        let faults: Vec<String> = validator.iter_errors(&parsed(&file)).map(|e| format!("{e:.300}")).collect();
        assert!(faults.is_empty(), "{block}\n{faults:#?}");
    }
    assert!(packs >= 5);
}

#[test]
fn a_pack_is_a_document_too() {
    let folder = tempfile::tempdir().unwrap();
    let pack = format!(
        "{}{RULE}why = \"Because <b>it</b> | matters\"\nadvice = \"Say more than {{bio}}.\"\nparams.least = 3\nwhen.bio.words.below = \"$least\"\n\
         [[rule.test]]\nname = \"a | b\"\ngiven.bio = \"Hi `there`\"\nexpect = \"fires\"\npoints = 1\n",
        "[pack]\nname = \"mine\"\nversion = \"1.2.3\"\n"
    );
    std::fs::write(folder.path().join("mine.toml"), pack).unwrap();
    let run = followback_in(folder.path(), &["rules", "doc", "mine.toml"], b"");
    assert_eq!(run.code, 0, "{}", run.err);
    insta::assert_snapshot!(run.out);
}
