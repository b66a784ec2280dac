//! `followback new` and `followback init`: what they write works as it is, and nothing that is there is written over.

use std::path::Path;

use serde_json::Value;

use crate::support::{Run, followback, followback_in};

fn run(folder: &Path, args: &[&str]) -> Run {
    followback_in(folder, args, b"")
}

fn assert_sound(folder: &Path, pack: &str, tests: &str) {
    let check = run(folder, &["rules", "check", pack]);
    assert!(check.code == 0 && check.out.contains("no faults"), "{}{}", check.out, check.err);
    let test = run(folder, &["test", pack]);
    assert!(test.code == 0 && test.out.contains(tests), "{}{}", test.out, test.err);
}

/// Files are held against the schema that they name.
fn assert_fits_schema(file: &Path) {
    let text = std::fs::read_to_string(file).unwrap();
    let named = text.lines().next().and_then(|line| line.strip_prefix("#:schema ")).unwrap();
    let schema = std::fs::read_to_string(file.parent().unwrap().join(named)).unwrap();
    let validator = jsonschema::draft7::new(&serde_json::from_str(&schema).unwrap()).unwrap();
    let value: Value = basic_toml::from_str(&text).unwrap();
    assert!(validator.is_valid(&value), "{text}");
}

#[test]
fn a_new_pack_checks_and_passes_its_tests() {
    let folder = tempfile::tempdir().unwrap();
    for (name, more) in [
        ("first", &[][..]),
        ("of-posts", &["--factor", "posts", "--severity", "hint"]),
        ("of-avatar", &["--factor", "avatar", "--severity", "major"]),
        ("deep/blocks", &["--severity", "blocker"]),
    ] {
        let new = run(folder.path(), &[&["new", "pack", name], more].concat());
        assert_eq!((new.code, new.out.as_str()), (0, ""), "{}", new.err);
        assert_sound(folder.path(), name, "2 passed");
        for file in ["pack.toml", "rules.toml"] {
            assert_fits_schema(&folder.path().join(name).join(file));
        }
    }
}

#[test]
fn new_rules_go_behind_what_is_there() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(run(folder.path(), &["new", "pack", "mine"]).code, 0);
    let file = folder.path().join("mine/bio.toml");
    for (id, severity) in [("bio/one", "hint"), ("bio/two", "blocker"), ("posts/three", "major")] {
        let new = run(folder.path(), &["new", "rule", id, "--pack", "mine", "--severity", severity]);
        assert_eq!(new.code, 0, "{}", new.err);
    }
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.starts_with("#:schema ./rules.schema.json\n\n[[rule]]\nid       = \"bio/one\""), "{text}");
    assert!(text.contains("\n\n[[rule]]\nid       = \"bio/two\""), "{text}");
    assert_sound(folder.path(), "mine", "8 passed");
    assert!(run(folder.path(), &["rules", "show", "posts/three", "--rules", "mine"]).out.contains("replace three"));
    assert_fits_schema(&folder.path().join("mine/posts.toml"));

    let single = folder.path().join("single.toml");
    std::fs::write(&single, "# no line end").unwrap();
    let new = run(folder.path(), &["new", "rule", "bio/alone", "--pack", "single.toml"]);
    assert_eq!(new.code, 0, "{}", new.err);
    assert!(std::fs::read_to_string(&single).unwrap().starts_with("# no line end\n\n[[rule]]"));
    assert_sound(folder.path(), "single.toml", "2 passed");
}

#[test]
fn nothing_is_written_over() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(run(folder.path(), &["new", "pack", "mine"]).code, 0);
    let rules = folder.path().join("mine/rules.toml");
    let before = std::fs::read_to_string(&rules).unwrap();
    let again = run(folder.path(), &["new", "pack", "mine"]);
    assert!(again.code == 2 && again.err.contains("is there already"), "{}", again.err);
    // An id of the default rules, and one of the pack itself.
    for id in ["bio/missing", "mine/example"] {
        let taken = run(folder.path(), &["new", "rule", id, "--pack", "mine", "--file", "rules.toml"]);
        assert!(taken.code == 2 && taken.err.contains("is declared twice"), "{}", taken.err);
    }
    for id in ["shouting", "Bio/Loud Bio"] {
        assert_eq!(run(folder.path(), &["new", "rule", id, "--pack", "mine"]).code, 2, "{id}");
    }
    assert_eq!(run(folder.path(), &["new", "rule", "bio/x", "--pack", "mine", "--file", "../x.toml"]).code, 2);
    assert_eq!(run(folder.path(), &["new", "rule", "bio/x", "--pack", "missing"]).code, 2);
    assert_eq!(run(folder.path(), &["new", "rule", "bio/x", "--pack", "mine", "--factor", "boi"]).code, 2);
    assert_eq!(std::fs::read_to_string(&rules).unwrap(), before);
    assert_eq!(std::fs::read_dir(folder.path().join("mine")).unwrap().count(), 3);
    assert_eq!(run(folder.path(), &["new", "pack", "My Pack"]).code, 2);
    std::fs::write(folder.path().join("followback.toml"), "default = true\n").unwrap();
    assert_eq!(run(folder.path(), &["init"]).code, 2);
    assert_eq!(std::fs::read_to_string(folder.path().join("followback.toml")).unwrap(), "default = true\n");
}

#[test]
fn settings_to_begin_with_are_sound_with_and_without_their_marks() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(run(folder.path(), &["init"]).code, 0);
    let path = folder.path().join("followback.toml");
    assert_fits_schema(&path);
    let audit = |what: &str| {
        let run = run(folder.path(), &["audit", "--demo", "--format", "json"]);
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{what}");
    };
    audit("as written");
    assert_eq!(run(folder.path(), &["new", "pack", "my-pack"]).code, 0);
    let text = std::fs::read_to_string(&path).unwrap();
    let on = |line: &str| match line.strip_prefix('#') {
        Some(rest) if !rest.starts_with([' ', ':']) => rest.to_owned(),
        _ => line.to_owned(),
    };
    let taken: Vec<String> = text.lines().map(on).collect();
    assert!(taken.iter().any(|line| line.starts_with("packs = ")));
    std::fs::write(&path, taken.join("\n").replace("2099-12-31", "\"2099-12-31\"")).unwrap();
    assert_fits_schema(&path);
    audit("with every setting on");
}

#[test]
fn shells_and_readers_are_served_from_the_same_arguments() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let run = followback(&["completions", shell]);
        assert!(run.code == 0 && run.out.contains("followback") && run.out.contains("triage"), "{shell}");
    }
    let page = followback(&["man"]);
    assert!(page.code == 0 && page.out.starts_with(".ie") && page.out.contains("followback"), "{}", page.out);
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(run(folder.path(), &["man", "--folder", "pages"]).code, 0);
    assert!(folder.path().join("pages/followback-audit.1").is_file());
}
