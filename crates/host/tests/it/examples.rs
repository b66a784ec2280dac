//! The plugins that come with followback: the one in C, compiled by the system's compiler, the one of the guide, and the one
//! that looks at pictures. Each is loaded as a library, in both ways of running it.

use std::path::{Path, PathBuf};

use followback_host::{Answers, Column, FaultKind, Manifest, Plugin, Rows, Value};

use crate::support::{built, compile, folder, isolation};

fn manifest(name: &str) -> Manifest {
    let file = folder(name).join("followback-plugin.toml");
    Manifest::parse("followback-plugin.toml", &std::fs::read_to_string(file).unwrap()).unwrap()
}

/// Asks for all facts in this process and in a child, and finds the same answers.
fn same(name: &str, library: &Path, rows: &Rows<'_>) -> (Vec<String>, Answers) {
    let local = Plugin::in_process(manifest(name), library.to_owned(), "{}");
    let child = Plugin::isolated(manifest(name), library.to_owned(), "{}", isolation());
    let names = local.facts().iter().map(|fact| fact.path.clone()).collect();
    let all: Vec<usize> = (0..local.facts().len()).collect();
    let [local, child] = [local, child].map(|mut plugin| plugin.ask(rows, &all));
    assert_eq!(local, child);
    (names, child)
}

fn texts<'a>(texts: &[Option<&'a str>]) -> Column<'a> {
    Column::Text(texts.to_vec())
}

#[expect(clippy::unnecessary_wraps, reason = "compared with answers, which may be missing")]
fn number(n: f64) -> Option<Value> {
    Some(Value::Number(n))
}

/// The strictest way in which anybody would compile it.
fn reading() -> PathBuf {
    compile(&folder("reading-c").join("reading.c"), &["-std=c99", "-pedantic", "-Wshadow", "-Wconversion"])
}

#[test]
fn a_plugin_in_c_reads_biographies() {
    let long = format!("I am {}here.", "really ".repeat(30));
    let bios = [
        "Builds compilers in Lugo. Reads, e.g. Borges! And you?",
        "",
        "Nurse | mother of two • Café owner\nhttps://example.com/a-very-long-address #hashtagsdonotcount",
        "🌸",
        long.as_str(),
        "コンパイラを作っています",
        "Dr. Größe",
    ];
    let rows = Rows::new(bios.len(), vec![texts(&bios.map(Some))]);
    let (names, answers) = same("reading-c", &reading(), &rows);
    assert_eq!(
        names,
        ["breathless", "longest_sentence", "longest_word", "sentences", "words_per_sentence"]
            .map(|name| format!("reading.{name}"))
    );
    let [breathless, longest_sentence, longest_word, sentences, per_sentence] = &answers.facts[..] else { panic!() };
    assert_eq!(sentences[..5], [number(3.0), number(0.0), number(4.0), number(1.0), number(1.0)]);
    assert_eq!(longest_sentence[..5], [number(4.0), number(0.0), number(3.0), number(1.0), number(33.0)]);
    assert_eq!(per_sentence[..4], [number(9.0 / 3.0), None, number(8.0 / 4.0), number(1.0)]);
    let word = |word: &str| Some(Value::Text(word.to_owned()));
    assert_eq!(longest_word[..3], [word("compilers"), None, word("mother")]);
    assert_eq!(breathless[..5], [false, false, false, false, true].map(|bit| Some(Value::Bool(bit))));
    assert_eq!((&sentences[6], &longest_word[6]), (&number(1.0), &word("Größe")));
    let reason = "the script of the biography has no blanks between words";
    assert_eq!(answers.faults, [(5, FaultKind::Declined.saying(reason))].into());
}

#[test]
fn the_plugin_of_the_guide_compares_names() {
    let handles = texts(&[Some("ana_lopez"), Some("x84729105"), Some("ana"), Some("ana")]);
    let names = texts(&[Some("Ana Lopez (official)"), Some("Ana"), Some("🌸"), None]);
    let (facts, answers) = same("naming", &built("naming"), &Rows::new(4, vec![handles, names]));
    assert_eq!(facts, ["naming.alike", "naming.kept"]);
    assert_eq!(answers.facts[0], [number(1.0), number(0.0), None, None]);
    assert_eq!(answers.facts[1], [Some(Value::Text("lopez".into())), None, None, None]);
    let reasons = ["the name has no letters to compare", "a fact that the plugin needs is missing"];
    let declined = reasons.map(|reason| FaultKind::Declined.saying(reason));
    assert_eq!(answers.faults.into_values().collect::<Vec<_>>(), declined);
}

#[test]
fn the_user_configures_a_plugin() {
    let config = r#"{"ignore": ["lopez"]}"#;
    let rows = Rows::new(1, vec![texts(&[Some("ana")]), texts(&[Some("Ana Lopez")])]);
    for mut plugin in [
        Plugin::in_process(manifest("naming"), built("naming"), config),
        Plugin::isolated(manifest("naming"), built("naming"), config, isolation()),
    ] {
        assert_eq!(plugin.ask(&rows, &[0]).facts[0], [number(1.0)]);
    }
    let mut wrong = Plugin::isolated(manifest("naming"), built("naming"), r#"{"ignroe": []}"#, isolation());
    let answers = wrong.ask(&rows, &[0]);
    let problem = &answers.faults[&0].message;
    assert!(problem.contains("its settings do not fit") && problem.contains("'ignroe' was unexpected"), "{problem}");
}

/// The same plugin that is part of the program, through the public interface.
#[test]
fn pictures_are_looked_at_by_a_library_too() {
    let picture = {
        let mut bytes = std::io::Cursor::new(Vec::new());
        let drawn = image::RgbImage::from_fn(96, 64, |x, y| {
            image::Rgb([(x * 2).to_le_bytes()[0], (y * 3).to_le_bytes()[0], 90])
        });
        drawn.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
        bytes.into_inner()
    };
    let files = [Some(picture.as_slice()), Some(&picture[..60]), Some(b"no picture"), Some(&[]), None];
    let rows = Rows::new(files.len(), vec![Column::Bytes(files.to_vec())]);
    let (names, answers) = same("avatar-vision", &built("avatar_vision"), &rows);
    let fact = |name: &str| &answers.facts[names.iter().position(|n| n == name).unwrap()];
    assert_eq!((&fact("avatar.width")[0], &fact("avatar.short_side")[0]), (&number(96.0), &number(64.0)));
    assert!(matches!(&fact("avatar.kind")[0], Some(Value::Text(_))));
    assert_eq!(answers.faults.keys().copied().collect::<Vec<_>>(), [1, 2, 3, 4]);
    assert!(answers.faults.values().all(|fault| fault.kind == FaultKind::Declined), "{:?}", answers.faults);

    let mut built_in =
        Plugin::built_in(followback_host::BuiltIn { manifest: avatar_vision::MANIFEST, table: avatar_vision::plugin })
            .unwrap();
    assert_eq!(built_in.ask(&rows, &(0..names.len()).collect::<Vec<_>>()), answers);
}
