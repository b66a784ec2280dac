//! Packs that speak another language.

use followback_core::{Config, PackFiles, Program, Sources, check, load};

use crate::support::{HEAD, Is, NOW, SCHEMA, files, linted, message, record};

const RULES: &str = r#"
[pack]
allow = ["untested-rule"]
[[rule]]
id = "parcel/heavy"
factor = "care"
severity = "minor"
points = 10
title = "Too heavy"
message = "It weighs {parcel.weight} {parcel.weight|kilo|kilos} and holds {note.wares}: {parcel.fragile}."
params = { most = 1.5 }
when.parcel.weight.above = "$most"
[[rule.level]]
when.parcel.weight.above = 100
message = "More than 100 kilos."
[[rule.level]]
when.parcel.weight.above = 50
message = "More than {$most} kilos."
[[rule.level]]
when.parcel.weight.above = 40
message = "More than 100 kilos."
[[rule]]
id = "parcel/late"
factor = "speed"
severity = "minor"
points = 10
title = "Late"
message = "It is {parcel.age_days} days old."
when.parcel.age_days.above = 9
[tagger.wares]
from = "wares/*.toml"
"#;

const SPANISH: &str = r#"
[rule."parcel/heavy"]
title = "Demasiado pesado"
message = "Pesa {parcel.weight} {parcel.weight|kilo|kilos} y lleva {note.wares}: {parcel.fragile}."
level.1 = "Más de 100 kilos."
level.2 = "Más de {$most} kilos."
[factor]
care = "Cuidado"
"#;

fn pack(locale: &str) -> PackFiles {
    let dishes = "id = \"dishes\"\ntitle = { en = \"Dishes\", es = \"Vajilla\" }\nterms = [\"china\"]\n";
    let ice = "id = \"ice\"\ntitle = { en = \"Ice\", es = \"Informática\" }\nterms = [\"ice\"]\n";
    let names = [
        ("rules.toml", RULES),
        ("factors.toml", HEAD),
        ("wares/dishes.toml", dishes),
        ("wares/ice.toml", ice),
        ("locales/es.toml", locale),
    ];
    files("test", &names)
}

fn speaking(language: &str) -> Program {
    let (mut sources, mut faults) = (Sources::default(), Vec::new());
    let mut pack = load(&pack(SPANISH), &mut sources, &mut faults);
    pack.translate(language, &mut sources, &mut faults);
    let program = check(&[pack], &SCHEMA, &Config::default(), NOW, &mut faults);
    program.unwrap_or_else(|| panic!("{faults:?}"))
}

fn told(program: &Program, weight: f64) -> String {
    let facts = [
        ("parcel.weight", Is::Of(weight)),
        ("note", Is::Text("china on ice")),
        ("parcel.fragile", Is::Yes(true)),
        ("parcel.age_days", Is::Of(10.0)),
    ];
    message(program, &record(&facts), "parcel/heavy")
}

#[test]
fn messages_are_spoken_as_the_language_does_it() {
    let (spanish, english) = (speaking("es"), speaking("de"));
    assert_eq!(told(&spanish, 2.5), "Pesa 2,5 kilos y lleva vajilla e informática: sí.");
    assert_eq!(told(&english, 2.5), "It weighs 2.5 kilos and holds dishes and ice: yes.");
    assert_eq!(told(&spanish, 60.0), "Más de 1,5 kilos.");
    let title = |program: &Program| program.rules()[program.rule("parcel/heavy").unwrap().index()].title.clone();
    assert_eq!([title(&spanish), title(&english)], ["Demasiado pesado", "Too heavy"]);
    assert_eq!([&spanish.factors()[0].title, &english.factors()[0].title], ["Cuidado", "Care"]);
}

#[test]
fn levels_that_say_the_same_are_translated_once() {
    assert_eq!([told(&speaking("es"), 200.0), told(&speaking("es"), 45.0)], ["Más de 100 kilos."; 2]);
}

#[test]
fn what_is_missing_stays_as_it_is() {
    let program = speaking("es");
    let record = record(&[("parcel.age_days", Is::Of(10.0))]);
    assert_eq!(message(&program, &record, "parcel/late"), "It is 10 days old.");
    assert_eq!(program.factors()[1].title, "Speed");
}

#[test]
fn warnings_of_a_language_are_allowed_in_its_file() {
    let gaps = linted(&[pack(SPANISH)], "");
    assert_eq!(gaps.codes(), ["locale-gap"; 2], "{}", gaps.rendered());
    let allowed = linted(&[pack(&format!("allow = [\"locale-gap\"]\n{SPANISH}"))], "");
    assert_eq!(allowed.codes(), [""; 0], "{}", allowed.rendered());
    let idle = linted(&[pack(&format!("allow = [\"locale-gap\", \"stray-text\"]\n{SPANISH}"))], "");
    assert_eq!(idle.codes(), ["unused-allow"], "{}", idle.rendered());
}
