//! Several packs, their names and their files.

use followback_core::Tri::{False as F, True as T};

use crate::support::{HEAD, checked, files, record, rule, sound, told};

#[test]
fn names_are_local_to_their_pack() {
    let first = format!(
        "{HEAD}[lists]\nwares = [\"glass\"]\n[define.heavy]\nparcel.weight.above = 10\n[view.some]\nof = \"orders\"\n[params]\nmost = 1\n"
    );
    let second = |condition: &str| {
        let own = "[lists]\nwares = [\"china\"]\n[define.heavy]\nparcel.weight.above = 100\n";
        sound(checked(
            &[
                files("first", &[("a.toml", &first)]),
                files("second", &[("b.toml", &format!("{own}{}", rule("test/it", condition)))]),
            ],
            "",
        ))
    };
    let parcel = record(&[("note", "glass".into()), ("parcel.weight", 50.into())]);
    assert_eq!(told(&second("when.note.contains = \"@wares\""), &parcel), F);
    assert_eq!(told(&second("when.note.contains = \"@first:wares\""), &parcel), T);
    assert_eq!(told(&second("when.is = \"heavy\""), &parcel), F);
    assert_eq!(told(&second("when.is = \"first:heavy\""), &parcel), T);
    let orders = crate::support::with_orders(parcel, &[&[]]);
    assert_eq!(told(&second("when.\"first:some\".count = 1"), &orders), T);
    let number = "[fact.orders]\nn = { count = \"first:some\" }\n";
    assert_eq!(told(&second(&format!("when.orders.n = 1\n{number}")), &orders), T);
}

#[test]
fn what_two_packs_may_not_both_declare() {
    let one = format!("{HEAD}{}[score]\nbase = {{ care = 1 }}\n", rule("a/one", "when.parcel.fragile = true"));
    let codes = |second: &str| {
        checked(&[files("first", &[("a.toml", &one)]), files("second", &[("b.toml", second)])], "").codes()
    };
    assert_eq!(codes("[score]\nbase = { speed = 1 }\n"), ["duplicate-score"]);
    assert_eq!(codes(&rule("a/one", "when.parcel.fragile = true")), ["duplicate-rule"]);
    assert_eq!(codes(&rule("a/two", "aliases = [\"a/one\"]\nwhen.parcel.fragile = true")), ["duplicate-rule"]);
    assert_eq!(codes("[factor.care]\ntitle = \"Care\"\n"), ["duplicate-factor"]);
    assert_eq!(codes("[fact.a]\nx = { count = \"orders\" }\n"), Vec::<&str>::new());
    let verdict = "[verdict]\nfactor = \"care\"\nrows = []\n";
    let two = [files("first", &[("a.toml", &format!("{one}{verdict}"))]), files("second", &[("b.toml", verdict)])];
    assert_eq!(checked(&two, "").codes(), ["duplicate-score"]);
}

#[test]
fn order_of_packs_and_files_changes_nothing() {
    let a = files("a", &[("a.toml", &rule("z/one", "when.parcel.weight.above = 1\nsupersedes = [\"a/two\"]"))]);
    let b = files("b", &[("b.toml", &format!("{HEAD}{}", rule("a/two", "when.parcel.weight.above = 1")))]);
    let ids = |packs: &[followback_core::PackFiles]| -> Vec<String> {
        sound(checked(packs, "")).rules().iter().map(|r| r.id.clone()).collect()
    };
    assert_eq!(ids(&[a.clone(), b.clone()]), ids(&[b, a]));
}

#[test]
fn list_files_have_remarks_and_phrases() {
    let list = "# a remark\n#\n#f4f\n\n  head nurse  \r\nÅngström\n";
    let rules =
        format!("{HEAD}[lists]\njobs = \"lists/jobs.txt\"\n{}", rule("test/it", "when.note.contains = \"@jobs\""));
    let program = sound(checked(
        &[files("test", &[("rules.toml", &rules), ("lists/jobs.txt", list), ("lists/other.toml", "not read")])],
        "",
    ));
    for (note, wanted) in [("#F4F", T), ("f4f", F), ("Head  Nurse", T), ("ångström", T), ("a remark", F)] {
        assert_eq!(told(&program, &record(&[("note", note.into())])), wanted, "{note}");
    }
}

#[test]
fn a_pack_knows_its_name_version_and_digest() {
    let toml = format!(
        "[pack]\nname = \"goods\"\nversion = \"1.2.0\"\nlicense = \"MIT\"\nlanguages = [\"en\"]\n{HEAD}{}",
        rule("a/b", "when.parcel.fragile = true")
    );
    let one = sound(checked(&[files("folder", &[("pack.toml", &toml)])], ""));
    assert_eq!((one.packs()[0].name.as_str(), one.packs()[0].version.as_str()), ("goods", "1.2.0"));
    let other = sound(checked(&[files("folder", &[("pack.toml", &format!("{toml}\n"))])], ""));
    assert_ne!(one.packs()[0].sha256, other.packs()[0].sha256);
    assert_eq!(one.packs()[0].sha256.as_str().len(), 64);
}
