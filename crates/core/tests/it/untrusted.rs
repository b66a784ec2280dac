//! Packs and texts by strangers: nothing they write takes the engine down.

use proptest::prelude::*;

use crate::support::{HEAD, checked, faults_of, files, program, record, rule, told};

/// On the stack of a test thread, two megabytes in a debug build.
#[test]
fn nothing_nests_too_deep() {
    let deep =
        |open: &str, close: &str, n: usize| format!("{}parcel.fragile = true{}", open.repeat(n), close.repeat(n));
    for n in [5, 30, 70, 200, 5_000] {
        faults_of(&format!("{HEAD}{}", rule("a/b", &format!("when = {{ {} }}", deep("not = { ", " }", n)))));
        faults_of(&format!("{HEAD}{}", rule("a/b", &format!("when.{} = true", "not.".repeat(n) + "parcel.fragile"))));
        faults_of(&format!("{HEAD}{}", rule("a/b", &format!("when = {{ {} }}", deep("any = [{ ", " }]", n)))));
        faults_of(&format!("{HEAD}[fact.a]\nx = {{ formula = \"{}1{}\" }}", "(".repeat(n), ")".repeat(n)));
        faults_of(&format!("{HEAD}[fact.a]\nx = {{ formula = \"{}1\" }}", "-".repeat(n)));
        faults_of(&format!("{HEAD}[fact.a]\nx = {{ formula = \"1{}\" }}", "+1".repeat(n)));
        faults_of(&format!("{HEAD}[fact.a]\nx = {{ min = \"orders{}\" }}", ".a".repeat(n)));
        faults_of(&format!(
            "{HEAD}{}",
            rule("a/b", &format!("when.note.matches = '{}a{}'", "(".repeat(n), ")".repeat(n)))
        ));
        faults_of(&format!(
            "{HEAD}{}",
            rule("a/b", &format!("message2 = \"x\"\nadvice = \"{{a{}}}\"\nwhen.note.matches = 'a'", ".a".repeat(n)))
        ));
    }
}

#[test]
fn long_chains_of_names_are_refused_and_not_followed() {
    for forward in [true, false] {
        let chain = |line: &dyn Fn(usize) -> String| -> String {
            let mut lines: Vec<String> = (1..3_000).map(line).collect();
            if forward {
                lines.reverse();
            }
            lines.concat()
        };
        let defines =
            chain(&|n| format!("[define.d{n}]\nis = \"d{}\"\n", n - 1)) + "[define.d0]\nparcel.fragile = true\n";
        let views =
            chain(&|n| format!("[view.v{n}]\nof = \"v{}\"\nlatest = 3\n", n - 1)) + "[view.v0]\nof = \"orders\"\n";
        let numbers = format!(
            "[fact.a]\n{}n0 = {{ count = \"orders\" }}\n",
            chain(&|n| format!("n{n} = {{ formula = \"a.n{} + 1\" }}\n", n - 1))
        );
        for (toml, condition) in
            [(defines, "when.is = \"d2999\""), (views, "when.v2999.count = 1"), (numbers, "when.a.n2999 = 1")]
        {
            let codes = faults_of(&format!("{HEAD}{toml}{}", rule("a/b", condition))).codes();
            assert!(codes.contains(&"too-deep"), "{codes:?}");
        }
    }
}

/// Whatever depth is allowed can be evaluated, explained and taken apart on a small stack.
#[test]
fn the_deepest_that_is_allowed_can_be_evaluated() {
    // As deep as it goes: declared from the bottom, so that only the depth of evaluation bounds it.
    let defines: String = (1..66)
        .map(|n| {
            format!("[define.d{n}]\nnot = {{ any = [{{ is = \"d{}\" }}, {{ parcel.returned = true }}] }}\n", n - 1)
        })
        .collect();
    let numbers: String = (1..140).map(|n| format!("n{n} = {{ formula = \"-a.n{}\" }}\n", n - 1)).collect();
    let views: String = (1..60).map(|n| format!("[view.v{n}]\nof = \"v{}\"\nwhere.gift = true\n", n - 1)).collect();
    let deepest = |kind: &str, n: usize| {
        let toml = format!(
            "[define.d0]\nparcel.fragile = true\n{defines}[view.v0]\nof = \"orders\"\n{views}[fact.a]\nn0 = {{ count = \"orders\" }}\n{numbers}{}",
            rule(
                "test/it",
                &match kind {
                    "define" => format!("when.is = \"d{n}\""),
                    "view" => format!("when.v{n}.count.above = 0"),
                    _ => format!("when.a.n{n}.above = 0"),
                }
            )
        );
        crate::support::checked(&[files("test", &[("rules.toml", &toml), ("zz.toml", HEAD)])], "")
    };
    for (kind, n) in [("define", 65), ("view", 59), ("fact", 139)] {
        let checked = deepest(kind, n);
        let Some(program) = &checked.program else { panic!("{}", checked.rendered()) };
        let record = crate::support::with_orders(
            record(&[("parcel.fragile", true.into())]),
            &[&[("gift", crate::support::Is::Unknown)]],
        );
        let mut evaluation = program.evaluate_with(&record, 0, followback_core::Trace::default());
        let id = program.rule("test/it").unwrap();
        let _ = (
            evaluation.evidence(id),
            evaluation.missing(id),
            evaluation.readings(),
            program.reads(&program.rules()[0]),
        );
        assert!(evaluation.recorder().result(program.rules()[0].conditions()[0].1.cond).is_some());
    }
}

#[test]
fn names_that_double_are_refused() {
    let defines: String = (1..60)
        .map(|n| format!("[define.d{n}]\nany = [{{ is = \"d{0}\" }}, {{ not.is = \"d{0}\" }}]\n", n - 1))
        .collect();
    let toml = format!("{HEAD}[define.d0]\nparcel.fragile = true\n{defines}{}", rule("a/b", "when.is = \"d59\""));
    assert!(faults_of(&toml).codes().contains(&"too-deep"));
    let numbers: String =
        (1..60).map(|n| format!("n{n} = {{ formula = \"a.n{0} * a.n{0} + a.n{0}\" }}\n", n - 1)).collect();
    let toml =
        format!("{HEAD}[fact.a]\nn0 = {{ count = \"orders\" }}\n{numbers}{}", rule("a/b", "when.a.n59.above = 1"));
    assert!(faults_of(&toml).codes().contains(&"too-deep"));
}

#[test]
fn files_outside_of_the_pack_are_not_read() {
    for path in ["../secret.txt", "/etc/passwd", "lists/../../secret.txt"] {
        let toml = format!("{HEAD}[lists]\nl = \"{path}\"\n{}", rule("a/b", "when.note.contains = \"@l\""));
        assert_eq!(faults_of(&toml).codes(), ["missing-file"]);
    }
}

/// Pieces of rule files, put together at random.
fn toml_ish() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "[[rule]]\n",
            "[[rule.level]]\n",
            "[[rule.test]]\n",
            "[define.x]\n",
            "[view.v]\n",
            "[fact.a]\n",
            "[lists]\n",
            "[tagger.t]\n",
            "[score]\n",
            "[verdict]\n",
            "[factor.care]\n",
            "[pack]\n",
            "[params]\n",
            "[lists.l]\n",
        ])
        .prop_map(str::to_owned),
        (
            prop::sample::select(vec![
                "id",
                "factor",
                "severity",
                "points",
                "cap",
                "title",
                "message",
                "advice",
                "when",
                "unless",
                "applies",
                "needs",
                "of",
                "where",
                "latest",
                "supersedes",
                "params",
                "base",
                "bands",
                "rescue",
                "deduct",
                "rows",
                "x",
                "l",
                "from",
                "each",
                "given",
                "expect",
                "when.parcel.weight",
                "when.note.contains",
                "when.note.matches",
                "when.orders.count",
                "when.is",
                "when.fired",
                "when.any",
                "when.orders.share",
                "when.note.t.has",
                "when.orders.most_repeated",
                "unless.a.x",
                "needs.v.count",
                "off",
                "aliases",
            ]),
            prop::sample::select(vec![
                "\"a/b\"",
                "\"care\"",
                "\"minor\"",
                "\"blocker\"",
                "10",
                "-1e308",
                "nan",
                "1e7",
                "true",
                "[]",
                "[1, 2]",
                "{}",
                "\"orders\"",
                "\"v\"",
                "{ count = \"orders\" }",
                "{ formula = \"a.x / 0\" }",
                "{ formula = \"min(\" }",
                "{ at_least = 3, where.gift = true }",
                "{ where = { gift = true }, above = \"1/2\" }",
                "\"$p\"",
                "\"@l\"",
                "{ list = \"@l\", within = -1 }",
                "'('",
                "'(?i)\\bé+'",
                "{ of = \"text\", above = 2 }",
                "{ any = [{ is = \"x\" }] }",
                "[{ parcel.fragile = true }, { note.words = 1 }]",
                "{ care = 0.5, speed = 0.5 }",
                "[0.4, 0.9]",
                "{ factor = \"care\", weight = [1, 0] }",
                "[\"a/*\", \"!a/b\"]",
                "1979-05-27",
                "{ fact = \"parcel.limit\", times = 1e300 }",
                "\"{match} {parcel.weight|a|b} {x:percent}\"",
                "\"\\u200b\"",
                "{ unknown = 3 }",
                "99999999999999999999999",
                "'''",
                "\"fires\"",
                "\"no/such/*.toml\"",
                "[\"\", \"ß\"]",
                "{ matches = 'a', in = \"orders.text\" }",
            ]),
        )
            .prop_map(|(key, value)| format!("{key} = {value}\n")),
        "[ -~\\n]{0,12}",
        "\\PC{0,6}",
    ];
    prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Whatever stands in a file, there is a program or an error, and every place lies in its file.
    #[test]
    fn any_rule_file_gives_a_program_or_an_error(toml in toml_ish(), config in prop_oneof![Just(String::new()), toml_ish()]) {
        let checked = checked(&[files("test", &[("rules.toml", &toml), ("zz.toml", HEAD), ("l.txt", "a\n")])], &config);
        prop_assert_eq!(checked.program.is_some(), checked.faults.iter().all(|f| f.level == followback_core::Level::Warning));
        for fault in &checked.faults {
            for label in &fault.labels {
                let text = checked.sources.get(label.span.file).map_or("", |s| &s.text);
                let range = label.span.range();
                prop_assert!(range.end <= text.len() || text.is_empty(), "{fault:?}");
                prop_assert!(text.is_empty() || text.get(range).is_some(), "{fault:?}");
            }
        }
        if let Some(program) = &checked.program {
            let record = crate::support::with_orders(record(&[("note", "a ß".into()), ("parcel.weight", 3.into())]), &[&[("gift", true.into())], &[]]);
            let mut evaluation = program.evaluate(&record, 0);
            let _ = evaluation.readings();
            for rule in 0..program.rules().len() {
                let rule = program.rule(&program.rules()[rule].id).unwrap();
                let evidence = evaluation.evidence(rule);
                let _ = (evaluation.message(rule, &evidence), evaluation.missing(rule));
            }
            let _ = program.score(evaluation.outcomes());
        }
    }

    #[test]
    fn any_text_at_all_can_be_a_rule_file(toml in "\\PC{0,200}", bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        faults_of(&toml);
        faults_of(&String::from_utf8_lossy(&bytes));
    }
}

const NASTY: &str = "[a-cA-C .!?#@/:|•\\n\\r\u{200b}\u{200d}\u{fe0f}\u{301}\u{e9}éßſKİ医師ｱＡ①🎨🏽👩🇪🇸\u{202e}\u{0}%$~_'’\\-0-9]{0,200}";

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => NASTY,
        2 => "\\PC{0,300}",
        1 => prop::collection::vec(any::<char>(), 0..700).prop_map(|c| c.into_iter().collect()),
        1 => ("[@#]{1,3}[a-z.@\\-]{0,20}", "(https?://|www\\.)?[a-z.]{0,12}[/?#&=%]{0,4}[a-zé]{0,8}", any::<char>()).prop_map(|(a, b, c)| format!("{a} {b}{c}{a}")),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(250))]

    /// Any text leaves the engine standing, and what evidence underlines is what it says.
    #[test]
    fn any_text_can_be_audited(text in any_text()) {
        thread_local! {
            static PROGRAM: followback_core::Program = program(&[
                "[lists.function-words]\nen = [\"a\", \"the\"]\n[lists]\nl = [\"a b\", \"é\", \"医\", \"a.b\", \"ss\", \"🎨\"]\nno = [\"b\", \"!\"]\n".to_owned(),
                "[tagger.t]\neach = \"@l\"\n[view.newest]\nof = \"orders\"\nlatest = 5\n".to_owned(),
                rule("a/list", "when.note.contains = { list = \"@l\", not_after = \"@no\", within = 2 }"),
                rule("a/tags", "when.note.t.present = true"),
                rule("a/own", "when.note.own_text.contains = [\"a\", \"b\", \"@l\"]"),
                rule("a/regex", "when.note.matches = '(?i)[a-c]+|é|\\p{L}{3}'"),
                rule("a/whole", "when.note.matches = '(?s).+'"),
                rule("a/counts", "when.note = { length.at_least = 0, chars.at_least = 0, width.at_least = 0, words.at_least = 0, own_words.at_least = 0, letters.at_least = 0, emojis.at_least = 0, links.at_least = 0, hashtags.at_least = 0, mentions.at_least = 0, hashtag_share.at_least = 0 }"),
                rule("a/shares", "when.note = { capitals_share.at_most = 1, script.present = true, language.present = true }"),
                rule("a/same", "when.note.same_as = \"sender\""),
                rule("a/repeats", "when.newest.most_repeated = { of = \"text.own_text\", above = 1 }"),
                rule("a/in-orders", "when.newest.count = { where.text.contains = \"@l\", above = 0 }"),
            ].concat());
        }
        PROGRAM.with(|program| {
            let is = crate::support::Is::Owned(text.clone());
            let facts = record(&[("note", is.clone()), ("sender", is.clone())]);
            let record = crate::support::with_orders(facts, &[&[("text", is.clone())], &[("text", is.clone())]]);
            let mut evaluation = program.evaluate(&record, 0);
            for index in 0..program.rules().len() {
                let id = program.rule(&program.rules()[index].id).unwrap();
                for evidence in evaluation.evidence(id) {
                    let followback_core::EvidenceValue::Text(value) = &evidence.value else { continue };
                    for span in &evidence.spans {
                        prop_assert_eq!(value.get(span.start..span.end), Some(span.text.as_str()));
                        prop_assert!(!span.text.is_empty());
                    }
                }
            }
            prop_assert_eq!(evaluation.outcomes()[program.rule("a/same").unwrap().index()].status, followback_core::Status::Fired);
            let counts = evaluation.outcomes()[program.rule("a/counts").unwrap().index()].status;
            prop_assert_eq!(counts, followback_core::Status::Fired);
            Ok(())
        })?;
    }

    /// The cheap look for a word before a pattern is run never changes what the pattern finds.
    #[test]
    fn the_trigger_of_a_pattern_never_changes_a_result(pattern in a_pattern(), text in prop_oneof![a_text_for_patterns(), any_text()]) {
        let Ok(regex) = regex::Regex::new(&pattern) else { return Ok(()) };
        let toml = rule("test/it", &format!("when.note.matches = '''{pattern}'''")) + &format!("[fact.a]\nn = {{ matches = '''{pattern}''', in = \"note\" }}\n");
        let checked = crate::support::checked(&[files("test", &[("rules.toml", &toml), ("factors.toml", HEAD)])], "");
        let Some(program) = checked.program else { return Ok(()) };
        if text.is_empty() {
            return Ok(());
        }
        let record = record(&[("note", crate::support::Is::Owned(text.clone()))]);
        prop_assert_eq!(told(&program, &record), followback_core::Tri::from(regex.is_match(&text)));
        let found = program.evaluate(&record, 0).readings().into_iter().find(|r| r.path == "a.n").unwrap().value;
        prop_assert_eq!(found, Ok(followback_core::EvidenceValue::Number(regex.find_iter(&text).count() as f64)));
    }
}

/// Patterns of the pieces that people write.
fn a_pattern() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        prop::sample::select(vec![
            "a",
            "b",
            "k",
            "s",
            "S",
            "K",
            "é",
            "É",
            "ß",
            "ſ",
            "K",
            "İ",
            "ı",
            "σ",
            "ς",
            ".",
            "\\b",
            "\\w",
            "\\d",
            "\\s",
            "^",
            "$",
            "[ab]",
            "[^a]",
            "[k-m]",
            "[é-ë]",
            "[sS]",
            "\\.",
            "#",
            "(?i)",
            "(?-i)",
            "\\x41",
            "\\u{e9}",
            "co-?founder",
            "of",
            " ",
            "(?x) a b",
            "\\p{L}",
            "[[:alpha:]]",
            "ǆ",
            "(?m)^",
            "[a&&b]",
            "\u{1e9e}",
            "\u{3f4}",
            "\u{b5}",
        ])
        .prop_map(str::to_owned),
        "[a-ck]{1,3}",
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| parts.concat()),
            prop::collection::vec(inner.clone(), 2..4).prop_map(|parts| format!("(?:{})", parts.join("|"))),
            (inner.clone(), prop::sample::select(vec!["?", "*", "+", "{2}", "{0,2}", "{1,}", "{0}", "+?"]))
                .prop_map(|(part, times)| format!("(?:{part}){times}")),
            inner.clone().prop_map(|part| format!("({part})")),
            inner.prop_map(|part| format!("(?i:{part})")),
        ]
    })
}

fn a_text_for_patterns() -> impl Strategy<Value = String> {
    "[abckmsSKA éÉßſKİıσςǆ#.\n\u{1e9e}\u{3f4}\u{b5}\u{3bc}0]{0,24}|co-?founder of [a-c]"
}
