//! Examples in the documentation do what they say.

use crate::support::{followback_in, root};

/// The fenced blocks of a language, with the text of the line before each.
pub(crate) fn blocks(file: &str, language: &str) -> Vec<String> {
    let text = std::fs::read_to_string(root().join(file)).unwrap();
    let fence = format!("```{language}\n");
    text.split(&fence).skip(1).map(|rest| rest.split("```").next().unwrap().to_owned()).collect()
}

#[test]
fn rules_in_the_guide_check_and_pass_their_tests() {
    let folder = tempfile::tempdir().unwrap();
    let mut rules = 0;
    for block in blocks("rules/README.md", "toml") {
        if !block.contains("[[rule]]") {
            continue;
        }
        rules += 1;
        std::fs::write(folder.path().join("example.toml"), &block).unwrap();
        let check = followback_in(folder.path(), &["rules", "check", "example.toml"], b"");
        assert!(check.code == 0 && check.out.contains("no faults"), "{block}\n{}{}", check.out, check.err);
        let test = followback_in(folder.path(), &["test", "example.toml"], b"");
        assert_eq!(test.code, 0, "{block}\n{}", test.out);
    }
    assert!(rules >= 5, "only {rules} examples");
}

#[test]
fn the_translation_in_the_guide_is_spoken() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("my-pack/locales")).unwrap();
    let blocks = blocks("rules/README.md", "toml");
    let with = |word: &str| blocks.iter().find(|block| block.contains(word)).unwrap();
    std::fs::write(folder.path().join("my-pack/rules.toml"), with("bio/shouting")).unwrap();
    std::fs::write(folder.path().join("my-pack/locales/es.toml"), with("my-pack/locales/es.toml")).unwrap();
    let check = followback_in(folder.path(), &["rules", "check", "my-pack", "--deny-warnings"], b"");
    assert_eq!(check.code, 0, "{}", check.out);
    let arguments = ["audit", "-", "--rules", "my-pack", "--locale", "es"];
    let run = followback_in(folder.path(), &arguments, br#"{"platform":"x","bio":"NURSE IN LUGO, MOTHER OF TWO"}"#);
    assert!(run.out.contains("El 100 % de las letras de tu biografía son mayúsculas."), "{}{}", run.out, run.err);
}

#[test]
fn settings_in_the_guides_are_taken() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("my-pack")).unwrap();
    let pack = blocks("rules/README.md", "toml").into_iter().find(|b| b.contains("[[rule]]")).unwrap();
    std::fs::write(folder.path().join("my-pack/rules.toml"), pack).unwrap();
    let mut settings = 0;
    for block in ["README.md", "rules/README.md"].iter().flat_map(|f| blocks(f, "toml")) {
        if block.contains("[[rule]]") || !block.contains("# followback.toml") {
            continue;
        }
        settings += 1;
        std::fs::write(folder.path().join("followback.toml"), &block).unwrap();
        let run = followback_in(folder.path(), &["audit", "--demo", "--format", "json"], b"");
        assert_eq!(run.code, 0, "{block}\n{}", run.err);
    }
    assert!(settings >= 1);
}

#[test]
fn the_fixture_in_the_guide_can_be_tested() {
    let folder = tempfile::tempdir().unwrap();
    let profiles = folder.path().join("my-pack/profiles");
    std::fs::create_dir_all(&profiles).unwrap();
    let blocks = blocks("rules/README.md", "toml");
    let with = |word: &str| blocks.iter().find(|block| block.contains(word)).unwrap();
    std::fs::write(folder.path().join("my-pack/rules.toml"), with("bio/loud")).unwrap();
    std::fs::write(profiles.join("nurse.toml"), with("my-pack/profiles/nurse.toml")).unwrap();
    let run = followback_in(folder.path(), &["test", "my-pack", "--accept"], b"");
    assert_eq!(run.out, "5 passed, 0 failed, 1 todo, 1 accepted\n", "{}", run.err);
    assert_eq!(followback_in(folder.path(), &["test", "my-pack", "--check", "--min", "60"], b"").code, 0);
}

#[test]
fn native_profiles_in_the_guide_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let profiles = blocks("README.md", "json");
    assert!(!profiles.is_empty());
    for block in profiles {
        std::fs::write(folder.path().join("ana.json"), &block).unwrap();
        let run = followback_in(folder.path(), &["audit", "ana.json", "--format", "json"], b"");
        assert_eq!(run.code, 0, "{block}\n{}", run.err);
    }
}

#[test]
fn the_sample_in_the_readme_is_what_the_command_prints() {
    let run = followback_in(&root(), &["audit", "--demo"], b"");
    let samples = blocks("README.md", "text");
    assert!(!samples.is_empty());
    for sample in samples {
        for line in sample.lines() {
            assert!(run.out.contains(line), "`{line}` is not printed");
        }
    }
}

#[test]
fn commands_in_the_readme_exist() {
    let folder = tempfile::tempdir().unwrap();
    for block in blocks("README.md", "console") {
        for line in block.lines().filter_map(|l| l.strip_prefix("$ followback ")) {
            let command = line.split_whitespace().next().unwrap();
            let run = followback_in(folder.path(), &[command, "--help"], b"");
            assert_eq!(run.code, 0, "{line}: {}", run.err);
        }
    }
}
