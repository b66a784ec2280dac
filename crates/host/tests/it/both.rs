//! What is the same wherever a plugin runs: values of every type, and answers that are not taken.

use followback_host::{Answers, Column, FaultKind, Manifest, Notes, Plugin, Rows, Value};

use crate::support::{
    ALL, LENGTH, LONG, MANIFEST, SHARE, WORD, WORDS, ask, assert_fine, fault, in_process, isolated, isolation, library,
    rows,
};

/// Asks both, and finds the same answers.
fn same(texts: &[&str]) -> Answers {
    let [local, child] = [in_process(&[]), isolated(&[])].map(|mut plugin| ask(&mut plugin, texts));
    assert_eq!(local, child);
    child
}

fn notes(answers: &Answers) -> Vec<&str> {
    answers.notes.iter().map(|(note, _)| note).collect()
}

#[test]
fn every_type_goes_both_ways() {
    let long = "x".repeat(1 << 20);
    let texts = ["hello", "", "a\0b", "😀 größer als zwanzig", long.as_str()];
    let answers = same(&texts);
    for (row, text) in texts.iter().enumerate() {
        assert_fine(&answers, row, text);
        assert_eq!(answers.facts[LONG][row], Some(Value::Bool(text.len() > 20)));
    }
    let share = |n: f64| Some(Value::Number(n));
    assert_eq!(answers.facts[SHARE], [share(1.0), share(0.5), share(0.0), share(0.25), share(0.2)]);
    assert_eq!(answers.facts[WORDS][0], Some(Value::List(vec!["h".into(), "h".into()])));
    assert_eq!(answers.facts[WORDS][1], Some(Value::List(vec![String::new(), String::new()])));
    assert_eq!(answers.notes, Notes::default());
}

#[test]
fn batches_of_any_length() {
    for n in [1, 2, 2047, 2048, 2049, 5000] {
        let texts: Vec<String> = (0..n).map(|i| format!("text {i}")).collect();
        let answers = same(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(answers.faults.is_empty());
        assert_eq!(answers.facts[WORD][n - 1], Some(Value::Text(texts[n - 1].clone())));
    }
    assert_eq!(isolated(&[]).ask(&rows(&[]), &ALL), Answers::none(5, 0));
}

#[test]
fn only_what_is_wanted_is_answered() {
    for mut plugin in [in_process(&[]), isolated(&[])] {
        // The text would be refused, had it been asked for.
        let answers = plugin.ask(&rows(&["own memory"]), &[LONG]);
        assert_eq!(answers, Answers { facts: vec![vec![Some(Value::Bool(false))]], ..Answers::default() });
    }
}

#[test]
fn what_is_not_set_is_missing() {
    let answers = same(&["nothing", "hello"]);
    assert_eq!(answers.facts[LENGTH], [None, Some(Value::Number(5.0))]);
    assert!(answers.faults.is_empty());
}

#[test]
fn numbers_that_are_none_count_as_missing() {
    for text in ["nan", "infinity"] {
        let answers = same(&[text]);
        assert_eq!(answers.facts[SHARE], [None]);
        assert_eq!(answers.facts[LENGTH], [Some(Value::Number(text.len() as f64))]);
        assert!(notes(&answers)[0].starts_with("`share` is "), "{:?}", answers.notes);
    }
}

#[test]
fn values_that_cannot_be_cost_the_facts_of_their_row() {
    for (text, problem) in [
        ("two", "`long` is 2 where true or false, 1 or 0, is needed"),
        ("out of range", "`probe.share` is 2.5, which the manifest rules out"),
        ("huge number", "`probe.length` is -9223372036854776000, which the manifest rules out"),
        ("own memory", "`word` points outside of the memory that the plugin was given"),
        ("too long", "`word` points outside of the memory that the plugin was given"),
        ("endless", "`word` points outside of the memory that the plugin was given"),
        ("input pointer", "`word` points outside of the memory that the plugin was given"),
        ("long list", "`words` points outside of the memory that the plugin was given"),
        ("misaligned", "`words` is a list at an address that is no multiple of 8"),
        ("invalid utf-8", "`word` is not UTF-8"),
    ] {
        let answers = same(&["before", text, "after"]);
        assert_eq!(answers.faults.get(&1), Some(&FaultKind::Failed.saying(problem)), "{text}");
        assert!(answers.facts.iter().all(|fact| fact[1].is_none()));
        assert_fine(&answers, 0, "before");
        assert_fine(&answers, 2, "after");
    }
}

#[test]
fn a_number_is_whole_where_the_manifest_says_so() {
    let whole = MANIFEST.replace("share = { kind = \"number\",", "share = { kind = \"number\", whole = true,");
    let whole = Manifest::parse("probe.toml", &whole).unwrap();
    for mut plugin in [
        Plugin::in_process(whole.clone(), library(&[]), "{}"),
        Plugin::isolated(whole.clone(), library(&[]), "{}", isolation()),
    ] {
        // Shares of 1, and of a half.
        let answers = ask(&mut plugin, &["a", "b"]);
        assert_fine(&answers, 0, "a");
        assert_eq!(fault(&answers, 1), "`probe.share` is 0.5, where the manifest promises whole numbers");
        assert_eq!(answers.facts[SHARE], [Some(Value::Number(1.0)), None]);
    }
}

#[test]
fn a_plugin_may_pass_on_a_row() {
    let answers = same(&["before", "fail row", "after"]);
    assert_eq!(answers.faults.get(&1), Some(&FaultKind::Declined.saying("not this one")));
    assert!(answers.facts.iter().all(|fact| fact[1].is_none()), "although it has set some");
    assert_fine(&answers, 2, "after");
    assert_eq!(fault(&same(&["fail row silently"]), 0), "it failed without saying why");
    let answers = same(&["fail no row"]);
    assert_eq!(notes(&answers), ["it spoke of a row that it was not given"]);
}

/// A note is kept once, however often it is made.
#[test]
fn what_a_plugin_says_is_counted() {
    let texts = ["log"; 300];
    assert_eq!(same(&texts).notes.iter().collect::<Vec<_>>(), [("something odd", 300)]);
    let texts: Vec<String> = (0..300).map(|n| format!("log {n}")).collect();
    let answers = same(&texts.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(answers.notes.iter().next(), Some(("log 0", 1)));
    assert_eq!(answers.notes.iter().count() as u64 + answers.notes.more(), 300);
}

#[test]
fn a_batch_that_fails_is_asked_again_in_parts() {
    for (text, problem) in [
        ("error", "`eval` failed without saying why"),
        ("fatal", "cannot go on"),
        ("status", "`eval` returned status 77, which there is not"),
        ("fail and ok", "said no, returned yes"),
        ("fail silently", "it failed without saying why"),
    ] {
        for flags in [&[][..], &["-DNO_PROGRESS"]] {
            let texts = ["a", "b", text, "c", "d", "e"];
            let [local, child] = [in_process(flags), isolated(flags)].map(|mut plugin| ask(&mut plugin, &texts));
            assert_eq!(local, child, "{text}");
            assert_eq!(local.faults.keys().collect::<Vec<_>>(), [&2], "{text}");
            assert_eq!(fault(&local, 2), problem);
            assert_fine(&local, 5, "e");
        }
    }
}

/// What it is given for its answers is as much for each row as if that stood alone.
#[test]
fn memory_for_answers_depends_on_no_batch() {
    let texts = [&["want 7"; 40][..], &["want 65"], &["want 7"; 40]].concat();
    let answers = same(&texts);
    let words = "it wants more than 64 MiB for one row";
    assert_eq!(answers.faults.into_iter().collect::<Vec<_>>(), [(40, FaultKind::Failed.saying(words))]);
    assert!((0..81).all(|row| answers.facts[LENGTH][row].is_some() != (row == 40)));
}

#[test]
fn inputs_of_another_type_are_not_handed_over() {
    let numbers = Rows::new(1, vec![Column::Number(vec![Some(1.0)]), Column::Number(vec![Some(1.0)])]);
    for mut plugin in [in_process(&[]), isolated(&[])] {
        assert_eq!(fault(&plugin.ask(&numbers, &ALL), 0), "it reads `bio` as another type than it has");
    }
}
