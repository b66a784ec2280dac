//! Messages and their placeholders.

use crate::support::{Is, NOW, message, program, record, rule, with_orders};

/// The message of a rule that fires.
fn told(text: &str, facts: &[(&str, Is)]) -> String {
    let body = format!(
        "when.parcel.fragile = true\nparams = {{ most = 10, share = \"1/3\", one = 1, words = [\"a\", \"b\"], name = \"Ana\" }}\nmessage = '{text}'\n[fact.orders]\ngift_share = {{ formula = \"orders.gifts / orders.count\" }}\ngifts = {{ count = \"orders\", where.gift = true }}\n[lists]\nwares = [\"glass\", \"china\"]\n[tagger.wares]\nfrom = \"wares.toml\""
    );
    let rule = rule("test/it", &body).replacen("message = \"test/it\"\n", "", 1);
    let wares = "id = \"dishes\"\ntitle = \"Fine Dishes\"\nterms = [\"glass\", \"china\"]\n";
    let topics = format!("{rule}\n").replace("from = \"wares.toml\"", "from = \"wares/*.toml\"");
    let program = crate::support::program_with(&[("rules.toml", &topics), ("wares/dishes.toml", wares)], "");
    let mut all = vec![("parcel.fragile", Is::Yes(true))];
    all.extend(facts.iter().cloned());
    let record =
        with_orders(record(&all), &[&[("gift", true.into())], &[("gift", false.into())], &[("gift", false.into())]]);
    message(&program, &record, "test/it")
}

#[test]
fn facts_and_parameters() {
    let facts = [
        ("parcel.weight", Is::Of(2.5)),
        ("note", "glass from Lugo".into()),
        ("parcel.carrier", Is::Label("hare")),
        ("parcel.stamps", (&["a", "b", "c"]).into()),
        ("parcel.age_days", 31.into()),
        ("parcel.limit", 1.into()),
    ];
    for (text, wanted) in [
        ("{parcel.weight} kg of {$most}", "2.5 kg of 10"),
        ("by {parcel.carrier}: {note}", "by hare: glass from Lugo"),
        ("stamps {parcel.stamps}", "stamps a, b and c"),
        ("stamps {parcel.stamps:list}", "stamps a, b and c"),
        ("fragile: {parcel.fragile}", "fragile: yes"),
        ("{note.length} {note.words}", "15 3"),
        ("{orders.count} orders, {orders.gifts} gift", "3 orders, 1 gift"),
        ("{orders.gift_share:percent} gifts", "33% gifts"),
        ("{orders.gift_share} gifts", "0.33 gifts"),
        ("since {parcel.age_days:date}", "since 2025-12-01"),
        ("{orders.count} {orders.count|order|orders}", "3 orders"),
        ("{parcel.limit} {parcel.limit|kilo|kilos}", "1 kilo"),
        ("{note.wares}", "fine dishes"),
        ("{{literal}} {$name} {$words}", "{literal} Ana `a`, `b`"),
        ("{$share} {$share:percent} {$most|day|days} {$one|day|days}", "1/3 33% days day"),
        ("{ parcel.weight }", "2.5"),
        ("", ""),
    ] {
        assert_eq!(told(text, &facts), wanted, "{text}");
    }
}

#[test]
fn an_unknown_placeholder_gives_the_title() {
    for text in [
        "{parcel.weight} kg",
        "{note}",
        "{parcel.returned}",
        "{parcel.stamps}",
        "{match}",
        "{matches}",
        "{parcel.weight|a|b}",
        "{parcel.age_days:date}",
    ] {
        assert_eq!(told(text, &[]), "test/it", "{text}");
    }
    assert_eq!(told("{note}", &[("note", Is::Absent)]), "test/it", "an absent value has no text either");
    assert_eq!(told("{parcel.age_days:date}", &[("parcel.age_days", Is::Of(1e300))]), "test/it", "beyond the calendar");
}

#[test]
fn found_words() {
    let found = |text: &str, note: &'static str| {
        let body = format!(
            "when.note.contains = [\"glass\", \"fine china\", \"china\"]\nadvice = \"without {{match}}\"\nmessage = '{text}'"
        );
        let program = program(&rule("test/it", &body).replacen("message = \"test/it\"\n", "", 1));
        message(&program, &record(&[("note", note.into())]), "test/it")
    };
    assert_eq!(found("it says {match}", "some China and GLASS"), "it says China");
    assert_eq!(found("it says {matches}", "some China, china and GLASS"), "it says China and GLASS");
    assert_eq!(found("{matches:list}", "fine china"), "fine china", "a hit within a hit says nothing more");
}

#[test]
fn long_values_are_cut() {
    let long: &'static str = Box::leak("ñandú ".repeat(60).into_boxed_str());
    let message = told("{note}", &[("note", long.into())]);
    assert!(message.chars().count() == 80 && message.ends_with('…'), "{message}");
}

#[test]
fn advice_is_filled_in_too() {
    let program = program(&rule("test/it", "when.parcel.weight.above = 1\nadvice = \"take out {parcel.limit} kg\""));
    let told = |limit: Is| {
        let record = record(&[("parcel.weight", 5.into()), ("parcel.limit", limit)]);
        let mut evaluation = program.evaluate(&record, NOW);
        evaluation.advice(program.rule("test/it").unwrap(), &[])
    };
    assert_eq!(told(3.into()), "take out 3 kg");
    assert_eq!(told(Is::Unknown), "", "advice that cannot be given is left out");
}
