//! The language of a text, and what it means not to find a phrase of a list in it.

use followback_core::Tri::{False as F, True as T, Unknown as U};
use followback_core::{Reason, Scratch, TextPlace, Tri};

use crate::support::{Is, NOW, SCHEMA, program, record, rule, told, with_orders};

const LISTS: &str = "
[lists.function-words]
en = [\"the\", \"and\", \"with\", \"of\"]
es = [\"el\", \"la\", \"con\", \"de\"]
de = [\"der\", \"die\", \"und\", \"mit\"]
[lists.jobs]
en = [\"nurse\"]
es = [\"enfermera\"]
[lists]
everywhere = [\"astronaut\"]
";

fn said(condition: &str, text: &'static str) -> Tri {
    let program = program(&format!("{}{LISTS}", rule("test/it", condition)));
    told(&program, &record(&[("note", text.into())]))
}

#[test]
fn a_hit_in_any_language_is_a_hit() {
    assert_eq!(said("when.note.contains = \"@jobs\"", "die nurse und der mann"), T);
    assert_eq!(said("when.note.contains = \"@jobs\"", "enfermera"), T, "even where the language cannot be told");
}

#[test]
fn no_hit_is_none_only_in_a_language_of_the_list() {
    assert_eq!(said("when.note.contains = \"@jobs\"", "the pilot of the plane"), F);
    assert_eq!(said("when.note.contains = \"@jobs\"", "el piloto de la nave"), F);
    assert_eq!(said("when.note.contains = \"@jobs\"", "der Mann mit die Tasche"), U, "no German list");
    assert_eq!(said("when.note.contains = \"@jobs\"", "pilot"), U, "no language");
    assert_eq!(said("when.note.contains = \"@jobs\"", "パイロット"), U, "kana is Japanese, which has no list");
}

#[test]
fn one_file_for_all_counts_for_every_text() {
    assert_eq!(said("when.note.contains = \"@everywhere\"", "der Mann mit die Tasche"), F);
    assert_eq!(said("when.note.contains = \"@everywhere\"", "pilot"), F);
    assert_eq!(said("when.note.contains = \"pilot\"", "Kapitän"), F, "so do phrases in the condition");
    assert_eq!(said("when.note.contains = [\"@everywhere\", \"@jobs\"]", "Kapitän"), U, "one list of the two does not");
    assert_eq!(said("when.note.contains = [\"@everywhere\", \"@jobs\"]", "astronaut"), T);
}

#[test]
fn the_language_is_a_fact() {
    assert_eq!(said("when.note.language = \"en\"", "the captain and the crew"), T);
    assert_eq!(said("when.note.language = [\"de\", \"es\"]", "the captain and the crew"), F);
    assert_eq!(said("when.note.language = \"en\"", "captain"), U);
    assert_eq!(said("when.note.language = \"ko\"", "안녕하세요"), T, "a script of one language speaks for itself");
    assert_eq!(said("when.note.language = \"es\"", "la casa de la playa con the sun"), T, "most hits");
}

#[test]
fn what_is_missing_is_named_with_its_reason() {
    let program = program(&format!("{}{LISTS}", rule("test/it", "when.note.contains = \"@jobs\"")));
    let record = record(&[("note", "Kapitän".into())]);
    let missing = program.evaluate(&record, NOW).missing(program.rule("test/it").unwrap());
    assert_eq!(missing.len(), 1);
    assert_eq!((missing[0].fact.as_str(), missing[0].reason), ("note", Reason::Language));
}

#[test]
fn function_words_of_several_packs_add_up() {
    use crate::support::{HEAD, checked, files, sound};
    let first =
        files("first", &[("a.toml", &format!("{HEAD}{}{LISTS}", rule("test/it", "when.note.language = \"en\"")))]);
    let second = files("second", &[("b.toml", "[lists.function-words]\nen = [\"captain\"]\n")]);
    let program = sound(checked(&[first, second], ""));
    assert_eq!(told(&program, &record(&[("note", "der captain and the ship".into())])), T);
}

#[test]
fn words_of_the_lists_help_to_tell_a_language() {
    let lists = "
[lists.function-words]
en = [\"the\", \"in\"]
de = [\"der\", \"in\"]
pt = [\"da\"]
[lists.common-words]
en = [\"mountain\", \"coffee\", \"gaffer\"]
de = [\"berg\"]
pt = [\"montanha\"]
[lists.jobs]
en = [\"nurse\", \"mountain guide\"]
de = [\"bäcker\"]
";
    let said = |condition: &str, text: &'static str| {
        let program = program(&format!("{}{lists}", rule("test/it", condition)));
        told(&program, &record(&[("note", text.into())]))
    };
    let job = |language: &str| format!("when.note = {{ language = \"{language}\", contains = \"@jobs\" }}");
    assert_eq!(said(&job("de"), "Bäcker in Ulm"), T, "a word of a list breaks a tie");
    assert_eq!(said(&job("en"), "Nurse in Ulm"), T);
    assert_eq!(said("when.note.language = \"en\"", "coffee, mountain"), T, "no function word, and all words are known");
    assert_eq!(said("when.note.language = \"en\"", "Gaffer!"), T, "one word, and it is known");
    assert_eq!(said("when.note.language = \"en\"", "Gaffer, Ulm"), U, "one of two");
    assert_eq!(said("when.note.language = \"en\"", "@coffee @mountain"), U, "a handle is no word");
    assert_eq!(said("when.note.language = \"pt\"", "montanha coffee mountain da"), T, "function words come first");
    assert_eq!(
        said("when.note.language = \"en\"", "coffee leuke gezellige mensen vandaag"),
        U,
        "one word of many, and another language"
    );
}

#[test]
fn texts_that_were_looked_at_ahead_are_judged_as_ever() {
    let program = program(&format!("{}{LISTS}", rule("test/it", "when.note.contains = \"@jobs\"")));
    let place = TextPlace::Record(SCHEMA.fact("note").unwrap());
    let records =
        ["the nurse and the crew", "the crew of the plane", "KAPITÄN", ""].map(|text| record(&[("note", text.into())]));
    let mut scratch = Scratch::default();
    for (looked_at, expected) in records.iter().zip([Some("en"), Some("en"), None, None]) {
        for judged in &records {
            let language;
            (scratch, language) = program.look_ahead(scratch, looked_at, |ahead| ahead.language(place));
            assert_eq!(language.as_deref(), expected);
            let evaluation = program.evaluate_in(scratch, judged, NOW);
            assert_eq!(evaluation.outcomes(), program.evaluate(judged, NOW).outcomes(), "also of another record");
            scratch = evaluation.into_scratch();
        }
    }
}

#[test]
fn records_are_judged_together_as_one_by_one() {
    let fired = rule("test/second", "when.fired = \"test/it\"");
    let program = program(&format!("{}{fired}{LISTS}", rule("test/it", "when.note.contains = \"@jobs\"")));
    let records =
        ["the nurse and the crew", "the crew of the plane", "KAPITÄN", ""].map(|text| record(&[("note", text.into())]));
    let mut scratches: Vec<Scratch> = Vec::new();
    for _ in 0..2 {
        let buffers = std::iter::repeat_with(|| scratches.pop().unwrap_or_default());
        let together = program.evaluate_together(buffers.zip(&records).map(|(scratch, record)| (scratch, record, NOW)));
        assert_eq!(together.len(), records.len());
        for (record, evaluation) in records.iter().zip(together) {
            assert_eq!(evaluation.outcomes(), program.evaluate(record, NOW).outcomes());
            scratches.push(evaluation.into_scratch());
        }
    }
}

#[test]
fn the_language_of_a_text_that_no_rule_reads_is_told_ahead() {
    let program = program(&format!("{}{LISTS}", rule("test/it", "when.note.contains = \"pilot\"")));
    let order = SCHEMA.collection("orders").unwrap();
    let text = SCHEMA.collection_decl(order).field("text").unwrap();
    let record = with_orders(record(&[]), &[&[("text", "der Mann und die Frau".into())], &[]]);
    let told = program.look_ahead(Scratch::default(), &record, |ahead| {
        [0, 1].map(|row| ahead.language(TextPlace::Member(order, text, row)))
    });
    assert_eq!(told.1, [Some("de".to_owned()), None]);
}

#[test]
fn a_look_ahead_leaves_nothing_for_another_record() {
    let condition = "when.orders.count = { where.text.contains = \"@jobs\", at_least = 1 }";
    let program = program(&format!("{}{LISTS}", rule("test/it", condition)));
    let order = SCHEMA.collection("orders").unwrap();
    let text = SCHEMA.collection_decl(order).field("text").unwrap();
    let of = |texts: &[&'static str]| {
        let orders: Vec<[(&str, Is); 1]> = texts.iter().map(|text| [("text", (*text).into())]).collect();
        with_orders(record(&[]), &orders.iter().map(|order| &order[..]).collect::<Vec<_>>())
    };
    let records =
        [of(&["the nurse and the crew"]), of(&["la nave de la playa", "con el piloto", "the nurse of the ship"])];
    let mut scratch = Scratch::default();
    for (record, expected) in records.iter().zip(["en", "es"]) {
        let told;
        (scratch, told) = program
            .look_ahead(scratch, record, |ahead| [0, 7].map(|row| ahead.language(TextPlace::Member(order, text, row))));
        assert_eq!(told, [Some(expected.to_owned()), None]);
    }
    for judged in &records {
        let evaluation = program.evaluate_in(scratch, judged, NOW);
        assert_eq!(evaluation.outcomes(), program.evaluate(judged, NOW).outcomes());
        scratch = evaluation.into_scratch();
    }
}

#[test]
fn there_may_be_any_number_of_languages() {
    let codes: Vec<String> =
        (0..70).map(|n| format!("{}{}", char::from(b'a' + n / 26), char::from(b'a' + n % 26))).collect();
    let lists: String = codes.iter().map(|code| format!("{code} = [\"word{code}\", \"shared\"]\n")).collect();
    let language = |text: String| {
        program(&format!("{}[lists.function-words]\n{lists}", rule("test/it", "when.note.language = \"en\"")))
            .language(&text)
            .map(str::to_owned)
    };
    for code in [&codes[0], &codes[63], &codes[64], &codes[69]] {
        assert_eq!(language(format!("shared word{code}")).as_ref(), Some(code));
    }
}
