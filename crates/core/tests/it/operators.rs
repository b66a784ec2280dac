//! Every operator on every kind of fact, with the fact known, absent and unknown.

use followback_core::Tri::{self, False as F, True as T, Unknown as U};

use crate::support::{Is, faults_of, holds, holds_with, program, record, rule, told};

/// What a condition about one fact says of several values of it.
fn each(condition: &str, path: &str, cases: &[(Is, Tri)]) {
    let program = program(&rule("test/it", condition));
    for (value, wanted) in cases {
        assert_eq!(told(&program, &record(&[(path, value.clone())])), *wanted, "{condition} with {value:?}");
    }
}

#[test]
fn bools() {
    let path = "parcel.fragile";
    each("when.parcel.fragile = true", path, &[(true.into(), T), (false.into(), F), (Is::Absent, F), (Is::Unknown, U)]);
    each(
        "when.parcel.fragile = false",
        path,
        &[(true.into(), F), (false.into(), T), (Is::Absent, F), (Is::Unknown, U)],
    );
    each("when.parcel.fragile.equals = false", path, &[(false.into(), T), (true.into(), F), (Is::Unknown, U)]);
    each(
        "when.parcel.fragile = { equals = true, unknown = false }",
        path,
        &[(true.into(), T), (Is::Absent, F), (Is::Unknown, F)],
    );
    each(
        "when.parcel.fragile = { equals = true, unknown = true }",
        path,
        &[(false.into(), F), (Is::Absent, F), (Is::Unknown, T)],
    );
    each("when.parcel.fragile.present = true", path, &[(false.into(), T), (Is::Absent, F), (Is::Unknown, U)]);
    each("when.parcel.fragile.present = false", path, &[(false.into(), F), (Is::Absent, T), (Is::Unknown, U)]);
    each(
        "when.not.parcel.fragile = true",
        path,
        &[(true.into(), F), (false.into(), T), (Is::Absent, T), (Is::Unknown, U)],
    );
}

#[test]
fn numbers() {
    let path = "parcel.weight";
    for (condition, below, at, above) in [
        ("when.parcel.weight = 5", F, T, F),
        ("when.parcel.weight.equals = 5", F, T, F),
        ("when.parcel.weight.above = 5", F, F, T),
        ("when.parcel.weight.at_least = 5", F, T, T),
        ("when.parcel.weight.below = 5", T, F, F),
        ("when.parcel.weight.at_most = 5", T, T, F),
        ("when.parcel.weight = [5, 7]", F, T, F),
        ("when.parcel.weight.equals = [0, 5]", F, T, F),
        ("when.parcel.weight = \"10/2\"", F, T, F),
    ] {
        each(
            condition,
            path,
            &[(4.into(), below), (5.into(), at), (6.into(), above), (Is::Absent, F), (Is::Unknown, U)],
        );
    }
    let between = "when.parcel.weight.between = [5, 7]";
    each(
        between,
        path,
        &[(4.into(), F), (5.into(), T), (6.into(), T), (7.into(), T), (8.into(), F), (Is::Absent, F), (Is::Unknown, U)],
    );
    each("when.parcel.weight.present = true", path, &[(0.into(), T), (Is::Absent, F), (Is::Unknown, U)]);
    each("when.parcel.weight = { above = 5, unknown = true }", path, &[(Is::Unknown, T), (Is::Absent, F)]);
    each(
        "when.parcel.weight = { above = 5, below = 7 }",
        path,
        &[(5.into(), F), (6.into(), T), (7.into(), F), (Is::Unknown, U)],
    );
}

#[test]
fn an_unknown_default_counts_for_every_comparison_of_its_table() {
    each("when.parcel.weight = { above = 5, below = 7, unknown = true }", "parcel.weight", &[(Is::Unknown, T)]);
    each("when.parcel.weight = { above = 5, below = 7, unknown = false }", "parcel.weight", &[(Is::Unknown, F)]);
    each(
        "when.parcel.weight = { equals = [5, 6], unknown = false }",
        "parcel.weight",
        &[(Is::Unknown, F), (6.into(), T)],
    );
}

#[test]
fn texts() {
    let path = "note";
    for (condition, cases) in [
        ("when.note = \"Fragile Glass\"", ("fragile  ｇｌａｓｓ", T, F)),
        ("when.note = [\"x\", \"FRAGILE\"]", ("Fragile", T, F)),
        ("when.note.equals = \"\"", ("Fragile", F, T)),
        ("when.note.starts_with = \"handle\"", ("Handle with care", T, F)),
        ("when.note.starts_with = [\"care\", \"Handle\"]", ("handle with care", T, F)),
        ("when.note.ends_with = \"CARE\"", ("handle with care", T, F)),
        ("when.note.ends_with = \"handle\"", ("handle with care", F, F)),
        ("when.note.contains = \"with care\"", ("handle With  Care!", T, F)),
        ("when.note.contains = [\"glass\", \"care\"]", ("with care", T, F)),
        ("when.note.matches = 'c[a-z]re'", ("with care", T, F)),
        ("when.note.matches = 'C[a-z]re'", ("with care", F, F)),
        ("when.note.matches = '(?i)C[a-z]re'", ("with care", T, F)),
        ("when.note.matches = '^$'", ("with care", F, T)),
        ("when.note.present = true", ("x", T, F)),
        ("when.note.present = false", ("x", F, T)),
        ("when.note.length = 0", ("x", F, T)),
    ] {
        let (text, known, absent) = cases;
        each(condition, path, &[(text.into(), known), (Is::Absent, absent), (Is::Unknown, U)]);
    }
    each("when.note = { contains = \"care\", unknown = false }", path, &[(Is::Unknown, F), ("care".into(), T)]);
    each("when.note.contains = { list = \"care\", unknown = true }", path, &[(Is::Unknown, T), ("x".into(), F)]);
}

#[test]
fn one_text_against_another() {
    let program = program(&rule("test/it", "when.sender.same_as = \"receiver\""));
    for (sender, receiver, wanted) in [
        (Is::Text("Ana  Lema"), Is::Text("ANA lema"), T),
        (Is::Text("Ana"), Is::Text("Anna"), F),
        (Is::Text("Ana"), Is::Absent, F),
        (Is::Absent, Is::Absent, T),
        (Is::Unknown, Is::Text("Ana"), U),
        (Is::Text("Ana"), Is::Unknown, U),
    ] {
        assert_eq!(told(&program, &record(&[("sender", sender), ("receiver", receiver)])), wanted);
    }
}

#[test]
fn labels() {
    let path = "parcel.carrier";
    let cases =
        |snail, post| [(Is::Label("snail"), snail), (Is::Label("post"), post), (Is::Absent, F), (Is::Unknown, U)];
    each("when.parcel.carrier = \"snail\"", path, &cases(T, F));
    each("when.parcel.carrier.equals = \"snail\"", path, &cases(T, F));
    each("when.parcel.carrier = [\"snail\", \"hare\"]", path, &cases(T, F));
    each("when.parcel.carrier.equals = [\"post\", \"snail\"]", path, &cases(T, T));
    each("when.parcel.carrier.present = true", path, &cases(T, T));
    each(
        "when.parcel.carrier = { equals = \"hare\", unknown = true }",
        path,
        &[(Is::Unknown, T), (Is::Label("post"), F)],
    );
}

#[test]
fn sets() {
    let path = "parcel.stamps";
    let ab: Is = (&["a", "b"]).into();
    for (condition, known, absent) in [
        ("when.parcel.stamps.has = \"a\"", T, F),
        ("when.parcel.stamps.has = [\"a\", \"b\"]", T, F),
        ("when.parcel.stamps.has = [\"a\", \"c\"]", F, F),
        ("when.parcel.stamps.overlaps = [\"b\", \"z\"]", T, F),
        ("when.parcel.stamps.overlaps = [\"y\", \"z\"]", F, F),
        ("when.parcel.stamps.count = 2", T, F),
        ("when.parcel.stamps.count.at_least = 3", F, F),
        ("when.parcel.stamps.count.below = 1", F, T),
        ("when.parcel.stamps.present = true", T, F),
        ("when.parcel.stamps.present = false", F, T),
    ] {
        each(condition, path, &[(ab.clone(), known), (Is::Absent, absent), (Is::Unknown, U)]);
    }
    each("when.parcel.stamps = { has = \"a\", unknown = true }", path, &[(Is::Unknown, T)]);
    each("when.parcel.stamps.count = { at_least = 1, unknown = false }", path, &[(Is::Unknown, F)]);
}

#[test]
fn a_declaration_that_is_left_out_is_absent() {
    let nothing = record(&[]);
    assert_eq!(holds("when.customer.hobbies.present = true", &nothing), F);
    assert_eq!(holds("when.customer.kind = \"shop\"", &nothing), F);
    assert_eq!(holds("when.not.customer.known = true", &nothing), T);
}

#[test]
fn operands_may_be_facts() {
    let over = |condition: &str| {
        let facts = |weight: i32, limit: Is| record(&[("parcel.weight", weight.into()), ("parcel.limit", limit)]);
        [
            holds(condition, &facts(30, 10.into())),
            holds(condition, &facts(8, 10.into())),
            holds(condition, &facts(8, Is::Absent)),
            holds(condition, &facts(8, Is::Unknown)),
        ]
    };
    assert_eq!(over("when.parcel.weight.above = { fact = \"parcel.limit\" }"), [T, F, F, U]);
    assert_eq!(over("when.parcel.weight.at_least = { fact = \"parcel.limit\", times = 3 }"), [T, F, F, U]);
    assert_eq!(over("when.parcel.weight.above = { fact = \"parcel.limit\", times = 3 }"), [F, F, F, U]);
    assert_eq!(
        over("when.parcel.weight.at_most = { fact = \"parcel.limit\", times = \"1/2\", plus = 3 }"),
        [F, T, F, U]
    );
    assert_eq!(
        over(
            "when.parcel.weight.between = [{ fact = \"parcel.limit\", plus = -3 }, { fact = \"parcel.limit\", times = 2 }]"
        ),
        [F, T, F, U]
    );
}

#[test]
fn params_stand_for_values() {
    let parcel =
        record(&[("parcel.weight", 20.into()), ("note", "glass".into()), ("parcel.carrier", Is::Label("hare"))]);
    for condition in [
        "params = { most = 10 }\nwhen.parcel.weight.above = \"$most\"",
        "params = { most = \"40/4\" }\nwhen.parcel.weight.above = \"$most\"",
        "params = { ends = [15, 25] }\nwhen.parcel.weight.between = \"$ends\"",
        "params = { low = 15 }\nwhen.parcel.weight.between = [\"$low\", 25]",
        "params = { words = [\"glass\", \"china\"] }\nwhen.note.contains = \"$words\"",
        "params = { word = \"glass\" }\nwhen.note = \"$word\"",
        "params = { by = [\"hare\", \"snail\"] }\nwhen.parcel.carrier = \"$by\"",
        "params = { sort = 'gl\\w+' }\nwhen.note.matches = \"$sort\"",
        "params = { half = 0.5 }\nwhen.parcel.weight.above = { fact = \"parcel.weight\", times = \"$half\" }",
    ] {
        assert_eq!(holds(condition, &parcel), T, "{condition}");
    }
}

#[test]
fn params_of_the_rule_hide_those_of_the_pack() {
    let parcel = record(&[("parcel.weight", 20.into())]);
    let condition = "when.parcel.weight.above = \"$most\"";
    assert_eq!(holds_with("[params]\nmost = 10", condition, &parcel), T);
    assert_eq!(holds_with("[params]\nmost = 10", &format!("params = {{ most = 30 }}\n{condition}"), &parcel), F);
}

#[test]
fn doubled_signs_are_the_signs_themselves() {
    for (note, condition) in [
        ("$most", "when.note = \"$$most\""),
        ("@glass", "when.note = \"@@glass\""),
        ("pay $5 now", "when.note.contains = \"$$5\""),
        ("mail @ana now", "when.note.contains = \"@@ana\""),
        ("mail @ana now", "when.note.contains = [\"x\", \"@@ana\"]"),
        ("$$", "when.note = \"$$$\""),
    ] {
        assert_eq!(holds(condition, &record(&[("note", note.into())])), T, "{condition}");
    }
}

#[test]
fn a_ratio_is_the_same_number_as_the_quotient() {
    let orders: Vec<&[(&str, Is)]> =
        vec![&[("gift", Is::Yes(true))], &[("gift", Is::Yes(false))], &[("gift", Is::Yes(false))]];
    let third = crate::support::with_orders(record(&[]), &orders);
    assert_eq!(holds("when.orders.share = { where = { gift = true }, equals = \"1/3\" }", &third), T);
    assert_eq!(holds("when.orders.share = { where = { gift = true }, above = \"1/3\" }", &third), F);
    assert_eq!(holds("when.orders.share = { where = { gift = true }, at_least = \"1/3\" }", &third), T);
    assert_eq!(holds("when.orders.share = { where = { gift = true }, at_least = \"3/9\" }", &third), T);
}

#[test]
fn odd_numbers_of_toml_are_read_or_refused() {
    let heavy = record(&[("parcel.weight", 1000.into()), ("parcel.balance", 0.into())]);
    assert_eq!(holds("when.parcel.weight = 1_000", &heavy), T);
    assert_eq!(holds("when.parcel.weight = 0x3E8", &heavy), T);
    assert_eq!(holds("when.parcel.weight = 1e3", &heavy), T);
    assert_eq!(holds("when.parcel.weight.below = 1e300", &heavy), T);
    assert_eq!(holds("when.parcel.weight.below = 9223372036854775807", &heavy), T);
    assert_eq!(holds("when.parcel.balance = -0.0", &heavy), T);
    for number in ["nan", "inf", "-inf", "1e999", "99999999999999999999999999999999999999999999"] {
        let toml =
            format!("{}{}", crate::support::HEAD, rule("test/it", &format!("when.parcel.weight.below = {number}")));
        let codes = faults_of(&toml).codes();
        assert!(codes.iter().all(|c| ["wrong-type", "syntax"].contains(c)) && codes.len() == 1, "{number}: {codes:?}");
    }
}

#[test]
fn two_texts_share_a_word_that_is_no_frequent_one() {
    let words = "[lists.function-words]\nen = [\"the\", \"about\"]\n[lists.common-words]\nen = [\"things\"]\n";
    let program = program(&format!("{}{words}", rule("test/it", "when.note.shares_word_with = \"sender\"")));
    let said = |note: &'static str, label: &'static str| {
        told(&program, &record(&[("note", note.into()), ("sender", label.into())]))
    };
    assert_eq!(said("About the Kettles", "kettles, things"), Tri::True);
    assert_eq!(said("about things", "things about"), Tri::False, "frequent words say nothing");
    assert_eq!(said("the box", "a box"), Tri::False, "short words say nothing");
    assert_eq!(told(&program, &record(&[("note", "kettles".into())])), Tri::Unknown);
}
