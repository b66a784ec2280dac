//! What the default rules make of the labelled biographies in `tests/fixtures/gold`, and of every language that they claim.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::support::{followback_in, root};

/// The least that each question has to reach, as F1 of yes and of no.
struct Floor {
    question: &'static str,
    yes: f64,
    no: f64,
}

const fn floor(question: &'static str, yes: f64, no: f64) -> Floor {
    Floor { question, yes, no }
}

#[track_caller]
fn reaches(file: &str, floors: &[Floor], most_unchecked: f64) {
    let run = followback_in(&root(), &["eval", "--gold", file, "--format", "json"], b"");
    assert_eq!(run.code, 0, "{}", run.err);
    let measured = run.json();
    let questions = measured["questions"].as_array().unwrap();
    for Floor { question, yes, no } in floors {
        let all = &questions.iter().find(|q| q["question"] == *question).unwrap()["slices"][0];
        for (answer, least) in [("presence", yes), ("absence", no)] {
            let f1 = all[answer]["f1"].as_f64().unwrap();
            assert!(f1 >= *least, "{file}: F1 of the {answer} of {question} is {f1}, under {least}");
        }
        let unchecked = all["unchecked"].as_f64().unwrap() / all["rows"].as_f64().unwrap();
        assert!(unchecked <= most_unchecked, "{file}: {unchecked} of the rows are not checked for {question}");
    }
}

#[test]
fn english_biographies_are_read() {
    let floors = [
        floor("profession", 0.96, 0.96),
        floor("interests", 0.95, 0.94),
        floor("goal", 0.84, 0.98),
        floor("slogan_only", 0.92, 0.96),
        floor("beggar", 0.9, 0.99),
        floor("pitch", 0.9, 0.99),
    ];
    reaches("tests/fixtures/gold/bios.en.jsonl", &floors, 0.15);
}

#[test]
fn spanish_and_german_biographies_are_read() {
    let floors = [
        floor("profession", 0.95, 0.95),
        floor("interests", 0.94, 0.9),
        floor("goal", 0.9, 0.98),
        floor("slogan_only", 0.93, 0.97),
        floor("beggar", 0.8, 0.98),
        floor("pitch", 0.95, 0.98),
    ];
    for file in ["bios.es.jsonl", "bios.de.jsonl"] {
        reaches(&format!("tests/fixtures/gold/{file}"), &floors, 0.15);
    }
}

/// Nobody who keeps to his subject is told that he does not, in whatever words; and most are told something.
#[test]
fn posts_are_compared_with_what_the_bio_says() {
    let run = followback_in(&root(), &["eval", "--gold", "tests/fixtures/gold/posts.jsonl", "--format", "json"], b"");
    assert_eq!(run.code, 0, "{}", run.err);
    let all = &run.json()["verdicts"][0];
    assert_eq!(all["of"], "all");
    assert_eq!(all["falsely_off"], 0, "{all}");
    assert!(all["accuracy"].as_f64().unwrap() >= 0.88, "{all}");
    // a rule that never says it would accuse nobody, either: columns as the verdicts are told, on, mixed, off, none, not checked
    let off = all["table"].as_array().unwrap().iter().find(|row| row["label"] == "off").unwrap();
    assert!(off["answers"][2].as_u64().unwrap() >= 6, "{all}");
    let unchecked = all["unchecked"].as_f64().unwrap() / all["rows"].as_f64().unwrap();
    assert!(unchecked <= 0.25, "{unchecked} of the profiles are not checked");
}

/// Doubt is for the doubtful: whoever says what they do is told so.
#[test]
fn who_states_a_profession_is_hardly_ever_left_unchecked() {
    for (file, most) in [("bios.en.jsonl", 0.035), ("bios.es.jsonl", 0.05), ("bios.de.jsonl", 0.05)] {
        let text = std::fs::read_to_string(root().join("tests/fixtures/gold").join(file)).unwrap();
        let stated: Vec<&str> =
            text.lines().filter(|l| serde_json::from_str::<Value>(l).unwrap()["profession"] == 1).collect();
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("gold.jsonl"), stated.join("\n")).unwrap();
        let only = ["eval", "--gold", "gold.jsonl", "--only", "profession", "--format", "json"];
        let run = followback_in(folder.path(), &only, b"");
        assert_eq!(run.code, 0, "{}", run.err);
        let all = &run.json()["questions"][0]["slices"][0];
        let unchecked = all["unchecked"].as_f64().unwrap() / all["rows"].as_f64().unwrap();
        assert!(unchecked <= most, "{file}: {unchecked} of those who state a profession are not checked");
    }
}

/// A rule file as JSON.
fn parsed(path: &str) -> Value {
    let text = std::fs::read_to_string(root().join(path)).unwrap();
    basic_toml::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn missing<'a>(claimed: &'a [String], by_language: &Value) -> Vec<&'a str> {
    let has = |language: &str| by_language.get(language).is_some_and(|v| !v.as_array().is_some_and(Vec::is_empty));
    claimed.iter().map(String::as_str).filter(|language| !has(language)).collect()
}

#[test]
fn every_list_and_topic_is_there_in_every_language_that_the_pack_claims() {
    let pack = parsed("rules/default/pack.toml");
    let claimed: Vec<String> = serde_json::from_value(pack["pack"]["languages"].clone()).unwrap();
    assert_eq!(claimed, ["en", "es", "de"]);
    let mut gaps: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    let lists = pack["lists"].as_object().unwrap();
    let by_language: Vec<_> = lists.iter().filter(|(_, list)| list.is_object()).collect();
    assert!(by_language.len() > 10);
    for (name, list) in by_language {
        gaps.insert(format!("list {name}"), missing(&claimed, list));
    }
    let mut topics = 0;
    for folder in ["topics", "shop-talk"] {
        for entry in std::fs::read_dir(root().join("rules/default").join(folder)).unwrap() {
            let name = format!("{folder}/{}", entry.unwrap().file_name().into_string().unwrap());
            let topic = parsed(&format!("rules/default/{name}"));
            gaps.insert(format!("terms of {name}"), missing(&claimed, &topic["terms"]));
            gaps.insert(format!("title of {name}"), missing(&claimed, &topic["title"]));
            topics += usize::from(folder == "topics");
        }
    }
    assert!(topics >= 60, "{topics} topics");
    gaps.retain(|_, languages| !languages.is_empty());
    assert!(gaps.is_empty(), "languages that the pack claims and does not have: {gaps:#?}");
}

/// Shop talk counts for whoever names the field, so the field has to be a topic.
#[test]
fn shop_talk_is_that_of_a_topic() {
    for entry in std::fs::read_dir(root().join("rules/default/shop-talk")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let talk = parsed(&format!("rules/default/shop-talk/{name}"));
        let topic = parsed(&format!("rules/default/topics/{name}"));
        assert_eq!((&talk["id"], &talk["title"]), (&topic["id"], &topic["title"]), "{name}");
    }
}

/// A hit counts in whatever language it is found: a word that needs company in one and not in another never needs any.
#[test]
fn a_term_that_needs_company_needs_it_in_every_language() {
    let mut alone = Vec::new();
    for entry in std::fs::read_dir(root().join("rules/default/topics")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let topic = parsed(&format!("rules/default/topics/{name}"));
        let words = |kind: &str| -> BTreeSet<String> {
            let by_language = topic[kind].as_object().into_iter().flat_map(serde_json::Map::values);
            by_language.flat_map(|terms| serde_json::from_value::<Vec<String>>(terms.clone()).unwrap()).collect()
        };
        alone.extend(words("terms").intersection(&words("terms_with_company")).map(|term| format!("{term} in {name}")));
    }
    assert!(alone.is_empty(), "these need company in one language and none in another: {alone:?}");
}

/// Whoever names a job or a topic has named it, whatever stands beside it.
#[test]
fn what_stands_beside_a_job_or_a_topic_takes_nothing_away() {
    let jobs = [
        "nurse",
        "software engineer",
        "PhD student in geology",
        "founder of Northwind",
        "head of sales",
        "retired teacher",
    ];
    let topics = ["birdwatching", "jazz", "gardening", "chess", "vegan food", "history"];
    let beside = [
        "dog mom",
        "coffee addict",
        "wine lover",
        "no DMs",
        "book nerd",
        "hot mess",
        "professional napper",
        "PhD in sarcasm",
        "queen of naps",
        "fluent in sarcasm",
        "running on coffee",
        "half human half pizza",
        "stay weird",
        "life is short",
        "don't take it personal",
        "never on time",
        "hate Mondays",
        "amateur baker",
        "wife of Tom",
        "just a girl from Ohio",
        "it is what it is",
    ];
    let mut rows = Vec::new();
    for (question, names) in [("profession", jobs), ("interests", topics)] {
        for (name, other) in names.iter().flat_map(|name| beside.iter().map(move |other| (name, other))) {
            for between in [", ", " | ", ". ", " / ", " & ", " - "] {
                for bio in [format!("{name}{between}{other}"), format!("{other}{between}{name}")] {
                    rows.push(
                        serde_json::json!({ "bio": bio, "lang": "en", question: 1, "slogan_only": 0 }).to_string(),
                    );
                }
            }
        }
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("gold.jsonl"), rows.join("\n")).unwrap();
    let run = followback_in(folder.path(), &["eval", "--gold", "gold.jsonl", "--mistakes", "--format", "json"], b"");
    assert_eq!(run.code, 0, "{}", run.err);
    let measured = run.json();
    let wrong = |mistake: &&Value| !mistake["answer"].as_str().unwrap().starts_with("not");
    let accused: Vec<&Value> =
        measured["mistakes"].as_array().unwrap().iter().filter(wrong).map(|m| &m["bio"]).collect();
    assert!(accused.is_empty(), "{} of them, such as {:?}", accused.len(), &accused[..accused.len().min(5)]);
}

/// A phrase in which a shorter one of the same set stands is never needed: whatever holds it holds the shorter one.
fn needless(phrases: &BTreeSet<String>) -> Vec<String> {
    let covers = |phrase: &&String| {
        let words: Vec<&str> = phrase.split_whitespace().collect();
        (1..words.len()).any(|size| words.windows(size).any(|part| phrases.contains(&part.join(" "))))
    };
    phrases.iter().filter(covers).cloned().collect()
}

/// The phrases of lists of the default rules, none of which may stand there twice.
fn listed(lists: &[String]) -> BTreeSet<String> {
    let mut phrases = BTreeSet::new();
    for list in lists {
        let path = format!("rules/default/lists/{list}.txt");
        let text = std::fs::read_to_string(root().join(&path)).unwrap();
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            assert!(phrases.insert(line.to_lowercase()), "{path}: `{line}` is listed twice");
        }
    }
    phrases
}

#[test]
fn no_title_and_no_term_is_listed_that_a_shorter_one_covers() {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for language in ["en", "es", "de"] {
        let phrases = listed(&["professions", "organisations"].map(|list| format!("{list}.{language}")));
        found.insert(format!("titles in {language}"), needless(&phrases));
    }
    // Two of them make a pitch: one within another would be two by itself.
    found.insert("marks of a pitch".to_owned(), needless(&listed(&["pitch".to_owned()])));
    for entry in std::fs::read_dir(root().join("rules/default/topics")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let topic = parsed(&format!("rules/default/topics/{name}"));
        let terms = topic["terms"].as_object().into_iter().flat_map(serde_json::Map::values);
        let phrases = terms.flat_map(|terms| serde_json::from_value::<Vec<String>>(terms.clone()).unwrap()).collect();
        found.insert(name, needless(&phrases));
    }
    found.retain(|_, phrases| !phrases.is_empty());
    assert!(found.is_empty(), "a shorter phrase of the same list covers these: {found:#?}");
}

#[test]
fn labelled_biographies_are_many_and_each_is_another() {
    for file in ["bios.en.jsonl", "bios.es.jsonl", "bios.de.jsonl"] {
        let text = std::fs::read_to_string(root().join("tests/fixtures/gold").join(file)).unwrap();
        let mut bios: Vec<String> =
            text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["bio"].to_string()).collect();
        let all = bios.len();
        bios.sort();
        bios.dedup();
        assert!(all >= 120 && bios.len() == all, "{file}: {all} rows, {} different ones", bios.len());
    }
}
