//! The JSON Schemas for editors: they know every key that the loader knows, take what the engine takes, and no slip.

use std::collections::{BTreeMap, BTreeSet};

use followback_core::{Config, PackFiles, Sources, load, rule_file_schema, settings_schema, topic_file_schema};
use serde_json::{Value, json};

use crate::support::{SCHEMA, files};

/// What the schema says against a file, with the places; nothing if it fits.
fn faults(schema: &Value, toml: &str) -> Vec<String> {
    let file: Value = toml::from_str(toml).unwrap();
    let validator = jsonschema::draft7::new(schema).unwrap();
    validator.iter_errors(&file).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

fn schema_of(packs: &[PackFiles], own: usize) -> Value {
    let (mut sources, mut faults) = (Sources::default(), Vec::new());
    let packs: Vec<_> = packs.iter().map(|pack| load(pack, &mut sources, &mut faults)).collect();
    rule_file_schema(&packs, own, &SCHEMA)
}

/// Rules that the engine takes fit the schema. The packs of all other tests come through here.
pub(crate) fn assert_taken(packs: &[PackFiles]) {
    for (own, pack) in packs.iter().enumerate() {
        let schema = schema_of(packs, own);
        for (name, toml) in
            pack.files.iter().filter(|(name, _)| name.strip_suffix(".toml").is_some_and(|stem| !stem.contains('/')))
        {
            let mut faults = faults(&schema, toml);
            // The engine looks at a test when it runs it.
            faults.retain(|fault| !fault.contains("/test/"));
            assert_eq!(faults, Vec::<String>::new(), "{name}: {toml}");
        }
    }
}

const PACK: &str = r#"
[lists]
jobs = ["baker", "miller"]
[params]
least = 3
[define.heavy]
parcel.weight.above = 30
[define.dear]
of = "orders"
price.above = 100
[view.gifts]
of = "orders"
where.gift = true
[fact.orders]
dear = { count = "orders", where.is = "dear", doc = "orders that are dear" }
[tagger.crafts]
each = "@jobs"
[factor.care]
title = "Care"
"#;

fn schema() -> Value {
    schema_of(&[files("parcels", &[("rules.toml", PACK)])], 0)
}

fn condition(condition: &str) -> String {
    format!("[[rule]]\nid = \"a/b\"\nfactor = \"care\"\nwhen.{condition}\n")
}

#[test]
fn the_schema_is_one() {
    for schema in [schema(), settings_schema(&[], &SCHEMA, "customer."), topic_file_schema()] {
        assert!(jsonschema::meta::is_valid(&schema), "{schema}");
    }
}

#[test]
fn conditions_that_make_sense_fit() {
    for good in [
        "parcel.weight.above = 3",
        "parcel.weight = [1, 2]",
        "parcel.weight.any = [ { above = 3 }, { present = false } ]",
        "parcel.weight.above = { fact = \"parcel.limit\", times = \"1/2\", plus = \"$least\" }",
        "parcel.fragile = { equals = true, unknown = false }",
        "parcel.carrier = [\"snail\", \"hare\"]",
        "note.contains = { list = [\"@jobs\", \"smith\"], not_after = \"not\", within = 2 }",
        "note.crafts.has = \"baker\"",
        "note.own_text.words.below = 3",
        "note.same_as = \"sender\"",
        "gifts.count = { where = { text.length.above = 3, is = \"dear\" }, at_least = 2 }",
        "orders.dear.at_least = 1",
        "orders.most_repeated = { of = \"shop\", above = 2 }",
        "parcel.stamps.overlap_share = { with = \"orders.tags\", below = \"1/3\" }",
        "is = [\"heavy\", \"one-declared-since\"]",
        "fired = [\"a/*\", \"!a/b\"]",
    ] {
        assert_eq!(faults(&schema(), &condition(good)), Vec::<String>::new(), "{good}");
    }
}

#[test]
fn slips_do_not_fit() {
    for slip in [
        "parcel.wieght.above = 3",
        "parcle.weight.above = 3",
        "parcel.weight.over = 3",
        "parcel.weight.above = true",
        "parcel.weight.above = { fact = \"parcel.limmit\" }",
        "parcel.weight.above = { fact = \"parcel.carrier\" }",
        "parcel.weight.between = [1, 2, 3]",
        "parcel.fragile = \"yes\"",
        "parcel.carrier = \"tortoise\"",
        "note.lenght.below = 3",
        "note.contains = { lists = \"@jobs\" }",
        "note.contains = []",
        "note.crafts.has = \"smith\"",
        "note.same_as = \"sendr\"",
        "orders.count = { where = { pirce.above = 3 }, at_least = 2 }",
        "orders.max = { of = \"text\", above = 2 }",
        "orders.max = { above = 2 }",
        "gift.count.at_least = 2",
        "parcel.unknown = true",
        "any = []",
        "gifts.count = { where = { fired = \"a/b\" }, above = 1 }",
    ] {
        assert_ne!(faults(&schema(), &condition(slip)), Vec::<String>::new(), "{slip}");
    }
    for slip in [
        "[[rule]]\nid = \"a/b\"\nfactor = \"care\"\n",
        "[[rule]]\nid = \"ab\"\nfactor = \"care\"\nwhen.note = \"x\"\n",
        "[[rule]]\nid = \"a/b\"\nfactor = \"care\"\nwhen.note = \"x\"\nseverity = \"grave\"\n",
        "[[rule]]\nid = \"a/b\"\nfactor = \"care\"\n[[rule.level]]\nwhen.note = \"x\"\ntitle = \"t\"\n",
        "[[rule]]\nid = \"a/b\"\nfactor = \"care\"\nwhen.note = \"x\"\ntest = [{ given.parcel.wight = 3, expect = \"fires\" }]\n",
        "[[rule]]\nid = \"a/b\"\nfactor = \"care\"\nwhen.note = \"x\"\ntest = [{ given.parcel.weight = -3, expect = \"fires\" }]\n",
        "[[rule]]\nid = \"a/b\"\nfactor = \"care\"\nwhen.note = \"x\"\ntest = [{ given.orders = [{ prize = 3 }], expect = \"fires\" }]\n",
        "[[rule]]\nid = \"a/b\"\nfactor = \"care\"\nwhen.note = \"x\"\ntest = [{ given.note.length = 3, expect = \"fires\" }]\n",
        "[fact.orders]\nx = { max = \"orders.pirce\" }\n",
        "[fact.orders]\nx = { count = \"order\" }\n",
        "[view.x]\nof = \"orders\"\nwehre.gift = true\n",
        "[defines.x]\nnote = \"x\"\n",
    ] {
        assert_ne!(faults(&schema(), slip), Vec::<String>::new(), "{slip}");
    }
}

#[test]
fn names_of_another_pack_stand_behind_its_own() {
    let other = files("mine", &[("rules.toml", "[view.mine]\nof = \"parcels:gifts\"\n")]);
    let schema = schema_of(&[files("parcels", &[("rules.toml", PACK)]), other], 1);
    assert_eq!(faults(&schema, &condition("mine.count = 1")), Vec::<String>::new());
    assert_eq!(faults(&schema, &condition("\"parcels:gifts\".count = 1")), Vec::<String>::new());
    assert_ne!(faults(&schema, &condition("gifts.count = 1")), Vec::<String>::new());
}

#[test]
fn what_stands_below_a_fact_has_a_sentence() {
    let schema = schema();
    let weight = &schema["definitions"]["group-parcel"]["properties"]["weight"]["description"];
    assert_eq!(weight, "how heavy it is. A number of kg, 0 or more. Supplied by: scanner.");
    assert_eq!(schema["definitions"]["text"]["properties"]["words"]["description"], "How many words it has.");
}

/// The keys that a fault names as those that a table takes.
fn taken(help: &str) -> BTreeSet<String> {
    let list = help.split_once(" takes: ").or_else(|| help.split_once(" takes ")).unwrap().1;
    let list = list.split(';').next().unwrap();
    list.split(", ").map(str::to_owned).collect()
}

/// Every table with a key that there is not, and where its keys stand in the schema.
#[test]
fn the_loader_and_the_schema_know_the_same_keys() {
    let slip = "[[rule]]\nid = \"a/b\"\nfactor = \"f\"\nqqqqqqqq = 1\n[[rule.level]]\nqqqqqqqq = 1\n[[rule.test]]\nqqqqqqqq = 1\n\
        [view.v]\nqqqqqqqq = 1\n[factor.f]\nqqqqqqqq = 1\n[score]\nqqqqqqqq = 1\nbase = {}\nrescue.qqqqqqqq = 1\ndeduct.qqqqqqqq = 1\n\
        [verdict]\nqqqqqqqq = 1\ncompare.qqqqqqqq = 1\n[pack]\nqqqqqqqq = 1\n[tagger.t]\nqqqqqqqq = 1\nfrom = \"t.toml\"\n\
        [qqqqqqqq]\n";
    let packs = [files("slips", &[("rules.toml", slip), ("t.toml", "qqqqqqqq = 1\n")])];
    let (mut sources, mut faults) = (Sources::default(), Vec::new());
    load(&packs[0], &mut sources, &mut faults);
    let settings = "qqqqqqqq = 1\n[rules.x]\nqqqqqqqq = 1\n[[suppress]]\nqqqqqqqq = 1\n";
    let file = sources.add("followback.toml", settings);
    Config::parse(file, settings, &mut faults);
    let help = faults.iter().filter(|fault| fault.message.contains("`qqqqqqqq`"));
    let told: BTreeMap<&str, BTreeSet<String>> =
        help.flat_map(|fault| &fault.help).map(|help| (help.split(" takes").next().unwrap(), taken(help))).collect();
    let rules = schema_of(&packs, 0);
    let settings = settings_schema(&[], &SCHEMA, "customer.");
    let topic = topic_file_schema();
    let rule = &rules["properties"]["rule"]["items"]["properties"];
    let each = |table: &str| &rules["properties"][table]["additionalProperties"];
    let mut tagger = serde_json::Map::new();
    for form in each("tagger")["anyOf"].as_array().unwrap() {
        tagger.extend(form["properties"].as_object().unwrap().clone());
    }
    let tagger = json!(tagger);
    let written = [
        ("a rule file", &rules["properties"]),
        ("a rule", rule),
        ("a level", &rule["level"]["items"]["properties"]),
        ("a test", &rule["test"]["items"]["properties"]),
        ("a view", &each("view")["properties"]),
        ("a factor", &each("factor")["properties"]),
        ("`[score]`", &rules["properties"]["score"]["properties"]),
        ("`rescue`", &rules["properties"]["score"]["properties"]["rescue"]["properties"]),
        ("`deduct`", &rules["properties"]["score"]["properties"]["deduct"]["properties"]),
        ("`[verdict]`", &rules["properties"]["verdict"]["properties"]),
        ("`compare`", &rules["properties"]["verdict"]["properties"]["compare"]["properties"]),
        ("`[pack]`", &rules["properties"]["pack"]["properties"]),
        ("a tagger", &tagger),
        ("a topic file", &topic["properties"]),
        ("the configuration", &settings["properties"]),
        ("a table of settings", &settings["properties"]["rules"]["additionalProperties"]["properties"]),
        ("a suppression", &settings["properties"]["suppress"]["items"]["properties"]),
    ];
    for (what, properties) in written {
        let known = properties.as_object().unwrap_or_else(|| panic!("{what} is not in the schema"));
        let known: BTreeSet<String> = known.keys().cloned().collect();
        let loader = told.get(what).unwrap_or_else(|| panic!("no fault about {what}: {:?}", told.keys()));
        assert_eq!(&known, loader, "{what}: add the key to `crates/core/src/editor` with a sentence on what it means");
    }
    let missing: Vec<_> = told.keys().filter(|what| !written.iter().any(|(w, _)| w == *what)).collect();
    assert!(missing.is_empty(), "tables that the schema does not compare: {missing:?}");
}
