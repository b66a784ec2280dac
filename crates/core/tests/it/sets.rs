//! Taggers, and sets of labels held against each other.

use followback_core::Tri;
use followback_core::Tri::{False as F, True as T, Unknown as U};

use crate::support::{Is, holds, program, program_with, record, rule, told, with_orders};

const FUNCTION_WORDS: &str =
    "[lists.function-words]\nen = [\"the\", \"and\", \"of\"]\nde = [\"der\", \"und\", \"mit\"]\n";
const TEA: &str = "id = \"tea\"\ntitle.en = \"Tea\"\nterms.en = [\"tea\", \"teapot\"]\nterms.all = [\"🍵\"]\n";
const BIKES: &str = "id = \"bikes\"\ntitle = \"Cycling\"\nterms.en = [\"bicycle\", \"bike\"]\n";

fn topics(condition: &str) -> followback_core::Program {
    let rules = format!("{FUNCTION_WORDS}[tagger.goods]\nfrom = \"goods/*.toml\"\n{}", rule("test/it", condition));
    program_with(&[("rules.toml", &rules), ("goods/bikes.toml", BIKES), ("goods/tea.toml", TEA)], "")
}

fn said(condition: &str, text: &'static str) -> Tri {
    told(&topics(condition), &record(&[("note", text.into()), ("customer.hobbies", (&["bikes"]).into())]))
}

#[test]
fn a_tagger_gives_every_text_a_set() {
    assert_eq!(said("when.note.goods.has = \"tea\"", "a teapot and the lid"), T);
    assert_eq!(said("when.note.goods.has = \"tea\"", "🍵"), T, "terms for all languages");
    assert_eq!(said("when.note.goods.has = \"bikes\"", "a teapot and the lid"), F);
    assert_eq!(said("when.note.goods = { has = [\"tea\", \"bikes\"] }", "the bike and the tea"), T);
    assert_eq!(said("when.note.goods.count = 2", "the bike and the tea"), T);
    assert_eq!(said("when.note.goods.present = false", "the lid and the box"), T);
    assert_eq!(said("when.note.own_text.goods.present = true", "the #tea and"), F, "an own text has tags of its own");
}

#[test]
fn a_word_of_many_meanings_needs_company() {
    let tea = "id = \"tea\"\nterms.en = [\"teapot\"]\nterms_with_company.en = [\"leaf\", \"leaves\", \"cup\"]\n";
    let rules = format!(
        "{FUNCTION_WORDS}[tagger.goods]\nfrom = \"goods/*.toml\"\n{}",
        rule("test/it", "when.note.goods.has = \"tea\"")
    );
    let program = program_with(&[("rules.toml", &rules), ("goods/tea.toml", tea)], "");
    let said = |text: &'static str| told(&program, &record(&[("note", text.into())]));
    assert_eq!(said("the cup of the league"), F);
    assert_eq!(said("the cup and the cup"), F, "twice the same word is no company");
    assert_eq!(said("the leaf and the cup"), T);
    assert_eq!(said("the teapot"), T);
}

#[test]
fn texts_of_members_share_labels_with_a_fact() {
    let tea = "id = \"tea\"\nterms.en = [\"teapot\"]\nterms_with_company.en = [\"leaf\", \"leaves\", \"cup\"]\n";
    let when = "when.orders.count = { where.text.goods.overlaps.fact = \"customer.hobbies\", at_least = 1 }";
    let rules = format!("{FUNCTION_WORDS}[tagger.goods]\nfrom = \"goods/*.toml\"\n{}", rule("test/it", when));
    let program = program_with(&[("rules.toml", &rules), ("goods/bikes.toml", BIKES), ("goods/tea.toml", tea)], "");
    let said = |hobbies: Is, texts: &[&'static str]| {
        let orders: Vec<[(&str, Is); 1]> = texts.iter().map(|text| [("text", (*text).into())]).collect();
        let orders: Vec<&[(&str, Is)]> = orders.iter().map(<[_; 1]>::as_slice).collect();
        told(&program, &with_orders(record(&[("customer.hobbies", hobbies)]), &orders))
    };
    let tea = || Is::from(&["songs", "tea"]);
    assert_eq!(said(tea(), &["the lid of the box", "the teapot"]), T);
    assert_eq!(said(tea(), &["the leaf and the cup"]), T);
    assert_eq!(said(tea(), &["the cup and the cup", "the leaf of the book"]), F, "each without company");
    assert_eq!(said(tea(), &["the bike", "the bicycle"]), F);
    assert_eq!(said(tea(), &["the lid", "der Deckel und"]), U, "no list for German");
    assert_eq!(said(tea(), &["der teapot und", "der Deckel und"]), T);
    assert_eq!(said(Is::Absent, &["der Deckel und"]), F, "nothing is shared with nothing");
    assert_eq!(said(Is::from(&["songs"]), &["the teapot"]), F, "no such label");
}

#[test]
fn what_its_hits_do_not_settle_is_unknown() {
    let german = "der teapot mit Deckel";
    assert_eq!(said("when.note.goods.has = \"tea\"", german), T);
    assert_eq!(said("when.note.goods.has = \"bikes\"", german), U);
    assert_eq!(said("when.note.goods.present = true", german), T);
    assert_eq!(said("when.note.goods.present = false", "der Deckel und"), U);
    assert_eq!(said("when.note.goods.count.at_least = 1", german), T);
    assert_eq!(said("when.note.goods.count.at_least = 2", german), U);
    assert_eq!(said("when.note.goods.count.at_least = 3", german), F, "there are only two labels");
    assert_eq!(said("when.note.goods.overlaps = [\"tea\"]", german), T);
    assert_eq!(said("when.note.goods.overlaps = [\"bikes\"]", german), U);
    assert_eq!(said("when.note.goods = { has = \"bikes\", unknown = false }", german), F);
}

#[test]
fn each_phrase_of_a_list_can_be_its_own_label() {
    // Not in the order of the alphabet.
    let rules = format!(
        "[lists]\nwords = [\"zebra\", \"ant\", \"zebra\", \"mole\"]\n[tagger.beasts]\neach = \"@words\"\n{}",
        rule("test/it", "WHEN")
    );
    for (condition, wanted) in [
        ("when.note.beasts.has = \"zebra\"", T),
        ("when.note.beasts.has = \"ant\"", T),
        ("when.note.beasts.has = \"mole\"", F),
        ("when.note.beasts.count = 2", T),
        ("when.note.beasts.overlaps = [\"mole\", \"ant\"]", T),
    ] {
        let program = program(&rules.replace("WHEN", condition));
        assert_eq!(told(&program, &record(&[("note", "Ant and ZEBRA".into())])), wanted, "{condition}");
    }
}

#[test]
fn a_list_by_language_settles_only_texts_of_its_languages() {
    let rules = format!(
        "{FUNCTION_WORDS}[lists.words]\nen = [\"kettle\"]\n[tagger.goods]\neach = \"@words\"\n{}",
        rule("test/it", "when.note.goods.present = false")
    );
    let program = program(&rules);
    for (text, wanted) in [("the pot and the lid", T), ("der Topf mit Deckel", U), ("der kettle mit", F), ("Topf", U)] {
        assert_eq!(told(&program, &record(&[("note", text.into())])), wanted, "{text}");
    }
}

#[test]
fn sets_against_sets() {
    assert_eq!(said("when.note.goods.overlaps.fact = \"customer.hobbies\"", "the bike and"), T);
    assert_eq!(said("when.note.goods.overlaps.fact = \"customer.hobbies\"", "the tea and"), F);
    assert_eq!(said("when.customer.hobbies.overlaps.fact = \"note.goods\"", "der Deckel und"), U);
    assert_eq!(said("when.parcel.stamps.overlaps.fact = \"customer.hobbies\"", "x"), U);
    let empty = record(&[("parcel.stamps", Is::Absent)]);
    assert_eq!(
        told(&topics("when.note.goods.overlaps.fact = \"parcel.stamps\""), &empty),
        F,
        "nothing is shared with an empty set, known or not"
    );
}

#[test]
fn how_much_of_a_set_another_one_holds() {
    let both = record(&[("parcel.stamps", (&["a", "b", "c"]).into()), ("customer.hobbies", (&["a", "c", "x"]).into())]);
    for condition in [
        "overlap_count = { with = \"customer.hobbies\", equals = 2 }",
        "overlap_share = { with = \"customer.hobbies\", equals = \"2/3\" }",
    ] {
        assert_eq!(holds(&format!("when.parcel.stamps.{condition}"), &both), T, "{condition}");
    }
    let none = record(&[("parcel.stamps", Is::Absent), ("customer.hobbies", (&["a"]).into())]);
    assert_eq!(holds("when.parcel.stamps.overlap_count = { with = \"customer.hobbies\", equals = 0 }", &none), T);
    assert_eq!(
        holds("when.parcel.stamps.overlap_share = { with = \"customer.hobbies\", below = 1 }", &none),
        F,
        "the share of nothing is absent"
    );
    let unknown = record(&[("customer.hobbies", (&["a"]).into())]);
    assert_eq!(holds("when.parcel.stamps.overlap_count = { with = \"customer.hobbies\", above = 0 }", &unknown), U);
    assert_eq!(
        holds("when.customer.hobbies.overlap_count = { with = \"parcel.stamps\", above = 1 }", &unknown),
        F,
        "it has one label only"
    );
    assert_eq!(holds("when.customer.hobbies.overlap_share = { with = \"parcel.stamps\", at_most = 1 }", &unknown), T);
    assert_eq!(
        holds(
            "when.customer.hobbies.overlap_share = { with = \"parcel.stamps\", below = 1, unknown = false }",
            &unknown
        ),
        F
    );
}

#[test]
fn the_union_over_a_collection() {
    let hobby = record(&[("customer.hobbies", (&["tea", "bikes"]).into())]);
    let orders = with_orders(hobby.clone(), &[&[("tags", (&["tea"]).into())], &[("tags", (&["tea", "jam"]).into())]]);
    let share = "when.customer.hobbies.overlap_share = { with = \"orders.tags\", equals = 0.5 }";
    assert_eq!(holds(share, &orders), T);
    assert_eq!(holds("when.customer.hobbies.overlaps.fact = \"orders.tags\"", &orders), T);
    let partly = with_orders(hobby.clone(), &[&[("tags", (&["tea"]).into())], &[]]);
    assert_eq!(holds("when.customer.hobbies.overlaps.fact = \"orders.tags\"", &partly), T);
    assert_eq!(holds(share, &partly), U, "the second order could be about bikes");
    assert_eq!(holds("when.customer.hobbies.overlaps.fact = \"orders.tags\"", &with_orders(hobby.clone(), &[])), F);
    assert_eq!(holds("when.customer.hobbies.overlaps.fact = \"orders.tags\"", &hobby), U);
}

#[test]
fn members_against_the_record() {
    let orders = with_orders(
        record(&[("customer.hobbies", (&["tea"]).into())]),
        &[&[("tags", (&["tea"]).into())], &[("tags", (&["jam"]).into())]],
    );
    assert_eq!(
        holds("when.orders.count = { where.tags.overlaps.fact = \"customer.hobbies\", equals = 1 }", &orders),
        T
    );
}

/// A program with a verdict that compares what the customer likes with what the note and the orders are about.
fn compared() -> followback_core::Program {
    let rules = format!(
        "{FUNCTION_WORDS}[tagger.goods]\nfrom = \"goods/*.toml\"\n[factor.match]\nearns = true\n{}\n[verdict]\nfactor = \"match\"\n\
         rows = [{{ at_least = 0, any = \"yes\" }}]\ncompare = {{ of = \"customer.hobbies\", with = [\"note.goods\", \"orders.text.goods\"] }}\n",
        rule("test/it", "when.customer.hobbies.overlap_count = { with = \"note.goods\", at_least = 1 }")
    );
    program_with(&[("rules.toml", &rules), ("goods/bikes.toml", BIKES), ("goods/tea.toml", TEA)], "")
}

#[test]
fn a_verdict_tells_what_the_compared_sets_share() {
    let program = compared();
    let shared = |note: &'static str, orders: &[&'static str]| {
        let parcel = record(&[("note", note.into()), ("customer.hobbies", (&["bikes", "chess", "tea"]).into())]);
        let orders: Vec<[(&str, Is); 1]> = orders.iter().map(|text| [("text", (*text).into())]).collect();
        let parcel = with_orders(parcel, &orders.iter().map(<[_; 1]>::as_slice).collect::<Vec<_>>());
        let found = program.evaluate(&parcel, 0).shared().unwrap();
        (found.shared.join(" "), found.only.join(" "))
    };
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(shared("the teapot and the lid", &[]), pair("tea", "bikes chess"));
    assert_eq!(shared("the teapot and the lid", &["the bike of the day"]), pair("bikes tea", "chess"));
    assert_eq!(shared("das bike und der Deckel", &[]), pair("bikes", ""), "what else the note is about cannot be told");
}

#[test]
fn a_text_can_be_tagged_by_itself() {
    let program = compared();
    assert_eq!(program.tags("goods", "tea on a bike").into_iter().collect::<Vec<_>>(), ["bikes", "tea"]);
    assert!(program.tags("goods", "chess").is_empty() && program.tags("nothing", "tea").is_empty());
    assert_eq!(program.labels("goods").collect::<Vec<_>>(), ["bikes", "tea"]);
}
