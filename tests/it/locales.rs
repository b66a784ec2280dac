//! Reports in other languages: whole, and with nothing left over from English.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use followback_core::Speech;
use toml::Value;

use crate::support::{Run, followback, followback_in, followback_speaking, root};

/// The languages besides English, each with words of ours that no English text has.
const LANGUAGES: [(&str, &[&str]); 2] = [("es", &["publicaciones", "quien"]), ("de", &["beiträge", "nicht"])];
/// The formats for people.
const FORMATS: [&str; 3] = ["human", "markdown", "html"];

#[test]
fn the_sample_profile_in_spanish() {
    insta::assert_snapshot!(viewed("es").out);
}

#[test]
fn the_sample_profile_in_german() {
    insta::assert_snapshot!(viewed("de").out);
}

/// The sample profile, and what connects it with somebody.
fn viewed(language: &str) -> Run {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("viewer.toml"), "topics = [\"coffee\", \"climbing\"]\nlanguages = [\"en\"]\n")
        .unwrap();
    let run = followback_in(folder.path(), &["audit", "--demo", "--locale", language, "--viewer", "viewer.toml"], b"");
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    run
}

/// A rule in words, and what it made of the sample profile.
#[test]
fn a_rule_is_explained_in_spanish_and_german() {
    let profile = root().join("crates/cli/src/demo.toml");
    let explained = |language: &str, rule: &str| {
        let now = ["--now", "2026-04-13"];
        let asked = followback(&["explain", rule, "--locale", language]);
        let made =
            followback(&[&["explain", rule, profile.to_str().unwrap(), "--locale", language], &now[..]].concat());
        assert_eq!((asked.code, made.code), (0, 0), "{}{}", asked.err, made.err);
        // Where a parameter stands in its file is no matter.
        let lines = asked.out.lines().chain(["---"]).chain(made.out.lines()).filter(|line| !line.starts_with('$'));
        lines.collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!(explained("es", "posts/hashtag-stuffing"));
    insta::assert_snapshot!(explained("de", "posts/no-conversation"));
    // For programs it is English, unless they ask.
    let json = followback_speaking(&["explain", "bio/too-short", "--format", "json"], "es_ES.UTF-8").out;
    assert!(json.contains("It fires if"), "{json}");
    assert!(followback_speaking(&["explain", "bio/too-short"], "es_ES.UTF-8").out.contains("Se cumple si"));
}

#[test]
fn the_environment_speaks_to_people_only() {
    let spanish = |args: &[&str]| followback_speaking(args, "es_ES.UTF-8").out;
    assert!(spanish(&["audit", "--demo"]).contains("publicaciones leídas"));
    assert!(spanish(&["audit", "--demo", "--locale", "en"]).contains("posts read"));
    for format in ["json", "short"] {
        let english = followback(&["audit", "--demo", "--format", format]);
        assert_eq!(spanish(&["audit", "--demo", "--format", format]), english.out);
        let asked = followback(&["audit", "--demo", "--format", format, "--locale", "de"]).out;
        assert!(asked.contains("Deine Bio nennt keinen Beruf"), "{asked}");
    }
}

#[test]
fn a_language_changes_no_result() {
    let without_texts = |language: &str| {
        let mut report = followback(&["audit", "--demo", "--format", "json", "--locale", language]).json();
        for factor in report["factors"].as_array_mut().unwrap() {
            factor.as_object_mut().unwrap().remove("title").unwrap();
        }
        for finding in report["findings"].as_array_mut().unwrap() {
            for text in ["title", "message", "advice"] {
                finding.as_object_mut().unwrap().remove(text).unwrap();
            }
        }
        report
    };
    for (language, _) in LANGUAGES {
        assert_eq!(without_texts(language), without_texts("en"), "{language}");
    }
}

/// Profiles that make reports say much: the sample, and the fixtures of the default pack.
fn profiles() -> Vec<PathBuf> {
    let fixtures = fs::read_dir(root().join("rules/default/profiles")).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<PathBuf> = fixtures.filter(|path| path.extension().is_some_and(|e| e == "toml")).collect();
    paths.push(root().join("crates/cli/src/demo.toml"));
    paths.sort();
    paths
}

fn report(profile: &str, language: &str, format: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    // Fixtures say when they are looked at, which is no part of a profile.
    let profile: String = profile.split_inclusive('\n').filter(|line| !line.starts_with("now")).collect();
    fs::write(folder.path().join("profile.toml"), profile).unwrap();
    let arguments = ["audit", "profile.toml", "--locale", language, "--format", format, "--now", "2026-11-20"];
    let run = followback_in(folder.path(), &arguments, b"");
    assert_eq!(run.code, 0, "{}", run.err);
    match format {
        "html" => page_text(&run.out),
        // Code is names.
        "markdown" => {
            let tags = ["<details>", "</details>", "<summary>", "</summary>"];
            let text = tags.iter().fold(run.out, |text, tag| text.replace(tag, " "));
            text.replace(['\u{2060}', '\\'], "").split('`').step_by(2).collect::<Vec<_>>().join(" ")
        }
        _ => run.out,
    }
}

/// What a reader of a page reads, without names of rules, their parameters and addresses.
fn page_text(page: &str) -> String {
    let names = [
        ("<a class=\"rule\"", "</a>"),
        ("<span class=\"id\"", "</span>"),
        ("<dt>$", "</dd>"),
        ("<ul class=\"sources\"", "</ul>"),
        ("<footer", "</footer>"),
        ("<text ", "</text>"),
    ];
    let mut text = page.to_owned();
    for (begin, end) in [("<style", "</style>"), ("<script", "</script>")].into_iter().chain(names) {
        while let Some(at) = text.find(begin) {
            let length = text[at..].find(end).unwrap() + end.len();
            text.replace_range(at..at + length, " ");
        }
    }
    // What stands in backticks in a condition is a name or a pattern.
    while let Some(at) = text.find('`') {
        let length = text[at + 1..].find(['`', '<']).map_or(text.len() - at, |length| length + 2);
        let kept = if text[at + length - 1..].starts_with('<') { length - 1 } else { length };
        text.replace_range(at..at + kept, " ");
    }
    let parts = text.split('<').map(|part| part.split_once('>').map_or("", |(_, after)| after));
    let text: String = parts.collect::<Vec<_>>().join(" ");
    let text = [("&#x2f;", "/"), ("&quot;", "\""), ("&#x27;", "'"), ("&amp;", "&")]
        .iter()
        .fold(text, |text, (from, to)| text.replace(from, to));
    // Lists and parameters of rules, and words that are cut.
    let is_name = |token: &&str| token.trim_start_matches('(').starts_with(['@', '$']) || token.ends_with('…');
    text.split_whitespace().filter(|token| !is_name(token)).collect::<Vec<_>>().join(" ")
}

/// What stands in a report is said in its language, quoted from the profile, or a name.
#[test]
fn no_word_of_another_language_is_left() {
    for (language, ours) in LANGUAGES {
        let vocabulary = vocabulary(language);
        let names = names();
        for path in profiles() {
            let profile = fs::read_to_string(&path).unwrap();
            let quoted: BTreeSet<String> = words(&profile).collect();
            let strange = |text: &str| -> Vec<String> {
                let tokens = text.split_whitespace().map(|token| token.trim_matches(|c: char| !c.is_alphanumeric()));
                let spoken = tokens.filter(|token| !names.contains(*token) && !is_path(token)).flat_map(words);
                spoken.filter(|word| !vocabulary.contains(word) && !quoted.contains(word)).collect()
            };
            // The page says the same as Markdown, and its words do not depend on the profile.
            let formats = FORMATS.iter().copied().filter(|format| *format != "html" || path.ends_with("demo.toml"));
            for format in formats {
                let text = report(&profile, language, format);
                let left = strange(&text);
                assert!(left.is_empty(), "{left:?} in the report on {} in {language}:\n{text}", path.display());
                assert!(words(&text).any(|word| ours.contains(&word.as_str())), "{text}");
                // The English report shows that English would be seen.
                assert!(strange(&report(&profile, "en", format)).len() > 20);
            }
        }
    }
}

/// The texts themselves have no English in them: no word that tells English and no other language that has it.
#[test]
fn translations_hold_no_english() {
    let list = |language: &str| -> BTreeSet<String> {
        let path = root().join(format!("rules/default/lists/function-words.{language}.txt"));
        let text = fs::read_to_string(path).unwrap();
        text.lines().filter(|line| !line.starts_with('#')).map(|line| line.trim().to_owned()).collect()
    };
    for (language, _) in LANGUAGES {
        let own = list(language);
        let english: BTreeSet<String> = list("en").into_iter().filter(|word| !own.contains(word)).collect();
        for text in texts(language) {
            let found: BTreeSet<String> =
                words(&text).filter(|word| word.len() > 1 && english.contains(word)).collect();
            // One may look alike by chance; a sentence has several.
            assert!(found.len() < 2, "{language}: {found:?} in `{text}`");
        }
    }
}

/// Lower-case words of letters alone.
fn words(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().into_iter()
}

/// Every word that the program and the shipped packs have in a language.
fn vocabulary(language: &str) -> BTreeSet<String> {
    texts(language).iter().flat_map(|text| words(text)).collect()
}

/// The texts of the engine, of the program and of the shipped packs in a language.
fn texts(language: &str) -> Vec<String> {
    let mut files = vec![root().join(format!("crates/cli/src/locale/{language}.toml"))];
    files.extend(["default", "beyond"].map(|pack| root().join(format!("rules/{pack}/locales/{language}.toml"))));
    let mut out = Vec::new();
    for file in files {
        strings(&toml::from_str(&fs::read_to_string(&file).unwrap()).unwrap(), &mut out);
    }
    for topic in fs::read_dir(root().join("rules/default/topics")).unwrap() {
        let topic: Value = toml::from_str(&fs::read_to_string(topic.unwrap().path()).unwrap()).unwrap();
        out.extend(topic["title"].get(language).and_then(Value::as_str).map(str::to_owned));
    }
    let speech = Speech::of(language);
    out.extend([speech.yes.to_owned(), speech.no.to_owned(), speech.joined(&["1".to_owned(), "2".to_owned()])]);
    out.iter().map(|text| spoken(text)).collect()
}

/// A text without its placeholders, but with the forms of words that they hold.
fn spoken(text: &str) -> String {
    let mut out = String::new();
    for (nth, part) in text.split('{').enumerate() {
        let (placeholder, rest) = if nth == 0 { ("", part) } else { part.split_once('}').unwrap() };
        let forms = placeholder.split('|').skip(1).collect::<Vec<_>>().join(" ");
        out += &forms;
        out += rest;
    }
    out
}

fn strings(value: &Value, out: &mut Vec<String>) {
    match value {
        Value::String(text) => out.push(text.clone()),
        Value::Table(table) => table.values().for_each(|value| strings(value, out)),
        Value::Array(items) => items.iter().for_each(|value| strings(value, out)),
        _ => {}
    }
}

/// The ids of rules, whole and without their subject, and the names of things.
fn names() -> BTreeSet<String> {
    let list = followback(&["rules", "list", "--format", "json"]).json();
    let ids = list.as_array().unwrap().iter().map(|rule| rule["rule"].as_str().unwrap().to_owned());
    let ids: Vec<String> = ids.collect();
    let short = ids.iter().map(|id| id.split_once('/').unwrap().1.to_owned());
    let others = ["X", "default", "beyond", "Mastodon", "Bluesky", "followback", "explain", "bio", "twibot20", "csv"];
    short.chain(ids.clone()).chain(others.map(str::to_owned)).collect()
}

/// `account.followers` is the name of a fact.
fn is_path(token: &str) -> bool {
    token.contains('.')
        && token.split('.').all(|step| !step.is_empty() && step.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
}
